//! Two laptops: joining, sharing, rights, what stands undecided, leaving.

use std::time::Duration;

use kring_node::env::SystemEnv;
use kring_node::home::Home;
use kring_store::Mode;

use crate::support::{Laptop, until};

#[test]
fn somebody_comes_in_and_both_have_everything() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["note", "add", "Al geschreven", "--text", "Voor Wim kwam."]);
    let wim = noor.let_in("Wim");
    assert_eq!(wim.json(&["note", "list"])[0]["title"], "Al geschreven");
    wim.ok(&["note", "add", "Van Wim"]);
    noor.ok(&["note", "add", "Van Noor"]);
    noor.share_with(&wim);
    for laptop in [&noor, &wim] {
        assert_eq!(laptop.json(&["note", "list"]).as_array().unwrap().len(), 3);
        let status = laptop.json(&["status"]);
        let persons = status["persons"].as_array().unwrap();
        assert!(
            persons.len() == 2 && persons.iter().all(|person| person["level"] == true),
            "{status}"
        );
    }
}

#[test]
fn a_ticket_lets_in_one_laptop_and_is_then_used() {
    let noor = Laptop::founder("Noor");
    let going = noor.start(&["run", "--while-input"]);
    until("Kring is on", || noor.run(&["--yes", "invite", "--no-wait"]).code == 0);
    let ticket =
        noor.json(&["--yes", "invite", "--no-wait"])["ticket"].as_str().unwrap().to_owned();
    let damaged = format!("{}x", &ticket[..ticket.len() - 1]);
    let wim = Laptop::new();
    let run = wim.run(&["join", &damaged, "--name", "Wim"]);
    assert_eq!((run.code, run.out.as_str()), (9, ""), "{run:?}");
    assert!(wim.json(&["groups"]).as_array().unwrap().is_empty());
    wim.ok(&["join", &ticket, "--name", "Wim"]);
    let run = wim.run(&["join", &ticket, "--name", "Wim"]);
    assert_eq!(run.code, 1, "already in: {run:?}");
    let run = Laptop::new().run(&["join", &ticket, "--name", "Eve"]);
    assert_eq!(run.code, 9, "used: {run:?}");
    let second = noor.run(&["run"]);
    assert_eq!(second.code, 6, "{second:?}");
    going.stop();
}

#[test]
fn two_who_share_at_the_same_time_both_come_level() {
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    noor.ok(&["note", "add", "Van Noor"]);
    wim.ok(&["note", "add", "Van Wim"]);
    let going = noor.start(&["sync", "--wait", "--timeout", "30"]);
    wim.ok(&["sync", "--wait", "--timeout", "30"]);
    going.ended();
    assert_eq!(noor.json(&["note", "list"]), wim.json(&["note", "list"]));
    assert_eq!(wim.json(&["note", "list"]).as_array().unwrap().len(), 2);
}

#[test]
fn nobody_there_is_said_and_has_a_code() {
    let noor = Laptop::founder("Noor");
    assert_eq!(noor.run(&["sync", "--timeout", "1"]).code, 0, "alone in the group");
    let wim = noor.let_in("Wim");
    let run = wim.run(&["sync", "--wait", "--timeout", "1"]);
    assert_eq!(run.code, 6, "{run:?}");
    let status = wim.ok(&["status"]).out;
    assert!(status.contains("laptop van Noor"), "{status}");
}

#[test]
fn two_wordings_stand_side_by_side_until_one_is_chosen() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["agreement", "add", "Telefoons op stil."]);
    let wim = noor.let_in("Wim");
    noor.ok(&["agreement", "edit", "1", "--text", "Telefoons uit."]);
    wim.ok(&["agreement", "edit", "1", "--text", "Telefoons in de mand."]);
    noor.share_with(&wim);
    for laptop in [&noor, &wim] {
        let shown = laptop.ok(&["agreement", "show", "1"]).out;
        assert!(shown.contains("2 versies"), "{shown}");
        assert!(shown.contains("Telefoons uit.  (Noor)"), "{shown}");
        assert!(shown.contains("Telefoons in de mand.  (Wim)"), "{shown}");
    }
    let run = wim.run(&["agreement", "agree", "1"]);
    assert_eq!(run.code, 7, "nobody agrees to two texts: {run:?}");
    let versions = noor.json(&["agreement", "show", "1"])["undecided"]["text"].clone();
    let place = versions
        .as_array()
        .unwrap()
        .iter()
        .position(|one| one["value"] == "Telefoons uit.")
        .unwrap();
    noor.ok(&["agreement", "edit", "1", "--choose", &format!("text={}", place + 1)]);
    noor.share_with(&wim);
    let shown = wim.json(&["agreement", "show", "1"]);
    assert_eq!(
        (shown["text"].clone(), shown["undecided"].clone()),
        ("Telefoons uit.".into(), serde_json::Value::Null)
    );
}

#[test]
fn a_sentence_that_two_changed_is_marked_until_somebody_says_good() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "minutes", "append", "1", "Bel elke dag om kwart over zeven."]);
    let wim = noor.let_in("Wim");
    noor.ok(&["meeting", "edit", "1", "--minutes-text", "Bel elke werkdag om kwart over zeven."]);
    wim.ok(&["meeting", "edit", "1", "--minutes-text", "Bel elke dag om half acht."]);
    noor.share_with(&wim);
    let shown = wim.ok(&["meeting", "show", "1"]).out;
    assert!(shown.contains("Samengevoegd: "), "{shown}");
    assert_eq!(
        noor.json(&["meeting", "show", "1"])["fields"],
        wim.json(&["meeting", "show", "1"])["fields"]
    );
    noor.ok(&["meeting", "edit", "1", "--settle", "minutes_text"]);
    noor.share_with(&wim);
    let shown = wim.ok(&["meeting", "show", "1"]).out;
    assert!(!shown.contains("Samengevoegd"), "{shown}");
}

#[test]
fn rights_are_said_as_sentences() {
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    noor.ok(&["case", "add", "Telefoon", "--theme", "grenzen"]);
    noor.ok(&["note", "add", "Van Noor", "--text", "Mijn tekst."]);
    noor.share_with(&wim);
    wim.ok(&["case", "tip", "add", "1", "Bel zelf."]);
    wim.ok(&["case", "tip", "add", "1", "Vraag het haar.", "--for", "Noor"]);
    for (args, sentence) in [
        (&["case", "tip", "choose", "1", "1", "try"][..], "Alleen de inbrenger kan dit doen."),
        (&["case", "edit", "1", "--title", "Anders"], "Alleen de inbrenger kan dit doen."),
        (&["case", "close", "1"], "Alleen van wie dit is, kan dit doen."),
        (&["--yes", "case", "wipe", "1"], "Alleen van wie dit is, kan dit doen."),
        (&["case", "audience", "add", "1", "Wim"], "Alleen van wie dit is, kan dit doen."),
        (&["note", "edit", "1", "--text", "Weg."], "Alleen wie dit schreef, kan het wijzigen."),
        (&["member", "edit", "noor", "--motivation", "Iets"], ""),
    ] {
        let run = wim.run(args);
        if sentence.is_empty() {
            assert_eq!(run.code, 0, "entered for another: {run:?}");
        } else {
            assert_eq!(run.code, 7, "{args:?}: {run:?}");
            assert!(run.err.starts_with(sentence), "{args:?}: {run:?}");
        }
    }
    wim.ok(&["note", "append", "1", "Een aanvulling."]);
    noor.share_with(&wim);
    let shown = noor.ok(&["case", "show", "1"]).out;
    assert!(shown.contains("Vraag het haar.  [Wim, namens Noor,"), "{shown}");
    assert_eq!(noor.json(&["note", "show", "1"])["fields"]["text"], "Mijn tekst.");
    assert_eq!(noor.json(&["note", "show", "1"])["additions"][0]["text"], "Een aanvulling.");
}

#[test]
fn outside_the_audience_there_is_only_a_theme() {
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    noor.ok(&[
        "case",
        "add",
        "Geheime titel",
        "--theme",
        "grenzen",
        "--audience",
        "ik",
        "--situation",
        "Elke avond.",
    ]);
    noor.share_with(&wim);
    let list = wim.ok(&["case", "list"]).out;
    assert!(list.contains("thema grenzen") && !list.contains("Geheime titel"), "{list}");
    let run = wim.ok(&["case", "show", "1"]);
    assert!(run.err.contains("niet op deze laptop"), "{run:?}");
    assert_eq!(wim.run(&["case", "tip", "add", "1", "Tip"]).code, 4);
    noor.ok(&["case", "audience", "add", "1", "Wim"]);
    noor.share_with(&wim);
    assert_eq!(wim.json(&["case", "show", "1"])["fields"]["title"], "Geheime titel");
    let case = noor.json(&["case", "list"])[0]["id"].as_str().unwrap().to_owned();
    assert!(holds(&wim, &case), "while he is in the audience");
    noor.ok(&["case", "audience", "remove", "1", "Wim"]);
    noor.share_with(&wim);
    assert_eq!(wim.json(&["case", "show", "1"])["here"], false);
    until("nothing of it is on his laptop", || {
        noor.share_with(&wim);
        !holds(&wim, &case)
    });
    assert!(holds(&noor, &case));
}

/// Whether a laptop's store holds entries or a key of a page.
fn holds(laptop: &Laptop, page: &str) -> bool {
    let home = Home::open(laptop.home(), &mut SystemEnv).unwrap();
    let group = home.group_ids().unwrap()[0];
    let replica = home.open_group(&group, Mode::ReadOnly, Box::new(SystemEnv)).unwrap();
    replica.store().pages().unwrap().iter().any(|one| one.to_string() == page)
}

#[test]
fn who_leaves_takes_everything_off_once_another_knows() {
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    wim.ok(&["note", "add", "Vlak voor vertrek"]);
    let going = noor.start(&["run", "--while-input"]);
    let told = wim.json(&["--yes", "leave", "--reason", "andere baan"]);
    assert_eq!(told["told"], true, "{told}");
    going.stop();
    assert_eq!(wim.run(&["status"]).code, 4);
    assert_eq!(wim.has_bytes("SQLite format 3"), Vec::<std::path::PathBuf>::new());
    assert_eq!(noor.json(&["note", "list"])[0]["title"], "Vlak voor vertrek");
    let members = noor.json(&["member", "list"]);
    let wim = members.as_array().unwrap().iter().find(|one| one["name"] == "Wim").unwrap();
    assert_eq!(
        (wim["status"].clone(), wim["fields"]["leave_reason"].clone()),
        ("left".into(), "andere baan".into())
    );
}

#[test]
fn who_leaves_takes_their_own_things_along_first() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["note", "add", "Van Noor"]);
    let wim = noor.let_in("Wim");
    wim.ok(&["note", "add", "Van Wim", "--text", "Dit neem ik mee."]);
    wim.ok(&["case", "add", "Gesprek", "--situation", "Moeilijk."]);
    let told = wim.run(&["leave"]);
    assert!(told.code == 8 && told.err.contains("Van jou staat hier nog: 2 stukken"), "{told:?}");
    let taken = wim.file("vol/iets", "er staat al iets");
    let taken = std::path::Path::new(&taken).parent().unwrap().display().to_string();
    let refused = wim.run(&["--yes", "leave", "--keep", &taken]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert_eq!(wim.json(&["note", "list"]).as_array().unwrap().len(), 2, "still in");
    let dir = wim.path("van mij");
    wim.ok(&["--yes", "leave", "--keep", dir.to_str().unwrap()]);
    let files = std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path());
    let texts: Vec<String> = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    assert_eq!(texts.len(), 2);
    let all = texts.concat();
    assert!(all.contains("Dit neem ik mee.") && all.contains("Moeilijk."), "{all}");
    assert!(!all.contains("Van Noor"), "{all}");
}

#[test]
fn old_news_from_a_laptop_that_was_away_brings_nobody_back_in() {
    let noor = Laptop::founder("Noor");
    let lotte = noor.let_in("Lotte");
    let wim = noor.let_in("Wim");
    for other in [&lotte, &wim] {
        noor.share_with(other);
    }
    lotte.share_with(&wim);
    // Lotte's laptop goes into a drawer; Wim keeps a copy of his; a file from then lies on a stick.
    let (drawer, kept) = (lotte.path("la"), wim.path("kopie"));
    for (from, to) in [(&lotte, &drawer), (&wim, &kept)] {
        let done = std::process::Command::new("cp").arg("-a").arg(from.home()).arg(to).status();
        assert!(done.unwrap().success());
    }
    let stick = lotte.path("stick");
    std::fs::create_dir_all(&stick).unwrap();
    let made = lotte.json(&["file", "out", "--whole", stick.to_str().unwrap()]);
    let going = noor.start(&["run", "--while-input"]);
    assert_eq!(wim.json(&["--yes", "leave"])["told"], true);
    going.stop();
    noor.ok(&["note", "add", "Na zijn vertrek"]);

    let left = |laptop: &Laptop| {
        let members = laptop.json(&["member", "list"]);
        let all = members.as_array().unwrap().clone();
        let wim = all.into_iter().find(|one| one["name"] == "Wim").unwrap();
        wim["status"] == "left"
    };
    for (home, old) in [(lotte.home(), &drawer), (wim.home(), &kept)] {
        std::fs::remove_dir_all(&home).unwrap();
        std::fs::rename(old, &home).unwrap();
    }
    assert!(!left(&lotte), "she did not hear of it yet");
    // Wim's old laptop meets the one that does not know: his old self is not news for Noor.
    wim.ok(&["note", "add", "Van vroeger"]);
    lotte.share_with(&wim);
    noor.ok(&["file", "in", made["path"].as_str().unwrap()]);
    noor.share_with(&lotte);
    assert!(left(&noor) && left(&lotte));
    let status = noor.json(&["status"]);
    let laptops = status["persons"].as_array().unwrap().iter().find(|one| one["name"] == "Wim");
    assert!(laptops.is_none_or(|one| one["left"] == true), "{status}");
    let going = [noor.start(&["run", "--while-input"]), lotte.start(&["run", "--while-input"])];
    let refused = wim.run(&["sync", "--wait", "--timeout", "3"]);
    assert_ne!(refused.code, 0, "{refused:?}");
    for one in going {
        one.stop();
    }
    let titles = wim.json(&["note", "list"]).to_string();
    assert!(!titles.contains("Na zijn vertrek"), "nothing new for who left: {titles}");
}

#[test]
fn a_lost_laptop_is_blocked_and_let_in_again_by_two() {
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    let lotte = noor.let_in("Lotte");
    assert_eq!(noor.run(&["--yes", "member", "block", "laptop van Noor"]).code, 7, "not one's own");
    noor.ok(&["--yes", "member", "block", "laptop van Wim"]);
    noor.share_with(&lotte);
    let list = lotte.ok(&["member", "list"]).out;
    assert!(list.contains("buitengesloten door Noor"), "{list}");
    assert_eq!(noor.run(&["member", "unblock", "--confirm", "00ff"]).code, 9);
    // Two of them sign, one of whom is the owner; Noor begins, Wim says yes, Noor takes it in.
    let half = confirmation(&noor, &["member", "unblock", "laptop van Wim"]);
    assert_eq!(noor.run(&["--yes", "member", "unblock", "--confirm", &half]).code, 7, "not alone");
    let whole = confirmation(&wim, &["--yes", "member", "unblock", "--confirm", &half]);
    noor.ok(&["--yes", "member", "unblock", "--confirm", &whole]);
    noor.share_with(&wim);
    noor.share_with(&lotte);
    lotte.share_with(&wim);
    assert!(!lotte.ok(&["member", "list"]).out.contains("buitengesloten"));
}

#[test]
fn a_blocked_laptop_knows_it_and_writes_for_itself_until_it_is_let_in_again() {
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    let sharing = [noor.start(&["run", "--while-input"]), wim.start(&["run", "--while-input"])];
    until("they share", || wim.json(&["status"])["persons"][1]["level"] == true);
    noor.ok(&["--yes", "member", "block", "laptop van Wim"]);
    until("Wim's laptop was told", || wim.json(&["status"])["in"] == false);
    for going in sharing {
        going.stop();
    }

    // It stays so when nobody is there to say it, and when Wim's laptop looks for somebody.
    assert_eq!(wim.run(&["sync", "--timeout", "1"]).code, 6);
    let status = wim.json(&["status"]);
    assert_eq!(status["in"], false, "{status}");
    assert_eq!(status["blocked_according_to"][0], status["persons"][1]["person"], "{status}");
    let shown = wim.ok(&["status"]).out;
    assert!(
        shown.contains("Deze laptop is buitengesloten. Dat zegt de laptop van: Noor."),
        "{shown}"
    );
    let added = wim.ok(&["note", "add", "Toch opgeschreven"]);
    assert!(added.err.contains("niemand krijgt het"), "{added:?}");
    noor.ok(&["note", "add", "Zonder Wim"]);
    let going = noor.start(&["run", "--while-input"]);
    assert_eq!(wim.run(&["sync", "--wait", "--timeout", "3"]).code, 6, "nobody for Wim");
    going.stop();
    assert_eq!(wim.json(&["note", "list"]).as_array().unwrap().len(), 1);
    let run = wim.run(&["member", "unblock", "laptop van Wim"]);
    assert_eq!(run.code, 4, "only the others know who blocked it: {run:?}");
    assert!(run.err.contains("Vraag een ander lid om hulp"), "{run:?}");

    let half = confirmation(&noor, &["member", "unblock", "laptop van Wim"]);
    let whole = confirmation(&wim, &["--yes", "member", "unblock", "--confirm", &half]);
    noor.ok(&["member", "unblock", "--confirm", &whole]);
    noor.share_with(&wim);
    for laptop in [&noor, &wim] {
        assert_eq!(laptop.json(&["note", "list"]).as_array().unwrap().len(), 2);
        let status = laptop.json(&["status"]);
        assert_eq!(
            (&status["in"], &status["blocked_according_to"]),
            (&true.into(), &serde_json::json!([]))
        );
        let list = laptop.ok(&["member", "list"]).out;
        assert!(!list.contains("buitengesloten"), "{list}");
    }
    let added = wim.ok(&["note", "add", "Weer erbij"]);
    assert!(!added.err.contains("niemand krijgt het"), "{added:?}");
}

/// The text that one laptop gives another to let a laptop in again.
fn confirmation(laptop: &Laptop, args: &[&str]) -> String {
    laptop.json(args)["confirm"].as_str().unwrap().to_owned()
}

#[test]
fn two_versions_are_explained_on_both_laptops_and_never_green() {
    let noor = Laptop::founder("Noor");
    let mut wim = noor.let_in("Wim");
    noor.share_with(&wim);
    // Wim's Kring is updated to one that does not speak with the old one any more.
    wim.protocol = Some(2);
    noor.ok(&["note", "add", "Van Noor"]);
    wim.ok(&["note", "add", "Van Wim"]);
    let going = [noor.start(&["run", "--while-input"]), wim.start(&["run", "--while-input"])];
    for (laptop, word, sentence) in [
        (&noor, "newer-version", "die laptop heeft een nieuwere versie van Kring; werk deze bij"),
        (&wim, "older-version", "die laptop heeft een oudere versie van Kring; werk die bij"),
    ] {
        let other = || laptop.json(&["status"])["persons"][1].clone();
        until(&format!("{word} is known"), || other()["devices"][0]["trouble"] == word);
        assert_eq!(other()["level"], false);
        let shown = laptop.ok(&["status"]).out;
        assert!(shown.contains(sentence), "{shown}");
        let run = laptop.run(&["sync", "--wait", "--timeout", "1"]);
        assert!([3, 6].contains(&run.code), "not level: {run:?}");
        assert_eq!(laptop.json(&["note", "list"]).as_array().unwrap().len(), 1);
    }
    for going in going {
        let said = going.stop_and_read();
        assert!(said.contains("versie van Kring") && !said.contains("alles"), "{said}");
    }

    // When the other is updated too, everything goes on.
    wim.protocol = None;
    noor.share_with(&wim);
    for laptop in [&noor, &wim] {
        assert_eq!(laptop.json(&["note", "list"]).as_array().unwrap().len(), 2);
        assert!(!laptop.ok(&["status"]).out.contains("versie van Kring"));
    }
}

#[test]
fn sharing_waits_a_moment_for_a_command_that_only_looks() {
    let noor = Laptop::founder("Noor");
    let home = Home::open(noor.home(), &mut SystemEnv).unwrap();
    let group = home.group_ids().unwrap()[0];
    let replica = home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap();
    let looking = replica.store().try_network().unwrap();
    assert!(looking.is_some());
    let mut going = noor.start(&["run", "--while-input"]);
    std::thread::sleep(Duration::from_millis(700));
    drop(looking);
    assert!(going.line().contains("Rust in de avond"));
    going.stop();
    let looking = replica.store().try_network().unwrap();
    let run = noor.run(&["run", "--while-input"]);
    assert_eq!(run.code, 6, "not for ever: {run:?}");
    drop(looking);
}

#[test]
fn a_ticket_without_time_is_refused() {
    let noor = Laptop::founder("Noor");
    for minutes in ["0", "86401"] {
        let run = noor.run(&["invite", "--no-wait", "--minutes", minutes]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("minstens 1 minuut en hoogstens 86400 minuten"), "{run:?}");
    }
}

/// A text of many pieces, in characters; a field takes some five times as much.
const LONG: usize = 200_000;

#[test]
fn a_paste_goes_in_pieces_to_the_others_and_one_that_is_too_long_stays_in_its_file() {
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    let sentence = "Regel van een heel lang verslag, met een é erin.\n";
    let long: String = sentence.chars().cycle().take(LONG - 1).collect();
    let run = noor.run_with_input(&["note", "add", "Lang", "--text", "-"], long.as_bytes());
    assert_eq!(run.code, 0, "{}", run.err);
    noor.share_with(&wim);
    let text = wim.json(&["note", "show", "1"])["fields"]["text"].clone();
    assert!(text.as_str().unwrap() == long.strip_suffix('\n').unwrap_or(&long), "not the same");

    let home = Home::open(wim.home(), &mut SystemEnv).unwrap();
    let group = home.group_ids().unwrap()[0];
    let replica = home.open_group(&group, Mode::ReadOnly, Box::new(SystemEnv)).unwrap();
    let longest = replica.visible_pages().into_iter().map(|page| {
        replica.store().heads(&page).unwrap().iter().map(|head| head.row.n).max().unwrap_or(0)
    });
    assert!(longest.max().unwrap() > 20, "it came in pieces of at most 8,000 operations");

    // Longer than a field: nothing half, a sentence, and what was typed stays.
    let script = "i=0; : > \"$1\"; while [ $i -lt 30 ]; do head -c 100000 /dev/zero | tr '\\0' 'x' >> \"$1\"; i=$((i+1)); done";
    let run = noor.run_with_editor(&["note", "add", "Te lang", "--editor"], script);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("te lang: hoogstens 1100000 tekens"), "{}", run.err);
    assert_eq!(noor.json(&["note", "list"]).as_array().unwrap().len(), 1);
    let drafts: Vec<_> = std::fs::read_dir(noor.home().join("drafts")).unwrap().collect();
    assert_eq!(drafts.len(), 1);
    assert_eq!(drafts[0].as_ref().unwrap().metadata().unwrap().len(), 3_000_000);
}
