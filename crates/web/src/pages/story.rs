//! A story for the stage: its parts in order, who tells it, and who agrees to be in it.

use askama::Template;
use kring_model::entities;
use kring_model::read::Mine;
use kring_node::acts;
use kring_trust::PageId;

use super::thing::{Head, Thing};
use crate::app::{Answer, page};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::inputs::{self, Input};
use crate::trouble::Trouble;
use crate::view::{self, Item, Shown};

#[derive(Template)]
#[template(path = "story.html")]
struct StoryPage {
    frame: Frame,
    head: Head,
    facts: Vec<Shown>,
    consent: String,
    consents: bool,
    sections: Vec<Section>,
    section_inputs: Vec<Input>,
}

/// One part.
struct Section {
    /// Its heading; what sort of part it is without one.
    title: String,
    item: Item,
}

/// The page of a story.
pub(crate) fn show(desk: &mut Desk<'_>, frame: Frame, thing: Thing) -> Answer {
    let w = frame.w;
    let me = desk.replica.me().to_string();
    let own = &thing.own.record;
    let consents = own.mine_of("consent", &me).and_then(Mine::value);
    let consents = consents.is_some_and(|said| said.value.is_yes());
    let consent = thing.fields(desk, w, &["consent"]).pop().map(|shown| shown.text);
    let fields = inputs::named(&[&entities::SECTION], &["kind", "title", "text", "from_ids"]);
    let facts = ["audience", "date", "status", "presenters", "checks/no_names"];
    page(&StoryPage {
        head: thing.head(desk, w)?,
        facts: thing.fields(desk, w, &facts),
        consent: consent.unwrap_or_default(),
        consents,
        sections: sections(desk, w, &thing.page)?,
        section_inputs: inputs::inputs(desk, w, fields, None, &["text"]),
        frame,
    })
}

fn sections(
    desk: &mut Desk<'_>,
    w: &crate::words::Words,
    place: &PageId,
) -> Result<Vec<Section>, Trouble> {
    let items = view::items(desk, w, place, &entities::SECTION)?;
    let section = |mut item: Item| {
        let named = |name: &str| item.fields.iter().find(|shown| shown.name == name);
        let title = named("title").or_else(|| named("kind"));
        let title = title.map(|shown| crate::labels::capital(&shown.text)).unwrap_or_default();
        // While there are two headings, both stand with their authors below.
        item.fields.retain(|shown| shown.name != "title" || !shown.versions.is_empty());
        Section { title, item }
    };
    Ok(items.into_iter().filter(|item| !item.withdrawn).map(section).collect())
}

/// A short act on a story; the key of what is said then.
///
/// # Errors
/// When there is no such act.
pub(crate) fn perform(
    desk: &mut Desk<'_>,
    place: &PageId,
    act: &str,
) -> Result<&'static str, Trouble> {
    let yes = match act {
        "consent" => true,
        "no-consent" => false,
        _ => return Err(Trouble::bad_form()),
    };
    desk.act(|act| acts::story::consent(act, place, yes))?;
    Ok("done-saved")
}
