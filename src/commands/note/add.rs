//! `kring note add`

use kring_model::entities;
use kring_node::acts;
use kring_trust::PageId;
use serde_json::json;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::draft::Draft;
use crate::failure::Failure;
use crate::fields::{NewFields, Note};
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    title: String,
    #[command(flatten)]
    fields: NewFields<Note>,
    /// Write the text in the editor.
    #[arg(long, short = 'e', conflicts_with = "field:text")]
    editor: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let title = ask::argument(&args.title)?;
    let mut values = args.fields.values(&mut desk)?;
    values.push(("title", title.as_str().into()));
    if !args.editor {
        let page = desk.act(|act| acts::note::add(act, &values))?;
        return Ok(desk.added(say!("added-note", title = &title), &page.to_string()));
    }
    drop(desk);
    let mut added = None;
    let save = |desk: &mut Desk<'_>, added: &mut Option<PageId>, text: &str| match added {
        Some(page) => {
            desk.act(|act| acts::writing::set_own(act, page, &entities::NOTE, "text", &text.into()))
        }
        None => {
            let values: Vec<_> = values.iter().cloned().chain([("text", text.into())]).collect();
            *added = Some(desk.act(|act| acts::note::add(act, &values))?);
            Ok(())
        }
    };
    let at_lock = |text: &str| save(&mut Desk::open(context)?, &mut added, text);
    let Some(draft) = Draft::write(context, "note", None, "", at_lock)? else {
        return Ok(Answer::done(say!("draft-saved-at-lock"), json!({ "saved": true })));
    };
    let mut desk = Desk::open(context).map_err(|failure| draft.keep(failure))?;
    save(&mut desk, &mut added, &draft.text).map_err(|failure| draft.keep(failure))?;
    draft.discard()?;
    let id = added.map(|page| page.to_string()).unwrap_or_default();
    Ok(desk.added(say!("added-note", title = &title), &id))
}
