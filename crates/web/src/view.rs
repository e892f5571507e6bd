//! Records as a page shows them: every field by its merge class, all texts inert, every version
//! that stands beside another with its author.

use std::collections::BTreeMap;

use kring_model::entities;
use kring_model::exchange::example::is_counted;
use kring_model::inert;
use kring_model::page::Page;
use kring_model::read::{Mine, Read, Record, Said};
use kring_model::schema::{Class, Entity, Field, Type};
use kring_model::text::MergedSentence;
use kring_model::value::Scalar;
use kring_node::acts::records::Records as _;
use kring_trust::{PageId, PersonId};

use crate::desk::Desk;
use crate::inputs;
use crate::labels;
use crate::trouble::Trouble;
use crate::words::Words;

/// Fields that have a place of their own on a screen.
const ELSEWHERE: &[&str] = &[
    "presenter",
    "withdrawn",
    "ui_language",
    "meeting",
    "action",
    "tips_at_close",
    "archived",
    "back",
];

/// Texts that are an item's own words.
const WORDS: &[&str] = &["text", "what", "plan", "name", "title"];

/// One field.
pub(crate) struct Shown {
    /// Its name in the schema.
    pub(crate) name: &'static str,
    /// Its name for people.
    pub(crate) label: String,
    /// The value that is used; empty while there are several to choose from.
    pub(crate) text: String,
    /// Whether it is running text, on lines of its own.
    pub(crate) long: bool,
    /// All versions, while there are several.
    pub(crate) versions: Vec<Version>,
    /// Whether the versions are choices of which the last is used, and not wordings.
    pub(crate) choice: bool,
    /// Whether this person may write it.
    pub(crate) may_write: bool,
    /// All versions, one under the other, to make one of.
    pub(crate) both: String,
    /// Sentences in which two people's changes met.
    pub(crate) merged: Vec<Merged>,
    /// The page's heads when it was read.
    pub(crate) heads: String,
    /// The kind of thing and the id it belongs to, for choosing and "goed zo".
    pub(crate) entity: &'static str,
    /// See `entity`; `-` for a page's own fields.
    pub(crate) id: String,
}

/// One of several versions.
pub(crate) struct Version {
    /// From 1.
    pub(crate) number: usize,
    /// What it says.
    pub(crate) text: String,
    /// Who wrote it.
    pub(crate) by: String,
    /// When, where it is shown.
    pub(crate) when: String,
}

/// A sentence in which two people's changes met.
pub(crate) struct Merged {
    /// As it stands now.
    pub(crate) text: String,
    /// Those whose work met.
    pub(crate) names: String,
    /// What each had made of it.
    pub(crate) versions: Vec<Version>,
}

/// An item of a list.
pub(crate) struct Item {
    /// Its id.
    pub(crate) id: String,
    /// What kind of thing.
    pub(crate) entity: &'static str,
    /// What it belongs to, if it belongs to another item.
    pub(crate) of: String,
    /// Its own words.
    pub(crate) words: Option<Shown>,
    /// Its other fields that were filled in.
    pub(crate) fields: Vec<Shown>,
    /// Who said it, and who typed it.
    pub(crate) by: String,
    /// When it was added.
    pub(crate) when: String,
    /// Its author took it back.
    pub(crate) withdrawn: bool,
    /// Whether this person may write some of its fields.
    pub(crate) editable: bool,
    /// Whether it is this person's.
    pub(crate) mine: bool,
    /// Whether these are the words of somebody else, which this person mends as note-taker.
    pub(crate) mended: bool,
    /// The raw record, for what only one page asks.
    pub(crate) record: Record,
}

/// A record with the marks "samengevoegd" of its texts.
pub(crate) struct Marked {
    /// The record.
    pub(crate) record: Record,
    merged: BTreeMap<&'static str, Vec<Met>>,
    page: PageId,
    heads: String,
}

/// A mark, with the writers of its versions.
type Met = (MergedSentence, Vec<Option<PersonId>>);

impl Marked {
    /// Reads the marks of a record's texts.
    pub(crate) fn of(page: &Page, record: Record) -> Self {
        let marks = |field: &'static Field| {
            let marks = page.merged(record.entity, &record.id, field.name);
            let person = |version: &kring_model::text::Version| {
                page.author_of(&version.actor).map(|writer| writer.person)
            };
            let met = |mark: MergedSentence| {
                let persons = mark.versions.iter().map(person).collect();
                (mark, persons)
            };
            let marks: Vec<Met> = marks.into_iter().map(met).collect();
            (!marks.is_empty()).then_some((field.name, marks))
        };
        let merged = record.entity.texts().filter_map(marks).collect();
        Self { record, merged, page: page.about().page, heads: inputs::heads_text(page) }
    }

    /// A page's own fields.
    pub(crate) fn own(page: &Page) -> Option<Self> {
        page.own_fields().map(|record| Self::of(page, record))
    }

    /// All items of a kind.
    pub(crate) fn all(page: &Page, entity: &'static Entity) -> Vec<Self> {
        page.all(entity).into_iter().map(|record| Self::of(page, record)).collect()
    }
}

/// All fields that were written, but for those in `without`.
pub(crate) fn fields(
    desk: &mut Desk<'_>,
    w: &Words,
    marked: &Marked,
    without: &[&str],
) -> Vec<Shown> {
    let shown =
        marked.record.fields().filter(|(field, _)| !entities::only_binds(field.name)).filter(
            |(field, _)| !ELSEWHERE.contains(&field.name) && !without.contains(&field.name),
        );
    shown.filter_map(|(field, read)| one(desk, w, marked, field, read)).collect()
}

/// One field, if it was written.
pub(crate) fn field(desk: &mut Desk<'_>, w: &Words, marked: &Marked, name: &str) -> Option<Shown> {
    let found = marked.record.fields().find(|(field, _)| field.name == name);
    found.and_then(|(field, read)| one(desk, w, marked, field, read))
}

/// All items of a kind on a page, as they are shown.
///
/// # Errors
/// When the page is not here.
pub(crate) fn items(
    desk: &mut Desk<'_>,
    w: &Words,
    page: &PageId,
    entity: &'static Entity,
) -> Result<Vec<Item>, Trouble> {
    let all = desk.read(page, |page| Marked::all(page, entity))?;
    Ok(all.into_iter().map(|marked| item(desk, w, page, marked)).collect())
}

/// One item.
pub(crate) fn item(desk: &mut Desk<'_>, w: &Words, page: &PageId, marked: Marked) -> Item {
    let words = WORDS.iter().find(|name| {
        !marked.record.versions(name).is_empty() || !marked.record.str(name).is_empty()
    });
    let without: Vec<&str> = words.into_iter().copied().collect();
    let own = words.and_then(|name| field(desk, w, &marked, name));
    let fields = fields(desk, w, &marked, &without);
    let by = desk.byline(w, &marked.record);
    let editable = inputs::writable(desk, page, &marked.record).next().is_some();
    let record = marked.record;
    let me = desk.replica.me().to_string();
    Item {
        id: record.id.clone(),
        entity: record.entity.name,
        of: record.str("of").to_owned(),
        words: own,
        fields,
        by,
        when: added_on(w, &record.id),
        withdrawn: record.is_withdrawn(),
        editable: editable && !record.is_withdrawn(),
        mine: record.by() == me,
        mended: desk.takes_notes()
            && record.entity.fields.iter().any(Field::is_mended_by_notetaker),
        record,
    }
}

/// The moment in an item's id; nothing for other ids, and for what was imported.
pub(crate) fn added_on(w: &Words, id: &str) -> String {
    match id.parse::<ulid::Ulid>() {
        Ok(ulid) if id.len() == ulid::ULID_LEN && !is_counted(ulid.timestamp_ms()) => {
            let ms = i64::try_from(ulid.timestamp_ms()).unwrap_or(i64::MAX);
            labels::moment(w, ms)
        }
        _ => String::new(),
    }
}

fn one(
    desk: &mut Desk<'_>,
    w: &Words,
    marked: &Marked,
    field: &'static Field,
    read: &Read,
) -> Option<Shown> {
    let record = &marked.record;
    let several = record.versions(field.name);
    let several = if differ(several) { several.to_vec() } else { Vec::new() };
    let text = match read {
        _ if !several.is_empty() => String::new(),
        Read::Text(text) => inert::prose(text),
        Read::Own(mine) => own(desk, w, field, mine),
        Read::Mine(_) => mine_of_all(desk, w, field, record),
        Read::Marks(_) => String::new(),
        Read::Words(_) => {
            let words = record.words(field.name);
            let words: Vec<String> =
                words.iter().map(|word| value(desk, w, field, &(*word).into())).collect();
            let known: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
            known.join(", ")
        }
        Read::Wording(_) | Read::One(_) | Read::Flag(_) | Read::Fix(_) => {
            record.value(field.name).map(|v| value(desk, w, field, v)).unwrap_or_default()
        }
    };
    if text.is_empty() && several.is_empty() {
        return None;
    }
    let versions =
        several.iter().zip(1..).map(|(said, number)| version(desk, w, field, said, number));
    let versions: Vec<Version> = versions.collect();
    let merged = marked.merged.get(field.name).into_iter().flatten();
    let merged: Vec<Merged> = merged.map(|met| merged_sentence(desk, w, met)).collect();
    let both: Vec<&str> = versions.iter().map(|version| version.text.as_str()).collect();
    let may_write = !versions.is_empty()
        && inputs::writable(desk, &marked.page, record).any(|one| one.name == field.name);
    let id = if record.entity.is_self() { "-".to_owned() } else { record.id.clone() };
    Some(Shown {
        name: field.name,
        label: labels::field(w, field.name),
        long: field.class == Class::Text || matches!(field.value, Type::Prose(_)),
        text,
        both: both.join("\n"),
        versions,
        choice: !matches!(read, Read::Wording(_)),
        may_write,
        merged,
        heads: marked.heads.clone(),
        entity: record.entity.name,
        id,
    })
}

fn version(
    desk: &mut Desk<'_>,
    w: &Words,
    field: &'static Field,
    said: &Said,
    number: usize,
) -> Version {
    let by = said.by.map(|person| desk.name_of(&person.to_string())).unwrap_or_default();
    Version { number, text: value(desk, w, field, &said.value), by, when: String::new() }
}

/// A sentence in which work met, with who had made what of it.
fn merged_sentence(desk: &mut Desk<'_>, w: &Words, (mark, persons): &Met) -> Merged {
    let versions: Vec<Version> = mark
        .versions
        .iter()
        .zip(persons)
        .zip(1..)
        .map(|((version, person), number)| Version {
            number,
            text: inert::prose(&version.text),
            by: person.map(|person| desk.name(&person)).unwrap_or_default(),
            when: labels::lately(w, version.time),
        })
        .collect();
    let mut names: Vec<String> = Vec::new();
    for version in versions.iter().filter(|version| !version.by.is_empty()) {
        if !names.contains(&version.by) {
            names.push(version.by.clone());
        }
    }
    Merged { text: inert::prose(&mark.text), names: w.list(&names), versions }
}

/// Whether there is something to choose: two who wrote the same agree.
fn differ(versions: &[Said]) -> bool {
    versions.windows(2).any(|pair| matches!(pair, [a, b] if a.value != b.value))
}

fn own(desk: &mut Desk<'_>, w: &Words, field: &'static Field, mine: &Mine) -> String {
    let Some(said) = mine.value() else { return String::new() };
    let shown = value(desk, w, field, &said.value);
    if !mine.is_entered() || shown.is_empty() {
        return shown;
    }
    let by = said.by.map(|person| desk.name_of(&person.to_string())).unwrap_or_default();
    w.say("show-filled-in-by", &[("value", (&shown).into()), ("name", (&by).into())])
}

fn mine_of_all(desk: &mut Desk<'_>, w: &Words, field: &'static Field, record: &Record) -> String {
    let mut lines = Vec::new();
    for (person, mine) in record.mine(field.name) {
        let name = desk.name_of(person);
        let Some(said) = mine.value() else { continue };
        match &said.value {
            Scalar::Bool(true) => lines.push(name),
            Scalar::Bool(false) => {}
            other => lines.push(format!("{name}: {}", value(desk, w, field, other))),
        }
    }
    lines.join(", ")
}

/// A stored value as people read it, inert: names for ids, days in words.
pub(crate) fn value(desk: &mut Desk<'_>, w: &Words, field: &Field, value: &Scalar) -> String {
    match (field.value, value) {
        (Type::Word, Scalar::Text(text)) if field.name == "method" => method(desk, w, text),
        (Type::Choice(_) | Type::Word, Scalar::Text(text)) => labels::choice(w, text),
        (Type::Date, Scalar::Text(text)) => labels::day(w, text),
        (_, Scalar::Bool(yes)) => labels::choice(w, if *yes { "true" } else { "false" }),
        (Type::Person, Scalar::Text(text)) => desk.name_of(text),
        (Type::Id, Scalar::Text(text)) => desk.label_of(w, text),
        (Type::Prose(_), value) => inert::prose(&value.show()),
        (_, value) => inert::line(&value.show()),
    }
}

/// A method by its id: one of the group by its name.
fn method(desk: &mut Desk<'_>, w: &Words, id: &str) -> String {
    let own = desk.label_of(w, id);
    if own.is_empty() { labels::choice(w, id) } else { own }
}

/// The kinds of things that stand on a kind of page, by their names in templates.
pub(crate) const fn additions(kind: kring_model::schema::PageKind) -> Option<&'static Entity> {
    use kring_model::schema::PageKind as P;
    match kind {
        P::Note => Some(&entities::NOTE_ADDITION),
        P::Meeting => Some(&entities::MEETING_ADDITION),
        P::Case => Some(&entities::CASE_ADDITION),
        P::Experiment => Some(&entities::EXPERIMENT_ADDITION),
        P::Finding => Some(&entities::FINDING_ADDITION),
        P::Evaluation => Some(&entities::EVALUATION_ADDITION),
        P::Story => Some(&entities::STORY_ADDITION),
        _ => None,
    }
}
