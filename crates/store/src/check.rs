//! Opening every record there is.

use std::collections::BTreeSet;

use kring_trust::{LogId, PageId};

use crate::heads::{HEAD_COLUMNS, Health, N_CAP, head_damage, raw_head};
use crate::items::Kind;
use crate::logs::Branch;
use crate::position::touch_place;
use crate::reader::{Value, blob, number};
use crate::{Reader, StoreError, seal};

/// The most findings of SQLite's own check that are kept: one is enough to act on.
const STRUCTURE_CAP: u32 = 20;

/// Statements read at once.
const STATEMENTS_AT_ONCE: usize = 1_000;

/// A record, or a range of records, that does not open or is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// `logs`, `statements`, `cards`, `snapshots`, `touches` or `items`.
    pub table: &'static str,
    /// The page, where it is one's.
    pub page: Option<PageId>,
    /// The log, where it is one's.
    pub log: Option<LogId>,
    /// The branch of that log.
    pub branch: Branch,
    /// First number of the range, from 1; 0 where nothing is numbered.
    pub from: u64,
    /// Last number of the range.
    pub to: u64,
}

/// What a check of the whole store found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many records opened.
    pub opened: u64,
    /// What did not, or is missing.
    pub damaged: Vec<Damage>,
    /// What SQLite says of the file itself.
    pub structure: Vec<String>,
}

impl Report {
    /// Whether everything is there and opens.
    pub fn is_whole(&self) -> bool {
        self.damaged.is_empty() && self.structure.is_empty()
    }

    fn count(&mut self, good: bool, damage: impl FnOnce() -> Damage) {
        if good {
            self.opened += 1;
        } else {
            self.damaged.push(damage());
        }
    }
}

/// Where a check goes on. Each part takes milliseconds; the longest are a whole log, and what SQLite
/// says of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The file itself, by SQLite.
    #[default]
    Structure,
    /// The next log after this one.
    Logs(i64),
    /// Entries of logs that are not known.
    Orphans,
    /// Statements and the position.
    Statements,
    /// Small values.
    Items,
    /// Touches of pages.
    Touches,
    /// Cards.
    Cards,
    /// Snapshots.
    Snapshots,
}

impl Reader {
    /// Opens every record, follows every chain, and lets SQLite check its file.
    ///
    /// # Errors
    /// Database errors, [`StoreError::Damaged`] among them where SQLite can read no further.
    pub fn check(&self) -> Result<Report, StoreError> {
        self.consistent(|| {
            let (mut report, mut next) = (Report::default(), Some(Part::default()));
            while let Some(part) = next {
                next = self.check_into(part, &mut report)?;
            }
            Ok(report)
        })
    }

    /// A part of [`Reader::check`], for the background, and the part after it.
    ///
    /// # Errors
    /// As [`Reader::check`].
    pub fn check_part(&self, part: Part) -> Result<(Report, Option<Part>), StoreError> {
        self.consistent(|| {
            let mut report = Report::default();
            let next = self.check_into(part, &mut report)?;
            Ok((report, next))
        })
    }

    fn check_into(&self, part: Part, report: &mut Report) -> Result<Option<Part>, StoreError> {
        let next = match part {
            Part::Structure => {
                report.structure = self.check_structure()?;
                Part::Logs(i64::MIN)
            }
            Part::Logs(after) => match self.check_log(after, report)? {
                Some(last) => Part::Logs(last),
                None => Part::Orphans,
            },
            Part::Orphans => {
                self.check_orphans(report)?;
                Part::Statements
            }
            Part::Statements => {
                self.check_statements(report)?;
                Part::Items
            }
            Part::Items => {
                self.check_items(report)?;
                Part::Touches
            }
            Part::Touches => {
                self.check_touches(report)?;
                Part::Cards
            }
            Part::Cards => {
                self.check_pages("cards", "SELECT page, value FROM cards", report)?;
                Part::Snapshots
            }
            Part::Snapshots => {
                self.check_pages("snapshots", "SELECT page, value FROM snapshots", report)?;
                return Ok(None);
            }
        };
        Ok(Some(next))
    }

    fn check_structure(&self) -> Result<Vec<String>, StoreError> {
        let sql = format!("PRAGMA integrity_check({STRUCTURE_CAP})");
        let found: Vec<String> = self.rows(&sql, [], |row| row.get(0))?;
        Ok(found.into_iter().filter(|line| line != "ok").collect())
    }

    /// Checks the first log after the row `after`; which row that was, `None` if there is none.
    fn check_log(&self, after: i64, report: &mut Report) -> Result<Option<i64>, StoreError> {
        let sql = format!("{HEAD_COLUMNS} WHERE id > ?1 ORDER BY id LIMIT 1");
        // In a broken tree a row can answer that is not behind: the structure's check says so, and
        // the walk must end.
        let row = self.row(&sql, [after], raw_head)?.filter(|row| row.id > after);
        let Some(row) = row else { return Ok(None) };
        let (page, log) = (PageId::from_slice(&row.page), LogId::from_slice(&row.log));
        let id = row.id;
        let Some(head) = self.read_head(row, None)? else {
            let (branch, from, to) = (Branch(0), 1, N_CAP);
            report.damaged.push(Damage { table: "logs", page, log, branch, from, to });
            return Ok(Some(id));
        };
        report.count(head.health == Health::Good, || head_damage(&head, 0, 0));
        let (entries, holes) = self.assemble(&head)?;
        report.opened += entries.len() as u64;
        report.damaged.extend(holes.into_iter().map(|(from, to)| head_damage(&head, from, to)));
        Ok(Some(id))
    }

    fn check_orphans(&self, report: &mut Report) -> Result<(), StoreError> {
        let known: BTreeSet<i64> =
            self.rows("SELECT id FROM heads", [], |row| row.get(0))?.into_iter().collect();
        let orphan =
            Damage { table: "logs", page: None, log: None, branch: Branch(0), from: 0, to: 0 };
        let tail = self.rows("SELECT DISTINCT head FROM tail", [], |row| number(row, 0))?;
        let runs = self.rows("SELECT DISTINCT id >> 32 FROM runs", [], |row| number(row, 0))?;
        let lost = |id: &u64| !i64::try_from(*id).is_ok_and(|id| known.contains(&id));
        report
            .damaged
            .extend(tail.iter().chain(&runs).filter(|id| lost(id)).map(|_| orphan.clone()));
        Ok(())
    }

    fn check_statements(&self, report: &mut Report) -> Result<(), StoreError> {
        if self.position().is_err() {
            report.damaged.push(item_damage());
        }
        let mut after = 0;
        loop {
            let statements = self.statements_after(after, STATEMENTS_AT_ONCE)?;
            report.opened += statements.list.len() as u64;
            report.damaged.extend(statements.damaged);
            match statements.list.last() {
                Some((number, _)) if *number > after => after = *number,
                _ => return Ok(()),
            }
        }
    }

    fn check_items(&self, report: &mut Report) -> Result<(), StoreError> {
        let rows = self
            .rows("SELECT kind, key FROM items", [], |row| Ok((number(row, 0)?, blob(row, 1)?)))?;
        for (kind, key) in rows {
            let good = match Kind::from_number(kind) {
                Some(kind) => matches!(self.item(kind, &key)?, Value::Good(_)),
                None => false,
            };
            report.count(good, item_damage);
        }
        Ok(())
    }

    fn check_touches(&self, report: &mut Report) -> Result<(), StoreError> {
        let columns = |row: &rusqlite::Row<'_>| Ok((number(row, 0)?, blob(row, 1)?, blob(row, 2)?));
        for (number, page, value) in
            self.rows("SELECT number, page, value FROM touches", [], columns)?
        {
            let id = PageId::from_slice(&page);
            let place = id.map(|page| touch_place(number, &page));
            let good =
                place.is_some_and(|place| self.open(&PageId::ROSTER, &place, &value).is_some());
            report.count(good, || Damage { table: "touches", page: id, ..item_damage() });
        }
        Ok(())
    }

    fn check_pages(
        &self,
        table: &'static str,
        sql: &str,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        for (page, value) in self.rows(sql, [], |row| Ok((blob(row, 0)?, blob(row, 1)?)))? {
            let id = PageId::from_slice(&page);
            let place = seal::named(table, &page);
            let good = id.is_some_and(|page| self.open(&page, &place, &value).is_some());
            report.count(good, || Damage { table, page: id, ..item_damage() });
        }
        Ok(())
    }
}

fn item_damage() -> Damage {
    Damage { table: "items", page: None, log: None, branch: Branch(0), from: 0, to: 0 }
}
