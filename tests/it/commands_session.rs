//! A session from the command line, on two laptops.

use kring_model::derive;
use kring_model::schema::PageKind;
use kring_node::acts::session;
use kring_node::env::{Env, SystemEnv};
use kring_node::home::Home;
use kring_node::listed::listed;
use kring_store::Mode;
use kring_trust::PageId;
use serde_json::Value;

use crate::support::Laptop;

/// Noor guides; Bram brings the case. The session stands at the step in which questions are written
/// in silence.
fn at_the_silent_step() -> [Laptop; 2] {
    let noor = Laptop::founder("Noor");
    let bram = noor.let_in("Bram");
    bram.ok(&["case", "add", "Telefoon aan tafel", "--question", "Hoe blijf ik rustig?"]);
    noor.share_with(&bram);
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "open", "1"]);
    noor.ok(&["session", "start", "1", "incident"]);
    noor.ok(&["session", "choose", "1", "Telefoon aan tafel"]);
    for _ in 0..3 {
        noor.ok(&["session", "next", "1"]);
    }
    noor.share_with(&bram);
    [noor, bram]
}

fn question(shown: &Value, id: &str) -> Value {
    let all = shown["questions"].as_array().unwrap_or_else(|| panic!("{shown}"));
    all.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("{shown}")).clone()
}

#[test]
fn what_is_written_in_silence_is_seen_when_the_step_has_ended() {
    let [noor, bram] = at_the_silent_step();
    assert_eq!(bram.json(&["session", "show", "1"])["step"], "vragen_noteren");
    let refused = bram.run(&["session", "write", "1", "vraag", "Hoe lang al?"]);
    assert_eq!(refused.code, 7, "the presenter listens: {}", refused.err);
    let written = noor.json(&["session", "write", "1", "vraag", "Hoe lang speelt dit al?"]);
    assert_eq!(written["written"], "waits");
    noor.share_with(&bram);
    let asked = question(&bram.json(&["session", "show", "1"]), "vraag");
    assert_eq!((asked["answers"].as_array().unwrap().len(), &asked["sealed"]), (0, &1.into()));
    assert!(bram.has_bytes("Hoe lang speelt dit al?").is_empty());

    noor.ok(&["session", "next", "1"]);
    noor.share_with(&bram);
    for laptop in [&noor, &bram] {
        let case = laptop.json(&["case", "show", "Telefoon aan tafel"]);
        assert_eq!(case["questions"][0]["text"], "Hoe lang speelt dit al?");
        assert_eq!(laptop.json(&["session", "show", "1"])["step"], "informatie");
    }
    let answered = bram.run(&[
        "session",
        "write",
        "1",
        "antwoord",
        "Sinds de zomer.",
        "--on",
        "Hoe lang speelt dit al?",
        "--for",
        "Noor",
    ]);
    assert_eq!(answered.code, 0, "{}", answered.err);
    let case = bram.json(&["case", "show", "Telefoon aan tafel"]);
    assert_eq!(case["questions"][0]["answer"], "Sinds de zomer.");
}

#[test]
fn two_who_end_a_step_apart_end_one_step() {
    let [noor, bram] = at_the_silent_step();
    noor.ok(&["session", "extra", "1"]);
    bram.ok(&["session", "extra", "1", "--minutes", "3"]);
    let minutes = |laptop: &Laptop| laptop.json(&["session", "show", "1"])["minutes"].as_i64();
    assert_eq!((minutes(&noor), minutes(&bram)), (Some(7), Some(8)));
    noor.share_with(&bram);
    assert_eq!(minutes(&noor), Some(10));
    noor.ok(&["session", "next", "1", "--step", "vragen_noteren"]);
    bram.ok(&["session", "next", "1", "--step", "vragen_noteren"]);
    noor.share_with(&bram);
    for laptop in [&noor, &bram] {
        assert_eq!(laptop.json(&["session", "show", "1"])["step"], "informatie");
    }
    bram.ok(&["session", "stop", "1"]);
    assert_eq!(bram.json(&["session", "show", "1"])["over"], true);
}

#[test]
fn methods_are_listed_and_explained_in_both_languages() {
    let noor = Laptop::founder("Noor");
    let all = noor.json(&["method", "list"]);
    assert_eq!(all["methods"].as_array().unwrap().len(), 19);
    let dutch = noor.ok(&["--lang", "nl", "method", "show", "incident"]);
    assert!(dutch.out.contains("In stilte schrijft ieder"), "{}", dutch.out);
    let english = noor.ok(&["--lang", "en", "method", "show", "incident"]);
    assert!(english.out.contains("In silence everyone writes"), "{}", english.out);
    assert_eq!(noor.run(&["method", "show", "bestaat-niet"]).code, 4);
    assert_eq!(noor.run(&["session", "show", "1"]).code, 4);
}

/// A clock that is so many minutes wrong.
struct Wrong(i64);

impl Env for Wrong {
    fn now_ms(&mut self) -> u64 {
        SystemEnv.now_ms().saturating_add_signed(self.0 * 60_000)
    }
    fn random(&mut self, bytes: &mut [u8]) {
        SystemEnv.random(bytes);
    }
}

/// Bram's laptop with its clock wrong: his program ends a step, and he sees how much is left.
fn bram_presses_next(bram: &Laptop, step: &str, minutes: i64) -> i64 {
    let home = Home::open(bram.home(), &mut SystemEnv).unwrap();
    let group = home.group_ids().unwrap()[0];
    let mut replica = home.open_group(&group, Mode::ReadWrite, Box::new(Wrong(minutes))).unwrap();
    let meetings = listed(&mut replica, PageKind::Meeting).unwrap();
    let meeting = PageId::from_hex(&meetings[0].id).unwrap();
    let playing = session::all(&mut replica, &meeting).unwrap().remove(0);
    let id = playing.record.id.clone();
    replica.act(|act| session::next(act, &meeting, &id, step)).unwrap();
    let playing = session::one(&mut replica, &meeting, &id).unwrap();
    let step = playing.step().unwrap();
    let takes = playing.minutes(step, 2);
    let now = replica.env().now_ms();
    let left = derive::seconds_left(&playing.record, &step.id, takes, now).unwrap();
    replica.close().unwrap();
    left
}

#[test]
fn a_session_goes_on_with_a_laptop_whose_clock_is_five_minutes_or_two_hours_wrong() {
    for minutes in [-120, -5, 5, 120] {
        let [noor, bram] = at_the_silent_step();
        let own = bram_presses_next(&bram, "vragen_noteren", minutes);
        assert!(own > 0, "his own timer begins with his press: {own}");
        noor.share_with(&bram);
        for laptop in [&noor, &bram] {
            let shown = laptop.json(&["session", "show", "1"]);
            assert_eq!(shown["step"], "informatie", "{minutes}");
            let (left, takes) = (shown["seconds_left"].as_i64(), shown["minutes"].as_i64());
            assert!(left.unwrap() <= 60 * takes.unwrap(), "never more than it takes: {shown}");
        }
        // Whatever the timers say, whoever presses goes on.
        noor.ok(&["session", "next", "1", "--step", "informatie"]);
        noor.share_with(&bram);
        let at = |laptop: &Laptop| laptop.json(&["session", "show", "1"])["step"].clone();
        assert_eq!(at(&noor), at(&bram));
        assert_ne!(at(&noor), "informatie");
    }
}

#[test]
fn a_method_that_is_changed_in_mid_play_is_changed_for_the_next_session() {
    let noor = Laptop::founder("Noor");
    let bram = noor.let_in("Bram");
    noor.ok(&["method", "copy", "aar", "Onze nabespreking"]);
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "open", "1"]);
    noor.ok(&["session", "start", "1", "Onze nabespreking"]);
    noor.ok(&["session", "next", "1"]);
    noor.share_with(&bram);
    let now = "Wat was de bedoeling?";
    let at = noor.json(&["session", "show", "1"])["step"].clone();
    bram.ok(&["method", "step", "leave-out", "Onze nabespreking", now]);
    bram.ok(&["method", "step", "edit", "Onze nabespreking", "Waarom?", "--title-nl", "Hoezo?"]);
    noor.share_with(&bram);
    for laptop in [&noor, &bram] {
        assert_eq!(laptop.json(&["session", "show", "1"])["step"], at);
        let shown = laptop.ok(&["--lang", "nl", "session", "show", "1"]).out;
        assert!(shown.contains(now) && shown.contains("Waarom?"), "{shown}");
        assert!(!shown.contains("Hoezo?") && !shown.contains("pinned"), "{shown}");
    }
    noor.ok(&["session", "stop", "1"]);
    bram.ok(&["session", "start", "1", "Onze nabespreking"]);
    let shown = bram.ok(&["--lang", "nl", "session", "show", "1"]).out;
    assert!(shown.contains("Hoezo?") && !shown.contains(now), "{shown}");
    let meeting = noor.ok(&["meeting", "show", "1"]).out;
    assert!(!meeting.contains("asks"), "what a session holds is for the program: {meeting}");
}
