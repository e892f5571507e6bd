//! The store's own figures: `cargo bench -p kring-store`. Prints them; never fails for slowness.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

use std::fs::File;
use std::io::Write;
use std::time::{Duration, Instant};

use kring_store::{Batch, Branch, Chain, GroupId, LogOpening, Mode, PageId, Place, Row, Store};
use kring_trust::keys::{DeviceKeys, Seed};
use kring_trust::log::chain_next;

const GROUP: GroupId = GroupId::from_bytes([9; 32]);

struct Writer {
    keys: DeviceKeys,
    opening: LogOpening,
    n: u64,
    chain: Chain,
    dice: u64,
}

impl Writer {
    fn new(device: u8, page: u16) -> Self {
        let keys = DeviceKeys::derive(&Seed::from_bytes([device; 32]), [0; 16]);
        let mut id = [7; 32];
        id[..2].copy_from_slice(&page.to_le_bytes());
        let (device, page) = (keys.record(None).id(), PageId::from_bytes(id));
        let opening = LogOpening { device, page, salt: [1; 8] };
        Self { keys, opening, n: 0, chain: opening.chain_start(&GROUP), dice: 1 }
    }

    /// An entry as a typed change is in slim form: about 110 bytes, some of them alike.
    fn entry(&mut self) -> Vec<u8> {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut entry =
            b"columns of a typed change, always the same metadata; values differ little: ".to_vec();
        entry.extend(self.dice.to_le_bytes());
        entry.extend(self.n.to_le_bytes());
        entry.extend([0; 20]);
        entry
    }

    fn batch(&mut self, count: usize) -> (Batch, Vec<Chain>) {
        let after = self.n;
        let entries: Vec<Vec<u8>> = (0..count).map(|_| self.entry()).collect();
        let mut chains = Vec::new();
        for entry in &entries {
            self.chain = chain_next(&self.chain, entry);
            chains.push(self.chain);
        }
        self.n += count as u64;
        let row = Row::sign(&self.keys, self.opening.id(), self.n, self.chain);
        (Batch { opening: self.opening, after, entries, row }, chains)
    }
}

fn main() {
    let home = tempfile::tempdir().unwrap();
    let place = Place::group(home.path().join("group"), home.path().join("token"));
    let mut store = Store::create(&place, GROUP).unwrap();
    println!("fdatasync of one 4 kB page      {:>10}", show(fdatasync(home.path())));
    edits(&mut store, "empty group");
    compaction(&mut store);
    join(&mut store);
    store.close().unwrap();
    let size = std::fs::metadata(home.path().join("group/group.db")).unwrap().len();
    println!("database, 200,000 entries       {:>7.1} MB", size as f64 / 1e6);
    let start = Instant::now();
    let reader = Store::open(&place, Mode::ReadOnly).unwrap();
    reader.cards().unwrap();
    println!("open to read, list cards        {:>10}", show(start.elapsed()));
    let start = Instant::now();
    let pages = reader.pages().unwrap();
    let heads: usize = pages.iter().map(|page| reader.heads(page).unwrap().len()).sum();
    println!("all {heads} heads                  {:>10}", show(start.elapsed()));
    let start = Instant::now();
    let entries: usize = pages
        .iter()
        .flat_map(|page| reader.logs(page).unwrap())
        .flat_map(|log| log.branches)
        .map(|branch| branch.entries.len())
        .sum();
    println!("read {entries} entries         {:>10}", show(start.elapsed()));
    let start = Instant::now();
    assert!(reader.check().unwrap().is_whole());
    println!("check everything                {:>10}", show(start.elapsed()));
    drop(reader);
    let start = Instant::now();
    let mut store = Store::open(&place, Mode::ReadWrite).unwrap();
    println!("open to write, token renewed    {:>10}", show(start.elapsed()));
    edits(&mut store, "full group");
    let start = Instant::now();
    store.drop_page(&pages[0]).unwrap();
    println!("drop a page                     {:>10}", show(start.elapsed()));
}

/// What the disk itself takes.
fn fdatasync(dir: &std::path::Path) -> Duration {
    let mut file = File::create(dir.join("sync")).unwrap();
    file.write_all(&[0; 1 << 20]).unwrap();
    file.sync_all().unwrap();
    median((0..200).map(|_| {
        use std::io::Seek;
        file.seek(std::io::SeekFrom::Start(4_096)).unwrap();
        file.write_all(&[1; 4_096]).unwrap();
        let start = Instant::now();
        file.sync_data().unwrap();
        start.elapsed()
    }))
}

fn edits(store: &mut Store, what: &str) {
    let mut writers: Vec<Writer> = (0..7).map(|page| Writer::new(200, 10_000 + page)).collect();
    for writer in &mut writers {
        while store.own_log(&writer.opening.page).unwrap().is_some() {
            writer.opening.salt[0] += 1;
        }
        writer.opening.salt[1] = u8::from(what == "full group");
        writer.chain = writer.opening.chain_start(&GROUP);
        append(store, writer, 1);
    }
    let before = written();
    let time = median((0..1_000).map(|turn| {
        let (batch, chains) = writers[turn % 7].batch(1);
        let start = Instant::now();
        store.transaction(|tx| tx.append_batch(&batch, Branch(0), &chains)).unwrap();
        start.elapsed()
    }));
    println!("one edit, {what:<14}        {:>10}", show(time));
    println!("bytes written per edit          {:>10}", (written() - before) / 1_000);
}

fn compaction(store: &mut Store) {
    let mut writer = Writer::new(201, 20_000);
    for _ in 0..1_000 {
        append(store, &mut writer, 1);
    }
    let start = Instant::now();
    let moved = store.compact().unwrap();
    println!("compact {moved} records            {:>10}", show(start.elapsed()));
    while store.compact().unwrap() > 0 {}
}

/// 500 pages of 7 devices, 200,000 entries, in transactions of about 5,000.
fn join(store: &mut Store) {
    let mut batches = Vec::new();
    for page in 0..500 {
        for device in 0..7 {
            batches.push(Writer::new(device, page).batch(57));
        }
    }
    let start = Instant::now();
    for some in batches.chunks(90) {
        store
            .transaction(|tx| {
                some.iter().try_for_each(|(batch, chains)| {
                    tx.append_batch(batch, Branch(0), chains).map(|_| ())
                })
            })
            .unwrap();
    }
    println!("join, 200,000 entries           {:>10}", show(start.elapsed()));
}

fn append(store: &mut Store, writer: &mut Writer, count: usize) {
    let (batch, chains) = writer.batch(count);
    store.transaction(|tx| tx.append_batch(&batch, Branch(0), &chains)).unwrap();
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort();
    times[times.len() / 2]
}

fn show(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1e3)
}

/// Bytes this process wrote to files, where the system tells.
fn written() -> u64 {
    let text = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("wchar: "));
    line.and_then(|number| number.parse().ok()).unwrap_or(0)
}
