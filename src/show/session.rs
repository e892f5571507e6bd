//! A session as it stands: the step, the time that is left, what is asked and what was answered.

use kring_model::derive;
use kring_model::method::{Step, Words as Texts};
use kring_model::seal::Kept;
use kring_node::acts::session::{self, Answered, Playing, Seen};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::failure::Failure;
use crate::find;
use crate::labels;
use crate::output::Answer;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::trouble;

/// Shows a session.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn session(desk: &mut Desk<'_>, playing: &Playing) -> Result<Answer, Failure> {
    let language = desk.context.words().language().tag();
    let name = playing.method.name.of(language).to_owned();
    let mut sheet = Sheet::new();
    sheet.heading(format!("{name} [{}]", find::short(&playing.record.id)));
    if let Some(case) = &playing.case {
        let label = labels::field(desk.context.words(), "case");
        let title = desk.label_of(&case.to_string());
        sheet.field(0, &label, &title);
    }
    steps(desk, &mut sheet, playing, language);
    let mut data = json!({
        "id": playing.record.id,
        "meeting": playing.meeting.to_string(),
        "method": playing.method.id,
        "case": playing.case.map(|case| case.to_string()),
        "over": playing.step().is_none(),
        "step": playing.step().map(|step| step.id.as_str()),
        "ended": playing.record.marks("ended").keys().collect::<Vec<_>>(),
    });
    match playing.step() {
        Some(step) => {
            let now = now(desk, &mut sheet, playing, step, language)?;
            merge(&mut data, now);
        }
        None => sheet.line(desk.context.words().say(&say!("session-over"))),
    }
    let mine = session::waiting(&mut desk.replica).map_err(|error| trouble::replica(&error))?;
    let mine = mine.iter().filter(|one| one.session == playing.record.id);
    let waiting: Vec<Value> = mine
        .map(|one| json!({ "step": one.step, "capture": one.capture, "answer": one.answer }))
        .collect();
    if !waiting.is_empty() {
        let words = desk.context.words();
        let sentence = say!("session-yours-wait", count = waiting.len());
        sheet.toned(0, Tone::Notice, words.say(&sentence));
    }
    merge(&mut data, json!({ "waiting": waiting }));
    Ok(Answer::new(sheet, data))
}

fn steps(desk: &Desk<'_>, sheet: &mut Sheet, playing: &Playing, language: &str) {
    let words = desk.context.words();
    let at = playing.step().map(|step| step.id.as_str());
    for (step, number) in playing.method.steps.iter().zip(1..) {
        let state = if playing.record.marks("ended").contains_key(step.id.as_str()) {
            labels::choice(words, "done")
        } else if at == Some(step.id.as_str()) {
            labels::choice(words, "now")
        } else {
            String::new()
        };
        let tone = if at == Some(step.id.as_str()) { Tone::Strong } else { Tone::Dim };
        sheet.toned(2, tone, format!("{number}. {} {state}", step.title.of(language)));
    }
    sheet.gap();
}

/// The step that is going on.
fn now(
    desk: &mut Desk<'_>,
    sheet: &mut Sheet,
    playing: &Playing,
    step: &Step,
    language: &str,
) -> Result<Value, Failure> {
    let people = desk.replica.roster().persons().filter(|person| person.in_).count();
    let minutes = playing.minutes(step, people);
    let clock = desk.replica.env().now_ms();
    let left = derive::seconds_left(&playing.record, &step.id, minutes, clock);
    sheet.toned(0, Tone::Strong, step.title.of(language));
    sheet.text(0, step.instruction.of(language));
    sheet.line(time_left(desk, left, minutes));
    if let Some(hint) = &step.guide_hint {
        sheet.text(2, Texts::of(hint, language));
    }
    let ready = derive::ready(&playing.record, &step.id);
    let answers = session::answers(&mut desk.replica, playing, step);
    let answers = answers.map_err(|error| trouble::replica(&error))?;
    let mut asked = Vec::new();
    for one in &answers {
        asked.push(question(desk, sheet, one, language));
    }
    Ok(json!({
        "minutes": minutes,
        "seconds_left": left,
        "ready": ready.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "questions": asked,
    }))
}

fn time_left(desk: &Desk<'_>, left: Option<i64>, minutes: i64) -> String {
    let words = desk.context.words();
    match left {
        Some(left) if left > 0 => {
            let minutes = u64::try_from(left).unwrap_or(0).div_ceil(60);
            words.say(&say!("session-left", minutes = minutes))
        }
        Some(_) => words.say(&say!("session-time-over")),
        None => {
            let minutes = u64::try_from(minutes).unwrap_or(0);
            words.say(&say!("session-minutes", count = minutes))
        }
    }
}

fn question(desk: &mut Desk<'_>, sheet: &mut Sheet, one: &Answered<'_>, language: &str) -> Value {
    let label = one.capture.label.of(language);
    sheet.gap();
    sheet.toned(0, Tone::Plain, format!("{label} [{}]", one.capture.id));
    for seen in &one.seen {
        answer(desk, sheet, seen);
    }
    if one.sealed > 0 {
        let words = desk.context.words();
        sheet.toned(2, Tone::Dim, words.say(&say!("session-sealed", count = one.sealed)));
    }
    let seen: Vec<Value> = one.seen.iter().map(plain).collect();
    json!({
        "id": one.capture.id, "label": label, "mine": one.mine, "blind": one.capture.is_blind(),
        "answers": seen, "sealed": one.sealed,
    })
}

fn answer(desk: &mut Desk<'_>, sheet: &mut Sheet, seen: &Seen) {
    let parts: Vec<String> = seen
        .answer
        .parts
        .values()
        .map(|part| labels::choice(desk.context.words(), &part.show()))
        .collect();
    let by = seen.by.map(|by| desk.name_of(&by.to_string())).unwrap_or_default();
    sheet.field(2, &by, &parts.join(" · "));
    if seen.kept == Some(Kept::No) {
        let words = desk.context.words();
        sheet.toned(4, Tone::Notice, words.say(&say!("session-changed")));
    }
}

fn plain(seen: &Seen) -> Value {
    json!({
        "id": seen.id,
        "by": seen.by.map(|by| by.to_string()),
        "entered_by": seen.entered_by.map(|by| by.to_string()),
        "on": seen.answer.on,
        "parts": seen.answer.parts,
        "as_sealed": seen.kept.map(|kept| kept == Kept::Yes),
    })
}

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}
