//! `kring demo`: see six laptops work together.

use std::path::PathBuf;

use crate::context::Context;
use crate::demo;
use crate::failure::Failure;
use crate::output::Answer;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long)]
    keep: bool,
    #[arg(long, hide = true)]
    drop_entry: bool,
    #[arg(long, hide = true, requires = "people")]
    part: Option<String>,
    #[arg(long, hide = true, requires = "part", default_value_t = 0)]
    done: usize,
    #[arg(long, hide = true, requires = "people")]
    look: bool,
    #[arg(long, hide = true, requires = "look")]
    drop_one: bool,
    #[arg(long, hide = true)]
    people: Option<PathBuf>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    match (&args.part, &args.people) {
        (Some(label), Some(people)) => demo::part(context, label, people, args.done),
        (None, Some(people)) if args.look => demo::look(context, people, args.drop_one),
        _ => {
            let options = demo::Options { keep: args.keep, drop_entry: args.drop_entry };
            demo::play(context, &options)
        }
    }
}
