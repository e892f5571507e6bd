//! Keystrokes on the disk at once, and what was typed while the program was away: taken once.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test fails by panicking")]

use kring_model::edit;
use kring_model::entities;
use kring_model::schema::PageKind;
use kring_model::text::Splice;
use kring_model::value::Value;
use kring_node::acts::live::{self, Handed, Now};
use kring_node::env::SystemEnv;
use kring_node::home::Home;
use kring_node::replica::{Founding, Replica};
use kring_store::Mode;
use kring_trust::PageId;
use kring_trust::statement::Audience;

const NOTE: (&kring_model::schema::Entity, &str) = (&entities::NOTE, "");

struct Laptop {
    _folder: tempfile::TempDir,
    home: Home,
    replica: Replica,
    page: PageId,
}

fn laptop(text: &str) -> Laptop {
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
    let page = replica
        .act(|act| {
            let page = act.open_page(PageKind::Note, Audience::All, None)?;
            act.edit(&page, |tx, author| {
                edit::set(tx, &entities::NOTE, "", "text", &Value::from(text), author)
            })?;
            Ok(page)
        })
        .unwrap();
    Laptop { _folder: folder, home, replica, page }
}

impl Laptop {
    fn now(&mut self) -> Now {
        self.replica.read(&self.page, |page| live::now(page, NOTE, "text")).unwrap().unwrap()
    }

    fn key(&mut self, at: usize, delete: usize, insert: &str) {
        let splice = Splice { at, delete, insert: insert.into() };
        let page = self.page;
        self.replica.act(|act| live::type_in(act, &page, NOTE, "text", &[splice])).unwrap();
    }

    fn hand(&mut self, handed: &Handed) -> String {
        let page = self.page;
        self.replica.act(|act| live::hand_over(act, &page, NOTE, "text", handed)).unwrap();
        self.now().text
    }

    fn opened_again(&self) -> Replica {
        let group = self.replica.group();
        self.home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap()
    }
}

fn handed(base: &Now, tried: Option<&str>, text: &str) -> Handed {
    let (heads, base) = (base.heads.clone(), base.text.clone());
    Handed { heads, base, tried: tried.map(Into::into), text: text.into() }
}

#[test]
fn keys_are_on_the_disk_and_in_the_list() {
    let mut laptop = laptop("Bel Lotte.");
    laptop.replica.cards().unwrap();
    laptop.key(4, 0, "nu ");
    laptop.key(6, 1, "");
    let mut other = laptop.opened_again();
    let text = other.read(&laptop.page, |page| live::now(page, NOTE, "text")).unwrap();
    assert_eq!(text.unwrap().text, "Bel nuLotte.");
    let cards = other.cards().unwrap();
    let drawn = cards.iter().any(|card| format!("{card:?}").contains("nuLotte"));
    assert!(drawn, "a list draws the card of what was typed: {cards:?}");
}

#[test]
fn what_was_typed_while_the_program_was_away_is_taken_once() {
    let mut laptop = laptop("Bel Lotte. Wim komt.");
    let base = laptop.now();
    laptop.key(20, 0, " Tot vier uur.");
    let typed = handed(&base, None, "Bel Lotte vandaag. Wim komt.");
    let both = "Bel Lotte vandaag. Wim komt. Tot vier uur.";
    assert_eq!(laptop.hand(&typed), both);
    assert_eq!(laptop.hand(&typed), both);
    laptop.replica = laptop.opened_again();
    assert_eq!(laptop.hand(&typed), both);
}

#[test]
fn a_push_that_was_saved_and_not_answered_is_not_saved_twice() {
    let mut laptop = laptop("Bel Lotte.");
    let base = laptop.now();
    laptop.key(10, 0, " Morgen.");
    let tried = "Bel Lotte. Morgen.";
    let typed = handed(&base, Some(tried), "Bel Lotte. Morgen. Of nu.");
    assert_eq!(laptop.hand(&typed), "Bel Lotte. Morgen. Of nu.");
    assert_eq!(laptop.hand(&handed(&base, Some(tried), tried)), "Bel Lotte. Morgen. Of nu.");
}

#[test]
fn what_has_no_place_any_more_comes_at_the_end() {
    let mut laptop = laptop("Bel Lotte.");
    let other = Now { text: "Iets anders.".into(), heads: vec![automerge::ChangeHash([7; 32])] };
    let typed = handed(&other, None, "Iets heel anders.");
    assert_eq!(laptop.hand(&typed), "Bel Lotte.\n\nIets heel anders.");
    assert_eq!(laptop.hand(&typed), "Bel Lotte.\n\nIets heel anders.");
}

/// `cargo test --release -p kring-node --test live -- --ignored --nocapture key_in_a_long_note`
#[test]
#[ignore = "a figure, not a test"]
fn key_in_a_long_note() {
    let mut laptop = laptop(&"Een zin van tien woorden die er zo uit ziet. ".repeat(1_112));
    for n in 0..200 {
        let began = std::time::Instant::now();
        laptop.key(25_000 + n, 0, "x");
        if n % 40 == 0 {
            println!("key {n}: {:?}", began.elapsed());
        }
    }
}
