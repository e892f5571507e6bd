//! `kring method`: the guided sessions that there are.

use clap::Subcommand;
use kring_model::method::{self, Method};
use serde_json::json;

use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::labels;
use crate::output::Answer;
use crate::say;
use crate::sheet::{Sheet, Tone};

mod used;

/// What can be done with methods.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    List(List),
    Show(Show),
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
        Command::List(List {}) => Ok(list(context)),
        Command::Show(args) => show(context, args),
        Command::Used(args) => used::run(context, args),
    }
}

fn list(context: &Context) -> Answer {
    let words = context.words();
    let language = words.language().tag();
    let mut sheet = Sheet::new();
    let row = |one: &Method| {
        let (size, minutes) = (&one.group_size, one.minutes_total);
        let people = format!("{}-{}", size.min, size.max);
        let minutes = words.say(&say!("session-minutes", count = u64::from(minutes)));
        [one.id.clone(), one.name.of(language).to_owned(), minutes, people]
    };
    let rows: Vec<_> = method::builtin().iter().map(row).collect();
    sheet.table(&rows);
    let data: Vec<_> = method::builtin().iter().map(|one| json!(one)).collect();
    Answer::new(sheet, json!({ "methods": data }))
}

fn show(context: &Context, args: &Show) -> Result<Answer, Failure> {
    let Some(one) = method::named(&args.method) else {
        return Err(Failure::new(Exit::NotFound, say!("session-no-method", name = &args.method))
            .hint(say!("session-no-method-hint")));
    };
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
        sheet.text(3, step.instruction.of(language));
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
    Ok(Answer::new(sheet, json!(one)))
}
