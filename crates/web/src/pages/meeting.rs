//! A meeting: what is still to be told, the agenda, who was there, and the minutes.

use askama::Template;
use kring_model::derive;
use kring_model::entities;
use kring_model::read::{Mine, Record};
use kring_node::acts;
use kring_node::trajectory::look;
use kring_trust::{PageId, PersonId};

use super::group::{FollowUp, follow_ups};
use super::thing::{Head, Thing};
use super::trajectory::{Next, next};
use crate::app::{Answer, page};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::{self, Input, Live};
use crate::labels;
use crate::trouble::Trouble;
use crate::view::{self, Item, Shown};
use crate::words::{Fill, Words};

#[derive(Template)]
#[template(path = "meeting.html")]
struct MeetingPage {
    frame: Frame,
    head: Head,
    facts: Vec<Shown>,
    follow_ups: Vec<FollowUp>,
    agenda: Vec<Point>,
    agenda_inputs: Vec<Input>,
    sessions: Vec<SessionLine>,
    people: Vec<Person>,
    minutes: Option<Shown>,
    minutes_text: String,
    live: Live,
    confirmed: String,
    may_confirm: bool,
    start: String,
    end: String,
    heads: String,
    /// When the next one could be, once this is the last that was held.
    next: Next,
}

/// A point of the agenda, and where it goes when it is moved.
struct Point {
    item: Item,
    /// Before which point it comes one place up; none for the first.
    up: Option<String>,
    /// Before which point it comes one place down, empty for the end; none for the last.
    down: Option<String>,
}

/// A method that was or is played.
struct SessionLine {
    id: String,
    name: String,
    /// The step it is in, or that it is over.
    state: String,
}

/// One member at the meeting.
struct Person {
    id: String,
    name: String,
    me: bool,
    status: String,
    said: String,
}

/// The page of a meeting.
pub(crate) fn show(desk: &mut Desk<'_>, frame: Frame, thing: Thing) -> Answer {
    let w = frame.w;
    let head = thing.head(desk, w)?;
    let facts = [
        thing.facts(desk, w, &["start", "end", "guide", "notetaker", "timekeeper"]),
        thing.fields(desk, w, &["place"]),
    ];
    let coming = matches!(head.state.as_str(), "planned" | "open");
    let agenda = inputs::named(&[&entities::AGENDA_ITEM], &["title", "minutes"]);
    let record = &thing.own.record;
    let me = desk.replica.me().to_string();
    let confirmed: Vec<String> = record
        .mine("minutes_confirmed_by")
        .filter(|(_, mine)| mine.value().is_some_and(|said| said.value.is_yes()))
        .map(|(person, _)| desk.name_of(person))
        .collect();
    let mine = record.mine_of("minutes_confirmed_by", &me).and_then(Mine::value);
    let entry = thing.entry.as_ref().map(|entry| entry.record.clone());
    let time = |name| entry.as_ref().map(|entry| entry.str(name).to_owned()).unwrap_or_default();
    page(&MeetingPage {
        facts: facts.into_iter().flatten().collect(),
        follow_ups: if coming { follow_ups(desk, w)? } else { Vec::new() },
        agenda: points(view::items(desk, w, &thing.page, &entities::AGENDA_ITEM)?),
        agenda_inputs: inputs::inputs(desk, w, agenda, None, &["title"]),
        sessions: sessions(desk, w, &thing.page)?,
        people: people(desk, w, &thing),
        minutes_text: kring_model::inert::prose(record.str("minutes_text")),
        live: Live::of(desk, w, &thing.page, record),
        minutes: view::field(desk, w, &thing.own, "minutes_text"),
        may_confirm: mine.is_none() && !record.str("minutes_text").is_empty(),
        confirmed: w.list(&confirmed),
        start: time("start"),
        end: time("end"),
        heads: desk.read(&thing.page, inputs::heads_text)?,
        next: if matches!(head.state.as_str(), "closed" | "confirmed") {
            after(desk, w, entry.as_ref())?
        } else {
            Next { lines: Vec::new(), days: Vec::new() }
        },
        head,
        frame,
    })
}

/// When the next meeting is or could be, if this is the last one that was held.
fn after(desk: &mut Desk<'_>, w: &Words, entry: Option<&Record>) -> Result<Next, Trouble> {
    let now = look(desk.replica)?;
    let day = entry.and_then(|entry| derive::Date::parse(entry.str("date")));
    if day.is_none() || day != now.cadence.last {
        return Ok(Next { lines: Vec::new(), days: Vec::new() });
    }
    next(desk, w, &now)
}

/// The points that still stand, in their order.
fn points(items: Vec<Item>) -> Vec<Point> {
    let items: Vec<Item> = items.into_iter().filter(|item| !item.withdrawn).collect();
    let ids: Vec<String> = items.iter().map(|item| item.id.clone()).collect();
    let point = |(at, item): (usize, Item)| Point {
        item,
        up: at.checked_sub(1).and_then(|before| ids.get(before)).cloned(),
        down: ids.get(at + 1).map(|_| ids.get(at + 2).cloned().unwrap_or_default()),
    };
    items.into_iter().enumerate().map(point).collect()
}

fn sessions(
    desk: &mut Desk<'_>,
    w: &'static Words,
    meeting: &PageId,
) -> Result<Vec<SessionLine>, Trouble> {
    let all = acts::session::all(desk.replica, meeting)?;
    let line = |one: &acts::session::Playing| SessionLine {
        id: one.record.id.clone(),
        name: one.method.name.of(w.tag()).to_owned(),
        state: match one.step() {
            Some(step) => w.say("session-going", &[("step", Fill::Text(step.title.of(w.tag())))]),
            None => w.t("session-ended"),
        },
    };
    Ok(all.iter().map(line).collect())
}

fn people(desk: &mut Desk<'_>, w: &Words, thing: &Thing) -> Vec<Person> {
    let noted = derive::attendance(&thing.own.record);
    let me = desk.replica.me();
    let persons = desk.present();
    let person = |desk: &mut Desk<'_>, person: PersonId| {
        let id = person.to_string();
        let one = noted.iter().find(|one| one.person == id);
        let status = one.map(|one| one.status.clone()).unwrap_or_default();
        let mut said = match status.as_str() {
            "" => String::new(),
            status => labels::choice(w, status),
        };
        if let Some(minutes) = one.and_then(|one| one.minutes) {
            said = format!("{said}, {minutes} {}", w.t("minutes"));
        }
        if one.is_some_and(|one| !one.own) {
            said = format!("{said} ({})", w.t("attendance-noted"));
        }
        Person { name: desk.name(&person), me: person == me, status, said, id }
    };
    persons.into_iter().map(|one| person(desk, one)).collect()
}

/// A short act on a meeting; the key of what is said then.
///
/// # Errors
/// When there is no such act, or a value is wrong.
pub(crate) fn perform(
    desk: &mut Desk<'_>,
    place: &PageId,
    act: &str,
    form: &Form,
) -> Result<&'static str, Trouble> {
    match act {
        "open" => desk.act(|act| acts::meeting::open(act, place)).map(|()| "done-meeting-open"),
        "close" => desk.act(|act| acts::meeting::close(act, place)).map(|()| "done-meeting-close"),
        "cancel" => {
            desk.act(|act| acts::meeting::cancel(act, place)).map(|()| "done-meeting-cancel")
        }
        "attend" => attend(desk, place, form),
        "confirm" => {
            let signed = desk.act(|act| acts::attest::confirm(act, place))?;
            Ok(if signed == acts::attest::Attested::Signed {
                "done-minutes-signed"
            } else {
                "done-minutes-confirmed"
            })
        }
        "move" => {
            let item = form.text("item").to_owned();
            let before = Some(form.text("before").to_owned()).filter(|before| !before.is_empty());
            desk.act(|act| acts::meeting::move_item(act, place, &item, before.as_deref()))?;
            Ok("done-moved")
        }
        _ => Err(Trouble::bad_form()),
    }
}

fn attend(desk: &mut Desk<'_>, place: &PageId, form: &Form) -> Result<&'static str, Trouble> {
    let filled = |name| Some(form.text(name)).filter(|text| !text.is_empty());
    let attendance = acts::meeting::Attendance {
        status: form.text("status"),
        from: filled("from"),
        to: filled("to"),
    };
    let speaker = PersonId::from_hex(form.text("person"));
    desk.act(|act| acts::meeting::attend(act, place, &attendance, speaker))?;
    Ok("done-attended")
}
