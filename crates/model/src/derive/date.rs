//! Local dates and times as documents hold them.

use std::fmt;

/// A day of the calendar, counted in days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// Days of the average month, for "five and a half months".
pub(crate) const DAYS_PER_MONTH: f64 = 30.436_875;

impl Date {
    /// 1970-01-01.
    pub const EPOCH: Self = Self(0);

    /// Reads `2025-09-11`; `None` for anything else and for days that do not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
        let (year, month, day) = (digits(year, 4)?, digits(month, 2)?, digits(day, 2)?);
        let date = Self::of(year, month, day);
        (date.civil() == (year, month, day)).then_some(date)
    }

    /// The day so many days later.
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Days from this day to another; negative when that one is earlier.
    pub fn days_to(self, other: Self) -> i32 {
        other.0.saturating_sub(self.0)
    }

    /// Seconds since 1970-01-01 at the begin of the day, as if it were in UTC.
    pub fn seconds(self) -> i64 {
        i64::from(self.0) * 86_400
    }

    // Days and dates after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    fn of(year: i32, month: i32, day: i32) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year - era * 400;
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    fn civil(self) -> (i32, i32, i32) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days - era * 146_097;
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        (year + era * 400 + i32::from(month <= 2), month, day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The minute of a day of a time such as `15:20`; `None` for anything else.
pub fn minute_of_day(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (digits(hour, 2)?, digits(minute, 2)?);
    (hour < 24 && minute < 60).then(|| i64::from(hour * 60 + minute))
}

fn digits(text: &str, count: usize) -> Option<i32> {
    let all = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_leap_years() {
        let date = |text| Date::parse(text).unwrap();
        assert_eq!(date("1970-01-01").seconds(), 0);
        assert_eq!(date("2025-09-11").days_to(date("2025-10-30")), 49);
        assert_eq!(date("2024-02-28").plus_days(2).to_string(), "2024-03-01");
        assert_eq!(date("2025-12-31").plus_days(1).to_string(), "2026-01-01");
        for days in (-800_000..800_000).step_by(997) {
            let date = Date(days);
            assert_eq!(Date::of(date.civil().0, date.civil().1, date.civil().2), date);
        }
    }

    #[test]
    fn what_is_no_date_or_time_is_none() {
        for text in ["2025-13-01", "2025-02-30", "25-09-11", "2025-9-11", "", "2025-09-1é"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert_eq!(minute_of_day("15:20"), Some(920));
        for text in ["24:00", "15:60", "1520", "+1:00", "é:00"] {
            assert_eq!(minute_of_day(text), None, "{text}");
        }
    }
}
