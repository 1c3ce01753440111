//! The columns of one file: which column of the schema each is, and what is to be said about its label. What depends
//! on the cells below (filled, never filled) is said at the end of the file.

use std::sync::Arc;

use super::header::{Labels, Target};
use super::outcome::{Header, HeaderColumn, HeaderMatch};
use super::reader::Width;
use super::schema::{Column, Disabled, Presence, Schema, UnknownColumns};
use super::write::unguard;
use crate::finding::{Finding, FindingCode, Place, Scope, column_letter};
use crate::text::near_miss;

/// One column of the file.
pub(crate) struct FileColumn {
    pub(crate) label: Arc<str>,
    pub(crate) matched: HeaderMatch,
    pub(crate) target: Option<Target>,
    /// Offset of the label.
    pub(crate) byte: u64,
    /// Whether a cell below is filled. Looked for only where it matters.
    pub(crate) filled: bool,
    /// The unknown label was taken for a misspelt required one.
    meant: bool,
}

/// All columns of the file.
pub(crate) struct FileColumns {
    pub(crate) row: u32,
    pub(crate) line: u32,
    pub(crate) columns: Vec<FileColumn>,
    /// By column of the schema: the columns of the file that feed it. Empty if it is absent or not to be checked.
    pub(crate) sources: Vec<Vec<usize>>,
    pub(crate) keys: Vec<Arc<str>>,
    /// Columns of which it matters whether they are filled.
    pub(crate) watched: Vec<usize>,
    /// First column that is none of our own report's.
    pub(crate) first: usize,
    /// Columns up to the last one that a row must reach.
    pub(crate) needed: usize,
    /// Whether the file is a report of ours.
    pub(crate) own_report: bool,
    /// Whether a required column is missing or one is in error: then rows are not known well enough to be called equal.
    pub(crate) in_doubt: bool,
    /// What a column that the schema does not know is.
    unknown: UnknownColumns,
}

impl FileColumns {
    pub(crate) fn new(
        schema: &Schema,
        labels: &Labels<'_>,
        texts: Vec<(String, u64)>,
        (row, line): (u32, u32),
    ) -> Self {
        let columns: Vec<FileColumn> = texts
            .into_iter()
            .map(|(text, byte)| {
                let (matched, target) = labels.find(&text);
                FileColumn {
                    label: text.into(),
                    matched,
                    target,
                    byte,
                    filled: false,
                    meant: false,
                }
            })
            .collect();
        let mut sources = vec![Vec::new(); schema.columns.len()];
        let mut watched = Vec::new();
        for (index, column) in columns.iter().enumerate() {
            match column.target {
                Some(Target::Column(at)) if is_active(schema, at) => {
                    if let Some(source) = sources.get_mut(at) {
                        source.push(index);
                    }
                }
                _ if column.matched != HeaderMatch::Own => watched.push(index),
                _ => {}
            }
        }
        let first = columns
            .iter()
            .position(|column| column.matched != HeaderMatch::Own)
            .unwrap_or_default();
        let own_report = columns
            .iter()
            .any(|column| column.matched == HeaderMatch::Own);
        let mut file = Self {
            row,
            line,
            columns,
            sources,
            keys: shared_keys(schema),
            watched,
            first,
            needed: 0,
            own_report,
            in_doubt: false,
            unknown: schema.unknown_columns,
        };
        file.refresh_needed(schema);
        file
    }

    /// Judges unknown columns by an option; what the schema says is never lowered.
    pub(crate) fn judge_unknown(&mut self, option: Option<UnknownColumns>) {
        self.unknown = option.map_or(self.unknown, |option| option.max(self.unknown));
    }

    /// Finds out how far a row must reach.
    pub(crate) fn refresh_needed(&mut self, schema: &Schema) {
        self.needed = self
            .sources
            .iter()
            .zip(&schema.columns)
            .filter(|(_, column)| column.value == Presence::Required && column.default.is_none())
            .filter_map(|(sources, _)| sources.iter().min())
            .max()
            .map_or(0, |last| last + 1);
    }

    /// Columns of the schema that stand in the file twice.
    pub(crate) fn doubled(&self) -> Vec<usize> {
        let doubled = self
            .sources
            .iter()
            .enumerate()
            .filter(|(_, sources)| sources.len() > 1);
        doubled.map(|(at, _)| at).collect()
    }

    /// Whether a column of the file is one that a report of ours put there.
    pub(crate) fn is_own(&self, index: usize) -> bool {
        let column = self.columns.get(index);
        self.own_report && column.is_some_and(|column| column.matched == HeaderMatch::Own)
    }

    /// The text of a cell as it was uploaded: what our writer guarded is taken off again, without a notice.
    pub(crate) fn as_uploaded<'a>(&self, text: &'a str) -> &'a str {
        if self.own_report { unguard(text) } else { text }
    }

    /// How many columns a row has, blank ones at the end left out.
    pub(crate) fn width_without_blanks(&self) -> usize {
        let last = self
            .columns
            .iter()
            .rposition(|column| column.matched != HeaderMatch::Blank);
        last.map_or(0, |last| last + 1)
    }

    /// How many cells a row may have.
    pub(crate) fn width(&self) -> Width {
        Width {
            least: self.width_without_blanks(),
            most: self.columns.len(),
        }
    }

    /// How many columns a row had before a report of ours put its own in front.
    pub(crate) fn width_without_ours(&self) -> usize {
        let ours = (0..self.columns.len()).filter(|index| self.is_own(*index));
        self.width_without_blanks().saturating_sub(ours.count())
    }

    /// A place in the header.
    pub(crate) fn place(&self, column: Option<usize>) -> Place {
        let of = column.and_then(|index| self.columns.get(index));
        Place {
            row: Some(self.row),
            line: Some(self.line),
            column: column.and_then(|index| u32::try_from(index + 1).ok()),
            byte: of.map(|column| column.byte),
            field: of.and_then(|column| self.field(column)),
            label: of.map(|column| Arc::clone(&column.label)),
            ..Place::default()
        }
    }

    fn field(&self, column: &FileColumn) -> Option<Arc<str>> {
        match column.target {
            Some(Target::Column(at)) => self.keys.get(at).cloned(),
            _ => None,
        }
    }

    /// Says what the labels alone say: missing, normalized, other names, our own.
    pub(crate) fn tell(&mut self, schema: &Schema, say: &mut dyn FnMut(Finding)) {
        if self.own_report {
            say(Finding::new(
                FindingCode::OwnReportDetected,
                self.place(None),
            ));
        }
        for (index, column) in self.columns.iter().enumerate() {
            let code = match column.matched {
                HeaderMatch::Normalized => FindingCode::LabelNormalized,
                HeaderMatch::Alias => FindingCode::LabelAliasUsed,
                _ => continue,
            };
            // A key as the heading is what the message would say that it stands for.
            if self.field(column).is_some_and(|key| key == column.label) {
                continue;
            }
            say(Finding::new(code, self.place(Some(index))));
        }
        for (at, column) in schema.columns.iter().enumerate() {
            let absent = self.sources.get(at).is_some_and(Vec::is_empty);
            if !absent || !column.is_active() || column.header != Presence::Required {
                continue;
            }
            self.in_doubt = true;
            let near = self.near(column);
            let mut finding = Finding::new(
                FindingCode::MissingLabel,
                Place {
                    field: self.keys.get(at).cloned(),
                    ..self.place(None)
                },
            )
            .with("label", column.label_in("en"));
            if let Some(found) = near.and_then(|index| self.columns.get_mut(index)) {
                found.meant = true;
                let label = found.label.to_string();
                finding = finding.with("found", label);
                if let Some(letter) = near.and_then(letter) {
                    finding = finding.with("letter", letter);
                }
            }
            say(finding);
        }
    }

    /// An unknown column whose label nearly is that of `column`.
    fn near(&self, column: &Column) -> Option<usize> {
        self.columns.iter().position(|found| {
            let names = column
                .label
                .values()
                .chain(&column.aliases)
                .chain([&column.key]);
            found.matched == HeaderMatch::Unknown
                && !found.meant
                && near_miss(&found.label, names.map(String::as_str)).is_some()
        })
    }

    /// Says what the labels say once it is known which columns are filled. There may be many, so none waits.
    pub(crate) fn tell_at_end(&self, schema: &Schema, say: &mut dyn FnMut(Finding)) {
        let width = self.width_without_blanks();
        let beyond = self.columns.get(width..).unwrap_or_default();
        let ignored = beyond
            .iter()
            .rev()
            .take_while(|column| !column.filled)
            .count();
        if ignored > 0 {
            let place = self.place(None);
            let finding = Finding::new(FindingCode::TrailingBlankColumnsIgnored, place);
            say(finding.with("count", ignored));
        }
        let last = self.columns.len() - ignored;
        for index in self.watched.iter().copied().filter(|index| *index < last) {
            if let Some(finding) = self.about_watched(schema, index) {
                say(finding);
            }
        }
    }

    fn about_watched(&self, schema: &Schema, index: usize) -> Option<Finding> {
        let column = self.columns.get(index)?;
        let place = self.place(Some(index));
        let letter = letter(index).unwrap_or_default();
        let label = column.label.to_string();
        match column.matched {
            HeaderMatch::Blank if column.filled => {
                Some(Finding::new(FindingCode::BlankLabel, place).with("letter", letter))
            }
            HeaderMatch::Unknown if !column.meant => {
                let mut finding = Finding::new(FindingCode::UnknownLabel, place)
                    .with("label", label)
                    .with("letter", letter);
                if let Some(near) = self.near_label(schema, &column.label) {
                    finding = finding.with("near", near);
                }
                Some(match self.unknown {
                    UnknownColumns::Warn => finding,
                    UnknownColumns::Error => finding.as_error(Scope::File),
                })
            }
            HeaderMatch::Unknown | HeaderMatch::Blank | HeaderMatch::Own => None,
            _ => {
                let (disabled, reason) = match column.target? {
                    Target::Refused(at) => {
                        (Disabled::Refuse, schema.refused.get(at)?.reason.clone())
                    }
                    Target::Column(at) => {
                        let of = schema.columns.get(at)?;
                        (of.disabled?, of.disabled_reason.clone().unwrap_or_default())
                    }
                };
                let finding = Finding::new(FindingCode::ColumnNotEnabled, place)
                    .with("label", label)
                    .with("letter", letter)
                    .with("reason", reason);
                Some(match disabled {
                    _ if !column.filled => finding.as_notice(),
                    Disabled::Ignore => finding.as_warning(),
                    Disabled::Refuse => finding.as_error(Scope::File),
                })
            }
        }
    }

    /// Whether no column of the file is this one of the schema. One that stands there twice is not absent.
    fn is_absent(&self, at: usize) -> bool {
        let same = |column: &FileColumn| column.target == Some(Target::Column(at));
        !self.columns.iter().any(same)
    }

    /// A label of a column that is not in the file and that nearly is `label`.
    fn near_label<'s>(&self, schema: &'s Schema, label: &str) -> Option<&'s str> {
        let absent = schema
            .columns
            .iter()
            .enumerate()
            .filter(|(at, column)| column.is_active() && self.is_absent(*at));
        near_miss(label, absent.map(|(_, column)| column.label_in("en")))
    }

    pub(crate) fn header(&self, schema: &Schema) -> Header {
        let absent = schema.columns.iter().enumerate().filter(|(at, column)| {
            column.is_active() && column.header == Presence::Optional && self.is_absent(*at)
        });
        Header {
            row: self.row,
            missing_optional: absent
                .filter_map(|(at, _)| self.keys.get(at).cloned())
                .collect(),
            columns: (1_u32..)
                .zip(&self.columns)
                .map(|(number, column)| HeaderColumn {
                    column: number,
                    label: Arc::clone(&column.label),
                    field: self.field(column),
                    matched: column.matched,
                })
                .collect(),
        }
    }
}

/// The letter of a column that counts from 0.
pub(crate) fn letter(index: usize) -> Option<String> {
    column_letter(u32::try_from(index + 1).ok()?)
}

fn is_active(schema: &Schema, at: usize) -> bool {
    schema.columns.get(at).is_some_and(Column::is_active)
}

/// Keys of the columns, shared by every finding of a column.
pub(crate) fn shared_keys(schema: &Schema) -> Vec<Arc<str>> {
    schema
        .columns
        .iter()
        .map(|column| column.key.as_str().into())
        .collect()
}
