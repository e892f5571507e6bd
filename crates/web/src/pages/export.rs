//! Taking everything along as a file: for one's own archive, or for another program.

use std::cell::RefCell;
use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use kring_model::entities;
use kring_model::exchange::markdown::Labels;
use kring_node::export::{self, Going};

use crate::app::{Answer, Visit, page};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::labels;
use crate::trouble::Trouble;
use crate::words::Words;

/// What a file is: its name, its type, and how it is made.
type Made =
    (&'static str, &'static str, fn(&mut Desk<'_>, &'static Words) -> Result<String, Trouble>);

#[derive(Template)]
#[template(path = "export.html")]
struct ExportPage {
    frame: Frame,
    id: String,
    count: usize,
    left_out: usize,
}

/// What goes out, and what stays.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            frame.title = frame.w.t("export");
            let (going, left_out) = export::choose(desk.replica, false)?;
            let id = desk.replica.group().to_string();
            page(&ExportPage { id, count: going.len(), left_out, frame })
        })
        .await
}

/// The file itself.
pub(crate) async fn file(visit: Visit, Path((_, name)): Path<(String, String)>) -> Answer {
    let (name, kind, make): Made = match name.as_str() {
        "json" => ("kring.json", "application/json; charset=utf-8", as_json),
        "markdown" => ("kring.md", "text/markdown; charset=utf-8", as_markdown),
        _ => return Err(Trouble::nothing()),
    };
    let text = visit.ask(make).await?;
    let saved = format!("attachment; filename=\"{name}\"");
    let saved = HeaderValue::from_str(&saved).map_err(|_| Trouble::crash())?;
    let kind = HeaderValue::from_static(kind);
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, saved)], text).into_response())
}

fn as_json(desk: &mut Desk<'_>, _: &'static Words) -> Result<String, Trouble> {
    let mut taken = BTreeMap::new();
    for one in export::choose(desk.replica, false)?.0 {
        taken.insert(one.page, export::take(desk.replica, &one)?);
    }
    Ok(export::as_json(desk.replica, taken, &labels::today()))
}

fn as_markdown(desk: &mut Desk<'_>, w: &'static Words) -> Result<String, Trouble> {
    let going = export::choose(desk.replica, false)?.0;
    together(desk, w, &going)
}

/// What is this person's, as one text.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn own(desk: &mut Desk<'_>, w: &'static Words) -> Result<String, Trouble> {
    let going = export::own(desk.replica)?;
    together(desk, w, &going)
}

fn together(desk: &mut Desk<'_>, w: &Words, going: &[Going]) -> Result<String, Trouble> {
    let mut all = Vec::new();
    for one in going {
        all.extend(markdown_of(desk, w, one)?);
    }
    Ok(all.join("\n\n---\n\n"))
}

fn markdown_of(desk: &mut Desk<'_>, w: &Words, one: &Going) -> Result<Option<String>, Trouble> {
    let taken = export::take(desk.replica, one)?;
    let desk = RefCell::new(desk);
    let label = |name: &str| {
        let list = entities::named(name).map_or(name, |entity| entity.collection);
        w.word(&format!("list-{list}")).unwrap_or_else(|| match entities::named(name) {
            Some(_) => labels::field(w, list),
            None => labels::field(w, name),
        })
    };
    let name = |id: &str| desk.borrow_mut().label_of(w, id);
    Ok(taken.as_markdown(Labels { label: &label, name: &name }))
}
