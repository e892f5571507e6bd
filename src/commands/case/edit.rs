//! `kring case edit`

use kring_model::schema::PageKind;

use crate::context::Context;
use crate::desk::Desk;
use crate::edit::{self, More, Place};
use crate::failure::Failure;
use crate::fields::{Case, EditFields};
use crate::output::Answer;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    item: String,
    #[command(flatten)]
    fields: EditFields<Case>,
    #[command(flatten)]
    more: More,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Case, &args.item)?;
    edit::run(desk, Place::page(page, PageKind::Case, "situation"), &args.fields, &args.more)
}
