//! The paths that are counted, each on two laptops in memory that hold one page with a history.

use std::hint::black_box;

use kring_model::edit;
use kring_model::entities;
use kring_node::acts::meeting;
use kring_node::replica::{Replica, ReplicaError};
use kring_store::Store;
use kring_sync::{Incoming, Ledger as _, Session, Side};
use kring_trust::keys::{DeviceKeys, Seed};
use kring_trust::roster::speak;
use kring_trust::statement::Body;
use kring_trust::{GroupId, PageId};

use crate::dice::Dice;
use crate::load::{Clock, LoadEnv, meet};
use crate::{Done, failed, prose};

/// The paths, by name.
pub(super) const NAMES: &[&str] =
    &["append_an_entry", "take_in_an_entry", "take_in_a_batch", "build_a_card", "what_is_lacking"];

/// Words on the page before anything is counted.
const WORDS: usize = 360;

/// Entries in a batch.
const BATCH: usize = 200;

/// Runs one path; only what happens in [`counted_path`] is counted.
pub(crate) fn run_one(name: &str) -> Done<()> {
    let mut two = Two::new()?;
    match name {
        "append_an_entry" => {
            two.write(1)?;
            counted_path(|| two.write(1))
        }
        "take_in_an_entry" => {
            two.write(1)?;
            let incoming = two.incoming()?;
            counted_path(|| two.there.commit(incoming))?;
            Ok(())
        }
        "take_in_a_batch" => {
            two.write(BATCH)?;
            let incoming = two.incoming()?;
            counted_path(|| two.there.commit(incoming))?;
            Ok(())
        }
        "build_a_card" => {
            two.there.read(&two.page, |_| ())?;
            counted_path(|| two.there.card(&two.page))?;
            Ok(())
        }
        "what_is_lacking" => {
            let (mut here, _there) = two.sessions()?;
            two.write(1)?;
            let message = counted_path(|| here.poll(&mut two.here, 2))?;
            message.map(drop).ok_or_else(|| failed("nothing is lacking"))
        }
        _ => Err(failed("no such path")),
    }
}

/// What callgrind collects: the name is what it is told to look for.
#[inline(never)]
fn counted_path<T>(path: impl FnOnce() -> T) -> T {
    black_box(path())
}

struct Two {
    here: Replica,
    there: Replica,
    page: PageId,
    dice: Dice,
}

impl Two {
    fn new() -> Done<Self> {
        let (clock, mut dice) = (Clock::start(), Dice::new(7));
        let env = |dice: &mut Dice| LoadEnv { clock: clock.clone(), dice: Dice::new(dice.next()) };
        let keys = |number: u8| DeviceKeys::derive(&Seed::from_bytes([number; 32]), [number; 16]);
        let founder = Replica::founder(keys(1), [1; 16], &mut env(&mut dice));
        let group = GroupId::founded_by(founder.statement.id());
        let begin = |number: u8, statements: &[Vec<u8>], env: LoadEnv| {
            let (store, private) = (Store::in_memory(group)?, Store::in_memory(group)?);
            let (keys, env) = (keys(number), Box::new(env));
            let begun =
                Replica::begin(store, private, keys, [number; 16], statements, env, [number; 32]);
            Ok::<_, crate::Failed>(begun?)
        };
        let mut here = begin(1, &[founder.statement.encode()], env(&mut dice))?;
        let (record, consent) = speak::consent(&keys(2), &group, None, &here.device());
        here.act(|act| act.say(Body::Joined { record, consent }))?;
        let statements = here.store().statements_after(0, usize::MAX)?.list;
        let statements: Vec<_> = statements.into_iter().map(|(_, bytes)| bytes).collect();
        let mut there = begin(2, &statements, env(&mut dice))?;
        here.introduce_myself("Noor", "een", "nl")?;
        there.introduce_myself("Bram", "twee", "nl")?;
        let page = here.act(|act| meeting::add(act, &[("date", "2026-02-05".into())]))?;
        let mut two = Self { here, there, page, dice };
        two.write(WORDS)?;
        meet(&mut two.here, &mut two.there, 1)?;
        two.there.read(&page, |_| ())?;
        Ok(two)
    }

    /// Words at the end of the page, each an entry.
    fn write(&mut self, count: usize) -> Done<()> {
        let words = prose::words(&mut self.dice, count);
        let page = self.page;
        self.here.act(|act| {
            for word in &words {
                act.edit(&page, |tx, author| {
                    let own = edit::item(tx, &entities::MEETING_PAGE, "")?;
                    let text = text(tx, &own);
                    let value = format!("{text}{word}").into();
                    edit::set(tx, &entities::MEETING_PAGE, "", "minutes_text", &value, author)
                })?;
            }
            Ok::<_, ReplicaError>(())
        })?;
        Ok(())
    }

    /// What the other lacks of the page, as it comes from the wire.
    fn incoming(&self) -> Done<Incoming> {
        let mut incoming = Incoming::new(self.here.device());
        for head in self.here.heads(&self.page)? {
            let end = kring_sync::Mark::new(head.row.n, &head.row.chain);
            let have = self.there.ends(&head.opening.id())?;
            let batches = self.here.batches(&head.opening.id(), &end, &have, usize::MAX)?;
            incoming.batches.extend(batches.into_iter().map(|batch| kring_sync::Unverified {
                opening: batch.opening,
                after: batch.after,
                entries: batch.entries,
                signature: batch.row.signature,
            }));
        }
        Ok(incoming)
    }

    /// Two sessions that are level.
    fn sessions(&mut self) -> Done<(Session, Session)> {
        let (me, peer) = (self.here.device(), self.there.device());
        let mut here = Session::new(me, peer, Side::Dialed, &self.here, 1)?;
        let mut there = Session::new(peer, me, Side::Accepted, &self.there, 1)?;
        loop {
            let mut spoke = false;
            if let Some(message) = here.poll(&mut self.here, 1)? {
                there.handle(message, &mut self.there, 1)?;
                spoke = true;
            }
            if let Some(message) = there.poll(&mut self.there, 1)? {
                here.handle(message, &mut self.here, 1)?;
                spoke = true;
            }
            if !spoke {
                return Ok((here, there));
            }
        }
    }
}

fn text<D: automerge::ReadDoc>(doc: &D, own: &automerge::ObjId) -> String {
    match doc.get(own, "minutes_text") {
        Ok(Some((_, text))) => doc.text(text).unwrap_or_default(),
        _ => String::new(),
    }
}
