//! What has a form of its own: birth dates, telephone numbers, addresses, e-mail, long numbers.

use super::token::Token;
use super::words::{BORN, List, MONTHS, NO_STREETS, STREET_ENDS, STREET_WORDS, has};
use super::{Kind, Known, Mark};

/// Digits of a telephone number, country included.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 9..=15;
/// From so many digits on a number in one piece is that of somebody or something.
const NUMBER_DIGITS: usize = 9;
/// So many words before a date it is said that it is a birthday.
const BORN_WORDS: usize = 5;

/// All of them, in the order of the text, without overlaps.
pub(super) fn find(text: &str, tokens: &[Token<'_>], known: &Known) -> Vec<Mark> {
    let looking = Looking { tokens, known };
    let mut mails = mails(text).into_iter().peekable();
    let mut marks: Vec<Mark> = Vec::new();
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let mail = mails.next_if(|mail| token.to > mail.from);
        let found = mail.or_else(|| looking.at(index));
        let behind = marks.last().map_or(0, |mark| mark.to);
        let Some(mark) = found.filter(|mark| mark.from >= behind) else {
            index += 1;
            continue;
        };
        marks.push(mark);
        while tokens.get(index).is_some_and(|token| token.from < mark.to) {
            index += 1;
        }
    }
    marks
}

fn mails(text: &str) -> Vec<Mark> {
    let before = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let behind = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let mail = |(at, sign): (usize, &str)| {
        let name = text.get(..at)?;
        let name = name.len() - name.trim_end_matches(before).len();
        let host = text.get(at + sign.len()..)?;
        let end = host.find(|c| !behind(c)).unwrap_or(host.len());
        let host = host.get(..end)?.trim_end_matches(['.', '-']);
        let whole = name > 0 && host.contains('.');
        whole.then(|| Mark::plain(at - name, at + sign.len() + host.len(), Kind::Mail))
    };
    text.match_indices('@').filter_map(mail).collect()
}

struct Looking<'a, 't> {
    tokens: &'a [Token<'t>],
    known: &'a Known,
}

/// What was found: up to which token, and what it is.
type Found = Option<(usize, Kind)>;

impl Looking<'_, '_> {
    /// What begins with this token.
    fn at(&self, index: usize) -> Option<Mark> {
        let date = || self.date(index).map(|last| (last, Kind::Born));
        let (last, kind) = date()
            .or_else(|| self.phone(index))
            .or_else(|| self.postcode(index))
            .or_else(|| self.address(index))
            .or_else(|| self.long(index))?;
        Some(Mark::plain(self.get(index)?.from, self.get(last)?.to, kind))
    }

    /// A date of birth: one that is said to be, or one of some years ago.
    fn date(&self, index: usize) -> Option<usize> {
        let (last, year) = self.day(index)?;
        let born = self.is_of_birth(index);
        (born || year.is_some_and(|year| self.known.may_be_born_in(year))).then_some(last)
    }

    /// A date in any form, with its year; a year alone where a birthday is spoken of.
    fn day(&self, index: usize) -> Option<(usize, Option<i32>)> {
        let month_first = || {
            self.month(index)?;
            self.day_of_month(index + 1)?;
            let ordinal = self.small(index + 2, &["st", "nd", "rd", "th"]);
            let day = if ordinal { index + 2 } else { index + 1 };
            let year = if self.sign(day + 1, ",") { day + 2 } else { day + 1 };
            Some(self.with_year(day, year))
        };
        let day_first = || {
            self.day_of_month(index)?;
            let skip = |at: usize| self.small(at, &["st", "nd", "rd", "th", "e", "of"]);
            let month = (index + 1..index + 4).find(|at| !skip(*at) && !self.sign(*at, "."))?;
            self.month(month)?;
            Some(self.with_year(month, month + 1))
        };
        let year_alone = || {
            let born = self.small(index.checked_sub(1)?, &["in"]) && self.is_of_birth(index);
            born.then_some((index, Some(self.year(index)?)))
        };
        self.digits(index).or_else(month_first).or_else(day_first).or_else(year_alone)
    }

    /// `12-03-1938`, `12/3/38`, `1938-03-12`.
    fn digits(&self, index: usize) -> Option<(usize, Option<i32>)> {
        let sign = self.get(index + 1)?.text;
        let joined = (index + 1..index + 5).all(|at| self.get(at).is_some_and(|t| t.gap == 0));
        let goes_on = self.sign(index + 5, sign)
            && self.get(index + 6).is_some_and(|next| next.is_number() && next.gap == 0);
        let is_date = matches!(sign, "-" | "/" | ".") && self.sign(index + 3, sign);
        if !joined || goes_on || !is_date {
            return None;
        }
        let [first, second, third] = [index, index + 2, index + 4].map(|at| self.number(at));
        let (first, second, third) = (first?, second?, third?);
        let is_day = |day: i32, month: i32| (1..=31).contains(&day) && (1..=31).contains(&month);
        let year_first = self.get(index)?.text.len() == 4;
        let year = match (year_first, self.get(index + 4)?.text.len()) {
            (true, _) if is_day(second, third) => first,
            (false, 4) if is_day(first, second) => third,
            (false, 2) if is_day(first, second) => self.known.century(third),
            _ => return None,
        };
        Some((index + 4, Some(year)))
    }

    fn with_year(&self, last: usize, at: usize) -> (usize, Option<i32>) {
        match self.year(at) {
            Some(year) => (at, Some(year)),
            None => (last, None),
        }
    }

    fn year(&self, index: usize) -> Option<i32> {
        self.get(index).filter(|token| token.text.len() == 4)?;
        self.number(index)
    }

    fn day_of_month(&self, index: usize) -> Option<i32> {
        self.number(index).filter(|day| (1..=31).contains(day))
    }

    fn month(&self, index: usize) -> Option<()> {
        let word = self.get(index).filter(|token| token.is_word())?;
        has(&MONTHS, &word.text.to_lowercase()).then_some(())
    }

    fn is_of_birth(&self, index: usize) -> bool {
        let words = self.tokens.get(..index).unwrap_or_default().iter().rev();
        let words = words.take_while(|token| !token.is_sign("\n")).take(2 * BORN_WORDS);
        let mut words = words.filter(|token| token.is_word()).take(BORN_WORDS);
        words.any(|word| has(&BORN, &word.text.to_lowercase()))
    }

    /// `06-12345678`, `+31 6 1234 5678`, `(010) 123 45 67`.
    fn phone(&self, index: usize) -> Found {
        let first = self.get(index)?;
        let number = if first.is_number() { index } else { index + 1 };
        let opens = first.is_sign("+") || first.is_sign("(");
        let zero = self.get(number).is_some_and(|t| t.is_number() && t.text.starts_with('0'));
        if !(first.is_number() && zero || first.is_sign("+") || opens && zero) {
            return None;
        }
        let (mut digits, mut last, mut at) = (0, number, number);
        while let Some(token) = self.get(at) {
            let near = at == number || token.gap <= 1;
            let joins = ["-", "/", "(", ")", "."].iter().any(|sign| token.is_sign(sign));
            // Points join numbers only where nothing else does: "08.30 09.15" are times.
            let spaced = at > number + 2 && token.gap > 0 && self.sign(at - 2, ".");
            if !near || spaced || !(token.is_number() || joins) || digits > *PHONE_DIGITS.end() {
                break;
            }
            if token.is_number() {
                (digits, last) = (digits + token.text.len(), at);
            }
            at += 1;
        }
        PHONE_DIGITS.contains(&digits).then_some((last, Kind::Phone))
    }

    /// `1234 AB`.
    fn postcode(&self, index: usize) -> Found {
        let number = self.get(index).filter(|t| t.is_number() && t.text.len() == 4)?;
        let letters = self.get(index + 1).filter(|token| token.gap <= 1)?;
        let two = letters.text.len() == 2 && letters.text.chars().all(|c| c.is_ascii_uppercase());
        (two && !number.text.starts_with('0')).then_some((index + 1, Kind::Address))
    }

    /// `Dorpsstraat 12a`, `huisnummer 12`, `12 High Street`.
    fn address(&self, index: usize) -> Found {
        let first = self.get(index)?;
        if first.is_number() {
            let words = (index + 1..index + 4).take_while(|at| {
                self.get(*at).is_some_and(|token| token.has_capital() && token.gap > 0)
            });
            let street = words.skip(1).find(|at| self.is_any(*at, &STREET_WORDS))?;
            return Some((street, Kind::Address));
        }
        let lower = first.text.to_lowercase();
        let street = first.has_capital()
            && !has(&NO_STREETS, &lower)
            && STREET_ENDS.iter().any(|end| lower.len() > end.len() + 1 && lower.ends_with(end));
        let house = matches!(lower.as_str(), "huisnummer" | "huisnr");
        let number = if self.sign(index + 1, ".") && house { index + 2 } else { index + 1 };
        let is_house =
            self.get(number).is_some_and(|token| token.is_number() && token.text.len() <= 5);
        if !(is_house && (street || house)) {
            return None;
        }
        let letter =
            self.get(number + 1).filter(|t| t.is_word() && t.gap == 0 && t.text.len() == 1);
        Some((if letter.is_some() { number + 1 } else { number }, Kind::Address))
    }

    fn long(&self, index: usize) -> Found {
        let token = self.get(index)?;
        (token.is_number() && token.text.len() >= NUMBER_DIGITS).then_some((index, Kind::Number))
    }

    fn get(&self, index: usize) -> Option<&Token<'_>> {
        self.tokens.get(index)
    }

    fn number(&self, index: usize) -> Option<i32> {
        self.get(index)
            .filter(|token| token.is_number() && token.text.len() <= 4)?
            .text
            .parse()
            .ok()
    }

    fn sign(&self, index: usize, sign: &str) -> bool {
        self.get(index).is_some_and(|token| token.is_sign(sign))
    }

    fn small(&self, index: usize, words: &[&str]) -> bool {
        self.get(index).is_some_and(|token| words.contains(&token.text))
    }

    fn is_any(&self, index: usize, words: &List) -> bool {
        self.get(index).is_some_and(|token| has(words, &token.text.to_lowercase()))
    }
}
