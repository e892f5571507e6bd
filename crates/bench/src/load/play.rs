//! Plays three years of a group: everybody writes at once, apart, and meets now and then.

use kring_model::edit;
use kring_model::entities;
use kring_model::schema::{Entity, PageKind};
use kring_node::acts::records::Records as _;
use kring_node::acts::{action, case, meeting, note};
use kring_node::home::Home;
use kring_node::replica::{Act, Founding, Replica, ReplicaError};
use kring_trust::PageId;
use kring_trust::keys::DeviceKeys;
use kring_trust::roster::speak;
use kring_trust::statement::Body;

use super::env::{Clock, LoadEnv};
use super::meet::meet;
use super::{PageOf, Spec};
use crate::Done;
use crate::dice::Dice;
use crate::prose;

/// Meetings in three years.
const ROUNDS: usize = 36;

/// A month.
const MONTH_MS: u64 = 30 * 24 * 3_600_000;

/// How long it takes to type a word.
const WORD_MS: u64 = 900;

/// Pages that everybody reads on the last day.
const READ: usize = 20;

/// Stretches of typing between two meetings of laptops.
const STRETCHES: usize = 3;

/// A group as it is being played.
pub(super) struct World {
    spec: Spec,
    laptops: Vec<Replica>,
    clock: Clock,
    dice: Dice,
    pages: Vec<PageOf>,
    actions: Vec<String>,
    group_changes: usize,
}

/// Plays a whole load in the homes, and answers its pages.
pub(super) fn play(spec: &Spec, homes: &[Home]) -> Done<Vec<PageOf>> {
    let mut world = World::begin(spec, homes)?;
    let rounds = spec.rounds();
    for round in 0..rounds {
        world.round(round, rounds)?;
    }
    world.meet_all()?;
    Ok(world.pages)
}

/// What a last ordinary day leaves behind: everybody starts the program anew, reads some pages,
/// writes something, meets all others and looks at the lists.
pub(super) fn settle(laptops: &mut [Replica]) -> Done<()> {
    for laptop in laptops.iter_mut() {
        let pages = laptop.visible_pages();
        for page in pages.iter().rev().take(READ) {
            laptop.read(page, |_| ())?;
        }
        laptop.act(|act| action::add(act, &[("text", "Koffie halen.".into())]))?;
    }
    meet_all(laptops, 0)?;
    for laptop in laptops {
        laptop.cards()?;
    }
    Ok(())
}

impl Spec {
    fn rounds(&self) -> usize {
        ROUNDS.min(self.pages.max(1))
    }
}

impl World {
    fn begin(spec: &Spec, homes: &[Home]) -> Done<Self> {
        let mut world = Self {
            spec: *spec,
            laptops: Vec::new(),
            clock: Clock::start(),
            dice: Dice::new(spec.seed),
            pages: Vec::new(),
            actions: Vec::new(),
            group_changes: 0,
        };
        for home in homes {
            let laptop = match world.laptops.first_mut() {
                None => home.found(&founding(), Box::new(env(&world.clock, &mut world.dice)))?,
                Some(_) => world.let_in(home)?,
            };
            world.laptops.push(laptop);
        }
        world.meet_all()?;
        Ok(world)
    }

    fn let_in(&mut self, home: &Home) -> Done<Replica> {
        let mut env = env(&self.clock, &mut self.dice);
        let nonce = kring_node::env::random_array(&mut env);
        let keys = DeviceKeys::derive(&home.seed()?, nonce);
        let number = self.laptops.len();
        let Some(founder) = self.laptops.first_mut() else { return Err(crate::failed("nobody")) };
        let group = founder.group();
        let (record, consent) = speak::consent(&keys, &group, None, &founder.device());
        founder.act(|act| act.say(Body::Joined { record, consent }))?;
        let statements = founder.store().statements_after(0, usize::MAX)?.list;
        let statements: Vec<_> = statements.into_iter().map(|(_, bytes)| bytes).collect();
        let mut laptop = home.create(group, keys, nonce, &statements, Box::new(env))?;
        laptop.introduce_myself(&format!("Lid {number}"), &format!("laptop {number}"), "nl")?;
        Ok(laptop)
    }

    /// Everybody has what everybody has, by way of the first.
    fn meet_all(&mut self) -> Done<()> {
        meet_all(&mut self.laptops, self.clock.now_ms())
    }

    fn round(&mut self, round: usize, rounds: usize) -> Done<()> {
        let share = |all: usize| all * (round + 1) / rounds - all * round / rounds;
        let new = share(self.spec.pages);
        let first = self.pages.len();
        for _ in 0..new {
            self.open_page()?;
        }
        self.meet_all()?;
        let (text, group) = (share(self.spec.page_changes()), share(self.spec.group_changes()));
        for stretch in 0..STRETCHES {
            for page in first..first + new {
                self.type_on(page, text / new.max(1) / STRETCHES)?;
            }
            let opened = if stretch == 0 { new } else { 0 };
            self.write_in_group((group / STRETCHES).saturating_sub(opened))?;
            self.clock.pass(MONTH_MS / STRETCHES as u64);
            self.meet_all()?;
        }
        Ok(())
    }

    /// Opens the next page: two meetings, two notes, a case, and again.
    fn open_page(&mut self) -> Done<()> {
        let number = self.pages.len();
        let owner = self.dice.roll(self.laptops.len());
        let title = format!("{number}. {}", prose::sentence(&mut self.dice).trim_end());
        let Some(laptop) = self.laptops.get_mut(owner) else { return Ok(()) };
        let (kind, page) = laptop.act(|act| {
            let title = title.as_str().into();
            Ok::<_, ReplicaError>(match number % 5 {
                0 | 2 => (PageKind::Meeting, open_meeting(act)?),
                4 => (PageKind::Case, case::offer(act, &[("title", title)], None, None)?),
                _ => (PageKind::Note, note::add(act, &[("title", title)])?),
            })
        })?;
        self.pages.push(PageOf { id: page.to_string(), kind: kind.number(), owner });
        self.group_changes += 1;
        Ok(())
    }

    /// Words on a page: of its owner, or of three at once in minutes.
    fn type_on(&mut self, page: usize, changes: usize) -> Done<()> {
        let Some(page) = self.pages.get(page) else { return Ok(()) };
        let Some(id) = PageId::from_hex(&page.id) else { return Ok(()) };
        let Some((entity, field)) = long_text(page.kind) else { return Ok(()) };
        let minutes = page.kind == PageKind::Meeting.number();
        let writers = if minutes { 3.min(self.laptops.len()) } else { 1 };
        for writer in 0..writers {
            let at = (page.owner + writer) % self.laptops.len();
            let words = prose::words(&mut self.dice, changes / writers);
            let mut dice = Dice::new(self.dice.next());
            let Some(laptop) = self.laptops.get_mut(at) else { continue };
            laptop.act(|act| type_words(act, &id, (entity, field), &words, &mut dice))?;
            self.clock.pass(WORD_MS * words.len() as u64);
        }
        Ok(())
    }

    /// Changes in the group document, by everybody in turn.
    fn write_in_group(&mut self, changes: usize) -> Done<()> {
        let members = self.laptops.len();
        for at in 0..members {
            let part = changes * (at + 1) / members - changes * at / members;
            let mut dice = Dice::new(self.dice.next());
            let actions = std::mem::take(&mut self.actions);
            let Some(laptop) = self.laptops.get_mut(at) else { continue };
            self.actions = laptop.act(|act| agree(act, actions, part, &mut dice))?;
            self.group_changes += part;
        }
        Ok(())
    }
}

fn meet_all(laptops: &mut [Replica], now: u64) -> Done<()> {
    let Some((hub, others)) = laptops.split_first_mut() else { return Ok(()) };
    for other in others.iter_mut() {
        meet(hub, other, now)?;
    }
    for other in others {
        meet(hub, other, now)?;
    }
    Ok(())
}

fn open_meeting(act: &mut Act<'_, '_>) -> Result<PageId, ReplicaError> {
    let day = kring_node::acts::today(act);
    meeting::add(act, &[("date", day.as_str().into())])
}

/// Types words one by one, each an entry, as bursts of typing become; now and then the last
/// letters are taken back.
fn type_words(
    act: &mut Act<'_, '_>,
    page: &PageId,
    (entity, field): (&'static Entity, &'static str),
    words: &[String],
    dice: &mut Dice,
) -> Result<(), ReplicaError> {
    let own = act.read(page, |page| page.own_fields())?;
    let mut text = own.map(|own| own.str(field).to_owned()).unwrap_or_default();
    // Where others write too, each has a paragraph of their own.
    let mut at = if dice.roll(2) == 0 { text.len() } else { sentence_end(&text, dice) };
    for word in words {
        if dice.roll(20) == 0 && at > 3 && text.is_char_boundary(at) {
            let back = text.floor_char_boundary(at.saturating_sub(2));
            text.replace_range(back..at, "");
            at = back;
        } else {
            text.insert_str(at, word);
            at += word.len();
        }
        let value = text.as_str().into();
        act.edit(page, |tx, author| edit::set(tx, entity, "", field, &value, author))?;
    }
    Ok(())
}

fn sentence_end(text: &str, dice: &mut Dice) -> usize {
    let ends: Vec<usize> = text.match_indices(". ").map(|(at, _)| at + 2).collect();
    dice.pick(&ends).unwrap_or(text.len())
}

/// Actions come, change and are done.
fn agree(
    act: &mut Act<'_, '_>,
    mut actions: Vec<String>,
    changes: usize,
    dice: &mut Dice,
) -> Result<Vec<String>, ReplicaError> {
    let group = act.group_page();
    for _ in 0..changes {
        let known = dice.roll(actions.len());
        match actions.get(known) {
            Some(id) if dice.roll(8) > 0 && act.read(&group, |page| has(page, id))? => {
                let (field, value) = match dice.roll(3) {
                    0 => ("due", format!("2025-{:02}-{:02}", dice.roll(12) + 1, dice.roll(28) + 1)),
                    1 => {
                        ("status", dice.pick(&["open", "done", "dropped"]).unwrap_or("open").into())
                    }
                    _ => ("text", prose::sentence(dice).trim_end().to_owned()),
                };
                let value = value.into();
                act.edit(&group, |tx, author| {
                    edit::set(tx, &entities::ACTION, id, field, &value, author)
                })?;
            }
            _ => {
                let text = prose::sentence(dice).trim_end().into();
                actions.push(action::add(act, &[("text", text)])?);
            }
        }
    }
    Ok(actions)
}

/// Whether an action that somebody made has come here yet.
fn has(page: &kring_model::page::Page, id: &str) -> bool {
    edit::item(page.doc(), &entities::ACTION, id).is_ok()
}

/// The long text of a kind of page.
fn long_text(kind: u8) -> Option<(&'static Entity, &'static str)> {
    match PageKind::from_number(kind)? {
        PageKind::Note => Some((&entities::NOTE, "text")),
        PageKind::Meeting => Some((&entities::MEETING_PAGE, "minutes_text")),
        PageKind::Case => Some((&entities::CASE_FILE, "situation")),
        _ => None,
    }
}

fn env(clock: &Clock, dice: &mut Dice) -> LoadEnv {
    LoadEnv { clock: clock.clone(), dice: Dice::new(dice.next()) }
}

fn founding() -> Founding {
    Founding {
        group_name: "Rust in de avond".into(),
        form: "interventure".into(),
        my_name: "Noor".into(),
        device_name: "laptop 0".into(),
        language: "nl".into(),
    }
}
