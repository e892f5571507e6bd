//! What is not a whole store of this group and version is refused, and left as it was.

use std::fs;

use kring_store::{GroupId, Mode, Place, Store, StoreError};

use crate::support::{GROUP, Laptop, Writer, append, page, texts};

fn filled() -> Laptop {
    let laptop = Laptop::new();
    let mut store = laptop.create();
    append(&mut store, &mut Writer::new(1, page(1)), &["one"]);
    store.close().unwrap();
    laptop
}

fn refusal(laptop: &Laptop) -> StoreError {
    let before = laptop.files();
    let reading = Store::open(&laptop.place(), Mode::ReadOnly).err().unwrap();
    let writing = Store::open(&laptop.place(), Mode::ReadWrite).err().unwrap();
    assert_eq!(reading.to_string(), writing.to_string());
    for (path, bytes) in before {
        assert_eq!(fs::read(&path).unwrap(), bytes, "{} was touched", path.display());
    }
    writing
}

#[test]
fn nothing_there_is_missing_not_new() {
    let laptop = Laptop::new();
    assert!(matches!(Store::open(&laptop.place(), Mode::ReadWrite), Err(StoreError::Missing(_))));
    let laptop = filled();
    fs::remove_file(laptop.dir().join("group.db")).unwrap();
    assert!(matches!(refusal(&laptop), StoreError::Missing(_)));
}

#[test]
fn an_existing_store_is_not_created_over() {
    let laptop = filled();
    assert!(matches!(Store::create(&laptop.place(), GROUP), Err(StoreError::Exists(_))));
    assert_eq!(texts(&laptop.open(), &page(1)), ["one"]);
}

#[test]
fn half_a_creation_is_begun_again() {
    let laptop = filled();
    // As if the power had gone just before the database got its name.
    fs::rename(laptop.dir().join("group.db"), laptop.dir().join("group.db.new")).unwrap();
    assert!(matches!(refusal(&laptop), StoreError::Missing(_)));
    let store = Store::create(&laptop.place(), GROUP).unwrap();
    assert!(store.pages().unwrap().is_empty());
}

#[test]
fn an_empty_or_cut_file_is_damaged_not_new() {
    let laptop = filled();
    let database = laptop.dir().join("group.db");
    let whole = fs::read(&database).unwrap();
    for length in [0, 1, 99, 100, 4_095, 4_096, 8_192, whole.len() - 4_096, whole.len() - 1] {
        fs::write(&database, &whole[..length]).unwrap();
        assert!(matches!(refusal(&laptop), StoreError::Damaged(_)), "cut at {length}");
    }
    fs::write(&database, vec![0; whole.len()]).unwrap();
    assert!(matches!(refusal(&laptop), StoreError::Foreign(_)));
}

#[test]
fn a_foreign_database_is_refused() {
    let laptop = filled();
    let database = laptop.dir().join("group.db");
    fs::write(&database, b"").unwrap();
    let other = rusqlite::Connection::open(&database).unwrap();
    other.execute_batch("CREATE TABLE t(x)").unwrap();
    drop(other);
    assert!(matches!(refusal(&laptop), StoreError::Foreign(_)));
}

#[test]
fn a_newer_format_is_refused_untouched() {
    let laptop = filled();
    let conn = rusqlite::Connection::open(laptop.dir().join("group.db")).unwrap();
    conn.pragma_update(None, "user_version", 2).unwrap();
    drop(conn);
    assert!(matches!(refusal(&laptop), StoreError::Newer { version: 2, .. }));
}

#[test]
fn tables_that_are_not_ours_are_refused() {
    let laptop = filled();
    let conn = rusqlite::Connection::open(laptop.dir().join("group.db")).unwrap();
    conn.execute_batch("CREATE TRIGGER t AFTER INSERT ON tail BEGIN DELETE FROM runs; END")
        .unwrap();
    drop(conn);
    assert!(matches!(refusal(&laptop), StoreError::Damaged(_)));
}

#[test]
fn another_groups_store_is_refused() {
    let laptop = filled();
    let place = Place::group(laptop.dir(), laptop.token()).expecting(GroupId::from_bytes([8; 32]));
    assert!(matches!(Store::open(&place, Mode::ReadWrite), Err(StoreError::OtherGroup)));
}

#[test]
fn another_stores_database_under_these_keys_is_refused() {
    let (laptop, other) = (filled(), filled());
    fs::copy(other.dir().join("group.db"), laptop.dir().join("group.db")).unwrap();
    // Nothing opens under these keys: no position, no page, and nothing is shown as if it were.
    let store = laptop.open();
    assert!(texts(&store, &page(1)).is_empty());
    assert!(!store.check().unwrap().is_whole());
}

#[test]
fn lost_keys_are_refused() {
    for names in [["keys", "keys.copy"], ["store.key", "store.key.copy"]] {
        let laptop = filled();
        for name in names {
            fs::write(laptop.dir().join(name), b"torn").unwrap();
        }
        assert!(matches!(refusal(&laptop), StoreError::Damaged(_)), "{names:?}");
        for name in names {
            fs::remove_file(laptop.dir().join(name)).unwrap();
        }
        assert!(matches!(refusal(&laptop), StoreError::Missing(_)), "{names:?}");
    }
}

#[test]
fn one_lost_copy_of_the_keys_is_made_whole_again() {
    for name in ["keys", "keys.copy", "store.key", "store.key.copy"] {
        let laptop = filled();
        let path = laptop.dir().join(name);
        let whole = fs::read(&path).unwrap();
        for bad in [&b""[..], b"torn", &whole[..whole.len() - 1]] {
            fs::write(&path, bad).unwrap();
            let store = laptop.open();
            assert_eq!(texts(&store, &page(1)), ["one"]);
            drop(store);
            assert_eq!(fs::read(&path).unwrap(), whole, "{name}");
        }
    }
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_alone_and_wider_ones_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let laptop = filled();
    let store = laptop.open();
    for (path, _) in laptop.files() {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
    assert_eq!(fs::metadata(laptop.dir()).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(
        fs::metadata(laptop.token().parent().unwrap()).unwrap().permissions().mode() & 0o777,
        0o700
    );
    drop(store);
    for name in ["group.db", "keys", "keys.copy", "store.key", "store.key.copy", "."] {
        let path = laptop.dir().join(name);
        let right = fs::metadata(&path).unwrap().permissions();
        let wider = right.mode() | 0o040;
        fs::set_permissions(&path, fs::Permissions::from_mode(wider)).unwrap();
        let refused = Store::open(&laptop.place(), Mode::ReadWrite).err().unwrap();
        assert!(matches!(refused, StoreError::WiderPermissions(_)), "{name}: {refused}");
        assert!(refused.to_string().contains(path.parent().unwrap().to_str().unwrap()));
        fs::set_permissions(&path, right).unwrap();
    }
    for name in ["presence.lock", "door.lock"] {
        let path = laptop.dir().join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        assert!(matches!(
            Store::open(&laptop.place(), Mode::ReadWrite),
            Err(StoreError::WiderPermissions(_))
        ));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    laptop.open();
}

#[test]
fn a_reader_changes_nothing_and_may_not_write() {
    let laptop = filled();
    let before = laptop.files();
    let mut store = Store::open(&laptop.place(), Mode::ReadOnly).unwrap();
    assert_eq!(texts(&store, &page(1)), ["one"]);
    assert!(store.check().unwrap().is_whole());
    assert!(matches!(store.transaction(|tx| tx.put("a", b"b")), Err(StoreError::ReadOnly)));
    drop(store);
    for (path, bytes) in before {
        assert_eq!(fs::read(&path).unwrap(), bytes, "{}", path.display());
    }
}

/// A directory in which nothing can be written, even by root, until it is dropped.
#[cfg(target_os = "linux")]
struct Frozen(std::path::PathBuf, bool);

#[cfg(target_os = "linux")]
impl Frozen {
    /// `None` where this process may write in spite of permissions and may not mount.
    fn new(dir: std::path::PathBuf) -> Option<Self> {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o500)).unwrap();
        if fs::write(dir.join("probe"), b"").is_err() {
            return Some(Self(dir, false));
        }
        fs::remove_file(dir.join("probe")).unwrap();
        let mount = |args: &[&str]| {
            let run = std::process::Command::new("mount").args(args).arg(&dir).output();
            run.is_ok_and(|run| run.status.success())
        };
        let bound = mount(&["--bind", dir.to_str()?]);
        (bound && mount(&["-o", "remount,bind,ro"])).then(|| Self(dir.clone(), true))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Frozen {
    fn drop(&mut self) {
        use std::os::unix::fs::PermissionsExt;
        if self.1 {
            std::process::Command::new("umount").arg(&self.0).status().unwrap();
        }
        fs::set_permissions(&self.0, fs::Permissions::from_mode(0o700)).unwrap();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_works_where_nothing_can_be_written() {
    let laptop = filled();
    let Some(frozen) = Frozen::new(laptop.dir()) else { return };
    let store = Store::open(&laptop.place(), Mode::ReadOnly).unwrap();
    assert_eq!(texts(&store, &page(1)), ["one"]);
    assert!(store.check().unwrap().is_whole());
    drop(store);
    let writing = Store::open(&laptop.place(), Mode::ReadWrite).err().unwrap();
    assert!(matches!(writing, StoreError::ReadOnly | StoreError::Io(_)), "{writing}");
    drop(frozen);
    assert_eq!(laptop.open().continuity(), kring_store::Continuity::Same);
}
