//! Where a group stands, in sentences. Every one is a friendly note: nothing is refused because of it.

use kring_model::derive::{self, Cadence, Gap, Length, Mix, Share};
use kring_model::method::Method;
use kring_model::read::Record;
use kring_trust::PersonId;

use super::Trajectory;
use crate::ending::Teller;
use crate::told::Words;

/// What is worth a thought: the length, the size, the rounds. The time between meetings is in [`next`].
pub fn notes(teller: &mut impl Teller, now: &Trajectory) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    if now.finished {
        return all;
    }
    all.extend(now.length.and_then(|one| length(teller, one)));
    if now.is_large() {
        let (count, most) = (now.members.to_string(), now.enough.to_string());
        all.extend(teller.say("trajectory-large", &[("count", &count), ("most", &most)]));
    }
    all.extend(now.rounds.and_then(|held| rounds(teller, held)));
    if !now.ahead.is_empty() {
        let days: Vec<String> = now.ahead.iter().map(|day| teller.day(&day.to_string())).collect();
        let days = teller.list(&days);
        all.extend(teller.say("rounds-ahead", &[("days", &days)]));
    }
    all
}

/// The rhythm, and which days would fit.
pub fn next(teller: &mut impl Teller, cadence: &Cadence) -> Vec<String> {
    let (least, most) = (cadence.weeks.0.to_string(), cadence.weeks.1.to_string());
    let mut all: Vec<String> = gap(teller, cadence).into_iter().collect();
    if let Some(day) = cadence.next {
        let day = teller.day(&day.to_string());
        all.extend(teller.say("rhythm-planned", &[("day", &day)]));
    } else if !cadence.proposed.is_empty() {
        let days: Vec<String> =
            cadence.proposed.iter().map(|day| teller.day(&day.to_string())).collect();
        let days = teller.list(&days);
        let filled = [("least", least.as_str()), ("most", &most), ("days", &days)];
        // After a long gap the rhythm is told already.
        all.extend(match cadence.gap {
            Gap::Fits => teller.say("rhythm-proposed", &filled),
            Gap::Planned(_) | Gap::Passed(_) => teller.say("rhythm-soon", &[("days", &days)]),
        });
    } else {
        all.extend(teller.say("rhythm-first", &[("least", &least), ("most", &most)]));
    }
    all
}

/// Who is there and who is missing, and what people have in common.
pub fn mix(teller: &mut impl Teller, mix: &Mix) -> Vec<String> {
    if !mix.is_told() {
        return teller.say("mix-untold", &[]).into_iter().collect();
    }
    let mut all = Vec::new();
    for (shares, missing, key) in [
        (&mix.involvement, mix.missing_involvement().collect::<Vec<_>>(), "mix-missing"),
        (&mix.assets, mix.missing_assets().collect(), "mix-missing-assets"),
    ] {
        all.extend(shares.iter().filter_map(|share| there(teller, share)));
        let words: Vec<String> = missing.iter().filter_map(|one| choice(teller, one)).collect();
        if !words.is_empty() {
            let words = teller.list(&words);
            all.extend(teller.say(key, &[("words", &words)]));
        }
    }
    for share in mix.common() {
        let names = names(teller, &share.members);
        let work = kring_model::inert::line(&share.word);
        all.extend(teller.say("mix-common", &[("names", &names), ("work", &work)]));
    }
    if !mix.unsaid.is_empty() {
        let names = names(teller, &mix.unsaid);
        all.extend(teller.say("mix-unsaid", &[("names", &names)]));
    }
    all
}

/// Who guides, and until when.
pub fn guides(teller: &mut impl Teller, guides: &[Record]) -> Vec<String> {
    if guides.is_empty() {
        return teller.say("guide-none", &[]).into_iter().collect();
    }
    let mut all = Vec::new();
    for guide in guides {
        let (name, until) = (name(teller, &guide.id), guide.str("guide_until"));
        let day = teller.day(until);
        all.extend(match until {
            "" => teller.say("guide-open", &[("name", &name)]),
            _ => teller.say("guide-until", &[("name", &name), ("day", &day)]),
        });
    }
    all
}

/// A method that would be a change, after the one that was played last, in the language `nl` or `en`.
pub fn change(
    words: &impl Words,
    language: &str,
    used: &[derive::Used],
    method: Option<&Method>,
) -> Option<String> {
    let last = used.iter().find_map(|one| {
        let played = kring_model::method::named(&one.method)?;
        played.needs_case.then(|| played.name.of(language).to_owned())
    })?;
    let name = method?.name.of(language);
    words.say("variety-change", &[("last", &last), ("name", name)])
}

fn length(teller: &impl Teller, length: Length) -> Option<String> {
    let months = |months: f64| {
        let mark = teller.say("decimal-mark", &[]).unwrap_or_default();
        months.to_string().replace('.', &mark)
    };
    match length {
        Length::Fits(_) => None,
        Length::Open(day) => teller.say("length-open", &[("day", &teller.day(&day.to_string()))]),
        Length::Short(is, least) => {
            let filled = [("months", months(is)), ("least", least.to_string())];
            say(teller, "length-short", &filled)
        }
        Length::Long(is, most) => {
            let filled = [("months", months(is)), ("most", most.to_string())];
            say(teller, "length-long", &filled)
        }
    }
}

fn gap(teller: &impl Teller, cadence: &Cadence) -> Option<String> {
    let (key, weeks) = match cadence.gap {
        Gap::Fits => return None,
        Gap::Planned(weeks) => ("rhythm-long", weeks),
        Gap::Passed(weeks) => ("rhythm-passed", weeks),
    };
    let filled = [
        ("weeks", weeks.to_string()),
        ("least", cadence.weeks.0.to_string()),
        ("most", cadence.weeks.1.to_string()),
    ];
    say(teller, key, &filled)
}

fn rounds(teller: &impl Teller, held: usize) -> Option<String> {
    let key = match held {
        0 => "rounds-first",
        held if held < derive::ROUNDS => "rounds-held",
        _ => "rounds-done",
    };
    say(teller, key, &[("held", held.to_string()), ("of", derive::ROUNDS.to_string())])
}

fn there(teller: &mut impl Teller, share: &Share) -> Option<String> {
    if share.members.is_empty() {
        return None;
    }
    let names = names(teller, &share.members);
    let word = choice(teller, &share.word)?;
    let said = teller.say("mix-there", &[("word", &word), ("names", &names)])?;
    // The sentence begins with the word.
    let mut letters = said.chars();
    let first = letters.next()?;
    Some(first.to_uppercase().chain(letters).collect())
}

fn choice(teller: &impl Teller, word: &str) -> Option<String> {
    teller.say(&format!("mix-{word}"), &[])
}

fn names(teller: &mut impl Teller, members: &[String]) -> String {
    let all: Vec<String> = members.iter().map(|id| name(teller, id)).collect();
    teller.list(&all)
}

fn name(teller: &mut impl Teller, member: &str) -> String {
    PersonId::from_hex(member).map(|person| teller.person(&person)).unwrap_or_default()
}

fn say(teller: &impl Teller, key: &str, filled: &[(&'static str, String)]) -> Option<String> {
    let filled: Vec<(&'static str, &str)> =
        filled.iter().map(|(name, text)| (*name, text.as_str())).collect();
    teller.say(key, &filled)
}
