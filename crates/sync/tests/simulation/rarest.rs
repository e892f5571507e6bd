//! What happens once in years: blocks are lifted, somebody comes back, a disk goes bad.

use std::collections::BTreeSet;

use kring_node::replica::ReplicaError;
use kring_trust::roster::{DeviceState, Roster, speak};
use kring_trust::statement::{Draft, Statement};
use kring_trust::{DeviceId, PersonId};

use crate::Failure;
use crate::acts::LAPTOPS_CAP;
use crate::laptop::Newcomer;
use crate::world::World;

impl World {
    /// Lifts what blocks a laptop: its owner and one other sign, whoever of them is at hand.
    pub(crate) fn unblock(&mut self, at: usize, target: u8) -> Result<(), Failure> {
        let roster = self.roster(at);
        let is_blocked = |state: &DeviceState| matches!(state, DeviceState::Blocked { .. });
        let blocked: Vec<_> = roster.devices().filter(|info| is_blocked(&info.state)).collect();
        let Some(info) = blocked.get(usize::from(target) % blocked.len().max(1)) else {
            return Ok(());
        };
        let (device, owner) = (info.id, info.person);
        let mine = self.laptops[at].person == owner;
        let Some(other) = self.signer(at, |person| (*person == owner) != mine) else {
            return Ok(());
        };
        let draft = self.speaker(at).unblock(device);
        self.hear(at, "unblock", self.together(draft, at, Some(other))).map(drop)
    }

    /// Lets a person in on a new laptop, who says that they are back.
    pub(crate) fn return_to(&mut self, at: usize, person: u8) -> Result<(), Failure> {
        let person = self.persons[usize::from(person) % self.persons.len()];
        let me = self.laptops[at].person;
        let known = self.roster(at).person(&person).is_some();
        if me == person || !known || self.laptops.len() >= LAPTOPS_CAP {
            return Ok(());
        }
        let alone = self.roster(at).signers_to_return(&person) == 1;
        let other = self.signer(at, |other| *other != me && *other != person);
        if !alone && other.is_none() {
            return Ok(());
        }
        let newcomer = Newcomer::draw(&mut self.dice);
        let host = self.laptops[at].device;
        let (record, consent) = speak::consent(&newcomer.keys(), &self.group, Some(person), &host);
        let draft = self.speaker(at).returned(record, consent);
        let statement = self.together(draft, at, other.filter(|_| !alone));
        if self.hear(at, "return", statement)? { self.bring(at, newcomer) } else { Ok(()) }
    }

    pub(crate) fn compact(&mut self, at: usize) -> Result<(), Failure> {
        if self.laptops[at].replica_mut().store_mut().compact()? > 0 {
            self.count("compact");
        }
        self.look_at_all(at)
    }

    /// Reads all pages, as the program does while nothing else goes on.
    pub(crate) fn look_at_all(&mut self, at: usize) -> Result<(), Failure> {
        let replica = self.laptops[at].replica_mut();
        for page in replica.visible_pages() {
            replica.look(&page)?;
        }
        Ok(())
    }

    /// A byte of some entries goes bad while the laptop is off; it looks when it is on again.
    pub(crate) fn damage(&mut self, at: usize, chance: u8) -> Result<(), Failure> {
        self.stop(at, true)?;
        let damaged = self.laptops[at].damage(chance)?;
        self.start(at)?;
        if damaged {
            self.count("damage");
            self.laptops[at].replica_mut().doctor()?;
            self.follow(at)?;
        }
        Ok(())
    }

    /// Whatever was damaged and is for this laptop has come again from somebody who held it.
    pub(crate) fn check_healed(&mut self, at: usize) -> Result<(), Failure> {
        if !self.laptops[at].damaged {
            return Ok(());
        }
        let store = self.laptops[at].replica().store();
        let damaged: BTreeSet<_> =
            store.check()?.damaged.into_iter().filter_map(|damage| damage.page).collect();
        let laptop = &mut self.laptops[at];
        let mut shadow = std::mem::take(&mut laptop.shadow);
        let found = shadow.look_again(laptop.replica().store());
        laptop.shadow = shadow;
        found?;
        if damaged.is_empty() {
            self.count("healed");
        }
        self.laptops[at].unhealed = damaged;
        Ok(())
    }

    fn roster(&self, at: usize) -> &Roster {
        self.laptops[at].replica().roster()
    }

    fn speaker(&self, at: usize) -> speak::Speaker<'_> {
        let laptop = &self.laptops[at];
        let keys = laptop.replica().keys();
        speak::Speaker::new(laptop.replica().roster(), laptop.device, keys, self.clock.now_ms())
    }

    /// A laptop at hand that `at` knows, of a person who may sign along.
    fn signer(&self, at: usize, may: impl Fn(&PersonId) -> bool) -> Option<usize> {
        let known = |device: &DeviceId| self.roster(at).device(device).is_some();
        (0..self.laptops.len()).find(|other| {
            let laptop = &self.laptops[*other];
            *other != at && laptop.is_on() && may(&laptop.person) && known(&laptop.device)
        })
    }

    fn together(&self, draft: Draft, at: usize, other: Option<usize>) -> Statement {
        let keys = self.laptops[at].replica().keys();
        let Some(other) = other.map(|other| &self.laptops[other]) else {
            return draft.sign(&self.group, keys);
        };
        let second = draft.sign_along(&self.group, other.device, other.replica().keys());
        speak::together(draft, second, &self.group, keys)
    }

    fn hear(
        &mut self,
        at: usize,
        what: &'static str,
        statement: Statement,
    ) -> Result<bool, Failure> {
        let heard = self.act(at, what, |replica| match replica.act(|act| act.hear(statement)) {
            // Who is out signs what does not count, and who signs along may not be known yet.
            Err(ReplicaError::Roster(_)) => Err(ReplicaError::Blocked),
            heard => heard,
        });
        Ok(heard?.is_some())
    }
}
