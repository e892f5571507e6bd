//! Two laptops of a load meet: two real sessions over two real stores, without a network between.

use kring_node::replica::Replica;
use kring_sync::{Session, Side};

use crate::{Done, failed};

/// More turns than this without coming to rest is a mistake.
const TURNS_CAP: usize = 1_000_000;

/// Records that may wait in the tail before they are compacted.
const TAIL_CAP: u64 = 1_000;

/// Lets both have what the other has.
pub(crate) fn meet(one: &mut Replica, two: &mut Replica, now: u64) -> Done<()> {
    let (me, peer) = (one.device(), two.device());
    let mut dialled = Session::new(me, peer, Side::Dialed, one, now)?;
    let mut accepted = Session::new(peer, me, Side::Accepted, two, now)?;
    for _ in 0..TURNS_CAP {
        let there = carry(&mut dialled, one, &mut accepted, two, now)?;
        let back = carry(&mut accepted, two, &mut dialled, one, now)?;
        if !there && !back {
            compact(one)?;
            return compact(two);
        }
    }
    Err(failed("two laptops never come to rest"))
}

/// One message from `from` to `to`, if there is one.
fn carry(
    from: &mut Session,
    sender: &mut Replica,
    to: &mut Session,
    receiver: &mut Replica,
    now: u64,
) -> Done<bool> {
    let Some(message) = from.poll(sender, now)? else { return Ok(false) };
    to.handle(message, receiver, now)?;
    Ok(true)
}

fn compact(replica: &mut Replica) -> Done<()> {
    while replica.store().tail_len()? > TAIL_CAP {
        if replica.store_mut().compact()? == 0 {
            break;
        }
    }
    Ok(())
}
