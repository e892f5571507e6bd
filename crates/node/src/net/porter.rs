//! The door, on the thread that owns the group: what joiners' tasks ask is looked up and written
//! here, and whoever was said yes to is brought in.

use kring_trust::PersonId;
use kring_trust::keys::DeviceRecord;
use kring_trust::roster::DeviceState;
use tokio::sync::oneshot;

use super::bringing;
use super::desk;
use super::door::{Addresses, Ask, Door, Outcome, Page};
use super::driver::Wish;
use super::events::Event;
use super::group::Group;
use super::hooks::EndpointKey;
use super::host::{Host, HostError};
use super::invitations::{Request, Stage, TRIES, Whom};
use super::proof::{Consent, PAGE, Refusal};
use crate::ticket::InvitationId;

/// Joiners who wait for an answer.
#[derive(Debug, Default)]
pub(super) struct Porter {
    /// An invitation was open when last looked.
    open: bool,
    /// The doors that the room was told of last.
    told: Vec<InvitationId>,
    waiting: Vec<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    /// The asking: a ticket's invitation, or a guest.
    invitation: InvitationId,
    record: DeviceRecord,
    reply: oneshot::Sender<Result<Outcome, Refusal>>,
}

/// What is to be done with one who waits.
enum Verdict {
    Wait,
    Refuse(Refusal),
    BringIn(Whom, Box<Consent>),
    IsIn,
}

impl<H: Host> Group<H> {
    /// Answers what a joiner's task asked. A reply that nobody waits for any more is dropped.
    pub(super) fn asked(&mut self, ask: Ask) -> Result<(), HostError> {
        match ask {
            Ask::Look { invitation, by_relay, reply } => {
                let door = self.look(invitation, by_relay)?;
                answered(reply.send(door).is_ok());
            }
            Ask::Wrong { invitation, reply } => {
                self.wrong(invitation)?;
                answered(reply.send(()).is_ok());
            }
            Ask::Enter { invitation, request, entered, reply } => {
                let asking = self.enter(invitation, &request)?;
                if let Ok(asking) = asking {
                    let record = request.record;
                    self.porter.waiting.push(Waiting { invitation: asking, record, reply });
                }
                answered(entered.send(asking).is_ok());
                self.answer_waiting()?;
            }
            Ask::Answered { invitation, consent } => self.spoke_up(invitation, consent)?,
            Ask::Statements { after, reply } => {
                let page = self.statements_after(after);
                answered(reply.send(page).is_ok());
            }
        }
        Ok(())
    }

    /// Opens or closes the door for strangers, and answers who waits. To be called when
    /// invitations may have changed.
    pub(super) fn look_at_door(&mut self) -> Result<(), HostError> {
        let now_ms = self.host.now_ms();
        let all = desk::read(&self.host)?;
        let (open, doors) = (all.any_open(now_ms), all.doors(now_ms));
        self.gate.set_door(open, all.any_far(now_ms));
        self.porter.open = open;
        if self.porter.told != doors {
            self.porter.told.clone_from(&doors);
            self.wish(Wish::Doors(doors));
        }
        self.answer_waiting()
    }

    /// Notices invitations whose time is over and joiners who went away.
    pub(super) fn sweep_door(&mut self) -> Result<(), HostError> {
        let waiting = &mut self.porter.waiting;
        let gone: Vec<_> = waiting.extract_if(.., |one| one.reply.is_closed()).collect();
        for Waiting { invitation, record, .. } in gone {
            let again = self.porter.waiting.iter().any(|one| one.record == record);
            if !again {
                desk::change(&mut self.host, |all| all.gone(invitation, &record))?;
            }
        }
        if self.porter.open { self.look_at_door() } else { Ok(()) }
    }

    /// Closes every door: the network ends here.
    pub(super) fn close_doors(&mut self) -> Result<(), HostError> {
        if self.porter.told.is_empty() {
            return Ok(());
        }
        desk::change(&mut self.host, super::invitations::Invitations::close_doors)
    }

    fn look(
        &mut self,
        invitation: InvitationId,
        by_relay: bool,
    ) -> Result<Result<Door, Refusal>, HostError> {
        let now_ms = self.host.now_ms();
        let mut nonce = [0; 16];
        self.host.random(&mut nonce);
        let (group, device) = (self.host.group(), self.host.device());
        let entrance = desk::read(&self.host)?.look(invitation, by_relay, now_ms);
        Ok(entrance.map(|entrance| Door { entrance, nonce, group, device, now_ms }))
    }

    fn wrong(&mut self, invitation: InvitationId) -> Result<(), HostError> {
        let burnt = desk::change(&mut self.host, |all| {
            all.wrong(invitation);
            all.find(invitation).is_some_and(|one| one.stage == Stage::Burnt)
        })?;
        if burnt {
            self.tell(Event::Burnt(invitation));
            self.look_at_door()?;
        }
        Ok(())
    }

    fn enter(
        &mut self,
        invitation: InvitationId,
        request: &Request,
    ) -> Result<Result<InvitationId, Refusal>, HostError> {
        let now_ms = self.host.now_ms();
        let mut guest = [0; 4];
        self.host.random(&mut guest);
        let guest = InvitationId(guest);
        let asked = desk::change(&mut self.host, |all| {
            all.ask(invitation, guest, request.clone(), now_ms)
        })?;
        let Ok(asking) = asked else { return Ok(asked) };
        let all = desk::read(&self.host)?;
        if let Some(Stage::Asked(request)) = all.find(asking).map(|one| &one.stage) {
            self.tell(Event::Asked(asking, request.clone()));
        }
        Ok(asked)
    }

    /// The joiner's person agrees, or says that the words differ.
    fn spoke_up(
        &mut self,
        asking: InvitationId,
        consent: Option<Box<Consent>>,
    ) -> Result<(), HostError> {
        let door = desk::change(&mut self.host, |all| {
            let door = all.find(asking).and_then(super::invitations::Invitation::door);
            match &consent {
                Some(consent) => all.consented(asking, consent),
                None => all.stopped(asking),
            }
            all.find(door?).map(|door| (door.id, door.stage == Stage::Burnt, door.tries))
        })?;
        match door.filter(|_| consent.is_none()) {
            Some((door, true, _)) => self.tell(Event::Burnt(door)),
            Some((door, _, tries)) if tries.is_multiple_of(TRIES) => {
                self.tell(Event::Differed(door));
            }
            _ => {}
        }
        self.look_at_door()
    }

    fn answer_waiting(&mut self) -> Result<(), HostError> {
        for waiting in std::mem::take(&mut self.porter.waiting) {
            let result = match self.verdict(&waiting)? {
                Verdict::Wait => {
                    self.porter.waiting.push(waiting);
                    continue;
                }
                Verdict::Refuse(refusal) => Err(refusal),
                Verdict::BringIn(whom, consent) => {
                    self.bring_in(waiting.invitation, whom, *consent)?
                }
                Verdict::IsIn => Ok(None),
            };
            let result = match result {
                Ok(None) => Ok(Outcome::In(self.addresses_for(&waiting.record.endpoint_key)?)),
                Ok(Some(half)) => Ok(Outcome::Half(half)),
                Err(refusal) => Err(refusal),
            };
            answered(waiting.reply.send(result).is_ok());
        }
        Ok(())
    }

    fn verdict(&self, waiting: &Waiting) -> Result<Verdict, HostError> {
        let all = desk::read(&self.host)?;
        let endpoint = &waiting.record.endpoint_key;
        let one = all.find(waiting.invitation);
        Ok(match one.map(|one| (&one.stage, one.whom)) {
            Some((Stage::Open | Stage::Asked(_), _)) => Verdict::Wait,
            Some((Stage::Granted(request), whom)) if request.record.endpoint_key == *endpoint => {
                match &request.consent {
                    Some(consent) => Verdict::BringIn(whom, consent.clone()),
                    None => Verdict::Wait,
                }
            }
            Some((Stage::Used(device), _)) => {
                let used = self.host.roster().device(device).map(|info| info.record.endpoint_key);
                if used.as_ref() == Some(endpoint) {
                    Verdict::IsIn
                } else {
                    Verdict::Refuse(Refusal::Used)
                }
            }
            Some((Stage::Granted(_), _)) => Verdict::Refuse(Refusal::Used),
            Some((Stage::Declined, _)) => Verdict::Refuse(Refusal::No),
            Some((Stage::Burnt, _)) => Verdict::Refuse(Refusal::Burnt),
            Some((Stage::Withdrawn, _)) => Verdict::Refuse(Refusal::Withdrawn),
            None => Verdict::Refuse(Refusal::Unknown),
        })
    }

    /// The statement is written before the invitation is marked as used: after a crash in between
    /// the device is found in the roster and not brought in twice. Answers the half of a return
    /// that another person must confirm.
    fn bring_in(
        &mut self,
        invitation: InvitationId,
        whom: Whom,
        consent: Consent,
    ) -> Result<Result<Option<Vec<u8>>, Refusal>, HostError> {
        let device = consent.record.id();
        let known = self.host.roster().device(&device).map(|info| info.state == DeviceState::In);
        let said = match known {
            Some(true) => Ok(None),
            Some(false) => return Ok(Err(Refusal::BadRecord)),
            None => bringing::bring_in(&mut self.host, whom, consent),
        };
        let half = match said {
            Ok(half) => half,
            Err(refusal) => return Ok(Err(refusal)),
        };
        desk::change(&mut self.host, |all| all.used(invitation, device))?;
        self.members_changed()?;
        if half.is_none()
            && whom == Whom::Newcomer
            && let Some(person) = self.host.roster().person_of(&device)
        {
            self.came_in(person);
        }
        Ok(Ok(half))
    }

    fn came_in(&self, person: PersonId) {
        self.tell(Event::CameIn(person));
        self.tell(Event::Roster);
    }

    /// Where all members are but the newcomer: this laptop first.
    fn addresses_for(&self, newcomer: &EndpointKey) -> Result<Addresses, HostError> {
        let me = self.host.device();
        let mut all = vec![(self.host.keys().record(None).endpoint_key, self.own.clone())];
        for info in self.host.roster().devices() {
            if info.state == DeviceState::In
                && info.id != me
                && info.record.endpoint_key != *newcomer
            {
                all.push((info.record.endpoint_key, self.whereabouts(&info.id)?));
            }
        }
        Ok(all)
    }

    fn statements_after(&self, after: u64) -> Result<Page, Refusal> {
        let page = self.host.statements(after, u64::MAX, PAGE).map_err(|_| Refusal::Internal)?;
        let last = page.last().map_or(after, |(number, _)| *number);
        Ok((last, page.into_iter().map(|(_, bytes)| bytes).collect()))
    }
}

fn answered(heard: bool) {
    if !heard {
        tracing::debug!("the joiner went away");
    }
}
