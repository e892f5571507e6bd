//! `kring case put`: everything else that people say about a case.

use kring_model::entities;
use kring_model::schema::{Entity, PageKind};
use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    case: String,
    kind: Kind,
    text: String,
    #[arg(long = "for", value_name = "NAME")]
    on_behalf: Option<String>,
}

/// What it is.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Kind {
    Observation,
    SuccessFactor,
    Example,
    AlreadyTried,
    Ally,
    Force,
    Lesson,
}

impl Kind {
    const fn entity(self) -> &'static Entity {
        match self {
            Self::Observation => &entities::OBSERVATION,
            Self::SuccessFactor => &entities::SUCCESS_FACTOR,
            Self::Example => &entities::EXAMPLE,
            Self::AlreadyTried => &entities::ALREADY_TRIED,
            Self::Ally => &entities::ALLY,
            Self::Force => &entities::FORCE,
            Self::Lesson => &entities::GROUP_LESSON,
        }
    }
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Case, &args.case)?;
    let text = ask::argument(&args.text)?;
    let speaker = desk.speaker(args.on_behalf.as_deref())?;
    let id = desk.act(|act| acts::case::put(act, &page, args.kind.entity(), &text, speaker))?;
    Ok(desk.added(say!("added-to-case"), &id))
}
