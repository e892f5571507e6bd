//! `kring group results`: what was tried, what works and what does not yet.

use kring_model::derive::{self, Attempt, Came, Tried};
use kring_node::trajectory::results;
use serde_json::json;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::labels;
use crate::output::Answer;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// The headings, with what stands under each.
const HEADINGS: [(&str, &[Came]); 3] = [
    ("results-works", &[Came::Works, Came::Partly]),
    ("results-not_yet", &[Came::NotYet]),
    ("results-open", &[Came::Open, Came::NotTried]),
];

pub(crate) fn run(context: &Context, _: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let all = results(&mut desk.replica).map_err(|error| trouble::replica(&error))?;
    let mut sheet = Sheet::new();
    for (heading, came) in HEADINGS {
        let tried = all.iter().filter(|one| one.attempt != Attempt::Behaviour);
        let these: Vec<&Tried> = tried.filter(|one| came.contains(&one.came)).collect();
        if !these.is_empty() {
            sheet.heading(context.words().word(heading).unwrap_or_default());
        }
        these.into_iter().for_each(|one| add(&mut desk, &mut sheet, one));
    }
    let new: Vec<&Tried> = derive::new_behaviour(&all).collect();
    if !new.is_empty() {
        sheet.heading(context.words().word("results-behaviour").unwrap_or_default());
    }
    new.into_iter().for_each(|one| add(&mut desk, &mut sheet, one));
    let data: Vec<_> = all
        .iter()
        .map(|one| {
            json!({
                "attempt": one.attempt.name(), "came": one.came.name(), "what": one.what,
                "by": one.by, "page": one.page,
                "told": one.told.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
            })
        })
        .collect();
    let answer = Answer::new(sheet, data.into());
    Ok(if all.is_empty() { answer.remark(say!("results-none")) } else { answer })
}

fn add(desk: &mut Desk<'_>, sheet: &mut Sheet, one: &Tried) {
    let words = desk.context.words();
    let word = |key: String| words.word(&key);
    let kind = word(format!("attempt-{}", one.attempt.name()));
    let came = word(format!("came-{}", one.came.name()));
    let about: Vec<String> = kind.into_iter().chain(came).collect();
    let by = desk.name_of(&one.by);
    sheet.toned(0, Tone::Plain, format!("- {}  [{by}, {}]", one.what.trim(), about.join(", ")));
    for (field, text) in &one.told {
        sheet.text(4, &format!("{}: {text}", labels::field(words, field)));
    }
}
