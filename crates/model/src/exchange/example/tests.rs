use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, Automerge};
use serde_json::Value as Json;

use super::*;
use crate::exchange::expected::{Mismatch, compare};
use crate::exchange::{json, markdown};
use crate::first_change::document;
use crate::rights::{Places, violation};
use crate::whole::{PageDoc, Whole};

pub(crate) const FILE: &str = include_str!("../../../../../data/example-group.json");

/// One laptop of one member: its own copy of every page it has.
#[derive(Clone)]
struct Laptop {
    person: PersonId,
    docs: BTreeMap<String, Automerge>,
}

/// Six laptops, and what only the roster knows.
pub(crate) struct Circle {
    pub(crate) names: Names,
    laptops: BTreeMap<String, Laptop>,
    kinds: BTreeMap<String, (PageKind, PersonId)>,
    audience: BTreeMap<String, BTreeSet<String>>,
    erased: BTreeSet<String>,
    actors: BTreeMap<Vec<u8>, PersonId>,
    left: BTreeSet<String>,
    private: Vec<Automerge>,
}

const GROUP: &str = "group";

impl Circle {
    fn new(members: &[&str]) -> Self {
        let mut circle = Self {
            names: Names::default(),
            laptops: BTreeMap::new(),
            kinds: BTreeMap::new(),
            audience: BTreeMap::new(),
            erased: BTreeSet::new(),
            actors: BTreeMap::new(),
            left: BTreeSet::new(),
            private: Vec::new(),
        };
        for (n, member) in members.iter().enumerate() {
            let person = PersonId::from_bytes([n as u8 + 1; 32]);
            circle.names.persons.insert((*member).to_owned(), person);
            let docs = BTreeMap::from([(GROUP.to_owned(), document(PageKind::Group).unwrap())]);
            circle.laptops.insert((*member).to_owned(), Laptop { person, docs });
        }
        circle
    }

    fn act(&mut self, act: &Act) {
        assert!(!self.left.contains(&act.by), "{} left before {act:?}", act.by);
        match &act.deed {
            Deed::OpenPage { page, kind, audience } => {
                self.open(act, page, *kind, audience.as_ref())
            }
            Deed::Audience { page, audience } => {
                self.audience.insert(page.clone(), audience.iter().cloned().collect());
            }
            Deed::Erase { page } => {
                self.erased.insert(page.clone());
                self.laptops.values_mut().for_each(|laptop| {
                    laptop.docs.remove(page);
                });
            }
            Deed::Leave => {
                self.left.insert(act.by.clone());
            }
            Deed::Add { place, .. } | Deed::Set { place, .. } => self.write(act, place),
        }
    }

    fn open(&mut self, act: &Act, page: &str, kind: PageKind, audience: Option<&Vec<String>>) {
        let id = kring_trust::hash::hash("test page", &[page.as_bytes()]);
        let id: String = id.iter().map(|b| format!("{b:02x}")).collect();
        assert!(self.names.pages.insert(page.to_owned(), id).is_none(), "{page} opened twice");
        let all = || self.laptops.keys().cloned().collect();
        let audience = audience.map_or_else(all, |some| some.iter().cloned().collect());
        self.audience.insert(page.to_owned(), audience);
        let laptop = self.laptops.get_mut(&act.by).unwrap();
        laptop.docs.insert(page.to_owned(), document(kind).unwrap());
        self.kinds.insert(page.to_owned(), (kind, laptop.person));
    }

    fn write(&mut self, act: &Act, place: &Place) {
        let label = match place {
            Place::Group => GROUP.to_owned(),
            Place::Page(page) => page.clone(),
            Place::Private => return self.write_private(act),
        };
        let owner = self.kinds.get(&label).map(|(_, owner)| *owner);
        let kind = self.kinds.get(&label).map_or(PageKind::Group, |(kind, _)| *kind);
        let laptop = self.laptops.get_mut(&act.by).unwrap();
        let person = laptop.person;
        let doc =
            laptop.docs.get_mut(&label).unwrap_or_else(|| panic!("{label} is not with {}", act.by));
        let actor = kring_trust::hash::hash("test log", &[label.as_bytes(), act.by.as_bytes()]);
        doc.set_actor(ActorId::from(&actor[..16]));
        self.actors.insert(actor[..16].to_vec(), person);
        let before = doc.clone();
        let mut tx = doc.transaction();
        act.perform(&mut tx, &self.names, owner).unwrap_or_else(|e| panic!("{act:?}: {e}"));
        if tx.commit().0.is_none() {
            return;
        }
        let change = doc.get_last_local_change().unwrap();
        assert_eq!(
            violation(&Places::of(&before), &change.decode(), person, owner, kind),
            None,
            "{act:?}"
        );
    }

    fn write_private(&mut self, act: &Act) {
        let mut doc = document(PageKind::Private).unwrap();
        let mut tx = doc.transaction();
        act.perform(&mut tx, &self.names, None).unwrap();
        tx.commit();
        self.private.push(doc);
    }

    /// Everybody who is in shares with everybody, each page within its audience.
    fn share(&mut self) {
        let mut all: BTreeMap<String, Automerge> = BTreeMap::new();
        for laptop in self.laptops.values_mut() {
            for (page, doc) in &mut laptop.docs {
                match all.get_mut(page) {
                    Some(merged) => drop(merged.merge(doc).unwrap()),
                    None => drop(all.insert(page.clone(), doc.clone())),
                }
            }
        }
        for (member, laptop) in &mut self.laptops {
            if self.left.contains(member) {
                continue;
            }
            for (page, doc) in &all {
                if page == GROUP || self.audience[page].contains(member) {
                    laptop.docs.insert(page.clone(), doc.clone());
                }
            }
        }
    }

    fn compare(&self, member: &str) -> Vec<Mismatch> {
        let author = |actor: &[u8]| self.author(actor);
        let whole = self.whole(member, &author);
        let expected: Json = serde_json::from_str(FILE).unwrap();
        compare(&whole, &self.names, &expected["expected"])
    }

    pub(crate) fn author(&self, actor: &[u8]) -> Option<PersonId> {
        self.actors.get(actor).copied()
    }

    pub(crate) fn whole<'a>(
        &'a self,
        member: &str,
        author: crate::read::AuthorOf<'a>,
    ) -> Whole<'a> {
        let laptop = &self.laptops[member];
        let id = |label: &String| self.names.pages[label].clone();
        let page = |(label, doc): (&String, &'a Automerge)| {
            let (kind, owner) = self.kinds[label];
            (id(label), PageDoc { kind, owner: Some(owner), doc })
        };
        Whole {
            group: &laptop.docs[GROUP],
            pages: laptop.docs.iter().filter(|(label, _)| *label != GROUP).map(page).collect(),
            erased: self.erased.iter().map(id).collect(),
            author,
        }
    }
}

fn members() -> Vec<String> {
    let json: Json = serde_json::from_str(FILE).unwrap();
    let members = json["members"].as_array().unwrap();
    members.iter().map(|m| m["id"].as_str().unwrap().to_owned()).collect()
}

/// Played once for all tests.
pub(crate) fn played() -> &'static Circle {
    static PLAYED: std::sync::OnceLock<Circle> = std::sync::OnceLock::new();
    PLAYED.get_or_init(play)
}

fn play() -> Circle {
    let acts = plan(FILE).unwrap();
    let members = members();
    let mut circle = Circle::new(&members.iter().map(String::as_str).collect::<Vec<_>>());
    let last = acts.iter().map(|act| act.wave).max().unwrap();
    let parts = partition(acts);
    for wave in 0..=last {
        for part in parts.values() {
            part.iter().filter(|act| act.wave == wave).for_each(|act| circle.act(act));
        }
        circle.share();
    }
    circle
}

#[test]
fn six_laptops_that_play_their_own_parts_give_what_is_expected() {
    let circle = played();
    assert_eq!(circle.compare("mem-noor"), []);
    let heads = |member: &str| {
        let docs = &circle.laptops[member].docs;
        docs.iter().map(|(page, doc)| (page.clone(), doc.get_heads())).collect::<Vec<_>>()
    };
    assert_eq!(heads("mem-noor"), heads("mem-yasmina"));
    assert_eq!(circle.private.len(), 2);
    assert_eq!(circle.left, BTreeSet::from(["mem-bram".to_owned()]));
}

#[test]
fn whoever_is_not_in_an_audience_has_nothing_of_the_case() {
    let circle = played();
    // Case 4 was offered after Bram left.
    assert!(!circle.laptops["mem-bram"].docs.contains_key("case-4"));
    assert!(circle.laptops["mem-tjeerd"].docs.contains_key("case-1"));
    assert!(circle.laptops.values().all(|laptop| !laptop.docs.contains_key("case-5")));
}

#[test]
fn played_on_one_laptop_in_the_order_of_the_file_gives_the_same() {
    let members = members();
    let mut circle = Circle::new(&members.iter().map(String::as_str).collect::<Vec<_>>());
    for act in plan(FILE).unwrap() {
        circle.act(&act);
        circle.share();
    }
    assert_eq!(circle.compare("mem-lotte"), []);
}

#[test]
fn a_wrong_expectation_is_found() {
    let circle = played();
    let author = |actor: &[u8]| circle.author(actor);
    let whole = circle.whole("mem-noor", &author);
    let wrong = serde_json::json!({
        "notes_total": 13,
        "advice_count_per_case": {"case-1": 6},
        "something_new": 1,
        "must_never_leave_the_device": ["De raad zei: geef ze twee keer koffie."],
        "methods_used": ["aar"],
    });
    let keys: Vec<_> = compare(&whole, &circle.names, &wrong).into_iter().map(|m| m.key).collect();
    assert_eq!(keys.len(), 5, "{keys:?}");
}

#[test]
fn statuses_that_the_file_states_come_out() {
    let circle = played();
    let author = |actor: &[u8]| circle.author(actor);
    let whole = circle.whole("mem-noor", &author);
    let out = json::export(&whole, "2026-02-06");
    let file: Json = serde_json::from_str(FILE).unwrap();
    let of = |list: &str, label: &str| -> Json {
        let items = out[list].as_array().unwrap();
        items.iter().find(|item| item["origin"] == label).unwrap()["derived"].clone()
    };
    for case in file["cases"].as_array().unwrap() {
        let label = case["id"].as_str().unwrap();
        assert_eq!(of("cases", label)["status"], case["status"], "{label}");
    }
    for experiment in file["experiments"].as_array().unwrap() {
        let label = experiment["id"].as_str().unwrap();
        assert_eq!(of("experiments", label)["status"], experiment["status"], "{label}");
        assert_eq!(of("experiments", label)["count"], experiment["tally"]["value"], "{label}");
    }
    for meeting in file["meetings"].as_array().unwrap() {
        let label = meeting["id"].as_str().unwrap();
        assert_eq!(of("meetings", label)["number"], meeting["number"], "{label}");
        let status = of("meetings", label)["status"].as_str().unwrap().to_owned();
        let confirmed = ["mtg-1", "mtg-2"].contains(&label);
        assert_eq!(status, if confirmed { "confirmed" } else { "closed" }, "{label}");
    }
    for member in file["members"].as_array().unwrap() {
        let label = member["id"].as_str().unwrap();
        let expected =
            if label == "mem-wim" { "guide_ended" } else { member["status"].as_str().unwrap() };
        assert_eq!(of("members", label)["status"], expected, "{label}");
    }
    let agreements: Vec<_> = out["agreements"].as_array().unwrap().iter().collect();
    let statuses: Vec<_> =
        agreements.iter().map(|a| a["derived"]["status"].as_str().unwrap()).collect();
    let expected: Vec<_> = file["agreements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, expected);
    assert_eq!(out["group"]["derived"]["phase"], file["group"]["phase"]);
}

#[test]
fn codes_follow_the_day_of_offering() {
    let circle = played();
    let author = |actor: &[u8]| circle.author(actor);
    let whole = circle.whole("mem-noor", &author);
    let code = |label: &str| whole.codes().code(&circle.names.pages[label]);
    assert_eq!(code("case-1"), "Casus 1");
    assert_eq!(code("case-2"), "Casus 2");
    assert_eq!(code("case-3"), "Casus 3");
    // The file counts case 4 before case 5, but case 5 was offered earlier.
    assert_eq!((code("case-5"), code("case-4")), ("Casus 4".into(), "Casus 5".into()));
}

#[test]
fn labels_are_read_back_from_the_group() {
    let circle = played();
    let mut names = Names::from_group(&circle.laptops["mem-noor"].docs[GROUP]);
    assert_eq!(names.persons, circle.names.persons);
    names.pages.retain(|label, _| !label.is_empty());
    assert_eq!(names.pages, circle.names.pages);
}

#[test]
fn every_page_is_written_as_markdown_and_nothing_of_it_is_lost() {
    let circle = played();
    let author = |actor: &[u8]| circle.author(actor);
    let name = |id: &str| circle.names.label_of(id);
    let label = |name: &str| name.to_owned();
    let labels = markdown::Labels { label: &label, name: &name };
    let mut all = String::new();
    for (page, doc) in &circle.laptops["mem-noor"].docs {
        let kind = circle.kinds.get(page).map_or(PageKind::Group, |(kind, _)| *kind);
        all += &markdown::page(kind, doc, None, &author, labels).unwrap();
    }
    let file: Json = serde_json::from_str(FILE).unwrap();
    for list in ["notes", "findings"] {
        for item in file[list].as_array().unwrap() {
            let text = markdown::escape(item["text"].as_str().unwrap());
            assert!(all.contains(&text), "{text}");
        }
    }
    assert!(all.contains("# Telefoon tijdens het avondeten\n"));
    assert!(all.contains("**mem-wim** Je hebt een belofte gedaan die niemand van je vroeg."));
    assert_eq!(markdown::page(PageKind::Private, &circle.private[0], None, &author, labels), None);
    assert!(!all.contains("Eigenlijk ben ik bang"));
}

#[test]
fn a_file_that_is_wrong_says_where_and_plans_nothing() {
    let error = |text: &str| plan(text).unwrap_err();
    assert!(matches!(error("{"), ImportError { at: FilePlace::Line(1), why: Wrong::CutShort }));
    assert!(matches!(
        error("{}"),
        ImportError { at: FilePlace::File, why: Wrong::Missing(part) } if part == "schema"
    ));
    let deep = error(&"[".repeat(100_000));
    assert!(matches!(deep, ImportError { at: FilePlace::Line(1), why: Wrong::NotJson }));
    let changed = |from: &str, to: &str| {
        assert!(FILE.contains(from), "{from}");
        error(&FILE.replacen(from, to, 1))
    };
    let part = |error: &ImportError| match &error.at {
        FilePlace::Part(part) => part.clone(),
        other => panic!("{other:?}"),
    };
    let wrong = changed(r#""choice": "not_for_me""#, r#""choice": "never""#);
    assert_eq!(part(&wrong), "cases[0].advice[2].choice");
    assert!(matches!(wrong.why, Wrong::Value(_)), "{wrong}");
    let wrong = changed(r#""presenter": "mem-noor""#, r#""presenter": "mem-nobody""#);
    assert_eq!(part(&wrong), "cases[0]");
    assert!(matches!(wrong.why, Wrong::NoMember(id) if id == "mem-nobody"));
    let wrong = changed(r#""offered": "2025-09-03""#, r#""offered": "3 september""#);
    assert!(part(&wrong).starts_with("cases[0]"), "{wrong}");
    let wrong = changed(r#""id": "nt-2""#, r#""id": "nt-1""#);
    assert!(matches!(wrong.why, Wrong::Id), "{wrong}");
}

#[test]
fn acts_survive_being_written_down() {
    let acts = plan(FILE).unwrap();
    let text = serde_json::to_string(&acts).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Act>>(&text).unwrap(), acts);
}
