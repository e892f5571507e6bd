//! The loads: groups with a history, made once through the real replicas and kept in `target/`.

mod env;
mod meet;
mod play;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use kring_model::schema::PageKind;
use kring_node::env::SystemEnv;
use kring_node::home::Home;
use kring_node::net::{Host as _, Meeting, listening};
use kring_node::replica::Replica;
use kring_store::Mode;
use serde::{Deserialize, Serialize};

pub(crate) use env::{Clock, LoadEnv};
pub(crate) use meet::meet;

use crate::laptop::{Laptop, all_level, flag};
use crate::{Done, failed, say};

/// Rises when another load comes out of the same seed.
const GENERATOR: u32 = 5;

/// What load to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Spec {
    /// Where chance begins.
    pub(crate) seed: u64,
    /// Changes in all, a tenth of them in the group document.
    pub(crate) changes: usize,
    /// Pages beside the group document.
    pub(crate) pages: usize,
    /// Laptops, one per member.
    pub(crate) laptops: usize,
}

/// A page of a load.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PageOf {
    /// Its id.
    pub(crate) id: String,
    /// What it holds.
    pub(crate) kind: u8,
    /// Which laptop opened it.
    pub(crate) owner: usize,
}

/// What is kept beside a load.
#[derive(Serialize, Deserialize)]
struct Manifest {
    pages: Vec<PageOf>,
    arrivals: u64,
    seconds: f64,
}

/// A load on disk: homes that can be put back as they were made.
pub(crate) struct Load {
    folder: PathBuf,
    pub(crate) spec: Spec,
    pub(crate) pages: Vec<PageOf>,
    /// Entries and statements in each store.
    pub(crate) arrivals: u64,
}

impl Spec {
    /// The load of the figures, or a smaller one of the same shape.
    pub(crate) fn of(changes: usize, laptops: usize) -> Self {
        // 500 pages at 200,000 changes.
        Self { seed: 7, changes, pages: (changes / 400).max(1), laptops }
    }

    /// Changes in the group document.
    pub(crate) const fn group_changes(&self) -> usize {
        self.changes / 10
    }

    /// Changes on all other pages.
    pub(crate) const fn page_changes(&self) -> usize {
        self.changes - self.group_changes()
    }
}

impl Load {
    /// The load as it was made before, or made now.
    pub(crate) fn get(root: &Path, spec: Spec) -> Done<Self> {
        let Spec { seed, changes, pages, laptops } = spec;
        let name = format!("v{GENERATOR}-{seed}-{changes}-{pages}-{laptops}");
        let folder = root.join(name);
        let kept = folder.join("load.json");
        if !kept.exists() {
            make(&folder, &spec)?;
        }
        let manifest: Manifest = serde_json::from_slice(&fs::read(&kept)?)?;
        let load = Self { folder, spec, pages: manifest.pages, arrivals: manifest.arrivals };
        load.check()?;
        Ok(load)
    }

    /// A load of an earlier program may be damaged to this one, and what would be measured is the
    /// way around the damage.
    fn check(&self) -> Done<()> {
        let laptops = self.restore()?;
        let said = laptops.first().map(|first| first.json(&["doctor"])).transpose();
        match said {
            Ok(Some(said)) if flag(&said, "sound") => Ok(()),
            _ => Err(failed(&format!("not whole; remove it: {}", self.folder.display()))),
        }
    }

    /// Puts all homes back as they were made, and answers the laptops.
    pub(crate) fn restore(&self) -> Done<Vec<Laptop>> {
        (0..self.spec.laptops)
            .map(|number| {
                copy_stores(&kept_home(&self.folder, number), &home(&self.folder, number))?;
                Ok(Laptop::new(home(&self.folder, number)))
            })
            .collect()
    }

    /// The laptops as they are now.
    pub(crate) fn laptops(&self) -> Vec<Laptop> {
        (0..self.spec.laptops).map(|number| Laptop::new(home(&self.folder, number))).collect()
    }

    /// A place for the home of a laptop that is not part of the load; nothing is there.
    pub(crate) fn newcomer(&self) -> Done<Laptop> {
        let place = self.folder.join("newcomer");
        remove(&place)?;
        Ok(Laptop::new(place))
    }

    /// Meeting pages, the last opened first: on them all may type.
    pub(crate) fn minutes(&self) -> Vec<String> {
        let meeting = |page: &&PageOf| page.kind == PageKind::Meeting.number();
        self.pages.iter().rev().filter(meeting).map(|page| page.id.clone()).collect()
    }
}

fn make(folder: &Path, spec: &Spec) -> Done<()> {
    say(&format!("making a load of {} changes for {} laptops", spec.changes, spec.laptops));
    let begun = Instant::now();
    let pages = played(folder, spec)?;
    let mut laptops =
        (0..spec.laptops).map(|number| open(&home(folder, number))).collect::<Done<Vec<_>>>()?;
    play::settle(&mut laptops)?;
    let arrivals = laptops.first().map_or(Ok(0), |one| one.store().position().map(|p| p.number))?;
    drop(laptops);
    introduce(folder, spec.laptops)?;
    for number in 0..spec.laptops {
        copy_stores(&home(folder, number), &kept_home(folder, number))?;
    }
    let seconds = begun.elapsed().as_secs_f64();
    let manifest = Manifest { pages, arrivals, seconds };
    fs::write(folder.join("load.json"), serde_json::to_vec_pretty(&manifest)?)?;
    say(&format!("made in {seconds:.0} s"));
    Ok(())
}

/// Plays the history, which takes long and is kept on its own.
fn played(folder: &Path, spec: &Spec) -> Done<Vec<PageOf>> {
    let kept = folder.join("played.json");
    if let Ok(bytes) = fs::read(&kept) {
        return Ok(serde_json::from_slice(&bytes)?);
    }
    remove(folder)?;
    fs::create_dir_all(folder)?;
    let homes = (0..spec.laptops)
        .map(|number| Ok(Home::open(home(folder, number), &mut SystemEnv)?))
        .collect::<Done<Vec<_>>>()?;
    let pages = play::play(spec, &homes)?;
    fs::write(kept, serde_json::to_vec_pretty(&pages)?)?;
    Ok(pages)
}

/// Lets the laptops meet once over the real network, so that they know where the others are.
fn introduce(folder: &Path, count: usize) -> Done<()> {
    let laptops: Vec<Laptop> = (0..count).map(|number| Laptop::new(home(folder, number))).collect();
    let Some(first) = laptops.first() else { return Ok(()) };
    let hub = first.run()?;
    hub.event("begun")?;
    let (device, port) = {
        let replica = open(&first.home)?;
        (replica.device(), wait_for_port(&replica)?)
    };
    let mut running = vec![hub];
    for laptop in laptops.iter().skip(1) {
        let mut replica = open(&laptop.home)?;
        let addresses = vec![format!("127.0.0.1:{port}")];
        replica.remember(&device, &Meeting { addresses, ..Meeting::default() })?;
        drop(replica);
        running.push(laptop.run()?);
    }
    all_level(&running)?;
    running.into_iter().try_for_each(crate::laptop::Running::stop)
}

fn wait_for_port(replica: &Replica) -> Done<u16> {
    for _ in 0..200 {
        let port = listening(replica)?.port;
        if port != 0 {
            return Ok(port);
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    Err(failed("a laptop does not listen"))
}

/// Opens the one group of a home.
pub(crate) fn open(home: &Path) -> Done<Replica> {
    let home = Home::open(home, &mut SystemEnv)?;
    let group = home.group_ids()?.first().copied().ok_or_else(|| failed("no group"))?;
    Ok(home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv))?)
}

fn home(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("laptop-{number}"))
}

fn kept_home(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("kept-{number}"))
}

/// Copies stores and tokens. The seed file stays what it is: another file would be another laptop.
fn copy_stores(from: &Path, to: &Path) -> Done<()> {
    for part in ["groups", "tokens"] {
        remove(&to.join(part))?;
        copy(&from.join(part), &to.join(part))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Done<()> {
    fs::create_dir_all(to)?;
    fs::set_permissions(to, fs::metadata(from)?.permissions())?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
            // What is copied later must not disturb what is measured.
            fs::File::open(&target)?.sync_all()?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> Done<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
