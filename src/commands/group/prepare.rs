//! `kring group prepare`: the preparation, question by question, and a task for everybody. The answers
//! are fields of the group: `kring group edit`.

use kring_model::trajectory as data;
use kring_node::acts;
use kring_node::trajectory::first_tasks;
use serde_json::{Map, Value, json};

use crate::ask;
use crate::context::Context;
use crate::dates;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::short;
use crate::output::Answer;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::show::{self, Shown};
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "TEXT")]
    task: Option<String>,
    #[arg(long, value_name = "DAY", requires = "task", value_parser = crate::dates::parse_day)]
    due: Option<jiff::civil::Date>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    if let Some(task) = &args.task {
        let text = ask::argument(task)?;
        let due = match args.due {
            Some(due) => Some(due.to_string()),
            None => first_day(&mut desk)?,
        };
        let id = desk.act(|act| acts::action::for_all(act, &text, due.as_deref()))?;
        return Ok(desk.added(say!("done-task"), &id));
    }
    let (mut sheet, mut data) = (Sheet::new(), Map::new());
    if let Some(own) = show::group_own(&mut desk)? {
        for part in &data::builtin().preparation {
            add_part(&mut desk, &own, part, &mut sheet, &mut data);
        }
    }
    let tasks = tasks(&mut desk, &mut sheet)?;
    Ok(Answer::new(sheet, json!({ "answers": data, "tasks": tasks })))
}

/// The day of the first meeting, if one is planned.
fn first_day(desk: &mut Desk<'_>) -> Result<Option<String>, Failure> {
    let first = kring_node::trajectory::first_meeting(&mut desk.replica);
    first.map_err(|error| trouble::replica(&error))
}

fn add_part(
    desk: &mut Desk<'_>,
    own: &Shown,
    part: &data::Part,
    sheet: &mut Sheet,
    data: &mut Map<String, Value>,
) {
    let tag = desk.context.words().language().tag();
    sheet.heading(part.title.of(tag));
    for question in &part.questions {
        sheet.toned(0, Tone::Plain, question.ask.of(tag));
        if !show::field(desk, sheet, own, &question.field) {
            let option = format!("--{}", short(&question.field).replace('_', "-"));
            let open = desk.context.words().say(&say!("preparation-open"));
            sheet.toned(2, Tone::Dim, format!("{open} (kring group edit {option})"));
        }
        let versions = own.record.versions(&question.field).iter().map(|said| said.value.plain());
        let versions: Vec<Value> = versions.collect();
        let answer = match own.record.str(&question.field) {
            _ if own.record.is_undecided(&question.field) => versions.into(),
            "" => Value::Null,
            text => text.into(),
        };
        data.insert(question.field.clone(), answer);
    }
}

/// What everybody does before the first meeting.
fn tasks(desk: &mut Desk<'_>, sheet: &mut Sheet) -> Result<Vec<Value>, Failure> {
    let tasks = first_tasks(&mut desk.replica).map_err(|error| trouble::replica(&error))?;
    let words = desk.context.words();
    sheet.heading(words.say(&say!("preparation-task")));
    if tasks.is_empty() {
        sheet.line(words.say(&say!("preparation-no-task")));
    }
    for one in &tasks {
        let mut about: Vec<String> = one.words("who").iter().map(|id| desk.name_of(id)).collect();
        about.push(dates::stored(desk.context.words(), one.str("due")));
        about.retain(|part| !part.is_empty());
        sheet.toned(0, Tone::Plain, format!("- {}  [{}]", one.str("text"), about.join(", ")));
    }
    Ok(tasks.iter().map(kring_model::read::Record::plain).collect())
}
