//! Writing in a step: at once for everybody, blind until the step has ended, or for oneself.

use kring_model::edit::{self, EditError};
use kring_model::entities;
use kring_model::method::{By, Capture, Privacy, Step};
use kring_model::read::Record;
use kring_model::schema::ANSWER_CAP;
use kring_model::seal::{self, SALT_LEN, Seal};
use kring_model::value::Value;
use kring_trust::{PageId, PersonId};
use serde::{Deserialize, Serialize};

use super::answer::{Answer, is_picked};
use super::land::Landing;
use super::{Playing, one};
use crate::acts::records::Records as _;
use crate::acts::{day_text, writing};
use crate::env::random_array;
use crate::replica::{Act, Drawer, Replica, ReplicaError};

/// What marks a private item as an answer that waits, and as a note for oneself.
pub(super) const ANSWER: &str = "answer";
const NOTE: &str = "note";

/// What somebody writes, and where they are.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// The meeting.
    pub meeting: &'a PageId,
    /// The session.
    pub session: &'a str,
    /// The step; the one the session is in if none is given.
    pub step: Option<&'a str>,
    /// Which question.
    pub capture: &'a str,
    /// The answer.
    pub answer: &'a Answer,
    /// The case, where the session is not about one case.
    pub case: Option<PageId>,
    /// In whose name, if not in one's own.
    pub speaker: Option<PersonId>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Everybody who may see it sees it.
    Shown,
    /// It waits on this laptop until the step has ended.
    Waits,
    /// It stays on this laptop.
    Private,
}

/// A waiting answer as it lies on the private page.
#[derive(Serialize, Deserialize)]
pub(super) struct Held {
    pub(super) meeting: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) case: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) speaker: Option<String>,
    pub(super) salt: String,
    pub(super) answer: Answer,
}

/// Writes an answer. What is blind is on this laptop's disk before its seal is anybody else's, so
/// that a crash in between costs nothing but the seal.
///
/// # Errors
/// [`ReplicaError::NotAllowed`] for a question that the step has not, or that is somebody else's to
/// answer; what the schema answers for a wrong value.
pub fn write(replica: &mut Replica, writing: &Writing<'_>) -> Result<Written, ReplicaError> {
    let playing = one(replica, writing.meeting, writing.session)?;
    let (step, capture) = question(&playing, writing)?;
    let speaks = writing.speaker.unwrap_or_else(|| replica.me());
    may_answer(replica, &playing, capture, writing.case, speaks)?;
    check_length(writing.answer)?;
    if capture.privacy == Privacy::Private {
        let about = writing.case.or(playing.case);
        return keep_note(replica, writing, step, about).map(|()| Written::Private);
    }
    if capture.is_blind() && !playing.has_ended(&step.id) {
        return seal_answer(replica, &playing, writing, step, capture).map(|()| Written::Waits);
    }
    replica.act(|act| land(act, &playing, writing, capture))?;
    Ok(Written::Shown)
}

fn land(
    act: &mut Act<'_, '_>,
    playing: &Playing,
    writing: &Writing<'_>,
    capture: &Capture,
) -> Result<(), ReplicaError> {
    let (id, Writing { answer, speaker, case, .. }) = (act.new_id(), *writing);
    Landing { playing, answer, id: &id, speaker, salt: None, case }.land(act, capture)
}

/// Keeps something for oneself about a page, or about nothing in particular.
///
/// # Errors
/// [`ReplicaError::Store`] from the disk.
pub fn note(replica: &mut Replica, about: Option<&PageId>, text: &str) -> Result<(), ReplicaError> {
    let drawer = replica.drawer(about.map_or(Drawer::Own, Drawer::About));
    let (id, day) = (new_id(replica), day_text(replica.env().today()));
    let mut values = vec![("kind", NOTE.into()), ("date", day.into()), ("text", text.into())];
    values.extend(about.map(|page| ("about", page.to_string().into())));
    add(replica, &drawer, &id, &values)
}

/// What one noted for oneself about a page, oldest first.
///
/// # Errors
/// [`ReplicaError::Store`] from the disk.
pub fn notes(replica: &mut Replica, about: Option<&PageId>) -> Result<Vec<Record>, ReplicaError> {
    let drawer = replica.drawer(about.map_or(Drawer::Own, Drawer::About));
    let all = replica.read_drawer(&drawer, |page| page.all(&entities::PRIVATE_ITEM))?;
    Ok(all.into_iter().filter(|one| one.str("kind") == NOTE && !one.is_withdrawn()).collect())
}

/// The question that is answered: of the step that was named or is going on, else of the only step
/// that asks it.
fn question<'p>(
    playing: &'p Playing,
    writing: &Writing<'_>,
) -> Result<(&'p Step, &'p Capture), ReplicaError> {
    let named = writing.step.and_then(|step| playing.method.step(step));
    let steps = named.or_else(|| playing.step()).into_iter();
    let others = playing.method.steps.iter().filter(|_| writing.step.is_none());
    let mut asks =
        steps.chain(others).filter_map(|step| Some((step, step.capture(writing.capture)?)));
    asks.next().ok_or(ReplicaError::NotAllowed("no-capture"))
}

/// The presenter answers what is the presenter's, and is silent where the others think.
fn may_answer(
    replica: &Replica,
    playing: &Playing,
    capture: &Capture,
    case: Option<PageId>,
    speaks: PersonId,
) -> Result<(), ReplicaError> {
    let case = case.or(playing.case);
    let presenter = case.and_then(|case| replica.roster().page(&case)?.owner);
    match (capture.by, presenter) {
        (By::Presenter, Some(presenter)) if presenter != speaks => {
            Err(ReplicaError::NotAllowed("presenter-answers"))
        }
        (By::EachButPresenter, Some(presenter)) if presenter == speaks => {
            Err(ReplicaError::NotAllowed("presenter-listens"))
        }
        _ => Ok(()),
    }
}

fn check_length(answer: &Answer) -> Result<(), ReplicaError> {
    let long = |part: &kring_model::value::Scalar| {
        part.as_str().is_some_and(|text| text.chars().count() > ANSWER_CAP)
    };
    if answer.parts.values().any(long) {
        return Err(ReplicaError::TooLarge);
    }
    Ok(())
}

fn keep_note(
    replica: &mut Replica,
    writing: &Writing<'_>,
    step: &Step,
    about: Option<PageId>,
) -> Result<(), ReplicaError> {
    let text = writing.answer.main()?.show();
    let drawer = replica.drawer(about.as_ref().map_or(Drawer::Own, Drawer::About));
    let (id, day) = (new_id(replica), day_text(replica.env().today()));
    let mut values = vec![
        ("kind", NOTE.into()),
        ("date", day.into()),
        ("step", step.id.as_str().into()),
        ("field", writing.capture.into()),
        ("text", text.into()),
    ];
    values.extend(about.map(|page| ("about", page.to_string().into())));
    add(replica, &drawer, &id, &values)
}

fn seal_answer(
    replica: &mut Replica,
    playing: &Playing,
    writing: &Writing<'_>,
    step: &Step,
    capture: &Capture,
) -> Result<(), ReplicaError> {
    let target = capture.target().map_err(|_| ReplicaError::NotAllowed("no-method"))?;
    if is_picked(&target) && writing.answer.on.is_none() {
        return Err(ReplicaError::NotAllowed("nothing-picked"));
    }
    try_to_land(replica, playing, capture, writing)?;
    let salt: [u8; SALT_LEN] = random_array(replica.env());
    let person = writing.speaker.unwrap_or_else(|| replica.me());
    let about = seal::About {
        session: writing.session,
        step: &step.id,
        capture: &capture.id,
        person: writing::model_person(&person),
    };
    let seal = Seal::mark(&about, &salt, &writing.answer.sealed());
    let held = Held {
        meeting: writing.meeting.to_string(),
        case: writing.case.map(|case| case.to_string()),
        speaker: writing.speaker.map(|speaker| speaker.to_string()),
        salt: seal::salt_text(&salt),
        answer: writing.answer.clone(),
    };
    let id = new_id(replica);
    keep(replica, writing, step, capture, &id, &held)?;
    replica.act(|act| {
        let place = (&entities::SESSION, writing.session);
        let mark = Value::parts([(id.as_str(), seal)]);
        writing::set(act, writing.meeting, place, "sealed", &mark, None)
    })
}

/// What could not be shown later is refused now, while its author can still mend it.
fn try_to_land(
    replica: &mut Replica,
    playing: &Playing,
    capture: &Capture,
    writing: &Writing<'_>,
) -> Result<(), ReplicaError> {
    let mut landed = Ok(());
    let undone = replica.act(|act: &mut Act<'_, '_>| -> Result<(), ReplicaError> {
        landed = land(act, playing, writing, capture);
        // An act that fails leaves nothing.
        Err(ReplicaError::NotAllowed("only-tried"))
    });
    match (landed, undone) {
        (Err(error), _) => Err(error),
        (Ok(()), Err(ReplicaError::NotAllowed(_)) | Ok(())) => Ok(()),
        (Ok(()), Err(error)) => Err(error),
    }
}

fn keep(
    replica: &mut Replica,
    writing: &Writing<'_>,
    step: &Step,
    capture: &Capture,
    id: &str,
    held: &Held,
) -> Result<(), ReplicaError> {
    let json = serde_json::to_string(held).map_err(|_| ReplicaError::TooLarge)?;
    let drawer = replica.drawer(Drawer::Blind { session: writing.session, step: &step.id });
    let day = day_text(replica.env().today());
    let values = [
        ("kind", ANSWER.into()),
        ("date", day.into()),
        ("about", writing.session.into()),
        ("step", step.id.as_str().into()),
        ("field", capture.id.as_str().into()),
        ("text", json.into()),
    ];
    add(replica, &drawer, id, &values)
}

fn add(
    replica: &mut Replica,
    drawer: &PageId,
    id: &str,
    values: &[(&str, Value)],
) -> Result<(), ReplicaError> {
    replica.edit_drawer(drawer, |tx, author| -> Result<(), EditError> {
        edit::add(tx, &entities::PRIVATE_ITEM, id, values, author)
    })
}

fn new_id(replica: &mut Replica) -> String {
    let env = replica.env();
    let random: [u8; 16] = random_array(env);
    ulid::Ulid::from_parts(env.now_ms(), u128::from_be_bytes(random)).to_string()
}
