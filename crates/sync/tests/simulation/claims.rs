//! What sessions claim about the other laptop, compared with that laptop's store.

use kring_trust::PageId;
use kring_trust::position::Position;
use kring_trust::statement::Body;

use crate::Failure;
use crate::laptop::Laptop;
use crate::world::World;

/// Everything that arrived at `writer` up to `position`, and that `holder` may see, is in the
/// holder's store.
pub(crate) fn true_green(
    world: &mut World,
    writer: usize,
    holder: usize,
    position: Position,
) -> Result<(), Failure> {
    world.count("claim");
    let (from, to) = (&world.laptops[writer], &world.laptops[holder]);
    let lie = |what: String| {
        let number = position.number;
        Err(Failure(format!("{holder} is said to hold {writer} up to {number}, but lacks {what}")))
    };
    for (id, number) in &from.shadow.statements {
        if *number <= position.number && !to.replica().roster().contains(id) {
            return lie(format!("statement {} of number {number}", id.short()));
        }
    }
    let excluded = last_exclusion(from);
    for entry in &from.shadow.entries {
        if entry.number > position.number || to.shadow.held.contains(&(entry.log, entry.mark)) {
            continue;
        }
        let settled = audience_since(from, &entry.page).max(excluded);
        // What went bad on the holder's disk was there once, and is asked for by name.
        if !to.damaged && both_see(from, to, &entry.page) && settled <= position.number {
            let (log, n, page) = (entry.log.short(), entry.mark.n, entry.page.short());
            return lie(format!("entry {n} of log {log} on page {page}"));
        }
    }
    Ok(())
}

/// What `holder` said it holds of a page that `leaver` may now drop, it holds; and all that the
/// leaver has of it is there.
pub(crate) fn true_hand_over(
    world: &mut World,
    leaver: usize,
    holder: usize,
    page: &PageId,
) -> Result<(), Failure> {
    let (from, to) = (&world.laptops[leaver], &world.laptops[holder]);
    let lacking = |entry: &&crate::shadow::Arrived| {
        entry.page == *page && !to.shadow.held.contains(&(entry.log, entry.mark))
    };
    // It may have got more since it offered: then it keeps the page, and offers it again.
    if from.shadow.entries.iter().find(lacking).is_none() {
        world.laptops[leaver].handed.insert(*page);
        world.count("hand over");
    }
    Ok(())
}

fn both_see(from: &Laptop, to: &Laptop, page: &PageId) -> bool {
    let (sender, receiver) = (from.replica().roster(), to.replica().roster());
    sender.sees(&from.device, page)
        && sender.sees(&to.device, page)
        && receiver.sees(&to.device, page)
}

/// The number at which the page's audience became what it is.
fn audience_since(laptop: &Laptop, page: &PageId) -> u64 {
    let info = laptop.replica().roster().page(page);
    let heads = info.map(|info| info.audience_heads.clone()).unwrap_or_default();
    let arrived = heads.iter().filter_map(|head| laptop.shadow.statements.get(head));
    arrived.copied().max().unwrap_or(0)
}

/// The number of the last statement that shut somebody out, or no longer does: with it, what others said of pages may
/// lapse, or count again.
fn last_exclusion(laptop: &Laptop) -> u64 {
    let roster = laptop.replica().roster();
    let excludes = |id: &kring_trust::StatementId| {
        let said = roster.statement(id).map(|said| &said.body);
        matches!(said, Some(Body::Blocked { .. } | Body::Unblocked { .. }))
    };
    let numbers = laptop.shadow.statements.iter().filter(|(id, _)| excludes(id));
    numbers.map(|(_, number)| *number).max().unwrap_or(0)
}
