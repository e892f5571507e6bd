//! The socket of one tab: bounded in size, in number and in how much it says.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kring_node::replica::Replica;
use kring_trust::hash::hash;

use super::message::{FromTab, MESSAGE_CAP, SALTS_CAP, ToTab};
use crate::app::Visit;
use crate::rooms::Room;
use crate::words::Words;

/// Messages of a tab in one [`SPAN`]: ten pushes and some twelve carets a second for each of a few
/// boxes, and a burst when it comes back.
const SAYS_CAP: u32 = 2_000;

const SPAN: Duration = Duration::from_secs(10);

/// Bytes that wait to be written to a browser that does not read.
const WRITE_CAP: usize = 4 * MESSAGE_CAP;

/// Length of a salt: 16 bytes as hexadecimal digits.
const SALT: usize = 32;

/// Opens the socket of a tab. The guard has judged host, session and origin; a socket must name an
/// origin, because browsers open sockets across sites without asking.
pub(crate) async fn open(
    visit: Visit,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else { return StatusCode::UPGRADE_REQUIRED.into_response() };
    if !headers.contains_key(header::ORIGIN) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let upgrade = upgrade
        .max_message_size(MESSAGE_CAP)
        .max_frame_size(MESSAGE_CAP)
        .max_write_buffer_size(WRITE_CAP);
    let w = visit.visitor.w;
    upgrade.on_upgrade(move |socket| converse(socket, visit.room, w))
}

async fn converse(mut socket: WebSocket, room: Arc<Room>, w: &'static Words) {
    let Some((tab, mut inbox)) = room.live().join() else { return };
    let mut pace = Pace::default();
    loop {
        tokio::select! {
            heard = socket.recv() => {
                let Some(Ok(heard)) = heard else { break };
                let said = match heard {
                    Message::Text(text) if pace.allows() => serde_json::from_str(&text),
                    Message::Ping(_) | Message::Pong(_) => continue,
                    Message::Text(_) | Message::Binary(_) | Message::Close(_) => break,
                };
                let Ok(said) = said else { break };
                if let FromTab::Keys { salts } = said {
                    let Some(keys) = keys(&room, salts).await else { break };
                    if !say(&mut socket, &ToTab::Keys { keys }).await { break }
                } else {
                    room.hear(w, tab, said).await;
                }
            }
            message = inbox.recv() => {
                let Some(message) = message else { break };
                if !say(&mut socket, &message).await { break }
            }
        }
    }
    room.live().leave(tab);
}

async fn say(socket: &mut WebSocket, message: &ToTab) -> bool {
    match serde_json::to_string(message) {
        Ok(text) => socket.send(Message::Text(text.into())).await.is_ok(),
        Err(error) => {
            tracing::error!(%error, "a message could not be written");
            false
        }
    }
}

/// The keys with which a tab seals what it cannot hand over: the same for the same salt at every
/// start, and made from this laptop's secret.
async fn keys(room: &Arc<Room>, salts: Vec<String>) -> Option<BTreeMap<String, String>> {
    let sound = |salt: &String| salt.len() == SALT && salt.chars().all(|c| c.is_ascii_hexdigit());
    if salts.len() > SALTS_CAP || !salts.iter().all(sound) {
        return None;
    }
    let made = room.ask(move |desk| {
        let key = |salt: String| (salt.clone(), key(desk.replica, &salt));
        Ok(salts.into_iter().map(key).collect())
    });
    made.await.ok()
}

/// An Ed25519 signature is a secret of the signer's that is always the same; nobody signs under
/// this domain for any other purpose, and the signature is never shown.
fn key(replica: &Replica, salt: &str) -> String {
    let secret = replica.keys().sign("kring 1 kept in the browser", salt.as_bytes());
    let key = hash("kring 1 key of what is kept in the browser", &[&secret.0]);
    key.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How much a tab says.
struct Pace {
    since: Instant,
    said: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { since: Instant::now(), said: 0 }
    }
}

impl Pace {
    fn allows(&mut self) -> bool {
        if self.since.elapsed() > SPAN {
            *self = Self::default();
        }
        self.said += 1;
        self.said <= SAYS_CAP
    }
}
