//! Cells, each by the kind of its column.

use std::ops::Range;

use wide::u16x8;

use super::super::block::Shared;
use super::super::cell::{Codes, Context, Judge, Note, State};
use super::super::facts::Facts;
use super::super::scan::{self, BATCH};
use super::super::schema::{ChoiceValue, Column, ColumnType};
use super::Step;
use super::bytes::{Head, ShortHead, Words, digits_at};
use super::names::is_quiet_name;
use super::refused::Refused;
use crate::contact::PhoneOptions;
use crate::contact::plain::{FamiliarAddresses, PlainNumber, PlainNumbers};
use crate::window::Window;

/// What is needed to accept cells.
pub(super) struct CellQuick<'s> {
    pub(super) judge: &'s Judge<'s>,
    facts: Option<&'s Facts>,
    phones: PlainNumbers,
    pool: PlainNumbers,
    new_numbers: PlainNumbers,
    addresses: FamiliarAddresses,
    /// Canonical values that do not stand in the text, and whose they are.
    own: String,
    owned: Vec<Owned>,
    pub(super) value: String,
    pub(super) said: Vec<Note>,
    /// Cells of the rows at hand that the judge has refused.
    pub(super) refused: Refused,
    /// Codes of which no finding is kept any more.
    pub(super) unkept: Codes,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// One of some words of at most eight bytes.
    Words(Box<Words>),
    /// One of many words of at most eight bytes.
    ShortWord(Box<[ShortHead]>),
    /// One of some words of at most sixteen bytes.
    Word(Box<[Head]>),
    /// A name of so many characters at most.
    Name {
        max: usize,
    },
    Address,
    /// An address or a number.
    Identity,
    Number(PlainNumbers),
    /// Digits alone, so many.
    Digits {
        min: usize,
        max: usize,
    },
    /// Digits alone, the first no zero.
    Forwarding,
    /// What the judge alone can tell.
    Other,
}

/// What a cell holds to which nothing can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// No value.
    Blank,
    /// The default of the column.
    Default,
    /// A value as typed.
    Typed,
    /// A value that is written otherwise.
    Own,
}

impl<'s> CellQuick<'s> {
    pub(super) fn new(shared: &'s Shared<'s>) -> Self {
        let (identities, pool) = shared.judge.number_rules();
        Self {
            judge: &shared.judge,
            facts: shared.facts,
            phones: PlainNumbers::new(&identities.phone),
            pool: PlainNumbers::new(pool),
            new_numbers: PlainNumbers::new(&PhoneOptions::for_numbers()),
            addresses: FamiliarAddresses::new(&identities.email),
            own: String::new(),
            owned: Vec::new(),
            value: String::new(),
            said: Vec::new(),
            refused: Refused::default(),
            unkept: Codes::default(),
        }
    }

    pub(super) fn kind(&self, column: &Column, at: usize) -> Kind {
        match &column.kind {
            ColumnType::Choice { values } => self.words(values, at),
            ColumnType::Name { max_chars } => Kind::Name {
                max: *max_chars as usize,
            },
            ColumnType::Email {} => Kind::Address,
            ColumnType::Phone {} => Kind::Number(self.phones),
            ColumnType::Identity { .. } if self.judge.number_rules().0.email_only.is_some() => {
                Kind::Address
            }
            ColumnType::Identity { .. } => Kind::Identity,
            ColumnType::Number { pool: true } => Kind::Number(self.pool),
            ColumnType::Number { pool: false } => Kind::Number(self.new_numbers),
            ColumnType::Digits {
                forwarding: true, ..
            } => Kind::Forwarding,
            ColumnType::Digits { min, max, .. } => Kind::Digits {
                min: *min as usize,
                max: *max as usize,
            },
            ColumnType::Text { .. }
            | ColumnType::Reference { .. }
            | ColumnType::Integer { .. }
            | ColumnType::Date { .. } => Kind::Other,
        }
    }

    /// Words to which the judge has nothing to say, such as that they begin like a formula.
    fn words(&self, values: &[ChoiceValue], at: usize) -> Kind {
        let words = values.iter().map(|choice| choice.value.as_str());
        let taken = words.filter(|word| self.judge.takes_as_typed(at, word));
        let heads: Vec<Head> = taken.filter_map(Head::of_text).collect();
        let short: Option<Vec<ShortHead>> = heads.iter().map(|head| head.short()).collect();
        match short {
            Some(short) => match Words::new(&short) {
                Some(words) => Kind::Words(Box::new(words)),
                None => Kind::ShortWord(short.into()),
            },
            None => Kind::Word(heads.into()),
        }
    }

    /// What a blank cell is; `None` if something is said about it.
    pub(super) fn blank(&self, at: usize) -> Option<Form> {
        let (mut value, mut said) = (String::new(), Vec::new());
        match self
            .judge
            .judge(at, "", Context::default(), &mut value, &mut said)
        {
            State::Error => None,
            _ if !said.is_empty() => None,
            State::Blank => Some(Form::Blank),
            State::Value => Some(Form::Default),
        }
    }

    /// Forgets values of other rows.
    pub(super) fn begin(&mut self) {
        self.own.clear();
        self.owned.clear();
        self.refused.forget();
    }

    /// The value of a cell that is written otherwise there.
    pub(super) fn own(&self, row: usize, at: usize) -> &str {
        let mut owned = self.owned.iter();
        let owned = owned.find(|owned| (owned.row, owned.at) == (row, at));
        owned
            .and_then(|owned| self.own.get(owned.range.clone()))
            .unwrap_or_default()
    }

    /// Looks at the cells of a column in `rows`, a bit for each. What may have something said about it is bad.
    pub(super) fn look(
        &mut self,
        step: &Step,
        window: Window<'_>,
        column: scan::Column<'_>,
        rows: u64,
    ) -> Looked {
        let mut looked = Looked::default();
        match &step.kind {
            Kind::Words(words) => {
                let words = &**words;
                looked.each(rows, column, move |start, end| {
                    words.have(window, start, end.wrapping_sub(start)).into()
                });
            }
            Kind::Name { max } => {
                let max = *max;
                looked.each(rows, column, move |start, end| {
                    is_quiet_name(window, start, end, max).into()
                });
            }
            Kind::Forwarding => looked.each(rows, column, move |start, end| {
                is_forwarding(window, start, end.wrapping_sub(start)).into()
            }),
            Kind::Digits { min, max } => {
                let lengths = *min..=*max;
                looked.each(rows, column, move |start, end| {
                    let cell = window.slice(start, end);
                    let fits = lengths.contains(&cell.len());
                    (fits && cell.iter().all(u8::is_ascii_digit)).into()
                });
            }
            Kind::Address => {
                let addresses = &mut self.addresses;
                looked.each(rows, column, move |start, end| {
                    (addresses.take_at(window, start, end) == Some(true)).into()
                });
            }
            Kind::Identity => {
                let (phones, addresses) = (self.phones, &mut self.addresses);
                looked.each(rows, column, move |start, end| {
                    if matches!(window.byte(start), b'0'..=b'9' | b'+') {
                        phones.take(window.slice(start, end)).into()
                    } else {
                        (addresses.take_at(window, start, end) == Some(true)).into()
                    }
                });
            }
            Kind::Number(numbers) => {
                let numbers = *numbers;
                looked.each(rows, column, move |start, end| {
                    numbers.take(window.slice(start, end)).into()
                });
            }
            Kind::ShortWord(_) | Kind::Word(_) | Kind::Other => {
                looked.blank = blank_cells(column) & rows;
                looked.bad = rows & !looked.blank;
            }
        }
        let mut others = looked.bad;
        while others != 0 {
            let row = others.trailing_zeros() as usize;
            let bit = others & others.wrapping_neg();
            others &= others.wrapping_sub(1);
            match self.other_form(step, window, (row, cell_of(column, row))) {
                // What the cell itself has is no default.
                None | Some(Form::Default) => continue,
                Some(Form::Typed) => {}
                Some(Form::Blank) => looked.void |= bit,
                Some(Form::Own) => looked.own |= bit,
            }
            looked.bad &= !bit;
        }
        looked
    }

    /// What a cell is of a less common column, or one that is judged; `None` if something may be said about it.
    #[inline(never)]
    fn other_form(
        &mut self,
        step: &Step,
        window: Window<'_>,
        (row, (start, end)): (usize, (usize, usize)),
    ) -> Option<Form> {
        let (at, length) = (step.at, end.wrapping_sub(start));
        let cell = window.slice(start, end);
        let plain = match &step.kind {
            Kind::ShortWord(words) => {
                let head = ShortHead::of(window, start, length);
                let is_word = head.is_some_and(|head| words.contains(&head));
                is_word.then_some(Form::Typed)
            }
            Kind::Word(words) => {
                let head = Head::of(window, start, length);
                let is_word = head.is_some_and(|head| words.contains(&head));
                is_word.then_some(Form::Typed)
            }
            Kind::Identity | Kind::Address => self.address((row, at), window, (start, end)),
            _ => None,
        };
        if plain.is_some() {
            plain
        } else {
            self.judged((row, at), cell)
        }
    }

    fn address(
        &mut self,
        place: (usize, usize),
        window: Window<'_>,
        (start, end): (usize, usize),
    ) -> Option<Form> {
        let cell = window.slice(start, end);
        // With these a text begins that a spreadsheet wrote.
        if matches!(cell.first(), Some(b'\'' | b'=' | b'#')) {
            return None;
        }
        if self.addresses.take_at(window, start, end)? {
            return Some(Form::Typed);
        }
        let from = self.own.len();
        self.own.push_str(str::from_utf8(cell).ok()?);
        self.own.get_mut(from..)?.make_ascii_lowercase();
        self.owned.push(Owned::new(place, from..self.own.len()));
        Some(Form::Own)
    }

    /// The judge's own answer, if it has nothing to say.
    #[inline(never)]
    fn judged(&mut self, (row, at): (usize, usize), cell: &[u8]) -> Option<Form> {
        let raw = str::from_utf8(cell).ok()?;
        self.value.clear();
        self.said.clear();
        let context = Context {
            hides_row: false,
            facts: self.facts,
            unkept: self.unkept,
        };
        let state = self
            .judge
            .judge(at, raw, context, &mut self.value, &mut self.said);
        match state {
            _ if state == State::Error || !self.said.is_empty() => {
                self.refuse((row, at), state);
                None
            }
            State::Blank => Some(Form::Blank),
            State::Value if self.value == raw => Some(Form::Typed),
            // What is only space takes the default, which is no value of the cell.
            State::Value if raw.trim().is_empty() => None,
            _ => {
                let from = self.own.len();
                self.own.push_str(&self.value);
                self.owned.push(Owned::new((row, at), from..self.own.len()));
                Some(Form::Own)
            }
        }
    }
}

/// What was found in the cells of a column, a bit for each row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Looked {
    /// Nothing stands there.
    pub(super) blank: u64,
    /// What stands there is no value.
    pub(super) void: u64,
    /// What stands there is a value but for a `+` in front.
    pub(super) bare: u64,
    /// What stands there is a value that is written otherwise.
    pub(super) own: u64,
    /// Something may be said about it.
    pub(super) bad: u64,
}

impl Looked {
    /// Looks at each cell of `rows` that is filled; what is not taken is bad. For each way to look this is a function of
    /// its own, in which little else needs a register.
    #[inline(never)]
    fn each(
        &mut self,
        rows: u64,
        column: scan::Column<'_>,
        mut take: impl FnMut(usize, usize) -> Taken,
    ) {
        let (mut bad, mut bare) = (0, 0);
        let blank = blank_cells(column) & rows;
        let mut left = rows & !blank;
        while left != 0 {
            let row = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            let (start, end) = cell_of(column, row as usize);
            match take(start, end) {
                Taken::No => bad |= 1_u64 << (row % u64::BITS),
                Taken::Typed => {}
                Taken::Bare => bare |= 1_u64 << (row % u64::BITS),
            }
        }
        (self.blank, self.bad, self.bare) = (blank, bad, bare);
    }
}

/// Whether a filled cell was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    No,
    /// As it stands.
    Typed,
    /// As it stands but for a `+` in front.
    Bare,
}

impl From<bool> for Taken {
    #[inline(always)]
    fn from(is_taken: bool) -> Self {
        if is_taken { Self::Typed } else { Self::No }
    }
}

impl From<Option<PlainNumber>> for Taken {
    #[inline(always)]
    fn from(number: Option<PlainNumber>) -> Self {
        match number {
            None => Self::No,
            Some(PlainNumber::WithPlus) => Self::Typed,
            Some(PlainNumber::Bare) => Self::Bare,
        }
    }
}

/// A bit for each row in whose cell nothing stands, also behind the last row of the batch.
#[inline]
fn blank_cells((starts, behind): scan::Column<'_>) -> u64 {
    let ((starts, _), (behind, _)) = (starts.as_chunks::<8>(), behind.as_chunks::<8>());
    let mut blank = 0;
    for (index, (starts, behind)) in starts.iter().zip(behind).enumerate() {
        let nothing = u16x8::new(*starts) + u16x8::splat(1);
        let is_blank = nothing.simd_eq(u16x8::new(*behind));
        blank |= u64::from(is_blank.to_bitmask()) << (index * 8);
    }
    blank
}

/// A value that does not stand in the text.
struct Owned {
    row: usize,
    /// The column of the schema.
    at: usize,
    range: Range<usize>,
}

impl Owned {
    const fn new((row, at): (usize, usize), range: Range<usize>) -> Self {
        Self { row, at, range }
    }
}

#[inline(always)]
fn cell_of((starts, behind): scan::Column<'_>, row: usize) -> (usize, usize) {
    let row = row % BATCH;
    match (starts.get(row), behind.get(row)) {
        (Some(start), Some(behind)) => (usize::from(*start), usize::from(*behind).wrapping_sub(1)),
        _ => (0, 0),
    }
}

/// Whether the `length` bytes at `start` are digits of a forwarding number. More may have lost their last ones.
fn is_forwarding(window: Window<'_>, start: usize, length: usize) -> bool {
    (4..=15).contains(&length) && window.byte(start) != b'0' && digits_at(window, start) >= length
}
