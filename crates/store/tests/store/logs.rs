//! Entries go in, and the same come out: live, compacted, from the middle, on branches.

use kring_store::{Branch, Position, Store, StoreError};

use crate::support::{
    GROUP, Laptop, Writer, append, append_batch, append_many, chains_of, page, texts,
};

fn memory() -> Store {
    Store::in_memory(GROUP).unwrap()
}

/// A log that arrived in pieces of many sizes, so that tail and runs interleave.
fn mixed(store: &mut Store, device: u8) -> Writer {
    let mut writer = Writer::new(device, page(1));
    for count in [1, 1, 3, 40, 1, 2, 300, 1, 1, 15, 16, 1] {
        append_many(store, &mut writer, count);
    }
    writer
}

#[test]
fn what_was_appended_is_there_with_its_chains() {
    let mut store = memory();
    let mut writer = Writer::new(1, page(1));
    assert_eq!(append(&mut store, &mut writer, &["one"]), 1);
    assert_eq!(append(&mut store, &mut writer, &["two", "three"]), 3);
    let logs = store.logs(&page(1)).unwrap();
    assert_eq!(logs.len(), 1);
    assert_eq!(logs[0].opening, writer.opening);
    assert!(logs[0].damaged.is_empty());
    let branch = &logs[0].branches[0];
    assert_eq!((branch.branch, branch.after), (Branch(0), 0));
    assert_eq!(texts(&store, &page(1)), ["one", "two", "three"]);
    assert_eq!(branch.entries[2].1, writer.chain);
    let heads = store.heads(&page(1)).unwrap();
    assert_eq!(heads.len(), 1);
    assert_eq!((heads[0].row.n, heads[0].row.chain, heads[0].arrival), (3, writer.chain, 3));
    assert!(store.heads(&page(2)).unwrap().is_empty());
    assert!(store.logs(&page(2)).unwrap().is_empty());
}

#[test]
fn compacting_changes_nothing_that_can_be_read() {
    let mut store = memory();
    let one = mixed(&mut store, 1);
    let two = mixed(&mut store, 2);
    let read = |store: &Store| {
        (store.logs(&page(1)).unwrap(), store.heads(&page(1)).unwrap(), store.position().unwrap())
    };
    let before = read(&store);
    assert_eq!(
        before.0.iter().map(|log| log.branches[0].entries.len() as u64).sum::<u64>(),
        one.n + two.n
    );
    assert!(store.compact().unwrap() > 10);
    assert_eq!(store.tail_len().unwrap(), 0);
    assert_eq!(read(&store), before);
    assert_eq!(store.compact().unwrap(), 0);
    assert!(store.check().unwrap().is_whole());
    // And it goes on.
    let mut one = one;
    append(&mut store, &mut one, &["after"]);
    assert_eq!(store.heads(&page(1)).unwrap().iter().map(|head| head.row.n).max(), Some(one.n));
}

#[test]
fn who_closes_shortens_a_long_tail_and_leaves_a_short_one() {
    for (records, left) in [(999, 999), (1_300, 800)] {
        let laptop = Laptop::new();
        let mut store = laptop.create();
        let mut writer = Writer::new(1, page(1));
        let append = |tx: &mut kring_store::Tx<'_>| {
            for _ in 0..records {
                let (batch, chains) = writer.write_many(1);
                tx.append_batch(&batch, Branch(0), &chains)?;
            }
            Ok::<_, kring_store::StoreError>(())
        };
        store.transaction(append).unwrap();
        let (before, position) = (texts(&store, &page(1)), store.position().unwrap());
        store.close().unwrap();
        let store = laptop.open();
        assert_eq!(store.tail_len().unwrap(), left);
        assert_eq!((texts(&store, &page(1)), store.position().unwrap()), (before, position));
        assert!(store.check().unwrap().is_whole());
    }
}

#[test]
fn repeated_compaction_joins_short_runs() {
    let mut store = memory();
    let mut writer = Writer::new(1, page(1));
    for _ in 0..300 {
        append_many(&mut store, &mut writer, 1);
        if writer.n.is_multiple_of(7) {
            store.compact().unwrap();
        }
    }
    store.compact().unwrap();
    let batches = store.batches_after(&writer.log(), Branch(0), 0, usize::MAX).unwrap();
    assert!(batches.len() <= 3, "{} runs", batches.len());
    assert_eq!(texts(&store, &page(1)).len(), 300);
}

#[test]
fn a_receiver_is_served_from_wherever_it_is() {
    for compact in [false, true] {
        let mut store = memory();
        let writer = mixed(&mut store, 1);
        if compact {
            store.compact().unwrap();
        }
        let log = writer.log();
        for n in 0..=writer.n {
            let batches = store.batches_after(&log, Branch(0), n, usize::MAX).unwrap();
            let mut chain = store.chain_at(&log, Branch(0), n).unwrap().unwrap();
            let mut after = n;
            for batch in &batches {
                assert_eq!(batch.after, after);
                let chains = chains_of(chain, batch);
                assert_eq!(chains.last(), Some(&batch.row.chain), "ends at its signed row");
                assert_eq!(batch.after + batch.entries.len() as u64, batch.row.n);
                chain = batch.row.chain;
                after = batch.row.n;
            }
            assert_eq!((after, chain), (writer.n, writer.chain), "from {n}");
        }
        assert_eq!(store.chain_at(&log, Branch(0), writer.n + 1).unwrap(), None);
    }
}

#[test]
fn a_small_budget_still_moves_a_receiver_forward() {
    let mut store = memory();
    let writer = mixed(&mut store, 1);
    let (mut n, mut turns) = (0, 0);
    while n < writer.n {
        let batches = store.batches_after(&writer.log(), Branch(0), n, 1).unwrap();
        assert_eq!(batches.len(), 1);
        n = batches[0].row.n;
        turns += 1;
    }
    assert!(turns > 3);
}

#[test]
fn what_does_not_join_on_is_refused() {
    let mut store = memory();
    let mut writer = Writer::new(1, page(1));
    append(&mut store, &mut writer, &["one"]);
    let fork = writer.clone();
    let (skipped, skipped_chains) = writer.write(&["two"]);
    let (third, third_chains) = writer.write(&["three"]);
    let refused = store.transaction(|tx| tx.append_batch(&third, Branch(0), &third_chains));
    assert!(matches!(refused, Err(StoreError::Gap)));
    let refused = store.transaction(|tx| tx.append_batch(&third, Branch(0), &skipped_chains));
    assert!(matches!(refused, Err(StoreError::Mismatch)));
    let refused = store.transaction(|tx| tx.append_batch(&skipped, Branch(1), &skipped_chains));
    assert!(matches!(refused, Err(StoreError::NoBranch)));
    append_batch(&mut store, &skipped, &skipped_chains);
    let (other, other_chains) = fork.clone().write(&["other two"]);
    let refused = store.transaction(|tx| tx.append_batch(&other, Branch(0), &other_chains));
    assert!(matches!(refused, Err(StoreError::Mismatch)));
    let mut elsewhere = Writer::new(1, page(1));
    elsewhere.write(&["another one", "another two"]);
    let (foreign, foreign_chains) = elsewhere.write(&["three"]);
    let refused = store.transaction(|tx| tx.append_batch(&foreign, Branch(0), &foreign_chains));
    assert!(matches!(refused, Err(StoreError::Mismatch)), "it follows another chain");
    assert_eq!(texts(&store, &page(1)), ["one", "two"]);
    assert_eq!(store.position().unwrap().number, 2);
}

#[test]
fn replayed_entries_change_nothing() {
    let mut store = memory();
    let mut writer = Writer::new(1, page(1));
    let (first, first_chains) = writer.write(&["one", "two"]);
    append_batch(&mut store, &first, &first_chains);
    let position = store.position().unwrap();
    append_batch(&mut store, &first, &first_chains);
    assert_eq!(store.position().unwrap(), position);
    // Half old, half new: only the new half arrives.
    let mut again = Writer::new(1, page(1));
    again.write(&["one"]);
    let (overlap, overlap_chains) = again.write(&["two", "three"]);
    append_batch(&mut store, &overlap, &overlap_chains);
    assert_eq!(texts(&store, &page(1)), ["one", "two", "three"]);
    assert_eq!(store.position().unwrap().number, 3);
    assert!(store.check().unwrap().is_whole());
}

#[test]
fn a_forked_log_is_kept_in_both_branches() {
    let mut store = memory();
    let mut writer = Writer::new(1, page(1));
    append(&mut store, &mut writer, &["one", "two"]);
    let mut clone = writer.clone();
    append(&mut store, &mut writer, &["three", "four"]);
    let from = clone.chain;
    let (batch, chains) = clone.write(&["drie", "vier", "vijf"]);
    let (branch, _) = store.transaction(|tx| tx.accept(&batch, &from, &chains)).unwrap();
    assert_eq!(branch, Branch(1));

    let logs = store.logs(&page(1)).unwrap();
    assert_eq!(logs.len(), 1);
    assert_eq!(logs[0].branches.len(), 2);
    assert_eq!((logs[0].branches[1].after, logs[0].branches[1].entries.len()), (2, 3));
    assert_eq!(
        store.chain_at(&writer.log(), branch, 1).unwrap(),
        store.chain_at(&writer.log(), Branch(0), 1).unwrap()
    );
    assert_eq!(store.branch_with(&writer.log(), 3, &chains[0]).unwrap(), Some(branch));
    assert_eq!(store.branch_with(&writer.log(), 4, &writer.chain).unwrap(), Some(Branch(0)));
    assert_eq!(store.heads(&page(1)).unwrap().len(), 2);
    let served = store.batches_after(&writer.log(), branch, 0, usize::MAX).unwrap();
    assert_eq!((served[0].after, served[0].entries.len()), (2, 3));

    // Both go on, and a replay opens no third.
    let from = clone.chain;
    let (more, more_chains) = clone.write(&["zes"]);
    let accepted = store.transaction(|tx| tx.accept(&more, &from, &more_chains)).unwrap();
    assert_eq!(accepted.0, branch);
    let start = writer.opening.chain_start(&GROUP);
    let mut whole = Writer::new(1, page(1));
    let (replay, replay_chains) = whole.write(&["one", "two", "drie", "vier"]);
    let accepted = store.transaction(|tx| tx.accept(&replay, &start, &replay_chains)).unwrap();
    assert_eq!(accepted.0, branch);
    assert_eq!(store.branches(&writer.log()).unwrap().len(), 2);
    store.compact().unwrap();
    assert!(store.check().unwrap().is_whole());
    assert_eq!(store.logs(&page(1)).unwrap()[0].branches[1].entries.len(), 4);
}

#[test]
fn a_fork_inside_a_batch_is_found() {
    let mut store = memory();
    let mut writer = Writer::new(1, page(1));
    append(&mut store, &mut writer, &["one", "two", "three", "four"]);
    let mut clone = Writer::new(1, page(1));
    let (batch, chains) = clone.write(&["one", "two", "drie"]);
    let start = clone.opening.chain_start(&GROUP);
    let found = store.agreement(&clone.log(), 0, &start, &chains).unwrap().unwrap();
    assert_eq!((found.branch, found.n, found.forked), (Branch(0), 2, true));
    let (branch, _) = store.transaction(|tx| tx.accept(&batch, &start, &chains)).unwrap();
    let logs = store.logs(&page(1)).unwrap();
    assert_eq!((branch, logs[0].branches[1].after), (Branch(1), 2));
    assert_eq!(logs[0].branches[1].entries[0].0, b"drie");
    // A third, forking from the second.
    let mut third = Writer::new(1, page(1));
    let (batch, chains) = third.write(&["one", "two", "drie", "quatre"]);
    store.transaction(|tx| tx.accept(&batch, &start, &chains)).unwrap();
    assert_eq!(store.branches(&clone.log()).unwrap().len(), 2, "it only continued the second");
    let mut third = Writer::new(1, page(1));
    let (batch, chains) = third.write(&["one", "two", "drie", "cinq"]);
    let (third, _) = store.transaction(|tx| tx.accept(&batch, &start, &chains)).unwrap();
    assert_eq!(third, Branch(2));
    let log = clone.log();
    assert_eq!(store.chain_at(&log, third, 3).unwrap(), store.chain_at(&log, branch, 3).unwrap());
    assert_ne!(
        store.chain_at(&log, third, 3).unwrap(),
        store.chain_at(&log, Branch(0), 3).unwrap()
    );
    let refused = store.transaction(|tx| tx.drop_branch(&log, branch));
    assert!(matches!(refused, Err(StoreError::NoBranch)), "the third rests on it");
    store.transaction(|tx| tx.drop_branch(&log, third)).unwrap();
    assert_eq!(store.branches(&log).unwrap().len(), 2);
    assert!(store.check().unwrap().is_whole());
}

#[test]
fn a_device_cannot_fill_the_store_with_branches() {
    let mut store = memory();
    let mut writer = Writer::new(1, page(1));
    append(&mut store, &mut writer, &["one"]);
    let start = writer.opening.chain_start(&GROUP);
    let mut refused = None;
    for turn in 0..20 {
        let (batch, chains) = Writer::new(1, page(1)).write(&[&format!("other {turn}")]);
        refused = store.transaction(|tx| tx.accept(&batch, &start, &chains)).err().or(refused);
    }
    assert!(matches!(refused, Some(StoreError::TooManyBranches)));
    assert_eq!(store.branches(&writer.log()).unwrap().len(), 8);
    // A place that is given free is taken again.
    store.transaction(|tx| tx.drop_branch(&writer.log(), Branch(3))).unwrap();
    let (batch, chains) = Writer::new(1, page(1)).write(&["the last"]);
    let (branch, _) = store.transaction(|tx| tx.accept(&batch, &start, &chains)).unwrap();
    assert_eq!(branch, Branch(3));
    assert!(store.check().unwrap().is_whole());
}

#[test]
fn the_position_is_the_hash_of_all_arrivals() {
    let mut store = memory();
    let mut expected = Position::START;
    assert_eq!(store.position().unwrap(), expected);
    let mut writer = Writer::new(1, page(1));
    for count in [1, 20, 2] {
        let (batch, chains) = writer.write_many(count);
        chains.iter().for_each(|chain| expected = expected.next(chain.as_bytes()));
        assert_eq!(append_batch(&mut store, &batch, &chains), expected.number);
        assert_eq!(store.position().unwrap(), expected);
    }
    let id = kring_store::StatementId::from_bytes([5; 32]);
    expected = expected.next(id.as_bytes());
    let number = store.transaction(|tx| tx.append_statement(&id, b"statement")).unwrap();
    assert_eq!((number, store.position().unwrap()), (expected.number, expected));
    let (batch, chains) = writer.write_many(1);
    expected = expected.next(chains[0].as_bytes());
    append_batch(&mut store, &batch, &chains);
    store.compact().unwrap();
    assert_eq!(store.position().unwrap(), expected);
}

#[test]
fn told_positions_are_remembered_and_others_are_not_claimed() {
    let mut store = memory();
    let mut writer = Writer::new(1, page(1));
    let mut told = Vec::new();
    for count in [1, 2, 30, 1, 40, 3] {
        append_many(&mut store, &mut writer, count);
        told.push(store.transaction(|tx| tx.tell()).unwrap());
    }
    for compact in [false, true] {
        if compact {
            store.compact().unwrap();
        }
        for position in &told {
            assert_eq!(store.told(position.number).unwrap(), Some(position.hash));
        }
        assert_eq!(store.told(0).unwrap(), Some(Position::START.hash));
        assert_eq!(store.told(20).unwrap(), None, "inside a batch, never told");
        assert_eq!(store.told(1_000).unwrap(), None);
    }
}

#[test]
fn positions_that_peers_hold_outlive_all_pruning() {
    let mut store = memory();
    let mut writer = Writer::new(1, page(1));
    append_many(&mut store, &mut writer, 1);
    let held = store.transaction(|tx| tx.tell()).unwrap();
    append_many(&mut store, &mut writer, 1);
    let not_held = store.transaction(|tx| tx.tell()).unwrap();
    let peer = kring_store::DeviceId::from_bytes([3; 32]);
    let state = kring_store::PeerState { confirmed: Some(held), ..Default::default() };
    store.transaction(|tx| tx.put_peer(&peer, &state)).unwrap();
    for _ in 0..8 {
        append_many(&mut store, &mut writer, 1);
        store.compact().unwrap();
    }
    assert_eq!(store.told(held.number).unwrap(), Some(held.hash));
    assert_eq!(store.told(not_held.number).unwrap(), None);
}

#[test]
fn pages_touched_names_what_changed_since() {
    let mut store = memory();
    let (mut one, mut two, mut three) =
        (Writer::new(1, page(1)), Writer::new(1, page(2)), Writer::new(1, page(3)));
    let first = append_many(&mut store, &mut one, 1);
    let second = append_many(&mut store, &mut two, 30);
    let third = append_many(&mut store, &mut three, 2);
    for compact in [false, true] {
        if compact {
            store.compact().unwrap();
        }
        assert_eq!(store.pages_touched(0, third).unwrap(), [page(1), page(2), page(3)]);
        assert_eq!(store.pages_touched(first, third).unwrap(), [page(2), page(3)]);
        assert_eq!(store.pages_touched(second, third).unwrap(), [page(3)]);
        assert_eq!(store.pages_touched(third, third).unwrap(), []);
    }
    // A touch without an entry, after a statement.
    let id = kring_store::StatementId::from_bytes([5; 32]);
    let fourth = store
        .transaction(|tx| {
            let number = tx.append_statement(&id, b"audience")?;
            tx.touch(&page(2))?;
            Ok::<_, StoreError>(number)
        })
        .unwrap();
    assert_eq!(store.pages_touched(third, fourth).unwrap(), [page(2)]);
    for turn in 6..9 {
        let id = kring_store::StatementId::from_bytes([turn; 32]);
        store
            .transaction(|tx| tx.append_statement(&id, b"x").and_then(|_| tx.touch(&page(2))))
            .unwrap();
    }
    store.compact().unwrap();
    assert_eq!(store.pages_touched(fourth, fourth + 3).unwrap(), [page(2)]);
    assert!(store.check().unwrap().is_whole());
}

#[test]
fn caps_hold_at_the_border() {
    let mut store = memory();
    let mut writer = Writer::new(1, page(1));
    let (batch, chains) = writer.clone().write_many(1_001);
    let refused = store.transaction(|tx| tx.append_batch(&batch, Branch(0), &chains));
    assert!(matches!(refused, Err(StoreError::TooMuch(_))));
    append_many(&mut store, &mut writer, 1_000);
    let long = "x".repeat(1024 * 1024);
    append(&mut store, &mut writer, &[&long]);
    let (batch, chains) = writer.write(&[&format!("{long}x")]);
    let refused = store.transaction(|tx| tx.append_batch(&batch, Branch(0), &chains));
    assert!(matches!(refused, Err(StoreError::TooMuch(_))));
    assert_eq!(store.position().unwrap().number, 1_001);
}
