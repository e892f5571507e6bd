//! `kring sweep`: what one person changed at once, and putting all of it back.

use clap::Subcommand;
use kring_node::swept::{self as acts, Swept};
use serde_json::json;

use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::swept;
use crate::trouble;

/// What can be done with it.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    List(List),
    Back(Which),
    Leave(Which),
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {}

#[derive(Debug, clap::Args)]
pub(crate) struct Which {
    #[arg(default_value_t = 1)]
    number: usize,
}

pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    match command {
        Command::List(_) => list(&mut desk),
        Command::Back(which) => {
            let one = which.find(&mut desk)?;
            let done = acts::put_back(&mut desk.replica, &one);
            let count = done.map_err(|error| trouble::replica(&error))?;
            let answer = Answer::done(say!("done-swept-back", count = count), json!(count));
            Ok(answer.remark(say!("word-saved-here")))
        }
        Command::Leave(which) => {
            let one = which.find(&mut desk)?;
            acts::leave(&mut desk.replica, &one).map_err(|error| trouble::replica(&error))?;
            Ok(Answer::done(say!("done-swept-left"), json!({ "left": true })))
        }
    }
}

fn list(desk: &mut Desk<'_>) -> Result<Answer, Failure> {
    let all = swept::all(desk)?;
    let mut sheet = Sheet::new();
    let mut rows = Vec::new();
    for (number, one) in (1_usize..).zip(&all) {
        rows.push([number.to_string(), swept::line(desk, one)]);
    }
    sheet.table(&rows);
    let key = if all.is_empty() { "swept-none" } else { "swept-how" };
    sheet.line(desk.context.words().word(key).unwrap_or_default());
    Ok(Answer::new(sheet, json!(all.iter().map(swept::value).collect::<Vec<_>>())))
}

impl Which {
    fn find(&self, desk: &mut Desk<'_>) -> Result<Swept, Failure> {
        let found = self.number.checked_sub(1).map(|at| Ok(swept::all(desk)?.into_iter().nth(at)));
        found.transpose()?.flatten().ok_or_else(|| {
            Failure::new(Exit::NotFound, say!("swept-no-such", number = self.number))
        })
    }
}
