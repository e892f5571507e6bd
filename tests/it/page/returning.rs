//! What one does for somebody who came back after losing every laptop, and what one takes along when one
//! goes oneself.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use kring_node::replica::Replica;
use kring_trust::keys::{DeviceKeys, Seed};
use kring_trust::roster::speak::{self, Speaker};
use kring_trust::{DeviceId, PageId, PersonId};

use super::browser::Browser;
use super::more::file;
use crate::hostile_member::on;
use crate::support::{Laptop, whole_machine};

/// Noor and Wim let Lotte in again on a laptop that is new; answers which.
fn returned(noor: &Laptop, wim: &Laptop, lotte: PersonId) -> DeviceId {
    let keys = DeviceKeys::derive(&Seed::from_bytes([77; 32]), [77; 16]);
    let wim = on(wim, |replica| (replica.device(), replica.keys().clone()));
    on(noor, |replica| {
        let group = replica.group();
        let (record, consent) = speak::consent(&keys, &group, Some(lotte), &replica.device());
        let device = record.id();
        let speaker = Speaker::new(replica.roster(), replica.device(), replica.keys(), 1);
        let alone = speaker.returned(record, consent).sign(&group, replica.keys());
        let whole = speak::along(&alone, &group, wim.0, &wim.1);
        replica.act(|act| act.hear(whole)).unwrap();
        device
    })
}

fn cases(laptop: &Laptop) -> Vec<PageId> {
    let all = laptop.json(&["case", "list"]);
    let ids = all.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap());
    ids.map(|id| PageId::from_hex(id).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_ones_cases_are_shared_again_with_who_came_back() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    let (wim, lotte) = (noor.let_in("Wim"), noor.let_in("Lotte"));
    noor.ok(&["case", "add", "Telefoon aan tafel"]);
    noor.ok(&["case", "add", "De avond"]);
    noor.share_with(&wim);
    noor.share_with(&lotte);
    let person = on(&lotte, |replica| replica.me());
    let device = returned(&noor, &wim, person);
    let cases = cases(&noor);
    let sees = |replica: &mut Replica| {
        cases.iter().filter(|case| replica.roster().sees(&device, case)).count()
    };
    assert_eq!(on(&noor, sees), 0, "no case file reaches the new laptop by itself");

    noor.ok(&["settings", "--language", "nl"]);
    let page = Browser::open(&noor).await;
    page.go_in_group(&noor, "members").await;
    page.says("Lotte").await;
    page.pictures("103-came-back").await;
    page.press("Mijn casussen weer delen").await;
    page.says("Je casussen zijn weer gedeeld.").await;
    let text = page.text().await;
    assert!(!text.contains("Mijn casussen weer delen"), "there is nothing left to share: {text}");
    page.close().await;
    assert_eq!(on(&noor, sees), cases.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_takes_their_own_things_along_first() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    wim.ok(&["note", "add", "Van Wim", "--text", "Dit wil ik houden."]);
    noor.ok(&["note", "add", "Van Noor", "--text", "Dit is van haar."]);
    noor.share_with(&wim);
    wim.ok(&["settings", "--language", "nl"]);
    let page = Browser::open(&wim).await;
    page.go_in_group(&wim, "members").await;
    page.press("Uit de groep gaan").await;
    let link = page.wait("a[href$='/leave/own']").await;
    assert_eq!(link.text().await.unwrap(), "Mijn eigen stukken bewaren");
    page.pictures("104-take-along").await;
    let (status, name, text) = file(&page, "a[href$='/leave/own']").await;
    assert_eq!((status, name.contains("kring-van-mij.md")), (200, true), "{name}");
    assert!(text.contains("Dit wil ik houden.") && !text.contains("Dit is van haar."), "{text}");
    assert_eq!(wim.json(&["note", "list"]).as_array().unwrap().len(), 2, "nothing went yet");
    page.close().await;
}
