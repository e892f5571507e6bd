//! `kring case tip`: tips are separate things, each with an author; the presenter chooses.

use clap::Subcommand;
use kring_model::entities;
use kring_model::schema::PageKind;
use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::edit::{self, More, Place};
use crate::failure::Failure;
use crate::fields::{EditFields, Tip};
use crate::output::Answer;
use crate::say;

/// What can be done with tips.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Add(Add),
    Edit(Edit),
    Choose(Choose),
    Withdraw(Withdraw),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    case: String,
    text: String,
    #[arg(long = "for", value_name = "NAME")]
    on_behalf: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Edit {
    case: String,
    tip: String,
    #[command(flatten)]
    fields: EditFields<Tip>,
    #[command(flatten)]
    more: More,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Choose {
    case: String,
    tip: String,
    #[arg(value_parser = ["try", "later", "not_for_me"])]
    choice: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Withdraw {
    case: String,
    tip: String,
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
        Command::Choose(args) => choose(&mut desk, args),
        Command::Withdraw(args) => withdraw(&mut desk, args),
    }
}

fn add(desk: &mut Desk<'_>, args: &Add) -> Result<Answer, Failure> {
    let page = desk.page(PageKind::Case, &args.case)?;
    let text = ask::argument(&args.text)?;
    let speaker = desk.speaker(args.on_behalf.as_deref())?;
    let id = desk.act(|act| acts::case::tip(act, &page, &text, speaker))?;
    Ok(desk.added(say!("added-tip"), &id))
}

fn edit(mut desk: Desk<'_>, args: &Edit) -> Result<Answer, Failure> {
    let page = desk.page(PageKind::Case, &args.case)?;
    let tip = desk.item(&page, &entities::ADVICE, &args.tip)?;
    let place = Place::item(page, &entities::ADVICE, tip, "text");
    edit::run(desk, place, &args.fields, &args.more)
}

fn choose(desk: &mut Desk<'_>, args: &Choose) -> Result<Answer, Failure> {
    let page = desk.page(PageKind::Case, &args.case)?;
    let tip = desk.item(&page, &entities::ADVICE, &args.tip)?;
    let choice = args.choice.as_str().into();
    desk.act(|act| {
        acts::writing::set(act, &page, (&entities::ADVICE, &tip), "choice", &choice, None)
    })?;
    Ok(desk.saved(say!("done-tip-chosen")))
}

fn withdraw(desk: &mut Desk<'_>, args: &Withdraw) -> Result<Answer, Failure> {
    let page = desk.page(PageKind::Case, &args.case)?;
    let tip = desk.item(&page, &entities::ADVICE, &args.tip)?;
    desk.act(|act| acts::writing::withdraw(act, &page, (&entities::ADVICE, &tip)))?;
    Ok(desk.saved(say!("done-tip-withdrawn")))
}
