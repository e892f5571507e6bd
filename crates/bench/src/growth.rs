//! How each figure grows with the history and with the number of laptops, as a table and a plot.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::figures::{Figure, short};
use crate::{Done, say};

/// Of the drawing, in points.
const WIDTH: f64 = 420.0;
/// Of one plot, in points.
const HEIGHT: f64 = 200.0;
/// Room for words around a plot, in points.
const EDGE: f64 = 46.0;

/// Along what a figure grows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Along {
    /// Changes in the load.
    Changes,
    /// Laptops that take part.
    Laptops,
}

/// One line: what, and its points from small to large.
type Line = (String, Vec<(f64, f64)>);

/// Prints the table of one growth and draws it.
pub(crate) fn show(figures: &[Figure], along: Along, path: &Path) -> Done<()> {
    let lines = lines(figures, along);
    if lines.is_empty() {
        return Ok(());
    }
    say(&format!("\nhow it grows with the {}", along.word()));
    for (row, points) in &lines {
        let mut line = format!("{row:<56}");
        for (at, value) in points {
            write!(line, " {at:>8.0}: {:<8}", short(*value))?;
        }
        if let (Some((_, first)), Some((_, last))) = (points.first(), points.last()) {
            write!(line, " {}x", short(last / first))?;
        }
        say(&line);
    }
    std::fs::write(path, drawing(&lines, along)?)?;
    Ok(())
}

impl Along {
    const fn word(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::Laptops => "laptops",
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn of(self, figure: &Figure) -> f64 {
        match self {
            Self::Changes => figure.changes as f64,
            Self::Laptops => figure.laptops as f64,
        }
    }
}

fn lines(figures: &[Figure], along: Along) -> Vec<Line> {
    let mut lines: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    let grows = |figure: &&Figure| match along {
        // An empty group has no place on a logarithmic axis.
        Along::Changes => figure.changes > 0 && !figure.row.starts_with("growth"),
        Along::Laptops => figure.row.starts_with("growth"),
    };
    for figure in figures.iter().filter(grows).filter(|figure| figure.value.is_finite()) {
        let row = match along {
            Along::Changes => format!("{} ({})", figure.row, figure.unit),
            Along::Laptops => figure.row.trim_start_matches("growth: ").to_owned(),
        };
        lines.entry(row).or_default().push((along.of(figure), figure.value));
    }
    lines.retain(|_, points| points.len() > 1);
    for points in lines.values_mut() {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    lines.into_iter().collect()
}

/// Small plots below each other, both axes logarithmic: a straight line upwards is a cost that
/// grows with the history.
fn drawing(lines: &[Line], along: Along) -> Done<String> {
    let (columns, rows) = (2, lines.len().div_ceil(2));
    let (cell, line) = (WIDTH + 2.0 * EDGE, HEIGHT + 2.0 * EDGE);
    #[allow(clippy::cast_precision_loss)]
    let (width, height) = (cell * f64::from(columns), line * rows as f64);
    let mut svg = String::new();
    writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
    )?;
    for (number, (name, points)) in lines.iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let (left, top) = ((number % 2) as f64 * cell, (number / 2) as f64 * line);
        writeln!(svg, "<g transform=\"translate({},{})\">", left + EDGE, top + EDGE)?;
        plot(&mut svg, name, points, along)?;
        writeln!(svg, "</g>")?;
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}

fn plot(svg: &mut String, name: &str, points: &[(f64, f64)], along: Along) -> Done<()> {
    let highest = points.iter().map(|point| point.1).fold(0.001, f64::max);
    let (first, last) = (points.first().map_or(1.0, |p| p.0), points.last().map_or(1.0, |p| p.0));
    let span = (last / first).ln().max(0.001);
    let place = |(at, value): (f64, f64)| {
        ((at / first).ln() / span * WIDTH, HEIGHT - value / highest * HEIGHT)
    };
    writeln!(svg, "<text y=\"-14\" font-weight=\"bold\">{}</text>", escaped(name))?;
    writeln!(svg, "<path d=\"M0 0V{HEIGHT}H{WIDTH}\" fill=\"none\" stroke=\"#888\"/>")?;
    let path: Vec<String> =
        points.iter().map(|point| place(*point)).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"#1a5fb4\" stroke-width=\"2\"/>",
        path.join(" ")
    )?;
    for point in points {
        let (x, y) = place(*point);
        writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"#1a5fb4\"/>")?;
        writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            y - 8.0,
            short(point.1)
        )?;
        writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{:.0}</text>",
            HEIGHT + 18.0,
            point.0
        )?;
    }
    writeln!(
        svg,
        "<text x=\"{WIDTH}\" y=\"{}\" text-anchor=\"end\" fill=\"#888\">{}</text>",
        HEIGHT + 34.0,
        along.word()
    )?;
    Ok(())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
