//! Much at once: minutes of several pages that together are more than anybody does by hand.

use std::collections::{BTreeMap, BTreeSet};

use kring_model::page::{AT_ONCE_MS, Rewrite};
use kring_trust::{PageId, PersonId};

/// From so many places of others within a minute it is told. By hand one opens, changes and saves a
/// place in some five seconds, and the longest form saves fifteen fields; adding, as an import and a
/// meeting do, changes no place of others.
pub const PLACES_AT_ONCE: usize = 25;

/// Bursts that are looked at, the newest: each may open many pages.
const BURSTS_CAP: usize = 8;

/// What one person changed of others in one go, over all pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Burst {
    pub(super) person: PersonId,
    /// In milliseconds since 1970, as that person's clock had it.
    pub(super) from: i64,
    pub(super) until: i64,
    pub(super) places: usize,
    pub(super) pages: BTreeSet<PageId>,
}

impl Burst {
    /// Another one when more of it arrives.
    pub(super) fn id(&self) -> String {
        format!("{}-{}-{}-{}", self.person, self.from, self.until, self.places)
    }
}

/// The newest bursts, the oldest of them first.
pub(super) fn of(rewrites: Vec<(PageId, Rewrite)>) -> Vec<Burst> {
    let mut persons: BTreeMap<PersonId, Vec<(PageId, Rewrite)>> = BTreeMap::new();
    for (page, rewrite) in rewrites {
        persons.entry(rewrite.person).or_default().push((page, rewrite));
    }
    let mut all: Vec<Burst> = persons.into_values().flat_map(of_one).collect();
    all.sort_by_key(|burst| (burst.from, burst.person));
    let older = all.len().saturating_sub(BURSTS_CAP);
    all.split_off(older)
}

fn of_one(mut all: Vec<(PageId, Rewrite)>) -> Vec<Burst> {
    all.sort_by_key(|(page, one)| (one.from, *page));
    let mut bursts: Vec<Burst> = Vec::new();
    for (at, (page, one)) in all.iter().enumerate() {
        let rest = all.get(at..).unwrap_or_default();
        let within = rest.iter().take_while(|(_, other)| is_near(one.from, other.from));
        let within: Vec<&(PageId, Rewrite)> = within.collect();
        let places: usize = within.iter().map(|(_, one)| one.places as usize).sum();
        let goes_on = bursts.last_mut().filter(|burst| is_near(burst.until, one.from));
        match goes_on {
            Some(burst) => burst.add(*page, one),
            None if places >= PLACES_AT_ONCE => bursts.push(Burst {
                person: one.person,
                from: one.from,
                until: one.until,
                places: one.places as usize,
                pages: BTreeSet::from([*page]),
            }),
            None => {}
        }
    }
    bursts
}

impl Burst {
    fn add(&mut self, page: PageId, one: &Rewrite) {
        self.until = self.until.max(one.until);
        self.places = self.places.saturating_add(one.places as usize);
        self.pages.insert(page);
    }
}

fn is_near(one: i64, other: i64) -> bool {
    other.abs_diff(one) <= AT_ONCE_MS.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1000;

    fn rewrite(page: u8, from: i64, places: u32) -> (PageId, Rewrite) {
        let person = PersonId::from_bytes([7; 32]);
        (PageId::from_bytes([page; 32]), Rewrite { person, from, until: from, places })
    }

    #[test]
    fn a_place_on_each_of_many_pages_is_much_and_the_pace_of_a_hand_is_not() {
        let at_once = |count: u8, every: i64| -> Vec<_> {
            (0..count).map(|n| rewrite(n, i64::from(n) * every, 1)).collect()
        };
        let found = of(at_once(30, SECOND));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].places, found[0].pages.len(), found[0].until), (30, 30, 29 * SECOND));
        assert!(of(at_once(24, SECOND)).is_empty());
        assert!(of(at_once(200, 5 * SECOND)).is_empty(), "an afternoon of mending by hand");
    }

    #[test]
    fn what_comes_a_minute_later_is_of_the_same_burst_and_an_hour_later_another() {
        let all = vec![
            rewrite(1, 0, 40),
            rewrite(2, 50 * SECOND, 1),
            rewrite(3, 3600 * SECOND, 26),
            rewrite(4, 7200 * SECOND, 3),
        ];
        let told: Vec<_> = of(all).iter().map(|one| (one.from, one.places)).collect();
        assert_eq!(told, [(0, 41), (3600 * SECOND, 26)]);
    }

    #[test]
    fn two_persons_are_never_one_burst_and_a_larger_one_has_another_id() {
        let mut all = vec![rewrite(1, 0, 20), rewrite(2, 0, 20)];
        all[1].1.person = PersonId::from_bytes([8; 32]);
        assert!(of(all).is_empty());
        let (one, more) = (of(vec![rewrite(1, 0, 30)]), of(vec![rewrite(1, 0, 31)]));
        assert_ne!(one[0].id(), more[0].id());
    }
}
