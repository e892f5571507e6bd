//! `kring member block`: a lost or stolen laptop gets nothing any more.

use kring_node::acts;
use serde_json::json;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    device: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let device = desk.device(&args.device)?;
    if device == desk.replica.device() {
        return Err(Failure::new(Exit::NotAllowed, say!("right-own-device")));
    }
    let name = desk.replica.device_name(&device);
    ask::sure(context, &say!("ask-block", name = &name))?;
    desk.act(|act| acts::member::block(act, &device))?;
    let data = json!({ "device": device.to_string(), "blocked": true });
    Ok(Answer::done(say!("done-blocked", name = name), data))
}
