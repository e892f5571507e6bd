//! Two and three laptops on loopback, in one process.

mod doors;
mod fake;
mod hostile;
mod joining;
mod meeting;
mod presenting;
mod real;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use kring_trust::DeviceId;

use super::host::{Host, Meeting};
use super::{Bind, Event, Handle, RunOptions, listening, run};
use crate::env::SystemEnv;
use fake::Fake;

const HERE: Bind = Bind::At(IpAddr::V4(Ipv4Addr::LOCALHOST));

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A laptop that runs: its network, what it says, and another process of it.
struct Laptop {
    handle: Handle<Fake>,
    events: Receiver<Event>,
    other: Fake,
}

fn options() -> RunOptions {
    RunOptions { bind: HERE, mdns: false, signals: false, env: Box::new(SystemEnv) }
}

fn start(host: Fake) -> Laptop {
    let other = host.another();
    let (sender, events) = sync_channel(1024);
    let handle = run(host, options(), sender).expect("it runs");
    eventually("it listens", || listening(&other).expect("read").addresses == handle.addresses());
    Laptop { handle, events, other }
}

impl Laptop {
    fn device(&self) -> DeviceId {
        self.other.device()
    }

    fn at(&self) -> Vec<SocketAddr> {
        self.handle.addresses().to_vec()
    }

    /// Waits for an event; what came before it is dropped.
    fn wait(&self, wanted: impl Fn(&Event) -> bool) -> Event {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let event = self.events.recv_timeout(left).expect("the event in time");
            if wanted(&event) {
                return event;
            }
        }
    }

    fn wait_connected(&self, with: DeviceId) {
        self.wait(|event| *event == Event::Connected(with));
    }

    fn stop(self) -> Fake {
        self.handle.shutdown().expect("a clean end")
    }
}

fn knows(host: &mut Fake, device: &DeviceId, at: &[SocketAddr]) {
    let addresses = at.iter().map(SocketAddr::to_string).collect();
    let meeting = Meeting { addresses, met_ms: 1, trouble: None };
    host.remember(device, &meeting).expect("remembered");
}

fn eventually(what: &str, check: impl Fn() -> bool) {
    eventually_do(what, check);
}

fn eventually_do(what: &str, mut check: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !check() {
        assert!(Instant::now() < until, "not in time: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
