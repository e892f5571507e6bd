//! `kring finish agree`: one's own yes to a day that somebody proposed.

use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::ending;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which of the proposals; the newest if none is named.
    number: Option<usize>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let all = ending::look(&mut desk)?.proposals;
    let chosen = match args.number {
        Some(number) => number.checked_sub(1).and_then(|at| all.get(at)),
        None => all.last(),
    };
    let chosen = chosen.ok_or_else(|| Failure::new(Exit::NotFound, say!("ending-no-proposal")))?;
    desk.act(|act| acts::agreement::agree(act, &chosen.id))?;
    Ok(desk.saved(say!("done-until-agreed")))
}
