//! One person's program changed much of others at once: who, when and how much, and one act that
//! puts it back.
//!
//! Cards know how many places of others each person changed on each page within a minute. Only
//! where that comes to much are pages opened, and only what still stands as it was changed is
//! told. Putting back is a new edit of whoever does it, so nothing is taken out of the history.
//!
//! Two who put the same back without having seen each other leave its texts twice. That is told too,
//! and one act takes away what is too much: the same letters, whoever does it.

mod bursts;
mod twice;
mod undo;

use std::collections::{BTreeMap, BTreeSet};

use kring_store::{Mode, StoreError};
use kring_trust::{PageId, PersonId};

pub use bursts::PLACES_AT_ONCE;

use crate::acts::Acted;
use crate::replica::{Replica, ReplicaError};
use bursts::Burst;
use twice::Doubled;
use undo::{Looked, Spot, Writer};

/// The name under which a store keeps what was answered.
const ANSWERED: &str = "swept/answered";

/// Answers that are kept: a group sees a few in years.
const ANSWERED_CAP: usize = 64;

/// What one person changed at once and still stands so.
#[derive(Clone, Debug)]
pub struct Swept {
    /// Tells it from others, on this laptop; new when more of it arrives.
    pub id: String,
    /// Who.
    pub person: PersonId,
    /// When it began, in milliseconds since 1970, as that person's clock had it.
    pub from_ms: i64,
    /// How many places can be put back.
    pub places: usize,
    undo: Vec<Looked>,
    twice: Vec<Doubled>,
}

impl Swept {
    /// Whether it is what several people put back apart, and so stands in texts twice. Putting it back
    /// takes away what is too much.
    pub fn is_twice(&self) -> bool {
        !self.twice.is_empty()
    }
}

/// What nobody answered on this laptop yet, the newest first. Costs the reading of all cards; where
/// there is something, also the pages it touched.
///
/// # Errors
/// [`ReplicaError::Store`] from the disk.
pub fn all(replica: &mut Replica) -> Result<Vec<Swept>, ReplicaError> {
    let now = replica.store().position()?.number;
    if replica.is_calm_at(now) {
        return Ok(Vec::new());
    }
    let bursts = bursts::of(replica.rewrites()?);
    let answered = answered(replica)?;
    if bursts.iter().all(|burst| answered.contains(&burst.id())) {
        replica.note_calm(now);
        return Ok(Vec::new());
    }
    let (mut found, mut over, mut former) = (Vec::new(), Vec::new(), Former::default());
    let twice = twice::of(replica, &bursts)?;
    let twice = twice.filter(|(swept, _)| !answered.contains(&swept.id));
    let (twice, part) = twice.unzip();
    let part: BTreeSet<String> = part.unwrap_or_default();
    for burst in &bursts {
        let mut undo = look(replica, burst)?;
        undo.retain(|one| !former.is_back(burst, one));
        let mut spots: BTreeMap<&Spot, bool> = BTreeMap::new();
        for one in &undo {
            *spots.entry(&one.spot).or_insert(false) |= one.back.is_some();
        }
        let standing = spots.values().filter(|stands| **stands).count();
        if spots.len() >= PLACES_AT_ONCE {
            former.add(burst, &undo);
        }
        let id = burst.id();
        if answered.contains(&id) {
            continue;
        }
        if standing < PLACES_AT_ONCE {
            // Not before what it left twice is answered.
            if !part.contains(&id) {
                over.push(id);
            }
            continue;
        }
        undo.retain(|one| one.back.is_some());
        let (person, from_ms) = (burst.person, burst.from);
        found.push(Swept { id, person, from_ms, places: standing, undo, twice: Vec::new() });
    }
    found.extend(twice);
    answer(replica, answered, over)?;
    if found.is_empty() {
        replica.note_calm(now);
    }
    found.reverse();
    Ok(found)
}

/// Puts all of one back, as far as it still stands, in one transaction. Answers how many places.
///
/// # Errors
/// When something of it changed meanwhile so that it cannot be put back; then nothing is.
pub fn put_back(replica: &mut Replica, swept: &Swept) -> Acted<usize> {
    replica.act(|act| {
        swept.undo.iter().try_for_each(|one| one.carry_out(act))?;
        swept.twice.iter().try_for_each(|one| {
            let owner = act.roster().page(&one.page()).and_then(|info| info.owner);
            one.carry_out(act, &Writer { me: act.me(), owner })
        })
    })?;
    Ok(swept.places)
}

/// It is good as it is: this laptop says no more of it.
///
/// # Errors
/// [`ReplicaError::Store`] from the disk.
pub fn leave(replica: &mut Replica, swept: &Swept) -> Result<(), ReplicaError> {
    let known = answered(replica)?;
    Ok(answer(replica, known, vec![swept.id.clone()])?)
}

/// What every place was before others' bursts: whoever puts that back makes no burst of their own.
#[derive(Default)]
struct Former(BTreeMap<Spot, Vec<(PersonId, String)>>);

impl Former {
    fn is_back(&self, burst: &Burst, one: &Looked) -> bool {
        let before = self.0.get(&one.spot).into_iter().flatten();
        before.into_iter().any(|(person, was)| *person != burst.person && *was == one.became)
    }

    fn add(&mut self, burst: &Burst, all: &[Looked]) {
        for one in all {
            let was = (burst.person, one.was.clone());
            self.0.entry(one.spot.clone()).or_default().push(was);
        }
    }
}

fn look(replica: &mut Replica, burst: &Burst) -> Result<Vec<Looked>, ReplicaError> {
    let mut all = Vec::new();
    for page in &burst.pages {
        let writer = Writer { me: replica.me(), owner: owner(replica, page) };
        let looked = replica.read(page, |page| {
            let spans = page.rewritten_by(&burst.person, burst.from, burst.until);
            undo::look(page, &writer, &spans)
        });
        match looked {
            Ok(looked) => all.extend(looked),
            // Erased since, or not for this laptop any more.
            Err(ReplicaError::Store(error)) => return Err(error.into()),
            Err(_) => {}
        }
    }
    Ok(all)
}

fn owner(replica: &Replica, page: &PageId) -> Option<PersonId> {
    replica.roster().page(page).and_then(|info| info.owner)
}

fn answered(replica: &Replica) -> Result<Vec<String>, StoreError> {
    let bytes = replica.store().get(ANSWERED)?.unwrap_or_default();
    Ok(postcard::from_bytes(&bytes).unwrap_or_default())
}

fn answer(
    replica: &mut Replica,
    mut known: Vec<String>,
    new: Vec<String>,
) -> Result<(), StoreError> {
    if new.is_empty() || replica.store().mode() == Mode::ReadOnly {
        return Ok(());
    }
    known.retain(|one| !new.contains(one));
    known.extend(new);
    let older = known.len().saturating_sub(ANSWERED_CAP);
    known.drain(..older);
    // Without it the same is only looked at again.
    let Ok(bytes) = postcard::to_allocvec(&known) else { return Ok(()) };
    match replica.store_mut().transaction::<_, StoreError>(|tx| tx.put(ANSWERED, &bytes)) {
        Err(StoreError::Busy) => Ok(()),
        done => done,
    }
}

#[cfg(test)]
mod tests;
