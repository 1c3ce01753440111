//! P7: which of 10,000,000 values stand twice, against a hash set of slices. Each is a process of its own, whose peak
//! beyond the values themselves is then its own too.

use std::hint::black_box;
use std::process::Command;
use std::time::Duration;

use rollbook::csv::repeated;

use crate::measure::{Comparison, peak_mb, resident_mb, timed};

/// Values that are looked at.
pub const VALUES: u32 = 10_000_000;
/// Every so many values one stands twice.
const EVERY: u32 = 1_000_000;
/// Most of the memory of the set that ours may need.
const MEMORY: f64 = 0.6;

/// Values of about 22 bytes in one text.
struct Values {
    text: String,
    ends: Vec<u32>,
}

impl Values {
    fn new(count: u32) -> Self {
        let mut text = String::with_capacity(count as usize * 24);
        let mut ends = Vec::with_capacity(count as usize);
        for number in 0..count {
            use std::fmt::Write as _;
            let number = if number % EVERY == EVERY - 1 {
                number - 1
            } else {
                number
            };
            let spread = number.wrapping_mul(0x9e37_79b1);
            write!(text, "p{spread}@mail.example.com").expect("writing to memory");
            ends.push(u32::try_from(text.len()).expect("a short text"));
        }
        Self { text, ends }
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let value = &self.text[start..*end as usize];
            start = *end as usize;
            value
        })
    }
}

/// Time and memory against those of a hash set; whether both goals are met.
pub fn against_hash_set() -> bool {
    let (mut ours, mut theirs) = (0.0_f64, 0.0_f64);
    let run = |name: &str, peak: &mut f64| {
        let (time, needed) = apart(name);
        *peak = peak.max(needed);
        time
    };
    let pairs: Vec<_> = (0..5)
        .map(|_| (run("ours", &mut ours), run("theirs", &mut theirs)))
        .collect();
    let met = Comparison {
        name: format!("P7 duplicates among {VALUES} values / hashbrown"),
        goal: 0.25,
        pairs,
        items: VALUES,
    }
    .print();
    let ratio = ours / theirs;
    let within = ratio <= MEMORY;
    println!(
        "{:<52} {ours:>9.1} MB {theirs:>9.1} MB {:>17} ratio {ratio:>6.2}  goal {MEMORY:>5.2}  {}",
        "P7 memory",
        "",
        if within { "ok" } else { "short" }
    );
    met && within
}

/// Looks for duplicates in this process, and prints nanoseconds and the memory that took in MB.
pub fn alone(whose: &str) {
    let values = Values::new(VALUES);
    let before = resident_mb();
    let mut found = 0;
    let time = timed(|| {
        found = match whose {
            "ours" => repeated(values.iter(), 1).len(),
            _ => {
                let mut seen: hashbrown::HashSet<&[u8]> = hashbrown::HashSet::new();
                let mut twice = 0;
                for value in values.iter() {
                    if !seen.insert(value.as_bytes()) {
                        twice += 2;
                    }
                }
                black_box(seen.len());
                twice
            }
        };
    });
    assert_eq!(found, (VALUES / EVERY * 2) as usize, "the answer is wrong");
    println!("{} {}", time.as_nanos(), peak_mb() - before);
}

fn apart(whose: &str) -> (Duration, f64) {
    let own = std::env::current_exe().expect("this program");
    let output = Command::new(own)
        .args(["values", whose])
        .output()
        .expect("this program runs");
    let text = String::from_utf8(output.stdout).expect("figures");
    let mut figures = text.split_whitespace();
    let time = figures.next().and_then(|time| time.parse().ok());
    let needed = figures.next().and_then(|peak| peak.parse().ok());
    (
        Duration::from_nanos(time.expect("a time")),
        needed.expect("a figure"),
    )
}
