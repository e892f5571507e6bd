//! A laptop with a home directory, and devices that write signed logs.

use std::fs;
use std::path::{Path, PathBuf};

use kring_store::{Batch, Chain, GroupId, LogId, LogOpening, Mode, PageId, Place, Row, Store};
use kring_trust::keys::{DeviceKeys, Seed};
use kring_trust::log::chain_next;

pub(crate) const GROUP: GroupId = GroupId::from_bytes([9; 32]);

pub(crate) fn page(number: u8) -> PageId {
    PageId::from_bytes([number; 32])
}

/// A home directory with one group in it, and the token beside it.
pub(crate) struct Laptop {
    home: tempfile::TempDir,
}

impl Laptop {
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    /// A laptop whose disk is in memory, where the system has one.
    pub(crate) fn in_memory() -> Self {
        let home = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        Self { home: home.unwrap() }
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.home.path().join("groups").join("one")
    }

    pub(crate) fn token(&self) -> PathBuf {
        self.home.path().join("tokens").join("one")
    }

    pub(crate) fn place(&self) -> Place {
        Place::group(self.dir(), self.token()).expecting(GROUP)
    }

    pub(crate) fn create(&self) -> Store {
        Store::create(&self.place(), GROUP).unwrap()
    }

    pub(crate) fn open(&self) -> Store {
        Store::open(&self.place(), Mode::ReadWrite).unwrap()
    }

    /// Every file in the home, with its bytes.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        let mut left = vec![self.home.path().to_owned()];
        while let Some(dir) = left.pop() {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    left.push(path);
                } else {
                    files.push((path.clone(), fs::read(path).unwrap()));
                }
            }
        }
        files
    }

    /// Another laptop with a copy of this group's directory as it is now, and of the token if
    /// `token`.
    pub(crate) fn copy(&self, token: bool) -> Self {
        let other = Self::new();
        copy_private(&self.dir(), &other.dir());
        if token {
            copy_private(self.token().parent().unwrap(), other.token().parent().unwrap());
        }
        other
    }

    /// Puts a copy's group directory back over this one's.
    pub(crate) fn restore(&self, backup: &Self) {
        fs::remove_dir_all(self.dir()).unwrap();
        copy_private(&backup.dir(), &self.dir());
    }
}

/// Copies the files of a directory, permissions included.
pub(crate) fn copy_private(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// A device writing one log.
#[derive(Clone)]
pub(crate) struct Writer {
    keys: DeviceKeys,
    pub(crate) opening: LogOpening,
    pub(crate) n: u64,
    pub(crate) chain: Chain,
}

impl Writer {
    pub(crate) fn new(device: u8, page: PageId) -> Self {
        let keys = DeviceKeys::derive(&Seed::from_bytes([device; 32]), [0; 16]);
        let opening = LogOpening { device: keys.record(None).id(), page, salt: [device; 8] };
        Self { keys, opening, n: 0, chain: opening.chain_start(&GROUP) }
    }

    pub(crate) fn log(&self) -> LogId {
        self.opening.id()
    }

    /// The next entries, signed at their end, and the chain after each.
    pub(crate) fn write(&mut self, entries: &[&str]) -> (Batch, Vec<Chain>) {
        let after = self.n;
        let mut chains = Vec::new();
        for entry in entries {
            self.chain = chain_next(&self.chain, entry.as_bytes());
            self.n += 1;
            chains.push(self.chain);
        }
        let row = Row::sign(&self.keys, self.log(), self.n, self.chain);
        let entries = entries.iter().map(|entry| entry.as_bytes().to_vec()).collect();
        (Batch { opening: self.opening, after, entries, row }, chains)
    }

    /// The next `count` entries, each with its number in it.
    pub(crate) fn write_many(&mut self, count: u64) -> (Batch, Vec<Chain>) {
        let texts: Vec<String> =
            (1..=count).map(|at| format!("{} wrote {}", self.log().short(), self.n + at)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        self.write(&texts)
    }
}

/// Appends what a writer writes next.
pub(crate) fn append(store: &mut Store, writer: &mut Writer, entries: &[&str]) -> u64 {
    let (batch, chains) = writer.write(entries);
    append_batch(store, &batch, &chains)
}

pub(crate) fn append_many(store: &mut Store, writer: &mut Writer, count: u64) -> u64 {
    let (batch, chains) = writer.write_many(count);
    append_batch(store, &batch, &chains)
}

pub(crate) fn append_batch(store: &mut Store, batch: &Batch, chains: &[Chain]) -> u64 {
    store.transaction(|tx| tx.append_batch(batch, kring_store::Branch(0), chains)).unwrap()
}

/// The chains of a batch as a receiver computes them.
pub(crate) fn chains_of(from: Chain, batch: &Batch) -> Vec<Chain> {
    let mut chain = from;
    let mut next = |entry: &Vec<u8>| {
        chain = chain_next(&chain, entry);
        chain
    };
    batch.entries.iter().map(&mut next).collect()
}

/// All entries of the only branch of the only log of `page`, as text.
pub(crate) fn texts(store: &Store, page: &PageId) -> Vec<String> {
    let logs = store.logs(page).unwrap();
    logs.iter().flat_map(|log| &log.branches).flat_map(|branch| &branch.entries).map(text).collect()
}

fn text((bytes, _): &(Vec<u8>, Chain)) -> String {
    String::from_utf8(bytes.clone()).unwrap()
}
