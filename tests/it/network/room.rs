//! Rooms with a Wi-Fi, built of network namespaces: nothing of it touches the machine's own network.
//!
//! One namespace (the hub) holds a bridge per Wi-Fi, and is the way out that a phone's hotspot would
//! be: every packet to anywhere else ends there and is counted. Each laptop has a namespace with one
//! cable to a bridge.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::MutexGuard;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

use super::laptop::Laptop;
use crate::support::whole_machine;

/// What all our namespaces begin with; then come the process and a number.
const PREFIX: &str = "kring-it-";

/// Wi-Fis in one room.
const WIFIS: u8 = 2;

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// A room; gone with everything in it when dropped.
pub struct Room {
    hub: String,
    laptops: AtomicUsize,
    folder: TempDir,
    _one: MutexGuard<'static, ()>,
}

impl Room {
    /// Builds a room. `None` where that is not possible (no root, no `ip`), after saying why; with
    /// `KRING_REQUIRE_NETWORKS` set that fails the test.
    pub fn build() -> Option<Self> {
        let one = whole_machine();
        remove_leftovers();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let hub = format!("{PREFIX}{}-{number}", std::process::id());
        if let Err(why) = ip(&["netns", "add", &hub]) {
            assert!(
                std::env::var_os("KRING_REQUIRE_NETWORKS").is_none(),
                "no networks here: {why}"
            );
            eprintln!("skipped, no network namespaces here: {why}");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let room = Self { hub, laptops: AtomicUsize::new(0), folder, _one: one };
        room.lay_out();
        Some(room)
    }

    fn lay_out(&self) {
        let hub = self.hub.as_str();
        must(&["-n", hub, "link", "set", "lo", "up"]);
        for wifi in 1..=WIFIS {
            let bridge = format!("wifi{wifi}");
            must(&["-n", hub, "link", "add", &bridge, "type", "bridge", "mcast_snooping", "0"]);
            // Otherwise it takes another one when a laptop goes, and the others look for the old one.
            let own = format!("02:00:00:00:77:{wifi:02x}");
            must(&["-n", hub, "link", "set", &bridge, "address", &own]);
            must(&["-n", hub, "addr", "add", &format!("10.77.{wifi}.254/24"), "dev", &bridge]);
            let v6 = format!("fd77:{wifi}::fe/64");
            must(&["-n", hub, "addr", "add", &v6, "dev", &bridge, "nodad"]);
            must(&["-n", hub, "link", "set", &bridge, "up"]);
        }
        // Whatever is sent out of the room arrives here, and nobody listens.
        must(&["-n", hub, "route", "add", "local", "0.0.0.0/0", "dev", "lo"]);
        must(&["-n", hub, "-6", "route", "add", "local", "::/0", "dev", "lo"]);
    }

    /// A new laptop on the first Wi-Fi.
    pub fn laptop(&self, name: &str) -> Laptop {
        let number = u8::try_from(self.laptops.fetch_add(1, Ordering::Relaxed) + 1).unwrap();
        let home = self.folder.path().join(name.to_lowercase());
        let space = format!("{}-{number}", self.hub);
        must(&["netns", "add", &space]);
        let port = format!("port{number}");
        let cable = ["link", "add", &port, "type", "veth", "peer", "name", "eth0", "netns", &space];
        must(&[&["-n", &self.hub][..], &cable].concat());
        must(&["-n", &space, "link", "set", "lo", "up"]);
        let laptop = Laptop::new(name, number, &self.hub, &space, &home);
        laptop.plug(1, number);
        laptop
    }

    /// The hub can answer from now on whom it is sent packets from: on it stands what is outside.
    /// Between the Wi-Fis there still is no way.
    pub fn open_way_out(&self) {
        let hub = self.hub.as_str();
        inside(hub, &["sysctl", "-qw", "net.ipv4.ip_forward=0"]);
        inside(hub, &["sysctl", "-qw", "net.ipv6.conf.all.forwarding=0"]);
        for family in ["-4", "-6"] {
            let all = if family == "-4" { "0.0.0.0/0" } else { "::/0" };
            must(&["-n", hub, family, "route", "add", "local", all, "dev", "lo", "table", "main"]);
            must(&["-n", hub, family, "route", "del", "local", all, "dev", "lo", "table", "local"]);
        }
    }

    /// Where the laptops' homes are.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Whether somebody listens outside at this port.
    pub fn listens_outside(&self, port: u16) -> bool {
        let listens = inside(&self.hub, &["cat", "/proc/net/tcp", "/proc/net/tcp6"]);
        listens.lines().any(|line| line.contains(&format!(":{port:04X} ")) && line.contains(" 0A "))
    }

    /// Runs a command outside the room until the child is killed.
    pub fn outside(&self, command: &mut Command) -> Command {
        let mut run = Command::new("ip");
        run.args(["netns", "exec", &self.hub]).arg(command.get_program()).args(command.get_args());
        run
    }

    /// Packets that were sent to anywhere outside the room, or to the hotspot itself, of every kind
    /// that a program can send.
    pub fn sent_out(&self) -> u64 {
        let old = counters(&inside(&self.hub, &["cat", "/proc/net/snmp"]));
        let of = |table: &str, names: &[&str]| -> u64 {
            let has = |key: &String| names.iter().any(|name| *key == format!("{table}{name}"));
            old.iter().filter(|(key, _)| has(key)).map(|(_, count)| count).sum()
        };
        let v4 = of("Udp:", &["InDatagrams", "NoPorts"]) + of("Tcp:", &["InSegs"]);
        let v6 = inside(&self.hub, &["cat", "/proc/net/snmp6"]);
        let names = ["Udp6InDatagrams", "Udp6NoPorts", "Icmp6InEchos"];
        let v6 = v6.lines().filter_map(|line| {
            let (name, count) = line.split_once(char::is_whitespace)?;
            names.contains(&name).then(|| count.trim().parse::<u64>().ok())?
        });
        v4 + of("Icmp:", &["InEchos"]) + v6.sum::<u64>()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        remove(&self.hub);
    }
}

/// `/proc/net/snmp`: a line of names and a line of numbers per protocol.
fn counters(text: &str) -> Vec<(String, u64)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut all = Vec::new();
    for [names, counts] in lines.as_chunks::<2>().0 {
        let table = names.split_whitespace().next().unwrap_or_default();
        let pairs = names.split_whitespace().zip(counts.split_whitespace()).skip(1);
        all.extend(
            pairs.map(|(name, count)| (format!("{table}{name}"), count.parse().unwrap_or(0))),
        );
    }
    all
}

/// Runs a command of the system in a namespace and answers what it wrote.
pub fn inside(space: &str, command: &[&str]) -> String {
    let output = Command::new("ip").args(["netns", "exec", space]).args(command).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs `ip`.
pub fn ip(args: &[&str]) -> Result<String, String> {
    let output = Command::new("ip").args(args).output().map_err(|error| format!("ip: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("ip {}: {}", args.join(" "), String::from_utf8_lossy(&output.stderr)))
    }
}

/// Runs `ip`, which must work.
pub fn must(args: &[&str]) {
    if let Err(why) = ip(args) {
        panic!("{why}");
    }
}

/// Removes a namespace of ours with the processes that still run in it.
pub fn remove(space: &str) {
    assert!(space.starts_with(PREFIX), "only namespaces that were made here");
    let running = ip(&["netns", "pids", space]).unwrap_or_default();
    for process in running.split_whitespace() {
        if let Err(error) = Command::new("kill").args(["-KILL", process]).output() {
            eprintln!("{process} is still running: {error}");
        }
    }
    if let Err(why) = ip(&["netns", "del", space]) {
        eprintln!("{why}");
    }
}

/// Removes what an earlier run left behind that was killed.
fn remove_leftovers() {
    let Ok(all) = ip(&["netns", "list"]) else { return };
    for space in all.lines().filter_map(|line| line.split_whitespace().next()) {
        let Some(rest) = space.strip_prefix(PREFIX) else { continue };
        let process = rest.split('-').next().unwrap_or_default();
        if process != std::process::id().to_string() && !is_test(process) {
            remove(space);
        }
    }
}

/// Whether a process is a run of these tests: the number may have gone to another program.
fn is_test(process: &str) -> bool {
    let name = fs::read_to_string(Path::new("/proc").join(process).join("comm"));
    name.is_ok_and(|name| name.starts_with("it-"))
}
