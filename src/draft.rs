//! Text written in the user's own editor.
//!
//! The text lies in a file (0600) inside the home folder. It is removed only once what was typed
//! is in the store; whatever goes wrong before that, the text is still in the file, and the file is
//! named.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use kring_node::drafts::Drafts;
use kring_node::env::{SystemEnv, random_array};
use kring_trust::PageId;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::say;
use crate::trouble;

/// The longest text that is read back, in bytes: a thousand pages.
pub(crate) const TEXT_CAP: u64 = 4 * 1024 * 1024;

/// A text that somebody wrote and that is not in the store yet.
#[derive(Debug)]
pub(crate) struct Draft {
    path: PathBuf,
    /// What was written.
    pub(crate) text: String,
}

impl Draft {
    /// Opens the editor on `text` and waits until it is closed. `name` is part of the file's name, and
    /// so is the page that it is about: what is left behind goes with that page.
    ///
    /// # Errors
    /// When there is no editor, it fails, or its result is not readable text; a file with text
    /// typed so far is then named.
    pub(crate) fn write(
        context: &Context,
        name: &str,
        about: Option<&PageId>,
        text: &str,
    ) -> Result<Self, Failure> {
        let editor = editor(context)?;
        let drafts = context.home()?.drafts();
        let path = make(drafts.dir(), &file_name(name, about), text).map_err(|error| {
            Failure::new(Exit::Failed, say!("trouble-draft-not-made", cause = trouble::io(&error)))
        })?;
        run(&editor, &path)?;
        let text = read(&path)?;
        Ok(Self { path, text })
    }

    /// Removes the file, once the text is in the store or nothing was changed.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub(crate) fn discard(self) -> Result<(), Failure> {
        fs::remove_file(&self.path).map_err(|error| {
            let path = self.path.display().to_string();
            Failure::new(
                Exit::Failed,
                say!("trouble-draft-stays", path = path, cause = trouble::io(&error)),
            )
        })
    }

    /// Names the file in a failure to keep its text.
    pub(crate) fn keep(&self, failure: Failure) -> Failure {
        kept(&self.path, failure)
    }
}

/// A piece of a file name that no other file has.
pub(crate) fn unique() -> String {
    let random: [u8; 8] = random_array(&mut SystemEnv);
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn editor(context: &Context) -> Result<String, Failure> {
    let chosen = ["KRING_EDITOR", "VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|editor| !editor.trim().is_empty());
    match chosen {
        Some(editor) => Ok(editor),
        None if context.has_terminal() => {
            Ok(if cfg!(windows) { "notepad" } else { "vi" }.to_owned())
        }
        None => Err(Failure::new(Exit::NeedsAnswer, say!("trouble-no-editor"))
            .hint(say!("trouble-no-editor-hint"))),
    }
}

fn file_name(name: &str, about: Option<&PageId>) -> String {
    let safe: String = name.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
    let mark = about.map(|page| format!("{}-", Drafts::mark(page))).unwrap_or_default();
    format!("{safe}-{mark}{}.md", unique())
}

fn make(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)?;
    let path = folder.join(name);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&path)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if let Err(error) = written {
        // Nobody typed in it yet.
        fs::remove_file(&path)?;
        return Err(error);
    }
    Ok(path)
}

fn run(editor: &str, path: &Path) -> Result<(), Failure> {
    // An editor is often given with options ("code --wait"), so it is split at blanks, as others do.
    let mut parts = editor.split_whitespace();
    let program = parts.next().unwrap_or_default();
    let status = Command::new(program).args(parts).arg(path).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(kept(path, Failure::new(Exit::Failed, say!("trouble-editor-failed")))),
        Err(error) => {
            let cause = trouble::io(&error);
            let sentence = say!("trouble-editor-not-started", editor = program, cause = cause);
            Err(kept(path, Failure::new(Exit::Failed, sentence)))
        }
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    let failed = |error: &std::io::Error| {
        let cause = trouble::io(error);
        kept(path, Failure::new(Exit::Failed, say!("trouble-draft-unreadable", cause = cause)))
    };
    let length = fs::metadata(path).map_err(|error| failed(&error))?.len();
    if length > TEXT_CAP {
        return Err(kept(path, Failure::new(Exit::BadInput, say!("trouble-text-too-long"))));
    }
    let text = fs::read_to_string(path).map_err(|error| failed(&error))?;
    // Editors end a file with a line break; it is no part of what was meant.
    Ok(text.strip_suffix('\n').unwrap_or(&text).replace("\r\n", "\n"))
}

fn kept(path: &Path, failure: Failure) -> Failure {
    failure.hint(say!("trouble-text-is-in", path = path.display().to_string()))
}
