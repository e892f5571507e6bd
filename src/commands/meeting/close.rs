//! `kring meeting close`: the meeting is over.

use kring_model::schema::PageKind;
use kring_node::acts;
use kring_node::trajectory as told;

use crate::context::Context;
use crate::desk::Desk;
use crate::ending::Voice;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::trajectory;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    meeting: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Meeting, &args.meeting)?;
    desk.act(|act| acts::meeting::close(act, &page))?;
    let answer = desk.saved(say!("done-meeting-close")).remark(say!("prompt-well-being"));
    let now = trajectory::look(&mut desk)?;
    let next = told::next(&mut Voice(&mut desk), &now.cadence);
    Ok(next.into_iter().fold(answer, |answer, line| answer.remark(say!("word-line", line = line))))
}
