//! "Heeft iedereen alles?": one line per person, with the cause and what to do next.

use std::collections::BTreeSet;

use askama::Template;
use kring_node::levels::{DeviceLevel, PersonLevel, Standing};
use kring_node::net::Unreachable;
use kring_trust::DeviceId;

use crate::app::{Answer, Visit, page};
use crate::frame::{Frame, has_ours};
use crate::labels;
use crate::words::Words;

#[derive(Template)]
#[template(path = "level.html")]
struct LevelPage {
    frame: Frame,
    group: String,
    people: Vec<Line>,
    /// What goes for all who are here.
    verdict: String,
    nobody: bool,
    alone: bool,
}

/// One person.
struct Line {
    name: String,
    says: String,
    /// `has`, `busy` or `away`, for how it is drawn.
    mood: &'static str,
    laptops: Vec<(String, String)>,
}

/// The board. It refreshes itself.
pub(crate) async fn show(visit: Visit) -> Answer {
    let here = visit.room.here().devices();
    visit
        .show("level", move |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("nav-level");
            let levels = desk.replica.levels()?;
            let me = desk.replica.me();
            let others: Vec<&PersonLevel> =
                levels.iter().filter(|one| one.person != me && !one.left).collect();
            let people: Vec<Line> = others
                .iter()
                .map(|one| {
                    let name = desk.name(&one.person);
                    line(w, name, one, &here)
                })
                .collect();
            let present = others.iter().filter(|one| is_here(one, &here));
            let (mut some, mut all) = (false, true);
            for one in present {
                some = true;
                all &= one.is_level();
            }
            let verdict = match (some, all) {
                (false, _) => w.t("level-nobody"),
                (true, true) => w.t("level-all"),
                (true, false) => w.t("level-busy"),
            };
            page(&LevelPage {
                group: desk.replica.group().to_string(),
                alone: people.is_empty(),
                people,
                nobody: !some,
                verdict,
                frame,
            })
        })
        .await
}

fn is_here(person: &PersonLevel, here: &BTreeSet<DeviceId>) -> bool {
    person.devices.iter().any(|device| here.contains(&device.device))
}

fn line(w: &Words, name: String, person: &PersonLevel, here: &BTreeSet<DeviceId>) -> Line {
    let met = person.devices.iter().filter_map(|device| device.met_ms).max();
    let (key, mood) = match (is_here(person, here), person.is_level(), has_ours(person)) {
        (true, true, _) => ("level-yes", "has"),
        (true, false, _) => ("level-almost", "busy"),
        (false, _, true) => ("level-had", "has"),
        (false, _, false) if met.is_some() => ("level-unseen", "away"),
        (false, _, false) => ("level-never", "away"),
    };
    let when = met.and_then(|met| i64::try_from(met).ok()).map(|met| labels::moment(w, met));
    let says = w.say(key, &[("when", (&when.unwrap_or_default()).into())]);
    let laptops = person.devices.iter().filter_map(|device| laptop(w, device)).collect();
    Line { name, says, mood, laptops }
}

/// A laptop about which there is something to say of its own: blocked, or why it is not met.
fn laptop(w: &Words, device: &DeviceLevel) -> Option<(String, String)> {
    let name = kring_model::inert::line(&device.name);
    if device.standing == Standing::Blocked {
        return Some((name, w.t("status-blocked")));
    }
    let key = match Unreachable::from_word(device.trouble.as_deref()?)? {
        Unreachable::NeverSeen => "why-never-seen",
        Unreachable::NoAnswer => "why-no-answer",
        Unreachable::BlockedUs => "why-blocked",
        Unreachable::NotKnownThere => "why-not-known-there",
        Unreachable::OlderVersion => "why-older-version",
        Unreachable::NewerVersion => "why-newer-version",
        Unreachable::OtherVersion => "why-other-version",
        Unreachable::Breach => "why-breach",
        Unreachable::Refused => "why-refused",
    };
    Some((name, w.t(key)))
}
