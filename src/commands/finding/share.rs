//! `kring finding share`: the finding may leave the group, or not any more.

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
    item: String,
    #[arg(long)]
    stop: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Finding, &args.item)?;
    let share = !args.stop;
    desk.act(|act| {
        acts::writing::set_own(act, &page, &entities::FINDING, "may_share", &share.into())
    })?;
    Ok(desk.saved(if share { say!("done-may-share") } else { say!("done-may-not-share") }))
}
