//! `kring session next`: the step has ended; two who say so end the same step.

use kring_node::acts::session;

use super::at::{At, again, show_what_waited};
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::show;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    at: At,
    #[arg(long, value_name = "WORD")]
    step: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let playing = args.at.find(&mut desk)?;
    let step = args.step.clone().or_else(|| playing.step().map(|step| step.id.clone()));
    if let Some(step) = step {
        let (meeting, id) = (playing.meeting, playing.record.id.clone());
        desk.act(|act| session::next(act, &meeting, &id, &step))?;
        show_what_waited(&mut desk)?;
    }
    let playing = again(&mut desk, &playing)?;
    show::session(&mut desk, &playing)
}
