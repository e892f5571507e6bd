//! Joining from far away: two laptops on Wi-Fis between which there is no way, a ticket that names a
//! relay, and a relay of our own outside.

use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Duration;

use kring_node::ticket::{Secret, Ticket};
use serde_json::Value;

use super::group::{LEVEL, found, has_note, invite, level};
use super::laptop::{Laptop, until};
use super::relay::{ADDRESS, Relay};
use super::room::Room;

/// The same relay under another address: the hub answers for every address outside.
const ELSEWHERE: &str = "http://203.0.113.6:3340";

/// When the last packet of a laptop that ends has left.
const SETTLED: Duration = Duration::from_secs(4);

/// Nobody could be reached.
const NETWORK: i32 = 6;
/// Needs an answer, and there is nobody to give it.
const NEEDS_ANSWER: i32 = 8;
/// A ticket from outside is not usable.
const BAD_INPUT: i32 = 9;

#[test]
fn by_a_ticket_over_a_relay_somebody_far_away_comes_in_after_a_yes_and_strangers_do_not() {
    let Some(room) = Room::build() else { return };
    room.open_way_out();
    let [mut noor, mut bram, lotte] = ["Noor", "Bram", "Lotte"].map(|name| room.laptop(name));
    for far in [&bram, &lotte] {
        far.plug(2, if far.name == "Bram" { 7 } else { 8 });
    }
    found(&mut noor);
    noor.add(&["note", "add", "Een casus over Yara"]);
    assert!(invite(&noor).starts_with("kring1"), "the internet is off");
    noor.ok(&["--yes", "internet", "on", "--relay", ADDRESS]);
    let invited = noor.ok(&["invite", "--no-wait"]);
    let ticket = invited["ticket"].as_str().unwrap().to_owned();
    assert!(ticket.starts_with("kring2"), "{ticket}");
    assert_eq!(invited["relays"][0]["relay"], format!("{ADDRESS}/"));
    noor.stop();
    nothing_leaves_without_a_yes(&room, &bram, &ticket);

    // With the yes, and the inviter's.
    let relay = Relay::start(&room, room.folder());
    noor.run();
    until("Noor's laptop finds the relay", LEVEL, || noor.ok(&["internet"])["online"] == true);
    let child = asks(&noor, &bram, &ticket);
    assert_eq!(noor.ok(&["member", "list"]).as_array().unwrap().len(), 1, "not yet");
    assert_eq!(noor.ok(&["--yes", "invite", "--answer"])["answered"], 1);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let joined: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(joined["data"]["internet"], "on", "{joined}");
    // What others see was said before.
    assert!(said.contains("203.0.113.5") && said.contains("Het doorgeefpunt ziet nooit"), "{said}");
    bram.run();
    has_note(&bram, "Een casus over Yara", LEVEL);
    level(&[&noor, &bram]);
    if std::env::var_os("KRING_RELAY").is_none() {
        let seen = relay.seen();
        assert!(seen.len() > 2_000, "the relay passed on {} bytes", seen.len());
        for word in ["Yara", "Bram", "Noor", "Rust in huis"] {
            assert!(!seen.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
        }
    }

    // The ticket is used, and none is open: a stranger gets no answer at all.
    let error = try_in(&lotte, &ticket);
    assert_eq!(error.code, NETWORK, "{error:?}");
    wrong_tries_burn_it(&noor, &lotte);

    // Meanwhile the group has moved to another relay: the yes was not to that one.
    let last = invite(&noor);
    noor.ok(&["--yes", "internet", "on", "--relay", ELSEWHERE]);
    let name = ["--name", "Lotte", "--device", "laptop van Lotte"];
    let join = [&["join", &last, "--internet", "--no-fetch"], &name[..]].concat();
    // While Noor's laptop goes from one relay to the other it does not answer.
    let joined = until("Lotte comes in", LEVEL, || {
        let reply = lotte.kring(&join);
        (reply.code == 0).then(|| reply.data())
    });
    assert_eq!(joined["internet"], "not_agreed", "{joined}");
    let internet = lotte.ok(&["internet"]);
    assert_eq!(
        (&internet["asks"], &internet["allowed"][0]["agreed"]),
        (&true.into(), &false.into())
    );
}

/// Noor's laptop is off: whatever leaves the room comes from the one who joins.
fn nothing_leaves_without_a_yes(room: &Room, laptop: &Laptop, ticket: &str) {
    sleep(SETTLED);
    let before = room.sent_out();
    let name = ["--name", &laptop.name, "--device", "laptop"];
    let join = |more: &[&str], code| {
        let error = laptop.refused(code, &[&["--yes", "join", ticket], &name[..], more].concat());
        format!("{} {}", error["message"], error["hint"])
    };
    let said = join(&[], NEEDS_ANSWER);
    assert!(said.contains("Er is nog niets verstuurd") && said.contains("--internet"), "{said}");
    let said = join(&["--no-internet"], NETWORK);
    assert!(said.contains("alleen op je eigen netwerk"), "{said}");
    sleep(SETTLED);
    assert_eq!(room.sent_out(), before, "something left without a yes");
    assert_eq!(laptop.ok(&["groups"]), Value::Array(Vec::new()), "nothing is kept");
    // The count would have noticed.
    let said = join(&["--internet"], NETWORK);
    assert!(said.contains("ook niet via http://203.0.113.5:3340/"), "{said}");
    assert!(room.sent_out() > before, "it was tried");
}

/// By the relay as nearby.
fn wrong_tries_burn_it(noor: &Laptop, stranger: &Laptop) {
    let right = invite(noor);
    let mut wrong: Ticket = right.parse().unwrap();
    wrong.secret = Secret([0; 16]);
    for _ in 0..3 {
        let error = try_in(stranger, &wrong.to_string());
        assert_eq!(error.code, BAD_INPUT, "{error:?}");
    }
    until("it is said at the door", 5, || noor.said("burnt"));
    let error = try_in(stranger, &right);
    assert_eq!(error.code, NETWORK, "{error:?}");
}

fn try_in(laptop: &Laptop, ticket: &str) -> super::laptop::Reply {
    let name = ["--name", &laptop.name, "--device", "laptop"];
    laptop.kring(&[&["join", ticket, "--internet"], &name[..]].concat())
}

/// Begins to join, and waits until Noor's laptop says who wants in.
fn asks(noor: &Laptop, laptop: &Laptop, ticket: &str) -> Child {
    let name = ["--name", &laptop.name, "--device", &laptop.device()];
    let command = [&["--json", "join", ticket, "--internet"], &name[..]].concat();
    let child = laptop.command(&command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    until("the door says who wants in", 20, || noor.said("asked"));
    child.unwrap()
}
