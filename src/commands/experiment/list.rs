//! `kring experiment list`

use kring_model::schema::PageKind;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::lists::{self, Filter};
use crate::output::Answer;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long)]
    status: Option<String>,
    #[arg(long)]
    all: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open_for_lists(context)?;
    let filter = Filter { status: args.status.clone(), all: args.all, ..Filter::default() };
    lists::pages(&mut desk, PageKind::Experiment, &filter)
}
