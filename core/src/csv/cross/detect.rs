//! Which fingerprints stand in several rows. They are spread by their first bits, so that what is compared at a time
//! stays in the cache of one core, and each piece is looked at by one thread.
#![expect(
    clippy::indexing_slicing,
    reason = "slots are masked to the length of the table, and hold places of the slice they were made from"
)]

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::super::print::{Pages, Print};
use super::bits::Bits;

/// Fingerprints that are compared at a time, about.
const PIECE: usize = 8_192;
/// Most pieces, as a power of two.
const MOST_BITS: u32 = 11;
/// Most threads, however many are asked for.
const MOST_THREADS: usize = 64;
/// Looks at the table per fingerprint, on average, beyond which a piece is sorted instead: somebody may have made
/// values whose fingerprints crowd there.
const LOOKS: usize = 8;

/// Rows whose fingerprints stand elsewhere too; that their values do is still to be confirmed.
pub(super) struct Hits {
    /// By column: rows that share a fingerprint in it.
    pub(super) columns: Vec<Bits>,
    /// Rows whose fingerprint in the first of the crossed columns stands in the second, and those where it stands.
    pub(super) crossed: (Bits, Bits),
}

/// Finds fingerprints that stand in several of `records` rows of a column, and those of the first of the columns
/// `crossing` that stand in the second.
pub(super) fn detect(
    columns: Vec<Pages>,
    crossing: Option<(usize, usize)>,
    records: u32,
    threads: NonZeroUsize,
) -> Hits {
    let hits = Hits {
        columns: columns.iter().map(|_| Bits::new(records)).collect(),
        crossed: match crossing {
            Some(_) => (Bits::new(records), Bits::new(records)),
            None => (Bits::default(), Bits::default()),
        },
    };
    let most = columns.iter().map(Pages::len).max().unwrap_or_default();
    let pieces = most.div_ceil(PIECE).next_power_of_two();
    let bits = pieces.trailing_zeros().min(MOST_BITS);
    let threads = threads.get().min(MOST_THREADS).min(1 << bits);
    let spread = spread(columns, bits, threads, threads - 1);
    let next = AtomicUsize::new(0);
    let look = || {
        let mut piece = Piece::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= 1 << bits {
                return;
            }
            piece.look(&spread, number, crossing, &hits);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // Without a thread the others do its part.
            let _ = thread::Builder::new().spawn_scoped(scope, look);
        }
        look();
    });
    hits
}

/// Fingerprints of each column by their first bits, as one thread found them.
type Spread = Vec<Vec<Pages>>;

/// Spreads fingerprints by their first bits, in so many shares and with so many other threads, if there are any. What
/// was spread is freed page by page.
fn spread(columns: Vec<Pages>, bits: u32, shares: usize, others: usize) -> Vec<Spread> {
    let mut given: Vec<Vec<Pages>> = (0..shares).map(|_| Vec::new()).collect();
    for column in columns {
        for (share, part) in given.iter_mut().zip(column.split(shares)) {
            share.push(part);
        }
    }
    // In which order shares are taken does not show: a piece is looked at as a whole.
    let (given, taken) = (Mutex::new(given), Mutex::new(Vec::new()));
    let work = || {
        while let Some(share) = locked(&given).pop() {
            let spread: Spread = share.into_iter().map(|pages| pages.spread(bits)).collect();
            locked(&taken).push(spread);
        }
    };
    // A thread that dies takes all of it down: without its share, rows would silently count as different.
    thread::scope(|scope| {
        for _ in 0..others {
            // Without a thread the others do its part.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    taken.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is looked at together, and the table that finds equal fingerprints in it.
#[derive(Default)]
struct Piece {
    prints: Vec<Print>,
    others: Vec<Print>,
    /// Places in `prints`, from 1.
    table: Vec<u32>,
    joined: Vec<u64>,
}

impl Piece {
    fn look(
        &mut self,
        spread: &[Spread],
        number: usize,
        crossing: Option<(usize, usize)>,
        hits: &Hits,
    ) {
        for (column, found) in hits.columns.iter().enumerate() {
            gather(spread, column, number, &mut self.prints);
            self.repeated(found);
            // The table now holds the second of the crossed columns, if this is it.
            if let Some((first, second)) = crossing
                && second == column
            {
                gather(spread, first, number, &mut self.others);
                self.crossed(&hits.crossed);
            }
        }
    }

    /// Finds rows of equal fingerprints. Afterwards the table holds the first of each, or is empty and all are sorted.
    fn repeated(&mut self, found: &Bits) {
        let prints = &mut self.prints;
        let size = (prints.len() * 2).next_power_of_two();
        let mask = size - 1;
        self.table.clear();
        self.table.resize(size, 0);
        let mut looks = prints.len() * LOOKS;
        for (place, print) in (1_u32..).zip(prints.iter()) {
            let mut slot = print.hash() as usize & mask;
            loop {
                let other = self.table[slot];
                if other == 0 {
                    self.table[slot] = place;
                    break;
                }
                let other = prints[other as usize - 1];
                if other.hash() == print.hash() {
                    found.insert(other.record);
                    found.insert(print.record);
                    break;
                }
                if looks == 0 {
                    self.table.clear();
                    self.sorted(found);
                    return;
                }
                looks -= 1;
                slot = (slot + 1) & mask;
            }
        }
    }

    fn sorted(&mut self, found: &Bits) {
        self.prints.sort_unstable_by_key(|print| print.hash());
        for same in self
            .prints
            .chunk_by(|left, right| left.hash() == right.hash())
        {
            if same.len() > 1 {
                for print in same {
                    found.insert(print.record);
                }
            }
        }
    }

    /// Finds rows whose fingerprint stands in both columns.
    fn crossed(&mut self, (found, there): &(Bits, Bits)) {
        self.joined.clear();
        let mut looks = (self.prints.len() + self.others.len()) * LOOKS;
        for index in 0..self.others.len() {
            let print = self.others[index];
            if self.holds(print.hash(), &mut looks) {
                found.insert(print.record);
                self.joined.push(print.hash());
            }
        }
        if self.joined.is_empty() {
            return;
        }
        self.joined.sort_unstable();
        for print in &self.prints {
            if self.joined.binary_search(&print.hash()).is_ok() {
                there.insert(print.record);
            }
        }
    }

    fn holds(&mut self, hash: u64, looks: &mut usize) -> bool {
        if *looks == 0 && !self.table.is_empty() {
            self.table.clear();
            self.prints.sort_unstable_by_key(|print| print.hash());
        }
        let Some(mask) = self.table.len().checked_sub(1) else {
            let sorted = &self.prints;
            return sorted
                .binary_search_by_key(&hash, |print| print.hash())
                .is_ok();
        };
        let mut slot = hash as usize & mask;
        loop {
            match self.table[slot] {
                0 => return false,
                place if self.prints[place as usize - 1].hash() == hash => return true,
                _ => slot = (slot + 1) & mask,
            }
            *looks = looks.saturating_sub(1);
        }
    }
}

fn gather(spread: &[Spread], column: usize, number: usize, prints: &mut Vec<Print>) {
    prints.clear();
    for share in spread {
        if let Some(pages) = share.get(column).and_then(|pieces| pieces.get(number)) {
            pages.copy_to(prints);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(prints: impl IntoIterator<Item = (u64, u32)>) -> Pages {
        let mut pages = Pages::default();
        for (hash, record) in prints {
            pages.push(Print::new(hash, record));
        }
        pages
    }

    fn records(bits: &Bits) -> Vec<u32> {
        let mut records = Vec::new();
        while let Some(record) = bits.next(records.last().map_or(0, |last| last + 1)) {
            records.push(record);
        }
        records
    }

    fn mixed(number: u64) -> u64 {
        number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    }

    #[test]
    fn fingerprints_that_stand_twice_are_found_whatever_the_pieces_and_threads() {
        for count in [0_u32, 1, 2, 1_000, 60_000] {
            for threads in [1, 3] {
                let value =
                    |record: u32| mixed(u64::from(if record % 1_000 == 7 { 7 } else { record }));
                let first = pages((0..count).map(|record| (value(record), record)));
                let second =
                    pages((0..count / 2).map(|record| (mixed(u64::from(record * 2)), record)));
                let threads = NonZeroUsize::new(threads).unwrap();
                let hits = detect(vec![first, second], Some((1, 0)), count, threads);
                let expected: Vec<u32> = (0..count).filter(|record| record % 1_000 == 7).collect();
                let expected = if expected.len() > 1 {
                    expected
                } else {
                    Vec::new()
                };
                assert_eq!(records(&hits.columns[0]), expected, "{count}");
                assert_eq!(hits.columns[1].len(), 0);
                // Every even number stands in both, but those that are 7 instead.
                let there: Vec<u32> = (0..count / 2 * 2)
                    .filter(|record| record % 2 == 0)
                    .collect();
                assert_eq!(records(&hits.crossed.1), there);
                assert_eq!(hits.crossed.0.len(), there.len());
            }
        }
    }

    #[test]
    fn every_share_is_spread_though_there_is_no_other_thread() {
        let column = || pages((0..50_000).map(|record| (mixed(u64::from(record)), record)));
        for others in [0, 1, 5] {
            let spread = spread(vec![column(), column()], 3, 6, others);
            for at in [0, 1] {
                let mut records: Vec<u32> = Vec::new();
                for number in 0..8 {
                    let mut prints = Vec::new();
                    gather(&spread, at, number, &mut prints);
                    records.extend(prints.iter().map(|print| print.record));
                }
                records.sort_unstable();
                assert!(records.into_iter().eq(0..50_000), "{others} {at}");
            }
        }
    }

    #[test]
    fn crowded_fingerprints_are_sorted_instead() {
        // All of one slot, in one piece.
        let count = 40_000;
        let crowd = |record: u32| u64::from(record % (count - 1)) << 20 & 0xffff_ffff_0000;
        let column = pages((0..count).map(|record| (crowd(record), record)));
        let other = pages([(crowd(5), 3), (1, 4)]);
        let hits = detect(vec![column, other], Some((1, 0)), count, NonZeroUsize::MIN);
        let mut seen = std::collections::BTreeMap::<u64, Vec<u32>>::new();
        for record in 0..count {
            seen.entry(crowd(record)).or_default().push(record);
        }
        let mut expected: Vec<u32> = seen
            .values()
            .filter(|same| same.len() > 1)
            .flatten()
            .copied()
            .collect();
        expected.sort_unstable();
        assert_eq!(records(&hits.columns[0]), expected);
        assert_eq!(records(&hits.crossed.0), [3]);
        assert_eq!(records(&hits.crossed.1), seen[&crowd(5)]);
    }
}
