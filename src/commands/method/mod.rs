//! `kring method`: the guided sessions that there are, and the group's own ones.

use std::sync::Arc;

use clap::Subcommand;
use kring_model::method::{self, Method};
use kring_node::acts::method as methods;
use serde_json::json;

use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::labels;
use crate::output::Answer;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::trouble;

mod change;
mod file;
mod step;

mod used;

/// What can be done with methods.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    List(List),
    Show(Show),
    Cards(file::Cards),
    Copy(change::Copy),
    Edit(change::Edit),
    #[command(subcommand)]
    Step(step::Command),
    LeaveOut(change::LeaveOut),
    Export(file::Export),
    Import(file::Import),
    Used(used::Args),
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    method: String,
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    match command {
        Command::List(List {}) => list(context),
        Command::Show(args) => show(context, args),
        Command::Cards(args) => file::cards(context, args),
        Command::Copy(args) => change::copy(context, args),
        Command::Edit(args) => change::edit(context, args),
        Command::Step(command) => step::run(context, command),
        Command::LeaveOut(args) => change::leave_out(context, args),
        Command::Export(args) => file::export(context, args),
        Command::Import(args) => file::import(context, args),
        Command::Used(args) => used::run(context, args),
    }
}

/// The method of that name: a built-in one also where there is no group.
///
/// # Errors
/// When there is none.
fn named(context: &Context, name: &str) -> Result<Arc<Method>, Failure> {
    if let Some(one) = method::named(name) {
        return Ok(Arc::new(one.clone()));
    }
    let mut desk = Desk::open(context)?;
    in_group(&mut desk, name)
}

/// The method of that name, a built-in one or one of the group.
///
/// # Errors
/// When there is none.
pub(crate) fn in_group(desk: &mut Desk<'_>, name: &str) -> Result<Arc<Method>, Failure> {
    methods::named(&mut desk.replica, name).map_err(|error| match error {
        kring_node::replica::ReplicaError::NotAllowed(_) => {
            Failure::new(Exit::NotFound, say!("session-no-method", name = name))
                .hint(say!("session-no-method-hint"))
        }
        other => trouble::replica(&other),
    })
}

fn list(context: &Context) -> Result<Answer, Failure> {
    let words = context.words();
    let language = words.language().tag();
    let mut sheet = Sheet::new();
    let row = |one: &Method| {
        let (size, minutes) = (&one.group_size, one.minutes_total);
        let people = format!("{}-{}", size.min, size.max);
        let minutes = words.say(&say!("session-minutes", count = u64::from(minutes)));
        let id = crate::find::short_item(&one.id);
        [id, one.name.of(language).to_owned(), minutes, people]
    };
    let own = own(context)?;
    let all: Vec<&Method> = own.iter().map(Arc::as_ref).chain(method::builtin()).collect();
    sheet.table(&all.iter().map(|one| row(one)).collect::<Vec<_>>());
    let data: Vec<_> = all
        .iter()
        .map(|one| {
            let mut data = json!(one);
            if let Some(data) = data.as_object_mut() {
                data.insert("own".into(), own.iter().any(|own| own.id == one.id).into());
            }
            data
        })
        .collect();
    Ok(Answer::new(sheet, json!({ "methods": data })))
}

/// The methods of the group that was named, or the only one; none where there is no group to ask.
fn own(context: &Context) -> Result<Vec<Arc<Method>>, Failure> {
    if context.group_name().is_none() && context.group().is_err() {
        return Ok(Vec::new());
    }
    let mut desk = Desk::open_for_lists(context)?;
    let all = methods::own(&mut desk.replica).map_err(|error| trouble::replica(&error))?;
    Ok(all.into_iter().filter_map(|one| one.method).collect())
}

fn show(context: &Context, args: &Show) -> Result<Answer, Failure> {
    let one = named(context, &args.method)?;
    let words = context.words();
    let language = words.language().tag();
    let mut sheet = Sheet::new();
    sheet.heading(one.name.of(language));
    sheet.text(0, one.summary.of(language));
    sheet.text(0, one.use_when.of(language));
    for (step, number) in one.steps.iter().zip(1..) {
        sheet.gap();
        let minutes = words.say(&say!("session-minutes", count = u64::from(step.minutes)));
        let title = step.title.of(language);
        sheet.toned(0, Tone::Strong, format!("{number}. {title} ({minutes})"));
        if !step.instruction.of(language).is_empty() {
            sheet.text(3, step.instruction.of(language));
        }
        for capture in &step.captures {
            let blind =
                if capture.is_blind() { labels::choice(words, "blind") } else { String::new() };
            let label = capture.label.of(language);
            sheet.toned(3, Tone::Dim, format!("{} [{}] {blind}", label, capture.id));
        }
    }
    sheet.gap();
    for rule in &one.rules {
        sheet.text(2, rule.of(language));
    }
    Ok(Answer::new(sheet, json!(*one)))
}
