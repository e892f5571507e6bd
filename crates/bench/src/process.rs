//! What the operating system counts of a process: read, not estimated.

use std::fs;
use std::path::PathBuf;

use crate::{Done, failed};

/// A running process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process(pub(crate) u32);

impl Process {
    /// Bytes that it caused to be written to the disk.
    pub(crate) fn bytes_written(self) -> Done<u64> {
        field(&self.read("io")?, "write_bytes:")
    }

    /// Bytes of memory that it holds now.
    pub(crate) fn memory(self) -> Done<u64> {
        Ok(field(&self.read("status")?, "VmRSS:")? * 1024)
    }

    /// Bytes of memory that it held at most.
    pub(crate) fn memory_peak(self) -> Done<u64> {
        Ok(field(&self.read("status")?, "VmHWM:")? * 1024)
    }

    /// Nanoseconds for which its threads ran.
    pub(crate) fn cpu_nanos(self) -> Done<u64> {
        let mut sum = 0;
        for task in fs::read_dir(self.path("task"))? {
            // A thread may end while one looks.
            let Ok(text) = fs::read_to_string(task?.path().join("schedstat")) else { continue };
            sum += text.split(' ').next().and_then(|word| word.parse::<u64>().ok()).unwrap_or(0);
        }
        Ok(sum)
    }

    fn read(self, name: &str) -> Done<String> {
        Ok(fs::read_to_string(self.path(name))?)
    }

    fn path(self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.0))
    }
}

fn field(text: &str, name: &str) -> Done<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let value = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    value.ok_or_else(|| failed(&format!("no {name}")))
}

/// The load of this machine in the last minute.
pub(crate) fn load_average() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}
