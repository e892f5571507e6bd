//! `kring finish until`: another day for the case files, which counts once everybody agrees.

use kring_model::derive::Date;
use kring_node::acts;

use crate::context::Context;
use crate::dates;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "DAY", value_parser = dates::parse_day)]
    day: jiff::civil::Date,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let until = Date::parse(&args.day.to_string())
        .ok_or_else(|| Failure::new(Exit::Usage, say!("usage-not-understood")))?;
    let mut desk = Desk::open(context)?;
    let words = context.words();
    let text = words.say(&say!("ending-words", day = dates::long(words, args.day)));
    let id = desk.act(|act| acts::ending::propose(act, until, &text))?;
    Ok(desk.added(say!("done-until-proposed"), &id))
}
