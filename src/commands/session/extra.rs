//! `kring session extra`: some more minutes for this step.

use kring_node::acts::session;

use super::at::{At, again};
use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::show;

/// What one press of the button adds.
const MINUTES: i64 = 2;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    at: At,
    #[arg(long, value_name = "NUMBER", default_value_t = MINUTES, value_parser = clap::value_parser!(i64).range(1..=1_440))]
    minutes: i64,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let playing = args.at.find(&mut desk)?;
    let Some(step) = playing.step() else {
        return Err(Failure::new(Exit::NotFound, say!("session-over")));
    };
    let (meeting, id) = (playing.meeting, playing.record.id.clone());
    desk.act(|act| session::extra(act, &meeting, &id, &step.id, args.minutes))?;
    let playing = again(&mut desk, &playing)?;
    show::session(&mut desk, &playing)
}
