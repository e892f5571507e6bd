//! What lists need of the group document, kept so that no list opens it.
//!
//! A cache, drawn from the group document and stored with the arrival that it covers. It holds
//! nothing that the group document does not say, and lies under the same key.

use std::collections::BTreeMap;

use kring_model::card::EntryCard;
use kring_model::derive::rounds;
use kring_model::entities;
use kring_model::page::Page;
use kring_model::read::{self, Record};
use kring_model::schema::{Entity, PageKind};
use kring_store::{Mode, Reader, StoreError, Tx};
use kring_trust::PageId;
use serde::{Deserialize, Serialize};

use super::cards::{author_of, keep};
use super::drawing::AT_ONCE;
use super::{Core, Replica, ReplicaError};

/// The name under which it is stored; changes with what is in it.
const NAME: &str = "overview/2";

/// What lists need of the group document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Overview {
    /// The newest arrival of the group document that it was drawn from.
    covers: u64,
    /// The cards of all pages are kept as far as this arrival.
    pub(super) drawn: u64,
    /// What the group is called: every wording while there are several.
    pub(super) group_name: String,
    /// What persons call themselves, by id.
    pub(super) persons: BTreeMap<String, String>,
    /// What laptops are called, by id.
    pub(super) devices: BTreeMap<String, String>,
    /// The entries of pages, by id.
    pub(super) entries: BTreeMap<String, EntryCard>,
}

impl Overview {
    fn kept(store: &Reader) -> Result<Option<Self>, StoreError> {
        Ok(store.get(NAME)?.and_then(|bytes| postcard::from_bytes(&bytes).ok()))
    }

    /// What a group document says; which arrivals that covers is the caller's to add.
    pub(super) fn draw(group: &Page) -> Self {
        let author = author_of(group);
        let all = |entity| read::all(group.doc(), entity, &author);
        let names = |entity: &'static Entity| {
            all(entity)
                .into_iter()
                .map(|one| (one.id.clone(), one.str("name").to_owned()))
                .collect()
        };
        let own = read::read(group.doc(), &entities::GROUP, "", &author);
        let wordings = own.iter().flat_map(|own| own.versions("name"));
        Self {
            covers: 0,
            drawn: 0,
            group_name: wordings.map(|said| said.value.show()).collect::<Vec<_>>().join(" / "),
            persons: names(&entities::MEMBER),
            devices: names(&entities::DEVICE),
            entries: entries(&all),
        }
    }
}

fn entries(all: &dyn Fn(&'static Entity) -> Vec<Record>) -> BTreeMap<String, EntryCard> {
    let all_rounds = all(&entities::ROUND);
    let mut entries = BTreeMap::new();
    for kind in PageKind::ALL {
        let Some(entity) = entities::entry(kind) else { continue };
        for entry in all(entity) {
            let of_case = match kind {
                PageKind::Case => rounds(&all_rounds, &entry.id),
                _ => Vec::new(),
            };
            entries.insert(entry.id.clone(), EntryCard::draw(kind, &entry, &of_case));
        }
    }
    // A shared reflection is a page of the kind note, listed by itself.
    for entry in all(&entities::REFLECTION) {
        entries.insert(entry.id.clone(), EntryCard::draw(PageKind::Note, &entry, &[]));
    }
    entries
}

impl Core {
    /// The overview as the group document stands.
    pub(super) fn overview(&mut self, store: &Reader) -> Result<&Overview, ReplicaError> {
        let id = PageId::group_document(&self.group);
        let newest = store.newest_arrival(&id)?;
        if self.overview.as_ref().is_none_or(|known| known.covers != newest) {
            let stored = Overview::kept(store)?;
            let drawn = stored.as_ref().map_or(0, |stored| stored.drawn);
            let current = stored.filter(|stored| stored.covers == newest);
            let overview = match current {
                Some(current) => current,
                None => {
                    let subject = self.subject(&id)?;
                    let overview = Overview::draw(self.page(store, &subject)?);
                    Overview { drawn, ..overview }
                }
            };
            self.keep_in_memory(overview, newest);
        }
        self.overview.as_ref().ok_or(ReplicaError::NoSuchPage(id))
    }

    pub(super) fn keep_in_memory(&mut self, overview: Overview, covers: u64) {
        self.overview = Some(Overview { covers, ..overview });
    }

    fn keep_overview(&mut self, tx: &mut Tx<'_>, drawn: u64) -> Result<(), ReplicaError> {
        let Some(overview) = &mut self.overview else { return Ok(()) };
        overview.drawn = drawn;
        match postcard::to_allocvec(overview) {
            Ok(bytes) => match tx.put(NAME, &bytes) {
                // A group with very many pages is listed more slowly.
                Err(StoreError::TooMuch(what)) => {
                    tracing::warn!(what, "the overview is not kept");
                    Ok(())
                }
                kept => Ok(kept?),
            },
            Err(error) => {
                tracing::warn!(%error, "the overview is not kept");
                Ok(())
            }
        }
    }
}

impl Replica {
    /// What the group document says of a page, also of one that is not here.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn entry_card(&mut self, page: &PageId) -> Result<Option<EntryCard>, ReplicaError> {
        self.refresh()?;
        Ok(self.core.overview(&self.store)?.entries.get(&page.to_string()).cloned())
    }

    /// Throws the overview away; it is drawn anew from the group document.
    pub(super) fn forget_overview(&mut self) -> Result<(), ReplicaError> {
        self.core.overview = None;
        Ok(self.store.transaction::<_, StoreError>(|tx| tx.remove(NAME))?)
    }

    /// Whether lists can be drawn without opening a page.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn are_lists_drawn(&mut self) -> Result<bool, ReplicaError> {
        let newest = self.store.newest_arrivals()?;
        let group = newest.get(&self.group_page()).copied().unwrap_or(0);
        let last = newest.values().copied().max().unwrap_or(0);
        let kept = Overview::kept(&self.store)?.filter(|kept| kept.covers == group);
        let are_drawn = kept.as_ref().is_some_and(|kept| kept.drawn >= last);
        // The list that is asked for next reads it.
        self.core.overview = kept.or_else(|| self.core.overview.take());
        Ok(are_drawn)
    }

    /// Draws what lists need of pages that changed, and keeps it. For moments at which nobody
    /// waits. Does nothing if nothing changed, and on a store that is only read.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn draw_lists(&mut self) -> Result<(), ReplicaError> {
        if self.store.mode() == Mode::ReadOnly || self.are_lists_drawn()? {
            return Ok(());
        }
        self.refresh()?;
        let drawn = Overview::kept(&self.store)?.map_or(0, |kept| kept.drawn);
        let newest = self.store.newest_arrivals()?;
        let last = newest.values().copied().max().unwrap_or(0);
        let changed = newest.iter().filter(|(_, arrival)| **arrival > drawn);
        let mut changed: Vec<PageId> = changed.map(|(page, _)| *page).collect();
        // The largest by far is begun first, so that the others are drawn beside it.
        let group = self.group_page();
        changed.sort_by_key(|page| *page != group);
        self.draw_and_keep(&changed, &newest)?;
        self.keep_overview(last)
    }

    /// Draws what lists need of the group document alone, and keeps it: a group that was just
    /// fetched has a name then.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn draw_overview(&mut self) -> Result<(), ReplicaError> {
        self.refresh()?;
        let drawn = Overview::kept(&self.store)?.map_or(0, |kept| kept.drawn);
        let newest = self.store.newest_arrivals()?;
        self.draw_and_keep(&[self.group_page()], &newest)?;
        self.keep_overview(drawn)
    }

    fn draw_and_keep(
        &mut self,
        pages: &[PageId],
        newest: &BTreeMap<PageId, u64>,
    ) -> Result<(), ReplicaError> {
        for some in pages.chunks(AT_ONCE) {
            let mut opened = Vec::new();
            let cards = self.core.draw_many(&self.store, some, &mut opened)?;
            let core = &mut self.core;
            self.store.transaction::<_, ReplicaError>(|tx| {
                cards.iter().try_for_each(|(page, card)| {
                    let arrival = newest.get(page).copied().unwrap_or(0);
                    keep(tx, page, arrival, card)
                })?;
                core.put_snapshots(tx)
            })?;
            opened.iter().for_each(|page| core.open.close_after_look(page));
        }
        Ok(())
    }

    fn keep_overview(&mut self, drawn: u64) -> Result<(), ReplicaError> {
        self.core.overview(&self.store)?;
        let core = &mut self.core;
        self.store.transaction(|tx| core.keep_overview(tx, drawn))
    }
}
