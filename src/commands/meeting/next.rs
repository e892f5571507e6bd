//! `kring meeting next`: when the next meeting is, or which days would fit.

use kring_node::acts;
use kring_node::trajectory as told;

use crate::context::Context;
use crate::desk::Desk;
use crate::ending::Voice;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trajectory;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long)]
    plan_rounds: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let mut now = trajectory::look(&mut desk)?;
    if args.plan_rounds {
        desk.act(|act| acts::meeting::rounds(act, &now.ahead, &[]))?;
        now = trajectory::look(&mut desk)?;
    }
    let mut sheet = Sheet::new();
    for line in told::next(&mut Voice(&mut desk), &now.cadence) {
        sheet.line(line);
    }
    let cadence = trajectory::value(&now).get("cadence").cloned().unwrap_or_default();
    let answer = Answer::new(sheet, cadence);
    Ok(if args.plan_rounds { answer.remark(say!("done-rounds")) } else { answer })
}
