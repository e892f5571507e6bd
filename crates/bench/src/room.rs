//! Laptops in one room with a Wi-Fi of their own, built of network namespaces: there an address
//! that was kept is of no use, and multicast works.

use std::process::Command;

use crate::{Done, failed};

/// A bridge, and a namespace with a cable to it for each laptop; gone when dropped.
pub(crate) struct Room {
    hub: String,
    spaces: Vec<String>,
}

impl Room {
    /// Builds one; it takes root.
    pub(crate) fn build(laptops: u8) -> Done<Self> {
        let hub = format!("kring-bench-{}", std::process::id());
        ip(&["netns", "add", &hub])?;
        let mut room = Self { hub: hub.clone(), spaces: Vec::new() };
        ip(&["-n", &hub, "link", "add", "wifi", "type", "bridge", "mcast_snooping", "0"])?;
        ip(&["-n", &hub, "link", "set", "wifi", "up"])?;
        for number in 1..=laptops {
            room.plug_in(number)?;
        }
        Ok(room)
    }

    /// The namespaces of the laptops.
    pub(crate) fn spaces(&self) -> &[String] {
        &self.spaces
    }

    fn plug_in(&mut self, number: u8) -> Done<()> {
        let (hub, space) = (self.hub.clone(), format!("{}-{number}", self.hub));
        ip(&["netns", "add", &space])?;
        self.spaces.push(space.clone());
        let port = format!("port{number}");
        let cable = ["link", "add", &port, "type", "veth", "peer", "name", "eth0", "netns", &space];
        ip(&[&["-n", &hub][..], &cable].concat())?;
        ip(&["-n", &hub, "link", "set", &port, "master", "wifi", "up"])?;
        ip(&["-n", &space, "link", "set", "lo", "up"])?;
        ip(&["-n", &space, "addr", "add", &format!("10.78.1.{number}/24"), "dev", "eth0"])?;
        ip(&["-n", &space, "link", "set", "eth0", "up"])?;
        // As a Wi-Fi gives it: without a way out multicast has none either.
        ip(&["-n", &space, "route", "add", "default", "via", "10.78.1.254", "dev", "eth0"])
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        for space in self.spaces.iter().chain([&self.hub]) {
            if let Err(error) = ip(&["netns", "del", space]) {
                crate::say(&error.to_string());
            }
        }
    }
}

fn ip(args: &[&str]) -> Done<()> {
    let output = Command::new("ip").args(args).output()?;
    if output.status.success() {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&output.stderr);
    Err(failed(&format!("ip {}: {}", args.join(" "), why.trim())))
}
