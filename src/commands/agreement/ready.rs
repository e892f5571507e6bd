//! `kring agreement ready`: agreements to begin with, those about safety first; proposing some of them.

use std::collections::BTreeSet;

use kring_model::trajectory::{Ready, builtin};
use kring_node::acts;
use serde_json::json;

use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::labels;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "NUMBER")]
    add: Vec<usize>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    if args.add.is_empty() {
        return Ok(list(context));
    }
    let mut desk = Desk::open(context)?;
    let tag = context.words().language().tag();
    let numbers: BTreeSet<usize> = args.add.iter().copied().collect();
    let chosen: Result<Vec<&Ready>, Failure> = numbers.into_iter().map(numbered).collect();
    let chosen = chosen?;
    let ids: Vec<String> = desk.act(|act| {
        let propose = |one: &&Ready| {
            let values = [("kind", one.kind.as_str().into()), ("text", one.text.of(tag).into())];
            acts::agreement::add(act, &values)
        };
        chosen.iter().map(propose).collect()
    })?;
    let answer = Answer::done(say!("done-ready-agreements"), json!({ "ids": ids }));
    Ok(answer.remark(say!("ready-next")))
}

fn list(context: &Context) -> Answer {
    let words = context.words();
    let tag = words.language().tag();
    let mut sheet = Sheet::new();
    let row = |(one, number): (&Ready, usize)| {
        [number.to_string(), labels::choice(words, &one.kind), one.text.of(tag).to_owned()]
    };
    let rows: Vec<_> = builtin().agreements.iter().zip(1..).map(row).collect();
    sheet.table(&rows);
    Answer::new(sheet, json!(builtin().agreements)).remark(say!("ready-choose"))
}

fn numbered(number: usize) -> Result<&'static Ready, Failure> {
    let found = number.checked_sub(1).and_then(|at| builtin().agreements.get(at));
    found.ok_or_else(|| {
        Failure::new(Exit::NotFound, say!("trouble-not-found", name = number.to_string()))
            .hint(say!("ready-choose"))
    })
}
