//! Which requests are let through: one pure function over what a request says of itself.
//!
//! Cookies are not isolated by port, so the page lives on a host name of its own, a random
//! `name.localhost`: no other local server's page ever carries our cookie, and `SameSite=Strict`
//! keeps it off every request that another site began.

use std::net::SocketAddr;

use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};

use super::door::Door;

/// Most bytes of a form: the longest text of the schema, its characters as percent codes.
pub(crate) const BODY_CAP: usize = 4 * 1024 * 1024;

/// Most bytes around a file in a form, and of the fields beside it.
const AROUND_CAP: usize = 64 * 1024;

const FORM: &str = "application/x-www-form-urlencoded";

/// Most bytes of all the progress files of one overview: sixteen of the largest.
const OVERVIEW_CAP: usize = 16 * kring_model::evidence::PROGRESS_CAP;

/// How a browser sends a file. Only the forms with a file take it, and take nothing else.
const FILE_FORM: &str = "multipart/form-data";

/// The longest file that a form for this address brings, in bytes; `None` if it brings none.
fn file_cap(path: &str) -> Option<usize> {
    let mut parts = path.trim_start_matches('/').splitn(3, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("g"), Some(_), Some("file/in")) => Some(kring_node::file::FILE_CAP),
        (Some("g"), Some(_), Some("evidence/overview")) => Some(OVERVIEW_CAP),
        (Some("g"), Some(_), Some("methods/import")) => Some(kring_model::method::METHOD_CAP),
        (Some("backup"), None, None) => Some(kring_node::backup::BACKUP_CAP),
        _ => None,
    }
}

/// Most bytes of a form for this address.
pub(crate) fn body_cap(path: &str) -> usize {
    file_cap(path).map_or(BODY_CAP, |cap| cap + AROUND_CAP)
}

/// Where a code is redeemed.
pub(crate) const ENTER: &str = "/enter";

/// What the entrance itself needs, and anybody may have.
const OPEN_FILES: [&str; 2] = ["/s/enter.js", "/s/kring.css"];

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// What a request says of itself.
pub(crate) struct Asked<'r> {
    /// Who connected.
    pub(crate) peer: SocketAddr,
    /// The method.
    pub(crate) method: &'r Method,
    /// The target.
    pub(crate) uri: &'r Uri,
    /// The headers.
    pub(crate) headers: &'r HeaderMap,
}

/// What happens with a request that is in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It is answered.
    Through,
    /// A person's own tab without a session: it gets the fixed sentence, which redeems a code if
    /// the tab was opened with one.
    Entrance,
}

/// Judges a request.
///
/// # Errors
/// The status to refuse it with, and an empty body: 403 for a stranger, another origin or site;
/// 421 for another host; 405, 401, 415 and 413 for method, token, content type and size.
pub(crate) fn judge(asked: &Asked<'_>, door: &Door) -> Result<Way, StatusCode> {
    let navigates = asked.navigates();
    if !asked.peer.ip().to_canonical().is_loopback() {
        return Err(StatusCode::FORBIDDEN);
    }
    if !asked.is_for(door) {
        return Err(StatusCode::MISDIRECTED_REQUEST);
    }
    let changes = asked.method == Method::POST;
    if !changes && !matches!(*asked.method, Method::GET | Method::HEAD) {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    if !asked.comes_from(door, changes) {
        return Err(StatusCode::FORBIDDEN);
    }
    let site = asked.one(&FETCH_SITE)?;
    let own = match site {
        None | Some("same-origin") => true,
        // Typed, or from a bookmark: by the person, not by another site.
        Some("none") if navigates => true,
        // A link on another page: it may show the sentence, and never what is behind it.
        Some(_) if navigates => false,
        Some(_) => return Err(StatusCode::FORBIDDEN),
    };
    let may = asked.is_open() || (own && door.knows(asked.texts(&header::COOKIE)));
    if !may {
        return if navigates { Ok(Way::Entrance) } else { Err(StatusCode::UNAUTHORIZED) };
    }
    if changes {
        asked.check_form()?
    }
    Ok(Way::Through)
}

impl Asked<'_> {
    /// Exactly one `Host`, ours; and nothing in the target that names another.
    fn is_for(&self, door: &Door) -> bool {
        let mut hosts = self.headers.get_all(header::HOST).iter();
        let host = hosts.next().is_some_and(|host| host.as_bytes() == door.host().as_bytes());
        host && hosts.next().is_none() && self.uri.authority().is_none()
    }

    fn comes_from(&self, door: &Door, needed: bool) -> bool {
        let mut origins = self.headers.get_all(header::ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => !needed,
            (Some(origin), None) => origin.as_bytes() == door.origin().as_bytes(),
            (Some(_), Some(_)) => false,
        }
    }

    /// A person opens a page in a tab. Browsers that do not say so are known by what they accept.
    fn navigates(&self) -> bool {
        let says = |name: &HeaderName| self.one(name).ok().flatten();
        if *self.method != Method::GET {
            return false;
        }
        match (says(&FETCH_MODE), says(&FETCH_DEST), says(&FETCH_SITE)) {
            (None, None, None) => {
                says(&header::ACCEPT).is_some_and(|accept| accept.starts_with("text/html"))
            }
            (mode, dest, _) => mode == Some("navigate") && dest == Some("document"),
        }
    }

    fn is_open(&self) -> bool {
        let path = self.uri.path();
        if *self.method == Method::POST { path == ENTER } else { OPEN_FILES.contains(&path) }
    }

    fn check_form(&self) -> Result<(), StatusCode> {
        let content = self.one(&header::CONTENT_TYPE)?.unwrap_or_default();
        let kind = content.split(';').next().unwrap_or_default().trim();
        let path = self.uri.path();
        let expected = if file_cap(path).is_some() { FILE_FORM } else { FORM };
        if !kind.eq_ignore_ascii_case(expected) {
            return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
        }
        let length = self.one(&header::CONTENT_LENGTH)?.map(str::parse::<usize>);
        match length {
            Some(Ok(length)) if length > body_cap(path) => Err(StatusCode::PAYLOAD_TOO_LARGE),
            Some(Err(_)) => Err(StatusCode::BAD_REQUEST),
            _ => Ok(()),
        }
    }

    /// A header that may be there once.
    fn one(&self, name: &HeaderName) -> Result<Option<&str>, StatusCode> {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(value), None) => value.to_str().map(Some).map_err(|_| StatusCode::FORBIDDEN),
            (Some(_), Some(_)) => Err(StatusCode::FORBIDDEN),
        }
    }

    fn texts(&self, name: &HeaderName) -> impl Iterator<Item = &str> {
        self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok())
    }
}
