//! On which laptops a wiped page is gone, as far as they said so.

use kring_trust::roster::{DeviceState, PageInfo};
use kring_trust::{DeviceId, PageId};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::say;
use crate::words::Sentence;

/// One wiped page.
#[derive(Debug, Clone)]
pub(crate) struct Wiped {
    /// Which.
    pub(crate) page: PageId,
    /// Laptops of the group that said that it is gone there.
    done: usize,
    /// Those that did not yet, by name.
    waiting: Vec<(DeviceId, String)>,
}

/// All wiped pages.
pub(crate) fn all(desk: &mut Desk<'_>) -> Vec<Wiped> {
    let pages = desk.replica.roster().pages().filter(|page| page.erased.is_some());
    let pages: Vec<PageInfo> = pages.cloned().collect();
    pages.iter().map(|page| look(desk, page)).collect()
}

/// How it stands with one page; `None` if it was not wiped.
pub(crate) fn of(desk: &mut Desk<'_>, id: &str) -> Option<Wiped> {
    let page = desk.replica.roster().page(&PageId::from_hex(id)?)?.clone();
    page.erased.is_some().then(|| look(desk, &page))
}

fn look(desk: &mut Desk<'_>, page: &PageInfo) -> Wiped {
    let devices = desk.replica.roster().devices().filter(|one| one.state == DeviceState::In);
    let (done, waiting): (Vec<DeviceId>, Vec<DeviceId>) =
        devices.map(|one| one.id).partition(|id| page.receipts.contains_key(id));
    let name = |id: DeviceId| (id, desk.replica.device_name(&id));
    let waiting = waiting.into_iter().map(name).collect();
    Wiped { page: page.id, done: done.len(), waiting }
}

impl Wiped {
    /// Who did not wipe it yet; `None` once all did.
    pub(crate) fn sentence(&self) -> Option<Sentence> {
        if self.waiting.is_empty() {
            return None;
        }
        let names: Vec<&str> = self.waiting.iter().map(|(_, name)| name.as_str()).collect();
        let of = self.done + self.waiting.len();
        Some(say!("wiped-on", done = self.done, of = of, names = names.join(", ")))
    }

    /// The same for programs.
    pub(crate) fn value(&self) -> Value {
        let waiting = self.waiting.iter();
        json!({
            "page": self.page.to_string(),
            "wiped_on": self.done,
            "wiped_of": self.done + self.waiting.len(),
            "waiting": waiting
                .map(|(device, name)| json!({ "device": device.to_string(), "name": name }))
                .collect::<Vec<_>>(),
        })
    }
}
