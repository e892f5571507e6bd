//! Laptops for tests: a home each, and the real program on it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long something that must happen may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// One at a time: a test with six laptops wants the machine's cores for itself.
static WHOLE_MACHINE: Mutex<()> = Mutex::new(());

/// Waits for its turn to have the machine; it is over when the answer is dropped.
pub fn whole_machine() -> MutexGuard<'static, ()> {
    WHOLE_MACHINE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the laptops of a test listen that was started in a room of its own: everywhere, if empty.
pub const BIND: &str = "KRING_IT_BIND";

/// One laptop.
pub struct Laptop {
    folder: tempfile::TempDir,
    /// The version of the protocol that its program says it speaks, if not its own.
    pub protocol: Option<u16>,
}

/// What a run of the program answered.
#[derive(Debug)]
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// A program that goes on; killed if the test forgets it.
pub struct Going {
    child: Child,
}

impl Laptop {
    /// A laptop without groups.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), protocol: None }
    }

    /// A laptop whose person founded a group.
    pub fn founder(name: &str) -> Self {
        let laptop = Self::new();
        laptop.ok(&["new", "Rust in de avond", "--name", name]);
        laptop
    }

    /// The folder with this laptop's groups.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A path beside the home, for files that a test makes.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file beside the home.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// The program on this laptop, alone on this machine's own network, in Dutch.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kring"));
        command
            .args(args)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("TZ", "UTC")
            .env("KRING_HOME", self.home())
            .env("KRING_BIND", std::env::var(BIND).unwrap_or_else(|_| "127.0.0.1".to_owned()))
            .env("KRING_LANG", "nl")
            .envs(self.protocol.map(|version| ("KRING_PROTOCOL", version.to_string())))
            .stdin(Stdio::null());
        command
    }

    /// Runs one command.
    pub fn run(&self, args: &[&str]) -> Run {
        Run::of(&self.command(args).output().unwrap())
    }

    /// Runs one command with text on standard input.
    pub fn run_with_input(&self, args: &[&str], input: &[u8]) -> Run {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Run::of(&child.wait_with_output().unwrap())
    }

    /// Runs one command with an editor: a shell script that gets the file as `$1`.
    pub fn run_with_editor(&self, args: &[&str], script: &str) -> Run {
        let path = self.file("editor.sh", format!("#!/bin/sh\nset -e\n{script}\n"));
        let mut command = self.command(args);
        command.env("EDITOR", format!("sh {path}")).env("KRING", env!("CARGO_BIN_EXE_kring"));
        Run::of(&command.output().unwrap())
    }

    /// Runs one command that must work.
    pub fn ok(&self, args: &[&str]) -> Run {
        let run = self.run(args);
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        run
    }

    /// Runs one command that must work, and gives its values.
    pub fn json(&self, args: &[&str]) -> Value {
        let run = self.ok(&[&["--json", "--quiet"], args].concat());
        let lines: Vec<&str> = run.out.lines().collect();
        assert_eq!(lines.len(), 1, "{args:?}: {run:?}");
        let envelope: Value = serde_json::from_str(lines[0]).unwrap();
        assert_eq!(envelope["kring"], 1, "{envelope}");
        envelope["data"].clone()
    }

    /// Starts one command that goes on.
    pub fn start(&self, args: &[&str]) -> Going {
        self.start_command(self.command(args))
    }

    /// As [`Laptop::start`], with a command that was made by [`Laptop::command`].
    pub fn start_command(&self, mut command: Command) -> Going {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        Going { child: command.spawn().unwrap() }
    }

    /// Lets a new member in, on a laptop of their own, and waits until they have everything.
    pub fn let_in(&self, name: &str) -> Self {
        let other = Self::new();
        self.let_in_on(name, &other);
        other
    }

    /// As [`Laptop::let_in`], by a laptop whose commands need these options.
    pub fn let_in_with(&self, name: &str, options: &[&str]) -> Self {
        let other = Self::new();
        let mut inviting = self.start(&[options, &["--yes", "invite"]].concat());
        let ticket = inviting.line();
        other.ok(&["join", &ticket, "--name", name]);
        inviting.ended();
        other
    }

    /// As [`Laptop::let_in`], on a laptop that is there already.
    pub fn let_in_on(&self, name: &str, other: &Self) {
        let mut inviting = self.start(&["--yes", "invite"]);
        let ticket = inviting.line();
        other.ok(&["join", &ticket, "--name", name]);
        inviting.ended();
    }

    /// Shares with a laptop until both have everything.
    pub fn share_with(&self, other: &Self) {
        let going = self.start(&["run", "--while-input"]);
        until("both have everything", || {
            other.run(&["sync", "--wait", "--timeout", "10"]).code == 0
        });
        going.stop();
    }

    /// Every byte of every file of the home, for searching.
    pub fn has_bytes(&self, needle: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        search(&self.home(), needle.as_bytes(), &mut found);
        found
    }
}

impl Run {
    /// What a process that ended wrote.
    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// The values of the envelope of a refusal.
    pub fn error(&self) -> Value {
        let envelope: Value = serde_json::from_str(self.out.trim()).unwrap();
        envelope["error"].clone()
    }
}

impl Going {
    /// The next line that it writes.
    pub fn line(&mut self) -> String {
        let stdout = self.child.stdout.take().unwrap();
        let mut reader = BufReader::new(stdout);
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        self.child.stdout = Some(reader.into_inner());
        line.trim().to_owned()
    }

    /// Asks it to end, as Ctrl-C does.
    #[cfg(unix)]
    pub fn interrupt(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    }

    /// Waits until it ends by itself, well.
    pub fn ended(mut self) {
        assert_eq!(self.code(), 0);
    }

    /// Waits until it ends by itself; its exit code.
    pub fn code(&mut self) -> i32 {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("it does not end");
    }

    /// Closes its input, and gives all that it said.
    pub fn stop_and_read(mut self) -> String {
        let mut stdout = self.child.stdout.take().unwrap();
        self.stop();
        let mut said = String::new();
        stdout.read_to_string(&mut said).unwrap();
        said
    }

    /// Closes its input, and waits.
    pub fn stop(mut self) {
        drop(self.child.stdin.take());
        self.ended();
    }
}

impl Drop for Going {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|status| status.is_none()) {
            self.child.kill().unwrap();
            self.child.wait().unwrap();
        }
    }
}

/// Waits until something is so.
pub fn until(what: &str, mut so: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !so() {
        assert!(Instant::now() < until, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Files in a folder, and the folders in it, that hold these bytes. What goes meanwhile does not.
pub fn search(folder: &Path, needle: &[u8], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, needle, found);
        } else if fs::read(&path)
            .is_ok_and(|bytes| bytes.windows(needle.len()).any(|part| part == needle))
        {
            found.push(path);
        }
    }
}
