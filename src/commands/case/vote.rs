//! `kring case vote`: which case should be treated; one vote per person.

use kring_model::entities;
use kring_model::schema::PageKind;
use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    case: String,
    #[arg(long)]
    stop: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Case, &args.case)?;
    let vote = (!args.stop).into();
    desk.act(|act| acts::writing::set_entry(act, &page, &entities::CASE, "votes", &vote))?;
    Ok(desk.saved(if args.stop { say!("done-vote-taken-back") } else { say!("done-voted") }))
}
