//! The internet switch: what others see then, switching it for the group, and agreeing for this laptop.

use askama::Template;
use kring_node::acts;
use kring_node::net::{self, Internet, Path, Switch};
use kring_trust::StatementId;
use kring_trust::relay::Relay;

use crate::app::{Answer, Visit, go, page};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::labels;
use crate::trouble::Trouble;
use crate::words::Words;

/// What others see while it is on.
const LEARNED: [&str; 5] = [
    "internet-what",
    "internet-learns",
    "internet-never",
    "internet-others",
    "internet-nowhere-else",
];

#[derive(Template)]
#[template(path = "internet.html")]
struct InternetPage {
    frame: Frame,
    id: String,
    state: String,
    /// Who switched it on, by which relay, and whether this laptop takes part.
    allowed: Vec<(String, String)>,
    learned: Vec<String>,
    /// The group allows it.
    on: bool,
    /// This laptop takes part in something of it.
    here: bool,
    /// There is something to agree to.
    asks: bool,
    /// The statements that are shown: a yes is to these only.
    shown: String,
}

/// The screen.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("internet-title");
            let internet = net::internet(desk.replica)?;
            let id = desk.replica.group().to_string();
            let shown: Vec<_> =
                internet.allowed.iter().map(|one| one.statement.to_string()).collect();
            page(&InternetPage {
                id,
                state: state(w, &internet),
                allowed: allowed(desk, w, &internet),
                learned: learned(w, &internet),
                on: !internet.allowed.is_empty(),
                here: internet.switch() == Switch::On,
                asks: internet.asks(),
                shown: shown.join(" "),
                frame,
            })
        })
        .await
}

/// Switches.
pub(crate) async fn switch(visit: Visit, form: Form) -> Answer {
    let place = format!("{}/internet", visit.base());
    let done = match form.text("act") {
        "on" => {
            let relay = chosen(&form)?;
            visit.room.ask(move |desk| on(desk, relay)).await?;
            "done-internet-on"
        }
        "off" => {
            visit.room.ask(|desk| desk.act(acts::internet::off)).await?;
            "done-internet-off"
        }
        "agree" => {
            let shown = shown(&form)?;
            visit.room.ask(move |desk| Ok(net::agree(desk.replica, &shown)?)).await?;
            "done-internet-agree"
        }
        "refuse" => {
            visit.room.ask(|desk| Ok(net::refuse(desk.replica)?)).await?;
            "done-internet-refuse"
        }
        _ => return Err(Trouble::bad_form()),
    };
    go(&place, done)
}

/// How the switch stands on this laptop, in one sentence.
pub(crate) fn state(w: &Words, internet: &Internet) -> String {
    match internet.switch() {
        Switch::Off => w.t("internet-is-off"),
        Switch::NotAgreed => w.t("internet-is-not-agreed"),
        Switch::On if internet.now.online => {
            format!("{} {}", w.t("internet-is-on"), w.t("internet-online"))
        }
        Switch::On => format!("{} {}", w.t("internet-is-on"), w.t("internet-offline")),
    }
}

/// A relay in words.
pub(crate) fn relay(w: &Words, relay: &Relay) -> String {
    match relay {
        Relay::Public => w.t("internet-relay-public"),
        Relay::Own(address) => address.to_string(),
    }
}

/// Whether who looks along on the way sees what the relay sees.
pub(crate) fn is_plain(relay: &Relay) -> bool {
    matches!(relay, Relay::Own(address) if address.is_plain())
}

/// How a laptop is met, in words.
pub(crate) fn by_path(w: &Words, path: Path) -> String {
    labels::capital(&w.t(match path {
        Path::Direct => "status-direct",
        Path::Relay => "status-relayed",
    }))
}

fn on(desk: &mut Desk<'_>, relay: Relay) -> Result<(), Trouble> {
    let statements = desk.act(|act| acts::internet::on(act, relay))?;
    Ok(net::agree(desk.replica, &statements)?)
}

fn allowed(desk: &mut Desk<'_>, w: &Words, internet: &Internet) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for one in &internet.allowed {
        let person = desk.replica.roster().person_of(&one.device);
        let name = person.map(|person| desk.name(&person)).unwrap_or_default();
        let relay = relay(w, &one.relay);
        let filled = [("name", name.as_str().into()), ("relay", relay.as_str().into())];
        let agreed = if one.agreed { "internet-agreed" } else { "internet-waits" };
        all.push((w.say("internet-allowed", &filled), w.t(agreed)));
    }
    all
}

fn learned(w: &Words, internet: &Internet) -> Vec<String> {
    let plain = internet.relays().iter().any(is_plain).then_some("internet-plain");
    LEARNED.iter().copied().chain(plain).map(|key| w.t(key)).collect()
}

fn chosen(form: &Form) -> Result<Relay, Trouble> {
    match form.text("which") {
        "public" => Ok(Relay::Public),
        "own" => {
            net::own_relay(form.text("relay")).map_err(|_| Trouble::wrong("internet-bad-relay"))
        }
        _ => Err(Trouble::bad_form()),
    }
}

fn shown(form: &Form) -> Result<Vec<StatementId>, Trouble> {
    let ids = form.text("shown").split_whitespace().map(StatementId::from_hex);
    ids.collect::<Option<_>>().ok_or_else(Trouble::bad_form)
}
