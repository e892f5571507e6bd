//! One connection between two laptops: two real sessions, and the bytes between them.

use std::collections::BTreeSet;

use kring_sync::message::{LogName, PageRows, Step, WireBatch};
use kring_sync::{Inbox, Message, Session};
use kring_trust::PageId;

/// Two sessions and what is under way between them.
pub(crate) struct Link {
    /// Which laptops; the first dialled.
    pub(crate) ends: [usize; 2],
    pub(crate) sessions: [Session; 2],
    pub(crate) inboxes: [Inbox; 2],
    /// What was sent and not delivered, to each end.
    pub(crate) wires: [Vec<u8>; 2],
    names: [Names; 2],
    /// Messages that were neither a greeting nor about who is here.
    pub(crate) substance: Vec<Message>,
}

impl Link {
    pub(crate) fn new(ends: [usize; 2], sessions: [Session; 2]) -> Self {
        let (inboxes, wires) = ([Inbox::new(), Inbox::new()], [Vec::new(), Vec::new()]);
        Self { ends, sessions, inboxes, wires, names: Default::default(), substance: Vec::new() }
    }

    /// Notes what `end` sends; answers the pages of which it shows or sends entries.
    pub(crate) fn note(&mut self, end: usize, message: &Message) -> BTreeSet<PageId> {
        let greeting = matches!(message, Message::Hello(_) | Message::Level | Message::Presence(_));
        self.substance.extend((!greeting).then(|| message.clone()));
        self.names[end].pages(message)
    }
}

/// The names of logs in one direction of a session, as the receiver resolves them.
#[derive(Default)]
struct Names(Vec<PageId>);

impl Names {
    fn pages(&mut self, message: &Message) -> BTreeSet<PageId> {
        let mut pages = BTreeSet::new();
        match message {
            Message::Rows { pages: shown } => {
                shown.iter().for_each(|rows| self.shown(rows, &mut pages));
            }
            Message::Offer { rows } => self.shown(rows, &mut pages),
            Message::Batches { batches } => self.batches(batches, &mut pages),
            Message::Live { step, batches, .. } => {
                self.skipped(step);
                self.batches(batches, &mut pages);
            }
            Message::Have { mine: Some(step), .. } => {
                self.skipped(step);
            }
            _ => {}
        }
        pages
    }

    fn shown(&mut self, rows: &PageRows, pages: &mut BTreeSet<PageId>) {
        for row in rows.rows.iter() {
            self.resolve(&row.log, Some(rows.page));
        }
        pages.insert(rows.page);
    }

    fn skipped(&mut self, step: &Step) {
        for skip in step.skipped.iter() {
            self.resolve(&skip.log, None);
        }
    }

    fn batches(&mut self, batches: &[WireBatch], pages: &mut BTreeSet<PageId>) {
        pages.extend(batches.iter().filter_map(|batch| self.resolve(&batch.log, None)));
    }

    fn resolve(&mut self, name: &LogName, here: Option<PageId>) -> Option<PageId> {
        let page = match name {
            LogName::Old(number) => return self.0.get(*number as usize).copied(),
            LogName::New { page, .. } => *page,
            LogName::Here { .. } => here?,
        };
        self.0.push(page);
        Some(page)
    }
}
