//! Every export of the example group, against its `expected` block.

use serde_json::Value as Json;

use super::*;
use crate::exchange::example::tests::{FILE, played};
use crate::whole::Whole;

const TODAY: &str = "2026-02-26";

fn expected() -> Json {
    let file: Json = serde_json::from_str(FILE).unwrap();
    file["expected"].clone()
}

fn with<T>(member: &str, f: impl FnOnce(&Whole<'_>, &dyn Fn(&str) -> String) -> T) -> T {
    let circle = played();
    let author = |actor: &[u8]| circle.author(actor);
    let id = |label: &str| match circle.names.persons.get(label) {
        Some(person) => person.to_string(),
        None => circle.names.pages[label].clone(),
    };
    f(&circle.whole(member, &author), &id)
}

fn all_days() -> Period {
    Period::default()
}

#[test]
fn hours_and_attendance_are_as_expected() {
    let expected = expected();
    with("mem-noor", |whole, id| {
        for (member, minutes) in expected["attendance_minutes"].as_object().unwrap() {
            let minutes = minutes.as_i64().unwrap();
            let proof = proof(whole, &id(member), &all_days());
            assert_eq!(proof.minutes, minutes, "{member}");
            assert_eq!(group_hours(whole, &id(member), &all_days()).minutes, minutes, "{member}");
            assert_eq!(report(whole, &id(member), &all_days()).minutes, minutes, "{member}");
            let list = |n: usize| attendance_list(whole, &id(&format!("mtg-{n}"))).unwrap();
            let lists = (1..=4).flat_map(|n| list(n).people);
            let sum: i64 =
                lists.filter(|one| one.person == id(member)).filter_map(|one| one.minutes).sum();
            assert_eq!(sum, minutes, "{member}");
        }
    });
}

#[test]
fn a_proof_has_dates_times_and_names() {
    with("mem-noor", |whole, id| {
        let period = Period { from: Some("2025-09-01".into()), until: Some("2026-02-28".into()) };
        let proof = proof(whole, &id("mem-noor"), &period);
        let dates: Vec<_> = proof.meetings.iter().map(|one| one.date.as_str()).collect();
        assert_eq!(dates, ["2025-09-11", "2025-10-30", "2025-12-11", "2026-02-05"]);
        assert_eq!((proof.minutes, proof.hours.as_str()), (495, "8.25"));
        assert!(proof.secrecy);
        let first = &proof.meetings[0];
        assert_eq!((first.from.as_str(), first.to.as_str()), ("15:00", "17:00"));
        assert_eq!(first.guide, "Wim Verzinsel");
        assert_eq!(first.others.len(), 4);
        let third = &proof.meetings[2];
        assert!(!third.others.contains(&"Lotte Bedacht".to_owned()), "she was not there");
        let half = Period { until: Some("2025-10-30".into()), ..Period::default() };
        assert_eq!(super::proof(whole, &id("mem-tjeerd"), &half).minutes, 100);
    });
}

#[test]
fn a_report_has_neutral_themes_and_only_ones_own_words() {
    with("mem-noor", |whole, id| {
        let report = report(whole, &id("mem-noor"), &all_days());
        assert_eq!(report.meetings[0].themes, ["grenzen"]);
        assert_eq!(report.meetings[0].methods, ["incident"]);
        assert!(report.meetings[0].own_case && !report.meetings[1].own_case);
        let own = &report.reflections;
        assert_eq!(own.len(), 1);
        assert_eq!(own[0].personal, "Ik mag stoppen met geruststellen.");
        assert_eq!(own[0].guide.registers[0].register, "StiR");
        assert_eq!(report.contents.left_out, [LeftOut::new("", Why::OfTheGroup)]);
        let form = reflection_form(whole, &id("mem-tjeerd"), &all_days());
        assert_eq!(form.reflections.len(), 1);
        assert_eq!(form.reflections[0].minutes, Some(120));
    });
}

#[test]
fn a_story_draws_only_on_what_was_released() {
    with("mem-noor", |whole, id| {
        let told = story(whole, &id("sto-1"), TODAY).unwrap();
        assert_eq!(told.contents.left_out, []);
        assert_eq!(told.parts.len(), 4);
        assert_eq!(told.presenters.len(), 4);
        assert!(told.no_names);
        let lesson = "We hadden niet gevraagd wat bewoners ervan vonden. Dat vragen we nu altijd \
                      eerst.";
        assert!(told.material.iter().any(|one| one.text == lesson), "{:#?}", told.material);
        let experiments = told.material.iter().filter(|one| one.kind == "experiment");
        assert_eq!(experiments.count(), 3, "the stopped one too");
        // Before the day of the release, what draws on it stays.
        let early = story(whole, &id("sto-1"), "2025-12-31").unwrap();
        let kinds: Vec<_> = early.parts.iter().map(|part| part.kind.as_str()).collect();
        assert_eq!(kinds, ["departure", "not_knowing"], "one was released earlier");
        assert!(early.contents.left_out.iter().all(|one| one.why == Why::NotReleased));
    });
}

#[test]
fn progress_is_numbers_and_what_was_released() {
    with("mem-wim", |whole, _| {
        let made = progress(whole);
        assert_eq!((made.meetings, made.attendance.as_slice()), (4, [5, 6, 5, 4].as_slice()));
        assert_eq!(made.phase, "delen");
        assert_eq!(made.signals.len(), 4);
        let quotes: Vec<_> = made.quotes.iter().map(|one| one.name.as_str()).collect();
        assert!(quotes.contains(&"") && quotes.contains(&"Yasmina Voorbeeld") && quotes.len() == 2);
        let bytes = serde_json::to_vec(&made).unwrap();
        let read = read_progress(&bytes).unwrap();
        assert_eq!((&read.quotes, read.meetings), (&made.quotes, 4));
        let keys: Json = serde_json::from_slice(&bytes).unwrap();
        let keys: Vec<_> = keys.as_object().unwrap().keys().cloned().collect();
        let only =
            ["attendance", "group", "kring_progress", "meetings", "phase", "quotes", "signals"];
        assert_eq!(keys, only, "nothing else may ever be in it");
    });
    assert_eq!(read_progress(b"{}"), Err(BadProgress::Form));
    assert_eq!(read_progress(br#"{"kring_progress":0}"#), Err(BadProgress::Form));
    assert_eq!(read_progress(br#"{"kring_progress":9}"#), Err(BadProgress::Newer));
    assert_eq!(read_progress(&vec![b' '; PROGRESS_CAP + 1]), Err(BadProgress::TooLarge));
}

#[test]
fn nothing_that_must_stay_is_in_any_export() {
    let (mut everything, mut proofs) = (String::new(), String::new());
    for member in ["mem-noor", "mem-bram", "mem-yasmina", "mem-lotte", "mem-wim", "mem-tjeerd"] {
        with(member, |whole, id| {
            let me = id(member);
            let mut add = |json: Json| everything.push_str(&json.to_string());
            let to = |one: &dyn erased::Json| one.json();
            for n in 1..=4 {
                add(to(&attendance_list(whole, &id(&format!("mtg-{n}")))));
            }
            add(to(&report(whole, &me, &all_days())));
            add(to(&group_hours(whole, &me, &all_days())));
            add(to(&progress(whole)));
            let proof = to(&proof(whole, &me, &all_days()));
            proofs.push_str(&proof.to_string());
            add(proof);
            if let Some(mut told) = story(whole, &id("sto-1"), TODAY) {
                told.contents = Contents::default();
                add(to(&told));
            }
            if let Some(mut evaluated) = evaluation(whole, &id("ev-1")) {
                evaluated.contents = Contents::default();
                add(to(&evaluated));
            }
        });
    }
    assert!(everything.contains("Huize") || everything.contains("tuinkamer"), "texts are there");
    let expected = expected();
    let listed = |key: &str| -> Vec<String> {
        let list = expected[key].as_array().unwrap().iter();
        list.map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    for text in listed("must_never_leave_the_device") {
        assert!(!everything.contains(&text), "{text}");
    }
    for text in listed("must_not_appear_in_story_export") {
        assert!(!everything.contains(&text), "{text}");
    }
    for text in listed("must_not_appear_in_participation_proof") {
        assert!(!proofs.contains(&text), "{text}");
    }
}

/// Several sorts of data in one list.
mod erased {
    pub(super) trait Json {
        fn json(&self) -> serde_json::Value;
    }

    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> serde_json::Value {
            serde_json::to_value(self).unwrap()
        }
    }
}
