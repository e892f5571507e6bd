//! Following the internet switch while the network runs.

use super::close::CloseCode;
use super::driver::Wish;
use super::group::Group;
use super::host::{Host, HostError};
use super::internet::{self, Now, Path};

impl<H: Host> Group<H> {
    /// When the relays are others than before, everybody is parted with, after hearing why, and the
    /// endpoint begins anew: without a relay it reaches the own networks only.
    pub(super) fn notice_internet(&mut self) -> Result<(), HostError> {
        let relays = internet::relays(&self.host)?;
        if relays != self.relays {
            tracing::info!(relays = relays.len(), "the internet switch");
            self.relays.clone_from(&relays);
            self.disconnect_all()?;
            self.wish(Wish::Internet(relays));
            self.look_at_paths()?;
        }
        Ok(())
    }

    /// A relay answers now, or none does.
    pub(super) fn is_online(&mut self, online: bool) -> Result<(), HostError> {
        self.write_down(Now { online, ..self.internet.clone() })
    }

    /// Who is met by which way is written down when it changes, for other processes to show.
    pub(super) fn look_at_paths(&mut self) -> Result<(), HostError> {
        let mut now = Now { online: self.internet.online, ..Now::default() };
        for peer in self.peers.values().filter(|peer| peer.spoke) {
            match peer.link.path() {
                Path::Direct => now.direct.push(peer.link.device),
                Path::Relay => now.relayed.push(peer.link.device),
            }
        }
        now.direct.sort_unstable();
        now.relayed.sort_unstable();
        self.write_down(now)
    }

    /// The network ends here.
    pub(super) fn forget_paths(&mut self) -> Result<(), HostError> {
        self.write_down(Now::default())
    }

    fn disconnect_all(&mut self) -> Result<(), HostError> {
        let all: Vec<_> = self.peers.keys().copied().collect();
        all.into_iter().try_for_each(|id| self.drop_peer(id, None, CloseCode::Done))
    }

    /// While the internet is off there is nothing to tell.
    fn write_down(&mut self, now: Now) -> Result<(), HostError> {
        let now = if self.relays.is_empty() { Now::default() } else { now };
        if now != self.internet {
            internet::set_now(&mut self.host, &now)?;
            self.internet = now;
        }
        Ok(())
    }
}
