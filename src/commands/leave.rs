//! `kring leave`

use kring_node::acts;
use serde_json::json;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let name = desk.replica.group_name();
    ask::sure(context, &say!("ask-leave", name = &name))?;
    desk.act(|act| acts::leave::leave(act, args.reason.as_deref()))?;
    Ok(Answer::done(say!("done-left", name = name), json!({ "left": true }))
        .remark(say!("done-left-honest")))
}
