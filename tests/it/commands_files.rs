//! Files that come in and go out.

use std::fs;

use automerge::{Automerge, ReadDoc};
use serde_json::{Value, json};

use crate::support::Laptop;

#[test]
fn a_folder_of_text_becomes_notes_at_once() {
    let noor = Laptop::founder("Noor");
    noor.file("in/een.md", "# Waarom eet ze niet?\n\nOm negen uur wel.\n");
    noor.file("in/map/twee.txt", "Zonder kop.");
    noor.file("in/foto.jpg", [0xff, 0xd8]);
    let done = noor.json(&["import", noor.path("in").to_str().unwrap()]);
    assert_eq!(done["notes"].as_array().unwrap().len(), 2);
    let titles = noor.json(&["note", "list"]);
    let titles: Vec<_> =
        titles.as_array().unwrap().iter().map(|note| note["title"].clone()).collect();
    assert!(
        titles.contains(&json!("Waarom eet ze niet?")) && titles.contains(&json!("twee")),
        "{titles:?}"
    );
}

#[test]
fn a_folder_with_one_bad_file_brings_nothing() {
    let cases: [(&str, Vec<u8>); 3] = [
        ("in/slecht.md", b"goed\nniet \xff goed".to_vec()),
        ("in/nul.md", b"een\n\0".to_vec()),
        ("in/groot.md", vec![b'x'; 1200 * 1024]),
    ];
    for (name, bytes) in cases {
        let noor = Laptop::founder("Noor");
        noor.file("in/a.md", "Goed.");
        noor.file(name, bytes);
        let run = noor.run(&["import", noor.path("in").to_str().unwrap()]);
        assert_eq!(run.code, 9, "{run:?}");
        assert!(run.err.contains(name), "the file is named: {run:?}");
        assert_eq!(noor.json(&["note", "list"]), json!([]), "nothing half");
    }
}

#[test]
fn a_bad_example_group_brings_nothing_and_says_where() {
    let noor = Laptop::founder("Noor Verzonnen");
    let before = noor.json(&["group", "show"]);
    let example = include_str!("../../data/example-group.json");
    let mut wrong: Value = serde_json::from_str(example).unwrap();
    wrong["cases"][1]["advice"][0]["choice"] = json!("nooit");
    for (name, text) in [
        ("a.json", "{ niet".to_owned()),
        ("b.json", json!({ "schema": "iets/9" }).to_string()),
        ("c.json", wrong.to_string()),
        ("d.json", "[".repeat(100_000)),
    ] {
        let run = noor.run(&["import", &noor.file(name, text)]);
        assert_eq!(run.code, 9, "{name}: {run:?}");
        assert!(run.err.contains(name), "{run:?}");
    }
    assert_eq!(noor.json(&["group", "show"]), before);
}

#[test]
fn ones_own_part_of_the_example_group_is_taken_once() {
    let noor = Laptop::founder("Noor Verzonnen");
    let wim = noor.let_in("Wim Bedacht");
    let path = wim.file("group.json", include_str!("../../data/example-group.json"));
    let run = wim.run(&["import", &path]);
    assert_eq!(run.code, 4, "who of them is Wim? {run:?}");
    assert!(run.err.contains("Tjeerd"), "the members are listed: {run:?}");
    let first = wim.json(&["import", &path, "--as", "mem-wim"]);
    assert!(first["done"].as_u64().unwrap() > 10, "{first}");
    assert!(first["waiting"].as_u64().unwrap() > 0, "the rest waits for others: {first}");
    assert_eq!(first["as"], "mem-wim");
    let before = wim.json(&["log", "--all"]);
    let again = wim.json(&["import", &path, "--as", "mem-wim"]);
    assert_eq!(again["done"], first["done"]);
    assert_eq!(wim.json(&["log", "--all"]), before, "nothing twice");
}

#[test]
fn who_is_alone_takes_the_whole_example_group() {
    let noor = Laptop::founder("Noor Verzonnen");
    let path = noor.file("group.json", include_str!("../../data/example-group.json"));
    let done = noor.json(&["import", &path]);
    assert_eq!(done["waiting"], 0, "{done}");
    let notes = noor.json(&["note", "list", "--all"]);
    assert_eq!(notes.as_array().unwrap().len(), 12, "{notes:#}");
    assert_eq!(noor.json(&["experiment", "list"]).as_array().unwrap().len(), 3);
    assert_eq!(noor.json(&["meeting", "list"]).as_array().unwrap().len(), 4);
    let cases = noor.json(&["case", "list"]);
    let status: Vec<_> =
        cases.as_array().unwrap().iter().map(|case| case["status"].clone()).collect();
    let count = |name: &str| status.iter().filter(|status| **status == name).count();
    assert_eq!(
        (count("closed"), count("followed_up"), count("trying"), count("purged")),
        (2, 1, 1, 1)
    );
    let tips = noor.json(&["case", "show", "1"])["advice"].clone();
    assert_eq!(tips.as_array().unwrap().len(), 6);
    assert!(tips.to_string().contains("Lotte"), "who said it: {tips}");
    assert_eq!(noor.json(&["import", &path])["done"], done["done"]);
    assert_eq!(noor.json(&["note", "list"]).as_array().unwrap().len(), 12);
}

/// A laptop with one thing of each kind that an export treats in its own way.
fn full() -> Laptop {
    let noor = Laptop::founder("Noor");
    noor.ok(&[
        "note",
        "add",
        "<script>alert(1)</script> ../weg",
        "--text",
        "Een [link](javascript:x).",
    ]);
    noor.ok(&["note", "add", "Heikel", "--kind", "sensitive", "--text", "Over Bram"]);
    noor.ok(&["experiment", "add", "Onder de radar"]);
    noor.ok(&["case", "add", "Telefoon", "--situation", "Elke avond."]);
    noor
}

#[test]
fn exported_documents_open_with_automerge() {
    let noor = full();
    let dir = noor.path("uit");
    let done = noor.json(&["export", dir.to_str().unwrap(), "--format", "automerge"]);
    let files = done["files"].as_array().unwrap();
    assert_eq!((files.len(), done["left_out"].clone()), (3, json!(2)));
    for file in files {
        let bytes = fs::read(dir.join(file.as_str().unwrap())).unwrap();
        let doc = Automerge::load(&bytes).unwrap();
        assert!(doc.get(automerge::ROOT, "self").unwrap().is_some(), "{file}");
    }
    let run = noor.run(&["export", dir.to_str().unwrap(), "--format", "automerge"]);
    assert_eq!(run.code, 1, "a full folder is not written over: {run:?}");
}

#[test]
fn exported_text_is_only_text() {
    let noor = full();
    let dir = noor.path("uit");
    noor.ok(&["export", dir.to_str().unwrap(), "--format", "markdown"]);
    let mut all = String::new();
    for entry in fs::read_dir(&dir).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.file_name().unwrap().to_str().unwrap().is_ascii());
        all.push_str(&fs::read_to_string(path).unwrap());
    }
    assert!(all.contains("Elke avond."), "{all}");
    assert!(!all.contains("<script>") && !all.contains("[link]("), "{all}");
    assert!(!all.contains("Over Bram") && !all.contains("Onder de radar"), "{all}");
}

#[test]
fn an_archive_has_everything_and_says_that_it_is_plain() {
    let noor = full();
    let dir = noor.path("uit");
    let run = noor.ok(&["export", dir.to_str().unwrap(), "--all"]);
    assert!(run.err.contains("niet versleuteld"), "{run:?}");
    let text = fs::read_to_string(dir.join("group.json")).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(whole["schema"], "kring/1");
    assert!(text.contains("Over Bram") && text.contains("Onder de radar"), "{text}");
}
