//! `kring group core`: the question beside the core, with earlier wordings and what the core is for
//! each; a proposal is taken over as the core.

use kring_model::entities::CORE_PROPOSAL;
use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::show;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "ITEM")]
    take: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let Some(proposal) = &args.take else { return show::core(&mut desk) };
    let page = desk.group_page();
    let id = desk.item(&page, &CORE_PROPOSAL, proposal)?;
    desk.act(|act| acts::group::take_over(act, &id))?;
    Ok(show::core(&mut desk)?.remark(say!("done-core-taken")).remark(say!("word-saved-here")))
}
