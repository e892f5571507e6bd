//! Two tabs and another process in one text: whatever comes in between, all end with the same.

use std::collections::VecDeque;

use kring_model::edit;
use kring_model::entities;
use kring_model::schema::PageKind;
use kring_model::value::Value;
use kring_node::acts::writing;
use kring_node::env::SystemEnv;
use kring_node::home::Home;
use kring_node::replica::{Founding, Replica};
use kring_store::Mode;
use kring_trust::PageId;
use kring_trust::statement::Audience;
use proptest::prelude::*;

use super::message::{FromTab, Known, Place, ToTab, Update, WireSplice};
use super::texts::{Said, Texts};
use super::units::in_code_points;
use crate::words::{Language, Words};

/// A tab as the editor is: what the program confirmed, and what was typed on top of it.
#[derive(Default)]
struct Tab {
    number: u64,
    epoch: String,
    version: u64,
    heads: Vec<String>,
    confirmed: String,
    pending: VecDeque<WireSplice>,
    pushed: usize,
    /// Messages on their way to it.
    inbox: VecDeque<ToTab>,
    marks: usize,
    refused: bool,
}

fn applied(text: &str, splice: &WireSplice) -> String {
    in_code_points(text, std::slice::from_ref(splice)).unwrap().1
}

impl Tab {
    fn shows(&self) -> String {
        self.pending.iter().fold(self.confirmed.clone(), |text, splice| applied(&text, splice))
    }

    /// Types at about this part of the text, whole code points only.
    fn types(&mut self, part: usize, delete: usize, insert: &str) {
        let text = self.shows();
        let count = text.chars().count();
        let at = part * count / 100;
        let units = |points: usize| text.chars().take(points).map(char::len_utf16).sum();
        let until = (at + delete).min(count);
        self.pending.push_back(WireSplice(units(at), units(until), insert.into()));
    }

    fn push(&mut self) -> Option<FromTab> {
        if self.pushed > 0 || self.pending.is_empty() {
            return None;
        }
        self.pushed = self.pending.len();
        let updates = self.pending.iter().map(|splice| vec![splice.clone()]).collect();
        let client = format!("tab {}", self.number);
        Some(FromTab::Push { at: 1, version: self.version, client, updates })
    }

    fn hears(&mut self) {
        match self.inbox.pop_front() {
            Some(ToTab::Text { epoch, version, heads, text, .. }) => {
                (self.epoch, self.version, self.heads) = (epoch, version, heads);
                (self.confirmed, self.pushed) = (text, 0);
            }
            Some(ToTab::Updates { version, heads, updates, .. }) => {
                let known = usize::try_from(self.version.saturating_sub(version)).unwrap();
                for update in updates.into_iter().skip(known) {
                    self.receives(update);
                }
                self.heads = heads;
            }
            Some(ToTab::Stale { .. }) => self.pushed = 0,
            Some(ToTab::Marks { marks, .. }) => self.marks = marks.len(),
            Some(ToTab::Refused { .. }) => self.refused = true,
            Some(ToTab::Unsaved { .. } | ToTab::People { .. } | ToTab::Keys { .. }) | None => {}
        }
    }

    fn receives(&mut self, update: Update) {
        self.version += 1;
        self.confirmed = in_code_points(&self.confirmed, &update.splices).unwrap().1;
        if update.client == format!("tab {}", self.number) {
            self.pending.pop_front();
            self.pushed -= 1;
            return;
        }
        // Enough of a rebase for a test: what no longer fits is typed at the end.
        let before = std::mem::take(&mut self.pending);
        for WireSplice(.., insert) in before {
            let end = self.shows().encode_utf16().count();
            self.pending.push_back(WireSplice(end, end, insert));
        }
    }
}

struct Scene {
    _folder: tempfile::TempDir,
    replica: Replica,
    /// Another process of this laptop.
    other: Replica,
    home: Home,
    page: PageId,
    texts: Texts,
    tabs: [Tab; 2],
}

fn words() -> &'static Words {
    Words::of(Language::Dutch)
}

impl Scene {
    fn new(text: &str) -> Self {
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
        let other = open_again(&home, &replica);
        let tabs = [1, 2].map(|number| Tab { number, ..Tab::default() });
        let mut scene =
            Self { _folder: folder, replica, other, home, page, texts: Texts::default(), tabs };
        (0..2).for_each(|tab| scene.opens(tab));
        scene
    }

    fn opens(&mut self, tab: usize) {
        let Tab { epoch, version, .. } = &self.tabs[tab];
        let known = Known { epoch: epoch.clone(), version: *version };
        let known = (!epoch.is_empty()).then_some(known);
        let place = Place {
            page: self.page.to_string(),
            entity: "note".into(),
            id: String::new(),
            field: "text".into(),
        };
        self.say(tab, FromTab::Open { at: 1, place, known });
    }

    fn say(&mut self, tab: usize, said: FromTab) {
        let number = self.tabs[tab].number;
        let said = self.texts.hear(&mut self.replica, words(), number, said);
        self.deliver(said);
    }

    fn deliver(&mut self, said: Vec<Said>) {
        for (number, message) in said {
            let tab = self.tabs.iter_mut().find(|tab| tab.number == number).unwrap();
            tab.inbox.push_back(message);
        }
    }

    fn look(&mut self) {
        let said = self.texts.look(&mut self.replica, words()).unwrap();
        self.deliver(said);
    }

    /// Another process writes: as `kring note edit` does, or as the network does.
    fn elsewhere(&mut self, text: &str) {
        let page = self.page;
        let place = (&entities::NOTE, "");
        let text = Value::from(text);
        self.other.act(|act| writing::set(act, &page, place, "text", &text, None)).unwrap();
    }

    fn push(&mut self, tab: usize) {
        if let Some(push) = self.tabs[tab].push() {
            self.say(tab, push);
        }
    }

    fn stored(&mut self) -> String {
        let now = |page: &kring_model::page::Page| {
            kring_node::acts::live::now(page, (&entities::NOTE, ""), "text").unwrap().text
        };
        self.replica.read(&self.page, now).unwrap()
    }

    fn settle(&mut self) -> String {
        self.look();
        for _ in 0..20 {
            for tab in 0..2 {
                while !self.tabs[tab].inbox.is_empty() {
                    self.tabs[tab].hears();
                }
                self.push(tab);
            }
        }
        let stored = self.stored();
        for tab in &self.tabs {
            assert_eq!((tab.pending.len(), tab.shows()), (0, stored.clone()));
        }
        stored
    }
}

fn open_again(home: &Home, replica: &Replica) -> Replica {
    home.open_group(&replica.group(), Mode::ReadWrite, Box::new(SystemEnv)).unwrap()
}

#[test]
fn two_tabs_see_each_others_letters() {
    let mut scene = Scene::new("Bel 👍.");
    scene.settle();
    scene.tabs[0].types(0, 0, "Ja. ");
    scene.tabs[1].types(100, 0, " Nu.");
    scene.push(0);
    scene.push(1);
    assert_eq!(scene.settle(), "Ja. Bel 👍. Nu.");
    scene.elsewhere("Ja. Bel Wim 👍. Nu.");
    assert_eq!(scene.settle(), "Ja. Bel Wim 👍. Nu.");
    assert!(!open_again(&scene.home, &scene.replica).refresh().unwrap());
}

#[test]
fn a_tab_that_was_away_gets_what_it_lacks() {
    let mut scene = Scene::new("Een.");
    scene.settle();
    scene.texts.leave(1);
    scene.tabs[1].types(100, 0, " Twee.");
    scene.push(1);
    scene.elsewhere("Nul. Een.");
    scene.opens(0);
    let whole = scene.tabs[0].inbox.iter().any(|message| matches!(message, ToTab::Text { .. }));
    assert!(!whole, "only what came since");
    scene.settle();
    assert_eq!(scene.tabs[0].shows(), scene.tabs[1].shows());
}

#[test]
fn a_program_started_anew_takes_what_was_typed_meanwhile() {
    let mut scene = Scene::new("Een.");
    scene.settle();
    let tab = &scene.tabs[0];
    let (heads, base) = (tab.heads.clone(), tab.confirmed.clone());
    scene.elsewhere("Nul. Een.");
    scene.replica = open_again(&scene.home, &scene.replica);
    scene.texts = Texts::default();
    (0..2).for_each(|tab| scene.opens(tab));
    let hand = FromTab::Hand { at: 1, heads, base, tried: None, text: "Een. Twee.".into() };
    scene.say(0, hand.clone());
    assert_eq!(scene.settle(), "Nul. Een. Twee.");
    scene.say(0, hand);
    assert_eq!(scene.settle(), "Nul. Een. Twee.");
}

#[test]
fn what_is_no_text_or_not_ours_is_refused_in_words() {
    let mut scene = Scene::new("Een.");
    let places = [
        (scene.page.to_string(), "note", "title"),
        (scene.page.to_string(), "nothing", "text"),
        ("no page".into(), "note", "text"),
        (PageId::from_bytes([9; 32]).to_string(), "note", "text"),
    ];
    for (page, entity, field) in places {
        scene.tabs[0].refused = false;
        let place = Place { page, entity: entity.into(), id: String::new(), field: field.into() };
        scene.say(0, FromTab::Open { at: 2, place, known: None });
        while !scene.tabs[0].inbox.is_empty() {
            scene.tabs[0].hears();
        }
        assert!(scene.tabs[0].refused);
    }
}

#[test]
fn a_push_that_does_not_fit_changes_nothing() {
    let mut scene = Scene::new("👍");
    scene.settle();
    for wrong in [WireSplice(1, 1, "x".into()), WireSplice(2, 9, String::new())] {
        let client = "tab 1".to_owned();
        let version = scene.tabs[0].version;
        scene.say(0, FromTab::Push { at: 1, version, client, updates: vec![vec![wrong]] });
        assert!(matches!(scene.tabs[0].inbox.pop_back(), Some(ToTab::Text { .. })));
        assert_eq!(scene.stored(), "👍");
    }
}

#[derive(Clone, Debug)]
enum Step {
    Types { tab: usize, part: usize, delete: usize, insert: String },
    Push(usize),
    Hears(usize),
    Elsewhere { part: usize, insert: String },
    Look,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let word = || "[a 👍.\r\n\u{301}]{0,4}";
    let step = prop_oneof![
        4 => (0..2usize, 0..100usize, 0..4usize, word())
            .prop_map(|(tab, part, delete, insert)| Step::Types { tab, part, delete, insert }),
        3 => (0..2usize).prop_map(Step::Push),
        3 => (0..2usize).prop_map(Step::Hears),
        1 => (0..100usize, word()).prop_map(|(part, insert)| Step::Elsewhere { part, insert }),
        1 => Just(Step::Look),
    ];
    proptest::collection::vec(step, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn all_end_with_the_same_text(steps in steps()) {
        let mut scene = Scene::new("Laat zien 👍 hoe.\r\nEn nu.");
        scene.settle();
        for step in steps {
            match step {
                Step::Types { tab, part, delete, insert } => {
                    scene.tabs[tab].types(part, delete, &insert);
                }
                Step::Push(tab) => scene.push(tab),
                Step::Hears(tab) => scene.tabs[tab].hears(),
                Step::Elsewhere { part, insert } => {
                    let mut text: Vec<char> = scene.stored().chars().collect();
                    let at = part * text.len() / 100;
                    text.splice(at..at, insert.chars());
                    scene.elsewhere(&text.into_iter().collect::<String>());
                }
                Step::Look => scene.look(),
            }
        }
        scene.settle();
    }
}
