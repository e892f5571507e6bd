//! One endpoint per group: its limits, and what it tells the network.
//!
//! Nothing here asks or tells anybody outside the laptop's own networks: no relay, no public
//! address lookup, no port mapper; unless the group switched the internet on and this laptop
//! agreed, and then only by the relays of [`super::internet`]; or who joins agreed to those of a
//! ticket. mDNS tells the endpoint id and the addresses, under a service
//! name of our own. There is one socket per network of the laptop, and without a relay none leads
//! further: where no network reaches, packets are dropped, also those with which iroh itself looks
//! for better paths to addresses that the other side names.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use iroh::address_lookup::{AddrFilter, AddressLookup, EndpointData};
use iroh::endpoint::{
    BindError, BindOpts, Builder, InvalidSocketAddr, NetReportConfig, PortmapperConfig,
    QuicTransportConfig, VarInt, presets,
};
use iroh::{Endpoint, RelayConfig, RelayMap, RelayMode, SecretKey};
use iroh_mdns_address_lookup::MdnsAddressLookup;

use super::hooks::{Gate, JOIN_ALPN, SYNC_ALPN};
use super::networks::{Network, Networks};

/// The mDNS service name. Kring's laptops find only each other by it.
pub(super) const SERVICE: &str = "kring1";

/// What one stream may have on its way to us, in bytes: a local network stays full.
const STREAM_WINDOW: u32 = 2 * 1024 * 1024;

/// What one connection may have on its way to us, in bytes; there is one stream.
const CONNECTION_WINDOW: u32 = STREAM_WINDOW;

/// What we have on its way to one peer, in bytes, whatever window the peer grants.
const SEND_WINDOW: u64 = 4 * 1024 * 1024;

/// Streams that a peer may open: one, in both directions.
const STREAMS: u32 = 1;

/// After this much silence a connection is over: a closed lid is noticed, a lost packet is not.
const IDLE: VarInt = VarInt::from_u32(20_000);

/// Four signs of life fit in [`IDLE`].
const KEEP_ALIVE: Duration = Duration::from_secs(5);

/// How long a message and its answer take, before that was measured. Ours meet in one room or in one
/// country; QUIC's own guess of 333 ms holds back the second packet of each connection by 28 ms,
/// and asks again only after a second where bad Wi-Fi lost the first
/// ([RFC 9002](https://www.rfc-editor.org/rfc/rfc9002#section-6.2.2)).
const FIRST_GUESS: Duration = Duration::from_millis(50);

/// Where to listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bind {
    /// On every network that the laptop is on.
    Everywhere,
    /// On one address only, without mDNS if it is this machine's own (loopback).
    At(IpAddr),
}

impl Bind {
    /// Reads `KRING_BIND`: an IP address; empty or unset means everywhere.
    ///
    /// # Errors
    /// [`EndpointError::BindText`] if it is no IP address.
    pub fn from_env() -> Result<Self, EndpointError> {
        match std::env::var("KRING_BIND") {
            Ok(text) if !text.trim().is_empty() => {
                text.trim().parse().map(Self::At).map_err(|_| EndpointError::BindText(text))
            }
            _ => Ok(Self::Everywhere),
        }
    }

    /// Whether other machines can be reached from here at all.
    pub fn is_loopback(self) -> bool {
        matches!(self, Self::At(ip) if ip.is_loopback())
    }
}

/// Why there is no endpoint.
#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    /// `KRING_BIND` is no IP address.
    #[error("{0} is no IP address")]
    BindText(String),
    /// The address is not one that can be listened at.
    #[error("cannot listen there: {0}")]
    Address(#[from] InvalidSocketAddr),
    /// The operating system refused.
    #[error("cannot listen: {0}")]
    Bind(#[from] BindError),
}

/// Opens the endpoint of a group on these networks, at `port` if it is free on all of them and at
/// any other if not. Without a network it listens where nobody else is. With relays it is on the
/// internet, without any it is not.
///
/// # Errors
/// [`EndpointError`] if no socket can be had at all.
pub(super) async fn open(
    secret: [u8; 32],
    gate: Gate,
    networks: &Networks,
    port: u16,
    relays: &[RelayConfig],
) -> Result<Endpoint, EndpointError> {
    if port != 0 {
        match builder(secret, gate.clone(), networks, port, relays)?.bind().await {
            Ok(endpoint) => return Ok(endpoint),
            Err(error) => tracing::debug!(port, %error, "the last port is taken"),
        }
    }
    Ok(builder(secret, gate, networks, 0, relays)?.bind().await?)
}

fn builder(
    secret: [u8; 32],
    gate: Gate,
    networks: &Networks,
    port: u16,
    relays: &[RelayConfig],
) -> Result<Builder, InvalidSocketAddr> {
    let far = !relays.is_empty();
    let relay_mode = match far {
        true => RelayMode::Custom(RelayMap::from_iter(relays.iter().cloned())),
        false => RelayMode::Disabled,
    };
    let mut builder = Endpoint::builder(presets::Minimal)
        .relay_mode(relay_mode)
        .clear_address_lookup()
        .portmapper_config(PortmapperConfig::Disabled)
        .net_report_config(probes(far))
        .secret_key(SecretKey::from_bytes(&secret))
        .alpns(vec![SYNC_ALPN.to_vec(), JOIN_ALPN.to_vec()])
        .transport_config(transport())
        // Without kept tickets this side has nothing to resume with, so never sends early data.
        .max_tls_tickets(0)
        .hooks(gate)
        .clear_ip_transports();
    let nowhere = [Network { ip: IpAddr::V4(Ipv4Addr::LOCALHOST), prefix: 32 }];
    let all = if networks.all.is_empty() { &nowhere } else { networks.all.as_slice() };
    for (network, leads_out) in in_order(all) {
        let reach = BindOpts::default()
            .set_prefix_len(network.prefix)
            .set_is_default_route(far && leads_out);
        builder = builder.bind_addr_with_opts(SocketAddr::new(network.ip, port), reach)?;
    }
    Ok(builder)
}

/// Asking a relay how far it is also where UDP is forbidden; never asking anybody else.
fn probes(far: bool) -> NetReportConfig {
    let mut probes = NetReportConfig::minimal();
    probes.https_probes = far;
    probes
}

/// The networks in the order in which they can be bound: of each family, that which leads out is
/// the first, and comes last.
fn in_order(networks: &[Network]) -> Vec<(Network, bool)> {
    let first = |v4: bool| networks.iter().position(|network| network.ip.is_ipv4() == v4);
    let ways_out = [first(true), first(false)];
    let mut all: Vec<_> =
        (0..).zip(networks).map(|(at, network)| (*network, ways_out.contains(&Some(at)))).collect();
    all.sort_by_key(|(_, leads_out)| *leads_out);
    all
}

fn transport() -> QuicTransportConfig {
    QuicTransportConfig::builder()
        .max_concurrent_bidi_streams(VarInt::from_u32(STREAMS))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .stream_receive_window(VarInt::from_u32(STREAM_WINDOW))
        .receive_window(VarInt::from_u32(CONNECTION_WINDOW))
        .send_window(SEND_WINDOW)
        .datagram_receive_buffer_size(None)
        .max_idle_timeout(Some(IDLE.into()))
        .default_path_keep_alive_interval(KEEP_ALIVE)
        .initial_rtt(FIRST_GUESS)
        .send_observed_address_reports(false)
        .receive_observed_address_reports(false)
        .build()
}

/// Begins to tell and to listen on the local network. Only telling is wired into the endpoint:
/// what is heard goes to the planner of dials, which knows who is a member.
///
/// Returns `None`, after a line in the log, where the network allows no multicast.
pub(super) fn start_mdns(endpoint: &Endpoint) -> Option<MdnsAddressLookup> {
    let mdns = MdnsAddressLookup::builder()
        .service_name(SERVICE)
        .addr_filter(AddrFilter::ip_only())
        .build(endpoint.id())
        .inspect_err(|error| tracing::warn!(%error, "no mDNS here"))
        .ok()?;
    match endpoint.address_lookup() {
        Ok(services) => services.add(TellOnly(mdns.clone())),
        Err(error) => tracing::debug!(%error, "closed already"),
    }
    Some(mdns)
}

/// Publishes through mDNS and resolves nothing.
#[derive(Debug)]
struct TellOnly(MdnsAddressLookup);

impl AddressLookup for TellOnly {
    fn publish(&self, data: &EndpointData) {
        self.0.publish(data);
    }
}

/// The addresses at which the endpoint can be reached, as others would dial them. Loopback only
/// for who asked for it: what listens nowhere else has no network.
pub(super) fn addresses(endpoint: &Endpoint, bind: Bind) -> Vec<SocketAddr> {
    let bound = endpoint.bound_sockets();
    bound.into_iter().filter(|at| bind.is_loopback() || !at.ip().is_loopback()).collect()
}

/// The port that is kept from start to start.
pub(super) fn port(endpoint: &Endpoint) -> Option<u16> {
    let bound = endpoint.bound_sockets();
    bound.iter().find(|at| at.is_ipv4()).or_else(|| bound.first()).map(SocketAddr::port)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Bind = Bind::At(IpAddr::V4(Ipv4Addr::LOCALHOST));

    #[tokio::test]
    async fn the_port_is_kept_where_it_is_free_and_given_up_where_it_is_not() {
        let here = Networks::now(HERE).await;
        let first = open([1; 32], Gate::default(), &here, 0, &[]).await.expect("an endpoint");
        let kept = port(&first).expect("a port");
        assert_eq!(addresses(&first, HERE), [SocketAddr::from((Ipv4Addr::LOCALHOST, kept))]);
        assert_eq!(addresses(&first, Bind::Everywhere), []);
        let second = open([2; 32], Gate::default(), &here, kept, &[]).await.expect("an endpoint");
        assert_ne!(port(&second), Some(kept));
        first.close().await;
        drop(first);
        // Another program may take a port in the moment in which nobody has it: then another port
        // is tried, which is kept if that is ever done.
        let mut kept = kept;
        for _ in 0..10 {
            let again =
                open([1; 32], Gate::default(), &here, kept, &[]).await.expect("an endpoint");
            let now = port(&again).expect("a port");
            if now == kept {
                return;
            }
            kept = now;
            again.close().await;
        }
        panic!("a free port is never kept");
    }

    #[tokio::test]
    async fn without_a_network_it_opens_all_the_same() {
        let none = Networks::default();
        let endpoint = open([1; 32], Gate::default(), &none, 0, &[]).await.expect("an endpoint");
        assert_eq!(addresses(&endpoint, Bind::Everywhere), []);
    }
}
