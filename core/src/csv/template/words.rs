//! What the note row of a template says, in the language of who fills it. The words that cells take are never
//! translated; they are the schema's.

use crate::csv::schema::{Column, ColumnType, Presence};
use crate::finding::Language;

/// The words of one language.
struct Words {
    /// Behind `Note:`, by which the row is recognized in every language.
    note: &'static str,
    /// Before what the first column takes, which stands in one cell with the note.
    this_column: &'static str,
    required: &'static str,
    optional: &'static str,
    colon: &'static str,
    /// A number of digits, `<` being the least and `>` the most.
    digits: &'static str,
    phone: &'static str,
    email: &'static str,
    identity: &'static str,
    date: &'static str,
    integer: &'static str,
}

impl Words {
    const fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &ENGLISH,
            Language::It => &ITALIAN,
            Language::De => &GERMAN,
            Language::Fr => &FRENCH,
            Language::Es => &SPANISH,
        }
    }
}

/// The note in the first cell, what each column takes in its own.
pub(super) fn note_row(columns: &[&Column], language: Language) -> Vec<String> {
    let words = Words::of(language);
    let mut cells: Vec<_> = columns.iter().map(|c| expectation(c, language)).collect();
    if let Some(first) = cells.first_mut() {
        let Words {
            note,
            this_column,
            colon,
            ..
        } = words;
        *first = format!("Note: {note} {this_column}{colon} {first}");
    }
    cells
}

/// `required: Yes, No`, `optional: 3 to 5 digits`.
fn expectation(column: &Column, language: Language) -> String {
    let words = Words::of(language);
    let presence = match column.value {
        Presence::Required => words.required,
        Presence::Optional => words.optional,
    };
    let what = match &column.kind {
        ColumnType::Choice { values } => {
            let values: Vec<_> = values.iter().map(|choice| choice.value.as_str()).collect();
            values.join(", ")
        }
        ColumnType::Digits { min, max, .. } => {
            let digits = words.digits.replace('<', &min.to_string());
            digits.replace('>', &max.to_string())
        }
        ColumnType::Phone {} | ColumnType::Number { .. } => words.phone.to_owned(),
        ColumnType::Email {} | ColumnType::Identity { email_only: true } => words.email.to_owned(),
        ColumnType::Identity { email_only: false } => words.identity.to_owned(),
        ColumnType::Date { .. } => words.date.to_owned(),
        ColumnType::Integer { .. } => words.integer.to_owned(),
        ColumnType::Text { .. } | ColumnType::Name { .. } | ColumnType::Reference { .. } => {
            String::new()
        }
    };
    let help = column.help.get(language.as_str());
    let help = help.or_else(|| column.help.get("en"));
    let parts = [Some(what), help.cloned()];
    let details: Vec<_> = parts
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .collect();
    if details.is_empty() {
        presence.to_owned()
    } else {
        format!("{presence}{} {}", words.colon, details.join(". "))
    }
}

const ENGLISH: Words = Words {
    note: "delete this row. Format columns of numbers as Text before typing. Rows that a filter hides are uploaded too.",
    this_column: "This column",
    required: "required",
    optional: "optional",
    colon: ":",
    digits: "< to > digits",
    phone: "digits with country code",
    email: "e-mail address",
    identity: "e-mail address, or number of a device with country code",
    date: "YYYY-MM-DD",
    integer: "whole number",
};

const ITALIAN: Words = Words {
    note: "eliminare questa riga. Formattare come Testo le colonne di numeri prima di scriverci. Vengono caricate anche le righe nascoste da un filtro.",
    this_column: "Questa colonna",
    required: "obbligatorio",
    optional: "facoltativo",
    colon: ":",
    digits: "da < a > cifre",
    phone: "cifre con prefisso internazionale",
    email: "indirizzo e-mail",
    identity: "indirizzo e-mail, oppure numero di un dispositivo con prefisso internazionale",
    date: "data come 2026-03-31 (anno-mese-giorno)",
    integer: "numero intero",
};

const GERMAN: Words = Words {
    note: "Löschen Sie diese Zeile. Formatieren Sie Spalten mit Nummern als Text, bevor Sie etwas eingeben. Zeilen, die ein Filter ausblendet, werden ebenfalls hochgeladen.",
    this_column: "Diese Spalte",
    required: "erforderlich",
    optional: "optional",
    colon: ":",
    digits: "< bis > Ziffern",
    phone: "Ziffern mit Landesvorwahl",
    email: "E-Mail-Adresse",
    identity: "E-Mail-Adresse oder Rufnummer eines Geräts mit Landesvorwahl",
    date: "Datum wie 2026-03-31 (Jahr-Monat-Tag)",
    integer: "ganze Zahl",
};

const FRENCH: Words = Words {
    note: "supprimez cette ligne. Mettez les colonnes de numéros au format Texte avant la saisie. Les lignes masquées par un filtre sont envoyées aussi.",
    this_column: "Cette colonne",
    required: "obligatoire",
    optional: "facultatif",
    colon: "\u{202f}:",
    digits: "de < à > chiffres",
    phone: "chiffres avec l'indicatif de pays",
    email: "adresse e-mail",
    identity: "adresse e-mail, ou numéro d'un appareil avec l'indicatif de pays",
    date: "date comme 2026-03-31 (année-mois-jour)",
    integer: "nombre entier",
};

const SPANISH: Words = Words {
    note: "elimine esta fila. Dé formato Texto a las columnas de números antes de escribir. Las filas que oculta un filtro también se cargan.",
    this_column: "Esta columna",
    required: "obligatorio",
    optional: "opcional",
    colon: ":",
    digits: "de < a > cifras",
    phone: "cifras con código de país",
    email: "dirección de correo electrónico",
    identity: "dirección de correo electrónico, o número de un dispositivo con código de país",
    date: "fecha como 2026-03-31 (año-mes-día)",
    integer: "número entero",
};
