//! Laptops that know each other meet again: nothing new, a little new, and how long it takes.

use crate::dice::Dice;
use crate::figures::Figure;
use crate::laptop::{Laptop, number};
use crate::load::Load;
use crate::room::Room;
use crate::rows::edit::per;
use crate::rows::{Bench, two_level};
use crate::statistics::Sample;
use crate::{Done, prose, say};

/// How often each is done.
const TIMES: usize = 5;

/// Changes of each laptop while they are apart, and pages on which they are.
const APART: (usize, usize) = (20, 3);

/// All rows of meeting again.
pub(crate) fn rows(bench: &mut Bench, load: &Load) -> Done<()> {
    nothing_new(bench, load)?;
    little_new(bench, load)?;
    by_mdns(bench, load)
}

fn nothing_new(bench: &mut Bench, load: &Load) -> Done<()> {
    let (mut here, there) = two_level(load)?;
    let laptops = load.laptops();
    there.stop()?;
    let (mut frames, mut wire) = (Sample::default(), Sample::default());
    let (mut cpu, mut level, mut messages) =
        (Sample::default(), Sample::default(), Sample::default());
    for _ in 0..TIMES {
        std::thread::sleep(std::time::Duration::from_millis(300));
        here.hush();
        let (before, nanos) = (here.traffic()?, here.process().cpu_nanos()?);
        let Some(other) = laptops.get(1) else { return Ok(()) };
        let there = other.run()?;
        let at = there.level_with(1)?;
        level.0.push(per(at.saturating_sub(there.begun), 1000));
        let (after, nanos_after) = (here.traffic()?, here.process().cpu_nanos()?);
        let more = |names: [&str; 2]| {
            per(names.iter().map(|name| number(&after, name) - number(&before, name)).sum(), 1)
        };
        frames.0.push(more(["frames_sent", "frames_heard"]));
        wire.0.push(more(["udp_sent", "udp_heard"]));
        messages.0.push(more(["messages_sent", "messages_heard"]));
        cpu.0.push(per(nanos_after - nanos, 1_000_000));
        there.stop()?;
    }
    here.stop()?;
    let add = |bench: &mut Bench, figure: Figure| bench.add(load, 2, figure);
    add(
        bench,
        Figure::new("reconnect, nothing new", frames.median(), "bytes").target(200.0).note(
            format!(
                "{:.0} messages, presence included; UDP {:.0}",
                messages.median(),
                wire.median()
            ),
        ),
    );
    add(
        bench,
        Figure::new("reconnect, nothing new: processor", cpu.median(), "ms")
            .note("of the one who was there, handshake included"),
    );
    add(
        bench,
        Figure::new("opened to level, nothing new", level.median() / 1000.0, "s")
            .target(1.0)
            .note("from the start of the process"),
    );
    Ok(())
}

fn little_new(bench: &mut Bench, load: &Load) -> Done<()> {
    let (mut frames, mut wire, mut level) =
        (Sample::default(), Sample::default(), Sample::default());
    for _ in 0..TIMES.min(3) {
        let laptops = load.restore()?;
        let (Some(one), Some(two)) = (laptops.first(), laptops.get(1)) else { return Ok(()) };
        write_alone(load, one)?;
        write_alone(load, two)?;
        let mut here = one.run()?;
        let there = two.run()?;
        let at = there.level_with(1)?;
        level.0.push(per(at.saturating_sub(there.begun), 1_000_000));
        let traffic = here.traffic()?;
        frames
            .0
            .push(per(number(&traffic, "frames_sent") + number(&traffic, "frames_heard"), 1000));
        wire.0.push(per(number(&traffic, "udp_sent") + number(&traffic, "udp_heard"), 1000));
        here.stop()?;
        there.stop()?;
    }
    let add = |bench: &mut Bench, figure: Figure| bench.add(load, 2, figure);
    add(
        bench,
        Figure::new("reconnect, 20 + 20 changes in 3 pages", frames.median(), "kB")
            .target(5.0)
            .note(format!("UDP {:.1} kB", wire.median())),
    );
    add(bench, Figure::new("opened to level, 20 + 20 changes", level.median(), "s").target(1.0));
    Ok(())
}

/// In a room where no address that was kept is of use.
fn by_mdns(bench: &mut Bench, load: &Load) -> Done<()> {
    let room = match Room::build(2) {
        Ok(room) => room,
        Err(why) => {
            say(&format!("by mDNS alone: not measured, it takes root ({why})"));
            return Ok(());
        }
    };
    let mut level = Sample::default();
    for _ in 0..TIMES {
        let laptops = load.restore()?;
        let mut inside = laptops.iter().zip(room.spaces()).map(|(one, space)| one.in_space(space));
        let (Some(one), Some(two)) = (inside.next(), inside.next()) else { return Ok(()) };
        let here = one.run()?;
        here.event("begun")?;
        std::thread::sleep(std::time::Duration::from_secs(1));
        let there = two.run()?;
        let at = there.level_with(1)?;
        level.0.push(per(at.saturating_sub(there.begun), 1_000_000));
        there.stop()?;
        here.stop()?;
    }
    let figure = Figure::new("opened to level, by mDNS alone", level.median(), "s").target(3.0);
    bench.add(load, 2, figure.note("in a room of namespaces, from the start of the process"));
    Ok(())
}

/// Types while nobody else is there.
fn write_alone(load: &Load, laptop: &Laptop) -> Done<()> {
    let mut running = laptop.run()?;
    let mut dice = Dice::new(load.spec.seed);
    let pages: Vec<String> = load.minutes().into_iter().take(APART.1).collect();
    for turn in 0..APART.0 {
        let Some(page) = pages.get(turn % pages.len().max(1)) else { break };
        running.line(&format!("type {page} {}", prose::words(&mut dice, 1).concat()))?;
        running.event("saved")?;
    }
    running.stop()
}
