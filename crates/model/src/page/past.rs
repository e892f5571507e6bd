//! A page's past as people read it: who did what, in stretches, and the page as it stood then.

use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::{Key, ObjectId, Op};
use automerge::{ActorId, ChangeHash, ObjId, Prop, ReadDoc};
use kring_trust::id::PersonId;

use super::apply::quietly;
use super::{DEPTH_CAP, Fault, Page};
use crate::entities;
use crate::read::Said;
use crate::schema::{PageKind, SELF};
use crate::text::TOGETHER_MS;

/// The longest stretch in milliseconds: an hour of work is one line of the list, not an evening.
const LONGEST_MS: i64 = 60 * 60 * 1000;

/// Changes of a page that is shown as it stood; a longer one takes seconds to play again.
const REPLAYED_CAP: usize = 50_000;

/// Operations of one change that are looked at for what it did: a pasted book is one text.
const LOOKED_AT_CAP: usize = 20_000;

/// What one person did in one go: changes with short pauses, and nobody else's between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Who.
    pub person: PersonId,
    /// The time of its first change, in milliseconds since 1970, as the writer's clock had it.
    pub from: i64,
    /// The time of its last change.
    pub until: i64,
    /// The changes, the oldest first.
    pub changes: Vec<ChangeHash>,
    /// The page's newest changes after it: the page as it stood then is [`Page::at`] these.
    pub heads: Vec<ChangeHash>,
}

/// What a change did to one thing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deed {
    /// The kind of thing, as the schema names it.
    pub entity: &'static str,
    /// Its id; empty for the page's own fields.
    pub id: String,
    /// What was done.
    pub what: Done,
}

/// See [`Deed`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Done {
    /// It was added.
    Added,
    /// A running text was written in; the field.
    Wrote(&'static str),
    /// A field got another value.
    Set(&'static str),
}

impl Page {
    /// What happened on the page, the oldest first; in an order that is the same on every laptop.
    /// Costs about half a microsecond a change.
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut metas = self.doc.get_changes_meta(&[]);
        // A change's first operation is counted higher than any that it had seen.
        metas.sort_by(|a, b| (a.start_op, &a.actor).cmp(&(b.start_op, &b.actor)));
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut heads = BTreeSet::new();
        for meta in metas {
            meta.deps.iter().for_each(|dep| {
                heads.remove(dep);
            });
            heads.insert(meta.hash);
            let Some(writer) = self.author_of(&meta.actor) else { continue };
            let (person, time) = (writer.person, meta.timestamp);
            let now = heads.iter().copied().collect();
            match stretches.last_mut().filter(|last| last.goes_on(&person, time)) {
                Some(last) => {
                    last.until = last.until.max(time);
                    last.changes.push(meta.hash);
                    last.heads = now;
                }
                None => stretches.push(Stretch {
                    person,
                    from: time,
                    until: time,
                    changes: vec![meta.hash],
                    heads: now,
                }),
            }
        }
        stretches
    }

    /// What these changes did, each once; what was done to a new thing is part of adding it.
    /// Decodes the changes: ask for what is shown.
    pub fn deeds(&self, changes: &[ChangeHash]) -> Vec<Deed> {
        let mut paths: Paths = BTreeMap::new();
        let (mut deeds, mut known) = (Vec::new(), BTreeSet::new());
        for change in changes {
            let found = quietly(|| Ok(self.deeds_of(change, &mut paths)));
            deeds.extend(
                found.unwrap_or_default().into_iter().filter(|deed| known.insert(deed.clone())),
            );
        }
        let added: BTreeSet<String> = deeds
            .iter()
            .filter(|deed| deed.what == Done::Added)
            .map(|deed| deed.id.clone())
            .collect();
        deeds.retain(|deed| deed.what == Done::Added || !added.contains(&deed.id));
        deeds
    }

    /// The page as it stood at `heads`; for reading. `None` for heads that it does not have, and in
    /// a page of more than 50,000 changes.
    pub fn at(&self, heads: &[ChangeHash]) -> Option<Self> {
        let known = |head: &ChangeHash| self.doc.get_change_meta_by_hash(head).is_some();
        let short = self.doc.stats().num_changes <= REPLAYED_CAP as u64;
        if heads.is_empty() || !short || !heads.iter().all(known) {
            return None;
        }
        let doc =
            quietly(|| self.doc.fork_at(heads).map_err(|error| Fault::Refused(error.to_string())));
        Some(Self { doc: doc.ok()?, ..self.clone() })
    }

    /// When a value was written, in milliseconds since 1970, as its writer's clock had it.
    pub fn time_of(&self, said: &Said) -> Option<i64> {
        let (counter, actor) = &said.stamp;
        let metas = self.doc.get_changes_meta(&[]);
        let found = metas.into_iter().find(|meta| {
            meta.actor.to_bytes() == actor.as_slice()
                && (meta.start_op..=meta.max_op).contains(counter)
        });
        found.map(|meta| meta.timestamp)
    }

    fn deeds_of(&self, change: &ChangeHash, paths: &mut Paths) -> Vec<Deed> {
        let Some(change) = self.doc.get_change_by_hash(change) else { return Vec::new() };
        let operations = change.decode().operations;
        let looked = operations.iter().take(LOOKED_AT_CAP);
        let one = |op: &Op| {
            let key = match &op.key {
                Key::Map(key) => Some(key.as_str()),
                Key::Seq(_) => None,
            };
            deed(self.about.kind, key, self.path_of(&op.obj, paths))
        };
        looked.filter_map(one).collect()
    }

    /// Which field of which thing a text is: the kind of thing, its id, the field.
    pub(super) fn field_of(&self, text: &ObjectId) -> Option<(&'static str, String, &'static str)> {
        let mut paths = Paths::new();
        let deed = deed(self.about.kind, None, self.path_of(text, &mut paths))?;
        match deed.what {
            Done::Wrote(field) => Some((deed.entity, deed.id, field)),
            Done::Added | Done::Set(_) => None,
        }
    }

    /// The keys that lead to an object: collection, item, field.
    fn path_of<'p>(&self, object: &ObjectId, paths: &'p mut Paths) -> &'p [String] {
        let name = match object {
            ObjectId::Root => None,
            ObjectId::Id(id) => Some((id.counter(), id.actor().clone())),
        };
        paths.entry(name.clone()).or_insert_with(|| {
            let Some((counter, actor)) = name else { return Vec::new() };
            let object = ObjId::Id(counter, actor, usize::MAX);
            let parents = self.doc.parents(&object).into_iter().flatten().take(DEPTH_CAP);
            let mut path: Vec<String> = parents
                .filter_map(|parent| match parent.prop {
                    Prop::Map(key) => Some(key),
                    Prop::Seq(_) => None,
                })
                .collect();
            path.reverse();
            path
        })
    }
}

/// The keys that lead to each object.
type Paths = BTreeMap<Option<(u64, ActorId)>, Vec<String>>;

impl Stretch {
    fn goes_on(&self, person: &PersonId, time: i64) -> bool {
        self.person == *person && goes_on(self.from, self.until, time)
    }
}

/// Whether what the same person did at `time` belongs to a stretch.
pub(super) const fn goes_on(from: i64, until: i64, time: i64) -> bool {
    time.abs_diff(until) <= TOGETHER_MS.unsigned_abs()
        && time.abs_diff(from) <= LONGEST_MS.unsigned_abs()
}

/// What one operation did, under this key or in a text; none for what later versions add, and for
/// containers.
fn deed(kind: PageKind, key: Option<&str>, path: &[String]) -> Option<Deed> {
    let (collection, rest) = path.split_first()?;
    let entity = entities::in_collection(kind, collection)?;
    let (id, field) = match (collection == SELF, rest) {
        (true, []) => (String::new(), key?),
        (true, [field]) => (String::new(), field.as_str()),
        (false, []) => {
            let id = key?.to_owned();
            return Some(Deed { entity: entity.name, id, what: Done::Added });
        }
        (false, [id]) => (id.clone(), key?),
        (false, [id, field]) => (id.clone(), field.as_str()),
        _ => return None,
    };
    let field = entity.key(field)?.0.name;
    let what = if key.is_none() { Done::Wrote(field) } else { Done::Set(field) };
    Some(Deed { entity: entity.name, id, what })
}

#[cfg(test)]
mod tests {
    use super::super::moments::moments;
    use super::super::tests::{Laptop, text};
    use super::*;

    const MINUTE: i64 = 60 * 1000;

    fn told(page: &Page) -> Vec<(u8, usize, Vec<Deed>)> {
        let first = |person: &PersonId| person.as_bytes().first().copied().unwrap_or_default();
        let stretches = page.stretches();
        let one = |one: &Stretch| (first(&one.person), one.changes.len(), page.deeds(&one.changes));
        stretches.iter().map(one).collect()
    }

    fn on_self(what: Done) -> Deed {
        Deed { entity: "note", id: String::new(), what }
    }

    #[test]
    fn a_pause_or_another_person_begins_a_new_stretch() {
        let mut noor = Laptop::new(1);
        noor.type_at(0, 0, "Wij eten.");
        noor.time += 5 * MINUTE;
        noor.put_own("title", "Eten");
        let then = noor.page.heads();
        let mut wim = Laptop::new(2);
        wim.take(&noor, &[]);
        wim.time = noor.time;
        wim.type_at(9, 0, " Ook ik.");
        noor.take(&wim, &[]);
        noor.time += 5 * MINUTE;
        noor.type_at(0, 3, "Zij");
        noor.time += 16 * MINUTE;
        noor.type_at(0, 3, "Wij");
        let (wrote, set) = (on_self(Done::Wrote("text")), on_self(Done::Set("title")));
        let expected = vec![
            (1, 2, vec![wrote.clone(), set]),
            (2, 1, vec![wrote.clone()]),
            (1, 1, vec![wrote.clone()]),
            (1, 1, vec![wrote]),
        ];
        assert_eq!(told(&noor.page), expected);
        let first = noor.page.stretches().swap_remove(0);
        assert_eq!(first.heads, then);
        assert_eq!(text(&noor.page.at(&first.heads).unwrap()), "Wij eten.");
        assert_eq!(text(&noor.page), "Wij eten. Ook ik.");
    }

    #[test]
    fn the_same_order_on_both_laptops_and_every_moment_can_be_shown() {
        let (mut noor, mut wim) = (Laptop::new(1), Laptop::new(2));
        noor.type_at(0, 0, "Noor.");
        wim.type_at(0, 0, "Wim.");
        assert!(noor.page.at(&wim.page.heads()).is_none(), "it is not here yet");
        noor.take(&wim, &[]);
        wim.take(&noor, &[]);
        assert_eq!(noor.page.stretches(), wim.page.stretches());
        for stretch in noor.page.stretches() {
            assert!(noor.page.at(&stretch.heads).is_some());
        }
        let author = |actor: &[u8]| Some(noor.page.author_of(&ActorId::from(actor))?.person);
        let ends: Vec<i64> = noor.page.stretches().iter().map(|one| one.until).collect();
        assert_eq!(moments(noor.page.doc(), &author), ends, "known without opening the page");
        assert!(noor.page.at(&[]).is_none());
    }
}
