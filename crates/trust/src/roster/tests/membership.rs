use super::*;

#[test]
fn founder_and_joiners_are_in() {
    let (roster, four) = four();
    for laptop in &four {
        assert_eq!(state(&roster, laptop), DeviceState::In);
        assert_eq!(roster.person_of(&laptop.device), Some(laptop.person));
        assert!(roster.may_connect(&laptop.device));
        let endpoint = keys_of(&roster, laptop);
        assert_eq!(roster.device_by_endpoint(&endpoint).map(|info| info.id), Some(laptop.device));
    }
    let invited: Vec<_> = four.iter().map(|laptop| &laptop.person).collect();
    let by = |person| roster.person(person).expect("brought").invited_by;
    assert_eq!(by(invited[0]), None);
    assert_eq!(by(invited[1]), Some(four[0].person));
    assert_eq!(roster.persons().count(), 4);
    assert!(roster.persons().all(|person| person.in_ && person.left.is_none()));
}

fn keys_of(roster: &Roster, laptop: &Laptop) -> [u8; 32] {
    roster.device(&laptop.device).expect("brought").record.endpoint_key
}

#[test]
fn a_device_of_the_same_person_adds_another() {
    let (base, [noor, ..]) = four();
    let added = noor.adding(&keys(20));
    let roster = all(&base, &[&added]);
    let second = laptop(20, Some(noor.person), noor.person, &roster);
    assert_eq!(state(&roster, &second), DeviceState::In);
    assert_eq!(roster.person_of(&second.device), Some(noor.person));
    assert!(!roster.device(&second.device).expect("brought").returned);
}

#[test]
fn a_block_shuts_out_and_shows_by_whom() {
    let (base, [noor, mut bram, mut lotte, _]) = four();
    let (one, other) = (bram.block(noor.device), lotte.block(noor.device));
    let roster = all(&base, &[&one, &other]);
    assert_eq!(state(&roster, &noor), blocked(&[&bram, &lotte]));
    assert!(!roster.may_connect(&noor.device));
    assert!(!roster.sees(&noor.device, &PageId::ROSTER));
    assert!(!roster.person(&noor.person).expect("brought").in_);
    assert!(roster.person(&noor.person).expect("brought").left.is_none());
}

#[test]
fn those_whom_most_persons_block_go_out_first_and_their_later_blocks_lapse() {
    let (base, [mut noor, mut bram, mut lotte, mut tjeerd]) = four();
    let mine = noor.block(bram.device);
    let also = noor.block(tjeerd.device);
    let (one, other) = (bram.block(noor.device), lotte.block(noor.device));
    let roster = all(&base, &[&mine, &also, &one, &other]);
    assert_eq!(state(&roster, &noor), blocked(&[&bram, &lotte]));
    assert_eq!(state(&roster, &bram), DeviceState::In);
    assert_eq!(state(&roster, &tjeerd), DeviceState::In);
    // A block that both had seen stays, and then its target is out as well.
    tjeerd.hear(&mine);
    tjeerd.hear(&one);
    let late = tjeerd.block(noor.device);
    assert_eq!(state(&all(&base, &[&mine, &one, &late]), &bram), DeviceState::In);
    let mut bram = bram;
    bram.knows = base.clone();
    bram.hear(&mine);
    let one = bram.block(noor.device);
    tjeerd.knows = base.clone();
    tjeerd.hear(&mine);
    let late = tjeerd.block(noor.device);
    let roster = all(&base, &[&mine, &one, &late]);
    assert_eq!(state(&roster, &noor), blocked(&[&bram, &tjeerd]));
    assert_eq!(state(&roster, &bram), blocked(&[&noor]));
}

#[test]
fn who_block_each_other_go_out_together() {
    let (base, [mut noor, mut bram, lotte, _]) = four();
    let (one, other) = (noor.block(bram.device), bram.block(noor.device));
    let roster = all(&base, &[&one, &other]);
    assert_eq!(state(&roster, &noor), blocked(&[&bram]));
    assert_eq!(state(&roster, &bram), blocked(&[&noor]));
    assert_eq!(state(&roster, &lotte), DeviceState::In);
}

#[test]
fn two_laptops_of_one_person_block_once() {
    let (base, [mut noor, mut bram, mut lotte, _]) = four();
    let added = noor.adding(&keys(20));
    let base = all(&base, &[&added]);
    let mut second = laptop(20, Some(noor.person), noor.person, &base);
    for laptop in [&mut noor, &mut bram, &mut lotte] {
        laptop.knows = base.clone();
    }
    let both = [noor.block(bram.device), second.block(bram.device)];
    let (one, other) = (bram.block(noor.device), lotte.block(noor.device));
    let roster = all(&base, &[&both[0], &both[1], &one, &other]);
    assert_eq!(state(&roster, &noor), blocked(&[&bram, &lotte]));
    // The second laptop's block still counts: only noor's first laptop went out before.
    assert_eq!(state(&roster, &bram), blocked(&[&noor]));
}

#[test]
fn later_statements_of_a_blocked_device_lapse_and_known_ones_stay() {
    let (base, [mut noor, mut bram, ..]) = four();
    let (known, opened) = noor.open(Audience::All);
    bram.hear(&opened);
    let (unknown, late) = noor.open(Audience::All);
    let block = bram.block(noor.device);
    let roster = all(&base, &[&opened, &late, &block]);
    assert!(roster.page(&known).expect("opened").standing);
    assert!(!roster.page(&unknown).expect("opened").standing);
    assert!(!roster.sees(&bram.device, &unknown));
    assert!(roster.sees(&bram.device, &known));
}

#[test]
fn whom_lapsed_statements_bring_is_not_in_but_keeps_a_name() {
    let (base, [mut noor, mut bram, mut lotte, _]) = four();
    let joined = noor.inviting(&keys(20));
    let added = noor.adding(&keys(21));
    let (one, other) = (bram.block(noor.device), lotte.block(noor.device));
    let roster = all(&base, &[&joined, &added, &one, &other]);
    let new = laptop(20, None, PersonId::brought_by(joined.id()), &roster);
    let second = laptop(21, Some(noor.person), noor.person, &roster);
    assert_eq!(state(&roster, &new), DeviceState::Lapsed);
    assert_eq!(state(&roster, &second), DeviceState::Lapsed);
    assert_eq!(roster.person_of(&new.device), Some(new.person));
    assert!(!roster.may_see(&new.person, &PageId::ROSTER));
    // What such a device says counts no more than it does itself.
    noor.hear(&added);
    let mut second = Laptop { knows: noor.knows.clone(), ..second };
    let blocking = second.block(bram.device);
    let roster = all(&roster, &[&blocking]);
    assert_eq!(state(&roster, &bram), DeviceState::In);
}

#[test]
fn what_another_person_repeats_counts_after_all() {
    let (base, [mut noor, mut bram, mut lotte, _]) = four();
    let joined = noor.inviting(&keys(20));
    noor.hear(&joined);
    let (page, opened) = noor.open(Audience::All);
    let narrowed = noor.set(page, Audience::of([bram.person]));
    let block = bram.block(noor.device);
    for statement in [&joined, &opened, &narrowed, &block] {
        lotte.hear(statement);
    }
    let new = laptop(20, None, PersonId::brought_by(joined.id()), &base);
    assert_eq!(state(&lotte.knows, &new), DeviceState::Lapsed);
    for statement in [&joined, &opened, &narrowed] {
        let again = lotte.speaker().repeat(statement);
        lotte.hear(&again);
    }
    assert_eq!(state(&lotte.knows, &new), DeviceState::In);
    assert_eq!(state(&lotte.knows, &noor), blocked(&[&bram]));
    let info = lotte.knows.page(&page).expect("opened");
    assert!(info.standing);
    assert_eq!(info.audience, Audience::of([noor.person, bram.person]));
    assert_eq!(lotte.knows.persons().count(), 5);
}

#[test]
fn the_blocked_device_itself_repeats_nothing() {
    let (base, [mut noor, mut bram, ..]) = four();
    let second_laptop = noor.adding(&keys(20));
    let base = all(&base, &[&second_laptop]);
    noor.knows = base.clone();
    bram.knows = base.clone();
    let mut second = laptop(20, Some(noor.person), noor.person, &base);
    let joined = noor.inviting(&keys(21));
    second.hear(&joined);
    let block = bram.block(noor.device);
    let again = second.speaker().repeat(&joined);
    let roster = all(&base, &[&joined, &block, &again]);
    let new = laptop(21, None, PersonId::brought_by(joined.id()), &roster);
    assert_eq!(state(&roster, &new), DeviceState::Lapsed);
}

#[test]
fn the_owner_and_one_other_lift_a_block() {
    let (base, [mut noor, mut bram, lotte, _]) = four();
    let block = bram.block(noor.device);
    noor.hear(&block);
    let draft = noor.speaker().unblock(noor.device);
    let lifted = noor.with(draft.clone(), &bram);
    let roster = all(&base, &[&block, &lifted]);
    assert_eq!(state(&roster, &noor), DeviceState::In);
    // Not the owner alone, not two others.
    let alone = draft.sign(&base.group(), &noor.keys);
    assert_eq!(state(&all(&base, &[&block, &alone]), &noor), blocked(&[&bram]));
    let by_others = Laptop { knows: noor.knows.clone(), ..lotte };
    let by_others = by_others.with(by_others.speaker().unblock(noor.device), &bram);
    assert_eq!(state(&all(&base, &[&block, &by_others]), &noor), blocked(&[&bram]));
}

#[test]
fn only_named_blocks_are_lifted() {
    let (base, [mut noor, mut bram, mut lotte, _]) = four();
    let (one, other) = (bram.block(noor.device), lotte.block(noor.device));
    noor.hear(&one);
    let lifted = noor.with(noor.speaker().unblock(noor.device), &bram);
    let roster = all(&base, &[&one, &other, &lifted]);
    assert_eq!(state(&roster, &noor), blocked(&[&lotte]));
}

#[test]
fn an_unblocking_of_one_device_lifts_no_block_of_another() {
    let (base, [mut noor, mut bram, lotte, _]) = four();
    let block = bram.block(lotte.device);
    noor.hear(&block);
    let body = Body::Unblocked { device: noor.device, lifts: vec![block.id()], second: None };
    let lifted = noor.with(noor.speaker().draft(body), &bram);
    assert_eq!(state(&all(&base, &[&block, &lifted]), &lotte), blocked(&[&bram]));
}

#[test]
fn what_a_blocked_device_signed_along_lapses_unless_the_block_knew_it() {
    let (base, [noor, bram, lotte, mut tjeerd]) = four();
    let returned = bram.with(bram.returning(&keys(20), noor.person), &lotte);
    let back = laptop(20, Some(noor.person), noor.person, &base);
    let unknowing = tjeerd.clone().block(lotte.device);
    assert_eq!(state(&all(&base, &[&returned, &unknowing]), &back), DeviceState::Lapsed);
    tjeerd.hear(&returned);
    let knowing = tjeerd.block(lotte.device);
    assert_eq!(state(&all(&base, &[&returned, &knowing]), &back), DeviceState::In);
}

#[test]
fn old_news_brings_nobody_back_in() {
    let (base, [mut noor, mut bram, lotte, mut tjeerd]) = four();
    // An unblocking of an earlier block, heard after a newer block, lifts only the earlier.
    let first = bram.block(noor.device);
    noor.hear(&first);
    let lifted = noor.with(noor.speaker().unblock(noor.device), &lotte);
    for laptop in [&mut bram, &mut tjeerd] {
        laptop.knows = all(&base, &[&first, &lifted]);
    }
    let second = tjeerd.block(noor.device);
    let mut roster = all(&base, &[&first]);
    roster.insert(second.clone()).expect("waits for the unblocking");
    assert_eq!(state(&roster, &noor), blocked(&[&bram]));
    roster.insert(lifted).expect("good");
    assert_eq!(state(&roster, &noor), blocked(&[&tjeerd]));
}

#[test]
fn an_unblocking_by_who_is_blocked_otherwise_lapses() {
    let (base, [mut noor, mut bram, mut lotte, mut tjeerd]) = four();
    let block = bram.block(noor.device);
    noor.hear(&block);
    let lifted = noor.with(noor.speaker().unblock(noor.device), &lotte);
    tjeerd.hear(&block);
    lotte.hear(&block);
    let (one, other) = (tjeerd.block(lotte.device), bram.block(lotte.device));
    let roster = all(&base, &[&block, &lifted, &one, &other]);
    assert_eq!(state(&roster, &lotte), blocked(&[&bram, &tjeerd]));
    assert_eq!(state(&roster, &noor), blocked(&[&bram]));
    lotte.hear(&one);
    assert!(lotte.knows.blocks_of(&lotte.device).contains(&one.id()));
}

#[test]
fn who_leaves_goes_with_all_devices_and_says_nothing_afterwards() {
    let (base, [mut noor, mut bram, ..]) = four();
    let added = noor.adding(&keys(20));
    let base = all(&base, &[&added]);
    noor.knows = base.clone();
    let mut second = laptop(20, Some(noor.person), noor.person, &base);
    let before = second.block(bram.device);
    let left = noor.say(Body::Left);
    let after = noor.block(bram.device);
    let roster = all(&base, &[&left, &after]);
    assert_eq!(state(&roster, &noor), DeviceState::Left);
    assert_eq!(state(&roster, &second), DeviceState::Left);
    assert_eq!(state(&roster, &bram), DeviceState::In);
    assert_eq!(roster.person(&noor.person).expect("brought").left, Some(left.id()));
    assert!(!roster.may_see(&noor.person, &PageId::ROSTER));
    // What was said at the same time counts.
    assert_eq!(state(&all(&roster, &[&before]), &bram), blocked(&[&noor]));
    // A thief cannot leave in the owner's name once others blocked the laptop unknowingly.
    bram.knows = base.clone();
    let block = bram.block(noor.device);
    assert_eq!(state(&all(&base, &[&left, &block]), &second), DeviceState::In);
}

#[test]
fn two_others_bring_somebody_back() {
    let (base, [noor, bram, lotte, _]) = four();
    let draft = bram.returning(&keys(20), noor.person);
    let roster = all(&base, &[&bram.with(draft.clone(), &lotte)]);
    let back = laptop(20, Some(noor.person), noor.person, &roster);
    assert_eq!(state(&roster, &back), DeviceState::In);
    assert!(roster.device(&back.device).expect("brought").returned);
    assert_eq!(base.signers_to_return(&noor.person), 2);
    // One other does not do in a group of four.
    let alone = draft.sign(&base.group(), &bram.keys);
    assert_eq!(state(&all(&base, &[&alone]), &back), DeviceState::Lapsed);
    // What a returned device adds is returned as well.
    let added = back.adding(&keys(21));
    let roster = all(&roster, &[&added]);
    let further = laptop(21, Some(noor.person), noor.person, &roster);
    assert!(roster.device(&further.device).expect("brought").returned);
}

#[test]
fn one_other_does_in_a_group_of_two_also_when_it_grows_later() {
    let mut two = group(2);
    let (mut bram, noor) = (two.remove(1), two.remove(0));
    let base = noor.knows.clone();
    assert_eq!(base.signers_to_return(&noor.person), 1);
    let returned = bram.returning(&keys(20), noor.person).sign(&base.group(), &bram.keys);
    let elsewhere = bram.inviting(&keys(21));
    bram.hear(&returned);
    let later = bram.inviting(&keys(22));
    let back = laptop(20, Some(noor.person), noor.person, &base);
    assert_eq!(state(&all(&base, &[&returned]), &back), DeviceState::In);
    assert_eq!(state(&all(&base, &[&returned, &later]), &back), DeviceState::In);
    // Not knowing of somebody does not make a group small.
    assert_eq!(state(&all(&base, &[&returned, &elsewhere]), &back), DeviceState::Lapsed);
}

#[test]
fn of_two_joinings_of_one_device_its_own_choice_counts() {
    let (base, [noor, bram, ..]) = four();
    let joined = noor.inviting(&keys(20));
    let mut new = laptop(20, None, PersonId::brought_by(joined.id()), &all(&base, &[&joined]));
    let said = new.say(Body::InternetOn { relay: Relay::Public });
    // The inviter tries until it has a smaller hash.
    let rival = (0..)
        .map(|time| {
            let (record, consent) = consent(&new.keys, &base.group(), None, &noor.device);
            Speaker::new(&base, noor.device, &noor.keys, time).joined(record, consent)
        })
        .find(|rival| rival.id() < joined.id())
        .expect("some hash is smaller");
    let roster = all(&base, &[&rival, &joined]);
    assert_eq!(roster.person_of(&new.device), Some(PersonId::brought_by(rival.id())));
    let roster = all(&roster, &[&said]);
    assert_eq!(roster.person_of(&new.device), Some(new.person));
    assert_eq!(roster.persons().count(), 5);
    assert!(roster.internet());
    // If the chosen one lapses, the other one holds.
    let other = bram.inviting(&keys(20));
    let mut tjeerd = Laptop { knows: base.clone(), ..bram };
    let block = tjeerd.block(noor.device);
    let roster = all(&base, &[&joined, &other, &said, &block]);
    assert_eq!(state(&roster, &new), DeviceState::In);
    assert_eq!(roster.person_of(&new.device), Some(PersonId::brought_by(other.id())));
}

#[test]
fn the_internet_goes_on_and_off_and_the_trajectory_ends() {
    let (base, [mut noor, mut bram, ..]) = four();
    let on = noor.say(Body::InternetOn { relay: Relay::Public });
    assert!(!base.internet() && noor.knows.internet());
    let off = noor.speaker().internet_off();
    let again = bram.say(Body::InternetOn { relay: Relay::Public });
    assert!(!all(&base, &[&on, &off]).internet());
    assert!(all(&base, &[&on, &off, &again]).internet());
    let own = RelayAddress::new("https://relay.example.org/").map(Relay::Own).expect("good");
    let own_too = bram.say(Body::InternetOn { relay: own.clone() });
    let mut both = [(again.id(), Relay::Public, bram.device), (own_too.id(), own, bram.device)];
    both.sort();
    assert_eq!(all(&base, &[&on, &off, &again, &own_too]).relays(), both);
    assert_eq!(all(&base, &[&on, &off]).relays(), []);
    let finished = bram.say(Body::Finished);
    assert!(!base.finished());
    assert!(all(&base, &[&again, &own_too, &finished]).finished());
    assert_eq!(base.finished_by(), None);
    let roster = all(&base, &[&again, &own_too, &finished]);
    assert_eq!(roster.finished_by(), Some((bram.person, finished.time)));
}
