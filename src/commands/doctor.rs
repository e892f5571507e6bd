//! `kring doctor`: open everything, and say what is wrong or odd.

use kring_model::page::{Fault, Why};
use kring_node::replica::Finding;
use kring_store::Rescued;
use serde_json::{Value, json};

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::progress::Progress;
use crate::safe;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::trouble;
use crate::words::Sentence;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long)]
    rebuild: bool,
    #[arg(long)]
    rescue: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let rescued = if args.rescue { rescue(context)? } else { Vec::new() };
    let words = context.words();
    let told: Vec<String> = rescued.iter().map(|one| words.say(&rescued_sentence(one))).collect();
    // What could be read may not be enough to open the group; where it is kept is said all the same.
    let mut desk = Desk::open(context).map_err(|failure| failure.details(told.clone()))?;
    let rebuilt = if args.rebuild { Some(rebuild(&mut desk)?) } else { None };
    let progress = Progress::start(context, &say!("doctor-looking"), None);
    let report = desk.replica.doctor().map_err(|error| trouble::replica(&error))?;
    drop(progress);
    let mut sheet = Sheet::new();
    sheet.line(words.say(&say!("doctor-pages", pages = report.pages, entries = report.entries)));
    told.iter().for_each(|sentence| sheet.toned(0, Tone::Notice, sentence));
    if args.rescue && rescued.is_empty() {
        sheet.line(words.say(&say!("doctor-no-rescue")));
    }
    if let Some(pages) = rebuilt {
        sheet.line(words.say(&say!("doctor-rebuilt", pages = pages)));
    }
    let mut data = Vec::new();
    for finding in &report.findings {
        let sentence = sentence(&mut desk, finding);
        sheet.toned(0, Tone::Notice, context.words().say(&sentence));
        data.push(value(finding));
    }
    let drafts = context.home()?.drafts().list();
    for path in &drafts {
        let path = path.display().to_string();
        sheet.toned(0, Tone::Notice, context.words().say(&say!("doctor-draft", path = path)));
    }
    let guarding = safe::guarding(context)?;
    sheet.line(context.words().say(&safe::sentence(guarding)));
    let broken = report.findings.iter().any(is_broken);
    let data = json!({
        "pages": report.pages,
        "entries": report.entries,
        "rebuilt": rebuilt,
        "rescued": rescued.iter().map(rescued_value).collect::<Vec<_>>(),
        "findings": data,
        "drafts": drafts.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
        "guard": safe::word(guarding),
        "sound": !broken,
    });
    let answer = Answer::new(sheet, data);
    Ok(if broken {
        answer.remark(say!("doctor-broken")).exit(Exit::Store)
    } else {
        answer.remark(say!("doctor-sound"))
    })
}

/// Makes a broken database anew from all that opens in it, after asking.
fn rescue(context: &Context) -> Result<Vec<Rescued>, Failure> {
    let (home, group) = context.group()?;
    if !home.is_broken(&group).map_err(|error| trouble::replica(&error))? {
        return Ok(Vec::new());
    }
    ask::sure(context, &say!("ask-rescue"))?;
    home.rescue(&group).map_err(|error| trouble::replica(&error))
}

fn rescued_sentence(one: &Rescued) -> Sentence {
    let kept = one.kept.display().to_string();
    say!("doctor-rescued", records = one.copied, lost = one.lost, path = kept)
}

fn rescued_value(one: &Rescued) -> Value {
    json!({ "copied": one.copied, "lost": one.lost, "kept": one.kept.display().to_string() })
}

/// Throws caches away and makes them anew from the logs.
fn rebuild(desk: &mut Desk<'_>) -> Result<usize, Failure> {
    let context = desk.context;
    let total = desk.replica.visible_pages().len() as u64;
    let progress = Progress::start(context, &say!("doctor-rebuilding"), Some(total));
    let rebuilt = desk.replica.rebuild(|_, _| progress.step());
    rebuilt.map_err(|error| trouble::replica(&error))
}

/// Whether something is not as it should be, rather than only odd or on its way.
fn is_broken(finding: &Finding) -> bool {
    match finding {
        Finding::Damaged(_) | Finding::BrokenFile | Finding::Differs(_) => true,
        Finding::Resting { why, .. } => !matches!(why, Why::Waiting | Why::UnknownKind),
        _ => false,
    }
}

fn sentence(desk: &mut Desk<'_>, finding: &Finding) -> Sentence {
    match finding {
        Finding::Damaged(damage) => match damage.page {
            Some(page) => say!("doctor-damaged-page", title = title(desk, &page)),
            None => say!("doctor-damaged", table = damage.table),
        },
        Finding::BrokenFile => say!("doctor-broken-file"),
        Finding::Resting { page, device, n, why, .. } => {
            let name =
                device.map(|device| crate::network::whose(desk, &device)).unwrap_or_default();
            let (title, why) = (title(desk, page), resting(why));
            say!("doctor-resting", title = title, name = name, number = *n, why = why)
        }
        Finding::Forked { page, device, .. } => {
            let name = crate::network::whose(desk, device);
            say!("doctor-forked", title = title(desk, page), name = name)
        }
        Finding::OddClock { page, device } => {
            let name = crate::network::whose(desk, device);
            say!("doctor-clock", title = title(desk, page), name = name)
        }
        Finding::TooManyPages { person, count } => {
            say!("doctor-too-many-pages", name = desk.name(person), count = *count)
        }
        Finding::Differs(one) => {
            let name = crate::network::whose(desk, &one.device);
            say!("doctor-differs", title = title(desk, &one.page), name = name)
        }
        Finding::TooMuchWritten { page, person } => {
            let name = desk.name(person);
            say!("doctor-too-much-written", title = title(desk, page), name = name)
        }
        Finding::Waiting(count) => say!("doctor-waiting", count = *count),
        Finding::Unfinished(page) => say!("doctor-unfinished", title = title(desk, page)),
        Finding::Unknown(count) => say!("doctor-unknown", count = *count),
    }
}

fn title(desk: &mut Desk<'_>, page: &kring_trust::PageId) -> String {
    if *page == desk.group_page() {
        return desk.context.words().word("kind-group").unwrap_or_default();
    }
    desk.label_of(&page.to_string())
}

fn resting(why: &Why) -> Sentence {
    match why {
        Why::ByteRule(_) => say!("resting-byte-rule"),
        Why::AfterRefused => say!("resting-after-refused"),
        Why::UnknownKind => say!("resting-unknown-kind"),
        Why::SameActor => say!("resting-same-actor"),
        Why::TooManyLogs => say!("resting-too-many-logs"),
        Why::TooMuch => say!("resting-too-much"),
        Why::LosingBranch => say!("resting-losing-branch"),
        Why::Waiting => say!("resting-waiting"),
        Why::SetAside(Fault::Rights(_)) => say!("resting-rights"),
        Why::SetAside(Fault::Crash) => say!("resting-crash"),
        Why::SetAside(Fault::After) => say!("resting-after"),
        Why::SetAside(_) => say!("resting-set-aside"),
    }
}

fn value(finding: &Finding) -> Value {
    match finding {
        Finding::Damaged(damage) => json!({
            "finding": "damaged", "table": damage.table,
            "page": damage.page.map(|page| page.to_string()),
            "log": damage.log.map(|log| log.to_string()), "from": damage.from, "to": damage.to,
        }),
        Finding::BrokenFile => json!({ "finding": "broken_file" }),
        Finding::Resting { page, device, log, n, why } => json!({
            "finding": "resting", "page": page.to_string(), "log": log.to_string(), "n": n,
            "device": device.map(|device| device.to_string()), "why": why,
        }),
        Finding::Forked { page, device, log } => json!({
            "finding": "forked", "page": page.to_string(), "device": device.to_string(),
            "log": log.to_string(),
        }),
        Finding::OddClock { page, device } => json!({
            "finding": "odd_clock", "page": page.to_string(), "device": device.to_string(),
        }),
        Finding::TooManyPages { person, count } => json!({
            "finding": "too_many_pages", "person": person.to_string(), "count": count,
        }),
        Finding::Differs(one) => json!({
            "finding": "differs", "page": one.page.to_string(), "device": one.device.to_string(),
        }),
        Finding::TooMuchWritten { page, person } => json!({
            "finding": "too_much_written", "page": page.to_string(), "person": person.to_string(),
        }),
        Finding::Waiting(count) => json!({ "finding": "waiting", "count": count }),
        Finding::Unfinished(page) => json!({ "finding": "unfinished", "page": page.to_string() }),
        Finding::Unknown(count) => json!({ "finding": "unknown", "count": count }),
    }
}
