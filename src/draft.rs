//! Text written in the user's own editor.
//!
//! The text lies in a file (0600) inside the home folder; while a passphrase is set, in memory where
//! the system gives a folder there. It is removed only once what was typed is in the store; whatever
//! goes wrong before that, the text is still in the file, and the file is named. When the laptop is
//! locked meanwhile, what the editor wrote so far goes into the store, the file goes, and so do the
//! secrets.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use kring_node::drafts::Drafts;
use kring_node::env::{SystemEnv, random_array};
use kring_node::home::Guarding;
use kring_trust::PageId;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::safe;
use crate::say;
use crate::trouble;

/// The longest text that is read back, in bytes: a thousand pages.
pub(crate) const TEXT_CAP: u64 = 4 * 1024 * 1024;

/// How often it is looked at whether the editor was closed, and whether the laptop is to be locked.
const LOOK: Duration = Duration::from_millis(50);

/// A text that somebody wrote and that is not in the store yet.
#[derive(Debug)]
pub(crate) struct Draft {
    place: Place,
    /// What was written.
    pub(crate) text: String,
}

impl Draft {
    /// Opens the editor on `text` and waits until it is closed. `name` is part of the file's name, and
    /// so is the page that it is about: what is left behind goes with that page. Nothing may be open
    /// meanwhile. When the laptop is locked, `at_lock` is given what was written so far, and must have
    /// closed all again when it answers. None if all of it was saved so.
    ///
    /// # Errors
    /// When there is no editor, it fails, or its result is not readable text; a file with text
    /// typed so far is then named.
    pub(crate) fn write(
        context: &Context,
        name: &str,
        about: Option<&PageId>,
        text: &str,
        mut at_lock: impl FnMut(&str) -> Result<(), Failure>,
    ) -> Result<Option<Self>, Failure> {
        let editor = editor(context)?;
        let place = Place::make(context, name, about, text)?;
        let mut child = run(&editor, &place.path)?;
        while is_open(&mut child, &place.path)? {
            if context.must_let_go() {
                // What cannot be saved now stays in its file.
                if place.save(&mut at_lock).is_ok() {
                    place.remove()?;
                }
                context.let_go()?;
            }
            std::thread::sleep(LOOK);
        }
        if !place.path.exists() {
            return Ok(None);
        }
        let text = read(&place.path)?;
        Ok(Some(Self { place, text }))
    }

    /// Removes the file, once the text is in the store or nothing was changed.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub(crate) fn discard(self) -> Result<(), Failure> {
        self.place.remove()
    }

    /// Names the file in a failure to keep its text.
    pub(crate) fn keep(&self, failure: Failure) -> Failure {
        kept(&self.place.path, failure)
    }
}

/// Where a text lies.
#[derive(Debug)]
struct Place {
    path: PathBuf,
    drafts: Drafts,
    /// In the name of the file, and of those that an editor puts beside it.
    unique: String,
    guarded: bool,
}

impl Place {
    fn make(
        context: &Context,
        name: &str,
        about: Option<&PageId>,
        text: &str,
    ) -> Result<Self, Failure> {
        let drafts = context.home()?.drafts();
        let guarded = safe::guarding(context)? != Guarding::Files;
        let folder = if guarded { drafts.guarded_dir() } else { drafts.dir() };
        let unique = unique();
        let path = make(folder, &file_name(name, about, &unique), text).map_err(|error| {
            Failure::new(Exit::Failed, say!("trouble-draft-not-made", cause = trouble::io(&error)))
        })?;
        Ok(Self { path, drafts, unique, guarded })
    }

    /// Hands over what the editor wrote so far.
    fn save(&self, at_lock: &mut impl FnMut(&str) -> Result<(), Failure>) -> Result<(), Failure> {
        at_lock(&read(&self.path)?)
    }

    fn remove(&self) -> Result<(), Failure> {
        let removed = match self.guarded {
            true => self.drafts.drop_named(&self.unique),
            false => fs::remove_file(&self.path),
        };
        removed.map_err(|error| {
            let path = self.path.display().to_string();
            Failure::new(
                Exit::Failed,
                say!("trouble-draft-stays", path = path, cause = trouble::io(&error)),
            )
        })
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

fn file_name(name: &str, about: Option<&PageId>, unique: &str) -> String {
    let safe: String = name.chars().filter(char::is_ascii_alphanumeric).take(24).collect();
    let mark = about.map(|page| format!("{}-", Drafts::mark(page))).unwrap_or_default();
    format!("{safe}-{mark}{unique}.md")
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

fn run(editor: &str, path: &Path) -> Result<Child, Failure> {
    // An editor is often given with options ("code --wait"), so it is split at blanks, as others do.
    let mut parts = editor.split_whitespace();
    let program = parts.next().unwrap_or_default();
    Command::new(program).args(parts).arg(path).spawn().map_err(|error| {
        let cause = trouble::io(&error);
        let sentence = say!("trouble-editor-not-started", editor = program, cause = cause);
        kept(path, Failure::new(Exit::Failed, sentence))
    })
}

fn is_open(child: &mut Child, path: &Path) -> Result<bool, Failure> {
    match child.try_wait() {
        Ok(None) => Ok(true),
        Ok(Some(status)) if status.success() => Ok(false),
        Ok(Some(_)) | Err(_) => {
            Err(kept(path, Failure::new(Exit::Failed, say!("trouble-editor-failed"))))
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
    if !path.exists() {
        return failure;
    }
    failure.hint(say!("trouble-text-is-in", path = path.display().to_string()))
}
