//! `kring case round`: the case is treated (again); opening it anew is adding a round.

use kring_model::schema::PageKind;
use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    case: String,
    #[arg(long, value_name = "ITEM")]
    meeting: Option<String>,
    #[arg(long, value_name = "WORD")]
    method: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Case, &args.case)?;
    let mut values = Vec::new();
    if let Some(meeting) = &args.meeting {
        values.push(("meeting", desk.page(PageKind::Meeting, meeting)?.to_string().into()));
    }
    if let Some(method) = &args.method {
        values.push(("method", method.as_str().into()));
    }
    let id = desk.act(|act| acts::case::round(act, &page, &values))?;
    Ok(desk.added(say!("added-round"), &id))
}
