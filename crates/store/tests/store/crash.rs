//! What was acknowledged survives: whatever of a transaction, a checkpoint or a key file was not
//! synced may be lost, kept, torn and reordered. And kill -9.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use kring_store::{Branch, Mode, Position, StatementId, Store};

use crate::support::{GROUP, Laptop, Writer, append_many, page, texts};

/// Different states that are tried; `KRING_CRASH_STATES` sets another number.
const STATES: usize = 50_000;

/// What a disk writes whole or not at all, in bytes.
const SECTOR: usize = 512;

fn states() -> usize {
    let number = std::env::var("KRING_CRASH_STATES").ok();
    number.and_then(|number| number.parse().ok()).unwrap_or(STATES)
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

/// Two moments between which nothing was synced but what differs in `torn`, which was not yet.
struct Step {
    before: Files,
    after: Files,
    torn: &'static str,
    /// What may be found: the old and the new content.
    old: Content,
    new: Content,
}

const WAL: &str = "group.db-wal";
const DATABASE: &str = "group.db";

/// One transaction or checkpoint after the other, with a look at the files after each.
fn scenario() -> Vec<Step> {
    let laptop = Laptop::new();
    let mut store = laptop.create();
    let mut writers: Vec<Writer> = (1..=6).map(|number| Writer::new(1, page(number))).collect();
    let (mut steps, mut before, mut old) = (Vec::new(), files(&laptop), content(&store));
    for turn in 0..26_usize {
        let torn = if matches!(turn, 4 | 11 | 18 | 25) { DATABASE } else { WAL };
        match turn {
            4 | 11 | 18 | 25 => checkpoint(&laptop),
            9 | 20 => drop(store.compact().unwrap()),
            5 | 12 => {
                let id = StatementId::from_bytes([u8::try_from(turn).unwrap(); 32]);
                store.transaction(|tx| tx.append_statement(&id, &[1; 300])).unwrap();
            }
            7 | 22 => {
                store.transaction(|tx| tx.put("value", format!("{turn}").as_bytes())).unwrap()
            }
            16 => drop(append_many(&mut store, &mut writers[1], 900)),
            _ => drop(append_many(&mut store, &mut writers[turn % 6], 1 + turn as u64 % 3)),
        }
        let (after, new) = (files(&laptop), content(&store));
        let step = Step { before, after: after.clone(), torn, old, new: new.clone() };
        step.is_as_promised();
        (before, old) = (after, new);
        steps.push(step);
    }
    steps
}

/// From the WAL into the database; the WAL begins anew with the next transaction.
fn checkpoint(laptop: &Laptop) {
    let conn = rusqlite::Connection::open(laptop.dir().join(DATABASE)).unwrap();
    let busy: i64 = conn.query_row("PRAGMA wal_checkpoint(RESTART)", [], |row| row.get(0)).unwrap();
    assert_eq!(busy, 0);
}

impl Step {
    /// A transaction writes to the WAL only, after the keys were synced; a checkpoint to the
    /// database only, after the WAL was.
    fn is_as_promised(&self) {
        let other = if self.torn == WAL { DATABASE } else { WAL };
        assert_eq!(self.before[other], self.after[other]);
        assert_ne!(self.before[self.torn], self.after[self.torn]);
    }

    /// What a crash may leave of the file: whatever differs, in any mixture.
    fn crash(&self, dice: &mut Dice) -> Vec<u8> {
        let (before, after) = (&self.before[self.torn], &self.after[self.torn]);
        let (from, to) = differing(before, after);
        let at = from + dice.roll(to - from + 1);
        let end = (at + SECTOR * (1 + dice.roll(16))).min(to);
        let mut image = after.clone();
        match dice.roll(6) {
            // Written up to a byte, and as long as that or as before.
            0 => {
                lose(&mut image[at..], before, at, 0);
                image.truncate(at.max(before.len().min(after.len())));
            }
            1 => image.truncate(at.max(before.len().min(after.len()))),
            // The last was written, the first not.
            2 => lose(&mut image[from..at], before, from, 0),
            // A stretch was lost, or holds what was there long before.
            3 => lose(&mut image[at..end], before, at, 0),
            4 => lose(&mut image[at..end], before, at, 0xa5),
            _ => {
                let share = 2 + dice.roll(5);
                for start in (from / SECTOR * SECTOR..to).step_by(SECTOR) {
                    let end = (start + SECTOR).min(image.len());
                    if dice.roll(share) == 0 {
                        lose(&mut image[start..end], before, start, 0);
                    }
                }
            }
        }
        image
    }
}

/// Where two files begin and cease to differ.
fn differing(before: &[u8], after: &[u8]) -> (usize, usize) {
    let differs = |at: &usize| before.get(*at) != after.get(*at);
    let from = (0..after.len()).find(differs).unwrap_or(after.len());
    (from, (from..after.len()).rev().find(differs).map_or(from, |last| last + 1))
}

/// A part of a file as it was before; `fill` where nothing was.
fn lose(part: &mut [u8], before: &[u8], at: usize, fill: u8) {
    let known = before.len().saturating_sub(at).min(part.len());
    part[..known].copy_from_slice(before.get(at..at + known).unwrap_or_default());
    part[known..].fill(fill);
}

/// A laptop on which one state after the other is put and opened.
struct Bench {
    laptop: Laptop,
    /// Databases that were looked through whole, as a reader sees them, and which content they had.
    known: BTreeMap<[u8; 32], bool>,
}

impl Bench {
    fn new() -> Self {
        let laptop = Laptop::in_memory();
        laptop.create().close().unwrap();
        Self { laptop, known: BTreeMap::new() }
    }

    fn begin(&mut self, files: &Files) {
        put(&self.laptop, files);
        self.known.clear();
    }

    /// Opens a state that differs from the last in one file; whether it is the new content. All
    /// records are opened and compared once for every database that SQLite makes of the states.
    fn try_state(&mut self, name: &str, bytes: &[u8], step: &Step, what: &str) -> bool {
        let dir = self.laptop.dir();
        fs::write(dir.join(name), bytes).unwrap();
        if let Err(error) = fs::remove_file(dir.join("group.db-shm")) {
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
        }
        let mut store = Store::open(&self.laptop.place(), Mode::ReadOnly)
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        let image = store.image().unwrap();
        *self.known.entry(image).or_insert_with(|| {
            let found = content(&store);
            let report = store.check().unwrap();
            assert!(report.is_whole(), "{what}: {report:?}");
            assert!(found == step.old || found == step.new, "{what}: {found:?}");
            found == step.new
        })
    }
}

/// All states that were tried, each once.
#[derive(Default)]
struct Tried {
    states: Mutex<HashSet<[u8; 32]>>,
}

impl Tried {
    /// Whether this one is new.
    fn is_new(&self, step: &Step, name: &str, bytes: &[u8]) -> bool {
        let mut hasher = blake3::Hasher::new();
        for (other, whole) in &step.after {
            let content = if other == name { bytes } else { whole };
            hasher.update(other.as_bytes()).update(&(content.len() as u64).to_le_bytes());
            hasher.update(content);
        }
        self.states.lock().unwrap().insert(*hasher.finalize().as_bytes())
    }

    fn count(&self) -> usize {
        self.states.lock().unwrap().len()
    }
}

#[test]
fn a_transaction_is_there_whole_or_not_at_all_whatever_a_crash_left() {
    let (steps, tried) = (scenario(), Tried::default());
    let halves = steps.chunks(steps.len().div_ceil(2));
    let seen: Vec<[usize; 2]> = thread::scope(|scope| {
        let run = |half| {
            let tried = &tried;
            scope.spawn(move || try_all(half, states().div_ceil(2), tried))
        };
        let running: Vec<_> = halves.map(run).collect();
        running.into_iter().map(|half| half.join().unwrap()).collect()
    });
    let [old, new] = [0, 1].map(|which| seen.iter().map(|half| half[which]).sum::<usize>());
    eprintln!("{} different states: {old} as before, {new} as after", tried.count());
    assert!(tried.count() >= states() && old * 5 > states() && new * 20 > states());
}

/// Tries so many different states of these steps; how many had the old and the new content.
fn try_all(steps: &[Step], wanted: usize, tried: &Tried) -> [usize; 2] {
    let (mut bench, mut seen) = (Bench::new(), [0, 0]);
    let mut steps: Vec<&Step> = steps.iter().collect();
    // Those with the fewest states first: the others make up for them.
    steps.sort_by_key(|step| {
        let (from, to) = differing(&step.before[step.torn], &step.after[step.torn]);
        (step.torn == WAL, to - from)
    });
    for (place, step) in steps.iter().enumerate() {
        let share = (wanted - seen[0] - seen[1]).div_ceil(steps.len() - place);
        let [old, new] = try_step(&mut bench, step, share, tried);
        seen = [seen[0] + old, seen[1] + new];
    }
    seen
}

/// Tries at most so many different states of one step.
fn try_step(bench: &mut Bench, step: &Step, wanted: usize, tried: &Tried) -> [usize; 2] {
    bench.begin(&step.after);
    let after = &step.after[step.torn];
    assert!(bench.try_state(step.torn, after, step, "whole"), "what was acknowledged is there");
    let (mut dice, mut seen, mut in_vain) = (Dice(step.new.position.number), [0, 0], 0);
    while seen[0] + seen[1] < wanted && in_vain < 10 * wanted {
        let image = step.crash(&mut dice);
        if tried.is_new(step, step.torn, &image) {
            let what = format!("{}, state {}", step.torn, seen[0] + seen[1]);
            seen[usize::from(bench.try_state(step.torn, &image, step, &what))] += 1;
        } else {
            in_vain += 1;
        }
    }
    seen
}

#[test]
fn a_key_file_may_be_torn_while_it_is_written() {
    let (steps, tried, mut bench) = (scenario(), Tried::default(), Bench::new());
    for step in steps.iter().filter(|step| step.before["keys"] != step.after["keys"]) {
        for (first, second) in [("keys", "keys.copy"), ("keys.copy", "keys")] {
            let mut state = step.before.clone();
            for name in [first, second] {
                bench.begin(&state);
                let whole = &step.after[name];
                for cut in (0..whole.len()).step_by(7).chain([whole.len()]) {
                    let new = bench.try_state(name, &whole[..cut], step, &format!("{name} {cut}"));
                    assert!(!new || step.old == step.new);
                    tried.is_new(step, name, &whole[..cut]);
                }
                state.insert(name.into(), whole.clone());
            }
        }
    }
    assert!(tried.count() > 500);
}

#[test]
fn after_a_crash_it_opens_for_writing_and_goes_on() {
    let steps = scenario();
    for step in steps.iter().step_by(5) {
        let (state, expected) = (&step.after, &step.new);
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
