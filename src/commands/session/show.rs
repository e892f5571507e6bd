//! `kring session show`: the step it is in, what is asked and what was answered.

use super::at::At;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::show;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    at: At,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let playing = args.at.find(&mut desk)?;
    show::session(&mut desk, &playing)
}
