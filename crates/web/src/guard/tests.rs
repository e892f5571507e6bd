//! Headers and methods against the real router, and over a real socket.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use kring_node::env::SystemEnv;
use kring_node::home::Home;
use tower::ServiceExt;

use super::*;
use crate::app::{App, router};
use crate::files::Files;
use crate::rooms::Rooms;

const HOST: &str = "abcdefgh.localhost:4321";
const FORM: &str = "application/x-www-form-urlencoded";

struct Bench {
    _folder: tempfile::TempDir,
    app: Arc<App>,
    key: CodeKey,
}

/// One request: what it changes of a good one.
#[derive(Clone, Default)]
struct Try {
    what: &'static str,
    method: &'static str,
    path: &'static str,
    /// `None` for the right ones.
    hosts: Option<&'static [&'static str]>,
    headers: &'static [(&'static str, &'static str)],
    no_cookie: bool,
    peer: Option<&'static str>,
    body: Option<usize>,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(folder.path().join("home"), &mut SystemEnv).unwrap();
        let key = CodeKey::new(&mut SystemEnv);
        let door = Arc::new(Door::new(HOST.into(), key, &mut SystemEnv));
        let (files, rooms) = (Files::of(&home).unwrap(), Rooms::open(home.clone()));
        let (jobs, presence, trying, over) = Default::default();
        let app = Arc::new(App { door, files, home, rooms, jobs, presence, trying, over });
        Self { _folder: folder, app, key }
    }

    fn cookie(&self) -> String {
        self.app.door.cookie().split(';').next().unwrap().to_owned()
    }

    async fn ask(&self, one: &Try) -> Response<Body> {
        let mut request = Request::builder().method(one.method).uri(one.path);
        for host in one.hosts.unwrap_or(&[HOST]) {
            request = request.header(header::HOST, *host);
        }
        for (name, value) in one.headers {
            request = request.header(*name, *value);
        }
        if !one.no_cookie {
            request = request.header(header::COOKIE, self.cookie());
        }
        let peer: SocketAddr = one.peer.unwrap_or("127.0.0.1:5000").parse().unwrap();
        let request = request.extension(Peer(peer));
        let body = Body::from(vec![b'a'; one.body.unwrap_or(0)]);
        router(Arc::clone(&self.app)).oneshot(request.body(body).unwrap()).await.unwrap()
    }
}

fn get(what: &'static str, headers: &'static [(&'static str, &'static str)]) -> Try {
    Try { what, method: "GET", path: "/s/htmx.js", headers, ..Try::default() }
}

fn post(what: &'static str, headers: &'static [(&'static str, &'static str)]) -> Try {
    Try { what, method: "POST", path: "/language", headers, ..Try::default() }
}

const ORIGIN: (&str, &str) = ("origin", "http://abcdefgh.localhost:4321");
const TYPE: (&str, &str) = ("content-type", FORM);
const PARTS: (&str, &str) = ("content-type", "multipart/form-data; boundary=x");
const EVIL: (&str, &str) = ("origin", "http://evil.example");
const NAVIGATE: (&str, &str) = ("sec-fetch-mode", "navigate");
const DOCUMENT: (&str, &str) = ("sec-fetch-dest", "document");

/// What is tried, and the status that it gets.
fn tries() -> Vec<(Try, u16)> {
    let host = |what, hosts| Try { hosts: Some(hosts), ..get(what, &[]) };
    let method = |method| Try { method, ..post(method, &[ORIGIN, TYPE]) };
    let out = |mut one: Try| {
        one.no_cookie = true;
        one
    };
    let from = |peer| Try { peer: Some(peer), ..get(peer, &[]) };
    vec![
        (get("in order", &[]), 200),
        (get("in order, own origin", &[ORIGIN]), 200),
        (get("in order, same origin", &[("sec-fetch-site", "same-origin")]), 200),
        (from("127.0.0.2:9"), 200),
        (from("[::1]:9"), 200),
        (from("[::ffff:127.0.0.1]:9"), 200),
        (from("192.168.1.7:9"), 403),
        (from("[fe80::1]:9"), 403),
        (host("no host", &[]), 421),
        (host("two hosts", &[HOST, HOST]), 421),
        (host("a second, evil host", &[HOST, "evil.example"]), 421),
        (host("evil", &["evil.example"]), 421),
        (host("rebound", &["evil.example:4321"]), 421),
        (host("by address", &["127.0.0.1:4321"]), 421),
        (host("by address", &["[::1]:4321"]), 421),
        (host("localhost", &["localhost:4321"]), 421),
        (host("other port", &["abcdefgh.localhost:4322"]), 421),
        (host("without port", &["abcdefgh.localhost"]), 421),
        (host("upper case", &["ABCDEFGH.localhost:4321"]), 421),
        (host("a dot more", &["abcdefgh.localhost.:4321"]), 421),
        (host("another name", &["x.abcdefgh.localhost:4321"]), 421),
        (host("empty", &[""]), 421),
        (Try { path: "http://evil.example/s/htmx.js", ..get("absolute", &[]) }, 421),
        (Try { path: "http://abcdefgh.localhost:4321/", ..get("absolute", &[]) }, 421),
        (method("PUT"), 405),
        (method("DELETE"), 405),
        (method("PATCH"), 405),
        (method("OPTIONS"), 405),
        (method("TRACE"), 405),
        (method("CONNECT"), 405),
        (method("BREW"), 405),
        (Try { path: "/s/htmx.js", ..post("post where one gets", &[ORIGIN, TYPE]) }, 405),
        (Try { path: "/language", ..get("get where one posts", &[]) }, 405),
        (get("other origin", &[("origin", "http://evil.example")]), 403),
        (get("null origin", &[("origin", "null")]), 403),
        (get("origin by https", &[("origin", "https://abcdefgh.localhost:4321")]), 403),
        (get("origin of another port", &[("origin", "http://abcdefgh.localhost:1")]), 403),
        (get("two origins", &[ORIGIN, ORIGIN]), 403),
        (get("cross-site", &[("sec-fetch-site", "cross-site")]), 403),
        (get("same-site", &[("sec-fetch-site", "same-site")]), 403),
        (get("nobody's site, not by a person", &[("sec-fetch-site", "none")]), 403),
        (get("two sites", &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "none")]), 403),
        (get("made-up site", &[("sec-fetch-site", "Same-Origin")]), 403),
        (post("no origin", &[TYPE]), 403),
        (post("other origin", &[TYPE, ("origin", "http://evil.example")]), 403),
        (post("null origin", &[TYPE, ("origin", "null")]), 403),
        (post("cross-site", &[TYPE, ORIGIN, ("sec-fetch-site", "cross-site")]), 403),
        (
            post("by navigation", &[TYPE, ORIGIN, NAVIGATE, DOCUMENT, ("sec-fetch-site", "none")]),
            403,
        ),
        (out(get("no token", &[])), 401),
        (out(get("half a token", &[("cookie", "kring=00")])), 401),
        (
            out(get(
                "wrong token",
                &[(
                    "cookie",
                    "kring=0000000000000000000000000000000000000000000000000000000000000000",
                )],
            )),
            401,
        ),
        (out(get("token as bearer", &[("authorization", "Bearer 00")])), 401),
        (out(post("no token", &[TYPE, ORIGIN])), 401),
        (out(Try { path: "/", ..get("no token, by a program", &[]) }), 401),
        (out(Try { path: "/enter", ..post("a wrong code", &[TYPE, ORIGIN]) }), 401),
        (
            out(Try {
                path: "/enter",
                ..post("a code from elsewhere", &[TYPE, ("origin", "null")])
            }),
            403,
        ),
        (out(Try { path: "/s/kring.css", ..get("the entrance's style", &[]) }), 200),
        (post("no type", &[ORIGIN]), 415),
        (post("json", &[ORIGIN, ("content-type", "application/json")]), 415),
        (post("plain", &[ORIGIN, ("content-type", "text/plain")]), 415),
        (post("parts", &[ORIGIN, ("content-type", "multipart/form-data; boundary=x")]), 415),
        (Try { path: "/backup", ..post("a form without a file", &[ORIGIN, TYPE]) }, 415),
        (
            Try {
                path: "/backup",
                ..post("parts, said too long", &[ORIGIN, PARTS, ("content-length", "999999999")])
            },
            413,
        ),
        (out(Try { path: "/backup", ..post("a file, no token", &[ORIGIN, PARTS]) }), 401),
        (Try { path: "/backup", ..post("a file from elsewhere", &[EVIL, PARTS]) }, 403),
        (out(Try { path: "/wipe-all", ..post("wipe all, no token", &[ORIGIN, TYPE]) }), 401),
        (Try { path: "/wipe-all", ..post("wipe all from elsewhere", &[EVIL, TYPE]) }, 403),
        (Try { path: "/wipe-all", ..post("wipe all from nowhere", &[TYPE]) }, 403),
        (post("two types", &[ORIGIN, TYPE, ("content-type", "text/plain")]), 403),
        (post("said too long", &[ORIGIN, TYPE, ("content-length", "4194305")]), 413),
        (post("lying length", &[ORIGIN, TYPE, ("content-length", "-1")]), 400),
        (
            Try {
                body: Some(super::judge::body_cap("/new") + 1),
                ..post("too long", &[ORIGIN, TYPE])
            },
            413,
        ),
    ]
}

#[tokio::test]
async fn whatever_is_not_in_order_is_refused_with_an_empty_body() {
    let bench = Bench::new();
    let tries = tries();
    assert!(tries.len() >= 40, "{}", tries.len());
    for (one, status) in tries {
        let answer = bench.ask(&one).await;
        assert_eq!(answer.status().as_u16(), status, "{} {} {}", one.what, one.method, one.path);
        for (name, value) in HEADERS {
            assert_eq!(answer.headers()[name].to_str().unwrap(), value, "{}", one.what);
        }
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body.is_empty(), status != 200, "{}: {body:?}", one.what);
    }
}

#[tokio::test]
async fn an_old_tab_or_bookmark_gets_the_sentence_and_nothing_else() {
    let bench = Bench::new();
    let by_person: &[(&str, &str)] = &[NAVIGATE, DOCUMENT, ("sec-fetch-site", "none")];
    let by_link: &[(&str, &str)] = &[NAVIGATE, DOCUMENT, ("sec-fetch-site", "cross-site")];
    let old: &[(&str, &str)] = &[("accept", "text/html,*/*")];
    let page = |headers, no_cookie, path| Try { path, no_cookie, ..get("page", headers) };
    let sentence = include_str!("../../templates/entrance.html");
    for one in [
        page(by_person, true, "/"),
        page(by_person, true, "/g/00/p/11"),
        page(old, true, "/"),
        page(by_link, true, "/"),
        page(by_link, false, "/"),
    ] {
        let answer = bench.ask(&one).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, sentence.as_bytes(), "{:?}", one.headers);
    }
    let answer = bench.ask(&page(by_person, false, "/")).await;
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    assert_ne!(body, sentence.as_bytes(), "with a session it is the page");
}

#[tokio::test]
async fn a_code_opens_the_page_once() {
    let bench = Bench::new();
    let (code, _) = bench.key.code(&mut SystemEnv);
    for status in [StatusCode::NO_CONTENT, StatusCode::UNAUTHORIZED] {
        let request = Request::builder()
            .method(Method::POST)
            .uri(ENTER)
            .header(header::HOST, HOST)
            .header(ORIGIN.0, ORIGIN.1)
            .header(TYPE.0, TYPE.1)
            .extension(Peer("127.0.0.1:1".parse().unwrap()))
            .body(Body::from(format!("code={code}")))
            .unwrap();
        let answer = router(Arc::clone(&bench.app)).oneshot(request).await.unwrap();
        assert_eq!(answer.status(), status);
        let cookie = answer.headers().get(header::SET_COOKIE);
        assert_eq!(cookie.is_some(), status == StatusCode::NO_CONTENT);
        if let Some(cookie) = cookie {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/"), "{cookie}");
            assert!(!cookie.contains("Domain"), "only this very host: {cookie}");
        }
    }
}
