//! A long note and long lists: they work. What they take is printed (`--nocapture`) and never
//! judged here.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use std::time::{Duration, Instant};

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

/// Notes the moment of every key, and in [`SEEN`] how long the text was at every moment it changed,
/// on the one clock of this machine.
const PRESSED: &str = "window.pressed = [];
    document.addEventListener('keydown', () =>
        window.pressed.push(performance.timeOrigin + performance.now()), { capture: true });";

const SEEN: &str = "window.seen = [];
    const shown = document.querySelector('#f-minutes_text + .live .cm-content');
    const text = () => [...shown.querySelectorAll('.cm-line')].map(line => {
        const copy = line.cloneNode(true);
        copy.querySelectorAll('.cm-other, .cm-other-name').forEach(one => one.remove());
        return copy.textContent;
    }).join('');
    new MutationObserver(() => window.seen.push(
        [text().length, performance.timeOrigin + performance.now()],
    )).observe(shown, { childList: true, characterData: true, subtree: true });";

/// Between two keys of a fast typist.
const PACE: Duration = Duration::from_millis(70);

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
    page.count_work().await;
    let before = page.work().await;
    live.types(typed, PACE).await;
    let after = page.work().await;
    let keys = typed.chars().count() as f64;
    let [all, scripts, layout] = [0, 1, 2].map(|at| (after[at] - before[at]) / keys);
    println!("a key: {all:.1} ms of processor, {scripts:.1} in scripts, {layout:.1} for layout");
    live.state("saved").await;
    for what in ["worked", "painted"] {
        tell(what, times(&page, &format!("return window.{what}")).await);
    }
    page.press("Opslaan").await;
    page.says(typed.trim()).await;
    let stored = noor.json(&["note", "show", &note])["fields"]["text"].to_string();
    assert!(stored.contains(typed.trim()), "it is on the disk");
    assert!(stored.len() > LONG, "and the rest as well");
    page.close().await;
}

/// What a letter takes from one browser to another: over the disk of both laptops.
#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_seen_on_the_other_laptop() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "minutes", "append", "1", "Bel Lotte."]);
    let wim = noor.let_in("Wim");
    let meeting = noor.json(&["meeting", "list"])[0]["id"].as_str().unwrap().to_owned();
    let place = format!("p/{meeting}/edit");
    let (one, other) = (Browser::open(&noor).await, Browser::open(&wim).await);
    let noors = Text::open(&one, &noor, &place, "minutes_text").await;
    let wims = Text::open(&other, &wim, &place, "minutes_text").await;
    noors.append(" Eerst dit.").await;
    wims.shows("they are connected", |text| text.ends_with("Eerst dit.")).await;
    one.client.execute(PRESSED, Vec::new()).await.unwrap();
    other.client.execute(SEEN, Vec::new()).await.unwrap();
    let typed = "Dit zie jij letter voor letter, terwijl ik het nog schrijf.";
    noors.types(typed, 2 * PACE).await;
    wims.shows("all of it", |text| text.ends_with(typed)).await;
    let pressed = times(&one, "return window.pressed").await;
    let lengths = times(&other, "return window.seen.map(one => one[0])").await;
    let moments = times(&other, "return window.seen.map(one => one[1])").await;
    assert_eq!(pressed.len(), typed.len());
    let before = "Bel Lotte. Eerst dit.".len();
    let taken = pressed.iter().enumerate().map(|(at, pressed)| {
        let has = |length: &f64| *length > (before + at) as f64;
        moments[lengths.iter().position(has).unwrap()] - pressed
    });
    tell("from one browser to the other", taken.collect());
    one.close().await;
    other.close().await;
}

/// Prints middle, 95th and 99th of so many times, with how busy the machine is.
fn tell(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[times.len() * percent / 100];
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let (half, most, last) = (at(50), at(95), at(99));
    println!(
        "{} keys {what}: {half:.1} ms, p95 {most:.1}, p99 {last:.1}; load {}",
        times.len(),
        load.split(' ').next().unwrap_or_default(),
    );
}

async fn times(page: &Browser, script: &str) -> Vec<f64> {
    let times = page.client.execute(script, Vec::new()).await.unwrap();
    times.as_array().unwrap().iter().filter_map(|time| time.as_f64()).collect()
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
