//! `kring meeting add`

use kring_node::acts;

use crate::context::Context;
use crate::dates;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{Meeting, NewFields};
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_parser = crate::dates::parse_day)]
    date: jiff::civil::Date,
    #[command(flatten)]
    fields: NewFields<Meeting>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let mut values = args.fields.values(&mut desk)?;
    values.push(("date", args.date.to_string().into()));
    let page = desk.act(|act| acts::meeting::add(act, &values))?;
    let date = dates::long(context.words(), args.date);
    Ok(desk.added(say!("added-meeting", date = date), &page.to_string()))
}
