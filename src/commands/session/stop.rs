//! `kring session stop`: it ends where it is; what was written stays.

use kring_node::acts::session;

use super::at::{At, show_what_waited};
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    at: At,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let playing = args.at.find(&mut desk)?;
    let (meeting, id) = (playing.meeting, playing.record.id);
    desk.act(|act| session::stop(act, &meeting, &id))?;
    show_what_waited(&mut desk)?;
    Ok(desk.saved(say!("done-session-stopped")))
}
