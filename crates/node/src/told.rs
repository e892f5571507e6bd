//! What happened on a page, as a sentence without its subject: "voegde een tip toe en wijzigde
//! titel". The words come from whoever shows it; both faces say the same.

use kring_model::entities;
use kring_model::page::{Deed, Done};
use kring_model::schema::Entity;

/// Parts of one sentence; what comes after is "more".
const PARTS_CAP: usize = 4;

/// Fields named in one part.
const FIELDS_CAP: usize = 5;

/// Fields that hold things together: that they were written says nothing to people.
const SILENT: &[&str] = &[
    "by",
    "entered_by",
    "of",
    "origin",
    "round",
    "presenter",
    "tips_at_close",
    "text_hash",
    "attendance_lists",
];

/// Own fields of a page for which there is a sentence of its own.
const SPECIAL: [(&str, &str); 4] = [
    ("attendance", "told-attended"),
    ("minutes_confirmed_by", "told-confirmed"),
    ("attendance_signed", "told-signed"),
    ("good", "told-good"),
];

/// Words in the reader's language.
pub trait Words {
    /// The message `key` with texts filled in; none if there is no such message.
    fn say(&self, key: &str, filled: &[(&'static str, &str)]) -> Option<String>;

    /// What a field is called.
    fn field(&self, name: &str) -> String;

    /// Several, one after the other: "Wim, Bram en Lotte".
    fn list(&self, all: &[String]) -> String;
}

/// Whether deeds are the first on their page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// They are not.
    No,
    /// They are, and it is told on that page.
    Here,
    /// They are, and it is told elsewhere: the name of what was begun.
    Of(&'static str),
}

/// What these deeds come to.
pub fn sentence(words: &impl Words, deeds: &[Deed], begin: Begin) -> String {
    let mut parts = Vec::new();
    match begin {
        Begin::No => parts.extend(own(words, deeds)),
        Begin::Here => parts.extend(words.say("told-made", &[])),
        Begin::Of(entity) => {
            let what = words.say(&format!("one-{entity}"), &[]).unwrap_or_default();
            let special = words.say(&format!("told-began-{entity}"), &[]);
            parts.extend(special.or_else(|| words.say("told-began", &[("what", &what)])));
        }
    }
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for deed in deeds.iter().filter(|deed| !deed.id.is_empty()) {
        let Some((key, many)) = of_item(&deed.what) else { continue };
        if seen.contains(&(deed.entity, key)) {
            continue;
        }
        seen.push((deed.entity, key));
        let same = |other: &&Deed| {
            other.entity == deed.entity && of_item(&other.what).is_some_and(|(one, _)| one == key)
        };
        parts.extend(part(words, deed.entity, (key, many), times(deeds.iter().filter(same))));
    }
    if parts.len() > PARTS_CAP {
        parts.truncate(PARTS_CAP);
        parts.extend(words.say("told-more", &[]));
    }
    if parts.is_empty() {
        parts.extend(words.say("told-nothing", &[]));
    }
    words.list(&parts)
}

/// How many things.
fn times<'d>(deeds: impl Iterator<Item = &'d Deed>) -> usize {
    let mut ids: Vec<&str> = deeds.map(|deed| deed.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len()
}

/// What was done to the page's own fields.
fn own(words: &impl Words, deeds: &[Deed]) -> Vec<String> {
    let deeds = || deeds.iter().filter(|deed| deed.id.is_empty());
    let mut parts = Vec::new();
    for (field, key) in SPECIAL {
        if deeds().any(|deed| deed.what == Done::Set(field)) {
            parts.extend(words.say(key, &[]));
        }
    }
    let wrote = deeds().filter_map(|deed| match deed.what {
        Done::Wrote(field) => Some(field),
        _ => None,
    });
    let set = deeds().filter_map(|deed| match deed.what {
        Done::Set(field) if SPECIAL.iter().any(|(special, _)| *special == field) => None,
        Done::Set(field) => Some(field),
        _ => None,
    });
    parts.extend(fields(words, "told-wrote", wrote.collect()));
    parts.extend(fields(words, "told-set", set.collect()));
    parts
}

fn fields(words: &impl Words, key: &str, names: Vec<&'static str>) -> Option<String> {
    let shown = names.iter().filter(|name| !SILENT.contains(name)).take(FIELDS_CAP);
    let mut labels: Vec<String> = Vec::new();
    for name in shown {
        let label = words.field(name);
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    if labels.is_empty() {
        return None;
    }
    words.say(key, &[("fields", &words.list(&labels))])
}

/// The messages for one item and for several.
fn of_item(what: &Done) -> Option<(&'static str, Option<&'static str>)> {
    match what {
        Done::Added => Some(("told-added", Some("told-added-many"))),
        Done::Set("withdrawn") => Some(("told-withdrew", None)),
        Done::Set("order") => Some(("told-moved", None)),
        Done::Set("good") => Some(("told-good", None)),
        Done::Set(field) | Done::Wrote(field) if SILENT.contains(field) => None,
        Done::Set(_) | Done::Wrote(_) => Some(("told-item", Some("told-item-many"))),
    }
}

fn part(
    words: &impl Words,
    entity: &str,
    (one, many): (&str, Option<&str>),
    times: usize,
) -> Option<String> {
    if let Some(many) = many.filter(|_| times > 1) {
        let entity: &Entity = entities::named(entity)?;
        let list = words.say(&format!("list-{}", entity.collection), &[]);
        let list = list.unwrap_or_else(|| words.field(entity.collection));
        return words.say(many, &[("count", &times.to_string()), ("list", &list)]);
    }
    let what = words.say(&format!("one-{entity}"), &[]);
    let what = what.or_else(|| words.say("one-thing", &[])).unwrap_or_default();
    words.say(one, &[("what", &what)])
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain;

    impl Words for Plain {
        fn say(&self, key: &str, filled: &[(&'static str, &str)]) -> Option<String> {
            let filled: Vec<&str> = filled.iter().map(|(_, text)| *text).collect();
            let key = key.strip_prefix("told-").unwrap_or(key);
            Some([&[key], filled.as_slice()].concat().join(" "))
        }

        fn field(&self, name: &str) -> String {
            name.to_owned()
        }

        fn list(&self, all: &[String]) -> String {
            all.join(", ")
        }
    }

    fn deed(entity: &'static str, id: &str, what: Done) -> Deed {
        Deed { entity, id: id.to_owned(), what }
    }

    #[test]
    fn deeds_become_one_sentence() {
        let deeds = [
            deed("case_file", "", Done::Set("title")),
            deed("case_file", "", Done::Wrote("situation")),
            deed("case_file", "", Done::Set("title")),
            deed("advice", "a", Done::Added),
            deed("question", "b", Done::Wrote("answer")),
            deed("question", "c", Done::Set("temperature")),
            deed("question", "c", Done::Set("withdrawn")),
        ];
        let expected = "wrote situation, set title, added one-advice, \
                        item-many 2 list-questions, more";
        assert_eq!(sentence(&Plain, &deeds, Begin::No), expected);
        assert_eq!(sentence(&Plain, &deeds[..3], Begin::Here), "made");
        assert_eq!(sentence(&Plain, &deeds[..3], Begin::Of("case")), "began-case");
        assert_eq!(sentence(&Plain, &deeds[3..4], Begin::No), "added one-advice");
    }

    #[test]
    fn what_says_nothing_is_not_said() {
        let deeds = [deed("advice", "a", Done::Set("round"))];
        assert_eq!(sentence(&Plain, &deeds, Begin::No), "nothing");
        assert_eq!(sentence(&Plain, &[], Begin::No), "nothing");
    }
}
