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
    for name in ["SECURITY.md"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
        let named = named_in(&text);
        assert!(named.len() > 40, "{name} names its tests");
        let missing: Vec<_> = named.difference(&there).collect();
        assert!(missing.is_empty(), "{name}: {missing:?}");
    }
}
