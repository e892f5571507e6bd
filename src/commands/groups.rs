//! `kring groups`: the groups on this laptop.

use serde_json::json;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _: &Args) -> Result<Answer, Failure> {
    let home = context.home()?;
    let groups = home.group_ids().map_err(|error| trouble::home(&error))?;
    let (mut rows, mut data) = (Vec::new(), Vec::new());
    for group in &groups {
        // A group whose store does not open is listed with the reason; the others still work.
        let (name, trouble) = match context.open(&home, group) {
            Ok(mut replica) => (replica.group_name(), None),
            Err(failure) => (String::new(), Some(context.words().say(&failure.sentence))),
        };
        rows.push([group.short(), trouble.clone().unwrap_or_else(|| name.clone())]);
        data.push(json!({ "group": group.to_string(), "name": name, "trouble": trouble }));
    }
    let mut sheet = Sheet::new();
    sheet.table(&rows);
    let answer = Answer::new(sheet, json!(data));
    Ok(if groups.is_empty() { answer.remark(say!("trouble-no-group-hint")) } else { answer })
}
