//! What a thief reads who has every key that a home still gives, before a case is wiped and after.
//!
//! Searched with all keys: every value of every table, of the group's and the private store and of the
//! automatic copies, as the database stands and as it stood at every commit that is still in the WAL;
//! pages on the free list, and the unused bytes inside the pages of tables, also those in frames of the
//! WAL that no longer count. Searched as they are: all files. Keys are taken from whatever looks like a
//! key file, wherever it lies, whole or not. Records are opened without checking that they are whole.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use chacha20::XChaCha20;
use chacha20::cipher::{KeyIvInit as _, StreamCipher as _, StreamCipherSeek as _};
use kring_model::edit;
use kring_model::entities;
use kring_node::env::{Env, SystemEnv};
use kring_node::home::Home;
use kring_node::replica::Drawer;
use kring_store::{Mode, PageId};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use crate::support::{Laptop, until};

const SENTENCE: &str = "Mevrouw Van Dalen belt haar zoon elke avond om zeven uur";

/// How a key file begins; see `kring-store`, `twin`.
const TWIN: &[u8] = b"KRINGTW1";
const SQLITE: &[u8] = b"SQLite format 3\0";
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
const NONCE: usize = 24;
const TAG: usize = 16;
const WAL_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// The id of what is noted.
const ID: &str = "01J00000000000000000000000";

/// Bytes of a database page.
const PAGE: usize = 2048;

type Key = [u8; 32];

#[test]
fn a_wiped_case_opens_with_no_key_that_is_left() {
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    let going = noor.start(&["run", "--while-input"]);
    noor.ok(&["case", "add", "Telefoon", "--situation", SENTENCE]);
    noor.ok(&["case", "tip", "add", "1", &format!("{SENTENCE}, zei ze.")]);
    let case = noor.json(&["case", "list"])[0].clone();
    wim.ok(&["sync", "--wait"]);
    wim.ok(&["case", "list"]);
    note_for_oneself(&noor, case["id"].as_str().unwrap());
    // An editor that fails leaves its file behind.
    let script = format!("echo '{SENTENCE}' > \"$1\"; exit 1");
    let run = noor.run_with_editor(&["case", "edit", "1", "--editor", "situation"], &script);
    assert_eq!(run.code, 1, "{run:?}");
    copied_by_itself(&noor);
    copied_by_itself(&wim);

    let (before, found) = (copy(&noor), |folder: &Path| openable(folder, SENTENCE));
    let all = found(before.path());
    for part in ["group.db", "group.db-wal", "private", "backups", "drafts"] {
        assert!(all.iter().any(|place| place.contains(part)), "not in {part}: {all:#?}");
    }
    assert!(!found(copy(&wim).path()).is_empty());

    noor.ok(&["--yes", "case", "wipe", "1"]);
    until("both wiped it", || {
        wim.run(&["sync", "--wait"]);
        wim.json(&["status"])["wiped"][0]["wiped_on"] == 2
    });
    let after = copy(&noor);
    assert_eq!(found(after.path()), Vec::<String>::new(), "while a program runs");
    going.stop();
    for laptop in [&noor, &wim] {
        assert_eq!(found(copy(laptop).path()), Vec::<String>::new());
    }

    // It is the keys: with one version of them left lying about, the copies would still be read.
    let group = fs::read_dir(before.path().join("groups")).unwrap().next().unwrap().unwrap().path();
    for name in ["keys", "store.key"] {
        fs::copy(group.join(name), after.path().join(format!("{name}.old"))).unwrap();
    }
    let left = found(after.path());
    assert!(left.iter().any(|place| place.contains("backups")), "{left:?}");
}

/// Something that one notes about a case for oneself only.
fn note_for_oneself(laptop: &Laptop, case: &str) {
    let home = Home::open(laptop.home(), &mut SystemEnv).unwrap();
    let group = home.group_ids().unwrap()[0];
    let mut replica = home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
    let about = replica.drawer(Drawer::About(&PageId::from_hex(case).unwrap()));
    let values = [("kind", "note".into()), ("text", SENTENCE.into())];
    let item = &entities::PRIVATE_ITEM;
    let noted = replica.edit_drawer(&about, |tx, author| edit::add(tx, item, ID, &values, author));
    noted.unwrap();
    replica.close().unwrap();
}

/// The clock of the next day.
struct Tomorrow;

impl Env for Tomorrow {
    fn now_ms(&mut self) -> u64 {
        SystemEnv.now_ms() + 86_400_000
    }
    fn random(&mut self, bytes: &mut [u8]) {
        SystemEnv.random(bytes);
    }
}

/// The copy that the program makes by itself after a day.
pub fn copied_by_itself(laptop: &Laptop) {
    let home = Home::open(laptop.home(), &mut SystemEnv).unwrap();
    let group = home.group_ids().unwrap()[0];
    home.open_group(&group, Mode::ReadWrite, Box::new(Tomorrow)).unwrap().close().unwrap();
    assert_eq!(home.generations(&group).list().unwrap().len(), 1);
}

fn copy(laptop: &Laptop) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for path in files(&laptop.home()) {
        let to = folder.path().join(path.strip_prefix(laptop.home()).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&path, to).unwrap();
    }
    folder
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Every place of a home in which the sentence can be read, with what the home itself gives.
fn openable(home: &Path, sentence: &str) -> Vec<String> {
    let all: Vec<(PathBuf, Vec<u8>)> =
        files(home).into_iter().map(|path| (path.clone(), fs::read(&path).unwrap())).collect();
    let search = Search { keys: keys(&all), sentence, seen: BTreeSet::new(), found: Vec::new() };
    search.through(&all)
}

struct Search<'s> {
    keys: BTreeSet<Key>,
    sentence: &'s str,
    /// Values and pages that were looked at already, by hash.
    seen: BTreeSet<Key>,
    found: Vec<String>,
}

impl Search<'_> {
    fn through(mut self, all: &[(PathBuf, Vec<u8>)]) -> Vec<String> {
        for (path, bytes) in all {
            if self.says(bytes) {
                self.found.push(format!("{}: as it is", path.display()));
            }
            if bytes.starts_with(SQLITE) {
                let wal = all.iter().find(|(other, _)| *other == wal_of(path));
                self.database(path, bytes, wal.map_or(&[], |(_, bytes)| bytes));
            }
        }
        self.found
    }

    /// A database as it stands, and at every commit of its WAL.
    fn database(&mut self, path: &Path, bytes: &[u8], wal: &[u8]) {
        self.image(&path.display().to_string(), bytes);
        let mut image = bytes.to_vec();
        let frames = wal.get(WAL_HEADER..).unwrap_or_default().chunks_exact(FRAME_HEADER + PAGE);
        let salt = wal.get(16..24).unwrap_or_default();
        for (at, frame) in frames.enumerate() {
            let (header, page) = frame.split_at(FRAME_HEADER);
            let name = format!("{}, frame {at}", wal_of(path).display());
            self.gaps(&name, page);
            if &header[8..16] != salt {
                continue;
            }
            let start = (number(header, 0) as usize - 1) * PAGE;
            image.resize(image.len().max(start + PAGE), 0);
            image[start..start + PAGE].copy_from_slice(page);
            if number(header, 4) > 0 {
                self.image(&name, &image);
            }
        }
    }

    fn image(&mut self, name: &str, image: &[u8]) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("image.db");
        let mut plain = image.to_vec();
        // Read as a database without a WAL.
        plain[18..20].copy_from_slice(&[1, 1]);
        fs::write(&path, &plain).unwrap();
        self.values(name, &path);
        image.chunks_exact(PAGE).for_each(|page| self.gaps(name, page));
        self.free_pages(name, image);
    }

    /// Every value of every table.
    fn values(&mut self, name: &str, path: &Path) {
        let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let mut tables =
            conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        let tables = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
        for table in tables.map(Result::unwrap) {
            let mut query = conn.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns = query.column_count();
            let mut rows = query.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                for column in 0..columns {
                    if let ValueRef::Blob(value) = row.get_ref(column).unwrap() {
                        self.value(&format!("{name}, {table}"), value);
                    }
                }
            }
        }
    }

    fn value(&mut self, name: &str, value: &[u8]) {
        if value.len() <= NONCE + TAG || !self.seen.insert(*blake3::hash(value).as_bytes()) {
            return;
        }
        let keys = &self.keys;
        if keys.iter().any(|key| self.reads(&opened(key, value))) {
            self.found.push(name.to_owned());
        }
    }

    /// The bytes of a page that belong to no record.
    fn gaps(&mut self, name: &str, page: &[u8]) {
        if !self.seen.insert(*blake3::hash(page).as_bytes()) {
            return;
        }
        let start = if page.starts_with(SQLITE) { 100 } else { 0 };
        let header = match page[start] {
            2 | 5 => 12,
            10 | 13 => 8,
            _ => return,
        };
        let word = |at: usize| usize::from(u16::from_be_bytes([page[at], page[at + 1]]));
        let cells = start + header + 2 * word(start + 3);
        let content = if word(start + 5) == 0 { PAGE } else { word(start + 5) };
        if cells < content {
            self.raw(name, &page[cells..content]);
        }
        let mut block = word(start + 1);
        while block > 0 && block + 4 <= PAGE {
            let (next, length) = (word(block), word(block + 2));
            self.raw(name, &page[block + 4..(block + length).clamp(block + 4, PAGE)]);
            block = if next > block { next } else { 0 };
        }
    }

    /// Pages that no table uses.
    fn free_pages(&mut self, name: &str, image: &[u8]) {
        let page = |id: u32| image.chunks_exact(PAGE).nth((id as usize).checked_sub(1)?);
        let mut trunk = page(number(image, 32));
        while let Some(bytes) = trunk {
            self.raw(name, &bytes[8..]);
            let count = (number(bytes, 4) as usize).min(PAGE / 4 - 2);
            for leaf in (0..count).filter_map(|at| page(number(bytes, 8 + 4 * at))) {
                self.raw(name, leaf);
            }
            trunk = page(number(bytes, 0));
        }
    }

    /// Bytes in which a record may begin anywhere.
    fn raw(&mut self, name: &str, bytes: &[u8]) {
        if bytes.iter().all(|byte| *byte == 0) || !self.seen.insert(*blake3::hash(bytes).as_bytes())
        {
            return;
        }
        let last = bytes.iter().rposition(|byte| *byte != 0).unwrap_or(0) + 1;
        let starts = (0..last.saturating_sub(NONCE + self.sentence.len()))
            .filter(|at| bytes[*at..*at + NONCE].iter().any(|byte| *byte != 0));
        let keys = &self.keys;
        let found = |at: usize| keys.iter().any(|key| self.reads(&opened(key, &bytes[at..last])));
        if starts.clone().any(found) {
            self.found.push(format!("{name}, unused bytes"));
        }
    }

    /// Whether the sentence stands in it, packed or not.
    fn reads(&self, plain: &[u8]) -> bool {
        let packed = |at: usize| {
            let (mut unpacked, mut part) = (Vec::new(), [0; 4096]);
            let mut decoder = zstd::stream::read::Decoder::new(&plain[at..]).unwrap();
            while let Ok(1..) = decoder.read(&mut part).inspect(|n| unpacked.extend(&part[..*n])) {}
            unpacked
        };
        let mut begins = plain.windows(4).enumerate().filter(|(_, four)| *four == ZSTD);
        self.says(plain) || begins.any(|(at, _)| self.says(&packed(at)))
    }

    fn says(&self, bytes: &[u8]) -> bool {
        let lower = self.sentence.to_lowercase();
        let has = |words: &str| holds(bytes, words.as_bytes());
        has(self.sentence) || has(&lower)
    }
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == words[0]) {
        if rest[at..].starts_with(words) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// All keys that the files give: the keys of stores, and with them the keys of pages.
fn keys(all: &[(PathBuf, Vec<u8>)]) -> BTreeSet<Key> {
    let payloads: Vec<&[u8]> = all.iter().flat_map(|(_, bytes)| payloads(bytes)).collect();
    let named = |(path, _): &&(PathBuf, Vec<u8>)| path.to_string_lossy().contains("store.key");
    let windows = all.iter().filter(named).flat_map(|(_, bytes)| bytes.windows(32));
    let store: BTreeSet<Key> = windows.map(|key| key.try_into().unwrap()).collect();
    let mut keys = BTreeSet::new();
    for payload in payloads.iter().filter(|payload| payload.len() > 8 + NONCE + TAG) {
        let (name, sealed) = payload.split_at(8);
        let fits =
            |key: &&Key| blake3::derive_key("kring 1 store key name", &key[..]).starts_with(name);
        let Some(key) = store.iter().find(fits) else { continue };
        let list = opened(key, sealed);
        let pairs = list[32..list.len() - TAG].chunks_exact(64);
        keys.extend(pairs.map(|pair| Key::try_from(&pair[32..]).unwrap()));
        keys.insert(*key);
    }
    assert!(!keys.is_empty(), "a home gives its keys");
    keys
}

/// What lies in key files, also where one lies inside another file.
fn payloads(bytes: &[u8]) -> Vec<&[u8]> {
    let begins = bytes.windows(TWIN.len()).enumerate().filter(|(_, eight)| *eight == TWIN);
    let payload = |at: usize| {
        let length = u32::from_le_bytes(bytes.get(at + 16..at + 20)?.try_into().ok()?);
        bytes.get(at + 20..)?.get(..length as usize)
    };
    begins.filter_map(|(at, _)| payload(at)).collect()
}

/// What follows the nonce, deciphered, its last bytes being what would have been checked.
fn opened(key: &Key, sealed: &[u8]) -> Vec<u8> {
    let (nonce, sealed) = sealed.split_at(NONCE);
    let seal = blake3::derive_key("kring 1 store seal", key);
    let mut cipher = XChaCha20::new(&seal.into(), &<[u8; NONCE]>::try_from(nonce).unwrap().into());
    cipher.seek(64_u64);
    let mut plain = sealed.to_vec();
    cipher.apply_keystream(&mut plain);
    plain
}

fn wal_of(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", path.display()))
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap())
}
