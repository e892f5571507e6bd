//! The end of a trajectory in sentences. The words come from whoever shows it; both faces say the same.

use kring_model::derive::{Basis, Date};
use kring_trust::{DeviceId, PersonId};

use super::{Ending, Stage};
use crate::told::Words;

/// Names and days as the reader's face of the program writes them.
pub trait Teller: Words {
    /// A day.
    fn day(&self, day: &str) -> String;

    /// What a person is called.
    fn person(&mut self, person: &PersonId) -> String;

    /// What a laptop is called.
    fn laptop(&mut self, device: &DeviceId) -> String;
}

/// Everything, one sentence each.
pub fn tell(teller: &mut impl Teller, ending: &Ending) -> Vec<String> {
    let mut all = finished(teller, ending);
    if ending.stage() != Stage::Wiped {
        all.extend(until(teller, ending));
    }
    all.extend(coming(teller, ending));
    all.extend(wiped(teller, ending));
    all
}

/// What the first screen says once a trajectory is finished: nothing before.
pub fn remind(teller: &mut impl Teller, ending: &Ending) -> Vec<String> {
    if ending.finished.is_none() {
        return Vec::new();
    }
    let mut all = finished(teller, ending);
    if matches!(ending.stage(), Stage::Kept | Stage::Near) {
        all.extend(until(teller, ending).into_iter().take(1));
    }
    all.extend(coming(teller, ending));
    all.extend(wiped(teller, ending));
    all
}

fn finished(teller: &mut impl Teller, ending: &Ending) -> Vec<String> {
    let Some((person, ms)) = ending.finished else {
        return teller.say("ending-goes-on", &[]).into_iter().collect();
    };
    let name = teller.person(&person);
    let moment = i64::try_from(ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    let day = moment.map(|one| one.to_zoned(jiff::tz::TimeZone::system()).date().to_string());
    let day = teller.day(&day.unwrap_or_default());
    let said = teller.say("ending-finished", &[("name", &name), ("day", &day)]);
    said.into_iter().collect()
}

fn until(teller: &impl Teller, ending: &Ending) -> Vec<String> {
    let day = |day: Date| teller.day(&day.to_string());
    let Some(retention) = &ending.retention else {
        return teller.say("ending-no-day", &[]).into_iter().collect();
    };
    let mut all = Vec::new();
    all.extend(teller.say("ending-until", &[("day", &day(retention.until))]));
    all.extend(match &retention.basis {
        _ if retention.waits => teller.say("ending-waits", &[]),
        Basis::Agreed(_) => teller.say("ending-agreed", &[]),
        Basis::Presentation(shown) => teller.say("ending-presentation", &[("day", &day(*shown))]),
        Basis::Finishing(_) => teller.say("ending-default", &[]),
    });
    all
}

/// What this laptop is about to do.
fn coming(teller: &impl Teller, ending: &Ending) -> Vec<String> {
    let count = ending.own.len().to_string();
    let key = match ending.stage() {
        Stage::Near if !ending.own.is_empty() => "ending-near",
        Stage::Due if !ending.own.is_empty() => "ending-due",
        _ => return Vec::new(),
    };
    let days = ending.days_left().unwrap_or(0).to_string();
    let filled: &[(&'static str, &str)] = match ending.stage() {
        Stage::Near => &[("count", &count), ("days", &days)],
        _ => &[("count", &count)],
    };
    teller.say(key, filled).into_iter().collect()
}

/// Where everything is gone, and who is waited for.
fn wiped(teller: &mut impl Teller, ending: &Ending) -> Vec<String> {
    let mut all = Vec::new();
    match ending.stage() {
        Stage::Wiped => all.extend(teller.say("ending-wiped", &[])),
        Stage::Due => {
            if ending.is_without_cases() {
                all.extend(teller.say("ending-nothing", &[]));
            }
            let owners = ending.owners.iter().filter(|owner| !ending.gone.contains(owner));
            let owners: Vec<String> = owners.map(|owner| teller.person(owner)).collect();
            if !owners.is_empty() {
                let names = teller.list(&owners);
                all.extend(teller.say("ending-owners", &[("names", &names)]));
            }
            let gone: Vec<String> = ending.gone.iter().map(|owner| teller.person(owner)).collect();
            if !gone.is_empty() {
                let names = teller.list(&gone);
                all.extend(teller.say("ending-gone", &[("names", &names)]));
            }
            if ending.wiped > 0 && !ending.waiting.is_empty() {
                let of = (ending.done_on + ending.waiting.len()).to_string();
                let names: Vec<String> =
                    ending.waiting.iter().map(|device| teller.laptop(device)).collect();
                let names = teller.list(&names);
                let done = ending.done_on.to_string();
                let filled = [("done", done.as_str()), ("of", &of), ("names", &names)];
                all.extend(teller.say("ending-wiped-on", &filled));
            }
        }
        _ => {}
    }
    all
}
