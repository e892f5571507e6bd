//! Whom to dial, where and when. A pure plan: time and randomness are arguments.
//!
//! Known members are dialled at their last addresses at once, then with growing pauses; at once
//! again when mDNS or another member shows them, when the network changed, and after waking.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use super::addresses::{Reach, merged};
use super::hooks::EndpointKey;

/// The pause after the first failure, in milliseconds.
const FIRST_PAUSE_MS: u64 = 1_000;

/// The longest pause, in milliseconds: whoever comes in without mDNS is found within it.
const LONGEST_PAUSE_MS: u64 = 60_000;

/// After waking or a change of network, dials are spread over this time, in milliseconds, so that
/// laptops that wake together do not all dial each other at one moment.
const SPREAD_MS: u64 = 100;

/// One dial to make now.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    /// Whom.
    pub endpoint: EndpointKey,
    /// Where: addresses within reach, the newest first; by a relay there may be none.
    pub addresses: Vec<SocketAddr>,
}

#[derive(Debug, Default)]
struct Peer {
    addresses: Vec<SocketAddr>,
    failures: u32,
    next_ms: u64,
    phase: Phase,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Idle,
    Dialling,
    Connected,
}

/// The plan for all devices of a group. Times are milliseconds of a clock that never goes back;
/// `chance` is a random number.
#[derive(Debug, Default)]
pub(super) struct Planner {
    peers: BTreeMap<EndpointKey, Peer>,
}

impl Planner {
    /// Replaces who may be dialled, with the addresses kept of each. Who is new is due at once.
    /// Returns those that were dropped.
    pub(super) fn set_peers(
        &mut self,
        now: u64,
        peers: &[(EndpointKey, Vec<SocketAddr>)],
    ) -> Vec<EndpointKey> {
        for (endpoint, addresses) in peers {
            let fresh = || Peer { next_ms: now, ..Peer::default() };
            let peer = self.peers.entry(*endpoint).or_insert_with(fresh);
            peer.addresses = merged(&peer.addresses, addresses);
        }
        let gone = |endpoint: &EndpointKey| !peers.iter().any(|(kept, _)| kept == endpoint);
        let dropped: Vec<_> = self.peers.keys().copied().filter(gone).collect();
        for endpoint in &dropped {
            self.peers.remove(endpoint);
        }
        dropped
    }

    /// Somebody was seen or is said to be at `addresses`. Answers whether a dial under way should
    /// be given up for a new one there.
    pub(super) fn learned(
        &mut self,
        now: u64,
        endpoint: &EndpointKey,
        addresses: &[SocketAddr],
    ) -> bool {
        let Some(peer) = self.peers.get_mut(endpoint) else { return false };
        let new = addresses.iter().any(|address| !peer.addresses.contains(address));
        peer.addresses = merged(addresses, &peer.addresses);
        let again = peer.phase == Phase::Dialling && new;
        if again {
            peer.phase = Phase::Idle;
        }
        if peer.phase == Phase::Idle && !addresses.is_empty() {
            peer.failures = 0;
            peer.next_ms = now;
        }
        again
    }

    /// A dial failed, or a connection ended badly.
    pub(super) fn failed(&mut self, now: u64, endpoint: &EndpointKey, chance: u64) {
        if let Some(peer) = self.peers.get_mut(endpoint) {
            peer.phase = Phase::Idle;
            peer.next_ms = now.saturating_add(pause(peer.failures, chance));
            peer.failures = peer.failures.saturating_add(1);
        }
    }

    /// There is a connection now; `at` is where.
    pub(super) fn connected(&mut self, endpoint: &EndpointKey, at: Option<SocketAddr>) {
        if let Some(peer) = self.peers.get_mut(endpoint) {
            peer.phase = Phase::Connected;
            peer.addresses = merged(at.as_slice(), &peer.addresses);
        }
    }

    /// A connection ended. It is looked for again, and soon if it was a good one (`well`): a laptop
    /// that turns us away in the handshake is not dialled every second.
    pub(super) fn ended(&mut self, now: u64, endpoint: &EndpointKey, well: bool, chance: u64) {
        if let Some(peer) = self.peers.get_mut(endpoint).filter(|_| well) {
            peer.failures = 0;
        }
        self.failed(now, endpoint, chance);
    }

    /// All connections and dials are gone with the endpoint that had them: everybody is due.
    pub(super) fn begin_anew(&mut self, now: u64, chance: impl FnMut() -> u64) {
        self.peers.values_mut().for_each(|peer| peer.phase = Phase::Idle);
        self.hurry(now, chance);
    }

    /// Where somebody may be, within this reach; the newest first.
    pub(super) fn whereabouts(&self, endpoint: &EndpointKey, reach: &Reach) -> Vec<SocketAddr> {
        self.peers.get(endpoint).map_or_else(Vec::new, |peer| within(&peer.addresses, reach))
    }

    /// The laptop woke: everybody not connected is due.
    pub(super) fn hurry(&mut self, now: u64, mut chance: impl FnMut() -> u64) {
        for peer in self.peers.values_mut().filter(|peer| peer.phase == Phase::Idle) {
            peer.failures = 0;
            peer.next_ms = now.saturating_add(chance() % SPREAD_MS);
        }
    }

    /// The dials to make now, within this reach. Each counts as begun. Over the internet a relay
    /// finds also whose address is not known.
    pub(super) fn due(&mut self, now: u64, reach: &Reach) -> Vec<Attempt> {
        let mut attempts = Vec::new();
        for (endpoint, peer) in &mut self.peers {
            if peer.phase != Phase::Idle || peer.next_ms > now {
                continue;
            }
            let addresses = within(&peer.addresses, reach);
            if reach.far || !addresses.is_empty() {
                peer.phase = Phase::Dialling;
                attempts.push(Attempt { endpoint: *endpoint, addresses });
            }
        }
        attempts
    }
}

fn within(addresses: &[SocketAddr], reach: &Reach) -> Vec<SocketAddr> {
    addresses.iter().filter(|at| reach.covers(at)).copied().collect()
}

/// Doubles with each failure up to the longest; between half and all of it, by chance.
fn pause(failures: u32, chance: u64) -> u64 {
    let doubled = FIRST_PAUSE_MS.saturating_mul(1 << failures.min(10)).min(LONGEST_PAUSE_MS);
    doubled / 2 + chance % (doubled / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: EndpointKey = [1; 32];

    fn at(text: &str) -> SocketAddr {
        text.parse().expect("an address")
    }

    fn own() -> Reach {
        Reach { own: vec![at("192.168.1.1:5")], far: false }
    }

    fn planner(addresses: &[&str]) -> Planner {
        let mut planner = Planner::default();
        let addresses = addresses.iter().map(|text| at(text)).collect();
        assert!(planner.set_peers(0, &[(PEER, addresses)]).is_empty());
        planner
    }

    #[test]
    fn a_known_member_is_dialled_at_once_and_once() {
        let mut planner = planner(&["192.168.1.7:5", "8.8.8.8:5"]);
        let attempts = planner.due(0, &own());
        assert_eq!(attempts, [Attempt { endpoint: PEER, addresses: vec![at("192.168.1.7:5")] }]);
        assert_eq!(planner.due(0, &own()), []);
        planner.connected(&PEER, None);
        assert_eq!(planner.due(1_000_000, &own()), []);
    }

    #[test]
    fn over_the_internet_everybody_is_dialled_wherever_they_are() {
        let far = Reach { far: true, ..own() };
        let mut nowhere = planner(&[]);
        assert_eq!(nowhere.due(0, &own()), []);
        assert_eq!(nowhere.due(0, &far), [Attempt { endpoint: PEER, addresses: vec![] }]);
        let mut outside = planner(&["8.8.8.8:5"]);
        assert_eq!(outside.due(0, &own()), []);
        assert_eq!(outside.due(0, &far)[0].addresses, [at("8.8.8.8:5")]);
    }

    #[test]
    fn pauses_grow_to_a_minute_and_never_shrink_below_half() {
        let mut planner = planner(&["192.168.1.7:5"]);
        let mut now = 0;
        for expected in [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000] {
            assert_eq!(planner.due(now, &own()).len(), 1);
            planner.failed(now, &PEER, 0);
            assert_eq!(planner.due(now + expected - 1, &own()), []);
            now += expected;
        }
        assert!(pause(20, u64::MAX) < LONGEST_PAUSE_MS);
    }

    #[test]
    fn who_turns_us_away_is_dialled_less_and_less_and_who_spoke_soon_again() {
        let mut planner = planner(&["192.168.1.7:5"]);
        for (well, expected) in [(false, 500), (false, 1000), (false, 2000), (true, 500)] {
            let now = 1_000_000;
            planner.peers.get_mut(&PEER).expect("there").next_ms = now;
            assert_eq!(planner.due(now, &own()).len(), 1);
            planner.connected(&PEER, None);
            planner.ended(now, &PEER, well, 0);
            assert_eq!(planner.due(now + expected - 1, &own()), []);
            assert_eq!(planner.due(now + expected, &own()).len(), 1);
            planner.peers.get_mut(&PEER).expect("there").phase = Phase::Idle;
        }
    }

    #[test]
    fn being_seen_waking_and_a_new_network_make_it_quick_again() {
        let mut planner = planner(&["192.168.1.7:5"]);
        for _ in 0..5 {
            planner.failed(0, &PEER, 0);
        }
        assert_eq!(planner.due(10, &own()), []);
        assert!(!planner.learned(10, &PEER, &[at("192.168.1.7:5")]));
        assert_eq!(planner.due(10, &own()).len(), 1);
        for _ in 0..5 {
            planner.failed(10, &PEER, 0);
        }
        planner.hurry(20, || 50);
        assert_eq!(planner.due(20 + SPREAD_MS, &own()).len(), 1);
        assert_eq!(planner.due(1_000_000, &own()), [], "it is being dialled");
        planner.begin_anew(30, || 50);
        assert_eq!(planner.due(30 + SPREAD_MS, &own()).len(), 1);
        planner.connected(&PEER, None);
        planner.begin_anew(40, || 50);
        assert_eq!(planner.due(40 + SPREAD_MS, &own()).len(), 1);
    }

    #[test]
    fn a_new_address_ends_a_dial_to_a_stale_one() {
        let mut planner = planner(&["192.168.1.7:5"]);
        assert_eq!(planner.due(0, &own()).len(), 1);
        assert!(!planner.learned(1, &PEER, &[at("192.168.1.7:5")]), "nothing new");
        assert!(planner.learned(2, &PEER, &[at("192.168.1.8:5")]));
        let attempts = planner.due(2, &own());
        assert_eq!(attempts[0].addresses, [at("192.168.1.8:5"), at("192.168.1.7:5")]);
    }

    #[test]
    fn who_is_no_member_is_never_dialled() {
        let mut planner = planner(&[]);
        assert!(!planner.learned(0, &[9; 32], &[at("192.168.1.9:5")]));
        assert_eq!(planner.due(0, &own()), []);
        assert_eq!(planner.set_peers(1, &[]), [PEER]);
        assert_eq!(planner.due(1, &own()), []);
    }
}
