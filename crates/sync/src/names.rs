//! Short names for logs within one session and direction.
//!
//! Both sides keep the same list by the same rule, so that a live edit need not repeat 72 bytes.

use std::collections::BTreeMap;

use kring_trust::id::{LogId, PageId};
use kring_trust::log::LogOpening;

use crate::breach::Breach;
use crate::message::LogName;

/// Logs that get a number: 300 kB per peer, and more logs than a session touches live.
const NAMES_CAP: usize = 4096;

/// The sending side.
#[derive(Debug, Default)]
pub(crate) struct Naming {
    numbers: BTreeMap<LogId, u32>,
}

impl Naming {
    /// The name of a log in a message; `here` is the page that the message is speaking of.
    pub(crate) fn name(&mut self, opening: &LogOpening, here: Option<PageId>) -> LogName {
        let log = opening.id();
        if let Some(number) = self.numbers.get(&log) {
            return LogName::Old(*number);
        }
        if self.numbers.len() < NAMES_CAP {
            self.numbers.insert(log, self.numbers.len() as u32);
        }
        let LogOpening { device, page, salt } = *opening;
        if here == Some(page) {
            LogName::Here { device, salt }
        } else {
            LogName::New { device, page, salt }
        }
    }
}

/// The receiving side.
#[derive(Debug, Default)]
pub(crate) struct Named {
    openings: Vec<LogOpening>,
}

impl Named {
    /// The log of a name. Every name of every message is resolved, in order.
    pub(crate) fn resolve(
        &mut self,
        name: LogName,
        here: Option<PageId>,
    ) -> Result<LogOpening, Breach> {
        let opening = match name {
            LogName::Old(number) => {
                let known = usize::try_from(number).ok().and_then(|i| self.openings.get(i));
                return known.copied().ok_or(Breach::Malformed);
            }
            LogName::New { device, page, salt } => LogOpening { device, page, salt },
            LogName::Here { device, salt } => {
                LogOpening { device, page: here.ok_or(Breach::Malformed)?, salt }
            }
        };
        if opening.page == PageId::ROSTER {
            return Err(Breach::Malformed);
        }
        if self.openings.len() < NAMES_CAP {
            self.openings.push(opening);
        }
        Ok(opening)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kring_trust::id::DeviceId;

    #[test]
    fn both_sides_number_alike_beyond_the_cap() {
        let (mut out, mut into) = (Naming::default(), Named::default());
        for round in 0..2 {
            for i in 0..(NAMES_CAP as u64 + 10) {
                let device = DeviceId::from_bytes([1; 32]);
                let page = PageId::from_bytes([2; 32]);
                let opening = LogOpening { device, page, salt: i.to_le_bytes() };
                let here = (i % 2 == 0).then_some(page);
                let name = out.name(&opening, here);
                let old = round == 1 && i < NAMES_CAP as u64;
                assert_eq!(matches!(name, LogName::Old(_)), old, "{i}");
                assert_eq!(into.resolve(name, here), Ok(opening));
            }
        }
        assert_eq!(into.resolve(LogName::Old(NAMES_CAP as u32), None), Err(Breach::Malformed));
    }
}
