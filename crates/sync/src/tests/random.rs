//! Random histories of three laptops, and proof that each deliberate mistake is noticed.

use super::{Link, connected};
use crate::fake::{Fake, Say, device, group, page};
use crate::faults::Faults;
use crate::ledger::{Ledger, Sight};
use kring_trust::id::{DeviceId, PageId};

const LAPTOPS: u8 = 3;
const PAGES: u8 = 3;
const PAIRS: [[usize; 2]; 3] = [[0, 1], [0, 2], [1, 2]];

/// Small and repeatable (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    fn index(&mut self, sides: usize) -> usize {
        self.roll(sides as u64) as usize
    }
}

struct World {
    stores: Vec<Fake>,
    backups: Vec<Option<Fake>>,
    links: [Option<Link>; 3],
    dice: Dice,
    faults: Faults,
    now: u64,
    serial: u64,
}

impl World {
    fn new(seed: u64, faults: Faults) -> Self {
        let mut stores = group(LAPTOPS);
        let all: Vec<DeviceId> = (1..=LAPTOPS).map(device).collect();
        for number in 1..=PAGES {
            stores[0].open(page(number), &all);
        }
        let backups = vec![None, None, None];
        let links = [const { None }; 3];
        Self { stores, backups, links, dice: Dice(seed), faults, now: 0, serial: 0 }
    }

    fn act(&mut self) -> Result<(), String> {
        let laptop = self.dice.index(3);
        let number = page(1 + self.dice.roll(u64::from(PAGES)) as u8);
        match self.dice.roll(60) {
            0..=9 => self.write(laptop, number),
            10..=15 => self.connect(),
            16 => self.cut(),
            17 => self.audience(number),
            18 => self.backups[laptop] = Some(self.stores[laptop].clone()),
            19 => self.restore(laptop),
            20 => self.now += 31_000,
            21 => self.break_disk(laptop)?,
            22 => {
                let text = self.dice.roll(1 << 40);
                self.stores[laptop].say(&Say::Word { text });
            }
            23 => self.stores[laptop].compacted = self.stores[laptop].number(),
            24 if self.dice.roll(8) == 0 => self.stores[0].say(&Say::Erased { page: number }),
            _ => {
                let link = self.dice.index(3);
                self.talk(link)?;
            }
        }
        Ok(())
    }

    fn write(&mut self, laptop: usize, page: PageId) {
        let text = self.dice.roll(1 << 40).to_le_bytes();
        let store = &mut self.stores[laptop];
        if store.sight(&page, &store.me) == Ok(Sight::Open) {
            store.write(page, &[&text, b"and more"]);
        }
    }

    fn connect(&mut self) {
        let which = self.dice.index(3);
        if self.links[which].is_none() {
            let mut ends = PAIRS[which];
            if self.dice.roll(2) == 0 {
                ends.reverse();
            }
            let link = Link::faulty(&self.stores, ends, self.now, self.faults);
            self.links[which] = Some(link);
            self.tell_presence();
        }
    }

    fn cut(&mut self) {
        let which = self.dice.index(3);
        self.links[which] = None;
        self.tell_presence();
    }

    fn tell_presence(&mut self) {
        let linked = |links: &[Option<Link>; 3], a: usize, b: usize| {
            links.iter().flatten().any(|it| it.ends == [a, b] || it.ends == [b, a])
        };
        for which in 0..3 {
            let Some(ends) = self.links[which].as_ref().map(|link| link.ends) else { continue };
            for (end, me) in ends.into_iter().enumerate() {
                let with = (0..3).filter(|other| linked(&self.links, me, *other));
                let presence = connected(&with.map(|it| &self.stores[it]).collect::<Vec<_>>());
                if let Some(link) = &mut self.links[which] {
                    link.sessions[end].set_presence(presence);
                }
            }
        }
    }

    /// The owner changes an audience; the owner is always in it.
    fn audience(&mut self, page: PageId) {
        self.serial += 1;
        let chosen = self.dice.roll(4) as u8;
        let named = (2..=LAPTOPS).filter(|it| chosen & (1 << (it - 2)) != 0);
        let audience = std::iter::once(1).chain(named).map(device).collect();
        self.stores[0].say(&Say::Audience { page, audience, serial: self.serial });
    }

    fn restore(&mut self, laptop: usize) {
        if let Some(copy) = self.backups[laptop].clone() {
            // The program was not running meanwhile.
            for (which, pair) in PAIRS.iter().enumerate() {
                if pair.contains(&laptop) {
                    self.links[which] = None;
                }
            }
            self.stores[laptop].restore(&copy);
            self.tell_presence();
        }
    }

    fn break_disk(&mut self, laptop: usize) -> Result<(), String> {
        self.stores[laptop].broken = true;
        for which in 0..3 {
            self.talk(which)?;
        }
        self.stores[laptop].broken = false;
        Ok(())
    }

    /// One word from one end, or one delivery; then everything claimed must be true.
    fn talk(&mut self, which: usize) -> Result<(), String> {
        let Some(link) = &mut self.links[which] else { return Ok(()) };
        let end = self.dice.index(2);
        let result = if self.dice.roll(2) == 0 {
            link.say(&mut self.stores, end, self.now)
        } else {
            link.deliver(&mut self.stores, end, self.now)
        };
        self.judge(which, result.map(|_| ()))
    }

    fn judge(&mut self, which: usize, result: Result<(), crate::Breach>) -> Result<(), String> {
        let Some(link) = &self.links[which] else { return Ok(()) };
        if let Err(breach) = result {
            if !matches!(breach, crate::Breach::Store(_)) {
                return Err(format!("an honest peer was closed: {breach}"));
            }
            self.links[which] = None;
            self.tell_presence();
            return Ok(());
        }
        // A restored store's greens may be stale until the next contact.
        let greeted = link.sessions.iter().all(|it| it.has_heard());
        if greeted { link.honest(&self.stores) } else { Ok(()) }
    }

    /// All meet, in a ring of pairs, for as long as it takes.
    fn heal(&mut self) -> Result<(), String> {
        self.links = [const { None }; 3];
        for (which, ends) in PAIRS.iter().enumerate() {
            self.links[which] = Some(Link::faulty(&self.stores, *ends, self.now, self.faults));
        }
        self.tell_presence();
        for _ in 0..6 {
            self.now += 46_000;
            for _ in 0..2 {
                for which in 0..3 {
                    let Some(link) = &mut self.links[which] else { continue };
                    let result = link.settle(&mut self.stores, self.now);
                    self.judge(which, result)?;
                }
            }
        }
        self.converged()
    }

    fn converged(&self) -> Result<(), String> {
        let said = self.stores[0].statements_said();
        if self.stores.iter().any(|store| store.statements_said() != said) {
            return Err("statements differ".into());
        }
        for number in 1..=PAGES {
            let page = page(number);
            let mut pages =
                self.stores.iter().filter(|it| it.sight(&page, &it.me) == Ok(Sight::Open));
            let Some(first) = pages.next() else { continue };
            if pages.any(|it| it.ends_of(page) != first.ends_of(page)) {
                return Err(format!("page {number} differs"));
            }
        }
        match self.links.iter().flatten().find(|link| !link.is_level(&self.stores)) {
            Some(link) => Err(format!("{:?} are not level", link.ends)),
            None => Ok(()),
        }
    }
}

fn run(seed: u64, faults: Faults) -> Result<(), String> {
    history(seed, 250, faults)
}

fn history(seed: u64, acts: u32, faults: Faults) -> Result<(), String> {
    let mut world = World::new(seed, faults);
    for _ in 0..acts {
        world.act()?;
    }
    world.heal()
}

#[test]
fn three_laptops_always_come_to_the_same_and_never_claim_too_much() {
    for seed in 0..250 {
        run(seed, Faults::default()).unwrap_or_else(|what| panic!("seed {seed}: {what}"));
    }
    for seed in 0..20 {
        let result = history(seed, 1500, Faults::default());
        result.unwrap_or_else(|what| panic!("long seed {seed}: {what}"));
    }
}

/// Each mistake is noticed by some history: the seed is the first that did when it was written, and
/// a change that shifts the histories has the next thousands to find another.
#[test]
fn every_deliberate_mistake_is_noticed() {
    let right = Faults::default();
    let mistakes = [
        ("confirm before commit", 92, Faults { confirm_before_commit: true, ..right }),
        ("number per batch", 43, Faults { number_moved_per_batch: true, ..right }),
        ("relay rule in exchange", 0, Faults { relay_rule_in_exchange: true, ..right }),
        ("skipped counted", 15, Faults { skipped_counted_as_had: true, ..right }),
        ("audience not compared", 1781, Faults { audience_not_compared: true, ..right }),
        ("end at the end", 31, Faults { end_fixed_at_the_end: true, ..right }),
        ("hello keeps green", 471, Faults { hello_keeps_confirmation: true, ..right }),
        ("unknown position", 189, Faults { unknown_position_accepted: true, ..right }),
        ("late statements", 1111, Faults { late_statements_left_out: true, ..right }),
    ];
    for (name, seed, faults) in mistakes {
        let noticed = (seed..seed + 5000).any(|seed| run(seed, faults).is_err());
        assert!(noticed, "{name} is not noticed");
    }
}

/// Seeds that once found a mistake: a page handed over and dropped although its audience had taken
/// the laptop in again; a number that covered entries held back by an erase that was then lost.
#[test]
fn what_once_went_wrong_stays_right() {
    for seed in [275, 1111] {
        run(seed, Faults::default()).unwrap_or_else(|what| panic!("seed {seed}: {what}"));
    }
}
