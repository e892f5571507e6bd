//! The same edits through samod 0.16: one document with all of the history, two repositories in
//! one process over TCP on loopback, nothing forced to the disk and nothing verified.
//!
//! A program of its own, which `kring-bench` starts: what it brings along is compiled for nothing
//! else. It writes one line of JSON.

// The dice and the prose of the benchmark, so that the edits are the same.
#[path = "../../bench/src/dice.rs"]
mod dice;
#[path = "../../bench/src/prose.rs"]
mod prose;

use std::io::Write as _;
use std::time::{Duration, Instant};

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, AutomergeError, ObjType, ROOT, ReadDoc, TextEncoding};
use clap::Parser;
use samod::{BackoffConfig, DocHandle, Repo};
use tokio::net::TcpListener;

use dice::Dice;

/// How long it may take until an edit is there.
const PATIENCE: Duration = Duration::from_secs(60);

/// What may fail here.
type Done<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures samod.
#[derive(Debug, Parser)]
struct Args {
    /// Where chance begins.
    #[arg(long)]
    seed: u64,
    /// Changes in the document.
    #[arg(long)]
    changes: usize,
    /// Texts in the document.
    #[arg(long)]
    pages: usize,
    /// Members who typed them.
    #[arg(long)]
    laptops: usize,
    /// Edits that are timed.
    #[arg(long)]
    edits: usize,
}

fn main() -> Done<()> {
    let args = Args::parse();
    let document = document(&args)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let (visible, join) = runtime.block_on(measure(document, args.edits))?;
    let json = serde_json::json!({ "visible_ms": visible, "join_s": join });
    Ok(writeln!(std::io::stdout(), "{json}")?)
}

/// One document with as many changes on as many texts, by as many actors.
fn document(args: &Args) -> Done<Automerge> {
    let mut dice = Dice::new(args.seed);
    let mut document = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
    let mut tx = document.transaction();
    let texts = (0..args.pages)
        .map(|page| tx.put_object(ROOT, format!("page {page}"), ObjType::Text))
        .collect::<Result<Vec<_>, AutomergeError>>()?;
    tx.commit();
    let bursts = args.changes / args.pages.max(1);
    for (number, text) in texts.iter().enumerate() {
        let member = u8::try_from(number % args.laptops.max(1))?;
        document.set_actor(ActorId::from([member + 1; 16]));
        for word in prose::words(&mut dice, bursts) {
            let mut tx = document.transaction();
            let at = tx.length(text);
            tx.splice_text(text, at, 0, &word)?;
            tx.commit_with(CommitOptions::default());
        }
    }
    document.set_actor(ActorId::from([99; 16]));
    Ok(document)
}

async fn measure(document: Automerge, edits: usize) -> Done<(Vec<f64>, f64)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let here = Repo::build_tokio().load().await;
    let there = Repo::build_tokio().load().await;
    let url = format!("tcp://127.0.0.1:{port}");
    let acceptor = here.make_acceptor(url.parse()?)?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if stream.set_nodelay(true).is_err() || acceptor.accept_tokio_io(stream).is_err() {
                return;
            }
        }
    });
    let mine = here.create(document).await?;
    let url = format!("tcp://127.0.0.1:{port}").parse()?;
    let dialer =
        there.dial_tcp(url, BackoffConfig::default()).map_err(|error| error.to_string())?;
    dialer.established().await.map_err(|error| failed(&format!("{error:?}")))?;
    let begun = Instant::now();
    let theirs =
        there.find(mine.document_id().clone()).await?.ok_or_else(|| failed("not found"))?;
    level(&mine, &theirs).await?;
    let join = begun.elapsed().as_secs_f64();
    let mut sample = Vec::new();
    for turn in 0..edits {
        let begun = Instant::now();
        mine.with_document(|document| edit(document, turn))?;
        level(&mine, &theirs).await?;
        sample.push(begun.elapsed().as_secs_f64() * 1000.0);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    there.stop().await;
    here.stop().await;
    Ok((sample, join))
}

fn edit(document: &mut Automerge, turn: usize) -> Done<()> {
    let Some((_, text)) = document.get(ROOT, "page 0")? else { return Err(failed("no page")) };
    let mut tx = document.transaction();
    let at = tx.length(&text);
    tx.splice_text(&text, at, 0, &format!("woord{turn} "))?;
    tx.commit();
    Ok(())
}

/// Waits until both show the same.
async fn level(mine: &DocHandle, theirs: &DocHandle) -> Done<()> {
    let until = Instant::now() + PATIENCE;
    let heads = mine.with_document(|document| document.get_heads());
    while theirs.with_document(|document| document.get_heads()) != heads {
        if Instant::now() > until {
            return Err(failed("samod is not level in time"));
        }
        tokio::time::sleep(Duration::from_micros(100)).await;
    }
    Ok(())
}

fn failed(why: &str) -> Box<dyn std::error::Error + Send + Sync> {
    why.to_owned().into()
}
