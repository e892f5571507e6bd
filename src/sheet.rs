//! What a command shows: lines of text with a tone, drawn by [`crate::output`].
//!
//! A sheet holds plain text only. Colours are added when it is drawn, after every piece was made
//! inert, so no text of a member can bring its own.

use crate::terminal;

/// How a piece of text stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// A heading or a name.
    Strong,
    /// Less important than the rest.
    Dim,
    /// Asks for attention.
    Notice,
}

/// One line: how far it stands in, and its pieces.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// Spaces before the first piece.
    pub(crate) indent: usize,
    /// The pieces, each inert.
    pub(crate) pieces: Vec<(Tone, String)>,
}

/// Lines in the order in which they are shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// The lines.
    pub(crate) lines: Vec<Line>,
}

impl Sheet {
    /// An empty sheet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// One line in plain text.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) {
        self.toned(0, Tone::Plain, text);
    }

    /// A heading, with an empty line before it unless it is the first.
    pub(crate) fn heading(&mut self, text: impl AsRef<str>) {
        self.gap();
        self.toned(0, Tone::Strong, text);
    }

    /// One line with a tone, `indent` spaces in.
    pub(crate) fn toned(&mut self, indent: usize, tone: Tone, text: impl AsRef<str>) {
        let pieces = vec![(tone, terminal::line(text.as_ref()))];
        self.lines.push(Line { indent, pieces });
    }

    /// `label: value` on one line.
    pub(crate) fn field(&mut self, indent: usize, label: &str, value: &str) {
        let label = format!("{}: ", terminal::line(label));
        let pieces = vec![(Tone::Dim, label), (Tone::Plain, terminal::line(value))];
        self.lines.push(Line { indent, pieces });
    }

    /// Running text, line by line, `indent` spaces in.
    pub(crate) fn text(&mut self, indent: usize, text: &str) {
        for line in terminal::lines(text) {
            self.lines.push(Line { indent, pieces: vec![(Tone::Plain, line)] });
        }
    }

    /// Rows of cells under each other, the last column as wide as it is.
    pub(crate) fn table<const N: usize>(&mut self, rows: &[[String; N]]) {
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| terminal::line(cell)).collect()).collect();
        let widths: Vec<usize> = (0..N)
            .map(|column| {
                rows.iter()
                    .filter_map(|row| row.get(column))
                    .map(|cell| width(cell))
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        for row in rows {
            let last = row.len().saturating_sub(1);
            let pieces = row.into_iter().zip(&widths).enumerate().map(|(column, (cell, wide))| {
                let space = if column == last { 0 } else { wide + 2 - width(&cell) };
                let tone = if column == 0 { Tone::Dim } else { Tone::Plain };
                (tone, format!("{cell}{}", " ".repeat(space)))
            });
            self.lines.push(Line { indent: 0, pieces: pieces.collect() });
        }
    }

    /// An empty line, unless nothing stands above it.
    pub(crate) fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.pieces.is_empty()) {
            self.lines.push(Line::default());
        }
    }

    /// The lines without tones.
    #[cfg(test)]
    pub(crate) fn plain(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            text.push_str(&" ".repeat(line.indent));
            for (_, piece) in &line.pieces {
                text.push_str(piece);
            }
            text.truncate(text.trim_end_matches(' ').len());
            text.push('\n');
        }
        text
    }
}

fn width(cell: &str) -> usize {
    cell.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_and_members_bring_no_colours() {
        let mut sheet = Sheet::new();
        sheet.heading("Kop");
        sheet.table(&[
            ["1".into(), "Noor".into(), "ja".into()],
            ["22".into(), "\u{1b}[31mEve\nNoor".into(), "nee".into()],
        ]);
        sheet.field(2, "titel", "x\ny");
        assert_eq!(
            sheet.plain(),
            "Kop\n1   Noor           ja\n22  \u{fffd}[31mEve Noor  nee\n  titel: x y\n"
        );
    }
}
