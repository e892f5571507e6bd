//! `kring experiment outcome`: what the group says at the end. None of the three is a grade.

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
    experiment: String,
    #[arg(value_parser = ["works", "works_partly", "does_not_work_here"])]
    outcome: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Experiment, &args.experiment)?;
    let outcome = args.outcome.as_str().into();
    desk.act(|act| acts::writing::set_own(act, &page, &entities::EXPERIMENT, "outcome", &outcome))?;
    Ok(desk.saved(say!("done-outcome")))
}
