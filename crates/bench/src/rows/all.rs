//! One edit on the disks of all laptops.

use crate::dice::Dice;
use crate::figures::Figure;
use crate::laptop::{Running, all_level, number};
use crate::load::Load;
use crate::rows::Bench;
use crate::rows::edit::per;
use crate::statistics::Sample;
use crate::{Done, prose};

/// The row for the first `count` laptops of a load; `beyond` two `fdatasync` is the target, in
/// milliseconds. Without a target it is a point of a growth.
pub(crate) fn row(bench: &mut Bench, load: &Load, count: usize, beyond: Option<f64>) -> Done<()> {
    let laptops = load.restore()?;
    let mut running =
        laptops.iter().take(count).map(crate::laptop::Laptop::run).collect::<Done<Vec<_>>>()?;
    all_level(&running)?;
    std::thread::sleep(std::time::Duration::from_secs(2));
    let page = load.minutes().into_iter().next().unwrap_or_default();
    let mut dice = Dice::new(load.spec.seed);
    let edits = (bench.edits / 3).max(10);
    let mut sample = Sample::default();
    edit(&mut running, &page, &mut dice)?;
    let before = messages(&mut running)?;
    for _ in 0..edits {
        sample.0.push(edit(&mut running, &page, &mut dice)?);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let after = messages(&mut running)?;
    let (payloads, all) = (per(after.0 - before.0, edits), per(after.1 - before.1, edits));
    let floor = 2.0 * bench.floors.fdatasync_ms;
    let mut figure =
        Figure::new(&format!("one edit on all of {count} laptops' disks"), sample.median(), "ms")
            .p99(sample.p99())
            .floor(floor)
            .note(format!("{payloads:.1} payloads, {all:.1} messages each"));
    if let Some(beyond) = beyond {
        figure = figure.target(floor + beyond);
    } else {
        figure.row = "growth: one edit on all laptops' disks (ms)".to_owned();
    }
    bench.add(load, count, figure);
    if beyond.is_some() {
        let figure = Figure::new("messages for one edit on all laptops", all, "");
        bench.add(load, count, figure.target(12.0).note(format!("{payloads:.1} payloads")));
    }
    running.into_iter().try_for_each(Running::stop)
}

/// Milliseconds until every other has it on disk.
fn edit(running: &mut [Running], page: &str, dice: &mut Dice) -> Done<f64> {
    let others = running.len().saturating_sub(1);
    let Some(here) = running.first_mut() else { return Ok(f64::NAN) };
    here.hush();
    let typed = prose::words(dice, 1).concat();
    here.line(&format!("type {page} {typed}"))?;
    let [begun, _, last] = here.confirmed_by(others)?;
    Ok(per(last.saturating_sub(begun), 1000))
}

/// Payloads and messages that all have sent.
fn messages(running: &mut [Running]) -> Done<(u64, u64)> {
    let mut sum = (0, 0);
    for one in running {
        let traffic = one.traffic()?;
        sum.0 += number(&traffic, "payloads_sent");
        sum.1 += number(&traffic, "messages_sent");
    }
    Ok(sum)
}
