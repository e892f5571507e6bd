//! `kring wipe-laptop`: everything of Kring goes from this laptop.

use kring_node::home::{Home, Wiped};
use serde_json::{Value, json};

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::trouble;
use crate::words::Sentence;

/// So many titles of a group are named; of more, how many.
const NAMED_CAP: usize = 12;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long)]
    passphrase_lost: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let home = if args.passphrase_lost { context.closed_home()? } else { context.home()? };
    let lost = if home.is_locked() {
        tell(context, &say!("wipe-all-unknown"));
        Vec::new()
    } else {
        lost(context, &home)?
    };
    for sentence in [say!("wipe-all-goes"), say!("wipe-all-stays"), say!("wipe-all-member")] {
        tell(context, &sentence);
    }
    ask::sure(context, &say!("wipe-all-ask"))?;
    let path = home.root().display().to_string();
    let wiped = home.wipe(false).map_err(|error| trouble::home(&error))?;
    let stayed = wiped == Wiped::OthersStayed;
    let data = json!({ "wiped": true, "home": path, "others_stayed": stayed, "lost": lost });
    let answer = Answer::done(say!("wipe-all-done"), data);
    Ok(if stayed { answer.remark(say!("wipe-all-others-stayed", path = path)) } else { answer })
}

/// Says what only this laptop has of each group, and gives it for programs.
fn lost(context: &Context, home: &Home) -> Result<Vec<Value>, Failure> {
    let mut lost = Vec::new();
    for group in home.group_ids().map_err(|error| trouble::home(&error))? {
        let id = group.to_string();
        let Ok(replica) = context.open(home, &group) else {
            tell(context, &say!("wipe-all-unreadable"));
            lost.push(json!({ "group": id, "readable": false }));
            continue;
        };
        let mut desk = Desk::on(context, replica);
        let only = desk.replica.only_here().map_err(|error| trouble::replica(&error))?;
        let (name, shared) = (desk.replica.group_name(), desk.replica.group_page());
        let mut titles = Vec::new();
        for page in only.pages.iter().take(NAMED_CAP) {
            titles.push(if *page == shared {
                context.words().say(&say!("wipe-all-group-page"))
            } else {
                format!("\"{}\"", desk.label_of(&page.to_string()))
            });
        }
        if titles.is_empty() {
            tell(context, &say!("wipe-all-held", group = &name));
        } else {
            let more = only.pages.len().saturating_sub(NAMED_CAP);
            let titles = titles.join("; ");
            tell(context, &say!("wipe-all-only-here", group = &name, titles = titles, more = more));
        }
        if only.private {
            tell(context, &say!("wipe-all-private", group = &name));
        }
        let pages: Vec<String> = only.pages.iter().map(ToString::to_string).collect();
        lost.push(json!({
            "group": id, "readable": true, "name": name, "pages": pages, "private": only.private,
        }));
    }
    Ok(lost)
}

/// Beside the answer, before the question.
fn tell(context: &Context, sentence: &Sentence) {
    if let Err(error) = context.output().remark(context.words(), sentence) {
        tracing::debug!(%error, "nobody reads what is said");
    }
}
