//! A note.

use askama::Template;

use super::thing::{Head, Thing};
use crate::app::{Answer, page};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::view::Shown;

#[derive(Template)]
#[template(path = "note.html")]
struct NotePage {
    frame: Frame,
    head: Head,
    text: Vec<Shown>,
    facts: Vec<Shown>,
    /// A setback that others can offer help with.
    asks_help: bool,
    /// An idea, which the group can try.
    idea: bool,
}

/// The page of a note.
pub(crate) fn show(desk: &mut Desk<'_>, frame: Frame, thing: Thing) -> Answer {
    let w = frame.w;
    let head = thing.head(desk, w)?;
    let text = thing.fields(desk, w, &["text", "technical", "normative", "personal"]);
    let facts = ["kind", "competences", "tags", "links", "may_share", "help_offers"];
    let facts = thing.fields(desk, w, &facts);
    let kind = thing.own.record.str("kind");
    let asks_help = matches!(kind, "setback" | "question" | "not_knowing") && !head.mine;
    let idea = kind == "idea" && !head.over && head.wordings.is_none();
    page(&NotePage { frame, head, text, facts, asks_help, idea })
}
