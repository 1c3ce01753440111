//! Where in a file a finding stands. How it got there is the reader's; what it says is the code's.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A place in an uploaded file. Findings about the whole file have none of it; findings about the header have its row.
///
/// Rows, lines and columns count from 1 as a person counts them, records and bytes from 0 as a program does. The key
/// and the label of a column are shared, since every finding of a column has them.
///
/// ```
/// use rollbook::finding::Place;
/// let place = Place { row: Some(7), column: Some(5), ..Place::default() };
/// assert_eq!(place.cell().as_deref(), Some("E7"));
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Place {
    /// What a spreadsheet shows: blank, note and preamble rows count, line ends inside quotes do not.
    pub row: Option<u32>,
    /// Physical line: every line end counts.
    pub line: Option<u32>,
    /// Index of the data row from 0; absent for rows that are not data.
    pub record: Option<u32>,
    /// Column from 1.
    pub column: Option<u32>,
    /// Offset from 0 in the file as uploaded; of a quoted cell, that of its opening quote.
    pub byte: Option<u64>,
    /// Character from 1 in the cell, for problems of one character.
    pub char: Option<u32>,
    /// Key of the column, such as `multiline_number`.
    pub field: Option<Arc<str>>,
    /// Label of the column as the file has it.
    pub label: Option<Arc<str>>,
}

impl Place {
    /// A place in `row`, at no column.
    #[must_use]
    pub fn row(row: u32) -> Self {
        Self {
            row: Some(row),
            ..Self::default()
        }
    }

    /// The cell as a spreadsheet names it, such as `E7`; absent without a row and a column.
    #[must_use]
    pub fn cell(&self) -> Option<String> {
        cell_name(self.row?, self.column?)
    }

    /// The letters of the column, such as `E`; absent without a column.
    #[must_use]
    pub fn column_letter(&self) -> Option<String> {
        column_letter(self.column?)
    }
}

/// Where it is, without the label, which is text of the file.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.cell(), self.row) {
            (Some(cell), _) => f.write_str(&cell)?,
            (None, Some(row)) => write!(f, "row {row}")?,
            (None, None) => f.write_str("file")?,
        }
        match &self.field {
            Some(field) => write!(f, " ({field})"),
            None => Ok(()),
        }
    }
}

/// The letters that a spreadsheet gives to `column` (from 1): A to Z, AA to ZZ and on. Column 0 has none.
#[must_use]
pub fn column_letter(column: u32) -> Option<String> {
    let mut rest = column;
    let mut letters = Vec::with_capacity(3);
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).ok()?;
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    (!letters.is_empty()).then(|| letters.iter().rev().collect())
}

/// The name of a cell, such as `AA12`, for a column and a row that count from 1.
#[must_use]
pub fn cell_name(row: u32, column: u32) -> Option<String> {
    Some(format!("{}{row}", column_letter(column)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_from_z_to_aa_and_from_zz_to_aaa() {
        let letters = |column| column_letter(column).unwrap_or_default();
        assert_eq!(letters(1), "A");
        assert_eq!(letters(26), "Z");
        assert_eq!(letters(27), "AA");
        assert_eq!(letters(702), "ZZ");
        assert_eq!(letters(703), "AAA");
        assert_eq!(letters(16_384), "XFD");
        assert_eq!(column_letter(0), None);
    }

    #[test]
    fn a_place_without_a_column_names_no_cell() {
        assert_eq!(Place::row(3).cell(), None);
        assert_eq!(format!("{:?}", Place::row(3)), "row 3");
        assert_eq!(format!("{:?}", Place::default()), "file");
    }

    #[test]
    fn debug_shows_no_label() {
        let place = Place {
            row: Some(1),
            column: Some(2),
            field: Some("identity".into()),
            label: Some("someone@example.com".into()),
            ..Place::default()
        };
        assert_eq!(format!("{place:?}"), "B1 (identity)");
    }
}
