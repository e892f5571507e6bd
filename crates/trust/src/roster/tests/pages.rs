use super::*;
use crate::statement::About;

const RETENTION: Day = 200;

fn audience(roster: &Roster, page: &PageId) -> Audience {
    roster.page(page).expect("opened").audience.clone()
}

fn at_day(laptop: &Laptop, day: u64) -> Speaker<'_> {
    Speaker::new(&laptop.knows, laptop.device, &laptop.keys, day * 86_400_000)
}

#[test]
fn the_first_audience_comes_with_the_page_and_the_owner_is_in_it() {
    let (base, [mut noor, bram, lotte, _]) = four();
    let (page, opened) = noor.open(Audience::of([bram.person]));
    let roster = all(&base, &[&opened]);
    assert_eq!(audience(&roster, &page), Audience::of([noor.person, bram.person]));
    assert!(roster.sees(&noor.device, &page));
    assert!(roster.sees(&bram.device, &page));
    assert!(!roster.sees(&lotte.device, &page));
    let info = roster.page(&page).expect("opened");
    assert_eq!((info.kind, info.owner, info.day), (3, Some(noor.person), 100));
    assert_eq!(info.audience_heads, [opened.id()]);
}

#[test]
fn a_later_audience_replaces_and_concurrent_ones_intersect() {
    let (base, [mut noor, bram, lotte, tjeerd]) = four();
    let added = noor.adding(&keys(20));
    let base = all(&base, &[&added]);
    noor.knows = base.clone();
    let (page, opened) = noor.open(Audience::of([bram.person]));
    let mut second = laptop(20, Some(noor.person), noor.person, &all(&base, &[&opened]));
    let wider = noor.set(page, Audience::All);
    assert_eq!(audience(&noor.knows, &page), Audience::All);
    let one = noor.set(page, Audience::of([bram.person, lotte.person]));
    let other = second.set(page, Audience::of([lotte.person, tjeerd.person]));
    let mut roster = all(&base, &[&opened, &wider, &one, &other]);
    assert_eq!(audience(&roster, &page), Audience::of([noor.person, lotte.person]));
    assert_eq!(roster.page(&page).expect("opened").audience_heads.len(), 2);
    // Who knows both replaces both.
    noor.hear(&other);
    let last = noor.set(page, Audience::of([tjeerd.person]));
    roster.insert(last.clone()).expect("good");
    assert_eq!(audience(&roster, &page), Audience::of([noor.person, tjeerd.person]));
    assert_eq!(roster.page(&page).expect("opened").last_audience, last.id());
}

#[test]
fn only_the_owner_sets_the_audience() {
    let (base, [mut noor, mut bram, ..]) = four();
    let (page, opened) = noor.open(Audience::of([]));
    bram.hear(&opened);
    let set = bram.set(page, Audience::All);
    let roster = all(&base, &[&opened, &set]);
    assert_eq!(audience(&roster, &page), Audience::of([noor.person]));
    assert!(!roster.has_owners_rights(&bram.device, &page));
    assert!(roster.has_owners_rights(&noor.device, &page));
}

#[test]
fn a_page_opened_in_anothers_name_is_none() {
    let (base, [noor, bram, ..]) = four();
    let page = Page { kind: 3, day: 1, nonce: [1; 16], retention: None };
    let opened = bram.speaker().open_page(page, noor.person, Audience::All);
    let roster = all(&base, &[&opened]);
    assert_eq!(roster.page(&PageId::opened_by(opened.id())), None);
}

#[test]
fn what_replaces_a_lapsed_audience_replaces_what_that_replaced() {
    let (base, [mut noor, mut bram, lotte, _]) = four();
    let added = noor.adding(&keys(20));
    let base = all(&base, &[&added]);
    noor.knows = base.clone();
    bram.knows = base.clone();
    let (page, opened) = noor.open(Audience::of([]));
    bram.hear(&opened);
    let wider = noor.set(page, Audience::of([bram.person]));
    let mut second = laptop(20, Some(noor.person), noor.person, &noor.knows);
    let widest = second.set(page, Audience::of([bram.person, lotte.person]));
    let block = bram.block(noor.device);
    let roster = all(&base, &[&opened, &wider, &widest, &block]);
    let wanted = Audience::of([noor.person, bram.person, lotte.person]);
    assert_eq!(audience(&roster, &page), wanted);
    let roster = all(&base, &[&opened, &wider, &block]);
    assert_eq!(audience(&roster, &page), Audience::of([noor.person]));
}

#[test]
fn the_owner_erases_and_laptops_answer() {
    let (base, [mut noor, mut bram, ..]) = four();
    let (page, opened) = noor.open(Audience::All);
    assert_eq!(noor.knows.may_erase(&noor.person, &page, 0), Erasing::Alone);
    assert_eq!(noor.knows.may_erase(&bram.person, &page, 0), Erasing::No);
    let erased = noor.erase(page);
    bram.knows = all(&base, &[&opened, &erased]);
    let receipt = bram.say(Body::Receipt { page, erase: erased.id() });
    let roster = bram.knows;
    let info = roster.page(&page).expect("opened");
    assert_eq!(info.erased, Some(erased.id()));
    assert_eq!(info.receipts.get(&bram.device), Some(&receipt.id()));
    assert!(roster.is_erased(&page));
    assert!(!roster.sees(&noor.device, &page));
}

#[test]
fn others_erase_only_when_the_owner_left_or_the_day_has_come() {
    let (base, [mut noor, mut bram, mut lotte, _]) = four();
    let (page, opened) = noor.open_until(Audience::All, Some(RETENTION));
    bram.hear(&opened);
    lotte.hear(&opened);
    let too_early = bram.with(at_day(&bram, 199).erase(page), &lotte);
    assert!(!all(&base, &[&opened, &too_early]).is_erased(&page));
    let in_time = bram.with(at_day(&bram, 200).erase(page), &lotte);
    assert!(all(&base, &[&opened, &in_time]).is_erased(&page));
    let alone = at_day(&bram, 200).say(Body::Erased { page, second: None });
    let asked = all(&base, &[&opened, &alone]);
    assert!(!asked.is_erased(&page));
    assert_eq!(asked.lone_erases(&page).collect::<Vec<_>>(), [&alone]);
    let along = speak::along(&alone, &base.group(), lotte.device, &lotte.keys);
    assert!(all(&base, &[&opened, &alone, &along]).is_erased(&page));
    assert_eq!(all(&base, &[&opened, &along]).lone_erases(&page).count(), 0);
    assert_eq!(bram.knows.may_erase(&bram.person, &page, 199), Erasing::No);
    assert_eq!(bram.knows.may_erase(&bram.person, &page, 200), Erasing::WithOne);
    let left = noor.say(Body::Left);
    bram.hear(&left);
    let after_left = bram.with(bram.speaker().erase(page), &lotte);
    assert!(all(&base, &[&opened, &left, &after_left]).is_erased(&page));
}

#[test]
fn one_erases_in_a_group_of_two() {
    let mut two = group(2);
    let (mut bram, mut noor) = (two.remove(1), two.remove(0));
    let base = noor.knows.clone();
    let (page, opened) = noor.open_until(Audience::All, Some(RETENTION));
    bram.hear(&opened);
    assert_eq!(bram.knows.may_erase(&bram.person, &page, 200), Erasing::Alone);
    let alone = at_day(&bram, 200).say(Body::Erased { page, second: None });
    assert!(all(&base, &[&opened, &alone]).is_erased(&page));
}

#[test]
fn an_erase_of_a_blocked_device_stays_where_its_other_words_lapse() {
    let (base, [mut noor, mut bram, ..]) = four();
    let (page, opened) = noor.open(Audience::All);
    bram.hear(&opened);
    let narrowed = noor.set(page, Audience::of([]));
    let erased = noor.erase(page);
    let block = bram.block(noor.device);
    let roster = all(&base, &[&opened, &narrowed, &erased, &block]);
    assert_eq!(audience(&roster, &page), Audience::All);
    assert!(roster.is_erased(&page));
}

#[test]
fn an_erase_by_two_is_not_undone_by_blocking_them() {
    let (base, [mut noor, mut bram, mut lotte, mut tjeerd]) = four();
    let (page, opened) = noor.open_until(Audience::All, Some(RETENTION));
    bram.hear(&opened);
    lotte.hear(&opened);
    let erased = bram.with(at_day(&bram, 200).erase(page), &lotte);
    let (other, one) = (tjeerd.block(lotte.device), tjeerd.block(bram.device));
    assert!(all(&base, &[&opened, &erased, &other, &one]).is_erased(&page));
    // Who knew of the block does not erase with that laptop.
    bram.hear(&other);
    let late = lotte.with(
        Speaker::new(&bram.knows, lotte.device, &lotte.keys, 200 * 86_400_000).erase(page),
        &bram,
    );
    assert!(!all(&base, &[&opened, &other, &one, &late]).is_erased(&page));
}

#[test]
fn an_erase_is_remembered_before_the_page() {
    let (base, [mut noor, ..]) = four();
    let before = noor.clone();
    let (page, opened) = noor.open(Audience::All);
    let erased = before.erase(page);
    let mut roster = all(&base, &[&erased]);
    assert!(roster.is_erased(&page));
    assert_eq!(roster.page(&page), None);
    roster.insert(opened).expect("good");
    assert!(roster.is_erased(&page));
    assert!(!roster.sees(&noor.device, &page));
}

#[test]
fn a_returned_device_has_no_rights_over_earlier_pages_and_sees_what_names_it() {
    let (base, [mut noor, mut bram, mut lotte, _]) = four();
    let (own, opened) = noor.open(Audience::of([bram.person]));
    lotte.hear(&opened);
    let (open, opened_open) = lotte.open(Audience::All);
    let (closed, opened_closed) = lotte.open(Audience::of([noor.person]));
    bram.knows = all(&base, &[&opened, &opened_open, &opened_closed]);
    let returned = bram.with(bram.returning(&keys(20), noor.person), &lotte);
    bram.hear(&returned);
    let mut back = laptop(20, Some(noor.person), noor.person, &bram.knows);
    let roster = &bram.knows;
    assert!(roster.sees(&back.device, &PageId::group_document(&base.group())));
    assert!(roster.sees(&back.device, &open));
    assert!(!roster.sees(&back.device, &closed));
    assert!(!roster.sees(&back.device, &own));
    assert!(roster.sees(&noor.device, &closed) && roster.sees(&noor.device, &own));
    assert!(!roster.has_owners_rights(&back.device, &own));
    let attempts = [back.set(own, Audience::All), back.erase(own)];
    let roster = all(roster, &[&attempts[0], &attempts[1]]);
    assert_eq!(audience(&roster, &own), Audience::of([noor.person, bram.person]));
    assert!(!roster.is_erased(&own));
    // Named by who knows of the return, it sees the page; a page of its own it owns fully.
    lotte.knows = bram.knows.clone();
    let named = lotte.set(closed, Audience::of([noor.person]));
    let (new, opened_new) = back.open(Audience::of([]));
    let roster = all(&roster, &[&named, &opened_new]);
    assert!(roster.sees(&back.device, &closed));
    assert!(roster.sees(&back.device, &new) && roster.has_owners_rights(&back.device, &new));
}

#[test]
fn two_erase_for_an_owner_with_only_returned_devices() {
    let (base, [mut noor, mut bram, mut lotte, tjeerd]) = four();
    let (page, opened) = noor.open(Audience::All);
    bram.hear(&opened);
    let block = bram.block(noor.device);
    let returned = bram.with(bram.returning(&keys(20), noor.person), &lotte);
    let still_one = all(&base, &[&opened, &block]);
    assert_eq!(still_one.may_erase(&lotte.person, &page, 0), Erasing::No);
    lotte.knows = all(&still_one, &[&returned]);
    assert_eq!(lotte.knows.may_erase(&lotte.person, &page, 0), Erasing::WithOne);
    let erased = lotte.with(lotte.speaker().erase(page), &tjeerd);
    assert!(all(&lotte.knows, &[&erased]).is_erased(&page));
}

#[test]
fn an_unknown_kind_pauses_the_page_only_for_its_owner() {
    let (base, [mut noor, bram, ..]) = four();
    let (page, opened) = noor.open(Audience::All);
    let odd = |about| Body::Unknown { kind: 900, about, rest: vec![1], second: None };
    let by_owner = noor.speaker().say(odd(About::Page(page)));
    let mut bram = Laptop { knows: noor.knows.clone(), ..bram };
    let by_other = bram.say(odd(About::Page(page)));
    let about_other = bram.say(odd(About::Device(noor.device)));
    let about_group = bram.say(odd(About::Group));
    let roster = all(&base, &[&opened, &by_other, &about_other, &about_group]);
    assert!(!roster.page(&page).expect("opened").paused);
    assert!(!roster.device(&noor.device).expect("brought").paused);
    assert!(roster.may_be_sent(&noor.device, &page));
    assert_eq!(roster.unknown().count(), 2);
    let paused = all(&roster, &[&by_owner]);
    assert!(paused.page(&page).expect("opened").paused);
    assert!(paused.sees(&bram.device, &page) && !paused.may_be_sent(&bram.device, &page));
    let itself = bram.say(odd(About::Device(bram.device)));
    let roster = all(&roster, &[&itself]);
    assert!(roster.device(&bram.device).expect("brought").paused);
    assert!(!roster.may_be_sent(&bram.device, &page) && roster.may_be_sent(&noor.device, &page));
}

#[test]
fn the_group_document_is_everybodys_and_never_erased() {
    let (base, [noor, mut bram, ..]) = four();
    let document = PageId::group_document(&base.group());
    let erased = noor.erase(document);
    let left = bram.say(Body::Left);
    let roster = all(&base, &[&erased, &left]);
    assert!(!roster.is_erased(&document));
    assert_eq!(roster.page(&document).expect("always").owner, None);
    assert!(roster.sees(&noor.device, &document));
    assert!(!roster.sees(&bram.device, &document));
    assert_eq!(roster.may_erase(&noor.person, &document, 9_999), Erasing::No);
    assert_eq!(roster.pages().count(), 1);
}

#[test]
fn a_statement_about_one_page_leaves_what_is_known_of_others() {
    let (_, [mut noor, ..]) = four();
    let (one, _) = noor.open(Audience::All);
    let (other, _) = noor.open(Audience::of([]));
    let before: *const PageInfo = noor.knows.page(&one).expect("opened");
    noor.set(other, Audience::All);
    assert!(std::ptr::eq(before, noor.knows.page(&one).expect("opened")));
    assert_eq!(audience(&noor.knows, &other), Audience::All);
}

#[test]
fn who_is_in_has_a_say_in_all_pages() {
    let (base, [mut noor, mut bram, ..]) = four();
    let (page, opened) = noor.open(Audience::All);
    let roster = all(&base, &[&opened]);
    assert!(roster.page(&page).expect("opened").standing);
    let roster = all(&roster, &[&bram.block(noor.device)]);
    assert!(!roster.page(&page).expect("opened").standing);
}
