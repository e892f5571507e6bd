//! A finding of the inquiry.

use askama::Template;
use kring_model::entities;
use kring_model::read::Mine;
use kring_node::acts;
use kring_trust::PageId;

use super::thing::{Head, Thing};
use crate::app::{Answer, page};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::trouble::Trouble;
use crate::view::Shown;

/// Its running texts, in the order of the questions they answer.
const TEXTS: [&str; 8] = [
    "text",
    "what_works",
    "what_works_here",
    "why_not_yet",
    "fits_here",
    "failed_there",
    "risks",
    "source",
];

#[derive(Template)]
#[template(path = "finding.html")]
struct FindingPage {
    frame: Frame,
    head: Head,
    texts: Vec<Shown>,
    facts: Vec<Shown>,
    starred: bool,
}

/// The page of a finding.
pub(crate) fn show(desk: &mut Desk<'_>, frame: Frame, thing: Thing) -> Answer {
    let w = frame.w;
    let me = desk.replica.me().to_string();
    let star = thing.own.record.mine_of("stars", &me).and_then(Mine::value);
    let facts = ["kind", "origin", "organisation", "similarity", "whose", "may_share", "stars"];
    page(&FindingPage {
        head: thing.head(desk, w)?,
        texts: thing.fields(desk, w, &TEXTS),
        facts: thing.fields(desk, w, &facts),
        starred: star.is_some_and(|said| said.value.is_yes()),
        frame,
    })
}

/// A short act on a finding; the key of what is said then.
///
/// # Errors
/// When there is no such act.
pub(crate) fn perform(
    desk: &mut Desk<'_>,
    place: &PageId,
    act: &str,
) -> Result<&'static str, Trouble> {
    let (yes, said) = match act {
        "star" => (true, "done-starred"),
        "unstar" => (false, "done-unstarred"),
        _ => return Err(Trouble::bad_form()),
    };
    let value = yes.into();
    desk.act(|act| acts::writing::set_own(act, place, &entities::FINDING, "stars", &value))?;
    Ok(said)
}
