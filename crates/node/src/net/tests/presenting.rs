//! A laptop whose store was put back has forgotten members; they present themselves.

use iroh::Endpoint;
use iroh::endpoint::{Connection, RecvStream, SendStream};
use kring_trust::DeviceId;
use kring_trust::relay::Relay;
use kring_trust::roster::{INTRODUCTIONS_CAP, speak};
use kring_trust::statement::{Body, Statement};

use super::fake::Fake;
use super::hostile::{closed_with, dial, framed, modified};
use super::{Event, Laptop, eventually, knows, start};
use crate::net::proof::{FROM_INVITER_CAP, FromInviter, FromJoiner, decode};
use crate::net::wire::read_frame;
use crate::net::{CloseCode, Host, JOIN_ALPN, Unreachable};

/// Noor founds and lets Bram in, and Bram lets Lotte in. Then Noor's store is put back.
fn forgotten() -> (Fake, Fake, Fake) {
    let mut noor = Fake::found(1);
    let mut bram = noor.with_member(2);
    bram.say(Body::InternetOn { relay: Relay::Public });
    let lotte = bram.with_member(3);
    (noor.put_back(1), bram, lotte)
}

fn statements_of(fake: &Fake, device: &DeviceId) -> Vec<Vec<u8>> {
    fake.roster().introductions(device).into_iter().map(Statement::encode).collect()
}

fn given_back(from: &Fake, to: &Laptop) -> Vec<Vec<u8>> {
    from.roster().given_back(&to.other.roster().newest()).expect("not too many")
}

#[test]
fn a_member_who_was_forgotten_is_taken_back_and_syncs() {
    let (noor, _, mut lotte) = forgotten();
    let noor = start(noor);
    knows(&mut lotte, &noor.device(), &noor.at());
    let lotte = start(lotte);
    lotte.wait_connected(noor.device());
    noor.wait_connected(lotte.device());
    eventually("the same", || noor.other.statements() == lotte.other.statements());
    assert_eq!(noor.other.statements().len(), 4, "bram came back along with lotte");
    assert_eq!(lotte.other.meeting(&noor.device()).expect("read").trouble, None);
    noor.stop();
    lotte.stop();
}

#[test]
fn who_was_blocked_by_what_comes_along_stays_out() {
    let (noor, mut bram, mut lotte) = forgotten();
    // Lotte's program is modified: she gives back all that there is, and it shuts her out.
    bram.say(Body::Blocked { device: lotte.device() });
    let mut all = Fake::new(lotte.keys().clone(), bram.group(), &bram.in_order());
    let noor = start(noor);
    knows(&mut all, &noor.device(), &noor.at());
    let all = start(all);
    all.wait(|event| *event == Event::Unreachable(noor.device(), Unreachable::NotKnownThere));
    assert_eq!(noor.other.statements().len(), 1);
    noor.stop();
    all.stop();
    // And where it is known that she is blocked, nothing of hers is read at all.
    let noor = start(bram);
    knows(&mut lotte, &noor.device(), &noor.at());
    let lotte = start(lotte);
    lotte.wait(|event| *event == Event::Unreachable(noor.device(), Unreachable::BlockedUs));
    noor.stop();
    lotte.stop();
}

/// A program that presents a device as it likes.
struct Modified {
    _endpoint: Endpoint,
    connection: Connection,
    send: SendStream,
    recv: RecvStream,
}

impl Modified {
    async fn present(as_of: &Fake, to: &Laptop, shown: &[Vec<u8>]) -> Self {
        let endpoint = modified(as_of.keys().endpoint_secret()).await;
        let connection = dial(&endpoint, to, JOIN_ALPN).await.expect("the handshake");
        let (send, recv) = connection.open_bi().await.expect("a stream");
        let mut this = Self { _endpoint: endpoint, connection, send, recv };
        this.say(&FromJoiner::Present).await;
        this.give(shown).await;
        this
    }

    async fn say(&mut self, message: &FromJoiner) {
        // The other may have closed already; what it closed with is looked at later.
        let _closed = self.send.write_all(&framed(message)).await;
    }

    async fn give(&mut self, statements: &[Vec<u8>]) {
        for statement in statements {
            self.say(&FromJoiner::Statements(vec![statement.clone()])).await;
        }
        self.say(&FromJoiner::End).await;
    }

    async fn hear(&mut self) -> Option<FromInviter> {
        let frame = read_frame(&mut self.recv, FROM_INVITER_CAP, None).await.ok()??;
        decode(&frame)
    }

    /// Closed with `code`, without having been told anything.
    async fn refused_with(mut self, code: CloseCode) {
        assert!(self.hear().await.is_none(), "somebody unknown is told something");
        assert_eq!(closed_with(&self.connection).await, Some(code));
    }
}

#[tokio::test]
async fn who_makes_up_introductions_is_told_nothing() {
    let (noor, _, lotte) = forgotten();
    let noor = start(noor);
    let good = statements_of(&lotte, &lotte.device());
    let refused = async |shown: &[Vec<u8>], code| {
        Modified::present(&lotte, &noor, shown).await.refused_with(code).await;
    };
    refused(&[], CloseCode::Stranger).await;
    // Another group.
    let elsewhere = Fake::found(3);
    refused(&elsewhere.in_order(), CloseCode::Stranger).await;
    // They do not connect.
    refused(&[good[0].clone(), good[2].clone()], CloseCode::Stranger).await;
    // A signature is forged.
    let mut forged = Statement::decode(&good[2]).expect("good");
    forged.signature.0[0] ^= 1;
    let shown = [good[0].clone(), good[1].clone(), forged.encode()];
    refused(&shown, CloseCode::Stranger).await;
    // No statements at all, and too many.
    refused(&[vec![1, 2, 3]], CloseCode::Stranger).await;
    refused(&vec![good[0].clone(); INTRODUCTIONS_CAP + 1], CloseCode::Flood).await;
    refused(&vec![vec![0; 60 * 1024]; 3], CloseCode::Flood).await;
    refused(&[vec![0; 2 * FROM_INVITER_CAP]], CloseCode::TooLong).await;
    // Good ones, but another's.
    let stranger = Fake::found(9);
    Modified::present(&stranger, &noor, &good).await.refused_with(CloseCode::Stranger).await;
    assert_eq!(noor.other.statements().len(), 1);
    noor.stop();
}

#[tokio::test]
async fn what_is_given_back_must_be_whole_and_good() {
    let (noor, bram, lotte) = forgotten();
    let noor = start(noor);
    let good = given_back(&lotte, &noor);
    // Who is in already could say anything: it is another device's introduction all the same.
    let inviting = speak::Speaker::new(bram.roster(), bram.device(), bram.keys(), 0);
    let unconnected = inviting.say(Body::Finished).encode();
    let mut forged = good.clone();
    *forged[1].last_mut().expect("bytes") ^= 1;
    for given in [good[1..].to_vec(), forged, vec![unconnected]] {
        let shown = statements_of(&lotte, &lotte.device());
        let mut lottes = Modified::present(&lotte, &noor, &shown).await;
        assert!(matches!(lottes.hear().await, Some(FromInviter::Known { .. })));
        lottes.give(&given).await;
        lottes.refused_with(CloseCode::Stranger).await;
        assert_eq!(noor.other.statements().len(), 1, "all of it or nothing");
    }
    noor.stop();
}
