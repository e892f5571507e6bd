//! What stands around every page: language, title, the group's name, the places to go, and the
//! status line.

use kring_model::inert;
use kring_node::levels::{PersonLevel, Standing};
use kring_node::replica::Standing as Mine;
use kring_store::Mode;

use crate::desk::Desk;
use crate::trouble::Trouble;
use crate::words::Words;

/// The frame of one page.
pub(crate) struct Frame {
    /// Words.
    pub(crate) w: &'static Words,
    /// The page's title.
    pub(crate) title: String,
    /// The group, on a page of one.
    pub(crate) group: Option<Place>,
    /// Which of the places to go this page belongs to.
    pub(crate) tab: &'static str,
    /// What happened just now: the key of a sentence.
    pub(crate) said: Option<String>,
}

/// The group around a page.
pub(crate) struct Place {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Who has what.
    pub(crate) status: Status,
}

/// The status line.
pub(crate) struct Status {
    /// Its sentences, the first about this laptop.
    pub(crate) sentences: Vec<String>,
    /// Whether something needs a person: `calm`, `waits` or `alarm`, for how it is drawn.
    pub(crate) mood: &'static str,
    /// Tells this line from the next one.
    pub(crate) stamp: String,
}

impl Frame {
    /// Around a page outside groups.
    pub(crate) fn outside(w: &'static Words, title: String) -> Self {
        Self { w, title, group: None, tab: "", said: None }
    }

    /// Around a page of a group.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn inside(
        desk: &mut Desk<'_>,
        w: &'static Words,
        tab: &'static str,
        title: String,
    ) -> Result<Self, Trouble> {
        let status = Status::now(desk, w)?;
        let (id, name) = (desk.replica.group().to_string(), desk.group_name());
        let group = Some(Place { id, name, status });
        Ok(Self { w, title, group, tab, said: None })
    }

    /// With what happened just now.
    pub(crate) fn saying(mut self, said: Option<String>) -> Self {
        self.said = said;
        self
    }
}

impl Status {
    /// Who has what now, as far as this laptop knows.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn now(desk: &mut Desk<'_>, w: &Words) -> Result<Self, Trouble> {
        if let Some(alarm) = own_trouble(desk) {
            return Ok(Self::new(vec![w.t(alarm)], "alarm"));
        }
        let levels = desk.replica.levels()?;
        let me = desk.replica.me();
        let others = levels.iter().filter(|one| one.person != me && !one.left);
        let others: Vec<&PersonLevel> = others.filter(|one| takes_part(one)).collect();
        let mut sentences = vec![w.t("word-saved-here")];
        if others.is_empty() {
            sentences.push(w.t("status-alone"));
            return Ok(Self::new(sentences, "calm"));
        }
        let (have, lack): (Vec<_>, Vec<_>) = others.into_iter().partition(|one| has_ours(one));
        let names = |desk: &mut Desk<'_>, of: &[&PersonLevel]| -> Vec<String> {
            of.iter().map(|one| desk.name(&one.person)).collect()
        };
        let (have, lack) = (names(desk, &have), names(desk, &lack));
        if !have.is_empty() {
            sentences.push(w.say("status-shared", &[("names", (&w.list(&have)).into())]));
        }
        if !lack.is_empty() {
            let names = w.list(&lack);
            let filled = [("names", (&names).into()), ("count", lack.len().into())];
            sentences.push(w.say("status-lacking", &filled));
        }
        let mood = if lack.is_empty() { "calm" } else { "waits" };
        Ok(Self::new(sentences, mood))
    }

    fn new(sentences: Vec<String>, mood: &'static str) -> Self {
        let all = sentences.join("\n");
        let stamp = blake3::hash(all.as_bytes()).to_hex().chars().take(16).collect();
        Self { sentences: sentences.iter().map(|one| inert::line(one)).collect(), mood, stamp }
    }
}

/// Whether a laptop of this person still counts.
fn takes_part(person: &PersonLevel) -> bool {
    let out = |standing| matches!(standing, Standing::Blocked | Standing::Left);
    person.devices.is_empty() || person.devices.iter().any(|device| !out(device.standing))
}

/// Whether all that is here is on the disk of one of this person's laptops.
pub(crate) fn has_ours(person: &PersonLevel) -> bool {
    let has = |standing| matches!(standing, Standing::Level | Standing::Ahead);
    person.devices.iter().any(|device| device.this || (has(device.standing) && device.lacks == 0))
}

fn own_trouble(desk: &Desk<'_>) -> Option<&'static str> {
    match desk.replica.standing() {
        Mine::Blocked => Some("trouble-blocked"),
        Mine::Left => Some("trouble-left"),
        Mine::In if desk.replica.store().is_stopped() => Some("trouble-stopped"),
        Mine::In if desk.replica.store().mode() == Mode::ReadOnly => Some("trouble-read-only"),
        Mine::In => None,
    }
}
