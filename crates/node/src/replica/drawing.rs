//! Drawing the cards of many pages, as after a join.
//!
//! Each page is made from its logs for its card alone, over several threads, and not kept open.
//! Entries pass the gate as always; that the document also saves and loads back is left to
//! [upkeep](super::upkeep), which removes the card of a page that does not.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use kring_model::card::PageCard;
use kring_model::page::{About, Page, STACK, Scrutiny};
use kring_model::schema::PageKind;
use kring_store::Reader;
use kring_trust::PageId;
use kring_trust::plan::HeldLog;

use super::edit::Subject;
use super::overview::Overview;
use super::{Core, ReplicaError};
use crate::memory;

/// Pages drawn together: their entries are in memory at once, some megabytes.
pub(super) const AT_ONCE: usize = 256;

/// With so many bytes of entries, fewer pages: whoever floods many pages fills no memory.
const BYTES_AT_ONCE: usize = 16 * 1024 * 1024;

/// More threads than this only compete for memory.
const THREADS_CAP: usize = 4;

/// What a page is made of.
struct Source {
    about: About,
    logs: Vec<HeldLog>,
}

/// What was drawn of a page that is gone again.
struct Drawn {
    page: PageId,
    card: PageCard,
    /// Of the group document.
    overview: Option<Overview>,
}

impl Core {
    /// The cards of those of `pages` that can be read here. Of the group document also the overview,
    /// which is in memory then. Pages that were opened for their card alone are named in `opened`,
    /// to be closed once their snapshots are kept.
    pub(super) fn draw_many(
        &mut self,
        store: &Reader,
        pages: &[PageId],
        opened: &mut Vec<PageId>,
    ) -> Result<Vec<(PageId, PageCard)>, ReplicaError> {
        let (mut drawn, mut sources, mut bytes) = (Vec::new(), Vec::new(), 0);
        for page in pages {
            let Ok(subject) = self.subject(page) else { continue };
            let is_open = self.open.has(page);
            if is_open || self.deaths.suspects(page) || store.snapshot(page)?.is_some() {
                drawn.push((*page, self.draw_opened(store, &subject)?));
                if !is_open {
                    opened.push(*page);
                }
                continue;
            }
            let logs = self.held(store, &subject)?;
            bytes += logs.iter().map(length).sum::<usize>();
            sources.push(Source { about: self.about(&subject), logs });
            if bytes > BYTES_AT_ONCE {
                drawn.extend(self.draw_sources(store, &std::mem::take(&mut sources))?);
                bytes = 0;
            }
        }
        drawn.extend(self.draw_sources(store, &sources)?);
        Ok(drawn)
    }

    /// The card of a page that is open, or is opened in its own way: from its snapshot, or entry by
    /// entry.
    fn draw_opened(&mut self, store: &Reader, subject: &Subject) -> Result<PageCard, ReplicaError> {
        if subject.kind == PageKind::Group {
            self.overview(store)?;
        }
        self.draw(store, subject)
    }

    fn draw_sources(
        &mut self,
        store: &Reader,
        sources: &[Source],
    ) -> Result<Vec<(PageId, PageCard)>, ReplicaError> {
        let made: Vec<PageId> = sources.iter().map(|source| source.about.page).collect();
        // Read before the overview is kept, so that what arrives meanwhile is missed by nobody.
        let covers = store.newest_arrival(&PageId::group_document(&self.group))?;
        self.deaths.begin_all(&made);
        let drawn = draw_all(sources, self.light());
        made.iter().for_each(|page| self.deaths.done(page));
        let mut cards = Vec::with_capacity(sources.len());
        for Drawn { page, card, overview } in drawn? {
            if let Some(overview) = overview {
                self.keep_in_memory(overview, covers);
                memory::give_back();
            }
            cards.push((page, card));
        }
        Ok(cards)
    }
}

fn length(log: &HeldLog) -> usize {
    let entries = log.branches.iter().flat_map(|branch| &branch.entries);
    entries.map(|entry| entry.bytes.len()).sum()
}

fn draw_all(sources: &[Source], scrutiny: Scrutiny) -> Result<Vec<Drawn>, ReplicaError> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut cards = Vec::new();
        while let Some(source) = sources.get(next.fetch_add(1, Ordering::Relaxed)) {
            cards.push(draw(source, scrutiny)?);
        }
        Ok::<_, ReplicaError>(cards)
    };
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = cores.min(THREADS_CAP).min(sources.len());
    thread::scope(|scope| {
        let begin = || thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        // Where the system gives no thread, this one does all of it.
        let others: Vec<_> = (1..threads).map_while(|_| begin().ok()).collect();
        let mut cards = work()?;
        for other in others {
            let theirs = other.join().map_err(|_| ReplicaError::Page("a card".to_owned()))?;
            cards.extend(theirs?);
        }
        Ok(cards)
    })
}

fn draw(source: &Source, scrutiny: Scrutiny) -> Result<Drawn, ReplicaError> {
    let nothing_deadly = std::collections::BTreeSet::new();
    let page = Page::materialise(source.about, &source.logs, scrutiny, &nothing_deadly)?;
    let card = PageCard::of(&page);
    let overview = (source.about.kind == PageKind::Group).then(|| Overview::draw(&page));
    Ok(Drawn { page: source.about.page, card, overview })
}
