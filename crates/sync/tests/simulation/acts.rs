//! What happens, carried out.

use automerge::transaction::Transactable;
use automerge::{ROOT, ReadDoc};
use kring_model::edit::{Base, EditError};
use kring_model::entities;
use kring_model::schema::PageKind;
use kring_model::text::TextError;
use kring_model::value::Value;
use kring_node::acts::records::Records as _;
use kring_node::acts::{page, writing};
use kring_node::replica::{Act, Faults, ReplicaError};
use kring_sync::ledger::Ledger;
use kring_trust::roster::speak;
use kring_trust::statement::{Audience, Body};
use kring_trust::{PageId, PersonId};

use crate::Failure;
use crate::laptop::{Editor, Laptop, Newcomer};
use crate::operation::Operation;
use crate::world::{Marker, World};

/// More laptops than this are not in one group.
pub(crate) const LAPTOPS_CAP: usize = 12;

impl World {
    pub(crate) fn apply(&mut self, operation: &Operation) -> Result<(), Failure> {
        match *operation {
            Operation::Open { laptop, note, audience } => {
                self.on(laptop, |world, at| world.open(at, note, audience))
            }
            Operation::Write { laptop, page } => self.on(laptop, |world, at| world.write(at, page)),
            Operation::Type { laptop, page, at: place } => self.on(laptop, |world, at| {
                world.open_editor(at, page)?;
                world.save_editor(at, place)
            }),
            Operation::OpenEditor { laptop, page } => {
                self.on(laptop, |world, at| world.open_editor(at, page))
            }
            Operation::SaveEditor { laptop, at: place } => {
                self.on(laptop, |world, at| world.save_editor(at, place))
            }
            Operation::Set { laptop, page, value } => {
                self.on(laptop, |world, at| world.set(at, page, value))
            }
            Operation::Connect { a, b } => {
                let (a, b) = (self.laptop(a), self.laptop(b));
                self.connect(a, b)
            }
            Operation::Cut { link } => {
                if let Some(link) = self.pick_link(link) {
                    self.cut(link);
                }
                Ok(())
            }
            Operation::Talk { link, turns, bytes } => match self.pick_link(link) {
                Some(link) => self.talk(link, turns.into(), bytes.into()),
                None => Ok(()),
            },
            Operation::TalkAll { bytes } => self.settle(usize::from(bytes).max(16)),
            Operation::Wait { seconds } => {
                self.clock.pass(u64::from(seconds) * 1000);
                self.look_at_clocks();
                Ok(())
            }
            Operation::Stop { laptop, clean } => self.on(laptop, |world, at| world.stop(at, clean)),
            Operation::Start { laptop } => {
                let at = self.laptop(laptop);
                self.start(at)
            }
            Operation::Backup { laptop } => {
                let at = self.laptop(laptop);
                self.count("backup");
                self.laptops[at].back_up()
            }
            Operation::Restore { laptop, backup } => self.restore(laptop, backup),
            Operation::Clone { laptop } => self.on(laptop, Self::clone_disk),
            Operation::EndClone { copy } => self.end_clone(copy),
            Operation::Join { inviter, own } => self.on(inviter, |world, at| world.join(at, own)),
            Operation::Block { laptop, target } => {
                let target = self.laptops[self.laptop(target)].device;
                self.on(laptop, |world, at| {
                    world.act(at, "block", |replica| replica.block(&target)).map(drop)
                })
            }
            Operation::Leave { laptop } => self.on(laptop, |world, at| {
                world.act(at, "leave", kring_node::replica::Replica::leave).map(drop)
            }),
            Operation::Audience { laptop, page, persons } => self.audience(laptop, page, persons),
            Operation::Erase { laptop, page } => self.erase(laptop, page),
            Operation::FullDisk { laptop } => {
                let at = self.laptop(laptop);
                self.laptops[at].full = true;
                Ok(())
            }
            Operation::Forge { laptop, page } => self.on(laptop, |world, at| world.forge(at, page)),
            Operation::Unblock { laptop, target } => {
                self.on(laptop, |world, at| world.unblock(at, target))
            }
            Operation::Return { laptop, person } => {
                self.on(laptop, |world, at| world.return_to(at, person))
            }
            Operation::Compact { laptop } => self.on(laptop, Self::compact),
            Operation::Damage { laptop, chance } => {
                self.on(laptop, |world, at| world.damage(at, chance))
            }
        }
    }

    pub(crate) fn laptop(&self, number: u8) -> usize {
        usize::from(number) % self.laptops.len()
    }

    fn on(
        &mut self,
        laptop: u8,
        f: impl FnOnce(&mut Self, usize) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let at = self.laptop(laptop);
        if self.laptops[at].is_on() { f(self, at) } else { Ok(()) }
    }

    fn pick_link(&self, number: u8) -> Option<(usize, usize)> {
        self.links.keys().nth(usize::from(number) % self.links.len().max(1)).copied()
    }

    /// A page that this laptop may see.
    fn page(&self, at: usize, number: u8) -> PageId {
        let laptop = &self.laptops[at];
        let roster = laptop.replica().roster();
        let seen: Vec<&PageId> =
            self.pages.iter().filter(|page| roster.sees(&laptop.device, page)).collect();
        seen.get(usize::from(number) % seen.len().max(1)).map_or(self.pages[0], |page| **page)
    }

    fn word(&mut self) -> String {
        self.serial += 1;
        format!("m{}x", self.serial)
    }

    /// Does something on a laptop; `None` if the program refused, as it may.
    pub(crate) fn act<T>(
        &mut self,
        at: usize,
        what: &'static str,
        f: impl FnOnce(&mut kring_node::replica::Replica) -> Result<T, ReplicaError>,
    ) -> Result<Option<T>, Failure> {
        let done = match f(self.laptops[at].replica_mut()) {
            Ok(value) => Some(value),
            Err(
                ReplicaError::NoSuchPage(_)
                | ReplicaError::Erased(_)
                | ReplicaError::Blocked
                | ReplicaError::Left
                | ReplicaError::NotOwner
                | ReplicaError::NotAllowed(_),
            ) => None,
            // The state at which an editor was opened went bad: the text stays in the editor.
            Err(ReplicaError::Edit(EditError::Text(why)))
                if self.laptops[at].damaged && matches!(*why, TextError::UnknownHeads) =>
            {
                None
            }
            Err(error) => return Err(Failure(format!("{at} could not {what}: {error}"))),
        };
        self.follow(at)?;
        if done.is_some() {
            self.count(what);
        }
        Ok(done)
    }

    /// Writes a new word on a page, and remembers it if that was acknowledged.
    fn mark<T>(
        &mut self,
        at: usize,
        what: &'static str,
        f: impl FnOnce(&mut Act<'_, '_>, &str) -> Result<(PageId, T), ReplicaError>,
    ) -> Result<Option<T>, Failure> {
        let word = self.word();
        let before = self.laptops[at].shadow.number;
        let Some((page, value)) = self.act(at, what, |replica| replica.act(|act| f(act, &word)))?
        else {
            return Ok(None);
        };
        let new = self.laptops[at].shadow.entries.iter();
        let new = new.filter(|entry| entry.number > before && entry.page == page);
        let entries = new.map(|entry| (entry.log, entry.mark)).collect();
        self.markers.push(Marker { word, page, entries });
        Ok(Some(value))
    }

    fn audience_of(&self, persons: u16) -> Vec<PersonId> {
        let named = |(at, _): &(usize, &PersonId)| persons & (1 << (at % 16)) != 0;
        self.persons.iter().enumerate().filter(named).map(|(_, person)| *person).collect()
    }

    fn open(&mut self, at: usize, note: bool, audience: Option<u16>) -> Result<(), Failure> {
        let me = self.laptops[at].person;
        let audience = audience.map_or(Audience::All, |persons| {
            Audience::of(self.audience_of(persons).into_iter().chain([me]))
        });
        let kind = if note { PageKind::Note } else { PageKind::Meeting };
        let opened = self.mark(at, "open", |act, word| {
            let text = if note { "text" } else { "minutes_text" };
            let values =
                [("date", Value::from("2026-02-03")), (text, format!("Begin {word}. ").into())];
            let page = page::open(act, kind, audience, None, &values)?;
            Ok((page, page))
        })?;
        if let Some(page) = opened {
            self.pages.push(page);
            if note {
                self.notes.insert(page);
            }
        }
        Ok(())
    }

    fn write(&mut self, at: usize, page: u8) -> Result<(), Failure> {
        let page = self.page(at, page);
        let (note, group) = (self.notes.contains(&page), self.pages[0]);
        self.mark(at, "write", |act, word| {
            let text = ("text", Value::from(word));
            if page == group {
                writing::add(act, &page, &entities::ACTION, &[text], None)?;
            } else {
                let entity =
                    if note { &entities::NOTE_ADDITION } else { &entities::MEETING_ADDITION };
                let of = ("of", Value::from("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
                writing::add(act, &page, entity, &[of, text], None)?;
            }
            Ok((page, ()))
        })
        .map(drop)
    }

    fn open_editor(&mut self, at: usize, page: u8) -> Result<(), Failure> {
        let page = self.page(at, page);
        if self.notes.contains(&page) || page == self.pages[0] {
            return Ok(());
        }
        let read = self.laptops[at].replica_mut().read(&page, |page| {
            let text = page.own_fields().map(|own| own.str("minutes_text").to_owned());
            (page.heads(), text.unwrap_or_default())
        });
        if let Ok((heads, text)) = read {
            self.laptops[at].editor = Some(Editor { page, heads, text });
        }
        Ok(())
    }

    fn save_editor(&mut self, at: usize, place: u8) -> Result<(), Failure> {
        let Some(Editor { page, heads, text }) = self.laptops[at].editor.take() else {
            return Ok(());
        };
        let mut sentences: Vec<String> = text.split_inclusive(". ").map(str::to_owned).collect();
        let place = usize::from(place) % (sentences.len() + 1);
        self.mark(at, "type", |act, word| {
            sentences.insert(place, format!("Toen {word}. "));
            let (base, new) = (Base { heads: &heads, text: &text }, sentences.concat());
            let minutes = (&entities::MEETING_PAGE, "");
            writing::set_since(act, &page, minutes, "minutes_text", base, &new, None)?;
            Ok((page, ()))
        })
        .map(drop)
    }

    fn set(&mut self, at: usize, page: u8, value: u8) -> Result<(), Failure> {
        let page = self.page(at, page);
        if self.notes.contains(&page) || page == self.pages[0] {
            return Ok(());
        }
        let place = Value::from(format!("zaal {value}"));
        self.act(at, "set", |replica| {
            replica
                .act(|act| writing::set_own(act, &page, &entities::MEETING_PAGE, "place", &place))
        })
        .map(drop)
    }

    pub(crate) fn stop(&mut self, at: usize, clean: bool) -> Result<(), Failure> {
        self.cut_all_of(at);
        self.count(if clean { "stop" } else { "crash" });
        self.laptops[at].stop(clean)
    }

    pub(crate) fn start(&mut self, at: usize) -> Result<(), Failure> {
        if self.laptops[at].retired || self.laptops[at].is_on() {
            return Ok(());
        }
        self.count("start");
        self.laptops[at].start()?;
        self.follow(at)
    }

    fn restore(&mut self, laptop: u8, backup: u8) -> Result<(), Failure> {
        let at = self.laptop(laptop);
        let backups = self.laptops[at].backups.len();
        if backups == 0 || self.laptops[at].retired {
            return Ok(());
        }
        self.cut_all_of(at);
        self.laptops[at].restore(usize::from(backup) % backups)?;
        self.laptops[at].careless = self.mutant.careless;
        self.count("restore");
        self.start(at)
    }

    fn clone_disk(&mut self, at: usize) -> Result<(), Failure> {
        let device = self.laptops[at].device;
        if self.written.cloned.contains(&device) || self.laptops.len() >= LAPTOPS_CAP {
            return Ok(());
        }
        self.cut_all_of(at);
        let copy = self.laptops[at].whole_copy()?;
        self.written.cloned.insert(device);
        self.laptops.push(copy);
        self.count("clone");
        self.start(at)?;
        self.start(self.laptops.len() - 1)
    }

    /// Puts one of two machines with the same disk away, with all that only it had.
    pub(crate) fn end_clone(&mut self, copy: bool) -> Result<(), Failure> {
        let active: Vec<usize> =
            (0..self.laptops.len()).filter(|at| !self.laptops[*at].retired).collect();
        let double = active.iter().find_map(|one| {
            let device = self.laptops[*one].device;
            let other = active.iter().find(|at| **at > *one && self.laptops[**at].device == device);
            other.map(|other| (*one, *other))
        });
        let Some((one, other)) = double else { return Ok(()) };
        let gone = if copy { other } else { one };
        self.cut_all_of(gone);
        self.laptops[gone].stop(false)?;
        self.laptops[gone].retired = true;
        Ok(())
    }

    /// Somebody is let in by a laptop: a new person, or another laptop of the inviter's.
    pub(crate) fn join(&mut self, inviter: usize, own: bool) -> Result<(), Failure> {
        if self.laptops.len() >= LAPTOPS_CAP {
            return Ok(());
        }
        let newcomer = Newcomer::draw(&mut self.dice);
        let (keys, host) = (newcomer.keys(), self.laptops[inviter].device);
        let person = own.then(|| self.laptops[inviter].person);
        let (record, consent) = speak::consent(&keys, &self.group, person, &host);
        let body = if own {
            Body::DeviceAdded { record, consent }
        } else {
            Body::Joined { record, consent }
        };
        let said = self.act(inviter, "join", |replica| replica.act(|act| act.say(body)))?;
        if said.is_none() { Ok(()) } else { self.bring(inviter, newcomer) }
    }

    /// A laptop that was let in begins with all statements of the one that let it in.
    pub(crate) fn bring(&mut self, inviter: usize, newcomer: Newcomer) -> Result<(), Failure> {
        let store = self.laptops[inviter].replica().store();
        let statements = store.statements_after(0, usize::MAX)?.list;
        let statements: Vec<_> = statements.into_iter().map(|(_, bytes)| bytes).collect();
        let faults = self.mutant.node;
        let laptop = Laptop::new(newcomer, self.group, &statements, &self.clock, faults)?;
        if !self.persons.contains(&laptop.person) {
            self.persons.push(laptop.person);
        }
        self.laptops.push(laptop);
        self.introduce(self.laptops.len() - 1)
    }

    pub(crate) fn introduce(&mut self, at: usize) -> Result<(), Failure> {
        self.follow(at)?;
        let name = format!("Lid {at}");
        self.act(at, "introduce", |replica| replica.introduce_myself(&name, &name, "nl")).map(drop)
    }

    /// A laptop that has the owner's rights over some page, and that page.
    fn owned(&self, laptop: u8, page: u8) -> Option<(usize, PageId)> {
        let at = self.laptop(laptop);
        let laptop = self.laptops.get(at).filter(|laptop| laptop.is_on())?;
        let roster = laptop.replica().roster();
        let owned: Vec<&PageId> = self
            .pages
            .iter()
            .filter(|page| roster.has_owners_rights(&laptop.device, page))
            .filter(|page| !roster.is_erased(page))
            .collect();
        let page = owned.get(usize::from(page) % owned.len().max(1))?;
        Some((at, **page))
    }

    fn audience(&mut self, laptop: u8, page: u8, persons: u16) -> Result<(), Failure> {
        let Some((at, page)) = self.owned(laptop, page) else { return Ok(()) };
        let persons: Vec<_> =
            self.audience_of(persons).into_iter().chain([self.laptops[at].person]).collect();
        self.act(at, "audience", |replica| replica.set_audience(&page, persons)).map(drop)
    }

    fn erase(&mut self, laptop: u8, page: u8) -> Result<(), Failure> {
        let Some((at, page)) = self.owned(laptop, page) else { return Ok(()) };
        self.act(at, "erase", |replica| replica.erase(&page)).map(drop)
    }

    /// Writes what is another member's, with a program that does not mind.
    fn forge(&mut self, at: usize, page: u8) -> Result<(), Failure> {
        let page = self.page(at, page);
        let me = self.laptops[at].person;
        let roster = self.laptops[at].replica().roster();
        let owner = roster.page(&page).and_then(|info| info.owner);
        let victim = self.persons.iter().copied().find(|person| *person != me);
        let key = match (self.notes.contains(&page), owner, victim) {
            (true, Some(owner), _) if owner != me => "technical".to_owned(),
            (false, Some(_), Some(victim)) => format!("minutes_confirmed_by/{victim}"),
            _ => return Ok(()),
        };
        let word = self.word().replace('m', "f");
        let faults = self.mutant.node;
        let replica = self.laptops[at].replica_mut();
        replica.set_faults(Faults { gate_off: true, ..faults });
        let forged = self.act(at, "forge", |replica| {
            replica.act(|act| {
                act.edit(&page, |tx, _| {
                    let own = tx.get(ROOT, "self")?;
                    let (_, own) = own.expect("every page has its own fields");
                    Ok(tx.put(own, key, word.as_str())?)
                })
            })
        })?;
        self.laptops[at].replica_mut().set_faults(faults);
        if forged.is_some() {
            self.forged.push(word);
        }
        Ok(())
    }

    /// Whether `a` and `b` would both let each other in.
    pub(crate) fn mutual(&self, a: usize, b: usize) -> bool {
        let (one, two) = (&self.laptops[a], &self.laptops[b]);
        one.replica().may_connect(&two.device) && two.replica().may_connect(&one.device)
    }
}
