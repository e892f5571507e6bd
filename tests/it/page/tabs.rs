//! Tabs: two at once, and those that are left over from another start of the program.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use std::time::{Duration, Instant};

use fantoccini::Locator;

use super::browser::Browser;
use super::text::{CONTROL, END, Text};
use crate::support::{Laptop, whole_machine};

const SENTENCE: &str =
    "Kring is niet (meer) open in dit tabblad. Start Kring opnieuw; je tekst is bewaard.";

fn with_minutes(text: &str) -> (Laptop, String) {
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "minutes", "append", "1", text]);
    let meeting = noor.json(&["meeting", "list"])[0]["id"].as_str().unwrap().to_owned();
    (noor, format!("p/{meeting}/edit"))
}

fn stored(laptop: &Laptop) -> String {
    let meeting = laptop.json(&["meeting", "show", "1"]);
    meeting["fields"]["minutes_text"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_of_one_text_have_each_others_letters() {
    let _turn = whole_machine();
    let (noor, edit) = with_minutes("Begin.");
    let page = Browser::open(&noor).await;
    let text = Text::open(&page, &noor, &edit, "minutes_text").await;
    let first = page.client.window().await.unwrap();
    let here = page.here("").await;
    page.to_new_tab().await;
    let second = page.client.window().await.unwrap();
    page.client.goto(&here).await.unwrap();
    text.append(" Van het tweede.").await;
    page.client.switch_to_window(first.clone()).await.unwrap();
    text.shows("the other tab's", |text| text == "Begin. Van het tweede.").await;
    text.append(" Van het eerste.").await;
    page.client.switch_to_window(second).await.unwrap();
    let both = "Begin. Van het tweede. Van het eerste.";
    text.shows("both", |text| text == both).await;
    text.keys(&format!("{CONTROL}z{CONTROL}")).await;
    let undone = "Begin. Van het eerste.";
    text.shows("each tab undoes its own", |text| text == undone).await;
    page.client.close_window().await.unwrap();
    page.client.switch_to_window(first).await.unwrap();
    text.shows("also there", |text| text == undone).await;
    assert_eq!(stored(&noor), undone);
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_tab_and_an_old_bookmark_say_so_and_find_the_way_back() {
    let _turn = whole_machine();
    let (noor, edit) = with_minutes("Begin.");
    let page = Browser::open(&noor).await;
    let text = Text::open(&page, &noor, &edit, "minutes_text").await;
    let bookmark = page.here("").await;
    page.kill_program();
    text.state("away").await;
    // Another start, of which this browser was told nothing: the tab and the bookmark are old.
    let file = page.run_program(&noor);
    text.state("old").await;
    page.says("Start Kring opnieuw; je tekst is bewaard.").await;
    text.keys(&format!("{CONTROL}{END}{CONTROL} Toch getypt.")).await;
    let old = page.client.window().await.unwrap();
    page.to_new_tab().await;
    page.client.goto(&bookmark).await.unwrap();
    page.says(SENTENCE).await;
    page.says("Kring is no longer open in this tab. Start Kring again; your text is kept.").await;
    page.pictures("62-old-bookmark").await;
    // The way back is to start Kring as always.
    page.open_tab(&file).await;
    page.client.goto(&bookmark).await.unwrap();
    page.says("Wijzigen").await;
    page.client.switch_to_window(old).await.unwrap();
    // The tab may have noticed by itself by now; else the person tells it to look again.
    if let Ok(again) = page.client.find(Locator::Css(&text.css(".live-line button"))).await {
        drop(again.click().await);
    }
    text.state("saved").await;
    text.shows("nothing was lost", |text| text == "Begin. Toch getypt.").await;
    assert_eq!(stored(&noor), "Begin. Toch getypt.");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_of_typing_loses_nothing() {
    let _turn = whole_machine();
    let (noor, edit) = with_minutes("");
    let page = Browser::open(&noor).await;
    let text = Text::open(&page, &noor, &edit, "minutes_text").await;
    let words: Vec<String> = (0..60).map(|number| format!("woord{number:02} ")).collect();
    let mut typed: Vec<(Instant, usize)> = Vec::new();
    let mut killed = None;
    for (number, word) in words.iter().enumerate() {
        text.keys(word).await;
        typed.push((Instant::now(), number));
        if number == 30 {
            page.kill_program();
            killed = Some(Instant::now());
        }
    }
    let killed = killed.unwrap();
    let there = stored(&noor);
    let early = typed.iter().filter(|(at, _)| *at + Duration::from_millis(500) < killed);
    let early: Vec<&String> = early.map(|(_, number)| &words[*number]).collect();
    assert!(!early.is_empty(), "half a second passed before the kill");
    for word in early {
        assert!(there.contains(word.trim()), "typed half a second before: {word} in {there}");
    }
    let whole = words.concat();
    text.shows("the page keeps what was typed", |text| text == whole).await;
    text.state("away").await;
    page.start_program(&noor).await;
    text.state("saved").await;
    text.shows("all of it, once", |text| text == whole).await;
    assert_eq!(stored(&noor).trim_end(), whole.trim_end());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_closed_tab_could_not_hand_over_is_handed_over_by_the_next() {
    let _turn = whole_machine();
    let (noor, edit) = with_minutes("Begin.");
    let page = Browser::open(&noor).await;
    let text = Text::open(&page, &noor, &edit, "minutes_text").await;
    page.kill_program();
    text.state("away").await;
    text.keys(&format!("{CONTROL}{END}{CONTROL} Terwijl weg.")).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let old = page.client.window().await.unwrap();
    page.to_new_tab().await;
    let new = page.client.window().await.unwrap();
    page.client.switch_to_window(old).await.unwrap();
    page.client.close_window().await.unwrap();
    page.client.switch_to_window(new).await.unwrap();
    let file = page.run_program(&noor);
    page.client.goto(&format!("file://{file}")).await.unwrap();
    page.wait("main h1").await;
    let text = Text::open(&page, &noor, &edit, "minutes_text").await;
    text.shows("handed over", |text| text == "Begin. Terwijl weg.").await;
    text.state("saved").await;
    assert_eq!(stored(&noor), "Begin. Terwijl weg.");
    page.close().await;
}
