//! Editing what is there: a thing's own fields, or those of one item. What somebody else wrote
//! since the form was made stays; a running text is merged with it.

use askama::Template;
use axum::extract::Path;
use kring_model::entities;
use kring_model::read::Record;
use kring_model::schema::{Class, Entity, Field, Type};
use kring_node::acts;
use kring_node::acts::anonymity::Looked;
use kring_node::acts::records::Records as _;
use kring_node::acts::text::Change;
use kring_trust::PageId;

use super::check::{self, Before};
use super::thing::shown_at;
use crate::app::{Answer, Visit, go, page as rendered};
use crate::at::At;
use crate::desk::{Desk, entity_on};
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::{self, Input};
use crate::picks::is_picked;
use crate::trouble::Trouble;

#[derive(Template)]
#[template(path = "edit.html")]
struct EditPage {
    frame: Frame,
    /// Where the form goes, and where one goes without saving.
    action: String,
    back: String,
    trouble: String,
    heads: String,
    inputs: Vec<Input>,
}

/// What its author changes of a shared reflection, which is a page of the kind note.
const REFLECTION: [&str; 6] =
    ["title", "text", "technical", "normative", "personal", "competences"];

/// Whether this edit lets something leave the group that did not before.
fn releases(form: &Form) -> bool {
    let now = |field: &str, values: &[&str]| {
        let value = form.text(&format!("f:{field}"));
        values.contains(&value) && form.text(&format!("was:{field}")) != value
    };
    now("may_share", &["true"]) || now("status", &["ready", "told"])
}

/// Something whose fields are edited: records with the fields that this person may write.
pub(super) struct Subject {
    page: PageId,
    records: Vec<(PageId, Record, Vec<&'static Field>)>,
    back: String,
    action: String,
    title: String,
    /// Fields that are asked for in other words: the field, the question, what helps.
    asks: Vec<Ask>,
}

/// How a field is asked for: the field, the question, what helps.
pub(super) type Ask = (String, String, String);

/// The form for a thing.
pub(crate) async fn page(visit: Visit, Path((_, page)): Path<(String, String)>) -> Answer {
    visit
        .show_at(page, move |desk, frame, at| {
            let subject = Subject::page(desk, &at)?;
            subject.form(desk, frame, None, String::new())
        })
        .await
}

/// Saves a thing.
pub(crate) async fn save_page(
    visit: Visit,
    Path((_, page)): Path<(String, String)>,
    form: Form,
) -> Answer {
    visit
        .show_at(page, move |desk, frame, at| Subject::page(desk, &at)?.save(desk, frame, &form))
        .await
}

/// The form for an item.
pub(crate) async fn item(
    visit: Visit,
    Path((_, page, entity, id)): Path<(String, String, String, String)>,
) -> Answer {
    visit
        .show_at(page, move |desk, frame, at| {
            let subject = Subject::item(desk, &at, &entity, &id)?;
            subject.form(desk, frame, None, String::new())
        })
        .await
}

/// Saves an item.
pub(crate) async fn save_item(
    visit: Visit,
    Path((_, page, entity, id)): Path<(String, String, String, String)>,
    form: Form,
) -> Answer {
    visit
        .show_at(page, move |desk, frame, at| {
            Subject::item(desk, &at, &entity, &id)?.save(desk, frame, &form)
        })
        .await
}

impl Subject {
    fn page(desk: &mut Desk<'_>, at: &At) -> Result<Self, Trouble> {
        let (page, kind, sort) = (at.page, at.kind, at.sort()?);
        let (group, id) = (desk.group_page(), page.to_string());
        let own = desk.read(&page, |page| page.own_fields())?;
        let entry = entities::entry(kind);
        let entry = match entry {
            Some(entity) => desk.read(&group, |page| page.read(entity, &id))?,
            None => None,
        };
        let mut records = Vec::new();
        let is_reflection = own.as_ref().is_some_and(|own| own.str("kind") == "reflection");
        let mut left: Vec<&str> =
            if is_reflection { REFLECTION.to_vec() } else { sort.edit.to_vec() };
        for (home, record) in
            own.map(|own| (page, own)).into_iter().chain(entry.map(|e| (group, e)))
        {
            let may: Vec<_> = inputs::writable(desk, &page, &record).collect();
            let fields = inputs::named(&[record.entity], &left);
            left.retain(|name| record.entity.field(name).is_none());
            let fields = fields.into_iter().filter(|f| may.iter().any(|m| m.name == f.name));
            let fields = fields.collect();
            records.push((home, record, fields));
        }
        let back = at.shown();
        let (title, asks) = (String::new(), Vec::new());
        Ok(Self { page, records, action: format!("{back}/edit"), back, title, asks })
    }

    fn item(desk: &mut Desk<'_>, at: &At, entity: &str, id: &str) -> Result<Self, Trouble> {
        let page = at.page;
        let entity: &'static Entity = entity_on(at.kind, entity)?;
        let record = desk.read(&page, |page| page.read(entity, id))?;
        let record = record.ok_or_else(Trouble::nothing)?;
        let plain = |field: &&'static Field| {
            (is_picked(field) || !matches!(field.value, Type::Id | Type::Parts(_)))
                && field.name != "order"
                && !matches!(field.name, "ui_language" | "status" | "choice")
        };
        let fields = inputs::writable(desk, &page, &record).filter(plain).collect();
        let back = shown_at(&at.base, &page, entity.name);
        let action = format!("{}/p/{page}/i/{}/{id}", at.base, entity.name);
        let (title, asks) = (String::new(), Vec::new());
        Ok(Self { page, records: vec![(page, record, fields)], action, back, title, asks })
    }

    /// Some fields of the group, each asked for in its own words.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) fn of_group(
        desk: &mut Desk<'_>,
        title: String,
        asks: Vec<Ask>,
        (action, back): (String, String),
    ) -> Result<Self, Trouble> {
        let page = desk.group_page();
        let record = desk.group()?.ok_or_else(Trouble::nothing)?;
        let names: Vec<&str> = asks.iter().map(|(field, ..)| field.as_str()).collect();
        let fields = inputs::named(&[record.entity], &names);
        Ok(Self { page, records: vec![(page, record, fields)], back, action, title, asks })
    }

    /// The form, with what was typed and could not be saved.
    ///
    /// # Errors
    /// When this person may write none of the fields.
    pub(super) fn form(
        &self,
        desk: &mut Desk<'_>,
        mut frame: Frame,
        typed: Option<&Form>,
        trouble: String,
    ) -> Answer {
        let w = frame.w;
        frame.title = if self.title.is_empty() { w.t("edit-title") } else { self.title.clone() };
        let mut inputs = Vec::new();
        for (home, record, fields) in &self.records {
            let made = inputs::inputs(desk, w, fields.iter().copied(), Some(record), &[]);
            let kind = record.entity.page;
            let made = made.into_iter().map(|input| input.hinted(w, kind));
            inputs.extend(made.map(|input| input.live(desk, w, home, record)));
        }
        for (field, ask, hint) in self.asks.iter().filter(|(_, ask, _)| !ask.is_empty()) {
            for input in inputs.iter_mut().filter(|input| input.name == *field) {
                (input.label, input.hint) = (ask.clone(), hint.clone());
            }
        }
        if inputs.is_empty() {
            return Err(Trouble::new(axum::http::StatusCode::FORBIDDEN, "right-author"));
        }
        let mut heads = desk.read(&self.page, inputs::heads_text)?;
        if let Some(form) = typed {
            inputs = inputs.into_iter().map(|input| input.typed(form)).collect();
            form.text("heads").clone_into(&mut heads);
        }
        rendered(&EditPage {
            action: self.action.clone(),
            back: self.back.clone(),
            trouble,
            heads,
            inputs,
            frame,
        })
    }

    /// Saves, or shows the form again with everything that was typed.
    ///
    /// # Errors
    /// As [`Subject::form`].
    pub(super) fn save(&self, desk: &mut Desk<'_>, frame: Frame, form: &Form) -> Answer {
        let which = |one: &Looked| self.holds(one);
        if releases(form) {
            let before = Before {
                action: self.action.clone(),
                back: self.action.clone(),
                form,
                typed: self.records.iter().flat_map(|(_, _, fields)| fields.clone()).collect(),
                written: Vec::new(),
                stored: Some((self.page, &which)),
            };
            if let Some(asks) = before.ask(desk, &frame)? {
                return Ok(asks);
            }
        }
        let form = &check::mended(desk, form, Some((self.page, &which)))?;
        match self.try_save(desk, form) {
            Ok(said) => go(&self.back, said),
            Err(trouble) => {
                let sentence = trouble.say(frame.w);
                self.form(desk, frame, Some(form), sentence)
            }
        }
    }

    /// Whether a text is one of those that are edited here; a whole page has its items too.
    fn holds(&self, one: &Looked) -> bool {
        self.records.iter().any(|(_, record, _)| {
            record.entity.is_self()
                || (record.entity.name, &record.id) == (one.entity.name, &one.id)
        })
    }

    fn try_save(&self, desk: &mut Desk<'_>, form: &Form) -> Result<&'static str, Trouble> {
        let mut changes: Vec<Change> = Vec::new();
        for (home, record, fields) in &self.records {
            changes.extend(inputs::changes(desk, form, home, record, fields)?);
        }
        if changes.is_empty() {
            return Ok(if self.is_live(form) { "done-saved" } else { "done-unchanged" });
        }
        desk.act(|act| acts::text::save_all(act, &changes, None))?;
        Ok(if self.is_as_typed(desk, &changes)? { "done-saved" } else { "done-merged" })
    }

    /// Whether a text of this form is written live: what was typed is on the disk already, and the
    /// form does not send it.
    fn is_live(&self, form: &Form) -> bool {
        let mut fields = self.records.iter().flat_map(|(_, _, fields)| fields);
        fields.any(|field| {
            let shown = form.get(&format!("was:{}", field.name)).is_some();
            field.class == Class::Text && shown && form.get(&format!("f:{}", field.name)).is_none()
        })
    }

    /// Whether the running texts are now what was typed, and not that and what others wrote.
    fn is_as_typed(&self, desk: &mut Desk<'_>, changes: &[Change]) -> Result<bool, Trouble> {
        let texts = changes.iter().filter(|change| change.base.is_some());
        for change in texts {
            let now = desk.read(&change.page, |page| {
                let record = page.read(change.entity, &change.id);
                record.map(|record| record.str(change.field).to_owned())
            })?;
            let typed = kring_model::value::Value::from(now.unwrap_or_default().as_str());
            if typed != change.value {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
