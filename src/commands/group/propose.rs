//! `kring group propose`: "voor mij is de kern …".

use kring_model::entities;
use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    text: String,
    #[arg(long = "for", value_name = "NAME")]
    on_behalf: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.group_page();
    let values = [("text", ask::argument(&args.text)?.into())];
    let speaker = desk.speaker(args.on_behalf.as_deref())?;
    let id =
        desk.act(|act| acts::writing::add(act, &page, &entities::CORE_PROPOSAL, &values, speaker))?;
    Ok(desk.added(say!("added-core-proposal"), &id))
}
