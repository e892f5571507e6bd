//! `kring note add`

use kring_node::acts;

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
    let draft = Draft::write(context, "note", None, "")?;
    values.push(("text", draft.text.as_str().into()));
    let page =
        desk.act(|act| acts::note::add(act, &values)).map_err(|failure| draft.keep(failure))?;
    draft.discard()?;
    Ok(desk.added(say!("added-note", title = &title), &page.to_string()))
}
