//! A relay of our own: it stands outside the room, speaks what iroh's relays speak (version 2,
//! without TLS), and writes down all that comes by.
//!
//! With `KRING_RELAY` set to the program `iroh-relay`, that one runs in its place.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::spawn;

use tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tungstenite::http::HeaderValue;
use tungstenite::protocol::Role;
use tungstenite::{Message, WebSocket};

use super::laptop::until;
use super::room::Room;

/// Where it stands: on no network of the room.
pub const ADDRESS: &str = "http://203.0.113.5:3340";

/// The file that the relay writes to, for the process that runs it.
const SEEN: &str = "KRING_TEST_RELAY";

/// The kinds of frames, as iroh numbers them.
mod kind {
    pub const CHALLENGE: u8 = 0;
    pub const WELCOME: u8 = 2;
    pub const SEND: u8 = 4;
    pub const SEND_MANY: u8 = 5;
    pub const ARRIVE: u8 = 6;
    pub const ARRIVE_MANY: u8 = 7;
    pub const PING: u8 = 9;
    pub const PONG: u8 = 10;
}

/// A running relay; gone when dropped.
pub struct Relay {
    child: Child,
    seen: PathBuf,
}

impl Relay {
    /// Starts it outside this room.
    pub fn start(room: &Room, folder: &Path) -> Self {
        let seen = folder.join("relay");
        let mut command = match std::env::var_os("KRING_RELAY") {
            Some(program) => {
                let mut command = Command::new(program);
                command.arg("--dev");
                command
            }
            None => {
                let mut command = Command::new(std::env::current_exe().unwrap());
                command.args(["--exact", "network::relay::here", "--ignored", "--nocapture"]);
                command
            }
        };
        let mut command = room.outside(&mut command);
        let child = command.env(SEEN, &seen).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let relay = Self { child: child.unwrap(), seen };
        until("the relay answers", 20, || room.listens_outside(3340));
        relay
    }

    /// All that came by.
    pub fn seen(&self) -> Vec<u8> {
        std::fs::read(&self.seen).unwrap_or_default()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait().map(drop)) {
            eprintln!("the relay is still running: {error}");
        }
    }
}

type Key = [u8; 32];
type Clients = Mutex<BTreeMap<Key, Arc<Mutex<WebSocket<TcpStream>>>>>;

#[derive(Default)]
struct Hub {
    clients: Clients,
    seen: Mutex<Option<File>>,
}

#[test]
#[ignore = "a relay for the other tests, which start it"]
fn here() {
    let Some(seen) = std::env::var_os(SEEN) else { return };
    let hub = Arc::new(Hub::default());
    *hub.seen.lock().unwrap() = Some(File::create(seen).unwrap());
    let listener = TcpListener::bind("0.0.0.0:3340").unwrap();
    for stream in listener.incoming() {
        let Ok(stream) = stream else { continue };
        let hub = Arc::clone(&hub);
        spawn(move || hub.serve(stream));
    }
}

impl Hub {
    fn serve(&self, mut stream: TcpStream) -> Option<()> {
        stream.set_nodelay(true).ok()?;
        let mut head = [0; 9];
        stream.peek(&mut head).ok()?;
        if head == *b"GET /ping" {
            let mut request = [0; 4096];
            let _read = stream.read(&mut request).ok()?;
            return stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").ok();
        }
        let write = stream.try_clone().ok()?;
        let mut client = tungstenite::accept_hdr(stream, version).ok()?;
        let me = welcome(&mut client)?;
        let write = Arc::new(Mutex::new(WebSocket::from_raw_socket(write, Role::Server, None)));
        self.clients.lock().unwrap().insert(me, Arc::clone(&write));
        while let Ok(message) = client.read() {
            let Message::Binary(frame) = message else { continue };
            self.note(&frame);
            let (kind, rest) = frame.split_first()?;
            match *kind {
                kind::SEND => self.pass(&me, kind::ARRIVE, rest)?,
                kind::SEND_MANY => self.pass(&me, kind::ARRIVE_MANY, rest)?,
                kind::PING => send(&write, &[&[kind::PONG], rest])?,
                _ => {}
            }
        }
        Some(())
    }

    fn pass(&self, from: &Key, kind: u8, rest: &[u8]) -> Option<()> {
        let (to, datagrams) = rest.split_first_chunk::<32>()?;
        let to = self.clients.lock().unwrap().get(to).map(Arc::clone);
        // Who is not here gets nothing; who went away is noticed by QUIC.
        if let Some(to) = to {
            let _gone = send(&to, &[&[kind], from, datagrams]);
        }
        Some(())
    }

    fn note(&self, frame: &[u8]) {
        let mut seen = self.seen.lock().unwrap();
        seen.as_mut().unwrap().write_all(frame).unwrap();
    }
}

fn send(to: &Mutex<WebSocket<TcpStream>>, parts: &[&[u8]]) -> Option<()> {
    to.lock().unwrap().send(Message::binary(parts.concat())).ok()
}

/// Lets anybody in, without looking whether they are who they say.
fn welcome(client: &mut WebSocket<TcpStream>) -> Option<Key> {
    let challenge = [&[kind::CHALLENGE], &[7; 16][..]].concat();
    client.send(Message::binary(challenge)).ok()?;
    let answer = client.read().ok()?.into_data();
    let key = answer.get(1..)?.first_chunk::<32>().copied()?;
    client.send(Message::binary(vec![kind::WELCOME])).ok()?;
    Some(key)
}

fn version(_: &Request, mut response: Response) -> Result<Response, ErrorResponse> {
    let name = HeaderValue::from_static("iroh-relay-v2");
    response.headers_mut().insert("sec-websocket-protocol", name);
    Ok(response)
}
