//! A page as Markdown: one text per page, for reading, printing and keeping. What people typed is
//! text and nothing else: no markup, links, images or HTML of theirs takes effect.

use std::collections::BTreeMap;

use automerge::Automerge;

use crate::entities;
use crate::inert;
use crate::read::{self, AuthorOf, Mine, Read, Record, Said};
use crate::schema::{Entity, Field, PageKind, Type};
use crate::value::Scalar;

/// The words of the reader's language, and the names behind ids.
#[derive(Clone, Copy)]
pub struct Labels<'a> {
    /// The label of an entity or field, by its name in code.
    pub label: &'a dyn Fn(&str) -> String,
    /// The name of a person, or the title behind another id; the id itself if it has none.
    pub name: &'a dyn Fn(&str) -> String,
}

/// Writes a page. `entry` is its entry in the group document. `None` for a private page, which is
/// never written out.
pub fn page(
    kind: PageKind,
    doc: &Automerge,
    entry: Option<&Record>,
    author: AuthorOf<'_>,
    labels: Labels<'_>,
) -> Option<String> {
    if kind == PageKind::Private {
        return None;
    }
    let own = read::read(doc, entities::own(kind)?, "", author)?;
    let mut out = Writer { out: String::new(), labels };
    out.heading(1, &title(&own, &labels));
    if let Some(entry) = entry {
        out.entry(entry);
    }
    out.fields(&own);
    for entity in entities::on(kind).filter(|entity| !entity.is_self()) {
        out.list(entity, &read::all(doc, entity, author));
    }
    Some(out.out)
}

/// Text in which nothing is markup, on one line.
pub fn escape(text: &str) -> String {
    let line = inert::line(text);
    let mut out = String::with_capacity(line.len() + 8);
    for c in line.trim().chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A bare address would become a link.
            '@' => out.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' | '$' => {
                out.extend(['\\', c])
            }
            _ => out.push(c),
        }
    }
    at_line_begin(&out.replace("://", "&#58;//").replace("www.", "www&#46;"))
}

/// Takes the effect from what would make a list, a rule or a heading where a line begins.
fn at_line_begin(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    let numbered = digits > 0 && rest.starts_with(['.', ')']);
    if numbered || line.starts_with(['-', '+', '=']) {
        return format!("{number}\\{rest}");
    }
    line.to_owned()
}

/// Running text in which nothing is markup; paragraphs and line ends stay.
pub fn escape_prose(text: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for line in inert::prose(text).trim().lines().map(escape) {
        if line.is_empty() {
            gap = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if gap { "\n\n" } else { "  \n" });
        }
        out.push_str(&line);
        gap = false;
    }
    out
}

fn title(own: &Record, labels: &Labels<'_>) -> String {
    let said = ["title", "name"].iter().flat_map(|name| own.versions(name));
    let titles: Vec<String> = said.map(|said| escape(&said.value.show())).collect();
    if titles.is_empty() { escape(&(labels.label)(own.entity.name)) } else { titles.join(" / ") }
}

struct Writer<'a> {
    out: String,
    labels: Labels<'a>,
}

impl Writer<'_> {
    fn heading(&mut self, level: usize, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(&format!("{} {text}\n", "#".repeat(level)));
    }

    fn label(&self, name: &str) -> String {
        escape(&(self.labels.label)(name))
    }

    fn entry(&mut self, entry: &Record) {
        let by = escape(&(self.labels.name)(entry.by()));
        if !by.is_empty() {
            self.out.push_str(&format!("\n{by}\n"));
        }
        self.fields(entry);
    }

    /// Short fields as a list, texts under their own headings.
    fn fields(&mut self, record: &Record) {
        let shown: Vec<_> =
            record.fields().filter(|(field, _)| self.is_shown(field, record)).collect();
        let mut first = true;
        for (field, read) in &shown {
            for line in self.short(field, read) {
                let gap = if first { "\n" } else { "" };
                first = false;
                self.out.push_str(&format!("{gap}- **{}**: {line}\n", self.label(field.name)));
            }
        }
        for (field, read) in shown {
            if let Read::Text(text) = read
                && !text.trim().is_empty()
            {
                self.heading(2, &self.label(field.name));
                self.out.push_str(&format!("\n{}\n", escape_prose(text)));
            }
        }
    }

    fn is_shown(&self, field: &Field, record: &Record) -> bool {
        let is_title = matches!(field.name, "title" | "name") && record.entity.is_self();
        let author = field.name == record.entity.author_field();
        !is_title && !author && !entities::only_binds(field.name)
    }

    /// A field in one line, or in one line per person or version.
    fn short(&self, field: &Field, read: &Read) -> Vec<String> {
        match read {
            Read::Text(_) => Vec::new(),
            Read::Wording(all) | Read::One(all) => {
                all.iter().map(|said| self.value(field, &said.value)).collect()
            }
            Read::Flag(all) => {
                all.iter().take(1).map(|said| self.value(field, &said.value)).collect()
            }
            Read::Fix(said) => vec![self.value(field, &said.value)],
            Read::Own(mine) => {
                mine.value().map(|said| self.value(field, &said.value)).into_iter().collect()
            }
            Read::Mine(all) => {
                let line = |(person, mine): (&String, &Mine)| {
                    let name = escape(&(self.labels.name)(person));
                    Some(format!("{name}, {}", self.parts(field, mine.shown()?)))
                };
                all.iter().filter_map(line).collect()
            }
            Read::Marks(all) | Read::Words(all) => {
                let on = |(_, said): &(&String, &Vec<Said>)| said.iter().any(|s| s.value.is_yes());
                let words = all.iter().filter(on).map(|(word, _)| self.text(field, word));
                let words: Vec<_> = words.collect();
                if words.is_empty() { Vec::new() } else { vec![words.join(", ")] }
            }
        }
    }

    fn parts(&self, field: &Field, parts: &BTreeMap<String, Vec<Said>>) -> String {
        let part = |(name, said): (&String, &Vec<Said>)| {
            let value = self.value(field, &said.last()?.value);
            Some(if name.is_empty() { value } else { format!("{} {value}", self.label(name)) })
        };
        parts.iter().filter_map(part).collect::<Vec<_>>().join(", ")
    }

    fn value(&self, field: &Field, value: &Scalar) -> String {
        match value {
            Scalar::Text(text) => self.text(field, text),
            Scalar::Bool(yes) => self.label(if *yes { "yes" } else { "no" }),
            Scalar::Number(number) => number.to_string(),
        }
    }

    fn text(&self, field: &Field, text: &str) -> String {
        match field.value {
            Type::Person | Type::Id => escape(&(self.labels.name)(text)),
            Type::Choice(_) => self.label(text),
            _ => escape(text),
        }
    }

    fn list(&mut self, entity: &Entity, items: &[Record]) {
        let held: Vec<_> = items.iter().filter(|item| !item.is_withdrawn()).collect();
        if held.is_empty() {
            return;
        }
        self.heading(2, &self.label(entity.name));
        self.out.push('\n');
        held.into_iter().for_each(|item| self.item(item));
    }

    fn item(&mut self, item: &Record) {
        let mut lines = Vec::new();
        for (field, read) in item.fields().filter(|(field, _)| self.is_shown(field, item)) {
            if field.value == Type::Id {
                continue;
            }
            let label = if matches!(field.name, "text" | "title") {
                String::new()
            } else {
                format!("{}: ", self.label(field.name))
            };
            let said = match read {
                Read::Text(text) if text.trim().is_empty() => Vec::new(),
                Read::Text(text) => vec![escape_prose(text).replace('\n', "\n  ")],
                _ => self.short(field, read),
            };
            lines.extend(said.into_iter().map(|said| format!("{label}{said}")));
        }
        let by = escape(&(self.labels.name)(item.by()));
        let begin = if by.is_empty() { String::new() } else { format!("**{by}** ") };
        self.out.push_str(&format!("- {begin}{}\n", lines.join("  \n  ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{LOTTE, NOOR, WIM, add, author, by, page, set};

    const HOSTILE: &[&str] = &[
        "# kop",
        "- punt",
        "1. een",
        "2) twee",
        "=====",
        "+ plus",
        "> citaat",
        "<script>alert(1)</script>",
        "![x](http://evil.example/x.png)",
        "[x](javascript:alert(1))",
        "`code` **vet** _schuin_ ~~weg~~ $x$",
        "| a | b |",
        "https://evil.example www.evil.example noor@evil.example",
        "\u{202e}omgekeerd\u{202c} \x1b[31mrood",
        "&lt;b&gt; &amp;",
        "```\nblok\n```",
        "    ingesprongen",
    ];

    fn labels() -> Labels<'static> {
        Labels { label: &|name| name.to_owned(), name: &|id| id.chars().take(4).collect() }
    }

    /// Whether a line would be more than text to a reader of Markdown.
    fn is_markup(line: &str) -> bool {
        // Entities are text.
        let plain = ["&amp;", "&lt;", "&gt;", "&#58;", "&#64;", "&#46;"]
            .iter()
            .fold(line.to_owned(), |line, entity| line.replace(entity, ""));
        let raw: Vec<char> = plain.chars().collect();
        let bare = |set: &str| {
            raw.iter().enumerate().any(|(at, c)| {
                let escaped = at > 0 && raw.get(at - 1) == Some(&'\\');
                set.contains(*c) && !escaped
            })
        };
        let begin = line.trim_start();
        let numbered = begin.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = numbered.len() < begin.len();
        bare("<>`*_[]|~$#")
            || begin.starts_with(['-', '+', '='])
            || (digits && numbered.starts_with(['.', ')']))
            || line.starts_with("    ")
            || line.contains("://")
            || line.contains("www.")
            || line.contains('@')
            || line.contains(|c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c))
    }

    #[test]
    fn what_people_type_is_never_markup() {
        for text in HOSTILE {
            assert!(!is_markup(&escape(text)), "{text:?} became {:?}", escape(text));
            for line in escape_prose(&format!("x\n{text}\n\n{text}")).lines() {
                assert!(!is_markup(line), "{text:?} became {line:?}");
            }
        }
        assert!(HOSTILE.iter().filter(|text| is_markup(text)).count() >= 15, "the check is blind");
    }

    #[test]
    fn paragraphs_and_lines_stay() {
        assert_eq!(escape_prose("een\ntwee\n\n\ndrie\r\nvier "), "een  \ntwee\n\ndrie  \nvier");
        assert_eq!(
            escape("'s Avonds om 16.30: koffie (en thee)!"),
            "'s Avonds om 16.30: koffie (en thee)\\!"
        );
    }

    #[test]
    fn a_case_file_reads_as_a_page() {
        let mut doc = page(PageKind::Case);
        let own = (&entities::CASE_FILE, "");
        set(&mut doc, &by(NOOR), own, "title", "Telefoon *tijdens* het eten").unwrap();
        set(&mut doc, &by(NOOR), own, "kind", "personal").unwrap();
        set(&mut doc, &by(NOOR), own, "situation", "Elke avond.\n\nRond half zeven.").unwrap();
        add(&mut doc, &by(LOTTE), &entities::ADVICE, "a", &[("text", "Bel zelf.".into())]).unwrap();
        set(&mut doc, &by(NOOR), (&entities::ADVICE, "a"), "choice", "try").unwrap();
        add(&mut doc, &by(WIM), &entities::ADVICE, "b", &[("text", "Weg ermee.".into())]).unwrap();
        set(&mut doc, &by(WIM), (&entities::ADVICE, "b"), "withdrawn", true).unwrap();
        let out = super::page(PageKind::Case, &doc, None, &author, labels()).unwrap();
        let expected = "# Telefoon \\*tijdens\\* het eten\n\n- **kind**: personal\n\n## situation\n\n\
                        Elke avond.\n\nRond half zeven.\n\n## advice\n\n\
                        - **0303** Bel zelf.  \n  choice: try\n";
        assert_eq!(out, expected);
    }

    #[test]
    fn hostile_titles_names_and_items_are_inert_everywhere() {
        let mut doc = page(PageKind::Note);
        let own = (&entities::NOTE, "");
        for text in HOSTILE.iter().filter(|text| !text.contains(char::is_control)) {
            set(&mut doc, &by(NOOR), own, "title", *text).unwrap();
            set(&mut doc, &by(NOOR), own, "tags", crate::value::Value::words([*text])).unwrap();
            set(&mut doc, &by(NOOR), own, "text", *text).unwrap();
            let hostile_name = |_: &str| (*text).to_owned();
            let labels = Labels { name: &hostile_name, ..labels() };
            let out = super::page(PageKind::Note, &doc, None, &author, labels).unwrap();
            for wrong in ["<script", "![", "[x]", "://", "\u{202e}", "\x1b"] {
                assert!(!out.contains(wrong), "{out}");
            }
        }
    }
}
