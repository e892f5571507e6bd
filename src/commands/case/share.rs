//! `kring case share`: all one's own cases again to somebody who lost every laptop and came back.

use kring_node::acts;
use serde_json::json;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    person: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let person = desk.person(&args.person)?;
    let name = desk.name(&person);
    let count = desk.act(|act| acts::case::share_again(act, &person))?;
    let said = match count {
        0 => say!("done-shared-nothing", name = name),
        _ => say!("done-shared-again", count = count, name = name),
    };
    Ok(Answer::done(said, json!({ "shared": count })))
}
