//! `kring group edit`

use kring_model::schema::PageKind;

use crate::context::Context;
use crate::desk::Desk;
use crate::edit::{self, More, Place};
use crate::failure::Failure;
use crate::fields::{EditFields, Group};
use crate::output::Answer;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    fields: EditFields<Group>,
    #[command(flatten)]
    more: More,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let desk = Desk::open(context)?;
    let place = Place::page(desk.group_page(), PageKind::Group, "urgency");
    edit::run(desk, place, &args.fields, &args.more)
}
