//! The people of a group, as evidence names them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::entities;
use crate::inert;
use crate::read::Record;
use crate::whole::Whole;

/// A register in which somebody needs proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Register {
    /// Its name.
    pub register: String,
    /// Its own label for this work, as the member wrote it.
    pub category: String,
}

/// One member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Person {
    /// What they are called.
    pub name: String,
    /// What they do.
    pub function: String,
    /// Where they need proof.
    pub registers: Vec<Register>,
}

/// Everybody who is or was in the group, by id.
pub(super) struct People(BTreeMap<String, Person>);

impl People {
    pub(super) fn of(whole: &Whole<'_>) -> Self {
        let members = whole.in_group(&entities::MEMBER);
        let mut all: BTreeMap<String, Person> =
            members.iter().map(|one| (one.id.clone(), person(one))).collect();
        for one in whole.in_group(&entities::REGISTER).iter().filter(|one| !one.is_withdrawn()) {
            let register =
                Register { register: line(one, "register"), category: line(one, "category") };
            if let Some(person) = all.get_mut(one.by()) {
                person.registers.push(register);
            }
        }
        Self(all)
    }

    /// A person by id; without a name for one who never wrote about themselves.
    pub(super) fn get(&self, id: &str) -> Person {
        self.0.get(id).cloned().unwrap_or_else(|| Person { name: short(id), ..Person::default() })
    }

    /// The name behind an id; empty for no id.
    pub(super) fn name(&self, id: &str) -> String {
        if id.is_empty() { String::new() } else { self.get(id).name }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Person)> {
        self.0.iter().map(|(id, person)| (id.as_str(), person))
    }
}

/// A field on one line, inert.
pub(super) fn line(record: &Record, field: &str) -> String {
    inert::line(record.str(field)).trim().to_owned()
}

/// A field as running text, inert.
pub(super) fn prose(record: &Record, field: &str) -> String {
    inert::prose(record.str(field)).trim().to_owned()
}

/// What a session played: the id of a built-in method, the name of one of the group.
pub(super) fn method(whole: &Whole<'_>, session: &Record) -> String {
    let id = line(session, "method");
    let own = whole.in_group(&entities::OWN_METHOD).into_iter().find(|one| one.id == id);
    let Some(own) = own else { return id };
    let names = ["name_nl", "name_en"].map(|field| line(&own, field));
    names.into_iter().find(|name| !name.is_empty()).unwrap_or(id)
}

/// Whether `text` has `word` in it as a word, or as words, of its own.
pub(super) fn mentions(text: &str, word: &str) -> bool {
    let apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    !word.is_empty()
        && text.match_indices(word).any(|(at, found)| {
            let (before, after) = (text.get(..at), text.get(at + found.len()..));
            apart(before.and_then(|text| text.chars().next_back()))
                && apart(after.and_then(|text| text.chars().next()))
        })
}

/// Whether `text` names somebody: by the whole name, or the first name.
pub(super) fn names(text: &str, name: &str) -> bool {
    /// Shorter first names ("An", "Jo") are words of every sentence.
    const FIRST: usize = 3;
    let first = name.split_whitespace().next().unwrap_or_default();
    mentions(text, name) || (first.chars().count() >= FIRST && mentions(text, first))
}

fn person(member: &Record) -> Person {
    let name = line(member, "name");
    let name = if name.is_empty() { short(&member.id) } else { name };
    Person { name, function: line(member, "function"), registers: Vec::new() }
}

fn short(id: &str) -> String {
    id.chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_a_word() {
        let bram = "Bram Fictief";
        for text in ["Bram zei het.", "Dat was van Bram.", "(Bram Fictief)", "Brams, Bram!"] {
            assert!(names(text, bram), "{text}");
        }
        for text in ["Bramen plukken", "bram", "Abram", ""] {
            assert!(!names(text, bram), "{text}");
        }
        assert!(!names("An apple", "An Bakker"));
        assert!(names("An Bakker zei het", "An Bakker"));
    }
}
