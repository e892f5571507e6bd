//! Where the group stands: its phase and what belongs in it, what comes next, its rhythm, and who guides.

use askama::Template;
use kring_model::derive;
use kring_model::read::Record;
use kring_model::schema::PageKind;
use kring_model::trajectory::Place;
use kring_node::acts;
use kring_node::trajectory::{self as told, Trajectory, look};

use super::edit::{Ask, Subject};
use super::finish::Voice;
use crate::app::{Answer, Visit, go, page};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::Choice;
use crate::labels;
use crate::lists;
use crate::trouble::Trouble;
use crate::words::Words;

/// What can be set about the whole trajectory.
const SETTINGS: [&str; 9] = [
    "form",
    "setting",
    "starts",
    "planned_end",
    "cadence_weeks_min",
    "cadence_weeks_max",
    "max_members",
    "context_tags",
    "phases",
];

#[derive(Template)]
#[template(path = "trajectory.html")]
struct TrajectoryPage {
    frame: Frame,
    id: String,
    /// The phase the group is in; empty before the first.
    now: String,
    about: String,
    belongs: Vec<Belongs>,
    track: Vec<Stage>,
    /// Where one goes on to, and back.
    onward: Vec<Choice>,
    back: Option<Choice>,
    /// Finishing is what comes next.
    ending: bool,
    finished: bool,
    notes: Vec<String>,
    /// Rounds are proposed, and can be planned at once.
    ahead: bool,
    next: Next,
    guides: Vec<String>,
    log: Vec<Line>,
    phases: Vec<Choice>,
    today: String,
}

/// Something that belongs in the phase, and where it is done.
struct Belongs {
    what: String,
    place: &'static str,
}

/// One of the phases: `done`, `now` or `to-come`.
struct Stage {
    name: String,
    state: &'static str,
}

/// One line of the phases that were.
struct Line {
    name: String,
    from: String,
    by: String,
}

/// When the next meeting is, or which days would fit.
pub(super) struct Next {
    /// In sentences.
    pub(super) lines: Vec<String>,
    /// The form for each day that is proposed, filled in, and the day.
    pub(super) days: Vec<(String, String)>,
}

/// The page.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("trajectory");
            let now = look(desk.replica)?;
            let choice = |id: &String| choice(w, id);
            let course = &now.course;
            let onward = course.next.iter().filter(|id| *id != "finished");
            let shown = TrajectoryPage {
                id: desk.replica.group().to_string(),
                now: phase(w, &now),
                about: now.phase().map(|one| one.about.of(w.tag()).to_owned()).unwrap_or_default(),
                belongs: belongs(w, &now),
                track: track(w, &now),
                onward: onward.map(choice).collect(),
                back: Some(&course.before).filter(|id| !id.is_empty()).map(choice),
                ending: !now.finished && course.next.iter().any(|id| id == "finished"),
                finished: now.finished,
                notes: told::notes(&mut Voice { desk, w }, &now),
                ahead: !now.ahead.is_empty() && !now.finished,
                next: next(desk, w, &now)?,
                guides: told::guides(&mut Voice { desk, w }, &now.guides),
                log: log(desk, w, &now),
                phases: course.phases.iter().map(choice).collect(),
                today: labels::today(),
                frame,
            };
            page(&shown)
        })
        .await
}

/// When the next meeting is, or which days would fit.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn next(desk: &mut Desk<'_>, w: &Words, now: &Trajectory) -> Result<Next, Trouble> {
    let mut lines = told::next(&mut Voice { desk, w }, &now.cadence);
    if now.finished {
        lines.clear();
    }
    let mut days = Vec::new();
    if !now.finished && !now.cadence.proposed.is_empty() {
        let last = lists::listed(desk, PageKind::Meeting)?;
        let last = last.iter().rev().find(|one| !one.is_over());
        let group = desk.replica.group();
        for day in &now.cadence.proposed {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair("f:date", &day.to_string());
            for field in ["start", "end", "place"] {
                query.append_pair(&format!("f:{field}"), last.map_or("", |one| one.fact(field)));
            }
            let href = format!("/g/{group}/all/meetings/new?{}", query.finish());
            days.push((href, labels::day(w, &day.to_string())));
        }
    }
    Ok(Next { lines, days })
}

/// The phase that the group is in, in words; empty before the first.
pub(super) fn phase(w: &Words, now: &Trajectory) -> String {
    match now.course.now.as_str() {
        "" => String::new(),
        id => labels::choice(w, id),
    }
}

/// Goes to a phase.
pub(crate) async fn go_to(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let (phase, from) = (form.text("phase"), form.text("from"));
            let now = look(desk.replica)?;
            if !now.course.phases.iter().any(|one| one == phase) {
                return Err(Trouble::bad_form());
            }
            let today = labels::today();
            let from = if from.is_empty() { today.as_str() } else { from };
            desk.act(|act| acts::group::phase(act, phase, from))?;
            go(&format!("{base}/trajectory"), "done-phase")
        })
        .await
}

/// Puts the rounds that are not planned yet on the calendar.
pub(crate) async fn rounds(visit: Visit) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let days = look(desk.replica)?.ahead;
            desk.act(|act| acts::meeting::rounds(act, &days, &[]))?;
            go(&format!("{base}/all/meetings"), "done-rounds")
        })
        .await
}

/// The form for what can be set.
pub(crate) async fn edit(visit: Visit) -> Answer {
    let base = visit.base();
    visit
        .show("more", move |desk, frame| {
            settings(desk, frame.w, &base)?.form(desk, frame, None, String::new())
        })
        .await
}

/// Saves it.
pub(crate) async fn save(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .show("more", move |desk, frame| settings(desk, frame.w, &base)?.save(desk, frame, &form))
        .await
}

fn settings(desk: &mut Desk<'_>, w: &Words, base: &str) -> Result<Subject, Trouble> {
    let ask = |field: &&str| -> Ask {
        let hint = w.word(&format!("trajectory-hint-{field}")).unwrap_or_default();
        let label = labels::capital(&labels::field(w, field));
        ((*field).to_owned(), label, hint)
    };
    let asks = SETTINGS.iter().map(ask).collect();
    let places = (format!("{base}/trajectory/edit"), format!("{base}/trajectory"));
    Subject::of_group(desk, w.t("trajectory-edit"), asks, places)
}

/// Where something of a phase is done.
const fn path(place: Place) -> &'static str {
    match place {
        Place::Cases => "all/cases",
        Place::Evaluations => "all/evaluations",
        Place::Experiments => "all/experiments",
        Place::Findings => "all/findings",
        Place::Meetings => "all/meetings",
        Place::Notes => "all/notes",
        Place::Stories => "all/stories",
        other => other.name(),
    }
}

fn belongs(w: &Words, now: &Trajectory) -> Vec<Belongs> {
    let all = now.phase().map(|phase| phase.belongs.as_slice()).unwrap_or_default();
    let one = |one: &kring_model::trajectory::Belongs| Belongs {
        what: one.what.of(w.tag()).to_owned(),
        place: path(one.place),
    };
    all.iter().map(one).collect()
}

fn track(w: &Words, now: &Trajectory) -> Vec<Stage> {
    let course = &now.course;
    let at = course.phases.iter().position(|id| *id == course.now);
    let stage = |(place, id): (usize, &String)| Stage {
        name: labels::choice(w, id),
        state: match at {
            Some(at) if place < at => "done",
            Some(at) if place == at => "now",
            _ => "to-come",
        },
    };
    course.phases.iter().enumerate().map(stage).collect()
}

fn choice(w: &Words, id: &str) -> Choice {
    Choice { value: id.to_owned(), label: labels::choice(w, id), on: false }
}

fn log(desk: &mut Desk<'_>, w: &Words, now: &Trajectory) -> Vec<Line> {
    // A phase that a file of another hand named is called what it is called here.
    let name = |id: &str| {
        let known = now.group.as_ref().and_then(|group| derive::about_phase(group, id));
        labels::choice(w, known.map_or(id, |one| &one.id))
    };
    let shown = now.log.iter().filter(|one| !one.is_withdrawn());
    let line = |one: &Record| Line {
        name: name(one.str("phase")),
        from: labels::day(w, one.str("from")),
        by: desk.byline(w, one),
    };
    shown.map(line).collect()
}
