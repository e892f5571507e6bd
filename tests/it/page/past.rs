//! Who wrote what, how it was, and putting it back; versions that stand beside each other.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use std::time::{Duration, Instant};

use fantoccini::Locator;
use serde_json::json;

use super::browser::Browser;
use super::plain::must_be_plain;
use crate::support::{Laptop, PATIENCE, whole_machine};

/// Goes to a thing of the group by the path behind the group's address.
pub async fn to(browser: &Browser, laptop: &Laptop, path: &str) {
    let group = laptop.json(&["groups"])[0]["group"].as_str().unwrap().to_owned();
    let here = browser.client.current_url().await.unwrap();
    let there = here.join(&format!("/g/{group}{path}")).unwrap();
    browser.client.goto(there.as_str()).await.unwrap();
    browser.wait("main h1").await;
}

/// The id of the only thing of a sort.
pub fn only(laptop: &Laptop, sort: &str) -> String {
    laptop.json(&[sort, "list"])[0]["id"].as_str().unwrap().to_owned()
}

/// Selects the whole text of the first element that fits, as a mouse does.
async fn select(browser: &Browser, css: &str) {
    let script = "const box = document.querySelector(arguments[0]); \
        const range = document.createRange(); range.selectNodeContents(box); \
        const selection = getSelection(); selection.removeAllRanges(); selection.addRange(range);";
    browser.wait(css).await;
    browser.client.execute(script, vec![json!(css)]).await.unwrap();
}

/// Clicks on the first element that fits; the status line stays at the bottom edge.
pub async fn click(browser: &Browser, css: &str) {
    let found = browser.wait(css).await;
    let centre = "arguments[0].scrollIntoView({ block: 'center' })";
    let element = serde_json::to_value(&found).unwrap();
    browser.client.execute(centre, vec![element]).await.unwrap();
    found.click().await.unwrap();
}

/// Clicks on what leads to another page, and waits until that is there.
pub async fn leave_by(browser: &Browser, css: &str) {
    let root = browser.wait("html").await;
    click(browser, css).await;
    let until = Instant::now() + PATIENCE;
    while root.tag_name().await.is_ok() {
        assert!(Instant::now() < until, "{css} leads nowhere");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    browser.wait("main").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wrote_what_is_told_and_how_it_was_comes_back() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "minutes", "append", "1", "Noor begon het verslag 👍."]);
    let wim = noor.let_in("Wim");
    wim.ok(&["meeting", "minutes", "append", "1", "Wim vulde het aan."]);
    let (page, other) = (Browser::open(&noor).await, Browser::open(&wim).await);
    let meeting = only(&noor, "meeting");
    to(&page, &noor, "/level").await;
    page.says("Wim: ja.").await;
    to(&page, &noor, &format!("/p/{meeting}")).await;
    page.says("Wim vulde het aan.").await;

    select(&page, ".prose[data-who]").await;
    let panel = page.wait(".who li:nth-child(2)").await.text().await.unwrap();
    assert!(panel.contains("Wim vulde het aan.") && panel.contains("Wim, vandaag"), "{panel}");
    let first = page.wait(".who li:first-child").await.text().await.unwrap();
    assert!(first.contains("Noor begon het verslag 👍.") && first.contains("Noor, "), "{first}");
    page.pictures("50-who").await;
    must_be_plain(&page, "50-who").await;

    page.press("Geschiedenis").await;
    page.says("Wim schreef in verslag, vandaag").await;
    page.says("Noor begon hiermee, vandaag").await;
    page.pictures("51-history").await;
    page.follow("ol.past li:last-child a").await;
    page.says("Zo stond het er na: Noor begon hiermee").await;
    let then = page.wait("main .prose").await.text().await.unwrap();
    assert_eq!(then, "Noor begon het verslag 👍.");
    page.pictures("52-then").await;
    must_be_plain(&page, "52-then").await;
    page.press("Terugzetten: verslag").await;
    page.says("Teruggezet. Het is een nieuwe wijziging; niets is weg.").await;
    assert!(!page.text().await.contains("Wim vulde het aan."));
    page.press("Geschiedenis").await;
    page.says("Noor schreef in verslag, vandaag").await;
    page.follow("ol.past li:nth-child(2) a").await;
    page.says("Wim vulde het aan.").await;

    to(&page, &noor, &format!("/p/{meeting}/edit")).await;
    let control = '\u{e009}';
    page.wait("#f-minutes_text + .live .live-line[data-live='saved']").await;
    let text = "#f-minutes_text + .live .cm-content";
    page.wait(text).await.send_keys(&format!("{control}a{control}")).await.unwrap();
    let told = page.wait(".who li").await.text().await.unwrap();
    assert!(told.contains("Noor begon het verslag 👍.") && told.contains("Noor, "), "{told}");
    page.pictures("53-who-live").await;
    other.close().await;
    page.close().await;
}

#[tokio::test]
async fn what_was_put_away_is_found_and_comes_back() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&["note", "add", "Uur", "--text", "Eerst dit."]);
    noor.ok(&["note", "add", "Avond", "--text", "Dan dat."]);
    let page = Browser::open(&noor).await;
    page.press("Rust in de avond").await;
    page.press("Notities").await;
    page.press("Uur").await;
    page.press("Opbergen").await;
    page.says("Opgeborgen. Het is niet weg.").await;
    page.press("Notities").await;
    assert!(!page.text().await.contains("Uur"));
    page.press("Opgeborgen (1)").await;
    page.says("Uur").await;
    assert!(!page.text().await.contains("Avond"), "only what was put away");
    page.pictures("54-put-away").await;
    page.press("Terug in de lijst: Uur").await;
    page.says("Het staat weer in de lijst.").await;
    page.press("Notities").await;
    page.says("Uur").await;
    let away = page.client.find(Locator::LinkText("Opgeborgen (1)")).await;
    assert!(away.is_err(), "nothing is put away any more");
    noor.ok(&["experiment", "add", "Stil kwartier"]);
    noor.ok(&["case", "add", "De avond", "--question", "Hoe blijf ik rustig?"]);
    for (place, title) in [("Experimenten", "Stil kwartier"), ("Casussen", "De avond")] {
        page.press(place).await;
        page.press(title).await;
        page.press("Opbergen").await;
        page.says("Het is niet weg.").await;
        page.press(place).await;
        assert!(!page.text().await.contains(title), "{title}");
        page.press("Opgeborgen (1)").await;
        page.press(title).await;
        page.press("Terug in de lijst").await;
        page.press(place).await;
        page.says(title).await;
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_stand_side_by_side_with_names_until_somebody_chooses() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    let risk = "Niemand komt. Het is te koud buiten vanavond.";
    noor.ok(&["experiment", "add", "Stil kwartier", "--risk", risk, "--size", "small"]);
    let wim = noor.let_in("Wim");
    let edit = |laptop: &Laptop, title: &str, size: &str, risk: &str| {
        let set = [format!("title={title}"), format!("size={size}"), format!("risk={risk}")];
        let [title, size, risk] = set.each_ref().map(String::as_str);
        let all = ["--set", title, "--set", size, "--set", risk];
        laptop.ok(&[["experiment", "edit", "1"].as_slice(), &all].concat());
    };
    // Size was small: both choose something, at the same time and not the same.
    edit(
        &noor,
        "Stil kwartier voor het eten",
        "large",
        "Niemand komt. Het is te warm buiten vanavond.",
    );
    edit(&wim, "Een kwartier stilte", "small", "Niemand komt. Het is te koud in de tuin vanavond.");
    let (page, other) = (Browser::open(&noor).await, Browser::open(&wim).await);
    to(&page, &noor, "/level").await;
    page.says("Wim: ja.").await;
    let experiment = only(&noor, "experiment");
    to(&page, &noor, &format!("/p/{experiment}")).await;
    page.says("Twee versies. Kies, of maak er samen één van.").await;
    let names = page.client.find_all(Locator::Css(".versions figcaption")).await.unwrap();
    let mut told = Vec::new();
    for name in names {
        told.push(name.text().await.unwrap());
    }
    told.sort();
    assert_eq!(told, ["Noor", "Wim"]);
    click(&page, "details.merged summary").await;
    page.says("Samengevoegd uit wat").await;
    page.says("Het is te warm buiten vanavond.").await;
    page.says("Het is te koud in de tuin vanavond.").await;
    page.pictures("55-versions").await;
    // This leaves everything that is folded open.
    must_be_plain(&page, "55-versions").await;
    page.fill(".versions textarea", "Een stil kwartier voor het eten").await;
    page.press("Opslaan").await;
    page.says("Een stil kwartier voor het eten").await;
    assert!(!page.text().await.contains("Twee versies."));
    page.press("Goed zo").await;
    page.says("staat niet meer als samengevoegd").await;
    assert!(page.client.find(Locator::Css("details.merged")).await.is_err());
    other.close().await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_choice_of_the_same_moment_stays_in_sight() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&["experiment", "add", "Stil kwartier"]);
    let wim = noor.let_in("Wim");
    noor.ok(&["experiment", "edit", "1", "--set", "outcome=works"]);
    wim.ok(&["experiment", "edit", "1", "--set", "outcome=works_partly"]);
    let (page, other) = (Browser::open(&noor).await, Browser::open(&wim).await);
    to(&page, &noor, "/level").await;
    page.says("Wim: ja.").await;
    let experiment = only(&noor, "experiment");
    to(&page, &noor, &format!("/p/{experiment}")).await;
    let also = page.wait("ul.also li").await.text().await.unwrap();
    assert!(also.starts_with("Ook gekozen:"), "{also}");
    assert!(also.contains("(Noor)") || also.contains("(Wim)"), "{also}");
    page.pictures("56-also-chosen").await;
    must_be_plain(&page, "56-also-chosen").await;
    leave_by(&page, "ul.also button").await;
    page.says("Opgeslagen op deze laptop.").await;
    assert!(page.client.find(Locator::Css("ul.also")).await.is_err());
    other.close().await;
    page.close().await;
}
