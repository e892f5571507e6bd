//! An item as it is read.

use std::collections::BTreeMap;

use super::{Fields, Mine, Read, Said};
use crate::person::{PersonId, person};
use crate::schema::{AuthorRule, Class, Entity, Field, Who};
use crate::value::Scalar;

/// An item with all its fields; those never written are there too, empty.
#[derive(Debug, Clone)]
pub struct Record {
    /// What it is.
    pub entity: &'static Entity,
    /// Its id; empty for a page's own fields.
    pub id: String,
    /// Whose device made it. An item whose `by` is another was entered for that other.
    pub made_by: Option<PersonId>,
    fields: Fields,
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.entity.name == other.entity.name
            && (&self.id, self.made_by, &self.fields) == (&other.id, other.made_by, &other.fields)
    }
}

impl Record {
    pub(super) fn new(entity: &'static Entity, id: &str, made_by: Option<PersonId>) -> Self {
        let empty = |field: &Field| Some((field.name, Read::empty(field.class)?));
        let fields = entity.fields.iter().filter_map(empty).collect();
        let id = if entity.is_self() { String::new() } else { id.to_owned() };
        Self { entity, id, made_by, fields }
    }

    pub(super) fn add(&mut self, field: &'static Field, rest: &str, said: Said) {
        if field.class == Class::Fix {
            let older = |held: &Said| held.stamp <= said.stamp;
            if !matches!(self.fields.get(field.name), Some(Read::Fix(held)) if older(held)) {
                self.fields.insert(field.name, Read::Fix(said));
            }
        } else if let Some(read) = self.fields.get_mut(field.name) {
            read.add(rest, said);
        }
    }

    pub(super) fn add_text(&mut self, field: &'static Field, text: &str) {
        if let Some(Read::Text(held)) = self.fields.get_mut(field.name)
            && !text.is_empty()
        {
            let between = if held.is_empty() { "" } else { "\n" };
            *held = format!("{held}{between}{text}");
        }
    }

    pub(super) fn settle(&mut self) {
        self.fields.values_mut().for_each(Read::settle);
    }

    /// A field, by its class. `None` when the entity has no such field, or a FIX was not given.
    pub fn field(&self, name: &str) -> Option<&Read> {
        self.fields.get(name)
    }

    /// All fields in the order of the schema.
    pub fn fields(&self) -> impl Iterator<Item = (&'static Field, &Read)> {
        let held = |field: &'static Field| Some((field, self.fields.get(field.name)?));
        self.entity.fields.iter().filter_map(held)
    }

    /// All versions of a WORDING or ONE, or the owner's of an OWN, the used one last.
    pub fn versions(&self, name: &str) -> &[Said] {
        match self.fields.get(name) {
            Some(Read::Wording(all) | Read::One(all) | Read::Flag(all)) => all,
            Some(Read::Own(mine)) => mine.own.get("").map_or(&[], Vec::as_slice),
            Some(Read::Fix(said)) => std::slice::from_ref(said),
            _ => &[],
        }
    }

    /// Whether more than one version stands there.
    pub fn is_undecided(&self, name: &str) -> bool {
        match self.fields.get(name) {
            Some(Read::Wording(all) | Read::One(all)) => all.len() > 1,
            Some(Read::Own(mine)) => mine.own.get("").is_some_and(|all| all.len() > 1),
            _ => false,
        }
    }

    /// The value that is used, with its signer. Of a flag, the earliest.
    pub fn said(&self, name: &str) -> Option<&Said> {
        match self.fields.get(name)? {
            Read::Wording(all) | Read::One(all) => all.last(),
            Read::Flag(all) => all.first(),
            Read::Own(mine) => mine.value(),
            Read::Fix(said) => Some(said),
            Read::Text(_) | Read::Mine(_) | Read::Marks(_) | Read::Words(_) => None,
        }
    }

    /// The value that is used.
    pub fn value(&self, name: &str) -> Option<&Scalar> {
        self.said(name).map(|said| &said.value)
    }

    /// The used value or merged text as text; empty when there is none.
    pub fn str(&self, name: &str) -> &str {
        match self.fields.get(name) {
            Some(Read::Text(text)) => text,
            _ => self.value(name).and_then(Scalar::as_str).unwrap_or_default(),
        }
    }

    /// The used number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.value(name)?.as_number()
    }

    /// Whether a flag is set, or a yes-or-no is yes.
    pub fn is(&self, name: &str) -> bool {
        match self.fields.get(name) {
            Some(Read::Flag(all)) => !all.is_empty(),
            _ => self.value(name) == Some(&Scalar::Bool(true)),
        }
    }

    /// Whether it was put away and did not come back since.
    pub fn is_put_away(&self) -> bool {
        self.is("archived") && !self.is("back")
    }

    /// The words that are on. On wins over off at the same time.
    pub fn words(&self, name: &str) -> Vec<&str> {
        let Some(Read::Words(all)) = self.fields.get(name) else { return Vec::new() };
        let on = |said: &Vec<Said>| said.iter().any(|said| said.value.is_yes());
        all.iter().filter(|(_, said)| on(said)).map(|(word, _)| word.as_str()).collect()
    }

    /// Marks by word, each the smallest.
    pub fn marks(&self, name: &str) -> BTreeMap<&str, &Scalar> {
        let Some(Read::Marks(all)) = self.fields.get(name) else { return BTreeMap::new() };
        all.iter().filter_map(|(word, said)| Some((word.as_str(), &said.first()?.value))).collect()
    }

    /// The entries of all persons.
    pub fn mine(&self, name: &str) -> impl Iterator<Item = (&str, &Mine)> {
        let all = match self.fields.get(name) {
            Some(Read::Mine(all)) => Some(all),
            _ => None,
        };
        all.into_iter().flatten().map(|(person, mine)| (person.as_str(), mine))
    }

    /// One person's entry.
    pub fn mine_of(&self, name: &str, person: &str) -> Option<&Mine> {
        match self.fields.get(name)? {
            Read::Mine(all) => all.get(person),
            _ => None,
        }
    }

    /// Whose item it is, as it says.
    pub fn by(&self) -> &str {
        match self.entity.id {
            crate::schema::IdRule::Person => &self.id,
            _ => self.str(self.entity.author_field()),
        }
    }

    /// Whether a person may write one of its fields, on a page of `owner`; what a note-taker mends of
    /// others, and what is written once, apart.
    pub fn is_writable_by(&self, field: &Field, who: PersonId, owner: Option<PersonId>) -> bool {
        let author = match self.entity.author {
            AuthorRule::Page => owner,
            AuthorRule::Nobody => None,
            AuthorRule::Id | AuthorRule::Key(_) => person(self.by()),
        };
        match field.who {
            Who::Anyone => true,
            Who::Author => author == Some(who),
            Who::Owner => owner == Some(who),
        }
    }

    /// Who typed it for [`by`](Self::by): the signer, if that is somebody else.
    pub fn entered_by(&self) -> Option<PersonId> {
        self.made_by.filter(|maker| !self.by().is_empty() && maker.to_string() != self.by())
    }

    /// Whether its author took it back.
    pub fn is_withdrawn(&self) -> bool {
        self.is("withdrawn")
    }
}
