//! A disk that is full, that can only be read, or that fails while it writes: nothing is called
//! saved that is not, and what was saved stays.
//!
//! A small disk is mounted for each laptop, which needs Linux and root; failing writes need
//! `strace`. Without them these tests pass and say so, unless `KRING_REQUIRE_NETWORKS` is set.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Laptop, Run};

/// Exit code: the store on this laptop.
const STORE: i32 = 5;

/// A small disk under a laptop's home.
struct Disk(PathBuf);

impl Disk {
    /// Mounts it; `None` where that is not possible, after saying why.
    fn under(laptop: &Laptop) -> Option<Self> {
        fs::create_dir_all(laptop.home()).unwrap();
        let path = laptop.home();
        let tmpfs = ["-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs"];
        can("mount", mount(&tmpfs, &path)).then_some(Self(path))
    }

    /// Takes all that is left.
    fn fill(&self) {
        let mut file = File::create(self.filler()).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {}
        while file.write_all(&[0]).is_ok() {}
    }

    fn free(&self) {
        fs::remove_file(self.filler()).unwrap();
    }

    fn read_only(&self, on: bool) {
        let how = if on { "remount,ro" } else { "remount,rw" };
        mount(&["-o", how], &self.0).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let gone = Command::new("umount").arg("-l").arg(&self.0).status();
        assert!(gone.is_ok_and(|status| status.success()) || std::thread::panicking());
    }
}

fn mount(how: &[&str], path: &Path) -> Result<(), String> {
    let output = Command::new("mount").args(how).arg(path).output();
    let output = output.map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(said) }
}

fn can(what: &str, done: Result<(), String>) -> bool {
    if let Err(why) = &done {
        let required = std::env::var_os("KRING_REQUIRE_NETWORKS").is_some();
        assert!(!required, "no {what} here: {why}");
        eprintln!("skipped, no {what} here: {why}");
    }
    done.is_ok()
}

/// A refusal that says so in both languages, and never "saved".
fn refused(laptop: &Laptop, args: &[&str], dutch: &str, english: &str) {
    for (language, sentence, saved) in [("nl", dutch, "Opgeslagen"), ("en", english, "Saved")] {
        let run = laptop.run(&[&["--lang", language], args].concat());
        assert_eq!((run.code, run.out.as_str()), (STORE, ""), "{args:?}: {run:?}");
        assert!(run.err.starts_with(sentence) && !run.err.contains(saved), "{args:?}: {run:?}");
    }
}

const FULL: [&str; 2] = ["Niet opgeslagen: de schijf is vol.\n", "Not saved: the disk is full.\n"];
const LOCKED: [&str; 2] = [
    "Niet opgeslagen: deze opslag is alleen te lezen.\n",
    "Not saved: this store can only be read.\n",
];

fn titles(laptop: &Laptop) -> Vec<String> {
    let list = laptop.json(&["note", "list"]);
    let titles = list.as_array().unwrap().iter();
    titles.map(|note| note["title"].as_str().unwrap().to_owned()).collect()
}

/// The text of the only draft that stayed behind, which the refusal must name.
fn named_draft(laptop: &Laptop, run: &Run) -> String {
    let folder = laptop.home().join("drafts");
    let paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(paths.len(), 1, "{paths:?}");
    assert!(run.err.contains(&*paths[0].to_string_lossy()), "{run:?}");
    let text = fs::read_to_string(&paths[0]).unwrap();
    fs::remove_file(&paths[0]).unwrap();
    text
}

#[test]
fn on_a_full_disk_nothing_is_called_saved_and_everything_can_be_read() {
    let noor = Laptop::new();
    let Some(disk) = Disk::under(&noor) else { return };
    disk.fill();
    refused(&noor, &["new", "Rust", "--name", "Noor"], FULL[0], FULL[1]);
    disk.free();
    assert_eq!(noor.json(&["groups"]), Value::Array(vec![]), "no half group");
    noor.ok(&["new", "Rust", "--name", "Noor"]);
    noor.ok(&["note", "add", "Een", "--text", "Oud."]);
    disk.fill();
    refused(&noor, &["note", "add", "Twee"], FULL[0], FULL[1]);
    refused(&noor, &["note", "edit", "1", "--text", "Nieuw."], FULL[0], FULL[1]);
    refused(&noor, &["new", "Nog een", "--name", "Noor"], FULL[0], FULL[1]);
    assert_eq!(titles(&noor), ["Een"]);
    assert_eq!(noor.json(&["note", "show", "1"])["fields"]["text"], "Oud.");
    assert_eq!(noor.json(&["status"])["read_only"], true);
    disk.free();
    noor.ok(&["note", "add", "Twee"]);
    assert_eq!(titles(&noor).len(), 2);
    assert_eq!(noor.json(&["doctor"])["sound"], true);
}

#[test]
fn a_text_that_finds_the_disk_full_stays_in_its_file() {
    let noor = Laptop::new();
    let Some(disk) = Disk::under(&noor) else { return };
    noor.ok(&["new", "Rust", "--name", "Noor"]);
    noor.ok(&["note", "add", "Een", "--text", "Oud."]);
    let script = format!(
        "echo 'Lang over nagedacht.' > \"$1\"; cat /dev/zero > {} || true",
        disk.filler().display()
    );
    let run = noor.run_with_editor(&["note", "edit", "1"], &script);
    assert_eq!((run.code, run.out.as_str()), (STORE, ""), "{run:?}");
    assert!(run.err.contains(FULL[0].trim()), "{run:?}");
    assert_eq!(named_draft(&noor, &run), "Lang over nagedacht.\n");
    disk.free();
    assert_eq!(noor.json(&["note", "show", "1"])["fields"]["text"], "Oud.");
}

#[test]
fn a_full_disk_is_never_level_and_comes_level_when_there_is_room() {
    let (noor, disk) = (Laptop::founder("Noor"), Laptop::new());
    let Some(_probe) = Disk::under(&disk) else { return };
    let bram = Laptop::new();
    let disk = Disk::under(&bram).unwrap();
    noor.let_in_on("Bram", &bram);
    noor.share_with(&bram);
    let mut sharing = bram.start(&["run", "--while-input"]);
    sharing.line();
    disk.fill();
    let note = "Een lange avond. ".repeat(2_000);
    noor.ok(&["note", "add", "Voor Bram", "--text", &note]);
    noor.run(&["sync", "--wait", "--timeout", "5"]);
    assert_eq!(sharing.code(), STORE, "it says so and ends");
    assert_eq!(standing(&noor), "behind");
    refused(&bram, &["run"], FULL[0], FULL[1]);
    assert_eq!(titles(&bram), Vec::<String>::new());
    disk.free();
    noor.share_with(&bram);
    assert_eq!((titles(&bram).len(), standing(&noor).as_str()), (1, "level"));
}

/// How Bram's laptop stands, as this one sees it.
fn standing(laptop: &Laptop) -> String {
    let status = laptop.json(&["status"]);
    let mut devices = status["persons"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|person| person["devices"].as_array().unwrap().clone());
    let other = devices.find(|device| device["this"] == false).unwrap();
    other["standing"].as_str().unwrap().to_owned()
}

#[test]
fn a_disk_that_can_only_be_read_is_read() {
    let noor = Laptop::new();
    let Some(disk) = Disk::under(&noor) else { return };
    noor.ok(&["new", "Rust", "--name", "Noor"]);
    noor.ok(&["note", "add", "Een", "--text", "Oud."]);
    disk.read_only(true);
    refused(&noor, &["note", "add", "Twee"], LOCKED[0], LOCKED[1]);
    refused(&noor, &["note", "edit", "1", "--text", "Nieuw."], LOCKED[0], LOCKED[1]);
    refused(&noor, &["run"], LOCKED[0], LOCKED[1]);
    refused(&noor, &["new", "Nog een", "--name", "Noor"], LOCKED[0], LOCKED[1]);
    let run = noor.run_with_editor(&["note", "edit", "1"], "echo Getypt > \"$1\"");
    assert!(run.code != 0 && !run.err.contains("Opgeslagen"), "{run:?}");
    assert_eq!(titles(&noor), ["Een"]);
    assert_eq!(noor.json(&["note", "show", "1"])["fields"]["text"], "Oud.");
    let shown = noor.ok(&["status"]).out;
    assert!(shown.contains(LOCKED[0].trim()), "{shown}");
    disk.read_only(false);
    noor.ok(&["note", "add", "Twee"]);
    assert_eq!(noor.json(&["doctor"])["sound"], true);
}

/// The requests to write something down for good.
const SYNCS: [&str; 2] = ["fsync", "fdatasync"];

/// A command whose `nth` request of a kind fails, and the file that tells what was asked.
fn failing(command: &Command, kind: &str, nth: &str, laptop: &Laptop) -> (Command, PathBuf) {
    let log = laptop.path("syncs");
    let mut traced = Command::new("strace");
    traced.args(["-f", "-e", &format!("trace={kind}"), "-e"]);
    traced.arg(format!("inject={kind}:error=EIO:when={nth}"));
    traced.arg("-o").arg(&log).arg(command.get_program()).args(command.get_args());
    traced.env_clear().stdin(Stdio::null());
    for (name, value) in command.get_envs() {
        traced.env(name, value.unwrap_or_default());
    }
    (traced, log)
}

/// Runs a command once for each request of its, which fails, and shows each run to `look`.
fn fail_each(laptop: &Laptop, make: impl Fn(&str) -> Command, mut look: impl FnMut(&str, &Run)) {
    for kind in SYNCS {
        for nth in 1.. {
            let which = format!("{kind} {nth}");
            let (mut traced, log) = failing(&make(&which), kind, &nth.to_string(), laptop);
            let run = Run::of(&traced.output().unwrap());
            if !fs::read_to_string(log).unwrap().contains("INJECTED") {
                break;
            }
            look(&which, &run);
        }
    }
}

fn has_strace() -> bool {
    let tried = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    let tried = tried.map_err(|error| error.to_string());
    can("strace", tried.and_then(|run| run.status.success().then_some(()).ok_or(String::new())))
}

const FAILED: &str = "Niet opgeslagen: de schijf geeft een fout: ";

#[test]
fn what_the_disk_did_not_write_down_is_not_called_saved() {
    if !has_strace() {
        return;
    }
    let noor = Laptop::founder("Noor");
    let (mut kept, mut refused) = (Vec::new(), 0);
    let make = |which: &str| noor.command(&["note", "add", which]);
    fail_each(&noor, make, |which, run| {
        if run.code == 0 {
            // It failed when everything was saved and the store was being closed.
            kept.push(which.to_owned());
        } else {
            assert_eq!((run.code, run.out.as_str()), (STORE, ""), "{which}: {run:?}");
            assert!(run.err.starts_with(FAILED), "{which}: {run:?}");
            assert!(!run.err.contains("Opgeslagen"), "{which}: {run:?}");
            refused += 1;
        }
        let there = titles(&noor);
        assert!(kept.iter().all(|title| there.contains(title)), "{which}: {there:?}");
    });
    assert!(refused >= 3 && !kept.is_empty(), "{refused} {kept:?}");
    assert_eq!(noor.json(&["doctor"])["sound"], true);
}

#[test]
fn a_text_that_the_disk_did_not_write_down_stays_in_its_file() {
    if !has_strace() {
        return;
    }
    let noor = Laptop::founder("Noor");
    noor.ok(&["note", "add", "Een", "--text", "Oud."]);
    let editor = noor.file("editor.sh", "echo 'Lang over nagedacht.' > \"$1\"\n");
    let (mut named, mut saved) = (0, 0);
    let make = |_: &str| {
        noor.ok(&["note", "edit", "1", "--text", "Oud."]);
        let mut command = noor.command(&["note", "edit", "1"]);
        command.env("EDITOR", format!("sh {editor}"));
        command
    };
    fail_each(&noor, make, |which, run| {
        let text = noor.json(&["note", "show", "1"])["fields"]["text"].clone();
        if run.code == 0 {
            assert_eq!(text, "Lang over nagedacht.", "{which}: {run:?}");
            saved += 1;
        } else if run.err.contains(FAILED) && run.err.contains("drafts") {
            assert_eq!(named_draft(&noor, run), "Lang over nagedacht.\n", "{which}");
            named += 1;
        } else {
            assert_eq!(text, "Oud.", "{which}: the editor was never opened: {run:?}");
        }
    });
    assert!(named >= 1 && saved >= 1, "{named} {saved}");
}

#[test]
fn a_laptop_whose_disk_fails_while_it_receives_is_not_level() {
    if !has_strace() {
        return;
    }
    let noor = Laptop::founder("Noor");
    let bram = noor.let_in("Bram");
    noor.share_with(&bram);
    // Each thread counts its own: the group's thread gets this far and no further.
    for nth in ["1+", "3+", "5+"] {
        let command = bram.command(&["run", "--while-input"]);
        let (command, _) = failing(&command, SYNCS[1], nth, &bram);
        let mut sharing = bram.start_command(command);
        let title = format!("Voor Bram {nth}");
        noor.ok(&["note", "add", &title]);
        noor.run(&["sync", "--wait", "--timeout", "5"]);
        assert_eq!(sharing.code(), STORE, "{nth}: it says so and ends");
        if standing(&noor) == "level" {
            assert!(titles(&bram).contains(&title), "{nth}: what is level is there");
        }
    }
    noor.share_with(&bram);
    assert_eq!((titles(&bram).len(), standing(&noor).as_str()), (3, "level"));
}

/// A group is made in a folder of another name, without waiting for the disk at each step: before
/// it gets its own name, all of it must be there.
#[test]
fn a_group_is_on_the_disk_before_it_has_its_name() {
    if !has_strace() {
        return;
    }
    let noor = Laptop::new();
    let log = noor.path("calls");
    let command = noor.command(&["--yes", "new", "Rust in de avond", "--name", "Noor"]);
    let calls = "trace=openat,close,write,pwrite64,ftruncate,fsync,fdatasync,rename";
    let mut traced = Command::new("strace");
    traced.args(["-f", "-y", "-e", calls, "-o"]).arg(&log);
    traced.arg(command.get_program()).args(command.get_args()).env_clear().stdin(Stdio::null());
    for (name, value) in command.get_envs() {
        traced.env(name, value.unwrap_or_default());
    }
    let run = Run::of(&traced.output().unwrap());
    assert_eq!(run.code, 0, "{run:?}");
    let calls = fs::read_to_string(log).unwrap();
    let named = |line: &&str| {
        let from = line.split("rename(\"").nth(1).and_then(|rest| rest.split('"').next());
        let group = from.and_then(|from| from.strip_suffix(".new")?.rsplit_once("/groups/"));
        group.is_some_and(|(_, group)| !group.contains('/'))
    };
    let before: Vec<&str> = calls.lines().take_while(|line| !named(line)).collect();
    assert!(before.len() < calls.lines().count(), "it got its name");
    let home = fs::read_dir(noor.home().join("groups")).unwrap().next().unwrap().unwrap().path();
    let mut files = 0;
    for entry in fs::read_dir(home).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // `-y` shows the path of a descriptor: `pwrite64(9</…/group.db>, …`.
        let of = format!(".new/{name}>");
        let last = |kinds: &[&str]| {
            let is =
                |line: &&str| line.contains(&of) && kinds.iter().any(|kind| line.contains(kind));
            before.iter().rposition(is)
        };
        let Some(written) = last(&[" write(", " pwrite64(", " ftruncate("]) else { continue };
        assert!(last(&SYNCS).is_some_and(|synced| synced > written), "{name}");
        files += 1;
    }
    assert!(files >= 6, "both stores and their keys: {files}");
}
