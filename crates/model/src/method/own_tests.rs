use super::*;
use crate::entities::{METHOD_STEP, OWN_METHOD};
use crate::read::{self, Record};
use crate::schema::{PageKind, is_id};
use crate::testing::{LOTTE, NOOR, add, author, by, page, set};
use automerge::Automerge;

/// The id under which a test makes its method, and those of its steps.
const OWN: &str = "01method";

fn step_id(place: usize) -> String {
    format!("01step{place:02}")
}

/// A group document in which Noor copied a method.
fn copied_by_noor(method: &Method) -> Automerge {
    let mut doc = page(PageKind::Group);
    let (own, steps) = copied(method, &method.id);
    add(&mut doc, &by(NOOR), &OWN_METHOD, OWN, &own).unwrap();
    for (place, mut values) in steps.into_iter().enumerate() {
        values.push(("of", OWN.into()));
        add(&mut doc, &by(NOOR), &METHOD_STEP, &step_id(place), &values).unwrap();
    }
    doc
}

fn read_own(doc: &Automerge) -> (Record, Vec<Record>) {
    let steps = read::all(doc, &METHOD_STEP, &author);
    (read::read(doc, &OWN_METHOD, OWN, &author).unwrap(), steps)
}

fn own(doc: &Automerge) -> Option<Method> {
    let (record, steps) = read_own(doc);
    of_group(&record, &steps)
}

#[test]
fn a_copy_of_each_method_says_and_asks_the_same() {
    for method in builtin() {
        let copy = own(&copied_by_noor(method)).unwrap_or_else(|| panic!("{}", method.id));
        assert_eq!((&copy.name, &copy.summary), (&method.name, &method.summary));
        assert_eq!((copy.needs_case, copy.kind), (method.needs_case, method.kind), "{}", method.id);
        assert_eq!(copy.steps.len(), method.steps.len());
        for (mine, theirs) in copy.steps.iter().zip(&method.steps) {
            assert_eq!((&mine.title, &mine.instruction), (&theirs.title, &theirs.instruction));
            assert_eq!((&mine.guide_hint, mine.silence), (&theirs.guide_hint, theirs.silence));
            assert_eq!(
                (&mine.speaker, &mine.presenter_mode),
                (&theirs.speaker, &theirs.presenter_mode)
            );
            assert_eq!(mine.minutes_per_participant, theirs.minutes_per_participant);
            assert_eq!(mine.captures.len(), theirs.captures.len(), "{} {}", method.id, theirs.id);
            for capture in &theirs.captures {
                assert!(
                    mine.captures.contains(capture),
                    "{} {} {}",
                    method.id,
                    theirs.id,
                    capture.id
                );
            }
        }
    }
}

#[test]
fn two_who_change_a_method_apart_change_both() {
    let mut noor = copied_by_noor(named("incident").unwrap());
    let mut lotte = noor.clone();
    set(&mut noor, &by(NOOR), (&METHOD_STEP, &step_id(1)), "minutes", 12).unwrap();
    set(&mut lotte, &by(LOTTE), (&METHOD_STEP, &step_id(1)), "title_nl", "Samen kiezen").unwrap();
    set(&mut lotte, &by(LOTTE), (&METHOD_STEP, &step_id(0)), "left_out", true).unwrap();
    set(&mut lotte, &by(LOTTE), (&OWN_METHOD, OWN), "name_nl", "Ons incident").unwrap();
    noor.merge(&mut lotte).unwrap();
    let method = own(&noor).unwrap();
    assert_eq!(method.name.nl, "Ons incident");
    let first = &method.steps[0];
    assert_eq!((first.title.nl.as_str(), first.minutes), ("Samen kiezen", 12));
    assert_eq!(method.minutes_total, method.steps.iter().map(|step| step.minutes).sum::<u32>());
}

#[test]
fn whatever_is_written_asks_only_what_is_in_the_list() {
    let mut doc = copied_by_noor(named("incident").unwrap());
    let strange = crate::value::Value::parts([
        ("case.title", true),
        ("../x", true),
        ("incident.advies.tip", true),
    ]);
    set(&mut doc, &by(LOTTE), (&METHOD_STEP, &step_id(0)), "captures", strange).unwrap();
    for place in 0..100 {
        let values = [("of", OWN.into()), ("order", crate::order::at(place).into())];
        add(&mut doc, &by(LOTTE), &METHOD_STEP, &format!("01more{place:03}"), &values).unwrap();
    }
    let method = own(&doc).unwrap();
    assert_eq!(method.steps.len(), 50);
    assert!(check::check(&method).is_ok());
    for capture in method.steps.iter().flat_map(|step| &step.captures) {
        assert!(asks().iter().any(|one| one.capture.target == capture.target), "{}", capture.id);
        assert!(is_id(&capture.id), "{}", capture.id);
    }
}

#[test]
fn what_was_left_out_or_has_no_step_is_not_played() {
    let mut doc = copied_by_noor(named("aar").unwrap());
    assert!(own(&doc).is_some());
    set(&mut doc, &by(LOTTE), (&OWN_METHOD, OWN), "left_out", true).unwrap();
    assert!(own(&doc).is_none());
    set(&mut doc, &by(LOTTE), (&OWN_METHOD, OWN), "left_out", false).unwrap();
    let (record, _) = read_own(&doc);
    assert!(of_group(&record, &[]).is_none());
}

#[test]
fn a_file_brings_a_method_to_another_group_and_nothing_else() {
    for method in builtin() {
        let copy = own(&copied_by_noor(method)).unwrap();
        let (read, base) = from_file(&to_file(&copy, &method.id)).unwrap();
        assert_eq!((read, base.as_str()), (copy, method.id.as_str()));
    }
    let mut strange = named("incident").unwrap().clone();
    strange.steps[0].captures[0].privacy = Privacy::Group;
    assert!(matches!(from_file(&to_file(&strange, "incident")), Err(BadMethod::Ask(_))));
    strange.steps[0].captures[0].target = "members[].name".into();
    assert!(from_file(&to_file(&strange, "x")).is_err());
    assert!(matches!(from_file("[]"), Err(BadMethod::Form { .. })));
}

#[test]
fn every_ask_has_a_name_that_a_document_can_hold() {
    for one in asks() {
        assert!(crate::schema::Type::Word.check(&one.name.as_str().into()).is_ok(), "{}", one.name);
        assert!(is_id(&one.name.replace('.', "-")), "{}", one.name);
        assert_eq!(
            ask(&one.name).map(|found| found.capture.target.as_str()),
            Some(one.capture.target.as_str())
        );
    }
}

/// A session's record with this pinned.
fn session_with(pinned: &str) -> Record {
    let mut doc = page(PageKind::Meeting);
    let values = [("method", OWN.into()), ("pinned", pinned.into())];
    add(&mut doc, &by(NOOR), &crate::entities::SESSION, "01session", &values).unwrap();
    read::read(&doc, &crate::entities::SESSION, "01session", &author).unwrap()
}

#[test]
fn a_session_keeps_the_method_that_it_began_with() {
    for method in builtin() {
        let mut doc = copied_by_noor(method);
        set(&mut doc, &by(NOOR), (&OWN_METHOD, OWN), "name_nl", "Van ons").unwrap();
        let began = own(&doc).unwrap();
        let session = session_with(&pin(&began, &method.id));
        set(&mut doc, &by(LOTTE), (&METHOD_STEP, &step_id(0)), "left_out", true).unwrap();
        set(&mut doc, &by(LOTTE), (&OWN_METHOD, OWN), "name_nl", "Anders").unwrap();
        assert_ne!(own(&doc).as_ref(), Some(&began));
        assert_eq!(pinned(&session).as_ref(), Some(&began), "{}", method.id);
    }
}

#[test]
fn whatever_a_session_pins_asks_only_what_is_in_the_list() {
    let method = own(&copied_by_noor(named("incident").unwrap())).unwrap();
    let good = pin(&method, "incident");
    let mut strange: serde_json::Value = serde_json::from_str(&good).unwrap();
    let steps = strange["steps"].as_array_mut().unwrap();
    steps[0]["asks"] = serde_json::json!(["case.title", "incident.advies.tip"]);
    steps[0]["step"]["speaker"] = "../x".into();
    let captures = &method.steps[1].captures;
    steps[1]["step"]["captures"] = serde_json::json!(captures);
    steps[1]["asks"] = serde_json::json!([]);
    let read = pinned(&session_with(&strange.to_string())).unwrap();
    let asked = |step: usize| -> Vec<&str> {
        read.steps[step].captures.iter().map(|one| one.target.as_str()).collect()
    };
    assert_eq!((asked(0), asked(1)), (vec!["case.advice[]"], vec![]));
    assert_eq!(read.steps[0].speaker, "presenter");
    for bad in
        ["", "[]", &good.replace("\"incident\"", "\"x\""), &good.replace("\"id\":\"", "\"id\":\"/")]
    {
        assert!(pinned(&session_with(bad)).is_none(), "{bad}");
    }
}
