//! Cards: the small records from which lists and search are drawn without opening a page.
//!
//! They are a cache in two parts. What the page itself gives is stored under the page's own key,
//! with the page's newest arrival; it goes with the page. What its entry gives is in the
//! [overview](super::overview). When an arrival differs, that part is drawn anew.

use kring_model::card::{Card, PageCard};
use kring_model::page::{Page, Rewrite};
use kring_model::schema::PageKind;
use kring_store::{Mode, Reader, StoreError, Tx};
use kring_trust::PageId;

use super::edit::Subject;
use super::overview::Overview;
use super::{Core, Replica, ReplicaError};

impl Replica {
    /// The cards of all pages that this laptop may see, by page.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn cards(&mut self) -> Result<Vec<Card>, ReplicaError> {
        self.cards_where(|_| true)
    }

    /// The cards of the pages of a kind that this laptop may see, by page.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn cards_of(&mut self, kind: PageKind) -> Result<Vec<Card>, ReplicaError> {
        self.cards_where(|one| one == kind)
    }

    fn cards_where(
        &mut self,
        wanted: impl Fn(PageKind) -> bool,
    ) -> Result<Vec<Card>, ReplicaError> {
        let cards = self.page_cards(wanted)?.into_iter();
        // Asked for once: it looks whether it is still the newest.
        let overview = self.core.overview(&self.store)?;
        Ok(cards.map(|(subject, card)| joined(overview, &subject, card)).collect())
    }

    /// What pages themselves give to their cards, by page; drawn where it is not kept yet.
    pub(super) fn page_cards(
        &mut self,
        wanted: impl Fn(PageKind) -> bool,
    ) -> Result<Vec<(Subject, PageCard)>, ReplicaError> {
        self.refresh()?;
        let mut subjects = Vec::new();
        for page in self.visible_pages() {
            let subject = self.core.subject(&page)?;
            if wanted(subject.kind) {
                subjects.push(subject);
            }
        }
        let store = &self.store;
        let (newest, kept) = store.consistent(|| {
            let kept = subjects.iter().map(|subject| store.card(&subject.page));
            Ok((store.newest_arrivals()?, kept.collect::<Result<Vec<_>, _>>()?))
        })?;
        let (mut cards, mut drawn) = (Vec::new(), Vec::new());
        for (subject, kept) in subjects.into_iter().zip(kept) {
            let page = subject.page;
            let arrival = newest.get(&page).copied().unwrap_or(0);
            let card = match kept.and_then(|bytes| known_card(&bytes, arrival)) {
                Some(card) => card,
                None => {
                    let card = self.core.draw(&self.store, &subject)?;
                    drawn.push((page, arrival, card.clone()));
                    card
                }
            };
            cards.push((subject, card));
        }
        if !drawn.is_empty() && self.store.mode() == Mode::ReadWrite {
            let kept = self.store.transaction::<_, StoreError>(|tx| {
                drawn.iter().try_for_each(|(page, arrival, card)| keep(tx, page, *arrival, card))
            });
            match kept {
                // Somebody else writes: the list is there, and is drawn again the next time.
                Err(StoreError::Busy) => tracing::debug!("the cards are not kept this time"),
                kept => kept?,
            }
        }
        Ok(cards)
    }

    /// Who changed how much of others within a minute, on all pages that this laptop may see.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub(crate) fn rewrites(&mut self) -> Result<Vec<(PageId, Rewrite)>, ReplicaError> {
        let cards = self.page_cards(|_| true)?.into_iter();
        let of = |(subject, card): (Subject, PageCard)| {
            card.rewrites().iter().map(move |one| (subject.page, one.clone())).collect::<Vec<_>>()
        };
        Ok(cards.flat_map(of).collect())
    }

    /// The card of one page.
    ///
    /// # Errors
    /// [`ReplicaError::NoSuchPage`] and [`ReplicaError::Erased`]; [`ReplicaError::Store`].
    pub fn card(&mut self, page: &PageId) -> Result<Card, ReplicaError> {
        self.refresh()?;
        let subject = self.core.subject(page)?;
        let card = self.core.draw(&self.store, &subject)?;
        Ok(joined(self.core.overview(&self.store)?, &subject, card))
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
        self.forget_overview()?;
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
}

impl Core {
    /// Draws and stores the card of a page.
    pub(super) fn put_card(&mut self, tx: &mut Tx<'_>, page: &PageId) -> Result<(), ReplicaError> {
        let subject = self.subject(page)?;
        let card = self.draw(tx, &subject)?;
        let arrival = tx.newest_arrival(page)?;
        Ok(keep(tx, page, arrival, &card)?)
    }

    pub(super) fn draw(
        &mut self,
        store: &Reader,
        subject: &Subject,
    ) -> Result<PageCard, ReplicaError> {
        Ok(PageCard::of(self.page(store, subject)?))
    }
}

fn joined(overview: &Overview, subject: &Subject, card: PageCard) -> Card {
    let id = subject.page.to_string();
    Card::join(&id, subject.kind, card, overview.entries.get(&id))
}

/// Stores a card with the arrival that it covers in front.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    page: &PageId,
    arrival: u64,
    card: &PageCard,
) -> Result<(), StoreError> {
    match card.to_bytes() {
        Ok(bytes) => {
            let card = [&arrival.to_le_bytes(), bytes.as_slice()].concat();
            match tx.put_card(page, &card) {
                // Erased by another process since it was drawn: nothing is to be listed.
                Err(StoreError::Dropped(_)) => Ok(()),
                kept => kept,
            }
        }
        // Without its card a page is only listed more slowly.
        Err(error) => {
            tracing::warn!(%error, "a card was not kept");
            Ok(())
        }
    }
}

fn known_card(bytes: &[u8], arrival: u64) -> Option<PageCard> {
    let (covers, card) = bytes.split_first_chunk()?;
    (u64::from_le_bytes(*covers) == arrival).then(|| PageCard::from_bytes(card))?
}

/// Whose entries are whose, for reading a page.
pub(crate) fn author_of(page: &Page) -> impl Fn(&[u8]) -> Option<kring_trust::PersonId> + '_ {
    |actor| {
        let actor = automerge::ActorId::from(actor);
        page.author_of(&actor).map(|writer| writer.person)
    }
}
