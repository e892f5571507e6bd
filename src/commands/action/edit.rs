//! `kring action edit`

use kring_model::entities;

use crate::context::Context;
use crate::desk::Desk;
use crate::edit::{self, More, Place};
use crate::failure::Failure;
use crate::fields::{Action, EditFields};
use crate::output::Answer;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    item: String,
    #[command(flatten)]
    fields: EditFields<Action>,
    #[command(flatten)]
    more: More,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let id = desk.group_item(&entities::ACTION, &args.item)?;
    let place = Place::item(desk.group_page(), &entities::ACTION, id, "text");
    edit::run(desk, place, &args.fields, &args.more)
}
