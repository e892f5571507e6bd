//! The open pages: documents in memory, made from the logs when first asked for.

use std::collections::BTreeMap;

use kring_model::page::Page;
use kring_trust::PageId;

/// How many pages stay open. A page of a few hundred changes takes about half a megabyte.
const OPEN_CAP: usize = 24;

/// The pages in memory; the one used longest ago is closed first.
#[derive(Default)]
pub(super) struct OpenPages {
    pages: BTreeMap<PageId, Open>,
    uses: u64,
}

struct Open {
    page: Page,
    last_use: u64,
}

impl OpenPages {
    /// The page, if it is open.
    pub(super) fn get(&mut self, id: &PageId) -> Option<&mut Page> {
        self.uses += 1;
        let open = self.pages.get_mut(id)?;
        open.last_use = self.uses;
        Some(&mut open.page)
    }

    /// Keeps a page open, closing another if there are too many.
    pub(super) fn put(&mut self, id: PageId, page: Page) {
        self.uses += 1;
        self.pages.insert(id, Open { page, last_use: self.uses });
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

    /// Closes all of them.
    pub(super) fn close_all(&mut self) {
        self.pages.clear();
    }
}
