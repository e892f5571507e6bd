//! Sessions: a method that is played in a meeting, step by step.
//!
//! Which step it is in is derived from which steps were ended, so two who press "next" end the same
//! step. What is written in a step lands where its method says ([`write`](write::write)); what is
//! written blind stays on its author's laptop until the step has ended ([`reveal`](reveal::reveal)).

use std::sync::Arc;

use kring_model::derive::{self, moment};
use kring_model::entities;
use kring_model::method::{self, Method, Step};
use kring_model::order;
use kring_model::page::Page;
use kring_model::read::Record;
use kring_model::value::Value;
use kring_trust::PageId;

use super::{Acted, Named, case, evaluation, method as methods, today, writing};
use crate::acts::records::Records as _;
use crate::replica::{Act, Replica, ReplicaError};

mod answer;
mod land;
mod reveal;
mod seen;
#[cfg(test)]
mod tests;
mod write;

pub use answer::{Answer, MAIN};
pub use reveal::{Waiting, reveal, waiting};
pub use seen::{Answered, Seen, answers};
pub use write::{Writing, Written, note, notes, write};

/// What a session is about.
#[derive(Clone, Copy, Debug, Default)]
pub struct About {
    /// The case that is treated, if it is chosen already.
    pub case: Option<PageId>,
    /// The experiment that is looked at.
    pub experiment: Option<PageId>,
}

/// A session that is being played, as it stands.
#[derive(Clone, Debug)]
pub struct Playing {
    /// On whose page.
    pub meeting: PageId,
    /// Its facts.
    pub record: Record,
    /// What is played.
    pub method: Arc<Method>,
    /// Which case is treated, if one was chosen.
    pub case: Option<PageId>,
    /// All minutes that were added to steps.
    pub extra: Vec<Record>,
}

impl Playing {
    /// The step it is in; none when it is over.
    pub fn step(&self) -> Option<&Step> {
        if self.record.is("stopped_at") {
            return None;
        }
        self.method.step(derive::current_step(&self.record, &self.method.step_ids())?)
    }

    /// Whether a step has ended, by itself or with the whole session.
    pub fn has_ended(&self, step: &str) -> bool {
        self.record.is("stopped_at") || self.record.marks("ended").contains_key(step)
    }

    /// The minutes of a step with so many people there, added ones included.
    pub fn minutes(&self, step: &Step, people: usize) -> i64 {
        let planned = i64::from(derive::planned_minutes(step, people));
        planned.saturating_add(derive::extra_minutes(&self.record.id, &step.id, &self.extra))
    }

    /// The page of a field of the session that holds an id.
    fn page_in(&self, field: &str) -> Option<PageId> {
        PageId::from_hex(self.record.str(field))
    }
}

/// Begins a session in a meeting, at its first step. A case that is given is chosen with it.
///
/// # Errors
/// [`ReplicaError::NotAllowed`] for a method that there is not.
pub fn start(act: &mut Act<'_, '_>, meeting: &PageId, method: &str, about: About) -> Acted<String> {
    let group = act.group_page();
    let found = act.read(&group, |page| {
        let method = methods::on_page(page, method)?;
        let own = page.read(&entities::OWN_METHOD, &method.id);
        Some((method, own.map(|own| own.str("base").to_owned())))
    })?;
    let (method, base) = found.ok_or(ReplicaError::NotAllowed("no-method"))?;
    let id = act.new_id();
    let last = act.read(meeting, |page| page.all(&entities::SESSION))?;
    let last = last.last().map(|session| session.str("order").to_owned());
    let mut values: Vec<Named> = vec![
        ("order", order::between(last.as_deref(), None).into()),
        ("method", method.id.as_str().into()),
        ("method_version", method.version().into()),
    ];
    // What the group changes in its method from now on is for the next session.
    values.extend(base.map(|base| ("pinned", method::pin(&method, &base).into())));
    values.extend(about.experiment.map(|page| ("experiment", page.to_string().into())));
    values.extend(evaluation_for(act, &method)?);
    writing::add_as(act, meeting, (&entities::SESSION, &id), &values, None)?;
    if let Some(first) = method.steps.first() {
        begin(act, meeting, &id, &first.id)?;
    }
    if let Some(case) = &about.case {
        choose(act, meeting, &id, case)?;
    }
    Ok(id)
}

/// The group treats this case in this session: it is chosen, and a round begins.
///
/// # Errors
/// When there is no such session or case.
pub fn choose(act: &mut Act<'_, '_>, meeting: &PageId, session: &str, of: &PageId) -> Acted<()> {
    let playing = find(act, meeting, session)?;
    case::choose(act, of)?;
    let values = [
        ("meeting", meeting.to_string().into()),
        ("session", session.into()),
        ("method", playing.method.id.as_str().into()),
    ];
    case::round(act, of, &values)?;
    Ok(())
}

/// Ends a step and begins the next. Ending a step that has ended does nothing.
///
/// # Errors
/// When the method has no such step.
pub fn next(act: &mut Act<'_, '_>, meeting: &PageId, session: &str, step: &str) -> Acted<()> {
    let playing = find(act, meeting, session)?;
    playing.method.step(step).ok_or(ReplicaError::NotAllowed("no-step"))?;
    if playing.has_ended(step) {
        return Ok(());
    }
    let place = (&entities::SESSION, session);
    let ended = Value::parts([(step, true)]);
    writing::set(act, meeting, place, "ended", &ended, None)?;
    match find(act, meeting, session)?.step() {
        Some(next) => begin(act, meeting, session, &next.id),
        None => Ok(()),
    }
}

/// Adds minutes to a step; whoever else adds some adds to them.
///
/// # Errors
/// When the method has no such step, or for less than a minute.
pub fn extra(
    act: &mut Act<'_, '_>,
    meeting: &PageId,
    session: &str,
    step: &str,
    minutes: i64,
) -> Acted<String> {
    let playing = find(act, meeting, session)?;
    playing.method.step(step).ok_or(ReplicaError::NotAllowed("no-step"))?;
    let values = [("of", session.into()), ("step", step.into()), ("minutes", minutes.into())];
    writing::add(act, meeting, &entities::SESSION_EXTRA, &values, None)
}

/// Ends the session where it is. What was written stays, and what was written blind is shown.
///
/// # Errors
/// When there is no such session.
pub fn stop(act: &mut Act<'_, '_>, meeting: &PageId, session: &str) -> Acted<()> {
    let day = today(act).into();
    writing::set(act, meeting, (&entities::SESSION, session), "stopped_at", &day, None)
}

/// Which step of the experiment the session looks at.
///
/// # Errors
/// When there is no such session.
pub fn look_at(
    act: &mut Act<'_, '_>,
    meeting: &PageId,
    session: &str,
    experiment_step: &str,
) -> Acted<()> {
    let place = (&entities::SESSION, session);
    writing::set(act, meeting, place, "experiment_step", &experiment_step.into(), None)
}

/// A session of a meeting.
///
/// # Errors
/// [`ReplicaError::NotAllowed`] where there is none, or this program does not know its method.
pub fn one(replica: &mut Replica, meeting: &PageId, session: &str) -> Acted<Playing> {
    let found = replica.read(meeting, |page| session_on(page, session))?;
    let group = replica.group_page();
    let around = replica.read(&group, Around::of)?;
    played(*meeting, found, &around)
}

/// As [`one`], within an act.
fn find(act: &mut Act<'_, '_>, meeting: &PageId, session: &str) -> Acted<Playing> {
    let found = act.read(meeting, |page| session_on(page, session))?;
    let group = act.group_page();
    let around = act.read(&group, Around::of)?;
    played(*meeting, found, &around)
}

/// What the group document says of sessions: the rounds of cases, and methods of the group.
struct Around {
    rounds: Vec<Record>,
    own: Vec<methods::Own>,
}

impl Around {
    fn of(page: &Page) -> Self {
        Self { rounds: page.all(&entities::ROUND), own: methods::of_page(page) }
    }

    fn method(&self, id: &str) -> Option<Arc<Method>> {
        let builtin = method::named(id).map(|method| Arc::new(method.clone()));
        let own = || self.own.iter().find(|one| one.record.id == id)?.method.clone();
        builtin.or_else(own)
    }
}

fn session_on(page: &Page, session: &str) -> (Option<Record>, Vec<Record>) {
    (page.read(&entities::SESSION, session), page.all(&entities::SESSION_EXTRA))
}

fn played(
    meeting: PageId,
    (record, extra): (Option<Record>, Vec<Record>),
    around: &Around,
) -> Acted<Playing> {
    let record = record.ok_or(ReplicaError::NotAllowed("no-session"))?;
    playing(meeting, record, extra, around).ok_or(ReplicaError::NotAllowed("no-method"))
}

/// The sessions of a meeting, in their order.
///
/// # Errors
/// When the meeting's page is not here.
pub fn all(replica: &mut Replica, meeting: &PageId) -> Acted<Vec<Playing>> {
    let group = replica.group_page();
    let around = replica.read(&group, Around::of)?;
    let (sessions, extra) = replica
        .read(meeting, |page| (page.all(&entities::SESSION), page.all(&entities::SESSION_EXTRA)))?;
    let shown = sessions.into_iter().filter(|session| !session.is_withdrawn());
    Ok(shown.filter_map(|one| playing(*meeting, one, extra.clone(), &around)).collect())
}

fn playing(
    meeting: PageId,
    record: Record,
    extra: Vec<Record>,
    around: &Around,
) -> Option<Playing> {
    let pinned = method::pinned(&record).map(Arc::new);
    let method = pinned.or_else(|| around.method(record.str("method")))?;
    let round = around.rounds.iter().rev().find(|round| round.str("session") == record.id);
    let chosen = round.map(|round| round.str("of")).unwrap_or_else(|| record.str("case"));
    let case = PageId::from_hex(chosen);
    Some(Playing { meeting, method, case, record, extra })
}

fn begin(act: &mut Act<'_, '_>, meeting: &PageId, session: &str, step: &str) -> Acted<()> {
    let now = moment(act.now_ms());
    let started = Value::parts([(step, now)]);
    writing::set(act, meeting, (&entities::SESSION, session), "started", &started, None)
}

/// A method that evaluates needs something to write in.
fn evaluation_for(act: &mut Act<'_, '_>, method: &Method) -> Acted<Option<Named>> {
    let captures = method.steps.iter().flat_map(|step| &step.captures);
    let mut targets = captures.filter_map(|capture| capture.target().ok());
    if !targets.any(|target| target.home == method::Home::Evaluation) {
        return Ok(None);
    }
    let title = method.name.nl.as_str().into();
    let page = evaluation::add(act, &[("title", title), ("kind", "interim".into())])?;
    Ok(Some(("evaluation", page.to_string().into())))
}
