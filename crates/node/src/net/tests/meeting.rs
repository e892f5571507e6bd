//! Members find each other and hold the same.

use std::time::Duration;

use kring_trust::relay::Relay;
use kring_trust::statement::Body;

use super::fake::Fake;
use super::{Event, Laptop, eventually, knows, options, start};
use crate::net::desk::{Listening, set_listening};
use crate::net::{Host, RunError, Unreachable, run};
use kring_sync::Ledger;

fn same(one: &Laptop, two: &Laptop) -> bool {
    one.other.statements() == two.other.statements()
}

#[test]
fn what_one_writes_reaches_the_other_in_both_directions() {
    let mut noor = Fake::found(1);
    let bram = noor.with_member(2);
    let noor = start(noor);
    let mut bram = bram;
    knows(&mut bram, &noor.device(), &noor.at());
    let mut bram = start(bram);
    noor.wait_connected(bram.device());
    bram.wait_connected(noor.device());
    let mut noor = noor;
    noor.other.say(Body::InternetOn { relay: Relay::Public });
    bram.wait(|event| *event == Event::Roster);
    eventually("noor's word at bram", || same(&noor, &bram));
    bram.other.say(Body::Finished);
    eventually("bram's word at noor", || same(&noor, &bram));
    assert_eq!(noor.other.statements().len(), 4);
    let level = |event: &Event| matches!(event, Event::Level(_, level) if level.we_hold_theirs && level.they_hold_ours);
    noor.wait(level);
    let met = noor.other.meeting(&bram.device()).expect("read");
    assert_eq!(met.trouble, None);
    assert_eq!(met.addresses[0].parse(), Ok(bram.at()[0]), "dialled from where it listens");
    bram.stop();
    noor.wait(|event| matches!(event, Event::Disconnected(_, None)));
    noor.stop();
}

#[test]
fn what_was_written_at_the_last_moment_is_still_sent() {
    let mut noor = Fake::found(1);
    let mut bram = noor.with_member(2);
    let noor = start(noor);
    knows(&mut bram, &noor.device(), &noor.at());
    let bram = start(bram);
    noor.wait(|event| matches!(event, Event::Level(_, level) if level.they_hold_ours));
    let mut noor = noor;
    noor.other.say(Body::InternetOn { relay: Relay::Public });
    noor.stop();
    eventually("the last word arrives", || bram.other.statements().len() == 3);
    bram.stop();
}

#[test]
fn two_who_dial_at_one_moment_keep_one_connection() {
    let mut noor = Fake::found(1);
    let mut bram = noor.with_member(2);
    let (first, second) = (start(noor), start(bram.another()));
    let (at_noor, at_bram) = (first.at(), second.at());
    let (mut noor, _) = (first.stop(), second.stop());
    let (noor_id, bram_id) = (noor.device(), bram.device());
    knows(&mut noor, &bram_id, &at_bram);
    knows(&mut bram, &noor_id, &at_noor);
    let (noor, bram) = (start(noor), start(bram));
    noor.wait_connected(bram_id);
    bram.wait_connected(noor_id);
    std::thread::sleep(Duration::from_secs(2));
    let again = |laptop: &Laptop| {
        laptop.events.try_iter().filter(|event| matches!(event, Event::Connected(_))).count()
    };
    assert!(again(&noor) <= 1 && again(&bram) <= 1, "they settle");
    let mut bram = bram;
    bram.other.say(Body::InternetOn { relay: Relay::Public });
    eventually("the word arrives", || same(&noor, &bram));
    noor.stop();
    bram.stop();
}

#[test]
fn who_never_heard_where_another_is_learns_it_from_a_third() {
    let mut noor = Fake::found(1);
    let mut bram = noor.with_member(2);
    let mut lotte = noor.with_member(3);
    let noor = start(noor);
    knows(&mut bram, &noor.device(), &noor.at());
    knows(&mut lotte, &noor.device(), &noor.at());
    let bram = start(bram);
    bram.wait_connected(noor.device());
    let lotte = start(lotte);
    lotte.wait_connected(bram.device());
    for laptop in [noor, bram, lotte] {
        laptop.stop();
    }
}

#[test]
fn members_meet_again_after_an_address_went_stale() {
    let mut noor = Fake::found(1);
    let mut bram = noor.with_member(2);
    let noor = start(noor);
    let (noor_id, old) = (noor.device(), noor.at());
    knows(&mut bram, &noor_id, &old);
    let bram = start(bram);
    noor.wait_connected(bram.device());
    bram.wait_connected(noor_id);
    let mut noor = noor.stop();
    bram.wait(|event| matches!(event, Event::Disconnected(..)));
    // Another port: what Bram knows is stale, what Noor knows is not.
    set_listening(&mut noor, &Listening { port: 0, addresses: Vec::new() }).expect("written");
    let noor = start(noor);
    assert_ne!(noor.at(), old);
    bram.wait_connected(noor_id);
    let met = bram.other.meeting(&noor_id).expect("read");
    assert_eq!(met.addresses[0].parse(), Ok(noor.at()[0]));
    noor.stop();
    bram.stop();
}

#[test]
fn the_port_stays_from_start_to_start() {
    let first = start(Fake::found(1));
    let at = first.at();
    let second = start(first.stop());
    assert_eq!(second.at(), at);
    second.stop();
}

#[test]
fn who_was_never_seen_and_who_does_not_answer_are_told_apart() {
    let mut noor = Fake::found(1);
    let bram = noor.with_member(2).device();
    let lotte = noor.with_member(3).device();
    knows(&mut noor, &lotte, &["127.0.0.1:9".parse().expect("an address")]);
    let noor = start(noor);
    noor.wait(|event| *event == Event::Unreachable(lotte, Unreachable::NoAnswer));
    let trouble = |device| noor.other.meeting(device).expect("read").trouble;
    assert_eq!(trouble(&bram).as_deref(), Some("never-seen"));
    assert_eq!(trouble(&lotte).as_deref(), Some("no-answer"));
    noor.stop();
}

#[test]
fn the_network_belongs_to_one_process() {
    let noor = start(Fake::found(1));
    let (sender, _events) = std::sync::mpsc::sync_channel(8);
    let second = run(noor.other.another(), options(), sender);
    assert!(matches!(second, Err(RunError::NetworkTaken)));
    let host = noor.stop();
    assert!(host.position().is_ok());
    start(host).stop();
}
