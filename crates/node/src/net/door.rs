//! The inviter's side of joining: one task per joiner. It holds nothing of the group; what must be
//! known or written goes to the thread that owns the group, as an [`Ask`].

use std::time::Duration;

use iroh::endpoint::{Connection, RecvStream, SendStream};
use kring_trust::keys::{DeviceRecord, Signature};
use kring_trust::statement::{Body, Statement};
use kring_trust::{DeviceId, GroupId};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout, timeout_at};

use super::close::CloseCode;
use super::driver::remote_address;
use super::four::{Arrival, Commitment, Offer, Scene, bind_inviter, bind_joiner, four};
use super::group::Message;
use super::hooks::{EndpointKey, Gate};
use super::invitations::{Entrance, Request};
use super::proof::{
    CONSENT_CAP, Consent, FROM_JOINER_CAP, FromInviter, FromJoiner, Nonce, Refusal, clean_name,
    decode, encode, mac,
};
use super::wire::{FIRST_FRAME, WireError, read_frame, write_frame};
use crate::ticket::InvitationId;

/// How long the joiner waits for the yes of the person at this laptop.
pub(super) const ANSWER_BY: Duration = Duration::from_secs(15 * 60);

/// How often a waiting joiner is told to wait on.
const STILL_WAITING: Duration = Duration::from_secs(5);

/// How long the joiner may take to store what it was given, before the connection is closed.
const STORED_BY: Duration = Duration::from_secs(60);

/// What a joiner's task asks of the thread that owns the group.
#[derive(Debug)]
pub(super) enum Ask {
    /// Is this invitation open?
    Look {
        /// Which.
        invitation: InvitationId,
        /// Whether the joiner came by a relay.
        by_relay: bool,
        /// What to check the joiner with.
        reply: oneshot::Sender<Result<Door, Refusal>>,
    },
    /// The proof did not fit.
    Wrong {
        /// For which invitation.
        invitation: InvitationId,
        /// It is counted.
        reply: oneshot::Sender<()>,
    },
    /// Somebody wants in.
    Enter {
        /// With which invitation.
        invitation: InvitationId,
        /// Who.
        request: Box<Request>,
        /// Under which id the asking is known.
        entered: oneshot::Sender<Result<InvitationId, Refusal>>,
        /// What comes of it, when the people on both sides have answered; who no longer waits for
        /// it has gone away.
        reply: oneshot::Sender<Result<Outcome, Refusal>>,
    },
    /// The joiner's own word; none if the person there says that the words differ.
    Answered {
        /// To which asking.
        invitation: InvitationId,
        /// It.
        consent: Option<Box<Consent>>,
    },
    /// Statements that arrived here after a number, at least one if there is one.
    Statements {
        /// The number.
        after: u64,
        /// They.
        reply: oneshot::Sender<Result<Page, Refusal>>,
    },
}

/// What comes of asking, after a yes.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The joiner is in; members are there.
    In(Addresses),
    /// Who returns must be confirmed by another person as well, who is shown this.
    Half(Vec<u8>),
}

/// Where members were last, by network identity.
pub(super) type Addresses = Vec<(EndpointKey, Vec<std::net::SocketAddr>)>;

/// Statements, and the number of the last of them.
pub(super) type Page = (u64, Vec<Vec<u8>>);

/// An open invitation, as the joiner's task needs it.
#[derive(Debug)]
pub(super) struct Door {
    /// What the joiner must know, and as whom it comes in.
    pub entrance: Entrance,
    /// Random, for this joiner only.
    pub nonce: Nonce,
    /// The group.
    pub group: GroupId,
    /// This device.
    pub device: DeviceId,
    /// This laptop's clock, for the request.
    pub now_ms: u64,
}

/// Why a joiner's task ended early.
#[derive(Debug, thiserror::Error)]
pub(super) enum Turned {
    #[error("refused: {0:?}")]
    Refused(Refusal),
    #[error("against the protocol")]
    Malformed,
    #[error("the joiner went away")]
    Gone,
    #[error("there is no open invitation")]
    NoDoor,
    #[error("a stranger")]
    Stranger,
    #[error("more than is taken")]
    Flood,
    #[error(transparent)]
    Wire(#[from] WireError),
}

impl From<Refusal> for Turned {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Whoever dialled under the joining protocol.
pub(super) struct Joiner {
    pub(super) connection: Connection,
    send: SendStream,
    pub(super) recv: RecvStream,
    inbox: mpsc::Sender<Message>,
    /// Came by a relay, and not straight.
    by_relay: bool,
}

/// Serves one joiner from knocking to coming in, or takes back a member who was forgotten. `me` is
/// this laptop's network identity; who came `by_relay` finds only what is open for that.
pub(super) async fn serve(
    connection: Connection,
    by_relay: bool,
    me: EndpointKey,
    gate: Gate,
    inbox: mpsc::Sender<Message>,
) {
    let streams = timeout(FIRST_FRAME, connection.accept_bi()).await;
    let Ok(Ok((send, recv))) = streams else { return CloseCode::Silent.close(&connection) };
    let mut joiner = Joiner { connection: connection.clone(), send, recv, inbox, by_relay };
    match joiner.receive(me, &gate).await {
        Ok(()) => tracing::info!("came in"),
        Err(error) => {
            tracing::info!(%error, "did not come in");
            let code = joiner.refuse(error).await;
            code.close(&connection);
        }
    }
}

impl Joiner {
    async fn receive(&mut self, me: EndpointKey, gate: &Gate) -> Result<(), Turned> {
        let caller = *self.connection.remote_id().as_bytes();
        match self.read().await? {
            // By a relay strangers may knock, and nothing else.
            FromJoiner::Present if self.by_relay && gate.member(&caller).is_none() => {
                Err(Turned::Stranger)
            }
            FromJoiner::Present => self.take_back().await,
            FromJoiner::Knock { .. } if !gate.has_door(&caller, self.by_relay) => {
                Err(Turned::NoDoor)
            }
            FromJoiner::Knock { invitation, promise } => self.let_in(invitation, promise, me).await,
            _ => Err(Turned::Malformed),
        }
    }

    async fn let_in(
        &mut self,
        invitation: InvitationId,
        promise: Commitment,
        me: EndpointKey,
    ) -> Result<(), Turned> {
        let by_relay = self.by_relay;
        let door = self.ask(|reply| Ask::Look { invitation, by_relay, reply }).await??;
        let joiner = *self.connection.remote_id().as_bytes();
        let scene = Scene { joiner, inviter: me, invitation };
        let offer = door.offer();
        let request = self.compare(&scene, &promise, &door, offer.clone()).await?;
        let consents = Consents { offer, record: request.record.clone() };
        match self.wait_for_yes(invitation, request, &consents).await? {
            Outcome::Half(statement) => self.write(&FromInviter::Half { statement }).await?,
            Outcome::In(addresses) => {
                self.write(&FromInviter::Welcome { addresses }).await?;
                self.give_statements().await?;
            }
        }
        if timeout(STORED_BY, self.connection.closed()).await.is_err() {
            CloseCode::Slow.close(&self.connection);
        }
        Ok(())
    }

    /// Both show what they were bound to, the joiner first; what follows from it are the four words.
    async fn compare(
        &mut self,
        scene: &Scene,
        promise: &Commitment,
        door: &Door,
        offer: Offer,
    ) -> Result<Request, Turned> {
        let ours = bind_inviter(&offer);
        self.write(&FromInviter::Challenge { promise: ours }).await?;
        let FromJoiner::Reveal { arrival, mac: proof } = self.read().await? else {
            return Err(Turned::Malformed);
        };
        if bind_joiner(&arrival) != *promise {
            return Err(Turned::Malformed);
        }
        if let Some(secret) = &door.entrance.secret {
            let right = mac(secret, &scene.joiner, &scene.inviter, promise, &ours);
            // Comparing hashes takes the same time wherever they differ.
            if proof.is_none_or(|proof| right != proof) {
                let invitation = scene.invitation;
                self.ask(|reply| Ask::Wrong { invitation, reply }).await?;
                return Err(Refusal::WrongSecret.into());
            }
        }
        let words = four(scene, &arrival, &offer);
        let from = remote_address(&self.connection).map(|at| at.ip());
        let request = Request { from, ..request(*arrival, scene.joiner, words, door.now_ms)? };
        self.write(&FromInviter::Heard { offer }).await?;
        Ok(request)
    }

    async fn wait_for_yes(
        &mut self,
        invitation: InvitationId,
        request: Request,
        consents: &Consents,
    ) -> Result<Outcome, Turned> {
        let (reply, mut answer) = oneshot::channel();
        let request = Box::new(request);
        let enter = |entered| Ask::Enter { invitation, request, entered, reply };
        let asking = self.ask(enter).await??;
        let until = Instant::now() + ANSWER_BY;
        let Self { connection, send, recv, inbox, .. } = self;
        let said = read_frame(recv, CONSENT_CAP, Some(until));
        tokio::pin!(said);
        let mut silent = true;
        let mut waiting = interval(STILL_WAITING);
        waiting.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                answer = &mut answer => return Ok(answer.map_err(|_| Turned::Gone)??),
                _ = connection.closed() => return Err(Turned::Gone),
                () = tokio::time::sleep_until(until) => return Err(Refusal::Unanswered.into()),
                frame = &mut said, if silent => {
                    silent = false;
                    let consent = consents.read(frame?)?;
                    let ask = Ask::Answered { invitation: asking, consent };
                    inbox.send(Message::Door(ask)).await.map_err(|_| Turned::Gone)?;
                }
                _ = waiting.tick() => {
                    write_frame(send, &encode(&FromInviter::Waiting)).await?;
                }
            }
        }
    }

    async fn give_statements(&mut self) -> Result<(), Turned> {
        let mut after = 0;
        loop {
            let (last, page) = self.ask(|reply| Ask::Statements { after, reply }).await??;
            if page.is_empty() {
                return self.write(&FromInviter::End).await;
            }
            after = last;
            self.write(&FromInviter::Statements(page)).await?;
        }
    }

    async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Result<T, Turned> {
        let (reply, answer) = oneshot::channel();
        self.tell(ask(reply)).await?;
        answer.await.map_err(|_| Turned::Gone)
    }

    async fn tell(&self, ask: Ask) -> Result<(), Turned> {
        self.send_on(Message::Door(ask)).await
    }

    pub(super) async fn send_on(&self, message: Message) -> Result<(), Turned> {
        self.inbox.send(message).await.map_err(|_| Turned::Gone)
    }

    async fn read(&mut self) -> Result<FromJoiner, Turned> {
        let by = Instant::now() + FIRST_FRAME;
        let frame = read_frame(&mut self.recv, FROM_JOINER_CAP, Some(by)).await?;
        decode(&frame.ok_or(Turned::Gone)?).ok_or(Turned::Malformed)
    }

    pub(super) async fn write(&mut self, message: &FromInviter) -> Result<(), Turned> {
        Ok(write_frame(&mut self.send, &encode(message)).await?)
    }

    /// Tells why, where the other can still hear it, and answers with which code to close.
    async fn refuse(&mut self, error: Turned) -> CloseCode {
        match error {
            Turned::Refused(refusal) => {
                let told = self.write(&FromInviter::Refused(refusal)).await.is_ok();
                // The joiner closes when it has read it; closing first could overtake it.
                let by = Instant::now() + FIRST_FRAME;
                if told && timeout_at(by, self.connection.closed()).await.is_err() {
                    tracing::debug!("the joiner stays");
                }
                CloseCode::Done
            }
            Turned::Malformed => CloseCode::Malformed,
            Turned::Gone => CloseCode::Done,
            Turned::NoDoor => CloseCode::NoDoor,
            Turned::Stranger => CloseCode::Stranger,
            Turned::Flood => CloseCode::Flood,
            Turned::Wire(error) => error.close_code().unwrap_or(CloseCode::Done),
        }
    }
}

impl Door {
    fn offer(&self) -> Offer {
        let (group, inviter) = (self.group, self.device);
        Offer { nonce: self.nonce, group, inviter, whom: self.entrance.whom }
    }
}

/// What the joiner's own word must fit.
struct Consents {
    offer: Offer,
    record: DeviceRecord,
}

impl Consents {
    /// Reads it: none if the person there says that the words differ.
    fn read(&self, frame: Option<Vec<u8>>) -> Result<Option<Box<Consent>>, Turned> {
        match decode(&frame.ok_or(Turned::Gone)?) {
            Some(FromJoiner::Stop) => Ok(None),
            Some(FromJoiner::Consent(consent)) if self.fits(&consent) => Ok(Some(consent)),
            Some(FromJoiner::Consent(_)) => Err(Refusal::BadRecord.into()),
            _ => Err(Turned::Malformed),
        }
    }

    /// The keys are those that the words cover, and the device wants in as whom it was offered.
    fn fits(&self, consent: &Consent) -> bool {
        let Consent { record, signature, .. } = consent;
        let as_before =
            DeviceRecord { person: None, signature: self.record.signature, ..record.clone() };
        as_before == self.record
            && record.person == self.offer.whom.person()
            && consents(record, *signature, &self.offer)
    }
}

pub(super) fn request(
    arrival: Arrival,
    joiner: EndpointKey,
    words: [u8; 4],
    asked_ms: u64,
) -> Result<Request, Refusal> {
    let Arrival { record, name, device_name, .. } = arrival;
    let (Some(name), Some(device_name)) = (clean_name(&name), clean_name(&device_name)) else {
        return Err(Refusal::BadRecord);
    };
    if record.endpoint_key != joiner || record.person.is_some() || record.verify().is_err() {
        return Err(Refusal::BadRecord);
    }
    Ok(Request { record, words, consent: None, name, device_name, asked_ms, from: None })
}

fn consents(record: &DeviceRecord, consent: Signature, offer: &Offer) -> bool {
    // Only record and consent are looked at; the statement itself is made when somebody says yes.
    let statement = Statement {
        device: offer.inviter,
        time: 0,
        after: Vec::new(),
        body: Body::Joined { record: record.clone(), consent },
        signature: Signature([0; 64]),
    };
    statement.verify_consent(&offer.group).is_ok()
}
