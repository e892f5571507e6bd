//! Tickets that do not let anybody in: one sentence and one exit code each, and nothing kept.

use std::collections::BTreeSet;
use std::process::Stdio;

use kring_node::ticket::{Secret, Ticket};
use serde_json::Value;

use super::group::{found, invite};
use super::laptop::{Laptop, Reply, until};
use super::room::Room;

/// A ticket from outside is not usable.
const BAD_INPUT: i32 = 9;
/// Only somebody else may do this: the inviter said no.
const NOT_ALLOWED: i32 = 7;

#[test]
fn tickets_that_are_not_good_say_why() {
    let Some(room) = Room::build() else { return };
    let [mut noor, bram, lotte] = ["Noor", "Bram", "Lotte"].map(|name| room.laptop(name));
    found(&mut noor);
    let mut said = BTreeSet::new();
    let mut bad = |laptop: &Laptop, ticket: &str, why: &str| {
        let error = try_in(laptop, ticket);
        assert_eq!(error.code, BAD_INPUT, "{why}: {error:?}");
        let error = error.error();
        assert_eq!(error["kind"], "bad_input", "{why}: {error}");
        said.insert(error["message"].as_str().unwrap().to_owned());
        assert_eq!(laptop.ok(&["groups"]), Value::Array(Vec::new()), "{why}: nothing is kept");
    };

    // The shortest time that a ticket is good for is a minute: it is over by the end of this test.
    let short = noor.ok(&["--yes", "invite", "--no-wait", "--minutes", "1"]);
    let good = invite(&noor);
    let mut damaged = good.clone();
    let last = damaged.pop();
    damaged.push(if last == Some('z') { 'y' } else { 'z' });
    bad(&bram, &damaged, "damaged");
    bad(&bram, &good[..good.len() / 2], "cut");
    bad(&bram, &good.replacen("kring1", "kring9", 1), "of another version");

    bram.ok(&["join", &good, "--name", "Bram", "--device", "laptop van Bram"]);
    bad(&lotte, &good, "used");

    let withdrawn = noor.ok(&["--yes", "invite", "--no-wait"]);
    noor.ok(&["invite", "--withdraw", withdrawn["invitation"].as_str().unwrap()]);
    bad(&lotte, withdrawn["ticket"].as_str().unwrap(), "withdrawn");

    let right = invite(&noor);
    let mut wrong: Ticket = right.parse().unwrap();
    wrong.secret = Secret([0; 16]);
    for _ in 0..3 {
        bad(&lotte, &wrong.to_string(), "wrong");
    }
    bad(&lotte, &right, "burnt by three wrong tries");
    until("it is said at the door", 5, || noor.said("burnt"));

    until("the minute is over", 90, || {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        now.as_millis() > u128::from(short["expires_ms"].as_u64().unwrap())
    });
    bad(&lotte, short["ticket"].as_str().unwrap(), "expired");
    assert!(said.len() >= 6, "each has its own sentence: {said:#?}");

    // And one that is good.
    lotte.ok(&["join", &invite(&noor), "--name", "Lotte", "--device", "laptop van Lotte"]);
}

fn try_in(laptop: &Laptop, ticket: &str) -> Reply {
    laptop.kring(&["join", ticket, "--name", &laptop.name, "--device", &laptop.device()])
}

#[test]
fn nobody_comes_in_without_a_yes() {
    let Some(room) = Room::build() else { return };
    let [mut noor, bram, lotte] = ["Noor", "Bram", "Lotte"].map(|name| room.laptop(name));
    found(&mut noor);
    let asks = |laptop: &Laptop| {
        let invited = noor.ok(&["invite", "--no-wait"]);
        let ticket = invited["ticket"].as_str().unwrap().to_owned();
        let command =
            ["--json", "join", &ticket, "--name", &laptop.name, "--device", &laptop.device()];
        let child = laptop.command(&command).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let asked = || {
            noor.events()
                .iter()
                .any(|event| event["event"] == "asked" && event["name"] == laptop.name.as_str())
        };
        until("the door says who wants in", 20, asked);
        (child.unwrap(), invited["invitation"].as_str().unwrap().to_owned())
    };
    let (child, _) = asks(&bram);
    assert_eq!(noor.ok(&["member", "list"]).as_array().unwrap().len(), 1, "not yet");
    assert_eq!(noor.ok(&["--yes", "invite", "--answer"])["answered"], 1);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(noor.ok(&["member", "list"]).as_array().unwrap().len(), 2);

    let (child, invitation) = asks(&lotte);
    noor.ok(&["invite", "--withdraw", &invitation]);
    let output = child.wait_with_output().unwrap();
    let code = output.status.code();
    assert!(matches!(code, Some(BAD_INPUT | NOT_ALLOWED)), "{code:?}");
    assert_eq!(noor.ok(&["member", "list"]).as_array().unwrap().len(), 2);
    assert_eq!(lotte.ok(&["groups"]), Value::Array(Vec::new()));
}
