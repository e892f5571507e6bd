//! One record's fields, each by its merge class.

use kring_model::entities;
use kring_model::read::{Mine, Read, Record, Said};
use kring_model::schema::{Field, Type};
use kring_model::text::MergedSentence;
use serde_json::{Map, Value, json};

use super::Shown;
use crate::desk::Desk;
use crate::fields::short;
use crate::find;
use crate::labels;
use crate::say;
use crate::sheet::{Sheet, Tone};

/// Facts of an entry that the line below the title says already, as day or as status.
const IN_THE_HEAD: &[&str] = &["date", "offered", "chosen", "advised", "purged_at", "withdrawn_at"];

/// Fields that are shown on the line of their item.
const ON_THE_LINE: &[&str] = &["text", "title", "what", "plan", "name"];

/// The presenter stands in the head of a case.
fn is_silent(field: &str) -> bool {
    field == "presenter" || entities::only_binds(field)
}

/// What an entry in the group document says beyond its head.
pub(super) fn entry(desk: &mut Desk<'_>, sheet: &mut Sheet, record: &Record) {
    let shown = Shown { record: record.clone(), merged: Vec::new() };
    for (field, read) in record.fields() {
        let said = IN_THE_HEAD.contains(&field.name) && !differ(record.versions(field.name));
        if !said && !is_silent(field.name) {
            one(desk, sheet, 0, &shown, field, read);
        }
    }
}

/// All fields that were written, label before value; a title that is the heading is not repeated.
pub(super) fn record(desk: &mut Desk<'_>, sheet: &mut Sheet, indent: usize, shown: &Shown) {
    for (field, read) in shown.record.fields() {
        let heading = field.name == "title" && !differ(shown.record.versions("title"));
        if !heading && !is_silent(field.name) {
            one(desk, sheet, indent, shown, field, read);
        }
    }
}

/// One field, if it was written.
pub(super) fn named(
    desk: &mut Desk<'_>,
    sheet: &mut Sheet,
    indent: usize,
    shown: &Shown,
    name: &str,
) {
    let found = shown.record.fields().find(|(field, _)| field.name == name);
    if let Some((field, read)) = found {
        one(desk, sheet, indent, shown, field, read);
    }
}

/// An item of a list: its words and whose they are, then its other fields.
pub(super) fn item(desk: &mut Desk<'_>, sheet: &mut Sheet, shown: &Shown) {
    let record = &shown.record;
    let mut whose = desk.name_of(record.by());
    if let Some(typist) = record.entered_by() {
        let typist = desk.name_of(&typist.to_string());
        whose = desk.context.words().say(&say!("show-entered-by", name = whose, typist = typist));
    }
    let first = ON_THE_LINE.iter().find(|name| !record.str(name).is_empty());
    let words = first.map(|name| record.str(name)).unwrap_or_default();
    let withdrawn = if record.is_withdrawn() {
        format!(" ({})", labels::choice(desk.context.words(), "withdrawn"))
    } else {
        String::new()
    };
    let id = find::short(&record.id);
    let words = if words.is_empty() { String::new() } else { format!("{words}{withdrawn}  ") };
    sheet.toned(0, Tone::Plain, format!("- {words}[{whose}, {id}]"));
    for (field, read) in record.fields() {
        let said = Some(&field.name) == first && !differ(record.versions(field.name));
        let marked = shown.merged.iter().any(|(name, _)| *name == field.name);
        if field.name == "withdrawn" || is_silent(field.name) || (said && !marked) {
            continue;
        }
        if said {
            marks(desk, sheet, 4, &shown.merged, field.name);
        } else {
            one(desk, sheet, 4, shown, field, read);
        }
    }
}

/// The plain view, with what stands undecided and what was merged.
pub(super) fn plain(shown: &Shown) -> Value {
    let mut plain = match shown.record.plain() {
        Value::Object(map) => map,
        other => return other,
    };
    let mut undecided = Map::new();
    for (field, _) in shown.record.fields() {
        if differ(shown.record.versions(field.name)) {
            let versions = shown.record.versions(field.name).iter().map(version).collect();
            undecided.insert(field.name.to_owned(), Value::Array(versions));
        }
    }
    if !undecided.is_empty() {
        plain.insert("undecided".into(), undecided.into());
    }
    if !shown.merged.is_empty() {
        let merged = shown.merged.iter().map(|(field, marks)| {
            let marks = marks.iter().map(|mark| {
                let versions: Vec<&str> = mark.versions.iter().map(|v| v.text.as_str()).collect();
                json!({ "text": mark.text, "before": mark.before, "versions": versions })
            });
            ((*field).to_owned(), marks.collect::<Vec<_>>().into())
        });
        plain.insert("merged".into(), Value::Object(merged.collect()));
    }
    Value::Object(plain)
}

/// Whether there is something to choose: two who wrote the same agree.
pub(super) fn differ(versions: &[Said]) -> bool {
    versions.windows(2).any(|pair| matches!(pair, [a, b] if a.value != b.value))
}

fn version(said: &Said) -> Value {
    json!({ "value": said.value.plain(), "by": said.by.map(|person| person.to_string()) })
}

fn one(
    desk: &mut Desk<'_>,
    sheet: &mut Sheet,
    indent: usize,
    shown: &Shown,
    field: &'static Field,
    read: &Read,
) {
    let label = labels::field(desk.context.words(), field.name);
    match read {
        Read::Wording(all) | Read::One(all) => versions(desk, sheet, indent, field, &label, all),
        Read::Flag(all) => {
            if let Some(said) = all.first() {
                let value = labels::value(desk, field, &said.value);
                sheet.field(indent, &label, &value);
            }
        }
        Read::Text(text) if text.is_empty() => {}
        Read::Text(text) => {
            sheet.toned(indent, Tone::Dim, format!("{label}:"));
            sheet.text(indent + 2, text);
            marks(desk, sheet, indent + 2, &shown.merged, field.name);
        }
        Read::Own(mine) => own(desk, sheet, indent, field, &label, mine),
        Read::Mine(_) => mine(desk, sheet, indent, field, &label, &shown.record),
        Read::Marks(_) => {
            let marks: Vec<String> =
                shown.record.marks(field.name).keys().map(|k| (*k).to_owned()).collect();
            let marks: Vec<String> = marks.iter().map(|id| desk.label_of(id)).collect();
            if !marks.is_empty() {
                sheet.field(indent, &label, &marks.join(", "));
            }
        }
        Read::Words(_) => {
            let words: Vec<String> =
                shown.record.words(field.name).iter().map(|w| (*w).to_owned()).collect();
            let words: Vec<String> =
                words.into_iter().map(|word| labels::value(desk, field, &word.into())).collect();
            if !words.is_empty() {
                sheet.field(indent, &label, &words.join(", "));
            }
        }
        Read::Fix(said) => {
            let value = labels::value(desk, field, &said.value);
            sheet.field(indent, &label, &value);
        }
    }
}

/// One value, or all that stand beside each other with their authors, numbered for `--choose`.
fn versions(
    desk: &mut Desk<'_>,
    sheet: &mut Sheet,
    indent: usize,
    field: &'static Field,
    label: &str,
    all: &[Said],
) {
    match all {
        [] => {}
        [said, ..] if !differ(all) => {
            let value = labels::value(desk, field, &said.value);
            sheet.field(indent, label, &value);
        }
        several => {
            let words = desk.context.words();
            let both = words.say(&say!("show-undecided", field = label, count = several.len()));
            sheet.toned(indent, Tone::Notice, both);
            for (said, number) in several.iter().zip(1..) {
                let by =
                    said.by.map(|person| desk.name_of(&person.to_string())).unwrap_or_default();
                let value = labels::value(desk, field, &said.value);
                sheet.toned(indent + 2, Tone::Plain, format!("{number}. {value}  ({by})"));
            }
            let hint = say!("show-choose", option = format!("--choose {}=1", short(field.name)));
            sheet.toned(indent + 2, Tone::Dim, desk.context.words().say(&hint));
        }
    }
}

fn own(
    desk: &mut Desk<'_>,
    sheet: &mut Sheet,
    indent: usize,
    field: &'static Field,
    label: &str,
    mine: &Mine,
) {
    match mine.own.get("") {
        Some(all) => versions(desk, sheet, indent, field, label, all),
        None => {
            if let Some(said) = mine.value() {
                let value = labels::value(desk, field, &said.value);
                let by =
                    said.by.map(|person| desk.name_of(&person.to_string())).unwrap_or_default();
                let words = desk.context.words();
                let entered = words.say(&say!("show-filled-in-by", value = value, name = by));
                sheet.field(indent, label, &entered);
            }
        }
    }
}

fn mine(
    desk: &mut Desk<'_>,
    sheet: &mut Sheet,
    indent: usize,
    field: &'static Field,
    label: &str,
    record: &Record,
) {
    let entries: Vec<(String, Mine)> =
        record.mine(field.name).map(|(person, mine)| (person.to_owned(), mine.clone())).collect();
    let mut lines = Vec::new();
    for (person, mine) in &entries {
        let said = parts(desk, field, mine);
        if !said.is_empty() {
            lines.push(format!("{}: {said}", desk.name_of(person)));
        }
    }
    if !lines.is_empty() {
        sheet.toned(indent, Tone::Dim, format!("{label}:"));
        lines.iter().for_each(|line| sheet.toned(indent + 2, Tone::Plain, line));
    }
}

fn parts(desk: &mut Desk<'_>, field: &'static Field, mine: &Mine) -> String {
    let Some(shown) = mine.shown() else { return String::new() };
    let silent = |name: &str| matches!(name, "text_hash" | "confirmed");
    // In the order of the schema; an entry without parts has the name "".
    let order: &[(&str, Type)] = match field.value {
        Type::Parts(parts) => parts,
        _ => &[("", Type::Bool)],
    };
    let values: Vec<String> = order
        .iter()
        .filter(|(name, _)| !silent(name))
        .filter_map(|(name, _)| shown.get(*name)?.last())
        .map(|said| match (field.value, &said.value) {
            (Type::Parts(_), kring_model::value::Scalar::Text(text)) => {
                let words = desk.context.words();
                crate::dates::stored(words, &labels::choice(words, text))
            }
            _ => labels::value(desk, field, &said.value),
        })
        .collect();
    let said = values.join(", ");
    if mine.is_entered() {
        let by = mine.entered.last().map(|entered| desk.name_of(&entered.by)).unwrap_or_default();
        return desk.context.words().say(&say!("show-filled-in-by", value = said, name = by));
    }
    said
}

/// "Samengevoegd", with both earlier versions.
fn marks(
    desk: &mut Desk<'_>,
    sheet: &mut Sheet,
    indent: usize,
    merged: &[(&'static str, Vec<MergedSentence>)],
    field: &str,
) {
    let marks = merged.iter().find(|(name, _)| *name == field).map(|(_, marks)| marks);
    for mark in marks.into_iter().flatten() {
        let words = desk.context.words();
        sheet.toned(indent, Tone::Notice, words.say(&say!("show-merged", text = &mark.text)));
        for version in &mark.versions {
            sheet.toned(indent + 2, Tone::Dim, &version.text);
        }
        let settle = format!("--settle {}", short(field));
        sheet.toned(indent + 2, Tone::Dim, words.say(&say!("show-settle", option = settle)));
    }
}
