//! `kring case append`: an addition to something in a case file that is somebody else's.

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
    case: String,
    item: String,
    text: String,
    #[arg(long = "for", value_name = "NAME")]
    on_behalf: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Case, &args.case)?;
    let (_, of) = desk.any_item(&page, &args.item)?;
    let text = ask::argument(&args.text)?;
    let speaker = desk.speaker(args.on_behalf.as_deref())?;
    let values = [("of", of.into()), ("text", text.into())];
    let id =
        desk.act(|act| acts::writing::add(act, &page, &entities::CASE_ADDITION, &values, speaker))?;
    Ok(desk.added(say!("added-addition"), &id))
}
