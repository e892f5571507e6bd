//! `kring case audience`: who has the case file. The presenter decides.

use clap::Subcommand;
use kring_model::schema::PageKind;
use kring_node::acts;
use kring_trust::PageId;
use serde_json::json;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;

/// What can be done with an audience.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Show(Show),
    Add(Change),
    Remove(Change),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    case: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Change {
    case: String,
    #[arg(required = true)]
    person: Vec<String>,
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    match command {
        Command::Show(args) => {
            let page = desk.page(PageKind::Case, &args.case)?;
            show(&mut desk, &page)
        }
        Command::Add(args) => change(&mut desk, args, true),
        Command::Remove(args) => change(&mut desk, args, false),
    }
}

fn show(desk: &mut Desk<'_>, page: &PageId) -> Result<Answer, Failure> {
    let persons = desk.audience(page);
    let mut sheet = Sheet::new();
    for person in &persons {
        sheet.line(desk.name(person));
    }
    let data: Vec<_> = persons
        .iter()
        .map(|person| json!({ "person": person.to_string(), "name": desk.name(person) }))
        .collect();
    Ok(Answer::new(sheet, json!({ "page": page.to_string(), "audience": data })))
}

fn change(desk: &mut Desk<'_>, args: &Change, add: bool) -> Result<Answer, Failure> {
    let page = desk.page(PageKind::Case, &args.case)?;
    let persons = desk.persons(&args.person)?;
    desk.act(|act| acts::page::change_audience(act, &page, &persons, add))?;
    let remark = if add { say!("done-audience-added") } else { say!("done-audience-removed") };
    Ok(show(desk, &page)?.remark(remark))
}
