//! A laptop whose secrets are behind a passphrase, and what is found on its disk.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::support::{Laptop, Run, until};

const FIRST: &str = "tafel regen fiets maan";
const SECOND: &str = "otter wolk lepel brug";
const SENTENCE: &str = "de zus van mevrouw Akkerdijk belt elke avond";
const TITLE: &str = "Akkerdijk en haar zus";
const PERSON: &str = "Noortje van Wieringen";

/// A laptop with a group, a note and a case, and a passphrase in `first`.
fn locked() -> (Laptop, String) {
    let laptop = Laptop::founder(PERSON);
    laptop.ok(&["note", "add", TITLE, "--text", SENTENCE]);
    laptop.ok(&["case", "add", TITLE, "--theme", "grenzen", "--situation", SENTENCE]);
    let first = laptop.file("first", FIRST);
    assert!(!laptop.has_bytes(PERSON).is_empty(), "there is something to seal");
    laptop.ok(&["--yes", "lock", "set", "--new-passphrase-file", &first]);
    (laptop, first)
}

fn with(laptop: &Laptop, file: &str, args: &[&str]) -> Run {
    laptop.run(&[&["--passphrase-file", file], args].concat())
}

/// No file of the home says anything of people or their words.
fn says_nothing(laptop: &Laptop) {
    for needle in [SENTENCE, TITLE, PERSON, "Wieringen", "Akkerdijk", "Rust in de avond", FIRST] {
        assert!(laptop.has_bytes(needle).is_empty(), "{needle}: {:?}", laptop.has_bytes(needle));
    }
}

#[test]
fn without_the_passphrase_nothing_is_said_and_nothing_is_lost() {
    let (laptop, first) = locked();
    let second = laptop.file("second", SECOND);
    says_nothing(&laptop);
    let refused = laptop.run(&["note", "list"]);
    assert_eq!(refused.code, 10, "{refused:?}");
    assert!(refused.err.contains("eerst is de wachtzin nodig"), "{refused:?}");
    for _ in 0..4 {
        let wrong = with(&laptop, &second, &["note", "list"]);
        assert_eq!(wrong.code, 10, "{wrong:?}");
        assert!(wrong.err.contains("Dit is niet de wachtzin"), "{wrong:?}");
    }
    let read = with(&laptop, &first, &["note", "show", "1"]);
    assert!(read.code == 0 && read.out.contains(SENTENCE), "{read:?}");
    let short = laptop.file("short", "kort");
    let weak = with(&laptop, &first, &["--yes", "lock", "set", "--new-passphrase-file", &short]);
    assert_eq!(weak.code, 9, "{weak:?}");
    let changed =
        with(&laptop, &first, &["--yes", "lock", "set", "--new-passphrase-file", &second]);
    assert_eq!(changed.code, 0, "{changed:?}");
    assert_eq!(with(&laptop, &first, &["note", "list"]).code, 10, "the old one still works");
    assert_eq!(with(&laptop, &second, &["--yes", "lock", "remove"]).code, 0);
    assert!(laptop.ok(&["note", "show", "1"]).out.contains(SENTENCE));
    let safe = laptop.ok(&["status"]);
    assert!(format!("{}{}", safe.out, safe.err).contains("Zonder wachtzin"), "{safe:?}");
}

#[test]
fn a_running_program_leaves_nothing_on_disk_and_lets_go_when_asked() {
    let (laptop, first) = locked();
    let dir = laptop.path("here");
    fs::create_dir(&dir).unwrap();
    let mut command = laptop.command(&["--passphrase-file", &first, "run"]);
    command.current_dir(&dir).env("KRING_LOG", "trace");
    let log = fs::File::create(laptop.path("log")).unwrap();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
    let mut running = command.spawn().unwrap();
    let page = laptop.start(&["open", "--no-browser"]);
    until("it runs", || laptop.path("home/page/running.json").exists());
    let wrote = with(&laptop, &first, &["note", "add", "nog een", "--text", SENTENCE]);
    assert_eq!(wrote.code, 0, "{wrote:?}");
    until("there is a log of writes", || wal_of(&laptop.home()));
    says_nothing(&laptop);
    until("it says what it does", || fs::metadata(laptop.path("log")).unwrap().len() > 0);
    assert!(!fs::read_to_string(laptop.path("log")).unwrap().contains("Akkerdijk"));
    assert_eq!(laptop.run(&["lock"]).code, 0);
    until("it lets go", || running.try_wait().unwrap().is_some());
    assert!(running.wait().unwrap().success(), "and ends well");
    drop(page);
}

#[test]
fn who_waits_for_others_lets_go_when_asked() {
    let (laptop, first) = locked();
    let somebody = laptop.file("somebody", FIRST);
    let other = laptop.let_in_with("Wim", &["--passphrase-file", &somebody]);
    let ticket = {
        let mut inviting = other.start(&["--yes", "invite"]);
        let ticket = inviting.line();
        drop(inviting);
        ticket
    };
    for args in [
        &["sync", "--wait", "--timeout", "50"][..],
        &["--yes", "invite"],
        &["join", &ticket, "--name", "Nog iemand"],
    ] {
        let mut waiting = laptop.start(&[&["--passphrase-file", &first], args].concat());
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        let begun = std::time::Instant::now();
        laptop.ok(&["lock"]);
        assert_eq!(waiting.code(), 10, "{args:?}");
        assert!(begun.elapsed() < std::time::Duration::from_secs(8), "{args:?}");
    }
}

/// An editor that writes a sentence, and another one when it is told to go on.
const SLOW_EDITOR: &str = "printf '%s' \"$ONE\" > \"$1\"; touch \"$AT.wrote\"
    while [ ! -e \"$AT.go\" ]; do sleep 0.05; done
    if [ -n \"$TWO\" ]; then printf '%s' \"$ONE$TWO\" > \"$1\"; fi";

#[cfg(unix)]
#[test]
fn an_open_editor_leaves_no_plain_text_behind_when_the_laptop_is_locked() {
    use std::os::unix::fs::PermissionsExt;
    let (laptop, first) = locked();
    let second = laptop.file("second", SECOND);
    let memory = laptop.path("memory");
    fs::create_dir(&memory).unwrap();
    fs::set_permissions(&memory, fs::Permissions::from_mode(0o700)).unwrap();
    let editor = laptop.file("slow.sh", SLOW_EDITOR);
    let text = |more: &str| format!("{SENTENCE} en ook{more} haar broer");
    let mut passphrase = first;
    for (round, two) in ["", " soms"].iter().enumerate() {
        let at = laptop.path(&format!("round{round}"));
        let args = ["--passphrase-file", &passphrase, "note", "edit", "1"];
        let mut command = laptop.command(&args);
        command.env("XDG_RUNTIME_DIR", &memory).env("EDITOR", format!("sh {editor}"));
        command.env("AT", &at).env("ONE", text("")).env("TWO", two);
        let mut editing = laptop.start_command(command);
        until("it is written", || at.with_extension("wrote").exists());
        assert!(!found(&memory, SENTENCE).is_empty(), "it lies in memory while it is written");
        says_nothing(&laptop);
        laptop.ok(&["lock"]);
        until("it is gone", || found(&memory, SENTENCE).is_empty());
        says_nothing(&laptop);
        // Nothing is held any more: what guards can be changed while the editor is open.
        let set = ["--yes", "lock", "set", "--new-passphrase-file", &second];
        assert_eq!(with(&laptop, &passphrase, &set).code, 0);
        passphrase.clone_from(&second);
        let shown = with(&laptop, &second, &["note", "show", "1"]);
        assert!(shown.out.contains(&text("")), "what was written so far is kept: {shown:?}");
        fs::write(at.with_extension("go"), "").unwrap();
        let code = editing.code();
        if two.is_empty() {
            assert_eq!(code, 0);
        }
    }
    let shown = with(&laptop, &second, &["note", "show", "1"]);
    assert!(shown.out.contains(&format!("{} soms", text(""))), "{shown:?}");
    assert_eq!(found(&memory, SENTENCE), Vec::<std::path::PathBuf>::new());
}

/// Files in a folder that hold these words.
fn found(folder: &Path, words: &str) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    crate::support::search(folder, words.as_bytes(), &mut all);
    all
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_dies_leaves_no_core_file() {
    use std::os::unix::process::ExitStatusExt;
    let laptop = Laptop::founder(PERSON);
    let dir = laptop.path("here");
    fs::create_dir(&dir).unwrap();
    let mut command = std::process::Command::new("sh");
    let inner = laptop.command(&["run", "--while-input"]);
    command
        .args(["-c", "ulimit -c unlimited; exec \"$0\" run --while-input"])
        .arg(inner.get_program());
    command.env_clear().current_dir(&dir);
    for (name, value) in inner.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    let mut running = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let limits = format!("/proc/{}/limits", running.id());
    until("it bounds core files", || {
        let limits = fs::read_to_string(&limits).unwrap();
        limits.lines().any(|line| {
            // Soft and hard: the shell before it had the first from the test's own surroundings.
            let mut columns = line.split_whitespace().skip(4);
            line.starts_with("Max core file size") && columns.by_ref().take(2).all(|at| at == "0")
        })
    });
    let kill =
        std::process::Command::new("kill").args(["-ABRT", &running.id().to_string()]).status();
    assert!(kill.unwrap().success());
    let died = running.wait().unwrap();
    assert_eq!(died.signal(), Some(6));
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 0);
}

#[test]
fn a_keyring_that_is_not_there_changes_nothing() {
    let laptop = Laptop::founder(PERSON);
    let refused = laptop.run(&["--yes", "lock", "keyring"]);
    assert_eq!(refused.code, 5, "{refused:?}");
    assert!(refused.err.contains("sleutelbos"), "{refused:?}");
    assert_eq!(laptop.ok(&["note", "list"]).code, 0);
    assert_eq!(laptop.json(&["lock", "show"])["guard"], "files");
    let nothing = laptop.run(&["lock"]);
    assert!(nothing.code == 1 && nothing.err.contains("nog geen wachtzin"), "{nothing:?}");
}

fn wal_of(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return wal_of(&path);
        }
        path.extension().is_some_and(|extension| extension == "db-wal")
            && fs::metadata(&path).is_ok_and(|file| file.len() > 0)
    })
}
