//! The end of a history: all meet, for as long as it takes, and then everything must be right.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, Value};
use kring_model::page::Why;
use kring_sync::Mark;
use kring_trust::{LogId, PageId};

use crate::Failure;
use crate::world::World;

/// Meetings in chance topologies, then of everybody with everybody.
const MEETINGS: usize = 3;
/// Meetings of everybody after which all must be level.
const FULL_MEETINGS: usize = 6;
/// Longer than any `Hello` waits.
const BETWEEN_MS: u64 = 46_000;

/// What somebody held when the history was over: by page, entries.
type Held = BTreeMap<PageId, BTreeSet<(LogId, Mark)>>;

impl World {
    /// All meet until nobody has anything to say; then everything is checked.
    pub(crate) fn heal(&mut self) -> Result<(), Failure> {
        self.everybody_home()?;
        let before: Vec<Held> = (0..self.laptops.len()).map(|at| self.held(at)).collect();
        for _ in 0..MEETINGS {
            self.meet_by_chance()?;
        }
        self.meet_all()?;
        self.look_alike()?;
        for at in self.active() {
            self.check_healed(at)?;
        }
        for group in self.groups() {
            self.check(&group, &before)?;
        }
        self.check_after_restart()
    }

    fn everybody_home(&mut self) -> Result<(), Failure> {
        let copy = self.dice.roll(2) == 0;
        while self.has_double() {
            self.end_clone(copy)?;
        }
        for at in self.active() {
            self.laptops[at].full = false;
            self.start(at)?;
            self.laptops[at].shadow.compare(self.laptops[at].replica().store())?;
        }
        Ok(())
    }

    fn has_double(&self) -> bool {
        let active: Vec<_> = self.active();
        let devices: BTreeSet<_> = active.iter().map(|at| self.laptops[*at].device).collect();
        devices.len() < active.len()
    }

    fn active(&self) -> Vec<usize> {
        (0..self.laptops.len()).filter(|at| !self.laptops[*at].retired).collect()
    }

    fn held(&self, at: usize) -> Held {
        let mut held = Held::new();
        if !self.laptops[at].retired {
            for entry in &self.laptops[at].shadow.entries {
                held.entry(entry.page).or_default().insert((entry.log, entry.mark));
            }
        }
        held
    }

    /// Each new laptop meets one of those that met already; some more meet too.
    fn meet_by_chance(&mut self) -> Result<(), Failure> {
        self.links.clear();
        let mut order = self.active();
        self.dice.shuffle(&mut order);
        for place in 1..order.len() {
            let other = order[self.dice.roll(place)];
            self.connect(order[place], other)?;
        }
        for _ in 0..self.dice.roll(order.len()) {
            let (a, b) = (self.dice.roll(order.len()), self.dice.roll(order.len()));
            self.connect(order[a], order[b])?;
        }
        for _ in 0..2 {
            self.greet_and_settle()?;
        }
        Ok(())
    }

    fn greet_and_settle(&mut self) -> Result<(), Failure> {
        self.clock.pass(BETWEEN_MS);
        let bytes = [200, 5_000, usize::MAX][self.dice.roll(3)];
        self.settle(bytes)
    }

    fn meet_all(&mut self) -> Result<(), Failure> {
        for _ in 0..FULL_MEETINGS {
            let active = self.active();
            for (place, a) in active.iter().enumerate() {
                for b in &active[place + 1..] {
                    self.connect(*a, *b)?;
                }
            }
            self.greet_and_settle()?;
            if self.is_level()? {
                return self.stays_quiet();
            }
        }
        Err(Failure(format!("not level after {FULL_MEETINGS} meetings: {}", self.not_level()?)))
    }

    fn is_level(&self) -> Result<bool, Failure> {
        Ok(self.not_level()?.is_empty())
    }

    fn not_level(&self) -> Result<String, Failure> {
        let mut all = String::new();
        for link in self.links.values() {
            for end in 0..2 {
                let replica = self.laptops[link.ends[end]].replica();
                let level = link.sessions[end].level(replica)?;
                if !level.we_hold_theirs || !level.they_hold_ours || level.exchanging {
                    all += &format!("{} to {} {level:?}; ", link.ends[end], link.ends[1 - end]);
                }
            }
        }
        Ok(all)
    }

    /// Whoever is level has nothing to say but greetings.
    fn stays_quiet(&mut self) -> Result<(), Failure> {
        // What was inferred and not said is said with the first greeting.
        self.greet_and_settle()?;
        // What is damaged is asked of each peer once, and not in a greeting that crossed another.
        if self.laptops.iter().any(|laptop| laptop.damaged) {
            self.greet_and_settle()?;
        }
        self.links.values_mut().for_each(|link| link.substance.clear());
        self.greet_and_settle()?;
        match self.links.iter().find(|(_, link)| !link.substance.is_empty()) {
            Some((ends, link)) => {
                let said = &link.substance;
                Err(Failure(format!("{ends:?} are level and go on talking: {said:?}")))
            }
            None => Ok(()),
        }
    }

    /// Laptops tell each other how every page looks, and none finds that it looks different.
    fn look_alike(&mut self) -> Result<(), Failure> {
        for at in self.active() {
            self.look_at_all(at)?;
        }
        self.greet_and_settle()?;
        let mut said = self.links.values().flat_map(|link| &link.substance);
        if said.any(|message| matches!(message, kring_sync::Message::Looks { .. })) {
            self.count("look");
        }
        for at in self.active() {
            let differing = self.laptops[at].replica().differing()?;
            if !differing.is_empty() {
                return Err(Failure(format!("to {at} pages look different: {differing:?}")));
            }
        }
        Ok(())
    }

    /// Those who let each other in.
    fn groups(&self) -> Vec<Vec<usize>> {
        let mut left = self.active();
        let mut groups = Vec::new();
        while let Some(first) = left.pop() {
            let mut group = vec![first];
            let mut at = 0;
            while at < group.len() {
                let met: Vec<_> =
                    left.extract_if(.., |other| self.mutual(group[at], *other)).collect();
                group.extend(met);
                at += 1;
            }
            groups.push(group);
        }
        groups
    }

    fn check(&mut self, group: &[usize], before: &[Held]) -> Result<(), Failure> {
        self.check_rosters(group)?;
        let mut all = Held::new();
        for at in group {
            for (page, entries) in &before[*at] {
                all.entry(*page).or_default().extend(entries);
            }
        }
        let known = self.laptops[group[0]].replica().roster().pages();
        let mut pages: BTreeSet<PageId> = known.map(|info| info.id).collect();
        pages.extend(self.pages.iter().copied());
        for page in pages {
            let seeing: Vec<usize> =
                group.iter().copied().filter(|at| self.sees(*at, &page)).collect();
            let held = all.remove(&page).unwrap_or_default();
            self.check_entries(&seeing, &page, &held)?;
            // Where something went bad that nobody else had, a snapshot may show it still.
            let whole = |at: &usize| !self.laptops[*at].unhealed.contains(&page);
            let whole: Vec<usize> = seeing.iter().copied().filter(whole).collect();
            self.check_content(&whole, &page, &held)?;
            self.check_absence(group, !seeing.is_empty(), &page)?;
        }
        Ok(())
    }

    fn sees(&self, at: usize, page: &PageId) -> bool {
        self.laptops[at].replica().roster().sees(&self.laptops[at].device, page)
    }

    fn check_rosters(&self, group: &[usize]) -> Result<(), Failure> {
        let first = self.laptops[group[0]].replica().roster();
        for at in group {
            let roster = self.laptops[*at].replica().roster();
            if roster.view() != first.view() {
                return Err(Failure(format!("{} and {at} have other rosters", group[0])));
            }
            if roster.waiting() > 0 {
                return Err(Failure(format!("at {at} statements wait for ever")));
            }
        }
        Ok(())
    }

    /// Nothing that anybody held is missing anywhere.
    fn check_entries(
        &self,
        seeing: &[usize],
        page: &PageId,
        held: &BTreeSet<(LogId, Mark)>,
    ) -> Result<(), Failure> {
        for at in seeing {
            let shadow = &self.laptops[*at].shadow;
            shadow.compare(self.laptops[*at].replica().store())?;
            if let Some((log, mark)) = held.iter().find(|entry| !shadow.held.contains(*entry)) {
                let (log, n, page) = (log.short(), mark.n, page.short());
                return Err(Failure(format!("{at} lacks entry {n} of log {log}, page {page}")));
            }
        }
        Ok(())
    }

    /// The same pages, with every word that was acknowledged, and none that was forged.
    fn check_content(
        &mut self,
        seeing: &[usize],
        page: &PageId,
        held: &BTreeSet<(LogId, Mark)>,
    ) -> Result<(), Failure> {
        let mut first = None;
        for at in seeing {
            let (digest, words, resting) = self.laptops[*at]
                .replica_mut()
                .read(page, |page| (page.digest(), words(page.doc()), page.resting().to_vec()))?;
            let digest = digest.map_err(|error| Failure(error.to_string()))?;
            if *first.get_or_insert(digest) != digest {
                let page = page.short();
                return Err(Failure(format!("{} and {at} show page {page} apart", seeing[0])));
            }
            for marker in self.markers.iter().filter(|marker| marker.page == *page) {
                let acknowledged = marker.entries.iter().all(|entry| held.contains(entry));
                if !acknowledged || marker.entries.is_empty() || words.contains(&marker.word) {
                    continue;
                }
                // Of a device that was two, one branch is a second version.
                let losing = resting.iter().any(|resting| {
                    let here =
                        |(log, mark): &(LogId, Mark)| *log == resting.log && mark.n == resting.n;
                    let why = matches!(resting.why, Why::LosingBranch | Why::Waiting);
                    why && marker.entries.iter().any(here)
                });
                if !losing {
                    let (word, page) = (&marker.word, page.short());
                    return Err(Failure(format!("{at} shows page {page} without {word}")));
                }
            }
            if let Some(word) = self.forged.iter().find(|word| words.contains(*word)) {
                return Err(Failure(format!("{at} shows {word}, which was forged")));
            }
        }
        Ok(())
    }

    /// Nothing of a page is where it should not be; who dropped an erased one said so.
    fn check_absence(
        &self,
        group: &[usize],
        anybody_sees: bool,
        page: &PageId,
    ) -> Result<(), Failure> {
        for at in group {
            let replica = self.laptops[*at].replica();
            let (roster, store) = (replica.roster(), replica.store());
            let info = roster.page(page);
            let erased = roster.is_erased(page);
            // Without anybody to hand it to, or if its opening does not count, it is kept.
            let standing = info.is_some_and(|info| info.standing);
            let alone = !anybody_sees || !standing || group.len() == 1;
            // What went bad cannot be handed over, and what is left of it is not thrown away.
            let alone = alone || self.laptops[*at].unhealed.contains(page);
            if self.sees(*at, page) || (!erased && alone) {
                continue;
            }
            let left = !store.heads(page)?.is_empty()
                || store.card(page)?.is_some()
                || store.snapshot(page)?.is_some()
                || store.has_key(page);
            if left {
                let page = page.short();
                return Err(Failure(format!("{at} still has something of page {page}")));
            }
            let me = self.laptops[*at].device;
            let receipt = info.is_none_or(|info| info.receipts.contains_key(&me));
            if erased && roster.may_connect(&me) && !receipt {
                return Err(Failure(format!("{at} gave no receipt for page {}", page.short())));
            }
        }
        Ok(())
    }

    /// What is made from the disk is what was there before.
    fn check_after_restart(&mut self) -> Result<(), Failure> {
        for at in self.active() {
            let visible: Vec<PageId> =
                self.pages.iter().copied().filter(|page| self.sees(at, page)).collect();
            let digest = |world: &mut Self, page: &PageId| {
                world.laptops[at].replica_mut().read(page, |page| page.digest())
            };
            let mut before = Vec::new();
            for page in &visible {
                before.push(digest(self, page)?);
            }
            self.stop(at, true)?;
            self.start(at)?;
            for (page, before) in visible.iter().zip(before) {
                if digest(self, page)? != before {
                    let page = page.short();
                    return Err(Failure(format!("{at} shows page {page} anew and otherwise")));
                }
            }
        }
        Ok(())
    }
}

/// Every word that a page shows.
fn words(doc: &Automerge) -> BTreeSet<String> {
    let (mut words, mut waiting) = (BTreeSet::new(), vec![(ROOT, ObjType::Map)]);
    while let Some((object, kind)) = waiting.pop() {
        match kind {
            ObjType::Text => take(&mut words, &doc.text(&object).unwrap_or_default()),
            ObjType::Map | ObjType::Table => {
                for item in doc.map_range(&object, ..) {
                    for (value, id) in doc.get_all(&object, item.key.as_ref()).unwrap_or_default() {
                        look(&value, id, &mut words, &mut waiting);
                    }
                }
            }
            ObjType::List => {}
        }
    }
    words
}

fn look(
    value: &Value<'_>,
    id: ObjId,
    words: &mut BTreeSet<String>,
    waiting: &mut Vec<(ObjId, ObjType)>,
) {
    match value {
        Value::Object(kind) => waiting.push((id, *kind)),
        Value::Scalar(scalar) => take(words, scalar.as_str().unwrap_or_default()),
    }
}

fn take(words: &mut BTreeSet<String>, text: &str) {
    words.extend(text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned));
}
