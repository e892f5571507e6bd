//! `kring group phase`: the group goes to a phase, forward or back.

use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    phase: String,
    #[arg(long, value_name = "DAY", value_parser = crate::dates::parse_day)]
    from: Option<jiff::civil::Date>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let day = args.from.unwrap_or_else(|| jiff::Zoned::now().date()).to_string();
    desk.act(|act| acts::group::phase(act, &args.phase, &day))?;
    Ok(desk.saved(say!("done-phase")))
}
