//! Whose values a change writes. An entry that writes somebody else's is set aside; honest
//! programs never make one.
//!
//! What is decided here depends only on the change and on what cannot change in its past (where
//! an object was made, and an item's FIX keys), so every laptop decides alike, whatever else
//! arrived meanwhile.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{ActorId, Automerge, ExpandedChange, ObjId, ObjType, Prop, ReadDoc, Value as Held};

use crate::entities;
use crate::person::{PersonId, person};
use crate::read::MineKey;
use crate::schema::{AuthorRule, Class, Entity, Field, PageKind, Who};

/// Where the objects of a document were made, which never changes: asked for once, however many
/// changes write into them.
pub struct Places<'a> {
    doc: &'a Automerge,
    known: RefCell<HashMap<(u64, ActorId), Parent>>,
}

/// The map in which an object was made, and under which key.
type Parent = Option<(ObjId, String)>;

impl<'a> Places<'a> {
    /// Of a document that stays as it is meanwhile.
    pub fn of(doc: &'a Automerge) -> Self {
        Self { doc, known: RefCell::default() }
    }

    /// Where an object that the document holds was made. `None` if it is not held, or was made
    /// in a list or text.
    fn parent(&self, object: &ObjId) -> Parent {
        let ObjId::Id(counter, actor, _) = object else { return None };
        let name = (*counter, actor.clone());
        if let Some(known) = self.known.borrow().get(&name) {
            return known.clone();
        }
        let parent = self.find(object);
        self.known.borrow_mut().insert(name, parent.clone());
        parent
    }

    fn find(&self, object: &ObjId) -> Parent {
        self.doc.object_type(object).ok()?;
        let parent = self.doc.parents(object).ok()?.next()?;
        match parent.prop {
            Prop::Map(key) => Some((parent.obj, key)),
            Prop::Seq(_) => None,
        }
    }
}

/// Why a change must be set aside, in one sentence for `doctor`; `None` when it writes nothing of
/// anybody else's.
///
/// The document of `places` holds at least all that the change depends on, and may hold the change
/// itself; `author` is the person whose device signed it, `owner` the page's. Keys and collections of later
/// versions are nobody's.
pub fn violation(
    places: &Places<'_>,
    change: &ExpandedChange,
    author: PersonId,
    owner: Option<PersonId>,
    kind: PageKind,
) -> Option<String> {
    let mut made = BTreeMap::new();
    for (nth, op) in change.operations.iter().enumerate() {
        let counter = change.start_op.get().saturating_add(nth as u64);
        // Letters of a text are nobody's: who may mend them is decided where they are typed.
        let Key::Map(key) = &op.key else { continue };
        let judge = Judge { places, change, made: &made, author, owner, kind };
        if let Some(why) = judge.violation(op, key) {
            return Some(why);
        }
        if let OpType::Make(ObjType::Map | ObjType::Table) = op.action {
            made.insert(counter, (op.obj.clone(), key.to_string()));
        }
    }
    None
}

type Made = BTreeMap<u64, (ObjectId, String)>;

struct Judge<'a> {
    places: &'a Places<'a>,
    change: &'a ExpandedChange,
    made: &'a Made,
    author: PersonId,
    owner: Option<PersonId>,
    kind: PageKind,
}

/// Where an operation writes.
enum Place {
    Root,
    Collection(&'static Entity),
    /// An item, whether this change made it, and its map.
    Item {
        entity: &'static Entity,
        id: String,
        new: bool,
        map: ObjId,
    },
    /// Of a later version, or nowhere in the schema.
    Elsewhere,
}

impl Judge<'_> {
    fn violation(&self, op: &Op, key: &str) -> Option<String> {
        match self.place(&op.obj) {
            Place::Root => Some("it changes the containers of the page".to_owned()),
            Place::Collection(entity) => self.in_collection(entity, op, key),
            Place::Item { entity, id, new, map } => {
                let field = entity.key(key);
                let gone = op.action == OpType::Delete;
                if gone && field.is_some() {
                    return Some(format!("it deletes {}.{key}", entity.name));
                }
                let (field, rest) = field?;
                self.in_field(entity, (&id, new, &map), field, rest, op)
            }
            Place::Elsewhere => None,
        }
    }

    /// Items are added, never replaced or deleted; a member's only by that member.
    fn in_collection(&self, entity: &Entity, op: &Op, key: &str) -> Option<String> {
        if op.action != OpType::Make(ObjType::Map) || op.pred.iter().next().is_some() {
            return Some(format!("it replaces or deletes {} {}", entity.name, short(key)));
        }
        let own = entity.author != AuthorRule::Id || key == self.author.to_string();
        (!own).then(|| format!("it adds the {} {} for somebody else", entity.name, short(key)))
    }

    fn in_field(
        &self,
        entity: &Entity,
        (id, new, map): (&str, bool, &ObjId),
        field: &Field,
        rest: &str,
        op: &Op,
    ) -> Option<String> {
        let name = || format!("{}.{}", entity.name, field.name);
        let made = matches!(op.action, OpType::Make(_));
        if field.class == Class::Text || made {
            // A text is made with its item and then only written into.
            let kept =
                new && field.class == Class::Text && op.action == OpType::Make(ObjType::Text);
            return (!kept).then(|| format!("it replaces the text or value {}", name()));
        }
        if field.class == Class::Fix {
            return (!new).then(|| format!("it changes {}, which is written once", name()));
        }
        if !field.is_strict() {
            return None;
        }
        let writer = match field.class {
            Class::Mine => MineKey::parse(rest).and_then(|key| key.writer()),
            // Beside the owner's value stands what another enters, under their own name.
            Class::Own if !rest.is_empty() => person(rest),
            // Whoever adds an item writes its first values, for another perhaps.
            _ if new && field.who == Who::Author && entity.author != AuthorRule::Id => return None,
            _ if field.who == Who::Owner => self.owner,
            _ => self.author_of(entity, id, map),
        };
        (writer != Some(self.author)).then(|| format!("it writes {} of somebody else", name()))
    }

    fn author_of(&self, entity: &Entity, id: &str, map: &ObjId) -> Option<PersonId> {
        match entity.author {
            AuthorRule::Nobody => None,
            AuthorRule::Page => self.owner,
            AuthorRule::Id => person(id),
            AuthorRule::Key(key) => match self.places.doc.get(map, key).ok()?? {
                (Held::Scalar(by), _) => by.as_str().and_then(person),
                (Held::Object(_), _) => None,
            },
        }
    }

    fn place(&self, object: &ObjectId) -> Place {
        let ObjectId::Id(op) = object else { return Place::Root };
        let (parent, id, new) = match self.made.get(&op.counter()) {
            Some((parent, key)) if op.actor() == &self.change.actor_id => {
                (self.object(parent), key.clone(), true)
            }
            _ => match self.places.parent(&self.object(object)) {
                Some((parent, key)) => (parent, key, false),
                None => return Place::Elsewhere,
            },
        };
        if parent == ObjId::Root {
            return self.own_or_collection(&id, new, self.object(object));
        }
        let collection = self.places.parent(&parent).filter(|(root, _)| *root == ObjId::Root);
        let entity = collection.and_then(|(_, name)| entities::in_collection(self.kind, &name));
        match entity {
            Some(entity) if !entity.is_self() => {
                Place::Item { entity, id, new, map: self.object(object) }
            }
            _ => Place::Elsewhere,
        }
    }

    fn own_or_collection(&self, name: &str, new: bool, map: ObjId) -> Place {
        match entities::in_collection(self.kind, name) {
            Some(entity) if entity.is_self() => Place::Item { entity, id: String::new(), new, map },
            Some(entity) => Place::Collection(entity),
            None => Place::Elsewhere,
        }
    }

    fn object(&self, object: &ObjectId) -> ObjId {
        match object {
            ObjectId::Root => ObjId::Root,
            // The third number is a hint where the actor stands; a wrong one is looked up.
            ObjectId::Id(op) => ObjId::Id(op.counter(), op.actor().clone(), usize::MAX),
        }
    }
}

/// Enough of an id to find it by.
fn short(id: &str) -> String {
    id.chars().take(8).collect()
}

#[cfg(test)]
mod tests;
