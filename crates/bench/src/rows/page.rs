//! What somebody waits for who starts Kring, until "Mijn groepen" is there; without the browser's own
//! start.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::figures::Figure;
use crate::laptop::Laptop;
use crate::load::Load;
use crate::rows::Bench;
use crate::statistics::Sample;
use crate::{Done, failed};

/// How often the page is started.
const TIMES: usize = 10;

/// What a group of the list is made of in the page.
const GROUP: &str = "href=\"/g/";

/// How long one answer may take before the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// The row: from the start of the process until the list of groups was received.
pub(crate) fn row(bench: &mut Bench, load: &Load) -> Done<()> {
    let laptops = load.restore()?;
    let Some(laptop) = laptops.first() else { return Ok(()) };
    // The first page asks for the language, once.
    laptop.command_seconds(&["settings", "--language", "nl"])?;
    let mut sample = Sample::default();
    for _ in 0..TIMES {
        sample.0.push(seconds(laptop)? * 1000.0);
    }
    let figure = Figure::new("`kring` until \"Mijn groepen\" is received", sample.median(), "ms")
        .p99(sample.p99())
        .target(2000.0)
        .floor(bench.floors.process_ms)
        .note("without the browser's own start");
    bench.add(load, 1, figure);
    Ok(())
}

fn seconds(laptop: &Laptop) -> Done<f64> {
    let mut command = laptop.command(&["--no-browser"])?;
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let list = first_list(&mut child);
    let seconds = begun.elapsed().as_secs_f64();
    // Politely, as Ctrl-C does: a program that is killed begins new logs.
    let id = child.id().to_string();
    Command::new("kill").args(["-INT", &id]).status()?;
    child.wait()?;
    if list?.contains(GROUP) { Ok(seconds) } else { Err(failed("the page lists no group")) }
}

/// What a browser does with the file that the program names.
fn first_list(child: &mut Child) -> Done<String> {
    let stdout = child.stdout.take().ok_or_else(|| failed("no output"))?;
    let mut file = String::new();
    BufReader::new(stdout).read_line(&mut file)?;
    let page = std::fs::read_to_string(file.trim())?;
    let address = page.split("http://").nth(1).and_then(|rest| rest.split('"').next());
    let (host, code) = address
        .and_then(|address| address.split_once("/#"))
        .ok_or_else(|| failed("the file leads nowhere"))?;
    let form = format!("code={code}");
    let head = format!(
        "POST /enter HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
        form.len()
    );
    let entered = ask(host, &head, &form)?;
    let cookie = entered
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next())
        .ok_or_else(|| failed("nobody was let in"))?;
    ask(host, &format!("GET / HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n"), "")
}

fn ask(host: &str, head: &str, body: &str) -> Done<String> {
    let port = host.split_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
    let port = port.ok_or_else(|| failed("no port"))?;
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
