//! The life of the program: started twice, ended politely, killed, and asked whether all are level.

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::group::{LEVEL, device, gather, has_note, level, notes};
use super::laptop::{Laptop, until};
use super::look;
use super::room::Room;

/// `sync --wait`: not everybody who is here has everything.
const NOT_LEVEL: i32 = 3;
/// The network is held by another process, or nobody could be reached.
const NETWORK: i32 = 6;

/// Kills while others listen; `kills.rs` has the many.
const KILLS: u32 = 30;

/// Opening again after a kill takes less than this for a small group, on a busy machine.
const AGAIN: Duration = Duration::from_secs(5);

#[test]
fn waiting_to_be_level_says_so_with_its_exit_code() {
    let Some(room) = Room::build() else { return };
    let [mut noor, mut bram] = ["Noor", "Bram"].map(|name| room.laptop(name));
    gather(&mut [&mut noor, &mut bram]);

    // Beside a `kring run`.
    let level = noor.ok(&["sync", "--wait"]);
    assert_eq!((&level["level"], &level["met"]), (&true.into(), &true.into()), "{level}");
    bram.signal("STOP");
    noor.add(&["note", "add", "Bram slaapt"]);
    let told = noor.kring(&["sync", "--wait", "--timeout", "2"]);
    assert_eq!((told.code, &told.data()["level"]), (NOT_LEVEL, &false.into()), "{told:?}");
    assert_eq!(noor.kring(&["sync", "--timeout", "1"]).code, 0, "only --wait has this code");
    bram.signal("CONT");
    noor.ok(&["sync", "--wait"]);
    assert!(notes(&bram).contains("Bram slaapt"), "level means: on that laptop's disk");

    // With the network to itself.
    noor.stop();
    noor.add(&["note", "add", "Zonder dat er iets loopt"]);
    let level = noor.ok(&["sync", "--wait"]);
    assert_eq!(level["level"], true, "{level}");
    assert!(notes(&bram).contains("Zonder dat er iets loopt"));

    // Somebody who is here does not get it all in time.
    let long: String =
        (0..60_000_u64).map(|n| format!("{:x} ", n.wrapping_mul(0x9e37_79b9))).collect();
    noor.slow_down();
    noor.add(&["note", "add", "Een lang stuk", "--text", &long[..120_000]]);
    let told = noor.kring(&["sync", "--wait", "--timeout", "4"]);
    let data = told.data();
    assert_eq!((told.code, &data["met"], &data["level"]), (NOT_LEVEL, &true.into(), &false.into()));
    noor.full_speed();
    noor.ok(&["sync", "--wait"]);
    assert!(notes(&bram).contains("Een lang stuk"));

    // Nobody there.
    bram.stop();
    let told = noor.kring(&["sync", "--wait", "--timeout", "4"]);
    assert_eq!((told.code, &told.data()["met"]), (NETWORK, &false.into()), "{told:?}");
    let alone = room.laptop("Tjeerd");
    alone.ok(&["new", "Alleen", "--name", "Tjeerd", "--device", "laptop van Tjeerd"]);
    alone.ok(&["sync", "--wait"]);
}

#[test]
fn started_twice_is_one_program_and_ended_politely_it_goes_on_in_the_same_logs() {
    let Some(room) = Room::build() else { return };
    let [mut noor, mut bram] = ["Noor", "Bram"].map(|name| room.laptop(name));
    gather(&mut [&mut noor, &mut bram]);
    let refused = noor.refused(NETWORK, &["run"]);
    assert_eq!(refused["kind"], "network", "{refused}");
    assert!(noor.said("begun"), "the first goes on");
    let note = noor.add(&["note", "add", "Een draad"]);
    level(&[&noor, &bram]);
    let group_logs = logs(&noor);
    for signal in ["HUP", "TERM", "INT"] {
        noor.signal(signal);
        noor.ends_well();
        noor.run_with(&["run"]);
        noor.ok(&["note", "edit", &note, "--text", signal]);
        noor.ok(&["member", "edit", "ik", "--function", signal]);
    }
    level(&[&noor, &bram]);
    assert_eq!(logs(&noor), group_logs, "no new logs after a polite end");
    // A killed one cannot tell that it was not copied; what it wrote is there all the same.
    noor.kill();
    noor.run();
    noor.ok(&["note", "edit", &note, "--text", "na de klap"]);
    level(&[&noor, &bram]);
    assert_eq!(bram.ok(&["note", "show", &note])["fields"]["text"], "na de klap");
    noor.signal("TERM");
    noor.ends_well();
}

/// How many logs each page has.
fn logs(laptop: &Laptop) -> Vec<usize> {
    look::heads(laptop).into_values().map(|heads| heads.len()).collect()
}

#[test]
fn killed_again_and_again_it_loses_nothing_that_was_acknowledged() {
    let Some(room) = Room::build() else { return };
    let [mut noor, mut bram] = ["Noor", "Bram"].map(|name| room.laptop(name));
    gather(&mut [&mut noor, &mut bram]);
    let (mut kept, mut cut_off) = (Vec::new(), 0);
    for round in 0..KILLS {
        let title = format!("Notitie {round}");
        if round % 2 == 0 {
            // The one that shares, while it sends.
            kept.push(noor.add(&["note", "add", &title]));
            sleep(Duration::from_millis(u64::from(round * 7 % 60)));
            noor.kill();
            let begun = Instant::now();
            noor.ok(&["status"]);
            assert!(begun.elapsed() < AGAIN, "{:?}", begun.elapsed());
            noor.run();
        } else {
            // The one that writes, anywhere between its start and its answer.
            match killed_note(&noor, &title, Duration::from_millis(u64::from(round * 13 % 150))) {
                Some(id) => kept.push(id),
                None => cut_off += 1,
            }
        }
    }
    eprintln!("{} acknowledged, {cut_off} cut off", kept.len());
    until("Bram has all", LEVEL * 2, || {
        let there = ids(&bram);
        kept.iter().all(|id| there.contains(id))
    });
    level(&[&noor, &bram]);
    let there = ids(&noor);
    assert!(kept.iter().all(|id| there.contains(id)), "Noor has all that was acknowledged");
    assert_eq!(look::digests(&noor), look::digests(&bram));
    for laptop in [&noor, &bram] {
        assert_eq!(laptop.ok(&["doctor"])["sound"], true, "{}", laptop.name);
    }
}

fn ids(laptop: &Laptop) -> Vec<String> {
    let list = laptop.ok(&["note", "list"]);
    list.as_array().unwrap().iter().map(|note| note["id"].as_str().unwrap().to_owned()).collect()
}

/// Adds a note and kills that after a while. The id, if it was acknowledged before.
fn killed_note(laptop: &Laptop, title: &str, after: Duration) -> Option<String> {
    let said = laptop.home.with_extension("killed");
    let mut child = laptop
        .command(&["--json", "note", "add", title])
        .stdout(fs::File::create(&said).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    let answer: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(said).unwrap()).ok()?;
    Some(answer["data"]["id"].as_str()?.to_owned())
}

#[test]
fn a_blocked_laptop_learns_it_and_gets_nothing_more() {
    let Some(room) = Room::build() else { return };
    let [mut noor, mut bram, mut lotte] = ["Noor", "Bram", "Lotte"].map(|name| room.laptop(name));
    gather(&mut [&mut noor, &mut bram, &mut lotte]);
    // Lotte's laptop is stolen while it is off.
    lotte.stop();
    noor.ok(&["--yes", "member", "block", "laptop van Lotte"]);
    let secret = "De sleutel ligt onder de plant.";
    noor.add(&["note", "add", secret]);
    has_note(&bram, secret, LEVEL);
    lotte.run();
    until("Lotte's laptop learns it", LEVEL, || {
        let status = lotte.ok(&["status"]);
        status["in"] == false || device(&lotte, &noor)["trouble"] == "blocked-us"
    });
    assert_eq!(look::find(&lotte, secret), Vec::<String>::new());
    lotte.stop();
    lotte.run();
    noor.add(&["note", "add", "Nog iets"]);
    has_note(&bram, "Nog iets", LEVEL);
    assert_eq!(look::find(&lotte, "Nog iets"), Vec::<String>::new());
    assert_eq!(device(&noor, &lotte)["standing"], "blocked");

    // A laptop that is there while it is blocked is told at once; what it writes then stays there.
    bram.ok(&["--yes", "member", "block", "laptop van Noor"]);
    until("Noor's laptop learns it", LEVEL, || device(&noor, &bram)["trouble"] == "blocked-us");
    let shown = noor.text(&["status"]);
    assert!(shown.contains("buitengesloten"), "{shown}");
    noor.kring(&["note", "add", "Dit blijft bij Noor"]);
    bram.add(&["note", "add", "Alleen nog Bram"]);
    bram.kring(&["sync", "--wait", "--timeout", "2"]);
    assert_eq!(look::find(&noor, "Alleen nog Bram"), Vec::<String>::new());
    assert_eq!(look::find(&bram, "Dit blijft bij Noor"), Vec::<String>::new());
}
