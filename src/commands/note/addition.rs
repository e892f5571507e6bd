//! `kring note append`: an addition to somebody's note, which only they change.

use kring_model::entities;
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
    text: String,
    #[arg(long = "for", value_name = "NAME")]
    on_behalf: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Note, &args.item)?;
    let text = ask::argument(&args.text)?;
    let speaker = desk.speaker(args.on_behalf.as_deref())?;
    let values = [("of", page.to_string().into()), ("text", text.into())];
    let id =
        desk.act(|act| acts::writing::add(act, &page, &entities::NOTE_ADDITION, &values, speaker))?;
    Ok(desk.added(say!("added-addition"), &id))
}
