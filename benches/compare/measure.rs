//! Two jobs timed in turns, A B A B, and the ratio pair by pair.

use std::time::{Duration, Instant};

/// Two jobs on the same data.
#[derive(Debug)]
pub struct Comparison {
    /// What is compared, for example `P1 validate 1,000,000 rows`.
    pub name: String,
    /// The most that the ratio ours / theirs may be.
    pub goal: f64,
    /// Pairs of times.
    pub pairs: Vec<(Duration, Duration)>,
    /// What each job handles, for a figure per item.
    pub items: u32,
}

impl Comparison {
    /// Runs both in turns, once unmeasured, then `pairs` times.
    pub fn run(
        name: impl Into<String>,
        goal: f64,
        items: u32,
        pairs: usize,
        mut ours: impl FnMut() -> Duration,
        mut theirs: impl FnMut() -> Duration,
    ) -> Self {
        ours();
        theirs();
        let pairs = (0..pairs).map(|_| (ours(), theirs())).collect();
        Self {
            name: name.into(),
            goal,
            pairs,
            items,
        }
    }

    /// Prints the medians and the ratio with its goal; whether the goal is met.
    pub fn print(&self) -> bool {
        let ours = median(self.pairs.iter().map(|pair| pair.0.as_secs_f64()));
        let theirs = median(self.pairs.iter().map(|pair| pair.1.as_secs_f64()));
        let ratio = median(
            self.pairs
                .iter()
                .map(|(a, b)| a.as_secs_f64() / b.as_secs_f64()),
        );
        let met = ratio <= self.goal;
        println!(
            "{:<52} {:>9.3} ms {:>9.3} ms {:>8.0} ns/item   ratio {:>6.2}  goal {:>5.2}  {}",
            self.name,
            ours * 1e3,
            theirs * 1e3,
            ours * 1e9 / f64::from(self.items),
            ratio,
            self.goal,
            if met { "ok" } else { "short" }
        );
        met
    }
}

/// How long a job takes.
pub fn timed<T>(job: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(job());
    start.elapsed()
}

/// The one in the middle.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The most memory in MB that this process has had so far.
pub fn peak_mb() -> f64 {
    status("VmHWM:")
}

/// The memory in MB that this process has.
pub fn resident_mb() -> f64 {
    status("VmRSS:")
}

/// A figure of `/proc/self/status`, which is in KiB; not a number where there is none.
fn status(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.map_or(f64::NAN, |kib| kib * 1024.0 / 1e6)
}
