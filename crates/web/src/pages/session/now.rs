//! What changes while one looks: the time, and what others answered.

use kring_model::derive;
use kring_model::inert;
use kring_model::method::{Capture, Step};
use kring_model::seal::Kept;
use kring_node::acts::session::{self, Answered, Playing, Seen};

use crate::desk::Desk;
use crate::labels;
use crate::trouble::Trouble;
use crate::words::{Fill, Words};

/// Of a step's time, the last part, in which the colour says that the end is near.
const NEAR: i64 = 5;

/// What changes while one looks.
pub(super) struct Now {
    /// The step that this belongs to.
    pub(super) step: String,
    /// The title of the step the group is in, when it went on.
    pub(super) elsewhere: String,
    /// Nothing is left to play.
    pub(super) over: bool,
    /// The time that is left, in words.
    pub(super) left: String,
    /// `calm`, `near` or `past`.
    pub(super) mood: &'static str,
    /// Answers by question.
    pub(super) lists: Vec<List>,
    /// One's own answers that wait, in words.
    pub(super) waiting: Vec<String>,
}

/// The answers to one question.
pub(super) struct List {
    pub(super) label: String,
    pub(super) lines: Vec<Line>,
    /// How many are ready and not shown yet, in words.
    pub(super) sealed: String,
}

/// One answer.
pub(super) struct Line {
    pub(super) text: String,
    /// To what it belongs, in words.
    pub(super) on: String,
    pub(super) by: String,
    /// It is not what was fixed when it was written.
    pub(super) changed: bool,
}

/// What stands there now.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn now(
    desk: &mut Desk<'_>,
    w: &'static Words,
    playing: &Playing,
    step: Option<&Step>,
) -> Result<Now, Trouble> {
    let at = playing.step();
    let over = at.is_none();
    let Some(step) = step else { return all_over(desk, w, playing) };
    let elsewhere = at.filter(|now| now.id != step.id).map(|now| now.title.of(w.tag()).to_owned());
    let (left, mood) = time(desk, w, playing, step);
    let answers = session::answers(desk.replica, playing, step)?;
    let lists = answers.iter().map(|one| list(desk, w, one)).filter(|list| !list.is_empty());
    Ok(Now {
        step: step.id.clone(),
        elsewhere: elsewhere.unwrap_or_default(),
        over,
        left: if playing.has_ended(&step.id) { String::new() } else { left },
        mood,
        lists: lists.collect(),
        waiting: waiting(desk, w, playing)?,
    })
}

/// All that was answered, step by step, when nothing is left to play.
fn all_over(desk: &mut Desk<'_>, w: &'static Words, playing: &Playing) -> Result<Now, Trouble> {
    let mut lists: Vec<List> = Vec::new();
    for step in &playing.method.steps {
        for one in session::answers(desk.replica, playing, step)? {
            let list = list(desk, w, &one);
            if !list.is_empty() && !lists.iter().any(|before| before.label == list.label) {
                lists.push(list);
            }
        }
    }
    let waiting = waiting(desk, w, playing)?;
    let (step, elsewhere, left) = (String::new(), String::new(), String::new());
    Ok(Now { step, elsewhere, over: true, left, mood: "calm", lists, waiting })
}

impl List {
    fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.sealed.is_empty()
    }
}

fn time(desk: &mut Desk<'_>, w: &Words, playing: &Playing, step: &Step) -> (String, &'static str) {
    let minutes = playing.minutes(step, desk.present().len());
    let clock = desk.replica.env().now_ms();
    match derive::seconds_left(&playing.record, &step.id, minutes, clock) {
        Some(left) if left > 0 => {
            let mood = if left < minutes * 60 / NEAR { "near" } else { "calm" };
            let left = usize::try_from(left).unwrap_or(0).div_ceil(60);
            (w.say("session-left", &[("minutes", Fill::Number(left))]), mood)
        }
        Some(_) => (w.t("session-time-over"), "past"),
        None => {
            let minutes = usize::try_from(minutes).unwrap_or(0);
            (w.say("session-minutes", &[("count", Fill::Number(minutes))]), "calm")
        }
    }
}

fn list(desk: &mut Desk<'_>, w: &'static Words, one: &Answered<'_>) -> List {
    let lines = one.seen.iter().map(|seen| line(desk, w, one.capture, seen)).collect();
    let sealed = match one.sealed {
        0 => String::new(),
        count => w.say("session-sealed", &[("count", Fill::Number(count))]),
    };
    List { label: one.capture.label.of(w.tag()).to_owned(), lines, sealed }
}

fn line(desk: &mut Desk<'_>, w: &'static Words, capture: &Capture, seen: &Seen) -> Line {
    let by = seen.by.map(|by| desk.name(&by)).unwrap_or_default();
    let by = match seen.entered_by {
        Some(typist) => {
            let typist = desk.name(&typist);
            w.say("session-typed-by", &[("name", Fill::Text(&by)), ("typist", Fill::Text(&typist))])
        }
        None => by,
    };
    let on = seen.answer.on.as_deref().map(|on| desk.label_of(w, on)).unwrap_or_default();
    Line { text: parts(w, capture, seen), on, by, changed: seen.kept == Some(Kept::No) }
}

/// The parts of an answer, those that are names in code in words.
fn parts(w: &Words, capture: &Capture, seen: &Seen) -> String {
    let parts = capture.fields.iter().chain(&capture.items);
    let mut order: Vec<&String> =
        parts.filter(|part| seen.answer.parts.contains_key(*part)).collect();
    order.extend(
        seen.answer
            .parts
            .keys()
            .filter(|part| !capture.fields.contains(part) && !capture.items.contains(part)),
    );
    let text = |part: &String| {
        let value = seen.answer.parts.get(part)?.show();
        let said = labels::choice(w, &value);
        Some(inert::prose(&if capture.items.contains(part) {
            format!("{}: {said}", labels::field(w, part))
        } else {
            said
        }))
    };
    order.into_iter().filter_map(text).collect::<Vec<_>>().join(" · ")
}

/// One's own answers that wait: so nobody wonders whether they are kept.
fn waiting(
    desk: &mut Desk<'_>,
    w: &'static Words,
    playing: &Playing,
) -> Result<Vec<String>, Trouble> {
    let all = session::waiting(desk.replica)?;
    let mine = all.iter().filter(|one| one.session == playing.record.id);
    let words = |one: &session::Waiting| {
        let parts = one.answer.parts.values().map(|part| labels::choice(w, &part.show()));
        inert::prose(&parts.collect::<Vec<_>>().join(" · "))
    };
    Ok(mine.map(words).collect())
}
