//! `kring note offer`: "ik help".

use kring_model::schema::PageKind;
use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    item: String,
    text: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Note, &args.item)?;
    let text = match &args.text {
        Some(text) => ask::argument(text)?,
        None => context.words().say(&say!("word-i-help")),
    };
    desk.act(|act| acts::note::offer_help(act, &page, &text))?;
    Ok(desk.saved(say!("done-help-offered")))
}
