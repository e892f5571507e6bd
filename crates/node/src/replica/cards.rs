//! Cards: the small records from which lists and search are drawn without opening a page.
//!
//! They are a cache. A stored card names what it was made from: the page's newest arrival, and the
//! page's entry in the group document. When either differs, the card is made anew.

use std::collections::BTreeMap;

use kring_model::card::{Card, card};
use kring_model::entities;
use kring_model::page::Page;
use kring_model::read::{self, Record};
use kring_model::schema::PageKind;
use kring_store::{Mode, Reader, Tx};
use kring_trust::PageId;
use kring_trust::hash::hash;
use serde::{Deserialize, Serialize};

use super::edit::Subject;
use super::{Core, Replica, ReplicaError};

/// A card as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredCard {
    source: Source,
    card: Card,
}

/// What a card was made from.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Source {
    /// The number of the page's newest arrival here.
    arrival: u64,
    /// A hash of the page's entry in the group document and what belongs to it.
    entry: [u8; 32],
}

/// What the group document says of one page.
#[derive(Default)]
struct Entry {
    entry: Option<Record>,
    rounds: Vec<Record>,
}

impl Replica {
    /// The cards of all pages that this laptop may see, by page.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn cards(&mut self) -> Result<Vec<Card>, ReplicaError> {
        self.refresh()?;
        let stored: BTreeMap<PageId, Vec<u8>> = self.store.cards()?.list.into_iter().collect();
        let mut cards = Vec::new();
        for page in self.visible_pages() {
            let subject = self.core.subject(&page)?;
            let entry = self.core.entry(&self.store, &subject)?;
            let source = source(&self.store, &page, &entry)?;
            let known = stored.get(&page).and_then(|bytes| known_card(bytes, source));
            match known {
                Some(card) => cards.push(card),
                None => cards.push(self.make_card(&subject, &entry, source)?),
            }
        }
        Ok(cards)
    }

    /// The card of one page.
    ///
    /// # Errors
    /// [`ReplicaError::NoSuchPage`] and [`ReplicaError::Erased`]; [`ReplicaError::Store`].
    pub fn card(&mut self, page: &PageId) -> Result<Card, ReplicaError> {
        self.refresh()?;
        let subject = self.core.subject(page)?;
        let entry = self.core.entry(&self.store, &subject)?;
        self.core.draw(&self.store, &subject, &entry)
    }

    /// Throws all cards and snapshots away and makes the cards anew from the logs. `progress` is
    /// told how many of how many are done.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn rebuild(
        &mut self,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<usize, ReplicaError> {
        self.core.open.close_all();
        let pages = self.visible_pages();
        for (done, page) in pages.iter().enumerate() {
            progress(done, pages.len());
            let core = &mut self.core;
            self.store.transaction(|tx| {
                tx.remove_card(page)?;
                tx.remove_snapshot(page)?;
                core.put_card(tx, page)?;
                core.put_snapshots(tx)
            })?;
        }
        progress(pages.len(), pages.len());
        Ok(pages.len())
    }

    /// The pages that this laptop shows: for us, not erased, not paused.
    pub fn visible_pages(&self) -> Vec<PageId> {
        let pages = self.core.roster.pages().map(|page| page.id);
        pages.filter(|page| self.core.subject(page).is_ok()).collect()
    }

    fn make_card(
        &mut self,
        subject: &Subject,
        entry: &Entry,
        source: Source,
    ) -> Result<Card, ReplicaError> {
        let card = self.core.draw(&self.store, subject, entry)?;
        if self.store.mode() == Mode::ReadWrite {
            self.store.transaction(|tx| keep(tx, &subject.page, source, &card))?;
        }
        Ok(card)
    }
}

impl Core {
    /// Makes and stores the card of a page.
    pub(super) fn put_card(&mut self, tx: &mut Tx<'_>, page: &PageId) -> Result<(), ReplicaError> {
        let subject = self.subject(page)?;
        let entry = self.entry(tx, &subject)?;
        let source = source(tx, page, &entry)?;
        let card = self.draw(tx, &subject, &entry)?;
        keep(tx, page, source, &card)
    }

    fn draw(
        &mut self,
        store: &Reader,
        subject: &Subject,
        entry: &Entry,
    ) -> Result<Card, ReplicaError> {
        let id = subject.page.to_string();
        let page = self.page(store, subject)?;
        let rounds: Vec<&Record> = entry.rounds.iter().collect();
        let author = author_of(page);
        Ok(card(&id, subject.kind, page.doc(), entry.entry.as_ref(), &rounds, &author))
    }

    fn entry(&mut self, store: &Reader, subject: &Subject) -> Result<Entry, ReplicaError> {
        let Some(kind) = entities::entry(subject.kind) else { return Ok(Entry::default()) };
        let group = self.subject(&PageId::group_document(&self.group))?;
        let group = self.page(store, &group)?;
        let author = author_of(group);
        let id = subject.page.to_string();
        let entry = read::read(group.doc(), kind, &id, &author);
        let mut rounds = Vec::new();
        if subject.kind == PageKind::Case {
            rounds = read::all(group.doc(), &entities::ROUND, &author);
            rounds.retain(|round| round.str("of") == id);
        }
        Ok(Entry { entry, rounds })
    }
}

fn keep(tx: &mut Tx<'_>, page: &PageId, source: Source, card: &Card) -> Result<(), ReplicaError> {
    let stored = StoredCard { source, card: card.clone() };
    match serde_json::to_vec(&stored) {
        Ok(bytes) => Ok(tx.put_card(page, &bytes)?),
        // Without its card a page is only listed more slowly.
        Err(error) => {
            tracing::warn!(%error, "a card was not kept");
            Ok(())
        }
    }
}

fn known_card(bytes: &[u8], source: Source) -> Option<Card> {
    let stored: StoredCard = serde_json::from_slice(bytes).ok()?;
    (stored.source == source).then_some(stored.card)
}

fn source(store: &Reader, page: &PageId, entry: &Entry) -> Result<Source, ReplicaError> {
    let arrival = store.heads(page)?.iter().map(|head| head.arrival).max().unwrap_or(0);
    let records = entry.entry.iter().chain(&entry.rounds).map(|record| record.plain().to_string());
    let records: Vec<String> = records.collect();
    let parts: Vec<&[u8]> = records.iter().map(String::as_bytes).collect();
    Ok(Source { arrival, entry: hash("kring 1 card source", &parts) })
}

/// Whose entries are whose, for reading a page.
pub(crate) fn author_of(page: &Page) -> impl Fn(&[u8]) -> Option<kring_trust::PersonId> + '_ {
    |actor| {
        let actor = automerge::ActorId::from(actor);
        page.author_of(&actor).map(|writer| writer.person)
    }
}
