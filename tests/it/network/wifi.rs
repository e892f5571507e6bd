//! Changing Wi-Fi, addresses that went stale, and laptops that only mDNS shows.

use std::time::Duration;

use kring_store::PeerState;

use super::group::{LEVEL, gather, has_note, level};
use super::laptop::until;
use super::look;
use super::room::{Room, must};

/// Being found takes a second or two; on a busy machine this long, in seconds. Pauses before a
/// laptop that does not answer is dialled again grow far beyond it.
const FOUND_BY: u64 = 15;

/// Longer than connections live in silence.
const NIGHT: Duration = Duration::from_secs(22);

/// QUIC looks for better paths in the first seconds of a connection.
const PROBING: Duration = Duration::from_secs(5);

#[test]
fn a_laptop_that_changes_wifi_is_found_again() {
    let Some(room) = Room::build() else { return };
    let [mut noor, mut bram] = ["Noor", "Bram"].map(|name| room.laptop(name));
    gather(&mut [&mut noor, &mut bram]);

    // Noor's laptop gets another address on the same Wi-Fi while all is running.
    noor.plug(1, 77);
    noor.add(&["note", "add", "Met een ander adres"]);
    has_note(&bram, "Met een ander adres", FOUND_BY);
    level(&[&noor, &bram]);

    // Both go to another Wi-Fi, one after the other.
    noor.plug(2, 9);
    noor.add(&["note", "add", "Op de andere wifi"]);
    bram.plug(2, 8);
    has_note(&bram, "Op de andere wifi", FOUND_BY);
    bram.add(&["note", "add", "Ik ook"]);
    has_note(&noor, "Ik ook", LEVEL);

    // While both are off, Noor's laptop goes elsewhere and a third one gets its old address.
    noor.stop();
    bram.stop();
    let mut lotte = room.laptop("Lotte");
    lotte.ok(&["new", "Een andere groep", "--name", "Lotte", "--device", "laptop van Lotte"]);
    lotte.plug(2, 9);
    lotte.run();
    noor.plug(2, 33);
    bram.plug(2, 34);
    noor.run();
    bram.run();
    noor.add(&["note", "add", "Na de nacht"]);
    has_note(&bram, "Na de nacht", FOUND_BY);
    level(&[&noor, &bram]);
    assert!(!lotte.said("connected"));
    for laptop in [&mut noor, &mut bram, &mut lotte] {
        laptop.stop();
    }
}

#[test]
fn mdns_alone_is_enough() {
    let Some(room) = Room::build() else { return };
    let [mut noor, mut bram] = ["Noor", "Bram"].map(|name| room.laptop(name));
    gather(&mut [&mut noor, &mut bram]);
    noor.stop();
    bram.stop();
    for laptop in [&noor, &bram] {
        let mut store = look::store(laptop);
        let peers = store.peers().unwrap();
        assert!(peers.iter().any(|(_, peer)| !peer.address.is_empty()), "there were addresses");
        for (device, peer) in peers {
            let unknown = PeerState { address: Vec::new(), ..peer };
            store.transaction(|tx| tx.put_peer(&device, &unknown)).unwrap();
        }
        drop(store);
        laptop.plug(2, if laptop.name == "Noor" { 51 } else { 52 });
    }
    noor.add(&["note", "add", "Wie is daar?"]);
    noor.run();
    bram.run();
    has_note(&bram, "Wie is daar?", FOUND_BY);
    level(&[&noor, &bram]);
}

#[test]
fn sharing_that_begins_before_there_is_a_network_finds_the_others() {
    let Some(room) = Room::build() else { return };
    let [mut noor, mut bram] = ["Noor", "Bram"].map(|name| room.laptop(name));
    gather(&mut [&mut noor, &mut bram]);
    noor.stop();
    noor.cut();
    noor.run();
    noor.add(&["note", "add", "Nog geen wifi"]);
    noor.plug(1, 90);
    has_note(&bram, "Nog geen wifi", FOUND_BY);
    level(&[&noor, &bram]);
}

#[test]
fn laptops_that_slept_and_woke_elsewhere_find_each_other() {
    let Some(room) = Room::build() else { return };
    let [mut noor, mut bram] = ["Noor", "Bram"].map(|name| room.laptop(name));
    gather(&mut [&mut noor, &mut bram]);
    for laptop in [&noor, &bram] {
        laptop.signal("STOP");
    }
    noor.add(&["note", "add", "Van voor het slapen"]);
    std::thread::sleep(NIGHT);
    noor.plug(2, 61);
    bram.plug(2, 62);
    for laptop in [&noor, &bram] {
        laptop.signal("CONT");
    }
    has_note(&bram, "Van voor het slapen", FOUND_BY);

    // And once more without moving.
    for laptop in [&noor, &bram] {
        laptop.signal("STOP");
    }
    noor.add(&["note", "add", "Van voor het dutje"]);
    std::thread::sleep(NIGHT);
    for laptop in [&noor, &bram] {
        laptop.signal("CONT");
    }
    has_note(&bram, "Van voor het dutje", FOUND_BY);
    level(&[&noor, &bram]);
}

#[test]
fn an_address_outside_that_a_member_announces_gets_no_packet() {
    let Some(room) = Room::build() else { return };
    let [mut noor, mut bram] = ["Noor", "Bram"].map(|name| room.laptop(name));
    // Bram's laptop is on another network too, with addresses that are anywhere but in this room.
    let outside = ["198.51.100.7/24", "2001:db8:9::7/64"];
    must(&["-n", &bram.space, "link", "add", "ext0", "type", "veth", "peer", "name", "ext1"]);
    for end in ["ext0", "ext1"] {
        must(&["-n", &bram.space, "link", "set", end, "up"]);
    }
    for address in outside {
        must(&["-n", &bram.space, "addr", "add", address, "dev", "ext0"]);
    }
    gather(&mut [&mut noor, &mut bram]);
    until("Bram's laptop says that it is there too", FOUND_BY, || {
        let peers = look::reading(&noor).peers().unwrap();
        let mut told = peers.iter().map(|(_, peer)| peer.address.join(" "));
        told.any(|all| all.contains("198.51.100.7:") && all.contains("[2001:db8:9::7]:"))
    });
    noor.add(&["note", "add", "Hier binnen"]);
    has_note(&bram, "Hier binnen", LEVEL);
    level(&[&noor, &bram]);

    // Both begin again, so that each has dialled the other once and tried all it knows.
    for laptop in [&mut noor, &mut bram] {
        laptop.stop();
        laptop.add(&["note", "add", &format!("Na {}", laptop.name)]);
        laptop.run();
    }
    has_note(&noor, "Na Bram", LEVEL);
    has_note(&bram, "Na Noor", LEVEL);
    std::thread::sleep(PROBING);
    assert_eq!(room.sent_out(), 0);
}

#[test]
fn nothing_leaves_the_room() {
    let Some(room) = Room::build() else { return };
    let [mut noor, mut bram] = ["Noor", "Bram"].map(|name| room.laptop(name));
    gather(&mut [&mut noor, &mut bram]);
    noor.stop();
    // Somebody's last addresses are on the internet: they are never dialled.
    let mut store = look::store(&noor);
    for (device, peer) in store.peers().unwrap() {
        let mut address = vec!["192.0.2.7:4433".to_owned(), "[2001:db8::7]:4433".to_owned()];
        address.extend(peer.address.clone());
        store.transaction(|tx| tx.put_peer(&device, &PeerState { address, ..peer })).unwrap();
    }
    drop(store);
    bram.stop();
    noor.add(&["note", "add", "Niemand is hier"]);
    noor.run();
    // Alone, with a last address that does not answer, so that it looks for the others.
    super::laptop::until("Noor looks for Bram", 30, || noor.said("unreachable"));
    bram.run();
    has_note(&bram, "Niemand is hier", FOUND_BY);
    level(&[&noor, &bram]);
    assert_eq!(room.sent_out(), 0);
    // The count would have noticed.
    for packet in ["echo x > /dev/udp/192.0.2.7/4433", "echo x > /dev/udp/2001:db8::7/4433"] {
        let before = room.sent_out();
        super::room::inside(&noor.space, &["bash", "-c", packet]);
        super::laptop::until("it is counted", 5, || room.sent_out() > before);
    }
}
