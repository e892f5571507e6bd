//! What this machine can do at best: its disk, its loopback, the start of a process.

use std::fs::{self, File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use iroh::endpoint::presets;
use iroh::{Endpoint, EndpointAddr, TransportAddr};
use serde::Serialize;

use crate::statistics::Sample;
use crate::{Done, failed};

/// How often each is done.
const TIMES: usize = 300;

/// A page of the database, and the write-ahead log's frame of it.
const PAGE: usize = 4096;

/// Bytes of the file that is written over and over: like a log that has grown.
const FILE: u64 = 4 * 1024 * 1024;

/// The name of the conversation that is measured.
const ALPN: &[u8] = b"kring-bench/echo";

/// Medians, in milliseconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Floors {
    /// One page written over and `fdatasync`.
    pub(crate) fdatasync_ms: f64,
    /// The slowest of a hundred.
    pub(crate) fdatasync_p99_ms: f64,
    /// One message there and back over iroh on loopback, in one process.
    pub(crate) round_trip_ms: f64,
    /// A process that does nothing, from start to end.
    pub(crate) process_ms: f64,
}

/// Measures them all, on the disk of `folder`.
pub(crate) fn measure(folder: &Path) -> Done<Floors> {
    let sync = fdatasync(folder)?;
    Ok(Floors {
        fdatasync_ms: sync.median(),
        fdatasync_p99_ms: sync.p99(),
        round_trip_ms: round_trip()?.median(),
        process_ms: process()?.median(),
    })
}

/// Refuses a folder that lies in memory: nothing there is ever on a disk.
pub(crate) fn refuse_memory(folder: &Path) -> Done<()> {
    let output = Command::new("stat").args(["-f", "-c", "%T"]).arg(folder).output()?;
    let kind = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match kind.as_str() {
        "tmpfs" | "ramfs" => Err(failed(&format!("{} is in memory ({kind})", folder.display()))),
        _ => Ok(()),
    }
}

fn fdatasync(folder: &Path) -> Done<Sample> {
    let path = folder.join("floor");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(&path)?;
    let page = [0x6b; PAGE];
    for _ in 0..FILE / PAGE as u64 {
        file.write_all(&page)?;
    }
    file.sync_all()?;
    let mut sample = Sample::default();
    for turn in 0..TIMES as u64 {
        file.seek(SeekFrom::Start((turn * PAGE as u64) % FILE))?;
        let begun = Instant::now();
        write_durably(&mut file, &page)?;
        sample.0.push(millis(begun));
    }
    drop(file);
    fs::remove_file(path)?;
    Ok(sample)
}

fn write_durably(file: &mut File, page: &[u8]) -> Done<()> {
    file.write_all(page)?;
    Ok(file.sync_data()?)
}

fn round_trip() -> Done<Sample> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let here = || async {
            let at: std::net::SocketAddr = ([127, 0, 0, 1], 0).into();
            let builder = Endpoint::builder(presets::Minimal).alpns(vec![ALPN.to_vec()]);
            Ok::<_, crate::Failed>(builder.bind_addr(at)?.bind().await?)
        };
        let (one, two) = (here().await?, here().await?);
        let at = two.bound_sockets().into_iter().find(std::net::SocketAddr::is_ipv4);
        let at = at.ok_or_else(|| failed("no socket"))?;
        let address = EndpointAddr::from_parts(two.id(), [TransportAddr::Ip(at)]);
        let echo = tokio::spawn(async move {
            let connection = two.accept().await?.await.ok()?;
            let (mut send, mut receive) = connection.accept_bi().await.ok()?;
            let mut bytes = [0; 64];
            while let Ok(()) = receive.read_exact(&mut bytes).await {
                send.write_all(&bytes).await.ok()?;
            }
            Some(())
        });
        let connection = one.connect(address, ALPN).await?;
        let (mut send, mut receive) = connection.open_bi().await?;
        let mut bytes = [7; 64];
        let mut sample = Sample::default();
        for _ in 0..TIMES {
            let begun = Instant::now();
            send.write_all(&bytes).await?;
            receive.read_exact(&mut bytes).await?;
            sample.0.push(millis(begun));
        }
        send.finish()?;
        echo.await?.ok_or_else(|| failed("the echo ended early"))?;
        Ok(sample)
    })
}

fn process() -> Done<Sample> {
    let mut sample = Sample::default();
    for _ in 0..TIMES / 10 {
        let begun = Instant::now();
        Command::new("true").status()?;
        sample.0.push(millis(begun));
    }
    Ok(sample)
}

/// Milliseconds since a moment.
pub(crate) fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}
