//! From the file to acts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::file::{At, parse};
use super::wrong::{ImportError, Place as Where, Wrong};
use super::{Act, Deed, Place, Planned, SCHEMA, sections, things, waves};
use crate::derive::Date;
use crate::edit::check_value;
use crate::schema::{Class, Entity, Field, PageKind, Type};
use crate::value::{Scalar, Value};

/// Reads an example group into what each member does: opening pages, then all else in the order of
/// the file.
///
/// # Errors
/// When the file is not JSON, not of this form, names somebody who is not in it, or holds a value
/// that a field does not take. Nothing is planned then.
pub fn plan(text: &str) -> Result<Vec<Act>, ImportError> {
    let json = parse(text)?;
    let root = At::root(&json);
    if root.need("schema")? != SCHEMA {
        return Err(root.error(Wrong::Schema));
    }
    let mut planner = Planner::new(&root)?;
    sections::plan(&mut planner, &root)?;
    things::plan(&mut planner, &root)?;
    sections::leave(&mut planner, &root)?;
    // Anything may name any page; the rest stays as it came.
    planner.acts.sort_by_key(|act| !matches!(act.deed, Deed::OpenPage { .. }));
    waves::number(&mut planner.acts);
    Ok(planner.acts)
}

/// Milliseconds of 2025-01-01: ids of an imported group are counted from there, in the order of
/// the file.
const FIRST_ID_MS: u64 = 1_735_689_600_000;

/// The lists whose items have a page of their own.
const PAGED: &[&str] = &[
    "meetings",
    "cases",
    "findings",
    "experiments",
    "notes",
    "reflections",
    "evaluations",
    "stories",
];

pub(super) struct Planner<'j> {
    pub(super) acts: Vec<Act>,
    pub(super) members: Vec<&'j str>,
    pub(super) founder: &'j str,
    pages: BTreeSet<&'j str>,
    ids: BTreeMap<String, String>,
    next: u64,
}

impl<'j> Planner<'j> {
    fn new(root: &At<'j>) -> Result<Self, ImportError> {
        let members = labels(root, "members")?;
        let guide = root
            .list("members")?
            .into_iter()
            .find(|m| m.get("role").is_some_and(|role| role.json == "guide"));
        let founder = match guide {
            Some(guide) => guide.need("id")?,
            None => members.first().copied().ok_or_else(|| root.error(Wrong::NoMembers))?,
        };
        let mut pages = BTreeSet::new();
        for list in PAGED {
            pages.extend(labels(root, list)?);
        }
        let mut planner =
            Self { acts: Vec::new(), members, founder, pages, ids: BTreeMap::new(), next: 0 };
        planner.number_items(root.json);
        Ok(planner)
    }

    /// Gives an id to everything in the file that has a label and no page.
    fn number_items(&mut self, json: &'j Json) {
        let mut waiting = vec![json];
        while let Some(json) = waiting.pop() {
            match json {
                Json::Array(items) => waiting.extend(items.iter().rev()),
                Json::Object(map) => {
                    if let Some(label) = map.get("id").and_then(Json::as_str) {
                        let known = self.members.contains(&label) || self.pages.contains(label);
                        if !known && !self.ids.contains_key(label) {
                            let id = self.new_id(label);
                            self.ids.insert(label.to_owned(), id);
                        }
                    }
                    waiting.extend(map.values().collect::<Vec<_>>().into_iter().rev());
                }
                _ => {}
            }
        }
    }

    /// A unique id that follows all before it.
    pub(super) fn new_id(&mut self, label: &str) -> String {
        self.next += 1;
        let parts: [&[u8]; 2] = [&self.next.to_be_bytes(), label.as_bytes()];
        let hash = kring_trust::hash::hash("kring 1 imported item", &parts);
        let random = hash.iter().take(10).fold(0, |sum: u128, b| (sum << 8) | u128::from(*b));
        ulid::Ulid::from_parts(FIRST_ID_MS + self.next, random).to_string()
    }

    /// The id of an item of the file, or a new one for an item without a label.
    pub(super) fn item_id(&mut self, at: &At<'j>) -> Result<Planned, ImportError> {
        let label = at.maybe("id")?.unwrap_or_default();
        let id = match self.ids.get(label) {
            Some(id) => id.clone(),
            None => self.new_id(label),
        };
        Ok(Planned::Plain(id.into()))
    }

    /// A member's label, checked.
    pub(super) fn member(&self, at: &At<'_>, label: &'j str) -> Result<&'j str, ImportError> {
        let known = self.members.contains(&label);
        known.then_some(label).ok_or_else(|| at.error(Wrong::NoMember(label.to_owned())))
    }

    /// The member under a key, or who else does it.
    pub(super) fn member_at(
        &self,
        at: &At<'j>,
        key: &str,
        or: &'j str,
    ) -> Result<&'j str, ImportError> {
        match at.maybe(key)? {
            Some(label) => self.member(at, label),
            None => Ok(or),
        }
    }

    /// What a label or text becomes in a field that holds ids.
    fn reference(&self, at: &At<'_>, label: &str) -> Result<Planned, ImportError> {
        if self.members.contains(&label) || self.pages.contains(label) {
            return Ok(Planned::Label(label.to_owned()));
        }
        match self.ids.get(label) {
            Some(id) => Ok(Planned::Plain(id.as_str().into())),
            None => Err(at.error(Wrong::NothingCalled(label.to_owned()))),
        }
    }

    /// A value of the file as a field takes it.
    pub(super) fn planned(
        &self,
        entity: &'static Entity,
        field: &'static Field,
        at: &At<'_>,
    ) -> Result<Planned, ImportError> {
        let refers = matches!(field.value, Type::Person | Type::Id) && field.name != "origin";
        let value = match at.json {
            Json::String(text) if refers => return self.reference(at, text),
            Json::Array(words) if field.class == Class::Words => {
                let word = |word: &Json| match word.as_str() {
                    Some(word) if refers => self.reference(at, word),
                    Some(word) => Ok(Planned::Plain(word.into())),
                    None => Err(at.error(Wrong::NotWords)),
                };
                return Ok(Planned::Words(words.iter().map(word).collect::<Result<_, _>>()?));
            }
            json => scalar(json).ok_or_else(|| at.error(Wrong::NotOne))?,
        };
        let value = Value::One(value);
        check_value(entity, field, &value).map_err(|error| at.error(Wrong::Value(error)))?;
        Ok(Planned::Plain(value))
    }

    /// The fields of an entity that the file has under the same names.
    pub(super) fn fields(
        &self,
        entity: &'static Entity,
        at: &At<'j>,
        names: &[&str],
    ) -> Result<Vec<(String, Planned)>, ImportError> {
        let mut values = Vec::new();
        for name in names {
            let Some(value) = at.get(name) else { continue };
            let field = entity.field(name).ok_or_else(|| value.error(Wrong::NoSuchField))?;
            values.push(((*name).to_owned(), self.planned(entity, field, &value)?));
        }
        Ok(values)
    }

    pub(super) fn act(&mut self, by: &str, on: &str, deed: Deed) {
        let (by, on) = (by.to_owned(), on.to_owned());
        self.acts.push(Act { by, entered_for: None, on, wave: 0, deed });
    }

    pub(super) fn act_for(&mut self, by: &str, whose: &str, on: &str, deed: Deed) {
        self.act(by, on, deed);
        if by != whose
            && let Some(act) = self.acts.last_mut()
        {
            act.entered_for = Some(whose.to_owned());
        }
    }

    /// Opens a page and adds its entry to the group document.
    pub(super) fn open(
        &mut self,
        (by, on): (&str, &str),
        page: &str,
        kind: PageKind,
        audience: Option<Vec<String>>,
    ) {
        self.act(by, on, Deed::OpenPage { page: page.to_owned(), kind, audience });
    }

    pub(super) fn add(
        &mut self,
        (by, on): (&str, &str),
        place: Place,
        entity: &'static Entity,
        id: Planned,
        values: Vec<(String, Planned)>,
    ) {
        self.act(by, on, Deed::Add { place, entity: entity.name.to_owned(), id, values });
    }

    /// Sets fields of an item, one act each.
    pub(super) fn set_all(
        &mut self,
        (by, on): (&str, &str),
        place: &Place,
        entity: &'static Entity,
        id: &Planned,
        values: Vec<(String, Planned)>,
    ) {
        for (field, value) in values {
            let (entity, id) = (entity.name.to_owned(), id.clone());
            self.act(by, on, Deed::Set { place: place.clone(), entity, id, field, value });
        }
    }

    pub(super) fn set(
        &mut self,
        by_on: (&str, &str),
        place: &Place,
        entity: &'static Entity,
        id: &Planned,
        field: &str,
        value: impl Into<Value>,
    ) -> Result<(), ImportError> {
        let value = value.into();
        let at = Where::Part(format!("{}.{field}", entity.name));
        let wrong = |why| ImportError { at: at.clone(), why };
        let known = entity.field(field).ok_or_else(|| wrong(Wrong::NoSuchField))?;
        check_value(entity, known, &value).map_err(|error| wrong(Wrong::Value(error)))?;
        let values = vec![(field.to_owned(), Planned::Plain(value))];
        self.set_all(by_on, place, entity, id, values);
        Ok(())
    }
}

/// The id of a page's own fields.
pub(super) fn itself() -> Planned {
    Planned::Plain("".into())
}

pub(super) fn plain(value: impl Into<Value>) -> Planned {
    Planned::Plain(value.into())
}

fn scalar(json: &Json) -> Option<Scalar> {
    match json {
        Json::String(text) => Some(text.as_str().into()),
        Json::Bool(yes) => Some((*yes).into()),
        Json::Number(number) => number.as_i64().map(Scalar::Number),
        _ => None,
    }
}

fn labels<'j>(root: &At<'j>, list: &str) -> Result<Vec<&'j str>, ImportError> {
    let mut labels = Vec::new();
    for item in root.list(list)? {
        let label = item.need("id")?;
        let sound = crate::schema::is_id(label) && !labels.contains(&label);
        labels.push(sound.then_some(label).ok_or_else(|| item.error(Wrong::Id))?);
    }
    Ok(labels)
}

/// A date of the file, checked.
pub(super) fn date<'j>(at: &At<'j>, key: &str) -> Result<&'j str, ImportError> {
    let date = at.maybe(key)?.unwrap_or_default();
    let sound = date.is_empty() || Date::parse(date).is_some();
    sound.then_some(date).ok_or_else(|| at.error(Wrong::NotADate(key.to_owned())))
}
