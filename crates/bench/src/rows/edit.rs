//! One small edit: when it is saved, seen on the other laptop, and on the other's disk; and what
//! it costs on the wire and on the disk.

use std::time::Duration;

use crate::dice::Dice;
use crate::figures::Figure;
use crate::laptop::{Running, number};
use crate::load::Load;
use crate::rows::{Bench, two_level};
use crate::statistics::Sample;
use crate::{Done, prose};

/// Edits before anything is counted.
const WARM: usize = 5;

/// A hand on a keyboard rests at least so long between two bursts.
const REST: Duration = Duration::from_millis(20);

/// QUIC looks for larger packets in its first seconds; what that costs is not the edit's.
const SETTLE: Duration = Duration::from_secs(3);

/// What was measured of edits on one page, in milliseconds and bytes.
pub(crate) struct Edits {
    pub(crate) saved: Sample,
    pub(crate) visible: Sample,
    pub(crate) confirmed: Sample,
    pub(crate) wire: f64,
    pub(crate) frames: f64,
    pub(crate) disk: f64,
    pub(crate) memory: f64,
}

/// All rows of one small edit on this load.
pub(crate) fn rows(bench: &mut Bench, load: &Load, empty: Option<f64>) -> Done<f64> {
    let page = load.minutes().into_iter().next().unwrap_or_default();
    let on_page = measure(load, &page, bench.edits)?;
    let on_group = measure(load, "group", bench.edits)?;
    let (sync, tail) = (bench.floors.fdatasync_ms, bench.floors.fdatasync_p99_ms);
    let visible = on_page.visible.median();
    let add = |bench: &mut Bench, figure: Figure| bench.add(load, 2, figure);
    add(
        bench,
        Figure::new("edit saved here", on_page.saved.median(), "ms")
            .p99(on_page.saved.p99())
            .floor(sync),
    );
    add(
        bench,
        Figure::new("edit to visible on the peer", visible, "ms")
            .p99(on_page.visible.p99())
            .target(sync + 1.0)
            .floor(sync),
    );
    add(
        bench,
        Figure::new("edit to visible on the peer, p99", on_page.visible.p99(), "ms")
            .target(tail + 5.0)
            .floor(tail),
    );
    if let Some(empty) = empty {
        add(
            bench,
            Figure::new("edit to visible, against the empty group", visible / empty, "x")
                .target(1.2),
        );
    }
    add(
        bench,
        Figure::new("edit to visible, group document", on_group.visible.median(), "ms")
            .p99(on_group.visible.p99())
            .target(sync + 7.0)
            .floor(sync),
    );
    add(
        bench,
        Figure::new("edit to confirmed on the peer's disk", on_page.confirmed.median(), "ms")
            .p99(on_page.confirmed.p99())
            .target(2.0 * sync + 1.5)
            .floor(2.0 * sync),
    );
    add(
        bench,
        Figure::new("one small edit on the wire", on_page.wire, "bytes")
            .target(350.0)
            .note(format!("UDP both ways, confirmation included; messages {:.0}", on_page.frames)),
    );
    add(
        bench,
        Figure::new("written to disk per small edit", on_page.disk / 1000.0, "kB")
            .target(12.0)
            .note("of the writer's process"),
    );
    add(
        bench,
        Figure::new("memory with the page open", on_page.memory / 1e6, "MB")
            .target(45.0)
            .note("resident, after unlocking and these edits"),
    );
    Ok(visible)
}

/// Types on one laptop and looks on another.
pub(crate) fn measure(load: &Load, page: &str, edits: usize) -> Done<Edits> {
    let (mut here, mut there) = two_level(load)?;
    for one in [&mut here, &mut there] {
        one.line(&format!("watch {page}"))?;
        one.event("seen")?;
    }
    let mut dice = Dice::new(load.spec.seed);
    for _ in 0..WARM {
        edit(&mut here, &there, page, &mut dice)?;
    }
    std::thread::sleep(SETTLE);
    let (before, disk) = (here.traffic()?, here.process().bytes_written()?);
    let mut sample = [Sample::default(), Sample::default(), Sample::default()];
    for _ in 0..edits {
        let times = edit(&mut here, &there, page, &mut dice)?;
        for (sample, time) in sample.iter_mut().zip(times) {
            sample.0.push(time);
        }
        std::thread::sleep(REST);
    }
    let (after, written) = (here.traffic()?, here.process().bytes_written()?);
    let each = |names: [&str; 2]| {
        let sum = |event| names.iter().map(|name| number(event, name)).sum::<u64>();
        per(sum(&after) - sum(&before), edits)
    };
    let [saved, visible, confirmed] = sample;
    let measured = Edits {
        saved,
        visible,
        confirmed,
        wire: each(["udp_sent", "udp_heard"]),
        frames: each(["frames_sent", "frames_heard"]),
        disk: per(written - disk, edits),
        memory: per(here.process().memory()?, 1),
    };
    here.stop()?;
    there.stop()?;
    Ok(measured)
}

/// One edit: milliseconds until it is saved, visible there, and on the disk there.
fn edit(here: &mut Running, there: &Running, page: &str, dice: &mut Dice) -> Done<[f64; 3]> {
    here.hush();
    there.hush();
    let word_typed = prose::words(dice, 1).concat();
    here.line(&format!("type {page} {word_typed}"))?;
    let [begun, saved, confirmed] = here.confirmed_by(1)?;
    let seen = number(&there.event("seen")?, "at");
    Ok([saved, seen, confirmed].map(|at| per(at.saturating_sub(begun), 1000)))
}

/// A number for each of so many.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn per(sum: u64, count: usize) -> f64 {
    sum as f64 / count.max(1) as f64
}
