//! `kring experiment count`: what this laptop counted; the sum of all laptops is shown.

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
    #[arg(allow_negative_numbers = true)]
    number: i64,
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Experiment, &args.experiment)?;
    let label = args.label.as_deref();
    let id = desk.act(|act| acts::experiment::count(act, &page, args.number, label))?;
    Ok(desk.added(say!("added-count"), &id))
}
