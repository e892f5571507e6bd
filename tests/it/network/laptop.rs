//! A laptop: a namespace, a home, the program that runs there, and every way to disturb it.

use std::fmt::Debug;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::room::{inside, must, remove};

/// How often it is looked at whether something came true.
const LOOK: Duration = Duration::from_millis(100);

/// A program that was asked to end takes no longer than this on a busy machine.
const ENDING: u64 = 20;

/// One laptop.
pub struct Laptop {
    pub name: String,
    pub space: String,
    pub home: PathBuf,
    number: u8,
    hub: String,
    running: Option<Running>,
    runs: usize,
}

struct Running {
    child: Child,
    input: Option<ChildStdin>,
    said: PathBuf,
}

/// What a command answered.
#[derive(Debug)]
pub struct Reply {
    pub code: i32,
    pub lines: Vec<Value>,
    pub stderr: String,
}

impl Reply {
    pub fn data(&self) -> Value {
        self.lines.last().map(|line| line["data"].clone()).unwrap_or_default()
    }

    pub fn error(&self) -> Value {
        self.lines.last().map(|line| line["error"].clone()).unwrap_or_default()
    }
}

impl Laptop {
    pub fn new(name: &str, number: u8, hub: &str, space: &str, home: &Path) -> Self {
        let (name, hub, space) = (name.to_owned(), hub.to_owned(), space.to_owned());
        Self { name, space, home: home.to_owned(), number, hub, running: None, runs: 0 }
    }

    /// What the laptop is called in the group.
    pub fn device(&self) -> String {
        format!("laptop van {}", self.name)
    }

    /// Goes to a Wi-Fi and gets an address there, as DHCP would give it.
    pub fn plug(&self, wifi: u8, host: u8) {
        let (bridge, port) = (format!("wifi{wifi}"), self.port());
        must(&["-n", &self.hub, "link", "set", &port, "down"]);
        must(&["-n", &self.space, "addr", "flush", "dev", "eth0"]);
        must(&["-n", &self.hub, "link", "set", &port, "master", &bridge]);
        must(&["-n", &self.space, "link", "set", "eth0", "up"]);
        must(&["-n", &self.hub, "link", "set", &port, "up"]);
        let (v4, v6) = (format!("10.77.{wifi}.{host}/24"), format!("fd77:{wifi}::{host:x}/64"));
        must(&["-n", &self.space, "addr", "add", &v4, "dev", "eth0"]);
        must(&["-n", &self.space, "addr", "add", &v6, "dev", "eth0", "nodad"]);
        let (v4, v6) = (format!("10.77.{wifi}.254"), format!("fd77:{wifi}::fe"));
        must(&["-n", &self.space, "route", "replace", "default", "via", &v4]);
        must(&["-n", &self.space, "-6", "route", "replace", "default", "via", &v6]);
    }

    /// Out of reach of the Wi-Fi.
    pub fn cut(&self) {
        must(&["-n", &self.hub, "link", "set", &self.port(), "down"]);
    }

    /// In reach again.
    pub fn restore(&self) {
        must(&["-n", &self.hub, "link", "set", &self.port(), "up"]);
        // Losing its carrier took the route out of the kernel's table, as it does on a laptop, where
        // the network's own program puts it back.
        let wifi = self.wifi();
        let (v4, v6) = (format!("10.77.{wifi}.254"), format!("fd77:{wifi}::fe"));
        must(&["-n", &self.space, "route", "replace", "default", "via", &v4]);
        must(&["-n", &self.space, "-6", "route", "replace", "default", "via", &v6]);
    }

    /// So far from the Wi-Fi that a page takes minutes.
    pub fn slow_down(&self) {
        let slow = ["root", "tbf", "rate", "64kbit", "burst", "5000", "latency", "2s"];
        inside(&self.space, &[&["tc", "qdisc", "add", "dev", "eth0"], &slow[..]].concat());
    }

    /// Near again.
    pub fn full_speed(&self) {
        inside(&self.space, &["tc", "qdisc", "del", "dev", "eth0", "root"]);
    }

    fn wifi(&self) -> char {
        let out =
            super::room::ip(&["-n", &self.space, "-4", "addr", "show", "dev", "eth0"]).unwrap();
        out.split("10.77.").nth(1).and_then(|rest| rest.chars().next()).unwrap()
    }

    fn port(&self) -> String {
        format!("port{}", self.number)
    }

    /// The program with these arguments, in this laptop's namespace and home.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("ip");
        command
            .args(["netns", "exec", &self.space, env!("CARGO_BIN_EXE_kring"), "--lang", "nl"])
            .args(args)
            .env("KRING_HOME", &self.home)
            .env_remove("KRING_BIND")
            .env_remove("KRING_LANG")
            .stdin(Stdio::null());
        command
    }

    /// Runs one command and reads what it answers.
    pub fn kring(&self, args: &[&str]) -> Reply {
        let output = self.command(&[&["--json"], args].concat()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        Reply { code: output.status.code().unwrap_or(-1), lines, stderr }
    }

    /// Runs one command that must work.
    #[track_caller]
    pub fn ok(&self, args: &[&str]) -> Value {
        let reply = self.kring(args);
        assert_eq!(
            reply.code, 0,
            "{}: kring {args:?}: {:?} {}",
            self.name, reply.lines, reply.stderr
        );
        reply.data()
    }

    /// Runs one command that must be refused with this code, and answers the error.
    #[track_caller]
    pub fn refused(&self, code: i32, args: &[&str]) -> Value {
        let reply = self.kring(args);
        assert_eq!(reply.code, code, "{}: kring {args:?}: {reply:?}", self.name);
        let error = reply.error();
        assert_eq!(error["code"], code, "{error}");
        assert!(!error["message"].as_str().unwrap().is_empty(), "{error}");
        error
    }

    /// Runs one command that must work, for people.
    #[track_caller]
    pub fn text(&self, args: &[&str]) -> String {
        let output = self.command(args).output().unwrap();
        let (out, err) = (output.stdout, output.stderr);
        assert!(
            output.status.success(),
            "{}: {args:?}: {}",
            self.name,
            String::from_utf8_lossy(&err)
        );
        String::from_utf8(out).unwrap()
    }

    /// Adds something and answers its id.
    #[track_caller]
    pub fn add(&self, args: &[&str]) -> String {
        self.ok(args)["id"].as_str().unwrap().to_owned()
    }

    /// Begins to share, and waits until it does.
    pub fn run(&mut self) {
        self.run_with(&["run", "--while-input"]);
    }

    /// As [`Laptop::run`], with these arguments.
    pub fn run_with(&mut self, args: &[&str]) {
        assert!(self.running.is_none(), "{} runs already", self.name);
        self.runs += 1;
        let said = self.home.with_extension(format!("run{}", self.runs));
        let mut child = self
            .command(&[&["--json"], args].concat())
            .env("KRING_LOG", "warn,kring=debug,kring_node=debug,kring_sync=debug")
            .stdin(Stdio::piped())
            .stdout(File::create(&said).unwrap())
            .stderr(File::create(said.with_extension("err")).unwrap())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        self.running = Some(Running { child, input, said });
        until(&format!("{} shares", self.name), 20, || self.said("begun"));
    }

    /// Whether the running program said this, for example `connected`.
    pub fn said(&self, event: &str) -> bool {
        self.events().iter().any(|one| one["event"] == event)
    }

    /// All that the running program said.
    pub fn events(&self) -> Vec<Value> {
        let Some(running) = &self.running else { return Vec::new() };
        let text = fs::read_to_string(&running.said).unwrap();
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines.map(|line| line["data"].clone()).collect()
    }

    /// Ends the sharing politely; it must end well.
    #[track_caller]
    pub fn stop(&mut self) {
        if let Some(running) = &mut self.running {
            drop(running.input.take());
            self.ends_well();
        }
    }

    /// The running program ends by itself, with exit code 0.
    #[track_caller]
    pub fn ends_well(&mut self) {
        let name = self.name.clone();
        let mut running = self.running.take().unwrap();
        let status = until(&format!("{name} ends"), ENDING, || running.child.try_wait().unwrap());
        let said = fs::read_to_string(&running.said).unwrap();
        assert_eq!(status.code(), Some(0), "{name}: {said}");
        assert!(said.lines().last().is_some_and(|line| line.contains("ended")), "{name}: {said}");
    }

    /// Sends a signal to the running program.
    pub fn signal(&self, signal: &str) {
        let process = self.running.as_ref().unwrap().child.id().to_string();
        let sent = Command::new("kill").args([&format!("-{signal}"), &process]).status().unwrap();
        assert!(sent.success());
    }

    /// Kills the running program.
    pub fn kill(&mut self) {
        let mut running = self.running.take().unwrap();
        running.child.kill().unwrap();
        running.child.wait().unwrap();
    }
}

impl Drop for Laptop {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.show_log();
        }
        if let Some(mut running) = self.running.take()
            && let Err(error) = running.child.kill().and_then(|()| running.child.wait())
        {
            eprintln!("{}: {error}", self.name);
        }
        remove(&self.space);
    }
}

impl Laptop {
    fn show_log(&self) {
        if let Some(running) = &self.running {
            let said = fs::read_to_string(&running.said).unwrap_or_default();
            let wrong = fs::read_to_string(running.said.with_extension("err")).unwrap_or_default();
            eprintln!("--- {} ({})\n{said}{wrong}", self.name, self.space);
            eprintln!("{}\n{}", threads(running.child.id()), standing(self));
        }
    }
}

/// What each thread of a program does, as far as the system tells.
fn threads(process: u32) -> String {
    let all = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let told = all.map(|task| {
        let read = |name: &str| fs::read_to_string(task.path().join(name)).unwrap_or_default();
        let state = read("stat").rsplit(") ").next().map(|rest| rest.chars().take(1).collect());
        let state: String = state.unwrap_or_default();
        format!("{} {state} {} {}", read("comm").trim(), read("wchan"), read("syscall").trim())
    });
    let stacks = Command::new("gdb")
        .args(["-p", &process.to_string(), "-batch", "-ex", "thread apply all bt 24"])
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    [told.collect::<Vec<_>>().join("\n"), stacks.unwrap_or_default()].join("\n")
}

/// How a laptop stands according to itself.
fn standing(laptop: &Laptop) -> String {
    let output = laptop.command(&["status"]).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}

/// Something that may not be true yet.
pub trait Maybe {
    type Found;
    fn found(self) -> Option<Self::Found>;
}

impl Maybe for bool {
    type Found = ();

    fn found(self) -> Option<()> {
        self.then_some(())
    }
}

impl<T> Maybe for Option<T> {
    type Found = T;

    fn found(self) -> Self {
        self
    }
}

/// Waits until something comes true, at most so many seconds.
#[track_caller]
pub fn until<M: Maybe>(what: &str, seconds: u64, mut look: impl FnMut() -> M) -> M::Found {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().found() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(seconds), "not in {seconds} s: {what}");
        sleep(LOOK);
    }
}

/// Waits until two answers are alike.
#[track_caller]
pub fn until_eq<T: PartialEq + Debug>(seconds: u64, wanted: &T, mut look: impl FnMut() -> T) {
    let begun = Instant::now();
    loop {
        let found = look();
        if found == *wanted {
            return;
        }
        if begun.elapsed() > Duration::from_secs(seconds) {
            assert_eq!(found, *wanted, "not in {seconds} s");
        }
        sleep(LOOK);
    }
}
