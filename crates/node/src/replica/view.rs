//! Reading a group: pages, names, and what happened.

use kring_model::page::Page;
use kring_trust::{DeviceId, PageId, PersonId};

use super::overview::Overview;
use super::{Replica, ReplicaError};

/// One thing that happened: one entry of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    /// When, on the writer's clock, in milliseconds since 1970.
    pub time_ms: i64,
    /// Who wrote it.
    pub person: PersonId,
    /// On which laptop.
    pub device: DeviceId,
    /// On which page.
    pub page: PageId,
    /// What was touched, each once, as the keys that lead to it: collection, item, field.
    pub touched: Vec<Vec<String>>,
}

impl Replica {
    /// Takes in what another process of this laptop committed. Returns whether there was anything.
    ///
    /// # Errors
    /// [`ReplicaError::Store`] from the disk.
    pub fn refresh(&mut self) -> Result<bool, ReplicaError> {
        self.core.take_in(&self.store)
    }

    /// Reads a page.
    ///
    /// # Errors
    /// [`ReplicaError::NoSuchPage`], [`ReplicaError::Erased`], [`ReplicaError::Paused`];
    /// [`ReplicaError::Store`] from the disk.
    pub fn read<T>(
        &mut self,
        page: &PageId,
        f: impl FnOnce(&Page) -> T,
    ) -> Result<T, ReplicaError> {
        self.refresh()?;
        let subject = self.core.subject(page)?;
        Ok(f(self.core.page(&self.store, &subject)?))
    }

    /// What a person calls themselves; the begin of their id if they said nothing yet.
    pub fn person_name(&mut self, person: &PersonId) -> String {
        let name = self.overview(|all| all.persons.get(&person.to_string()).cloned());
        name.unwrap_or_else(|| person.short())
    }

    /// What a laptop is called; the begin of its id if it has no name yet.
    pub fn device_name(&mut self, device: &DeviceId) -> String {
        let name = self.overview(|all| all.devices.get(&device.to_string()).cloned());
        name.unwrap_or_else(|| device.short())
    }

    /// What the group is called: every wording while there are several.
    pub fn group_name(&mut self) -> String {
        let name = self.overview(|all| Some(all.group_name.clone()));
        name.unwrap_or_else(|| self.group().short())
    }

    /// What happened on one page, or on all that this laptop may see, since `since_ms`
    /// (milliseconds since 1970): the newest `most`, the newest first. Never more than that many
    /// lines and those of one page are in memory.
    ///
    /// # Errors
    /// As for [`Replica::read`].
    pub fn history(
        &mut self,
        page: Option<&PageId>,
        since_ms: i64,
        most: usize,
    ) -> Result<Vec<HistoryLine>, ReplicaError> {
        let pages = page.map_or_else(|| self.visible_pages(), |page| vec![*page]);
        let mut lines = Vec::new();
        for id in pages {
            let of_page = self.read(&id, |page| page_history(&id, page))?;
            lines.extend(of_page.into_iter().filter(|line| line.time_ms >= since_ms));
            lines.sort_by_key(|line: &HistoryLine| std::cmp::Reverse(line.time_ms));
            lines.truncate(most);
        }
        Ok(lines)
    }

    fn overview(&mut self, name: impl FnOnce(&Overview) -> Option<String>) -> Option<String> {
        let all = self.refresh().and_then(|_| self.core.overview(&self.store));
        all.ok().and_then(name).filter(|name| !name.is_empty())
    }
}

fn page_history(id: &PageId, page: &Page) -> Vec<HistoryLine> {
    let lines = page.history().into_iter().map(|past| HistoryLine {
        time_ms: past.time,
        person: past.writer.person,
        device: past.writer.device,
        page: *id,
        touched: page.touched(&past.change),
    });
    lines.collect()
}
