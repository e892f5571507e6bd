//! `kring meeting sign`: one's signature under who was there.

use kring_model::schema::PageKind;
use kring_node::acts::attest::{self, Attested};

use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    meeting: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Meeting, &args.meeting)?;
    match desk.act(|act| attest::sign(act, &page))? {
        Attested::Signed => Ok(desk.saved(say!("done-signed"))),
        Attested::NotThere => Err(Failure::new(Exit::NotAllowed, say!("evidence-not-there"))),
        Attested::NotOver => Err(Failure::new(Exit::Failed, say!("evidence-not-over"))),
    }
}
