//! The internet switch: two laptops on Wi-Fis between which there is no way, and a relay of our own
//! outside.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::group::{self, LEVEL, gather, has_note, level, notes};
use super::laptop::{Laptop, until};
use super::relay::{ADDRESS, Relay};
use super::room::Room;

/// Laptops look for each other and for the relay at least once in this time.
const LOOKING: Duration = Duration::from_secs(12);

/// When the last packet has left after switching off.
const SETTLED: Duration = Duration::from_secs(4);

#[test]
fn by_a_relay_of_the_group_two_laptops_meet_that_cannot_reach_each_other_and_only_while_both_agree()
{
    let Some(room) = Room::build() else { return };
    room.open_way_out();
    let relay = Relay::start(&room, room.folder());
    let [mut noor, mut bram] = ["Noor", "Bram"].map(|name| room.laptop(name));
    gather(&mut [&mut noor, &mut bram]);
    noor.refused(8, &["internet", "on", "--relay", ADDRESS]);
    noor.refused(9, &["--yes", "internet", "on", "--relay", "doorgeefpunt"]);
    bram.refused(1, &["--yes", "internet", "agree"]);

    // In one room: switching on makes no difference to how they meet.
    noor.ok(&["--yes", "internet", "on", "--relay", ADDRESS]);
    until("Bram hears of it", LEVEL, || switch(&bram) == "not_agreed");
    level(&[&noor, &bram]);
    assert!(until_path(&noor, &bram).contains("direct"));
    let said = bram.text(&["internet"]);
    assert!(said.contains("203.0.113.5") && said.contains("Noor"), "{said}");

    // Apart, and only one agrees: they do not meet, and from the other nothing leaves.
    noor.stop();
    bram.plug(2, 7);
    until("Bram's laptop is alone", LEVEL, || {
        bram.ok(&["status"])["internet"]["switch"] == "not_agreed"
    });
    sleep(SETTLED);
    quiet(&room, "Bram did not agree");
    noor.run();
    bram.add(&["note", "add", "Een casus over Yara"]);
    until("Noor's laptop finds the relay", LEVEL, || noor.ok(&["internet"])["online"] == true);
    sleep(LOOKING);
    assert!(!notes(&noor).contains("Een casus over Yara"), "they met without a yes");

    // Both agree: level, by the relay, which sees nothing of what they write.
    bram.ok(&["--yes", "internet", "agree"]);
    has_note(&noor, "Een casus over Yara", LEVEL);
    level(&[&noor, &bram]);
    assert_eq!(until_path(&noor, &bram), "relay");
    assert_eq!(until_path(&bram, &noor), "relay");
    assert!(noor.text(&["status"]).contains("verbonden via het doorgeefpunt"));
    noor.add(&["note", "add", "Terug naar Bram"]);
    has_note(&bram, "Terug naar Bram", LEVEL);
    if std::env::var_os("KRING_RELAY").is_none() {
        let seen = relay.seen();
        assert!(seen.len() > 2_000, "the relay passed on {} bytes", seen.len());
        for word in ["Yara", "Bram", "Noor", "Rust in huis"] {
            assert!(!seen.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
        }
    }

    // One laptop says no for itself: they part, and from there nothing leaves.
    bram.ok(&["internet", "refuse"]);
    assert_eq!(switch(&bram), "not_agreed");
    until("Noor's laptop is alone", LEVEL, || group::device(&noor, &bram)["path"].is_null());
    noor.stop();
    sleep(SETTLED);
    quiet(&room, "Bram said no");
    noor.run();
    bram.ok(&["--yes", "internet", "agree"]);
    bram.add(&["note", "add", "Weer samen"]);
    has_note(&noor, "Weer samen", LEVEL);

    // The group switches it off: who is connected hears it, and then nothing leaves from anybody.
    bram.ok(&["internet", "off"]);
    until("Noor hears that it is off", LEVEL, || switch(&noor) == "off");
    sleep(SETTLED);
    let before = room.sent_out();
    bram.add(&["note", "add", "Alleen hier"]);
    sleep(LOOKING);
    assert_eq!(room.sent_out(), before, "something left after it was switched off");
    assert!(!notes(&noor).contains("Alleen hier"));
    for laptop in [&noor, &bram] {
        assert!(laptop.ok(&["status"])["internet"]["allowed"].as_array().unwrap().is_empty());
    }
    // In one room again they share as ever.
    bram.plug(1, 2);
    has_note(&noor, "Alleen hier", LEVEL);
}

#[test]
fn a_relay_that_is_not_there_harms_nobody_in_the_room() {
    let Some(room) = Room::build() else { return };
    room.open_way_out();
    let [mut noor, mut bram] = ["Noor", "Bram"].map(|name| room.laptop(name));
    gather(&mut [&mut noor, &mut bram]);
    noor.ok(&["--yes", "internet", "on", "--relay", ADDRESS]);
    until("Bram hears of it", LEVEL, || switch(&bram) == "not_agreed");
    bram.ok(&["--yes", "internet", "agree"]);
    noor.add(&["note", "add", "Zonder doorgeefpunt"]);
    has_note(&bram, "Zonder doorgeefpunt", LEVEL);
    level(&[&noor, &bram]);
    assert_eq!(until_path(&noor, &bram), "direct");
    assert_eq!(noor.ok(&["internet"])["online"], false);
    let said = noor.text(&["status"]);
    assert!(said.contains("antwoordt nu niet"), "{said}");
}

fn switch(laptop: &Laptop) -> String {
    laptop.ok(&["internet"])["switch"].as_str().unwrap().to_owned()
}

/// By what way one laptop is connected with another.
fn until_path(laptop: &Laptop, other: &Laptop) -> String {
    until(&format!("{} is connected with {}", laptop.name, other.name), LEVEL, || {
        group::device(laptop, other)["path"].as_str().map(str::to_owned)
    })
}

/// Nothing leaves the room for a while.
#[track_caller]
fn quiet(room: &Room, why: &str) {
    let (before, begun) = (room.sent_out(), Instant::now());
    while begun.elapsed() < LOOKING {
        assert_eq!(room.sent_out(), before, "something left: {why}");
        sleep(Duration::from_millis(500));
    }
}
