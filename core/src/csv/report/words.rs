//! What a report says around its findings, in the language of who reads it. What the findings say is theirs.

use crate::csv::{Outcome, Report};
use crate::finding::{Language, Severity};

/// One and several.
pub(super) type Forms = (&'static str, &'static str);

/// The words of one language.
pub(super) struct Words {
    /// In the place of a file name that is not known or not shown.
    pub(super) the_file: &'static str,
    valid: &'static str,
    warnings: &'static str,
    incomplete: &'static str,
    partly: &'static str,
    invalid: &'static str,
    unreadable: &'static str,
    /// Rows of data.
    pub(super) rows: Forms,
    /// Rows without a finding, with warnings, with errors, and not checked: `3 with errors`.
    pub(super) kinds: [Forms; 4],
    /// `2 rows skipped`.
    pub(super) skipped: Forms,
    /// Before what follows a list; French puts a narrow space before it.
    pub(super) semicolon: &'static str,
    /// Between the title of a group and its field.
    pub(super) within: &'static str,
    /// Findings of a group that are not listed, `#` being their number.
    pub(super) more: Forms,
    /// Some findings were not kept.
    pub(super) truncated: &'static str,
    /// The file was not checked to its end.
    pub(super) unfinished: &'static str,
    /// Before the number of a row.
    pub(super) row: &'static str,
    errors: Forms,
    warnings_counted: Forms,
    notices: Forms,
    zero_is_one: bool,
}

impl Words {
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &ENGLISH,
            Language::It => &ITALIAN,
            Language::De => &GERMAN,
            Language::Fr => &FRENCH,
            Language::Es => &SPANISH,
        }
    }

    /// Whether the file is valid, and what of it can be imported.
    pub(super) fn verdict(&self, report: &Report) -> &'static str {
        match (report.outcome(), report.importable()) {
            (Outcome::Valid, true) => self.valid,
            (Outcome::ValidWithWarnings, true) => self.warnings,
            (Outcome::Valid | Outcome::ValidWithWarnings, false) => self.incomplete,
            (Outcome::Invalid, true) => self.partly,
            (Outcome::Invalid, false) => self.invalid,
            (Outcome::Unreadable, _) => self.unreadable,
        }
    }

    pub(super) const fn severity(&self, severity: Severity) -> Forms {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.warnings_counted,
            Severity::Notice => self.notices,
        }
    }

    /// `1 row`, `2 rows`.
    pub(super) fn counted(&self, count: u32, forms: Forms) -> String {
        format!("{count} {}", self.form(count, forms))
    }

    /// The form that goes with `count`.
    pub(super) const fn form(&self, count: u32, (one, other): Forms) -> &'static str {
        if count == 1 || (count == 0 && self.zero_is_one) {
            one
        } else {
            other
        }
    }
}

const ENGLISH: Words = Words {
    the_file: "The file",
    valid: "valid; it can be imported.",
    warnings: "valid with warnings; it can be imported.",
    incomplete: "valid so far, but not complete.",
    partly: "not valid; the rows without errors can be imported.",
    invalid: "not valid; nothing can be imported.",
    unreadable: "not readable; nothing can be imported.",
    rows: ("row", "rows"),
    kinds: [
        ("ok", "ok"),
        ("with warnings", "with warnings"),
        ("with errors", "with errors"),
        ("not checked", "not checked"),
    ],
    skipped: ("row skipped", "rows skipped"),
    semicolon: ";",
    within: "in",
    more: (
        "… and # more; the reports as JSON and CSV list them.",
        "… and # more; the reports as JSON and CSV list them.",
    ),
    truncated: "Some findings were counted but not kept. The counts are exact.",
    unfinished: "The file was not checked to its end.",
    row: "row",
    errors: ("error", "errors"),
    warnings_counted: ("warning", "warnings"),
    notices: ("notice", "notices"),
    zero_is_one: false,
};

const ITALIAN: Words = Words {
    the_file: "Il file",
    valid: "valido; può essere importato.",
    warnings: "valido con avvisi; può essere importato.",
    incomplete: "valido fin qui, ma non completo.",
    partly: "non valido; le righe senza errori possono essere importate.",
    invalid: "non valido; non è possibile importare nulla.",
    unreadable: "non leggibile; non è possibile importare nulla.",
    rows: ("riga", "righe"),
    kinds: [
        ("corretta", "corrette"),
        ("con avvisi", "con avvisi"),
        ("con errori", "con errori"),
        ("non controllata", "non controllate"),
    ],
    skipped: ("riga ignorata", "righe ignorate"),
    semicolon: ";",
    within: "in",
    more: (
        "… e un'altra segnalazione; i report JSON e CSV la elencano.",
        "… e altre #; i report JSON e CSV le elencano.",
    ),
    truncated: "Alcune segnalazioni sono state contate ma non conservate. I conteggi sono esatti.",
    unfinished: "Il file non è stato controllato fino alla fine.",
    row: "riga",
    errors: ("errore", "errori"),
    warnings_counted: ("avviso", "avvisi"),
    notices: ("informazione", "informazioni"),
    zero_is_one: false,
};

const GERMAN: Words = Words {
    the_file: "Die Datei",
    valid: "gültig; sie kann importiert werden.",
    warnings: "gültig mit Warnungen; sie kann importiert werden.",
    incomplete: "bis hierher gültig, aber nicht vollständig.",
    partly: "nicht gültig; die Zeilen ohne Fehler können importiert werden.",
    invalid: "nicht gültig; es kann nichts importiert werden.",
    unreadable: "nicht lesbar; es kann nichts importiert werden.",
    rows: ("Zeile", "Zeilen"),
    kinds: [
        ("in Ordnung", "in Ordnung"),
        ("mit Warnungen", "mit Warnungen"),
        ("mit Fehlern", "mit Fehlern"),
        ("nicht geprüft", "nicht geprüft"),
    ],
    skipped: ("Zeile übersprungen", "Zeilen übersprungen"),
    semicolon: ";",
    within: "in",
    more: (
        "… und eine weitere Meldung; die Berichte als JSON und CSV führen sie auf.",
        "… und # weitere; die Berichte als JSON und CSV führen sie auf.",
    ),
    truncated: "Einige Meldungen wurden gezählt, aber nicht aufbewahrt. Die Zahlen sind genau.",
    unfinished: "Die Datei wurde nicht bis zum Ende geprüft.",
    row: "Zeile",
    errors: ("Fehler", "Fehler"),
    warnings_counted: ("Warnung", "Warnungen"),
    notices: ("Hinweis", "Hinweise"),
    zero_is_one: false,
};

const FRENCH: Words = Words {
    the_file: "Le fichier",
    valid: "valide ; il peut être importé.",
    warnings: "valide avec des avertissements ; il peut être importé.",
    incomplete: "valide jusqu'ici, mais pas complet.",
    partly: "non valide ; les lignes sans erreur peuvent être importées.",
    invalid: "non valide ; rien ne peut être importé.",
    unreadable: "illisible ; rien ne peut être importé.",
    rows: ("ligne", "lignes"),
    kinds: [
        ("correcte", "correctes"),
        ("avec avertissements", "avec avertissements"),
        ("avec erreurs", "avec erreurs"),
        ("non vérifiée", "non vérifiées"),
    ],
    skipped: ("ligne ignorée", "lignes ignorées"),
    semicolon: " ;",
    within: "dans",
    more: (
        "… et # autre ; les rapports JSON et CSV l'indiquent.",
        "… et # autres ; les rapports JSON et CSV les indiquent.",
    ),
    truncated: "Certains constats ont été comptés mais pas conservés. Les totaux sont exacts.",
    unfinished: "Le fichier n'a pas été vérifié jusqu'au bout.",
    row: "ligne",
    errors: ("erreur", "erreurs"),
    warnings_counted: ("avertissement", "avertissements"),
    notices: ("information", "informations"),
    zero_is_one: true,
};

const SPANISH: Words = Words {
    the_file: "El archivo",
    valid: "válido; se puede importar.",
    warnings: "válido con advertencias; se puede importar.",
    incomplete: "válido hasta aquí, pero no completo.",
    partly: "no válido; las filas sin errores se pueden importar.",
    invalid: "no válido; no se puede importar nada.",
    unreadable: "no legible; no se puede importar nada.",
    rows: ("fila", "filas"),
    kinds: [
        ("correcta", "correctas"),
        ("con advertencias", "con advertencias"),
        ("con errores", "con errores"),
        ("sin comprobar", "sin comprobar"),
    ],
    skipped: ("fila omitida", "filas omitidas"),
    semicolon: ";",
    within: "en",
    more: (
        "… y una más; los informes JSON y CSV la muestran.",
        "… y # más; los informes JSON y CSV las muestran.",
    ),
    truncated: "Algunas observaciones se contaron pero no se conservaron. Los recuentos son exactos.",
    unfinished: "El archivo no se comprobó hasta el final.",
    row: "fila",
    errors: ("error", "errores"),
    warnings_counted: ("advertencia", "advertencias"),
    notices: ("aviso", "avisos"),
    zero_is_one: false,
};
