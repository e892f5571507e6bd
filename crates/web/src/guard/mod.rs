//! What stands before every page: who may ask, and what every answer says to the browser.

mod door;
mod judge;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, Limited};

pub(crate) use door::{CodeKey, Door};
pub(crate) use judge::ENTER;
use judge::{Asked, Way, body_cap, judge};

/// How long one answer may take: a whole example group is imported in less.
const ANSWER_BY: Duration = Duration::from_secs(60);

/// How long a form may take to arrive.
const BODY_BY: Duration = Duration::from_secs(20);

/// Who is connected.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) SocketAddr);

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; \
    trusted-types default";

const PERMISSIONS: &str = "accelerometer=(), ambient-light-sensor=(), autoplay=(), battery=(), \
    bluetooth=(), browsing-topics=(), camera=(), clipboard-read=(), display-capture=(), \
    encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), \
    idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), \
    storage-access=(), usb=(), web-share=(), xr-spatial-tracking=()";

/// What every answer says, whatever it is.
const HEADERS: [(HeaderName, &str); 10] = [
    (header::CONTENT_SECURITY_POLICY, CSP),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("origin-agent-cluster"), "?1"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
];

/// Lets a request through, or refuses it with an empty body; and puts the headers on the answer.
pub(crate) async fn guard(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let mut answer = match tokio::time::timeout(ANSWER_BY, decide(&door, request, next)).await {
        Ok(answer) => answer,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    put_headers(answer.headers_mut());
    answer
}

async fn decide(door: &Door, request: Request, next: Next) -> Response {
    let Some(Peer(peer)) = request.extensions().get::<Peer>().copied() else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    match judge(&Asked { peer, method, uri, headers }, door) {
        Err(refused) => refused.into_response(),
        Ok(Way::Entrance) => crate::entrance::page(),
        Ok(Way::Through) => match whole(request).await {
            Ok(request) => next.run(request).await,
            Err(refused) => refused.into_response(),
        },
    }
}

/// The request with its form read to the end: handlers never wait for the network.
async fn whole(request: Request) -> Result<Request, StatusCode> {
    if *request.method() != Method::POST {
        return Ok(request.map(|_| Body::empty()));
    }
    let (head, body) = request.into_parts();
    let cap = body_cap(head.uri.path());
    let read = tokio::time::timeout(BODY_BY, Limited::new(body, cap).collect()).await;
    let read = read.map_err(|_| StatusCode::REQUEST_TIMEOUT)?;
    let bytes = read.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?.to_bytes();
    Ok(Request::from_parts(head, Body::from(bytes)))
}

fn put_headers(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.remove(header::SERVER);
}
