//! `kring group show`

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::show;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    show::group(&mut desk)
}
