//! Who is in, where they were last, and why somebody is not met: the gate and the plan of dials
//! follow the roster, and the table of peers keeps the rest.

use std::net::SocketAddr;

use kring_trust::DeviceId;
use kring_trust::roster::DeviceState;

use super::addresses::{merged, parse};
use super::close::Unreachable;
use super::driver::Wish;
use super::events::Event;
use super::group::Group;
use super::hooks::EndpointKey;
use super::host::{Host, HostError};

impl<H: Host> Group<H> {
    /// The gate and the plan of dials follow the roster.
    pub(super) fn members_changed(&mut self) -> Result<(), HostError> {
        self.newest = self.host.roster().newest();
        let me = self.host.device();
        let (mut members, mut blocked, mut peers) = (Vec::new(), Vec::new(), Vec::new());
        let devices: Vec<_> =
            self.host.roster().devices().filter(|info| info.id != me).cloned().collect();
        for info in devices {
            let endpoint = info.record.endpoint_key;
            if info.state == DeviceState::In {
                members.push((endpoint, info.id));
                peers.push((endpoint, self.kept_addresses(&info.id)?));
            } else {
                blocked.push(endpoint);
            }
        }
        // One endpoint key names one device: whoever is in goes before whoever is out.
        blocked.retain(|endpoint| !members.iter().any(|(member, _)| member == endpoint));
        self.gate.set_members(members, blocked);
        self.wish(Wish::Peers(peers));
        Ok(())
    }

    fn kept_addresses(&mut self, device: &DeviceId) -> Result<Vec<SocketAddr>, HostError> {
        let meeting = self.host.meeting(device)?;
        if meeting.met_ms == 0 && meeting.addresses.is_empty() && meeting.trouble.is_none() {
            self.note_trouble(device, Unreachable::NeverSeen)?;
        }
        Ok(parse(&meeting.addresses))
    }

    /// Where a device is, or was last.
    pub(super) fn whereabouts(&self, device: &DeviceId) -> Result<Vec<SocketAddr>, HostError> {
        let live = self.peers.values().find(|peer| peer.link.device == *device);
        let at = live.map(|peer| peer.at.clone()).unwrap_or_default();
        Ok(merged(&at, &parse(&self.host.meeting(device)?.addresses)))
    }

    /// A device is there: when and where is remembered.
    pub(super) fn met(&mut self, device: &DeviceId, at: &[SocketAddr]) -> Result<(), HostError> {
        let mut meeting = self.host.meeting(device)?;
        let known = parse(&meeting.addresses);
        meeting.met_ms = self.host.now_ms();
        meeting.addresses = merged(at, &known).iter().map(SocketAddr::to_string).collect();
        meeting.trouble = None;
        self.host.remember(device, &meeting)
    }

    /// A device could not be reached, by its network identity.
    pub(super) fn unreachable(
        &mut self,
        endpoint: &EndpointKey,
        why: Unreachable,
    ) -> Result<(), HostError> {
        match self.host.roster().device_by_endpoint(endpoint).map(|info| info.id) {
            Some(device) => self.note_trouble(&device, why),
            None => Ok(()),
        }
    }

    /// Remembers why a device is not met, and tells it if it is another reason than before.
    pub(super) fn note_trouble(
        &mut self,
        device: &DeviceId,
        why: Unreachable,
    ) -> Result<(), HostError> {
        let mut meeting = self.host.meeting(device)?;
        let known = meeting.trouble.as_deref().and_then(Unreachable::from_word);
        if known == Some(why) || known.is_some_and(|known| known.tells_more_than(why)) {
            return Ok(());
        }
        meeting.trouble = Some(why.word().to_owned());
        self.host.remember(device, &meeting)?;
        self.tell(Event::Unreachable(*device, why));
        Ok(())
    }
}
