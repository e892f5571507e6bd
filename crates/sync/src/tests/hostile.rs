//! What no honest program does.

use super::{Link, meet};
use crate::breach::Breach;
use crate::fake::{Fake, Say, device, group, page};
use crate::faults::Faults;
use crate::ledger::{Ledger, Mark, PeerState};
use crate::message::{
    Answer, Blob, Few, Hello, LogName, Message, Notice, PageRows, RowMark, Step, Verdict, WireBatch,
};
use crate::session::{Event, Session, Side};
use kring_trust::id::PageId;
use kring_trust::keys::Signature;
use kring_trust::position::Position;
use proptest::prelude::*;

/// A session of laptop 1 that has heard a `Hello` of laptop 2.
fn greeted(store: &mut Fake) -> Session {
    let mut session = Session::new(device(1), device(2), Side::Accepted, store, 0).expect("reads");
    session.handle(hello(1, 1), store, 0).expect("honest");
    session
}

fn hello(version: u16, oldest: u16) -> Message {
    let whole = Few::default();
    let mine = Position { number: 5, hash: [5; 32] };
    Message::Hello(Hello { version, oldest, ask: true, mine, held: None, whole })
}

fn store() -> Fake {
    let mut store = group(2).remove(0);
    store.open(page(1), &[device(1), device(2)]);
    store.open(page(2), &[device(1)]);
    store.write(page(1), &[b"one"]);
    store.write(page(2), &[b"for 1 alone"]);
    store
}

fn name(number: u8) -> LogName {
    LogName::New { device: device(2), page: page(number), salt: [0; 8] }
}

fn forged(log: LogName, after: u64) -> WireBatch {
    let entries = Few(vec![Blob(b"forged".to_vec())]);
    WireBatch { log, after, entries, signature: Signature([0; 64]) }
}

fn rows(number: u8, n: u64) -> PageRows {
    let log = LogName::Here { device: device(2), salt: [0; 8] };
    let row = RowMark { log, mark: Mark { n, chain: [1; 16] } };
    PageRows { page: page(number), rows: Few(vec![row]) }
}

fn step() -> Step {
    let to = Position { number: 6, hash: [6; 32] };
    Step { from: 5, to, skipped: Few::default() }
}

fn breach(messages: Vec<Message>) -> Option<Breach> {
    let mut store = store();
    let mut session = greeted(&mut store);
    messages.into_iter().find_map(|it| session.handle(it, &mut store, 0).err())
}

#[test]
fn each_breach_has_its_reason() {
    let from = || Message::From { number: 0 };
    let batches = |batch| Message::Batches { batches: Few(vec![batch]) };
    let answer =
        |shown| Message::Answers { answers: Few(vec![Answer { shown, verdict: Verdict::Holds }]) };
    let end = Message::End { to: step().to, then: None };
    let statement = Message::Statements { statements: Few(vec![Blob(vec![99])]) };
    let empty = WireBatch { entries: Few::default(), ..forged(name(1), 0) };
    let million = || Blob(vec![0; crate::message::ENTRY_CAP]);
    let mut long = forged(name(1), 0);
    long.entries = Few(vec![million(), million(), Blob(vec![0])]);
    let roster = LogName::New { device: device(2), page: PageId::ROSTER, salt: [0; 8] };
    let cases = [
        (vec![end.clone()], Breach::Order),
        (vec![statement.clone()], Breach::Order),
        (vec![Message::Rows { pages: Few(vec![rows(1, 1)]) }], Breach::Order),
        (vec![Message::Level], Breach::Order),
        (vec![answer(77)], Breach::Order),
        (vec![from(), statement], Breach::BadStatement),
        (vec![from(), batches(forged(name(1), 0))], Breach::BadSignature),
        (vec![from(), batches(forged(LogName::Old(3), 0))], Breach::Malformed),
        (vec![from(), batches(forged(roster, 0))], Breach::Malformed),
        (vec![from(), batches(forged(name(1), u64::MAX))], Breach::Malformed),
        (vec![from(), batches(empty)], Breach::Malformed),
        (vec![from(), batches(long)], Breach::TooLong),
        (vec![from(), Message::Rows { pages: Few(vec![rows(1, 0)]) }], Breach::Malformed),
    ];
    for (messages, expected) in cases {
        assert_eq!(breach(messages), Some(expected));
    }
}

#[test]
fn nothing_is_said_before_a_hello() {
    let mut store = store();
    let mut session = Session::new(device(1), device(2), Side::Accepted, &store, 0).expect("reads");
    assert_eq!(session.poll(&mut store, 0), Ok(None));
    let early = Message::From { number: 0 };
    assert_eq!(session.handle(early, &mut store, 0), Err(Breach::Order));
    assert_eq!(session.check(10_000), Ok(()));
    assert_eq!(session.check(10_001), Err(Breach::Silent));
}

#[test]
fn what_is_shown_and_never_comes_is_asked_for_once() {
    let show = |n| {
        vec![
            Message::From { number: 0 },
            Message::Rows { pages: Few(vec![rows(1, n)]) },
            Message::End { to: step().to, then: None },
        ]
    };
    assert_eq!(breach(show(1)), None);
    let mut twice = show(1);
    twice.extend(show(2));
    assert_eq!(breach(twice), Some(Breach::Gap));
}

#[test]
fn an_exchange_without_what_it_showed_moves_nothing() {
    let mut store = store();
    let mut session = greeted(&mut store);
    for message in [
        Message::From { number: 0 },
        Message::Rows { pages: Few(vec![rows(1, 1)]) },
        Message::End { to: step().to, then: None },
    ] {
        session.handle(message, &mut store, 0).expect("once");
    }
    assert_eq!(store.peer(&device(2)).expect("reads").held, None);
}

#[test]
fn a_forged_live_entry_moves_nothing_and_is_not_stored() {
    let mut store = store();
    let mut session = greeted(&mut store);
    for message in [Message::From { number: 0 }, Message::End { to: step().to, then: None }] {
        session.handle(message, &mut store, 0).expect("honest");
    }
    let held = store.peer(&device(2)).expect("reads").held;
    assert_eq!(held, Some(step().to));
    let number = store.number();
    let step = Step { from: 6, to: Position { number: 7, hash: [7; 32] }, ..step() };
    let batches = Few(vec![forged(name(1), 4)]);
    let live = Message::Live { step, statements: Few::default(), batches };
    assert_eq!(session.handle(live, &mut store, 0), Ok(vec![]));
    assert_eq!(store.peer(&device(2)).expect("reads").held, held);
    assert_eq!(store.number(), number);
}

#[test]
fn more_rows_than_may_be_under_way_are_a_flood() {
    let mut messages = vec![Message::From { number: 0 }];
    for _ in 0..2 {
        messages.push(Message::Rows { pages: (0..40).map(|_| rows(1, 1)).collect() });
    }
    assert_eq!(breach(messages), Some(Breach::Flood));
}

#[test]
fn asking_by_name_does_not_open_a_page() {
    let mut store = store();
    let mut session = Session::new(device(1), device(2), Side::Accepted, &store, 0).expect("reads");
    let Message::Hello(mut hello) = hello(1, 1) else { panic!("hello") };
    hello.whole = Few(vec![page(2), page(3), PageId::ROSTER]);
    session.handle(Message::Hello(hello), &mut store, 0).expect("honest");
    let mut shown = Vec::new();
    while let Some(message) = session.poll(&mut store, 0).expect("reads") {
        if let Message::Rows { pages } = message {
            shown.extend(pages.iter().map(|it| it.page));
        }
    }
    assert_eq!(shown, vec![page(1)]);
    let lacks = crate::message::Lack { row: 5, ends: Few::default() };
    let answer = Answer { shown: 0, verdict: Verdict::Lacks(Few(vec![lacks])) };
    let answers = Message::Answers { answers: Few(vec![answer]) };
    assert_eq!(session.handle(answers, &mut store, 0), Err(Breach::Malformed));
}

#[test]
fn a_blocked_device_learns_it_and_nothing_else() {
    let mut stores = group(2);
    stores[0].open(page(1), &[device(1), device(2)]);
    let mut link = Link::new(&stores, [0, 1], 0);
    link.settle(&mut stores, 0).expect("honest");
    stores[0].say(&Say::Blocked { device: device(2) });
    stores[0].write(page(1), &[b"secret"]);
    link.said.clear();
    link.settle(&mut stores, 0).expect("told");
    assert_eq!(link.said, vec![(0, Message::Bye(Notice::Blocked))]);
    assert_eq!(link.sessions[0].closing(), Some(&Breach::Blocked));
    assert_eq!(link.sessions[1].closing(), Some(&Breach::Blocked));
    assert!(link.events.contains(&(1, Event::Notice(Notice::Blocked))));
    stores[1].write(page(1), &[b"from outside"]);
    let number = stores[0].number();
    let mut again = Link::new(&stores, [1, 0], 0);
    again.settle(&mut stores, 0).expect("told");
    assert_eq!(stores[0].number(), number);
    assert!(again.events.contains(&(0, Event::Notice(Notice::Blocked))));
}

#[test]
fn versions_that_do_not_fit_are_explained_to_both() {
    let mut store = store();
    let mut session = Session::new(device(1), device(2), Side::Accepted, &store, 0).expect("reads");
    let events = session.handle(hello(9, 5), &mut store, 0).expect("told");
    assert_eq!(events, vec![Event::Versions { version: 9, oldest: 5 }]);
    let notice = Notice::Version { version: 1, oldest: 1 };
    assert_eq!(session.poll(&mut store, 0), Ok(Some(Message::Bye(notice))));
    assert_eq!(session.poll(&mut store, 0), Ok(None));
    assert_eq!(session.closing(), Some(&Breach::Version));
    let mut other = Session::new(device(2), device(1), Side::Dialed, &store, 0).expect("reads");
    let events = other.handle(Message::Bye(notice), &mut store, 0).expect("told");
    assert!(events.contains(&Event::Versions { version: 1, oldest: 1 }));
    assert_eq!(other.closing(), Some(&Breach::Version));
    // A newer one that still speaks ours is welcome, with fields that we do not know.
    let mut body = hello(9, 1).body();
    body.extend([1, 2, 3]);
    let newer = Message::decode(&body).expect("read");
    let mut session = Session::new(device(1), device(2), Side::Accepted, &store, 0).expect("reads");
    session.handle(newer, &mut store, 0).expect("welcome");
    assert!(matches!(session.poll(&mut store, 0), Ok(Some(Message::Hello(_)))));
}

#[test]
fn duplicates_and_late_words_change_nothing() {
    let mut stores = group(2);
    stores[0].open(page(1), &[device(1), device(2)]);
    stores[0].write(page(1), &[b"one"]);
    let first = meet(&mut stores, [0, 1]);
    let number = stores[1].number();
    // Everything that 0 said, once more, from a session that begins anew.
    let mut session =
        Session::new(device(2), device(1), Side::Accepted, &stores[1], 0).expect("reads");
    for (end, message) in first.said {
        if end == 0 && !matches!(message, Message::Level | Message::Answers { .. }) {
            session.handle(message, &mut stores[1], 0).expect("ignored");
        }
    }
    assert_eq!(stores[1].number(), number);
    assert!(meet(&mut stores, [0, 1]).is_level(&stores));
}

/// A session of laptop 1 that holds number 5 of laptop 2.
fn at_five(store: &mut Fake, faults: Faults) -> Session {
    let held = Some(Position { number: 5, hash: [5; 32] });
    store.peers.insert(device(2), PeerState { held, confirmed: None });
    let mut session = greeted(store).with_faults(faults);
    session.events();
    session
}

fn quiet(from: u64, to: u64) -> Message {
    let to = Position { number: to, hash: [to as u8; 32] };
    let step = Step { from, to, skipped: Few::default() };
    Message::Live { step, statements: Few::default(), batches: Few::default() }
}

fn held_after(messages: Vec<Message>, faults: Faults) -> Option<u64> {
    let mut store = store();
    let mut session = at_five(&mut store, faults);
    for message in messages {
        session.handle(message, &mut store, 0).expect("honest");
    }
    store.peer(&device(2)).expect("reads").held.map(|held| held.number)
}

#[test]
fn a_live_message_moves_the_number_only_if_it_joins_on() {
    let right = Faults::default();
    let wrong = Faults { live_need_not_join: true, ..right };
    assert_eq!(held_after(vec![quiet(5, 8)], right), Some(8));
    assert_eq!(held_after(vec![quiet(4, 8)], right), Some(8));
    assert_eq!(held_after(vec![quiet(2, 4)], right), Some(5));
    assert_eq!(held_after(vec![quiet(7, 8)], right), Some(5));
    let during = vec![Message::From { number: 5 }, quiet(5, 8)];
    assert_eq!(held_after(during, right), Some(5), "an exchange is under way");
    assert_eq!(held_after(vec![quiet(7, 8)], wrong), Some(8), "the mistake is noticed");
}

#[test]
fn a_step_that_waited_never_takes_the_number_back() {
    let mut store = store();
    let mut session = at_five(&mut store, Faults::default());
    let mut later = store.clone();
    let opening = later.write(page(1), &[b"skipped"]);
    let (_, mark) = *later.ends_of(page(1)).first().expect("written");
    let log = LogName::New { device: opening.device, page: opening.page, salt: opening.salt };
    let skipped = Few(vec![crate::message::Skip { log, mark }]);
    let (statements, batches) = (Few::default(), Few::default());
    let live = Message::Live { step: Step { from: 5, skipped, ..step() }, statements, batches };
    let end = Message::End { to: Position { number: 9, hash: [9; 32] }, then: None };
    for message in [live, Message::From { number: 5 }, end] {
        session.handle(message, &mut store, 0).expect("honest");
    }
    store.write(page(1), &[b"skipped"]);
    while session.poll(&mut store, 0).expect("reads").is_some() {}
    let held = store.peer(&device(2)).expect("reads").held;
    assert_eq!(held.map(|held| held.number), Some(9));
}

#[test]
fn from_0_forgets_the_number_before_anything_is_stored() {
    let right = Faults::default();
    let wrong = Faults { from_zero_keeps_number: true, ..right };
    // The store there was restored to 4 arrivals. A page that is not known here yet keeps the
    // exchange from counting, and then its numbers grow past the 5 that was held of the other.
    let story = || {
        vec![
            Message::From { number: 0 },
            Message::Rows { pages: Few(vec![rows(3, 1)]) },
            Message::End { to: Position { number: 4, hash: [4; 32] }, then: None },
            quiet(4, 6),
        ]
    };
    assert_eq!(held_after(story()[..1].to_vec(), right), None);
    assert_eq!(held_after(story(), right), None);
    assert_eq!(held_after(story(), wrong), Some(6), "the mistake is noticed");
}

fn any_message() -> impl Strategy<Value = Message> {
    let log = prop_oneof![
        (0..3_u32).prop_map(LogName::Old),
        (0..4_u8).prop_map(name),
        Just(LogName::Here { device: device(2), salt: [0; 8] }),
    ];
    let number = prop_oneof![0..8_u64, Just(u64::MAX)];
    let position =
        (number.clone(), 0..8_u8).prop_map(|(number, hash)| Position { number, hash: [hash; 32] });
    let mark = (number.clone(), 0..4_u8).prop_map(|(n, chain)| Mark { n, chain: [chain; 16] });
    let batch = (log.clone(), number.clone()).prop_map(|(log, after)| forged(log, after));
    let row = (log.clone(), mark.clone()).prop_map(|(log, mark)| RowMark { log, mark });
    let rows = (0..4_u8, proptest::collection::vec(row, 0..3))
        .prop_map(|(number, rows)| PageRows { page: page(number), rows: Few(rows) });
    let skip = (log, mark.clone()).prop_map(|(log, mark)| crate::message::Skip { log, mark });
    let step = (number.clone(), position.clone(), proptest::collection::vec(skip, 0..2))
        .prop_map(|(from, to, skipped)| Step { from, to, skipped: Few(skipped) });
    let lack = (0..3_u32, proptest::collection::vec(mark, 0..3))
        .prop_map(|(row, ends)| crate::message::Lack { row, ends: Few(ends) });
    let verdict = prop_oneof![
        Just(Verdict::Holds),
        Just(Verdict::Declined),
        proptest::collection::vec(lack, 0..3).prop_map(|lacks| Verdict::Lacks(Few(lacks))),
    ];
    let answer = (0..4_u32, verdict).prop_map(|(shown, verdict)| Answer { shown, verdict });
    let words = postcard::to_allocvec(&Say::Word { text: 3 }).expect("encodes");
    prop_oneof![
        (position.clone(), proptest::option::of(position.clone()), any::<bool>()).prop_map(
            |(mine, held, ask)| {
                let whole = Few(vec![page(1), page(2)]);
                Message::Hello(Hello { version: 1, oldest: 1, ask, mine, held, whole })
            }
        ),
        Just(Message::Level),
        number.clone().prop_map(|number| Message::From { number }),
        Just(Message::Statements { statements: Few(vec![Blob(words)]) }),
        rows.clone().prop_map(|rows| Message::Rows { pages: Few(vec![rows]) }),
        answer.prop_map(|answer| Message::Answers { answers: Few(vec![answer]) }),
        batch.clone().prop_map(|batch| Message::Batches { batches: Few(vec![batch]) }),
        (position, proptest::option::of(step.clone()))
            .prop_map(|(to, then)| Message::End { to, then }),
        (step.clone(), batch).prop_map(|(step, batch)| Message::Live {
            step,
            statements: Few::default(),
            batches: Few(vec![batch]),
        }),
        (number, proptest::option::of(step))
            .prop_map(|(yours, mine)| Message::Have { yours, mine }),
        rows.prop_map(|rows| Message::Offer { rows }),
    ]
}

proptest! {
    #[test]
    fn no_order_of_messages_panics_or_leaks(
        messages in proptest::collection::vec(any_message(), 1..30)
    ) {
        let mut store = store();
        let mut session = greeted(&mut store);
        let private = store.ends_of(page(2));
        for (now, message) in (0..).zip(messages) {
            if session.handle(message, &mut store, now * 500).is_err() {
                break;
            }
            for _ in 0..20 {
                let Ok(Some(said)) = session.poll(&mut store, now * 500) else { break };
                if let Message::Rows { pages } = &said {
                    prop_assert!(pages.iter().all(|it| it.page == page(1)));
                }
            }
        }
        prop_assert_eq!(store.ends_of(page(2)), private);
        prop_assert_eq!(store.ends_of(page(1)).len(), 1);
    }
}
