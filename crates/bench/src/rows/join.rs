//! A new member: everything verified and on disk, the lists, and what it took.

use std::time::Instant;

use crate::Done;
use crate::figures::Figure;
use crate::floor::millis;
use crate::laptop::{number, word};
use crate::load::Load;
use crate::rows::Bench;
use crate::rows::edit::per;
use crate::statistics::Sample;

/// How often somebody joins.
const TIMES: usize = 3;

/// All rows of joining.
pub(crate) fn rows(bench: &mut Bench, load: &Load) -> Done<()> {
    let (mut whole, mut lists) = (Sample::default(), Sample::default());
    let (mut wire, mut memory, mut held) = (0.0, 0.0, Sample::default());
    for _ in 0..TIMES {
        let laptops = load.restore()?;
        let Some(host) = laptops.first() else { return Ok(()) };
        let mut running = host.run()?;
        // An invitation that comes earlier would take the network itself.
        running.event("begun")?;
        let ticket = ticket(host)?;
        let newcomer = load.newcomer()?;
        let begun = Instant::now();
        let ran = newcomer.command_seconds(&["--quiet", "join", &ticket, "--name", "Sanne"])?;
        whole.0.push(ran.seconds);
        for list in ["note", "case", "meeting"] {
            newcomer.command_seconds(&["--json", list, "list"])?;
        }
        lists.0.push(millis(begun) / 1000.0);
        let traffic = running.traffic()?;
        wire = per(number(&traffic, "udp_sent") + number(&traffic, "udp_heard"), 1_000_000);
        held.0.push(arrivals(&newcomer)?);
        let after = newcomer.run()?;
        after.level_with(1)?;
        memory = per(after.process().memory()?, 1_000_000);
        after.stop()?;
        running.stop()?;
    }
    #[allow(clippy::cast_precision_loss)]
    let lacking = load.arrivals as f64 - held.median();
    let add = |bench: &mut Bench, figure: Figure| bench.add(load, 1, figure);
    add(
        bench,
        Figure::new("a new member has everything", whole.median(), "s").target(0.6).note(format!(
            "the whole `kring join`; {:.0} held, {} in the load",
            held.median(),
            load.arrivals
        )),
    );
    add(
        bench,
        Figure::new("a new member has all lists", lists.median(), "s")
            .target(3.0)
            .note("with `note list`, `case list`, `meeting list` after it"),
    );
    add(
        bench,
        Figure::new("a new member on the wire", wire, "MB").target(4.0).note("UDP both ways"),
    );
    add(bench, Figure::new("memory after a join, running", memory, "MB").target(45.0));
    if lacking > 0.0 {
        let figure = Figure::new("entries that are not for a new member", lacking, "");
        add(bench, figure.note("case files of those who were members before"));
    }
    Ok(())
}

/// A ticket with which whoever comes is let in.
fn ticket(host: &crate::laptop::Laptop) -> Done<String> {
    for _ in 0..100 {
        if let Ok(made) = host.json(&["--yes", "invite", "--no-wait"]) {
            return Ok(word(&made, "ticket").to_owned());
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    Err(crate::failed("no ticket"))
}

fn arrivals(laptop: &crate::laptop::Laptop) -> Done<f64> {
    let replica = crate::load::open(&laptop.home)?;
    Ok(per(replica.store().position()?.number, 1))
}
