//! The open pages: documents in memory, made from the logs when first asked for.

use std::collections::BTreeMap;

use kring_model::page::Page;
use kring_trust::PageId;

use crate::memory;

/// How many pages stay open. A page of a few hundred changes takes about half a megabyte.
const OPEN_CAP: usize = 24;

/// A page that nobody used for so many calm moments is closed: about five minutes.
pub(super) const IDLE_CAP: u32 = 3_000;

/// From so many entries a page holds megabytes that are worth giving back to the system.
const LARGE: u64 = 2_000;

/// The pages in memory; the one used longest ago is closed first.
#[derive(Default)]
pub(super) struct OpenPages {
    pages: BTreeMap<PageId, Open>,
    uses: u64,
}

struct Open {
    page: Page,
    last_use: u64,
    /// Calm moments since then.
    idle: u32,
}

impl Open {
    fn is_large(&self) -> bool {
        self.page.all_held().map(|(_, held)| held).sum::<u64>() >= LARGE
    }
}

impl OpenPages {
    /// The page, if it is open.
    pub(super) fn get(&mut self, id: &PageId) -> Option<&mut Page> {
        self.uses += 1;
        let open = self.pages.get_mut(id)?;
        (open.last_use, open.idle) = (self.uses, 0);
        Some(&mut open.page)
    }

    /// Whether a page is open. Asking is no use of it.
    pub(super) fn has(&self, id: &PageId) -> bool {
        self.pages.contains_key(id)
    }

    /// A calm moment goes by: what nobody used for long is closed.
    pub(super) fn rest(&mut self) {
        self.pages.values_mut().for_each(|open| open.idle += 1);
        let idle = |open: &Open| open.idle >= IDLE_CAP;
        let is_worth_it = self.pages.values().any(|open| idle(open) && open.is_large());
        self.pages.retain(|_, open| !idle(open));
        if is_worth_it {
            memory::give_back();
        }
    }

    /// Keeps a page open, closing another if there are too many.
    pub(super) fn put(&mut self, id: PageId, page: Page) {
        self.uses += 1;
        self.pages.insert(id, Open { page, last_use: self.uses, idle: 0 });
        if self.pages.len() > OPEN_CAP {
            let oldest = self.pages.iter().min_by_key(|(_, open)| open.last_use);
            if let Some(oldest) = oldest.map(|(id, _)| *id) {
                self.pages.remove(&oldest);
            }
        }
    }

    /// Takes a page out, to be put back or dropped.
    pub(super) fn take(&mut self, id: &PageId) -> Option<Page> {
        self.pages.remove(id).map(|open| open.page)
    }

    /// Closes a page; it is made from the store again when next asked for.
    pub(super) fn close(&mut self, id: &PageId) {
        self.pages.remove(id);
    }

    /// Closes a page that was open for a look only.
    pub(super) fn close_after_look(&mut self, id: &PageId) {
        if self.pages.remove(id).is_some_and(|open| open.is_large()) {
            memory::give_back();
        }
    }

    /// Closes all of them.
    pub(super) fn close_all(&mut self) {
        self.pages.clear();
    }
}
