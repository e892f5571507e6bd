//! Damage is found, named, never answered with wrong data, and put right from a peer.

use std::collections::BTreeMap;
use std::fs::{self, File};

use kring_store::{
    Branch, Dump, MemoryToken, PageId, PeerState, Position, Snapshot, StatementId, Store, StoredLog,
};
use rusqlite::Connection;

use crate::support::{GROUP, Laptop, Writer, append, append_many, page, texts};

/// Alters the file of a closed store through plain SQLite.
fn alter(laptop: &Laptop, sql: &str) {
    let conn = Connection::open(laptop.dir().join("group.db")).unwrap();
    let changed = conn.execute(sql, []).unwrap();
    assert!(changed > 0, "{sql}");
}

/// The last byte of a sealed value, flipped.
fn flip(table: &str, condition: &str) -> String {
    let other = "CASE substr(value, -1) WHEN x'00' THEN x'01' ELSE x'00' END";
    format!(
        "UPDATE {table} SET value = CAST(substr(value, 1, length(value) - 1) || {other} AS BLOB) WHERE {condition}"
    )
}

/// A log of 1 + 40 + 2 + 30 + 1 + 1 entries: tail and runs in turn.
fn filled() -> (Laptop, Writer) {
    let laptop = Laptop::new();
    let mut store = laptop.create();
    let mut writer = Writer::new(1, page(1));
    for count in [1, 40, 2, 30, 1, 1] {
        append_many(&mut store, &mut writer, count);
    }
    store.close().unwrap();
    (laptop, writer)
}

fn holes(log: &StoredLog) -> Vec<(u64, u64)> {
    log.damaged.iter().map(|damage| (damage.from, damage.to)).collect()
}

/// Fetches what is missing from a peer that has everything, batch by batch.
fn heal(store: &mut Store, peer: &Store, writer: &Writer, size: usize) {
    let log = writer.log();
    let from = store.logs(&page(1)).unwrap()[0].damaged[0].from - 1;
    let (mut n, end) = (from, writer.n);
    while n < end {
        let batch = peer.batches_after(&log, Branch(0), n, size).unwrap().remove(0);
        let chain = store.chain_at(&log, Branch(0), n).unwrap().expect("what is before is whole");
        let chains = crate::support::chains_of(chain, &batch);
        n = batch.row.n;
        store.transaction(|tx| tx.append_batch(&batch, Branch(0), &chains)).unwrap();
    }
}

#[test]
fn each_damaged_record_of_a_log_is_named_and_healed() {
    let cases: [(String, &[(u64, u64)]); 9] = [
        (flip("tail", "number = 1"), &[(1, 1)]),
        (flip("runs", "first = 2"), &[(2, 41)]),
        (flip("tail", "first = 42"), &[(42, 43)]),
        (flip("runs", "first = 44"), &[(44, 73)]),
        (flip("tail", "first = 75"), &[(75, 75)]),
        (flip("tail", "1 = 1"), &[(1, 1), (42, 43), (74, 75)]),
        (flip("runs", "1 = 1"), &[(2, 41), (44, 73)]),
        ("DELETE FROM runs WHERE first = 2".into(), &[(2, 41)]),
        ("DELETE FROM tail WHERE first = 74".into(), &[(74, 74)]),
    ];
    for (sql, expected) in cases {
        for size in [1, usize::MAX] {
            let (laptop, writer) = filled();
            let peer = laptop.copy(true);
            let whole = texts(&peer.open(), &page(1));
            alter(&laptop, &sql);
            let mut store = laptop.open();
            let log = store.logs(&page(1)).unwrap().remove(0);
            assert_eq!(holes(&log), expected, "{sql}");
            assert_eq!(
                log.branches[0].entries.len() as u64,
                expected[0].0 - 1,
                "up to the first hole"
            );
            assert!(!store.check().unwrap().is_whole());
            let number = store.position().unwrap().number;
            heal(&mut store, &peer.open(), &writer, size);
            assert_eq!(texts(&store, &page(1)), whole, "{sql} {size}");
            let report = store.check().unwrap();
            assert!(report.is_whole(), "{sql} {size}: {report:?}");
            // Also who held the position until then compares the page: what lay behind the damage
            // could not be sent.
            let now = store.position().unwrap().number;
            assert_eq!(store.pages_touched(number, now).unwrap(), [page(1)], "{sql} {size}");
            assert_eq!(store.pages_touched(0, number).unwrap(), [page(1)]);
        }
    }
}

#[test]
fn what_is_healed_in_part_stays_damaged_in_the_rest() {
    let (laptop, writer) = filled();
    alter(&laptop, &flip("runs", "first = 2"));
    let mut store = laptop.open();
    let mut again = Writer::new(1, page(1));
    again.write_many(1);
    let (part, chains) = again.write_many(10);
    store.transaction(|tx| tx.append_batch(&part, Branch(0), &chains)).unwrap();
    let log = store.logs(&page(1)).unwrap().remove(0);
    assert_eq!(holes(&log), [(12, 41)]);
    assert_eq!(log.branches[0].entries.len(), 11);
    let (part, chains) = again.write_many(writer.n - 11);
    store.transaction(|tx| tx.append_batch(&part, Branch(0), &chains)).unwrap();
    assert_eq!(texts(&store, &page(1)).len() as u64, writer.n);
    assert!(store.check().unwrap().is_whole());
}

#[test]
fn a_repair_that_disagrees_with_what_is_whole_is_refused() {
    let (laptop, _) = filled();
    alter(&laptop, &flip("runs", "first = 2"));
    let mut store = laptop.open();
    let mut other = Writer::new(1, page(1));
    other.write_many(1);
    let texts: Vec<String> = (0..42).map(|at| format!("forged {at}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (forged, chains) = other.write(&texts);
    let refused = store.transaction(|tx| tx.append_batch(&forged, Branch(0), &chains));
    assert!(matches!(refused, Err(kring_store::StoreError::Mismatch)));
    assert_eq!(holes(&store.logs(&page(1)).unwrap()[0]), [(2, 41)]);
}

#[test]
fn swapped_records_do_not_open() {
    let laptop = Laptop::new();
    let mut store = laptop.create();
    let (mut one, mut two) = (Writer::new(1, page(1)), Writer::new(2, page(1)));
    append(&mut store, &mut one, &["aaaa"]);
    append(&mut store, &mut two, &["bbbb"]);
    append(&mut store, &mut one, &["cccc"]);
    store.transaction(|tx| tx.put("x", b"1111").and_then(|()| tx.put("y", b"2222"))).unwrap();
    store.close().unwrap();
    let whole = laptop.copy(true);
    let swap = |table: &str, key: &str, one: &str, two: &str| {
        format!(
            "UPDATE {table} SET value = (SELECT value FROM {table} o WHERE o.{key} = \
             CASE {table}.{key} WHEN {one} THEN {two} ELSE {one} END) WHERE {key} IN ({one}, {two})"
        )
    };
    for (one, two) in [("1", "2"), ("1", "3")] {
        laptop.restore(&whole);
        alter(&laptop, &swap("tail", "number", one, two));
        let store = laptop.open();
        let damaged: usize =
            store.logs(&page(1)).unwrap().iter().map(|log| log.damaged.len()).sum();
        assert!(damaged > 0);
        assert!(!store.check().unwrap().is_whole());
    }
    laptop.restore(&whole);
    alter(&laptop, &swap("items", "key", "CAST('x' AS BLOB)", "CAST('y' AS BLOB)"));
    assert!(laptop.open().get("x").is_err());
    laptop.restore(&whole);
    alter(&laptop, &swap("heads", "id", "1", "2"));
    let store = laptop.open();
    assert!(!store.check().unwrap().is_whole());
    assert_eq!(
        texts(&store, &page(1)),
        if one.log() < two.log() { ["aaaa", "cccc", "bbbb"] } else { ["bbbb", "aaaa", "cccc"] }
    );
}

#[test]
fn a_damaged_head_is_rebuilt_from_its_entries() {
    let (laptop, mut writer) = filled();
    alter(&laptop, &flip("heads", "1 = 1"));
    let mut store = laptop.open();
    assert_eq!(store.heads(&page(1)).unwrap()[0].row.chain, writer.chain);
    assert_eq!(texts(&store, &page(1)).len() as u64, writer.n);
    assert!(!store.check().unwrap().is_whole());
    append(&mut store, &mut writer, &["and on"]);
    assert!(store.check().unwrap().is_whole());
}

#[test]
fn a_head_beyond_recognition_is_found_again_by_its_log() {
    for column in ["page", "device", "salt"] {
        let (laptop, writer) = filled();
        let peer = laptop.copy(true).open();
        alter(&laptop, &flip("heads", "1 = 1"));
        alter(&laptop, &format!("UPDATE heads SET {column} = x'00'"));
        let mut store = laptop.open();
        assert!(!store.check().unwrap().is_whole());
        let start = writer.opening.chain_start(&GROUP);
        let batch = peer.batches_after(&writer.log(), Branch(0), 0, 1).unwrap().remove(0);
        let chains = crate::support::chains_of(start, &batch);
        store.transaction(|tx| tx.accept(&batch, &start, &chains)).unwrap();
        assert_eq!(texts(&store, &page(1)), texts(&peer, &page(1)), "{column}");
        assert!(store.check().unwrap().is_whole());
    }
}

#[test]
fn a_log_whose_head_and_end_are_damaged_is_never_written_on() {
    let laptop = Laptop::new();
    let mut store = laptop.create();
    let mut writer = Writer::new(1, page(1));
    store.transaction(|tx| tx.begin_log(writer.opening)).unwrap();
    append(&mut store, &mut writer, &["one"]);
    store.close().unwrap();
    alter(&laptop, &flip("heads", "1 = 1"));
    assert!(laptop.open().own_log(&page(1)).unwrap().is_none());
}

#[test]
fn damaged_statements_are_counted_and_put_back_in_their_place() {
    let laptop = Laptop::new();
    let id = |number: u8| StatementId::from_bytes([number; 32]);
    let mut store = laptop.create();
    for number in 1..=5 {
        store.transaction(|tx| tx.append_statement(&id(number), &[number; 9])).unwrap();
    }
    store.close().unwrap();
    let whole = laptop.copy(true);
    let cases = [
        (flip("statements", "number = 2"), 2),
        (flip("statements", "number = 5"), 5),
        ("DELETE FROM statements WHERE number = 3".into(), 3),
        ("DELETE FROM statements WHERE number = 5".into(), 5),
        ("UPDATE statements SET id = x'00' WHERE number = 1".into(), 1),
        ("UPDATE statements SET seq = 9 WHERE number = 4".into(), 4),
    ];
    for (sql, lost) in cases {
        laptop.restore(&whole);
        alter(&laptop, &sql);
        let mut store = laptop.open();
        let read = store.statements_after(0, 100).unwrap();
        assert_eq!(read.list.len(), 4, "{sql}");
        assert_eq!(
            read.damaged.iter().map(|damage| (damage.from, damage.to)).collect::<Vec<_>>(),
            [(lost, lost)]
        );
        for number in 1..=5 {
            let bytes = [number; 9];
            store.transaction(|tx| tx.append_statement(&id(number), &bytes)).unwrap();
        }
        let read = store.statements_after(0, 100).unwrap();
        assert_eq!(
            read.list.iter().map(|(at, _)| *at).collect::<Vec<_>>(),
            [1, 2, 3, 4, 5],
            "{sql}"
        );
        assert!(read.damaged.is_empty());
        assert!(store.check().unwrap().is_whole());
        assert_eq!(store.position().unwrap().number, 5);
    }
}

#[test]
fn a_lost_position_begins_a_new_history_that_no_peer_mistakes() {
    let (laptop, mut writer) = filled();
    let old = laptop.copy(true).open().position().unwrap();
    alter(&laptop, &flip("items", "kind = 1 AND key = CAST('position' AS BLOB)"));
    alter(&laptop, "DELETE FROM tail WHERE number = 75");
    let mut store = laptop.open();
    let new = store.position().unwrap();
    assert!(new.number >= old.number && new.hash != old.hash);
    assert_eq!(store.pages_touched(0, new.number).unwrap(), [page(1)]);
    let again = store.position().unwrap();
    assert_eq!(again, new, "mended once");
    append(&mut store, &mut writer, &["and on"]);
    assert_eq!(store.position().unwrap().number, new.number + 1);
}

/// A small store with one of everything.
fn everything(token: &MemoryToken) -> Dump {
    let mut store = Store::in_memory_with(GROUP, token).unwrap();
    let (mut one, mut two) = (Writer::new(1, page(1)), Writer::new(2, page(2)));
    let text = "Wat viel je op tijdens de interventie, en wat deed dat met je? ".repeat(2);
    store.transaction(|tx| tx.begin_log(one.opening)).unwrap();
    for turn in 0..14 {
        append(&mut store, &mut one, &[&format!("{turn} {text}")]);
        append_many(&mut store, &mut two, 1 + turn % 3 * 9);
        if turn == 6 {
            store.compact().unwrap();
        }
    }
    let held = store.transaction(|tx| tx.tell()).unwrap();
    let state = PeerState { confirmed: Some(held), theirs: Some(held), ..PeerState::default() };
    let snapshot = Snapshot { bytes: text.repeat(20).into(), covers: held };
    store
        .transaction(|tx| {
            for number in 1..=5 {
                tx.append_statement(&StatementId::from_bytes([number; 32]), text.as_bytes())?;
            }
            tx.touch(&page(2))?;
            tx.put_peer(&kring_store::DeviceId::from_bytes([1; 32]), &state)?;
            tx.put_card(&page(1), text.as_bytes())?;
            tx.put_card(&page(2), text.repeat(3).as_bytes())?;
            tx.put_snapshot(&page(1), &snapshot)?;
            tx.put("draft", text.as_bytes())?;
            tx.want(&page(7))
        })
        .unwrap();
    store.drop_page(&page(6)).unwrap();
    store.close_to_dump().unwrap()
}

/// Everything a store answers; what it reported as damaged is an `Err` or missing.
#[derive(Debug, PartialEq)]
struct Seen {
    logs: BTreeMap<PageId, Vec<StoredLog>>,
    statements: Vec<(u64, Vec<u8>)>,
    cards: Vec<(PageId, Vec<u8>)>,
    snapshot: Option<Snapshot>,
    draft: Option<Vec<u8>>,
    peer: PeerState,
    position: Option<Position>,
    own: Option<u64>,
    wanted: Vec<PageId>,
}

fn see(store: &Store) -> Seen {
    let logs = |number| (page(number), store.logs(&page(number)).unwrap_or_default());
    Seen {
        logs: [1, 2].map(logs).into(),
        statements: store.statements_after(0, 100).map(|read| read.list).unwrap_or_default(),
        cards: store.cards().map(|cards| cards.list).unwrap_or_default(),
        snapshot: store.snapshot(&page(1)).unwrap_or_default(),
        draft: store.get("draft").unwrap_or_default(),
        peer: store.peer(&kring_store::DeviceId::from_bytes([1; 32])).unwrap_or_default(),
        position: store.position().ok(),
        own: store.own_log(&page(1)).ok().flatten().map(|own| own.n),
        wanted: store.wanted().unwrap_or_default(),
    }
}

/// Nothing in `seen` says anything else than `whole`; parts may be missing.
fn nothing_wrong(seen: &Seen, whole: &Seen) -> bool {
    let log_fits = |log: &StoredLog, whole: &[StoredLog]| {
        whole.iter().any(|other| {
            log.opening == other.opening
                && log.branches.iter().all(|branch| {
                    other.branches.iter().any(|other| other.entries.starts_with(&branch.entries))
                })
        })
    };
    let logs = seen
        .logs
        .iter()
        .all(|(page, logs)| logs.iter().all(|log| log_fits(log, &whole.logs[page])));
    logs && seen.statements.iter().all(|statement| whole.statements.contains(statement))
        && seen.cards.iter().all(|card| whole.cards.contains(card))
        && (seen.snapshot.is_none() || seen.snapshot == whole.snapshot)
        && (seen.draft.is_none() || seen.draft == whole.draft)
        && (seen.peer == PeerState::default() || seen.peer == whole.peer)
        && (seen.own.is_none() || seen.own == whole.own)
        && seen.wanted.iter().all(|page| whole.wanted.contains(page))
        && seen.position.is_none_or(|seen| {
            whole
                .position
                .is_some_and(|whole| seen == whole || (seen.hash != whole.hash && seen.number > 0))
        })
}

#[derive(Default, Debug)]
struct Tally {
    refused: usize,
    reported: usize,
    whole: usize,
}

fn try_altered(dump: &Dump, whole: &Seen, what: &str, tally: &mut Tally) {
    let Ok(store) = Store::load(dump, &MemoryToken::default()) else {
        tally.refused += 1;
        return;
    };
    let seen = see(&store);
    assert!(nothing_wrong(&seen, whole), "{what}: wrong data");
    if store.check().is_ok_and(|report| report.is_whole()) {
        // Another token, and a position that had to begin anew, are what they are.
        let expected = Seen { own: seen.own, position: seen.position, ..see_again(whole) };
        assert!(seen.logs == expected.logs, "{what}: logs");
        assert!(seen.statements == expected.statements, "{what}: statements");
        assert!(seen.cards == expected.cards, "{what}: cards");
        assert!(seen.snapshot == expected.snapshot, "{what}: snapshot");
        assert!(seen.draft == expected.draft, "{what}: draft");
        assert!(seen.peer == expected.peer, "{what}: peer");
        assert!(seen.wanted == expected.wanted, "{what}: wanted");
        tally.whole += 1;
    } else {
        tally.reported += 1;
    }
}

fn see_again(whole: &Seen) -> Seen {
    Seen {
        logs: whole.logs.clone(),
        statements: whole.statements.clone(),
        cards: whole.cards.clone(),
        snapshot: whole.snapshot.clone(),
        draft: whole.draft.clone(),
        peer: whole.peer.clone(),
        position: whole.position,
        own: whole.own,
        wanted: whole.wanted.clone(),
    }
}

#[test]
fn every_byte_of_a_small_store_flipped_is_found() {
    let token = MemoryToken::default();
    let dump = everything(&token);
    let whole = see(&Store::load(&dump, &token).unwrap());
    assert!(whole.own.is_some() && whole.logs[&page(2)][0].branches[0].entries.len() > 100);
    let length = dump.database().len();
    assert!((40_000..80_000).contains(&length), "{length} bytes");
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let run = |part: usize| {
            let (dump, whole) = (&dump, &whole);
            scope.spawn(move || {
                let mut tally = Tally::default();
                for at in (part..length).step_by(2) {
                    let mut bytes = dump.database().to_vec();
                    bytes[at] ^= 1 << (at % 8);
                    try_altered(
                        &dump.with_database(bytes),
                        whole,
                        &format!("byte {at}"),
                        &mut tally,
                    );
                }
                tally
            })
        };
        [run(0), run(1)].map(|thread| thread.join().unwrap()).into()
    });
    let reported: usize = tallies.iter().map(|tally| tally.reported + tally.refused).sum();
    assert!(reported > 10_000, "{tallies:?}");
}

#[test]
fn a_store_cut_at_any_length_is_found() {
    let (laptop, _) = filled();
    let database = laptop.dir().join("group.db");
    let bytes = fs::read(&database).unwrap();
    // Cut shorter and shorter, so that nothing need be written again.
    for length in (0..bytes.len()).rev() {
        File::options().write(true).open(&database).unwrap().set_len(length as u64).unwrap();
        let opened = Store::open(&laptop.place(), kring_store::Mode::ReadWrite);
        assert!(opened.is_err(), "cut at {length}");
    }
    fs::write(&database, &bytes).unwrap();
    assert!(laptop.open().check().unwrap().is_whole());
}

#[test]
fn a_store_of_damaged_structure_is_rescued_and_healed() {
    let (laptop, writer) = filled();
    let whole = texts(&laptop.open(), &page(1));
    let peer = laptop.copy(true).open();
    let database = laptop.dir().join("group.db");
    let keep = laptop.copy(true);
    let pages = fs::read(&database).unwrap().len() / 2048;
    let mut rescued = 0;
    for number in 1..pages {
        for way in 0..3 {
            laptop.restore(&keep);
            let mut bytes = fs::read(&database).unwrap();
            let start = number * 2048;
            match way {
                0 => bytes[start..start + 2048].fill(0),
                1 => bytes[start + 3..start + 5].fill(0xff),
                _ => bytes.truncate(start),
            }
            fs::write(&database, &bytes).unwrap();
            let sound = Store::open(&laptop.place(), kring_store::Mode::ReadWrite)
                .and_then(|store| store.check())
                .is_ok_and(|report| report.structure.is_empty());
            if sound {
                continue;
            }
            let result = Store::rescue(&laptop.place()).unwrap();
            assert!(result.kept.exists() && result.report.structure.is_empty(), "{result:?}");
            rescued += 1;
            let mut store = laptop.open();
            assert_eq!(store.continuity(), kring_store::Continuity::Broken);
            let log = writer.log();
            loop {
                let known = store.logs(&page(1)).unwrap();
                let have = known.first().map_or(0, |log| log.branches[0].entries.len()) as u64;
                if have == writer.n {
                    break;
                }
                let batch = peer.batches_after(&log, Branch(0), have, 500).unwrap().remove(0);
                let from = peer.chain_at(&log, Branch(0), have).unwrap().unwrap();
                let chains = crate::support::chains_of(from, &batch);
                store.transaction(|tx| tx.accept(&batch, &from, &chains)).unwrap();
            }
            assert_eq!(texts(&store, &page(1)), whole);
            let report = store.check().unwrap();
            assert!(report.is_whole(), "page {number} way {way}: {report:?}");
            drop(store);
            fs::remove_file(result.kept).unwrap();
        }
    }
    assert!(rescued > 10, "{rescued}");
}

#[test]
fn a_rescue_takes_what_waits_in_the_wal_and_leaves_no_wal_behind() {
    let laptop = Laptop::new();
    let mut store = laptop.create();
    let mut writers: Vec<Writer> = (1..=60).map(|number| Writer::new(1, page(number))).collect();
    for turn in 0..20 {
        for writer in writers.iter_mut().skip(if turn < 18 { 0 } else { 55 }) {
            append_many(&mut store, writer, 1 + turn % 3);
        }
        if turn == 8 {
            store.compact().unwrap();
        }
        if turn == 17 {
            store.close().unwrap();
            store = laptop.open();
        }
    }
    assert!(matches!(Store::rescue(&laptop.place()), Err(kring_store::StoreError::Busy)));
    let crashed = laptop.copy(true);
    assert!(fs::metadata(crashed.dir().join("group.db-wal")).unwrap().len() > 20_000);
    let rescued = Store::rescue(&crashed.place()).unwrap();
    assert_eq!((rescued.lost, rescued.report.is_whole()), (0, true), "{rescued:?}");
    let again = crashed.open();
    for number in 1..=60 {
        assert_eq!(texts(&again, &page(number)), texts(&store, &page(number)));
    }
    assert_eq!(again.position().unwrap(), store.position().unwrap());
    assert!(again.check().unwrap().is_whole());
}

#[test]
fn small_values_out_of_order_are_refused_before_a_write_can_hide_it() {
    let laptop = Laptop::new();
    let mut store = laptop.create();
    let peer = kring_store::DeviceId::from_bytes(*page(1).as_bytes());
    let writer = Writer::new(1, page(1));
    store
        .transaction(|tx| {
            tx.put_peer(&peer, &PeerState { met_ms: 5, ..PeerState::default() })?;
            tx.begin_log(writer.opening).map(|_| ())
        })
        .unwrap();
    store.close().unwrap();
    // The kind of the peer's row becomes another: a write of the row behind it would remove it.
    let database = laptop.dir().join("group.db");
    let mut bytes = fs::read(&database).unwrap();
    let row = [&[2][..], &[1; 32]].concat();
    let at = bytes.windows(33).position(|window| window == row).unwrap();
    bytes[at] = 10;
    fs::write(&database, &bytes).unwrap();
    let crashed = laptop.copy(false);
    let refused = Store::open(&crashed.place(), kring_store::Mode::ReadWrite);
    assert!(matches!(refused, Err(kring_store::StoreError::Damaged(_))));
    let rescued = Store::rescue(&crashed.place()).unwrap();
    assert_eq!(rescued.lost, 1);
    assert!(crashed.open().check().unwrap().is_whole());
}

#[test]
fn flips_in_the_files_themselves_are_found() {
    let (laptop, writer) = filled();
    let whole = texts(&laptop.open(), &page(1));
    assert_eq!(whole.len() as u64, writer.n);
    for name in ["group.db", "keys", "keys.copy", "store.key", "store.key.copy"] {
        let path = laptop.dir().join(name);
        let bytes = fs::read(&path).unwrap();
        let step = if name == "group.db" { 211 } else { 7 };
        for at in (0..bytes.len()).step_by(step) {
            let mut altered = bytes.clone();
            altered[at] ^= 1 << (at % 8);
            fs::write(&path, &altered).unwrap();
            let Ok(store) = Store::open(&laptop.place(), kring_store::Mode::ReadOnly) else {
                continue;
            };
            let Ok(logs) = store.logs(&page(1)) else { continue };
            let read: Vec<_> = logs.iter().flat_map(|log| &log.branches[0].entries).collect();
            assert!(read.iter().zip(&whole).all(|(read, whole)| read.0 == whole.as_bytes()));
            let complete = read.len() == whole.len();
            assert!(
                complete || !store.check().is_ok_and(|report| report.is_whole()),
                "{name} {at}"
            );
            assert!(complete || name == "group.db", "one copy of the keys is enough");
        }
        fs::write(&path, &bytes).unwrap();
    }
}
