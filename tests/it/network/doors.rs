//! Doors in one room: found by their word, compared by four words, and never mixed up.

use std::process::{Child, Stdio};
use std::time::Instant;

use serde_json::Value;

use super::group::{found, level};
use super::laptop::{Laptop, until};
use super::look;
use super::room::Room;

/// Nobody was there to answer.
const NOT_ALLOWED: i32 = 7;
/// There is no such door.
const NOT_FOUND: i32 = 4;

/// A door that stands open: its word, and its number.
fn door(laptop: &Laptop, more: &[&str]) -> (String, String) {
    let opened = laptop.ok(&[&["invite", "--near", "--no-wait"], more].concat());
    let text = |name: &str| opened[name].as_str().unwrap().to_owned();
    (text("word"), text("door"))
}

/// Somebody on their way in by a door, who sees the same words.
fn coming(laptop: &Laptop, word: &str, more: &[&str]) -> Child {
    let device = laptop.device();
    let arguments =
        ["--json", "--yes", "join", "--door", word, "--name", &laptop.name, "--device", &device];
    let mut command = laptop.command(&[&arguments, more].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn came_in(name: &str, child: Child) -> Value {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name}: {said} {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str::<Value>(said.lines().last().unwrap()).unwrap()["data"].clone()
}

/// Waits until so many have asked at this laptop, and says yes to all who wait.
fn let_in(laptop: &Laptop, names: &[&str]) -> Vec<Value> {
    until("they ask", 40, || {
        let asked = laptop.events();
        let asked = asked.iter().filter(|event| event["event"] == "asked");
        asked.filter(|one| names.iter().any(|name| one["name"] == *name)).count() >= names.len()
    });
    let answered = laptop.ok(&["--yes", "invite", "--answer"]);
    answered["who"].as_array().unwrap().clone()
}

#[test]
fn three_doors_of_two_groups_in_one_room_never_mix() {
    let Some(room) = Room::build() else { return };
    let names = ["Noor", "Bram", "Wim", "Lotte", "Tjeerd", "Yasmina"];
    let [mut noor, bram, mut wim, lotte, tjeerd, yasmina] = names.map(|name| room.laptop(name));
    found(&mut noor);
    found(&mut wim);
    let (first, second) = (door(&noor, &[]), door(&noor, &[]));
    let third = door(&wim, &[]);

    let begun = Instant::now();
    let doors = until("the doors are heard of", 30, || {
        let heard = lotte.ok(&["join"])["doors"].as_array().unwrap().clone();
        (heard.len() == 3).then_some(heard)
    });
    eprintln!("three doors heard of after {:?}", begun.elapsed());
    for (word, id) in [&first, &second, &third] {
        assert!(doors.iter().any(|one| one["word"] == **word && one["door"] == **id), "{doors:?}");
    }
    // By their numbers: two of 256 words may be the same one.
    let pick = |laptop: &Laptop, (_, id): &(String, String)| coming(laptop, id, &["--no-fetch"]);
    let begun = Instant::now();
    let mut all = vec![(&bram, pick(&bram, &first)), (&lotte, pick(&lotte, &second))];
    let others = vec![(&tjeerd, pick(&tjeerd, &third)), (&yasmina, pick(&yasmina, &third))];
    let asked = let_in(&noor, &["Bram", "Lotte"]);
    eprintln!("picked, found and asked after {:?}", begun.elapsed());
    assert_eq!(asked.len(), 2);
    assert_ne!(asked[0]["words"], asked[1]["words"], "each has words of their own");
    let_in(&wim, &["Tjeerd", "Yasmina"]);
    let groups = [&noor, &wim].map(|laptop| laptop.ok(&["groups"])[0]["group"].clone());
    for (laptop, child) in all.drain(..) {
        assert_eq!(came_in(&laptop.name, child)["group"], groups[0], "{}", laptop.name);
    }
    for (laptop, child) in others {
        assert_eq!(came_in(&laptop.name, child)["group"], groups[1], "{}", laptop.name);
    }
    assert_eq!(look::replica(&noor).roster().persons().count(), 3);
    assert_eq!(look::replica(&wim).roster().persons().count(), 3);

    // Closed with its network: nobody hears of it, nobody comes in.
    noor.stop();
    until("its doors are shut", 30, || {
        let heard = bram.ok(&["join"])["doors"].as_array().unwrap().clone();
        heard.iter().all(|one| one["door"] != first.1.as_str())
    });
    let gone = bram.refused(NOT_FOUND, &["--yes", "join", "--door", &first.1, "--name", "Bram"]);
    assert!(gone["message"].as_str().unwrap().contains(&first.1), "{gone}");
}

#[test]
fn a_second_laptop_and_a_laptop_after_all_were_lost_are_the_same_person() {
    let Some(room) = Room::build() else { return };
    let names = ["Noor", "Bram", "Lotte", "Tablet", "Nieuw"];
    let [mut noor, mut bram, lotte, mut tablet, nieuw] = names.map(|name| room.laptop(name));
    found(&mut noor);
    let (word, id) = door(&noor, &[]);
    assert!(!word.is_empty());
    let (one, other) = (coming(&bram, &id, &[]), coming(&lotte, &id, &[]));
    assert_eq!(let_in(&noor, &["Bram", "Lotte"]).len(), 2);
    came_in("Bram", one);
    let lottes = came_in("Lotte", other);
    bram.run();
    level(&[&noor, &bram]);
    let case = noor.add(&["case", "add", "Wie blijft er?", "--question", "Hoe verder?"]);

    // Noor's tablet is Noor.
    let (_, own) = door(&noor, &["--laptop"]);
    let child = coming(&tablet, &own, &[]);
    let_in(&noor, &["Tablet"]);
    let came = came_in("Tablet", child);
    assert_eq!(
        came["person"],
        noor.ok(&["status"])["me"]
            .as_str()
            .map_or_else(|| Value::from(look::replica(&noor).me().to_string()), Value::from,)
    );
    tablet.run();
    until("it carries her name", 40, || {
        let members = tablet.ok(&["member", "list"]);
        let mine = members.as_array().unwrap().iter().find(|one| one["person"] == came["person"]);
        mine.is_some_and(|one| {
            one["name"] == "Noor" && one["devices"].as_array().unwrap().len() == 2
        })
    });
    until("and sees her case", 40, || {
        tablet
            .ok(&["case", "list"])
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["id"] == case.as_str())
    });

    // Lotte lost her only laptop: two others bring her back.
    let (_, first) = door(&noor, &["--returning", "Lotte"]);
    let (_, second) = door(&bram, &["--returning", "Lotte"]);
    let child = coming(&nieuw, &first, &["--second", &second]);
    let_in(&noor, &["Nieuw"]);
    let_in(&bram, &["Nieuw"]);
    let back = came_in("Nieuw", child);
    assert_eq!(back["person"], lottes["person"]);
    let shown = |laptop: &Laptop| {
        let roster = look::replica(laptop);
        let device = kring_trust::DeviceId::from_hex(back["device"].as_str().unwrap()).unwrap();
        roster.roster().device(&device).is_some_and(|info| info.returned)
    };
    until("everybody sees it", 40, || [&noor, &bram, &tablet].into_iter().all(shown));
    // Her new laptop has no case file of Noor's before Noor agrees.
    let page = kring_trust::PageId::from_hex(&case).unwrap();
    assert!(!look::replica(&nieuw).visible_pages().contains(&page));

    // Either of her laptops blocks the other.
    tablet.ok(&["--yes", "member", "block", &noor.device()]);
    until("the first one learns it", 40, || {
        noor.kring(&["status"]).lines.iter().any(|line| line.to_string().contains("blocked"))
    });
}

#[test]
fn words_that_differ_let_nobody_in() {
    let Some(room) = Room::build() else { return };
    let [mut noor, bram] = ["Noor", "Bram"].map(|name| room.laptop(name));
    found(&mut noor);
    let (_, id) = door(&noor, &[]);
    // Nobody at this laptop can compare, and nobody said so beforehand.
    let alone = bram.kring(&["join", "--door", &id, "--name", "Bram"]);
    assert_ne!(alone.code, 0);
    let child = coming(&bram, &id, &[]);
    until("he asks", 40, || noor.said("asked"));
    noor.ok(&["invite", "--withdraw", &id]);
    let output = child.wait_with_output().unwrap();
    assert!(matches!(output.status.code(), Some(9 | NOT_ALLOWED)), "{output:?}");
    assert_eq!(bram.ok(&["groups"]), Value::Array(Vec::new()));
    assert_eq!(look::replica(&noor).roster().persons().count(), 1);
}
