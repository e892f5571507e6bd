//! Another program or user of the same computer gets nothing, and what a tab may say is bounded.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::{Value, json};

use super::browser::Browser;
use crate::support::{Laptop, whole_machine};

/// A server of somebody else on this computer: it says what it was asked, with all headers.
fn other_server(html: &'static str) -> (u16, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (asked, heard) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\
                 Connection: close\r\n\r\n{html}",
                html.len()
            );
            if asked.send(head.join("\n")).is_err() || stream.write_all(answer.as_bytes()).is_err()
            {
                return;
            }
        }
    });
    (port, heard)
}

/// What a page of another server tries against the page at `arguments[0]`.
const TRIES: &str = "const [to, done] = arguments; (async () => {
    const tried = {};
    const quiet = async (name, f) => { try { tried[name] = await f(); } catch { tried[name] = 'refused'; } };
    await quiet('read', async () => (await fetch(to, { credentials: 'include' })).status);
    await quiet('blind', async () => (await fetch(to, { credentials: 'include', mode: 'no-cors' })).type);
    await quiet('post', async () => (await fetch(to + 'settings', { method: 'POST', credentials: 'include',
        body: new URLSearchParams({ me: 'Evil' }) })).status);
    await quiet('socket', () => new Promise((ok, no) => { const s = new WebSocket(arguments[0].replace('http', 'ws') + 'g/x/live');
        s.onopen = () => ok('open'); s.onerror = () => no(new Error()); }));
    await quiet('script', () => new Promise((ok, no) => { const s = document.createElement('script'); s.src = to + 's/kring.js';
        s.onload = () => ok('ran'); s.onerror = () => no(new Error()); document.head.append(s); }));
    await quiet('frame', () => new Promise((ok, no) => { const f = document.createElement('iframe'); f.src = to;
        f.onload = () => { try { ok(f.contentDocument ? f.contentDocument.title : 'opaque'); } catch { ok('opaque'); } };
        f.onerror = () => no(new Error()); document.body.append(f); }));
    return tried;
})().then(done)";

#[tokio::test(flavor = "multi_thread")]
async fn another_server_of_this_computer_gets_no_cookie_and_no_answer() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl", "--name", "Noor"]);
    let page = Browser::open(&noor).await;
    let to = page.here("/").await;
    let (port, heard) = other_server("<!doctype html><h1>x</h1>");
    for host in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), {
        // The same name, so that only the port differs: the one way in which cookies are shared.
        let name = to.trim_start_matches("http://").split(':').next().unwrap();
        format!("{name}:{port}")
    }] {
        page.client.goto(&format!("http://{host}/")).await.unwrap();
        let asked = heard.recv_timeout(Duration::from_secs(20)).unwrap();
        let told = asked.to_lowercase().contains("cookie:");
        // Who does not know the random name is never told; who knows it sits in this very browser.
        assert!(!told || host.contains(".localhost"), "{asked}");
        let tried = page.client.execute_async(TRIES, vec![json!(to)]).await.unwrap();
        for (what, came) in tried.as_object().unwrap() {
            let nothing =
                matches!(came, Value::String(said) if said == "refused" || said == "opaque");
            assert!(nothing, "{host} {what}: {came}");
        }
        let name = noor.json(&["settings"])["name"].clone();
        assert_eq!(name, "Noor", "nothing was changed");
    }
    page.close().await;
}

#[test]
fn another_user_of_this_computer_gets_nothing_without_the_token() {
    let noor = Laptop::founder("Noor");
    let mut page = noor.start(&["--no-browser"]);
    let file = page.line();
    let redirect = std::fs::read_to_string(&file).unwrap();
    let host = redirect.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let group = noor.json(&["groups"])[0]["group"].as_str().unwrap().to_owned();
    for (head, wanted) in [
        (format!("GET /g/{group} HTTP/1.1\r\nHost: {host}\r\n\r\n"), "401"),
        (format!("GET /g/{group}/live HTTP/1.1\r\nHost: {host}\r\n\r\n"), "401"),
        (format!("GET /s/kring.js HTTP/1.1\r\nHost: {host}\r\n\r\n"), "401"),
        (
            format!("GET / HTTP/1.1\r\nHost: {host}\r\nCookie: kring={}\r\n\r\n", "0".repeat(64)),
            "401",
        ),
        ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned(), "421"),
        (format!("POST /enter HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n"), "403"),
        (format!("DELETE / HTTP/1.1\r\nHost: {host}\r\n\r\n"), "405"),
    ] {
        let said = ask(&host, &head);
        assert!(said.starts_with(&format!("HTTP/1.1 {wanted}")), "{head}\n{said}");
        assert!(said.ends_with("\r\n\r\n"), "an empty body: {said}");
        assert!(!said.contains("Noor") && !said.contains("Rust in de avond"), "{said}");
    }
    page.interrupt();
    page.ended();
}

fn ask(host: &str, head: &str) -> String {
    let port = host.rsplit(':').next().unwrap();
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut said = Vec::new();
    let mut part = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut part) {
        said.extend_from_slice(&part[..read]);
    }
    String::from_utf8_lossy(&said).into_owned()
}

/// Opens sockets of this page and says things over them; how each ended.
const SAYS: &str = "const [path, done] = arguments; (async () => {
    const begin = () => { const s = new WebSocket(location.origin.replace('http', 'ws') + path);
        const closed = new Promise(ok => { s.onclose = () => ok('closed'); });
        return new Promise((ok, no) => { s.onopen = () => ok({ s, closed }); s.onerror = no; }); };
    const soon = promise => Promise.race([promise, new Promise(ok => setTimeout(() => ok('open'), 20000))]);
    const ended = {};
    const says = async (name, ...said) => { const { s, closed } = await begin();
        for (const one of said) s.send(one); ended[name] = await soon(closed); s.close(); };
    await says('no json', 'x');
    await says('no such message', JSON.stringify({ t: 'drop', at: 1 }));
    await says('bytes', new Uint8Array(10));
    await says('too long', 'x'.repeat(4 * 1024 * 1024 + 1));
    await says('too many', ...Array(2100).fill(JSON.stringify({ t: 'gone', at: 1 })));
    await says('too many keys', JSON.stringify({ t: 'keys', salts: Array(65).fill('0'.repeat(32)) }));
    const many = [];
    for (let i = 0; i < 70; i += 1) { try { many.push(await begin()); } catch { break; } }
    await new Promise(ok => setTimeout(ok, 500));
    ended.many = many.filter(({ s }) => s.readyState === WebSocket.OPEN).length;
    for (const { s } of many) s.close();
    await new Promise(ok => setTimeout(ok, 1000));
    const { s } = await begin();
    ended.after = await new Promise(ok => { s.onmessage = e => ok(JSON.parse(e.data).t);
        s.send(JSON.stringify({ t: 'keys', salts: ['0'.repeat(32)] })); });
    return ended;
})().then(done, error => done(String(error)))";

#[tokio::test(flavor = "multi_thread")]
async fn what_a_tab_may_say_is_bounded_and_the_page_goes_on() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    let page = Browser::open(&noor).await;
    page.go_in_group(&noor, "").await;
    let path = format!("{}/live", page.client.current_url().await.unwrap().path());
    let ended = page.client.execute_async(SAYS, vec![json!(path)]).await.unwrap();
    for what in ["no json", "no such message", "bytes", "too long", "too many", "too many keys"] {
        assert_eq!(ended[what], "closed", "{what}: {ended}");
    }
    assert_eq!(ended["many"], 64, "sockets at once: {ended}");
    assert_eq!(ended["after"], "keys", "whoever stays within bounds is heard: {ended}");
    page.go_in_group(&noor, "all/notes").await;
    page.close().await;
}
