//! Items on a page: adding one, and short acts on one.

use axum::extract::Path;
use kring_model::entities;
use kring_model::schema::{Class, Entity, PageKind, Who};
use kring_node::acts::{self, Named};
use kring_trust::{PageId, PersonId};

use super::thing::shown_at;
use crate::app::{Answer, Visit, go};
use crate::desk::{Desk, entity_on};
use crate::form::Form;
use crate::inputs;
use crate::trouble::Trouble;

/// Adds an item.
pub(crate) async fn add(
    visit: Visit,
    Path((_, page, entity)): Path<(String, String, String)>,
    form: Form,
) -> Answer {
    visit
        .ask_at(page, move |desk, _, at| {
            let entity = entity_on(at.kind, &entity)?;
            let id = make(desk, &at.page, entity, &form)?;
            go(&format!("{}#i-{id}", at.shown()), "done-saved")
        })
        .await
}

fn make(
    desk: &mut Desk<'_>,
    page: &PageId,
    entity: &'static Entity,
    form: &Form,
) -> Result<String, Trouble> {
    let speaker = PersonId::from_hex(form.text("speaker"));
    let free = entity.fields.iter().filter(|field| {
        !matches!(field.class, Class::Flag | Class::Marks | Class::Mine)
            && !matches!(field.name, "by" | "entered_by" | "of" | "order" | "round" | "good")
    });
    let mut values: Vec<Named> = inputs::values(form, free)?;
    if values.is_empty() {
        return Err(kring_model::edit::EditError::Missing { entity: "", field: "text" }.into());
    }
    let of = form.text("of");
    if entity.field("of").is_some() {
        let whole = page.to_string();
        values.push(("of", if of.is_empty() { whole.as_str() } else { of }.into()));
    }
    desk.act(|act| match entity.page {
        PageKind::Case => match entity.name {
            "chosen_action" => acts::case::choose_action(act, page, &values, due(form)),
            "follow_up" => acts::case::follow_up(act, page, &values),
            "case_addition" => acts::writing::add(act, page, entity, &values, speaker),
            _ => acts::case::put(act, page, entity, form.text("f:text"), speaker),
        },
        PageKind::Experiment if entity.name == entities::STEP.name => {
            acts::experiment::step(act, page, &values)
        }
        PageKind::Experiment if entity.name == entities::COUNT.name => {
            let number = form.text("f:number").parse().unwrap_or(0);
            acts::experiment::count(act, page, number, None)
        }
        PageKind::Meeting if entity.name == entities::AGENDA_ITEM.name => {
            acts::meeting::agenda(act, page, &values, None)
        }
        PageKind::Story if entity.name == entities::SECTION.name => {
            acts::story::section(act, page, &values)
        }
        _ => acts::writing::add(act, page, entity, &values, speaker),
    })
}

/// By when the presenter tells what came of it.
fn due(form: &Form) -> Option<&str> {
    Some(form.text("due")).filter(|due| !due.is_empty())
}

/// A short act on an item: its author takes it back, or one field gets a value.
pub(crate) async fn act(
    visit: Visit,
    Path((_, page, entity, id, act)): Path<(String, String, String, String, String)>,
    form: Form,
) -> Answer {
    visit
        .ask_at(page, move |desk, _, at| {
            let entity = entity_on(at.kind, &entity)?;
            perform(desk, &at.page, (entity, &id), &act, &form)?;
            let shown = match at.kind {
                PageKind::Group => shown_at(&at.base, &at.page, entity.name),
                _ => at.shown(),
            };
            go(&format!("{shown}#i-{id}"), "done-saved")
        })
        .await
}

/// See [`act`].
///
/// # Errors
/// When the form is none of ours, or this person may not.
pub(crate) fn perform(
    desk: &mut Desk<'_>,
    page: &PageId,
    place: acts::writing::Place<'_>,
    act: &str,
    form: &Form,
) -> Result<(), Trouble> {
    match act {
        "withdraw" => desk.act(|act| acts::writing::withdraw(act, page, place)),
        "set" => {
            let field = place.0.field(form.text("field")).ok_or_else(Trouble::bad_form)?;
            let settable = matches!(field.class, Class::One | Class::Own);
            if !settable && field.who == Who::Anyone {
                return Err(Trouble::bad_form());
            }
            let values = inputs::values(form, [field])?;
            desk.act(|act| acts::writing::set_all(act, page, place, &values, None))
        }
        _ => Err(Trouble::bad_form()),
    }
}
