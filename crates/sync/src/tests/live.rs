//! What arrives is passed on as it arrives.

use super::{Link, connected, meet};
use crate::fake::{Fake, Say, device, group, page};
use crate::faults::Faults;
use crate::frame::encode;
use crate::ledger::Ledger;
use crate::message::Message;

const ALL: [u8; 3] = [1, 2, 3];

fn three() -> Vec<Fake> {
    let mut stores = group(3);
    stores[0].open(page(1), &ALL.map(device));
    meet(&mut stores, [0, 1]);
    meet(&mut stores, [0, 2]);
    meet(&mut stores, [1, 2]);
    stores
}

/// Three links, each laptop having said with whom it is connected.
fn mesh(stores: &mut [Fake]) -> Vec<Link> {
    let mut links: Vec<_> =
        [[0, 1], [0, 2], [1, 2]].iter().map(|ends| Link::new(stores, *ends, 0)).collect();
    for link in &mut links {
        link.settle(stores, 0).expect("honest");
        for end in [0, 1] {
            let me = link.ends[end];
            let others: Vec<_> = (0..3).filter(|it| *it != me).map(|it| &stores[it]).collect();
            link.sessions[end].set_presence(connected(&others));
        }
        link.settle(stores, 0).expect("honest");
    }
    rounds(&mut links, stores);
    links.iter_mut().for_each(|link| link.said.clear());
    links
}

fn rounds(links: &mut [Link], stores: &mut [Fake]) {
    for _ in 0..3 {
        for link in &mut *links {
            link.settle(stores, 0).expect("honest");
            link.honest(stores).expect("true");
        }
    }
}

#[test]
fn one_edit_is_one_payload_and_one_confirmation_per_laptop() {
    let mut stores = three();
    let mut links = mesh(&mut stores);
    stores[0].write(page(1), &[b"edit"]);
    rounds(&mut links, &mut stores);
    let said: Vec<_> = links.iter().flat_map(|link| &link.said).collect();
    let payloads = said.iter().filter(|it| matches!(it.1, Message::Live { .. })).count();
    assert_eq!((payloads, said.len()), (2, 4), "{said:?}");
    assert!(links[..2].iter().all(|link| link.is_level(&stores)));
    assert_eq!(stores[2].ends_of(page(1)), stores[0].ends_of(page(1)));
}

#[test]
fn what_came_from_the_peer_is_not_sent_back_to_it() {
    let mut stores = three();
    let mut link = Link::new(&stores, [0, 1], 0);
    link.settle(&mut stores, 0).expect("honest");
    link.said.clear();
    // An own edit waits to be sent when one of the peer's comes in behind it.
    stores[1].write(page(1), &[b"own"]);
    stores[0].write(page(1), &[b"theirs"]);
    link.say(&mut stores, 0, 0).expect("honest");
    link.deliver(&mut stores, 1, 0).expect("honest");
    link.settle(&mut stores, 0).expect("honest");
    let sent = |from: usize| -> usize {
        let lives = link.said.iter().filter(|it| it.0 == from).map(|it| match &it.1 {
            Message::Live { batches, .. } => batches.len(),
            _ => 0,
        });
        lives.sum()
    };
    assert_eq!((sent(0), sent(1)), (1, 1), "{:?}", link.said);
    assert!(link.is_level(&stores));
}

#[test]
fn a_small_edit_and_its_confirmation_are_small() {
    let mut stores = three();
    let mut links = mesh(&mut stores);
    stores[0].write(page(1), &[&[1; 50]]);
    links[0].settle(&mut stores, 0).expect("honest");
    links[0].said.clear();
    stores[0].write(page(1), &[&[1; 50]]);
    links[0].settle(&mut stores, 0).expect("honest");
    let bytes: usize = links[0].said.iter().map(|it| encode(&it.1).expect("fits").len()).sum();
    assert_eq!(links[0].said.len(), 2);
    assert!(bytes < 230, "{bytes} bytes");
}

#[test]
fn an_entry_is_relayed_only_to_those_not_connected_with_its_writer() {
    let mut stores = three();
    // 0 and 1, 1 and 2 are connected; 0 and 2 are not.
    let mut links = [Link::new(&stores, [0, 1], 0), Link::new(&stores, [1, 2], 0)];
    rounds(&mut links, &mut stores);
    stores[0].write(page(1), &[b"edit"]);
    rounds(&mut links, &mut stores);
    assert_eq!(stores[2].ends_of(page(1)), stores[0].ends_of(page(1)));
    assert!(links.iter().all(|link| link.is_level(&stores)));
}

#[test]
fn what_was_skipped_is_not_counted_as_had() {
    let mut stores = three();
    let mut link = Link::new(&stores, [1, 2], 0);
    link.settle(&mut stores, 0).expect("honest");
    // 2 says that it is connected with 0, but nothing comes from there.
    let presence = connected(&[&stores[0], &stores[1]]);
    link.sessions[1].set_presence(presence);
    link.settle(&mut stores, 0).expect("honest");
    let before = stores[2].peer(&device(2)).expect("reads").held;
    stores[0].write(page(1), &[b"skipped"]);
    meet(&mut stores, [0, 1]);
    link.settle(&mut stores, 0).expect("honest");
    assert!(stores[2].ends_of(page(1)).is_empty(), "left to the writer");
    stores[1].write(page(1), &[b"own"]);
    link.settle(&mut stores, 0).expect("honest");
    assert_eq!(stores[2].ends_of(page(1)).len(), 1, "stored");
    assert_eq!(stores[2].peer(&device(2)).expect("reads").held, before, "and not counted");
    link.honest(&stores).expect("true");
    // From the writer, after all: the number moves without another word from 1.
    meet(&mut stores, [0, 2]);
    link.settle(&mut stores, 0).expect("honest");
    let held = stores[2].peer(&device(2)).expect("reads").held;
    assert_eq!(held, Some(stores[1].position().expect("reads")));
    assert!(link.is_level(&stores));
}

#[test]
fn the_hello_after_30_seconds_mends_what_was_skipped() {
    let mut stores = three();
    let mut link = Link::new(&stores, [1, 2], 0);
    let presence = connected(&[&stores[0], &stores[1]]);
    link.sessions[1].set_presence(presence);
    link.settle(&mut stores, 0).expect("honest");
    stores[0].write(page(1), &[b"skipped"]);
    meet(&mut stores, [0, 1]);
    link.settle(&mut stores, 29_999).expect("honest");
    assert!(stores[2].ends_of(page(1)).is_empty());
    link.settle(&mut stores, 30_000).expect("honest");
    assert_eq!(stores[2].ends_of(page(1)), stores[1].ends_of(page(1)));
    assert!(link.is_level(&stores));
}

#[test]
fn what_was_skipped_is_passed_on_when_the_writer_goes() {
    let mut stores = three();
    let mut link = Link::new(&stores, [1, 2], 0);
    let presence = connected(&[&stores[0], &stores[1]]);
    link.sessions[1].set_presence(presence);
    link.settle(&mut stores, 0).expect("honest");
    stores[0].write(page(1), &[b"skipped"]);
    meet(&mut stores, [0, 1]);
    link.settle(&mut stores, 0).expect("honest");
    assert!(stores[2].ends_of(page(1)).is_empty());
    let presence = connected(&[&stores[1]]);
    link.sessions[1].set_presence(presence);
    link.settle(&mut stores, 0).expect("honest");
    assert_eq!(stores[2].ends_of(page(1)), stores[1].ends_of(page(1)));
    assert!(link.is_level(&stores));
}

#[test]
fn the_writer_itself_gets_its_entries_back() {
    let mut stores = three();
    let backup = stores[0].clone();
    stores[0].write(page(1), &[b"will be lost"]);
    meet(&mut stores, [0, 2]);
    stores[0].restore(&backup);
    let mut link = Link::new(&stores, [0, 1], 0);
    let presence = connected(&[&stores[0], &stores[1]]);
    link.sessions[0].set_presence(presence);
    link.settle(&mut stores, 0).expect("honest");
    assert!(stores[0].ends_of(page(1)).is_empty());
    meet(&mut stores, [1, 2]);
    link.settle(&mut stores, 0).expect("honest");
    assert_eq!(stores[0].ends_of(page(1)).len(), 1);
}

#[test]
fn an_audience_statement_makes_the_page_be_compared_also_for_who_brought_it() {
    let given = |faults: Faults| {
        let mut stores = group(3);
        stores[0].open(page(1), &[device(1), device(2)]);
        stores[0].write(page(1), &[b"one"]);
        meet(&mut stores, [0, 1]);
        meet(&mut stores, [0, 2]);
        let mut link = Link::faulty(&stores, [1, 2], 0, faults);
        link.settle(&mut stores, 0).expect("honest");
        // The one who is let in hears of it first, and tells the one who has the entries.
        let audience = ALL.map(device).to_vec();
        stores[2].say(&Say::Audience { page: page(1), audience, serial: 1 });
        link.settle(&mut stores, 0).expect("honest");
        stores[2].ends_of(page(1)) == stores[1].ends_of(page(1))
    };
    assert!(given(Faults::default()));
    let wrong = Faults { audience_not_compared: true, ..Faults::default() };
    assert!(!given(wrong), "the mistake is noticed");
}

#[test]
fn a_flood_goes_by_exchange_and_so_does_what_is_no_longer_known_one_by_one() {
    let mut stores = three();
    let mut link = Link::new(&stores, [0, 1], 0);
    link.settle(&mut stores, 0).expect("honest");
    link.said.clear();
    stores[0].write(page(1), &[&[7; 300_000]]);
    link.settle(&mut stores, 0).expect("honest");
    assert_eq!(link.count(|it| matches!(it, Message::Live { .. })), 0);
    assert!(link.is_level(&stores));
    stores[0].write(page(1), &[b"small"]);
    stores[0].compacted = stores[0].number();
    link.settle(&mut stores, 0).expect("honest");
    assert_eq!(link.count(|it| matches!(it, Message::Live { .. })), 0);
    assert!(link.is_level(&stores));
    stores[0].write(page(1), &[b"small"]);
    link.settle(&mut stores, 0).expect("honest");
    assert_eq!(link.count(|it| matches!(it, Message::Live { .. })), 1);
    assert!(link.is_level(&stores));
}

#[test]
fn a_have_leaves_only_after_the_commit() {
    let mut stores = three();
    let mut link = Link::new(&stores, [0, 1], 0);
    link.settle(&mut stores, 0).expect("honest");
    stores[0].write(page(1), &[b"edit"]);
    assert_eq!(link.say(&mut stores, 0, 0), Ok(true));
    stores[1].broken = true;
    assert!(link.deliver(&mut stores, 1, 0).is_err());
    let confirmed = stores[0].peer(&device(2)).expect("reads").confirmed;
    assert_eq!(confirmed.map(|it| it.number), Some(1));
}
