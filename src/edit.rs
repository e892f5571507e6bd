//! Editing something that is there: fields by name, a wording chosen, a text in the editor.

use automerge::ChangeHash;
use kring_model::entities;
use kring_model::schema::{Class, Entity, Field, PageKind};
use kring_model::value::Value;
use kring_node::acts;
use kring_node::acts::records::Records as _;
use kring_trust::{PageId, PersonId};
use serde_json::json;

use crate::desk::Desk;
use crate::draft::Draft;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::fields::{self, EditFields, Subject, field_of};
use crate::output::Answer;
use crate::say;

/// Options of every `edit`.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct More {
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,
    #[arg(long, value_name = "FIELD=WORD")]
    off: Vec<String>,
    #[arg(long, value_name = "FIELD=NUMBER")]
    choose: Vec<String>,
    #[arg(long, value_name = "FIELD")]
    settle: Vec<String>,
    #[arg(long, value_name = "FIELD")]
    editor: Option<String>,
    #[arg(long, value_name = "ITEM")]
    part: Option<String>,
    #[arg(long = "for", value_name = "NAME")]
    on_behalf: Option<String>,
}

impl More {
    /// Whether nothing is asked.
    pub(crate) fn is_empty(&self) -> bool {
        let lists = [&self.set, &self.off, &self.choose, &self.settle];
        lists.iter().all(|list| list.is_empty()) && self.editor.is_none()
    }
}

/// What is edited.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// Where its fields are: page, kind of thing, id. The first that has a field is meant.
    spots: Vec<Spot>,
    /// The field that the editor opens if nothing else is asked.
    text: &'static str,
    /// The page itself.
    page: PageId,
    /// Whose it is, if what is written here is always written for that person.
    whose: Option<PersonId>,
}

/// One map of fields.
#[derive(Debug, Clone)]
struct Spot {
    page: Option<PageId>,
    entity: &'static Entity,
    id: String,
}

impl Place {
    /// A page with its entry in the group document.
    pub(crate) fn page(page: PageId, kind: PageKind, text: &'static str) -> Self {
        let own = entities::own(kind);
        let entry = entities::entry(kind);
        let own = own.map(|entity| Spot { page: Some(page), entity, id: String::new() });
        let entry = entry.map(|entity| Spot { page: None, entity, id: page.to_string() });
        Self { spots: own.into_iter().chain(entry).collect(), text, page, whose: None }
    }

    /// What a person says of themselves; another enters it for them.
    pub(crate) fn of_person(mut self, person: PersonId) -> Self {
        self.whose = Some(person);
        self
    }

    /// Something on a page.
    pub(crate) fn item(
        page: PageId,
        entity: &'static Entity,
        id: String,
        text: &'static str,
    ) -> Self {
        Self { spots: vec![Spot { page: Some(page), entity, id }], text, page, whose: None }
    }

    fn find(&self, name: &str) -> Option<(&Spot, &'static Field)> {
        self.spots.iter().find_map(|spot| Some((spot, field_of(spot.entity, name)?)))
    }
}

/// Makes the edits that were asked, all at once; without any, opens the editor.
///
/// # Errors
/// When a field or value is wrong, or the writer may not write it. Nothing is changed then, and a
/// text that was typed stays in a file that is named.
pub(crate) fn run<S: Subject>(
    mut desk: Desk<'_>,
    place: Place,
    given: &EditFields<S>,
    more: &More,
) -> Result<Answer, Failure> {
    let place = match &more.part {
        Some(part) => part_of(&mut desk, &place, part)?,
        None => place,
    };
    let speaker = desk.speaker(more.on_behalf.as_deref())?.or(place.whose);
    let mut changes = Vec::new();
    for (name, value) in given.values(&mut desk)? {
        let (spot, field) = place.find(name).ok_or_else(|| no_field(name))?;
        changes.push(spot.change(&desk, field, value));
    }
    for text in &more.set {
        let (spot, field, text) = named(&place, text)?;
        let value = fields::value(field, text, &mut desk)?;
        changes.push(spot.change(&desk, field, value));
    }
    for text in &more.off {
        let (spot, field, text) = named(&place, text)?;
        let value = Value::parts([(fields::word(field, text, &mut desk)?, false)]);
        changes.push(spot.change(&desk, field, value));
    }
    for text in &more.choose {
        changes.push(chosen(&mut desk, &place, text)?);
    }
    for name in &more.settle {
        let (spot, field) = place.find(name).ok_or_else(|| no_field(name))?;
        let (page, spot) = (spot.page(&desk), spot.clone());
        desk.act(|act| acts::text::settle(act, &page, (spot.entity, &spot.id), field.name))?;
    }
    if changes.is_empty() && !more.settle.is_empty() {
        return Ok(desk.saved(say!("done-settled")));
    }
    if changes.is_empty() || more.editor.is_some() {
        let name = more.editor.as_deref().unwrap_or(place.text);
        return with_editor(desk, &place, name, &changes, speaker);
    }
    desk.act(|act| acts::text::save_all(act, &changes, speaker))?;
    Ok(desk.saved(say!("done-edited")))
}

/// Opens the editor on one field.
///
/// # Errors
/// As [`run`].
pub(crate) fn in_editor(desk: Desk<'_>, place: &Place, name: &str) -> Result<Answer, Failure> {
    with_editor(desk, place, name, &[], None)
}

fn with_editor(
    mut desk: Desk<'_>,
    place: &Place,
    name: &str,
    changes: &[acts::text::Change],
    speaker: Option<PersonId>,
) -> Result<Answer, Failure> {
    let (spot, field) = place.find(name).ok_or_else(|| no_field(name))?;
    let (heads, text) = now(&mut desk, spot, field)?;
    let (page, context) = (spot.page(&desk), desk.context);
    let before = text.clone();
    let base = Some(acts::text::Base { heads, text });
    let (changes, saved) = (changes.to_vec(), false);
    let mut writing = Writing { spot, field, changes, speaker, base, saved };
    // While somebody writes nothing is open: the laptop may be locked at any moment.
    drop(desk);
    let at_lock = |text: &str| writing.save(&mut Desk::open(context)?, text).map(drop);
    let written = Draft::write(context, field.name, Some(&page), &before, at_lock)?;
    let Some(draft) = written else {
        return Ok(Answer::done(say!("draft-saved-at-lock"), json!({ "saved": true })));
    };
    let mut desk = Desk::open(context).map_err(|failure| draft.keep(failure))?;
    if draft.text == before && writing.changes.is_empty() && !writing.saved {
        draft.discard()?;
        return Ok(desk.saved(say!("done-unchanged")));
    }
    let after = writing.save(&mut desk, &draft.text).map_err(|failure| draft.keep(failure))?;
    let merged = after != draft.text;
    draft.discard()?;
    let answer = desk.saved(if merged { say!("done-merged") } else { say!("done-edited") });
    Ok(Answer { data: json!({ "saved": true, "merged": merged }), ..answer })
}

/// A field that somebody writes in their editor.
struct Writing<'p> {
    spot: &'p Spot,
    field: &'static Field,
    /// What else was asked, saved with the text.
    changes: Vec<acts::text::Change>,
    speaker: Option<PersonId>,
    /// What the editor began with; none where it does not have what others wrote since.
    base: Option<acts::text::Base>,
    saved: bool,
}

impl Writing<'_> {
    /// Saves a text; answers how the field stands then.
    fn save(&mut self, desk: &mut Desk<'_>, text: &str) -> Result<String, Failure> {
        let mut change = self.spot.change(desk, self.field, Value::from(text));
        change.base = self.base.clone().filter(|_| self.field.class == Class::Text);
        let all: Vec<_> = self.changes.iter().cloned().chain([change]).collect();
        desk.act(|act| acts::text::save_all(act, &all, self.speaker))?;
        self.changes.clear();
        self.saved = true;
        let (heads, after) = now(desk, self.spot, self.field)?;
        let same = after == text;
        self.base = same.then(|| acts::text::Base { heads, text: after.clone() });
        Ok(after)
    }
}

fn now(
    desk: &mut Desk<'_>,
    spot: &Spot,
    field: &'static Field,
) -> Result<(Vec<ChangeHash>, String), Failure> {
    let page = spot.page(desk);
    desk.read(&page, |page| {
        let record = page.read(spot.entity, &spot.id);
        (page.heads(), record.map(|record| record.str(field.name).to_owned()).unwrap_or_default())
    })
}

/// A part of a page by its short id.
fn part_of(desk: &mut Desk<'_>, place: &Place, part: &str) -> Result<Place, Failure> {
    let (entity, id) = desk.any_item(&place.page, part)?;
    let text =
        entity.fields.iter().find(|field| matches!(field.class, Class::Text | Class::Wording));
    Ok(Place::item(place.page, entity, id, text.map_or("text", |field| field.name)))
}

fn chosen(desk: &mut Desk<'_>, place: &Place, text: &str) -> Result<acts::text::Change, Failure> {
    let (spot, field, number) = named(place, text)?;
    let page = spot.page(desk);
    let versions = desk.read(&page, |page| {
        let record = page.read(spot.entity, &spot.id);
        record.map(|record| record.versions(field.name).to_vec()).unwrap_or_default()
    })?;
    let index = number.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let Some(said) = index.and_then(|index| versions.get(index)) else {
        let sentence = say!("trouble-no-such-version", field = field.name, count = versions.len());
        return Err(Failure::new(Exit::NotFound, sentence));
    };
    Ok(spot.change(desk, field, Value::One(said.value.clone())))
}

fn named<'p, 't>(
    place: &'p Place,
    text: &'t str,
) -> Result<(&'p Spot, &'static Field, &'t str), Failure> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| Failure::new(Exit::Usage, say!("usage-field-value", given = text)))?;
    let (spot, field) = place.find(name.trim()).ok_or_else(|| no_field(name))?;
    Ok((spot, field, value))
}

fn no_field(name: &str) -> Failure {
    Failure::new(Exit::Usage, say!("usage-no-such-field", name = name))
}

impl Spot {
    fn page(&self, desk: &Desk<'_>) -> PageId {
        self.page.unwrap_or_else(|| desk.group_page())
    }

    fn change(&self, desk: &Desk<'_>, field: &'static Field, value: Value) -> acts::text::Change {
        acts::text::Change {
            page: self.page(desk),
            entity: self.entity,
            id: self.id.clone(),
            field: field.name,
            value,
            base: None,
        }
    }
}
