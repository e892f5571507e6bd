//! The end of a meeting: who has everything, the closing words, what is new, and leaving.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use fantoccini::Locator;

use super::browser::Browser;
use super::past::{leave_by, only, to};
use super::plain::must_be_plain;
use crate::support::{Laptop, until, whole_machine};

async fn texts(browser: &Browser, css: &str) -> Vec<String> {
    browser.wait(css).await;
    let mut texts = Vec::new();
    for found in browser.client.find_all(Locator::Css(css)).await.unwrap() {
        texts.push(found.text().await.unwrap());
    }
    texts
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_are_here_read_the_same_closing_words() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&["note", "add", "Uur", "--text", "Eerst dit."]);
    let lotte = noor.let_in("Lotte");
    let wim = noor.let_in("Wim");
    wim.ok(&["settings", "--language", "en"]);
    let case = ["case", "add", "Telefoon", "--question", "Hoe blijf ik rustig?"];
    noor.ok(&[case.as_slice(), &["--audience", "Noor"]].concat());
    let (page, other) = (Browser::open(&noor).await, Browser::open(&wim).await);
    to(&page, &noor, "/level").await;
    to(&other, &wim, "/level").await;
    page.says("Iedereen die er is, heeft alles.").await;
    other.says("Everyone here has everything.").await;
    let (dutch, english) =
        (texts(&page, ".closing .words span").await, texts(&other, ".closing .words span").await);
    page.says("Wim: ja.").await;
    page.says("Lotte: nog niet.").await;
    page.pictures("60-closing").await;
    must_be_plain(&page, "60-closing").await;
    other.pictures("61-closing-english").await;
    assert_eq!(dutch.len(), 4);
    let there = noor.json(&["status"])["closing_words"].clone();
    assert_eq!((&there["nl"], &there["en"]), (&dutch.clone().into(), &english.clone().into()));
    assert_eq!(wim.json(&["status"])["closing_words"]["nl"], there["nl"], "without the case file");
    assert_ne!(lotte.json(&["status"])["closing_words"]["nl"], there["nl"], "she lacks something");

    noor.ok(&["note", "add", "Avond", "--text", "Nog iets."]);
    page.says("Iedereen die er is, heeft alles.").await;
    let until = std::time::Instant::now() + crate::support::PATIENCE;
    while texts(&page, ".closing .words span").await == dutch {
        assert!(std::time::Instant::now() < until, "other words for more than before");
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    other.close().await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_told_with_names_and_what_to_look_at_together() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&[
        "experiment",
        "add",
        "Stil kwartier",
        "--risk",
        "Niemand komt. Het regent vanavond.",
    ]);
    let step = ["--from", "2026-01-01", "--to", "2026-01-15"];
    let add = ["experiment", "step", "add", "1", "--plan", "Licht uit."];
    noor.ok(&[add.as_slice(), &step].concat());
    let wim = noor.let_in("Wim");
    noor.ok(&["case", "add", "Telefoon", "--question", "Hoe blijf ik rustig?"]);
    let risk = |laptop: &Laptop, text: &str, title: &str| {
        let (text, title) = (format!("risk={text}"), format!("title={title}"));
        laptop.ok(&["experiment", "edit", "1", "--set", &text, "--set", &title]);
    };
    let page = Browser::open(&noor).await;
    to(&page, &noor, "").await;
    page.says("Niets nieuws van anderen.").await;
    wim.ok(&["sync", "--wait"]);
    // Both write while they do not see each other: the network of the page is the only one.
    risk(&noor, "Niemand komt. Het regent hard vanavond.", "Kwartier stilte");
    risk(&wim, "Niemand komt. Het regent de hele vanavond.", "Stilte");
    wim.ok(&["case", "tip", "add", "1", "Leg hem in de mand."]);
    wim.ok(&["note", "add", "Avond", "--text", "Dan dat."]);
    let other = Browser::open(&wim).await;
    page.says("Gedeeld met Wim.").await;
    let until = std::time::Instant::now() + crate::support::PATIENCE;
    while !page.text().await.contains("Wim begon hiermee.") {
        assert!(std::time::Instant::now() < until, "{}", page.text().await);
        to(&page, &noor, "").await;
    }
    page.says("Wim schreef hierin.").await;
    page.says("Een nieuwe tip.").await;
    page.says("Er staan twee versies naast elkaar. Een zin is samengevoegd.").await;
    page.says("Jullie probeerden dit tot 15 januari 2026.").await;
    page.pictures("63-new").await;
    must_be_plain(&page, "63-new").await;
    page.press("Alles gezien").await;
    page.says("Niets nieuws van anderen.").await;
    page.says("Er staan twee versies naast elkaar.").await;
    other.close().await;
    page.close().await;
}

#[tokio::test]
async fn points_of_the_agenda_move_up_and_down() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&["meeting", "add", "2030-02-05"]);
    for point in ["Landen", "Casus", "Afronden"] {
        noor.ok(&["meeting", "agenda", "add", "1", point]);
    }
    let page = Browser::open(&noor).await;
    to(&page, &noor, &format!("/p/{}", only(&noor, "meeting"))).await;
    let order = async |page: &Browser| texts(page, "ol.agenda .item > bdi").await;
    assert_eq!(order(&page).await, ["Landen", "Casus", "Afronden"]);
    leave_by(&page, "ol.agenda li:last-child form.tight button").await;
    page.says("Het agendapunt is verplaatst.").await;
    assert_eq!(order(&page).await, ["Landen", "Afronden", "Casus"]);
    leave_by(&page, "ol.agenda li:first-child form.tight button").await;
    page.says("Het agendapunt is verplaatst.").await;
    assert_eq!(order(&page).await, ["Afronden", "Landen", "Casus"]);
    page.pictures("64-agenda").await;
    must_be_plain(&page, "64-agenda").await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_on_the_page_clears_the_laptop_once_another_knows() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    let wim = noor.let_in("Wim");
    wim.ok(&["settings", "--language", "nl"]);
    wim.ok(&["note", "add", "Van Wim", "--text", "Nog te delen."]);
    let (page, other) = (Browser::open(&noor).await, Browser::open(&wim).await);
    to(&other, &wim, "/level").await;
    other.says("Noor: ja.").await;
    let group = wim.json(&["groups"])[0]["group"].as_str().unwrap().to_owned();
    to(&other, &wim, "/members").await;
    other.press("Uit de groep gaan").await;
    other.press("Uit de groep gaan").await;
    other.says("van deze laptop af").await;
    other.pictures("65-left").await;
    until("the group is gone", || !wim.home().join("groups").join(&group).exists());
    to(&page, &noor, "/all/notes").await;
    page.says("Van Wim").await;
    other.close().await;
    page.close().await;
}
