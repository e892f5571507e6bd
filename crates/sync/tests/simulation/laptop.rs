//! One simulated laptop: a real replica over a real store, which can go off, be copied and put back.

use std::collections::BTreeSet;

use automerge::ChangeHash;
use kring_node::replica::Replica;
use kring_store::{Dump, MemoryToken, Store};
use kring_trust::keys::{DeviceKeys, Seed};
use kring_trust::{DeviceId, GroupId, PageId, PersonId};

use crate::Failure;
use crate::dice::{Clock, Dice, SimulatedEnv};
use crate::disk::Disk;
use crate::shadow::Shadow;

/// A copy of a store, and of what it must hold.
#[derive(Clone)]
pub(crate) struct Backup {
    dump: Dump,
    shadow: Shadow,
    damaged: bool,
}

/// A text box that somebody opened.
pub(crate) struct Editor {
    pub(crate) page: PageId,
    pub(crate) heads: Vec<ChangeHash>,
    pub(crate) text: String,
}

pub(crate) struct Laptop {
    pub(crate) device: DeviceId,
    pub(crate) person: PersonId,
    seed: Seed,
    nonce: [u8; 16],
    group: GroupId,
    running: Option<Replica>,
    /// What is on the disk of a laptop that is off.
    dump: Option<Dump>,
    token: MemoryToken,
    pub(crate) shadow: Shadow,
    pub(crate) backups: Vec<Backup>,
    pub(crate) editor: Option<Editor>,
    pub(crate) full: bool,
    /// Some of what it held went bad on the disk.
    pub(crate) damaged: bool,
    /// Pages of which something went bad that nobody else had.
    pub(crate) unhealed: BTreeSet<PageId>,
    /// Put away for ever.
    pub(crate) retired: bool,
    /// Pages that were handed over, so that they may go.
    pub(crate) handed: BTreeSet<PageId>,
    dice: Dice,
    clock: Clock,
    /// The program does not look at the token (a deliberate mistake).
    pub(crate) careless: bool,
    pub(crate) faults: kring_node::replica::Faults,
}

/// Who comes in: keys first, the rest when the group has let them in.
pub(crate) struct Newcomer {
    pub(crate) seed: Seed,
    pub(crate) nonce: [u8; 16],
    pub(crate) dice: Dice,
}

impl Newcomer {
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        let mut dice = Dice::new(dice.next());
        let mut bytes = [0; 48];
        bytes.fill_with(|| dice.byte());
        let (seed, nonce) = bytes.split_at(32);
        let seed = Seed::from_bytes(seed.try_into().expect("32 bytes"));
        Self { seed, nonce: nonce.try_into().expect("16 bytes"), dice }
    }

    pub(crate) fn keys(&self) -> DeviceKeys {
        DeviceKeys::derive(&self.seed, self.nonce)
    }
}

impl Laptop {
    /// A laptop that these statements bring in.
    pub(crate) fn new(
        newcomer: Newcomer,
        group: GroupId,
        statements: &[Vec<u8>],
        clock: &Clock,
        faults: kring_node::replica::Faults,
    ) -> Result<Self, Failure> {
        let keys = newcomer.keys();
        let Newcomer { seed, nonce, mut dice } = newcomer;
        let token = MemoryToken::default();
        let store = Store::in_memory_with(group, &token)?;
        let private = Store::in_memory(group)?;
        let env = SimulatedEnv { clock: clock.clone(), dice: Dice::new(dice.next()) };
        let mut replica =
            Replica::begin(store, private, keys, nonce, statements, Box::new(env), [0; 32])?;
        replica.set_faults(faults);
        Ok(Self {
            device: replica.device(),
            person: replica.me(),
            seed,
            nonce,
            group,
            running: Some(replica),
            dump: None,
            token,
            shadow: Shadow::default(),
            backups: Vec::new(),
            editor: None,
            full: false,
            damaged: false,
            unhealed: BTreeSet::new(),
            retired: false,
            handed: BTreeSet::new(),
            dice,
            clock: clock.clone(),
            careless: false,
            faults,
        })
    }

    pub(crate) fn is_on(&self) -> bool {
        self.running.is_some()
    }

    /// The replica of a laptop that is on.
    pub(crate) fn replica(&self) -> &Replica {
        self.running.as_ref().expect("the laptop is on")
    }

    pub(crate) fn replica_mut(&mut self) -> &mut Replica {
        self.running.as_mut().expect("the laptop is on")
    }

    /// The replica with its disk, as a session sees it.
    pub(crate) fn disk(&mut self) -> Disk<'_> {
        let replica = self.running.as_mut().expect("the laptop is on");
        Disk { replica, full: &mut self.full }
    }

    /// Goes off. Without a clean end, what is on the disk is what was committed.
    pub(crate) fn stop(&mut self, clean: bool) -> Result<(), Failure> {
        let Some(mut replica) = self.running.take() else { return Ok(()) };
        if clean {
            let empty = Store::in_memory(self.group)?;
            let store = std::mem::replace(replica.store_mut(), empty);
            self.dump = Some(store.close_to_dump()?);
        } else {
            self.dump = Some(replica.store_mut().dump()?);
            // Dropping it in this process closes it properly, which a crash does not.
            self.token = self.token.copied();
        }
        Ok(())
    }

    /// Goes on; everything that was committed must be there.
    pub(crate) fn start(&mut self) -> Result<(), Failure> {
        let Some(dump) = self.dump.take() else { return Ok(()) };
        let store = if std::mem::take(&mut self.careless) {
            Store::load_unnoticed(&dump, &self.token)?
        } else {
            Store::load(&dump, &self.token)?
        };
        if self.damaged {
            self.shadow.look_again(&store)?;
        }
        self.shadow.compare(&store)?;
        let keys = DeviceKeys::derive(&self.seed, Replica::nonce_of(&store)?);
        let env = SimulatedEnv { clock: self.clock.clone(), dice: Dice::new(self.dice.next()) };
        let mut replica =
            Replica::resume(store, Store::in_memory(self.group)?, keys, Box::new(env))?;
        replica.set_faults(self.faults);
        self.running = Some(replica);
        Ok(())
    }

    /// Flips a byte of some entries on the disk of a laptop that is off; false if there are none.
    pub(crate) fn damage(&mut self, chance: u8) -> Result<bool, Failure> {
        let Some(dump) = &self.dump else { return Ok(false) };
        let Some(damaged) = dump.with_flipped_entries(chance.into())? else { return Ok(false) };
        let store = Store::load(&damaged, &self.token.copied())?;
        self.shadow.look_again(&store)?;
        (self.dump, self.damaged) = (Some(damaged), true);
        Ok(true)
    }

    pub(crate) fn back_up(&mut self) -> Result<(), Failure> {
        let dump = match (&mut self.running, &self.dump) {
            (Some(replica), _) => replica.store_mut().dump()?,
            (None, Some(dump)) => dump.clone(),
            (None, None) => return Ok(()),
        };
        self.backups.push(Backup { dump, shadow: self.shadow.clone(), damaged: self.damaged });
        Ok(())
    }

    /// The store is as it was at a backup; the laptop is off.
    pub(crate) fn restore(&mut self, backup: usize) -> Result<(), Failure> {
        self.stop(true)?;
        let backup = self.backups[backup].clone();
        self.dump = Some(backup.dump);
        self.shadow = backup.shadow;
        self.damaged = backup.damaged;
        self.editor = None;
        Ok(())
    }

    /// Another machine with all of this one's disk, outside places included. Both are off.
    pub(crate) fn whole_copy(&mut self) -> Result<Self, Failure> {
        self.stop(true)?;
        Ok(Self {
            device: self.device,
            person: self.person,
            seed: self.seed.clone(),
            nonce: self.nonce,
            group: self.group,
            running: None,
            dump: self.dump.clone(),
            token: self.token.copied(),
            shadow: self.shadow.clone(),
            backups: Vec::new(),
            editor: None,
            full: false,
            damaged: self.damaged,
            unhealed: BTreeSet::new(),
            retired: false,
            handed: self.handed.clone(),
            dice: Dice::new(self.dice.next()),
            clock: self.clock.clone(),
            careless: false,
            faults: self.faults,
        })
    }
}
