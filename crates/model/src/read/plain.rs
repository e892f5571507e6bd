//! The plain view: what people see, without versions and signers where there is only one.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::{Mine, Read, Record, Said};
use crate::value::Scalar;

impl Record {
    /// The plain view. Fields that were never written are left out. A field with several versions
    /// is a list under its name with `also` behind it: `title` is the used one, `title_also` the
    /// others. What others entered for a person is under `entered`.
    pub fn plain(&self) -> Json {
        let mut view = Map::new();
        if !self.id.is_empty() {
            view.insert("id".into(), self.id.as_str().into());
        }
        for (field, read) in self.fields() {
            add(&mut view, field.name, read);
        }
        Json::Object(view)
    }
}

fn add(view: &mut Map<String, Json>, name: &str, read: &Read) {
    match read {
        Read::Wording(all) | Read::One(all) => add_versions(view, name, all),
        Read::Text(text) if text.is_empty() => {}
        Read::Text(text) => {
            view.insert(name.into(), text.as_str().into());
        }
        Read::Own(mine) => add_own(view, name, mine),
        Read::Fix(said) => {
            view.insert(name.into(), said.value.plain());
        }
        Read::Flag(all) => {
            if let Some(said) = all.first() {
                view.insert(name.into(), said.value.plain());
            }
        }
        Read::Mine(all) => add_map(view, name, all.iter().map(|(p, mine)| (p, entry(mine)))),
        Read::Marks(all) => {
            let marks = all.iter().filter_map(|(w, said)| Some((w, said.first()?.value.plain())));
            add_map(view, name, marks);
        }
        Read::Words(all) => {
            let on = |said: &[Said]| said.iter().any(|said| said.value.is_yes());
            let words = all.iter().filter(|(_, said)| on(said)).map(|(word, _)| word.as_str());
            let words: Vec<Json> = words.map(Json::from).collect();
            if !words.is_empty() {
                view.insert(name.into(), words.into());
            }
        }
    }
}

fn add_versions(view: &mut Map<String, Json>, name: &str, all: &[Said]) {
    let Some((used, also)) = all.split_last() else { return };
    view.insert(name.into(), used.value.plain());
    if !also.is_empty() {
        let also: Vec<Json> = also.iter().map(|said| said.value.plain()).collect();
        view.insert(format!("{name}_also"), also.into());
    }
}

fn add_own(view: &mut Map<String, Json>, name: &str, mine: &Mine) {
    match mine.own.get("") {
        Some(all) => add_versions(view, name, all),
        None => {
            if let Some(said) = mine.value() {
                view.insert(name.into(), said.value.plain());
            }
        }
    }
}

fn add_map<'k>(
    view: &mut Map<String, Json>,
    name: &str,
    all: impl Iterator<Item = (&'k String, Json)>,
) {
    let all: Map<String, Json> = all.map(|(key, value)| (key.clone(), value)).collect();
    if !all.is_empty() {
        view.insert(name.into(), all.into());
    }
}

fn entry(mine: &Mine) -> Json {
    let own = parts(&mine.own);
    if mine.entered.is_empty() {
        return own;
    }
    let entered: Map<String, Json> =
        mine.entered.iter().map(|entered| (entered.by.clone(), parts(&entered.parts))).collect();
    let mut view = Map::from_iter([("entered".to_owned(), Json::Object(entered))]);
    if !mine.own.is_empty() {
        view.insert("own".into(), own);
    }
    view.into()
}

fn parts(parts: &BTreeMap<String, Vec<Said>>) -> Json {
    let used = |said: &Vec<Said>| said.last().map(|said| Scalar::plain(&said.value));
    if let (1, Some(whole)) = (parts.len(), parts.get("")) {
        return used(whole).unwrap_or_default();
    }
    let named = parts.iter().filter_map(|(name, said)| Some((name.clone(), used(said)?)));
    Json::Object(named.collect())
}
