//! `kring agreement edit`

use kring_model::entities;

use crate::context::Context;
use crate::desk::Desk;
use crate::edit::{self, More, Place};
use crate::failure::Failure;
use crate::fields::{Agreement, EditFields};
use crate::output::Answer;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    item: String,
    #[command(flatten)]
    fields: EditFields<Agreement>,
    #[command(flatten)]
    more: More,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let id = desk.group_item(&entities::AGREEMENT, &args.item)?;
    let place = Place::item(desk.group_page(), &entities::AGREEMENT, id, "text");
    edit::run(desk, place, &args.fields, &args.more)
}
