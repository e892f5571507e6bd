//! Passphrases: typed where nobody sees it, or read from a file. Never an argument, never a
//! variable of the environment: other programs can read those.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use kring_node::home::{Home, HomeError};
use kring_store::PASSPHRASE_CAP;
use zeroize::Zeroizing;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::say;
use crate::trouble;
use crate::words::Sentence;

/// How often a wrong one may be typed in one run. There is no other lockout: each try costs time.
const TRIES: usize = 3;

/// Opens the secrets with the passphrase of `file`, or the one that is typed.
///
/// # Errors
/// [`Exit::Locked`] if it is wrong, or nobody can be asked.
pub(crate) fn unlock(context: &Context, home: &Home, file: Option<&Path>) -> Result<(), Failure> {
    if let Some(file) = file {
        return home.unlock(&from_file(file)?).map_err(|error| trouble::home(&error));
    }
    if !context.has_terminal() {
        return Err(trouble::home(&HomeError::Locked));
    }
    for _ in 1..TRIES {
        match home.unlock(&ask(context, &say!("ask-passphrase"))?) {
            Err(HomeError::WrongPassphrase) => {
                let told = context.output().remark(context.words(), &say!("trouble-passphrase"));
                told.map_err(|error| unread(&error))?;
            }
            other => return other.map_err(|error| trouble::home(&error)),
        }
    }
    home.unlock(&ask(context, &say!("ask-passphrase"))?).map_err(|error| trouble::home(&error))
}

/// Asks for a new passphrase, twice.
///
/// # Errors
/// [`Exit::Failed`] if they differ; [`Exit::NeedsAnswer`] if nobody can be asked.
pub(crate) fn ask_new(context: &Context) -> Result<Zeroizing<String>, Failure> {
    let first = ask(context, &say!("ask-new-passphrase"))?;
    let second = ask(context, &say!("ask-new-passphrase-again"))?;
    if first == second {
        Ok(first)
    } else {
        Err(Failure::new(Exit::Failed, say!("lock-two-different")))
    }
}

/// The first line of a file, which may be `/dev/fd/3`.
///
/// # Errors
/// [`Exit::BadInput`] if it cannot be read, or is no text of at most [`PASSPHRASE_CAP`] bytes.
pub(crate) fn from_file(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let name = path.display().to_string();
    let mut bytes = Zeroizing::new(Vec::with_capacity(PASSPHRASE_CAP + 1));
    let read = File::open(path)
        .and_then(|file| file.take(PASSPHRASE_CAP as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| {
        let cause = trouble::io(&error);
        Failure::new(Exit::BadInput, say!("trouble-passphrase-file", path = &name, cause = cause))
    })?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    match std::str::from_utf8(line) {
        Ok(line) if bytes.len() <= PASSPHRASE_CAP && !line.trim().is_empty() => {
            Ok(Zeroizing::new(line.trim().to_owned()))
        }
        _ => Err(Failure::new(Exit::BadInput, say!("trouble-passphrase-none", path = name))),
    }
}

fn ask(context: &Context, question: &Sentence) -> Result<Zeroizing<String>, Failure> {
    let question = context.words().say(question);
    if !context.has_terminal() {
        return Err(Failure::new(Exit::NeedsAnswer, say!("ask-nobody", question = question))
            .hint(say!("ask-nobody-passphrase")));
    }
    let typed = rpassword::prompt_password(format!("{question} "));
    typed.map(Zeroizing::new).map_err(|error| unread(&error))
}

fn unread(error: &std::io::Error) -> Failure {
    Failure::new(Exit::Failed, say!("trouble-stdin", cause = error.to_string()))
}
