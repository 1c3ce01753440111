//! The fast way through a row: whether there is anything to say about it, and its canonical values if there is not.
//!
//! No rule stands here. What is accepted is what the judge of `cell.rs`, the rules of `row.rs` and the stages before them
//! would accept without a finding; a test holds them equal. Of any other row nothing is said, and it is read thoroughly.

mod bytes;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use self::bytes::{Head, Letters, is_word_of_letters};
use super::cell::{Context, Judge, Note, State};
use super::columns::FileColumns;
use super::facts::Facts;
use super::limits::Resolved;
use super::print::{fingerprint_behind_plus, fingerprint_bytes};
use super::row::{Cells, Compiled, note_kind};
use super::scan::{MAX_CELLS, PlainRow};
use super::schema::{Column, ColumnType, Schema, fold};
use crate::contact::plain::{FamiliarAddresses, PlainNumber, PlainNumbers};

/// Accepts rows of one file, as far as their bytes tell that all is well. Each thread has its own.
pub(crate) struct Quick<'s> {
    judge: &'s Judge<'s>,
    rules: &'s [Compiled],
    facts: Option<&'s Facts>,
    /// By column of the file.
    ways: Vec<Way>,
    /// Words of all columns, each with nothing behind it.
    words: Vec<Head>,
    defaults: Vec<Option<&'s str>>,
    notes: NoteWords,
    sample: Option<Sample<'s>>,
    /// The narrowest row that is whole.
    least: usize,
    /// The longest row of which no cell can be too long.
    most_bytes: usize,
    numbers: Numbers,
    addresses: FamiliarAddresses,
    found: Vec<Found>,
    /// Canonical values that do not stand in the text.
    own: String,
    value: String,
    said: Vec<Note>,
}

/// How cells of a column of the file are looked at.
#[derive(Clone, Copy, Debug)]
struct Way {
    kind: Kind,
    /// The column of the schema, or of the file if none of the schema is fed.
    at: usize,
    /// What a blank cell is.
    blank: Blank,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Whether it is filled matters, and nothing else.
    Watched,
    /// One of some words, exactly.
    Word {
        from: usize,
        to: usize,
    },
    /// A name of so many bytes at most.
    Name {
        max: usize,
    },
    Address,
    Phone,
    Identity {
        phones: bool,
    },
    PoolNumber,
    NewNumber,
    /// Digits alone, so many; in a forwarding number no zero stands first.
    Digits {
        min: usize,
        max: usize,
        forwarding: bool,
    },
    /// What the judge alone can tell.
    Other,
}

/// What a blank cell of a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blank {
    Blank,
    Default,
    /// Something is said about it.
    Noted,
}

/// What was found in the cell of a column of the schema.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    form: Form,
    cell: Option<u16>,
    start: usize,
    end: usize,
}

/// Where a canonical value stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    /// There is none.
    #[default]
    Blank,
    /// In the text, as typed.
    Typed,
    /// In the text, but for a `+` in front.
    BehindPlus,
    /// It is the default of the column.
    Default,
    /// Among the quick's own texts, in this range, while the typed text is that of the cell.
    Own { from: usize, to: usize },
}

struct Numbers {
    phone: PlainNumbers,
    pool: PlainNumbers,
    new: PlainNumbers,
}

/// First cells that may make a row a note.
struct NoteWords {
    folded: Vec<String>,
    letters: Vec<Letters>,
    /// A bit for each letter with which one begins.
    initials: u32,
}

/// A cell without which a row is not the sample of the template.
struct Sample<'s> {
    column: usize,
    text: &'s [u8],
}

/// What stays the same while a file is read.
pub(crate) struct Setting<'s> {
    pub(crate) schema: &'s Schema,
    pub(crate) judge: &'s Judge<'s>,
    pub(crate) rules: &'s [Compiled],
    pub(crate) facts: Option<&'s Facts>,
    pub(crate) limits: &'s Resolved,
}

impl<'s> Quick<'s> {
    /// `None` for a file whose rows all need a thorough look: one of our own reports, one with a column twice, one with
    /// more columns than a plain row has cells.
    pub(crate) fn new(setting: &Setting<'s>, columns: &FileColumns) -> Option<Self> {
        let Setting {
            schema,
            judge,
            rules,
            facts,
            limits,
        } = *setting;
        let twice = columns.sources.iter().any(|sources| sources.len() > 1);
        if columns.own_report || twice || columns.columns.len() > MAX_CELLS {
            return None;
        }
        let notes = NoteWords::new(schema)?;
        let (identities, pool) = judge.number_rules();
        let mut words = Vec::new();
        let watched = |at| Way {
            kind: Kind::Watched,
            at,
            blank: Blank::Blank,
        };
        let mut ways: Vec<Way> = (0..columns.columns.len()).map(watched).collect();
        for (at, column) in schema.columns.iter().enumerate() {
            let source = columns.sources.get(at).and_then(|sources| sources.first());
            if let Some(way) = source.and_then(|index| ways.get_mut(*index)) {
                let kind = Kind::of(column, at, judge, &mut words);
                let blank = Blank::of(at, judge);
                *way = Way { kind, at, blank };
            }
        }
        Some(Self {
            judge,
            rules,
            facts,
            ways,
            words,
            defaults: schema
                .columns
                .iter()
                .map(|column| column.default.as_deref())
                .collect(),
            notes,
            sample: Sample::of(schema, columns),
            least: columns.width_without_blanks(),
            most_bytes: limits.cell_bytes.min(limits.row_bytes),
            numbers: Numbers {
                phone: PlainNumbers::new(&identities.phone),
                pool: PlainNumbers::new(pool),
                new: PlainNumbers::new(&crate::contact::PhoneOptions::for_numbers()),
            },
            addresses: FamiliarAddresses::new(&identities.email),
            found: absent(schema, columns),
            own: String::new(),
            value: String::new(),
            said: Vec::new(),
        })
    }

    /// The row, if nothing can be said about it: its status is `ok`, it is no note, sample or blank row, and its cells
    /// have the values that are answered. `None` says nothing. `filled` answers whether a column of the file is
    /// known to have a filled cell; where it is not, a filled cell of a column that is not used needs a thorough look.
    pub(crate) fn accept<'q>(
        &'q mut self,
        text: &'q [u8],
        row: &PlainRow,
        filled: impl Fn(usize) -> bool,
    ) -> Option<Accepted<'q>> {
        let fits = (self.least..=self.ways.len()).contains(&row.width)
            && row.end - row.start() <= self.most_bytes;
        if !fits {
            return None;
        }
        self.own.clear();
        let mut has_value = false;
        for index in 0..row.width {
            let way = *self.ways.get(index)?;
            let (start, end) = row.cell(index);
            if start == end {
                match way.blank {
                    Blank::Noted => return None,
                    _ if matches!(way.kind, Kind::Watched) => {}
                    blank => {
                        let form = if blank == Blank::Default {
                            Form::Default
                        } else {
                            Form::Blank
                        };
                        self.put(
                            way.at,
                            Found {
                                form,
                                cell: u16::try_from(index).ok(),
                                start,
                                end,
                            },
                        )?;
                    }
                }
                continue;
            }
            let cell = text.get(start..end)?;
            if matches!(way.kind, Kind::Watched) {
                // Its text is not judged, but it must be text.
                let is_text = !row.high || str::from_utf8(cell).is_ok();
                if !filled(index) || !is_text {
                    return None;
                }
                continue;
            }
            let form = self.form(way, text, cell, start)?;
            has_value |= !matches!(form, Form::Blank | Form::Default);
            self.put(
                way.at,
                Found {
                    form,
                    cell: u16::try_from(index).ok(),
                    start,
                    end,
                },
            )?;
        }
        // Without a value it may be a blank row.
        if !has_value || self.may_be_skipped(text, row) {
            return None;
        }
        let accepted = Accepted { quick: self, text };
        let rules_hold = self
            .rules
            .iter()
            .all(|rule| rule.check(&accepted).is_none());
        rules_hold.then_some(accepted)
    }

    fn put(&mut self, at: usize, found: Found) -> Option<()> {
        *self.found.get_mut(at)? = found;
        Some(())
    }

    /// Where the canonical value of a filled cell stands, if nothing can be said about the cell.
    fn form(&mut self, way: Way, text: &[u8], cell: &[u8], start: usize) -> Option<Form> {
        let plain = match way.kind {
            Kind::Word { from, to } => {
                let head = Head::of(text, start, cell.len());
                let words = self.words.get(from..to).unwrap_or_default();
                head.is_some_and(|head| words.contains(&head))
                    .then_some(Form::Typed)
            }
            Kind::Name { max } => (cell.len() <= max
                && is_word_of_letters(text, start, cell.len()))
            .then_some(Form::Typed),
            Kind::Identity { phones } => {
                let begins_as_number = matches!(cell.first(), Some(b'0'..=b'9' | b'+'));
                let number = (phones && begins_as_number)
                    .then(|| self.numbers.phone.take(cell))
                    .flatten();
                number.map(number_form).or_else(|| self.address(cell))
            }
            Kind::Address => self.address(cell),
            Kind::Phone => self.numbers.phone.take(cell).map(number_form),
            Kind::PoolNumber => self.numbers.pool.take(cell).map(number_form),
            Kind::NewNumber => self.numbers.new.take(cell).map(number_form),
            Kind::Digits {
                min,
                max,
                forwarding,
            } => {
                let good = (min..=max).contains(&cell.len())
                    && cell.iter().all(u8::is_ascii_digit)
                    && !(forwarding && cell.first() == Some(&b'0'));
                good.then_some(Form::Typed)
            }
            Kind::Watched | Kind::Other => None,
        };
        plain.or_else(|| self.judged(way.at, cell))
    }

    fn address(&mut self, cell: &[u8]) -> Option<Form> {
        // With these a text begins that a spreadsheet wrote.
        if matches!(cell.first(), Some(b'\'' | b'=' | b'#')) {
            return None;
        }
        match self.addresses.take(cell)? {
            true => Some(Form::Typed),
            false => {
                let from = self.own.len();
                self.own.push_str(str::from_utf8(cell).ok()?);
                self.own.get_mut(from..)?.make_ascii_lowercase();
                Some(Form::Own {
                    from,
                    to: self.own.len(),
                })
            }
        }
    }

    /// The judge's own answer, if it has nothing to say.
    fn judged(&mut self, at: usize, cell: &[u8]) -> Option<Form> {
        let raw = str::from_utf8(cell).ok()?;
        self.value.clear();
        self.said.clear();
        let context = Context {
            hides_row: false,
            facts: self.facts,
        };
        let state = self
            .judge
            .judge(at, raw, context, &mut self.value, &mut self.said);
        match state {
            State::Error => None,
            _ if !self.said.is_empty() => None,
            State::Blank => Some(Form::Blank),
            State::Value if self.value == raw => Some(Form::Typed),
            State::Value => {
                // What is only space takes the default, which is no value of the cell.
                if self.defaults.get(at)?.is_some() && raw.trim().is_empty() {
                    return None;
                }
                let from = self.own.len();
                self.own.push_str(&self.value);
                Some(Form::Own {
                    from,
                    to: self.own.len(),
                })
            }
        }
    }

    /// Whether the row may be the note or the sample of a template.
    fn may_be_skipped(&self, text: &[u8], row: &PlainRow) -> bool {
        let cell = |index| {
            let (start, end) = row.cell(index);
            text.get(start..end).unwrap_or_default()
        };
        if let Some(sample) = &self.sample
            && cell(sample.column) == sample.text
        {
            return true;
        }
        let first = cell(0);
        match first.first() {
            None => false,
            Some(letter) if letter.is_ascii_alphanumeric() && !self.notes.begins(*letter) => false,
            Some(_) => self.notes.names(text, row.start(), first),
        }
    }
}

const fn number_form(number: PlainNumber) -> Form {
    match number {
        PlainNumber::WithPlus => Form::Typed,
        PlainNumber::Bare => Form::BehindPlus,
    }
}

/// What is found in columns that are not in the file; those that are get another answer for each row.
fn absent(schema: &Schema, columns: &FileColumns) -> Vec<Found> {
    let of = |(at, column): (usize, &Column)| {
        let is_absent = columns.sources.get(at).is_none_or(Vec::is_empty);
        let defaulted = is_absent && column.is_active() && column.default.is_some();
        Found {
            form: if defaulted {
                Form::Default
            } else {
                Form::Blank
            },
            ..Found::default()
        }
    };
    schema.columns.iter().enumerate().map(of).collect()
}

impl Kind {
    fn of(column: &Column, at: usize, judge: &Judge<'_>, words: &mut Vec<Head>) -> Self {
        match &column.kind {
            ColumnType::Choice { values } => {
                let from = words.len();
                for choice in values {
                    // Only words to which the judge has nothing to say, such as that they begin like a formula.
                    let taken = judge.takes_as_typed(at, &choice.value);
                    words.extend(Head::of_text(&choice.value).filter(|_| taken));
                }
                Self::Word {
                    from,
                    to: words.len(),
                }
            }
            ColumnType::Name { max_chars } => Self::Name {
                max: *max_chars as usize,
            },
            ColumnType::Email {} => Self::Address,
            ColumnType::Phone {} => Self::Phone,
            ColumnType::Identity { .. } => Self::Identity {
                phones: judge.number_rules().0.email_only.is_none(),
            },
            ColumnType::Number { pool: true } => Self::PoolNumber,
            ColumnType::Number { pool: false } => Self::NewNumber,
            ColumnType::Digits {
                forwarding: true, ..
            } => Self::Digits {
                min: 4,
                max: 15,
                forwarding: true,
            },
            ColumnType::Digits { min, max, .. } => Self::Digits {
                min: *min as usize,
                max: *max as usize,
                forwarding: false,
            },
            ColumnType::Text { .. }
            | ColumnType::Reference { .. }
            | ColumnType::Integer { .. }
            | ColumnType::Date { .. } => Self::Other,
        }
    }
}

impl Blank {
    fn of(at: usize, judge: &Judge<'_>) -> Self {
        let (mut value, mut said) = (String::new(), Vec::new());
        match judge.judge(at, "", Context::default(), &mut value, &mut said) {
            _ if !said.is_empty() => Self::Noted,
            State::Blank => Self::Blank,
            State::Value => Self::Default,
            State::Error => Self::Noted,
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
            folded,
            initials,
        })
    }

    fn begins(&self, letter: u8) -> bool {
        self.initials >> (letter & 31) & 1 == 1
    }

    /// Whether the first cell, which begins at `start`, may be a note.
    fn names(&self, text: &[u8], start: usize, first: &[u8]) -> bool {
        match Letters::of(text, start, first.len()) {
            Some(letters) => self.letters.contains(&letters),
            None => {
                str::from_utf8(first).map_or(true, |first| note_kind(first, &self.folded).is_some())
            }
        }
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
}

impl<'q> Accepted<'q> {
    fn found(&self, at: usize) -> Found {
        self.quick.found.get(at).copied().unwrap_or_default()
    }

    fn typed(&self, found: Found) -> &'q [u8] {
        self.text.get(found.start..found.end).unwrap_or_default()
    }

    /// The canonical value of a column of the schema; `None` if it is blank.
    pub(crate) fn value(&self, at: usize) -> Option<Cow<'q, str>> {
        let found = self.found(at);
        let typed = || str::from_utf8(self.typed(found)).unwrap_or_default();
        Some(match found.form {
            Form::Blank => return None,
            Form::Typed => Cow::Borrowed(typed()),
            Form::BehindPlus => Cow::Owned(format!("+{}", typed())),
            Form::Default => Cow::Borrowed(self.quick.defaults.get(at).copied().flatten()?),
            Form::Own { from, to } => Cow::Borrowed(self.quick.own.get(from..to)?),
        })
    }

    /// The cell of a column as typed; empty if the file has no such column.
    pub(crate) fn raw(&self, at: usize) -> &'q str {
        str::from_utf8(self.typed(self.found(at))).unwrap_or_default()
    }

    /// Where the cell of a column begins; `None` if the file has no such column.
    pub(crate) fn start(&self, at: usize) -> Option<usize> {
        let found = self.found(at);
        found.cell.map(|_| found.start)
    }

    /// The fingerprint of the value that the cell of a column itself has.
    pub(crate) fn fingerprint(&self, at: usize) -> Option<u64> {
        let found = self.found(at);
        match found.form {
            Form::Blank | Form::Default => None,
            Form::Typed => Some(fingerprint_bytes(self.typed(found))),
            Form::BehindPlus => Some(fingerprint_behind_plus(self.typed(found))),
            Form::Own { from, to } => {
                let own = self.quick.own.as_bytes().get(from..to)?;
                Some(fingerprint_bytes(own))
            }
        }
    }
}

impl Cells for Accepted<'_> {
    fn state(&self, at: usize) -> Option<State> {
        Some(match self.quick.found.get(at)?.form {
            Form::Blank => State::Blank,
            _ => State::Value,
        })
    }

    fn is_defaulted(&self, at: usize) -> bool {
        self.found(at).form == Form::Default
    }

    fn filled(&self, at: usize) -> Option<Cow<'_, str>> {
        self.value(at)
    }
}
