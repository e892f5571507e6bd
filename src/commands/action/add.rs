//! `kring action add`

use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{Action, NewFields};
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    text: String,
    #[command(flatten)]
    fields: NewFields<Action>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let mut values = args.fields.values(&mut desk)?;
    values.push(("text", ask::argument(&args.text)?.into()));
    let id = desk.act(|act| acts::action::add(act, &values))?;
    Ok(desk.added(say!("added-action"), &id))
}
