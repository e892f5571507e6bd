//! Texts in which the same words stand twice, because two people put them there without having seen
//! each other.

use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::{ElementId, Key, ObjectId, OpType};
use automerge::transaction::{Transactable, Transaction};
use automerge::{ActorId, AutomergeError, ChangeHash, ObjId, ObjType, ReadDoc, ScalarValue};
use kring_trust::id::Actor;

use super::Page;
use super::apply::quietly;
use super::index::Slot;

/// A letter of a text, by the operation that put it there.
type Letter = (u64, ActorId);

/// A text with words in it that stand there once too often.
#[derive(Clone, Debug)]
pub struct Twice {
    /// The kind of thing, as the schema names it.
    pub entity: &'static str,
    /// The thing's id; empty for the page's own fields.
    pub id: String,
    /// The field.
    pub field: &'static str,
    text: ObjId,
    extra: BTreeSet<Letter>,
}

/// What one change put into one text.
struct Put {
    slot: Slot,
    /// Which entry of its log.
    n: u64,
    letters: Vec<Letter>,
}

/// Texts by the operation that made them, and what was put there: each piece that stands together.
type Puts = BTreeMap<(Letter, Vec<String>), Vec<Put>>;

impl Page {
    /// The texts in which what several of these changes put there stands more than once: the same
    /// words, by changes of which neither had seen the other.
    ///
    /// Of those that still stand whole the first stays, in an order that is the same everywhere. So
    /// nobody takes away the first of all, and people who take away what is too much, apart and each
    /// with other changes at hand, leave the words once.
    pub fn twice(&self, changes: &[ChangeHash]) -> Vec<Twice> {
        quietly(|| Ok(self.find_twice(changes))).unwrap_or_default()
    }

    fn find_twice(&self, changes: &[ChangeHash]) -> Vec<Twice> {
        let mut puts = Puts::new();
        for change in changes.iter().collect::<BTreeSet<_>>() {
            self.add_puts(change, &mut puts);
        }
        puts.retain(|_, alike| alike.len() > 1);
        let found = puts.into_iter();
        found.filter_map(|((text, _), alike)| self.twice_in(&text, alike)).collect()
    }

    fn twice_in(&self, (counter, actor): &Letter, mut alike: Vec<Put>) -> Option<Twice> {
        let text = ObjId::Id(*counter, actor.clone(), usize::MAX);
        if self.doc.object_type(&text).ok()? != ObjType::Text {
            return None;
        }
        let standing: BTreeSet<Letter> =
            self.doc.list_range(&text, ..).filter_map(|item| letter(&item.id())).collect();
        alike.retain(|put| put.letters.iter().all(|letter| standing.contains(letter)));
        alike.sort_by(|one, other| one.letters.first().cmp(&other.letters.first()));
        let (first, others) = alike.split_first()?;
        let apart = others.iter().filter(|put| !self.saw(put, first) && !self.saw(first, put));
        let extra: BTreeSet<Letter> = apart.flat_map(|put| put.letters.clone()).collect();
        let (entity, id, field) = self.field_of(&ObjectId::Id(opid(*counter, actor)))?;
        (!extra.is_empty()).then_some(Twice { entity, id, field, text, extra })
    }

    fn add_puts(&self, change: &ChangeHash, puts: &mut Puts) {
        let Some(change) = self.doc.get_change_by_hash(change) else { return };
        let change = change.decode();
        let Ok(actor) = change.actor_id.to_bytes().try_into() else { return };
        let Some(slot) = self.logs.slot(&Actor(actor)) else { return };
        let mut texts: BTreeMap<Letter, (Vec<String>, Vec<Letter>)> = BTreeMap::new();
        for (counter, op) in (change.start_op.get()..).zip(&change.operations) {
            let (true, ObjectId::Id(text)) = (op.insert, &op.obj) else { continue };
            let OpType::Put(ScalarValue::Str(said)) = &op.action else { continue };
            let text = (text.counter(), text.actor().clone());
            let (pieces, letters) = texts.entry(text).or_default();
            let goes_on = match (&op.key, letters.last()) {
                (Key::Seq(ElementId::Id(behind)), Some((counter, actor))) => {
                    behind.counter() == *counter && behind.actor() == actor
                }
                _ => false,
            };
            match pieces.last_mut().filter(|_| goes_on) {
                Some(piece) => piece.push_str(said),
                None => pieces.push(said.to_string()),
            }
            letters.push((counter, change.actor_id.clone()));
        }
        for (text, (pieces, letters)) in texts {
            let put = Put { slot, n: change.seq, letters };
            puts.entry((text, pieces)).or_default().push(put);
        }
    }

    /// Whether the writer of one had seen the other.
    fn saw(&self, one: &Put, other: &Put) -> bool {
        if one.slot == other.slot {
            return true;
        }
        let place = usize::try_from(one.n.saturating_sub(1)).unwrap_or(usize::MAX);
        let applied = self.logs.get(one.slot).and_then(|log| log.applied.get(place));
        let seen = applied.and_then(|applied| applied.seen.get(other.slot).copied());
        u64::from(seen.unwrap_or(0)) >= other.n
    }
}

impl Twice {
    /// Takes away what stands there once too often. Done again, or by somebody else apart, it takes
    /// away the same letters.
    ///
    /// # Errors
    /// When the text is not in the document.
    pub fn take_away(&self, tx: &mut Transaction<'_>) -> Result<(), AutomergeError> {
        let extra = |id: &ObjId| letter(id).is_some_and(|letter| self.extra.contains(&letter));
        let all = tx.list_range(&self.text, ..);
        let mut at: Vec<usize> =
            all.filter(|item| extra(&item.id())).map(|item| item.index).collect();
        at.reverse();
        at.into_iter().try_for_each(|at| tx.splice_text(&self.text, at, 1, ""))
    }
}

fn letter(id: &ObjId) -> Option<Letter> {
    match id {
        ObjId::Id(counter, actor, _) => Some((*counter, actor.clone())),
        ObjId::Root => None,
    }
}

fn opid(counter: u64, actor: &ActorId) -> automerge::legacy::OpId {
    automerge::legacy::OpId::new(counter, actor)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{Laptop, text, text_of};
    use super::*;
    use crate::text;

    const BEFORE: &str = "Dit schreef Noor. Het bleef de hele avond rustig aan tafel.";
    const AFTER: &str = "Dit schreef Eva. Alles is weg aan tafel!";

    /// Three who may put it back, and Eva, who wrote it over.
    struct Table {
        laptops: Vec<Laptop>,
        /// How many entries of each log each of them has.
        has: [[usize; 4]; 4],
    }

    #[derive(Clone, Debug)]
    enum Act {
        PutBack { who: usize },
        TypeOn { who: usize },
        Mend { who: usize },
        Take { who: usize, from: usize },
    }

    impl Table {
        /// Noor's text is written over by Eva, and everybody has it so.
        fn laid() -> Self {
            let laptops = (1..=4).map(Laptop::new).collect();
            let mut table = Self { laptops, has: [[0; 4]; 4] };
            table.write(0, BEFORE);
            table.take(3, 0);
            table.write(3, AFTER);
            (0..3).for_each(|who| table.take(who, 3));
            table
        }

        fn edit(
            &mut self,
            who: usize,
            edit: impl FnOnce(&mut Transaction<'_>) -> Result<(), AutomergeError>,
        ) {
            let laptop = &mut self.laptops[who];
            laptop.edit(|tx| Ok(edit(tx)?));
            self.has[who][who] = laptop.count();
        }

        /// As a text is saved: all that differs, in one change.
        fn write(&mut self, who: usize, new: &str) {
            let page = &self.laptops[who].page;
            let (object, splices) = (text_of(page), text::diff(&text(page), new));
            self.edit(who, |tx| {
                splices.iter().rev().try_for_each(|one| {
                    let delete = isize::try_from(one.delete).unwrap();
                    tx.splice_text(&object, one.at, delete, &one.insert)
                })
            });
        }

        fn take(&mut self, who: usize, from: usize) {
            let (wanted, before) = (self.has[from], self.has[who]);
            let mut page = self.laptops[who].page.clone();
            let new = (0..4).filter(|log| wanted[*log] > before[*log]);
            let new: Vec<_> =
                new.map(|log| self.laptops[log].between(before[log], wanted[log])).collect();
            page.append(&new).unwrap();
            self.laptops[who].page = page;
            for (mine, theirs) in self.has[who].iter_mut().zip(wanted) {
                *mine = theirs.max(*mine);
            }
        }

        fn twice(&self, who: usize) -> Vec<Twice> {
            let page = &self.laptops[who].page;
            let changes = page.doc().get_changes_meta(&[]);
            page.twice(&changes.iter().map(|meta| meta.hash).collect::<Vec<_>>())
        }

        fn mend(&mut self, who: usize) {
            for one in self.twice(who) {
                assert_eq!((one.entity, one.field), ("note", "text"));
                self.edit(who, |tx| one.take_away(tx));
            }
        }

        /// What stands there, but for what was typed on.
        fn reads(&self, who: usize) -> String {
            text(&self.laptops[who].page).replace('~', "")
        }

        fn act(&mut self, act: &Act) {
            match *act {
                Act::PutBack { who } if self.reads(who) == AFTER => self.write(who, BEFORE),
                Act::PutBack { .. } => {}
                Act::TypeOn { who } if self.reads(who) == AFTER => {}
                Act::TypeOn { who } => {
                    let page = &self.laptops[who].page;
                    let (object, end) = (text_of(page), text(page).chars().count());
                    self.edit(who, |tx| tx.splice_text(&object, end, 0, "~"));
                }
                Act::Mend { who } => {
                    let was_back = self.reads(who) != AFTER;
                    self.mend(who);
                    assert!(!was_back || self.reads(who) == BEFORE, "{}", self.reads(who));
                }
                Act::Take { who, from } => self.take(who, from),
            }
        }
    }

    fn act() -> impl Strategy<Value = Act> {
        let who = 0..3_usize;
        prop_oneof![
            3 => who.clone().prop_map(|who| Act::PutBack { who }),
            1 => who.clone().prop_map(|who| Act::TypeOn { who }),
            3 => who.clone().prop_map(|who| Act::Mend { who }),
            4 => (who.clone(), who).prop_map(|(who, from)| Act::Take { who, from }),
        ]
    }

    #[test]
    fn what_two_put_back_apart_stands_twice_until_one_of_them_takes_it_away() {
        let mut table = Table::laid();
        (0..2).for_each(|who| table.write(who, BEFORE));
        assert!(table.twice(0).is_empty(), "each sees one's own");
        table.take(0, 1);
        assert_ne!(table.reads(0), BEFORE, "there is nothing to mend");
        table.mend(0);
        assert_eq!(table.reads(0), BEFORE);
        assert!(table.twice(0).is_empty());
    }

    #[test]
    fn what_one_writes_again_after_seeing_it_is_meant() {
        let mut table = Table::laid();
        let add = |table: &mut Table, who: usize| {
            let object = text_of(&table.laptops[who].page);
            table.edit(who, |tx| tx.splice_text(&object, 0, 0, "Ja. "));
        };
        add(&mut table, 0);
        table.take(1, 0);
        add(&mut table, 1);
        add(&mut table, 1);
        assert!(table.twice(1).is_empty());
    }

    #[test]
    fn what_was_taken_away_by_hand_is_not_taken_away_again() {
        let mut table = Table::laid();
        (0..2).for_each(|who| table.write(who, BEFORE));
        table.take(0, 1);
        table.write(0, BEFORE);
        table.mend(0);
        assert_eq!(table.reads(0), BEFORE);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn whoever_puts_back_and_mends_apart_the_words_stand_there_once(
            acts in prop::collection::vec(act(), 0..24),
        ) {
            let mut table = Table::laid();
            acts.iter().for_each(|one| table.act(one));
            table.act(&Act::PutBack { who: 2 });
            (0..3).for_each(|from| table.take(0, from));
            table.mend(0);
            for who in 0..3 {
                table.take(who, 0);
                prop_assert_eq!(table.reads(who), BEFORE);
                prop_assert!(table.twice(who).is_empty());
            }
        }
    }
}
