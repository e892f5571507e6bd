//! `kring note try`: an idea becomes an experiment.

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
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Note, &args.item)?;
    let made = desk.act(|act| acts::note::try_out(act, &page))?;
    let title = desk.label_of(&made.to_string());
    Ok(desk.added(say!("added-experiment", title = title), &made.to_string()))
}
