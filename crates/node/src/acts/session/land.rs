//! Putting an answer where its method says.

use kring_model::entities;
use kring_model::method::{Capture, Form, Home, Target};
use kring_model::schema::Class;
use kring_model::value::{Scalar, Value};
use kring_trust::{PageId, PersonId};

use super::answer::Answer;
use super::{Playing, look_at};
use crate::acts::{Acted, Named, agreement, case, finding, group, note, text, writing};
use crate::replica::{Act, ReplicaError};

/// Whose answer, under which id it lands if it becomes an item, and with what it was sealed.
#[derive(Clone, Copy)]
pub(super) struct Mark<'a> {
    pub(super) id: &'a str,
    pub(super) speaker: Option<PersonId>,
    pub(super) salt: Option<&'a str>,
    /// The case, where the session has none of its own.
    pub(super) case: Option<PageId>,
}

/// Puts an answer in its place.
///
/// # Errors
/// What the schema and the rights of the writer answer; [`ReplicaError::NotAllowed`] where the
/// session lacks the case, experiment or picked thing that it is about.
pub(super) fn land(
    act: &mut Act<'_, '_>,
    playing: &Playing,
    capture: &Capture,
    answer: &Answer,
    mark: Mark<'_>,
) -> Acted<()> {
    let target = capture.target().map_err(|_| ReplicaError::NotAllowed("no-method"))?;
    match target.home {
        Home::CaseFile => in_case_file(act, &target, playing, answer, mark),
        Home::FollowUpDue => {
            let case = case_of(playing, mark)?;
            let value = Value::One(answer.main()?.clone());
            let (group, id) = (act.group_page(), case.to_string());
            let place = (&entities::CASE, id.as_str());
            writing::set(act, &group, place, "follow_up_due", &value, mark.speaker)
        }
        Home::CaseList => {
            let (group, picked) = (act.group_page(), picked(answer)?);
            on(act, &group, &target, picked, answer, mark)
        }
        Home::Rounds => round(act, playing, answer, mark),
        Home::NewCase => {
            let title = Value::One(answer.main()?.clone());
            case::offer(act, &[("title", title)], None, None).map(|_| ())
        }
        Home::Session => in_session(act, &target, playing, answer, mark),
        Home::Meeting => {
            let parts = answer.parts.iter().map(|(name, value)| (name.as_str(), value.clone()));
            let (group, id) = (act.group_page(), playing.meeting.to_string());
            let place = (&entities::MEETING, id.as_str());
            writing::set(act, &group, place, "learning_signals", &Value::parts(parts), mark.speaker)
        }
        Home::Group => in_group(act, &target, playing, answer, mark),
        Home::Experiment => in_experiment(act, &target, playing, answer, mark),
        Home::Evaluation => {
            let page = playing.page_in("evaluation");
            let page = page.ok_or(ReplicaError::NotAllowed("no-evaluation"))?;
            in_page(act, &page, &target, answer, mark)
        }
        Home::Finding => {
            let page = PageId::from_hex(picked(answer)?);
            let page = page.ok_or(ReplicaError::NotAllowed("nothing-picked"))?;
            in_page(act, &page, &Target { form: field_form(&target), ..target }, answer, mark)
        }
        Home::NewFinding => {
            let mut values = answer.fields(&target)?;
            values.push(("kind", "perspective".into()));
            finding::add(act, &values).map(|_| ())
        }
        Home::NewNote => {
            let kind = capture.note_kind.as_deref().unwrap_or("insight");
            let meeting = playing.meeting.to_string();
            let mut values = answer.fields(&target)?;
            values.extend([("kind", kind.into()), ("meeting", meeting.into())]);
            note::add(act, &values).map(|_| ())
        }
        // What is private never comes here.
        Home::Private => Err(ReplicaError::NotAllowed("private")),
    }
}

fn in_case_file(
    act: &mut Act<'_, '_>,
    target: &Target,
    playing: &Playing,
    answer: &Answer,
    mark: Mark<'_>,
) -> Acted<()> {
    let page = case_of(playing, mark)?;
    match target.form {
        Form::Add => {
            let mut values = answer.fields(target)?;
            values.extend(mark.salt.map(|salt| ("salt", salt.into())));
            if target.entity.name == entities::FOLLOW_UP.name {
                values.push(("meeting", playing.meeting.to_string().into()));
            }
            case::put_as(act, &page, (target.entity, mark.id), &values, mark.speaker)
        }
        Form::On(_) => on(act, &page, target, picked(answer)?, answer, mark),
        Form::Field(field) => {
            if field == "help_question" {
                text::keep_help_question(act, &page)?;
            }
            write_field(act, &page, (target, ""), field, answer, mark)
        }
    }
}

fn in_session(
    act: &mut Act<'_, '_>,
    target: &Target,
    playing: &Playing,
    answer: &Answer,
    mark: Mark<'_>,
) -> Acted<()> {
    let (meeting, session) = (&playing.meeting, playing.record.id.as_str());
    match target.form {
        Form::Add => {
            let mut values = answer.fields(target)?;
            values.push(("of", session.into()));
            let place = (target.entity, mark.id);
            writing::add_as(act, meeting, place, &values, mark.speaker)
        }
        Form::On(_) => on(act, meeting, target, picked(answer)?, answer, mark),
        Form::Field("experiment_step") => {
            let step = answer.main()?.show();
            look_at(act, meeting, session, &step)
        }
        Form::Field(field) => write_field(act, meeting, (target, session), field, answer, mark),
    }
}

fn in_group(
    act: &mut Act<'_, '_>,
    target: &Target,
    playing: &Playing,
    answer: &Answer,
    mark: Mark<'_>,
) -> Acted<()> {
    let page = act.group_page();
    match target.form {
        Form::On("agreed_by") => agreement::agree(act, picked(answer)?),
        Form::On(_) => on(act, &page, target, picked(answer)?, answer, mark),
        Form::Field(field) => {
            if field == "core" {
                group::keep_core(act)?;
            }
            write_field(act, &page, (target, ""), field, answer, mark)
        }
        Form::Add => {
            let mut values = answer.fields(target)?;
            values.extend(defaults(target, playing, &values));
            writing::add_as(act, &page, (target.entity, mark.id), &values, mark.speaker)
        }
    }
}

/// What an action or agreement has besides what was typed.
fn defaults(target: &Target, playing: &Playing, given: &[Named]) -> Vec<Named> {
    let all: Vec<Named> = match target.entity.name {
        "action" => {
            vec![("status", "open".into()), ("meeting", playing.meeting.to_string().into())]
        }
        "agreement" => vec![("kind", "other".into())],
        _ => Vec::new(),
    };
    let missing = |(name, _): &Named| !given.iter().any(|(given, _)| given == name);
    all.into_iter().filter(missing).collect()
}

fn in_experiment(
    act: &mut Act<'_, '_>,
    target: &Target,
    playing: &Playing,
    answer: &Answer,
    mark: Mark<'_>,
) -> Acted<()> {
    let page = playing.page_in("experiment").ok_or(ReplicaError::NotAllowed("no-experiment"))?;
    if !target.is_of_step() {
        return in_page(act, &page, target, answer, mark);
    }
    let step = playing.record.str("experiment_step").to_owned();
    if step.is_empty() {
        return Err(ReplicaError::NotAllowed("no-experiment-step"));
    }
    match target.form {
        Form::Field(field) => write_field(act, &page, (target, &step), field, answer, mark),
        Form::Add | Form::On(_) => {
            let mut values = answer.fields(target)?;
            values.push(("of", step.into()));
            writing::add_as(act, &page, (target.entity, mark.id), &values, mark.speaker)
        }
    }
}

/// On a page of its own: an item, or one of the page's own fields.
fn in_page(
    act: &mut Act<'_, '_>,
    page: &PageId,
    target: &Target,
    answer: &Answer,
    mark: Mark<'_>,
) -> Acted<()> {
    match target.form {
        Form::Add => {
            let values = answer.fields(target)?;
            writing::add_as(act, page, (target.entity, mark.id), &values, mark.speaker)
        }
        Form::On(_) => on(act, page, target, picked(answer)?, answer, mark),
        Form::Field(field) => write_field(act, page, (target, ""), field, answer, mark),
    }
}

/// How a case goes on after telling back.
fn round(act: &mut Act<'_, '_>, playing: &Playing, answer: &Answer, mark: Mark<'_>) -> Acted<()> {
    let case = match &answer.on {
        Some(picked) => PageId::from_hex(picked),
        None => case_of(playing, mark).ok(),
    };
    let case = case.ok_or(ReplicaError::NotAllowed("nothing-picked"))?;
    match answer.main()?.as_str() {
        Some("close_round") => case::close(act, &case),
        Some("new_round") => {
            let meeting = ("meeting", playing.meeting.to_string().into());
            case::round(act, &case, &[meeting]).map(|_| ())
        }
        // The round stays open: it comes back at the next meeting.
        Some("keep_trying") => Ok(()),
        _ => Err(ReplicaError::NotAllowed("no-such-part")),
    }
}

/// Writes a field of something that was picked.
fn on(
    act: &mut Act<'_, '_>,
    page: &PageId,
    target: &Target,
    picked: &str,
    answer: &Answer,
    mark: Mark<'_>,
) -> Acted<()> {
    let Form::On(field) = target.form else { return Err(ReplicaError::NotAllowed("no-method")) };
    write_field(act, page, (target, picked), field, answer, mark)
}

/// Writes one field. What is a text grows: in a session people add to it.
fn write_field(
    act: &mut Act<'_, '_>,
    page: &PageId,
    (target, id): (&Target, &str),
    field: &str,
    answer: &Answer,
    mark: Mark<'_>,
) -> Acted<()> {
    use crate::acts::records::Records as _;
    let mut value = answer.main()?.clone();
    let known = target.entity.field(field);
    if known.is_some_and(|field| field.class == Class::Text) {
        let before = act.read(page, |page| page.read(target.entity, id))?;
        let before = before.map(|record| record.str(field).to_owned()).unwrap_or_default();
        value = Scalar::Text(joined(&before, &value.show()));
    }
    let place = (target.entity, id);
    writing::set(act, page, place, field, &Value::One(value), mark.speaker)
}

/// What was there and what is added, on a line of its own; the same is not added twice.
fn joined(before: &str, added: &str) -> String {
    if before.is_empty() || added.starts_with(before) {
        return added.to_owned();
    }
    format!("{before}\n{added}")
}

fn case_of(playing: &Playing, mark: Mark<'_>) -> Acted<PageId> {
    mark.case.or(playing.case).ok_or(ReplicaError::NotAllowed("no-case"))
}

fn picked(answer: &Answer) -> Acted<&str> {
    answer.on.as_deref().ok_or(ReplicaError::NotAllowed("nothing-picked"))
}

fn field_form(target: &Target) -> Form {
    match target.form {
        Form::On(field) | Form::Field(field) => Form::Field(field),
        Form::Add => Form::Add,
    }
}
