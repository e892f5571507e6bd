//! What was acknowledged survives: torn and cut WALs, half-done checkpoints, torn key files, kill -9.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use kring_store::{Branch, Mode, Position, StatementId, Store};

use crate::support::{GROUP, Laptop, Writer, append_many, page, texts};

/// States tried between two transactions; `KRING_CRASH_STATES` sets another number.
fn states() -> usize {
    std::env::var("KRING_CRASH_STATES").ok().and_then(|number| number.parse().ok()).unwrap_or(40)
}

/// Numbers from a seed: a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below.max(1)
    }
}

type Files = BTreeMap<String, Vec<u8>>;

fn files(laptop: &Laptop) -> Files {
    let name = |path: &std::path::Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let here = laptop.files().into_iter().filter(|(path, _)| path.starts_with(laptop.dir()));
    here.map(|(path, bytes)| (name(&path), bytes))
        .filter(|(name, _)| !name.ends_with("-shm"))
        .collect()
}

fn put(laptop: &Laptop, files: &Files) {
    for (path, _) in laptop.files() {
        fs::remove_file(path).unwrap();
    }
    for (name, bytes) in files {
        let path = laptop.dir().join(name);
        fs::write(&path, bytes).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
}

/// All that was acknowledged.
#[derive(Debug, PartialEq, Clone)]
struct Content {
    pages: Vec<Vec<String>>,
    statements: usize,
    value: Option<Vec<u8>>,
    position: Position,
}

fn content(store: &Store) -> Content {
    Content {
        pages: (1..=6).map(|number| texts(store, &page(number))).collect(),
        statements: store.statements_after(0, 100).unwrap().list.len(),
        value: store.get("value").unwrap(),
        position: store.position().unwrap(),
    }
}

/// One transaction after the other, with a look at the files after each.
fn scenario() -> Vec<(Files, Content)> {
    let laptop = Laptop::new();
    let mut store = laptop.create();
    let mut writers: Vec<Writer> = (1..=6).map(|number| Writer::new(1, page(number))).collect();
    let mut steps = Vec::new();
    for turn in 0..22_usize {
        match turn {
            9 | 17 => drop(store.compact().unwrap()),
            5 | 12 => {
                let id = StatementId::from_bytes([u8::try_from(turn).unwrap(); 32]);
                store.transaction(|tx| tx.append_statement(&id, &[1; 300])).unwrap();
            }
            7 | 19 => {
                store.transaction(|tx| tx.put("value", format!("{turn}").as_bytes())).unwrap()
            }
            15 => drop(append_many(&mut store, &mut writers[1], 900)),
            _ => drop(append_many(&mut store, &mut writers[turn % 6], 1 + turn as u64 % 3)),
        }
        steps.push((files(&laptop), content(&store)));
    }
    steps
}

fn check_state(laptop: &Laptop, files: &Files, allowed: &[&Content], what: &str) -> usize {
    put(laptop, files);
    let store = Store::open(&laptop.place(), Mode::ReadOnly)
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    let found = content(&store);
    let which = allowed.iter().position(|allowed| **allowed == found);
    let report = store.check().unwrap();
    assert!(report.is_whole(), "{what}: {report:?}");
    which.unwrap_or_else(|| panic!("{what}: {found:?}"))
}

#[test]
fn a_transaction_is_there_whole_or_not_at_all_wherever_the_write_was_cut() {
    let steps = scenario();
    let laptop = Laptop::new();
    laptop.create().close().unwrap();
    let mut dice = Dice(1);
    let mut seen = [0, 0];
    for (number, pair) in steps.windows(2).enumerate() {
        let [(before, old), (after, new)] = pair else { unreachable!() };
        let (from, to) = (before["group.db-wal"].len(), after["group.db-wal"].len());
        assert_eq!(before["group.db"], after["group.db"], "no checkpoint in this scenario");
        assert!(to > from);
        for turn in 0..states() {
            let mut state = before.clone();
            // The key files are whole before the first byte of the WAL is written.
            for name in ["keys", "keys.copy"] {
                state.insert(name.into(), after[name].clone());
            }
            let mut wal = after["group.db-wal"].clone();
            let at = from + dice.roll(to - from + 1);
            match turn % 4 {
                0 | 1 => wal.truncate(at),
                2 => wal[at..].fill(0),
                _ => {
                    // One sector was not written, later ones were.
                    let end = (at + 512).min(to);
                    wal[at..end].fill(0xa5);
                }
            }
            let complete = wal == after["group.db-wal"];
            state.insert("group.db-wal".into(), wal);
            let which = check_state(
                &laptop,
                &state,
                &[old, new],
                &format!("step {number}, turn {turn}, at {at}"),
            );
            assert!(!complete || which == 1 || old == new, "a whole WAL is the new state");
            seen[which] += 1;
        }
        let acknowledged = check_state(&laptop, after, &[new], "acknowledged");
        assert_eq!(acknowledged, 0);
    }
    assert!(seen[0] > 100, "{seen:?}");
}

#[test]
fn a_key_file_may_be_torn_while_it_is_written() {
    let steps = scenario();
    let laptop = Laptop::new();
    laptop.create().close().unwrap();
    let mut torn = 0;
    for pair in steps.windows(2) {
        let [(before, old), (after, _)] = pair else { unreachable!() };
        if before["keys"] == after["keys"] {
            continue;
        }
        for (first, second) in [("keys", "keys.copy"), ("keys.copy", "keys")] {
            let mut state = before.clone();
            for name in [first, second] {
                let whole = &after[name];
                for cut in [0, 1, 30, whole.len() / 2, whole.len() - 1] {
                    state.insert(name.into(), whole[..cut].to_vec());
                    check_state(&laptop, &state, &[old], &format!("{name} torn at {cut}"));
                    torn += 1;
                }
                state.insert(name.into(), whole.clone());
                check_state(&laptop, &state, &[old], name);
            }
        }
    }
    assert!(torn > 50);
}

#[test]
fn a_checkpoint_may_be_cut_short_anywhere() {
    let (state, expected) = scenario().pop().unwrap();
    let laptop = Laptop::new();
    laptop.create().close().unwrap();
    put(&laptop, &state);
    let conn = rusqlite::Connection::open(laptop.dir().join("group.db")).unwrap();
    let busy: i64 = conn.query_row("PRAGMA wal_checkpoint(FULL)", [], |row| row.get(0)).unwrap();
    assert_eq!(busy, 0);
    let after = fs::read(laptop.dir().join("group.db")).unwrap();
    drop(conn);
    let before = &state["group.db"];
    assert_ne!(&after, before);
    let mut dice = Dice(2);
    for turn in 0..states() * 4 {
        // Any mixture of sectors, the WAL still whole: it was not cut before the file was synced.
        let mut mixed = if turn % 3 == 0 { before.clone() } else { after.clone() };
        let shorter = mixed.len().min(before.len());
        for at in (0..shorter).step_by(512) {
            let from = if dice.roll(2) == 0 { before } else { &after };
            mixed[at..at + 512].copy_from_slice(&from[at..at + 512]);
        }
        for at in (shorter..mixed.len()).step_by(512) {
            if dice.roll(3) == 0 {
                mixed[at..at + 512].fill(0);
            }
        }
        let mut state = state.clone();
        state.insert("group.db".into(), mixed);
        check_state(&laptop, &state, &[&expected], &format!("turn {turn}"));
    }
    let mut done = state;
    done.insert("group.db".into(), after);
    done.insert("group.db-wal".into(), Vec::new());
    check_state(&laptop, &done, &[&expected], "afterwards");
}

#[test]
fn after_a_crash_it_opens_for_writing_and_goes_on() {
    let steps = scenario();
    for (state, expected) in steps.iter().step_by(5) {
        let laptop = Laptop::new();
        laptop.create().close().unwrap();
        put(&laptop, state);
        let mut store = laptop.open();
        assert_eq!(store.continuity(), kring_store::Continuity::Broken);
        assert_eq!(&content(&store), expected);
        append_many(&mut store, &mut Writer::new(7, page(1)), 3);
        store.close().unwrap();
        assert!(laptop.open().check().unwrap().is_whole());
    }
}

const CHILD: &str = "KRING_STORE_CRASH_CHILD";

/// The process that is killed: says what was acknowledged. Does nothing in a usual run.
#[test]
fn child() {
    let Ok(home) = std::env::var(CHILD) else { return };
    let home = std::path::PathBuf::from(home);
    let place = kring_store::Place::group(home.join("group"), home.join("token")).expecting(GROUP);
    let mut store = Store::open(&place, Mode::ReadWrite).unwrap();
    let mut number = store
        .get("acknowledged")
        .unwrap()
        .map_or(0, |bytes| u32::from_le_bytes(bytes.try_into().unwrap()));
    loop {
        number += 1;
        let mut writer = Writer::new(1, page(u8::try_from((number - 1) / 5 % 250).unwrap()));
        for _ in 0..(number - 1) % 5 {
            writer.write_many(1);
        }
        let (batch, chains) = writer.write_many(1);
        store
            .transaction(|tx| {
                tx.append_batch(&batch, Branch(0), &chains)?;
                tx.put("acknowledged", &number.to_le_bytes())
            })
            .unwrap();
        writeln!(std::io::stdout(), "acknowledged {number}").unwrap();
        if number.is_multiple_of(37) {
            store.compact().unwrap();
        }
    }
}

#[test]
fn what_a_killed_process_acknowledged_is_there() {
    let home = tempfile::tempdir().unwrap();
    let place = kring_store::Place::group(home.path().join("group"), home.path().join("token"))
        .expecting(GROUP);
    Store::create(&place, GROUP).unwrap().close().unwrap();
    let mut dice = Dice(3);
    let mut last = 0;
    for round in 0..12 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::child", "--nocapture", "--test-threads=1"])
            .env(CHILD, home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut acknowledged = last;
        let wanted = last + 1 + u32::try_from(dice.roll(12)).unwrap();
        for line in &mut lines {
            let line = line.unwrap();
            if let Some(number) = line.split("acknowledged ").nth(1) {
                acknowledged = number.parse().unwrap();
            }
            if acknowledged >= wanted {
                break;
            }
        }
        std::thread::sleep(Duration::from_micros(dice.roll(3_000) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines.map_while(Result::ok) {
            if let Some(number) =
                line.split("acknowledged ").nth(1).and_then(|number| number.parse().ok())
            {
                acknowledged = number;
            }
        }
        assert!(acknowledged >= wanted, "round {round}: the child stopped by itself");
        let store = Store::open(&place, Mode::ReadWrite).unwrap();
        let stored =
            u32::from_le_bytes(store.get("acknowledged").unwrap().unwrap().try_into().unwrap());
        assert!(
            stored == acknowledged || stored == acknowledged + 1,
            "{acknowledged} acknowledged, {stored} stored"
        );
        assert_eq!(store.position().unwrap().number, u64::from(stored));
        assert!(store.check().unwrap().is_whole());
        last = stored;
    }
}
