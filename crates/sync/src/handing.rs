//! Pages of whose audience this person is no longer: handed over before they are dropped.
//!
//! `Have` does not count for this, it covers entries that were skipped at the time. The page is
//! offered by its rows, what the peer lacks is sent, and it is offered again until the peer
//! answers that it holds every entry.

use std::collections::{BTreeMap, VecDeque};

use kring_trust::id::PageId;
use kring_trust::log::LogOpening;

use crate::breach::Breach;
use crate::giving::Giving;
use crate::ledger::{Head, Ledger, Mark, Sight};
use crate::message::{Message, ROWS_CAP};
use crate::session::Scene;

/// How often one page is offered between two greetings.
const ROUNDS: u32 = 3;

/// Pages that are remembered as held; more are offered again.
const HELD_CAP: usize = 64;

/// What is to be offered until the next greeting.
#[derive(Debug, Default)]
pub(crate) struct Handing {
    pages: VecDeque<PageId>,
    round: u32,
    /// What the peer holds of each page, it said. A page that stays here nevertheless, because
    /// something of it is damaged, is not offered at every greeting.
    held: BTreeMap<PageId, Vec<(LogOpening, Mark)>>,
}

impl Handing {
    /// A new list, at each greeting.
    pub(crate) fn begin(&mut self, pages: Vec<PageId>) {
        self.held.retain(|page, _| pages.contains(page));
        self.pages = pages.into();
        self.round = 0;
    }

    /// The peer holds these rows of a page.
    pub(crate) fn held(&mut self, page: PageId, rows: Vec<(LogOpening, Mark)>) {
        if self.held.len() < HELD_CAP {
            self.held.insert(page, rows);
        }
    }

    fn is_held(&self, page: &PageId, heads: &[Head]) -> bool {
        let rows = heads.iter().map(|head| (head.opening, Mark::from(&head.row)));
        self.held.get(page).is_some_and(|held| rows.eq(held.iter().copied()))
    }

    /// The page that was offered is held.
    pub(crate) const fn done(&mut self) {
        self.round = 0;
    }

    /// The page that was offered is lacking in part: after the entries it is offered again.
    pub(crate) fn again(&mut self, page: PageId) {
        if self.round < ROUNDS {
            self.pages.push_front(page);
        }
    }

    fn next(&mut self) -> Option<PageId> {
        self.round += 1;
        self.pages.pop_front()
    }
}

impl Giving {
    /// The next page to offer, when nothing else is under way.
    pub(crate) fn hand_over<L: Ledger>(
        &mut self,
        scene: &mut Scene<'_, L>,
    ) -> Result<Option<Message>, Breach> {
        while self.showing.is_idle() && !self.handing.pages.is_empty() {
            let Some(page) = self.handing.next() else { break };
            let heads = scene.ledger.heads(&page)?;
            // With more rows than fit in one message, one answer could not speak for the page.
            let few = !heads.is_empty() && heads.len() <= ROWS_CAP;
            if scene.hands_over(&page)? && few && !self.handing.is_held(&page, &heads) {
                return Ok(Some(Message::Offer { rows: self.show(page, &heads, true) }));
            }
            self.handing.done();
        }
        Ok(None)
    }
}

impl<L: Ledger> Scene<'_, L> {
    /// Is the page, at this moment, to be handed over to the peer? The audience may have changed
    /// since the list was made, and between an offer and its answer.
    pub(crate) fn hands_over(&self, page: &PageId) -> Result<bool, Breach> {
        Ok(self.ledger.sight(page, &self.peer)? == Sight::Open
            && self.ledger.sight(page, &self.me)? == Sight::Shut)
    }
}
