//! What goes along in a file: two laptops that never meet.

use std::fs;

use crate::support::Laptop;

/// Carries everything new from one laptop to the other on a stick.
fn carry(from: &Laptop, to: &Laptop) -> u64 {
    let stick = to.path("stick");
    fs::create_dir_all(&stick).unwrap();
    let made = from.json(&["file", "out", stick.to_str().unwrap()]);
    let path = made["path"].as_str().unwrap().to_owned();
    to.json(&["file", "in", &path])["new"].as_u64().unwrap()
}

fn closing_words(of: &Laptop) -> String {
    of.json(&["status"])["closing_words"]["nl"].to_string()
}

#[test]
fn two_laptops_that_never_meet_are_level_by_stick_both_ways() {
    let noor = Laptop::founder("Noor");
    let bram = noor.let_in("Bram");
    noor.ok(&["note", "add", "Wat een avond", "--text", "Bewoners gaan zelf zitten."]);
    bram.ok(&["case", "add", "Telefoon", "--question", "Hoe blijf ik rustig?"]);
    assert!(carry(&noor, &bram) > 0);
    assert!(carry(&bram, &noor) > 0);
    carry(&noor, &bram);
    assert_eq!(noor.json(&["note", "list"]), bram.json(&["note", "list"]));
    let shown = noor.ok(&["case", "show", "Telefoon"]).out;
    assert!(shown.contains("Hoe blijf ik rustig?"), "{shown}");
    assert_ne!(closing_words(&noor), "null");
    assert_eq!(closing_words(&noor), closing_words(&bram));
    assert_eq!(carry(&noor, &bram), 0, "what is known goes once");
}

#[test]
fn a_wiped_case_goes_by_stick_and_an_old_file_never_brings_it_back() {
    let noor = Laptop::founder("Noor");
    let bram = noor.let_in("Bram");
    noor.ok(&["case", "add", "Telefoon", "--situation", "Elke avond gaat de telefoon."]);
    let old = noor.json(&["file", "out", noor.path(".").to_str().unwrap()]);
    let old = old["path"].as_str().unwrap().to_owned();
    bram.ok(&["file", "in", &old]);
    noor.ok(&["--yes", "case", "wipe", "Telefoon"]);
    carry(&noor, &bram);
    bram.ok(&["file", "in", &old]);
    assert_eq!(bram.run(&["case", "show", "Telefoon"]).code, 4);
    carry(&bram, &noor);
    let wiped = noor.json(&["status"])["wiped"].clone();
    assert_eq!(wiped[0]["waiting"].as_array().unwrap().len(), 0, "the receipt came back: {wiped}");
}

#[test]
fn a_file_that_is_not_usable_is_refused_in_one_sentence() {
    let noor = Laptop::founder("Noor");
    let bram = noor.let_in("Bram");
    let eve = Laptop::founder("Eve");
    let alone = eve.run(&["file", "out", eve.path(".").to_str().unwrap()]);
    assert_eq!((alone.code, alone.err.lines().count()), (4, 1), "{alone:?}");
    let path = noor.path("voor-bram.kring").display().to_string();
    noor.ok(&["file", "out", &path, "--whole"]);
    let again = noor.run(&["file", "out", &path]);
    assert_eq!(again.code, 1, "what is there stays: {again:?}");
    let whole = fs::read(&path).unwrap();
    let cut = bram.file("half.kring", &whole[..whole.len() / 2]);
    let mut newer = whole.clone();
    newer[12] = 9;
    let newer = bram.file("nieuw.kring", newer);
    let long = bram.file("lang.kring", vec![0; 65 * 1024 * 1024]);
    let text = bram.file("tekst.kring", "Geen bestand van Kring.");
    let before = bram.json(&["log", "--all"]);
    for (file, says) in [
        (cut.as_str(), "beschadigd"),
        (&newer, "nieuwere"),
        (&long, "te veel"),
        (&text, "geen bestand van Kring"),
        ("nergens.kring", "niet te lezen"),
    ] {
        let run = bram.run(&["file", "in", file]);
        assert!(run.code == 9 && run.err.contains(says), "{file}: {run:?}");
    }
    let foreign = eve.run(&["file", "in", &path]);
    assert!(foreign.code == 9 && foreign.err.contains("andere groep"), "{foreign:?}");
    assert_eq!(bram.json(&["log", "--all"]), before, "nothing is half taken");
    bram.ok(&["file", "in", &path]);
}
