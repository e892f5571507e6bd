//! Making a group of laptops, and asking how they stand.

use std::collections::BTreeSet;

use serde_json::Value;

use super::laptop::{Laptop, until};

/// Coming level after meeting takes at most this long on a busy machine, in seconds.
pub const LEVEL: u64 = 40;

/// The first laptop founds a group and all others join it; all of them share at the end.
pub fn gather(laptops: &mut [&mut Laptop]) {
    let (founder, others) = laptops.split_first_mut().unwrap();
    found(founder);
    for laptop in others.iter_mut() {
        join(founder, laptop);
        laptop.run();
    }
    let all: Vec<&Laptop> = laptops.iter().map(|laptop| &**laptop).collect();
    level(&all);
}

/// Founds a group and shares it.
pub fn found(laptop: &mut Laptop) {
    let device = laptop.device();
    laptop.ok(&["new", "Rust in huis", "--name", &laptop.name, "--device", &device]);
    laptop.run();
}

/// Joins with a ticket whose inviter says yes by itself.
pub fn join(inviter: &Laptop, laptop: &Laptop) {
    let ticket = invite(inviter);
    laptop.ok(&["join", &ticket, "--name", &laptop.name, "--device", &laptop.device()]);
}

/// A ticket whose inviter says yes by itself.
pub fn invite(inviter: &Laptop) -> String {
    let invited = inviter.ok(&["--yes", "invite", "--no-wait"]);
    invited["ticket"].as_str().unwrap().to_owned()
}

/// Waits until each of the laptops says that all others have what it has.
#[track_caller]
pub fn level(laptops: &[&Laptop]) {
    level_within(laptops, LEVEL);
}

/// As [`level`], within so many seconds.
#[track_caller]
pub fn level_within(laptops: &[&Laptop], seconds: u64) {
    let names: BTreeSet<String> = laptops.iter().map(|laptop| laptop.device()).collect();
    let begun = std::time::Instant::now();
    for laptop in laptops {
        let left = seconds.saturating_sub(begun.elapsed().as_secs());
        until(
            &format!("{} shows all others level: {}", laptop.name, standings(laptop)),
            left,
            || {
                let shown: BTreeSet<String> = devices(&laptop.ok(&["status"]))
                    .iter()
                    .filter(|device| device["this"] == true || is_level(device))
                    .map(|device| device["name"].as_str().unwrap().to_owned())
                    .collect();
                names.is_subset(&shown)
            },
        );
    }
}

fn is_level(device: &Value) -> bool {
    device["standing"] == "level" && device["trouble"].is_null()
}

/// All laptops that a status names.
pub fn devices(status: &Value) -> Vec<Value> {
    let persons = status["persons"].as_array().unwrap();
    persons.iter().flat_map(|person| person["devices"].as_array().unwrap().clone()).collect()
}

/// How one laptop stands according to another.
pub fn device(laptop: &Laptop, other: &Laptop) -> Value {
    let all = devices(&laptop.ok(&["status"]));
    all.into_iter().find(|device| device["name"] == other.device()).unwrap_or_default()
}

fn standings(laptop: &Laptop) -> String {
    let shown = devices(&laptop.ok(&["status"]));
    let line =
        |device: &Value| format!("{} {} {}", device["name"], device["standing"], device["trouble"]);
    shown.iter().map(line).collect::<Vec<_>>().join(", ")
}

/// The titles of all notes that a laptop shows.
pub fn notes(laptop: &Laptop) -> BTreeSet<String> {
    let list = laptop.ok(&["note", "list"]);
    list.as_array()
        .unwrap()
        .iter()
        .map(|note| note["title"].as_str().unwrap_or("").to_owned())
        .collect()
}

/// Waits until a laptop shows a note.
#[track_caller]
pub fn has_note(laptop: &Laptop, title: &str, seconds: u64) {
    until(&format!("{} has the note {title}", laptop.name), seconds, || {
        notes(laptop).contains(title)
    });
}
