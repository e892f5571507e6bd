//! Reading a group: pages and names.

use kring_model::page::Page;
use kring_trust::{DeviceId, PageId, PersonId};

use super::overview::Overview;
use super::{Replica, ReplicaError};

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

    fn overview(&mut self, name: impl FnOnce(&Overview) -> Option<String>) -> Option<String> {
        let all = self.refresh().and_then(|_| self.core.overview(&self.store));
        all.ok().and_then(name).filter(|name| !name.is_empty())
    }
}
