//! Where a group stands in its trajectory, its rhythm, its mix, and what it tried.

use automerge::Automerge;

use super::*;
use crate::entities as e;
use crate::method;
use crate::read::Record;
use crate::schema::{Entity, PageKind};
use crate::testing::{LOTTE, NOOR, WIM, add, by, get, page, person, set};
use crate::value::Value;

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn all(doc: &Automerge, entity: &'static Entity) -> Vec<Record> {
    crate::read::all(doc, entity, &crate::testing::author)
}

fn group_with(fields: &[(&'static str, &str)]) -> Automerge {
    let mut doc = page(PageKind::Group);
    for (field, value) in fields {
        set(&mut doc, &by(WIM), (&e::GROUP, ""), field, *value).unwrap();
    }
    doc
}

fn go_to(doc: &mut Automerge, id: &str, phase: &str, from: &str) {
    add(doc, &by(WIM), &e::PHASE, id, &[("phase", phase.into()), ("from", from.into())]).unwrap();
}

fn where_now(doc: &Automerge) -> Course {
    course(&get(doc, &e::GROUP, ""), &all(doc, &e::PHASE))
}

fn meeting(doc: &mut Automerge, id: &str, date: &str, closed: bool) {
    add(doc, &by(WIM), &e::MEETING, id, &[("date", date.into())]).unwrap();
    if closed {
        set(doc, &by(WIM), (&e::MEETING, id), "closed_at", date).unwrap();
    }
}

fn rhythm(doc: &Automerge, today: &str) -> Cadence {
    let group = get(doc, &e::GROUP, "");
    cadence(Some(&group), &all(doc, &e::MEETING), day(today))
}

#[test]
fn phases_come_one_after_the_other_and_going_back_is_normal() {
    let mut doc = group_with(&[("form", "interventure")]);
    let begin = where_now(&doc);
    assert_eq!(
        (begin.now.as_str(), begin.next.as_slice()),
        ("", ["joining".to_owned()].as_slice())
    );
    go_to(&mut doc, "1", "joining", "2025-09-11");
    go_to(&mut doc, "2", "inquiry", "2025-10-01");
    let now = where_now(&doc);
    assert_eq!((now.now.as_str(), now.before.as_str()), ("inquiry", "joining"));
    assert_eq!(now.next, ["experiment"]);
    go_to(&mut doc, "3", "joining", "2025-10-08");
    assert_eq!(where_now(&doc).next, ["inquiry"], "the newest line counts, forward or back");
    go_to(&mut doc, "4", "finished", "2026-02-26");
    assert_eq!(where_now(&doc).next, Vec::<String>::new());
    go_to(&mut doc, "5", "delen", "2026-02-27");
    assert_eq!(where_now(&doc).now, "sharing", "as a file of another hand says it");
}

#[test]
fn each_form_has_its_own_phases_and_a_group_may_name_others() {
    let next = |form: &str, phase: &str| {
        let mut doc = group_with(&[("form", form)]);
        go_to(&mut doc, "1", phase, "2025-09-11");
        where_now(&doc).next
    };
    assert_eq!(next("intervision", "preparation"), ["kickoff"]);
    assert_eq!(next("intervision", "evaluation"), ["continuing", "finished"]);
    assert_eq!(next("action_learning", "improve"), ["experiment", "sharing"], "the loop");
    let mut doc = group_with(&[("form", "intervision"), ("phases", "kickoff, wandelen ,rounds")]);
    go_to(&mut doc, "1", "wandelen", "2025-09-11");
    let own = where_now(&doc);
    assert_eq!(own.phases, ["kickoff", "wandelen", "rounds"]);
    assert_eq!(
        (own.before.as_str(), own.next.as_slice()),
        ("kickoff", ["rounds".to_owned()].as_slice())
    );
    let group = get(&doc, &e::GROUP, "");
    assert!(about_phase(&group, "kickoff").is_some() && about_phase(&group, "wandelen").is_none());
}

#[test]
fn a_length_beside_the_usual_one_is_told_and_none_is_proposed() {
    let of = |form: &str, end: &str| {
        let mut fields = vec![("form", form), ("starts", "2025-09-11")];
        fields.extend((!end.is_empty()).then_some(("planned_end", end)));
        length(&get(&group_with(&fields), &e::GROUP, ""))
    };
    assert_eq!(of("interventure", "2026-02-26"), Some(Length::Fits(5.5)));
    assert_eq!(of("interventure", "2025-12-11"), Some(Length::Short(3.0, 5)));
    assert_eq!(of("interventure", "2026-09-11"), Some(Length::Long(12.0, 7)));
    assert_eq!(of("interventure", ""), Some(Length::Open(day("2026-03-12"))));
    assert_eq!(of("action_learning", "2025-10-11"), Some(Length::Short(1.0, 3)));
    assert_eq!(of("action_learning", "2027-10-11"), Some(Length::Fits(25.0)));
    assert_eq!(of("intervision", ""), None);
}

#[test]
fn the_next_meeting_is_proposed_in_the_rhythm_of_the_group() {
    let mut doc = group_with(&[]);
    assert_eq!(rhythm(&doc, "2025-09-01").proposed, [], "the first one is free");
    meeting(&mut doc, "m1", "2025-09-11", true);
    let soon = rhythm(&doc, "2025-09-12");
    let days: Vec<String> = soon.proposed.iter().map(Date::to_string).collect();
    assert_eq!(days, ["2025-10-23", "2025-10-30", "2025-11-06"]);
    assert_eq!((soon.last, soon.next, soon.gap), (Some(day("2025-09-11")), None, Gap::Fits));
    let late = rhythm(&doc, "2025-11-07");
    assert_eq!(late.gap, Gap::Passed(9));
    assert_eq!(late.proposed.first(), Some(&day("2025-11-13")));
    assert_eq!(rhythm(&doc, "2025-11-06").gap, Gap::Fits, "eight weeks to the day");
    meeting(&mut doc, "m2", "2025-12-04", false);
    let planned = rhythm(&doc, "2025-11-07");
    assert_eq!((planned.gap, planned.proposed), (Gap::Planned(12), Vec::new()));
    set(&mut doc, &by(WIM), (&e::GROUP, ""), "cadence_weeks_min", 10).unwrap();
    set(&mut doc, &by(WIM), (&e::GROUP, ""), "cadence_weeks_max", 12).unwrap();
    assert_eq!(rhythm(&doc, "2025-11-07").gap, Gap::Fits);
    set(&mut doc, &by(WIM), (&e::MEETING, "m2"), "cancelled_at", "2025-11-07").unwrap();
    let cancelled = rhythm(&doc, "2025-11-07");
    assert_eq!((cancelled.next, cancelled.proposed.first()), (None, Some(&day("2025-11-20"))));
}

#[test]
fn rounds_are_counted_since_the_group_went_to_them() {
    let mut doc = group_with(&[("form", "intervision")]);
    meeting(&mut doc, "m0", "2025-08-01", true);
    let held = |doc: &Automerge| rounds_held(&all(doc, &e::PHASE), &all(doc, &e::MEETING));
    assert_eq!(held(&doc), None);
    go_to(&mut doc, "1", "rounds", "2025-09-01");
    meeting(&mut doc, "m1", "2025-09-11", true);
    let ahead = |doc: &Automerge, today: &str| -> Vec<String> {
        let (log, meetings) = (all(doc, &e::PHASE), all(doc, &e::MEETING));
        let days = rounds_ahead(&rhythm(doc, today), &log, &meetings, day(today));
        days.iter().map(Date::to_string).collect()
    };
    assert_eq!(ahead(&doc, "2025-09-12"), ["2025-10-30", "2025-12-18"], "two of the three");
    assert_eq!(ahead(&doc, "2025-11-05"), ["2025-11-06", "2025-12-25"], "the rhythm has passed");
    meeting(&mut doc, "m2", "2025-10-30", false);
    assert_eq!(ahead(&doc, "2025-09-12"), ["2025-12-18"]);
    assert_eq!(held(&doc), Some(1));
    go_to(&mut doc, "2", "evaluation", "2025-11-01");
    assert_eq!(held(&doc), None);
}

#[test]
fn the_mix_says_who_is_there_and_who_is_missing() {
    let mut doc = page(PageKind::Group);
    for n in [NOOR, WIM, LOTTE] {
        let id = person(n).to_string();
        add(&mut doc, &by(n), &e::MEMBER, &id, &[("joined", "2025-09-01".into())]).unwrap();
    }
    let now = |doc: &Automerge| mix(&active_on(&all(doc, &e::MEMBER), "2025-10-01"));
    assert!(!now(&doc).is_told() && now(&doc).unsaid.len() == 3);
    for (n, function, word, asset) in [
        (NOOR, "Verpleegkundige", "frontline", "can_act"),
        (WIM, " verpleegkundige", "frontline", "has_heart"),
    ] {
        let id = person(n).to_string();
        let me = (&e::MEMBER, id.as_str());
        set(&mut doc, &by(n), me, "function", function).unwrap();
        set(&mut doc, &by(n), me, "involvement", word).unwrap();
        set(&mut doc, &by(n), me, "assets", Value::words([asset])).unwrap();
    }
    let told = now(&doc);
    assert_eq!(told.missing_involvement().collect::<Vec<_>>(), ["support", "client"]);
    assert_eq!(told.missing_assets().collect::<Vec<_>>(), ["has_knowledge"]);
    assert_eq!(told.common().map(|one| one.members.len()).collect::<Vec<_>>(), [2]);
    assert_eq!(told.unsaid, [person(LOTTE).to_string()]);
}

#[test]
fn what_was_tried_says_what_came_of_it() {
    let mut file = page(PageKind::Case);
    let round = || ("round", Value::from("r1"));
    for (id, choice) in [("t1", "try"), ("t2", "later"), ("t3", "try")] {
        let values = [round(), ("text", format!("Tip {id}.").as_str().into())];
        add(&mut file, &by(LOTTE), &e::ADVICE, id, &values).unwrap();
        set(&mut file, &by(NOOR), (&e::ADVICE, id), "choice", choice).unwrap();
    }
    set(&mut file, &by(LOTTE), (&e::ADVICE, "t3"), "withdrawn", true).unwrap();
    for id in ["a1", "a2"] {
        let values = [round(), ("what", format!("Stap {id}").as_str().into())];
        add(&mut file, &by(NOOR), &e::CHOSEN_ACTION, id, &values).unwrap();
    }
    let came = |file: &Automerge| -> Vec<(String, Came)> {
        let (tips, chosen) = (all(file, &e::ADVICE), all(file, &e::CHOSEN_ACTION));
        let tried = of_case("case", &tips, &chosen, &all(file, &e::FOLLOW_UP));
        tried.into_iter().map(|one| (one.what, one.came)).collect()
    };
    let open = [("Stap a1", Came::Open), ("Stap a2", Came::Open), ("Tip t1.", Came::Open)];
    assert_eq!(came(&file), open.map(|(what, came)| (what.to_owned(), came)));
    let told = [round(), ("action", "a1".into()), ("result", "not_yet".into())];
    add(&mut file, &by(NOOR), &e::FOLLOW_UP, "f1", &told).unwrap();
    add(&mut file, &by(NOOR), &e::FOLLOW_UP, "f2", &[round(), ("result", "partly".into())])
        .unwrap();
    let told = [("Stap a1", Came::NotYet), ("Stap a2", Came::Partly), ("Tip t1.", Came::Partly)];
    assert_eq!(came(&file), told.map(|(what, came)| (what.to_owned(), came)));
}

#[test]
fn an_experiment_that_stopped_stands_beside_one_that_works() {
    let mut doc = page(PageKind::Experiment);
    set(&mut doc, &by(NOOR), (&e::EXPERIMENT, ""), "title", "Stil kwartier").unwrap();
    let came = |doc: &Automerge| {
        let own = get(doc, &e::EXPERIMENT, "");
        of_experiment("x", "noor", &own, &all(doc, &e::STEP))
    };
    assert_eq!(came(&doc), None, "an idea was not tried");
    let step = [("from", "2025-11-10".into()), ("not_yet", "Niemand kwam.".into())];
    add(&mut doc, &by(NOOR), &e::STEP, "s", &step).unwrap();
    assert_eq!(came(&doc).unwrap().came, Came::Open);
    set(&mut doc, &by(NOOR), (&e::STEP, "s"), "decision", "stop").unwrap();
    let stopped = came(&doc).unwrap();
    assert_eq!(
        (stopped.came, stopped.told),
        (Came::NotYet, vec![("not_yet", "Niemand kwam.".to_owned())])
    );
    set(&mut doc, &by(NOOR), (&e::EXPERIMENT, ""), "outcome", "works").unwrap();
    assert_eq!(came(&doc).unwrap().came, Came::Works);
}

#[test]
fn new_behaviour_is_what_experiments_ask_and_what_works_for_somebody() {
    let mut doc = page(PageKind::Experiment);
    let values = [("what", "Gaan zitten".into()), ("by_whom", "de avonddienst".into())];
    add(&mut doc, &by(LOTTE), &e::BEHAVIOUR, "b1", &values).unwrap();
    add(&mut doc, &by(LOTTE), &e::BEHAVIOUR, "b2", &[("by_whom", "niemand".into())]).unwrap();
    let asked = |doc: &Automerge| {
        let (own, steps) = (get(doc, &e::EXPERIMENT, ""), all(doc, &e::STEP));
        behaviour_of("x", &own, &steps, &all(doc, &e::BEHAVIOUR))
    };
    let idea = asked(&doc);
    assert_eq!((idea.len(), idea[0].came), (1, Came::NotTried), "one says what");
    assert_eq!(idea[0].told, [("by_whom", "de avonddienst".to_owned())]);
    add(&mut doc, &by(NOOR), &e::STEP, "s", &[("from", "2025-11-10".into())]).unwrap();
    set(&mut doc, &by(NOOR), (&e::EXPERIMENT, ""), "outcome", "works_partly").unwrap();
    let mut tried = asked(&doc);
    assert_eq!(tried[0].came, Came::Partly);
    for (attempt, came) in [
        (Attempt::Action, Came::Works),
        (Attempt::Action, Came::NotYet),
        (Attempt::Tip, Came::Works),
    ] {
        tried.push(Tried { attempt, came, ..tried[0].clone() });
    }
    let new: Vec<Attempt> = new_behaviour(&tried).map(|one| one.attempt).collect();
    assert_eq!(new, [Attempt::Behaviour, Attempt::Action]);
}

#[test]
fn a_change_of_method_is_one_that_was_played_least() {
    let change = |sessions: &[(&'static str, &'static str)], people| {
        let used = used(sessions.iter().copied());
        super::change(method::builtin(), &used, people).map(|method| method.id.as_str())
    };
    assert_eq!(change(&[], 6), None, "a group begins with the method it begins with");
    assert_eq!(change(&[("2025-09-11", "follow_up_round")], 6), None);
    assert_eq!(change(&[("2025-09-11", "incident")], 6), Some("five_step"));
    let two = [("2025-09-11", "incident"), ("2025-10-30", "five_step")];
    assert_eq!(change(&two, 6), Some("ten_step"));
    assert_eq!(change(&two, 3), Some("appreciative"), "three are too few for most");
    let few = [
        ("2025-09-11", "appreciative"),
        ("2025-10-30", "appreciative"),
        ("2025-12-11", "five_step"),
    ];
    assert_eq!(change(&few, 3), Some("appreciative"), "the same twice running is no change");
    let all = used(two.into_iter().chain([("2025-12-11", "incident")]));
    assert_eq!(
        (all[0].method.as_str(), all[0].times, all[0].last.as_str()),
        ("incident", 2, "2025-12-11")
    );
}
