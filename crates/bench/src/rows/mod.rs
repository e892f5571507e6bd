//! The rows of the table, each over the real path.

pub(crate) mod all;
pub(crate) mod edit;
pub(crate) mod join;
pub(crate) mod meeting;
pub(crate) mod page;
pub(crate) mod start;

use crate::figures::Figure;
use crate::floor::Floors;
use crate::laptop::Running;
use crate::load::Load;
use crate::{Done, failed, say};

/// A run of the benchmark.
pub(crate) struct Bench {
    /// What this machine can do.
    pub(crate) floors: Floors,
    /// Edits per row.
    pub(crate) edits: usize,
    /// All figures so far.
    pub(crate) figures: Vec<Figure>,
}

impl Bench {
    /// Takes a figure in, and shows it.
    pub(crate) fn add(&mut self, load: &Load, laptops: usize, figure: Figure) {
        let figure = figure.of(load.spec.changes, laptops);
        say(&figure.line());
        self.figures.push(figure);
    }

    /// Measures; what cannot be measured is told and falls short.
    pub(crate) fn try_row(
        &mut self,
        load: &Load,
        what: &str,
        row: impl FnOnce(&mut Self) -> Done<()>,
    ) {
        if let Err(error) = row(self) {
            let figure = Figure::new(what, f64::NAN, "").target(0.0);
            self.add(load, 0, figure.note(format!("not measured: {error}")));
        }
    }
}

/// The first two laptops of a load as it was made, running and level.
pub(crate) fn two_level(load: &Load) -> Done<(Running, Running)> {
    let laptops = load.restore()?;
    let (Some(one), Some(two)) = (laptops.first(), laptops.get(1)) else {
        return Err(failed("two laptops are needed"));
    };
    let (here, there) = (one.run()?, two.run()?);
    here.level_with(1)?;
    there.level_with(1)?;
    Ok((here, there))
}
