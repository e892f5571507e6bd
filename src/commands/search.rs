//! `kring search`: all words, anywhere in what is here.

use kring_model::schema::PageKind;
use serde_json::json;

use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::find;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(required = true)]
    words: Vec<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open_for_lists(context)?;
    let search = args.words.join(" ");
    let (mut rows, mut data) = (Vec::new(), Vec::new());
    for card in desk.cards()?.into_iter().filter(|card| card.matches(&search)) {
        let Some(kind) = PageKind::from_number(card.kind) else { continue };
        let name = context.words().word(&format!("kind-{}", kind.name())).unwrap_or_default();
        let title = desk.label_of(&card.page);
        let title = if kind == PageKind::Group { desk.replica.group_name() } else { title };
        rows.push([name, find::short(&card.page), title.clone()]);
        data.push(json!({ "id": card.page, "kind": kind.name(), "title": title }));
    }
    let mut sheet = Sheet::new();
    sheet.table(&rows);
    let answer = Answer::new(sheet, json!(data));
    Ok(if rows.is_empty() { answer.remark(say!("search-nothing")) } else { answer })
}
