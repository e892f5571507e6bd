//! Which scenes are tried.

use crate::scene::Act::{self, *};
use crate::scene::Knows::{self, *};
use crate::scene::Step;

/// Every act that somebody may choose.
pub(crate) const ACTS: [Act; 22] = [
    Block(1),
    Block(2),
    Block(3),
    Unblock(0),
    Unblock(1),
    Leave,
    Join,
    JoinTwice,
    AddDevice,
    Return(1),
    Return(2),
    Open,
    OpenNarrow,
    Widen,
    Narrow,
    Erase,
    EraseTogether,
    Receipt,
    Internet,
    InternetOff,
    Puzzle,
    Repeat,
];

/// Those that decide who is in.
pub(crate) const MEMBERSHIP: [Act; 5] = [Block(1), Block(2), Block(3), Unblock(0), Leave];

/// Everything that these laptops may say; who speaks first knows nothing more than their own.
pub(crate) fn steps<'a>(
    acts: &'a [Act],
    who: &'a [u8],
    knows: &'a [Knows],
) -> impl Iterator<Item = Step> {
    acts.iter().flat_map(move |act| {
        who.iter().flat_map(move |who| knows.iter().map(move |knows| (*who, *act, *knows)))
    })
}

/// Scenes of five that somebody thought of, and those that once failed.
#[rustfmt::skip]
pub(crate) const BY_HAND: &[&[Step]] = &[
    // Two against one, mutual blocks, rings.
    &[(0, Block(1), Own), (1, Block(3), Own), (2, Block(2), Own), (0, Join, Own), (4, Block(1), Own)],
    &[(0, Block(1), Own), (1, Block(1), Own), (2, Block(1), Own), (3, Block(1), Own), (0, Leave, Own)],
    &[(0, Block(1), Own), (1, Block(3), Own), (0, Block(2), Own), (1, Block(2), Own), (2, Block(2), Own)],
    &[(0, Block(1), Own), (1, Block(1), Everything), (2, Block(1), Everything), (3, Block(1), Own), (3, Leave, Own)],
    // Blocked, lifted, blocked again; lifted by who is blocked meanwhile.
    &[(1, Block(3), Own), (0, Unblock(0), Everything), (2, Block(2), Own), (3, Block(1), Everything), (0, Open, Own)],
    &[(1, Block(3), Own), (0, Unblock(0), Everything), (2, Block(3), Own), (3, Block(2), Own), (0, Widen, Own)],
    &[(1, Block(3), Own), (0, Unblock(1), Everything), (1, Block(3), Everything), (0, Unblock(0), Everything), (0, Erase, Own)],
    // Brought by who is blocked, and what those say.
    &[(0, Join, Own), (4, Open, Own), (4, Block(1), Own), (1, Block(3), Own), (2, Block(2), Own)],
    &[(0, AddDevice, Own), (4, Narrow, Own), (1, Block(3), Own), (4, Erase, Own), (2, Repeat, Everything)],
    &[(0, AddDevice, Own), (4, AddDevice, Own), (4, Join, Own), (1, Block(3), Own), (2, Block(2), Own)],
    &[(0, Join, Own), (1, Block(3), Own), (2, Repeat, Everything), (3, Block(3), Own), (4, Internet, Own)],
    // One laptop let in by two, and blocks around it.
    &[(0, Join, Own), (1, JoinTwice, Own), (4, Internet, Own), (2, Block(2), Own), (4, Block(1), Own)],
    &[(0, Join, Own), (1, JoinTwice, Own), (2, JoinTwice, Own), (0, JoinTwice, Nothing), (3, Block(1), Own)],
    &[(0, Join, Own), (1, JoinTwice, Own), (4, Open, Own), (2, Repeat, Everything), (3, Block(2), Own)],
    // Back with a new laptop, confirmed by who is blocked; audiences around it.
    &[(1, Return(3), Own), (4, Widen, Own), (2, Block(3), Own), (0, Narrow, Own), (3, Block(2), Own)],
    &[(1, Block(3), Own), (1, Return(3), Everything), (2, EraseTogether, Everything), (4, Open, Own), (4, Erase, Own)],
    // Pages: concurrent audiences, lapses, erases, receipts, puzzles.
    &[(0, AddDevice, Own), (4, Widen, Own), (0, Narrow, Own), (1, Block(3), Own), (4, Narrow, Everything)],
    &[(0, Widen, Own), (0, Erase, Own), (1, Receipt, Everything), (2, Block(2), Own), (3, Block(2), Own)],
    &[(0, Erase, Own), (1, Receipt, Everything), (1, Internet, Own), (1, Receipt, Nothing), (1, Receipt, Own)],
    &[(0, Widen, Own), (0, Narrow, Nothing), (0, Block(1), Nothing), (1, Block(3), Own), (0, Open, Own)],
    &[(1, EraseTogether, Own), (2, Block(3), Own), (3, Block(2), Own), (3, Receipt, Everything), (0, Widen, Own)],
    &[(0, Leave, Own), (1, EraseTogether, Everything), (2, Block(3), Own), (0, Puzzle, Own), (3, Internet, Own)],
    &[(0, Puzzle, Own), (1, Puzzle, Own), (1, Block(3), Own), (1, Internet, Own), (2, InternetOff, Everything)],
    &[(0, OpenNarrow, Own), (0, Widen, Own), (1, Block(3), Own), (2, Repeat, Everything), (3, Erase, Own)],
];
