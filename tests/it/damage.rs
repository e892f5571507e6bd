//! A disk that lost something: found, said, rescued, and fetched again from the others.

use std::fs;
use std::path::PathBuf;

use kring_node::env::SystemEnv;
use kring_node::home::Home;
use kring_store::{Mode, Place, Store};

use crate::support::{Laptop, until};

/// Bytes of a page of SQLite's file.
const PAGE: usize = 4096;

/// Exit codes: no such thing; the store on this laptop; nobody can be asked.
const NOT_FOUND: i32 = 4;
const STORE: i32 = 5;
const NEEDS_ANSWER: i32 = 8;

/// Two laptops that have the same notes.
fn two() -> [Laptop; 2] {
    let noor = Laptop::founder("Noor");
    for number in 1..=6 {
        let text = format!("{number} {}", "Bewoners gaan zelf zitten. ".repeat(60));
        noor.ok(&["note", "add", &format!("Notitie {number}"), "--text", &text]);
    }
    let bram = noor.let_in("Bram");
    bram.ok(&["note", "add", "Van Bram"]);
    noor.share_with(&bram);
    [noor, bram]
}

fn place(laptop: &Laptop) -> Place {
    let home = Home::open(laptop.home(), &mut SystemEnv).unwrap();
    let group = home.group_ids().unwrap()[0];
    Place::group(home.group_dir(&group), home.token_path(&group)).expecting(group)
}

fn database(laptop: &Laptop) -> PathBuf {
    let home = Home::open(laptop.home(), &mut SystemEnv).unwrap();
    home.group_dir(&home.group_ids().unwrap()[0]).join("group.db")
}

/// Everything that is in a note, as both laptops must show it.
fn notes(laptop: &Laptop) -> Vec<String> {
    let list = laptop.json(&["note", "list"]);
    let ids = list.as_array().unwrap().iter().map(|note| note["id"].as_str().unwrap().to_owned());
    ids.map(|id| laptop.json(&["note", "show", &id])["fields"].to_string()).collect()
}

/// Rescues what is broken, and meets the other: both have everything then.
fn rescued(bram: &Laptop, noor: &Laptop, broken: &[u8]) {
    let path = database(bram);
    let run = bram.run(&["--json", "doctor", "--rescue"]);
    assert_eq!(run.code, NEEDS_ANSWER, "{run:?}");
    assert_eq!(fs::read(&path).unwrap(), broken, "nothing was changed without a yes");
    let run = bram.run(&["--yes", "doctor", "--rescue"]);
    assert!([0, STORE].contains(&run.code), "{run:?}");
    assert!(run.out.contains("Het kapotte bestand is bewaard: "), "{run:?}");
    assert_eq!(fs::read(path.with_extension("db.damaged")).unwrap(), broken, "kept as it was");
    noor.share_with(bram);
    assert_eq!(notes(bram), notes(noor));
    bram.ok(&["note", "add", "Verder"]);
    until("everything is in order again", || {
        noor.share_with(bram);
        bram.run(&["doctor"]).code == 0
    });
    let run = bram.ok(&["doctor", "--rescue"]);
    assert!(run.out.contains("er valt niets te redden"), "{run:?}");
}

#[test]
fn a_cut_file_is_rescued_and_completed_by_the_others() {
    let [noor, bram] = two();
    let path = database(&bram);
    let whole = fs::read(&path).unwrap();
    let broken = whole[..whole.len() / PAGE * 3 / 4 * PAGE + 100].to_vec();
    fs::write(&path, &broken).unwrap();
    let run = bram.run(&["note", "list"]);
    assert_eq!((run.code, run.out.as_str()), (STORE, ""), "{run:?}");
    assert!(run.err.contains("kring doctor --rescue"), "{run:?}");
    rescued(&bram, &noor, &broken);
}

#[test]
fn overwritten_pages_are_rescued_and_completed_by_the_others() {
    let [noor, bram] = two();
    let path = database(&bram);
    let mut broken = fs::read(&path).unwrap();
    for table in ["heads_by_log", "runs", "tail", "cards"] {
        let page = pages_of(&bram, table).pop().unwrap();
        broken[page].fill(0xa5);
    }
    fs::write(&path, &broken).unwrap();
    rescued(&bram, &noor, &broken);
}

/// Without the statements nothing tells any more that this laptop is in the group.
#[test]
fn where_the_statements_are_gone_too_the_kept_file_is_named() {
    let [_noor, bram] = two();
    let path = database(&bram);
    let mut broken = fs::read(&path).unwrap();
    for page in pages_of(&bram, "statements") {
        broken[page].fill(0xa5);
    }
    fs::write(&path, &broken).unwrap();
    let run = bram.run(&["--yes", "doctor", "--rescue"]);
    assert_eq!(run.code, STORE, "{run:?}");
    assert!(run.err.contains("Het kapotte bestand is bewaard: "), "{run:?}");
    assert_eq!(fs::read(path.with_extension("db.damaged")).unwrap(), broken, "kept as it was");
}

/// A laptop that lost what says that it is in the group has the way back said, and both ways work.
#[test]
fn a_laptop_that_lost_its_membership_is_told_how_to_come_back_and_does() {
    let [noor, bram] = two();
    let secret = bram.file("secret", "vier gewone woorden samen\n");
    let copy = bram.path("kopie").display().to_string();
    bram.ok(&["backup", "out", &copy, "--secret-file", &secret]);
    let before = notes(&bram);
    lose_statements(&bram);
    let run = bram.run(&["note", "list"]);
    assert_eq!(run.code, STORE, "{run:?}");
    for said in ["hoort: de schijf is dat kwijtgeraakt", "kring backup in", "kring join"] {
        assert!(run.err.contains(said), "{said}: {run:?}");
    }
    let back = bram.json(&["backup", "in", &copy, "--secret-file", &secret]);
    assert_eq!(back["groups"][0]["placed"], true, "{back}");
    noor.share_with(&bram);
    assert_eq!(notes(&bram), before);

    lose_statements(&bram);
    noor.let_in_on("Bram", &bram);
    noor.share_with(&bram);
    assert_eq!(notes(&bram).len(), before.len());
    bram.ok(&["note", "add", "Weer binnen"]);
    noor.share_with(&bram);
    assert_eq!(notes(&noor), notes(&bram));
}

/// The two other ways back: a copy that the laptop made by itself, and another member's word.
#[test]
fn a_laptop_that_lost_its_membership_comes_back_from_its_own_copy_and_as_the_same_person() {
    let [noor, bram] = two();
    crate::all_keys::copied_by_itself(&bram);
    let local = ["backup", "in", "--local", "1"];
    let yes = [&["--yes"], &local[..]].concat();
    let works = bram.run(&yes);
    assert!(
        works.code != 0 && works.err.contains("doet het gewoon"),
        "nothing is lost yet: {works:?}"
    );
    let members = || noor.json(&["member", "list"]).as_array().unwrap().clone();
    let me = members().into_iter().find(|one| one["name"] == "Bram").unwrap()["person"].clone();
    let before = notes(&bram);
    lose_statements(&bram);
    assert_eq!(bram.run(&local).code, NEEDS_ANSWER);
    assert_eq!(bram.run(&["--yes", "backup", "in", "--local", "9"]).code, NOT_FOUND);
    assert_eq!(bram.json(&yes)["placed"], true);
    noor.share_with(&bram);
    assert_eq!(notes(&bram), before);

    // In a group of two one other is enough.
    lose_statements(&bram);
    let mut inviting = noor.start(&["--yes", "invite", "--returning", "Bram"]);
    let ticket = inviting.line();
    let back = bram.json(&["join", &ticket, "--name", "Bram"]);
    inviting.ended();
    assert_eq!(back["person"], me, "the same person");
    noor.share_with(&bram);
    assert_eq!(members().len(), 2);
    bram.ok(&["note", "add", "Weer binnen"]);
    noor.share_with(&bram);
    assert_eq!(notes(&noor), notes(&bram));
    assert_eq!(notes(&bram).len(), before.len() + 1);
}

/// The disk loses the statements of the group, and nothing else: what is broken is rescued.
fn lose_statements(laptop: &Laptop) {
    let path = database(laptop);
    let mut broken = fs::read(&path).unwrap();
    for page in pages_of(laptop, "statements") {
        broken[page].fill(0xa5);
    }
    fs::write(&path, &broken).unwrap();
    assert_eq!(laptop.run(&["--yes", "doctor", "--rescue"]).code, STORE);
}

/// Where the pages of a table lie in the file.
fn pages_of(laptop: &Laptop, table: &str) -> Vec<std::ops::Range<usize>> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = rusqlite::Connection::open_with_flags(database(laptop), flags).unwrap();
    let sql = "SELECT pgoffset, pgsize FROM dbstat WHERE name = ?1 ORDER BY pgoffset";
    let mut query = database.prepare(sql).unwrap();
    let page = |row: &rusqlite::Row<'_>| {
        let (at, size): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok(at as usize..(at + size) as usize)
    };
    query.query_map([table], page).unwrap().map(Result::unwrap).collect()
}

/// Flips one byte of an entry in the closed store.
fn flip(laptop: &Laptop) {
    let path = database(laptop);
    let whole = fs::read(&path).unwrap();
    for end in (PAGE..whole.len()).rev().step_by(PAGE).map(|last| last + 1) {
        let mut altered = whole.clone();
        altered[end - 1] ^= 1;
        fs::write(&path, &altered).unwrap();
        let opened = Store::open(&place(laptop), Mode::ReadOnly);
        let found = opened.and_then(|store| store.check());
        if found.is_ok_and(|report| report.damaged.iter().any(|one| one.table == "logs")) {
            return;
        }
    }
    panic!("no byte of an entry was found");
}

#[test]
fn while_it_runs_a_flipped_bit_is_found_shown_and_healed() {
    let [noor, bram] = two();
    flip(&bram);
    let sharing = bram.start(&["run", "--while-input"]);
    until("it is found", || bram.json(&["status"])["damaged"].as_u64() > Some(0));
    let shown = bram.ok(&["status"]).out;
    assert!(shown.contains("beschadigd"), "{shown}");
    let other = noor.start(&["run", "--while-input"]);
    until("it is fetched again", || bram.run(&["doctor"]).code == 0);
    assert_eq!(bram.json(&["status"])["damaged"], 0);
    sharing.stop();
    other.stop();
    assert_eq!(notes(&bram), notes(&noor));
}
