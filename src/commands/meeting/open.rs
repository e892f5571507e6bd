//! `kring meeting open`: the meeting begins.

use kring_model::schema::PageKind;
use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    meeting: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Meeting, &args.meeting)?;
    desk.act(|act| acts::meeting::open(act, &page))?;
    Ok(desk.saved(say!("done-meeting-open")).remark(say!("prompt-check-in")))
}
