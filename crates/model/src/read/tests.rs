use automerge::transaction::Transactable;
use automerge::{ActorId, ObjType, ROOT};

use super::*;
use crate::entities as e;
use crate::schema::PageKind;
use crate::testing::{LOTTE, NOOR, WIM, add, author, by, get, merged, page, person, set};

#[test]
fn lists_are_in_order_of_their_key_then_of_their_ids() {
    let mut doc = page(PageKind::Meeting);
    for (id, order) in [("c", "1"), ("a", "2"), ("b", "1"), ("d", "")] {
        let values = [("order", order.into()), ("title", id.into())];
        add(&mut doc, &by(NOOR), &e::AGENDA_ITEM, id, &values).unwrap();
    }
    assert_eq!(list(&doc, &e::AGENDA_ITEM), ["d", "b", "c", "a"]);
    assert_eq!(list(&doc, &e::ADVICE), Vec::<String>::new());
    assert_eq!(list(&doc, &e::MEETING_PAGE), Vec::<String>::new());
}

#[test]
fn what_others_programs_wrote_never_breaks_a_record() {
    let mut doc = page(PageKind::Case);
    add(&mut doc, &by(LOTTE), &e::ADVICE, "t", &[("text", "Bel zelf.".into())]).unwrap();
    doc.set_actor(ActorId::from(&[9; 16][..]));
    let mut tx = doc.transaction();
    let (_, list) = tx.get(ROOT, "advice").unwrap().unwrap();
    let (_, tip) = tx.get(&list, "t").unwrap().unwrap();
    tx.put(&tip, "choice", 3.5).unwrap();
    tx.put(&tip, "good/", true).unwrap();
    tx.put(&tip, "later/version", "x").unwrap();
    tx.put_object(&tip, "round", ObjType::List).unwrap();
    tx.put(&tip, "text", "no text object").unwrap();
    tx.put(&list, "scalar", 1).unwrap();
    tx.put_object(&list, "a list", ObjType::List).unwrap();
    let odd = tx.put_object(&list, "odd", ObjType::Map).unwrap();
    tx.put(&odd, "by", vec![1u8, 2]).unwrap();
    tx.commit();
    assert_eq!(super::list(&doc, &e::ADVICE), ["odd", "t"]);
    let tip = get(&doc, &e::ADVICE, "t");
    assert_eq!(
        (tip.str("choice"), tip.str("text"), tip.by()),
        ("", "", &*person(LOTTE).to_string())
    );
    assert_eq!(get(&doc, &e::ADVICE, "odd").by(), "");
    assert!(read(&doc, &e::ADVICE, "scalar", &author).is_none());
    assert_eq!(all(&doc, &e::ADVICE, &author).len(), 2);
    assert!(tip.plain().is_object());
}

#[test]
fn two_maps_under_one_id_are_both_read() {
    let id = person(NOOR).to_string();
    let base = page(PageKind::Group);
    // One person's two laptops: two actors of one person.
    let made = |laptop: u8, field: &str, value: &str| {
        let mut doc = base.clone();
        let mut actor = [NOOR; 16];
        actor[15] = laptop;
        doc.set_actor(ActorId::from(&actor[..]));
        let mut tx = doc.transaction();
        crate::edit::add(&mut tx, &e::MEMBER, &id, &[(field, value.into())], &by(NOOR)).unwrap();
        tx.commit();
        doc
    };
    let (a, b) = (made(1, "name", "Noor"), made(2, "function", "verpleegkundige"));
    let noor = get(&merged(&a, &b), &e::MEMBER, &id);
    assert_eq!((noor.str("name"), noor.str("function")), ("Noor", "verpleegkundige"));
}

#[test]
fn the_plain_view_is_what_people_see() {
    let mut doc = page(PageKind::Case);
    let own = (&e::CASE_FILE, "");
    set(&mut doc, &by(NOOR), own, "title", "Telefoon").unwrap();
    set(&mut doc, &by(NOOR), own, "is_real", true).unwrap();
    set(&mut doc, &by(WIM).on_behalf_of(person(NOOR)), own, "kind", "personal").unwrap();
    let expected = serde_json::json!({"title": "Telefoon", "is_real": true, "kind": "personal"});
    assert_eq!(get(&doc, &e::CASE_FILE, "").plain(), expected);
}

#[test]
fn an_unknown_device_signs_as_nobody_and_hides_nothing() {
    let mut doc = page(PageKind::Note);
    set(&mut doc, &by(NOOR), (&e::NOTE, ""), "title", "Rust").unwrap();
    let nobody = |_: &[u8]| None;
    let note = read(&doc, &e::NOTE, "", &nobody).unwrap();
    assert_eq!((note.str("title"), note.said("title").unwrap().by), ("Rust", None));
}
