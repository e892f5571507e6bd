//! Strangers, blocked devices, and members with a modified program.

use std::time::{Duration, Instant};

use iroh::endpoint::{Connection, ConnectionError, SendStream, presets};
use iroh::{Endpoint, EndpointAddr, EndpointId, SecretKey};
use kring_trust::statement::Body;
use tokio::time::timeout;

use super::fake::Fake;
use super::{Event, Laptop, PATIENCE, eventually, knows, start};
use crate::net::proof::{FromJoiner, encode};
use crate::net::{CloseCode, Host, SYNC_ALPN, Unreachable};
use crate::ticket::InvitationId;

/// An endpoint with a modified program: no hooks, no manners.
pub(super) async fn modified(secret: [u8; 32]) -> Endpoint {
    Endpoint::builder(presets::Minimal)
        .secret_key(SecretKey::from_bytes(&secret))
        .clear_ip_transports()
        .bind_addr("127.0.0.1:0")
        .expect("an address")
        .bind()
        .await
        .expect("an endpoint")
}

pub(super) async fn dial(
    endpoint: &Endpoint,
    laptop: &Laptop,
    alpn: &[u8],
) -> Result<Connection, ()> {
    let id = EndpointId::from_bytes(&laptop.handle.endpoint()).expect("an id");
    let at = laptop.at().into_iter().fold(EndpointAddr::new(id), EndpointAddr::with_ip_addr);
    endpoint.connect(at, alpn).await.map_err(|_| ())
}

async fn speak(connection: &Connection, bytes: &[u8]) -> Option<SendStream> {
    let (mut send, _) = connection.open_bi().await.ok()?;
    send.write_all(bytes).await.ok()?;
    Some(send)
}

pub(super) async fn closed_with(connection: &Connection) -> Option<CloseCode> {
    let reason = timeout(PATIENCE, connection.closed()).await.expect("closed in time");
    assert!(matches!(reason, ConnectionError::ApplicationClosed(_)), "{reason}");
    CloseCode::of(&reason)
}

fn nothing_came(laptop: &Laptop) -> bool {
    laptop.events.try_iter().all(|event| !matches!(event, Event::Connected(_) | Event::Arrived))
}

/// A message of the joining protocol as it travels.
pub(super) fn framed(message: &FromJoiner) -> Vec<u8> {
    let body = encode(message);
    let length = u32::try_from(body.len()).expect("short");
    [length.to_le_bytes().as_slice(), &body].concat()
}

fn frame_of(length: usize) -> Vec<u8> {
    let mut frame = vec![0];
    let mut rest = length;
    while rest >= 0x80 {
        frame.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    frame.push(rest as u8);
    frame
}

#[tokio::test]
async fn a_stranger_is_turned_away_and_nothing_of_his_is_read() {
    let noor = start(Fake::found(1));
    let stranger = modified([66; 32]).await;
    let connection = dial(&stranger, &noor, SYNC_ALPN).await.expect("the handshake");
    // Even a good message: it is not taken in.
    let hello = kring_sync::encode(&kring_sync::Message::Level).expect("fits");
    speak(&connection, &hello).await;
    assert_eq!(closed_with(&connection).await, Some(CloseCode::Stranger));
    let joining = dial(&stranger, &noor, crate::net::JOIN_ALPN).await.expect("the handshake");
    let knock = FromJoiner::Knock { invitation: InvitationId([0; 4]), promise: [0; 32] };
    let _stream = speak(&joining, &framed(&knock)).await;
    assert_eq!(closed_with(&joining).await, Some(CloseCode::NoDoor));
    assert!(dial(&stranger, &noor, b"other/1").await.is_err());
    assert!(nothing_came(&noor));
    noor.stop();
}

#[test]
fn a_blocked_device_is_told_that_it_is_blocked() {
    let mut noor = Fake::found(1);
    let mut bram = noor.with_member(2);
    noor.say(Body::Blocked { device: bram.device() });
    let noor = start(noor);
    knows(&mut bram, &noor.device(), &noor.at());
    let bram = start(bram);
    bram.wait(|event| *event == Event::Unreachable(noor.device(), Unreachable::BlockedUs));
    let met = bram.other.meeting(&noor.device()).expect("read");
    assert_eq!(met.trouble.as_deref(), Some("blocked-us"));
    assert_eq!(bram.other.statements().len(), 2, "not even the block");
    assert!(nothing_came(&noor));
    noor.stop();
    bram.stop();
}

#[test]
fn who_is_blocked_while_connected_is_cut_off_and_told() {
    let mut noor = Fake::found(1);
    let mut bram = noor.with_member(2);
    let noor = start(noor);
    knows(&mut bram, &noor.device(), &noor.at());
    let bram = start(bram);
    bram.wait_connected(noor.device());
    noor.wait_connected(bram.device());
    let mut noor = noor;
    noor.other.say(Body::Blocked { device: bram.device() });
    bram.wait(|event| *event == Event::Unreachable(noor.device(), Unreachable::BlockedUs));
    eventually("cut off", || {
        noor.events.try_iter().any(|event| matches!(event, Event::Disconnected(..)))
    });
    noor.stop();
    bram.stop();
}

async fn member_of(noor: &mut Fake) -> Endpoint {
    let bram = noor.with_member(2);
    modified(bram.keys().endpoint_secret()).await
}

#[tokio::test]
async fn a_frame_over_the_cap_closes_with_its_code_and_the_device_is_left_alone() {
    let mut noor = Fake::found(1);
    let bram = member_of(&mut noor).await;
    let noor = start(noor);
    let connection = dial(&bram, &noor, SYNC_ALPN).await.expect("the handshake");
    let stream = speak(&connection, &frame_of(kring_sync::frame::MESSAGE_CAP + 1)).await;
    assert_eq!(closed_with(&connection).await, Some(CloseCode::TooLong));
    drop(stream);
    noor.wait(|event| matches!(event, Event::Unreachable(_, Unreachable::Breach)));
    let again = dial(&bram, &noor, SYNC_ALPN).await.expect("the handshake");
    assert_eq!(closed_with(&again).await, Some(CloseCode::Banned));
    noor.stop();
}

#[tokio::test]
async fn one_byte_a_second_is_closed() {
    let mut noor = Fake::found(1);
    let bram = member_of(&mut noor).await;
    let noor = start(noor);
    let connection = dial(&bram, &noor, SYNC_ALPN).await.expect("the handshake");
    let begun = Instant::now();
    let mut stream = speak(&connection, &frame_of(1000)).await.expect("a stream");
    while connection.close_reason().is_none() && begun.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if stream.write_all(&[0]).await.is_err() {
            break;
        }
    }
    assert_eq!(closed_with(&connection).await, Some(CloseCode::Silent));
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    noor.stop();
}

#[tokio::test]
async fn a_third_connection_of_one_device_is_refused() {
    let mut noor = Fake::found(1);
    let bram = member_of(&mut noor).await;
    let noor = start(noor);
    let first = dial(&bram, &noor, SYNC_ALPN).await.expect("the handshake");
    let second = dial(&bram, &noor, SYNC_ALPN).await.expect("the handshake");
    // The newer of two from one side stays.
    assert_eq!(closed_with(&first).await, Some(CloseCode::Duplicate));
    assert!(second.close_reason().is_none());
    noor.stop();
    assert_eq!(closed_with(&second).await, Some(CloseCode::Done));
}

#[tokio::test]
async fn a_laptop_with_another_version_is_named_as_such() {
    let mut noor = Fake::found(1);
    let bram = noor.with_member(2);
    let later = modified(bram.keys().endpoint_secret()).await;
    later.set_alpns(vec![b"kring/sync/2".to_vec()]);
    knows(&mut noor, &bram.device(), &later.bound_sockets());
    let accepting = tokio::spawn(async move {
        while let Some(incoming) = later.accept().await {
            drop(incoming.await);
        }
    });
    let noor = start(noor);
    let device = bram.device();
    let waiting = tokio::task::spawn_blocking(move || {
        noor.wait(|event| *event == Event::Unreachable(device, Unreachable::OtherVersion));
        noor.stop();
    });
    waiting.await.expect("named");
    accepting.abort();
}
