//! Replicas in memory, for the tests of this folder.

use kring_model::schema::PageKind;
use kring_model::value::Value;
use kring_model::{edit, entities, read};
use kring_store::{MemoryToken, Store};
use kring_sync::{Committed, Incoming, Ledger, Mark, Unverified};
use kring_trust::keys::{DeviceKeys, Seed};
use kring_trust::roster::speak::{self, Speaker};
use kring_trust::statement::Audience;
use kring_trust::{GroupId, PageId, PersonId};

use super::Replica;
use crate::env::{Env, SystemEnv};

fn keys(seed: u8) -> DeviceKeys {
    DeviceKeys::derive(&Seed::from_bytes([seed; 32]), [seed; 16])
}

fn replica(group: GroupId, seed: u8, statements: &[Vec<u8>]) -> Replica {
    let (shared, own) = (Store::in_memory(group).unwrap(), Store::in_memory(group).unwrap());
    let env = Box::new(SystemEnv);
    Replica::begin(shared, own, keys(seed), [seed; 16], statements, env, [0; 32]).unwrap()
}

/// Noor, and Bram and Lotte, whom she let in.
pub(crate) fn three() -> [Replica; 3] {
    let founded = speak::found(&keys(1), 0, [1; 16]);
    let group = GroupId::founded_by(founded.id());
    let mut statements = vec![founded.encode()];
    for new in [2, 3] {
        let noor = replica(group, 1, &statements);
        let (record, consent) = speak::consent(&keys(new), &group, None, &noor.device());
        let noors = keys(1);
        let speaker = Speaker::new(noor.roster(), noor.device(), &noors, 0);
        statements.push(speaker.joined(record, consent).encode());
    }
    [1, 2, 3].map(|seed| replica(group, seed, &statements))
}

/// The new laptop of a person who lost every other, whom two let in again.
pub(crate) fn returned(
    first: &mut Replica,
    second: &Replica,
    person: PersonId,
    seed: u8,
) -> Replica {
    let group = first.group();
    let (record, consent) = speak::consent(&keys(seed), &group, Some(person), &first.device());
    let draft =
        Speaker::new(first.roster(), first.device(), first.keys(), 0).returned(record, consent);
    let alone = draft.sign(&group, first.keys());
    let whole = speak::along(&alone, &group, second.device(), second.keys());
    first.act(|act| act.hear(whole)).unwrap();
    let statements = first.store().statements_after(0, 1_000).unwrap().list.into_iter();
    let statements: Vec<Vec<u8>> = statements.map(|(_, bytes)| bytes).collect();
    replica(group, seed, &statements)
}

/// The laptop as a copy of its whole disk has it, which nothing tells from the first. `seed` is the
/// laptop's own, as in [`three`] from 1.
pub(crate) fn cloned(of: &mut Replica, seed: u8) -> Replica {
    let copy = |store: &mut Store| {
        Store::load_unnoticed(&store.dump().unwrap(), &MemoryToken::default()).unwrap()
    };
    let (shared, own) = (copy(&mut of.store), copy(&mut of.private));
    Replica::resume(shared, own, keys(seed), Box::new(SystemEnv)).unwrap()
}

/// The clock of a laptop: so many days after the system's.
struct Later(u64);

impl Env for Later {
    fn now_ms(&mut self) -> u64 {
        SystemEnv.now_ms() + self.0 * 86_400_000
    }
    fn random(&mut self, bytes: &mut [u8]) {
        SystemEnv.random(bytes);
    }
}

/// Lets it be so many days later on a laptop.
pub(crate) fn later(of: &mut Replica, days: u64) {
    of.core.env = Box::new(Later(days));
}

/// A clock that is so many milliseconds wrong.
struct Wrong(i64);

impl Env for Wrong {
    fn now_ms(&mut self) -> u64 {
        SystemEnv.now_ms().saturating_add_signed(self.0)
    }
    fn random(&mut self, bytes: &mut [u8]) {
        SystemEnv.random(bytes);
    }
}

/// Sets a laptop's clock so many minutes ahead, or back.
pub(crate) fn wrong_clock(of: &mut Replica, minutes: i64) {
    of.core.env = Box::new(Wrong(minutes * 60_000));
}

/// A page that is open to everybody's writing.
pub(crate) fn page(of: &mut Replica, length: usize) -> PageId {
    let page = of.act(|act| act.open_page(PageKind::Meeting, Audience::All, None)).unwrap();
    minutes(of, &page, &"a".repeat(length));
    page
}

/// Writes the page's text.
pub(crate) fn minutes(of: &mut Replica, page: &PageId, text: &str) {
    of.act(|act| {
        act.edit(page, |tx, author| {
            let text = Value::from(text);
            edit::set(tx, &entities::MEETING_PAGE, "", "minutes_text", &text, author)
        })
    })
    .unwrap();
}

/// The page's text as it is shown.
pub(crate) fn shown(of: &mut Replica, page: &PageId) -> String {
    of.read(page, |page| {
        let meeting = read::read(page.doc(), &entities::MEETING_PAGE, "", &|_| None);
        meeting.map(|meeting| meeting.str("minutes_text").to_owned()).unwrap_or_default()
    })
    .unwrap()
}

/// Hands over everything that `from` holds.
pub(crate) fn hand_over(from: &Replica, to: &mut Replica) -> Committed {
    let mut incoming = Incoming::new(from.device());
    let statements = from.store().statements_after(0, 1_000).unwrap().list;
    incoming.statements = statements.into_iter().map(|(_, bytes)| bytes).collect();
    for page in from.store().pages().unwrap() {
        for head in Ledger::heads(from, &page).unwrap() {
            let end = Mark::new(head.row.n, &head.row.chain);
            for batch in from.batches(&head.row.log, &end, &[], usize::MAX).unwrap() {
                let (opening, after) = (batch.opening, batch.after);
                let (entries, signature) = (batch.entries, batch.row.signature);
                incoming.batches.push(Unverified { opening, after, entries, signature });
            }
        }
    }
    to.commit(incoming).unwrap()
}
