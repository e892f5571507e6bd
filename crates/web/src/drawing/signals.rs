//! The four learning signals over the meetings, as the group gave them together: a small plot each,
//! so that no line has to be told from another by its colour. Never of a person, and never of fewer
//! than three.

use std::collections::BTreeMap;

use kring_model::derive::{self, Signal};
use kring_model::read::Record;

use crate::words::Words;

/// The signals in their order.
const SIGNALS: [&str; 4] =
    ["core_faster", "insight_in_ways_of_working", "insights_used_at_work", "energy_and_joy"];

/// Distances of a plot, in its own units.
const LEFT: f64 = 26.0;
const WIDE: f64 = 300.0;
const TOP: f64 = 12.0;
const HIGH: f64 = 96.0;

/// One signal over the meetings.
pub(crate) struct Plot {
    pub(crate) name: String,
    /// All of it in a sentence.
    pub(crate) says: String,
    /// The line through the averages.
    pub(crate) path: String,
    pub(crate) points: Vec<Point>,
}

/// What the group gave at one meeting.
pub(crate) struct Point {
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) meeting: String,
    pub(crate) average: String,
}

/// A meeting's name, and what the group gave.
type Given = (String, BTreeMap<&'static str, Signal>);

/// Draws what was given at `meetings` (their names, in their order). None where nothing may be told.
pub(crate) fn draw(w: &Words, meetings: &[(String, Record)]) -> Vec<Plot> {
    let given: Vec<Given> = meetings
        .iter()
        .filter_map(|(name, meeting)| Some((name.clone(), derive::learning_signals(meeting)?)))
        .collect();
    SIGNALS.iter().filter_map(|signal| plot(w, signal, &given)).collect()
}

fn plot(w: &Words, signal: &str, given: &[Given]) -> Option<Plot> {
    let all: Vec<(&str, f64)> = given
        .iter()
        .filter_map(|(name, all)| Some((name.as_str(), all.get(signal)?.average)))
        .collect();
    let step = match all.len() {
        0 => return None,
        1 => 0.0,
        more => WIDE / f64::from(u32::try_from(more - 1).unwrap_or(u32::MAX)),
    };
    let mut x = LEFT;
    let mut points = Vec::with_capacity(all.len());
    for (meeting, average) in &all {
        points.push(Point {
            x: format!("{x:.1}"),
            y: format!("{:.1}", height(*average)),
            meeting: (*meeting).to_owned(),
            average: number(w, *average),
        });
        x += step;
    }
    let path: Vec<String> = points.iter().map(|one| format!("{} {}", one.x, one.y)).collect();
    let name = w.t(&format!("evidence-signal-{signal}"));
    let told: Vec<String> =
        points.iter().map(|one| format!("{}: {}", one.meeting, one.average)).collect();
    let says = format!("{name}. {}", told.join("; "));
    Some(Plot { name, says, path: format!("M{}", path.join("L")), points })
}

/// 1 is below, 5 above.
fn height(average: f64) -> f64 {
    TOP + HIGH * (5.0 - average.clamp(1.0, 5.0)) / 4.0
}

fn number(w: &Words, average: f64) -> String {
    let text = format!("{average:.1}");
    if w.tag() == "nl" { text.replace('.', ",") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn signal(average: f64) -> Signal {
        Signal { average, lowest: 1, highest: 5 }
    }

    #[test]
    fn a_plot_runs_from_one_to_five() {
        let w = Words::of(Language::Dutch);
        let given = [1.0, 5.0, 3.5].map(|average| {
            (
                format!("bijeenkomst {average}"),
                BTreeMap::from([("energy_and_joy", signal(average))]),
            )
        });
        let plot = plot(w, "energy_and_joy", &given).unwrap();
        assert_eq!(plot.path, "M26.0 108.0L176.0 12.0L326.0 48.0");
        assert!(plot.says.ends_with("bijeenkomst 3.5: 3,5"), "{}", plot.says);
        assert!(super::plot(w, "core_faster", &given).is_none(), "nobody gave it");
    }
}
