//! Kring from a folder or stick, by an account that may write nowhere else.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{Run, until};

/// An account without rights, where the tests themselves run as root.
const NOBODY: u32 = 65_534;

/// A stick with the program on it, and a folder for its home.
struct Stick {
    folder: tempfile::TempDir,
    user: u32,
}

impl Stick {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let own = fs::metadata(folder.path()).unwrap().uid();
        fs::copy(env!("CARGO_BIN_EXE_kring"), folder.path().join("kring")).unwrap();
        let stick = Self { user: if own == 0 { NOBODY } else { own }, folder };
        stick.dir("kring-home", 0o700);
        stick.dir("locked", 0o500);
        stick.give(stick.folder.path());
        stick.give(&stick.path("kring"));
        // Nothing is written beside the home, nor where the account itself lives.
        fs::set_permissions(stick.folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
        stick
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn dir(&self, name: &str, mode: u32) {
        fs::create_dir(self.path(name)).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
        self.give(&self.path(name));
    }

    fn give(&self, path: &Path) {
        if self.user == NOBODY {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(self.path("kring"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.path("locked"))
            .env("TMPDIR", self.path("locked"))
            .env("KRING_BIND", "127.0.0.1")
            .env("KRING_LANG", "nl")
            .current_dir("/")
            .stdin(Stdio::null());
        if self.user == NOBODY {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    fn ok(&self, args: &[&str]) -> Run {
        let run = Run::of(&self.command(args).output().unwrap());
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        run
    }
}

impl Drop for Stick {
    fn drop(&mut self) {
        let open = fs::Permissions::from_mode(0o700);
        assert!(fs::set_permissions(self.folder.path(), open).is_ok(), "it cannot be removed");
    }
}

#[test]
fn from_a_stick_nothing_is_installed_and_nothing_written_beside_its_own_folder() {
    let stick = Stick::new();
    stick.ok(&["new", "Rust in de avond", "--name", "Noor"]);
    stick.ok(&["note", "add", "Koffie om acht"]);
    assert!(stick.ok(&["note", "list"]).out.contains("Koffie om acht"));
    assert!(stick.path("kring-home/seed").exists());

    let mut page = stick.command(&["--no-browser"]);
    let mut page = page.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    until("the page is served", || stick.path("kring-home/page/running.json").exists());
    page.kill().unwrap();
    page.wait().unwrap();

    let beside: Vec<_> = fs::read_dir(stick.folder.path()).unwrap().flatten().collect();
    assert_eq!(beside.len(), 3, "{beside:?}");
    assert_eq!(fs::read_dir(stick.path("locked")).unwrap().count(), 0);
}

#[test]
fn a_folder_beside_the_program_that_others_can_read_is_no_home() {
    let stick = Stick::new();
    let open = fs::Permissions::from_mode(0o755);
    fs::set_permissions(stick.path("kring-home"), open).unwrap();
    let refused = Run::of(&stick.command(&["groups"]).output().unwrap());
    assert_ne!(refused.code, 0, "{refused:?}");
    assert!(refused.err.contains("kring-home"), "{refused:?}");
}
