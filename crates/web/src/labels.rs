//! Names of fields and choices, days and moments as people read them.

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use crate::words::Words;

/// The name of a field.
pub(crate) fn field(w: &Words, name: &str) -> String {
    let short = short(name);
    let special = w.word(&format!("page-field-{short}"));
    special.or_else(|| w.word(&format!("field-{short}"))).unwrap_or_else(|| short.to_owned())
}

/// The last part of a field's name, under which people know it.
pub(crate) fn short(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The words for a choice; the choice itself where a group added one of its own.
pub(crate) fn choice(w: &Words, choice: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let key: String = choice.chars().map(plain).collect();
    w.word(&format!("choice-{key}")).unwrap_or_else(|| kring_model::inert::line(choice))
}

/// A stored day (`2026-02-05`) as people write it; other text as it is.
pub(crate) fn day(w: &Words, text: &str) -> String {
    text.parse::<Date>().map_or_else(|_| kring_model::inert::line(text), |date| long(w, date))
}

/// A moment, in milliseconds since 1970, as day and time on this laptop.
pub(crate) fn moment(w: &Words, ms: i64) -> String {
    let moment = Timestamp::from_millisecond(ms).ok();
    let zoned = moment.map(|moment| moment.to_zoned(TimeZone::system()));
    zoned.map_or_else(
        || "?".to_owned(),
        |zoned| format!("{}, {}", long(w, zoned.date()), zoned.strftime("%H:%M")),
    )
}

/// The day of a moment, and its time on that day.
pub(crate) fn day_and_time(w: &Words, ms: i64) -> (String, String) {
    let moment = moment(w, ms);
    let (day, time) = moment.split_once(", ").unwrap_or((&moment, ""));
    (day.to_owned(), time.to_owned())
}

/// A moment as [`moment`]; of the last week by the name of its day: "dinsdag 14:02".
pub(crate) fn lately(w: &Words, ms: i64) -> String {
    let Ok(at) = Timestamp::from_millisecond(ms) else { return "?".to_owned() };
    let zone = TimeZone::system();
    let today = Timestamp::now().to_zoned(zone.clone()).date();
    let at = at.to_zoned(zone);
    let time = at.strftime("%H:%M").to_string();
    let days = at.date().until(today).map_or(i32::MAX, |span| span.get_days());
    match days {
        0 => w.say("when-today", &[("time", (&time).into())]),
        1 => w.say("when-yesterday", &[("time", (&time).into())]),
        2..=6 => {
            let weekday = at.date().weekday().to_monday_one_offset();
            format!("{} {time}", w.t(&format!("weekday-{weekday}")))
        }
        _ => moment(w, ms),
    }
}

/// Today, as documents hold it.
pub(crate) fn today() -> String {
    jiff::Zoned::now().date().to_string()
}

/// `5 februari 2026`.
fn long(w: &Words, date: Date) -> String {
    let month = w.word(&format!("month-{}", date.month())).unwrap_or_default();
    format!("{} {month} {}", date.day(), date.year())
}

/// The text with a capital.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// What a kind of page is called.
pub(crate) fn kind(w: &Words, kind: kring_model::schema::PageKind) -> String {
    capital(&w.t(&format!("kind-{}", kind.name())))
}
