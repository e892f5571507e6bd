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
        laptop.replica.act(|act| acts::note::archive(act, &page)).unwrap();
        assert_eq!(laptop.status(), "archived");
        laptop.replica.act(|act| acts::note::put_back(act, &page)).unwrap();
        assert_eq!(laptop.status(), "");
    }
}
