//! `kring archive`: puts a thing away, or back into its list.

use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    item: String,
    #[arg(long)]
    stop: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.anything(&args.item)?;
    if args.stop {
        desk.act(|act| acts::away::put_back(act, &page))?;
        return Ok(desk.saved(say!("done-unarchived")));
    }
    desk.act(|act| acts::away::put_away(act, &page))?;
    Ok(desk.saved(say!("done-archived")))
}
