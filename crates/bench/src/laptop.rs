//! Laptops: the real program, each in a process and a home of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::process::Process;
use crate::{Done, failed};

/// How long anything may take before the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(120);

/// One laptop.
#[derive(Clone, Debug)]
pub(crate) struct Laptop {
    pub(crate) home: PathBuf,
    /// The network namespace that it is in, if not the machine's own.
    space: Option<String>,
}

/// A laptop on which `kring run` goes on.
pub(crate) struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    events: Receiver<Value>,
    /// When the process was started, in microseconds since 1970.
    pub(crate) begun: u64,
}

/// How one command ended.
pub(crate) struct Ran {
    pub(crate) out: String,
    pub(crate) seconds: f64,
}

/// Where the program is that is measured.
pub(crate) fn program() -> Done<PathBuf> {
    let own = std::env::current_exe()?;
    let folder = own.parent().ok_or_else(|| failed("no folder"))?;
    Ok(folder.join("kring"))
}

/// Microseconds since 1970 on this machine's clock, which all processes share.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

impl Laptop {
    /// A laptop with this home.
    pub(crate) fn new(home: PathBuf) -> Self {
        Self { home, space: None }
    }

    /// The same laptop in a namespace: all networks there are its own.
    pub(crate) fn in_space(&self, space: &str) -> Self {
        Self { home: self.home.clone(), space: Some(space.to_owned()) }
    }

    /// The program on this laptop, on this machine's own network only.
    pub(crate) fn command(&self, args: &[&str]) -> Done<Command> {
        let mut command = if let Some(space) = &self.space {
            let mut inside = Command::new("ip");
            inside.env_clear().args(["netns", "exec", space]).arg(program()?);
            inside
        } else {
            let mut outside = Command::new(program()?);
            outside.env_clear().env("KRING_BIND", "127.0.0.1");
            outside
        };
        command
            .args(args)
            .env("HOME", self.home.parent().unwrap_or(Path::new("/")))
            .env("TZ", "UTC")
            .env("KRING_HOME", &self.home)
            .env("KRING_LANG", "nl")
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        Ok(command)
    }

    /// Runs one command to its end, and times it as a person would.
    pub(crate) fn command_seconds(&self, args: &[&str]) -> Done<Ran> {
        let mut command = self.command(args)?;
        let begun = Instant::now();
        let output = command.output()?;
        let seconds = begun.elapsed().as_secs_f64();
        if !output.status.success() {
            return Err(failed(&format!("{args:?} ended with {}", output.status)));
        }
        Ok(Ran { out: String::from_utf8_lossy(&output.stdout).into_owned(), seconds })
    }

    /// Runs one command, and gives its values.
    pub(crate) fn json(&self, args: &[&str]) -> Done<Value> {
        let ran = self.command_seconds(&[&["--json", "--quiet"], args].concat())?;
        let envelope: Value = serde_json::from_str(ran.out.lines().next().unwrap_or_default())?;
        Ok(envelope.get("data").cloned().unwrap_or_default())
    }

    /// Starts `kring run` with the line protocol of benchmarks.
    pub(crate) fn run(&self) -> Done<Running> {
        let mut command = self.command(&["--json", "run", "--script"])?;
        let begun = now();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().ok_or_else(|| failed("no output"))?;
        let (sender, events) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let Ok(envelope) = serde_json::from_str::<Value>(&line) else { continue };
                let data = envelope.get("data").cloned().unwrap_or_default();
                if sender.send(data).is_err() {
                    return;
                }
            }
        });
        Ok(Running { child, stdin, events, begun })
    }
}

impl Running {
    /// What the operating system knows of it.
    pub(crate) fn process(&self) -> Process {
        Process(self.child.id())
    }

    /// Writes one line.
    pub(crate) fn line(&mut self, line: &str) -> Done<()> {
        let stdin = self.stdin.as_mut().ok_or_else(|| failed("its input is closed"))?;
        stdin.write_all(format!("{line}\n").as_bytes())?;
        Ok(stdin.flush()?)
    }

    /// The next event for which `fits` holds; others are passed over.
    pub(crate) fn until(&self, what: &str, fits: impl Fn(&Value) -> bool) -> Done<Value> {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(event) if fits(&event) => return Ok(event),
                Ok(event) if word(&event, "event") == "refused" => {
                    return Err(failed(&format!("waiting for {what}: {event}")));
                }
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    return Err(failed(&format!("not in time: {what}")));
                }
            }
        }
    }

    /// The next event of a name.
    pub(crate) fn event(&self, name: &str) -> Done<Value> {
        self.until(name, |event| word(event, "event") == name)
    }

    /// When an edit that begins now was begun, saved, and on the disks of so many others. What is
    /// said may come in any order: a confirmation can overtake the word that it is saved.
    pub(crate) fn confirmed_by(&self, others: usize) -> Done<[u64; 3]> {
        let begun = number(&self.event("begun")?, "at");
        let (mut saved, mut last) = (None, begun);
        let mut have = std::collections::BTreeSet::new();
        while saved.is_none() || have.len() < others {
            let event = self.until("saved and confirmed", |event| {
                word(event, "event") == "saved"
                    || (word(event, "event") == "level" && flag(event, "ours"))
            })?;
            if word(&event, "event") == "saved" {
                saved = Some(number(&event, "at"));
            } else {
                last = number(&event, "at");
                have.insert(word(&event, "device").to_owned());
            }
        }
        Ok([begun, saved.unwrap_or(begun), last])
    }

    /// Forgets all that was said.
    pub(crate) fn hush(&self) {
        while self.events.try_recv().is_ok() {}
    }

    /// Waits until so many others have everything of this laptop, and it of them; answers when.
    pub(crate) fn level_with(&self, others: usize) -> Done<u64> {
        let mut level = std::collections::BTreeSet::new();
        let mut at = now();
        while level.len() < others {
            let event = self.event("level")?;
            let device = word(&event, "device").to_owned();
            if flag(&event, "ours") && flag(&event, "theirs") {
                level.insert(device);
            } else {
                level.remove(&device);
            }
            at = number(&event, "at");
        }
        Ok(at)
    }

    /// What went over the wire since the start.
    pub(crate) fn traffic(&mut self) -> Done<Value> {
        self.line("traffic")?;
        self.event("traffic")
    }

    /// Closes its input, and waits until it ended.
    pub(crate) fn stop(mut self) -> Done<()> {
        drop(self.stdin.take());
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(failed(&format!("it ended with {status}"))) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // After `stop` it is over already; a measurement that failed leaves nothing behind.
        if matches!(self.child.try_wait(), Ok(None)) && self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}

/// Waits until all have everything of all.
pub(crate) fn all_level(running: &[Running]) -> Done<()> {
    let others = running.len().saturating_sub(1);
    for one in running {
        one.level_with(others)?;
    }
    Ok(())
}

/// A text in an event.
pub(crate) fn word<'v>(event: &'v Value, name: &str) -> &'v str {
    event.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A number in an event.
pub(crate) fn number(event: &Value, name: &str) -> u64 {
    event.get(name).and_then(Value::as_u64).unwrap_or(0)
}

/// A truth in an event.
pub(crate) fn flag(event: &Value, name: &str) -> bool {
    event.get(name).and_then(Value::as_bool).unwrap_or(false)
}
