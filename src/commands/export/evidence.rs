//! `kring export WORD`: evidence and stage. Without `--out` it only says what is in it and what is
//! not, so that a person sees that before anything is kept.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use kring_model::evidence::{
    BadProgress, LeftOut, PROGRESS_CAP, Period, Progress, Why, portfolio, read_progress,
};
use kring_model::schema::PageKind;
use kring_node::acts::anonymity;
use kring_node::evidence::{Asked, Evidence, hours, make};
use kring_web::paper;
use serde_json::json;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::foreign_file;
use crate::fresh_file;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;

/// One word for each.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Attendance(Attendance),
    Proof(Over),
    Report(Over),
    Reflections(Over),
    Portfolio(Hours),
    Evaluation(Evaluation),
    Form(Evaluation),
    Story(Story),
    Progress(Keep),
    Overview(Overview),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Keep {
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Attendance {
    meeting: String,
    #[arg(long)]
    csv: bool,
    #[command(flatten)]
    keep: Keep,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Days {
    #[arg(long, value_name = "DATE", value_parser = crate::dates::parse_day)]
    from: Option<jiff::civil::Date>,
    #[arg(long, value_name = "DATE", value_parser = crate::dates::parse_day)]
    until: Option<jiff::civil::Date>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Over {
    #[command(flatten)]
    days: Days,
    #[command(flatten)]
    keep: Keep,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Hours {
    #[command(flatten)]
    days: Days,
    #[arg(long)]
    csv: bool,
    #[command(flatten)]
    keep: Keep,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Evaluation {
    evaluation: String,
    #[command(flatten)]
    keep: Keep,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Story {
    story: String,
    #[command(flatten)]
    keep: Keep,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Overview {
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    keep: Keep,
}

impl Days {
    fn period(&self) -> Period {
        let text = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        Period { from: text(self.from), until: text(self.until) }
    }
}

/// Does what was asked.
///
/// # Errors
/// What went wrong, in words.
pub(super) fn run(context: &Context, command: &Command) -> Result<Answer, Failure> {
    let alone = |made: Evidence| (made, Vec::new());
    let ((made, recognised), keep, csv) = match command {
        Command::Portfolio(args) => (alone(all_hours(context, &args.days)?), &args.keep, args.csv),
        Command::Overview(args) => (alone(overview(&args.files)?), &args.keep, false),
        Command::Attendance(args) => (in_group(context, command)?, &args.keep, args.csv),
        Command::Proof(args) | Command::Report(args) | Command::Reflections(args) => {
            (in_group(context, command)?, &args.keep, false)
        }
        Command::Evaluation(args) | Command::Form(args) => {
            (in_group(context, command)?, &args.keep, false)
        }
        Command::Story(args) => (in_group(context, command)?, &args.keep, false),
        Command::Progress(keep) => (in_group(context, command)?, keep, false),
    };
    match &keep.out {
        Some(out) => save(context, &made, out, csv),
        None => {
            let mut sheet = told(context, &made);
            if !recognised.is_empty() {
                let words = context.words().say(&say!("check-export"));
                sheet.line(format!("{words} {}", recognised.join(", ")));
            }
            Ok(Answer::new(sheet, made.data()).remark(say!("evidence-look-first")))
        }
    }
}

/// What is asked of a group, and the words in it that may make somebody recognisable.
fn in_group(context: &Context, command: &Command) -> Result<(Evidence, Vec<String>), Failure> {
    let mut desk = Desk::open(context)?;
    let asked = match command {
        Command::Attendance(args) => {
            Asked::Attendance(desk.page(PageKind::Meeting, &args.meeting)?)
        }
        Command::Evaluation(args) => {
            Asked::Evaluation(desk.page(PageKind::Evaluation, &args.evaluation)?)
        }
        Command::Form(args) => Asked::Form(desk.page(PageKind::Evaluation, &args.evaluation)?),
        Command::Story(args) => Asked::Story(desk.page(PageKind::Story, &args.story)?),
        Command::Proof(args) => Asked::Proof(args.days.period()),
        Command::Report(args) => Asked::Report(args.days.period()),
        Command::Reflections(args) => Asked::Reflections(args.days.period()),
        Command::Progress(_) | Command::Portfolio(_) | Command::Overview(_) => Asked::Progress,
    };
    let made = make(&mut desk.replica, &asked).map_err(|error| trouble::replica(&error))?;
    let made = made.ok_or_else(|| match asked {
        Asked::Attendance(_) => Failure::new(Exit::Failed, say!("evidence-not-over")),
        _ => Failure::new(Exit::NotFound, say!("evidence-not-here")),
    })?;
    let known = anonymity::known(&mut desk.replica).map_err(|error| trouble::replica(&error))?;
    let recognised = paper::recognised(&made, &known, context.words().language().tag());
    Ok((made, recognised))
}

/// This person's hours in the group that was named, or in all of them.
fn all_hours(context: &Context, days: &Days) -> Result<Evidence, Failure> {
    let home = context.home()?;
    let ids = match context.group_name() {
        Some(_) => vec![context.group()?.1],
        None => home.group_ids().map_err(|error| trouble::home(&error))?,
    };
    let period = days.period();
    let (mut groups, mut left_out) = (Vec::new(), Vec::new());
    for id in &ids {
        // A group that does not open is named; the hours of the others still count.
        let made = context.open(&home, id).and_then(|mut replica| {
            hours(&mut replica, &period).map_err(|error| trouble::replica(&error))
        });
        match made {
            Ok(made) => groups.push(made),
            Err(_) => left_out.push(LeftOut::new(&id.short(), Why::NotOpened)),
        }
    }
    groups.sort_by(|a, b| a.group.cmp(&b.group));
    Ok(Evidence::Portfolio(portfolio(groups, &period, left_out)))
}

fn overview(files: &[PathBuf]) -> Result<Evidence, Failure> {
    let groups: Result<Vec<Progress>, Failure> = files.iter().map(|file| group_of(file)).collect();
    Ok(Evidence::Overview(groups?))
}

fn group_of(file: &Path) -> Result<Progress, Failure> {
    let bytes = foreign_file::read(file, PROGRESS_CAP)?;
    read_progress(&bytes).map_err(|error| {
        let sentence = match error {
            BadProgress::Newer => say!("evidence-newer-file"),
            BadProgress::TooLarge | BadProgress::Form => say!("evidence-bad-file"),
        };
        Failure::new(Exit::BadInput, sentence).details(vec![file.display().to_string()])
    })
}

/// Who is in it and what is not, for people.
fn told(context: &Context, made: &Evidence) -> Sheet {
    let mut sheet = Sheet::new();
    for line in paper::told(&made.contents(), context.words().language().tag()) {
        sheet.line(line);
    }
    if let Evidence::Portfolio(one) = made {
        sheet.line(paper::sum(one.minutes, &one.hours, context.words().language().tag()));
    }
    if let Evidence::Story(one) = made
        && !one.no_names
    {
        sheet.line(context.words().say(&say!("evidence-unchecked")));
    }
    sheet
}

fn save(context: &Context, made: &Evidence, out: &Path, csv: bool) -> Result<Answer, Failure> {
    let tag = context.words().language().tag();
    let as_page = out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html"));
    let (ending, bytes) = match made {
        _ if csv => {
            let none = || {
                Failure::new(Exit::Failed, say!("evidence-no-rows"))
                    .hint(say!("evidence-no-rows-hint"))
            };
            let rows = paper::csv(made).ok_or_else(none)?;
            ("csv", rows)
        }
        Evidence::Progress(one) if !as_page => {
            ("json", serde_json::to_vec_pretty(one).map_err(|error| not_made(&error))?)
        }
        _ => ("html", paper::html(made, tag).map_err(|error| not_made(&error))?.into_bytes()),
    };
    let path = if out.is_dir() {
        let today = jiff::Zoned::now().date();
        out.join(format!("{}-{today}.{ending}", paper::name(made, tag)))
    } else {
        out.to_path_buf()
    };
    let shown = path.display().to_string();
    if path.exists() {
        ask::sure(context, &say!("evidence-overwrite", path = &shown))?;
    }
    fresh_file::replace(&path, &bytes)?;
    let data = json!({ "path": shown, "bytes": bytes.len(), "contents": made.contents() });
    Ok(Answer::new(told(context, made), data).remark(say!("evidence-made", path = shown)))
}

fn not_made(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
}
