//! Which pages a laptop shows, if somebody opens more than a person ever would.

use std::collections::BTreeMap;

use kring_trust::roster::PageInfo;
use kring_trust::{PageId, PersonId};

use super::Replica;

/// The most pages of one person that are shown: twenty of them every week for twenty years. More are
/// kept on disk and passed on, and named by the doctor; what they cost in lists stays bounded.
pub(super) const PAGES_PER_PERSON: usize = 20_000;

impl Replica {
    /// The pages that this laptop shows: for us, not erased, not paused, and of one person no more
    /// than a person writes.
    pub fn visible_pages(&self) -> Vec<PageId> {
        let beyond = self.pages_beyond();
        let pages = self.core.roster.pages().map(|page| page.id);
        let shown = |page: &PageId| {
            self.core.subject(page).is_ok() && !beyond.values().any(|hidden| hidden.contains(page))
        };
        pages.filter(shown).collect()
    }

    /// The pages of each person that are not shown because they are too many.
    pub(super) fn pages_beyond(&self) -> BTreeMap<PersonId, Vec<PageId>> {
        beyond(self.core.roster.pages(), PAGES_PER_PERSON)
    }
}

/// Of each person with more than `most` pages the newest, by the day they were opened, then id.
fn beyond<'p>(
    pages: impl Iterator<Item = &'p PageInfo>,
    most: usize,
) -> BTreeMap<PersonId, Vec<PageId>> {
    let mut by_person: BTreeMap<PersonId, Vec<_>> = BTreeMap::new();
    for page in pages {
        if let Some(owner) = page.owner {
            by_person.entry(owner).or_default().push((page.day, page.id));
        }
    }
    by_person.retain(|_, pages| pages.len() > most);
    let hidden = by_person.into_iter().map(|(person, mut pages)| {
        pages.sort_unstable();
        (person, pages.into_iter().skip(most).map(|(_, page)| page).collect())
    });
    hidden.collect()
}

#[cfg(test)]
mod tests {
    use kring_trust::StatementId;
    use kring_trust::statement::Audience;

    use super::*;

    fn page(id: u8, owner: u8, day: i32) -> PageInfo {
        PageInfo {
            id: PageId::from_bytes([id; 32]),
            kind: 1,
            owner: (owner > 0).then(|| PersonId::from_bytes([owner; 32])),
            day,
            audience: Audience::All,
            retention: None,
            standing: true,
            erased: None,
            receipts: BTreeMap::new(),
            paused: false,
            last_audience: StatementId::from_bytes([0; 32]),
            audience_heads: Vec::new(),
        }
    }

    #[test]
    fn the_oldest_pages_of_whoever_floods_stay_and_nobody_else_notices() {
        let pages = [page(1, 0, 0), page(9, 1, 5), page(2, 1, 7), page(3, 1, 6), page(4, 2, 8)];
        let hidden = beyond(pages.iter(), 2);
        let flooder = PersonId::from_bytes([1; 32]);
        assert_eq!(hidden, BTreeMap::from([(flooder, vec![PageId::from_bytes([2; 32])])]));
        assert!(beyond(pages.iter(), 3).is_empty());
    }
}
