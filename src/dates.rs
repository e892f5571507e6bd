//! Days and times as people write and read them.

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use kring_trust::statement::Day;

use crate::words::{Sentence, Words};

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8",
    "month-9", "month-10", "month-11", "month-12",
];

/// Reads a day: `2026-02-05`, `5-2-2026`, `vandaag`/`today`, `morgen`/`tomorrow`.
///
/// # Errors
/// A sentence for the command line when it is none of these.
pub(crate) fn parse_day(text: &str) -> Result<Date, String> {
    let today = jiff::Zoned::now().date();
    match text.to_lowercase().as_str() {
        "vandaag" | "today" => return Ok(today),
        "morgen" | "tomorrow" => return today.tomorrow().map_err(|error| error.to_string()),
        _ => {}
    }
    if let Ok(date) = text.parse::<Date>() {
        return Ok(date);
    }
    Date::strptime("%d-%m-%Y", text)
        .or_else(|_| Date::strptime("%d/%m/%Y", text))
        .map_err(|_| "2026-02-05".to_owned())
}

/// Reads a time of day: `15:00` or `15.00`; gives `15:00`.
///
/// # Errors
/// A sentence for the command line when it is no time of day.
pub(crate) fn parse_time(text: &str) -> Result<String, String> {
    let time = jiff::civil::Time::strptime("%H:%M", text.replace('.', ":"))
        .map_err(|_| "15:00".to_owned())?;
    Ok(time.strftime("%H:%M").to_string())
}

/// `5 februari 2026`.
pub(crate) fn long(words: &Words, date: Date) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|month| MONTHS.get(month));
    let month = words.say(&Sentence::new(*month.unwrap_or(&"month-1")));
    format!("{} {month} {}", date.day(), date.year())
}

/// A stored day (`2026-02-05`) as [`long`] writes it; other text as it is.
pub(crate) fn stored(words: &Words, text: &str) -> String {
    text.parse::<Date>().map_or_else(|_| text.to_owned(), |date| long(words, date))
}

/// A moment, in milliseconds since 1970, as day and time on this laptop.
pub(crate) fn moment(words: &Words, ms: u64) -> String {
    let zoned = i64::try_from(ms)
        .ok()
        .and_then(|ms| Timestamp::from_millisecond(ms).ok())
        .map(|moment| moment.to_zoned(TimeZone::system()));
    zoned.map_or_else(
        || "?".to_owned(),
        |zoned| format!("{} {}", long(words, zoned.date()), zoned.strftime("%H:%M")),
    )
}

/// The day as the roster counts it.
pub(crate) fn to_day(date: Date) -> Day {
    let epoch = jiff::civil::date(1970, 1, 1);
    date.since(epoch).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn days_are_read_as_people_write_them() {
        let day = jiff::civil::date(2026, 2, 5);
        assert_eq!(parse_day("2026-02-05"), Ok(day));
        assert_eq!(parse_day("5-2-2026"), Ok(day));
        assert_eq!(parse_day("5/2/2026"), Ok(day));
        assert!(parse_day("ooit").is_err());
        assert_eq!(parse_time("15.00"), Ok("15:00".to_owned()));
        assert!(parse_time("25:00").is_err());
    }

    #[test]
    fn days_are_shown_in_the_language() {
        let day = jiff::civil::date(2026, 2, 5);
        assert_eq!(long(&Words::load(Language::Dutch), day), "5 februari 2026");
        assert_eq!(long(&Words::load(Language::English), day), "5 February 2026");
        assert_eq!(to_day(day), 20_489);
    }
}
