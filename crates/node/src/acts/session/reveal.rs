//! Showing what was written blind, as soon as this laptop knows that its step has ended: at once,
//! or hours later.

use kring_model::edit::EditError;
use kring_model::entities;
use kring_model::method::{Capture, Step};
use kring_model::read::Record;
use kring_model::value::Value;
use kring_trust::{PageId, PersonId};

use super::answer::Answer;
use super::land::Landing;
use super::write::{ANSWER, Held};
use super::{Playing, find};
use crate::acts::records::Records as _;
use crate::acts::writing;
use crate::replica::{Act, Replica, ReplicaError};

/// An answer of this laptop that is not shown yet.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The id that it will have.
    pub id: String,
    /// The meeting.
    pub meeting: PageId,
    /// The session.
    pub session: String,
    /// The step.
    pub step: String,
    /// Which question.
    pub capture: String,
    /// Whose answer it is, if not one's own.
    pub speaker: Option<PersonId>,
    /// The answer.
    pub answer: Answer,
    salt: String,
    case: Option<PageId>,
}

/// All answers of this laptop that are not shown yet, oldest first.
///
/// # Errors
/// [`ReplicaError::Store`] from the disk.
pub fn waiting(replica: &mut Replica) -> Result<Vec<Waiting>, ReplicaError> {
    let mut all = Vec::new();
    for drawer in replica.drawers()? {
        all.extend(waiting_in(replica, &drawer)?);
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}

/// Shows every answer whose step has ended. Returns how many. A private page of which everything
/// is shown, or whose case was wiped, goes.
///
/// # Errors
/// [`ReplicaError::Store`] from the disk; then the rest waits for the next time.
pub fn reveal(replica: &mut Replica) -> Result<usize, ReplicaError> {
    let mut shown = 0;
    for drawer in replica.drawers()? {
        let answers = waiting_in(replica, &drawer)?;
        let mut done = !answers.is_empty();
        for answer in &answers {
            match reveal_one(replica, answer) {
                Ok(true) => shown += 1,
                Ok(false) => done = false,
                // Gone: nobody may see it any more.
                Err(ReplicaError::Erased(_)) => {}
                Err(error @ ReplicaError::Store(_)) => return Err(error),
                Err(error) => {
                    tracing::warn!(%error, "an answer cannot be shown yet");
                    done = false;
                }
            }
        }
        if done {
            replica.empty_drawer(&drawer)?;
        }
    }
    Ok(shown)
}

/// Whether it is shown now, or was already.
fn reveal_one(replica: &mut Replica, waiting: &Waiting) -> Result<bool, ReplicaError> {
    let revealed = replica.act(|act| {
        let playing = find(act, &waiting.meeting, &waiting.session)?;
        if !playing.has_ended(&waiting.step) {
            return Ok(false);
        }
        let (_, capture) = asked(&playing, waiting)?;
        let Waiting { id, speaker, answer, salt, case, .. } = waiting;
        let (speaker, salt, case) = (*speaker, Some(salt.as_str()), *case);
        Landing { playing: &playing, answer, id, speaker, salt, case }.land(act, capture)?;
        open(act, waiting, capture)?;
        Ok(true)
    });
    match revealed {
        // It was shown before a crash.
        Err(ReplicaError::Edit(EditError::AlreadyThere { .. })) => Ok(true),
        other => other,
    }
}

/// The salt of what is the group's stands in the session; that of case content came with it.
fn open(act: &mut Act<'_, '_>, waiting: &Waiting, capture: &Capture) -> Result<(), ReplicaError> {
    if capture.privacy == kring_model::method::Privacy::Case {
        return Ok(());
    }
    let place = (&entities::SESSION, waiting.session.as_str());
    let salt = Value::parts([(waiting.id.as_str(), waiting.salt.as_str())]);
    writing::set(act, &waiting.meeting, place, "opened", &salt, None)
}

fn asked<'p>(
    playing: &'p Playing,
    waiting: &Waiting,
) -> Result<(&'p Step, &'p Capture), ReplicaError> {
    let step = playing.method.step(&waiting.step);
    let asked = step.and_then(|step| Some((step, step.capture(&waiting.capture)?)));
    asked.ok_or(ReplicaError::NotAllowed("no-capture"))
}

fn waiting_in(replica: &mut Replica, drawer: &PageId) -> Result<Vec<Waiting>, ReplicaError> {
    let items = replica.read_drawer(drawer, |page| page.all(&entities::PRIVATE_ITEM))?;
    Ok(items.iter().filter_map(read).collect())
}

/// What does not read back is left where it is.
fn read(item: &Record) -> Option<Waiting> {
    if item.str("kind") != ANSWER {
        return None;
    }
    let held: Held = serde_json::from_str(item.str("text")).ok()?;
    Some(Waiting {
        id: item.id.clone(),
        meeting: PageId::from_hex(&held.meeting)?,
        session: item.str("about").to_owned(),
        step: item.str("step").to_owned(),
        capture: item.str("field").to_owned(),
        speaker: held.speaker.as_deref().and_then(PersonId::from_hex),
        answer: held.answer,
        salt: held.salt,
        case: held.case.as_deref().and_then(PageId::from_hex),
    })
}
