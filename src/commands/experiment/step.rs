//! `kring experiment step`: the steps of an experiment and its four moments.

use clap::Subcommand;
use kring_model::entities;
use kring_model::schema::PageKind;
use kring_node::acts;
use kring_trust::PageId;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::edit::{self, More, Place};
use crate::failure::Failure;
use crate::fields::{EditFields, NewFields, Step};
use crate::output::Answer;
use crate::say;

/// What can be done with steps.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Add(Add),
    Observe(Say),
    Explain(Say),
    Decide(Decide),
    Edit(Edit),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    experiment: String,
    #[command(flatten)]
    fields: NewFields<Step>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Say {
    experiment: String,
    step: String,
    text: String,
    #[arg(long = "for", value_name = "NAME")]
    on_behalf: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Decide {
    experiment: String,
    step: String,
    #[arg(value_parser = ["more_of_it", "continue", "adapt", "stop", "not_knowing_yet"])]
    decision: String,
    #[arg(long, value_name = "TEXT")]
    adaptation: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Edit {
    experiment: String,
    step: String,
    #[command(flatten)]
    fields: EditFields<Step>,
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
        Command::Observe(args) => observe(&mut desk, args),
        Command::Explain(args) => explain(&mut desk, args),
        Command::Decide(args) => decide(&mut desk, args),
        Command::Edit(args) => edit(desk, args),
    }
}

fn add(desk: &mut Desk<'_>, args: &Add) -> Result<Answer, Failure> {
    let page = desk.page(PageKind::Experiment, &args.experiment)?;
    let values = args.fields.values(desk)?;
    let id = desk.act(|act| acts::experiment::step(act, &page, &values))?;
    Ok(desk.added(say!("added-step"), &id))
}

fn observe(desk: &mut Desk<'_>, args: &Say) -> Result<Answer, Failure> {
    let id = put_on_step(desk, args, &entities::STEP_OBSERVATION)?;
    Ok(desk.added(say!("added-observation"), &id))
}

fn explain(desk: &mut Desk<'_>, args: &Say) -> Result<Answer, Failure> {
    let id = put_on_step(desk, args, &entities::EXPLANATION)?;
    Ok(desk.added(say!("added-explanation"), &id))
}

fn put_on_step(
    desk: &mut Desk<'_>,
    args: &Say,
    entity: &'static kring_model::schema::Entity,
) -> Result<String, Failure> {
    let (page, step) = find(desk, &args.experiment, &args.step)?;
    let text = ask::argument(&args.text)?;
    let speaker = desk.speaker(args.on_behalf.as_deref())?;
    let values = [("of", step.into()), ("text", text.into())];
    desk.act(|act| acts::writing::add(act, &page, entity, &values, speaker))
}

fn decide(desk: &mut Desk<'_>, args: &Decide) -> Result<Answer, Failure> {
    let (page, step) = find(desk, &args.experiment, &args.step)?;
    desk.act(|act| {
        acts::experiment::decide(act, &page, &step, &args.decision, args.adaptation.as_deref())
    })?;
    Ok(desk.saved(say!("done-decided")))
}

fn edit(mut desk: Desk<'_>, args: &Edit) -> Result<Answer, Failure> {
    let (page, step) = find(&mut desk, &args.experiment, &args.step)?;
    edit::run(desk, Place::item(page, &entities::STEP, step, "plan"), &args.fields, &args.more)
}

fn find(desk: &mut Desk<'_>, experiment: &str, step: &str) -> Result<(PageId, String), Failure> {
    let page = desk.page(PageKind::Experiment, experiment)?;
    let step = desk.item(&page, &entities::STEP, step)?;
    Ok((page, step))
}
