//! One member's laptop in the demonstration: a home, and the processes that work on it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use super::people::broken;
use crate::failure::Failure;

/// One laptop.
pub(super) struct Laptop {
    /// The member's label in the example.
    pub(super) label: String,
    /// The member's name.
    pub(super) name: String,
    /// How many acts of the member's part are done.
    pub(super) done: usize,
    /// The member left.
    pub(super) left: bool,
    home: PathBuf,
    language: &'static str,
    sharing: Option<Child>,
}

impl Laptop {
    /// A laptop with a home of its own below `folder`.
    pub(super) fn new(folder: &Path, label: &str, name: &str, language: &'static str) -> Self {
        Self {
            label: label.to_owned(),
            name: name.to_owned(),
            done: 0,
            left: false,
            home: folder.join(label),
            language,
            sharing: None,
        }
    }

    /// Runs one command on this laptop and reads what it answers.
    ///
    /// # Errors
    /// When it does not answer, or says what went wrong.
    pub(super) fn ask(&self, args: &[&str]) -> Result<Value, Failure> {
        let output = self.command(args)?.output().map_err(broken)?;
        answer(&self.name, args, &output)
    }

    /// Begins to share; ended by [`Laptop::part`], or with this program. When this returns, the
    /// laptop listens.
    ///
    /// # Errors
    /// When the process cannot be started, or does not begin.
    pub(super) fn meet(&mut self) -> Result<(), Failure> {
        let mut command = self.command(&["run", "--while-input"])?;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(broken)?;
        let said = child.stdout.take();
        self.sharing = Some(child);
        let mut begun = String::new();
        if let Some(said) = said {
            BufReader::new(said).read_line(&mut begun).map_err(broken)?;
        }
        if begun.contains("begun") {
            Ok(())
        } else {
            Err(broken(format!("{}: {begun}", self.name)))
        }
    }

    /// Stops sharing: the process closes its store and ends by itself.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub(super) fn part(&mut self) -> Result<(), Failure> {
        if let Some(mut child) = self.sharing.take() {
            drop(child.stdin.take());
            child.wait().map_err(broken)?;
        }
        Ok(())
    }

    fn command(&self, args: &[&str]) -> Result<Command, Failure> {
        let mut command = Command::new(std::env::current_exe().map_err(broken)?);
        command
            .arg("--home")
            .arg(&self.home)
            .args(["--json", "--yes", "--lang", self.language])
            .args(args)
            .env("KRING_BIND", "127.0.0.1")
            .env_remove("KRING_HOME")
            .stdin(Stdio::null());
        Ok(command)
    }
}

impl Drop for Laptop {
    fn drop(&mut self) {
        if let Some(mut child) = self.sharing.take() {
            // Whoever stops the demonstration early leaves nothing running.
            let stopped = child.kill().and_then(|()| child.wait());
            if let Err(error) = stopped {
                tracing::debug!(%error, "a laptop of the demonstration was gone already");
            }
        }
    }
}

/// The values of the last line that a command wrote.
fn answer(name: &str, args: &[&str], output: &Output) -> Result<Value, Failure> {
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().last().unwrap_or_default();
    let value: Value = serde_json::from_str(last).unwrap_or(Value::Null);
    if output.status.success() {
        return Ok(value.get("data").cloned().unwrap_or(Value::Null));
    }
    let message = value.pointer("/error/message").and_then(Value::as_str).unwrap_or("?");
    let command = args.first().copied().unwrap_or_default();
    Err(broken(format!("{name}: kring {command}: {message}")))
}
