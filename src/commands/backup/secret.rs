//! The passphrase of a copy: another than that of the laptop, since it goes elsewhere.

use std::path::Path;

use zeroize::Zeroizing;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::passphrase::{self, from_file};
use crate::say;
use crate::words::Sentence;

/// The shortest passphrase for a new copy, in characters: whoever has the file can try for ever.
const SHORTEST: usize = 12;

/// A new passphrase: asked for twice, or read.
///
/// # Errors
/// When it is too short, was typed in two ways, or nobody can be asked.
pub(super) fn new(context: &Context, file: Option<&Path>) -> Result<Zeroizing<String>, Failure> {
    let secret = match file {
        Some(file) => from_file(file)?,
        None => {
            let first = ask(context, &say!("ask-backup-new"))?;
            if first != ask(context, &say!("ask-backup-again"))? {
                return Err(Failure::new(Exit::Failed, say!("backup-two-different")));
            }
            first
        }
    };
    if secret.chars().count() < SHORTEST {
        return Err(Failure::new(Exit::BadInput, say!("backup-too-short", count = SHORTEST)));
    }
    Ok(secret)
}

/// The passphrase of a copy that is there.
///
/// # Errors
/// When nobody can be asked, or the file cannot be read.
pub(super) fn known(context: &Context, file: Option<&Path>) -> Result<Zeroizing<String>, Failure> {
    file.map_or_else(|| ask(context, &say!("ask-backup")), from_file)
}

fn ask(context: &Context, question: &Sentence) -> Result<Zeroizing<String>, Failure> {
    passphrase::ask(context, question).map_err(|failure| match failure.exit {
        Exit::NeedsAnswer => failure.hint(say!("ask-nobody-secret")),
        _ => failure,
    })
}
