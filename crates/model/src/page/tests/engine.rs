//! The honest life of a page.

use super::super::apply::Judge;
use super::super::gate::{Incoming, admit};
use super::super::operations::Known;
use super::super::replay::replay;
use super::*;

/// Two laptops that each wrote and took the other's.
fn two() -> (Laptop, Laptop) {
    let (mut noor, mut wim) = (Laptop::new(1), Laptop::new(2));
    noor.type_at(0, 0, "Tjeerd is nieuw.");
    wim.page.append(&[noor.arrived(0)]).unwrap();
    wim.type_at(16, 0, " Wim mailt.");
    noor.page.append(&[wim.arrived(0)]).unwrap();
    (noor, wim)
}

#[test]
fn what_one_writes_the_other_reads() {
    let (noor, wim) = two();
    assert_eq!(text(&noor.page), "Tjeerd is nieuw. Wim mailt.");
    assert_eq!(noor.page.digest(), wim.page.digest());
    assert_eq!(noor.page.heads(), wim.page.heads());
    assert_eq!(noor.page.check(), Ok(()));
    let again = materialise(PageKind::Note, &[wim.held(), noor.held()]);
    assert_eq!(again.digest(), noor.page.digest());
    assert_eq!((again.held(&noor.id()), again.held(&wim.id())), (1, 1));
    assert_eq!(again.resting(), []);
}

#[test]
fn the_author_is_the_signer() {
    let (noor, wim) = two();
    let writer = noor.page.author_of(&wim.actor()).unwrap();
    assert_eq!((writer.person, writer.log), (person(2), wim.id()));
    assert_eq!(noor.page.author_of(&ActorId::from([0; 16])), None);
    let base = first_change::actor(PageKind::Note);
    assert_eq!(noor.page.author_of(&ActorId::from(base)), None);
}

#[test]
fn history_is_in_causal_order_with_what_was_touched() {
    let (mut noor, wim) = two();
    noor.put("kleur", "groen");
    let history = noor.page.history();
    let told: Vec<_> = history.iter().map(|past| (past.writer.person, past.n)).collect();
    assert_eq!(told, [(person(1), 1), (person(2), 1), (person(1), 2)]);
    assert!(history.iter().all(|past| past.time == TIME));
    assert_eq!(noor.page.touched(&history[0].change), [vec!["self", "text"]]);
    assert_eq!(noor.page.touched(&history[2].change), [vec!["more", "kleur"]]);
    assert_eq!(wim.page.history(), history[..2]);
}

#[test]
fn an_edit_that_changes_nothing_or_fails_leaves_no_trace() {
    let (mut noor, _) = two();
    let (digest, held) = (noor.page.digest(), noor.page.held(&noor.id()));
    noor.write(|_| Ok(()));
    let failed = noor.page.edit(&noor.log, TIME, None, |tx| {
        tx.put(ROOT, "x", 1)?;
        Err::<(), _>(AutomergeError::Fail)
    });
    assert!(matches!(failed, Err(EditError::Own(AutomergeError::Fail))));
    let panicked = noor.page.edit(&noor.log, TIME, None, |tx| {
        tx.put(ROOT, "x", 1)?;
        panic!("on purpose");
        #[expect(unreachable_code, reason = "gives the closure its type")]
        Ok::<(), AutomergeError>(())
    });
    assert!(matches!(panicked, Err(EditError::Broken)));
    let forbidden = noor.page.edit(&noor.log, TIME, None, |tx| tx.put(ROOT, "self", 1));
    assert!(matches!(forbidden, Err(EditError::Gate(Fault::Rights(_)))));
    assert_eq!((noor.page.digest(), noor.page.held(&noor.id())), (digest, held));
    noor.type_at(0, 0, "Daarna. ");
    assert_eq!(noor.page.check(), Ok(()));
}

#[test]
fn times_and_messages_are_cut_to_what_an_entry_holds() {
    let mut noor = Laptop::new(1);
    for (time, kept) in [(i64::MIN, 0), (i64::MAX, (1 << 43) - 1), (5, 5)] {
        let more = more(&noor.page);
        let message = "é".repeat(600);
        let edited =
            noor.page.edit(&noor.log, time, Some(&message), |tx| tx.put(&more, "t", time)).unwrap();
        assert_eq!(edited.entries.len(), 1);
        let past = noor.page.history().pop().unwrap();
        assert_eq!((past.time, past.message.unwrap()), (kept, "é".repeat(512)));
    }
}

#[test]
fn a_large_edit_becomes_several_entries() {
    let (mut noor, mut wim) = two();
    let long: String = "Een lange zin. ".repeat(2_000);
    let object = text_of(&noor.page);
    let more = more(&noor.page);
    noor.write(|tx| {
        tx.splice_text(&object, 0, 3, &long)?;
        for item in 0..40 {
            let item = tx.put_object(&more, format!("item {item}"), automerge::ObjType::Map)?;
            for field in 0..200 {
                tx.put(&item, format!("{field}"), field)?;
            }
        }
        tx.put(&more, "last", "x".repeat(700 * 1024))
    });
    assert!(noor.entries.len() > 5, "{}", noor.entries.len());
    assert!(noor.entries.iter().all(|entry| entry.bytes.len() < 1024 * 1024));
    wim.page.append(&[noor.arrived(0)]).unwrap();
    assert_eq!(wim.page.digest(), noor.page.digest());
    assert_eq!(wim.page.check(), Ok(()));
    assert!(text(&wim.page).starts_with(&long));
    let again = materialise(PageKind::Note, &[wim.held(), noor.held()]);
    assert_eq!(again.digest(), noor.page.digest());
    // Each item came whole: no entry begins with the fields of an item that another one made.
    for past in again.history().iter().skip(5) {
        let change = again.doc().get_change_by_hash(&past.change).unwrap().decode();
        let made: BTreeSet<_> = (change.start_op.get()..)
            .zip(&change.operations)
            .filter(|(_, op)| matches!(op.action, OpType::Make(_)))
            .map(|(counter, _)| counter)
            .collect();
        let outside = change.operations.iter().filter(|op| match &op.obj {
            ObjectId::Id(id) => {
                let shared = [super::object(&more), super::object(&object)];
                !shared.contains(&op.obj) && !made.contains(&id.counter())
            }
            ObjectId::Root => false,
        });
        assert_eq!(outside.count(), 0);
    }
}

#[test]
fn a_value_that_fits_no_entry_is_refused() {
    let mut noor = Laptop::new(1);
    let more = more(&noor.page);
    let huge = "x".repeat(2 * 1024 * 1024);
    let refused = noor.page.edit(&noor.log, TIME, None, |tx| tx.put(&more, "x", huge));
    assert!(matches!(refused, Err(EditError::TooLarge)));
    noor.put("x", "klein");
    assert_eq!(noor.page.check(), Ok(()));
}

#[test]
fn logs_come_in_any_order_and_missing_ones_are_asked_for() {
    let (mut noor, mut wim) = two();
    noor.type_at(0, 0, "A");
    wim.page.append(&[noor.arrived(1)]).unwrap();
    wim.type_at(0, 0, "B");
    let mut lotte = Laptop::new(3);
    assert_eq!(lotte.page.append(&[wim.arrived(0)]), Err(NeedsRebuild::Missing));
    assert_eq!(lotte.page.append(&[noor.arrived(1)]), Err(NeedsRebuild::Missing));
    assert_eq!(lotte.page.held(&wim.id()), 0);
    let done = lotte.page.append(&[wim.arrived(0), noor.arrived(0)]).unwrap();
    assert_eq!((done.applied, done.rest), (4, 0));
    assert_eq!(lotte.page.digest(), wim.page.digest());
    // What it has already is passed over.
    assert_eq!(lotte.page.append(&[noor.arrived(0)]), Ok(Appended::default()));
}

#[test]
fn what_waits_is_let_go_when_it_comes() {
    let (noor, mut wim) = two();
    let mut lotte = Laptop::new(3);
    lotte.page = materialise(PageKind::Note, &[wim.held()]);
    let waiting = Resting { log: wim.id(), n: 1, why: Why::Waiting };
    assert_eq!(lotte.page.resting(), [waiting]);
    wim.type_at(0, 0, "Nog iets. ");
    let rest = lotte.page.append(&[wim.arrived(1)]).unwrap();
    assert_eq!((rest.applied, rest.rest, lotte.page.resting().len()), (0, 1, 2));
    lotte.put("eigen", "blijft");
    let before = lotte.page.digest();
    assert_eq!(lotte.page.append(&[noor.arrived(0)]), Err(NeedsRebuild::Released));
    assert_eq!((lotte.page.digest(), lotte.page.resting().len()), (before, 2));
    let all = [noor.held(), wim.held(), lotte.held()];
    lotte.page = materialise(PageKind::Note, &all);
    assert_eq!(lotte.page.resting(), []);
    assert_eq!(text(&lotte.page), "Nog iets. Tjeerd is nieuw. Wim mailt.");
}

#[test]
fn a_fork_is_rebuilt_and_the_other_branch_rests() {
    let (noor, mut wim) = two();
    let mut copy = Laptop::new(1);
    copy.page = materialise(PageKind::Note, &[noor.held(), wim.held()]);
    copy.entries = noor.entries.clone();
    let mut noor = noor;
    noor.type_at(0, 0, "Links. ");
    copy.type_at(0, 0, "Rechts. ");
    wim.page.append(&[noor.arrived(1)]).unwrap();
    assert_eq!(wim.page.append(&[copy.arrived(0)]), Err(NeedsRebuild::Fork));
    assert_eq!(wim.page.append(&[copy.arrived(1)]), Err(NeedsRebuild::Fork));
    wim.put("gezien", "links");
    let branch =
        |after: u64, entries: &[HeldEntry]| HeldBranch { after, entries: entries.to_vec() };
    let forked = HeldLog {
        branches: vec![branch(1, &copy.entries[1..]), branch(0, &noor.entries)],
        ..noor.held()
    };
    let page = materialise(PageKind::Note, &[forked.clone(), wim.held()]);
    assert_eq!(text(&page), "Links. Tjeerd is nieuw. Wim mailt.");
    assert_eq!(page.resting(), [Resting { log: noor.id(), n: 2, why: Why::LosingBranch }]);
    assert_eq!(page.digest(), wim.page.digest());
    // The laptop on the losing branch cannot write on in that log.
    let mut page = page;
    noor.type_at(0, 0, "Verder. ");
    page.append(&[noor.arrived(2)]).unwrap();
    assert_eq!(text(&page), "Verder. Links. Tjeerd is nieuw. Wim mailt.");
}

#[test]
fn a_flood_rests_and_nobody_else_notices() {
    let (mut noor, mut wim) = two();
    let bounds = Bounds { operations: 100, ..Bounds::default() };
    let within = |logs: &[HeldLog]| {
        let (about, none) = (about(PageKind::Note), BTreeSet::new());
        Page::materialise_within(about, logs, Scrutiny::Whole, &none, bounds).unwrap()
    };
    wim.page.bounds = bounds;
    noor.type_at(0, 0, &"a".repeat(60));
    wim.page.append(&[noor.arrived(1)]).unwrap();
    noor.type_at(0, 0, &"b".repeat(60));
    assert_eq!(wim.page.append(&[noor.arrived(2)]), Err(NeedsRebuild::TooMuch));
    wim.page = within(&[noor.held(), wim.held()]);
    let resting = Resting { log: noor.id(), n: 3, why: Why::TooMuch };
    assert_eq!(wim.page.resting(), std::slice::from_ref(&resting));
    // More of it rests without a rebuild; others go on, and all hold the same.
    noor.type_at(0, 0, "c");
    let done = wim.page.append(&[noor.arrived(3)]).unwrap();
    assert_eq!((done.applied, done.rest, wim.page.resting().len()), (0, 1, 2));
    wim.type_at(0, 0, "Wim typt verder. ");
    let anew = within(&[wim.held(), noor.held()]);
    assert_eq!((anew.digest(), anew.resting()), (wim.page.digest(), wim.page.resting()));
    // A laptop that took it in and built on it brings it in for all.
    noor.page.append(&[wim.arrived(1)]).unwrap();
    let mut lotte = Laptop::new(3);
    lotte.page.append(&[noor.arrived(0), wim.arrived(0)]).unwrap();
    lotte.type_at(0, 0, "Gezien. ");
    assert_eq!(wim.page.append(&[lotte.arrived(0)]), Err(NeedsRebuild::Missing));
    let all = within(&[noor.held(), wim.held(), lotte.held()]);
    assert_eq!((all.digest(), all.resting()), (lotte.page.digest(), [].as_slice()));
}

#[test]
fn a_full_page_takes_no_more_of_ones_own() {
    let mut noor = Laptop::new(1);
    noor.page.bounds = Bounds { operations: 10, ..Bounds::default() };
    noor.type_at(0, 0, "tien....");
    let before = noor.page.digest();
    let object = text_of(&noor.page);
    let full = noor.page.edit(&noor.log, TIME, None, |tx| tx.splice_text(&object, 0, 0, "meer"));
    assert!(matches!(full, Err(EditError::Full)));
    assert_eq!(noor.page.digest(), before);
}

#[test]
fn a_log_of_which_entries_rest_is_closed() {
    let (noor, wim) = two();
    let mut page = materialise(PageKind::Note, &[wim.held()]);
    let more = more(&page);
    let closed = page.edit(&wim.log, TIME, None, |tx| tx.put(&more, "x", 1));
    assert!(matches!(closed, Err(EditError::LogClosed)));
    let opening = LogOpening { page: PageId::from_bytes([1; 32]), ..noor.log.opening };
    let elsewhere = LogOfMine { opening, ..noor.log };
    let closed = page.edit(&elsewhere, TIME, None, |tx| tx.put(&more, "x", 1));
    assert!(matches!(closed, Err(EditError::LogClosed)));
}

#[test]
fn a_snapshot_goes_on_where_the_page_was() {
    let (mut noor, mut wim) = two();
    let bytes = noor.page.snapshot().unwrap();
    let mut opened = Page::from_snapshot(about(PageKind::Note), &bytes).unwrap();
    assert_eq!(opened.digest(), noor.page.digest());
    assert_eq!(opened.held(&wim.id()), 1);
    wim.type_at(0, 0, "Later. ");
    opened.append(&[wim.arrived(1)]).unwrap();
    noor.page = opened;
    noor.type_at(0, 0, "Verder. ");
    wim.page.append(&[noor.arrived(1)]).unwrap();
    assert_eq!(noor.page.digest(), wim.page.digest());
    assert_eq!(noor.page.check(), Ok(()));
    assert_eq!(materialise(PageKind::Note, &[noor.held(), wim.held()]).digest(), wim.page.digest());
}

#[test]
fn a_snapshot_that_waits_lets_go_too() {
    let (noor, wim) = two();
    let page = materialise(PageKind::Note, &[wim.held()]);
    let bytes = page.snapshot().unwrap();
    let mut opened = Page::from_snapshot(about(PageKind::Note), &bytes).unwrap();
    assert_eq!(opened.resting(), page.resting());
    assert_eq!(opened.append(&[noor.arrived(0)]), Err(NeedsRebuild::Released));
}

#[test]
fn a_damaged_or_foreign_snapshot_is_stale() {
    let (noor, _) = two();
    let bytes = noor.page.snapshot().unwrap();
    let stale = |bytes: &[u8]| Page::from_snapshot(about(PageKind::Note), bytes).is_err();
    assert!(stale(&[]) && stale(&bytes[..bytes.len() - 1]));
    let mut newer = bytes.clone();
    newer[0] += 1;
    assert!(stale(&newer));
    assert!(Page::from_snapshot(about(PageKind::Case), &bytes).is_err());
    let other = About { page: PageId::from_bytes([3; 32]), ..about(PageKind::Note) };
    assert!(Page::from_snapshot(other, &bytes).is_err());
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        // Opens as the same page or not at all; the store's seal makes even this impossible.
        if let Ok(page) = Page::from_snapshot(about(PageKind::Note), &flipped) {
            assert_eq!(page.heads(), noor.page.heads(), "byte {at}");
        }
    }
}

#[test]
fn plain_remote_edits_are_made_again_and_are_the_same() {
    let (mut noor, mut wim) = two();
    noor.type_at(3, 0, "é👍");
    noor.type_at(1, 6, "");
    noor.type_at(2, 3, "drie letters");
    noor.put("kleur", "groen");
    noor.put("kleur", "rood");
    let object = text_of(&noor.page);
    let more = more(&noor.page);
    noor.write(|tx| {
        let item = tx.put_object(&more, "item", automerge::ObjType::Map)?;
        let body = tx.put_object(&item, "text", automerge::ObjType::Text)?;
        tx.splice_text(&body, 0, 0, "tekst")?;
        tx.delete(&more, "kleur")?;
        tx.splice_text(&object, 4, 2, "x")
    });
    for at in 1..noor.entries.len() {
        let mut logs = wim.page.logs.clone();
        let slot = logs.slot(&noor.id().into()).unwrap();
        let entry = &noor.entries[at];
        let Ok(kring_trust::entry::Entry::Slim(slim)) =
            kring_trust::entry::Entry::parse(&entry.bytes)
        else {
            panic!("an honest entry")
        };
        let incoming = Incoming { slot, slim: &slim, chain: entry.chain };
        let candidate =
            admit(&mut logs, &mut Known::beside(wim.page.doc(), &wim.page.logs), &incoming)
                .unwrap();
        let judge = Judge { about: &wim.page.about, logs: &logs, scrutiny: Scrutiny::Apply };
        let again = replay(&judge, wim.page.doc(), &candidate);
        assert!(again.is_some(), "entry {at} was not made again");
        wim.page
            .append(&[noor.arrived(at)].map(|mut a| {
                a.entries = &a.entries[..1];
                a
            }))
            .unwrap();
    }
    assert_eq!(wim.page.digest(), noor.page.digest());
    assert_eq!(wim.page.check(), Ok(()));
}
