//! Fields of the schema as inputs of a form, and back: a field is named, typed and bounded in one
//! place only, and the form follows.
//!
//! An edit sends back only what was changed. Each input carries what it showed (`was:`), and the
//! form the heads of the page it was made from, so that a running text is saved together with what
//! others wrote meanwhile. Live writing takes the place of the `textarea` of a running text; the
//! rest of the form stays.

use automerge::{ChangeHash, ReadDoc};
use kring_model::inert;
use kring_model::page::Page;
use kring_model::read::{self, Record};
use kring_model::schema::{Class, Entity, Field, LINE_CAP, PageKind, Type};
use kring_model::value::{Scalar, Value};
use kring_node::acts::Named;
use kring_node::acts::text::{Base, Change};
use kring_trust::PageId;

use crate::desk::Desk;
use crate::form::Form;
use crate::labels;
use crate::picks;
use crate::trouble::Trouble;
use crate::words::Words;

/// Most heads that a form names: each laptop that wrote apart adds one.
const HEADS_CAP: usize = 256;

/// One input.
pub(crate) struct Input {
    /// The field's name in the schema.
    pub(crate) name: String,
    /// Its name for people.
    pub(crate) label: String,
    /// What helps to fill it in; empty without.
    pub(crate) hint: String,
    /// `line`, `lines` (one line that may be long), `prose`, `choice`, `checks`, `yes`, `date`, `time` or `number`.
    pub(crate) kind: &'static str,
    /// What it shows.
    pub(crate) value: String,
    /// What it showed when the page was made.
    pub(crate) was: String,
    /// For choices.
    pub(crate) options: Vec<Choice>,
    /// Most characters; the least and most number.
    pub(crate) max: usize,
    /// Whether the form is not sent without it.
    pub(crate) needed: bool,
    /// For a running text that is there: where it is written live.
    pub(crate) live: Option<Live>,
}

/// One choice.
pub(crate) struct Choice {
    /// As it is sent.
    pub(crate) value: String,
    /// As it is read.
    pub(crate) label: String,
    /// Whether it is chosen.
    pub(crate) on: bool,
}

/// The fields of a record that this person may write.
pub(crate) fn writable(
    desk: &mut Desk<'_>,
    page: &PageId,
    record: &Record,
) -> impl Iterator<Item = &'static Field> + use<> {
    let (me, mends) = (desk.replica.me(), desk.takes_notes());
    let owner = desk.replica.roster().page(page).and_then(|info| info.owner);
    let may = |field: &&Field| {
        let mended = mends && field.is_mended_by_notetaker();
        (mended || record.is_writable_by(field, me, owner))
            && !matches!(field.class, Class::Fix | Class::Flag | Class::Marks | Class::Mine)
    };
    record.entity.fields.iter().filter(may).collect::<Vec<_>>().into_iter()
}

/// Inputs for these fields, empty or as the record holds them.
pub(crate) fn inputs<'f>(
    desk: &mut Desk<'_>,
    w: &Words,
    fields: impl IntoIterator<Item = &'f Field>,
    record: Option<&Record>,
    needed: &[&str],
) -> Vec<Input> {
    let fields = fields.into_iter();
    fields.map(|field| input(desk, w, field, record, needed.contains(&field.name))).collect()
}

impl Input {
    /// The same input, with the hint that this kind of page has for it, if any.
    pub(crate) fn hinted(mut self, w: &Words, kind: PageKind) -> Self {
        let key = format!("hint-{}-{}", kind.name(), labels::short(&self.name));
        if let Some(hint) = w.word(&key) {
            self.hint = hint;
        }
        self
    }

    /// The same input, with what was typed and could not be saved.
    pub(crate) fn typed(mut self, form: &Form) -> Self {
        let key = format!("f:{}", self.name);
        for option in &mut self.options {
            option.on = form.all(&key).any(|value| value == option.value);
        }
        if let Some(value) = form.get(&key) {
            self.value = value.to_owned();
        }
        if let Some(was) = form.get(&format!("was:{}", self.name)) {
            self.was = was.to_owned();
        }
        self
    }
}

/// A running text that is written live: letter by letter, by several at once.
pub(crate) struct Live {
    /// The socket.
    pub(crate) path: String,
    /// The page.
    pub(crate) page: String,
    /// The kind of thing.
    pub(crate) entity: &'static str,
    /// Its id; empty for the page's own fields.
    pub(crate) id: String,
    /// What the editor says, as JSON.
    pub(crate) words: String,
}

/// What the editor says.
const EDITOR_WORDS: [&str; 8] =
    ["saved", "saving", "away", "old", "again", "merged", "good", "readonly"];

impl Input {
    /// The same input, written live if it is a running text of this record.
    pub(crate) fn live(
        mut self,
        desk: &Desk<'_>,
        w: &Words,
        page: &PageId,
        record: &Record,
    ) -> Self {
        let field = record.entity.field(&self.name);
        if field.is_some_and(|field| field.class == Class::Text) {
            self.live = Some(Live::of(desk, w, page, record));
        }
        self
    }
}

impl Live {
    /// For the texts of this record.
    pub(crate) fn of(desk: &Desk<'_>, w: &Words, page: &PageId, record: &Record) -> Self {
        let words = EDITOR_WORDS.map(|word| (word, w.t(&format!("live-{word}"))));
        let words: serde_json::Map<_, _> =
            words.into_iter().map(|(word, says)| (word.to_owned(), says.into())).collect();
        Self {
            path: format!("/g/{}/live", desk.replica.group()),
            page: page.to_string(),
            entity: record.entity.name,
            id: if record.entity.is_self() { String::new() } else { record.id.clone() },
            words: serde_json::Value::Object(words).to_string(),
        }
    }
}

/// The values of a form for something new.
///
/// # Errors
/// When a value is no value of its field.
pub(crate) fn values<'f>(
    form: &Form,
    fields: impl IntoIterator<Item = &'f Field>,
) -> Result<Vec<Named>, Trouble>
where
    'f: 'static,
{
    let mut values = Vec::new();
    for field in fields {
        if let Some(value) = sent(form, field, "")? {
            values.push((field.name, value));
        }
    }
    Ok(values)
}

/// What a form changes of a record, against what the form showed.
///
/// # Errors
/// When a value is no value of its field.
pub(crate) fn changes(
    desk: &mut Desk<'_>,
    form: &Form,
    page: &PageId,
    record: &Record,
    fields: &[&'static Field],
) -> Result<Vec<Change>, Trouble> {
    let heads = heads(form);
    let mut changes = Vec::new();
    for field in fields {
        let Some(was) = form.get(&format!("was:{}", field.name)) else { continue };
        let Some(value) = sent(form, field, was)? else { continue };
        let base = match field.class {
            Class::Text => Some(desk.read(page, |page| base(page, record, field, &heads))?),
            _ => None,
        };
        changes.push(Change {
            page: *page,
            entity: record.entity,
            id: record.id.clone(),
            field: field.name,
            value,
            base,
        });
    }
    Ok(changes)
}

/// The heads of a page, as a form carries them.
pub(crate) fn heads_text(page: &Page) -> String {
    page.heads().iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

fn heads(form: &Form) -> Vec<ChangeHash> {
    let heads = form.text("heads").split(',').take(HEADS_CAP);
    heads.filter_map(|text| text.parse().ok()).collect()
}

/// What the writer saw when the form was made. A form whose heads this page does not have was made
/// from another page: what it says is then set against what there is now.
fn base(page: &Page, record: &Record, field: &Field, heads: &[ChangeHash]) -> Base {
    let doc = page.doc();
    let known =
        !heads.is_empty() && heads.iter().all(|head| doc.get_change_by_hash(head).is_some());
    let heads = if known { heads.to_vec() } else { page.heads() };
    let object = read::text_object(doc, record.entity, &record.id, field.name);
    let text = object.and_then(|object| doc.text_at(&object, &heads).ok()).unwrap_or_default();
    Base { heads, text }
}

/// Whether a field is a list of boxes to tick.
fn is_ticked(field: &Field) -> bool {
    let few = matches!(field.value, Type::Choice(_) | Type::Person);
    field.class == Class::Words && (few || picks::is_picked(field))
}

/// The value that a form sends for a field; `None` if it is what the form showed already.
fn sent(form: &Form, field: &'static Field, was: &str) -> Result<Option<Value>, Trouble> {
    let key = format!("f:{}", field.name);
    if is_ticked(field) {
        let now: Vec<&str> = form.all(&key).collect();
        return Ok(switched(
            &now,
            &was.split(',').filter(|word| !word.is_empty()).collect::<Vec<_>>(),
        ));
    }
    let Some(typed) = form.get(&key) else { return Ok(None) };
    let prose = matches!(field.value, Type::Prose(_));
    let typed = if prose { typed.to_owned() } else { one_line(typed) };
    if typed == was {
        return Ok(None);
    }
    if field.class == Class::Words {
        return Ok(words(&typed, was));
    }
    scalar(field, &typed).map(|scalar| scalar.map(Value::One))
}

/// Words with commas between them.
fn words(typed: &str, was: &str) -> Option<Value> {
    let split = |text| -> Vec<&str> {
        let words = str::split(text, ',').map(str::trim);
        words.filter(|word| !word.is_empty()).collect()
    };
    switched(&split(typed), &split(was))
}

/// What is new is on, what is gone is off; `None` if nothing changed.
fn switched(now: &[&str], had: &[&str]) -> Option<Value> {
    let on = now.iter().filter(|word| !had.contains(word)).map(|word| ((*word).to_owned(), true));
    let off = had.iter().filter(|word| !now.contains(word)).map(|word| ((*word).to_owned(), false));
    let parts: Vec<(String, bool)> = on.chain(off).collect();
    (!parts.is_empty()).then(|| Value::parts(parts))
}

/// `None` for a field that was left open and cannot be empty.
fn scalar(field: &Field, typed: &str) -> Result<Option<Scalar>, Trouble> {
    let empty_is_a_value = matches!(field.value, Type::Line(_) | Type::Prose(_));
    if typed.is_empty() && !empty_is_a_value {
        return Ok(None);
    }
    let wrong = || {
        Trouble::from(kring_model::edit::EditError::Value {
            entity: "",
            field: field.name.into(),
            why: kring_model::schema::WrongValue::Not {
                expected: kring_model::schema::Expected::Value(field.value),
            },
        })
    };
    Ok(Some(match field.value {
        Type::Number(..) => Scalar::Number(typed.parse().map_err(|_| wrong())?),
        Type::Bool => Scalar::Bool(typed == "true"),
        _ => Scalar::Text(typed.to_owned()),
    }))
}

fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(plain).collect::<String>().trim().to_owned()
}

fn input(
    desk: &mut Desk<'_>,
    w: &Words,
    field: &Field,
    record: Option<&Record>,
    needed: bool,
) -> Input {
    let value = shown(field, record);
    let short = labels::short(field.name);
    let options = options(desk, w, field, &value, record);
    let (kind, max) = match field.value {
        Type::Line(cap) if cap > LINE_CAP => ("lines", cap),
        Type::Line(cap) => ("line", cap),
        Type::Prose(cap) => ("prose", cap),
        _ if is_ticked(field) => ("checks", 0),
        Type::Choice(_) | Type::Person => ("choice", 0),
        Type::Bool => ("choice", 0),
        Type::Number(_, most) => ("number", usize::try_from(most).unwrap_or(0)),
        Type::Date => ("date", 0),
        Type::Time => ("time", 0),
        Type::Word | Type::Id | Type::Parts(_) => ("line", kring_model::schema::WORD_CAP),
    };
    Input {
        name: field.name.to_owned(),
        label: labels::capital(&labels::field(w, field.name)),
        hint: w.word(&format!("hint-{short}")).unwrap_or_default(),
        kind,
        was: value.clone(),
        value,
        options,
        max,
        needed,
        live: None,
    }
}

/// What a field holds, as its input shows it. Words that two laptops wrote stand side by side on
/// the page; the input begins with the one that is used.
fn shown(field: &Field, record: Option<&Record>) -> String {
    let Some(record) = record else { return String::new() };
    match (field.class, field.value) {
        (Class::Words, _) if is_ticked(field) => record.words(field.name).join(","),
        (Class::Words, _) => inert::line(&record.words(field.name).join(", ")),
        (_, Type::Prose(_)) => inert::prose(record.str(field.name)),
        _ => inert::line(&record.value(field.name).map(Scalar::show).unwrap_or_default()),
    }
}

fn options(
    desk: &mut Desk<'_>,
    w: &Words,
    field: &Field,
    value: &str,
    record: Option<&Record>,
) -> Vec<Choice> {
    let chosen: Vec<&str> = match record {
        Some(record) if field.class == Class::Words => record.words(field.name),
        _ => Some(value).into_iter().filter(|value| !value.is_empty()).collect(),
    };
    let choice = |value: &str, label: String| Choice {
        on: chosen.contains(&value),
        value: value.to_owned(),
        label,
    };
    match field.value {
        Type::Choice(of) => of.iter().map(|one| choice(one, labels::choice(w, one))).collect(),
        Type::Bool => {
            ["true", "false"].iter().map(|one| choice(one, labels::choice(w, one))).collect()
        }
        Type::Person => {
            // Somebody who left stays where they were chosen.
            let present = desk.present();
            let mut persons: Vec<String> = present.iter().map(ToString::to_string).collect();
            let gone = chosen.iter().filter(|one| !persons.iter().any(|id| id == *one));
            let gone: Vec<String> = gone.map(|one| (*one).to_owned()).collect();
            persons.extend(gone);
            persons.iter().map(|one| choice(one, desk.name_of(one))).collect()
        }
        _ if picks::is_picked(field) => {
            let picks = picks::picks(desk, w, field, &chosen);
            picks.into_iter().map(|(id, label)| choice(&id, label)).collect()
        }
        _ => Vec::new(),
    }
}

/// The fields of these entities by name, in the order of the names.
pub(crate) fn named(entities: &[&'static Entity], names: &[&str]) -> Vec<&'static Field> {
    let find = |name: &&str| entities.iter().find_map(|entity| entity.field(name));
    names.iter().filter_map(find).collect()
}
