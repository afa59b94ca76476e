//! What a process takes of memory, as Linux counts it.

use anyhow::{Context, Result};
use std::fs;

/// The most resident memory that this process has had, in MiB.
pub(crate) fn own_peak_mib() -> Result<f64> {
    field("self", "VmHWM:")
}

/// The resident memory of a process, in MiB.
pub(crate) fn resident_mib(pid: u32) -> Result<f64> {
    field(&pid.to_string(), "VmRSS:")
}

fn field(process: &str, name: &str) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).context("this needs Linux's /proc")?;
    let line = status
        .lines()
        .find(|line| line.starts_with(name))
        .context("no such field")?;
    let kib: f64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
    Ok(kib / 1024.0)
}
