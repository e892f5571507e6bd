//! The timeline of a group: who did what on which page, over all pages, the newest first.
//!
//! Cards know when each page was worked on. So only the pages of the lines that are asked for are
//! opened, however many pages the group has.

use std::collections::{BTreeMap, BTreeSet};

use kring_model::entities;
use kring_model::page::{Deed, Done, Page, Stretch};
use kring_model::schema::PageKind;
use kring_trust::PageId;

use super::{Replica, ReplicaError};
use crate::acts::records::Records as _;
use crate::told::Begin;

/// What one person did on one page in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineLine {
    /// On which page.
    pub page: PageId,
    /// What kind of page that is.
    pub kind: PageKind,
    /// Who and when, with the page's newest changes after it.
    pub stretch: Stretch,
    /// What was done. On the group's own page without what shows as the begin of a page.
    pub deeds: Vec<Deed>,
    /// Whether the page was begun with it, and as what.
    pub begin: Begin,
}

/// A part of the timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The newest first, by their writers' clocks.
    pub lines: Vec<TimelineLine>,
    /// Whether there is more that is older.
    pub more: bool,
}

/// A line before its page is opened.
struct Moment {
    until: i64,
    page: PageId,
    /// How many stretches of the page came after it.
    before_last: usize,
}

impl Replica {
    /// What happened since `since_ms` (milliseconds since 1970), on all pages that this laptop
    /// shows: `most` lines after the newest `skip`. Of each page its newest thousand.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn timeline(
        &mut self,
        since_ms: i64,
        skip: usize,
        most: usize,
    ) -> Result<Timeline, ReplicaError> {
        let mut all = self.moments(since_ms)?;
        all.sort_unstable_by(|a, b| {
            (b.until, &a.page, a.before_last).cmp(&(a.until, &b.page, b.before_last))
        });
        let more = all.len() > skip.saturating_add(most);
        let shown: Vec<Moment> = all.into_iter().skip(skip).take(most).collect();
        let mut of_pages: BTreeMap<PageId, Vec<(usize, usize)>> = BTreeMap::new();
        for (place, moment) in shown.iter().enumerate() {
            of_pages.entry(moment.page).or_default().push((place, moment.before_last));
        }
        let visible: BTreeSet<PageId> = self.visible_pages().into_iter().collect();
        let mut lines: BTreeMap<usize, TimelineLine> = BTreeMap::new();
        for (page, wanted) in of_pages {
            lines.extend(self.lines_of(&page, &wanted, &visible)?);
        }
        Ok(Timeline { lines: lines.into_values().collect(), more })
    }

    fn moments(&mut self, since_ms: i64) -> Result<Vec<Moment>, ReplicaError> {
        let mut all = Vec::new();
        for (subject, card) in self.page_cards(|_| true)? {
            let moments = card.moments().iter().rev().enumerate();
            let moments = moments.filter(|(_, until)| **until >= since_ms);
            all.extend(moments.map(|(before_last, until)| Moment {
                until: *until,
                page: subject.page,
                before_last,
            }));
        }
        Ok(all)
    }

    /// The lines of one page, each with its place among all lines.
    fn lines_of(
        &mut self,
        id: &PageId,
        wanted: &[(usize, usize)],
        visible: &BTreeSet<PageId>,
    ) -> Result<Vec<(usize, TimelineLine)>, ReplicaError> {
        let subject = self.core.subject(id)?;
        let page = self.core.page(&self.store, &subject)?;
        let stretches = page.stretches();
        let begin = begin_of(page, subject.kind);
        let mut lines = Vec::new();
        for (place, before_last) in wanted {
            let at = stretches.len().checked_sub(before_last + 1);
            let Some((at, stretch)) = at.and_then(|at| Some((at, stretches.get(at)?))) else {
                continue;
            };
            let mut deeds = page.deeds(&stretch.changes);
            deeds.retain(|deed| !begins(deed, visible));
            let begin = if at == 0 { begin } else { Begin::No };
            if deeds.is_empty() && subject.kind == PageKind::Group {
                continue;
            }
            let (page, kind, stretch) = (*id, subject.kind, stretch.clone());
            lines.push((*place, TimelineLine { page, kind, stretch, deeds, begin }));
        }
        Ok(lines)
    }
}

/// What people call the begin of a page; a reflection is a page of the kind note.
fn begin_of(page: &Page, kind: PageKind) -> Begin {
    let is = |kind: &str| page.own_fields().is_some_and(|own| own.str("kind") == kind);
    match entities::entry(kind) {
        None => Begin::No,
        Some(_) if kind == PageKind::Note && is("reflection") => {
            Begin::Of(entities::REFLECTION.name)
        }
        Some(entry) => Begin::Of(entry.name),
    }
}

/// Whether a deed is that a page was listed which has a line of its own.
fn begins(deed: &Deed, visible: &BTreeSet<PageId>) -> bool {
    let is_entry = PageKind::ALL
        .into_iter()
        .filter_map(entities::entry)
        .any(|entry| entry.name == deed.entity);
    deed.what == Done::Added
        && is_entry
        && PageId::from_hex(&deed.id).is_some_and(|page| visible.contains(&page))
}
