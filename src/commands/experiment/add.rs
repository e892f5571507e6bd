//! `kring experiment add`

use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{Experiment, NewFields};
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    title: String,
    #[command(flatten)]
    fields: NewFields<Experiment>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let title = ask::argument(&args.title)?;
    let mut values = args.fields.values(&mut desk)?;
    values.push(("title", title.as_str().into()));
    let page = desk.act(|act| acts::experiment::add(act, &values))?;
    let answer = desk.added(say!("added-experiment", title = &title), &page.to_string());
    let informed = values.iter().any(|(name, _)| *name == "from_findings");
    Ok(if informed { answer } else { answer.remark(say!("experiment-who-solved")) })
}
