//! Values that count up from row to row, as after a cell was dragged down by mistake. What is said about them is in
//! `cross.rs`.

use super::super::print::fingerprint;
use super::super::schema::ColumnType;

/// Equal steps that make a series.
const STEPS: u32 = 5;
/// Digits of a number that counts; longer ones are cut at their beginning.
const DIGITS: usize = 18;

/// A value as a member of a series: its last number, and all else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// Fingerprint of what stands around the number.
    shape: u64,
    number: u64,
}

impl Term {
    /// Reads a canonical value; of an address the part before the `@` counts.
    pub(crate) fn of(value: &str) -> Option<Self> {
        let (counted, rest) = match value.rfind('@') {
            Some(at) => value.split_at_checked(at)?,
            None => (value, ""),
        };
        let is_digit = |byte: &u8| byte.is_ascii_digit();
        let bytes = counted.as_bytes();
        let end = bytes.iter().rposition(is_digit)? + 1;
        let head = bytes.get(..end)?;
        let start = head
            .iter()
            .rposition(|byte| !is_digit(byte))
            .map_or(0, |before| before + 1)
            .max(end.saturating_sub(DIGITS));
        let number = counted.get(start..end)?.parse().ok()?;
        let (before, after) = (counted.get(..start)?, counted.get(end..)?);
        Some(Self {
            shape: fingerprint(&format!("{before}\u{1f}{after}\u{1f}{rest}")),
            number,
        })
    }
}

/// Whether values of a column can be a series that somebody should look at.
pub(crate) const fn may_count(kind: &ColumnType) -> bool {
    matches!(
        kind,
        ColumnType::Text { .. }
            | ColumnType::Name { .. }
            | ColumnType::Email {}
            | ColumnType::Phone { .. }
            | ColumnType::Identity { .. }
            | ColumnType::Number { .. }
            | ColumnType::Digits { .. }
    )
}

/// Rows without a gap whose values count up by equal steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Record of the first.
    pub(crate) first: u32,
    /// How many rows.
    pub(crate) rows: u32,
    pub(crate) step: u64,
}

/// Follows one column from row to row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Series {
    last: Option<(u32, Term)>,
    step: u64,
    /// Steps of that size up to the last row.
    steps: u32,
}

impl Series {
    /// Takes the value of the data row `record`; none if it is blank or in error. Answers a series that has ended.
    pub(crate) fn next(&mut self, record: u32, term: Option<Term>) -> Option<Run> {
        let step = match (self.last, term) {
            (Some((before, last)), Some(term))
                if before.checked_add(1) == Some(record) && last.shape == term.shape =>
            {
                term.number.saturating_sub(last.number)
            }
            _ => 0,
        };
        let ended = if step > 0 && step == self.step {
            None
        } else {
            self.end()
        };
        if step > 0 {
            self.step = step;
            self.steps += 1;
        }
        self.last = term.map(|term| (record, term));
        ended
    }

    /// Ends what is going on: at the end of the file, or where the step changes.
    pub(crate) fn end(&mut self) -> Option<Run> {
        let (step, steps) = (
            std::mem::take(&mut self.step),
            std::mem::take(&mut self.steps),
        );
        let (last, _) = self.last?;
        (steps >= STEPS).then(|| Run {
            first: last.saturating_sub(steps),
            rows: steps + 1,
            step,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(values: &[&str]) -> Vec<Run> {
        let mut series = Series::default();
        let mut runs = Vec::new();
        for (record, value) in (0..).zip(values) {
            runs.extend(series.next(record, Term::of(value)));
        }
        runs.extend(series.end());
        runs
    }

    #[test]
    fn damage_47_five_equal_steps_are_a_series_and_four_are_none() {
        let addresses = |count: u32| -> Vec<String> {
            (8..8 + count)
                .map(|n| format!("u{n}@example.com"))
                .collect()
        };
        let run = |rows| Run {
            first: 0,
            rows,
            step: 1,
        };
        let texts = |count| {
            runs(
                &addresses(count)
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(texts(5), []);
        assert_eq!(texts(6), [run(6)]);
        assert_eq!(texts(9), [run(9)]);
    }

    #[test]
    fn damage_47_a_series_ends_where_step_shape_or_row_changes() {
        let numbers = [
            "+100", "+102", "+104", "+106", "+108", "+110", "+111", "+112", "+113", "+114", "+115",
            "+116",
        ];
        let found: Vec<_> = runs(&numbers)
            .iter()
            .map(|run| (run.first, run.rows, run.step))
            .collect();
        assert_eq!(found, [(0, 6, 2), (5, 7, 1)]);
        assert_eq!(runs(&["a1", "a2", "a3", "b4", "a5", "a6", "a7"]), []);
        assert_eq!(runs(&["a1", "a2", "a3", "", "a4", "a5", "a6"]), []);
        assert_eq!(runs(&["a6", "a5", "a4", "a3", "a2", "a1"]), []);
        assert_eq!(runs(&["a1", "a1", "a1", "a1", "a1", "a1"]), []);
    }

    #[test]
    fn the_last_number_of_the_local_part_counts() {
        let same_shape = |left: &str, right: &str| {
            Term::of(left).unwrap().shape == Term::of(right).unwrap().shape
        };
        assert!(same_shape("a2b1@x1.com", "a2b9@x1.com"));
        assert!(!same_shape("a2b1@x1.com", "a2b1@x2.com"));
        assert!(!same_shape("a2b1@x1.com", "a3b1@x1.com"));
        assert_eq!(Term::of("ada@x1.com"), None);
        assert_eq!(
            Term::of("12345678901234567890").map(|term| term.number),
            Some(345_678_901_234_567_890)
        );
    }
}
