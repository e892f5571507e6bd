use automerge::Change;
use automerge::transaction::{Transactable, Transaction};
use proptest::prelude::*;

use super::*;
use crate::edit;
use crate::entities as e;
use crate::testing::{LOTTE, NOOR, WIM, add, by, page, person};
use crate::value::Value;

/// A change by person `n` on a page of Noor's, and what is thought of it, before and after it.
fn verdict(
    doc: &Automerge,
    kind: PageKind,
    n: u8,
    write: impl FnOnce(&mut Transaction<'_>),
) -> Option<String> {
    let (after, change) = changed(doc, n, write);
    let owner = Some(person(NOOR));
    let before = violation(&Places::of(doc), &change, person(n), owner, kind);
    assert_eq!(violation(&Places::of(&after), &change, person(n), owner, kind), before);
    before
}

fn changed(
    doc: &Automerge,
    n: u8,
    write: impl FnOnce(&mut Transaction<'_>),
) -> (Automerge, ExpandedChange) {
    let mut after = doc.clone();
    after.set_actor(ActorId::from(&[n; 16][..]));
    let mut tx = after.transaction();
    write(&mut tx);
    tx.commit();
    let change = after.get_last_local_change().unwrap().decode();
    (after, change)
}

fn map(tx: &Transaction<'_>, path: &[&str]) -> ObjId {
    path.iter().fold(ObjId::Root, |at, key| tx.get(&at, *key).unwrap().unwrap().1)
}

fn case() -> Automerge {
    let mut doc = page(PageKind::Case);
    add(&mut doc, &by(LOTTE), &e::ADVICE, "tip", &[("text", "Bel zelf.".into())]).unwrap();
    doc
}

fn group() -> Automerge {
    let mut doc = page(PageKind::Group);
    let noor = person(NOOR).to_string();
    add(&mut doc, &by(NOOR), &e::MEMBER, &noor, &[("name", "Noor".into())]).unwrap();
    let values = [("offered", Value::from("2025-09-03"))];
    add(&mut doc, &by(NOOR), &e::CASE, "case", &values).unwrap();
    doc
}

fn put(path: &'static [&str], key: String) -> impl FnOnce(&mut Transaction<'_>) {
    move |tx| {
        let map = map(tx, path);
        tx.put(&map, key, "x").unwrap();
    }
}

#[test]
fn somebody_elses_own_entry_is_refused() {
    let doc = group();
    let vote = |of: u8| format!("votes/{}", person(of));
    let judge = |n, key| verdict(&doc, PageKind::Group, n, put(&["cases", "case"], key));
    assert_eq!(judge(WIM, vote(WIM)), None);
    assert_eq!(judge(WIM, format!("{}/{}", vote(NOOR), person(WIM))), None);
    assert!(judge(WIM, vote(NOOR)).is_some());
    assert!(judge(NOOR, format!("{}/{}", vote(NOOR), person(WIM))).is_some());
    assert!(judge(WIM, format!("{}/{}/part", vote(WIM), person(NOOR))).is_some());
    assert!(judge(WIM, "votes/nobody".into()).is_some());
    assert!(judge(WIM, "votes/".into()).is_some());
}

#[test]
fn somebody_elses_own_value_is_refused() {
    let doc = group();
    let noor = person(NOOR).to_string();
    let in_member = |n: u8, key: String| {
        verdict(&doc, PageKind::Group, n, |tx| {
            let member = map(tx, &["members", &noor]);
            tx.put(&member, key, "x").unwrap();
        })
    };
    assert_eq!(in_member(NOOR, "name".into()), None);
    assert_eq!(in_member(WIM, format!("name/{}", person(WIM))), None);
    assert_eq!(in_member(WIM, "role".into()), None, "a role is everybody's");
    assert!(in_member(WIM, "name".into()).is_some());
    assert!(in_member(WIM, "left".into()).is_some(), "leaving is one's own");
    assert!(in_member(WIM, "assets/can_act".into()).is_some());
    assert!(in_member(WIM, format!("name/{}", person(LOTTE))).is_some());
    let in_case =
        |n, key: &str| verdict(&doc, PageKind::Group, n, put(&["cases", "case"], key.into()));
    assert_eq!(in_case(NOOR, "withdrawn_at"), None);
    assert!(in_case(WIM, "withdrawn_at").is_some());
    assert!(in_case(WIM, "theme").is_some());
    assert_eq!(in_case(WIM, "chosen"), None);
}

#[test]
fn what_is_the_page_owners_is_refused_to_authors_too() {
    let doc = case();
    let judge =
        |n, key: &str| verdict(&doc, PageKind::Case, n, put(&["advice", "tip"], key.into()));
    assert_eq!(judge(NOOR, "choice"), None);
    assert!(judge(LOTTE, "choice").is_some());
    assert!(judge(NOOR, "withdrawn").is_some());
    assert_eq!(judge(LOTTE, "withdrawn"), None);
    let own = |n| verdict(&doc, PageKind::Case, n, put(&["self"], "kind".into()));
    assert_eq!(own(NOOR), None);
    assert!(own(WIM).is_some());
}

#[test]
fn what_is_written_once_and_what_is_there_stay() {
    let doc = case();
    let refused = |path: &[&str], write: &dyn Fn(&mut Transaction<'_>, ObjId)| {
        let why = verdict(&doc, PageKind::Case, LOTTE, |tx| {
            let at = map(tx, path);
            write(tx, at);
        });
        assert!(why.is_some(), "{path:?}");
    };
    let (tip, list) = (&["advice", "tip"][..], &["advice"][..]);
    refused(tip, &|tx, at| tx.put(&at, "by", person(WIM).to_string()).unwrap());
    refused(tip, &|tx, at| tx.delete(&at, "by").unwrap());
    refused(tip, &|tx, at| tx.put(&at, "text", "x").unwrap());
    refused(tip, &|tx, at| drop(tx.put_object(&at, "text", ObjType::Text).unwrap()));
    refused(tip, &|tx, at| drop(tx.put_object(&at, "withdrawn", ObjType::Map).unwrap()));
    refused(list, &|tx, at| tx.delete(&at, "tip").unwrap());
    refused(list, &|tx, at| tx.put(&at, "tip", 1).unwrap());
    refused(list, &|tx, at| drop(tx.put_object(&at, "tip", ObjType::Map).unwrap()));
    refused(list, &|tx, at| tx.put(&at, "new", 1).unwrap());
    refused(list, &|tx, at| drop(tx.put_object(&at, "new", ObjType::List).unwrap()));
    refused(&[], &|tx, at| tx.delete(&at, "advice").unwrap());
    refused(&[], &|tx, at| drop(tx.put_object(&at, "advice", ObjType::Map).unwrap()));
    refused(&[], &|tx, at| tx.put(&at, "new", 1).unwrap());
}

#[test]
fn a_member_is_added_only_by_themselves() {
    let doc = page(PageKind::Group);
    let adds = |n: u8, whom: u8| {
        verdict(&doc, PageKind::Group, n, |tx| {
            let members = map(tx, &["members"]);
            let member = tx.put_object(&members, person(whom).to_string(), ObjType::Map).unwrap();
            tx.put(&member, "name", "x").unwrap();
        })
    };
    assert_eq!(adds(WIM, WIM), None);
    assert!(adds(WIM, NOOR).is_some());
}

#[test]
fn later_versions_and_letters_pass() {
    let doc = case();
    let passes = |path: &[&str], write: &dyn Fn(&mut Transaction<'_>, ObjId)| {
        let why = verdict(&doc, PageKind::Case, WIM, |tx| {
            let at = map(tx, path);
            write(tx, at);
        });
        assert_eq!(why, None, "{path:?}");
    };
    passes(&["advice", "tip"], &|tx, at| tx.put(&at, "new_field", 1).unwrap());
    passes(&["more"], &|tx, at| tx.put(&at, "advice/tip/new", 1).unwrap());
    passes(&["advice", "tip", "text"], &|tx, at| tx.splice_text(&at, 0, 3, "Mail").unwrap());
}

#[test]
fn who_adds_an_item_for_another_writes_its_first_values() {
    let doc = case();
    let why = verdict(&doc, PageKind::Case, WIM, |tx| {
        let author = by(WIM).on_behalf_of(person(NOOR));
        let values = [("what", "Bellen".into()), ("status", "open".into())];
        edit::add(tx, &e::CHOSEN_ACTION, "a", &values, &author).unwrap();
    });
    assert_eq!(why, None, "beside the owner's values, which are still to come");
    let why = verdict(&doc, PageKind::Case, WIM, |tx| {
        let list = map(tx, &["chosen_actions"]);
        let action = tx.put_object(&list, "a", ObjType::Map).unwrap();
        tx.put(&action, "what", "Bellen").unwrap();
    });
    assert!(why.is_some(), "the actions of a case are its owner's, also new ones");
    let why = verdict(&group(), PageKind::Group, WIM, |tx| {
        let author = by(WIM).on_behalf_of(person(NOOR));
        let values = [("of", "case".into()), ("tips_at_close", 3.into())];
        edit::add(tx, &e::ROUND, "r", &values, &author).unwrap();
    });
    assert_eq!(why, None);
}

/// Any writing of one key, as a modified program might do it.
fn odd_writing() -> impl Strategy<Value = (u8, usize, String, u8)> {
    let key = prop_oneof![
        Just("by".to_owned()),
        Just("choice".to_owned()),
        Just("text".to_owned()),
        Just("withdrawn".to_owned()),
        Just(format!("choice/{}", person(WIM))),
        Just(format!("good/{}", person(WIM))),
        "[a-z/]{0,12}",
        any::<String>().prop_filter("no empty key", |key| !key.is_empty()),
    ];
    (1..=4u8, 0..5usize, key, 0..5u8)
}

fn write_oddly(tx: &mut Transaction<'_>, place: usize, key: &str, how: u8) {
    let paths: [&[&str]; 5] = [&[], &["advice"], &["advice", "tip"], &["self"], &["more"]];
    let at = map(tx, paths[place]);
    let key = if key.is_empty() { "x" } else { key };
    match how {
        0 => tx.put(&at, key, "x").unwrap(),
        1 => drop(tx.put_object(&at, key, ObjType::Map).unwrap()),
        2 => drop(tx.put_object(&at, key, ObjType::Text).unwrap()),
        3 => drop(tx.put_object(&at, key, ObjType::List).unwrap()),
        _ => drop(tx.delete(&at, key)),
    }
}

proptest! {
    #[test]
    fn every_laptop_decides_alike(writings in prop::collection::vec(odd_writing(), 1..6)) {
        let base = case();
        let owner = Some(person(NOOR));
        let judge = |doc: &Automerge, change: &Change, n: u8| {
            violation(&Places::of(doc), &change.decode(), person(n), owner, PageKind::Case)
        };
        let made: Vec<(u8, Change)> = writings.iter().enumerate().filter_map(|(turn, (n, place, key, how))| {
            let mut doc = base.clone();
            let mut actor = [*n; 16];
            actor[15] = 100 + turn as u8;
            doc.set_actor(ActorId::from(&actor[..]));
            let mut tx = doc.transaction();
            write_oddly(&mut tx, *place, key, *how);
            tx.commit().0.map(|_| (*n, doc.get_last_local_change().unwrap()))
        }).collect();
        let alone: Vec<_> = made.iter().map(|(n, change)| judge(&base, change, *n)).collect();
        // A laptop that holds all that passed, in any order, thinks the same of each.
        let mut full = base.clone();
        let passed = made.iter().zip(&alone).filter(|(_, why)| why.is_none());
        for ((_, change), _) in passed.rev() {
            full.apply_changes([change.clone()]).unwrap();
        }
        for ((n, change), why) in made.iter().zip(&alone) {
            prop_assert_eq!(&judge(&full, change, *n), why);
        }
    }
}
