//! A session from the command line, on two laptops.

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
