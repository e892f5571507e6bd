//! Reflections: one's own on this laptop, and those that members shared.

use askama::Template;
use axum::extract::Path;
use kring_model::entities;
use kring_model::inert;
use kring_model::read::Record;
use kring_node::acts::reflection;
use kring_node::listed;

use super::check::{self, Before};
use crate::app::{Answer, Visit, go, page};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::{self, Input};
use crate::labels;
use crate::lists;
use crate::trouble::Trouble;
use crate::words::Words;

/// What is asked when a reflection is shared: the three dimensions, and what it is about.
const SHARED: [&str; 4] = ["technical", "normative", "personal", "competences"];

#[derive(Template)]
#[template(path = "reflections.html")]
struct ReflectionsPage {
    frame: Frame,
    id: String,
    own: Vec<Own>,
    shared: Vec<Shared>,
    inputs: Vec<Input>,
}

/// One that is on this laptop only.
struct Own {
    id: String,
    title: String,
    text: String,
    date: String,
}

/// One that its author shared.
struct Shared {
    id: String,
    title: String,
    by: String,
    date: String,
    /// The competences that it is about, in words.
    competences: String,
}

#[derive(Template)]
#[template(path = "reflection.html")]
struct ReflectionPage {
    frame: Frame,
    id: String,
    reflection: String,
    inputs: Vec<Input>,
    share_inputs: Vec<Input>,
}

/// Both lists, and a form for a new one.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("reflections");
            let private = reflection::private(desk.replica)?;
            let own = private.iter().rev().map(|one| own(w, one)).collect();
            let mut shared = Vec::new();
            for one in listed::reflections(desk.replica)?.iter().rev() {
                shared.push(Shared {
                    id: one.id.clone(),
                    title: title(w, one),
                    by: desk.name_of(&one.by),
                    date: labels::day(w, &one.date),
                    competences: competences(w, one.fact("competences")),
                });
            }
            let id = desk.replica.group().to_string();
            let inputs = private_inputs(desk, w, None);
            page(&ReflectionsPage { id, own, shared, inputs, frame })
        })
        .await
}

/// Keeps a new one on this laptop.
pub(crate) async fn add(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let (title, text) = (form.text("f:title"), form.text("f:text"));
            if text.is_empty() {
                return Err(
                    kring_model::edit::EditError::Missing { entity: "", field: "text" }.into()
                );
            }
            reflection::keep(desk.replica, title, text)?;
            go(&format!("{base}/reflections"), "done-reflection-kept")
        })
        .await
}

/// One of one's own: to write on, and to share.
pub(crate) async fn edit(visit: Visit, Path((_, id)): Path<(String, String)>) -> Answer {
    visit
        .show("more", move |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("reflection");
            let all = reflection::private(desk.replica)?;
            let one = all.iter().find(|one| one.id == id).ok_or_else(Trouble::nothing)?;
            let inputs = private_inputs(desk, w, Some(one));
            let fields = inputs::named(&[&entities::NOTE], &SHARED);
            let share_inputs = inputs::inputs(desk, w, fields, None, &[]);
            let (id, reflection) = (desk.replica.group().to_string(), one.id.clone());
            page(&ReflectionPage { id, reflection, inputs, share_inputs, frame })
        })
        .await
}

/// Saves one of one's own, or shares it.
pub(crate) async fn save(
    visit: Visit,
    Path((_, id, act)): Path<(String, String, String)>,
    form: Form,
) -> Answer {
    let base = visit.base();
    visit
        .show("more", move |desk, frame| match act.as_str() {
            "save" => {
                reflection::rewrite(desk.replica, &id, form.text("f:title"), form.text("f:text"))?;
                go(&format!("{base}/reflections"), "done-reflection-kept")
            }
            "share" => {
                let fields = inputs::named(&[&entities::NOTE], &SHARED);
                let (title, text) = own_words(desk, &id)?;
                let place = format!("{base}/reflection/{id}");
                let before = Before {
                    action: format!("{place}/share"),
                    back: place,
                    form: &form,
                    typed: fields.clone(),
                    written: vec![(String::new(), title.clone()), (String::new(), text.clone())],
                    stored: None,
                };
                if let Some(asks) = before.ask(desk, &frame)? {
                    return Ok(asks);
                }
                let (new_title, new_text) = (
                    check::mended_text(desk, &form, &title)?,
                    check::mended_text(desk, &form, &text)?,
                );
                if (&new_title, &new_text) != (&title, &text) {
                    reflection::rewrite(desk.replica, &id, &new_title, &new_text)?;
                }
                let form = check::mended(desk, &form, None)?;
                let mut values = inputs::values(&form, fields)?;
                values.retain(|(_, value)| *value != "".into());
                let made = reflection::share(desk.replica, &id, &values)?;
                go(&format!("{base}/p/{made}"), "done-reflection-shared")
            }
            _ => Err(Trouble::bad_form()),
        })
        .await
}

/// The title and text of one that is on this laptop alone.
fn own_words(desk: &mut Desk<'_>, id: &str) -> Result<(String, String), Trouble> {
    let all = reflection::private(desk.replica)?;
    let one = all.iter().find(|one| one.id == id).ok_or_else(Trouble::nothing)?;
    Ok((one.str("title").to_owned(), one.str("text").to_owned()))
}

/// The title of a shared one; how it begins without a title.
pub(crate) fn title(w: &Words, one: &listed::Listed) -> String {
    match (one.titles.is_empty(), one.excerpt.is_empty()) {
        (true, true) => w.t("reflection"),
        _ => lists::title(w, kring_model::schema::PageKind::Note, one),
    }
}

/// Competences as a card has them, in words.
fn competences(w: &Words, held: &str) -> String {
    let each = held.split(", ").filter(|one| !one.is_empty());
    each.map(|one| labels::choice(w, one)).collect::<Vec<_>>().join(", ")
}

fn own(w: &Words, one: &Record) -> Own {
    Own {
        id: one.id.clone(),
        title: inert::line(one.str("title")),
        text: inert::prose(one.str("text")),
        date: labels::day(w, one.str("date")),
    }
}

fn private_inputs(desk: &mut Desk<'_>, w: &Words, one: Option<&Record>) -> Vec<Input> {
    let fields = inputs::named(&[&entities::PRIVATE_ITEM], &["title", "text"]);
    inputs::inputs(desk, w, fields, one, &["text"])
}
