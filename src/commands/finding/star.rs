//! `kring finding star`: "verrast mij".

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
    item: String,
    #[arg(long)]
    stop: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Finding, &args.item)?;
    let star = (!args.stop).into();
    desk.act(|act| acts::writing::set_own(act, &page, &entities::FINDING, "stars", &star))?;
    Ok(desk.saved(if args.stop { say!("done-unstarred") } else { say!("done-starred") }))
}
