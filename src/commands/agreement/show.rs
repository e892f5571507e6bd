//! `kring agreement show`

use kring_model::entities;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::show;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    item: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let id = desk.group_item(&entities::AGREEMENT, &args.item)?;
    show::group_item(&mut desk, &entities::AGREEMENT, &id)
}
