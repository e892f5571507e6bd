//! Editing: in the user's own editor, while others write, and when saving fails.

use std::fs;

use crate::support::Laptop;

/// What stayed behind of texts that were being written.
fn drafts(laptop: &Laptop) -> Vec<String> {
    let folder = laptop.home().join("drafts");
    if !folder.exists() {
        return Vec::new();
    }
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect()
}

#[test]
fn the_editor_saves_and_leaves_no_file() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["note", "add", "Een", "--text", "Oude tekst."]);
    let run = noor.run_with_editor(&["note", "edit", "1"], "printf 'Nieuwe tekst.\\n' > \"$1\"");
    assert_eq!(
        (run.code, run.err.as_str()),
        (0, "Gewijzigd.\nOpgeslagen op deze laptop.\n"),
        "{run:?}"
    );
    assert_eq!(noor.json(&["note", "show", "1"])["fields"]["text"], "Nieuwe tekst.");
    assert_eq!(drafts(&noor), Vec::<String>::new());
    let run = noor.run_with_editor(&["note", "edit", "1"], "true");
    assert!(run.err.starts_with("Er is niets gewijzigd."), "{run:?}");
}

#[test]
fn what_others_write_meanwhile_is_merged() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "minutes", "append", "1", "Tjeerd is nieuw en tekent de afspraken."]);
    let script = "\"$KRING\" meeting minutes append 1 'Wim mailt de data.'\n\
                  printf '%s Noor hangt de roosterkaart op.' \"$(cat \"$1\")\" > \"$1.new\"\n\
                  mv \"$1.new\" \"$1\"";
    let run = noor.run_with_editor(&["meeting", "minutes", "edit", "1"], script);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("samengevoegd"), "{run:?}");
    let shown = noor.json(&["meeting", "show", "1"]);
    let text = shown["fields"]["minutes_text"].as_str().unwrap();
    assert_eq!(text.matches("Tjeerd is nieuw en tekent de afspraken.").count(), 1, "{text}");
    assert!(
        text.contains("Noor hangt de roosterkaart op.") && text.contains("Wim mailt de data."),
        "{text}"
    );
    assert_eq!(drafts(&noor), Vec::<String>::new());
}

#[test]
fn a_text_that_cannot_be_saved_stays_in_a_file_that_is_named() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["note", "add", "Een", "--text", "Oude tekst."]);
    let script = "head -c 1250000 /dev/zero | tr '\\0' 'x' > \"$1\"";
    let run = noor.run_with_editor(&["note", "edit", "1"], script);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("Je tekst staat nog in"), "{run:?}");
    assert_eq!(drafts(&noor), ["x".repeat(1_250_000)]);
    assert_eq!(noor.json(&["note", "show", "1"])["fields"]["text"], "Oude tekst.");
    let found = noor.json(&["doctor"]);
    assert_eq!(found["drafts"].as_array().unwrap().len(), 1);
}

#[test]
fn an_editor_that_fails_saves_nothing() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["note", "add", "Een", "--text", "Oude tekst."]);
    let run = noor.run_with_editor(&["note", "edit", "1"], "echo Half > \"$1\"; exit 3");
    assert_eq!(run.code, 1, "{run:?}");
    assert_eq!(noor.json(&["note", "show", "1"])["fields"]["text"], "Oude tekst.");
    assert_eq!(drafts(&noor), ["Half\n"]);
    assert_eq!(noor.run(&["note", "edit", "1"]).code, 8, "no editor and no terminal");
}

#[cfg(unix)]
#[test]
fn what_is_being_written_is_nobody_elses() {
    use std::os::unix::fs::PermissionsExt;
    let noor = Laptop::founder("Noor");
    noor.ok(&["note", "add", "Een"]);
    let place = noor.path("mode");
    let script = format!("stat -c %a \"$1\" \"$(dirname \"$1\")\" > {}", place.display());
    noor.run_with_editor(&["note", "edit", "1"], &script);
    assert_eq!(fs::read_to_string(place).unwrap(), "600\n700\n");
    let mode = fs::metadata(noor.home()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn text_comes_from_standard_input() {
    let noor = Laptop::founder("Noor");
    let run =
        noor.run_with_input(&["note", "add", "Een", "--text", "-"], "Eén.\r\nTwee.\n".as_bytes());
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(noor.json(&["note", "show", "1"])["fields"]["text"], "Eén.\nTwee.");
    let run = noor.run_with_input(&["note", "edit", "1", "--set", "text=-"], b"\xff\xfe");
    assert_eq!(run.code, 9, "{run:?}");
    assert_eq!(noor.json(&["note", "show", "1"])["fields"]["text"], "Eén.\nTwee.");
}
