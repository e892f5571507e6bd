//! A long note and long lists: they work. What they take is printed (`--nocapture`) and never
//! judged here.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use std::time::Instant;

use fantoccini::Locator;
use kring_node::acts;
use kring_node::env::SystemEnv;
use kring_node::home::Home;
use kring_store::Mode;

use super::browser::Browser;
use super::text::{CONTROL, HOME, Text};
use crate::support::{Laptop, whole_machine};

/// Characters of the long note.
const LONG: usize = 50_000;

/// Notes in the list.
const MANY: usize = 500;

/// Notes for every key how long its work took, and when what it did had been painted. A browser hands
/// keys over with its next picture, every 16.7 ms: that wait is in the second.
const WATCH: &str = "[window.worked, window.painted] = [[], []];
    const after = (begun, times) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => times.push(performance.now() - begun);
        channel.port2.postMessage(0);
    };
    document.addEventListener('keydown', event => {
        after(performance.now(), window.worked);
        requestAnimationFrame(() => after(event.timeStamp, window.painted));
    }, { capture: true });";

/// From asking for this page to its being there.
const LOADED: &str = "const [one] = performance.getEntriesByType('navigation');
    return [one.responseStart, one.domContentLoadedEventEnd].map(Math.round);";

#[tokio::test(flavor = "multi_thread")]
async fn a_note_of_fifty_thousand_characters_is_written_in() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    let sentence = "Bewoners gaan zelf zitten zodra wij gaan zitten, en dan wordt het rustig.\n";
    let text: String = sentence.chars().cycle().take(LONG).collect();
    let added = noor.run_with_input(&["note", "add", "Lang", "--text", "-"], text.as_bytes());
    assert_eq!(added.code, 0, "{added:?}");
    let note = noor.json(&["note", "list"])[0]["id"].as_str().unwrap().to_owned();
    let page = Browser::open(&noor).await;
    let begun = Instant::now();
    let live = Text::open(&page, &noor, &format!("p/{note}/edit"), "text").await;
    println!("a note of {LONG} characters opens in {:?}", begun.elapsed());
    live.keys(&format!("{CONTROL}{HOME}{CONTROL}")).await;
    page.client.execute(WATCH, Vec::new()).await.unwrap();
    let typed = "Dit typte ik erbij, letter voor letter, boven in een heel lange tekst. ";
    for key in typed.chars() {
        live.keys(&key.to_string()).await;
    }
    live.state("saved").await;
    for what in ["worked", "painted"] {
        let times = page.client.execute(&format!("return window.{what}"), Vec::new()).await;
        let mut times: Vec<f64> =
            times.unwrap().as_array().unwrap().iter().filter_map(|time| time.as_f64()).collect();
        times.sort_by(f64::total_cmp);
        let (middle, last) = (times[times.len() / 2], times[times.len() * 99 / 100]);
        println!("{} keys {what}: {middle:.1} ms, p99 {last:.1} ms", times.len());
    }
    page.press("Opslaan").await;
    page.says(typed.trim()).await;
    let stored = noor.json(&["note", "show", &note])["fields"]["text"].to_string();
    assert!(stored.contains(typed.trim()), "it is on the disk");
    assert!(stored.len() > LONG, "and the rest as well");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_pages_in_the_lists_are_usable() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    let home = Home::open(noor.home(), &mut SystemEnv).unwrap();
    let group = home.group_ids().unwrap()[0];
    let mut replica = home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
    for number in 0..MANY {
        let title = format!("Notitie {number:03}");
        let text = format!("Wat ik zag bij {number}, op een gewone avond in de huiskamer.");
        let values = [("title", title.into()), ("text", text.into())];
        replica.act(|act| acts::note::add(act, &values)).unwrap();
    }
    drop(replica);
    let page = Browser::open(&noor).await;
    for place in ["", "all/notes", "search?q=huiskamer", "level", "members"] {
        for _ in 0..2 {
            page.go_in_group(&noor, place).await;
            let loaded = page.client.execute(LOADED, Vec::new()).await.unwrap();
            println!("{MANY} notes, {place:?}: first byte and there after {loaded} ms");
        }
    }
    page.go_in_group(&noor, "all/notes").await;
    let rows = page.client.find_all(Locator::Css("ul.cards > li")).await.unwrap();
    assert_eq!(rows.len(), MANY, "all of them are in the list");
    page.press("Notitie 250").await;
    page.says("Wat ik zag bij 250").await;
    page.fill("#q", "Notitie 123\u{e007}").await;
    page.says("Wat ik zag bij 123").await;
    page.close().await;
}
