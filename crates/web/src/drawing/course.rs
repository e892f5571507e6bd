//! The course of one experiment: a trail with a place to stop for every step, and what came of it.

use super::lines;
use crate::words::Words;

/// Steps in one row of the trail.
const ROW: usize = 4;
/// Distances of the drawing, in its own units.
const WIDE: i32 = 230;
const HIGH: i32 = 200;
const LEFT: i32 = 120;
const TOP: i32 = 84;
/// Characters of a line under a step, and lines.
const LINE: usize = 26;
const LINES: usize = 3;

/// One step, as it is to be drawn.
pub(crate) struct Told {
    /// What was tried.
    pub(crate) plan: String,
    /// When, in words.
    pub(crate) dates: String,
    /// What was decided at its end; empty while nothing was.
    pub(crate) decision: String,
}

/// A drawing of the course.
pub(crate) struct Course {
    pub(crate) width: i32,
    pub(crate) height: i32,
    /// The whole of it in a sentence.
    pub(crate) says: String,
    pub(crate) stations: Vec<Station>,
    pub(crate) trail: Vec<Stretch>,
    pub(crate) end: Option<Sign>,
}

/// A step along the trail.
pub(crate) struct Station {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) number: usize,
    /// When, and under it what was tried, each line with its height.
    pub(crate) dates: Vec<(i32, String)>,
    pub(crate) lines: Vec<(i32, String)>,
}

/// The trail from one step to the next, drawn by what was decided.
pub(crate) struct Stretch {
    pub(crate) path: String,
    /// The name of its look: `on`, `bend`, `fog`, `rest` or `open`.
    pub(crate) look: &'static str,
    pub(crate) sign: Option<Sign>,
}

/// A small picture with a word beside it.
pub(crate) struct Sign {
    pub(crate) x: i32,
    pub(crate) y: i32,
    /// `bend`, `fog`, `rest`, `open` or `flag`.
    pub(crate) look: &'static str,
    pub(crate) word: String,
}

/// Draws the course; nothing before the first step. `outcome` is the word for it, or empty.
pub(crate) fn draw(w: &Words, told: &[Told], outcome: &str) -> Option<Course> {
    let rows = told.len().checked_sub(1)? / ROW + 1;
    let places: Vec<(i32, i32)> = (0..=told.len()).map(place).collect();
    let mut stations = Vec::with_capacity(told.len());
    let mut trail = Vec::with_capacity(told.len());
    for ((one, number), (at, next)) in
        told.iter().zip(1..).zip(places.iter().zip(places.iter().skip(1)))
    {
        stations.push(station(one, number, *at));
        let is_last = number == told.len();
        trail.push(stretch(w, one, *at, *next, is_last && outcome.is_empty()));
    }
    let end = places.last().filter(|_| !outcome.is_empty());
    let end = end.map(|(x, y)| Sign { x: *x, y: *y, look: "flag", word: outcome.to_owned() });
    // The flag, or where it goes on, may begin a row of its own.
    let rows = rows.max(told.len() / ROW + 1);
    Some(Course {
        width: LEFT * 2 + WIDE * (i32::try_from(ROW).unwrap_or(1) - 1),
        height: TOP + HIGH * i32::try_from(rows).unwrap_or(1),
        says: sentence(w, told.len(), outcome),
        stations,
        trail,
        end,
    })
}

fn sentence(w: &Words, steps: usize, outcome: &str) -> String {
    let key = if outcome.is_empty() { "drawing-course-open" } else { "drawing-course-ended" };
    w.say(key, &[("count", steps.into()), ("outcome", outcome.into())])
}

/// Rows go to and fro, as a path up a hill does.
fn place(index: usize) -> (i32, i32) {
    let (row, column) = (index / ROW, index % ROW);
    let column = if row.is_multiple_of(2) { column } else { ROW - 1 - column };
    let at = |count: usize| i32::try_from(count).unwrap_or(i32::MAX / 1_000);
    (LEFT + WIDE * at(column), TOP + HIGH * at(row))
}

fn station(one: &Told, number: usize, (x, y): (i32, i32)) -> Station {
    let mut below = (0_i32..).map(|line| y + 44 + 18 * line);
    let dates = lines(&one.dates, LINE, 2);
    let dates: Vec<_> = below.by_ref().take(dates.len()).zip(dates).collect();
    let plan = lines(&one.plan, LINE, LINES);
    Station { x, y, number, dates, lines: below.zip(plan).collect() }
}

fn stretch(w: &Words, one: &Told, from: (i32, i32), to: (i32, i32), is_open: bool) -> Stretch {
    let look = match one.decision.as_str() {
        "adapt" => "bend",
        "not_knowing_yet" => "fog",
        "stop" => "rest",
        "" if is_open => "open",
        _ => "on",
    };
    let ((x, y), (next_x, next_y)) = (from, to);
    let middle = ((x + next_x) / 2, (y + next_y) / 2);
    let (path, at) = if y == next_y {
        // A bend leaves the straight way more than the trail winds by itself.
        let wave = if look == "bend" { 46 } else { 16 };
        let path = format!(
            "M{x} {y}C{} {} {} {} {next_x} {next_y}",
            (2 * x + next_x) / 3,
            y - wave,
            (x + 2 * next_x) / 3,
            y - wave
        );
        (path, (middle.0, y - wave - 10))
    } else {
        let out = if x > LEFT + WIDE { 96 } else { -96 };
        let path = format!("M{x} {y}C{} {y} {} {next_y} {next_x} {next_y}", x + out, x + out);
        (path, (x + out * 3 / 4, middle.1))
    };
    let sign = matches!(look, "bend" | "fog" | "rest" | "open").then(|| Sign {
        x: at.0,
        y: at.1,
        look,
        word: w.t(&format!("drawing-{look}")),
    });
    Stretch { path, look, sign }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn told(decisions: &[&str]) -> Vec<Told> {
        let step = |decision: &&str| Told {
            plan: "Om tien uur één kopje koffie minder".to_owned(),
            dates: "3 maart".to_owned(),
            decision: (*decision).to_owned(),
        };
        decisions.iter().map(step).collect()
    }

    #[test]
    fn every_step_has_its_place_and_every_decision_its_sign() {
        let w = Words::of(Language::Dutch);
        assert!(draw(w, &[], "").is_none());
        let all = told(&["continue", "adapt", "not_knowing_yet", "more_of_it", "stop", ""]);
        let course = draw(w, &all, "").unwrap();
        let looks: Vec<_> = course.trail.iter().map(|stretch| stretch.look).collect();
        assert_eq!(looks, ["on", "bend", "fog", "on", "rest", "open"]);
        let places: Vec<_> = course.stations.iter().map(|one| (one.x, one.y)).collect();
        let mut apart = places.clone();
        apart.sort_unstable();
        apart.dedup();
        assert_eq!(apart.len(), places.len());
        assert!(places.iter().all(|(x, y)| (0..course.width).contains(x) && *y < course.height));
        assert!(course.end.is_none());
    }

    #[test]
    fn whatever_came_of_it_is_drawn_alike() {
        let w = Words::of(Language::English);
        for outcome in ["works", "works in part", "does not work here"] {
            let course = draw(w, &told(&["continue"; 4]), outcome).unwrap();
            let end = course.end.unwrap();
            assert_eq!((end.look, end.word.as_str()), ("flag", outcome));
            assert!(course.says.contains(outcome), "{}", course.says);
            assert!(end.y < course.height);
        }
    }
}
