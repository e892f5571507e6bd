//! One test per rule. Laptops speak from what they know themselves, so that what happens at the
//! same time really does.

use super::speak::{self, Page, Speaker, consent, together};
use super::*;
use crate::id::DeviceId;
use crate::keys::{DeviceKeys, Seed};
use crate::relay::{Relay, RelayAddress};
use crate::statement::{Day, Draft};

mod membership;
mod pages;
mod present;
mod refusals;

/// A laptop: its keys, and what it knows.
#[derive(Clone)]
struct Laptop {
    keys: DeviceKeys,
    device: DeviceId,
    person: PersonId,
    knows: Roster,
}

impl Laptop {
    fn speaker(&self) -> Speaker<'_> {
        Speaker::new(&self.knows, self.device, &self.keys, 0)
    }

    /// Says something and knows it from then on.
    fn say(&mut self, body: Body) -> Statement {
        let statement = self.speaker().say(body);
        self.hear(&statement);
        statement
    }

    fn hear(&mut self, statement: &Statement) {
        self.knows.insert(statement.clone()).expect("good");
        assert!(self.knows.stands(&statement.id()), "its past is not known here");
    }

    fn block(&mut self, device: DeviceId) -> Statement {
        self.say(Body::Blocked { device })
    }

    fn open(&mut self, audience: Audience) -> (PageId, Statement) {
        self.open_until(audience, None)
    }

    fn open_until(&mut self, audience: Audience, retention: Option<Day>) -> (PageId, Statement) {
        let nonce = [self.knows.newest().len() as u8; 16];
        let page = Page { kind: 3, day: 100, nonce, retention };
        let statement = self.speaker().open_page(page, self.person, audience);
        self.hear(&statement);
        (PageId::opened_by(statement.id()), statement)
    }

    fn set(&mut self, page: PageId, audience: Audience) -> Statement {
        let statement = self.speaker().set_audience(page, audience);
        self.hear(&statement);
        statement
    }

    fn erase(&self, page: PageId) -> Statement {
        self.speaker().say(Body::Erased { page, second: None })
    }

    /// Signs `draft` together with `other`.
    fn with(&self, draft: Draft, other: &Self) -> Statement {
        let group = self.knows.group();
        let second = draft.sign_along(&group, other.device, &other.keys);
        together(draft, second, &group, &self.keys)
    }

    /// The draft of letting `keys` in as another device of `person`, under `returned`.
    fn returning(&self, keys: &DeviceKeys, person: PersonId) -> Draft {
        let (record, consent) = consent(keys, &self.knows.group(), Some(person), &self.device);
        self.speaker().returned(record, consent)
    }

    fn adding(&self, keys: &DeviceKeys) -> Statement {
        let (record, consent) = consent(keys, &self.knows.group(), Some(self.person), &self.device);
        self.speaker().add_device(record, consent)
    }

    fn inviting(&self, keys: &DeviceKeys) -> Statement {
        let (record, consent) = consent(keys, &self.knows.group(), None, &self.device);
        self.speaker().joined(record, consent)
    }
}

fn keys(seed: u8) -> DeviceKeys {
    DeviceKeys::derive(&Seed::from_bytes([seed; 32]), [0; 16])
}

/// A group of `size` laptops of as many persons; all know the same.
fn group(size: u8) -> Vec<Laptop> {
    let founded = speak::found(&keys(0), 0, [9; 16]);
    let mut roster = Roster::new(GroupId::founded_by(founded.id()));
    let mut persons = vec![PersonId::brought_by(founded.id())];
    let device = founded.device;
    roster.insert(founded).expect("good");
    for seed in 1..size {
        let (record, consent) = consent(&keys(seed), &roster.group(), None, &device);
        let joined = Speaker::new(&roster, device, &keys(0), 0).joined(record, consent);
        persons.push(PersonId::brought_by(joined.id()));
        roster.insert(joined).expect("good");
    }
    (0..size).zip(persons).map(|(seed, person)| laptop(seed, None, person, &roster)).collect()
}

fn laptop(seed: u8, of: Option<PersonId>, person: PersonId, knows: &Roster) -> Laptop {
    let device = keys(seed).record(of).id();
    Laptop { keys: keys(seed), device, person, knows: knows.clone() }
}

/// A group of four, taken apart: who knows no more than all four do, and the four.
fn four() -> (Roster, [Laptop; 4]) {
    let four: [Laptop; 4] = group(4).try_into().map_err(|_| "four").expect("four");
    (four[0].knows.clone(), four)
}

/// What follows when all of `statements` are known on top of `base`.
fn all(base: &Roster, statements: &[&Statement]) -> Roster {
    let mut roster = base.clone();
    for statement in statements {
        roster.insert((*statement).clone()).expect("good");
    }
    assert_eq!(roster.waiting(), 0);
    roster
}

fn state(roster: &Roster, laptop: &Laptop) -> DeviceState {
    roster.device(&laptop.device).expect("brought").state.clone()
}

fn blocked(by: &[&Laptop]) -> DeviceState {
    let mut by: Vec<_> = by.iter().map(|laptop| laptop.person).collect();
    by.sort_unstable();
    DeviceState::Blocked { by }
}
