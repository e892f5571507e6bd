//! Evidence and stage: what goes out says what it should, and nothing that must stay.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Laptop, Run, whole_machine};

const EXAMPLE: &str = include_str!("../../data/example-group.json");

/// A home that the demonstration kept.
struct Kept(PathBuf);

impl Kept {
    fn run(&self, args: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kring"));
        command.args(args).env("KRING_HOME", &self.0).env("KRING_LANG", "nl").env("TZ", "UTC");
        Run::of(&command.output().unwrap())
    }

    fn ok(&self, args: &[&str]) -> Run {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        run
    }

    fn json(&self, args: &[&str]) -> Value {
        let run = self.ok(&[&["--json", "--quiet"], args].concat());
        serde_json::from_str::<Value>(&run.out).unwrap()["data"].clone()
    }
}

/// The homes of the six members, by their labels.
fn six(folder: &Path) -> impl Fn(&str) -> Kept {
    let output = Command::new(env!("CARGO_BIN_EXE_kring"))
        .args(["--json", "demo", "--keep"])
        .env("TMPDIR", folder)
        .env_remove("KRING_HOME")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut folders = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let stage = folders.find(|path| path.join("people.json").is_file()).unwrap();
    move |label| Kept(stage.join(label))
}

fn texts(expected: &Value, key: &str) -> Vec<String> {
    let list = expected[key].as_array().unwrap().iter();
    list.map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// What is in one file, with the signs of a page read back.
fn written(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    text.replace("&#39;", "'").replace("&#38;", "&").replace("&#34;", "\"")
}

#[test]
fn six_members_show_what_is_expected_and_nothing_that_must_stay() {
    let _turn = whole_machine();
    let folder = tempfile::tempdir().unwrap();
    let home = six(folder.path());
    let expected: Value = serde_json::from_str(EXAMPLE).unwrap();
    let expected = &expected["expected"];
    let (mut everything, mut proofs) = (String::new(), String::new());
    // Bram left; nothing of the group is on his laptop any more.
    for label in ["mem-noor", "mem-yasmina", "mem-lotte", "mem-wim", "mem-tjeerd"] {
        let home = home(label);
        let minutes = &expected["attendance_minutes"][label];
        assert_eq!(&home.json(&["export", "proof"])["minutes"], minutes, "{label}");
        assert_eq!(&home.json(&["export", "portfolio"])["minutes"], minutes, "{label}");
        for (words, name) in [
            (&["attendance", "1"][..], "1.html"),
            (&["attendance", "3", "--csv"], "2.csv"),
            (&["proof"], "proof.html"),
            (&["report"], "3.html"),
            (&["reflections"], "4.html"),
            (&["portfolio"], "5.html"),
            (&["portfolio", "--csv"], "6.csv"),
            (&["evaluation", "1"], "7.html"),
            (&["form", "1"], "11.html"),
            (&["story", "1"], "8.html"),
            (&["progress"], "9.json"),
            (&["progress"], "10.html"),
        ] {
            for language in ["nl", "en"] {
                let out = folder.path().join(format!("{label}-{language}-{name}"));
                let path = out.display().to_string();
                let args = [&["--lang", language, "export"], words, &["--out", &path]].concat();
                home.ok(&args);
                let text = written(&out);
                assert!(!text.contains("evidence-"), "every word is there: {path}");
                if name.starts_with("proof") { &mut proofs } else { &mut everything }
                    .push_str(&text);
            }
        }
    }
    everything.push_str(&proofs);
    assert!(everything.contains("Tweeëntwintig avonden stilte"), "the story is told");
    assert!(everything.contains("495 minuten = 8,25 uur"));
    assert!(everything.contains("355 minutes = 5.91 hours"));
    for key in ["must_never_leave_the_device", "must_not_appear_in_story_export"] {
        for text in texts(expected, key) {
            assert!(!everything.contains(&text), "{text}");
        }
    }
    for text in texts(expected, "must_not_appear_in_participation_proof") {
        assert!(!proofs.contains(&text), "{text}");
    }
    let all: Value = serde_json::from_str(EXAMPLE).unwrap();
    for case in all["cases"].as_array().unwrap() {
        for field in ["title", "help_question", "situation"] {
            let Some(text) = case[field].as_str() else { continue };
            assert!(!everything.contains(text), "{text}");
        }
    }
    progress_of_two(&home, folder.path());
    signed_by_those_present(&home, folder.path());
}

/// Four sign on their own laptops; Bram, who left, did not.
fn signed_by_those_present(home: &dyn Fn(&str) -> Kept, folder: &Path) {
    let noor = home("mem-noor");
    noor.ok(&["meeting", "sign", "1"]);
    for label in ["mem-yasmina", "mem-lotte", "mem-wim"] {
        let file = folder.join(format!("{label}.kring")).display().to_string();
        home(label).ok(&["meeting", "sign", "1"]);
        home(label).ok(&["file", "out", &file]);
        noor.ok(&["file", "in", &file]);
    }
    assert_eq!(home("mem-tjeerd").run(&["meeting", "sign", "1"]).code, 7, "he was not there");
    let path = folder.join("signed.html").display().to_string();
    noor.ok(&["export", "proof", "--from", "2025-09-01", "--until", "2026-02-28", "--out", &path]);
    let told = Laptop::new().json(&["verify", &path]);
    let people = told["meetings"][0]["people"].as_array().unwrap();
    let who = |one: &Value| (one["name"].as_str().unwrap().to_owned(), one["signed"] == true);
    let expected = [
        ("Bram Fictief", false),
        ("Lotte Bedacht", true),
        ("Noor Verzonnen", true),
        ("Wim Verzinsel", true),
        ("Yasmina Voorbeeld", true),
    ];
    let expected = expected.map(|(name, signed)| (name.to_owned(), signed));
    assert_eq!(people.iter().map(who).collect::<Vec<_>>(), expected);
    assert_eq!(told["meetings"].as_array().unwrap().len(), 1, "the others were signed by nobody");
}

/// Two progress files become one page on a laptop that is in none of the groups.
fn progress_of_two(home: &dyn Fn(&str) -> Kept, folder: &Path) {
    let stranger = Laptop::new();
    let one = folder.join("mem-noor-nl-9.json").display().to_string();
    let other = folder.join("other.json").display().to_string();
    let text = std::fs::read_to_string(&one).unwrap().replace("Rust in de avond", "Groep Eik");
    std::fs::write(&other, text).unwrap();
    let page = folder.join("overview.html").display().to_string();
    stranger.ok(&["export", "overview", &one, &other, "--out", &page]);
    let page = written(Path::new(&page));
    assert!(page.contains("Groep Eik") && page.contains("Rust in de avond"));
    let run = home("mem-noor").run(&[
        "export",
        "overview",
        &folder.join("people.json").display().to_string(),
    ]);
    assert_eq!(run.code, 9, "{run:?}");
}

/// Noor and Bram at one meeting that is over; both laptops know it.
fn held() -> (Laptop, Laptop) {
    let noor = Laptop::founder("Noor");
    let bram = noor.let_in("Bram");
    noor.ok(&["meeting", "add", "2026-02-05", "--start", "15:00", "--end", "17:00"]);
    noor.ok(&["meeting", "open", "1"]);
    noor.ok(&["meeting", "attend", "1", "--from", "15:00", "--to", "17:00"]);
    noor.share_with(&bram);
    let late = ["meeting", "attend", "1", "--status", "late", "--from", "15:20", "--to", "17:00"];
    bram.ok(&late);
    assert_eq!(bram.run(&["meeting", "sign", "1"]).code, 1, "it is not over yet");
    bram.ok(&["meeting", "close", "1"]);
    bram.ok(&["meeting", "minutes", "append", "1", "Over de huiskamer gesproken."]);
    noor.share_with(&bram);
    (noor, bram)
}

#[test]
fn a_proof_is_signed_by_those_present_and_checked_anywhere() {
    let (noor, bram) = held();
    let said = bram.ok(&["meeting", "minutes", "confirm", "1"]);
    assert!(said.err.contains("getekend wie er was"), "{said:?}");
    noor.share_with(&bram);
    noor.ok(&["meeting", "sign", "1"]);
    noor.share_with(&bram);
    let path = noor.path("bewijs.html").display().to_string();
    let said = noor.ok(&["export", "proof", "--out", &path]);
    assert!(said.out.contains("Met naam: Bram en Noor."), "{said:?}");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("huiskamer"), "nothing of the content");
    assert!(text.contains("getekend door Bram en Noor"), "{text}");

    let stranger = Laptop::new();
    let told = stranger.json(&["verify", &path]);
    let person = |name: &str, from: &str| json!({ "name": name, "from": from, "to": "17:00", "signed": true });
    let meeting = &told["meetings"][0];
    assert_eq!(meeting["people"], json!([person("Bram", "15:20"), person("Noor", "15:00")]));
    assert_eq!((&meeting["date"], &meeting["start"]), (&json!("2026-02-05"), &json!("15:00")));
    assert!(!stranger.home().exists(), "no home is made for it");

    for (from, to) in [("15:20", "15:00"), ("present", "presemt"), ("Bram\n", "Wim\n")] {
        let at = text.find("-----BEGIN").unwrap();
        let (before, block) = text.split_at(at);
        let changed = format!("{before}{}", block.replacen(from, to, 1));
        assert_ne!(changed, text, "{from}");
        let run = stranger.run(&["verify", &stranger.file("anders.html", changed)]);
        assert_eq!(run.code, 9, "{from}: {run:?}");
    }
    let run = stranger.run(&["verify", &stranger.file("leeg.html", "<p>Niets</p>")]);
    assert_eq!(run.code, 9, "{run:?}");
    assert!(run.err.contains("niets dat met Kring getekend is"), "{run:?}");
    assert_eq!(stranger.run(&["verify", "/er/is/niets"]).code, 9);
}

#[test]
fn what_is_there_is_replaced_only_after_a_yes() {
    let (noor, _bram) = held();
    let path = noor.file("uren.csv", "van mij");
    let args = ["export", "portfolio", "--csv", "--out", &path];
    assert_eq!(noor.run(&args).code, 8);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "van mij");
    noor.ok(&[&["--yes"], &args[..]].concat());
    let rows = std::fs::read_to_string(&path).unwrap();
    assert!(rows.contains("2026-02-05,15:00,17:00,120,2.00,participant"), "{rows}");
    // Without a file it only says what is in it.
    let said = noor.ok(&["export", "attendance", "1"]);
    assert!(said.out.contains("Met naam: Bram en Noor."), "{said:?}");
    assert_eq!(noor.run(&["export", "story", "9"]).code, 4);
    assert_eq!(noor.run(&["export"]).code, 2);
}
