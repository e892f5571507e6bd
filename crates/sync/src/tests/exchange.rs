//! The exchange after a `Hello`.

use super::{Link, meet};
use crate::breach::Breach;
use crate::fake::{Say, device, group, page};
use crate::frame::encode;
use crate::ledger::Ledger;
use crate::message::Message;
use crate::session::Event;

fn two() -> Vec<crate::fake::Fake> {
    let mut stores = group(2);
    stores[0].open(page(1), &[device(1), device(2)]);
    stores[0].write(page(1), &[b"one", b"two"]);
    stores
}

#[test]
fn two_that_never_met_hold_the_same_after_one_meeting() {
    let mut stores = two();
    stores[1].say(&Say::Word { text: 7 });
    let link = meet(&mut stores, [0, 1]);
    assert!(link.is_level(&stores));
    assert_eq!(stores[0].ends_of(page(1)), stores[1].ends_of(page(1)));
    assert_eq!(stores[0].ends_of(page(1)).len(), 1);
    assert_eq!(stores[0].statements_said(), stores[1].statements_said());
}

#[test]
fn both_up_to_date_is_level_after_one_round_trip_and_under_100_bytes() {
    let mut stores = two();
    for text in 0..2000 {
        stores[0].say(&Say::Word { text });
    }
    meet(&mut stores, [0, 1]);
    meet(&mut stores, [1, 0]);
    for ends in [[0, 1], [1, 0]] {
        let link = meet(&mut stores, ends);
        assert!(link.is_level(&stores));
        assert_eq!(link.said.len(), 2, "{:?}", link.said);
        assert!(matches!(link.said[1].1, Message::Level));
        assert!(link.bytes < 100, "{} bytes", link.bytes);
    }
}

#[test]
fn a_few_changes_cost_a_few_bytes() {
    let mut stores = group(2);
    let all = [device(1), device(2)];
    for number in 1..=3 {
        stores[0].open(page(number), &all);
    }
    meet(&mut stores, [0, 1]);
    for number in 0..20_u8 {
        for store in &mut stores {
            store.write(page(1 + number % 3), &[&[number; 60]]);
        }
    }
    let link = meet(&mut stores, [0, 1]);
    assert!(link.is_level(&stores));
    assert!(link.bytes < 8000, "{} bytes", link.bytes);
}

#[test]
fn a_connection_lost_at_any_byte_loses_and_claims_nothing() {
    let mut start = group(2);
    for number in 0..3 {
        start[0].open(page(number + 1), &[device(1), device(2)]);
        start[0].write(page(number + 1), &[&[number; 20], b"two"]);
    }
    meet(&mut start, [0, 1]);
    for store in &mut start {
        for number in 0..3 {
            store.write(page(number + 1), &[&[number; 30], b"three"]);
        }
        let text = store.number();
        store.say(&Say::Word { text });
    }
    let whole = meet(&mut start.clone(), [0, 1]).bytes;
    assert!(whole > 1000);
    for left in 0..=whole {
        let mut stores = start.clone();
        let mut link = Link::new(&stores, [0, 1], 0);
        link.left = left;
        link.settle(&mut stores, 0).expect("honest");
        link.honest(&stores).unwrap_or_else(|what| panic!("cut at {left}: {what}"));
        let again = meet(&mut stores, [1, 0]);
        assert!(again.is_level(&stores), "cut at {left}");
        for number in 1..=3 {
            assert_eq!(stores[0].ends_of(page(number)), stores[1].ends_of(page(number)));
            assert_eq!(stores[0].ends_of(page(number)).len(), 2);
        }
    }
}

#[test]
fn a_restored_store_is_told_from_0_before_anything_is_stored() {
    let mut stores = two();
    meet(&mut stores, [0, 1]);
    let backup = stores[0].clone();
    stores[0].write(page(1), &[b"lost"]);
    meet(&mut stores, [0, 1]);
    stores[0].restore(&backup);
    // More than was lost, so that a number alone would seem to cover it.
    stores[0].write(page(1), &[b"new 1", b"new 2"]);
    let mut link = Link::new(&stores, [0, 1], 0);
    while !link.said.iter().any(|it| matches!(it, (0, Message::From { number: 0 }))) {
        for end in [0, 1] {
            link.say(&mut stores, end, 0).expect("honest");
            link.deliver(&mut stores, 1 - end, 0).expect("honest");
        }
    }
    assert_eq!(stores[1].peer(&device(1)).expect("reads").held, None);
    link.settle(&mut stores, 0).expect("honest");
    assert!(link.is_level(&stores));
    link.honest(&stores).expect("true");
    // What the restored store had lost came back, and both of its logs are everywhere.
    assert_eq!(stores[0].ends_of(page(1)).len(), 2);
    assert_eq!(stores[0].ends_of(page(1)), stores[1].ends_of(page(1)));
}

#[test]
fn a_store_restored_to_nothing_is_told_from_0_too() {
    let mut stores = group(2);
    let empty = stores[0].clone();
    stores[0].say(&Say::Word { text: 1 });
    meet(&mut stores, [0, 1]);
    stores[0].restore(&empty);
    let mut link = Link::new(&stores, [1, 0], 0);
    let mut seen = Vec::new();
    for _ in 0..20 {
        for end in [0, 1] {
            link.say(&mut stores, end, 0).expect("honest");
            link.deliver(&mut stores, 1 - end, 0).expect("honest");
        }
        seen.push(stores[1].peer(&device(1)).expect("reads").held.map(|held| held.number));
    }
    assert!(seen.contains(&None), "{seen:?}");
    assert!(link.is_level(&stores));
    assert_eq!(stores[0].number(), 1, "and it got back what it had lost");
}

#[test]
fn the_position_in_a_hello_takes_green_away() {
    let mut stores = two();
    meet(&mut stores, [0, 1]);
    let backup = stores[1].clone();
    stores[0].write(page(1), &[b"three"]);
    meet(&mut stores, [0, 1]);
    let green = stores[0].peer(&device(2)).expect("reads").confirmed;
    assert_eq!(green.map(|it| it.number), Some(4));
    stores[1].restore(&backup);
    let mut link = Link::new(&stores, [1, 0], 0);
    assert_eq!(link.say(&mut stores, 0, 0), Ok(true));
    assert_eq!(link.deliver(&mut stores, 1, 0), Ok(true));
    let less = stores[0].peer(&device(2)).expect("reads").confirmed;
    assert_eq!(less.map(|it| it.number), Some(3));
}

#[test]
fn both_branches_of_a_fork_are_carried() {
    let mut stores = group(3);
    let all = [device(1), device(2), device(3)];
    stores[0].open(page(1), &all);
    stores[0].write(page(1), &[b"one"]);
    meet(&mut stores, [0, 1]);
    meet(&mut stores, [0, 2]);
    // A cloned laptop: the same log goes on in two ways.
    let mut clone = stores[0].clone();
    stores[0].write(page(1), &[b"left", b"left again"]);
    meet(&mut stores, [0, 1]);
    clone.write(page(1), &[b"right"]);
    std::mem::swap(&mut stores[0], &mut clone);
    meet(&mut stores, [0, 2]);
    std::mem::swap(&mut stores[0], &mut clone);
    let link = meet(&mut stores, [1, 2]);
    assert!(link.is_level(&stores));
    for store in &stores[1..] {
        assert_eq!(store.ends_of(page(1)).len(), 2);
    }
    meet(&mut stores, [0, 1]);
    assert_eq!(stores[0].ends_of(page(1)).len(), 2);
    // Now that both know both, nothing more is said about it.
    assert_eq!(meet(&mut stores, [1, 2]).said.len(), 2);
}

/// Laptop 1 was copied so often that laptops 2 and 3, who keep two branches, keep different ones.
fn crowded() -> Vec<crate::fake::Fake> {
    let mut stores = group(3);
    stores[0].open(page(1), &[device(1), device(2), device(3)]);
    stores[0].write(page(1), &[b"one"]);
    let first = stores[0].clone();
    for (store, copies) in [(1, ["a", "b"]), (2, ["c", "d"])] {
        stores[store].branches = 2;
        for copy in copies {
            let mut cloned = first.clone();
            // Several signed rows on each branch: what follows a refused one joins on to nothing.
            for again in ["", "!", "?"] {
                cloned.write(page(1), &[[copy, again].concat().as_bytes()]);
            }
            std::mem::swap(&mut stores[0], &mut cloned);
            meet(&mut stores, [0, store]);
            std::mem::swap(&mut stores[0], &mut cloned);
        }
        assert_eq!(stores[store].ends_of(page(1)).len(), 2);
    }
    stores
}

#[test]
fn two_who_keep_other_branches_are_level_and_say_so() {
    let mut stores = crowded();
    let mut link = Link::new(&stores, [1, 2], 0);
    link.settle(&mut stores, 0).expect("honest");
    link.honest(&stores).expect("true");
    assert!(link.is_level(&stores));
    for end in [0, 1] {
        let level = link.sessions[end].level(&stores[1 + end]).expect("reads");
        assert!(level.left_out && stores[1 + end].ends_of(page(1)).len() == 2);
    }
    // The page is touched again: what was refused is shown, and not asked for again.
    let batches = |it: &Message| matches!(it, Message::Batches { .. });
    let before = link.count(batches);
    stores[1].say(&Say::Audience {
        page: page(1),
        audience: vec![device(1), device(2), device(3)],
        serial: 1,
    });
    link.settle(&mut stores, 0).expect("honest");
    assert!(link.count(|it| matches!(it, Message::Rows { .. })) > 1, "{:?}", link.said);
    assert_eq!(link.count(batches), before);
    assert!(link.is_level(&stores));
}

#[test]
fn what_is_not_kept_is_no_reason_to_drop_a_page() {
    let mut stores = crowded();
    stores[1].say(&Say::Audience { page: page(1), audience: vec![device(3)], serial: 1 });
    for _ in 0..3 {
        let link = meet(&mut stores, [1, 2]);
        assert!(!link.events.iter().any(|(_, event)| matches!(event, Event::HandedOver { .. })));
    }
    assert_eq!(stores[1].ends_of(page(1)).len(), 2, "nobody else has them");
}

#[test]
fn a_page_is_not_asked_for_where_it_may_not_be_given() {
    let mut stores = group(3);
    stores[0].open(page(1), &[device(1), device(2)]);
    stores[0].write(page(1), &[b"text"]);
    meet(&mut stores, [0, 1]);
    meet(&mut stores, [1, 2]);
    stores[1].wanted.insert(page(1));
    let link = meet(&mut stores, [1, 2]);
    let asks = |it: &Message| matches!(it, Message::Hello(hello) if !hello.whole.is_empty());
    assert_eq!(link.count(asks), 0);
    assert!(link.is_level(&stores));
    let link = meet(&mut stores, [1, 0]);
    assert_eq!(link.count(asks), 1);
    assert!(stores[1].wanted.is_empty());
}

#[test]
fn what_nobody_has_whole_is_asked_for_once_and_again_when_there_is_more() {
    let mut stores = two();
    stores[1].kept_wanting = true;
    let mut link = Link::new(&stores, [0, 1], 0);
    link.settle(&mut stores, 0).expect("honest");
    stores[1].wanted.insert(page(1));
    let asked = |link: &Link| {
        link.count(|it| matches!(it, Message::Hello(hello) if !hello.whole.is_empty()))
    };
    for (round, writes) in [(1, false), (2, false), (3, true), (4, true)] {
        link.settle(&mut stores, round * 46_000).expect("honest");
        assert_eq!(asked(&link), if round < 4 { 1 } else { 2 }, "{round}");
        if writes {
            stores[0].write(page(1), &[b"more"]);
            link.settle(&mut stores, round * 46_000 + 1).expect("honest");
        }
    }
}

#[test]
fn a_page_goes_only_to_its_audience_and_whole_once_it_is_let_in() {
    let mut stores = group(3);
    stores[0].open(page(1), &[device(1), device(2)]);
    stores[0].write(page(1), &[b"one"]);
    let link = meet(&mut stores, [0, 2]);
    assert!(link.is_level(&stores));
    assert_eq!(link.count(|it| matches!(it, Message::Rows { .. } | Message::Batches { .. })), 0);
    assert!(stores[2].ends_of(page(1)).is_empty());
    meet(&mut stores, [0, 1]);
    let audience = vec![device(1), device(2), device(3)];
    stores[0].say(&Say::Audience { page: page(1), audience, serial: 1 });
    // Through one who has the entries since long and the statement since now.
    meet(&mut stores, [0, 1]);
    meet(&mut stores, [1, 2]);
    assert_eq!(stores[2].ends_of(page(1)), stores[0].ends_of(page(1)));
}

#[test]
fn who_leaves_an_audience_hands_over_before_dropping() {
    let mut stores = group(3);
    stores[0].open(page(1), &[device(1), device(2), device(3)]);
    stores[0].write(page(1), &[b"one"]);
    meet(&mut stores, [0, 1]);
    meet(&mut stores, [0, 2]);
    stores[1].write(page(1), &[b"of two alone"]);
    let audience = vec![device(1), device(3)];
    stores[0].say(&Say::Audience { page: page(1), audience, serial: 1 });
    let link = meet(&mut stores, [0, 1]);
    // The laptop learns of it in this meeting; the next greeting hands over.
    assert_eq!(link.count(|it| matches!(it, Message::Offer { .. })), 0);
    assert!(!stores[1].ends_of(page(1)).is_empty());
    let link = meet(&mut stores, [1, 2]);
    assert!(link.count(|it| matches!(it, Message::Offer { .. })) == 2, "{:?}", link.said);
    assert!(link.events.iter().any(|it| matches!(it, (0, Event::HandedOver { .. }))));
    assert!(stores[1].ends_of(page(1)).is_empty(), "dropped");
    assert_eq!(stores[2].ends_of(page(1)).len(), 2, "kept by the audience");
}

#[test]
fn who_is_let_in_again_while_handing_over_drops_nothing() {
    let mut stores = two();
    meet(&mut stores, [0, 1]);
    let out = Say::Audience { page: page(1), audience: vec![device(1)], serial: 1 };
    stores.iter_mut().for_each(|store| store.say(&out));
    let audience = vec![device(1), device(2)];
    stores[0].say(&Say::Audience { page: page(1), audience, serial: 2 });
    // At the greeting laptop 2 is still to hand the page over; in the exchange it learns better.
    let link = meet(&mut stores, [0, 1]);
    assert!(!link.events.iter().any(|it| matches!(it.1, Event::HandedOver { .. })));
    assert_eq!(stores[1].ends_of(page(1)), stores[0].ends_of(page(1)));
}

#[test]
fn a_page_that_shuts_while_it_is_given_is_given_no_further() {
    let mut stores = two();
    let mut link = Link::new(&stores, [0, 1], 0);
    let shown = |link: &Link| link.count(|it| matches!(it, Message::Answers { .. })) > 0;
    while !shown(&link) {
        for end in [0, 1] {
            link.say(&mut stores, end, 0).expect("honest");
            link.deliver(&mut stores, 1 - end, 0).expect("honest");
            if shown(&link) {
                break;
            }
        }
    }
    let audience = vec![device(1)];
    stores[0].say(&Say::Audience { page: page(1), audience, serial: 1 });
    link.settle(&mut stores, 0).expect("honest");
    assert_eq!(link.count(|it| matches!(it, Message::Batches { .. })), 0, "{:?}", link.said);
    assert!(link.is_level(&stores), "and nobody takes it amiss");
    link.honest(&stores).expect("true");
}

#[test]
fn an_erased_page_is_neither_sent_nor_taken() {
    let mut stores = group(3);
    stores[0].open(page(1), &[device(1), device(2), device(3)]);
    stores[0].write(page(1), &[b"one"]);
    meet(&mut stores, [0, 1]);
    stores[0].say(&Say::Erased { page: page(1) });
    meet(&mut stores, [0, 2]);
    let link = meet(&mut stores, [1, 2]);
    let entries = |it: &Message| matches!(it, Message::Batches { .. } | Message::Live { .. });
    assert_eq!(link.count(entries), 0, "{:?}", link.said);
    assert!(stores.iter().all(|store| store.ends_of(page(1)).is_empty()));
    assert!(link.is_level(&stores));
}

#[test]
fn a_wanted_page_is_compared_although_nothing_is_new() {
    let mut stores = two();
    meet(&mut stores, [0, 1]);
    meet(&mut stores, [0, 1]);
    // As after damage: the entries are gone, the numbers stand.
    stores[1].drop_page(page(1));
    let mut link = Link::new(&stores, [0, 1], 0);
    link.settle(&mut stores, 0).expect("honest");
    assert!(stores[1].ends_of(page(1)).is_empty());
    stores[1].wanted.insert(page(1));
    let link = meet(&mut stores, [0, 1]);
    assert_eq!(stores[1].ends_of(page(1)), stores[0].ends_of(page(1)));
    assert!(stores[1].wanted.is_empty());
    assert!(link.is_level(&stores));
}

#[test]
fn statements_come_before_rows_and_newest_pages_first() {
    let mut stores = group(2);
    for number in 1..=9 {
        stores[0].open(page(number), &[device(1), device(2)]);
        stores[0].write(page(number), &[b"text"]);
    }
    let link = meet(&mut stores, [0, 1]);
    let given: Vec<_> = link.said.iter().filter(|it| it.0 == 0).map(|it| &it.1).collect();
    let place = |wanted: fn(&Message) -> bool| given.iter().position(|it| wanted(it));
    let statements = place(|it| matches!(it, Message::Statements { .. }));
    let rows = place(|it| matches!(it, Message::Rows { .. }));
    assert!(statements.is_some() && statements < rows);
    let Some(Message::Rows { pages }) = rows.map(|at| given[at]) else { panic!("rows") };
    let order: Vec<_> = pages.iter().map(|it| it.page).collect();
    assert_eq!(order, (1..=9).rev().map(page).collect::<Vec<_>>());
}

#[test]
fn a_big_page_comes_in_pieces_of_bounded_size() {
    let mut stores = two();
    for number in 0..60_u8 {
        let entry: Vec<u8> = (0..40_000_u32).map(|i| ((i * 7919) >> (number % 13)) as u8).collect();
        stores[0].write(page(1), &[&entry]);
    }
    let link = meet(&mut stores, [0, 1]);
    assert!(link.is_level(&stores));
    assert!(link.count(|it| matches!(it, Message::Batches { .. })) > 3);
    for (_, message) in &link.said {
        assert!(encode(message).expect("fits").len() < 1024 * 1024);
    }
}

#[test]
fn the_longest_batches_fit_in_frames() {
    let mut stores = two();
    let noise = |seed: u64| -> Vec<u8> {
        let mut x = seed;
        let next = |_| {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (x >> 56) as u8
        };
        (0..crate::message::ENTRY_CAP).map(next).collect()
    };
    for round in 0..3 {
        stores[0].write(page(1), &[b"short"]);
        stores[0].write(page(1), &[&noise(round), &noise(round + 10)]);
    }
    let link = meet(&mut stores, [0, 1]);
    assert!(link.is_level(&stores));
    assert_eq!(stores[0].ends_of(page(1)), stores[1].ends_of(page(1)));
}

#[test]
fn a_failed_commit_confirms_nothing() {
    let mut stores = two();
    stores[1].broken = true;
    let mut link = Link::new(&stores, [0, 1], 0);
    let result = link.settle(&mut stores, 0);
    assert!(matches!(result, Err(Breach::Store(_))), "{result:?}");
    assert_eq!(link.count(|it| matches!(it, Message::Have { .. })), 0);
    assert_eq!(stores[0].peer(&device(2)).expect("reads").confirmed, None);
    stores[1].broken = false;
    assert!(meet(&mut stores, [0, 1]).is_level(&stores));
}
