//! The internet switch: what the group allows, what this laptop agreed to, and so by which relays it
//! meets the others.
//!
//! It is off until a statement of the group names a relay, and the person at this laptop agreed to
//! that very statement. Whoever switches it on again, or names another relay, makes a new one, which
//! asks again. A relay that all laptops know is where they all can be found, so none of them has to
//! be looked up anywhere.

use std::collections::BTreeSet;

use iroh::{RelayConfig, RelayUrl};
use kring_trust::relay::{Relay, RelayAddress};
use kring_trust::roster::Roster;
use kring_trust::{DeviceId, StatementId};
use serde::{Deserialize, Serialize};

use super::host::{Host, HostError};
use crate::replica::{Replica, ReplicaError};

/// The name of the stored value with the statements that this laptop agreed to.
const AGREED: &str = "net/internet/agreed";

/// The name of the stored value that says how it is going.
const NOW: &str = "net/internet/now";

/// Relays used at once: one, and those of people who switched it on without knowing of each other.
pub(crate) const RELAYS_CAP: usize = 4;

/// A relay that the group allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The statement that allows it.
    pub statement: StatementId,
    /// Which relay.
    pub relay: Relay,
    /// Whose device said so.
    pub device: DeviceId,
    /// Whether this laptop agreed to it.
    pub agreed: bool,
}

/// How the switch stands on this laptop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// The group did not switch it on: nothing leaves the own networks.
    Off,
    /// The group did, and this laptop did not agree: nothing leaves the own networks.
    NotAgreed,
    /// This laptop meets others by these relays.
    On,
}

/// By what way a connected laptop is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Straight from laptop to laptop.
    Direct,
    /// By the relay.
    Relay,
}

/// How it is going, as the process that has the network wrote it down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// Whether a relay answers.
    pub online: bool,
    /// Who is connected straight.
    pub direct: Vec<DeviceId>,
    /// Who is connected by the relay.
    pub relayed: Vec<DeviceId>,
}

/// The switch with all that is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Internet {
    /// What the group allows.
    pub allowed: Vec<Allowed>,
    /// How it is going.
    pub now: Now,
}

impl Internet {
    /// How it stands.
    pub fn switch(&self) -> Switch {
        match (self.allowed.is_empty(), self.used().is_empty()) {
            (true, _) => Switch::Off,
            (false, true) => Switch::NotAgreed,
            (false, false) => Switch::On,
        }
    }

    /// The relays that this laptop uses.
    pub fn used(&self) -> BTreeSet<Relay> {
        used(&self.allowed)
    }

    /// The relays that the group allows.
    pub fn relays(&self) -> BTreeSet<Relay> {
        self.allowed.iter().map(|one| one.relay.clone()).collect()
    }

    /// Whether the group allows a relay that this laptop was not asked about yet.
    pub fn asks(&self) -> bool {
        self.used().len() < self.relays().len().min(RELAYS_CAP)
    }

    /// By what way a laptop is met now, while the internet is on.
    pub fn path(&self, device: &DeviceId) -> Option<Path> {
        if self.now.relayed.contains(device) {
            return Some(Path::Relay);
        }
        self.now.direct.contains(device).then_some(Path::Direct)
    }
}

/// An address of a relay that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no address of a relay")]
pub struct BadRelay;

/// Reads the address of a relay of one's own: `https://relay.example.org`, with `http` where the
/// relay has no certificate, and nothing after the host but a port.
///
/// # Errors
/// [`BadRelay`].
pub fn own_relay(text: &str) -> Result<Relay, BadRelay> {
    let address = RelayAddress::new(text.trim()).ok_or(BadRelay)?;
    let url = url(&address).ok_or(BadRelay)?;
    RelayAddress::new(url.as_str()).map(Relay::Own).ok_or(BadRelay)
}

/// What is known of the switch.
///
/// # Errors
/// [`ReplicaError`] if the store cannot be read.
pub fn internet(replica: &mut Replica) -> Result<Internet, ReplicaError> {
    replica.refresh()?;
    let agreed = replica.store().get(AGREED)?;
    let allowed = allowed(replica.roster(), &decode::<Vec<_>>(agreed.as_deref()));
    let now = if used(&allowed).is_empty() { None } else { replica.store().get(NOW)? };
    Ok(Internet { allowed, now: decode(now.as_deref()) })
}

/// This laptop agrees to these statements, of what the group allows now: to what its person was
/// shown, and to nothing that was said meanwhile.
///
/// # Errors
/// [`HostError`] if the store cannot be written.
pub fn agree<H: Host>(host: &mut H, shown: &[StatementId]) -> Result<(), HostError> {
    let allowed = host.roster().relays().into_iter().map(|(id, ..)| id);
    let agreed: Vec<_> = allowed.filter(|id| shown.contains(id)).collect();
    set(host, AGREED, &agreed)
}

/// This laptop agrees to what the group allows now by these relays, which its person agreed to before
/// they could read what the group says; to nothing else. What it agreed to before still holds.
///
/// # Errors
/// [`HostError`] if the store cannot be written.
pub fn agree_by<H: Host>(host: &mut H, relays: &BTreeSet<Relay>) -> Result<(), HostError> {
    let known: Vec<StatementId> = decode(host.value(AGREED)?.as_deref());
    let allowed = allowed(host.roster(), &known).into_iter();
    let agreed = allowed.filter(|one| one.agreed || relays.contains(&one.relay));
    let agreed: Vec<_> = agreed.map(|one| one.statement).collect();
    if agreed == known { Ok(()) } else { set(host, AGREED, &agreed) }
}

/// This laptop agrees to nothing any more.
///
/// # Errors
/// [`HostError`] if the store cannot be written.
pub fn refuse<H: Host>(host: &mut H) -> Result<(), HostError> {
    set(host, AGREED, &Vec::<StatementId>::new())
}

/// The relays that this laptop uses now; none while the internet is off, and once it is out.
pub(super) fn relays<H: Host>(host: &H) -> Result<Vec<RelayConfig>, HostError> {
    Ok(configs(&relays_in_use(host)?))
}

/// The same relays, as statements and tickets name them.
pub(super) fn relays_in_use<H: Host>(host: &H) -> Result<BTreeSet<Relay>, HostError> {
    let roster = host.roster();
    if !roster.internet() || !roster.may_connect(&host.device()) {
        return Ok(BTreeSet::new());
    }
    let agreed = host.value(AGREED)?;
    Ok(used(&allowed(roster, &decode::<Vec<_>>(agreed.as_deref()))))
}

/// How the network is to use these relays; of those that lead somewhere.
pub(super) fn configs(relays: &BTreeSet<Relay>) -> Vec<RelayConfig> {
    relays.iter().filter_map(config).collect()
}

/// Whether this version can use a relay.
pub(crate) fn leads_somewhere(relay: &Relay) -> bool {
    config(relay).is_some()
}

/// Writes down how it is going, if that is new.
pub(super) fn set_now<H: Host>(host: &mut H, now: &Now) -> Result<(), HostError> {
    let fresh = super::proof::encode(now);
    host.change_value(NOW, &mut |old| (decode::<Now>(old) != *now).then(|| fresh.clone()))
}

fn allowed(roster: &Roster, agreed: &[StatementId]) -> Vec<Allowed> {
    let allowed = roster.relays().into_iter();
    let with = |(statement, relay, device)| {
        let agreed = agreed.contains(&statement);
        Allowed { statement, relay, device, agreed }
    };
    allowed.map(with).collect()
}

/// The decision: what the group allows and this laptop agreed to, and that leads somewhere.
fn used(allowed: &[Allowed]) -> BTreeSet<Relay> {
    let agreed = allowed.iter().filter(|one| one.agreed && leads_somewhere(&one.relay));
    let relays: BTreeSet<_> = agreed.map(|one| one.relay.clone()).collect();
    relays.into_iter().take(RELAYS_CAP).collect()
}

/// How the network is to use a relay; `None` for an address that this version cannot use.
fn config(relay: &Relay) -> Option<RelayConfig> {
    match relay {
        // One for all, so that everybody is found there; in Europe, where the groups are.
        Relay::Public => Some(iroh::defaults::prod::default_eu_relay()),
        Relay::Own(address) => url(address).map(RelayConfig::from),
    }
}

fn url(address: &RelayAddress) -> Option<RelayUrl> {
    let url: RelayUrl = address.as_str().parse().ok()?;
    let web = matches!(url.scheme(), "https" | "http") && url.has_host();
    let bare = url.username().is_empty() && url.password().is_none() && url.path() == "/";
    let nothing_after = url.query().is_none() && url.fragment().is_none();
    (web && bare && nothing_after).then_some(url)
}

fn decode<T: Default + for<'a> Deserialize<'a>>(bytes: Option<&[u8]>) -> T {
    bytes.and_then(|bytes| postcard::from_bytes(bytes).ok()).unwrap_or_default()
}

fn set<H: Host, T: Serialize>(host: &mut H, name: &str, value: &T) -> Result<(), HostError> {
    let fresh = super::proof::encode(value);
    host.change_value(name, &mut |old| (old != Some(&fresh)).then(|| fresh.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(n: u8, relay: &Relay, agreed: bool) -> Allowed {
        let (statement, device) = (StatementId::from_bytes([n; 32]), DeviceId::from_bytes([n; 32]));
        Allowed { statement, relay: relay.clone(), device, agreed }
    }

    fn switch(allowed: &[Allowed]) -> (Switch, Vec<Relay>, bool) {
        let internet = Internet { allowed: allowed.to_vec(), now: Now::default() };
        (internet.switch(), internet.used().into_iter().collect(), internet.asks())
    }

    #[test]
    fn it_is_on_only_where_the_group_and_this_laptop_want_the_same_relay() {
        let own = own_relay("https://relay.example.org").expect("good");
        let public = Relay::Public;
        let both = vec![public.clone(), own.clone()];
        let all = [
            (vec![], (Switch::Off, vec![], false)),
            (vec![one(1, &public, false)], (Switch::NotAgreed, vec![], true)),
            (vec![one(1, &public, true)], (Switch::On, vec![public.clone()], false)),
            (vec![one(1, &own, false)], (Switch::NotAgreed, vec![], true)),
            (vec![one(1, &own, true)], (Switch::On, vec![own.clone()], false)),
            (vec![one(1, &own, false), one(2, &public, false)], (Switch::NotAgreed, vec![], true)),
            (
                vec![one(1, &own, true), one(2, &public, false)],
                (Switch::On, vec![own.clone()], true),
            ),
            (
                vec![one(1, &own, false), one(2, &public, true)],
                (Switch::On, vec![public.clone()], true),
            ),
            (vec![one(1, &own, true), one(2, &public, true)], (Switch::On, both, false)),
            // Two people named the same one: who agreed to the first is not asked again.
            (vec![one(1, &own, true), one(2, &own, false)], (Switch::On, vec![own.clone()], false)),
        ];
        for (allowed, expected) in all {
            assert_eq!(switch(&allowed), expected, "{allowed:?}");
        }
    }

    #[test]
    fn few_relays_are_used_whoever_names_them() {
        let relays = (0..20).map(|n| own_relay(&format!("https://relay{n}.example.org")));
        let all: Vec<_> =
            (0..).zip(relays).map(|(n, relay)| one(n, &relay.expect("good"), true)).collect();
        assert_eq!(switch(&all).1.len(), RELAYS_CAP);
        assert!(!switch(&all).2);
    }

    #[test]
    fn an_address_is_a_host_and_nothing_else() {
        let text = |relay: Relay| match relay {
            Relay::Own(address) => address.to_string(),
            Relay::Public => String::new(),
        };
        for (typed, read) in [
            (" https://Relay.Example.org ", "https://relay.example.org/"),
            ("http://192.0.2.1:3340", "http://192.0.2.1:3340/"),
            ("https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443/"),
        ] {
            assert_eq!(own_relay(typed).map(text), Ok(read.to_owned()));
        }
        for bad in [
            "",
            "relay.example.org",
            "ftp://relay.example.org",
            "https://",
            "https://name:word@relay.example.org",
            "https://relay.example.org/path",
            "https://relay.example.org/?x=1",
            "https://relay.example.org/#x",
            "https://relay\u{202e}.example.org",
        ] {
            assert_eq!(own_relay(bad), Err(BadRelay), "{bad}");
        }
    }

    #[test]
    fn an_address_that_leads_nowhere_is_never_used() {
        let odd = RelayAddress::new("https://relay.example.org/path").expect("a form");
        let odd = one(1, &Relay::Own(odd), true);
        assert_eq!(switch(std::slice::from_ref(&odd)), (Switch::NotAgreed, vec![], true));
    }
}
