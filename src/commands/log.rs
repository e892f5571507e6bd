//! `kring log`: who did what, in sentences, the newest first; and one page as it stood at a moment.

use kring_node::told;
use kring_trust::PageId;
use serde_json::json;

use crate::context::Context;
use crate::dates;
use crate::desk::Desk;
use crate::failure::Failure;
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
    let timeline = desk.replica.timeline(since, 0, most);
    let timeline = timeline.map_err(|error| trouble::replica(&error))?;
    let is_cut = most == ALL_LINES && timeline.more;
    let (mut rows, mut data) = (Vec::new(), Vec::new());
    for line in timeline.lines {
        let words = context.words();
        let what = told::sentence(words, &line.deeds, line.begin);
        let when = dates::moment(words, u64::try_from(line.stretch.until).unwrap_or(0));
        let name = desk.name(&line.stretch.person);
        let says = say!("told-line", name = name, what = &what, when = when);
        rows.push([title(&mut desk, &line.page), words.say(&says)]);
        data.push(past::value(&line.page, &line.stretch, &line.deeds, &what));
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
