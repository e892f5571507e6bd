//! `kring group propose`: "voor mij is de kern …", in other words later, or taken back.

use kring_model::entities::CORE_PROPOSAL;
use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(required_unless_present = "withdraw")]
    text: Option<String>,
    #[arg(long = "for", value_name = "NAME", conflicts_with_all = ["change", "withdraw"])]
    on_behalf: Option<String>,
    #[arg(long, value_name = "ITEM", conflicts_with = "withdraw")]
    change: Option<String>,
    #[arg(long, value_name = "ITEM", conflicts_with = "text")]
    withdraw: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.group_page();
    if let Some(proposal) = &args.withdraw {
        let id = desk.item(&page, &CORE_PROPOSAL, proposal)?;
        desk.act(|act| acts::writing::withdraw(act, &page, (&CORE_PROPOSAL, &id)))?;
        return Ok(desk.saved(say!("done-core-proposal-withdrawn")));
    }
    let text = ask::argument(args.text.as_deref().unwrap_or_default())?;
    if let Some(proposal) = &args.change {
        let id = desk.item(&page, &CORE_PROPOSAL, proposal)?;
        desk.act(|act| acts::group::reword(act, &id, &text))?;
        return Ok(desk.saved(say!("done-core-proposal-changed")));
    }
    let speaker = desk.speaker(args.on_behalf.as_deref())?;
    let id = desk.act(|act| acts::group::propose(act, &text, speaker))?;
    Ok(desk.added(say!("added-core-proposal"), &id))
}
