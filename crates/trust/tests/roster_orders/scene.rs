//! Who says what, on four laptops.

use kring_trust::keys::{DeviceKeys, Seed};
use kring_trust::relay::Relay;
use kring_trust::roster::Roster;
use kring_trust::roster::speak::{self, Page, Speaker};
use kring_trust::statement::{About, Audience, Body, Draft, Statement};
use kring_trust::{DeviceId, GroupId, PageId, PersonId};

use Act::*;
use Knows::*;

/// A day on which pages with a retention day may be erased by others.
pub(crate) const LATE: u64 = 300 * 86_400_000;

/// What somebody says. Laptops are numbers from 0 to 3; who else signs or is meant is counted on
/// from the speaker. Laptop 4 is the one that came in last in the scene itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Block(u8),
    Unblock(u8),
    Leave,
    Join,
    /// Lets the laptop that came in last join once more.
    JoinTwice,
    AddDevice,
    Return(u8),
    Open,
    OpenNarrow,
    Widen,
    Narrow,
    Erase,
    EraseTogether,
    Receipt,
    Internet,
    InternetOff,
    Puzzle,
    Repeat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Knows {
    /// Nothing of the scene, not even what one said oneself: a copied or dishonest laptop.
    Nothing,
    /// Nothing of the scene but one's own acts.
    Own,
    /// All that was said so far.
    Everything,
}

pub(crate) type Step = (u8, Act, Knows);

#[derive(Clone)]
pub(crate) struct Laptop {
    keys: DeviceKeys,
    device: DeviceId,
    person: PersonId,
    pub(crate) knows: Roster,
}

#[derive(Clone)]
pub(crate) struct Scene {
    before: Roster,
    pub(crate) laptops: Vec<Laptop>,
    pub(crate) said: Vec<Statement>,
    page: Option<PageId>,
    fresh: u8,
}

fn keys(seed: u8) -> DeviceKeys {
    DeviceKeys::derive(&Seed::from_bytes([seed; 32]), [0; 16])
}

/// Four laptops of four persons, who all know of each other and of one page of the first's.
pub(crate) fn four() -> Scene {
    let founded = speak::found(&keys(0), 0, [9; 16]);
    let mut roster = Roster::new(GroupId::founded_by(founded.id()));
    let mut persons = vec![PersonId::brought_by(founded.id())];
    let founder = founded.device;
    roster.insert(founded).expect("good");
    for seed in 1..4 {
        let (record, consent) = speak::consent(&keys(seed), &roster.group(), None, &founder);
        let joined = Speaker::new(&roster, founder, &keys(0), 0).joined(record, consent);
        persons.push(PersonId::brought_by(joined.id()));
        roster.insert(joined).expect("good");
    }
    let page = Page { kind: 3, day: 100, nonce: [0; 16], retention: Some(200) };
    let opened = Speaker::new(&roster, founder, &keys(0), 0).open_page(
        page,
        persons[0],
        Audience::of([persons[1], persons[2]]),
    );
    let page = Some(PageId::opened_by(opened.id()));
    roster.insert(opened).expect("good");
    let laptops = (0..4).zip(persons).map(|(seed, person)| {
        let device = keys(seed).record(None).id();
        Laptop { keys: keys(seed), device, person, knows: roster.clone() }
    });
    let laptops = laptops.collect();
    Scene { before: roster, laptops, said: Vec::new(), page, fresh: 10 }
}

impl Scene {
    /// Plays a step; `None` if there is nothing to say or this laptop would say something bad.
    pub(crate) fn play(&mut self, (who, act, knows): Step) -> Option<()> {
        let said = self.said.clone();
        let me = self.laptops.get_mut(usize::from(who))?;
        if knows == Everything {
            said.into_iter().for_each(|statement| drop(me.knows.insert_kept(&statement.encode())));
        }
        let mut me = self.laptops.get(usize::from(who))?.clone();
        if knows == Nothing && who < 4 {
            me.knows = self.before.clone();
        }
        let statement = self.statement(who, &me, act)?;
        let me = self.laptops.get_mut(usize::from(who))?;
        me.knows.insert(statement.clone()).ok()?;
        if self.said.contains(&statement) {
            return None;
        }
        if let Body::PageOpened { .. } = &statement.body {
            self.page = Some(PageId::opened_by(statement.id()));
        }
        self.said.push(statement);
        Some(())
    }

    fn statement(&mut self, who: u8, me: &Laptop, act: Act) -> Option<Statement> {
        let speaker = Speaker::new(&me.knows, me.device, &me.keys, LATE);
        let page = self.page?;
        let page_of = |nonce: u8| Page { kind: 3, day: 100, nonce: [nonce; 16], retention: None };
        let body = match act {
            Block(on) => return Some(speaker.block(self.at(who, on).device)),
            Unblock(on) => {
                let device = self.at(who, on).device;
                return Some(self.together(me, speaker.unblock(device), self.at(who, 1)));
            }
            Leave => Body::Left,
            Join => return self.bring(who, me, None, None),
            JoinTwice => {
                let new = &self.laptops.get(4)?.keys;
                let (record, consent) = speak::consent(new, &me.knows.group(), None, &me.device);
                return Some(speaker.joined(record, consent));
            }
            AddDevice => return self.bring(who, me, Some(me.person), None),
            Return(on) => {
                let second = self.at(who, if on == 1 { 2 } else { 1 }).clone();
                let person = self.at(who, on).person;
                return self.bring(who, me, Some(person), Some(second));
            }
            Open => {
                let page = page_of(self.fresh());
                return Some(speaker.open_page(page, me.person, Audience::All));
            }
            OpenNarrow => {
                let page = page_of(self.fresh());
                return Some(speaker.open_page(page, me.person, Audience::of([])));
            }
            Widen => return Some(speaker.set_audience(page, Audience::All)),
            Narrow => {
                let audience = Audience::of([self.at(who, 1).person]);
                return Some(speaker.set_audience(page, audience));
            }
            Erase => Body::Erased { page, second: None },
            EraseTogether => {
                return Some(self.together(me, speaker.erase(page), self.at(who, 1)));
            }
            Receipt => {
                let erased = |said: &&Statement| matches!(said.body, Body::Erased { .. });
                let erase = self.said.iter().find(erased)?.id();
                Body::Receipt { page, erase }
            }
            Internet => Body::InternetOn { relay: Relay::Public },
            InternetOff => return Some(speaker.internet_off()),
            Puzzle => {
                Body::Unknown { kind: 900, about: About::Page(page), rest: vec![], second: None }
            }
            Repeat => return self.repeat(me, &speaker),
        };
        Some(speaker.say(body))
    }

    fn repeat(&self, me: &Laptop, speaker: &Speaker<'_>) -> Option<Statement> {
        let other = self.said.iter().find(|said| {
            let brings = matches!(
                said.body,
                Body::Joined { .. }
                    | Body::DeviceAdded { .. }
                    | Body::Returned { .. }
                    | Body::PageOpened { .. }
                    | Body::AudienceSet { .. }
            );
            brings && said.device != me.device && me.knows.stands(&said.id())
        });
        other.map(|other| speaker.repeat(other))
    }

    fn at(&self, who: u8, on: u8) -> &Laptop {
        &self.laptops[usize::from(who + on) % 4]
    }

    fn fresh(&mut self) -> u8 {
        self.fresh += 1;
        self.fresh
    }

    fn together(&self, me: &Laptop, draft: Draft, other: &Laptop) -> Statement {
        let group = me.knows.group();
        let second = draft.sign_along(&group, other.device, &other.keys);
        speak::together(draft, second, &group, &me.keys)
    }

    /// Brings a new laptop: as a new person, of one's own, or of somebody who returns.
    fn bring(
        &mut self,
        who: u8,
        me: &Laptop,
        person: Option<PersonId>,
        second: Option<Laptop>,
    ) -> Option<Statement> {
        let new = keys(self.fresh());
        let (record, consent) = speak::consent(&new, &me.knows.group(), person, &me.device);
        let device = record.id();
        let speaker = Speaker::new(&me.knows, me.device, &me.keys, u64::from(who));
        let statement = match (person, second) {
            (None, _) => speaker.joined(record, consent),
            (Some(_), None) => speaker.add_device(record, consent),
            (Some(_), Some(second)) => {
                self.together(me, speaker.returned(record, consent), &second)
            }
        };
        let person = person.unwrap_or(PersonId::brought_by(statement.id()));
        let mut knows = me.knows.clone();
        knows.insert(statement.clone()).ok()?;
        self.laptops.truncate(4);
        self.laptops.push(Laptop { keys: new, device, person, knows });
        Some(statement)
    }
}
