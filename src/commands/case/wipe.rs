//! `kring case wipe`

use kring_model::schema::PageKind;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::wipe;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    item: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Case, &args.item)?;
    wipe::run(&mut desk, &page)
}
