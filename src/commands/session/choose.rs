//! `kring session choose`: this case is treated in the session.

use kring_model::schema::PageKind;
use kring_node::acts::session;

use super::at::{At, again};
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::show;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    at: At,
    case: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let playing = args.at.find(&mut desk)?;
    let case = desk.page(PageKind::Case, &args.case)?;
    let (meeting, id) = (playing.meeting, playing.record.id.clone());
    desk.act(|act| session::choose(act, &meeting, &id, &case))?;
    let playing = again(&mut desk, &playing)?;
    show::session(&mut desk, &playing)
}
