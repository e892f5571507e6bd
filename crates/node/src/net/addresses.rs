//! Which addresses belong to a network that this laptop is on.
//!
//! An address outside them is never dialled, and a packet from outside them is never answered, but
//! while the internet is switched on. This sorts addresses quickly and a little generously (every
//! private one passes); the sockets of [`super::networks`] are what keeps packets in.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The most addresses kept of one device: interfaces of a laptop with a dock, cable and Wi-Fi.
pub(super) const ADDRESS_CAP: usize = 8;

/// How far this laptop looks for others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reach {
    /// Where it listens itself.
    pub own: Vec<SocketAddr>,
    /// Whether the internet is switched on: then others are met beyond the own networks too.
    pub far: bool,
}

impl Reach {
    /// Whether somebody may be met at `address`.
    pub(super) fn covers(&self, address: &SocketAddr) -> bool {
        on_own_network(address, &self.own) || (self.far && is_somewhere(address))
    }
}

/// Whether an address can be that of one laptop anywhere outside this one.
fn is_somewhere(address: &SocketAddr) -> bool {
    let ip = address.ip().to_canonical();
    let nobodys = ip.is_unspecified() || ip.is_multicast() || ip.is_loopback();
    let all = matches!(ip, IpAddr::V4(ip) if ip.is_broadcast());
    address.port() != 0 && !nobodys && !all
}

/// Whether `address` is on a network of this laptop, which itself listens at `own`.
pub(super) fn on_own_network(address: &SocketAddr, own: &[SocketAddr]) -> bool {
    if address.port() == 0 {
        return false;
    }
    match address.ip().to_canonical() {
        ip if ip.is_unspecified() || ip.is_multicast() => false,
        ip if ip.is_loopback() => own.iter().any(|own| own.ip().to_canonical().is_loopback()),
        IpAddr::V4(ip) => private_v4(ip) || own.iter().any(|own| same_v4_network(ip, own.ip())),
        IpAddr::V6(ip) => private_v6(ip) || own.iter().any(|own| same_v6_network(ip, own.ip())),
    }
}

/// Puts `fresh` before `known`, each once, at most [`ADDRESS_CAP`] in all.
pub(super) fn merged(fresh: &[SocketAddr], known: &[SocketAddr]) -> Vec<SocketAddr> {
    let mut all: Vec<SocketAddr> = Vec::with_capacity(ADDRESS_CAP);
    for address in fresh.iter().chain(known) {
        if all.len() < ADDRESS_CAP && !all.contains(address) {
            all.push(*address);
        }
    }
    all
}

/// Reads addresses as they are kept in the table of peers; what is no address is left out.
pub(super) fn parse(texts: &[String]) -> Vec<SocketAddr> {
    texts.iter().filter_map(|text| text.parse().ok()).take(ADDRESS_CAP).collect()
}

fn private_v4(ip: Ipv4Addr) -> bool {
    // 100.64.0.0/10 is what carriers and overlay networks hand out inside their own walls.
    let shared = matches!(ip.octets(), [100, second, ..] if (64..128).contains(&second));
    (ip.is_private() || ip.is_link_local() || shared) && !ip.is_broadcast()
}

fn private_v6(ip: Ipv6Addr) -> bool {
    ip.is_unique_local() || ip.is_unicast_link_local()
}

/// Public addresses used inside a building: the smallest network that such a place has.
fn same_v4_network(ip: Ipv4Addr, own: IpAddr) -> bool {
    match own.to_canonical() {
        IpAddr::V4(own) => {
            !own.is_loopback() && ip.octets().iter().take(3).eq(own.octets().iter().take(3))
        }
        IpAddr::V6(_) => false,
    }
}

/// One link of IPv6 is one /64.
fn same_v6_network(ip: Ipv6Addr, own: IpAddr) -> bool {
    match own {
        IpAddr::V6(own) => {
            !own.is_loopback() && ip.segments().iter().take(4).eq(own.segments().iter().take(4))
        }
        IpAddr::V4(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> SocketAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn private_networks_are_ours_and_the_internet_is_not() {
        let own = [at("192.168.1.2:7"), at("[2001:db8:1:2::3]:7"), at("145.5.6.7:7")];
        for yes in [
            "10.0.0.1:1",
            "192.168.9.1:1",
            "169.254.1.1:1",
            "100.64.0.1:1",
            "[fd00::1]:1",
            "[fe80::1]:1",
            "[2001:db8:1:2:ffff::9]:1",
            "145.5.6.200:1",
            "[::ffff:10.0.0.1]:1",
        ] {
            assert!(on_own_network(&at(yes), &own), "{yes}");
        }
        for no in [
            "8.8.8.8:1",
            "145.5.7.7:1",
            "[2001:db8:1:3::3]:1",
            "[::ffff:8.8.8.8]:1",
            "10.0.0.1:0",
            "0.0.0.0:1",
            "224.0.0.251:1",
            "255.255.255.255:1",
            "127.0.0.1:1",
            "[::1]:1",
        ] {
            assert!(!on_own_network(&at(no), &own), "{no}");
        }
    }

    #[test]
    fn the_internet_is_reached_only_when_it_is_on() {
        let own = vec![at("192.168.1.2:7")];
        let [near, far] = [false, true].map(|far| Reach { own: own.clone(), far });
        for outside in ["8.8.8.8:1", "[2001:db8:1:3::3]:1"] {
            assert!(!near.covers(&at(outside)) && far.covers(&at(outside)), "{outside}");
        }
        assert!(near.covers(&at("192.168.9.1:1")) && far.covers(&at("192.168.9.1:1")));
        for never in ["8.8.8.8:0", "0.0.0.0:1", "127.0.0.1:1", "224.0.0.251:1", "255.255.255.255:1"]
        {
            assert!(!near.covers(&at(never)) && !far.covers(&at(never)), "{never}");
        }
    }

    #[test]
    fn loopback_is_ours_only_when_we_listen_there() {
        assert!(on_own_network(&at("127.0.0.1:9"), &[at("127.0.0.1:8")]));
        assert!(!on_own_network(&at("8.8.8.8:9"), &[at("127.0.0.1:8")]));
    }

    #[test]
    fn the_newest_addresses_come_first_and_few_are_kept() {
        let known: Vec<_> = (1..=ADDRESS_CAP).map(|n| at(&format!("10.0.0.{n}:1"))).collect();
        let all = merged(&[at("10.0.0.9:1"), at("10.0.0.2:1")], &known);
        assert_eq!(all.len(), ADDRESS_CAP);
        assert_eq!(all[..3], [at("10.0.0.9:1"), at("10.0.0.2:1"), at("10.0.0.1:1")]);
    }
}
