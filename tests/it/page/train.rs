//! Away from each other and together again: what two people wrote apart stands whole.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use fantoccini::Locator;

use super::browser::Browser;
use super::text::Text;
use crate::support::{Laptop, whole_machine};

const FIRST: &str = "Tjeerd is nieuw en tekent de afspraken.";
const NOTE: &str = "Bewoners gaan zelf zitten zodra wij gaan zitten.";
const NOORS: &str = " Noor hangt de roosterkaart op.";
const WIMS: &str = " Wim mailt de data.";

/// Noor and Wim after a meeting, with its minutes and an agreement on both laptops.
fn after_the_meeting() -> (Laptop, Laptop) {
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "minutes", "append", "1", FIRST]);
    noor.ok(&["agreement", "add", "Telefoons op stil."]);
    let wim = noor.let_in("Wim");
    wim.ok(&["settings", "--language", "nl"]);
    (noor, wim)
}

fn of_first(laptop: &Laptop, list: &str) -> String {
    laptop.json(&[list, "list"])[0]["id"].as_str().unwrap().to_owned()
}

async fn nobody_is_asked_to_choose(page: &Browser) {
    for css in [".versions", "[role=dialog]", "[role=alertdialog]", "dialog"] {
        let found = page.client.find_all(Locator::Css(css)).await.unwrap();
        assert!(found.is_empty(), "{css}\n{}", page.text().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn minutes_that_two_wrote_on_the_train_have_both_sentences_whole() {
    let _turn = whole_machine();
    let (noor, wim) = after_the_meeting();
    let edit = format!("p/{}/edit", of_first(&noor, "meeting"));
    let show = format!("p/{}", of_first(&noor, "meeting"));

    let page = Browser::open(&noor).await;
    page.go_in_group(&noor, "all/notes/new").await;
    page.fill("[name='f:title']", "Zitten").await;
    page.fill("[name='f:text']", NOTE).await;
    page.press("Opslaan").await;
    page.says(NOTE).await;
    Text::open(&page, &noor, &edit, "minutes_text").await.append(NOORS).await;
    page.close().await;
    let page = Browser::open(&wim).await;
    Text::open(&page, &wim, &edit, "minutes_text").await.append(WIMS).await;
    page.close().await;

    let (one, other) = (Browser::open(&noor).await, Browser::open(&wim).await);
    let noors = Text::open(&one, &noor, &edit, "minutes_text").await;
    let wims = Text::open(&other, &wim, &edit, "minutes_text").await;
    let whole = |text: &str| {
        [FIRST, NOORS.trim(), WIMS.trim()].iter().all(|one| text.matches(one).count() == 1)
    };
    noors.shows("all three sentences, once", whole).await;
    wims.shows("all three sentences, once", whole).await;
    assert_eq!(noors.shown().await, wims.shown().await, "the order is free, and the same");
    for (page, laptop) in [(&one, &noor), (&other, &wim)] {
        nobody_is_asked_to_choose(page).await;
        page.go_in_group(laptop, &show).await;
        page.says(NOORS.trim()).await;
        page.says(WIMS.trim()).await;
        nobody_is_asked_to_choose(page).await;
    }
    other.go_in_group(&wim, "all/notes").await;
    other.says(NOTE).await;
    one.close().await;
    other.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_that_two_changed_on_the_train_stands_in_both_wordings() {
    let _turn = whole_machine();
    let (noor, wim) = after_the_meeting();
    let wordings = [("Telefoons uit.", "Noor"), ("Telefoons in de mand.", "Wim")];
    for (laptop, (wording, _)) in [&noor, &wim].into_iter().zip(wordings) {
        let page = Browser::open(laptop).await;
        page.go_in_group(laptop, "agreements").await;
        page.press("Wijzigen").await;
        page.fill("[name='f:text']", wording).await;
        page.press("Opslaan").await;
        page.says(wording).await;
        page.close().await;
    }
    let (one, other) = (Browser::open(&noor).await, Browser::open(&wim).await);
    for (page, laptop) in [(&one, &noor), (&other, &wim)] {
        page.go_in_group(laptop, "level").await;
        page.says("Iedereen die er is, heeft alles.").await;
        page.go_in_group(laptop, "agreements").await;
        page.says("Twee versies. Kies, of maak er samen één van.").await;
        let shown = page.client.find_all(Locator::Css(".versions blockquote")).await.unwrap();
        assert_eq!(shown.len(), 2);
        for (wording, author) in wordings {
            let path = format!(
                "//figure[figcaption[contains(., '{author}')]]/blockquote[contains(., '{wording}')]"
            );
            let found = Locator::XPath(&path);
            assert!(page.client.find(found).await.is_ok(), "{wording}: {}", page.text().await);
        }
    }
    one.pictures("60-two-wordings").await;
    one.close().await;
    other.close().await;
}
