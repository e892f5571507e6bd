//! What no example shows: a story in which something must stay.

use std::collections::BTreeMap;

use automerge::Automerge;

use super::*;
use crate::entities as e;
use crate::schema::PageKind;
use crate::testing::{NOOR, WIM as BRAM, add, author, by, page, person, set};
use crate::value::Value;
use crate::whole::{PageDoc, Whole};

const DAY: &str = "2026-02-26";

/// Noor said yes, Bram did not; a case, two notes and a quote that must stay.
struct Little {
    group: Automerge,
    pages: BTreeMap<String, (PageKind, Automerge)>,
}

impl Little {
    fn new() -> Self {
        let mut group = page(PageKind::Group);
        for (who, name) in [(NOOR, "Noor Verzonnen"), (BRAM, "Bram Fictief")] {
            let id = person(who).to_string();
            add(&mut group, &by(who), &e::MEMBER, &id, &[("name", name.into())]).unwrap();
        }
        add(&mut group, &by(NOOR), &e::STAKEHOLDER, "s", &[("name", "Ellen Nietecht".into())])
            .unwrap();
        let mut little = Self { group, pages: BTreeMap::new() };
        let case = little.page("case", PageKind::Case);
        set(case, &by(NOOR), (&e::CASE_FILE, ""), "title", "Telefoon aan tafel").unwrap();
        let situation = "Zijn zoon belt elke avond op.";
        set(case, &by(NOOR), (&e::CASE_FILE, ""), "situation", situation).unwrap();
        little.note("open", "insight", true);
        little.note("closed", "insight", false);
        little.note("sore", "sensitive", true);
        let story = little.page("story", PageKind::Story);
        set(story, &by(NOOR), (&e::STORY, ""), "title", "Ons jaar").unwrap();
        set(story, &by(NOOR), (&e::STORY, ""), "consent", true).unwrap();
        let both = [NOOR, BRAM].map(|who| person(who).to_string());
        set(story, &by(NOOR), (&e::STORY, ""), "presenters", Value::words(both)).unwrap();
        little
    }

    fn page(&mut self, id: &str, kind: PageKind) -> &mut Automerge {
        &mut self.pages.entry(id.to_owned()).or_insert_with(|| (kind, page(kind))).1
    }

    fn note(&mut self, id: &str, kind: &str, share: bool) {
        let note = self.page(id, PageKind::Note);
        for (field, value) in
            [("kind", kind.into()), ("title", id.into()), ("may_share", share.into())]
        {
            let value: Value = value;
            set(note, &by(NOOR), (&e::NOTE, ""), field, value).unwrap();
        }
        set(note, &by(NOOR), (&e::NOTE, ""), "text", "Wij durven niets te zeggen.").unwrap();
    }

    /// The story with one section; whether that is told, and why not.
    fn with(&self, title: &str, text: &str, from: &[&str]) -> (bool, Vec<Why>) {
        let mut story = self.pages["story"].1.clone();
        let words = Value::words(from.iter().copied());
        let values = [("title", title.into()), ("text", text.into()), ("from_ids", words)];
        add(&mut story, &by(NOOR), &e::SECTION, "one", &values).unwrap();
        self.read(&story, |whole| {
            let told = super::story(whole, "story", DAY).unwrap();
            let why = told.contents.left_out.iter().map(|one| one.why);
            (told.parts.len() == 1, why.filter(|why| *why != Why::NoConsent).collect())
        })
    }

    fn read<T>(&self, story: &Automerge, f: impl FnOnce(&Whole<'_>) -> T) -> T {
        let doc = |id: &str, doc| if id == "story" { story } else { doc };
        let pages = self.pages.iter().map(|(id, (kind, page))| {
            (id.clone(), PageDoc { kind: *kind, owner: None, doc: doc(id, page) })
        });
        f(&Whole {
            group: &self.group,
            pages: pages.collect(),
            erased: Default::default(),
            author: &author,
        })
    }
}

#[test]
fn a_part_that_draws_on_what_is_not_released_stays() {
    let little = Little::new();
    assert_eq!(little.with("Begin", "Wij begonnen.", &["open"]), (true, vec![]));
    for from in ["closed", "sore", "case", "gone"] {
        let told = little.with("Begin", "Wij begonnen.", &["open", from]);
        assert_eq!(told, (false, vec![Why::NotReleased]), "{from}");
    }
}

#[test]
fn nobody_is_named_who_did_not_say_yes() {
    let little = Little::new();
    assert_eq!(little.with("Noor vertelt", "Noor Verzonnen ging zitten.", &[]), (true, vec![]));
    for (title, text) in
        [("Het pad", "Toen zei Bram niets."), ("Over Bram", "Stil."), ("Begin", "Ellen opende.")]
    {
        assert_eq!(little.with(title, text, &[]), (false, vec![Why::Names]), "{text}");
    }
    little.read(&little.pages["story"].1, |whole| {
        let told = super::story(whole, "story", DAY).unwrap();
        assert_eq!(told.presenters, ["Noor Verzonnen"]);
        assert_eq!(told.contents.left_out, [LeftOut::new("Bram Fictief", Why::NoConsent)]);
        assert!(!serde_json::to_string(&told.parts).unwrap().contains("Bram"));
    });
}

#[test]
fn a_yes_that_another_typed_is_none() {
    let mut little = Little::new();
    let as_bram = by(NOOR).on_behalf_of(person(BRAM));
    let story = little.page("story", PageKind::Story);
    set(story, &as_bram, (&e::STORY, ""), "consent", true).unwrap();
    assert_eq!(little.with("Het pad", "Toen zei Bram niets.", &[]), (false, vec![Why::Names]));
}

#[test]
fn words_of_a_case_are_told_by_nobody() {
    let little = Little::new();
    for text in [
        "Wij noemen het: telefoon aan TAFEL!",
        "Zo ging het. Zijn zoon belt elke avond op, zei ze.",
        "Wij durven niets te zeggen.",
    ] {
        assert_eq!(little.with("Het pad", text, &[]), (false, vec![Why::Quotes]), "{text}");
    }
    assert_eq!(little.with("Het pad", "De telefoon ging.", &[]), (true, vec![]));
}

#[test]
fn what_was_taken_over_from_paper_bears_the_name_of_who_said_it() {
    let mut little = Little::new();
    add(&mut little.group, &by(NOOR), &e::EVALUATION_ENTRY, "eval", &[]).unwrap();
    let evaluated = little.page("eval", PageKind::Evaluation);
    for (id, who) in [("paper", "s"), ("own", "")] {
        let mut values: Vec<(&str, Value)> = vec![("text", "Je hoort elkaar weer.".into())];
        values.extend((!who.is_empty()).then(|| ("stakeholder", who.into())));
        add(evaluated, &by(NOOR), &e::QUOTE, id, &values).unwrap();
        for field in ["may_share", "with_name"] {
            set(evaluated, &by(NOOR), (&e::QUOTE, id), field, true).unwrap();
        }
    }
    let story = little.pages["story"].1.clone();
    let names: Vec<String> = little.read(&story, |whole| {
        evaluation(whole, "eval").unwrap().quotes.into_iter().map(|one| one.name).collect()
    });
    assert_eq!(names.len(), 2);
    assert!(names.contains(&"Ellen Nietecht".to_owned()), "{names:?}");
    assert!(names.contains(&"Noor Verzonnen".to_owned()), "{names:?}");
}
