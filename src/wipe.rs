//! Wiping a page on every laptop, after saying honestly what that can and cannot do.

use kring_model::schema::PageKind;
use kring_node::acts;
use kring_trust::PageId;
use serde_json::json;

use crate::ask;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

/// Asks, then wipes.
///
/// # Errors
/// When the answer is no, nobody can be asked, or the page is somebody else's.
pub(crate) fn run(desk: &mut Desk<'_>, page: &PageId) -> Result<Answer, Failure> {
    let context = desk.context;
    let title = desk.label_of(&page.to_string());
    let me = desk.replica.me();
    let others: Vec<String> = desk
        .audience(page)
        .iter()
        .filter(|person| **person != me)
        .map(|person| desk.name(person))
        .collect();
    let others = if others.is_empty() {
        context.words().say(&say!("word-nobody"))
    } else {
        others.join(", ")
    };
    ask::sure(context, &say!("ask-wipe", title = title, others = others))?;
    let is_case = desk.kind(page) == Some(PageKind::Case);
    desk.act(|act| acts::page::erase(act, page))?;
    let remark = if is_case { say!("done-case-wiped") } else { say!("done-wiped") };
    Ok(Answer::done(remark, json!({ "page": page.to_string(), "wiped": true }))
        .remark(say!("done-wiped-honest")))
}
