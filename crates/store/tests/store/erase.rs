//! A dropped page is gone: from every file, under every key that can still be found.

use std::fs;
use std::path::PathBuf;

use kring_store::{Branch, Dropped, Mode, PeerState, Snapshot, Store, StoreError};
use rusqlite::Connection;

use crate::support::{Laptop, Writer, append, append_many, page, texts};

fn filled() -> (Laptop, Store, Writer) {
    let laptop = Laptop::new();
    let mut store = laptop.create();
    let (mut gone, mut kept) = (Writer::new(1, page(1)), Writer::new(1, page(2)));
    store.transaction(|tx| tx.begin_log(gone.opening)).unwrap();
    for turn in 0..30 {
        append(&mut store, &mut gone, &[&format!("to be erased {turn}")]);
        append(&mut store, &mut kept, &["stays"]);
        if turn == 12 {
            store.compact().unwrap();
        }
    }
    append_many(&mut store, &mut gone, 200);
    let snapshot = Snapshot { bytes: vec![7; 20_000], covers: store.position().unwrap() };
    store
        .transaction(|tx| {
            tx.put_card(&page(1), b"erased card")?;
            tx.put_card(&page(2), b"kept card")?;
            tx.put_snapshot(&page(1), &snapshot)?;
            tx.touch(&page(1))
        })
        .unwrap();
    (laptop, store, gone)
}

/// Every sealed value of page 1 that the database holds now.
fn sealed_values(laptop: &Laptop) -> Vec<Vec<u8>> {
    let conn = Connection::open(laptop.dir().join("group.db")).unwrap();
    let mut values = Vec::new();
    for sql in [
        "SELECT value FROM heads WHERE page = ?1",
        "SELECT value FROM cards WHERE page = ?1",
        "SELECT value FROM snapshots WHERE page = ?1",
        "SELECT t.value FROM tail t JOIN heads h ON h.id = t.head WHERE h.page = ?1",
        "SELECT r.value FROM runs r JOIN heads h ON h.id = r.id >> 32 WHERE h.page = ?1",
    ] {
        let mut query = conn.prepare(sql).unwrap();
        let rows = query.query_map([page(1).as_bytes()], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        values.extend(rows.map(Result::unwrap));
    }
    values
}

/// Files that hold any stretch of 20 bytes of any of `values`.
fn holding(laptop: &Laptop, values: &[Vec<u8>]) -> Vec<PathBuf> {
    let stretches: std::collections::HashSet<&[u8]> =
        values.iter().flat_map(|value| value.chunks_exact(20)).collect();
    let found = |bytes: &[u8]| bytes.windows(20).any(|window| stretches.contains(window));
    laptop.files().into_iter().filter(|(_, bytes)| found(bytes)).map(|(path, _)| path).collect()
}

#[test]
fn no_byte_of_a_dropped_page_is_left_in_any_file() {
    let (laptop, mut store, mut gone) = filled();
    append(&mut store, &mut gone, &["the last that arrived"]);
    let values = sealed_values(&laptop);
    assert!(values.len() > 20);
    assert!(!holding(&laptop, &values).is_empty(), "before, it is there");
    let position = store.position().unwrap();
    let dropped = store.drop_page(&page(1)).unwrap();
    assert_eq!(dropped, Dropped { page: page(1), finished: true });
    assert!(holding(&laptop, &values).is_empty(), "{:?}", holding(&laptop, &values));
    assert!(store.logs(&page(1)).unwrap().is_empty());
    assert!(store.card(&page(1)).unwrap().is_none() && store.snapshot(&page(1)).unwrap().is_none());
    assert!(store.own_log(&page(1)).unwrap().is_none());
    assert_eq!(store.position().unwrap(), position, "what arrived has arrived");
    assert_eq!(texts(&store, &page(2)).len(), 30);
    assert_eq!(store.card(&page(2)).unwrap().as_deref(), Some(&b"kept card"[..]));
    assert_eq!(store.dropped().unwrap(), [dropped]);
    assert!(store.check().unwrap().is_whole());
    store.close().unwrap();
    let mut store = laptop.open();
    assert_eq!(texts(&store, &page(2)).len(), 30);
    // It does not come back by itself, and under another key if it is wanted.
    assert_eq!(gone.n, 231);
    let mut gone = Writer::new(1, page(1));
    let (batch, chains) = gone.write(&["back"]);
    let refused = store.transaction(|tx| tx.append_batch(&batch, Branch(0), &chains));
    assert!(matches!(refused, Err(StoreError::Dropped(_))));
    assert!(matches!(
        store.transaction(|tx| tx.put_card(&page(1), b"x")),
        Err(StoreError::Dropped(_))
    ));
    store.transaction(|tx| tx.want(&page(1))).unwrap();
    store.transaction(|tx| tx.append_batch(&batch, Branch(0), &chains)).unwrap();
    assert_eq!(texts(&store, &page(1)), ["back"]);
}

#[test]
fn a_backup_from_before_does_not_open_under_the_keys_of_after() {
    let (laptop, mut store, _) = filled();
    let (backup, other) = (laptop.copy(false), laptop.copy(false));
    let readable = |laptop: &Laptop| {
        let store = Store::open(&laptop.place(), Mode::ReadOnly).unwrap();
        store.logs(&page(1)).unwrap().iter().map(|log| log.branches[0].entries.len()).sum::<usize>()
            + usize::from(store.card(&page(1)).unwrap().is_some())
            + usize::from(store.snapshot(&page(1)).unwrap().is_some())
    };
    assert_eq!(readable(&backup), 232);
    store.drop_page(&page(1)).unwrap();
    // The store key of after opens neither the key file of after for this page, nor that of before.
    for name in ["keys", "keys.copy", "store.key", "store.key.copy"] {
        fs::copy(laptop.dir().join(name), backup.dir().join(name)).unwrap();
    }
    assert_eq!(readable(&backup), 0);
    for name in ["store.key", "store.key.copy"] {
        fs::copy(laptop.dir().join(name), other.dir().join(name)).unwrap();
    }
    assert!(matches!(Store::open(&other.place(), Mode::ReadOnly), Err(StoreError::Damaged(_))));
}

#[test]
fn another_process_forgets_the_page_and_its_key() {
    let (laptop, mut store, _) = filled();
    let mut other = laptop.open();
    assert_eq!(texts(&other, &page(1)).len(), 230);
    store.drop_page(&page(1)).unwrap();
    assert!(texts(&other, &page(1)).is_empty());
    // It writes the key file itself now: the dropped key must not come back with it.
    append(&mut other, &mut Writer::new(2, page(5)), &["new page"]);
    drop(store);
    drop(other);
    let store = laptop.open();
    assert_eq!(texts(&store, &page(5)), ["new page"]);
    assert_eq!(texts(&store, &page(2)).len(), 30);
    assert!(store.check().unwrap().is_whole());
}

#[test]
fn while_somebody_reads_there_is_no_receipt() {
    let (laptop, mut store, _) = filled();
    let values = sealed_values(&laptop);
    let reader = laptop.open();
    reader
        .consistent(|| {
            assert_eq!(texts(&reader, &page(1)).len(), 230);
            let dropped = store.drop_page(&page(1)).unwrap();
            assert!(!dropped.finished);
            assert_eq!(store.dropped().unwrap(), [dropped]);
            Ok(())
        })
        .unwrap();
    assert!(!holding(&laptop, &values).is_empty());
    assert!(store.finish_drops().unwrap());
    assert_eq!(store.dropped().unwrap(), [Dropped { page: page(1), finished: true }]);
    assert!(holding(&laptop, &values).is_empty());
}

#[test]
fn a_drop_that_a_crash_cut_short_is_finished_at_the_next_opening() {
    let (laptop, mut store, _) = filled();
    let reader = laptop.open();
    let crashed = reader
        .consistent(|| {
            texts(&reader, &page(2));
            store.drop_page(&page(1)).unwrap();
            Ok(laptop.copy(true))
        })
        .unwrap();
    let values = {
        let before = filled().0;
        sealed_values(&before)
    };
    assert!(!values.is_empty());
    let store = crashed.open();
    assert_eq!(store.dropped().unwrap(), [Dropped { page: page(1), finished: true }]);
    assert_eq!(texts(&store, &page(2)).len(), 30);
    assert!(store.check().unwrap().is_whole());
}

#[test]
fn every_step_of_rewrapping_the_keys_survives_a_crash() {
    let (laptop, mut store, _) = filled();
    let before = laptop.copy(true);
    store
        .transaction(|tx| {
            tx.put_peer(&kring_store::DeviceId::from_bytes([1; 32]), &PeerState::default())
        })
        .unwrap();
    store.drop_page(&page(1)).unwrap();
    let after = laptop.copy(true);
    // In the order in which they are written; each may be torn, those before it are done.
    let read = |laptop: &Laptop, name: &str| fs::read(laptop.dir().join(name)).unwrap();
    let both = {
        // Old and new store key together, as they are while the pages are wrapped again.
        let keys = |laptop: &Laptop| read(laptop, "store.key")[20..52].to_vec();
        twin(10, &[keys(&before), keys(&after)].concat())
    };
    let old_store_key = read(&before, "store.key");
    let steps: [(&str, Vec<u8>, &str, Vec<u8>); 6] = [
        ("store.key", both.clone(), "store.key.copy", old_store_key.clone()),
        ("store.key", both.clone(), "store.key.copy", both.clone()),
        ("keys", read(&after, "keys"), "keys.copy", read(&before, "keys.copy")),
        ("keys", read(&after, "keys"), "keys.copy", read(&after, "keys.copy")),
        ("store.key", twin(11, &read(&after, "store.key")[20..52]), "store.key.copy", both),
        ("store.key", read(&after, "store.key"), "store.key.copy", read(&after, "store.key.copy")),
    ];
    let state = before;
    for (first, first_bytes, second, second_bytes) in steps {
        for (name, bytes) in [(first, &first_bytes), (second, &second_bytes)] {
            let torn = state.copy(true);
            for cut in [0, bytes.len() / 2, bytes.len() - 1] {
                fs::write(torn.dir().join(name), &bytes[..cut]).unwrap();
                let store = Store::open(&torn.place(), Mode::ReadOnly).unwrap();
                assert_eq!(texts(&store, &page(2)).len(), 30, "{name} torn at {cut}");
            }
            fs::write(state.dir().join(name), bytes).unwrap();
            let whole = state.copy(true);
            let store = whole.open();
            assert_eq!(texts(&store, &page(2)).len(), 30, "{name} written");
            drop(store);
            assert_eq!(
                fs::read(whole.dir().join("store.key")).unwrap().len(),
                84,
                "one key is left"
            );
        }
    }
}

/// A small file as the store writes it.
fn twin(generation: u64, payload: &[u8]) -> Vec<u8> {
    let mut bytes = b"KRINGTW1".to_vec();
    bytes.extend(generation.to_le_bytes());
    bytes.extend((payload.len() as u32).to_le_bytes());
    bytes.extend(payload);
    let checksum = blake3::hash(&bytes);
    bytes.extend(checksum.as_bytes());
    bytes
}
