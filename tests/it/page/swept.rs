//! One person's program changed much at once: the line at the top, and putting it back with the
//! keyboard.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use super::browser::Browser;
use super::keyboard::tab_and_enter;
use crate::hostile_member::{experiments, rewrite};
use crate::support::{Laptop, whole_machine};

#[tokio::test(flavor = "multi_thread")]
async fn what_one_program_rewrote_stands_at_the_top_and_goes_back_with_the_keyboard() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    let lotte = noor.let_in("Lotte");
    let pages = experiments(&noor, 30);
    noor.share_with(&lotte);
    rewrite(&lotte, &pages[..20]);
    noor.share_with(&lotte);

    noor.ok(&["settings", "--language", "nl"]);
    let page = Browser::open(&noor).await;
    page.press("Rust in de avond").await;
    page.says("Lotte veranderde in één keer 40 plekken van anderen, vandaag").await;
    page.pictures("100-swept-home").await;
    page.go_in_group(&noor, "level").await;
    page.says("Lotte veranderde in één keer 40 plekken van anderen, vandaag").await;
    page.pictures("101-swept-level").await;
    page.go_in_group(&noor, "").await;
    tab_and_enter(&page, "Alles terugzetten").await;
    page.says("Alles staat weer zoals het was.").await;
    page.pictures("102-swept-back").await;
    assert!(!page.text().await.contains("in één keer"), "it is answered");
    let shown = noor.json(&["experiment", "show", "Proef x19x"]);
    assert_eq!(shown["fields"]["risk"], "Wat Noor zag, nummer 19.", "{shown}");

    page.close().await;
    noor.share_with(&lotte);
    rewrite(&lotte, &pages);
    noor.share_with(&lotte);
    let page = Browser::open(&noor).await;
    page.press("Rust in de avond").await;
    tab_and_enter(&page, "Zo laten").await;
    page.says("Het blijft zoals het nu is.").await;
    page.close().await;
    let all = noor.json(&["experiment", "list"]);
    assert!(all.as_array().unwrap().iter().all(|one| one["title"] == "Van Eva"), "{all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_put_back_apart_is_said_and_stands_there_once_again() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    let (lotte, wim) = (noor.let_in("Lotte"), noor.let_in("Wim"));
    let pages = experiments(&noor, 30);
    for other in [&lotte, &wim] {
        noor.share_with(other);
    }
    rewrite(&lotte, &pages);
    for other in [&noor, &wim] {
        lotte.share_with(other);
    }
    for one in [&noor, &wim] {
        one.ok(&["sweep", "back"]);
    }
    noor.share_with(&wim);
    let doubled = wim.ok(&["sweep", "list"]).out;
    assert!(doubled.contains("30 teksten staan er nu dubbel."), "{doubled}");

    noor.ok(&["settings", "--language", "nl"]);
    let page = Browser::open(&noor).await;
    page.press("Rust in de avond").await;
    page.says("30 teksten staan er nu dubbel.").await;
    page.pictures("103-swept-twice").await;
    tab_and_enter(&page, "Dubbele weghalen").await;
    page.says("Alles staat er weer één keer.").await;
    assert!(!page.text().await.contains("dubbel"), "it is answered");
    page.close().await;
    noor.share_with(&wim);
    for one in [&noor, &wim] {
        let shown = one.json(&["experiment", "show", "Proef x19x"]);
        assert_eq!(shown["fields"]["risk"], "Wat Noor zag, nummer 19.", "{shown}");
        assert_eq!(one.json(&["status"])["swept"], serde_json::json!([]));
    }
}
