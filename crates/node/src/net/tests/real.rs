//! The whole path with real homes and stores: ticket, yes, joining, and what was written.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use kring_store::Mode;
use kring_trust::keys::DeviceKeys;

use super::{HERE, eventually_do, options};
use crate::env::SystemEnv;
use crate::home::Home;
use crate::net::{Came, Event, Handle, Host, Joiner, Meeting, Way, Whom, ask_in, run};
use crate::replica::{Founding, Replica};
use crate::ticket::Ticket;

fn home(folder: &Path, name: &str) -> Home {
    Home::open(folder.join(name), &mut SystemEnv).expect("a home")
}

fn found(home: &Home) -> Replica {
    let founding = Founding {
        group_name: "Kring Oost".into(),
        form: "interventure".into(),
        my_name: "Noor".into(),
        device_name: "werk".into(),
        language: "nl".into(),
    };
    home.found(&founding, Box::new(SystemEnv)).expect("a group")
}

fn another(home: &Home, of: &Replica) -> Replica {
    home.open_group(&of.group(), Mode::ReadWrite, Box::new(SystemEnv)).expect("the group")
}

fn start(host: Replica) -> (Handle<Replica>, Receiver<Event>) {
    let (sender, events) = sync_channel(1024);
    (run(host, options(), sender).expect("it runs"), events)
}

fn join(home: &Home, ticket: &Ticket) -> Replica {
    let seed = home.seed().expect("a seed");
    let joiner = Joiner {
        seed: &seed,
        name: "Bram",
        device_name: "thuis",
        bind: HERE,
        groups: &[],
        relays: &BTreeSet::new(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let mut agree = |_| {
        let (say, answer) = tokio::sync::oneshot::channel();
        say.send(true).expect("somebody waits");
        answer
    };
    let way = Way::Ticket(ticket);
    let (mut env, mut step) = (SystemEnv, |_| {});
    let came = ask_in(&joiner, &way, &mut env, &mut step, &mut agree);
    let Came::In(joined) = runtime.block_on(came).expect("let in") else { panic!("half") };
    let keys = DeviceKeys::derive(&seed, joined.nonce);
    let env = Box::new(SystemEnv);
    let created = home.create(joined.group, keys, joined.nonce, &joined.statements, env);
    let mut replica = created.expect("a store");
    replica.introduce_myself("Bram", "thuis", "nl").expect("written");
    for (endpoint, at) in &joined.addresses {
        let device = replica.roster().device_by_endpoint(endpoint).expect("a member").id;
        let addresses = at.iter().map(ToString::to_string).collect();
        replica.remember(&device, &Meeting { addresses, ..Meeting::default() }).expect("kept");
    }
    runtime.block_on(joined.done.say());
    replica
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    let rights = from.metadata().expect("readable").permissions();
    std::fs::set_permissions(to, rights).expect("the same rights");
    for entry in std::fs::read_dir(from).expect("readable") {
        let entry = entry.expect("readable");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("copied");
        }
    }
}

#[test]
fn an_inviter_put_back_to_before_the_joining_meets_whom_they_invited() {
    let folder = tempfile::tempdir().expect("a folder");
    let (noors, brams) = (home(folder.path(), "noor"), home(folder.path(), "bram"));
    let noor = found(&noors);
    let group = noor.group();
    drop(noor);
    let backup = folder.path().join("backup");
    copy(&folder.path().join("noor"), &backup);
    let open = || noors.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).expect("opened");
    let mut noor_too = open();
    let (noor, _) = start(open());
    let mut ticket = None;
    eventually_do("it listens", || {
        ticket =
            crate::net::invite(&mut noor_too, Whom::Newcomer, Duration::from_secs(600), true).ok();
        ticket.is_some()
    });
    let bram = join(&brams, &ticket.expect("a ticket"));
    let brams_id = bram.me();
    drop((noor.shutdown().expect("a clean end"), noor_too));
    std::fs::remove_dir_all(folder.path().join("noor")).expect("removed");
    copy(&backup, &folder.path().join("noor"));

    let mut noor_too = open();
    assert!(noor_too.roster().person(&brams_id).is_none(), "forgotten");
    let (noor, _events) = start(open());
    let mut bram_too = another(&brams, &bram);
    let device = noor_too.device();
    let addresses = noor.addresses().iter().map(ToString::to_string).collect();
    bram_too.remember(&device, &Meeting { addresses, ..Meeting::default() }).expect("kept");
    let (bram, events) = start(bram);
    eventually_do("noor reads bram's name", || noor_too.person_name(&brams_id) == "Bram");
    let met = |event: &Event| *event == Event::Connected(device);
    eventually_do("connected", || events.try_iter().any(|event| met(&event)));
    noor.shutdown().expect("a clean end");
    bram.shutdown().expect("a clean end");
}

#[test]
fn two_real_laptops_join_and_hold_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let (noors, brams) = (home(folder.path(), "noor"), home(folder.path(), "bram"));
    let noor = found(&noors);
    let mut noor_too = another(&noors, &noor);
    let (noor, noor_events) = start(noor);
    let mut ticket = None;
    eventually_do("it listens", || {
        ticket =
            crate::net::invite(&mut noor_too, Whom::Newcomer, Duration::from_secs(600), true).ok();
        ticket.is_some()
    });
    let bram = join(&brams, &ticket.expect("a ticket"));
    let mut bram_too = another(&brams, &bram);
    let (bram, bram_events) = start(bram);
    let brams_id = bram_too.me();
    eventually_do("bram reads the group's name", || bram_too.group_name() == "Kring Oost");
    eventually_do("noor reads bram's name", || noor_too.person_name(&brams_id) == "Bram");
    let level = |event: &Event| matches!(event, Event::Level(_, level) if level.we_hold_theirs && level.they_hold_ours);
    for events in [noor_events, bram_events] {
        eventually_do("level", || events.try_iter().any(|event| level(&event)));
    }
    let met = noor_too.meeting(&bram_too.device()).expect("read");
    assert!(met.met_ms > 0 && met.trouble.is_none(), "{met:?}");
    noor.shutdown().expect("a clean end");
    bram.shutdown().expect("a clean end");
}
