//! `kring group phase`: where the group stands, and going to another phase, forward or back.

use kring_node::acts;
use kring_node::trajectory::Trajectory;

use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::labels;
use crate::output::Answer;
use crate::say;
use crate::trajectory;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(conflicts_with_all = ["next", "back"])]
    phase: Option<String>,
    #[arg(long, conflicts_with = "back")]
    next: bool,
    #[arg(long)]
    back: bool,
    #[arg(long, value_name = "DAY", value_parser = crate::dates::parse_day)]
    from: Option<jiff::civil::Date>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let now = trajectory::look(&mut desk)?;
    let Some(to) = to(context, args, &now)? else {
        let sheet = trajectory::sheet(&mut desk, &now);
        return Ok(Answer::new(sheet, trajectory::value(&now)));
    };
    let day = args.from.unwrap_or_else(|| jiff::Zoned::now().date()).to_string();
    desk.act(|act| acts::group::phase(act, &to, &day))?;
    let now = trajectory::look(&mut desk)?;
    let sheet = trajectory::sheet(&mut desk, &now);
    let answer = Answer::new(sheet, trajectory::value(&now));
    Ok(answer.remark(say!("done-phase")).remark(say!("word-saved-here")))
}

/// The phase that is meant; none if only the state is asked.
fn to(context: &Context, args: &Args, now: &Trajectory) -> Result<Option<String>, Failure> {
    let named = |text: &str| {
        let text = text.trim().to_lowercase();
        let label = |id: &str| labels::choice(context.words(), id).to_lowercase();
        now.course.phases.iter().find(|id| id.to_lowercase() == text || label(id) == text)
    };
    let found = match (&args.phase, args.next, args.back) {
        (None, false, false) => return Ok(None),
        (Some(text), ..) => named(text).cloned(),
        (None, true, _) => now.course.next.first().cloned(),
        (None, false, true) => Some(now.course.before.clone()).filter(|id| !id.is_empty()),
    };
    let phases =
        now.course.phases.iter().map(|id| {
            format!("{id}  {}", crate::terminal::line(&labels::choice(context.words(), id)))
        });
    match found {
        // Finishing is more than a phase: it says until when case files stay.
        Some(id) if id == "finished" && args.phase.is_none() => {
            Err(Failure::new(Exit::Usage, say!("trajectory-ending")))
        }
        Some(id) => Ok(Some(id)),
        None => {
            Err(Failure::new(Exit::NotFound, say!("trouble-no-phase")).details(phases.collect()))
        }
    }
}
