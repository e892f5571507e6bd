//! What can happen to a group, as data: a failing history can be written down and played again.
//!
//! Numbers that name a laptop, page or link are taken modulo how many there are, so that every
//! list of operations can be played, also after some were taken out.

use crate::dice::Dice;

/// One thing that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// A member opens a page: a note, or a meeting with minutes that all write on.
    Open { laptop: u8, note: bool, audience: Option<u16> },
    /// A member adds an item of their own to a page, or an action to the group document.
    Write { laptop: u8, page: u8 },
    /// A member types into the minutes as they are.
    Type { laptop: u8, page: u8, at: u8 },
    /// A member opens an editor on the minutes.
    OpenEditor { laptop: u8, page: u8 },
    /// And saves it, whatever others typed meanwhile.
    SaveEditor { laptop: u8, at: u8 },
    /// A choice of which one value is shown.
    Set { laptop: u8, page: u8, value: u8 },
    /// Two laptops find each other.
    Connect { a: u8, b: u8 },
    /// A connection is lost, with what was under way.
    Cut { link: u8 },
    /// Some words over one connection; each delivery takes at most so many bytes.
    Talk { link: u8, turns: u8, bytes: u16 },
    /// All connections, until nobody has anything to say.
    TalkAll { bytes: u16 },
    /// Time passes.
    Wait { seconds: u8 },
    /// A laptop goes off: closed properly, or its battery is empty.
    Stop { laptop: u8, clean: bool },
    /// And on again.
    Start { laptop: u8 },
    /// The store is copied: cold if the laptop is off, hot if it is on.
    Backup { laptop: u8 },
    /// The store is put back as it was then.
    Restore { laptop: u8, backup: u8 },
    /// The whole disk is copied to another machine, and both go on.
    Clone { laptop: u8 },
    /// One of the two is put away.
    EndClone { copy: bool },
    /// Somebody joins, or the inviter adds a laptop.
    Join { inviter: u8, own: bool },
    /// A member blocks a laptop.
    Block { laptop: u8, target: u8 },
    /// A member leaves the group.
    Leave { laptop: u8 },
    /// The owner of a page says who sees it.
    Audience { laptop: u8, page: u8, persons: u16 },
    /// The owner of a page erases it.
    Erase { laptop: u8, page: u8 },
    /// The next thing that a peer brings does not fit on the disk.
    FullDisk { laptop: u8 },
    /// A member with a modified program writes what is somebody else's.
    Forge { laptop: u8, page: u8 },
    /// Two members lift the blocks of a laptop.
    Unblock { laptop: u8, target: u8 },
    /// A person who lost their laptops comes back on a new one, confirmed by others.
    Return { laptop: u8, person: u8 },
    /// What arrived one by one is joined into runs, and every page is read and told of, as when the
    /// program is idle.
    Compact { laptop: u8 },
    /// A byte of what the laptop holds goes bad on the disk, and the laptop notices.
    Damage { laptop: u8, chance: u8 },
}

/// A history: how many laptops there are at first, and what happens.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    pub(crate) seed: u64,
    pub(crate) laptops: usize,
    pub(crate) operations: Vec<Operation>,
}

/// How often what happens in this history, besides writing and talking.
struct Weather {
    offline: usize,
    restores: usize,
    audiences: usize,
    erasing: usize,
    disks: usize,
    hostile: usize,
    joins: usize,
    clones: usize,
    blocks: usize,
    leaves: usize,
}

impl Schedule {
    /// The history of a seed.
    pub(crate) fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed ^ 0x5eed);
        let laptops = match dice.roll(16) {
            0..=9 => 2 + dice.roll(3),
            10..=14 => 4 + dice.roll(3),
            _ => 7 + dice.roll(6),
        };
        let mut some = |one_in: usize, most: usize| {
            if dice.roll(one_in) == 0 { 1 + dice.roll(most) } else { 0 }
        };
        let mut weather = Weather {
            offline: some(2, 8),
            restores: some(2, 8),
            audiences: some(2, 16),
            erasing: some(3, 4),
            disks: some(4, 6),
            hostile: some(6, 3),
            joins: some(4, 3),
            clones: some(5, 3),
            blocks: some(5, 2),
            leaves: some(8, 1),
        };
        let length = 30 + dice.roll(51);
        let mut operations = beginning(&mut dice);
        for _ in 0..length {
            operations.push(draw(&mut dice, &mut weather));
        }
        // The others stay as they were: some are known by what they once showed.
        if seed % 2 == 1 {
            insert_rarest(&mut Dice::new(seed ^ 0x4a4e), &mut operations);
        }
        Self { seed, laptops, operations }
    }
}

/// There is something to share from the first.
fn beginning(dice: &mut Dice) -> Vec<Operation> {
    (0..1 + dice.roll(3)).map(|_| open(dice)).collect()
}

fn open(dice: &mut Dice) -> Operation {
    let audience = (dice.roll(2) == 0).then(|| dice.next() as u16);
    Operation::Open { laptop: dice.byte(), note: dice.roll(3) == 0, audience }
}

fn draw(dice: &mut Dice, weather: &mut Weather) -> Operation {
    let special = [
        weather.offline,
        weather.restores,
        weather.audiences,
        weather.erasing,
        weather.disks,
        weather.hostile,
        weather.joins,
        weather.clones,
        weather.blocks,
        weather.leaves,
    ];
    let mut at = dice.roll(40 + special.iter().sum::<usize>());
    if at < 40 {
        return everyday(dice, at);
    }
    at -= 40;
    let which = special.iter().position(|weight| {
        let here = at < *weight;
        at = at.wrapping_sub(if here { 0 } else { *weight });
        here
    });
    rare(dice, weather, which.unwrap_or(0))
}

/// What happens once in years, anywhere in the history.
fn insert_rarest(dice: &mut Dice, operations: &mut Vec<Operation>) {
    let some = |dice: &mut Dice, one_in: usize, most: usize| {
        if dice.roll(one_in) == 0 { 1 + dice.roll(most) } else { 0 }
    };
    for _ in 0..some(dice, 4, 2) {
        let (laptop, target) = (dice.byte(), dice.byte());
        let blocked = dice.roll(operations.len());
        operations.insert(blocked, Operation::Block { laptop, target });
        let lifted = blocked + 1 + dice.roll(operations.len() - blocked);
        let (laptop, target) = (dice.byte(), dice.byte());
        operations.insert(lifted, Operation::Unblock { laptop, target });
    }
    for _ in 0..some(dice, 4, 2) {
        let (laptop, person) = (dice.byte(), dice.byte());
        let at = dice.roll(operations.len() + 1);
        operations.insert(at, Operation::Return { laptop, person });
    }
    for _ in 0..some(dice, 3, 6) {
        let at = dice.roll(operations.len() + 1);
        operations.insert(at, Operation::Compact { laptop: dice.byte() });
    }
    for _ in 0..some(dice, 3, 4) {
        let (laptop, chance) = (dice.byte(), dice.byte());
        let at = dice.roll(operations.len() + 1);
        operations.insert(at, Operation::Damage { laptop, chance });
    }
}

fn everyday(dice: &mut Dice, at: usize) -> Operation {
    let (laptop, page) = (dice.byte(), dice.byte());
    match at {
        0..=5 => Operation::Write { laptop, page },
        6..=9 => Operation::Type { laptop, page, at: dice.byte() },
        10..=11 => Operation::OpenEditor { laptop, page },
        12..=13 => Operation::SaveEditor { laptop, at: dice.byte() },
        14 => Operation::Set { laptop, page, value: dice.byte() },
        15..=16 => open(dice),
        17..=23 => Operation::Connect { a: laptop, b: page },
        24..=25 => Operation::Cut { link: laptop },
        26..=27 => Operation::Wait { seconds: 1 + (dice.roll(50) as u8) },
        28..=31 => Operation::TalkAll { bytes: bytes(dice) },
        _ => Operation::Talk { link: laptop, turns: 1 + (dice.roll(12) as u8), bytes: bytes(dice) },
    }
}

fn bytes(dice: &mut Dice) -> u16 {
    match dice.roll(3) {
        0 => 1 + dice.roll(40) as u16,
        1 => 40 + dice.roll(400) as u16,
        _ => u16::MAX,
    }
}

fn rare(dice: &mut Dice, weather: &mut Weather, which: usize) -> Operation {
    let (laptop, page) = (dice.byte(), dice.byte());
    match which {
        0 if dice.roll(2) == 0 => Operation::Stop { laptop, clean: dice.roll(2) == 0 },
        0 => Operation::Start { laptop },
        1 if dice.roll(2) == 0 => Operation::Backup { laptop },
        1 => Operation::Restore { laptop, backup: page },
        2 => Operation::Audience { laptop, page, persons: dice.next() as u16 },
        3 => Operation::Erase { laptop, page },
        4 => Operation::FullDisk { laptop },
        5 => Operation::Forge { laptop, page },
        6 => Operation::Join { inviter: laptop, own: dice.roll(3) == 0 },
        7 if dice.roll(2) == 0 => Operation::Clone { laptop },
        7 => Operation::EndClone { copy: dice.roll(2) == 0 },
        8 => {
            weather.blocks -= 1;
            Operation::Block { laptop, target: page }
        }
        _ => {
            weather.leaves -= 1;
            Operation::Leave { laptop }
        }
    }
}
