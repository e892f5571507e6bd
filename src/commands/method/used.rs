//! `kring method used`: which methods the group played before, and which would be a change.

use kring_model::derive::Used;
use kring_model::method;
use kring_node::trajectory as told;
use serde_json::json;

use crate::context::Context;
use crate::dates;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let used = told::methods_used(&mut desk.replica).map_err(|error| trouble::replica(&error))?;
    let change = told::method_to_change(&desk.replica, &used);
    let words = context.words();
    let tag = words.language().tag();
    let mut sheet = Sheet::new();
    let row = |one: &Used| {
        let name = method::named(&one.method).map_or(one.method.as_str(), |m| m.name.of(tag));
        [format!("{}×", one.times), dates::stored(words, &one.last), name.to_owned()]
    };
    sheet.table(&used.iter().map(row).collect::<Vec<_>>());
    if let Some(line) = told::change(words, tag, &used, change) {
        sheet.line(line);
    }
    let played: Vec<_> = used
        .iter()
        .map(|one| json!({ "method": one.method, "times": one.times, "last": one.last }))
        .collect();
    let data = json!({ "used": played, "change": change.map(|method| &method.id) });
    let answer = Answer::new(sheet, data);
    Ok(if used.is_empty() { answer.remark(say!("variety-none")) } else { answer })
}
