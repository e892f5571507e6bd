//! `kring session start`: a method begins in a meeting.

use kring_model::method;
use kring_model::schema::PageKind;
use kring_node::acts::session::{self, About};
use serde_json::json;

use crate::commands::method::in_group;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::show;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    meeting: String,
    #[arg(default_value = method::DEFAULT_METHOD)]
    method: String,
    #[arg(long, value_name = "ITEM")]
    case: Option<String>,
    #[arg(long, value_name = "ITEM")]
    experiment: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let meeting = desk.page(PageKind::Meeting, &args.meeting)?;
    let method = in_group(&mut desk, &args.method)?;
    let mut about = About::default();
    if let Some(case) = &args.case {
        about.case = Some(desk.page(PageKind::Case, case)?);
    }
    if let Some(experiment) = &args.experiment {
        about.experiment = Some(desk.page(PageKind::Experiment, experiment)?);
    }
    let id = desk.act(|act| session::start(act, &meeting, &method.id, about))?;
    let playing = session::one(&mut desk.replica, &meeting, &id);
    let playing = playing.map_err(|error| trouble::replica(&error))?;
    let answer = show::session(&mut desk, &playing)?;
    let data = json!({ "id": id, "session": answer.data });
    Ok(Answer::new(answer.sheet, data).remark(say!("word-saved-here")))
}
