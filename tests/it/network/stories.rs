//! Stories S1 to S5 of the domain on six laptops, one after another in one group.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::Instant;

use serde_json::Value;

use super::group::{LEVEL, device, found, has_note, join, level, level_within, notes};
use super::laptop::{Laptop, until, until_eq};
use super::look;
use super::room::Room;

const TITLE: &str = "Ik durf geen nee te zeggen";
const SITUATION: &str =
    "Elke vrijdag om vier uur belt dezelfde collega of ik de late dienst overneem.";
const TIP: &str = "Laat de telefoon eerst drie keer overgaan en adem uit.";
const SECRET: &str = "De buurvrouw van kamer negen heeft het zelf aan mij verteld.";

/// The six, and what they refer to.
struct Group {
    wim: Laptop,
    noor: Laptop,
    yasmina: Laptop,
    bram: Laptop,
    lotte: Laptop,
    tjeerd: Laptop,
    safety: String,
    phones: String,
    case: String,
}

impl Group {
    fn all(&self) -> [&Laptop; 6] {
        [&self.wim, &self.noor, &self.yasmina, &self.bram, &self.lotte, &self.tjeerd]
    }

    fn without_bram(&self) -> [&Laptop; 5] {
        [&self.wim, &self.noor, &self.yasmina, &self.lotte, &self.tjeerd]
    }
}

#[test]
fn six_laptops_live_the_stories() {
    let Some(room) = Room::build() else { return };
    let begun = Instant::now();
    let told = |story: &str| eprintln!("{story} done after {:.1} s", begun.elapsed().as_secs_f64());
    let mut group = five_laptops(&room);
    told("five laptops");
    s3_joining_late(&mut group);
    told("S3");
    s1_meeting_with_six_laptops(&mut group);
    told("S1");
    s2_the_nurse_on_the_train(&group);
    told("S2");
    s5_the_guide_prepares(&group);
    told("S5");
    s4_the_case_must_go(&mut group);
    told("S4");
    for laptop in group.without_bram() {
        let doctor = laptop.ok(&["doctor"]);
        assert_eq!(doctor["sound"], true, "{}: {doctor}", laptop.name);
        assert_eq!(doctor["findings"], Value::Array(Vec::new()), "{}", laptop.name);
    }
    assert_eq!(room.sent_out(), 0, "something was sent out of the room");
}

/// Five members have a group with agreements, a finding, an experiment, and a case that is tried.
fn five_laptops(room: &Room) -> Group {
    let [mut wim, mut noor, mut yasmina, mut bram, mut lotte, tjeerd] =
        ["Wim", "Noor", "Yasmina", "Bram", "Lotte", "Tjeerd"].map(|name| room.laptop(name));
    found(&mut wim);
    for laptop in [&mut noor, &mut yasmina, &mut bram, &mut lotte] {
        join(&wim, laptop);
        laptop.run();
    }
    level(&[&wim, &noor, &yasmina, &bram, &lotte]);
    let safety = "Wat hier gezegd wordt, blijft hier.";
    let safety = wim.add(&["agreement", "add", safety, "--kind", "safety"]);
    let phones = wim.add(&["agreement", "add", "Telefoons op stil.", "--kind", "practical"]);
    bram.add(&[
        "finding",
        "add",
        "Op de andere afdeling eten ze een uur later.",
        "--kind",
        "visit",
    ]);
    yasmina.add(&["experiment", "add", "Stil kwartier na het eten"]);
    let case = noor.add(&[
        "case",
        "add",
        TITLE,
        "--theme",
        "grenzen",
        "--situation",
        SITUATION,
        "--offered",
        "2025-10-02",
    ]);
    for laptop in [&wim, &bram] {
        until("the case arrives", LEVEL, || laptop.kring(&["case", "show", &case]).code == 0);
    }
    until("the agreement arrives", LEVEL, || noor.kring(&["agreement", "show", &safety]).code == 0);
    wim.ok(&["case", "choose", &case]);
    wim.add(&["case", "round", &case]);
    for laptop in [&wim, &noor] {
        laptop.ok(&["agreement", "agree", &safety]);
    }
    until("the round arrives", LEVEL, || status(&bram, &case) == "in_treatment");
    bram.add(&["case", "tip", "add", &case, TIP]);
    until("the tip arrives", LEVEL, || status(&noor, &case) == "advised");
    noor.add(&["case", "action", "add", &case, "Ik zeg dat ik erover nadenk."]);
    until("it is tried", LEVEL, || status(&wim, &case) == "trying");
    level(&[&wim, &noor, &yasmina, &bram, &lotte]);
    Group { wim, noor, yasmina, bram, lotte, tjeerd, safety, phones, case }
}

fn status(laptop: &Laptop, case: &str) -> String {
    in_list(laptop, "case", case)["status"].as_str().unwrap_or_default().to_owned()
}

fn in_list(laptop: &Laptop, kind: &str, id: &str) -> Value {
    let list = laptop.ok(&[kind, "list", "--all"]);
    list.as_array().unwrap().iter().find(|one| one["id"] == id).cloned().unwrap_or_default()
}

/// Tjeerd sees that there is a case, not what it says, until Noor lets him.
fn s3_joining_late(group: &mut Group) {
    join(&group.wim, &group.tjeerd);
    group.tjeerd.run();
    level(&group.all());
    let (tjeerd, noor) = (&group.tjeerd, &group.noor);
    assert_eq!(tjeerd.ok(&["group", "show"])["name"], "Rust in huis");
    for kind in ["finding", "experiment"] {
        assert_eq!(tjeerd.ok(&[kind, "list"]).as_array().unwrap().len(), 1, "{kind}");
    }
    assert_eq!(tjeerd.ok(&["agreement", "list"]).as_array().unwrap().len(), 2);
    let listed = in_list(tjeerd, "case", &group.case);
    assert_eq!(listed["facts"]["theme"], "grenzen", "{listed}");
    assert_eq!((&listed["status"], &listed["here"]), (&"trying".into(), &false.into()), "{listed}");
    assert_eq!(listed["title"], Value::Null, "{listed}");
    let noors = person(tjeerd, "Noor");
    assert_eq!(listed["by"], noors.as_str(), "{listed}");
    let shown = tjeerd.text(&["case", "list"]);
    assert!(
        shown.contains("Noor") && shown.contains("grenzen") && !shown.contains(TITLE),
        "{shown}"
    );
    let shown = tjeerd.text(&["case", "show", &group.case]);
    assert!(!shown.contains(TITLE) && !shown.contains("vrijdag"), "{shown}");
    no_byte(tjeerd, noor, &group.case);

    let before = agreed(tjeerd, &group.safety);
    noor.ok(&["case", "audience", "add", &group.case, "Tjeerd"]);
    let file = until("the case file arrives", LEVEL, || {
        let shown = tjeerd.ok(&["case", "show", &group.case]);
        (shown["fields"]["title"] == TITLE && shown["advice"][0]["text"] == TIP).then_some(shown)
    });
    assert_eq!(file["fields"]["situation"], SITUATION);
    for sentence in [TITLE, SITUATION, TIP] {
        assert!(!look::find(tjeerd, sentence).is_empty(), "found where it is: {sentence}");
    }

    assert_eq!(before.len(), 2, "{before:?}");
    tjeerd.ok(&["agreement", "agree", &group.safety]);
    let me = person(tjeerd, "Tjeerd");
    for laptop in group.all() {
        let mut after = until("the confirmation arrives", LEVEL, || {
            let agreed = agreed(laptop, &group.safety);
            (agreed.len() == 3).then_some(agreed)
        });
        let mine = after.remove(&me).unwrap();
        let today = jiff::Zoned::now().date().to_string();
        assert!(mine.to_string().contains(&today), "{mine}");
        assert_eq!(after, before, "{}: nobody else's changed", laptop.name);
    }
}

/// Not a byte of the case on `out`, and the same search finds it on `holder`.
fn no_byte(out: &Laptop, holder: &Laptop, case: &str) {
    for sentence in [TITLE, SITUATION, TIP] {
        assert_eq!(look::find(out, sentence), Vec::<String>::new(), "on {}: {sentence}", out.name);
        let found = look::find(holder, sentence);
        assert!(found.iter().any(|place| place.starts_with("entry")), "{sentence}: {found:?}");
    }
    assert!(!look::holds(out, case) && look::holds(holder, case));
}

fn person(laptop: &Laptop, name: &str) -> String {
    let members = laptop.ok(&["member", "list"]);
    let member = members.as_array().unwrap().iter().find(|member| member["name"] == name);
    member.unwrap_or_else(|| panic!("{name} in {members}"))["person"].as_str().unwrap().to_owned()
}

fn agreed(laptop: &Laptop, agreement: &str) -> BTreeMap<String, Value> {
    let shown = laptop.ok(&["agreement", "show", agreement]);
    let agreed = shown["agreed_by"].as_object().cloned().unwrap_or_default();
    agreed.into_iter().collect()
}

/// All write apart, meet, and have everything within ten seconds; a closed lid changes nothing.
fn s1_meeting_with_six_laptops(group: &mut Group) {
    let meeting = group.wim.add(&["meeting", "add", "2025-10-30"]);
    group.wim.add(&["meeting", "agenda", "add", &meeting, "Rondje"]);
    level(&group.all());
    for laptop in group.all() {
        laptop.cut();
    }
    let mut titles = BTreeSet::new();
    for laptop in group.all() {
        let title = format!("Van {} onderweg", laptop.name);
        laptop.add(&["note", "add", &title, "--text", "Bewoners gaan zelf zitten."]);
        titles.insert(title);
    }
    for laptop in group.all() {
        until("the others are gone", 60, || laptop.said("disconnected"));
        assert_eq!(notes(laptop).len(), 1, "{}", laptop.name);
    }
    let met = Instant::now();
    for laptop in group.all() {
        laptop.restore();
    }
    level_within(&group.all(), 10);
    eprintln!("level {:.1} s after meeting", met.elapsed().as_secs_f64());
    for laptop in group.all() {
        assert_eq!(notes(laptop), titles, "{}", laptop.name);
        let shown = laptop.ok(&["meeting", "show", &meeting]);
        assert_eq!(shown["open_follow_ups"][0]["case"], group.case.as_str(), "{shown}");
        let shown = laptop.text(&["meeting", "show", &meeting]);
        let follow_up = shown.find(TITLE).unwrap_or_else(|| panic!("{shown}"));
        assert!(follow_up < shown.find("Rondje").unwrap(), "the follow-up comes first: {shown}");
    }

    // The lid closes, and opens again.
    let seen = gone(&group.wim, &group.lotte);
    group.lotte.cut();
    group.lotte.signal("STOP");
    group.noor.add(&["note", "add", "Terwijl Lotte weg was"]);
    group.bram.ok(&["meeting", "minutes", "append", &meeting, "Bram begint."]);
    until("Lotte's lid is noticed", 60, || gone(&group.wim, &group.lotte) > seen);
    group.lotte.restore();
    group.lotte.signal("CONT");
    has_note(&group.lotte, "Terwijl Lotte weg was", 20);
    level(&group.all());
    assert!(group.lotte.text(&["meeting", "show", &meeting]).contains("Bram begint."));
    alike(&group.all());
}

/// How often a laptop said that another went away.
fn gone(laptop: &Laptop, other: &Laptop) -> usize {
    let id = device(laptop, other)["device"].clone();
    let gone = |event: &&Value| event["event"] == "disconnected" && event["device"] == id;
    laptop.events().iter().filter(gone).count()
}

/// Every page is the same on each laptop, down to the heads of its logs.
fn alike(laptops: &[&Laptop]) {
    let (first, others) = laptops.split_first().unwrap();
    let (digests, heads) = (look::digests(first), look::heads(first));
    assert!(digests.len() > 5, "{}", digests.len());
    for laptop in others {
        until_eq(LEVEL, &heads, || look::heads(laptop));
        assert_eq!(look::digests(laptop), digests, "{}", laptop.name);
    }
}

/// Two write in one text, and two change one sentence, while apart.
fn s2_the_nurse_on_the_train(group: &Group) {
    let (noor, wim) = (&group.noor, &group.wim);
    let meeting = wim.add(&["meeting", "add", "2025-12-04"]);
    let first = "Tjeerd is nieuw en tekent de afspraken.";
    wim.ok(&["meeting", "minutes", "append", &meeting, first]);
    level(&group.all());
    apart(&[noor, wim]);
    let note = noor.add(&["note", "add", "Bewoners gaan zelf zitten zodra wij gaan zitten."]);
    noor.ok(&["meeting", "minutes", "append", &meeting, " Noor hangt de roosterkaart op."]);
    wim.ok(&["meeting", "minutes", "append", &meeting, " Wim mailt de data."]);
    noor.restore();
    wim.restore();
    level(&group.all());
    let text = minutes(noor, &meeting);
    for (sentence, count) in
        [(first, 1), ("Noor hangt de roosterkaart op.", 1), ("Wim mailt de data.", 1)]
    {
        assert_eq!(text.matches(sentence).count(), count, "{text}");
    }
    assert!(text.starts_with(first), "{text}");
    for laptop in group.all() {
        assert_eq!(minutes(laptop, &meeting), text, "{}", laptop.name);
        assert_eq!(in_list(laptop, "note", &note)["id"], note.as_str(), "{}", laptop.name);
    }

    apart(&[noor, wim]);
    noor.ok(&["agreement", "edit", &group.phones, "--text", "Telefoons uit."]);
    wim.ok(&["agreement", "edit", &group.phones, "--text", "Telefoons in de mand."]);
    noor.restore();
    wim.restore();
    level(&group.all());
    for laptop in group.all() {
        let shown = laptop.ok(&["agreement", "show", &group.phones]);
        let mut both = BTreeSet::from([shown["text"].as_str().unwrap().to_owned()]);
        let also = shown["text_also"].as_array().unwrap();
        both.extend(also.iter().map(|text| text.as_str().unwrap().to_owned()));
        let wanted = ["Telefoons uit.", "Telefoons in de mand."].map(str::to_owned);
        assert_eq!(both, BTreeSet::from(wanted), "{}", laptop.name);
        let shown = laptop.text(&["agreement", "show", &group.phones]);
        for (wording, author) in [("Telefoons uit.", "Noor"), ("Telefoons in de mand.", "Wim")] {
            let beside = |line: &str| line.contains(wording) && line.contains(author);
            assert!(shown.lines().any(beside), "{wording} by {author}: {shown}");
        }
    }
    alike(&group.all());
}

/// Takes laptops off the Wi-Fi, so that what they write is not on its way.
fn apart(laptops: &[&Laptop]) {
    for laptop in laptops {
        laptop.cut();
    }
}

fn minutes(laptop: &Laptop, meeting: &str) -> String {
    let shown = laptop.ok(&["meeting", "show", meeting]);
    shown["fields"]["minutes_text"].as_str().unwrap_or_default().to_owned()
}

/// Two prepare one agenda while apart; what is still to be told stands on top by itself.
fn s5_the_guide_prepares(group: &Group) {
    let (wim, yasmina) = (&group.wim, &group.yasmina);
    let add = ["case", "add", "De huiskamer is nooit van ons", "--theme", "samenwerking"];
    let candidate = yasmina.add(&[&add[..], &["--offered", "2025-11-03"]].concat());
    let meeting = wim.add(&["meeting", "add", "2026-01-15"]);
    level(&group.all());
    apart(&[wim, yasmina]);
    let mine = ["Welkom", "Rondje", "Nieuwe casus", "Experimenten", "Wat neem ik mee"];
    for title in mine {
        wim.add(&["meeting", "agenda", "add", &meeting, title]);
    }
    wim.ok(&["case", "choose", &candidate]);
    let hers = "15 minuten nabespreking huiskamer";
    yasmina.add(&["meeting", "agenda", "add", &meeting, hers, "--minutes", "15"]);
    wim.restore();
    yasmina.restore();
    level(&group.all());
    let order = agenda(wim, &meeting);
    let own: Vec<&str> = order.iter().map(String::as_str).filter(|title| *title != hers).collect();
    assert_eq!(own, mine, "Wim's five stand in his order");
    assert_eq!(order.len(), 6, "{order:?}");
    for laptop in group.all() {
        assert_eq!(agenda(laptop, &meeting), order, "{}", laptop.name);
        assert_eq!(status(laptop, &candidate), "chosen", "{}", laptop.name);
        let shown = laptop.ok(&["meeting", "show", &meeting]);
        let open = shown["open_follow_ups"].as_array().unwrap();
        assert_eq!((open.len(), &open[0]["case"]), (1, &group.case.as_str().into()), "{shown}");
        let shown = laptop.text(&["meeting", "show", &meeting]);
        let top = shown.find(TITLE).unwrap_or_else(|| panic!("{shown}"));
        assert!(
            order.iter().all(|title| shown.find(title.as_str()).is_some_and(|at| at > top)),
            "{shown}"
        );
    }
}

fn agenda(laptop: &Laptop, meeting: &str) -> Vec<String> {
    let shown = laptop.ok(&["meeting", "show", meeting]);
    let items = shown["agenda"].as_array().cloned().unwrap_or_default();
    items.iter().map(|item| item["title"].as_str().unwrap_or("").to_owned()).collect()
}

/// Bram wipes his case; it goes from every laptop that is met, however late.
fn s4_the_case_must_go(group: &mut Group) {
    let add =
        ["case", "add", "Onder vier ogen", "--theme", "familie en ouders", "--situation", SECRET];
    let audience = ["--audience", "Noor", "--audience", "Yasmina", "--audience", "Lotte"];
    let case = group.bram.add(&[&add[..], &audience].concat());
    level(&group.all());
    for laptop in [&group.bram, &group.noor, &group.yasmina, &group.lotte] {
        assert!(
            !look::find(laptop, SECRET).is_empty() && look::has_key(laptop, &case),
            "{}",
            laptop.name
        );
    }
    for laptop in [&group.wim, &group.tjeerd] {
        assert!(!look::holds(laptop, &case), "{}", laptop.name);
    }
    group.lotte.stop();
    group.lotte.cut();
    group.yasmina.cut();
    group.wim.cut();
    group.tjeerd.cut();
    group.bram.ok(&["--yes", "case", "wipe", &case]);
    erased(&group.bram, &case);
    erased(&group.noor, &case);
    assert!(!look::find(&group.yasmina, SECRET).is_empty(), "Yasmina met nobody yet");

    // Yasmina meets Noor, and nobody else.
    group.bram.cut();
    group.yasmina.restore();
    erased(&group.yasmina, &case);
    until("Noor knows it of Yasmina", LEVEL, || {
        !not_wiped(&group.noor).contains("laptop van Yasmina")
    });
    let shown = not_wiped(&group.noor);
    assert!(shown.contains("laptop van Lotte"), "{}", group.noor.text(&["status"]));
    assert!(!shown.contains("laptop van Noor") && !shown.contains("laptop van Bram"), "{shown}");
    for laptop in [&group.bram, &group.wim, &group.tjeerd] {
        laptop.restore();
    }
    until("Noor knows it of all who are there", LEVEL, || {
        let listed = group.noor.text(&["case", "list"]);
        listed.contains("gewist op 5 van 6 laptops; nog niet gewist op: laptop van Lotte")
    });
    let wiped = in_list(&group.noor, "case", &case);
    assert_eq!((&wiped["status"], &wiped["title"]), (&"purged".into(), &Value::Null), "{wiped}");
    let waiting = wiped["wiped"]["waiting"].as_array().unwrap();
    assert_eq!((waiting.len(), &waiting[0]["name"]), (1, &"laptop van Lotte".into()), "{wiped}");

    bram_leaves(&mut group.bram, &group.noor);
    level(&[&group.wim, &group.noor, &group.yasmina, &group.tjeerd]);

    // A month later.
    assert!(!look::find(&group.lotte, SECRET).is_empty(), "Lotte met nobody yet");
    group.lotte.restore();
    group.lotte.run();
    erased(&group.lotte, &case);
    for laptop in group.without_bram() {
        until("it is known that all is gone", LEVEL, || not_wiped(laptop).is_empty());
    }
    level(&group.without_bram());
    for laptop in group.without_bram() {
        erased(laptop, &case);
        assert_eq!(status(laptop, &case), "purged", "{}", laptop.name);
        let listed = laptop.text(&["case", "list"]);
        assert!(!listed.contains("nog niet gewist"), "{listed}");
    }
}

/// Bram takes what is his along, and nothing of the group stays on his laptop.
fn bram_leaves(bram: &mut Laptop, noor: &Laptop) {
    let own = bram.home.with_file_name("van-bram");
    bram.ok(&["export", own.to_str().unwrap(), "--format", "markdown"]);
    assert!(fs::read_dir(&own).unwrap().count() > 5);
    bram.stop();
    let left = bram.ok(&["--yes", "leave", "--reason", "andere baan"]);
    assert_eq!(left["told"], true, "{left}");
    assert_eq!(bram.kring(&["status"]).code, 4);
    assert_eq!(look::files_with(bram, b"SQLite format 3"), Vec::<String>::new());
    assert_eq!(look::files_with(bram, TITLE.as_bytes()), Vec::<String>::new());
    until("Noor knows that Bram left", LEVEL, || {
        noor.text(&["status"]).contains("Bram: weg uit de groep")
    });
    assert!(!noor.text(&["status"]).contains("laptop van Bram"));
}

/// The line in the status that says who did not wipe a page yet.
fn not_wiped(laptop: &Laptop) -> String {
    let shown = laptop.text(&["status"]);
    let lines = shown.lines().filter(|line| line.contains("nog niet gewist op: "));
    lines.collect::<Vec<_>>().join("\n")
}

/// Waits until nothing of Bram's case is left on a laptop.
fn erased(laptop: &Laptop, case: &str) {
    until(&format!("{} erases", laptop.name), LEVEL, || !look::holds(laptop, case));
    assert_eq!(look::find(laptop, SECRET), Vec::<String>::new(), "{}", laptop.name);
}
