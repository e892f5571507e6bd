//! The door, on the thread that owns the group: what joiners' tasks ask is looked up and written
//! here, and whoever was said yes to is brought in.

use kring_trust::roster::DeviceState;
use kring_trust::{DeviceId, PersonId};
use tokio::sync::oneshot;

use super::desk;
use super::door::{Addresses, Ask, Door, Page};
use super::events::Event;
use super::group::Group;
use super::host::{Host, HostError};
use super::invitations::{Request, Stage};
use super::proof::{PAGE, Refusal};
use crate::ticket::InvitationId;

/// Joiners who wait for an answer.
#[derive(Debug, Default)]
pub(super) struct Porter {
    /// An invitation was open when last looked.
    open: bool,
    waiting: Vec<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    invitation: InvitationId,
    device: DeviceId,
    reply: oneshot::Sender<Result<Addresses, Refusal>>,
}

/// What is to be done with one who waits.
enum Verdict {
    Wait,
    Refuse(Refusal),
    BringIn(Box<Request>),
    IsIn,
}

impl<H: Host> Group<H> {
    /// Answers what a joiner's task asked. A reply that nobody waits for any more is dropped.
    pub(super) fn asked(&mut self, ask: Ask) -> Result<(), HostError> {
        match ask {
            Ask::Look { invitation, reply } => {
                let door = self.look(invitation)?;
                answered(reply.send(door).is_ok());
            }
            Ask::Wrong { invitation, reply } => {
                self.wrong(invitation)?;
                answered(reply.send(()).is_ok());
            }
            Ask::Enter { invitation, request, reply } => self.enter(invitation, *request, reply)?,
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
        let open = desk::read(&self.host)?.any_open(now_ms);
        self.gate.set_door(open);
        self.porter.open = open;
        self.answer_waiting()
    }

    /// Notices invitations whose time is over and joiners who went away.
    pub(super) fn sweep_door(&mut self) -> Result<(), HostError> {
        let waiting = &mut self.porter.waiting;
        let gone: Vec<_> = waiting.extract_if(.., |one| one.reply.is_closed()).collect();
        for Waiting { invitation, device, .. } in gone {
            let again = self.porter.waiting.iter().any(|one| one.device == device);
            if !again {
                desk::change(&mut self.host, |all| all.gone(invitation, device))?;
            }
        }
        if self.porter.open { self.look_at_door() } else { Ok(()) }
    }

    fn look(&mut self, invitation: InvitationId) -> Result<Result<Door, Refusal>, HostError> {
        let now_ms = self.host.now_ms();
        let mut nonce = [0; 16];
        self.host.random(&mut nonce);
        let (group, device) = (self.host.group(), self.host.device());
        let secret = desk::read(&self.host)?.look(invitation, now_ms);
        Ok(secret.map(|secret| Door { secret, nonce, group, device, now_ms }))
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
        request: Request,
        reply: oneshot::Sender<Result<Addresses, Refusal>>,
    ) -> Result<(), HostError> {
        let now_ms = self.host.now_ms();
        let device = request.record.id();
        let asked =
            desk::change(&mut self.host, |all| all.ask(invitation, request.clone(), now_ms))?;
        if let Err(refusal) = asked {
            answered(reply.send(Err(refusal)).is_ok());
            return Ok(());
        }
        self.porter.waiting.push(Waiting { invitation, device, reply });
        let all = desk::read(&self.host)?;
        if let Some(Stage::Asked(request)) = all.find(invitation).map(|one| &one.stage) {
            self.tell(Event::Asked(invitation, request.clone()));
        }
        self.answer_waiting()
    }

    fn answer_waiting(&mut self) -> Result<(), HostError> {
        for waiting in std::mem::take(&mut self.porter.waiting) {
            let verdict = self.verdict(&waiting)?;
            let result = match verdict {
                Verdict::Wait => {
                    self.porter.waiting.push(waiting);
                    continue;
                }
                Verdict::Refuse(refusal) => Err(refusal),
                Verdict::BringIn(request) => self.bring_in(waiting.invitation, *request)?,
                Verdict::IsIn => Ok(()),
            };
            let result = match result {
                Ok(()) => Ok(self.addresses_for(&waiting.device)?),
                Err(refusal) => Err(refusal),
            };
            answered(waiting.reply.send(result).is_ok());
        }
        Ok(())
    }

    fn verdict(&self, waiting: &Waiting) -> Result<Verdict, HostError> {
        let all = desk::read(&self.host)?;
        Ok(match all.find(waiting.invitation).map(|one| &one.stage) {
            Some(Stage::Open | Stage::Asked(_)) => Verdict::Wait,
            Some(Stage::Granted(request)) if request.record.id() == waiting.device => {
                Verdict::BringIn(request.clone())
            }
            Some(Stage::Used(device)) if *device == waiting.device => Verdict::IsIn,
            Some(Stage::Granted(_) | Stage::Used(_)) => Verdict::Refuse(Refusal::Used),
            Some(Stage::Declined) => Verdict::Refuse(Refusal::No),
            Some(Stage::Burnt) => Verdict::Refuse(Refusal::Burnt),
            Some(Stage::Withdrawn) => Verdict::Refuse(Refusal::Withdrawn),
            None => Verdict::Refuse(Refusal::Unknown),
        })
    }

    /// The statement is written before the invitation is marked as used: after a crash in between
    /// the device is found in the roster and not brought in twice.
    fn bring_in(
        &mut self,
        invitation: InvitationId,
        request: Request,
    ) -> Result<Result<(), Refusal>, HostError> {
        let device = request.record.id();
        let known = self.host.roster().device(&device).map(|info| info.state == DeviceState::In);
        match known {
            Some(true) => {}
            Some(false) => return Ok(Err(Refusal::BadRecord)),
            None => {
                if let Err(error) = self.host.bring_in(request.record, request.consent) {
                    tracing::warn!(%error, "nobody was brought in");
                    return Ok(Err(Refusal::Internal));
                }
            }
        }
        desk::change(&mut self.host, |all| all.used(invitation, device))?;
        self.members_changed()?;
        if let Some(person) = self.host.roster().person_of(&device) {
            self.came_in(person);
        }
        Ok(Ok(()))
    }

    fn came_in(&self, person: PersonId) {
        self.tell(Event::CameIn(person));
        self.tell(Event::Roster);
    }

    /// Where all members are but the newcomer: this laptop first.
    fn addresses_for(&self, newcomer: &DeviceId) -> Result<Addresses, HostError> {
        let me = self.host.device();
        let mut all = vec![(self.host.keys().record(None).endpoint_key, self.own.clone())];
        for info in self.host.roster().devices() {
            if info.state == DeviceState::In && info.id != me && info.id != *newcomer {
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
