//! The words for what is wrong with an example group's file: the file, the place and the cause.

use std::path::Path;

use kring_model::edit::EditError;
use kring_model::exchange::example::{FilePlace, ImportError, Wrong};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::say;
use crate::trouble;
use crate::words::Sentence;

/// The refusal of a file, of which nothing was taken in.
pub(super) fn failure(path: &Path, error: &ImportError) -> Failure {
    let sentence = say!(
        "import-refused",
        path = path.display().to_string(),
        place = place(&error.at),
        cause = cause(&error.why)
    );
    Failure::new(Exit::BadInput, sentence).hint(say!("import-refused-hint"))
}

fn place(at: &FilePlace) -> Sentence {
    match at {
        FilePlace::File => say!("import-at-file"),
        FilePlace::Line(line) => say!("import-at-line", line = *line),
        FilePlace::Part(part) => say!("import-at-part", part = part),
    }
}

fn cause(why: &Wrong) -> Sentence {
    match why {
        Wrong::TooBig { cap } => say!("import-wrong-size", cap = cap / 1024),
        Wrong::NotJson => say!("import-wrong-json"),
        Wrong::CutShort => say!("import-wrong-cut"),
        Wrong::Schema => say!("import-wrong-schema"),
        Wrong::NotText => say!("import-wrong-text"),
        Wrong::NotAList => say!("import-wrong-list"),
        Wrong::NotNamed => say!("import-wrong-named"),
        Wrong::NotWords => say!("import-wrong-words"),
        Wrong::NotOne => say!("import-wrong-one"),
        Wrong::NotANumber => say!("import-wrong-number"),
        Wrong::Missing(part) => say!("import-wrong-missing", part = part),
        Wrong::NotADate(part) => say!("import-wrong-date", part = part),
        Wrong::NoSuchField => say!("import-wrong-field"),
        Wrong::NoMembers => say!("import-wrong-members"),
        Wrong::NoMember(id) => say!("import-wrong-member", id = id),
        Wrong::NothingCalled(id) => say!("import-wrong-nothing", id = id),
        Wrong::Id => say!("import-wrong-id"),
        Wrong::Value(EditError::Value { why, .. }) => trouble::expected(why),
        Wrong::Value(_) => say!("import-wrong-value"),
    }
}

#[cfg(test)]
mod tests {
    use kring_model::exchange::example;

    use super::*;
    use crate::words::{Language, Words};

    fn said(file: &str, language: Language) -> String {
        let error = example::plan(file).unwrap_err();
        Words::load(language).say(&failure(Path::new("groep.json"), &error).sentence)
    }

    #[test]
    fn each_language_says_file_place_and_cause_in_its_own_words() {
        for (file, dutch, english) in [
            (
                "{\n  niet",
                "groep.json, regel 2: dit is geen JSON",
                "groep.json, line 2: this is not JSON",
            ),
            (
                "{",
                "groep.json, regel 1: het bestand houdt hier te vroeg op",
                "groep.json, line 1: the file ends here too early",
            ),
            (
                "{\"schema\": 3}",
                "groep.json, bij schema: hier hoort tekst",
                "groep.json, at schema: this should be text",
            ),
            (
                "{}",
                "groep.json, het hele bestand: schema ontbreekt",
                "groep.json, the whole file: schema is missing",
            ),
        ] {
            assert!(
                said(file, Language::Dutch).starts_with(dutch),
                "{}",
                said(file, Language::Dutch)
            );
            let words = said(file, Language::English);
            assert!(words.starts_with(english), "{words}");
        }
    }

    #[test]
    fn a_value_that_a_field_does_not_take_says_what_it_takes() {
        let example = include_str!("../../../data/example-group.json");
        let mut wrong: serde_json::Value = serde_json::from_str(example).unwrap();
        wrong["cases"][1]["advice"][0]["choice"] = "nooit".into();
        let words = said(&wrong.to_string(), Language::Dutch);
        assert!(
            words.contains("bij cases[1].advice[0].choice: verwacht wordt een van: "),
            "{words}"
        );
    }
}
