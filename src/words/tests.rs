//! Both languages say the same things, and say everything that the program asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;

use super::*;

/// Every file of a language.
fn all_files(language: Language) -> Vec<&'static str> {
    language.files().iter().copied().chain([language.help()]).collect()
}

/// The keys of a language, each with its variables.
fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys = BTreeMap::new();
    for file in all_files(language) {
        let mut key = String::new();
        for line in file.lines() {
            let begins = line.starts_with(|c: char| c.is_ascii_lowercase());
            if let (true, Some((name, _))) = (begins, line.split_once('=')) {
                key = name.trim().to_owned();
                assert!(!keys.contains_key(&key), "{}: {key} stands twice", language.tag());
                keys.insert(key.clone(), BTreeSet::new());
            }
            if let Some(variables) = keys.get_mut(&key) {
                variables.extend(variables_in(line));
            }
        }
    }
    keys
}

fn variables_in(line: &str) -> impl Iterator<Item = String> {
    line.split('$').skip(1).map(|rest| {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
    })
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every `say!("key", name = …)` in the sources: the key and the names.
fn said() -> Vec<(String, BTreeSet<String>, String)> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut said = Vec::new();
    for path in files {
        let source = std::fs::read_to_string(&path).unwrap();
        for call in source.split("say!(").skip(1) {
            let Some(rest) = call.trim_start().strip_prefix('"') else { continue };
            let Some((key, rest)) = rest.split_once('"') else { continue };
            if key.contains(char::is_whitespace) || !key.contains('-') || key.contains("key") {
                continue;
            }
            said.push((key.to_owned(), names(rest), path.display().to_string()));
        }
    }
    said
}

/// The `name =` at depth zero up to the closing bracket.
fn names(call: &str) -> BTreeSet<String> {
    let (mut depth, mut part, mut names) = (0_i32, String::new(), BTreeSet::new());
    let mut in_text = false;
    for c in call.chars() {
        match c {
            '"' => in_text = !in_text,
            _ if in_text => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => part.clear(),
            '=' if depth == 0 && !part.trim().is_empty() => {
                if part.trim().chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                    names.insert(part.trim().to_owned());
                }
                part = "=".to_owned();
            }
            c if depth == 0 => part.push(c),
            _ => {}
        }
    }
    names
}

#[test]
fn the_files_are_sound() {
    for language in Language::ALL {
        for file in all_files(language) {
            if let Err((_, errors)) = FluentResource::try_new(file.to_owned()) {
                panic!("{}: {errors:?}", language.tag());
            }
        }
    }
}

#[test]
fn both_languages_have_the_same_keys_and_variables() {
    let (dutch, english) = (keys(Language::Dutch), keys(Language::English));
    let missing = |a: &BTreeMap<String, _>, b: &BTreeMap<String, _>| -> Vec<String> {
        a.keys().filter(|key| !b.contains_key(*key)).cloned().collect()
    };
    assert_eq!(missing(&dutch, &english), Vec::<String>::new(), "not in English");
    assert_eq!(missing(&english, &dutch), Vec::<String>::new(), "not in Dutch");
    for (key, variables) in &dutch {
        assert_eq!(Some(variables), english.get(key), "the variables of {key}");
    }
}

#[test]
fn every_sentence_in_the_code_exists_with_its_variables() {
    let dutch = keys(Language::Dutch);
    let said = said();
    assert!(said.len() > 20, "the sources are searched: {}", said.len());
    for (key, names, path) in said {
        let variables = dutch.get(&key).unwrap_or_else(|| panic!("{path}: no words for {key}"));
        assert_eq!(&names, variables, "{path}: {key}");
    }
}

#[test]
fn nobody_is_told_to_sync() {
    for language in Language::ALL {
        for file in all_files(language) {
            for line in file.lines().filter(|line| !line.starts_with('#')) {
                let words = line.split_once('=').map_or(line, |(_, words)| words).to_lowercase();
                let words = words.replace("kring sync", "");
                assert!(!words.contains("sync"), "{}: {line}", language.tag());
            }
        }
    }
}

#[test]
fn a_sentence_is_filled_in() {
    let words = Words::load(Language::Dutch);
    let sentence = say!("usage-no-such-command", name = "ruis");
    assert!(words.say(&sentence).contains("ruis"), "{}", words.say(&sentence));
    assert_eq!(words.say(&Sentence::new("geen-zin")), "geen-zin");
}

#[test]
fn languages_are_read_from_the_environment() {
    assert_eq!(Language::from_tag("nl_BE.UTF-8"), Some(Language::Dutch));
    assert_eq!(Language::from_tag("en-GB"), Some(Language::English));
    assert_eq!(Language::from_tag("C.UTF-8"), Some(Language::English));
    assert_eq!(Language::from_tag("fr"), None);
}
