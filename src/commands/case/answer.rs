//! `kring case answer`: the core of the answer to a question, and how warm the question is.

use kring_model::entities;
use kring_model::schema::PageKind;
use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    case: String,
    question: String,
    text: String,
    #[arg(long, value_parser = ["cold", "lukewarm", "warm"])]
    temperature: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Case, &args.case)?;
    let question = desk.item(&page, &entities::QUESTION, &args.question)?;
    let text = ask::argument(&args.text)?;
    desk.act(|act| {
        let place = (&entities::QUESTION, question.as_str());
        acts::writing::set(act, &page, place, "answer", &text.as_str().into(), None)?;
        match &args.temperature {
            Some(warmth) => {
                acts::writing::set(act, &page, place, "temperature", &warmth.as_str().into(), None)
            }
            None => Ok(()),
        }
    })?;
    Ok(desk.saved(say!("done-answered")))
}
