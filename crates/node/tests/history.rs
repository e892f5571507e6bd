//! Putting back what stood there at an earlier moment, always as a new edit.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test fails by panicking")]

use automerge::ChangeHash;
use kring_model::entities;
use kring_model::schema::PageKind;
use kring_node::acts::records::Records as _;
use kring_node::acts::{self, Named};
use kring_node::env::SystemEnv;
use kring_node::home::Home;
use kring_node::replica::{Founding, Replica};
use kring_trust::PageId;

struct Laptop {
    _folder: tempfile::TempDir,
    replica: Replica,
    page: PageId,
}

fn laptop() -> Laptop {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::open(folder.path().join("home"), &mut SystemEnv).unwrap();
    let founding = Founding {
        group_name: "Rust in de avond".into(),
        form: "interventure".into(),
        my_name: "Noor".into(),
        device_name: "laptop van Noor".into(),
        language: "nl".into(),
    };
    let mut replica = home.found(&founding, Box::new(SystemEnv)).unwrap();
    let values: [Named; 4] = [
        ("title", "Uur".into()),
        ("text", "Eerst dit. Dan dat.".into()),
        ("kind", "insight".into()),
        ("tags", "eten".into()),
    ];
    let page = replica.act(|act| acts::note::add(act, &values)).unwrap();
    Laptop { _folder: folder, replica, page }
}

impl Laptop {
    fn heads(&mut self) -> Vec<ChangeHash> {
        self.replica.read(&self.page, |page| page.heads()).unwrap()
    }

    fn set(&mut self, field: &str, value: &str) {
        let page = self.page;
        let set = |act: &mut kring_node::replica::Act<'_, '_>| {
            acts::writing::set_own(act, &page, &entities::NOTE, field, &value.into())
        };
        self.replica.act(set).unwrap();
    }

    fn put_back(&mut self, heads: &[ChangeHash], field: &str) -> bool {
        let page = self.page;
        let place = (&entities::NOTE, "");
        let done = self.replica.act(|act| acts::history::put_back(act, &page, heads, place, field));
        done.is_ok()
    }

    fn reads(&mut self, field: &str) -> String {
        let own = self.replica.read(&self.page, |page| page.own_fields()).unwrap().unwrap();
        match field {
            "tags" => own.words("tags").join(","),
            field => own.str(field).to_owned(),
        }
    }

    fn status(&mut self) -> String {
        self.replica.cards_of(PageKind::Note).unwrap().swap_remove(0).status
    }
}

#[test]
fn every_class_that_can_be_written_again_is_put_back_and_nothing_is_lost() {
    let mut laptop = laptop();
    let then = laptop.heads();
    let page = laptop.page;
    for (field, value) in [("title", "Avond"), ("text", "Iets anders."), ("kind", "idea")] {
        laptop.set(field, value);
    }
    let off = kring_model::value::Value::parts([("eten".to_owned(), false)]);
    let place = (&entities::NOTE, "");
    laptop.replica.act(|act| acts::writing::set(act, &page, place, "tags", &off, None)).unwrap();
    let between = laptop.heads();
    let changes = laptop.replica.read(&page, |page| page.history().len()).unwrap();
    for (field, value) in
        [("title", "Uur"), ("text", "Eerst dit. Dan dat."), ("kind", "insight"), ("tags", "eten")]
    {
        assert_ne!(laptop.reads(field), value);
        assert!(laptop.put_back(&then, field), "{field}");
        assert_eq!(laptop.reads(field), value);
    }
    let now = laptop.replica.read(&page, |page| page.history().len()).unwrap();
    assert_eq!(now, changes + 4, "each is a new edit");
    let past = laptop.replica.read(&page, |page| page.at(&between)).unwrap().unwrap();
    assert_eq!(past.own_fields().unwrap().str("text"), "Iets anders.", "and that stays");
}

#[test]
fn what_did_not_stand_there_is_not_put_back() {
    let mut laptop = laptop();
    let then = laptop.heads();
    assert!(!laptop.put_back(&then, "may_share"), "it held nothing");
    assert!(!laptop.put_back(&then, "no such field"));
    assert!(!laptop.put_back(&[ChangeHash([1; 32])], "title"), "the page never stood so");
    assert!(!laptop.put_back(&[], "title"));
}

#[test]
fn a_note_is_put_away_and_back_as_often_as_one_likes() {
    let mut laptop = laptop();
    let page = laptop.page;
    for _ in 0..2 {
        laptop.replica.act(|act| acts::away::put_away(act, &page)).unwrap();
        assert_eq!(laptop.status(), "archived");
        laptop.replica.act(|act| acts::away::put_back(act, &page)).unwrap();
        assert_eq!(laptop.status(), "");
    }
}

#[test]
fn everything_with_a_list_is_put_away_and_back_and_the_history_does_it_too() {
    let mut laptop = laptop();
    let group = laptop.replica.group_page();
    let title: [Named; 1] = [("title", "Stil kwartier".into())];
    let date: [Named; 1] = [("date", "2026-02-05".into())];
    let case: [Named; 2] = [("title", "De avond".into()), ("help_question", "Hoe?".into())];
    let text: [Named; 1] = [("text", "De keuken zegt ja.".into())];
    let all = laptop.replica.act(|act| {
        Ok([
            (PageKind::Experiment, acts::experiment::add(act, &title)?),
            (PageKind::Meeting, acts::meeting::add(act, &date)?),
            (PageKind::Case, acts::case::offer(act, &case, None, None)?),
            (PageKind::Finding, acts::finding::add(act, &text)?),
            (PageKind::Evaluation, acts::evaluation::add(act, &title)?),
            (PageKind::Story, acts::story::add(act, &title)?),
        ])
    });
    for (kind, page) in all.unwrap() {
        let entity = entities::entry(kind).unwrap();
        let id = page.to_string();
        let status = |laptop: &mut Laptop| {
            laptop.replica.cards_of(kind).unwrap().swap_remove(0).status == "archived"
        };
        let before = laptop.replica.read(&group, |page| page.heads()).unwrap();
        laptop.replica.act(|act| acts::away::put_away(act, &page)).unwrap();
        assert!(status(&mut laptop), "{kind:?}");
        let away = laptop.replica.read(&group, |page| page.heads()).unwrap();
        for (heads, is_away) in [(&before, false), (&away, true), (&before, false)] {
            let place = (entity, id.as_str());
            let back = |act: &mut kring_node::replica::Act<'_, '_>| {
                acts::history::put_back(act, &group, heads, place, "archived")
            };
            laptop.replica.act(back).unwrap();
            assert_eq!(status(&mut laptop), is_away, "{kind:?}");
        }
    }
}

#[test]
fn of_what_each_says_for_themselves_ones_own_part_is_put_back() {
    let mut laptop = laptop();
    laptop.set("help_offers", "Ik help op dinsdag.");
    let then = laptop.heads();
    laptop.set("help_offers", "Ik help niet meer.");
    assert!(laptop.put_back(&then, "help_offers"));
    let me = laptop.replica.me().to_string();
    let own = laptop.replica.read(&laptop.page, |page| page.own_fields()).unwrap().unwrap();
    let said = own.mine_of("help_offers", &me).and_then(|mine| mine.value()).unwrap();
    assert_eq!(said.value.show(), "Ik help op dinsdag.");
}

#[test]
fn the_timeline_is_told_in_parts_and_opens_no_other_pages() {
    let mut laptop = laptop();
    for number in 0..9 {
        let values: [Named; 1] = [("title", format!("Notitie {number}").into())];
        laptop.replica.act(|act| acts::note::add(act, &values)).unwrap();
    }
    let all = laptop.replica.timeline(0, 0, 99).unwrap();
    let notes = |all: &kring_node::replica::Timeline| {
        all.lines.iter().filter(|line| line.kind == PageKind::Note).count()
    };
    assert_eq!((notes(&all), all.more), (10, false));
    let mut parts = Vec::new();
    while let Ok(part) = laptop.replica.timeline(0, parts.len(), 1)
        && !part.lines.is_empty()
    {
        assert_eq!(part.more, parts.len() + 1 < all.lines.len());
        parts.extend(part.lines);
    }
    assert_eq!(parts, all.lines, "part by part it is the same");
    assert!(parts.windows(2).all(|pair| pair[0].stretch.until >= pair[1].stretch.until));
    assert!(laptop.replica.timeline(i64::MAX, 0, 9).unwrap().lines.is_empty());
}
