//! `kring method step`: the steps of a method of the group.

use clap::Subcommand;
use kring_model::entities::METHOD_STEP;
use kring_model::read::Record;
use kring_node::acts::method as methods;

use super::change::own;
use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::edit::{self, More, Place};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::fields::{EditFields, MethodStep, NewFields};
use crate::find;
use crate::output::Answer;
use crate::say;
use crate::trouble;
use crate::words::Language;

/// What can be done with steps.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Add(Add),
    Edit(Edit),
    Move(Move),
    LeaveOut(LeaveOut),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    method: String,
    title: String,
    #[command(flatten)]
    fields: NewFields<MethodStep>,
    #[arg(long, value_name = "STEP")]
    before: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Edit {
    method: String,
    step: String,
    #[command(flatten)]
    fields: EditFields<MethodStep>,
    #[command(flatten)]
    more: More,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Move {
    method: String,
    step: String,
    #[arg(long, value_name = "STEP")]
    before: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct LeaveOut {
    method: String,
    step: String,
    #[arg(long)]
    stop: bool,
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(super) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    match command {
        Command::Add(args) => add(&mut desk, args),
        Command::Edit(args) => {
            let step = step_of(&mut desk, &args.method, &args.step)?;
            let place = Place::item(desk.group_page(), &METHOD_STEP, step, "instruction_nl");
            edit::run(desk, place, &args.fields, &args.more)
        }
        Command::Move(args) => {
            let step = step_of(&mut desk, &args.method, &args.step)?;
            let before = before(&mut desk, &args.method, args.before.as_deref())?;
            desk.act(|act| methods::move_step(act, &step, before.as_deref()))?;
            Ok(desk.saved(say!("method-moved")))
        }
        Command::LeaveOut(args) => {
            let step = step_of(&mut desk, &args.method, &args.step)?;
            desk.act(|act| methods::leave_out(act, (&METHOD_STEP, &step), !args.stop))?;
            Ok(desk.saved(if args.stop { say!("method-in") } else { say!("method-out") }))
        }
    }
}

fn add(desk: &mut Desk<'_>, args: &Add) -> Result<Answer, Failure> {
    let method = own(desk, &args.method)?;
    let mut values = args.fields.values(desk)?;
    let dutch = desk.context.words().language() == Language::Dutch;
    let field = if dutch { "title_nl" } else { "title_en" };
    values.retain(|(name, _)| *name != field);
    values.push((field, ask::argument(&args.title)?.into()));
    let before = before(desk, &args.method, args.before.as_deref())?;
    let id = desk.act(|act| methods::add_step(act, &method, &values, before.as_deref()))?;
    Ok(desk.added(say!("method-step-added"), &id))
}

fn before(
    desk: &mut Desk<'_>,
    method: &str,
    text: Option<&str>,
) -> Result<Option<String>, Failure> {
    text.map(|text| step_of(desk, method, text)).transpose()
}

/// A step by its number, title or piece of its id; numbers count those that were left out last.
fn step_of(desk: &mut Desk<'_>, method: &str, text: &str) -> Result<String, Failure> {
    let id = own(desk, method)?;
    let all = methods::own(&mut desk.replica).map_err(|error| trouble::replica(&error))?;
    let found = all.into_iter().find(|one| one.record.id == id);
    let nothing = || Failure::new(Exit::NotFound, say!("trouble-not-found", name = text));
    let mut steps = found.ok_or_else(nothing)?.steps;
    steps.sort_by_key(|step| step.is("left_out"));
    let language = desk.context.words().language().tag();
    let candidate = |(record, number): (&Record, usize)| find::Candidate {
        id: record.id.clone(),
        code: Some(number),
        title: kring_model::method::step(record).title.of(language).to_owned(),
        origin: String::new(),
    };
    let candidates: Vec<find::Candidate> = steps.iter().zip(1..).map(candidate).collect();
    Ok(find::one(&candidates, text)?.id.clone())
}
