//! `kring import`: notes from Markdown files, or one's own part of an example group.

use std::fs;
use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::trouble;

mod example;
mod files;
mod notes;
mod wrong;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    path: PathBuf,
    #[arg(long = "as", value_name = "NAME")]
    as_member: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    if is_json(&args.path) {
        return example::run(&mut desk, &args.path, args.as_member.as_deref());
    }
    notes::run(&mut desk, &args.path)
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// A file of at most `cap` bytes as text.
///
/// # Errors
/// One sentence with the file, and the line where its bytes are no text.
fn read_text(path: &Path, cap: u64) -> Result<String, Failure> {
    let unreadable = |error: &std::io::Error| {
        let (path, cause) = (path.display().to_string(), trouble::io(error));
        Failure::new(Exit::BadInput, say!("import-unreadable", path = path, cause = cause))
    };
    let length = fs::metadata(path).map_err(|error| unreadable(&error))?.len();
    if length > cap {
        let path = path.display().to_string();
        let sentence = say!("import-too-big", path = path, cap = cap / 1024);
        return Err(Failure::new(Exit::BadInput, sentence));
    }
    let bytes = fs::read(path).map_err(|error| unreadable(&error))?;
    text_of(path, bytes)
}

fn text_of(path: &Path, bytes: Vec<u8>) -> Result<String, Failure> {
    let no_text = |line: usize| {
        let path = path.display().to_string();
        Failure::new(Exit::BadInput, say!("import-no-text", path = path, line = line))
            .hint(say!("import-no-text-hint"))
    };
    let line_at = |bytes: &[u8], at: usize| {
        bytes.get(..at).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count() + 1
    };
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(no_text(line_at(&bytes, at)));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n")),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            Err(no_text(line_at(error.as_bytes(), at)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, Words};

    fn refused(bytes: &[u8]) -> String {
        let failure = text_of(Path::new("map/nota.md"), bytes.to_vec()).unwrap_err();
        assert_eq!(failure.exit, Exit::BadInput);
        Words::load(Language::Dutch).say(&failure.sentence)
    }

    #[test]
    fn what_is_no_text_is_refused_with_file_and_line() {
        for bytes in [b"een\ntwee\n\xff drie".as_slice(), b"een\ntwee\n\0", b"\n\n\xe9t\xe9"] {
            let sentence = refused(bytes);
            assert!(sentence.contains("map/nota.md") && sentence.contains('3'), "{sentence}");
        }
    }

    #[test]
    fn a_mark_at_the_begin_and_other_line_ends_are_no_text() {
        let text = text_of(Path::new("a.md"), "\u{feff}een\r\ntwee".as_bytes().to_vec());
        assert_eq!(text.ok().as_deref(), Some("een\ntwee"));
    }
}
