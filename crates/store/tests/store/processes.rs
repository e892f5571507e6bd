//! Several processes, here as several handles, on one directory.

use kring_store::{Mode, Store, StoreError};

use crate::support::{Laptop, Writer, append, append_many, page, texts};

#[test]
fn what_one_commits_the_other_reads_new_pages_included() {
    let laptop = Laptop::new();
    let mut one = laptop.create();
    let mut two = laptop.open();
    let reading = Store::open(&laptop.place(), Mode::ReadOnly).unwrap();
    let version = two.data_version().unwrap();
    let (mut here, mut there) = (Writer::new(1, page(1)), Writer::new(2, page(2)));
    append(&mut one, &mut here, &["from one"]);
    assert_ne!(two.data_version().unwrap(), version, "it notices");
    assert_eq!(texts(&two, &page(1)), ["from one"]);
    append(&mut two, &mut there, &["from two"]);
    append(&mut one, &mut here, &["more from one"]);
    for store in [&one, &two, &reading] {
        assert_eq!(texts(store, &page(1)), ["from one", "more from one"]);
        assert_eq!(texts(store, &page(2)), ["from two"]);
        assert_eq!(store.position().unwrap().number, 3);
        assert!(store.check().unwrap().is_whole());
    }
    two.compact().unwrap();
    append(&mut one, &mut here, &["after compaction"]);
    assert_eq!(texts(&two, &page(1)).len(), 3);
}

/// A process that closes a file loses its locks on it, whoever of its threads took them; without
/// them another process could take the WAL away under it.
#[cfg(target_os = "linux")]
#[test]
fn a_second_handle_in_a_process_leaves_the_locks_of_the_first() {
    use std::os::unix::fs::MetadataExt;
    let laptop = Laptop::new();
    let one = laptop.create();
    let two = laptop.open();
    let reading = Store::open(&laptop.place(), Mode::ReadOnly).unwrap();
    let file = std::fs::metadata(laptop.dir().join("group.db")).unwrap().ino();
    let locks = std::fs::read_to_string("/proc/locks").unwrap();
    let (process, file) = (format!(" {} ", std::process::id()), format!(":{file} "));
    let ours = |line: &&str| line.contains("POSIX") && line.contains(&process);
    assert_eq!(locks.lines().filter(ours).filter(|line| line.contains(&file)).count(), 1);
    drop((one, two, reading));
}

#[test]
fn two_threads_writing_at_once_lose_nothing() {
    let laptop = Laptop::new();
    laptop.create().close().unwrap();
    std::thread::scope(|scope| {
        for device in 1..=2 {
            let mut store = laptop.open();
            scope.spawn(move || {
                for number in 0..40 {
                    let mut writer = Writer::new(device, page(device * 100 + number));
                    append_many(&mut store, &mut writer, 1);
                    if number % 10 == 0 {
                        store.compact().unwrap();
                    }
                }
            });
        }
    });
    let store = laptop.open();
    assert_eq!(store.pages().unwrap().len(), 80);
    assert_eq!(store.position().unwrap().number, 80);
    assert!(store.check().unwrap().is_whole());
}

#[test]
fn a_read_is_one_state_whatever_others_do() {
    let laptop = Laptop::new();
    let mut one = laptop.create();
    let mut writer = Writer::new(1, page(1));
    append(&mut one, &mut writer, &["one"]);
    let two = laptop.open();
    let (before, after) = two
        .consistent(|| {
            let before = two.position()?;
            append(&mut one, &mut writer, &["two"]);
            one.compact()?;
            assert_eq!(texts(&two, &page(1)), ["one"]);
            Ok((before, two.position()?))
        })
        .unwrap();
    assert_eq!(before, after);
    assert_eq!(texts(&two, &page(1)), ["one", "two"]);
}

#[test]
fn one_at_a_time_holds_the_network() {
    let laptop = Laptop::new();
    let one = laptop.create();
    let two = laptop.open();
    let guard = one.try_network().unwrap().unwrap();
    assert!(two.try_network().unwrap().is_none());
    drop(guard);
    assert!(two.try_network().unwrap().is_some());
}

#[test]
fn a_writer_that_waits_too_long_is_told_so() {
    let laptop = Laptop::new();
    let mut one = laptop.create();
    let mut two = laptop.open();
    let busy = one.transaction(|tx| {
        tx.put("a", b"b")?;
        two.transaction(|tx| tx.put("c", b"d"))
    });
    assert!(matches!(busy, Err(StoreError::Busy)));
    assert!(!two.is_stopped(), "it may try again");
    two.transaction(|tx| tx.put("c", b"d")).unwrap();
    assert_eq!(one.get("c").unwrap().as_deref(), Some(&b"d"[..]));
    assert_eq!(one.get("a").unwrap(), None);
}
