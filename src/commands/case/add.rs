//! `kring case add` (also `offer`): somebody brings in a case, which is theirs.

use kring_model::help_question;
use kring_model::value::{Scalar, Value};
use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::{Case, Named, NewFields};
use crate::output::Answer;
use crate::recognise::Recognised;
use crate::say;
use crate::trajectory;
use crate::words::Sentence;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    title: String,
    #[command(flatten)]
    fields: NewFields<Case>,
    #[arg(long, value_name = "NAME")]
    audience: Vec<String>,
    #[arg(long, value_name = "DAY", value_parser = crate::dates::parse_day)]
    keep_until: Option<jiff::civil::Date>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let title = ask::argument(&args.title)?;
    let mut values = args.fields.values(&mut desk)?;
    values.push(("title", title.as_str().into()));
    let recognised = Recognised::in_values(&mut desk, &values)?;
    recognised.ask(context)?;
    let audience = match args.audience.as_slice() {
        [] => None,
        names => Some(desk.persons(names)?),
    };
    let retention = args.keep_until.map(crate::dates::to_day);
    let page = desk.act(|act| acts::case::offer(act, &values, audience, retention))?;
    let page = page.to_string();
    let answer = desk.added(say!("added-case", title = &title), &page);
    let answer = hinted(recognised.beside(answer, &page), &values);
    let safe = trajectory::look(&mut desk)?.safe;
    Ok(if safe { answer } else { answer.remark(say!("safety-ready")) })
}

/// What could be better about the help question, beside the answer.
fn hinted(answer: Answer, values: &[Named]) -> Answer {
    let question = values.iter().find(|(name, _)| *name == "help_question");
    let Some((_, Value::One(Scalar::Text(question)))) = question else { return answer };
    help_question::hints(question).into_iter().fold(answer, |answer, hint| {
        answer.remark(Sentence::new(format!("question-hint-{}", hint.name())))
    })
}
