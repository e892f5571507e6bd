//! `kring log`: who did what, newest first; of one page in sentences, and as it stood at a moment.

use kring_model::entities;
use kring_model::schema::{PageKind, SELF};
use kring_trust::PageId;
use serde_json::json;

use crate::context::Context;
use crate::dates;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::short;
use crate::labels;
use crate::output::Answer;
use crate::past;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;

/// Lines that are shown without `--all`.
const LINES: usize = 50;

/// Lines that are shown with `--all` or `--since`: a group's years fit, and some tens of megabytes
/// hold them.
const ALL_LINES: usize = 50_000;

/// Milliseconds in a day.
const DAY_MS: i64 = 86_400_000;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    item: Option<String>,
    #[arg(long, value_name = "DAY", value_parser = crate::dates::parse_day)]
    since: Option<jiff::civil::Date>,
    #[arg(long)]
    all: bool,
    #[arg(long, value_name = "MOMENT", requires = "item", conflicts_with_all = ["since", "all"])]
    at: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let since = args.since.map_or(0, |day| i64::from(dates::to_day(day)) * DAY_MS);
    let most = if args.all || args.since.is_some() { ALL_LINES } else { LINES };
    if let Some(item) = &args.item {
        let page = desk.anything(item)?;
        return match &args.at {
            Some(at) => past::shown(&mut desk, &page, at),
            None => past::list(&mut desk, &page, since, most),
        };
    }
    let history = desk.replica.history(None, since, most);
    let history = history.map_err(|error| trouble::replica(&error))?;
    let is_cut = most == ALL_LINES && history.len() == most;
    let (mut rows, mut data) = (Vec::new(), Vec::new());
    for line in history {
        let kind = desk.kind(&line.page).unwrap_or(PageKind::Group);
        let when = dates::moment(context.words(), u64::try_from(line.time_ms).unwrap_or(0));
        let what = touched(context, kind, &line.touched);
        rows.push([when, desk.name(&line.person), title(&mut desk, &line.page), what]);
        data.push(json!({
            "time_ms": line.time_ms, "person": line.person.to_string(),
            "device": line.device.to_string(), "page": line.page.to_string(),
            "touched": line.touched,
        }));
    }
    let mut sheet = Sheet::new();
    sheet.table(&rows);
    let answer = Answer::new(sheet, json!(data));
    Ok(if is_cut { answer.remark(say!("log-cut", count = most)) } else { answer })
}

fn title(desk: &mut Desk<'_>, page: &PageId) -> String {
    if *page == desk.group_page() {
        return desk.context.words().word("kind-group").unwrap_or_default();
    }
    desk.label_of(&page.to_string())
}

/// Fields that hold things together: that they were written says nothing to people.
const SILENT: &[&str] = &["by", "entered_by", "of", "order", "origin", "good", "round"];

/// What was touched, each name once: the list and the fields, as people call them.
fn touched(context: &Context, kind: PageKind, paths: &[Vec<String>]) -> String {
    let words = context.words();
    let mut names: Vec<String> = Vec::new();
    for path in paths {
        let [collection, rest @ ..] = path.as_slice() else { continue };
        let entity = entities::in_collection(kind, collection);
        let list = words.word(&format!("list-{collection}"));
        let list = list.unwrap_or_else(|| labels::field(words, collection));
        if collection != SELF && !names.contains(&list) {
            names.push(list);
        }
        let key = if collection == SELF { rest.first() } else { rest.get(1) };
        let field = key.and_then(|key| Some(entity?.key(key)?.0.name));
        let name = field
            .filter(|name| !SILENT.contains(name))
            .map(|name| labels::field(words, short(name)));
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names.join(", ")
}
