//! Who stands around the group: those involved who never have the documents.

use askama::Template;
use kring_model::entities;
use kring_model::schema::Field;
use kring_node::acts;

use super::members::Around;
use crate::app::{Answer, Visit, go, page};
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::{self, Input};
use crate::view::{self, Item};

#[derive(Template)]
#[template(path = "around.html")]
struct AroundPage {
    frame: Frame,
    head: Around,
    people: Vec<Item>,
    inputs: Vec<Input>,
}

/// The page.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("around");
            let group = desk.group_page();
            let mut people = view::items(desk, w, &group, &entities::STAKEHOLDER)?;
            people.retain(|one| !one.withdrawn);
            let inputs = inputs::inputs(desk, w, fields(), None, &["name"]);
            page(&AroundPage { head: Around::of(desk), people, inputs, frame })
        })
        .await
}

/// Adds somebody involved.
pub(crate) async fn add(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let values = inputs::values(&form, fields())?;
            if !values.iter().any(|(name, value)| *name == "name" && *value != "".into()) {
                let missing = kring_model::edit::EditError::Missing { entity: "", field: "name" };
                return Err(missing.into());
            }
            let group = desk.group_page();
            let entity = &entities::STAKEHOLDER;
            desk.act(|act| acts::writing::add(act, &group, entity, &values, None))?;
            go(&format!("{base}/around"), "done-saved")
        })
        .await
}

fn fields() -> Vec<&'static Field> {
    let names = ["name", "role", "function", "task", "promise"];
    inputs::named(&[&entities::STAKEHOLDER], &names)
}
