//! `kring experiment put`: what works, what does not yet, other behaviour, and lessons.

use kring_model::entities;
use kring_model::schema::PageKind;
use kring_node::acts;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::Named;
use crate::output::Answer;
use crate::recognise::Recognised;
use crate::say;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    experiment: String,
    kind: Kind,
    text: String,
    #[arg(long)]
    may_share: bool,
    #[arg(long, value_name = "TEXT")]
    by_whom: Option<String>,
    #[arg(long, value_name = "TEXT")]
    what_it_takes: Option<String>,
    #[arg(long = "for", value_name = "NAME")]
    on_behalf: Option<String>,
}

/// What it is.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Kind {
    Works,
    NotYet,
    Behaviour,
    Lesson,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let page = desk.page(PageKind::Experiment, &args.experiment)?;
    let text = ask::argument(&args.text)?;
    let speaker = desk.speaker(args.on_behalf.as_deref())?;
    let (entity, first) = match args.kind {
        Kind::Works => (&entities::WORKS, "text"),
        Kind::NotYet => (&entities::NOT_YET, "text"),
        Kind::Behaviour => (&entities::BEHAVIOUR, "what"),
        Kind::Lesson => (&entities::LESSON, "text"),
    };
    let mut values = vec![(first, text.into())];
    let mut also = |name: &'static str, value: Option<kring_model::value::Value>| {
        if let (Some(_), Some(value)) = (entity.field(name), value) {
            values.push((name, value));
        }
    };
    also("may_share", args.may_share.then(|| true.into()));
    also("by_whom", args.by_whom.as_deref().map(Into::into));
    also("what_it_takes", args.what_it_takes.as_deref().map(Into::into));
    let shared: &[Named] = if args.may_share { &values } else { &[] };
    let recognised = Recognised::in_values(&mut desk, shared)?;
    recognised.ask(context)?;
    let id = desk.act(|act| acts::writing::add(act, &page, entity, &values, speaker))?;
    Ok(recognised.beside(desk.added(say!("added-to-experiment"), &id), &page.to_string()))
}
