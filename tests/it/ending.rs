//! The end of a trajectory: finishing, agreeing on the day, and the wiping on every laptop.

use kring_node::env::{Env as _, SystemEnv};
use kring_node::home::Home;
use kring_store::Mode;

use crate::support::{Laptop, until};

const SENTENCE: &str = "Mevrouw Van Dalen belt elke avond";

/// Lets the screen of a laptop have told of the day long enough: since so many milliseconds ago.
pub fn told_since(laptop: &Laptop, day: &str, ago_ms: u64) {
    let home = Home::open(laptop.home(), &mut SystemEnv).unwrap();
    let group = home.group_ids().unwrap()[0];
    let mut replica = home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
    let said = format!("{day} {}", SystemEnv.now_ms() - ago_ms);
    let told = replica.store_mut().transaction(|tx| tx.put("ending-shown", said.as_bytes()));
    told.map_err(|error: kring_store::StoreError| error).unwrap();
    replica.close().unwrap();
}

/// Today, as documents hold it; the laptops of the tests are in UTC.
pub fn today() -> String {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

#[test]
fn a_trajectory_ends_and_its_case_files_go_from_both_laptops() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["case", "add", "Telefoon", "--situation", SENTENCE]);
    let wim = noor.let_in("Wim");
    wim.ok(&["case", "add", "Gesprek", "--situation", "Van Wim."]);
    wim.ok(&["note", "add", "Blijft", "--text", "Deze notitie blijft."]);
    noor.share_with(&wim);
    assert_eq!(noor.json(&["finish", "show"])["stage"], "goes_on");
    assert_eq!(noor.run(&["finish"]).code, 8, "nobody can be asked");
    let done = noor.ok(&["--yes", "finish"]);
    assert!(done.err.contains("Wat blijft: notities"), "{done:?}");
    assert_eq!(noor.run(&["--yes", "finish"]).code, 7, "once");
    noor.share_with(&wim);
    let shown = wim.ok(&["finish", "show"]).out;
    assert!(shown.contains("Noor heeft dit traject afgerond, op "), "{shown}");
    assert!(shown.contains("Dat is zes weken na het afronden."), "{shown}");
    let status = wim.json(&["status"])["ending"].clone();
    assert_eq!((&status["stage"], &status["days_left"]), (&"kept".into(), &42.into()));
    assert_eq!(wim.run(&["--yes", "finish", "wipe"]).code, 7, "too early");

    // Another day is agreed by both.
    let run = noor.run(&["finish", "until", "2020-01-01"]);
    assert_eq!(run.code, 7, "{run:?}");
    let day = today();
    noor.ok(&["finish", "until", &day]);
    noor.share_with(&wim);
    assert_eq!(wim.json(&["finish", "show"])["stage"], "kept", "Wim did not answer");
    let shown = wim.ok(&["finish", "show"]).out;
    assert!(shown.contains("Akkoord: Noor.") && shown.contains("gereageerd: Wim."), "{shown}");
    wim.ok(&["finish", "agree"]);
    noor.share_with(&wim);
    let shown = noor.ok(&["status"]).out;
    assert!(shown.contains("Deze laptop wist vanzelf de casussen die jij inbracht (1)"), "{shown}");
    assert!(shown.contains("Nog niet gewist: wat Wim inbracht."), "{shown}");

    // Nothing goes on the first day that the screen says so; then by itself, while Kring runs.
    noor.share_with(&wim);
    assert_eq!(noor.json(&["finish", "show"])["own_cases"], 1);
    told_since(&noor, &day, 8 * 24 * 3_600_000);
    let going = noor.start(&["run", "--while-input"]);
    until("Noor's laptop wipes her case", || noor.json(&["finish", "show"])["own_cases"] == 0);
    going.stop();
    assert_eq!(wim.json(&["finish", "show"])["own_cases"], 1, "his laptop does his");
    let shown = noor.ok(&["finish", "show"]).out;
    assert!(shown.contains("Gewist op 1 van 2 laptops, wacht op laptop van Wim."), "{shown}");
    wim.ok(&["--yes", "finish", "wipe"]);
    noor.share_with(&wim);
    for laptop in [&noor, &wim] {
        until("both said that all is gone", || {
            noor.share_with(&wim);
            laptop.json(&["finish", "show"])["stage"] == "wiped"
        });
        let shown = laptop.ok(&["status"]).out;
        assert!(shown.contains("Alle casusdossiers zijn gewist, op elke laptop."), "{shown}");
        let cases = laptop.json(&["case", "list", "--all"]);
        let all = cases.as_array().unwrap();
        assert!(all.len() == 2 && all.iter().all(|one| one["status"] == "purged"), "{cases}");
        assert_eq!(laptop.json(&["note", "list"])[0]["title"], "Blijft");
    }
}
