//! Writing in one text: two laptops, two browsers, letter by letter.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use std::time::Duration;

use fantoccini::Locator;
use serde_json::json;

use super::browser::Browser;
use super::text::{CONTROL, END, Text};
use crate::support::{Laptop, whole_machine};

/// A group with a meeting whose minutes begin with a text.
fn with_minutes(text: &str) -> Laptop {
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "minutes", "append", "1", text]);
    noor
}

/// The minutes, opened to be written in.
async fn minutes<'b>(browser: &'b Browser, laptop: &Laptop) -> Text<'b> {
    let meeting = laptop.json(&["meeting", "list"])[0]["id"].as_str().unwrap().to_owned();
    Text::open(browser, laptop, &format!("p/{meeting}/edit"), "minutes_text").await
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
    let noors = minutes(&one, &noor).await;
    let wims = minutes(&other, &wim).await;
    wims.shows("it begins alike", |text| text == "Bel Lotte.").await;
    noors.append(" Van Noor 👍.").await;
    wims.shows("Noor's letters", |text| text == "Bel Lotte. Van Noor 👍.").await;
    let label = noors.css(".cm-other-name");
    let name = other.wait(&label).await.text().await.unwrap();
    assert!(name.contains("Noor"), "{name}");
    wims.go(0).await;
    wims.keys("Wim: ").await;
    noors.shows("Wim's letters", |text| text == "Wim: Bel Lotte. Van Noor 👍.").await;
    let name = one.wait(&label).await.text().await.unwrap();
    assert!(name.contains("Wim"), "{name}");
    let names = one.client.find_all(Locator::Css(&label)).await.unwrap();
    assert_eq!(names.len(), 1, "one other");
    wims.keys(&format!("{CONTROL}zzzz{CONTROL}")).await;
    noors.shows("only Wim's are undone", |text| text == "Bel Lotte. Van Noor 👍.").await;
    wims.shows("on both", |text| text == "Bel Lotte. Van Noor 👍.").await;
    let marked = one.client.find_all(Locator::Css(".live-merged")).await.unwrap();
    assert!(marked.is_empty(), "they saw each other typing");
    // The page's rules forbid styles in the document; the editor's come another way.
    let style = "return getComputedStyle(document.querySelector('.cm-other')).borderLeftWidth";
    noors.keys(" ").await;
    other.wait(&label).await;
    assert_eq!(other.client.execute(style, vec![]).await.unwrap(), json!("3px"));
    one.close().await;
    other.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_survives_a_kill_and_is_handed_to_a_program_started_anew() {
    let _turn = whole_machine();
    let noor = with_minutes("Begin.");
    let page = Browser::open(&noor).await;
    let text = minutes(&page, &noor).await;
    text.keys(&format!("{CONTROL}{END}{CONTROL} Getypt.")).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    page.kill_program();
    assert!(stored(&noor).contains("Begin. Getypt."), "half a second is enough");
    text.state("away").await;
    page.says("Kring is even weg. Je tekst staat nog hier.").await;
    text.keys(" Geheimwoord terwijl weg.").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let sealed = page.client.execute("return JSON.stringify(localStorage)", vec![]).await.unwrap();
    let sealed = sealed.as_str().unwrap().to_owned();
    assert!(sealed.contains("kring-live") && !sealed.contains("Geheimwoord"), "{sealed}");
    assert!(!page.profile_has("Geheimwoord"), "not as plain text on the disk");

    noor.ok(&["meeting", "minutes", "append", "1", "Van elders."]);
    page.start_program(&noor).await;
    text.shows("both are there", |text| {
        text.contains("Begin. Getypt. Geheimwoord terwijl weg.") && text.contains("Van elders.")
    })
    .await;
    text.state("saved").await;
    let text = stored(&noor);
    assert_eq!(text.matches("Geheimwoord").count(), 1, "{text}");
    assert_eq!(text.matches("Getypt").count(), 1, "{text}");
    page.close().await;
}
