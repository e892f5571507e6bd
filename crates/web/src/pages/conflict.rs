//! Versions that stand beside each other: somebody makes one sentence of them.

use kring_model::schema::Class;
use kring_node::acts;
use kring_trust::PageId;

use super::thing::place;
use crate::desk::Desk;
use crate::form::Form;
use crate::trouble::Trouble;

/// One sentence in place of all wordings of a field; the key of what is said then.
///
/// # Errors
/// When the field is no wording, the sentence is empty, or this person may not write it.
pub(crate) fn word(
    desk: &mut Desk<'_>,
    page: &PageId,
    form: &Form,
) -> Result<&'static str, Trouble> {
    let (home, entity, id, field) = place(desk, page, form)?;
    let is_wording = entity.field(field).is_some_and(|field| field.class == Class::Wording);
    let words: Vec<&str> = form.text("text").split_whitespace().collect();
    if !is_wording || words.is_empty() {
        return Err(Trouble::bad_form());
    }
    let value = words.join(" ").as_str().into();
    let change = acts::text::Change { page: home, entity, id, field, value, base: None };
    desk.act(|act| acts::text::save_all(act, &[change], None))?;
    Ok("done-saved")
}
