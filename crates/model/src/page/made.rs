//! In which order things were made, as their writers saw it: by what each entry builds on, and by
//! nobody's clock.

use automerge::ObjId;
use kring_trust::id::Actor;

use super::Page;
use super::index::Slot;
use crate::read;
use crate::schema::Entity;

/// A thing of a page: what it is, and its id.
pub type Thing<'t> = (&'static Entity, &'t str);

impl Page {
    /// Whether one thing was there already for whoever made another.
    pub fn was_there(&self, (entity, id): Thing<'_>, when: Thing<'_>) -> bool {
        let makings = |(entity, id): Thing<'_>| -> Vec<(Slot, usize)> {
            read::maps(self.doc(), entity, id).iter().filter_map(|map| self.entry_of(map)).collect()
        };
        let (first, later) = (makings((entity, id)), makings(when));
        first.iter().any(|first| later.iter().any(|later| self.is_before(*first, *later)))
    }

    /// A number for when a thing was made: higher than that of everything its maker had seen. None
    /// if it is not there.
    pub fn made(&self, (entity, id): Thing<'_>) -> Option<u64> {
        let counter = |map: ObjId| match map {
            ObjId::Id(counter, ..) => counter,
            ObjId::Root => 0,
        };
        read::maps(self.doc(), entity, id).into_iter().map(counter).min()
    }

    /// The entry that made an object: its log, and its place there.
    fn entry_of(&self, object: &ObjId) -> Option<(Slot, usize)> {
        let ObjId::Id(counter, actor, _) = object else { return None };
        let slot = self.logs.slot(&Actor(actor.to_bytes().try_into().ok()?))?;
        let applied = &self.logs.get(slot)?.applied;
        let at = applied.partition_point(|one| one.ancestor.max_op < *counter);
        (at < applied.len()).then_some((slot, at))
    }

    fn is_before(&self, (first, at): (Slot, usize), (later, then): (Slot, usize)) -> bool {
        if first == later {
            return at <= then;
        }
        let entry = self.logs.get(later).and_then(|log| log.applied.get(then));
        let seen = entry.and_then(|entry| entry.seen.get(first)).copied().unwrap_or(0);
        usize::try_from(seen).unwrap_or(usize::MAX) > at
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Laptop;
    use super::*;
    use crate::edit;
    use crate::entities::QUESTION;
    use crate::schema::PageKind;

    fn add(laptop: &mut Laptop, entity: &'static Entity, id: &str) {
        let person = crate::person::PersonId::from_bytes([laptop.name(); 32]);
        let author = edit::Author::new(person, None);
        laptop.edit(|tx| edit::add(tx, entity, id, &[("text", "Hm.".into())], &author));
    }

    #[test]
    fn what_was_there_is_what_the_maker_had_seen_whatever_the_clocks_say() {
        let (mut noor, mut wim) = (Laptop::on(PageKind::Case, 1), Laptop::on(PageKind::Case, 2));
        let (question, other, note) = ((&QUESTION, "q"), (&QUESTION, "other"), (&QUESTION, "a"));
        add(&mut noor, &QUESTION, "q");
        wim.take(&noor, &[]);
        wim.time = 0;
        add(&mut wim, &QUESTION, "a");
        add(&mut noor, &QUESTION, "other");
        noor.take(&wim, &[]);
        assert!(noor.page.was_there(question, note));
        assert!(!noor.page.was_there(other, note), "he did not have it yet");
        assert!(!noor.page.was_there(note, question) && !noor.page.was_there(note, other));
        assert!(noor.page.was_there(question, other) && noor.page.was_there(question, question));
        assert!(!noor.page.was_there((&QUESTION, "none"), note));
        assert!(noor.page.made(question) < noor.page.made(note));
        assert_eq!(noor.page.made((&QUESTION, "none")), None);
        let again = Page::from_snapshot(*noor.page.about(), &noor.page.snapshot().unwrap());
        let again = again.unwrap();
        assert!(again.was_there(question, note) && !again.was_there(other, note));
    }
}
