//! "Heeft iedereen alles?": the page for the end of a meeting. One line per laptop, with the likely
//! cause and what to do next; and when all who are here are level, the closing words.

mod laptop;

use std::collections::BTreeSet;
use std::time::Duration;

use askama::Template;
use kring_node::levels::{PersonLevel, Standing};
use kring_node::net::{self, Internet};
use kring_trust::DeviceId;
use kring_trust::words::{Tongue, four};

use super::swept;
use crate::app::{Answer, Visit, page};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::lists;
use crate::trouble::Trouble;
use crate::words::Words;
use laptop::{Told, tell};

/// How long nobody is seen before the network is blamed: laptops that see each other meet sooner.
const ALONE_FOR: Duration = Duration::from_secs(10);

#[derive(Template)]
#[template(path = "level.html")]
struct LevelPage {
    frame: Frame,
    id: String,
    /// What one person changed at once of others.
    swept: Vec<swept::Line>,
    people: Vec<Line>,
    /// What goes for all who are here.
    verdict: String,
    /// Nobody was seen for a while.
    nobody: bool,
    alone: bool,
    /// Pages that look different at somebody who holds the same entries.
    differing: Vec<String>,
    closing: Option<Closing>,
}

/// One person.
struct Line {
    name: String,
    /// Of the only laptop, or of the one that has most.
    told: Told,
    /// Each of several laptops.
    laptops: Vec<(String, Told)>,
}

/// The closing words, in the reader's language and in the other one.
struct Closing {
    words: [&'static str; 4],
    other: String,
}

/// The board. It refreshes itself.
pub(crate) async fn show(visit: Visit) -> Answer {
    let here = visit.room.here().devices();
    let lonely = visit.room.here().is_empty_for(ALONE_FOR);
    visit
        .show("level", move |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("nav-level");
            let levels = desk.replica.levels()?;
            let me = desk.replica.me();
            let others: Vec<&PersonLevel> =
                levels.iter().filter(|one| one.person != me && !one.left).collect();
            let standings: Vec<Standing> = others
                .iter()
                .flat_map(|one| &one.devices)
                .filter(|device| here.contains(&device.device))
                .map(|device| device.standing)
                .collect();
            let mut people = Vec::new();
            let internet = net::internet(desk.replica)?;
            for one in levels.iter().filter(|one| !one.left) {
                people.push(line(desk, w, one, &here, &internet));
            }
            // What a laptop that is here has more, this one lacks.
            let lacks = |standing: &Standing| matches!(standing, Standing::Ahead | Standing::Apart);
            if standings.iter().any(lacks) {
                people.iter_mut().take(1).for_each(|own| own.told = Told::almost(w));
            }
            let level = standings.iter().all(|standing| *standing == Standing::Level);
            let verdict = match (standings.is_empty(), level) {
                (true, _) if !lonely => w.t("level-looking"),
                (true, _) => w.t("level-nobody"),
                (false, true) => w.t("level-all"),
                (false, false) => w.t("level-busy"),
            };
            let differing = differing(desk, w)?;
            let closing = match !standings.is_empty() && level && differing.is_empty() {
                true => Some(closing(desk, w)?),
                false => None,
            };
            page(&LevelPage {
                id: desk.replica.group().to_string(),
                swept: swept::lines(desk, w)?,
                alone: others.is_empty(),
                people,
                nobody: standings.is_empty() && lonely,
                verdict,
                differing,
                closing,
                frame,
            })
        })
        .await
}

fn line(
    desk: &mut Desk<'_>,
    w: &Words,
    person: &PersonLevel,
    here: &BTreeSet<DeviceId>,
    internet: &Internet,
) -> Line {
    let mut told: Vec<(String, Told)> = Vec::new();
    for device in &person.devices {
        let now = here.contains(&device.device);
        let name = kring_model::inert::line(&device.name);
        let path = internet.path(&device.device).filter(|_| now);
        told.extend(tell(w, device, now).map(|told| (name, told.by(w, path))));
    }
    let name = desk.name(&person.person);
    let best = told.iter().map(|(_, told)| told).min_by_key(|told| told.rank).cloned();
    let told_of_all = best.unwrap_or_else(|| Told::never(w));
    let several = told.len() > 1;
    Line { name, told: told_of_all, laptops: if several { told } else { Vec::new() } }
}

/// A sentence for each page that is not the same at somebody, though all of it is there.
fn differing(desk: &mut Desk<'_>, w: &Words) -> Result<Vec<String>, Trouble> {
    let differing = desk.replica.differing()?;
    if differing.is_empty() {
        return Ok(Vec::new());
    }
    let titles = lists::titles(desk, w)?;
    let mut said = Vec::new();
    for one in differing {
        let title = titles.get(&one.page.to_string()).cloned();
        let title = title.unwrap_or_else(|| desk.replica.group_name());
        let person = desk.replica.roster().person_of(&one.device);
        let name = person.map(|person| desk.name(&person)).unwrap_or_default();
        let filled = [("title", title.as_str().into()), ("name", name.as_str().into())];
        said.push(w.say("level-differs", &filled));
    }
    Ok(said)
}

fn closing(desk: &mut Desk<'_>, w: &Words) -> Result<Closing, Trouble> {
    let words = desk.replica.closing_words()?;
    let (own, other) = match w.tag() {
        "nl" => (Tongue::Dutch, Tongue::English),
        _ => (Tongue::English, Tongue::Dutch),
    };
    Ok(Closing { words: four(words, own), other: four(words, other).join(", ") })
}
