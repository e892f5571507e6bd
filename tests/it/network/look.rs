//! Looking into a laptop's store from outside: every record opened, whatever the program shows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use kring_node::env::SystemEnv;
use kring_node::home::Home;
use kring_node::replica::Replica;
use kring_store::{Mode, Place, Reader, Store};
use kring_trust::PageId;

use super::laptop::Laptop;

/// More statements than a test makes.
const STATEMENTS: usize = 100_000;

/// Opens the only group of a laptop beside its own program, for reading.
pub fn replica(laptop: &Laptop) -> Replica {
    let home = home(laptop);
    let group = home.group_ids().unwrap()[0];
    home.open_group(&group, Mode::ReadOnly, Box::new(SystemEnv)).unwrap()
}

fn home(laptop: &Laptop) -> Home {
    Home::open(&laptop.home, &mut SystemEnv).unwrap()
}

/// The store of a laptop's only group, for writing: only while its program does not run.
pub fn store(laptop: &Laptop) -> Store {
    let home = home(laptop);
    let group = home.group_ids().unwrap()[0];
    let place = Place::group(home.group_dir(&group), home.token_path(&group)).expecting(group);
    Store::open(&place, Mode::ReadWrite).unwrap()
}

/// The store of a laptop's only group, for reading beside its program.
pub fn reading(laptop: &Laptop) -> Store {
    let home = home(laptop);
    let group = home.group_ids().unwrap()[0];
    let place = Place::group(home.group_dir(&group), home.token_path(&group)).expecting(group);
    Store::open(&place, Mode::ReadOnly).unwrap()
}

fn private_store(laptop: &Laptop) -> Store {
    let home = home(laptop);
    let group = home.group_ids().unwrap()[0];
    let token = home.token_path(&group).with_extension("private");
    Store::open(&Place::private(home.group_dir(&group), token), Mode::ReadOnly).unwrap()
}

/// The content of every page that a laptop shows, as a digest.
pub fn digests(laptop: &Laptop) -> BTreeMap<PageId, [u8; 32]> {
    let mut replica = replica(laptop);
    let pages = replica.visible_pages();
    let digest = |page: PageId| {
        let digest = replica.read(&page, |open| open.digest()).unwrap().unwrap();
        (page, digest)
    };
    pages.into_iter().map(digest).collect()
}

/// The heads of every log of every page: the same bytes on each laptop that holds the page.
pub fn heads(laptop: &Laptop) -> BTreeMap<PageId, BTreeSet<String>> {
    let replica = replica(laptop);
    let heads = |page: PageId| {
        let heads = replica.store().heads(&page).unwrap();
        (
            page,
            heads
                .iter()
                .map(|head| format!("{:?}", (head.opening, head.row.n, head.row.chain)))
                .collect(),
        )
    };
    replica.visible_pages().into_iter().map(heads).collect()
}

/// Where a sentence is found on a laptop: every record that its keys open, and every file as it is.
pub fn find(laptop: &Laptop, sentence: &str) -> Vec<String> {
    let needle = sentence.to_lowercase().into_bytes();
    let replica = replica(laptop);
    let report = replica.store().check().unwrap();
    assert!(report.is_whole(), "a search of all records needs all records: {report:?}");
    let mut rows = Rows { needle, found: Vec::new(), opened: 0 };
    let pages = replica.roster().pages().map(|page| page.id).collect();
    rows.search(replica.store(), pages);
    rows.search(&private_store(laptop), BTreeSet::new());
    assert!(rows.opened > 10, "{}: hardly anything was opened", laptop.name);
    rows.files(&laptop.home);
    rows.found
}

/// The files of a laptop's home in which these bytes stand as they are.
pub fn files_with(laptop: &Laptop, needle: &[u8]) -> Vec<String> {
    let needle = needle.to_ascii_lowercase();
    let mut rows = Rows { needle, found: Vec::new(), opened: 0 };
    rows.files(&laptop.home);
    rows.found
}

/// Whether the key of a page is on a laptop.
pub fn has_key(laptop: &Laptop, page: &str) -> bool {
    replica(laptop).store().has_key(&PageId::from_hex(page).unwrap())
}

/// Whether a laptop holds anything of a page: an entry, a key, a card or a snapshot.
pub fn holds(laptop: &Laptop, page: &str) -> bool {
    let id = PageId::from_hex(page).unwrap();
    let replica = replica(laptop);
    let store = replica.store();
    store.pages().unwrap().contains(&id)
        || store.has_key(&id)
        || store.card(&id).unwrap().is_some()
        || store.snapshot(&id).unwrap().is_some()
}

struct Rows {
    needle: Vec<u8>,
    found: Vec<String>,
    opened: usize,
}

impl Rows {
    fn search(&mut self, store: &Reader, mut pages: BTreeSet<PageId>) {
        pages.extend(store.pages().unwrap());
        for page in &pages {
            for log in store.logs(page).unwrap() {
                for branch in log.branches {
                    for (number, (entry, _)) in branch.entries.iter().enumerate() {
                        self.look(
                            &format!("entry {} of {page}", branch.after + number as u64 + 1),
                            entry,
                        );
                    }
                }
            }
            if let Some(snapshot) = store.snapshot(page).unwrap() {
                self.look(&format!("snapshot of {page}"), &snapshot.bytes);
            }
        }
        for (page, card) in store.cards().unwrap().list {
            self.look(&format!("card of {page}"), &card);
        }
        for (number, statement) in store.statements_after(0, STATEMENTS).unwrap().list {
            self.look(&format!("statement {number}"), &statement);
        }
        for name in store.names("").unwrap() {
            let value = store.get(&name).unwrap().unwrap_or_default();
            self.look(&format!("value {name}"), &value);
            self.look("name of a value", name.as_bytes());
        }
        for (device, peer) in store.peers().unwrap() {
            self.look(&format!("peer {device}"), format!("{peer:?}").as_bytes());
        }
    }

    fn files(&mut self, folder: &Path) {
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                self.files(&path);
            } else if let Ok(bytes) = fs::read(&path) {
                self.look(&path.display().to_string(), &bytes);
            }
        }
    }

    fn look(&mut self, place: &str, bytes: &[u8]) {
        self.opened += 1;
        let lower = bytes.to_ascii_lowercase();
        if lower.windows(self.needle.len()).any(|window| window == self.needle) {
            self.found.push(place.to_owned());
        }
    }
}
