//! The real open group, as the network sees it.

use std::any::Any;

use kring_sync::Mark;
use kring_trust::keys::DeviceKeys;
use kring_trust::log::LogOpening;
use kring_trust::roster::Roster;
use kring_trust::statement::Statement;
use kring_trust::{DeviceId, GroupId, PageId};

use super::host::{Change, Host, HostError, Meeting};
use crate::replica::{Replica, ReplicaError};

impl Host for Replica {
    fn group(&self) -> GroupId {
        Replica::group(self)
    }

    fn device(&self) -> DeviceId {
        Replica::device(self)
    }

    fn keys(&self) -> &DeviceKeys {
        Replica::keys(self)
    }

    fn roster(&self) -> &Roster {
        Replica::roster(self)
    }

    fn now_ms(&mut self) -> u64 {
        self.env().now_ms()
    }

    fn random(&mut self, bytes: &mut [u8]) {
        self.env().random(bytes);
    }

    fn version(&self) -> Result<i64, HostError> {
        self.store().data_version().map_err(failed)
    }

    fn take_in(&mut self) -> Result<(), HostError> {
        self.refresh().map(|_| ()).map_err(failed)
    }

    fn value(&self, name: &str) -> Result<Option<Vec<u8>>, HostError> {
        self.store().get(name).map_err(failed)
    }

    fn change_value(&mut self, name: &str, change: &mut Change<'_>) -> Result<(), HostError> {
        let changed = self.store_mut().transaction(|tx| {
            let old = tx.get(name)?;
            match change(old.as_deref()) {
                Some(new) => tx.put(name, &new),
                None => Ok(()),
            }
        });
        changed.map_err(failed)
    }

    fn meeting(&self, device: &DeviceId) -> Result<Meeting, HostError> {
        let peer = self.store().peer(device).map_err(failed)?;
        Ok(Meeting { met_ms: peer.met_ms, addresses: peer.address, trouble: peer.trouble })
    }

    fn remember(&mut self, device: &DeviceId, meeting: &Meeting) -> Result<(), HostError> {
        let remembered = self.store_mut().transaction(|tx| {
            let mut peer = tx.peer(device)?;
            peer.met_ms = meeting.met_ms;
            peer.address.clone_from(&meeting.addresses);
            peer.trouble.clone_from(&meeting.trouble);
            tx.put_peer(device, &peer)
        });
        remembered.map_err(failed)
    }

    fn hear(&mut self, statement: Statement) -> Result<(), HostError> {
        self.act(|act| act.hear(statement).map(|_| ())).map_err(failed)
    }

    fn handed_over(&mut self, page: &PageId, rows: &[(LogOpening, Mark)]) -> Result<(), HostError> {
        Replica::handed_over(self, page, rows).map_err(failed)
    }

    fn keep_steps(&mut self) -> Result<(), HostError> {
        Replica::keep_steps(self).map_err(failed)
    }

    fn upkeep(&mut self) -> Result<bool, HostError> {
        let found = Replica::upkeep(self).map_err(failed)?;
        // What waited for the end of a step is shown as soon as that end is known here.
        let news = self.take_news();
        if news && crate::acts::session::reveal(self).map_err(failed)? > 0 {
            tracing::debug!("answers that waited are shown");
        }
        if (news || self.take_hour()) && crate::ending::wipe_in_time(self).map_err(failed)? {
            tracing::info!("the day of the case files has come: they are wiped");
        }
        Ok(found)
    }

    fn take_network(&mut self) -> Result<Option<Box<dyn Any + Send>>, HostError> {
        let guard = self.store().try_network().map_err(failed)?;
        Ok(guard.map(|guard| Box::new(guard) as Box<dyn Any + Send>))
    }
}

fn failed(error: impl Into<ReplicaError>) -> HostError {
    HostError(error.into().to_string())
}
