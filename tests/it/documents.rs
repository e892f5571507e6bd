//! What the documents say of the tests.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A test's name among other words in code: several words in lower case.
fn is_name(word: &str) -> bool {
    let parts: Vec<&str> = word.split('_').collect();
    parts.len() >= 3
        && parts.iter().all(|part| !part.is_empty())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn named_in(document: &str) -> BTreeSet<String> {
    let words = document.split('`').skip(1).step_by(2);
    words.filter(|word| is_name(word)).map(str::to_owned).collect()
}

/// Every function that carries `#[test]` or a kind of it.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = ["src", "crates", "tests"].map(|name| root.join(name)).into();
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(folder).unwrap().flatten() {
            let path = item.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.extend(tests_of(&fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

fn tests_of(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_test = false;
    for line in source.lines().map(str::trim) {
        let name = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ");
        match name.and_then(|rest| rest.split('(').next()) {
            Some(name) if std::mem::take(&mut is_test) => found.push(name.to_owned()),
            Some(_) => {}
            None => is_test |= line.starts_with("#[") && line.contains("test"),
        }
    }
    found
}

#[test]
fn every_test_that_a_document_names_is_there() {
    let there = tests();
    assert!(there.contains("every_test_that_a_document_names_is_there"));
    for name in ["SECURITY.md", "docs/requirements.md"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
        let named = named_in(&text);
        assert!(named.len() > 40, "{name} names its tests");
        let missing: Vec<_> = named.difference(&there).collect();
        assert!(missing.is_empty(), "{name}: {missing:?}");
    }
}

/// The requirements of the domain and its stories (S), by their letter and how many there are.
const REQUIREMENTS: [(&str, usize); 7] =
    [("I", 27), ("L", 20), ("V", 19), ("P", 15), ("A", 24), ("D", 15), ("S", 18)];

#[test]
fn every_requirement_is_shown_by_a_test_or_said_to_be_open() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/requirements.md");
    let text = fs::read_to_string(path).unwrap();
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect();
    let rows: Vec<Vec<String>> =
        text.lines().filter(|line| line.starts_with("| ")).map(cells).collect();
    for (letter, count) in REQUIREMENTS {
        for id in (1..=count).map(|number| format!("{letter}{number}")) {
            let found: Vec<_> = rows.iter().filter(|row| row[1] == id).collect();
            let [row] = found.as_slice() else { panic!("{id} stands there once: {found:?}") };
            let named = named_in(&row[4]).len();
            match row[3].as_str() {
                "shown" | "part" => assert!(named > 0, "{id} names no test"),
                "open" => assert!(named == 0 && !row[4].is_empty(), "{id} says what is missing"),
                other => panic!("{id}: {other}"),
            }
        }
    }
}

/// What no sentence says: members, groups and experiments are not measured against each other.
const GRADES: [&str; 9] = [
    "score",
    "ranglijst",
    "rangorde",
    "winnaar",
    "winner",
    "ranking",
    "leaderboard",
    "percent",
    "%",
];

#[test]
fn no_sentence_grades_or_ranks_anybody() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sentences = 0;
    for folder in ["locales", "crates/web/locales"] {
        for language in ["nl", "en"] {
            for file in fs::read_dir(root.join(folder).join(language)).unwrap().flatten() {
                let text = fs::read_to_string(file.path()).unwrap().to_lowercase();
                for line in text.lines().filter(|line| !line.starts_with('#')) {
                    sentences += 1;
                    let found = GRADES.iter().find(|word| line.contains(**word));
                    assert_eq!(found, None, "{}: {line}", file.path().display());
                }
            }
        }
    }
    assert!(sentences > 2_000, "{sentences}");
}
