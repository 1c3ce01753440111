//! Templates: the file that people fill in. What is read of it is the reader's business.

mod words;

use super::schema::{Column, Schema};
use super::write::{CsvWriter, WriteOptions};
use crate::finding::Language;

/// What a template holds besides its header.
///
/// ```
/// use rollbook::csv::template::TemplateOptions;
/// let options = TemplateOptions::new().note().sample().delimiter(b';');
/// assert!(options.note && options.sample);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TemplateOptions {
    /// A row that says how to fill the file. It begins with `Note:` and is skipped when it is left in.
    pub note: bool,
    /// A row with an example. It is skipped when it is left in unchanged.
    pub sample: bool,
    /// Between cells: a comma, or a semicolon for spreadsheets that expect one.
    pub delimiter: u8,
    /// Of labels and note.
    pub language: Language,
}

impl Default for TemplateOptions {
    fn default() -> Self {
        Self {
            note: false,
            sample: false,
            delimiter: b',',
            language: Language::En,
        }
    }
}

impl TemplateOptions {
    /// A header in English, separated by commas.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With the note row.
    #[must_use]
    pub const fn note(mut self) -> Self {
        self.note = true;
        self
    }

    /// With the sample row.
    #[must_use]
    pub const fn sample(mut self) -> Self {
        self.sample = true;
        self
    }

    /// With another separator.
    #[must_use]
    pub const fn delimiter(mut self, delimiter: u8) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// In another language.
    #[must_use]
    pub const fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }
}

impl Schema {
    /// The template of this schema: UTF-8 with byte order mark, CRLF, quotes where needed. Columns that are not in
    /// force are left out.
    ///
    /// ```
    /// use rollbook::csv::Schema;
    /// use rollbook::csv::template::TemplateOptions;
    /// let bytes = Schema::numbers().template(&TemplateOptions::new())?;
    /// assert_eq!(bytes, "\u{feff}number,tags,ported,golden\r\n".as_bytes());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// None in practice: the file is made in memory.
    pub fn template(&self, options: &TemplateOptions) -> std::io::Result<Vec<u8>> {
        let columns: Vec<&Column> = self.columns.iter().filter(|c| c.is_active()).collect();
        let form = WriteOptions::default()
            .delimiter(options.delimiter)
            .quote_where_needed();
        let mut file = CsvWriter::new(Vec::new(), form)?;
        file.row(
            columns
                .iter()
                .map(|column| column.label_in(options.language.as_str())),
        )?;
        if options.note {
            file.row(words::note_row(&columns, options.language))?;
        }
        if options.sample {
            file.row(self.sample_row())?;
        }
        file.finish()
    }

    /// The cells of the sample row, by column in force. A row that equals it is no person.
    pub(crate) fn sample_row(&self) -> impl Iterator<Item = &str> {
        let active = self.columns.iter().filter(|column| column.is_active());
        active.map(|column| column.sample.as_deref().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::schema::ColumnType;
    use crate::csv::{Options, validate};
    use crate::profile::ProfileName;
    use crate::settings::AccessKind;

    fn lines(options: TemplateOptions) -> Vec<String> {
        let schema = Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap();
        let text = String::from_utf8(schema.template(&options).unwrap()).unwrap();
        let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
        text.split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn m_45_to_m_54_the_header_in_order_and_the_documented_sample() {
        let lines = lines(TemplateOptions::new().sample());
        assert_eq!(
            lines,
            [
                "firstname,lastname,email address or device,social_messaging,multiline_number,monitor_calls,\
                 monitor_sms,forwarding_number,restrict_incoming_social_messaging,Language",
                "Firstname,Lastname,name@example.com,No,,auto,on,,,"
            ]
        );
    }

    #[test]
    fn the_note_begins_so_that_it_is_recognized_and_says_what_columns_take() {
        let lines = lines(TemplateOptions::new().note().delimiter(b';'));
        assert_eq!(lines.len(), 2);
        assert!(lines[1].starts_with("Note: delete this row."));
        assert!(lines[1].contains(";required: Yes, No;"));
        assert!(lines[1].ends_with("optional: English, Italian, German, French, Spanish"));
    }

    #[test]
    fn the_note_is_in_five_languages_and_recognized_in_each() {
        let schema = Schema::for_profile(ProfileName::Multiline2024, AccessKind::Portal).unwrap();
        let mut notes = std::collections::BTreeSet::new();
        for language in Language::ALL {
            let options = TemplateOptions::new().note().sample().language(language);
            let bytes = schema.template(&options).unwrap();
            let text = String::from_utf8(bytes.clone()).unwrap();
            let note = text.split("\r\n").nth(1).expect("a note").to_owned();
            let bare = note.trim_start_matches('"');
            assert!(bare.starts_with("Note: "), "{note}");
            assert!(note.contains("Yes, No"), "words are not translated: {note}");
            assert!(notes.insert(note), "{language:?}");
            let report = validate(&bytes, &schema, &Options::default(), None);
            let mut codes: Vec<_> = report.findings.iter().map(|f| f.code.as_str()).collect();
            codes.retain(|code| !matches!(*code, "bom_removed" | "inventory_unchecked"));
            codes.sort_unstable();
            assert_eq!(
                codes,
                ["no_data_rows", "template_note_row", "template_sample_row"],
                "{language:?}"
            );
        }
    }

    /// The files of all profiles for both kinds of accounts, and the one of numbers.
    fn schemas() -> Vec<Schema> {
        let profiles = ProfileName::ALL.iter();
        let mut schemas: Vec<_> = profiles
            .flat_map(|profile| {
                let kinds = [AccessKind::Portal, AccessKind::NoPortal];
                kinds.map(|access| Schema::for_profile(*profile, access))
            })
            .flatten()
            .collect();
        schemas.push(Schema::numbers());
        schemas
    }

    /// A row as the sample has it, of somebody else.
    fn somebody(schema: &Schema) -> Vec<&str> {
        let active = schema.columns.iter().filter(|column| column.is_active());
        let cell = |column: &Column, sample| match column.kind {
            ColumnType::Identity { .. } | ColumnType::Email {} => "ada@example.com",
            ColumnType::Name { .. } => "Ada",
            ColumnType::Number { pool: false } => "+14405550199",
            _ => sample,
        };
        let cells = active.zip(schema.sample_row());
        cells.map(|(column, sample)| cell(column, sample)).collect()
    }

    #[test]
    fn every_template_is_a_file_of_its_own_schema() {
        let schemas = schemas();
        // Six profiles and two kinds, but for the one that B-18 refuses.
        assert_eq!(schemas.len(), 12);
        for schema in &schemas {
            for language in Language::ALL {
                for delimiter in [b',', b';'] {
                    let options = TemplateOptions::new().language(language);
                    let options = options.delimiter(delimiter).note().sample();
                    let mut bytes = schema.template(&options).unwrap();
                    let codes = |bytes: &[u8]| {
                        let report = validate(bytes, schema, &Options::default(), None);
                        let mut codes = report.counts.by_code.clone();
                        for always in ["bom_removed", "inventory_unchecked", "dialect_detected"] {
                            codes.remove(&always.parse().unwrap());
                        }
                        let codes = codes.into_iter();
                        let codes: Vec<_> =
                            codes.map(|(code, count)| (code.as_str(), count)).collect();
                        (
                            codes,
                            report.counts.data_rows,
                            report.counts.skipped.total(),
                        )
                    };
                    let name = (&schema.id, language.as_str(), char::from(delimiter));
                    let (mut found, rows, skipped) = codes(&bytes);
                    found.sort_unstable();
                    let expected = [
                        ("no_data_rows", 1),
                        ("template_note_row", 1),
                        ("template_sample_row", 1),
                    ];
                    assert_eq!(
                        (found.as_slice(), rows, skipped),
                        (&expected[..], 0, 2),
                        "{name:?}"
                    );
                    let row = somebody(schema).join(&*char::from(delimiter).to_string());
                    bytes.extend(row.bytes().chain(*b"\r\n"));
                    let (mut found, rows, skipped) = codes(&bytes);
                    found.sort_unstable();
                    assert_eq!(
                        (found.as_slice(), rows, skipped),
                        (&expected[1..], 1, 2),
                        "{name:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn columns_that_are_not_in_force_are_left_out() {
        let schema = Schema::for_profile(ProfileName::Multiline2021, AccessKind::Portal).unwrap();
        let bytes = schema.template(&TemplateOptions::new()).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("multiline_number") && !text.contains("Language"));
    }

    #[test]
    fn numbers_in_a_sample_are_guarded() {
        let bytes = Schema::numbers()
            .template(&TemplateOptions::new().sample())
            .unwrap();
        assert!(
            String::from_utf8(bytes)
                .unwrap()
                .ends_with("\r\n'+14405551234,office,,\r\n")
        );
    }
}
