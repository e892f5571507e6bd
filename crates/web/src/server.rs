//! The listeners: loopback only, few connections, short patience.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::guard::Peer;

/// Connections at once. A browser opens six per tab.
const CONNECTIONS_CAP: usize = 64;

/// How long the head of a request may take, and a connection may rest.
const HEAD_BY: Duration = Duration::from_secs(10);

/// Most bytes of a request's head: the page's own cookie and a long address fit many times.
const HEAD_CAP: usize = 32 * 1024;

/// Most headers of a request.
const HEADERS_CAP: usize = 64;

/// Tries for a port that is free on both 127.0.0.1 and ::1.
const TRIES: usize = 16;

/// How long to rest when the system has no more sockets to give.
const REST: Duration = Duration::from_millis(100);

/// Listening sockets of one port.
pub(crate) struct Listeners {
    /// The port.
    pub(crate) port: u16,
    all: Vec<TcpListener>,
}

impl Listeners {
    /// Listens on 127.0.0.1 and ::1, on the port of last time if it is free.
    ///
    /// # Errors
    /// What the system says when no port can be had.
    pub(crate) async fn open(last_port: u16) -> io::Result<Self> {
        let mut result = Self::on(last_port).await;
        for _ in 0..TRIES {
            if result.is_ok() {
                break;
            }
            result = Self::on(0).await;
        }
        result
    }

    async fn on(port: u16) -> io::Result<Self> {
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let port = first.local_addr()?.port();
        let mut all = vec![first];
        match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
            Ok(second) => all.push(second),
            // Somebody else would be taken for us there.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
            Err(error) => tracing::debug!(%error, "there is no ::1 here"),
        }
        Ok(Self { port, all })
    }

    /// Answers until the task is dropped.
    pub(crate) async fn serve(self, router: Router) {
        let room = Arc::new(Semaphore::new(CONNECTIONS_CAP));
        let mut tasks = tokio::task::JoinSet::new();
        for listener in self.all {
            tasks.spawn(accept(listener, router.clone(), Arc::clone(&room)));
        }
        while let Some(ended) = tasks.join_next().await {
            tracing::debug!(?ended, "a listener ended");
        }
    }
}

async fn accept(listener: TcpListener, router: Router, room: Arc<Semaphore>) {
    loop {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, peer)) => {
                let router = router.clone();
                tokio::spawn(async move {
                    connection(stream, peer, router).await;
                    drop(permit);
                });
            }
            Err(error) => {
                tracing::debug!(%error, "nobody was let in");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, router: Router) {
    let service = service_fn(move |request| answer(request, peer, router.clone()));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_BY)
        .max_buf_size(HEAD_CAP)
        .max_headers(HEADERS_CAP)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended");
    }
}

async fn answer(
    request: hyper::Request<Incoming>,
    peer: SocketAddr,
    router: Router,
) -> Result<Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(Peer(peer));
    router.oneshot(request).await
}
