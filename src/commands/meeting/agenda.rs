//! `kring meeting agenda`

use clap::Subcommand;
use kring_model::entities;
use kring_model::schema::PageKind;
use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::edit::{self, More, Place};
use crate::failure::Failure;
use crate::fields::{AgendaItem, EditFields, NewFields};
use crate::output::Answer;
use crate::say;

/// What can be done with an agenda.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Add(Add),
    Edit(Edit),
    Move(Move),
    Remove(Remove),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    meeting: String,
    title: String,
    #[command(flatten)]
    fields: NewFields<AgendaItem>,
    #[arg(long, value_name = "ITEM")]
    before: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Edit {
    meeting: String,
    item: String,
    #[command(flatten)]
    fields: EditFields<AgendaItem>,
    #[command(flatten)]
    more: More,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Move {
    meeting: String,
    item: String,
    #[arg(long, value_name = "ITEM")]
    before: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Remove {
    meeting: String,
    item: String,
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
        Command::Move(args) => put(&mut desk, args),
        Command::Remove(args) => remove(&mut desk, args),
    }
}

fn add(desk: &mut Desk<'_>, args: &Add) -> Result<Answer, Failure> {
    let page = desk.page(PageKind::Meeting, &args.meeting)?;
    let title = ask::argument(&args.title)?;
    let mut values = args.fields.values(desk)?;
    values.push(("title", title.into()));
    let before = desk.item_if(&page, &entities::AGENDA_ITEM, args.before.as_deref())?;
    let id = desk.act(|act| acts::meeting::agenda(act, &page, &values, before.as_deref()))?;
    Ok(desk.added(say!("added-agenda-item"), &id))
}

fn edit(mut desk: Desk<'_>, args: &Edit) -> Result<Answer, Failure> {
    let page = desk.page(PageKind::Meeting, &args.meeting)?;
    let item = desk.item(&page, &entities::AGENDA_ITEM, &args.item)?;
    let place = Place::item(page, &entities::AGENDA_ITEM, item, "title");
    edit::run(desk, place, &args.fields, &args.more)
}

fn put(desk: &mut Desk<'_>, args: &Move) -> Result<Answer, Failure> {
    let page = desk.page(PageKind::Meeting, &args.meeting)?;
    let item = desk.item(&page, &entities::AGENDA_ITEM, &args.item)?;
    let before = desk.item_if(&page, &entities::AGENDA_ITEM, args.before.as_deref())?;
    desk.act(|act| acts::meeting::move_item(act, &page, &item, before.as_deref()))?;
    Ok(desk.saved(say!("done-moved")))
}

fn remove(desk: &mut Desk<'_>, args: &Remove) -> Result<Answer, Failure> {
    let page = desk.page(PageKind::Meeting, &args.meeting)?;
    let item = desk.item(&page, &entities::AGENDA_ITEM, &args.item)?;
    desk.act(|act| acts::writing::withdraw(act, &page, (&entities::AGENDA_ITEM, &item)))?;
    Ok(desk.saved(say!("done-agenda-removed")))
}
