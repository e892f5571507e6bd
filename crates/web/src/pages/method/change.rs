//! Changing a method of the group: a copy, steps, their order, and what is left out.

use axum::extract::Path;
use kring_model::entities::{METHOD_STEP, OWN_METHOD};
use kring_node::acts::Named;
use kring_node::acts::method as methods;

use super::in_language;
use crate::app::{Answer, Visit, go};
use crate::desk::Desk;
use crate::form::Form;
use crate::inputs;
use crate::trouble::Trouble;
use crate::words::Words;

/// A short act on a method.
pub(super) async fn act(
    visit: Visit,
    Path((_, id, act)): Path<(String, String, String)>,
    form: Form,
) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, w| {
            let shown = perform(desk, w, &id, &act, &form)?;
            let said = if act == "copy" { "done-method-copied" } else { "done-saved" };
            go(&format!("{base}/method/{shown}"), said)
        })
        .await
}

/// Does it; the id of the method that is shown then.
fn perform(
    desk: &mut Desk<'_>,
    w: &Words,
    id: &str,
    act: &str,
    form: &Form,
) -> Result<String, Trouble> {
    let step = form.text("step");
    let before = Some(form.text("before")).filter(|before| !before.is_empty());
    match act {
        "copy" => {
            let name = form.text("name");
            let field = if w.tag() == "nl" { "name_nl" } else { "name_en" };
            let values: &[Named] = if name.is_empty() { &[] } else { &[(field, name.into())] };
            return desk.act(|act| methods::copy(act, id, values));
        }
        "add-step" => {
            let fields = inputs::named(&[&METHOD_STEP], &[in_language(w), "minutes"]);
            let values = inputs::values(form, fields)?;
            desk.act(|act| methods::add_step(act, id, &values, None))?;
        }
        "move" => desk.act(|act| methods::move_step(act, step, before))?,
        "leave-step" | "put-step-back" => {
            let out = act == "leave-step";
            desk.act(|act| methods::leave_out(act, (&METHOD_STEP, step), out))?;
        }
        "leave" | "put-back" => {
            let out = act == "leave";
            desk.act(|act| methods::leave_out(act, (&OWN_METHOD, id), out))?;
        }
        _ => return Err(Trouble::bad_form()),
    }
    Ok(id.to_owned())
}
