//! One field as it is read.

use std::collections::BTreeMap;

use crate::person::{PersonId, person};
use crate::schema::Class;
use crate::value::Scalar;

/// One version of a value, with who signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The value.
    pub value: Scalar,
    /// Who signed it; `None` when the log is not known.
    pub by: Option<PersonId>,
    pub(crate) stamp: (u64, Vec<u8>),
}

/// What somebody entered for somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// Who entered it, as the key says; the signer is in each part.
    pub by: String,
    /// The parts; a value without parts has the name "".
    pub parts: BTreeMap<String, Vec<Said>>,
}

/// One person's own entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mine {
    /// What they wrote themselves, by part; a value without parts has the name "".
    pub own: BTreeMap<String, Vec<Said>>,
    /// What others entered for them, the newest last. Shown only without an own one.
    pub entered: Vec<Entered>,
}

/// A field of a record, by its merge class. Versions stand in the order of their writing; the
/// last is the one that is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// All wordings.
    Wording(Vec<Said>),
    /// The merged text.
    Text(String),
    /// The value used is the last; the others are "also chosen".
    One(Vec<Said>),
    /// The owner's values, and what others entered for the owner.
    Own(Mine),
    /// By person.
    Mine(BTreeMap<String, Mine>),
    /// Present, perhaps since a day; the earliest first.
    Flag(Vec<Said>),
    /// By word; each the smallest first.
    Marks(BTreeMap<String, Vec<Said>>),
    /// By word, whether it is on: on if any version says so.
    Words(BTreeMap<String, Vec<Said>>),
    /// Written with the item.
    Fix(Said),
}

impl Mine {
    /// The part that is shown, own before entered.
    pub fn part(&self, name: &str) -> Option<&Said> {
        let entered = self.entered.iter().rev().filter_map(|entered| entered.parts.get(name));
        self.own.get(name).into_iter().chain(entered).find_map(|said| said.last())
    }

    /// The parts that are shown: all of one's own if there is any, else the newest entered.
    pub fn shown(&self) -> Option<&BTreeMap<String, Vec<Said>>> {
        if !self.own.is_empty() {
            return Some(&self.own);
        }
        self.entered.last().map(|entered| &entered.parts)
    }

    /// The value of an entry without parts.
    pub fn value(&self) -> Option<&Said> {
        self.part("")
    }

    /// Whether only others wrote it.
    pub fn is_entered(&self) -> bool {
        self.own.is_empty() && !self.entered.is_empty()
    }

    fn add(&mut self, by: Option<&str>, part: &str, said: Said) {
        let parts = match by {
            None => &mut self.own,
            Some(by) => match self.entered.iter().position(|entered| entered.by == by) {
                Some(at) => match self.entered.get_mut(at) {
                    Some(entered) => &mut entered.parts,
                    None => return,
                },
                None => {
                    let entered = Entered { by: by.to_owned(), parts: BTreeMap::new() };
                    self.entered.push(entered);
                    match self.entered.last_mut() {
                        Some(entered) => &mut entered.parts,
                        None => return,
                    }
                }
            },
        };
        parts.entry(part.to_owned()).or_default().push(said);
    }

    fn settle(&mut self) {
        self.own.values_mut().for_each(|all| in_order(all));
        for entered in &mut self.entered {
            entered.parts.values_mut().for_each(|all| in_order(all));
        }
        let newest = |entered: &Entered| {
            entered
                .parts
                .values()
                .filter_map(|said| said.last())
                .map(|said| said.stamp.clone())
                .max()
        };
        self.entered.sort_by_key(newest);
    }
}

impl Read {
    pub(super) fn empty(class: Class) -> Option<Self> {
        Some(match class {
            Class::Wording => Self::Wording(Vec::new()),
            Class::Text => Self::Text(String::new()),
            Class::One => Self::One(Vec::new()),
            Class::Own => Self::Own(Mine::default()),
            Class::Mine => Self::Mine(BTreeMap::new()),
            Class::Flag => Self::Flag(Vec::new()),
            Class::Marks => Self::Marks(BTreeMap::new()),
            Class::Words => Self::Words(BTreeMap::new()),
            Class::Fix => return None,
        })
    }

    pub(super) fn add(&mut self, rest: &str, said: Said) {
        match self {
            Self::Wording(all) | Self::One(all) | Self::Flag(all) => all.push(said),
            Self::Own(mine) if rest.is_empty() => mine.add(None, "", said),
            Self::Own(mine) => mine.add(Some(rest), "", said),
            Self::Mine(all) => {
                let Some(key) = MineKey::parse(rest) else { return };
                all.entry(key.whose.to_owned()).or_default().add(key.by, key.part, said);
            }
            Self::Marks(all) | Self::Words(all) if !rest.is_empty() => {
                all.entry(rest.to_owned()).or_default().push(said);
            }
            Self::Text(_) | Self::Fix(_) | Self::Marks(_) | Self::Words(_) => {}
        }
    }

    /// Puts versions in their order, which does not depend on the order of arrival.
    pub(super) fn settle(&mut self) {
        match self {
            Self::Wording(all) | Self::One(all) => in_order(all),
            Self::Flag(all) => smallest_first(all),
            Self::Own(mine) => mine.settle(),
            Self::Mine(all) => all.values_mut().for_each(Mine::settle),
            Self::Marks(all) => all.values_mut().for_each(|all| smallest_first(all)),
            Self::Words(all) => all.values_mut().for_each(|all| in_order(all)),
            Self::Text(_) | Self::Fix(_) => {}
        }
    }
}

fn in_order(all: &mut [Said]) {
    all.sort_by(|a, b| a.stamp.cmp(&b.stamp));
}

fn smallest_first(all: &mut [Said]) {
    all.sort_by(|a, b| (&a.value, &a.stamp).cmp(&(&b.value, &b.stamp)));
}

/// The key of an entry behind the field's name: `person`, `person/by`, either with `/part`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct MineKey<'k> {
    pub(crate) whose: &'k str,
    pub(crate) by: Option<&'k str>,
    pub(crate) part: &'k str,
}

impl<'k> MineKey<'k> {
    /// `None` for a key without a person.
    pub(crate) fn parse(rest: &'k str) -> Option<Self> {
        let (whose, rest) = rest.split_once('/').unwrap_or((rest, ""));
        if whose.is_empty() {
            return None;
        }
        let (second, part) = rest.split_once('/').unwrap_or((rest, ""));
        Some(match person(second) {
            Some(_) => Self { whose, by: Some(second), part },
            None => Self { whose, by: None, part: rest },
        })
    }

    /// The only one who may write it.
    pub(crate) fn writer(&self) -> Option<PersonId> {
        person(self.by.unwrap_or(self.whose))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_whose_and_by_whom() {
        let (noor, wim) = ("a".repeat(64), "b".repeat(64));
        let parse =
            |rest: &str| MineKey::parse(rest).map(|key| (key.writer(), key.part.to_owned()));
        let id = |text: &str| crate::person::person(text);
        assert_eq!(parse(&noor), Some((id(&noor), String::new())));
        assert_eq!(parse(&format!("{noor}/from")), Some((id(&noor), "from".into())));
        assert_eq!(parse(&format!("{noor}/{wim}")), Some((id(&wim), String::new())));
        assert_eq!(parse(&format!("{noor}/{wim}/from")), Some((id(&wim), "from".into())));
        assert_eq!(parse("nobody"), Some((None, String::new())));
        assert_eq!(parse(""), None);
    }
}
