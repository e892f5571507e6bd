//! What every command works with: words, options, and the way to this laptop's groups.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use kring_node::env::SystemEnv;
use kring_node::home::Home;
use kring_node::replica::Replica;
use kring_store::Mode;
use kring_trust::GroupId;

use crate::args::Global;
use crate::ask;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::find::{self, Candidate};
use crate::output::Output;
use crate::passphrase;
use crate::say;
use crate::terminal;
use crate::trouble;
use crate::words::{Language, Words};

/// How often it is looked at whether the laptop is to be locked.
const LOOK: Duration = Duration::from_millis(200);

/// So long a command has to end by itself; what guards is changed ten seconds after the call at the
/// latest.
const GRACE: Duration = Duration::from_secs(3);

/// What must be known before the command line is read, so that a refusal of it is in the right
/// language and form.
#[derive(Debug)]
pub(crate) struct Early {
    /// The language.
    pub(crate) language: Language,
    /// `--json` stands somewhere.
    pub(crate) json: bool,
    /// `--quiet` stands somewhere.
    pub(crate) quiet: bool,
}

/// Looks through the arguments for what must be known early.
pub(crate) fn early(args: &[OsString]) -> Early {
    let texts: Vec<&str> = args.iter().skip(1).filter_map(|arg| arg.to_str()).collect();
    let has = |names: &[&str]| texts.iter().any(|text| names.contains(text));
    let home = option(&texts, "--home").map(PathBuf::from);
    Early {
        language: language(option(&texts, "--lang"), home.as_deref()),
        json: has(&["--json"]),
        quiet: has(&["--quiet", "-q"]),
    }
}

/// Everything that a command needs.
pub(crate) struct Context {
    words: Words,
    global: Global,
    /// Opened once, so that a passphrase is asked for once.
    home: OnceLock<Home>,
}

impl Context {
    /// A context with these words and options.
    pub(crate) const fn new(words: Words, global: Global) -> Self {
        Self { words, global, home: OnceLock::new() }
    }

    /// The user's language.
    pub(crate) const fn words(&self) -> &Words {
        &self.words
    }

    /// How this run writes.
    pub(crate) const fn output(&self) -> Output {
        Output { json: self.global.json, quiet: self.global.quiet }
    }

    /// `--yes`.
    pub(crate) const fn says_yes(&self) -> bool {
        self.global.yes
    }

    /// The group that was named with `--group`.
    pub(crate) fn group_name(&self) -> Option<&str> {
        self.global.group.as_deref()
    }

    /// Whether somebody can be asked: there is a terminal and no `--json`.
    pub(crate) fn has_terminal(&self) -> bool {
        !self.global.json && ask::has_terminal()
    }

    /// The folder with this person's groups, open; made on first use.
    ///
    /// # Errors
    /// As [`Context::closed_home`]; when it is locked and the passphrase is not given.
    pub(crate) fn home(&self) -> Result<Home, Failure> {
        let home = self.closed_home()?;
        if home.is_locked() {
            passphrase::unlock(self, &home, self.global.passphrase_file.as_deref())?;
        }
        Ok(home)
    }

    /// The folder with this person's groups, which may be locked; made on first use.
    ///
    /// # Errors
    /// When there is no place for it, or others on this computer can read it.
    pub(crate) fn closed_home(&self) -> Result<Home, Failure> {
        if let Some(home) = self.home.get() {
            return Ok(home.clone());
        }
        let path = home_path(self.global.home.as_deref())
            .ok_or_else(|| Failure::new(Exit::Failed, say!("trouble-no-home")))?;
        let home = Home::open(path, &mut SystemEnv).map_err(|error| trouble::home(&error))?;
        Ok(self.home.get_or_init(|| home).clone())
    }
}

impl Context {
    /// Whether `kring lock` was called since this command took the secrets.
    pub(crate) fn must_let_go(&self) -> bool {
        self.home.get().is_some_and(Home::is_called_to_let_go)
    }

    /// Forgets the secrets; nothing may be open. They are asked for again when they are needed.
    ///
    /// # Errors
    /// As [`Context::closed_home`].
    pub(crate) fn let_go(&self) -> Result<(), Failure> {
        self.closed_home()?.let_go();
        Ok(())
    }

    /// Ends this command when `kring lock` is called. One that looks by itself ends before that, and
    /// better; one that waits for a person or for the network cannot. What was saved is on disk.
    ///
    /// # Errors
    /// As [`Context::home`].
    pub(crate) fn end_when_locked(&self) -> Result<(), Failure> {
        let (home, output, language) = (self.home()?, self.output(), self.words().language());
        let watch = move || {
            while !home.is_called_to_let_go() {
                std::thread::sleep(LOOK);
            }
            std::thread::sleep(GRACE);
            if let Err(error) = output.failure(&Words::load(language), "", &locked()) {
                tracing::debug!(%error, "nobody reads what is said");
            }
            std::process::exit(i32::from(Exit::Locked.code()));
        };
        let watching = std::thread::Builder::new().name("kring-lock".into()).spawn(watch);
        watching.map(|_| ()).map_err(|error| {
            Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
        })
    }
}

/// A command that was ended by `kring lock`.
pub(crate) fn locked() -> Failure {
    Failure::new(Exit::Locked, say!("lock-stopped"))
}

impl Context {
    /// The group that was named with `--group`, or the only one on this laptop, opened.
    ///
    /// # Errors
    /// When there is none or more than one, or its store cannot be opened.
    pub(crate) fn replica(&self) -> Result<Replica, Failure> {
        let (home, group) = self.group()?;
        self.open(&home, &group)
    }

    /// The group that was named with `--group`, or the only one on this laptop, not opened.
    ///
    /// # Errors
    /// When there is none or more than one.
    pub(crate) fn group(&self) -> Result<(Home, GroupId), Failure> {
        let home = self.home()?;
        let groups = home.group_ids().map_err(|error| trouble::home(&error))?;
        let group = self.choose(&home, &groups)?;
        Ok((home, group))
    }

    /// The same for a command that only lists. A store whose lists are drawn is opened for reading:
    /// that writes nothing and waits for no disk.
    ///
    /// # Errors
    /// As [`Context::replica`].
    pub(crate) fn replica_for_lists(&self) -> Result<Replica, Failure> {
        let home = self.home()?;
        let groups = home.group_ids().map_err(|error| trouble::home(&error))?;
        let group = self.choose(&home, &groups)?;
        let reading = home.open_group(&group, Mode::ReadOnly, Box::new(SystemEnv));
        if let Ok(mut replica) = reading
            && replica.are_lists_drawn().unwrap_or(false)
        {
            return Ok(replica);
        }
        let mut replica = self.open(&home, &group)?;
        replica.draw_lists().map_err(|error| trouble::replica(&error))?;
        Ok(replica)
    }

    /// Opens a group; only for reading if its store can only be read.
    ///
    /// # Errors
    /// When its store cannot be opened at all.
    pub(crate) fn open(&self, home: &Home, group: &GroupId) -> Result<Replica, Failure> {
        let opened = home.open_group(group, Mode::ReadWrite, Box::new(SystemEnv));
        opened
            .or_else(|error| {
                if trouble::is_read_only(&error) {
                    home.open_group(group, Mode::ReadOnly, Box::new(SystemEnv))
                } else {
                    Err(error)
                }
            })
            .map_err(|error| trouble::replica(&error))
    }

    fn choose(&self, home: &Home, groups: &[GroupId]) -> Result<GroupId, Failure> {
        match (groups, self.group_name()) {
            ([], _) => Err(Failure::new(Exit::NotFound, say!("trouble-no-group"))
                .hint(say!("trouble-no-group-hint"))),
            ([only], None) => Ok(*only),
            (groups, name) => self.choose_by_name(home, groups, name),
        }
    }

    fn choose_by_name(
        &self,
        home: &Home,
        groups: &[GroupId],
        name: Option<&str>,
    ) -> Result<GroupId, Failure> {
        let candidates: Vec<Candidate> = groups
            .iter()
            .map(|group| Candidate {
                id: group.to_string(),
                code: None,
                // A group whose store does not open has no name, and can still be named by its id.
                title: self.open(home, group).map(|mut open| open.group_name()).unwrap_or_default(),
                origin: String::new(),
            })
            .collect();
        match name {
            Some(name) => {
                let found = find::one(&candidates, name)?;
                GroupId::from_hex(&found.id)
                    .ok_or_else(|| Failure::new(Exit::NotFound, say!("trouble-no-group")))
            }
            None => {
                let names = candidates.iter().map(|one| terminal::line(&one.title)).collect();
                Err(Failure::new(Exit::Usage, say!("trouble-which-group"))
                    .details(names)
                    .hint(say!("trouble-which-group-hint")))
            }
        }
    }
}

/// The folder beside the program that is its home, if it is there: for a program on a stick.
const BESIDE: &str = "kring-home";

/// `--home`, else `KRING_HOME`, else the folder `kring-home` beside the program if this account has
/// made one, else the platform's folder for a program's data.
fn home_path(option: Option<&Path>) -> Option<PathBuf> {
    let chosen = option.map(Path::to_path_buf).or_else(|| {
        std::env::var_os("KRING_HOME").filter(|home| !home.is_empty()).map(PathBuf::from)
    });
    chosen.or_else(beside_program).or_else(|| {
        let folders = directories::ProjectDirs::from("", "", "kring")?;
        Some(folders.data_local_dir().to_path_buf())
    })
}

/// The home beside the program. Somebody else's is none: nobody puts another home in a person's place.
fn beside_program() -> Option<PathBuf> {
    let path = std::env::current_exe().ok()?.parent()?.join(BESIDE);
    let metadata = std::fs::symlink_metadata(&path).ok().filter(std::fs::Metadata::is_dir)?;
    is_own(&metadata).then_some(path)
}

#[cfg(unix)]
fn is_own(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
const fn is_own(_: &std::fs::Metadata) -> bool {
    true
}

/// `--lang`, else `KRING_LANG`, else the setting, else the locale, else Dutch.
fn language(option: Option<&str>, home: Option<&Path>) -> Language {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let chosen = option.and_then(Language::from_tag);
    chosen
        .or_else(|| variable("KRING_LANG").as_deref().and_then(Language::from_tag))
        .or_else(|| setting(home).as_deref().and_then(Language::from_tag))
        .or_else(|| {
            let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable)?;
            Some(Language::from_tag(&locale).unwrap_or(Language::English))
        })
        .unwrap_or(Language::Dutch)
}

/// The language that was chosen for this laptop. A home is not made for it.
fn setting(home: Option<&Path>) -> Option<String> {
    let path = home_path(home)?;
    if !path.join("settings.json").exists() {
        return None;
    }
    let settings = Home::open(path, &mut SystemEnv).ok()?.settings().ok()?;
    Some(settings.language)
}

/// The value of `--name value` or `--name=value`.
fn option<'a>(args: &[&'a str], name: &str) -> Option<&'a str> {
    let joined = args.iter().find_map(|arg| arg.strip_prefix(name)?.strip_prefix('='));
    joined.or_else(|| {
        let at = args.iter().position(|arg| *arg == name)?;
        args.get(at + 1).copied()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_be_known_early_is_found() {
        let args = ["kring", "note", "--lang=en", "--json", "list"].map(OsString::from);
        let early = early(&args);
        assert_eq!((early.language, early.json, early.quiet), (Language::English, true, false));
        assert_eq!(option(&["--lang", "nl"], "--lang"), Some("nl"));
        assert_eq!(option(&["--lang"], "--lang"), None);
    }
}
