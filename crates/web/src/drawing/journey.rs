//! The way of the group: a path up a hill with its phases and meetings, and under it what went along:
//! cases and experiments, each on its own line.

use std::collections::BTreeMap;

use kring_model::derive::Date;
use kring_node::journey::{Journey, Kind, Stop};

use super::lines;
use crate::words::Words;

/// Distances of the drawing, in its own units.
const WIDTH: i32 = 960;
const LEFT: i32 = 40;
const RIGHT: i32 = 920;
/// The foot of the hill, and its top.
const FOOT: i32 = 210;
const SUMMIT: i32 = 96;
/// The ground under the hill.
const HILL: i32 = FOOT + 22;
/// The first line under the hill, and the distance between lines.
const LANES: i32 = 286;
const LANE: i32 = 40;
/// Lines of one sort: more are left to the list in words.
const LANES_CAP: usize = 14;
/// Characters of a name on a line, and units that a character takes at most.
const NAME: usize = 30;
const CHARACTER: i32 = 8;

/// A drawing of the way.
pub(crate) struct Drawn {
    pub(crate) width: i32,
    pub(crate) height: i32,
    pub(crate) says: String,
    pub(crate) hill: String,
    pub(crate) path: String,
    pub(crate) phases: Vec<Sign>,
    pub(crate) meetings: Vec<Sign>,
    pub(crate) moments: Vec<Sign>,
    pub(crate) today: Option<Sign>,
    pub(crate) lanes: Vec<Lanes>,
}

/// Something at a place, with a word.
pub(crate) struct Sign {
    pub(crate) x: i32,
    pub(crate) y: i32,
    /// Where its word stands.
    pub(crate) word_y: i32,
    pub(crate) look: &'static str,
    pub(crate) word: String,
    /// What is said when it is pointed at.
    pub(crate) says: String,
}

/// Lines of one sort under their heading.
pub(crate) struct Lanes {
    pub(crate) title: String,
    pub(crate) y: i32,
    pub(crate) stretches: Vec<Stretch>,
}

/// A case or an experiment from its first day to its last.
pub(crate) struct Stretch {
    pub(crate) x: i32,
    pub(crate) end: i32,
    pub(crate) y: i32,
    pub(crate) marks: Vec<i32>,
    pub(crate) name: String,
    /// Where its name begins, and whether it ends there.
    pub(crate) name_x: i32,
    pub(crate) is_left: bool,
    pub(crate) look: &'static str,
}

/// Draws the way. `says` is all of it in a sentence; `name` is what a stop is called.
pub(crate) fn draw(
    w: &Words,
    journey: &Journey,
    says: String,
    name: impl Fn(&Stop) -> String,
) -> Drawn {
    let scale = Scale { from: journey.from, days: journey.from.days_to(journey.until).max(1) };
    let of = |kind: Kind| journey.stops.iter().filter(move |stop| stop.kind == kind);
    let mut lanes: Vec<Lanes> = Vec::new();
    let mut y = LANES;
    for kind in [Kind::Case, Kind::Experiment] {
        let stretches = stretches(&scale, of(kind), y, &name);
        let Some(last) = stretches.iter().map(|one| one.y).max() else { continue };
        let title = w.t(&format!("drawing-lane-{}", kind.name()));
        lanes.push(Lanes { title, y: y - 34, stretches });
        y = last + LANE + 44;
    }
    let moments = of(Kind::Celebration).chain(of(Kind::NotKnowing));
    Drawn {
        width: WIDTH,
        height: if lanes.is_empty() { LANES - 40 } else { y - 60 },
        says,
        hill: format!("{}L{RIGHT} {HILL}L{LEFT} {HILL}Z", path()),
        path: path(),
        phases: phases(&scale, of(Kind::Phase), &name),
        meetings: of(Kind::Meeting)
            .map(|stop| {
                let look = if stop.day <= journey.today { "held" } else { "coming" };
                scale.sign(stop, look, stop.code.to_string(), name(stop))
            })
            .collect(),
        moments: moments
            .map(|stop| {
                let look = if stop.kind == Kind::Celebration { "star" } else { "fog" };
                let sign = scale.sign(stop, look, String::new(), name(stop));
                Sign { y: sign.y - 40, ..sign }
            })
            .collect(),
        today: scale.today(w, journey),
        lanes,
    }
}

/// Days to places.
struct Scale {
    from: Date,
    days: i32,
}

impl Scale {
    fn x(&self, day: Date) -> i32 {
        let since = self.from.days_to(day).clamp(0, self.days);
        let along = i64::from(RIGHT - LEFT) * i64::from(since) / i64::from(self.days);
        LEFT + i32::try_from(along).unwrap_or(0)
    }

    fn sign(&self, stop: &Stop, look: &'static str, word: String, says: String) -> Sign {
        let x = self.x(stop.day);
        Sign { x, y: height(x), word_y: 0, look, word, says }
    }

    fn today(&self, w: &Words, journey: &Journey) -> Option<Sign> {
        let within = (journey.from..=journey.until).contains(&journey.today);
        let x = self.x(journey.today);
        let (word, says) = (w.t("drawing-today"), String::new());
        within.then(|| Sign { x, y: height(x), word_y: FOOT + 40, look: "today", word, says })
    }
}

/// The path climbs slowly, then faster, then slowly again.
fn height(x: i32) -> i32 {
    let along = f64::from(x - LEFT) / f64::from(RIGHT - LEFT);
    let risen = along * along * (3.0 - 2.0 * along);
    #[allow(clippy::cast_possible_truncation)]
    let up = (f64::from(FOOT - SUMMIT) * risen).round() as i32;
    FOOT - up
}

fn path() -> String {
    let points = (0..=22).map(|at| LEFT + (RIGHT - LEFT) * at / 22);
    let points: Vec<String> = points.map(|x| format!("{x} {}", height(x))).collect();
    format!("M{}", points.join("L"))
}

/// Posts along the path; their names stand at two heights in turn, so that neighbours stay readable.
fn phases<'j>(
    scale: &Scale,
    stops: impl Iterator<Item = &'j Stop>,
    name: &impl Fn(&Stop) -> String,
) -> Vec<Sign> {
    let at = |(turn, stop): (usize, &Stop)| {
        let sign = scale.sign(stop, "post", name(stop), String::new());
        Sign { word_y: if turn.is_multiple_of(2) { 28 } else { 50 }, ..sign }
    };
    stops.enumerate().map(at).collect()
}

/// Every stretch on the first line on which it and its name find room.
fn stretches<'j>(
    scale: &Scale,
    stops: impl Iterator<Item = &'j Stop>,
    top: i32,
    name: &impl Fn(&Stop) -> String,
) -> Vec<Stretch> {
    let mut free: Vec<i32> = Vec::new();
    let mut all = Vec::new();
    for stop in stops {
        let (x, end) = (scale.x(stop.day), scale.x(stop.last));
        let name = lines(&name(stop), NAME, 1).concat();
        let wide = CHARACTER * i32::try_from(name.chars().count()).unwrap_or(0);
        let is_left = x + wide > RIGHT + LEFT;
        let (begin, until) = if is_left { (end - wide, end) } else { (x, end.max(x + wide)) };
        let lane = free.iter().position(|until| *until < begin).unwrap_or(free.len());
        if lane == LANES_CAP {
            continue;
        }
        match free.get_mut(lane) {
            Some(taken) => *taken = until + 14,
            None => free.push(until + 14),
        }
        all.push(Stretch {
            x,
            end,
            y: top + LANE * i32::try_from(lane).unwrap_or(0),
            marks: stop.marks.iter().map(|day| scale.x(*day)).collect(),
            name,
            name_x: if is_left { end } else { x },
            is_left,
            look: if stop.kind == Kind::Case { "case" } else { "tried" },
        });
    }
    all
}

/// How many there are of each sort, for a sentence.
pub(crate) fn counts(journey: &Journey) -> BTreeMap<Kind, usize> {
    let mut counts = BTreeMap::new();
    for stop in &journey.stops {
        *counts.entry(stop.kind).or_insert(0) += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn at(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn stop(kind: Kind, first: &str, last: &str) -> Stop {
        Stop {
            day: at(first),
            last: at(last),
            marks: vec![at(last)],
            kind,
            id: first.to_owned(),
            code: 1,
            titles: vec!["Iets met een lange naam die nergens past".to_owned()],
            status: String::new(),
        }
    }

    #[test]
    fn everything_has_its_place_and_names_do_not_meet() {
        let mut stops = vec![
            stop(Kind::Phase, "2026-01-01", "2026-01-01"),
            stop(Kind::Meeting, "2026-06-30", "2026-06-30"),
            stop(Kind::Celebration, "2026-03-01", "2026-03-01"),
        ];
        for day in 1..=28 {
            stops.push(stop(Kind::Case, &format!("2026-02-{day:02}"), "2026-06-29"));
        }
        let journey = Journey {
            from: at("2026-01-01"),
            until: at("2026-06-30"),
            today: at("2026-03-15"),
            stops,
        };
        let w = Words::of(Language::English);
        let drawn = draw(w, &journey, String::new(), |stop| stop.titles.concat());
        assert_eq!(drawn.phases.first().map(|sign| sign.x), Some(LEFT));
        let meeting = drawn.meetings.first().unwrap();
        assert_eq!((meeting.x, meeting.y, meeting.look), (RIGHT, SUMMIT, "coming"));
        assert!(drawn.today.is_some());
        let cases = &drawn.lanes.first().unwrap().stretches;
        assert_eq!(cases.len(), LANES_CAP, "each needs a line of its own");
        assert!(cases.iter().all(|one| one.y < drawn.height && one.end <= RIGHT));
        assert_eq!(counts(&journey).get(&Kind::Case), Some(&28));
    }

    #[test]
    fn one_day_is_a_way_too() {
        let day = at("2026-01-01");
        let stops = vec![stop(Kind::Meeting, "2026-01-01", "2026-01-01")];
        let journey = Journey { from: day, until: day, today: day, stops };
        let w = Words::of(Language::Dutch);
        let drawn = draw(w, &journey, String::new(), |_| String::new());
        assert_eq!(drawn.meetings.first().map(|sign| sign.x), Some(LEFT));
        assert!(drawn.lanes.is_empty());
    }
}
