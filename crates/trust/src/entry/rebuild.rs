//! Makes the Automerge change chunk of an entry again, byte for byte.

use sha2::{Digest, Sha256};

use super::bytes::{write_bytes, write_number, write_signed};
use super::{Dep, Slim};
use crate::id::Actor;

/// Sequence numbers and start-ops are below this: Automerge 0.12 panics near 2^32.
const COUNTER_END: u64 = 1 << 30;

/// The first bytes of every Automerge chunk.
pub(super) const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// The chunk type of an uncompressed change.
pub(super) const CHANGE_CHUNK: u8 = 1;

/// What later changes need to know of an applied one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ancestor {
    /// Its Automerge hash.
    pub hash: [u8; 32],
    /// The counter of its last operation.
    pub max_op: u64,
}

/// Where an entry stands.
pub struct Place<'a> {
    /// The actor of its log.
    pub actor: Actor,
    /// Its number, from 1.
    pub n: u64,
    /// The constant first change of the page.
    pub base: Ancestor,
    /// Entry `n - 1` of the same branch; none if `n` is 1.
    pub previous: Option<Ancestor>,
    /// The entry of another log that a dependency names, if it was applied.
    pub dep: &'a dyn Fn(&Dep) -> Option<Ancestor>,
    /// Whether an actor is one of the page's: of a log, or of the constant first change.
    pub knows_actor: &'a dyn Fn(&Actor) -> bool,
}

/// A change as Automerge wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// The whole change chunk, uncompressed.
    pub bytes: Vec<u8>,
    /// Its Automerge hash.
    pub hash: [u8; 32],
    /// The counter of its first operation.
    pub start_op: u64,
    /// The counter of its last operation.
    pub max_op: u64,
}

impl Rebuilt {
    /// What later changes need to know of this one.
    pub fn ancestor(&self) -> Ancestor {
        Ancestor { hash: self.hash, max_op: self.max_op }
    }
}

/// Why an entry has no change here and now. It is set aside and can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageRule {
    /// A dependency is not applied: this is waited for, not refused.
    #[error("a dependency is not here yet")]
    Missing(Dep),
    /// The number does not fit the predecessor, or is 2^30 or higher.
    #[error("the entry's number is out of range")]
    Sequence,
    /// The first operation's counter would be 2^30 or higher.
    #[error("the operations are counted too high")]
    StartOp,
    /// The columns name an actor that is none of the page's.
    #[error("the entry names an actor that is not one of the page's")]
    UnknownActor(Actor),
    /// The log's own actor among the others: its predecessor is never written.
    #[error("the entry names its own log")]
    OwnActor,
}

/// Rebuilds the change of `slim` at `place`.
///
/// # Errors
/// [`PageRule`]: the first rule that is broken.
pub fn rebuild(slim: &Slim, place: &Place<'_>) -> Result<Rebuilt, PageRule> {
    if !(1..COUNTER_END).contains(&place.n) || (place.n == 1) != place.previous.is_none() {
        return Err(PageRule::Sequence);
    }
    check_actors(slim, place)?;
    let ancestors = ancestors(slim, place)?;
    let highest = ancestors.iter().map(|ancestor| ancestor.max_op).max().unwrap_or(0);
    let start_op = highest.saturating_add(1);
    if start_op >= COUNTER_END {
        return Err(PageRule::StartOp);
    }
    let mut hashes: Vec<[u8; 32]> = ancestors.iter().map(|ancestor| ancestor.hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    let (bytes, hash) = chunk(&change_data(slim, place, start_op, &hashes));
    Ok(Rebuilt { bytes, hash, start_op, max_op: highest.saturating_add(slim.operations) })
}

fn check_actors(slim: &Slim, place: &Place<'_>) -> Result<(), PageRule> {
    let depends_on_own = slim.deps.iter().any(|dep| dep.actor == place.actor);
    if depends_on_own || slim.column_actors.contains(&place.actor) {
        return Err(PageRule::OwnActor);
    }
    match slim.column_actors.iter().find(|actor| !(place.knows_actor)(actor)) {
        Some(unknown) => Err(PageRule::UnknownActor(*unknown)),
        None => Ok(()),
    }
}

/// The own predecessor and the dependencies; the first change of the page if there are none.
fn ancestors(slim: &Slim, place: &Place<'_>) -> Result<Vec<Ancestor>, PageRule> {
    let mut ancestors: Vec<Ancestor> = place.previous.into_iter().collect();
    for dep in &slim.deps {
        ancestors.push((place.dep)(dep).ok_or(PageRule::Missing(*dep))?);
    }
    if ancestors.is_empty() {
        ancestors.push(place.base);
    }
    Ok(ancestors)
}

fn change_data(slim: &Slim, place: &Place<'_>, start_op: u64, deps: &[[u8; 32]]) -> Vec<u8> {
    let named = 32 * deps.len() + 17 * slim.column_actors.len();
    let mut data = Vec::with_capacity(80 + named + slim.columns.len());
    write_number(&mut data, deps.len() as u64);
    for dep in deps {
        data.extend_from_slice(dep);
    }
    write_bytes(&mut data, &place.actor.0);
    write_number(&mut data, place.n);
    write_number(&mut data, start_op);
    write_signed(&mut data, slim.time);
    write_bytes(&mut data, slim.message.as_deref().unwrap_or_default().as_bytes());
    write_number(&mut data, slim.column_actors.len() as u64);
    for actor in &slim.column_actors {
        write_bytes(&mut data, &actor.0);
    }
    data.extend_from_slice(&slim.columns);
    data
}

/// The chunk around `data`, and its hash: SHA-256 over type, length and data, of which the first
/// four bytes are the checksum.
fn chunk(data: &[u8]) -> (Vec<u8>, [u8; 32]) {
    let mut head = vec![CHANGE_CHUNK];
    write_number(&mut head, data.len() as u64);
    let hash: [u8; 32] = Sha256::new().chain_update(&head).chain_update(data).finalize().into();
    let [a, b, c, d, ..] = hash;
    let mut bytes = Vec::with_capacity(8 + head.len() + data.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&[a, b, c, d]);
    bytes.extend_from_slice(&head);
    bytes.extend_from_slice(data);
    (bytes, hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Actor = Actor([1; 16]);
    const OTHER: Actor = Actor([2; 16]);

    fn ancestor(name: u8, max_op: u64) -> Ancestor {
        Ancestor { hash: [name; 32], max_op }
    }

    fn dep(actor: Actor) -> Dep {
        Dep { actor, n: 3, chain: [0; 16] }
    }

    /// Rebuilds where the base ends at 10, the other log at `other`, if it is there.
    fn at(
        n: u64,
        previous: Option<u64>,
        other: Option<u64>,
        slim: &Slim,
    ) -> Result<Rebuilt, PageRule> {
        let place = Place {
            actor: OWN,
            n,
            base: ancestor(0xba, 10),
            previous: previous.map(|max_op| ancestor(0xee, max_op)),
            dep: &|_| other.map(|max_op| ancestor(0x0d, max_op)),
            knows_actor: &|actor| *actor == OWN || *actor == OTHER,
        };
        rebuild(slim, &place)
    }

    fn slim(column_actors: Vec<Actor>, deps: Vec<Dep>) -> Slim {
        let columns = vec![1, 0x42, 2, 0x7f, 1];
        Slim { column_actors, deps, time: 1, message: None, columns, operations: 7 }
    }

    fn counters(result: Result<Rebuilt, PageRule>) -> Result<(u64, u64), PageRule> {
        result.map(|rebuilt| (rebuilt.start_op, rebuilt.max_op))
    }

    #[test]
    fn operations_go_on_after_the_highest_of_the_dependencies() {
        let alone = slim(vec![], vec![]);
        let both = slim(vec![], vec![dep(OTHER)]);
        assert_eq!(counters(at(1, None, None, &alone)), Ok((11, 17)));
        assert_eq!(counters(at(2, Some(40), None, &alone)), Ok((41, 47)));
        assert_eq!(counters(at(2, Some(40), Some(50), &both)), Ok((51, 57)));
        assert_eq!(counters(at(2, Some(40), Some(30), &both)), Ok((41, 47)));
    }

    #[test]
    fn the_first_change_is_a_dependency_when_there_is_no_other() {
        let hashes = |rebuilt: Result<Rebuilt, PageRule>| {
            let bytes = rebuilt.expect("keeps the rules").bytes;
            let count = usize::from(bytes[10]);
            bytes[11..].chunks(32).take(count).map(|hash| hash[0]).collect::<Vec<_>>()
        };
        let both = slim(vec![], vec![dep(OTHER)]);
        assert_eq!(hashes(at(1, None, None, &slim(vec![], vec![]))), [0xba]);
        assert_eq!(hashes(at(1, None, Some(50), &both)), [0x0d]);
        assert_eq!(hashes(at(2, Some(40), Some(50), &both)), [0x0d, 0xee]);
    }

    #[test]
    fn a_missing_dependency_is_waited_for() {
        let both = slim(vec![], vec![dep(OTHER)]);
        assert_eq!(at(1, None, None, &both), Err(PageRule::Missing(dep(OTHER))));
    }

    #[test]
    fn numbers_fit_and_stay_below_their_end() {
        let alone = slim(vec![], vec![]);
        assert_eq!(at(0, None, None, &alone), Err(PageRule::Sequence));
        assert_eq!(at(1, Some(40), None, &alone), Err(PageRule::Sequence));
        assert_eq!(at(2, None, None, &alone), Err(PageRule::Sequence));
        let end = 1 << 30;
        assert_eq!(counters(at(end - 1, Some(40), None, &alone)), Ok((41, 47)));
        assert_eq!(at(end, Some(40), None, &alone), Err(PageRule::Sequence));
        assert_eq!(counters(at(2, Some(end - 2), None, &alone)), Ok((end - 1, end + 5)));
        assert_eq!(at(2, Some(end - 1), None, &alone), Err(PageRule::StartOp));
        assert_eq!(at(2, Some(u64::MAX), None, &alone), Err(PageRule::StartOp));
    }

    #[test]
    fn actors_are_others_of_the_page() {
        let stranger = Actor([9; 16]);
        let of = |actors, deps| at(1, None, Some(5), &slim(actors, deps)).map(|_| ());
        assert_eq!(of(vec![OTHER], vec![]), Ok(()));
        assert_eq!(of(vec![OTHER, stranger], vec![]), Err(PageRule::UnknownActor(stranger)));
        assert_eq!(of(vec![OWN], vec![]), Err(PageRule::OwnActor));
        assert_eq!(of(vec![], vec![dep(OWN)]), Err(PageRule::OwnActor));
    }
}
