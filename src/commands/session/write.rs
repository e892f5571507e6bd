//! `kring session write`: an answer to a question of the step. Blind ones wait on this laptop.

use std::collections::BTreeMap;

use kring_model::method::{Capture, Form, Home, Target, field_of};
use kring_model::schema::PageKind;
use kring_model::value::Scalar;
use kring_node::acts::session::{self, MAIN, Playing, Writing, Written};
use kring_trust::PageId;
use serde_json::json;

use super::at::At;
use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::fields;
use crate::output::Answer;
use crate::say;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    at: At,
    question: String,
    text: Option<String>,
    #[arg(long, value_name = "NAME=TEXT")]
    part: Vec<String>,
    #[arg(long, value_name = "ITEM")]
    on: Option<String>,
    #[arg(long, value_name = "WORD")]
    step: Option<String>,
    #[arg(long, value_name = "ITEM")]
    case: Option<String>,
    #[arg(long = "for", value_name = "NAME")]
    on_behalf: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    let playing = args.at.find(&mut desk)?;
    let capture = question(&playing, args)?;
    let target = capture.target().map_err(|_| unknown(&playing, args))?;
    let case = match &args.case {
        Some(case) => Some(desk.page(PageKind::Case, case)?),
        None => None,
    };
    let mut answer = session::Answer { on: None, parts: parts(&mut desk, &target, args)? };
    if let Some(on) = &args.on {
        answer.on = Some(picked(&mut desk, &target, case.or(playing.case), &playing.meeting, on)?);
    }
    let speaker = desk.speaker(args.on_behalf.as_deref())?;
    let writing = Writing {
        meeting: &playing.meeting,
        session: &playing.record.id,
        step: args.step.as_deref(),
        capture: &capture.id,
        answer: &answer,
        case,
        speaker,
    };
    let written = session::write(&mut desk.replica, &writing);
    let written = written.map_err(|error| trouble::replica(&error))?;
    let (sentence, what) = match written {
        Written::Shown => (say!("session-shown"), "shown"),
        Written::Waits => (say!("session-waits"), "waits"),
        Written::Private => (say!("session-private"), "private"),
    };
    Ok(Answer::done(sentence, json!({ "written": what })).remark(say!("word-saved-here")))
}

fn question<'p>(playing: &'p Playing, args: &Args) -> Result<&'p Capture, Failure> {
    let named = args.step.as_deref().and_then(|step| playing.method.step(step));
    let steps = named.or_else(|| playing.step()).into_iter();
    let others = playing.method.steps.iter().filter(|_| args.step.is_none());
    let found = steps.chain(others).find_map(|step| step.capture(&args.question));
    found.ok_or_else(|| unknown(playing, args))
}

fn unknown(playing: &Playing, args: &Args) -> Failure {
    let asked = playing.step().into_iter().flat_map(|step| &step.captures);
    let names = asked.map(|capture| capture.id.clone()).collect();
    Failure::new(Exit::NotFound, say!("session-no-question", name = &args.question)).details(names)
}

/// The parts of the answer, each read as the field takes it.
fn parts(
    desk: &mut Desk<'_>,
    target: &Target,
    args: &Args,
) -> Result<BTreeMap<String, Scalar>, Failure> {
    let mut parts = BTreeMap::new();
    if let Some(text) = &args.text {
        let text = ask::argument(text)?;
        parts.insert(MAIN.to_owned(), read(desk, target, MAIN, &text)?);
    }
    for part in &args.part {
        let Some((name, text)) = part.split_once('=') else {
            return Err(Failure::new(Exit::Usage, say!("session-part", value = part)));
        };
        parts.insert(name.to_owned(), read(desk, target, name, text)?);
    }
    if parts.is_empty() {
        return Err(Failure::new(Exit::Usage, say!("session-empty")));
    }
    Ok(parts)
}

fn read(desk: &mut Desk<'_>, target: &Target, part: &str, text: &str) -> Result<Scalar, Failure> {
    let own = match target.form {
        Form::On(field) | Form::Field(field) if part == MAIN => Some(field),
        Form::Add | Form::On(_) | Form::Field(_) => field_of(target.entity, part),
    };
    match own.and_then(|name| target.entity.field(name)) {
        Some(field) => fields::scalar(field, text, desk),
        // The parts of an own entry, such as four signals, are numbers.
        None => Ok(text.trim().parse::<i64>().map_or_else(|_| text.into(), Scalar::from)),
    }
}

/// The tip, question, card, case or finding that an answer is about.
fn picked(
    desk: &mut Desk<'_>,
    target: &Target,
    case: Option<PageId>,
    meeting: &PageId,
    text: &str,
) -> Result<String, Failure> {
    match target.home {
        Home::CaseFile => match case {
            Some(case) => desk.item(&case, target.entity, text),
            None => Err(Failure::new(Exit::NotFound, say!("right-no-case"))),
        },
        Home::CaseList | Home::Rounds => Ok(desk.page(PageKind::Case, text)?.to_string()),
        Home::Session => desk.item(meeting, target.entity, text),
        Home::Finding => Ok(desk.page(PageKind::Finding, text)?.to_string()),
        _ => desk.group_item(target.entity, text),
    }
}
