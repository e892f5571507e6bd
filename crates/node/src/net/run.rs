//! Running the network of one group: two threads, one for the endpoint and one for the group.

use std::net::SocketAddr;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use iroh::RelayConfig;
use tokio::sync::{mpsc, watch};

use super::desk::listening;
use super::driver::Driver;
use super::endpoint::{Bind, EndpointError, addresses, open, port};
use super::events::Event;
use super::group::{Group, Message};
use super::hand::{Hand, hand};
use super::hooks::{EndpointKey, Gate};
use super::host::{Host, HostError};
use super::internet;
use super::presence::Writing;
use super::{networks, signals};
use crate::env::{Env, SystemEnv};

/// Messages from all tasks that wait for the group's thread.
const INBOX_CAP: usize = 64;

/// Wishes that wait for the endpoint's task, which never waits itself.
const WISHES_CAP: usize = 64;

/// Stack of the group's thread, in bytes: what reads documents recurses.
const STACK: usize = 32 * 1024 * 1024;

/// How to run.
pub struct RunOptions {
    /// Where to listen.
    pub bind: Bind,
    /// Whether to tell and listen by mDNS. Never on loopback.
    pub mdns: bool,
    /// Whether SIGINT, SIGTERM, SIGHUP and their counterparts on Windows end it. They are then
    /// this process's until it ends.
    pub signals: bool,
    /// Clock and randomness of the endpoint's thread.
    pub env: Box<dyn Env>,
}

impl RunOptions {
    /// As a program runs: listening at `KRING_BIND` or everywhere, with mDNS, ended by signals.
    ///
    /// # Errors
    /// [`EndpointError::BindText`] if `KRING_BIND` is no IP address.
    pub fn from_env() -> Result<Self, EndpointError> {
        let env = Box::new(SystemEnv);
        Ok(Self { bind: Bind::from_env()?, mdns: true, signals: true, env })
    }
}

/// Why the network does not run, or no longer.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Another process on this laptop has the network of this group.
    #[error("another process has the network of this group")]
    NetworkTaken,
    /// There is no endpoint.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// The group's store failed.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The operating system gave no thread, runtime or signal.
    #[error("the system refused: {0}")]
    System(#[from] std::io::Error),
    /// A thread ended in a way it never should.
    #[error("the program made an error")]
    Panicked,
}

/// A running network. Dropping it stops it, without waiting; see [`Handle::shutdown`].
pub struct Handle<H> {
    endpoint: EndpointKey,
    addresses: Vec<SocketAddr>,
    stop: watch::Sender<bool>,
    hand: Hand<H>,
    line: Line,
    network: JoinHandle<()>,
    group: JoinHandle<Result<H, HostError>>,
}

struct Opened {
    endpoint: EndpointKey,
    addresses: Vec<SocketAddr>,
    port: u16,
}

/// Takes the network of a group and runs it until it is shut down, a signal comes, or the store
/// fails. Returns when the endpoint listens.
///
/// # Errors
/// [`RunError`]; nothing runs then and `host` is dropped.
pub fn run<H: Host + Send + 'static>(
    mut host: H,
    options: RunOptions,
    events: SyncSender<Event>,
) -> Result<Handle<H>, RunError> {
    let guard = host.take_network()?.ok_or(RunError::NetworkTaken)?;
    let last_port = listening(&host)?.port;
    let relays = internet::relays(&host)?;
    let secret = host.keys().endpoint_secret();
    let gate = Gate::default();
    let (stop, stopped) = watch::channel(false);
    let (inbox, messages) = mpsc::channel(INBOX_CAP);
    let line = Line(inbox.downgrade());
    let (wish, wishes) = mpsc::channel(WISHES_CAP);
    let (hand, palm) = hand(&inbox);
    let (opened, is_open) = sync_channel(1);
    let using = relays.clone();
    let network =
        Network { gate: gate.clone(), relays: using, stop: stop.clone(), stopped, inbox, wishes };
    let network = thread::Builder::new()
        .name("kring-net".into())
        .spawn(move || network.run(secret, last_port, options, &opened))?;
    let opened = is_open.recv().map_err(|_| RunError::Panicked)??;
    let group = Group::new(host, gate, opened.port, events, wish, palm).using(relays);
    let group =
        thread::Builder::new().name("kring-group".into()).stack_size(STACK).spawn(move || {
            let result = group.run(messages);
            drop(guard);
            result
        })?;
    let Opened { endpoint, addresses, .. } = opened;
    Ok(Handle { endpoint, addresses, stop, hand, line, network, group })
}

impl<H> Handle<H> {
    /// This laptop's network identity.
    pub fn endpoint(&self) -> EndpointKey {
        self.endpoint
    }

    /// Where it listened at first; later changes come as [`Event::Listening`].
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Whether it has ended, by a signal or an error: [`Handle::shutdown`] will not wait.
    pub fn is_over(&self) -> bool {
        self.group.is_finished()
    }

    /// Says goodbye to everybody, closes the endpoint, and gives the group back.
    ///
    /// # Errors
    /// [`RunError::Host`] if the store had failed; [`RunError::Panicked`].
    pub fn shutdown(self) -> Result<H, RunError> {
        self.stop.send_replace(true);
        self.wait()
    }

    /// Waits until a signal or an error ends it, and gives the group back.
    ///
    /// # Errors
    /// As [`Handle::shutdown`].
    pub fn wait(self) -> Result<H, RunError> {
        let network = self.network.join();
        let group = self.group.join();
        network.map_err(|_| RunError::Panicked)?;
        Ok(group.map_err(|_| RunError::Panicked)??)
    }

    /// With which any thread can work on the group.
    pub fn hand(&self) -> Hand<H> {
        self.hand.clone()
    }

    /// With which any thread tells it what happens here.
    pub fn line(&self) -> Line {
        self.line.clone()
    }

    /// A handle with which any thread can end it.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.stop.clone())
    }
}

/// With which any thread of this process tells the network what happens here.
#[derive(Clone, Debug)]
// Weak: where the network ends while the group's thread is busy, the closed channel is what ends
// that thread, whoever still holds a line.
pub struct Line(mpsc::WeakSender<Message>);

impl Line {
    /// Something was written to the group's store: it is sent now, and not at the next look. Never
    /// waits; if the network is busy, it looks soon anyway.
    pub fn wrote(&self) {
        self.say(Message::Wrote);
    }

    /// This laptop's person writes there now, or nowhere: those who may see the page are told. The
    /// latest counts.
    pub fn writing(&self, writing: Option<Writing>) {
        self.say(Message::Writing(writing));
    }

    fn say(&self, message: Message) {
        let inbox = self.0.upgrade();
        if inbox.is_none_or(|inbox| inbox.try_send(message).is_err()) {
            tracing::debug!("the network is busy or closed");
        }
    }
}

/// Ends a running network from any thread.
#[derive(Clone, Debug)]
pub struct Stopper(watch::Sender<bool>);

impl Stopper {
    /// Asks it to end; does not wait.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

struct Network {
    gate: Gate,
    relays: Vec<RelayConfig>,
    stop: watch::Sender<bool>,
    stopped: watch::Receiver<bool>,
    inbox: mpsc::Sender<Message>,
    wishes: mpsc::Receiver<super::driver::Wish>,
}

impl Network {
    fn run(
        self,
        secret: [u8; 32],
        last_port: u16,
        options: RunOptions,
        opened: &SyncSender<Result<Opened, RunError>>,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let result = match runtime {
            Ok(runtime) => runtime.block_on(self.drive(secret, last_port, options, opened)),
            Err(error) => Err(error.into()),
        };
        if let Err(error) = result
            && opened.send(Err(error)).is_err()
        {
            tracing::error!("nobody waits for the network to open");
        }
    }

    async fn drive(
        self,
        secret: [u8; 32],
        last_port: u16,
        options: RunOptions,
        opened: &SyncSender<Result<Opened, RunError>>,
    ) -> Result<(), RunError> {
        if options.signals {
            let signals = signals::Signals::listen()?;
            let stop = self.stop.clone();
            tokio::spawn(async move {
                signals.come().await;
                stop.send_replace(true);
            });
        }
        let mut networks = networks::watch(options.bind).await;
        let here = networks.borrow_and_update().clone();
        let endpoint = open(secret, self.gate.clone(), &here, last_port, &self.relays).await?;
        let is_open = Opened {
            endpoint: *endpoint.id().as_bytes(),
            addresses: addresses(&endpoint, options.bind),
            port: port(&endpoint).unwrap_or_default(),
        };
        let driver =
            Driver::new(endpoint, options.bind, self.relays, self.gate, options.env, self.inbox);
        if opened.send(Ok(is_open)).is_ok() {
            let mdns = options.mdns && !options.bind.is_loopback();
            driver.run(self.wishes, self.stopped, networks, mdns).await;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_holds_a_line_does_not_keep_the_groups_thread_waiting() {
        let (inbox, mut messages) = mpsc::channel(1);
        let line = Line(inbox.downgrade());
        line.wrote();
        assert!(matches!(messages.blocking_recv(), Some(Message::Wrote)));
        drop(inbox);
        line.wrote();
        assert!(messages.blocking_recv().is_none());
    }
}
