//! `kring finish wipe`: on or after the day, without waiting for the laptop to do it by itself.

use kring_node::ending as end;
use serde_json::json;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::ending;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let before = ending::look(&mut desk)?;
    if before.is_due() {
        ask::sure(context, &say!("ask-finish-wipe", count = before.own.len()))?;
    }
    let done = end::wipe(&mut desk.replica).map_err(|error| trouble::replica(&error))?;
    let said = if done { say!("done-ending-wiped") } else { say!("done-ending-nothing") };
    let answer = Answer::done(said, json!({ "wiped": done }));
    Ok(if done { answer.remark(say!("done-wiped-honest")) } else { answer })
}
