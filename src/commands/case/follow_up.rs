//! `kring case follow-up`: what worked and what did not yet, told at a later meeting.

use kring_model::entities;
use kring_model::schema::PageKind;
use kring_node::acts;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{FollowUp, NewFields};
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    case: String,
    #[arg(long = "of", value_name = "ACTION")]
    of_action: Option<String>,
    #[command(flatten)]
    fields: NewFields<FollowUp>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Case, &args.case)?;
    let mut values = args.fields.values(&mut desk)?;
    if let Some(action) = &args.of_action {
        let action = desk.item(&page, &entities::CHOSEN_ACTION, action)?;
        values.retain(|(name, _)| *name != "action");
        values.push(("action", action.into()));
    }
    let id = desk.act(|act| acts::case::follow_up(act, &page, &values))?;
    Ok(desk.added(say!("added-follow-up"), &id))
}
