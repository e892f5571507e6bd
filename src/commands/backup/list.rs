//! `kring backup list`: the copies that this laptop keeps by itself.

use serde_json::json;

use super::refused;
use crate::context::Context;
use crate::dates;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(context: &Context, _: &Args) -> Result<Answer, Failure> {
    let (home, group) = context.group()?;
    let all = home.generations(&group).list().map_err(|error| refused(&error))?;
    let mut sheet = Sheet::new();
    if all.is_empty() {
        sheet.line(context.words().say(&say!("backup-none")));
    }
    let when = |ms| dates::moment(context.words(), ms);
    let rows = all.iter().enumerate();
    let rows: Vec<[String; 2]> =
        rows.map(|(at, one)| [(at + 1).to_string(), when(one.made_ms)]).collect();
    sheet.table(&rows);
    let data: Vec<_> = all
        .iter()
        .map(|one| json!({ "made_ms": one.made_ms, "path": one.path.display().to_string() }))
        .collect();
    Ok(Answer::new(sheet, json!(data)).remark(say!("backup-list-line")))
}
