//! `kring group mix`: who is there and who is missing.

use kring_node::trajectory as told;

use crate::context::Context;
use crate::desk::Desk;
use crate::ending::Voice;
use crate::failure::Failure;
use crate::output::Answer;
use crate::sheet::Sheet;
use crate::trajectory;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let now = trajectory::look(&mut desk)?;
    let mut sheet = Sheet::new();
    for line in told::mix(&mut Voice(&mut desk), &now.mix) {
        sheet.line(line);
    }
    Ok(Answer::new(sheet, trajectory::mix(&now)))
}
