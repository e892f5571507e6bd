//! A group's home: what is next, what is still open, and what changed since one last looked.

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use kring_model::derive::{self, Gap};
use kring_model::entities;
use kring_model::inert;
use kring_model::schema::PageKind;
use kring_node::listed::in_line;
use kring_node::trajectory::look;
use kring_trust::PageId;
use serde::Deserialize;

use super::finish;
use super::since::{self, Since};
use super::swept;
use super::trajectory::{Next, next, phase};
use crate::app::{Answer, Visit, go, page};
use crate::desk::Desk;
use crate::frame::{Frame, Status};
use crate::labels;
use crate::lists::{self, Listed};
use crate::trouble::Trouble;
use crate::words::Words;

/// Most actions on the home page.
const ACTIONS_CAP: usize = 8;

/// Characters of why it cannot wait: a paragraph. All of it stands beside the core.
const URGENCY_CAP: usize = 400;

#[derive(Template)]
#[template(path = "group.html")]
struct GroupPage {
    frame: Frame,
    id: String,
    /// What one person changed at once of others.
    swept: Vec<swept::Line>,
    question: String,
    /// Why it cannot wait; empty until somebody wrote it down.
    urgency: String,
    /// The phase that the group is in; empty before the first.
    phase: String,
    next: Option<Link>,
    /// When it could be, while nothing is planned; else a word if it is late.
    rhythm: Next,
    /// This person did not say yet why they take part.
    unsaid: Option<String>,
    follow_ups: Vec<FollowUp>,
    actions: Vec<Action>,
    since: Since,
    alone: bool,
    /// What the end of the trajectory asks for; nothing while it goes on.
    ending: Vec<String>,
}

/// Something that can be opened.
struct Link {
    id: String,
    title: String,
    line: String,
}

/// A case of which the presenter has not told yet what came of it.
pub(crate) struct FollowUp {
    /// The case.
    pub(crate) id: String,
    /// Its title, for those who may see it.
    pub(crate) title: String,
    /// The presenter.
    pub(crate) by: String,
    due: String,
    /// How often it was put off.
    pub(crate) skipped: String,
}

/// An agreed action that is open.
struct Action {
    id: String,
    text: String,
    who: String,
    due: String,
    late: bool,
}

/// Since when news is told.
#[derive(Deserialize)]
pub(crate) struct From {
    since: Option<String>,
}

/// The home.
pub(crate) async fn show(visit: Visit, Query(from): Query<From>) -> Answer {
    let meeting = from.since.as_deref() == Some("meeting");
    visit
        .show("home", move |desk, mut frame| {
            let w = frame.w;
            frame.title = desk.group_name();
            let (question, urgency) = question(desk)?;
            let ending = finish::remind(desk, w)?;
            let since = since::since(desk, w, meeting)?;
            since::note_day(desk)?;
            let now = look(desk.replica)?;
            let mut rhythm = next(desk, w, &now)?;
            // The day of the next one stands above it, and the first is free.
            if now.cadence.gap == Gap::Fits && rhythm.days.is_empty() {
                rhythm.lines.clear();
            } else if now.cadence.next.is_some() {
                rhythm.lines.truncate(1);
            }
            let shown = GroupPage {
                phase: phase(w, &now),
                rhythm,
                unsaid: unsaid(desk)?,
                id: desk.replica.group().to_string(),
                swept: swept::lines(desk, w)?,
                question,
                urgency,
                next: next_meeting(desk, w)?,
                follow_ups: follow_ups(desk, w)?,
                actions: actions(desk, w)?,
                since,
                alone: desk.present().len() == 1,
                ending,
                frame,
            };
            page(&shown)
        })
        .await
}

#[derive(Template)]
#[template(path = "part/status.html")]
struct StatusPart {
    w: &'static Words,
    id: String,
    status: Status,
}

/// Which status line the browser shows now.
#[derive(Deserialize)]
pub(crate) struct Was {
    was: Option<String>,
}

/// The status line, or nothing when it did not change.
pub(crate) async fn status(visit: Visit, Query(was): Query<Was>) -> Answer {
    visit
        .ask(move |desk, w| {
            let status = Status::now(desk, w)?;
            if was.was.as_deref() == Some(status.stamp.as_str()) {
                return Ok(StatusCode::NO_CONTENT.into_response());
            }
            page(&StatusPart { w, id: desk.replica.group().to_string(), status })
        })
        .await
}

/// Everything up to a position was looked at.
pub(crate) async fn seen(visit: Visit, form: crate::form::Form) -> Answer {
    let to: u64 = form.text("to").parse().map_err(|_| Trouble::bad_form())?;
    let base = visit.base();
    visit.ask(move |desk, _| since::note_looked(desk, to)).await?;
    go(&base, "")
}

/// The core, before there is one the question; and why it cannot wait.
fn question(desk: &mut Desk<'_>) -> Result<(String, String), Trouble> {
    let Some(group) = desk.group()? else { return Ok(Default::default()) };
    let core = group.str("core");
    let text = if core.is_empty() { group.str("question") } else { core };
    Ok((inert::line(text), in_line(&inert::line(group.str("urgency")), URGENCY_CAP)))
}

/// Where this person says why they take part, until they did.
fn unsaid(desk: &mut Desk<'_>) -> Result<Option<String>, Trouble> {
    let me = desk.replica.me().to_string();
    let members = desk.in_group(&entities::MEMBER)?;
    let own = members.iter().find(|one| one.id == me);
    let asked = ["motivation", "personal_goal"];
    let open = own.filter(|one| asked.iter().any(|field| one.str(field).is_empty()));
    let group = desk.group_page();
    Ok(open.map(|one| format!("p/{group}/i/member/{}", one.id)))
}

fn next_meeting(desk: &mut Desk<'_>, w: &Words) -> Result<Option<Link>, Trouble> {
    let today = labels::today();
    let all = lists::listed(desk, PageKind::Meeting)?;
    let open = all.iter().find(|one| one.status == "open");
    let planned = |one: &&Listed| one.status == "planned" && one.date >= today;
    let Some(next) = open.or_else(|| all.iter().find(planned)) else { return Ok(None) };
    let times = [next.fact("start"), next.fact("end")].map(inert::line);
    let times: Vec<String> = times.into_iter().filter(|time| !time.is_empty()).collect();
    let place = inert::line(next.fact("place"));
    let parts = [times.join(" – "), place];
    let line = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    Ok(Some(Link { id: next.id.clone(), title: lists::title(w, PageKind::Meeting, next), line }))
}

/// The cases of which the presenter has not told yet what came of it.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn follow_ups(desk: &mut Desk<'_>, w: &Words) -> Result<Vec<FollowUp>, Trouble> {
    let (entries, rounds) = (desk.in_group(&entities::CASE)?, desk.in_group(&entities::ROUND)?);
    let meetings = desk.in_group(&entities::MEETING)?;
    let roster = desk.replica.roster();
    let erased = |id: &str| PageId::from_hex(id).is_some_and(|page| roster.is_erased(&page));
    let open: Vec<_> = derive::open_follow_ups(&entries, &rounds, &erased)
        .into_iter()
        .map(|entry| {
            let own = derive::rounds(&rounds, &entry.id);
            let round = derive::newest_open(&own);
            (entry.clone(), round.map_or(0, |round| derive::skipped(round, &meetings)))
        })
        .collect();
    let told = open.into_iter().map(|(entry, skipped)| FollowUp {
        title: desk.label_of(w, &entry.id),
        by: desk.name_of(entry.by()),
        due: labels::day(w, entry.str("follow_up_due")),
        skipped: match skipped {
            0 => String::new(),
            _ => w.say("show-skipped", &[("count", skipped.into())]),
        },
        id: entry.id,
    });
    Ok(told.collect())
}

fn actions(desk: &mut Desk<'_>, w: &Words) -> Result<Vec<Action>, Trouble> {
    let mut all = desk.in_group(&entities::ACTION)?;
    all.retain(|one| one.str("status") == "open" && !one.is_withdrawn());
    // Without a day they come last.
    all.sort_by_key(|one| (one.str("due").is_empty(), one.str("due").to_owned()));
    let today = labels::today();
    let shown = all.into_iter().take(ACTIONS_CAP).map(|one| {
        let who: Vec<String> = one.words("who").iter().map(|id| desk.name_of(id)).collect();
        let due = one.str("due");
        Action {
            text: inert::line(one.str("text")),
            who: w.list(&who),
            late: !due.is_empty() && due < today.as_str(),
            due: labels::day(w, due),
            id: one.id,
        }
    });
    Ok(shown.collect())
}
