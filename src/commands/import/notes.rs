//! Every text file becomes a note: its first heading is the title, else its name.

use std::path::Path;

use kring_model::schema::{LINE_CAP, PROSE_CAP};
use kring_node::acts;
use kring_node::acts::import::ReadNote;
use serde_json::json;

use super::{files, read_text};
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::progress::Progress;
use crate::say;

/// The longest file that is read, in bytes: every character of the longest text may take four.
const FILE_CAP: u64 = 4 * PROSE_CAP as u64;

/// Reads all files first; only if all are good, all become notes, at once.
pub(super) fn run(desk: &mut Desk<'_>, path: &Path) -> Result<Answer, Failure> {
    let found = files::find(path)?;
    let mut notes = Vec::with_capacity(found.len());
    for file in &found {
        notes.push(read(file)?);
    }
    let progress = Progress::start(desk.context, &say!("import-saving"), None);
    let pages = desk.act(|act| acts::import::notes(act, &notes))?;
    drop(progress);
    let ids: Vec<String> = pages.iter().map(ToString::to_string).collect();
    let data = json!({ "notes": ids, "saved": true });
    Ok(Answer::done(say!("import-notes", count = ids.len()), data).remark(say!("word-saved-here")))
}

fn read(path: &Path) -> Result<ReadNote, Failure> {
    let note = note_of(path, &read_text(path, FILE_CAP)?);
    if note.text.chars().count() > PROSE_CAP {
        let path = path.display().to_string();
        let sentence = say!("import-too-long", path = path, cap = PROSE_CAP);
        return Err(Failure::new(Exit::BadInput, sentence));
    }
    Ok(note)
}

fn note_of(path: &Path, text: &str) -> ReadNote {
    let (first, rest) = text.trim_start_matches('\n').split_once('\n').unwrap_or((text, ""));
    let heading = first.trim().strip_prefix('#').map(|title| title.trim_start_matches('#').trim());
    let (title, text) = match heading.filter(|title| !title.is_empty()) {
        Some(title) => (title.to_owned(), rest),
        None => (path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), text),
    };
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let title = title.chars().map(plain).take(LINE_CAP).collect();
    ReadNote { title, text: text.trim_matches('\n').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_the_title_and_else_the_name() {
        let note = note_of(Path::new("x/Eten.md"), "# Waarom eet ze niet?\n\nOm negen uur wel.\n");
        assert_eq!(
            (note.title.as_str(), note.text.as_str()),
            ("Waarom eet ze niet?", "Om negen uur wel.")
        );
        let note = note_of(Path::new("x/Eten.md"), "Geen kop.\nTweede regel.");
        assert_eq!((note.title.as_str(), note.text.as_str()), ("Eten", "Geen kop.\nTweede regel."));
        assert_eq!(note_of(Path::new("leeg.md"), "").title, "leeg");
    }
}
