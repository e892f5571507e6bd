//! Writing in one text: two laptops, two browsers, letter by letter.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use std::time::{Duration, Instant};

use fantoccini::Locator;
use serde_json::json;

use super::browser::Browser;
use crate::support::{Laptop, PATIENCE, whole_machine};

const TEXT: &str = "#f-minutes_text + .live .cm-content";

const TIP: &str =
    "Laat zien hoeveel minuten rust een activiteit oplevert; mensen luisteren naar een getal.";

/// Keys as WebDriver sends them.
const CONTROL: char = '\u{e009}';
const END: char = '\u{e010}';
const HOME: char = '\u{e011}';
const RIGHT: char = '\u{e014}';
const BACKSPACE: char = '\u{e003}';

/// A group with a meeting whose minutes begin with a text.
fn with_minutes(text: &str) -> Laptop {
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "minutes", "append", "1", text]);
    noor
}

/// The minutes, opened to be written in.
async fn minutes(browser: &Browser, laptop: &Laptop) {
    let group = laptop.json(&["groups"])[0]["group"].as_str().unwrap().to_owned();
    let meeting = laptop.json(&["meeting", "list"])[0]["id"].as_str().unwrap().to_owned();
    let here = browser.client.current_url().await.unwrap();
    let edit = here.join(&format!("/g/{group}/p/{meeting}/edit")).unwrap();
    browser.client.goto(edit.as_str()).await.unwrap();
    browser.wait(TEXT).await;
}

async fn shown(browser: &Browser) -> String {
    let script = "return Array.from(document.querySelectorAll(arguments[0] + ' .cm-line'), \
        (line) => { const copy = line.cloneNode(true); \
        copy.querySelectorAll('.cm-other').forEach((one) => one.remove()); \
        return copy.textContent; }).join('\\n')";
    let text = browser.client.execute(script, vec![json!(TEXT)]).await.unwrap();
    text.as_str().unwrap().to_owned()
}

async fn shows(browser: &Browser, what: &str, so: impl Fn(&str) -> bool) {
    let until = Instant::now() + PATIENCE;
    loop {
        let text = shown(browser).await;
        if so(&text) {
            return;
        }
        assert!(Instant::now() < until, "{what}: {text:?}\n{}", browser.text().await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn state(browser: &Browser, wanted: &str) {
    let css = format!("#f-minutes_text + .live .live-line[data-live='{wanted}']");
    browser.wait(&css).await;
}

async fn keys(browser: &Browser, keys: &str) {
    browser.wait(TEXT).await.send_keys(keys).await.unwrap();
}

/// Moves to the code unit `at` of the text, which is one line.
async fn go(browser: &Browser, at: usize) {
    keys(browser, &format!("{CONTROL}{HOME}{CONTROL}")).await;
    keys(browser, &RIGHT.to_string().repeat(at)).await;
}

fn stored(laptop: &Laptop) -> String {
    let meeting = laptop.json(&["meeting", "show", "1"]);
    meeting["fields"]["minutes_text"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_see_each_others_letters_names_and_undo_only_their_own() {
    let _turn = whole_machine();
    let noor = with_minutes("Bel Lotte.");
    let wim = noor.let_in("Wim");
    let (one, other) = (Browser::open(&noor).await, Browser::open(&wim).await);
    minutes(&one, &noor).await;
    minutes(&other, &wim).await;
    shows(&other, "it begins alike", |text| text == "Bel Lotte.").await;
    keys(&one, &format!("{CONTROL}{END}{CONTROL} Van Noor 👍.")).await;
    shows(&other, "Noor's letters", |text| text == "Bel Lotte. Van Noor 👍.").await;
    let label = "#f-minutes_text + .live .cm-other-name";
    let name = other.wait(label).await.text().await.unwrap();
    assert!(name.contains("Noor"), "{name}");
    go(&other, 0).await;
    keys(&other, "Wim: ").await;
    shows(&one, "Wim's letters", |text| text == "Wim: Bel Lotte. Van Noor 👍.").await;
    let name = one.wait(label).await.text().await.unwrap();
    assert!(name.contains("Wim"), "{name}");
    let names = one.client.find_all(Locator::Css(label)).await.unwrap();
    assert_eq!(names.len(), 1, "one other");
    keys(&other, &format!("{CONTROL}zzzz{CONTROL}")).await;
    shows(&one, "only Wim's are undone", |text| text == "Bel Lotte. Van Noor 👍.").await;
    shows(&other, "on both", |text| text == "Bel Lotte. Van Noor 👍.").await;
    let marked = one.client.find_all(Locator::Css(".live-merged")).await.unwrap();
    assert!(marked.is_empty(), "they saw each other typing");
    // The page's rules forbid styles in the document; the editor's come another way.
    let style = "return getComputedStyle(document.querySelector('.cm-other')).borderLeftWidth";
    keys(&one, " ").await;
    other.wait(label).await;
    assert_eq!(other.client.execute(style, vec![]).await.unwrap(), json!("3px"));
    one.close().await;
    other.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_survives_a_kill_and_is_handed_to_a_program_started_anew() {
    let _turn = whole_machine();
    let noor = with_minutes("Begin.");
    let mut page = Browser::open(&noor).await;
    minutes(&page, &noor).await;
    keys(&page, &format!("{CONTROL}{END}{CONTROL} Getypt.")).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    page.kill_program();
    assert!(stored(&noor).contains("Begin. Getypt."), "half a second is enough");
    state(&page, "away").await;
    page.says("Kring is even weg. Je tekst staat nog hier.").await;
    keys(&page, " Geheimwoord terwijl weg.").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let sealed = page.client.execute("return JSON.stringify(localStorage)", vec![]).await.unwrap();
    let sealed = sealed.as_str().unwrap().to_owned();
    assert!(sealed.contains("kring-live") && !sealed.contains("Geheimwoord"), "{sealed}");
    assert!(!page.profile_has("Geheimwoord"), "not as plain text on the disk");

    noor.ok(&["meeting", "minutes", "append", "1", "Van elders."]);
    page.start_program(&noor).await;
    shows(&page, "both are there", |text| {
        text.contains("Begin. Getypt. Geheimwoord terwijl weg.") && text.contains("Van elders.")
    })
    .await;
    state(&page, "saved").await;
    let text = stored(&noor);
    assert_eq!(text.matches("Geheimwoord").count(), 1, "{text}");
    assert_eq!(text.matches("Getypt").count(), 1, "{text}");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_offline_browsers_key_by_key_in_one_sentence() {
    let _turn = whole_machine();
    let tjeerd = with_minutes(TIP);
    let bram = tjeerd.let_in("Bram");
    for (laptop, at, typed) in
        [(&tjeerd, 5, "in de overdracht "), (&bram, TIP.len() - 1, " en een verhaal")]
    {
        let page = Browser::open(laptop).await;
        minutes(&page, laptop).await;
        go(&page, at).await;
        keys(&page, typed).await;
        state(&page, "saved").await;
        page.close().await;
    }
    tjeerd.share_with(&bram);
    let both = "Laat in de overdracht zien hoeveel minuten rust een activiteit oplevert; mensen \
                luisteren naar een getal en een verhaal.";
    for laptop in [&tjeerd, &bram] {
        assert!(stored(laptop).contains(both), "{}", stored(laptop));
    }
    let page = Browser::open(&bram).await;
    minutes(&page, &bram).await;
    page.wait(".live-merged summary").await;
    let open = "document.querySelector('.live-merged summary').click()";
    page.client.execute(open, vec![]).await.unwrap();
    page.says("samengevoegd").await;
    page.says("mensen luisteren naar een getal en een verhaal.").await;
    page.says("Laat in de overdracht zien").await;
    page.says("Noor").await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_offline_browsers_rewrite_it_key_by_key() {
    let _turn = whole_machine();
    let tjeerd = with_minutes(TIP);
    let bram = tjeerd.let_in("Bram");
    let new = ["Vertel vooraf wat rust oplevert.", "Noem liever een voorbeeld dan cijfers."];
    for (laptop, typed) in [(&tjeerd, new[0]), (&bram, new[1])] {
        let page = Browser::open(laptop).await;
        minutes(&page, laptop).await;
        keys(&page, &format!("{CONTROL}{END}{CONTROL}")).await;
        keys(&page, &BACKSPACE.to_string().repeat(TIP.len())).await;
        shows(&page, "all is gone", str::is_empty).await;
        keys(&page, typed).await;
        shows(&page, "it was typed", |text| text == typed).await;
        state(&page, "saved").await;
        page.close().await;
    }
    tjeerd.share_with(&bram);
    for laptop in [&tjeerd, &bram] {
        let text = stored(laptop);
        assert!(new.iter().all(|sentence| text.contains(sentence)), "{text}");
        assert!(!text.contains("getal"), "nothing of the old sentence: {text}");
    }
    let page = Browser::open(&tjeerd).await;
    minutes(&page, &tjeerd).await;
    page.wait(".live-merged").await;
    page.close().await;
}
