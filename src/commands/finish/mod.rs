//! `kring finish`: the end of a trajectory, and until when case files stay.

use clap::Subcommand;
use kring_node::acts;
use serde_json::json;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::ending;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;

mod agree;
mod until;
mod wipe;

/// What can be done beside finishing.
#[derive(Debug, Subcommand)]
pub(crate) enum What {
    Show(Show),
    Until(until::Args),
    Agree(agree::Args),
    Wipe(wipe::Args),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    match &args.what {
        None => finish(context),
        Some(What::Show(_)) => show(context),
        Some(What::Until(args)) => until::run(context, args),
        Some(What::Agree(args)) => agree::run(context, args),
        Some(What::Wipe(args)) => wipe::run(context, args),
    }
}

/// Says what it means, asks, and finishes.
fn finish(context: &Context) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    if !desk.replica.roster().finished() {
        tell_first(&mut desk)?;
        let name = desk.replica.group_name();
        ask::sure(context, &say!("ask-finish", name = name))?;
    }
    desk.act(acts::ending::finish)?;
    let until = ending::look(&mut desk)?.retention.map(|one| one.until.to_string());
    let answer = Answer::done(say!("done-finished"), json!({ "finished": true, "until": until }));
    Ok(answer.remark(say!("ending-take")))
}

/// What goes, what stays and what cannot be promised, before the question.
fn tell_first(desk: &mut Desk<'_>) -> Result<(), Failure> {
    let context = desk.context;
    let mut sheet = Sheet::new();
    for key in ["ending-means", "ending-goes", "ending-stays", "ending-honest"] {
        sheet.line(context.words().word(key).unwrap_or_default());
    }
    let ending = ending::look(desk)?;
    ending::tell(desk, &ending).into_iter().skip(1).for_each(|line| sheet.line(line));
    sheet.line(context.words().say(&say!("ending-take")));
    context.output().aside(&sheet).map_err(|error| {
        let cause = crate::trouble::io(&error);
        Failure::new(crate::exit::Exit::Failed, say!("trouble-other", cause = cause))
    })
}

fn show(context: &Context) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let ending = ending::look(&mut desk)?;
    let mut sheet = Sheet::new();
    ending::tell(&mut desk, &ending).into_iter().for_each(|line| sheet.line(line));
    let words = context.words();
    for (number, one) in (1_usize..).zip(&ending.proposals) {
        let day = crate::dates::stored(words, &one.until.to_string());
        let mut names = |all: &[String]| {
            let named = all.iter().map(|id| desk.name_of(id));
            named.collect::<Vec<_>>().join(", ")
        };
        let (confirmed, waiting) = (names(&one.confirmed), names(&one.waiting));
        sheet.line(words.say(&say!("ending-proposal", number = number, day = day)));
        if !confirmed.is_empty() {
            sheet.line(words.say(&say!("ending-confirmed", names = confirmed)));
        }
        if !waiting.is_empty() {
            sheet.line(words.say(&say!("ending-waiting", names = waiting)));
        }
    }
    Ok(Answer::new(sheet, ending::value(&ending)))
}
