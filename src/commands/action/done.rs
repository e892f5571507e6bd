//! `kring action done`

use kring_model::entities;
use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    item: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let id = desk.group_item(&entities::ACTION, &args.item)?;
    desk.act(|act| acts::action::done(act, &id))?;
    Ok(desk.saved(say!("done-action")))
}
