//! `kring case action`: what the presenter will do differently.

use clap::Subcommand;
use kring_model::entities;
use kring_model::schema::PageKind;
use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::edit::{self, More, Place};
use crate::failure::Failure;
use crate::fields::{ChosenAction, EditFields, NewFields};
use crate::output::Answer;
use crate::say;

/// What can be done with chosen actions.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Add(Add),
    Edit(Edit),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    case: String,
    what: String,
    #[command(flatten)]
    fields: NewFields<ChosenAction>,
    #[arg(long, value_name = "DAY", value_parser = crate::dates::parse_day)]
    follow_up_due: Option<jiff::civil::Date>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Edit {
    case: String,
    action: String,
    #[command(flatten)]
    fields: EditFields<ChosenAction>,
    #[command(flatten)]
    more: More,
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    match command {
        Command::Add(args) => add(&mut desk, args),
        Command::Edit(args) => edit(desk, args),
    }
}

fn add(desk: &mut Desk<'_>, args: &Add) -> Result<Answer, Failure> {
    let page = desk.page(PageKind::Case, &args.case)?;
    let what = ask::argument(&args.what)?;
    let mut values = args.fields.values(desk)?;
    values.push(("what", what.into()));
    let due = args.follow_up_due.map(|day| day.to_string());
    let id = desk.act(|act| acts::case::choose_action(act, &page, &values, due.as_deref()))?;
    Ok(desk.added(say!("added-chosen-action"), &id))
}

fn edit(mut desk: Desk<'_>, args: &Edit) -> Result<Answer, Failure> {
    let page = desk.page(PageKind::Case, &args.case)?;
    let action = desk.item(&page, &entities::CHOSEN_ACTION, &args.action)?;
    let place = Place::item(page, &entities::CHOSEN_ACTION, action, "what");
    edit::run(desk, place, &args.fields, &args.more)
}
