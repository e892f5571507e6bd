//! Rules that no example shows.

use super::*;
use crate::entities as e;
use crate::read::Record;
use crate::schema::PageKind;
use crate::testing::{LOTTE, NOOR, WIM, add, by, get, page, person, set};
use crate::value::Value;

#[test]
fn a_case_goes_through_its_life() {
    let mut doc = page(PageKind::Group);
    let case = (&e::CASE, "case");
    let status = |doc: &automerge::Automerge, erased| {
        let all = crate::read::all(doc, &e::ROUND, &crate::testing::author);
        case_status(&get(doc, case.0, case.1), &rounds(&all, case.1), erased).name()
    };
    let offered = [("offered", "2025-09-03".into())];
    add(&mut doc, &by(NOOR), case.0, case.1, &offered).unwrap();
    assert_eq!(status(&doc, false), "offered");
    set(&mut doc, &by(WIM), case, "chosen", true).unwrap();
    assert_eq!(status(&doc, false), "chosen");
    add(&mut doc, &by(NOOR), &e::ROUND, "1", &[("of", "case".into())]).unwrap();
    assert_eq!(status(&doc, false), "in_treatment");
    let first = (&e::ROUND, "1");
    for (field, expected) in [("advised", "advised"), ("trying", "trying")] {
        set(&mut doc, &by(NOOR), first, field, true).unwrap();
        assert_eq!(status(&doc, false), expected);
    }
    set(&mut doc, &by(NOOR), first, "followed_up", "meeting").unwrap();
    assert_eq!(status(&doc, false), "followed_up");
    set(&mut doc, &by(NOOR), first, "closed", true).unwrap();
    assert_eq!(status(&doc, false), "closed");
    add(&mut doc, &by(NOOR), &e::ROUND, "2", &[("of", "case".into())]).unwrap();
    assert_eq!(status(&doc, false), "in_treatment");
    set(&mut doc, &by(NOOR), case, "withdrawn_at", "2026-01-01").unwrap();
    assert_eq!(status(&doc, false), "withdrawn");
    assert_eq!(status(&doc, true), "purged");
}

#[test]
fn a_follow_up_that_was_skipped_is_counted() {
    let mut doc = page(PageKind::Group);
    for (id, date) in [("m1", "2025-09-11"), ("m2", "2025-10-30"), ("m3", "2025-12-11")] {
        add(&mut doc, &by(WIM), &e::MEETING, id, &[("date", date.into())]).unwrap();
        set(&mut doc, &by(WIM), (&e::MEETING, id), "closed_at", date).unwrap();
    }
    let values = [("of", "case".into()), ("meeting", "m1".into())];
    add(&mut doc, &by(NOOR), &e::ROUND, "1", &values).unwrap();
    let meetings = crate::read::all(&doc, &e::MEETING, &crate::testing::author);
    assert_eq!(skipped(&get(&doc, &e::ROUND, "1"), &meetings), 2);
    set(&mut doc, &by(NOOR), (&e::ROUND, "1"), "followed_up", "m3").unwrap();
    assert_eq!(skipped(&get(&doc, &e::ROUND, "1"), &meetings), 0);
}

#[test]
fn facts_of_a_file_are_copied_once() {
    let mut group = page(PageKind::Group);
    add(&mut group, &by(NOOR), &e::CASE, "case", &[("offered", "2025-09-03".into())]).unwrap();
    add(&mut group, &by(NOOR), &e::ROUND, "1", &[("of", "case".into())]).unwrap();
    let mut file = page(PageKind::Case);
    let round = || ("round", Value::from("1"));
    add(&mut file, &by(LOTTE), &e::ADVICE, "a", &[round(), ("text", "Bel.".into())]).unwrap();
    add(&mut file, &by(NOOR), &e::CHOSEN_ACTION, "b", &[round(), ("what", "Bellen".into())])
        .unwrap();
    add(&mut file, &by(NOOR), &e::FOLLOW_UP, "c", &[round(), ("meeting", "m".into())]).unwrap();
    add(&mut file, &by(WIM), &e::ADVICE, "free", &[("text", "Los.".into())]).unwrap();
    let all = |doc: &_, entity| crate::read::all(doc, entity, &crate::testing::author);
    let missing = |group: &automerge::Automerge| {
        let (entry, own) = (get(group, &e::CASE, "case"), all(group, &e::ROUND));
        let own: Vec<_> = own.iter().collect();
        let (tips, chosen) = (all(&file, &e::ADVICE), all(&file, &e::CHOSEN_ACTION));
        missing_facts(&entry, &own, &tips, &chosen, &all(&file, &e::FOLLOW_UP))
    };
    let facts = missing(&group);
    let named: Vec<_> = facts.iter().map(|fact| (fact.entity, fact.field)).collect();
    let expected =
        [("case", "advised"), ("round", "advised"), ("round", "trying"), ("round", "followed_up")];
    assert_eq!(named, expected);
    for fact in facts {
        let place = (fact.entity().unwrap(), fact.id.as_str());
        set(&mut group, &by(LOTTE), place, fact.field, fact.value).unwrap();
    }
    assert_eq!(missing(&group), []);
    let own = all(&group, &e::ROUND);
    let status = case_status(&get(&group, &e::CASE, "case"), &rounds(&own, "case"), false);
    assert_eq!(status, CaseStatus::FollowedUp);
}

#[test]
fn experiments_pause_stop_and_end() {
    let mut doc = page(PageKind::Experiment);
    let status = |doc: &automerge::Automerge| {
        let steps = crate::read::all(doc, &e::STEP, &crate::testing::author);
        experiment_status(&get(doc, &e::EXPERIMENT, ""), &steps)
    };
    assert_eq!(status(&doc), ExperimentStatus::Idea);
    for (id, from) in [("b", "2025-11-10"), ("a", "2025-12-01")] {
        add(&mut doc, &by(NOOR), &e::STEP, id, &[("from", from.into())]).unwrap();
    }
    assert_eq!(status(&doc), ExperimentStatus::Running);
    set(&mut doc, &by(NOOR), (&e::STEP, "b"), "decision", "stop").unwrap();
    assert_eq!(status(&doc), ExperimentStatus::Running, "the newest step counts");
    set(&mut doc, &by(NOOR), (&e::STEP, "a"), "decision", "not_knowing_yet").unwrap();
    assert_eq!(status(&doc), ExperimentStatus::Paused);
    set(&mut doc, &by(WIM), (&e::EXPERIMENT, ""), "outcome", "works").unwrap();
    assert_eq!(status(&doc), ExperimentStatus::Ended);
    set(&mut doc, &by(NOOR), (&e::STEP, "a"), "decision", "stop").unwrap();
    assert_eq!(status(&doc), ExperimentStatus::Stopped);
}

#[test]
fn signals_are_the_groups_and_never_of_two() {
    let mut doc = page(PageKind::Group);
    add(&mut doc, &by(WIM), &e::MEETING, "m", &[("date", "2025-09-11".into())]).unwrap();
    let given = |n: i64| Value::parts([("core_faster", n), ("energy_and_joy", 4)]);
    for (who, n) in [(NOOR, 3), (WIM, 2)] {
        set(&mut doc, &by(who), (&e::MEETING, "m"), "learning_signals", given(n)).unwrap();
    }
    assert_eq!(learning_signals(&get(&doc, &e::MEETING, "m")), None);
    set(&mut doc, &by(LOTTE), (&e::MEETING, "m"), "learning_signals", given(4)).unwrap();
    let signals = learning_signals(&get(&doc, &e::MEETING, "m")).unwrap();
    assert_eq!(signals["core_faster"], Signal { average: 3.0, lowest: 2, highest: 4 });
    assert!(!signals.contains_key("insights_used_at_work"));
}

#[test]
fn meetings_are_numbered_by_date_and_cancelled_ones_are_not() {
    let mut doc = page(PageKind::Group);
    for (id, date) in [("z", "2025-09-11"), ("y", "2025-10-30"), ("x", "2025-12-11")] {
        add(&mut doc, &by(WIM), &e::MEETING, id, &[("date", date.into())]).unwrap();
    }
    set(&mut doc, &by(WIM), (&e::MEETING, "y"), "cancelled_at", "2025-10-29").unwrap();
    set(&mut doc, &by(WIM), (&e::GROUP, ""), "cadence_weeks_min", 6).unwrap();
    set(&mut doc, &by(WIM), (&e::GROUP, ""), "cadence_weeks_max", 8).unwrap();
    let all = crate::read::all(&doc, &e::MEETING, &crate::testing::author);
    assert_eq!((numbers(&all).get("x"), numbers(&all).get("y")), (Some(&2), None));
    assert_eq!(gaps_in_weeks(&all), [13.0]);
    let group = get(&doc, &e::GROUP, "");
    assert_eq!(within_cadence(&group, &gaps_in_weeks(&all)), Some(false));
}

#[test]
fn agreement_is_to_the_words_as_they_are() {
    let mut doc = page(PageKind::Group);
    let a = (&e::AGREEMENT, "a");
    let values = [("kind", "practical".into()), ("text", "Telefoons op stil.".into())];
    add(&mut doc, &by(WIM), a.0, a.1, &values).unwrap();
    let (noor, wim) = (person(NOOR).to_string(), person(WIM).to_string());
    let status = |doc: &_| agreement(&get(doc, a.0, a.1), [noor.as_str(), wim.as_str()]);
    for who in [NOOR, WIM] {
        assert_eq!(status(&doc), Agreement::Proposed);
        let hash = crate::edit::text_hash("Telefoons op stil.");
        let agreed = Value::parts([("date", "2025-09-11"), ("text_hash", hash.as_str())]);
        set(&mut doc, &by(who), a, "agreed_by", agreed).unwrap();
    }
    assert_eq!(status(&doc), Agreement::Active);
    set(&mut doc, &by(LOTTE), a, "text", "Telefoons uit.").unwrap();
    assert_eq!(Agreed::of(&get(&doc, a.0, a.1), &noor), Agreed::ToEarlierText);
    assert_eq!(status(&doc), Agreement::Proposed);
}

#[test]
fn whoever_left_was_active_before() {
    let mut doc = page(PageKind::Group);
    let id = person(NOOR).to_string();
    add(&mut doc, &by(NOOR), &e::MEMBER, &id, &[("joined", "2025-09-11".into())]).unwrap();
    set(&mut doc, &by(NOOR), (&e::MEMBER, &id), "left", "2026-01-12").unwrap();
    let noor = get(&doc, &e::MEMBER, &id);
    assert_eq!(member_status(&noor, "2026-01-11"), MemberStatus::Active);
    assert_eq!(member_status(&noor, "2026-01-12"), MemberStatus::Left);
    let members = [noor];
    assert_eq!(active_on(&members, "2025-09-10").len(), 0);
    assert_eq!(active_on(&members, "2025-09-11").len(), 1);
}

/// A group of Noor and Wim since September, and Lotte who came on 2026-03-20.
fn group_of_three() -> automerge::Automerge {
    let mut doc = page(PageKind::Group);
    for (n, joined) in [(NOOR, "2025-09-01"), (WIM, "2025-09-01"), (LOTTE, "2026-03-20")] {
        let id = person(n).to_string();
        let values = [("name", "lid".into()), ("joined", joined.into())];
        add(&mut doc, &by(n), &e::MEMBER, &id, &values).unwrap();
    }
    doc
}

fn proposed(doc: &mut automerge::Automerge, id: &str, until: &str) {
    let values =
        [("kind", RETENTION.into()), ("text", "Tot die dag.".into()), ("keep_until", until.into())];
    add(doc, &by(NOOR), &e::AGREEMENT, id, &values).unwrap();
}

fn confirm(doc: &mut automerge::Automerge, n: u8, id: &str, on: &str) {
    let parts: [(&str, crate::value::Scalar); 2] =
        [("date", on.into()), ("text_hash", "wat er toen stond".into())];
    set(doc, &by(n), (&e::AGREEMENT, id), "agreed_by", Value::parts(parts)).unwrap();
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn kept(
    doc: &automerge::Automerge,
    presented: Option<&str>,
    finished: Option<&str>,
) -> Option<Retention> {
    let all = |entity| crate::read::all(doc, entity, &crate::testing::author);
    let members: Vec<String> = all(&e::MEMBER).into_iter().map(|one| one.id).collect();
    // Lotte came after the first agreement was made.
    let asked = |one: &Record| {
        let late = one.id == "01";
        members.iter().filter(|id| !late || **id != person(LOTTE).to_string()).cloned().collect()
    };
    let agreements = all(&e::AGREEMENT).into_iter();
    let put: Vec<Put> = agreements.map(|one| Put { asked: asked(&one), agreement: one }).collect();
    retention(&put, &members, presented.map(day), finished.map(day))
}

#[test]
fn without_an_agreement_case_files_stay_six_weeks() {
    let doc = group_of_three();
    assert_eq!(kept(&doc, None, None), None);
    let after = |presented, finished| kept(&doc, presented, finished).unwrap().until.to_string();
    assert_eq!(after(None, Some("2026-03-01")), "2026-04-12");
    assert_eq!(after(Some("2026-02-26"), Some("2026-03-01")), "2026-04-09");
    assert_eq!(after(Some("2026-02-26"), None), "2026-04-09");
    // Who finishes long after the stage still has a week.
    assert_eq!(after(Some("2026-02-26"), Some("2026-06-01")), "2026-06-08");
    let basis = kept(&doc, Some("2026-02-26"), Some("2026-06-01")).unwrap().basis;
    assert_eq!(basis, Basis::Presentation(day("2026-02-26")));
}

#[test]
fn another_day_counts_once_everybody_confirmed_it() {
    let mut doc = group_of_three();
    let now = |doc: &automerge::Automerge| kept(doc, None, Some("2026-03-01")).unwrap();
    proposed(&mut doc, "01", "2026-04-01");
    confirm(&mut doc, NOOR, "01", "1970-01-01");
    let open = now(&doc);
    assert_eq!(
        (open.until, open.waits),
        (day("2026-04-12"), false),
        "an earlier day waits for all"
    );
    assert_eq!(open.open[0].waiting, [person(WIM).to_string()], "Lotte found it so");
    confirm(&mut doc, WIM, "01", "2026-03-11");
    let agreed = now(&doc);
    assert_eq!((agreed.until, agreed.basis), (day("2026-04-01"), Basis::Agreed("01".into())));

    // What everybody agreed is not undone by one.
    set(&mut doc, &by(WIM), (&e::AGREEMENT, "01"), "retired", "2026-03-12").unwrap();
    set(&mut doc, &by(WIM), (&e::AGREEMENT, "01"), "text", "Andere woorden.").unwrap();
    assert_eq!(now(&doc).until, day("2026-04-01"));

    // A later day that waits for somebody keeps the files, for two weeks at most.
    proposed(&mut doc, "02", "2026-04-10");
    confirm(&mut doc, LOTTE, "02", "2026-03-25");
    let waits = now(&doc);
    assert_eq!((waits.until, waits.waits), (day("2026-04-10"), true));
    assert_eq!(waits.basis, Basis::Agreed("01".into()));
    proposed(&mut doc, "03", "2099-01-01");
    confirm(&mut doc, LOTTE, "03", "2026-03-25");
    assert_eq!(now(&doc).until, day("2026-04-15"), "nobody keeps them for ever alone");
    set(&mut doc, &by(LOTTE), (&e::AGREEMENT, "03"), "retired", "2026-03-26").unwrap();
    assert_eq!(now(&doc).until, day("2026-04-10"));
    for n in [NOOR, WIM] {
        confirm(&mut doc, n, "02", "2026-03-27");
    }
    let agreed = now(&doc);
    assert_eq!((agreed.until, agreed.waits), (day("2026-04-10"), false));
    assert_eq!((agreed.basis, agreed.open), (Basis::Agreed("02".into()), Vec::new()));
}

#[test]
fn a_wrong_clock_shows_another_time_and_never_more_than_the_step_takes() {
    const NOON: u64 = 1_770_000_000_000;
    const MINUTE: u64 = 60_000;
    let mut doc = page(PageKind::Meeting);
    add(&mut doc, &by(NOOR), &e::SESSION, "s", &[("method", "incident".into())]).unwrap();
    let began = |doc: &automerge::Automerge, n, ms| {
        let mut doc = doc.clone();
        let started = Value::parts([("een", moment(ms))]);
        set(&mut doc, &by(n), (&e::SESSION, "s"), "started", started).unwrap();
        doc
    };
    let left =
        |doc: &automerge::Automerge, now| seconds_left(&get(doc, &e::SESSION, "s"), "een", 10, now);
    let right = began(&doc, NOOR, NOON);
    assert_eq!(left(&right, NOON + 4 * MINUTE), Some(6 * 60));
    assert_eq!(left(&right, NOON - 5 * MINUTE), Some(10 * 60), "a clock that is late");
    assert_eq!(left(&right, NOON - 120 * MINUTE), Some(10 * 60), "two hours late");
    assert_eq!(left(&right, NOON + 125 * MINUTE), Some(-115 * 60), "two hours early: it is over");
    // Two who press at once: the earliest that was written, whatever the clocks.
    for wrong in [NOON - 120 * MINUTE, NOON + 120 * MINUTE] {
        let both = crate::testing::merged(&right, &began(&doc, WIM, wrong));
        let earliest = left(&both, NOON.min(wrong) + MINUTE);
        assert_eq!(earliest, Some(9 * 60));
        let read = get(&both, &e::SESSION, "s");
        assert_eq!(current_step(&read, &["een", "twee"]), Some("een"), "no clock ends a step");
    }
}

#[test]
fn former_wordings_stand_once_and_only_while_they_are_former() {
    let mut doc = page(PageKind::Group);
    let kept = [
        ("1", "Het uur", None),
        ("2", "Het uur", Some("core")),
        ("3", "Rust", Some("core")),
        ("4", "Minder verzuim", Some("question")),
    ];
    for (id, text, of) in kept {
        let mut values = vec![("text", text.into()), ("date", "2025-10-02".into())];
        values.extend(of.map(|of| ("wording_of", of.into())));
        add(&mut doc, &by(NOOR), &e::CORE_VERSION, id, &values).unwrap();
    }
    set(&mut doc, &by(WIM), (&e::GROUP, ""), "core", "Rust").unwrap();
    let group = get(&doc, &e::GROUP, "");
    let all = crate::read::all(&doc, &e::CORE_VERSION, &crate::testing::author);
    let texts = |field| former(&group, field, &all).iter().map(|one| one.str("text")).collect();
    let (core, question): (Vec<&str>, Vec<&str>) = (texts("core"), texts("question"));
    assert_eq!((core, question), (vec!["Het uur"], vec!["Minder verzuim"]));
}

#[test]
fn two_who_take_another_proposal_over_apart_leave_both_standing() {
    let mut doc = page(PageKind::Group);
    for (id, who, text) in [("p1", NOOR, "Het uur\nvoor het eten."), ("p2", LOTTE, "Wie belt er?")]
    {
        add(&mut doc, &by(who), &e::CORE_PROPOSAL, id, &[("text", text.into())]).unwrap();
    }
    let words = |doc: &automerge::Automerge, id| as_core(&get(doc, &e::CORE_PROPOSAL, id));
    assert_eq!(words(&doc, "p1"), "Het uur voor het eten.");
    let mut other = doc.fork();
    for (doc, who, id) in [(&mut doc, NOOR, "p1"), (&mut other, LOTTE, "p2")] {
        let core = words(doc, id);
        set(doc, &by(who), (&e::GROUP, ""), "core", core.as_str()).unwrap();
        assert!(is_core(&get(doc, &e::GROUP, ""), &get(doc, &e::CORE_PROPOSAL, id)));
    }
    doc.merge(&mut other).unwrap();
    let group = get(&doc, &e::GROUP, "");
    assert_eq!(group.versions("core").len(), 2);
    for id in ["p1", "p2"] {
        assert!(!is_core(&group, &get(&doc, &e::CORE_PROPOSAL, id)), "nobody chose yet");
    }
}
