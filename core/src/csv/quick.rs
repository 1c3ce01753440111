//! The fast way through a row: whether there is anything to say about it, and its canonical values if there is not.
//!
//! No rule stands here. What is accepted is what the judge of `cell.rs`, the rules of `row.rs` and the stages before them
//! would accept without a finding; a test holds them equal. Of any other row nothing is said, and it is read thoroughly.

mod bytes;
mod names;
mod refused;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};

use self::bytes::{Head, Letters, ShortHead, digits_at};
use self::names::is_quiet_name;
use self::refused::Refused;
use super::block::Shared;
use super::cell::{Codes, Context, Judge, Note, State};
use super::columns::FileColumns;
use super::facts::Facts;
use super::print::{fingerprint_behind_plus, fingerprint_bytes};
use super::row::{Cells, Compiled, note_kind};
use super::scan::{MAX_CELLS, PlainRow};
use super::schema::{ChoiceValue, Column, ColumnType, Schema, fold};
use crate::contact::PhoneOptions;
use crate::contact::plain::{FamiliarAddresses, PlainNumber, PlainNumbers};

/// Accepts rows of one file, as far as their bytes tell that all is well. Each thread has its own.
pub(crate) struct Quick<'s> {
    rules: &'s [Compiled],
    /// For each rule, the rows that cannot break it.
    gates: Box<[Gate]>,
    /// The columns of the file that are judged.
    ways: Box<[Way]>,
    /// By column of the schema, the column of the file; [`ABSENT`] if there is none.
    sources: Box<[usize]>,
    /// A bit for each column that the file has not and that has a value.
    defaulted: u64,
    /// Columns of the file of which it only matters whether they are filled.
    watched: Vec<usize>,
    /// Whether the first column of the file holds names.
    begins_with_name: bool,
    defaults: Vec<Option<&'s str>>,
    notes: NoteWords,
    sample: Option<Sample<'s>>,
    /// The narrowest row that is whole, and the widest.
    width: RangeInclusive<usize>,
    /// The longest row of which no cell can be too long.
    most_bytes: usize,
    cells: CellQuick<'s>,
    /// By column of the schema, where the canonical value of the row at hand stands.
    forms: [Form; MAX_CELLS],
}

/// What is needed to accept cells.
struct CellQuick<'s> {
    judge: &'s Judge<'s>,
    facts: Option<&'s Facts>,
    phones: PlainNumbers,
    pool: PlainNumbers,
    new_numbers: PlainNumbers,
    addresses: FamiliarAddresses,
    /// Canonical values that do not stand in the text, and by column of the schema where each stands here.
    own: String,
    owned: Vec<(usize, Range<usize>)>,
    value: String,
    said: Vec<Note>,
    /// The cell of the row at hand that the judge has refused.
    refused: Refused,
    /// Codes of which no finding is kept any more.
    unkept: Codes,
}

/// How cells of a column of the schema are looked at.
#[derive(Clone, Debug)]
struct Way {
    kind: Kind,
    /// The column of the schema, and its bit.
    at: usize,
    bit: u64,
    /// The column of the file.
    source: usize,
    /// What a blank cell is; `None` if something is said about it.
    blank: Option<Form>,
}

#[derive(Clone, Debug)]
enum Kind {
    /// One of up to four words of at most eight bytes; some may stand here twice.
    FewWords([ShortHead; 4]),
    /// One of some words of at most eight bytes.
    ShortWord(Box<[ShortHead]>),
    /// One of some words of at most sixteen bytes.
    Word(Box<[Head]>),
    /// A name of so many characters at most.
    Name {
        max: usize,
    },
    Address,
    Phone,
    Identity,
    PoolNumber,
    NewNumber,
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

/// Which rows cannot break a rule, told by the columns that have a value.
#[derive(Clone, Copy, Debug)]
enum Gate {
    /// Those in which one of these has.
    Any(u64),
    /// Those in which none of these has.
    None(u64),
    /// Those in which at most one of these has.
    One(u64),
}

/// Where a canonical value stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// There is none.
    #[default]
    Blank,
    /// It is the default of the column.
    Default,
    /// In the text, as typed.
    Typed,
    /// In the text, but for a `+` in front.
    BehindPlus,
    /// In a text of its own.
    Own,
}

/// First cells that may make a row a note.
struct NoteWords {
    folded: Vec<String>,
    letters: Vec<Letters>,
    /// A bit for each letter with which one begins.
    initials: u32,
    /// Whether one has other than ASCII letters.
    foreign: bool,
}

/// A cell without which a row is not the sample of the template.
struct Sample<'s> {
    column: usize,
    text: &'s [u8],
}

/// No column of the file.
const ABSENT: usize = usize::MAX;

impl<'s> Quick<'s> {
    /// `None` for a file whose rows all need a thorough look: one of our own reports, one with a column twice, one with
    /// more columns than a plain row has cells.
    pub(crate) fn new(shared: &'s Shared<'s>) -> Option<Self> {
        let (schema, columns) = (shared.schema, &shared.columns);
        let twice = columns.sources.iter().any(|sources| sources.len() > 1);
        if columns.own_report || twice || columns.columns.len() > MAX_CELLS {
            return None;
        }
        if schema.columns.len() > MAX_CELLS {
            return None;
        }
        let cells = CellQuick::new(shared);
        let sources: Box<[usize]> = (0..schema.columns.len())
            .map(|at| columns.sources.get(at)?.first().copied())
            .map(|source| source.unwrap_or(ABSENT))
            .collect();
        let (mut forms, mut defaulted) = ([Form::Blank; MAX_CELLS], 0);
        let mut ways = Vec::with_capacity(sources.len());
        let places = schema.columns.iter().zip(&sources).zip(&mut forms);
        for (at, ((column, source), form)) in places.enumerate() {
            let bit = 1_u64 << at;
            *form = absent(column);
            if *source != ABSENT {
                ways.push(Way {
                    kind: cells.kind(column, at),
                    at,
                    bit,
                    source: *source,
                    blank: cells.blank(at),
                });
            } else if *form != Form::Blank {
                defaulted |= bit;
            }
        }
        let is_used = |index: &usize| sources.contains(index);
        let first = ways.iter().find(|way| way.source == 0);
        Some(Self {
            rules: &shared.rules,
            gates: shared.rules.iter().map(Gate::of).collect(),
            watched: (0..columns.columns.len())
                .filter(|index| !is_used(index))
                .collect(),
            begins_with_name: first.is_some_and(|way| matches!(way.kind, Kind::Name { .. })),
            ways: ways.into(),
            sources,
            defaulted,
            defaults: schema
                .columns
                .iter()
                .map(|column| column.default.as_deref())
                .collect(),
            notes: NoteWords::new(schema)?,
            sample: Sample::of(schema, columns),
            width: shared.width.least..=shared.width.most,
            most_bytes: shared.limits.cell_bytes.min(shared.limits.row_bytes),
            cells,
            forms,
        })
    }

    /// The row, if nothing can be said about it: its status is `ok`, it is no note, sample or blank row, and its cells
    /// have the values that are answered. `None` says nothing. `filled` answers whether a column of the file is
    /// known to have a filled cell; where it is not, a filled cell of a column that is not used needs a thorough look.
    pub(crate) fn accept<'q>(
        &'q mut self,
        text: &'q [u8],
        row: &'q PlainRow,
        filled: impl Fn(usize) -> bool,
    ) -> Option<Accepted<'q>> {
        let fits = row.width >= *self.width.start()
            && row.width <= *self.width.end()
            && row.end.wrapping_sub(row.start()) <= self.most_bytes;
        if !fits || !self.are_watched(text, row, filled) {
            return None;
        }
        let has_value = self.judge_cells(text, row)?;
        if self.may_be_skipped(text, row) {
            return None;
        }
        let accepted = Accepted {
            quick: self,
            text,
            row,
        };
        for (gate, rule) in self.gates.iter().zip(self.rules) {
            if gate.may_break(has_value) && rule.check(&accepted).is_some() {
                return None;
            }
        }
        Some(accepted)
    }

    /// Whether of the columns that are not used no one is filled for the first time, and all are text.
    fn are_watched(&self, text: &[u8], row: &PlainRow, filled: impl Fn(usize) -> bool) -> bool {
        self.watched.iter().all(|index| {
            let (start, end) = row.cell(*index);
            let cell = text.get(start..end).unwrap_or_default();
            cell.is_empty() || filled(*index) && (!row.high || str::from_utf8(cell).is_ok())
        })
    }

    /// Finds the canonical values of a row. Answers a bit for each column that has one; `None` if something may be
    /// said about a cell, or the row may be blank.
    fn judge_cells(&mut self, text: &[u8], row: &PlainRow) -> Option<u64> {
        let Self {
            ways, cells, forms, ..
        } = self;
        cells.begin();
        let mut best = Form::Blank;
        let mut has_value = self.defaulted;
        for way in ways {
            let (start, end) = row.cell(way.source);
            let form = if start == end {
                way.blank?
            } else {
                cells.form(way, text, start, end)?
            };
            if let Some(place) = forms.get_mut(way.at % MAX_CELLS) {
                *place = form;
            }
            best = best.max(form);
            if form != Form::Blank {
                has_value |= way.bit;
            }
        }
        // Without a value of its own it may be a blank row.
        (best > Form::Default).then_some(has_value)
    }

    /// Whether the row may be the note or the sample of a template.
    fn may_be_skipped(&self, text: &[u8], row: &PlainRow) -> bool {
        if let Some(sample) = &self.sample {
            let (start, end) = row.cell(sample.column);
            if text.get(start..end) == Some(sample.text) {
                return true;
            }
        }
        let (start, end) = row.cell(0);
        let first = text.get(start..end).unwrap_or_default();
        match first.first() {
            None => false,
            Some(letter) if letter.is_ascii_alphanumeric() => {
                self.notes.begins(*letter) && self.notes.names(text, start, first)
            }
            // A name that was accepted begins with no space.
            Some(0x80..) if self.begins_with_name && !self.notes.foreign => false,
            Some(_) => self.notes.may_name(first),
        }
    }
}

impl<'s> CellQuick<'s> {
    fn new(shared: &'s Shared<'s>) -> Self {
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

    fn kind(&self, column: &Column, at: usize) -> Kind {
        match &column.kind {
            ColumnType::Choice { values } => self.words(values, at),
            ColumnType::Name { max_chars } => Kind::Name {
                max: *max_chars as usize,
            },
            ColumnType::Email {} => Kind::Address,
            ColumnType::Phone {} => Kind::Phone,
            ColumnType::Identity { .. } if self.judge.number_rules().0.email_only.is_some() => {
                Kind::Address
            }
            ColumnType::Identity { .. } => Kind::Identity,
            ColumnType::Number { pool: true } => Kind::PoolNumber,
            ColumnType::Number { pool: false } => Kind::NewNumber,
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
            Some(short) => match few(&short) {
                Some(few) => Kind::FewWords(few),
                None => Kind::ShortWord(short.into()),
            },
            None => Kind::Word(heads.into()),
        }
    }

    /// What a blank cell is; `None` if something is said about it.
    fn blank(&self, at: usize) -> Option<Form> {
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

    fn begin(&mut self) {
        self.own.clear();
        self.owned.clear();
    }

    /// Where the canonical value of a filled cell stands, if nothing can be said about the cell.
    #[inline]
    fn form(&mut self, way: &Way, text: &[u8], start: usize, end: usize) -> Option<Form> {
        let length = end.wrapping_sub(start);
        let is_typed = match &way.kind {
            Kind::FewWords([first, second, third, last]) => {
                match ShortHead::of(text, start, length) {
                    Some(head) => {
                        // Without a branch for each.
                        (head == *first) | (head == *second) | (head == *third) | (head == *last)
                    }
                    None => false,
                }
            }
            Kind::Name { max } => is_quiet_name(text, start, end, *max),
            Kind::Forwarding => is_forwarding(text, start, length),
            _ => return self.other_form(way, text, start, end),
        };
        if is_typed {
            return Some(Form::Typed);
        }
        self.judged(way.at, text.get(start..end)?)
    }

    /// The same of less common columns, and of those in which there is more to do.
    #[inline(never)]
    fn other_form(&mut self, way: &Way, text: &[u8], start: usize, end: usize) -> Option<Form> {
        let length = end.wrapping_sub(start);
        let (at, cell) = (way.at, text.get(start..end)?);
        let plain = match &way.kind {
            Kind::ShortWord(words) => {
                let head = ShortHead::of(text, start, length);
                let is_word = head.is_some_and(|head| words.contains(&head));
                is_word.then_some(Form::Typed)
            }
            Kind::Word(words) => {
                let head = Head::of(text, start, length);
                let is_word = head.is_some_and(|head| words.contains(&head));
                is_word.then_some(Form::Typed)
            }
            Kind::Identity => match cell.first() {
                Some(b'0'..=b'9' | b'+') => match self.phones.take(cell) {
                    Some(number) => Some(number.into()),
                    None => self.address(at, text, start, end),
                },
                _ => self.address(at, text, start, end),
            },
            Kind::Address => self.address(at, text, start, end),
            Kind::Phone => self.phones.take(cell).map(Form::from),
            Kind::PoolNumber => self.pool.take(cell).map(Form::from),
            Kind::NewNumber => self.new_numbers.take(cell).map(Form::from),
            Kind::Digits { min, max } => {
                let good = length >= *min && length <= *max && cell.iter().all(u8::is_ascii_digit);
                good.then_some(Form::Typed)
            }
            Kind::FewWords(_) | Kind::Name { .. } | Kind::Forwarding | Kind::Other => None,
        };
        if plain.is_some() {
            plain
        } else {
            self.judged(at, cell)
        }
    }

    fn address(&mut self, at: usize, text: &[u8], start: usize, end: usize) -> Option<Form> {
        let cell = text.get(start..end)?;
        // With these a text begins that a spreadsheet wrote.
        if matches!(cell.first(), Some(b'\'' | b'=' | b'#')) {
            return None;
        }
        if self.addresses.take_at(text, start, end)? {
            return Some(Form::Typed);
        }
        let from = self.own.len();
        self.own.push_str(str::from_utf8(cell).ok()?);
        self.own.get_mut(from..)?.make_ascii_lowercase();
        self.owned.push((at, from..self.own.len()));
        Some(Form::Own)
    }

    /// The judge's own answer, if it has nothing to say.
    #[inline(never)]
    fn judged(&mut self, at: usize, cell: &[u8]) -> Option<Form> {
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
                self.refuse(at, cell, state);
                None
            }
            State::Blank => Some(Form::Blank),
            State::Value if self.value == raw => Some(Form::Typed),
            // What is only space takes the default, which is no value of the cell.
            State::Value if raw.trim().is_empty() => None,
            _ => {
                let from = self.own.len();
                self.own.push_str(&self.value);
                self.owned.push((at, from..self.own.len()));
                Some(Form::Own)
            }
        }
    }
}

impl From<PlainNumber> for Form {
    fn from(number: PlainNumber) -> Self {
        match number {
            PlainNumber::WithPlus => Self::Typed,
            PlainNumber::Bare => Self::BehindPlus,
        }
    }
}

/// What a column holds that is not in the file. One that is has another answer for each row.
fn absent(column: &Column) -> Form {
    if column.is_active() && column.default.is_some() {
        Form::Default
    } else {
        Form::Blank
    }
}

/// Words of which there are no more than are compared at once.
fn few(words: &[ShortHead]) -> Option<[ShortHead; 4]> {
    Some(match *words {
        [one] => [one; 4],
        [one, two] => [one, two, one, two],
        [one, two, three] => [one, two, three, three],
        [one, two, three, four] => [one, two, three, four],
        _ => return None,
    })
}

/// Whether the `length` bytes at `start` are digits of a forwarding number. More may have lost their last ones.
fn is_forwarding(text: &[u8], start: usize, length: usize) -> bool {
    (4..=15).contains(&length) && text.get(start) != Some(&b'0') && digits_at(text, start) >= length
}

impl Gate {
    fn of(rule: &Compiled) -> Self {
        let bits = |columns: &[usize]| columns.iter().fold(0, |bits, at| bits | 1_u64 << at);
        match rule {
            Compiled::RequiredIf { column, .. } => Self::Any(bits(&[*column])),
            Compiled::AtLeastOne { columns, .. } => Self::Any(bits(columns)),
            Compiled::IgnoredUnless { column, .. }
            | Compiled::NeedsFeature { column, .. }
            | Compiled::ReplacedByFeature { column, .. } => Self::None(bits(&[*column])),
            Compiled::NotEqual { columns, .. } => Self::One(bits(columns)),
        }
    }

    /// Whether a row can break the rule in which these columns, a bit each, have a value and no cell is in error. It is
    /// a quick answer: if it can, the rule has yet to be checked.
    #[inline]
    const fn may_break(self, filled: u64) -> bool {
        match self {
            Self::Any(columns) => filled & columns == 0,
            Self::None(columns) => filled & columns != 0,
            Self::One(columns) => {
                let of_these = filled & columns;
                of_these & of_these.wrapping_sub(1) != 0
            }
        }
    }
}

impl NoteWords {
    /// `None` if a blank first cell may be a note.
    fn new(schema: &Schema) -> Option<Self> {
        let folded: Vec<String> = schema.words.note.iter().map(|word| fold(word)).collect();
        let mut initials = 1 << (b'n' & 31);
        for word in &folded {
            initials |= 1 << (word.as_bytes().first()? & 31);
        }
        Some(Self {
            letters: folded
                .iter()
                .filter_map(|word| Letters::of_text(word))
                .collect(),
            foreign: folded.iter().any(|word| !word.is_ascii()),
            folded,
            initials,
        })
    }

    fn begins(&self, letter: u8) -> bool {
        self.initials >> (letter & 31) & 1 == 1
    }

    /// Whether the first cell, which begins at `start` with a letter or digit, may be a note.
    fn names(&self, text: &[u8], start: usize, first: &[u8]) -> bool {
        match Letters::of(text, start, first.len()) {
            Some(letters) => self.letters.contains(&letters),
            None if !self.foreign && !first.is_ascii() => {
                let label = first.first_chunk::<5>();
                label.is_some_and(|label| label.eq_ignore_ascii_case(b"note:"))
            }
            None => self.may_name(first),
        }
    }

    fn may_name(&self, first: &[u8]) -> bool {
        str::from_utf8(first).map_or(true, |first| note_kind(first, &self.folded).is_some())
    }
}

impl<'s> Sample<'s> {
    fn of(schema: &'s Schema, columns: &FileColumns) -> Option<Self> {
        let told = |(at, column): (usize, &'s Column)| {
            let text = column.sample.as_deref().filter(|text| !text.is_empty())?;
            let column = *columns
                .sources
                .get(at)?
                .first()
                .filter(|_| column.is_active())?;
            Some(Self {
                column,
                text: text.as_bytes(),
            })
        };
        // The longest sample tells rows apart best.
        let all = schema.columns.iter().enumerate().filter_map(told);
        all.max_by_key(|sample| sample.text.len())
    }
}

/// A row that is in order.
#[derive(Clone, Copy)]
pub(crate) struct Accepted<'q> {
    quick: &'q Quick<'q>,
    text: &'q [u8],
    row: &'q PlainRow,
}

impl<'q> Accepted<'q> {
    fn form(&self, at: usize) -> Form {
        self.quick.forms.get(at).copied().unwrap_or_default()
    }

    fn cell(&self, at: usize) -> (usize, usize) {
        let source = self.quick.sources.get(at).copied().unwrap_or(ABSENT);
        self.row.cell(source)
    }

    fn typed(&self, at: usize) -> &'q [u8] {
        let (start, end) = self.cell(at);
        self.text.get(start..end).unwrap_or_default()
    }

    fn own(&self, at: usize) -> &'q str {
        let cells = &self.quick.cells;
        let owned = cells.owned.iter().find(|(of, _)| *of == at);
        owned
            .and_then(|(_, range)| cells.own.get(range.clone()))
            .unwrap_or_default()
    }

    /// The canonical value of a column of the schema; `None` if it is blank.
    pub(crate) fn value(&self, at: usize) -> Option<Cow<'q, str>> {
        Some(match self.form(at) {
            Form::Blank => return None,
            Form::Typed => Cow::Borrowed(self.raw(at)),
            Form::BehindPlus => Cow::Owned(format!("+{}", self.raw(at))),
            Form::Default => Cow::Borrowed(self.quick.defaults.get(at).copied().flatten()?),
            Form::Own => Cow::Borrowed(self.own(at)),
        })
    }

    /// The cell of a column as typed; empty if the file has no such column.
    pub(crate) fn raw(&self, at: usize) -> &'q str {
        str::from_utf8(self.typed(at)).unwrap_or_default()
    }

    /// Where the cell of a column begins; the end of the row if the file has no such column.
    pub(crate) fn start(&self, at: usize) -> usize {
        self.cell(at).0
    }

    /// The fingerprint of the value that the cell of a column itself has.
    pub(crate) fn fingerprint(&self, at: usize) -> Option<u64> {
        match self.form(at) {
            Form::Blank | Form::Default => None,
            Form::Typed => Some(fingerprint_bytes(self.typed(at))),
            Form::BehindPlus => Some(fingerprint_behind_plus(self.typed(at))),
            Form::Own => Some(fingerprint_bytes(self.own(at).as_bytes())),
        }
    }
}

impl Cells for Accepted<'_> {
    fn state(&self, at: usize) -> Option<State> {
        Some(match self.quick.forms.get(at)? {
            Form::Blank => State::Blank,
            _ => State::Value,
        })
    }

    fn is_defaulted(&self, at: usize) -> bool {
        self.form(at) == Form::Default
    }

    fn filled(&self, at: usize) -> Option<Cow<'_, str>> {
        self.value(at)
    }
}
