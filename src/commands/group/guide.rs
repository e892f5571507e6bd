//! `kring group guide`: who guides, and handing the guidance over.

use kring_node::acts;
use kring_node::trajectory as told;
use serde_json::json;

use crate::context::Context;
use crate::desk::Desk;
use crate::ending::Voice;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trajectory;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(requires = "until")]
    to: Option<String>,
    #[arg(long, value_name = "DAY", requires = "to", value_parser = crate::dates::parse_day)]
    until: Option<jiff::civil::Date>,
    #[arg(long, conflicts_with = "to")]
    nobody: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let done = match (&args.to, args.until) {
        (Some(name), Some(until)) => {
            let (person, until) = (desk.person(name)?, until.to_string());
            desk.act(|act| acts::member::hand_over(act, Some((person, &until))))?;
            Some(say!("done-guide"))
        }
        _ if args.nobody => {
            desk.act(|act| acts::member::hand_over(act, None))?;
            Some(say!("done-guide-none"))
        }
        _ => None,
    };
    let now = trajectory::look(&mut desk)?;
    let mut sheet = Sheet::new();
    for line in told::guides(&mut Voice(&mut desk), &now.guides) {
        sheet.line(line);
    }
    let guides = trajectory::value(&now).get("guides").cloned().unwrap_or_default();
    let answer = Answer::new(sheet, json!({ "guides": guides }));
    Ok(match done {
        Some(done) => answer.remark(done).remark(say!("word-saved-here")),
        None => answer,
    })
}
