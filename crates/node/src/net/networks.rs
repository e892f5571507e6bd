//! The networks that this laptop is on now, and hearing when they change.
//!
//! The endpoint has one socket per network, and a socket begins no exchange beyond its network: so
//! nothing is sent outside, whatever addresses another device announces.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use iroh::Watcher;
use netwatch::interfaces::{IpNet, State};
use netwatch::netmon::Monitor;
use tokio::sync::watch;
use tokio::time::timeout;

use super::endpoint::Bind;

/// The most networks that are listened on: cable, Wi-Fi, a private network of work, a few of
/// virtual machines; both families.
const NETWORKS_CAP: usize = 12;

/// No network of IPv4 is larger than the largest private one. A shorter prefix would be a mistake
/// of the system's settings, and would count strangers as near.
const SHORTEST_V4: u8 = 8;

/// One site of IPv6 has 48 bits, one link 64.
const SHORTEST_V6: u8 = 48;

/// One link of IPv6, whatever an address alone (as a private network of work hands out) says.
const LINK_V6: u8 = 64;

/// How often it is looked again while the system is still finding out whether an address is free,
/// or where it tells nothing by itself.
const SETTLING: Duration = Duration::from_secs(1);

/// One address of this laptop, and how many of its first bits the addresses of its network share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Network {
    /// This laptop's address there.
    pub ip: IpAddr,
    /// Between 8 and 128.
    pub prefix: u8,
}

/// The networks of one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Networks {
    /// The way out first; each network once.
    pub all: Vec<Network>,
    /// The interface that leads out: multicast is sent and heard there.
    way_out: Option<String>,
}

impl Networks {
    /// Those to listen on now.
    pub(super) async fn now(bind: Bind) -> Self {
        Self::look(bind).await.0
    }

    /// Those to listen on now, and whether the system is still finding out if there is another.
    async fn look(bind: Bind) -> (Self, bool) {
        let (networks, unsettled) = Self::of(&State::new().await);
        match bind {
            Bind::Everywhere => (networks, unsettled),
            Bind::At(ip) => {
                let known = networks.all.iter().find(|network| network.ip == ip).copied();
                let all = vec![known.unwrap_or_else(|| alone(ip))];
                (Self { all, way_out: None }, false)
            }
        }
    }

    fn of(state: &State) -> (Self, bool) {
        let way_out = state.default_route_interface.clone();
        let (mut found, mut unsettled) = (Vec::new(), false);
        for interface in state.interfaces.values().filter(|interface| interface.is_up()) {
            let leads_out = way_out.as_deref() == Some(interface.name());
            for address in interface.addrs() {
                let (at, is_unsettled) = told(&address);
                unsettled |= is_unsettled;
                let network = at.and_then(|(ip, prefix)| usable(ip, prefix));
                found.extend(network.map(|network| (!leads_out, widened(network, leads_out))));
            }
        }
        found.sort_unstable();
        let mut all: Vec<Network> = Vec::new();
        for (_, network) in found {
            if all.len() < NETWORKS_CAP && !all.iter().any(|other| other.is_same(&network)) {
                all.push(network);
            }
        }
        (Self { all, way_out }, unsettled)
    }
}

impl Network {
    /// Whether `ip` is on this network.
    pub(super) fn contains(&self, ip: IpAddr) -> bool {
        match (self.ip, ip) {
            (IpAddr::V4(own), IpAddr::V4(ip)) => {
                let shift = 32_u32.saturating_sub(self.prefix.into());
                (own.to_bits() ^ ip.to_bits()).checked_shr(shift).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(ip)) => {
                let shift = 128_u32.saturating_sub(self.prefix.into());
                (own.to_bits() ^ ip.to_bits()).checked_shr(shift).unwrap_or(0) == 0
            }
            _ => false,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        self.prefix == other.prefix && self.contains(other.ip)
    }
}

/// An address as the system tells it, and whether it is still finding out that nobody else has it.
/// One that will not last is left out.
fn told(address: &IpNet) -> (Option<(IpAddr, u8)>, bool) {
    match address {
        IpNet::V4(net) => (Some((IpAddr::V4(net.addr()), net.prefix_len())), false),
        IpNet::V6 { flags, .. } if flags.tentative => (None, !flags.duplicated),
        IpNet::V6 { flags, .. } if flags.duplicated || flags.deprecated => (None, false),
        IpNet::V6 { net, .. } => (Some((IpAddr::V6(net.addr()), net.prefix_len())), false),
    }
}

/// The network of an address, if others can reach it there.
fn usable(ip: IpAddr, prefix: u8) -> Option<Network> {
    let (near_only, shortest) = match ip {
        IpAddr::V4(ip) => (ip.is_link_local(), SHORTEST_V4),
        // They mean nothing without the name of an interface.
        IpAddr::V6(ip) => (ip.is_unicast_link_local(), SHORTEST_V6),
    };
    let nobodys = ip.is_loopback() || ip.is_unspecified() || ip.is_multicast();
    (!nobodys && !near_only).then_some(Network { ip, prefix: prefix.max(shortest) })
}

/// A building often has several private networks with ways between them, and a private network of
/// work hands out single addresses: there the whole private block is ours.
fn widened(network: Network, leads_out: bool) -> Network {
    let Network { ip, prefix } = network;
    let prefix = match ip {
        IpAddr::V4(_) if leads_out || prefix >= 31 => private_block(ip).unwrap_or(prefix),
        IpAddr::V6(_) => prefix.min(LINK_V6),
        IpAddr::V4(_) => prefix,
    };
    Network { ip, prefix }
}

/// How many first bits the private block of an address has; `None` for a public one.
fn private_block(ip: IpAddr) -> Option<u8> {
    let IpAddr::V4(ip) = ip else { return None };
    match ip.octets() {
        [10, ..] => Some(8),
        // What carriers and overlay networks hand out inside their own walls.
        [100, 64..128, ..] => Some(10),
        [172, 16..32, ..] => Some(12),
        [192, 168, ..] => Some(16),
        _ => None,
    }
}

/// The network of an address of which the system tells nothing more.
fn alone(ip: IpAddr) -> Network {
    let prefix = match ip {
        IpAddr::V4(ip) if ip.is_loopback() => 8,
        IpAddr::V4(_) => 24,
        IpAddr::V6(Ipv6Addr::LOCALHOST) => 128,
        IpAddr::V6(_) => LINK_V6,
    };
    Network { ip, prefix }
}

/// Hears of every change, at [`Bind::Everywhere`]; the first value is what is there now. Ends with
/// its receiver.
pub(super) async fn watch(bind: Bind) -> watch::Receiver<Networks> {
    let (networks, unsettled) = Networks::look(bind).await;
    let (sender, receiver) = watch::channel(networks);
    if bind == Bind::Everywhere {
        tokio::spawn(follow(sender, unsettled));
    }
    receiver
}

async fn follow(sender: watch::Sender<Networks>, mut unsettled: bool) {
    let monitor = Monitor::new().await.inspect_err(|error| {
        tracing::warn!(%error, "changes of network are found out by looking");
    });
    let mut changes = monitor.as_ref().ok().map(Monitor::interface_state);
    loop {
        let pause = if unsettled || changes.is_none() { SETTLING } else { Duration::MAX };
        let changed = async {
            match &mut changes {
                Some(changes) => changes.updated().await.map(|_| ()).ok(),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = sender.closed() => return,
            changed = timeout(pause, changed) => if changed == Ok(None) { changes = None },
        }
        let networks;
        (networks, unsettled) = Networks::look(Bind::Everywhere).await;
        sender.send_if_modified(|old| {
            let is_new = *old != networks;
            *old = networks;
            is_new
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(ip: &str, prefix: u8) -> Network {
        Network { ip: ip.parse().expect("an address"), prefix }
    }

    fn has(network: Network, ip: &str) -> bool {
        network.contains(ip.parse().expect("an address"))
    }

    #[test]
    fn a_network_reaches_as_far_as_its_prefix() {
        let room = network("192.168.4.7", 24);
        assert!(has(room, "192.168.4.255") && !has(room, "192.168.5.1") && !has(room, "fd00::1"));
        let campus = network("145.5.6.7", 16);
        assert!(has(campus, "145.5.200.1") && !has(campus, "145.6.6.7"));
        let link = network("2001:db8:1:2::3", 64);
        assert!(has(link, "2001:db8:1:2:ffff::1") && !has(link, "2001:db8:1:3::3"));
        let one = network("10.0.0.1", 32);
        assert!(has(one, "10.0.0.1") && !has(one, "10.0.0.2"));
    }

    #[test]
    fn only_private_networks_are_widened() {
        let wide = |ip, prefix, out| widened(network(ip, prefix), out).prefix;
        assert_eq!(wide("10.3.4.5", 24, true), 8);
        assert_eq!(wide("192.168.4.5", 24, true), 16);
        assert_eq!(wide("172.17.0.1", 16, false), 16);
        assert_eq!(wide("100.101.1.2", 32, false), 10);
        assert_eq!(wide("145.5.6.7", 23, true), 23);
        assert_eq!(wide("8.8.8.8", 32, true), 32);
        assert_eq!(wide("2001:db8::1", 128, true), 64);
    }

    #[test]
    fn what_others_cannot_reach_is_no_network() {
        let at = |ip: &str, prefix| usable(ip.parse().expect("an address"), prefix);
        for (ip, prefix) in [("127.0.0.1", 8), ("169.254.1.1", 16), ("::1", 128), ("fe80::1", 64)] {
            assert_eq!(at(ip, prefix), None, "{ip}");
        }
        assert_eq!(at("145.5.6.7", 0), Some(network("145.5.6.7", SHORTEST_V4)));
        assert_eq!(at("fd00::1", 0), Some(network("fd00::1", SHORTEST_V6)));
    }
}
