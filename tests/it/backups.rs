//! Copies of a laptop, and putting them back, with real processes.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::support::Laptop;

/// Both have everything, by stick.
fn meet(one: &Laptop, other: &Laptop) {
    for (from, to) in [(one, other), (other, one), (one, other)] {
        let stick = from.path("stick");
        fs::create_dir_all(&stick).unwrap();
        let made = from.json(&["file", "out", "--whole", stick.to_str().unwrap()]);
        let path = made["path"].as_str().unwrap();
        to.ok(&["file", "in", path]);
        fs::remove_file(path).unwrap();
    }
}

fn group_dir(of: &Laptop) -> std::path::PathBuf {
    let groups = fs::read_dir(of.home().join("groups")).unwrap();
    let mut whole = groups.map(|entry| entry.unwrap().path());
    whole.find(|path| path.extension().is_none()).unwrap()
}

fn titles(of: &Laptop) -> Vec<String> {
    let notes = of.json(&["note", "list"]);
    let titles = notes.as_array().unwrap().iter().map(|note| note["title"].to_string());
    let mut titles: Vec<_> = titles.collect();
    titles.sort();
    titles
}

fn copy(from: &Path, to: &Path) {
    let done = std::process::Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap();
    assert!(done.success());
}

#[test]
fn a_laptop_put_back_twenty_times_never_splits_the_group() {
    let noor = Laptop::founder("Noor");
    let bram = noor.let_in("Bram");
    let secret = noor.file("secret", "vier gewone woorden samen\n");
    let whole = noor.path("whole");
    for trial in 0..20 {
        let file = noor.path(&format!("kopie-{trial}")).display().to_string();
        if trial % 2 == 0 {
            noor.ok(&["backup", "out", &file, "--secret-file", &secret]);
        } else {
            copy(&noor.home(), &whole);
        }
        noor.ok(&["note", "add", &format!("later {trial}")]);
        meet(&noor, &bram);
        if trial % 2 == 0 {
            fs::remove_dir_all(group_dir(&noor)).unwrap();
            let back = noor.json(&["backup", "in", &file, "--secret-file", &secret]);
            assert_eq!(back["groups"][0]["placed"], true, "{back}");
        } else {
            fs::remove_dir_all(noor.home()).unwrap();
            fs::rename(&whole, noor.home()).unwrap();
        }
        noor.ok(&["note", "add", &format!("na {trial}")]);
        meet(&noor, &bram);
        let words = |of: &Laptop| of.json(&["status"])["closing_words"]["nl"].to_string();
        assert_eq!(words(&noor), words(&bram), "trial {trial}");
    }
    assert_eq!(titles(&noor).len(), 40);
    assert_eq!(titles(&noor), titles(&bram));
    for laptop in [&noor, &bram] {
        assert_eq!(laptop.json(&["doctor"])["sound"], true);
    }
}

#[test]
fn a_backup_goes_on_on_another_laptop_of_the_same_person() {
    let noor = Laptop::founder("Noor");
    let bram = noor.let_in("Bram");
    let new = Laptop::new();
    let mut inviting = noor.start(&["--yes", "invite", "--laptop"]);
    let ticket = inviting.line();
    new.ok(&["join", &ticket, "--name", "Noor", "--device", "nieuwe laptop"]);
    inviting.ended();
    noor.share_with(&bram);
    // The old laptop wrote what nobody has yet, was copied, and fell into the water.
    noor.ok(&["note", "add", "Alleen in de kopie"]);
    noor.ok(&["case", "add", "Gesprek", "--situation", "Ook alleen daar."]);
    let secret = noor.file("secret", "vier gewone woorden samen\n");
    let file = noor.path("kopie").display().to_string();
    noor.ok(&["backup", "out", &file, "--secret-file", &secret]);
    new.ok(&["note", "add", "Op de nieuwe"]);
    let back = new.json(&["backup", "in", &file, "--secret-file", &secret]);
    assert_eq!(back["groups"][0]["placed"], false, "{back}");
    assert!(back["groups"][0]["new"].as_u64().unwrap() > 0, "{back}");
    new.ok(&["note", "add", "Na het terugzetten"]);
    meet(&new, &bram);
    bram.ok(&["note", "add", "Van Bram"]);
    meet(&new, &bram);
    let words = |of: &Laptop| of.json(&["status"])["closing_words"]["nl"].to_string();
    assert_eq!(words(&new), words(&bram));
    assert_eq!(titles(&new), titles(&bram));
    assert_eq!(titles(&new).len(), 4);
    assert_eq!(bram.json(&["case", "show", "1"])["fields"]["situation"], "Ook alleen daar.");
    // The old one is found again after all: it goes on under its own logs, and nothing splits.
    noor.ok(&["note", "add", "Uit het water"]);
    meet(&noor, &bram);
    meet(&new, &bram);
    meet(&noor, &bram);
    for laptop in [&noor, &new, &bram] {
        assert_eq!(titles(laptop).len(), 5);
        assert_eq!(words(laptop), words(&bram));
        assert_eq!(laptop.json(&["doctor"])["sound"], true);
    }
}

#[test]
fn a_backup_holds_what_is_yours_alone_and_needs_its_passphrase() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["note", "add", "Wat een avond", "--text", "Een zin die niemand mag lezen."]);
    let secret = noor.file("secret", "vier gewone woorden samen\n");
    let short = noor.file("short", "kort\n");
    let other = noor.file("other", "vijf andere woorden samen\n");
    let file = noor.path("kopie").display().to_string();
    let refused = noor.run(&["backup", "out", &file, "--secret-file", &short]);
    assert!(refused.code == 9 && refused.err.contains("te kort"), "{refused:?}");
    assert_eq!(noor.run(&["backup", "out", &file]).code, 8, "nobody is asked off a terminal");
    noor.ok(&["backup", "out", &file, "--secret-file", &secret]);
    let bytes = fs::read(&file).unwrap();
    for hidden in ["Wat een avond", "Een zin die niemand"] {
        assert!(!bytes.windows(hidden.len()).any(|part| part == hidden.as_bytes()));
    }
    let wrong = noor.run(&["backup", "in", &file, "--secret-file", &other]);
    assert!(wrong.code == 9 && wrong.err.contains("past niet"), "{wrong:?}");
    let again = noor.json(&["backup", "in", &file, "--secret-file", &secret]);
    assert_eq!(again["groups"][0]["new"], 0, "{again}");
    let text = noor.file("tekst", "Geen reservekopie.");
    let foreign = noor.run(&["backup", "in", &text, "--secret-file", &secret]);
    assert!(foreign.code == 9 && foreign.err.contains("geen reservekopie"), "{foreign:?}");
    let eve = Laptop::new();
    let elsewhere = eve.run(&["backup", "in", &file, "--secret-file", &secret]);
    assert!(elsewhere.code == 9 && elsewhere.err.contains("andere laptop"), "{elsewhere:?}");
    assert_eq!(eve.json(&["groups"]), json!([]));
    assert_eq!(noor.json(&["backup", "list"]), json!([]), "none on the first day");
}
