use std::fs;
use std::path::{Path, PathBuf};

use kring_model::edit;
use kring_model::entities;
use kring_model::schema::PageKind;
use kring_model::value::Value;
use kring_store::{KeyPlace as _, Mode};
use kring_trust::keys::DeviceKeys;
use kring_trust::roster::speak::{self, Speaker};
use kring_trust::statement::Audience;
use kring_trust::{GroupId, PageId};

use super::{Backup, BackupError, Kept, PutBack, open, put_back, put_back_generation, seal};
use crate::acts::records::Records as _;
use crate::env::{Env, SystemEnv, random_array};
use crate::file;
use crate::home::Home;
use crate::replica::testing::{minutes, page, shown};
use crate::replica::{Founding, Replica};

/// One laptop of a trial.
struct Laptop {
    folder: tempfile::TempDir,
    /// What the laptop's folder is called; a copy has another name.
    name: String,
}

/// The clock of a test: so many days after the system's.
struct Later(u64);

impl Env for Later {
    fn now_ms(&mut self) -> u64 {
        SystemEnv.now_ms() + self.0 * 86_400_000
    }
    fn random(&mut self, bytes: &mut [u8]) {
        SystemEnv.random(bytes);
    }
}

fn env() -> Box<dyn Env> {
    Box::new(SystemEnv)
}

impl Laptop {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), name: "home".into() }
    }

    fn home(&self) -> Home {
        Home::open(self.folder.path().join(&self.name), &mut SystemEnv).unwrap()
    }

    fn open(&self, group: &GroupId) -> Replica {
        self.open_after(group, 0)
    }

    fn open_after(&self, group: &GroupId, days: u64) -> Replica {
        self.home().open_group(group, Mode::ReadWrite, Box::new(Later(days))).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Everything that this laptop holds.
    fn backup(&self, group: &GroupId) -> Backup {
        let folder = self.home().private_dir("backups").unwrap();
        let kept = Kept::of(&mut self.open(group), &folder).unwrap();
        Backup { made_ms: 0, groups: vec![kept] }
    }
}

/// Noor's laptop with a group, and Bram's, whom she let in.
fn two() -> (Laptop, Laptop, GroupId) {
    let (noor, bram) = (Laptop::new(), Laptop::new());
    let founding = Founding {
        group_name: "Rust in de avond".into(),
        form: "intervision".into(),
        my_name: "Noor".into(),
        device_name: "Laptop van Noor".into(),
        language: "nl".into(),
    };
    let mut of_noor = noor.home().found(&founding, env()).unwrap();
    let group = of_noor.group();
    let nonce = random_array(&mut SystemEnv);
    let keys = DeviceKeys::derive(&bram.home().seed().unwrap(), nonce);
    let (record, consent) = speak::consent(&keys, &group, None, &of_noor.device());
    let joined = {
        let speaker = Speaker::new(of_noor.roster(), of_noor.device(), of_noor.keys(), 0);
        speaker.joined(record, consent)
    };
    let mut statements: Vec<Vec<u8>> =
        of_noor.store().statements_after(0, 100).unwrap().list.into_iter().map(|it| it.1).collect();
    statements.push(joined.encode());
    let of_bram = bram.home().create(group, keys, nonce, &statements, env()).unwrap();
    let mut incoming = kring_sync::Incoming::new(of_bram.device());
    incoming.statements = statements;
    of_noor.take_file(incoming).unwrap();
    let mut of_bram = of_bram;
    of_bram.introduce_myself("Bram", "Laptop van Bram", "nl").unwrap();
    meet(&mut of_noor, &mut of_bram);
    (noor, bram, group)
}

/// Both have everything, receipts too.
fn meet(one: &mut Replica, other: &mut Replica) {
    for turn in 0..3 {
        let (from, to) =
            if turn % 2 == 0 { (&mut *one, &mut *other) } else { (&mut *other, &mut *one) };
        let made = file::make(from, true).unwrap().bytes;
        file::take(to, &made).unwrap();
    }
}

/// Whether every log of every page has one branch.
fn is_whole(of: &Replica) -> bool {
    let pages = of.store().pages().unwrap();
    pages.iter().all(|page| {
        let heads = of.store().heads(page).unwrap();
        heads.iter().all(|head| of.store().branches(&head.opening.id()).unwrap().len() == 1)
    })
}

fn note(of: &mut Replica, text: &str) -> PageId {
    let page = of.act(|act| act.open_page(PageKind::Meeting, Audience::All, None)).unwrap();
    minutes(of, &page, text);
    page
}

fn write_private(of: &mut Replica, text: &str) {
    of.edit_private(|tx, author| {
        let values = [("kind", Value::from("note")), ("text", Value::from(text))];
        edit::add(tx, &entities::PRIVATE_ITEM, "01J00000000000000000000000", &values, author)
    })
    .unwrap();
}

fn private(of: &mut Replica) -> Vec<String> {
    of.read_private(|page| {
        let notes = page.all(&entities::PRIVATE_ITEM);
        notes.iter().map(|note| note.str("text").to_owned()).collect()
    })
    .unwrap()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(to, fs::Permissions::from_mode(0o700)).unwrap();
    }
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// How many groups are tried; more with `KRING_RESTORES`.
fn groups() -> u64 {
    std::env::var("KRING_RESTORES").ok().and_then(|text| text.parse().ok()).unwrap_or(4)
}

/// How often one laptop is put back. A page takes 64 logs of one device (`trust/plan`).
const TRIALS: u64 = 50;

/// One laptop is put back to an earlier moment in one of four ways, and goes on at once; nothing that
/// anybody wrote is lost, and nobody's log has two entries with one number.
#[test]
fn a_laptop_that_was_put_back_never_splits_the_group() {
    std::thread::scope(|scope| {
        for _ in 0..groups() {
            scope.spawn(put_back_again_and_again);
        }
    });
}

fn put_back_again_and_again() {
    let (noor, bram, group) = two();
    let (mut laptop, mut moved) = (noor, 0);
    let mut written = Vec::new();
    let (board, later) = {
        let mut of_noor = laptop.open(&group);
        let mut of_bram = bram.open(&group);
        let pages = (note(&mut of_noor, "bord"), note(&mut of_noor, "later"));
        meet(&mut of_noor, &mut of_bram);
        pages
    };
    let mut known = "later".to_owned();
    for trial in 0..TRIALS {
        let before = laptop.backup(&group);
        let whole = laptop.path("whole");
        copy_folder(laptop.home().root(), &whole);
        // What the laptop will forget, and the other one knows.
        {
            let (mut of_noor, mut of_bram) = (laptop.open(&group), bram.open(&group));
            if trial % 3 != 0 {
                minutes(&mut of_noor, &later, &format!("later {trial}"));
                meet(&mut of_noor, &mut of_bram);
                known = format!("later {trial}");
            }
        }
        match trial % 4 {
            // The group's folder was lost, and comes back from the file.
            0 => {
                fs::remove_dir_all(laptop.home().group_dir(&group)).unwrap();
                let back = put_back(&laptop.home(), &before.groups[0], env).unwrap();
                assert_eq!(back, PutBack::Placed);
            }
            // The group's folder alone is put back by other means.
            1 => {
                let dir = laptop.home().group_dir(&group);
                fs::remove_dir_all(&dir).unwrap();
                copy_folder(&whole.join("groups").join(group.to_string()), &dir);
            }
            // The whole home is put back.
            2 => {
                let root = laptop.home().root().to_owned();
                fs::remove_dir_all(&root).unwrap();
                copy_folder(&whole, &root);
            }
            // The copy goes on elsewhere.
            _ => {
                moved += 1;
                fs::rename(&whole, laptop.path(&format!("home-{moved}"))).unwrap();
                laptop.name = format!("home-{moved}");
            }
        }
        if whole.exists() {
            fs::remove_dir_all(&whole).unwrap();
        }
        let (mut of_noor, mut of_bram) = (laptop.open(&group), bram.open(&group));
        // It goes on at once, before anybody told it what it forgot.
        if trial % 10 == 0 {
            let text = format!("na {trial}");
            written.push((note(&mut of_noor, &text), text));
        }
        minutes(&mut of_noor, &board, &format!("bord {trial}"));
        meet(&mut of_noor, &mut of_bram);
        assert!(is_whole(&of_noor) && is_whole(&of_bram), "trial {trial}: a log has two branches");
        assert_eq!(shown(&mut of_noor, &board), format!("bord {trial}"), "trial {trial}");
        assert_eq!(shown(&mut of_bram, &board), format!("bord {trial}"), "trial {trial}");
        assert_eq!(shown(&mut of_noor, &later), known, "trial {trial}: what was forgotten is back");
        // Somebody else builds on it, as people do.
        minutes(&mut of_bram, &board, &format!("Bram {trial}"));
        meet(&mut of_bram, &mut of_noor);
        assert_eq!(shown(&mut of_noor, &board), format!("Bram {trial}"), "trial {trial}");
        let words = (of_noor.closing_words().unwrap(), of_bram.closing_words().unwrap());
        assert_eq!(words.0, words.1, "trial {trial}");
    }
    let (mut of_noor, mut of_bram) = (laptop.open(&group), bram.open(&group));
    for (page, text) in &written {
        assert_eq!(&shown(&mut of_noor, page), text);
        assert_eq!(&shown(&mut of_bram, page), text);
    }
}

#[test]
fn the_file_holds_the_private_page_and_opens_only_with_its_passphrase() {
    let (noor, _bram, group) = two();
    write_private(&mut noor.open(&group), "Alleen voor mij");
    let sealed = seal(&noor.backup(&group), "vier gewone woorden samen").unwrap();
    assert!(matches!(open(&sealed, "een ander woord"), Err(BackupError::Passphrase)));
    assert!(matches!(open(b"%PDF", "x"), Err(BackupError::Foreign)));
    let mut newer = sealed.clone();
    newer[14] = 9;
    assert!(matches!(open(&newer, "x"), Err(BackupError::Newer)));
    let opened = open(&sealed, "vier gewone woorden samen").unwrap();
    fs::remove_dir_all(noor.home().group_dir(&group)).unwrap();
    put_back(&noor.home(), &opened.groups[0], env).unwrap();
    assert_eq!(private(&mut noor.open(&group)), ["Alleen voor mij"]);
}

#[test]
fn a_cut_or_altered_file_puts_nothing_back() {
    let (noor, _bram, group) = two();
    let sealed = seal(&noor.backup(&group), "woord").unwrap();
    // Its head takes a second of work each time; behind it every piece has a code of its own.
    let cuts = [16, 40, 200, sealed.len() / 2, sealed.len() - 1];
    for at in cuts {
        assert!(open(&sealed[..at], "woord").is_err(), "cut at {at}");
        let mut altered = sealed.clone();
        altered[at] ^= 4;
        assert!(open(&altered, "woord").is_err(), "altered at {at}");
    }
}

#[test]
fn a_page_erased_since_does_not_come_back_from_an_older_file() {
    let (noor, bram, group) = two();
    let mut of_noor = noor.open(&group);
    let page = page(&mut of_noor, 10);
    meet(&mut of_noor, &mut bram.open(&group));
    drop(of_noor);
    let older = noor.backup(&group);
    let mut of_noor = noor.open(&group);
    of_noor.erase(&page).unwrap();
    meet(&mut of_noor, &mut bram.open(&group));
    drop(of_noor);
    // The group works: what the file has more is nothing.
    let added = put_back(&noor.home(), &older.groups[0], env).unwrap();
    assert_eq!(added, PutBack::Added { new: 0, private: false });
    assert!(!noor.open(&group).store().pages().unwrap().contains(&page));
    // The group was lost: the page is here until the others say that it was erased.
    fs::remove_dir_all(noor.home().group_dir(&group)).unwrap();
    put_back(&noor.home(), &older.groups[0], env).unwrap();
    let mut of_noor = noor.open(&group);
    meet(&mut of_noor, &mut bram.open(&group));
    assert!(!of_noor.store().pages().unwrap().contains(&page));
    assert!(!bram.open(&group).store().pages().unwrap().contains(&page));
}

#[test]
fn copies_are_made_by_day_and_before_an_update_and_lose_an_erased_page_at_once() {
    let (noor, _bram, group) = two();
    let mut of_noor = noor.open(&group);
    let erased = page(&mut of_noor, 10);
    drop(of_noor);
    let generations = noor.home().generations(&group);
    assert_eq!(generations.list().unwrap(), [], "nothing on the first day");
    drop(noor.open_after(&group, 1));
    assert_eq!(generations.list().unwrap().len(), 1);
    drop(noor.open_after(&group, 2));
    assert_eq!(generations.list().unwrap().len(), 1, "nothing changed");
    for day in 3..15 {
        let mut of_noor = noor.open_after(&group, day);
        note(&mut of_noor, "meer");
    }
    assert_eq!(generations.list().unwrap().len(), super::KEPT);
    let mut of_noor = noor.open_after(&group, 14);
    note(&mut of_noor, "voor de nieuwe versie");
    let put = |tx: &mut kring_store::Tx<'_>| tx.put("program", b"0 0.0.1");
    of_noor.store_mut().transaction::<_, kring_store::StoreError>(put).unwrap();
    drop(of_noor);
    let newest = generations.list().unwrap()[0].clone();
    let mut of_noor = noor.open_after(&group, 14);
    assert_ne!(generations.list().unwrap()[0], newest, "before the new version");
    of_noor.erase(&erased).unwrap();
    drop(of_noor);
    // The newest copy holds the page, and opens with no key that is still here.
    let copy = generations.list().unwrap()[0].path.clone();
    let dir = noor.home().group_dir(&group);
    let keys = kring_store::FileKeys::new(&dir, "store.key");
    assert_eq!(keys.load().unwrap().len(), 1);
    fs::write(dir.join("group.db"), b"stuk").unwrap();
    let newest = generations.list().unwrap()[0].clone();
    assert_eq!(newest.path, copy);
    put_back_generation(&noor.home(), &group, &newest, env()).unwrap();
    let mut of_noor = noor.open_after(&group, 14);
    assert!(!of_noor.store().pages().unwrap().contains(&erased));
    assert!(of_noor.store().pages().unwrap().len() > 5, "the rest is back");
    note(&mut of_noor, "verder");
}

#[test]
fn another_laptop_of_another_person_takes_nothing_private() {
    let (noor, bram, group) = two();
    let mut of_noor = noor.open(&group);
    let page = page(&mut of_noor, 10);
    write_private(&mut of_noor, "Alleen voor mij");
    drop(of_noor);
    let backup = noor.backup(&group);
    let elsewhere = Laptop::new();
    let refused = put_back(&elsewhere.home(), &backup.groups[0], env);
    assert!(matches!(refused, Err(BackupError::OtherLaptop(_))));
    assert_eq!(elsewhere.home().group_ids().unwrap(), []);
    let added = put_back(&bram.home(), &backup.groups[0], env).unwrap();
    assert!(matches!(added, PutBack::Added { new: 1.., private: false }), "{added:?}");
    let mut of_bram = bram.open(&group);
    assert_eq!(shown(&mut of_bram, &page), "a".repeat(10));
    assert_eq!(private(&mut of_bram), [""; 0]);
}

#[test]
fn a_private_page_comes_back_beside_what_was_written_since() {
    let (noor, _bram, group) = two();
    write_private(&mut noor.open(&group), "Van toen");
    let backup = noor.backup(&group);
    // The private page alone was lost.
    let dir = noor.home().group_dir(&group);
    let whole = noor.path("whole");
    copy_folder(&dir, &whole);
    fs::remove_dir_all(&dir).unwrap();
    put_back(&noor.home(), &backup.groups[0], env).unwrap();
    let added = put_back(&noor.home(), &backup.groups[0], env).unwrap();
    assert_eq!(added, PutBack::Added { new: 0, private: false }, "a second time brings nothing");
    assert_eq!(private(&mut noor.open(&group)), ["Van toen"]);
}
