//! What reports say around their findings, in the language of who reads them. What the findings say is theirs, and what
//! only the page says is in `html::words`.

use crate::csv::{Group, Outcome, Report};
use crate::finding::{Language, Severity};

/// One for a single thing, one for several; `{n}` stands for how many.
pub(super) struct Counted {
    one: &'static str,
    other: &'static str,
}

pub(super) const fn counted(one: &'static str, other: &'static str) -> Counted {
    Counted { one, other }
}

/// What a report comes to for somebody who wants to import the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Ready,
    ReadyWithWarnings,
    NotToTheEnd,
    InPart,
    NotReady,
    Unreadable,
}

impl Verdict {
    pub(super) fn of(report: &Report) -> Self {
        match (report.outcome(), report.importable()) {
            (Outcome::Valid, true) => Self::Ready,
            (Outcome::ValidWithWarnings, true) => Self::ReadyWithWarnings,
            (Outcome::Valid | Outcome::ValidWithWarnings, false) => Self::NotToTheEnd,
            (Outcome::Invalid, true) => Self::InPart,
            (Outcome::Invalid, false) => Self::NotReady,
            (Outcome::Unreadable, _) => Self::Unreadable,
        }
    }
}

/// The words of one language.
pub(super) struct Words {
    language: Language,
    /// Between groups of three digits, from so many digits on.
    thousands: (char, usize),
    /// In the place of a file name that is not known or not shown.
    pub(super) the_file: &'static str,
    ready: &'static str,
    ready_with_warnings: &'static str,
    not_to_the_end: &'static str,
    in_part: &'static str,
    not_ready: &'static str,
    unreadable: &'static str,
    /// Rows of data.
    pub(super) data_rows: Counted,
    pub(super) ok: Counted,
    pub(super) with_warnings: Counted,
    pub(super) with_errors: Counted,
    pub(super) unchecked: Counted,
    pub(super) skipped: Counted,
    errors: Counted,
    warnings: Counted,
    notices: Counted,
    /// Before the number of a row.
    pub(super) row: &'static str,
    /// Before what follows a list; French puts a narrow space before it.
    pub(super) semicolon: &'static str,
    /// Findings of a group that are not listed.
    pub(super) more: Counted,
    /// Findings of a group that are not kept; `{shown}` of `{total}` are.
    cut: Counted,
    /// Before the codes of findings of a row that are not kept.
    unkept: &'static str,
    truncated: &'static str,
    incomplete: &'static str,
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

    /// Whether the file is valid, and what of it can be imported: goes on behind its name.
    pub(super) const fn verdict(&self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Ready => self.ready,
            Verdict::ReadyWithWarnings => self.ready_with_warnings,
            Verdict::NotToTheEnd => self.not_to_the_end,
            Verdict::InPart => self.in_part,
            Verdict::NotReady => self.not_ready,
            Verdict::Unreadable => self.unreadable,
        }
    }

    /// What a reader must know of the report as a whole. Of a file that could not be checked its finding says why.
    pub(super) fn cautions(&self, report: &Report) -> impl Iterator<Item = &'static str> {
        let truncated = report.truncated.then_some(self.truncated);
        let begun = !report.complete && report.outcome() != Outcome::Unreadable;
        let incomplete = begun.then_some(self.incomplete);
        truncated.into_iter().chain(incomplete)
    }

    /// What is said of a group whose findings are not all kept.
    pub(super) fn cut(&self, group: &Group) -> Option<String> {
        let cut = group
            .count
            .checked_sub(group.shown)
            .filter(|cut| *cut > 0)?;
        let text = self.counted(&self.cut, cut);
        let text = text.replace("{shown}", &self.number(group.shown.into()));
        Some(text.replace("{total}", &self.number(group.count.into())))
    }

    /// What is said of a row some of whose findings are not kept.
    pub(super) fn unkept(&self, codes: &[&str]) -> String {
        if codes.is_empty() {
            return format!("{}.", self.unkept);
        }
        let colon = self.language.colon();
        format!("{}{colon} {}.", self.unkept, codes.join(", "))
    }

    /// `3 errors`.
    pub(super) fn findings(&self, severity: Severity, count: u32) -> String {
        self.counted(self.severity(severity), count)
    }

    /// `Error`: what a single finding is.
    pub(super) fn name(&self, severity: Severity) -> String {
        let one = self.severity(severity).one;
        let mut word = one.strip_prefix("{n} ").unwrap_or(one).chars();
        let first = word.next();
        first
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(word)
            .collect()
    }

    const fn severity(&self, severity: Severity) -> &Counted {
        match severity {
            Severity::Error => &self.errors,
            Severity::Warning => &self.warnings,
            Severity::Notice => &self.notices,
        }
    }

    /// `1 row`, `2 rows`.
    pub(super) fn counted(&self, words: &Counted, count: u32) -> String {
        let number = self.number(count.into());
        self.form(words, count).replace("{n}", &number)
    }

    /// The form that goes with `count`, its `{n}` not filled in.
    pub(super) fn form(&self, words: &Counted, count: u32) -> &'static str {
        // French counts nothing as one.
        if count == 1 || (count == 0 && self.language == Language::Fr) {
            words.one
        } else {
            words.other
        }
    }

    /// `1,234` as the language writes it.
    pub(super) fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        let (separator, from) = self.thousands;
        if digits.len() < from {
            return digits;
        }
        let mut text = String::with_capacity(digits.len() * 2);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(separator);
            }
            text.push(digit);
        }
        text
    }
}

const ENGLISH: Words = Words {
    language: Language::En,
    thousands: (',', 4),
    the_file: "The file",
    ready: "valid; it can be imported.",
    ready_with_warnings: "valid with warnings; it can be imported.",
    not_to_the_end: "valid so far, but not checked to its end.",
    in_part: "not valid; the rows without errors can be imported.",
    not_ready: "not valid; nothing can be imported.",
    unreadable: "could not be checked; nothing can be imported.",
    data_rows: counted("{n} row of data", "{n} rows of data"),
    ok: counted("{n} ok", "{n} ok"),
    with_warnings: counted("{n} with warnings", "{n} with warnings"),
    with_errors: counted("{n} with errors", "{n} with errors"),
    unchecked: counted("{n} not checked", "{n} not checked"),
    skipped: counted("{n} row skipped", "{n} rows skipped"),
    errors: counted("{n} error", "{n} errors"),
    warnings: counted("{n} warning", "{n} warnings"),
    notices: counted("{n} notice", "{n} notices"),
    row: "row",
    semicolon: ";",
    more: counted(
        "… and {n} more; the reports as JSON and CSV list it.",
        "… and {n} more; the reports as JSON and CSV list them.",
    ),
    cut: counted(
        "… {n} was counted, but not kept: the report has {shown} of {total}.",
        "… {n} were counted, but not kept: the report has {shown} of {total}.",
    ),
    unkept: "Findings of this row were counted, but not kept",
    truncated: "Some findings were counted but not kept. The counts are exact.",
    incomplete: "The file was not checked to its end.",
};

const ITALIAN: Words = Words {
    language: Language::It,
    thousands: ('.', 4),
    the_file: "Il file",
    ready: "valido; può essere importato.",
    ready_with_warnings: "valido con avvisi; può essere importato.",
    not_to_the_end: "valido fin qui, ma non verificato fino alla fine.",
    in_part: "non valido; le righe senza errori possono essere importate.",
    not_ready: "non valido; non è possibile importare nulla.",
    unreadable: "impossibile da verificare; non è possibile importare nulla.",
    data_rows: counted("{n} riga di dati", "{n} righe di dati"),
    ok: counted("{n} corretta", "{n} corrette"),
    with_warnings: counted("{n} con avvisi", "{n} con avvisi"),
    with_errors: counted("{n} con errori", "{n} con errori"),
    unchecked: counted("{n} non verificata", "{n} non verificate"),
    skipped: counted("{n} riga ignorata", "{n} righe ignorate"),
    errors: counted("{n} errore", "{n} errori"),
    warnings: counted("{n} avviso", "{n} avvisi"),
    notices: counted("{n} informazione", "{n} informazioni"),
    row: "riga",
    semicolon: ";",
    more: counted(
        "… e un’altra segnalazione; i rapporti JSON e CSV la elencano.",
        "… e altre {n}; i rapporti JSON e CSV le elencano.",
    ),
    cut: counted(
        "… {n} è stata contata, ma non conservata: il rapporto ne ha {shown} su {total}.",
        "… {n} sono state contate, ma non conservate: il rapporto ne ha {shown} su {total}.",
    ),
    unkept: "Alcune segnalazioni di questa riga sono state contate, ma non conservate",
    truncated: "Alcune segnalazioni sono state contate ma non conservate. I totali sono esatti.",
    incomplete: "Il file non è stato verificato fino alla fine.",
};

const GERMAN: Words = Words {
    language: Language::De,
    thousands: ('.', 4),
    the_file: "Die Datei",
    ready: "gültig; sie kann importiert werden.",
    ready_with_warnings: "gültig mit Warnungen; sie kann importiert werden.",
    not_to_the_end: "bis hierher gültig, aber nicht bis zum Ende geprüft.",
    in_part: "nicht gültig; die Zeilen ohne Fehler können importiert werden.",
    not_ready: "nicht gültig; es kann nichts importiert werden.",
    unreadable: "nicht prüfbar; es kann nichts importiert werden.",
    data_rows: counted("{n} Datenzeile", "{n} Datenzeilen"),
    ok: counted("{n} in Ordnung", "{n} in Ordnung"),
    with_warnings: counted("{n} mit Warnungen", "{n} mit Warnungen"),
    with_errors: counted("{n} mit Fehlern", "{n} mit Fehlern"),
    unchecked: counted("{n} nicht geprüft", "{n} nicht geprüft"),
    skipped: counted("{n} Zeile übersprungen", "{n} Zeilen übersprungen"),
    errors: counted("{n} Fehler", "{n} Fehler"),
    warnings: counted("{n} Warnung", "{n} Warnungen"),
    notices: counted("{n} Hinweis", "{n} Hinweise"),
    row: "Zeile",
    semicolon: ";",
    more: counted(
        "… und eine weitere Meldung; die Berichte als JSON und CSV führen sie auf.",
        "… und {n} weitere; die Berichte als JSON und CSV führen sie auf.",
    ),
    cut: counted(
        "… {n} wurde gezählt, aber nicht aufbewahrt: der Bericht hat {shown} von {total}.",
        "… {n} wurden gezählt, aber nicht aufbewahrt: der Bericht hat {shown} von {total}.",
    ),
    unkept: "Meldungen zu dieser Zeile wurden gezählt, aber nicht aufbewahrt",
    truncated: "Einige Meldungen wurden gezählt, aber nicht aufbewahrt. Die Gesamtzahlen sind genau.",
    incomplete: "Die Datei wurde nicht bis zum Ende geprüft.",
};

const FRENCH: Words = Words {
    language: Language::Fr,
    thousands: ('\u{202f}', 4),
    the_file: "Le fichier",
    ready: "valide\u{202f}; il peut être importé.",
    ready_with_warnings: "valide avec des avertissements\u{202f}; il peut être importé.",
    not_to_the_end: "valide jusqu’ici, mais pas vérifié jusqu’au bout.",
    in_part: "non valide\u{202f}; les lignes sans erreur peuvent être importées.",
    not_ready: "non valide\u{202f}; rien ne peut être importé.",
    unreadable: "impossible à vérifier\u{202f}; rien ne peut être importé.",
    data_rows: counted("{n} ligne de données", "{n} lignes de données"),
    ok: counted("{n} correcte", "{n} correctes"),
    with_warnings: counted("{n} avec des avertissements", "{n} avec des avertissements"),
    with_errors: counted("{n} avec des erreurs", "{n} avec des erreurs"),
    unchecked: counted("{n} non vérifiée", "{n} non vérifiées"),
    skipped: counted("{n} ligne ignorée", "{n} lignes ignorées"),
    errors: counted("{n} erreur", "{n} erreurs"),
    warnings: counted("{n} avertissement", "{n} avertissements"),
    notices: counted("{n} remarque", "{n} remarques"),
    row: "ligne",
    semicolon: "\u{202f};",
    more: counted(
        "… et {n} autre\u{202f}; les rapports JSON et CSV l’indiquent.",
        "… et {n} autres\u{202f}; les rapports JSON et CSV les indiquent.",
    ),
    cut: counted(
        "… {n} a été compté, mais pas conservé\u{202f}: le rapport en a {shown} sur {total}.",
        "… {n} ont été comptés, mais pas conservés\u{202f}: le rapport en a {shown} sur {total}.",
    ),
    unkept: "Des constats de cette ligne ont été comptés, mais pas conservés",
    truncated: "Certains constats ont été comptés mais pas conservés. Les totaux sont exacts.",
    incomplete: "Le fichier n’a pas été vérifié jusqu’au bout.",
};

const SPANISH: Words = Words {
    language: Language::Es,
    // In Spanish a number of four digits is not divided.
    thousands: ('\u{202f}', 5),
    the_file: "El archivo",
    ready: "válido; se puede importar.",
    ready_with_warnings: "válido con advertencias; se puede importar.",
    not_to_the_end: "válido hasta aquí, pero no comprobado hasta el final.",
    in_part: "no válido; las filas sin errores se pueden importar.",
    not_ready: "no válido; no se puede importar nada.",
    unreadable: "imposible de comprobar; no se puede importar nada.",
    data_rows: counted("{n} fila de datos", "{n} filas de datos"),
    ok: counted("{n} correcta", "{n} correctas"),
    with_warnings: counted("{n} con advertencias", "{n} con advertencias"),
    with_errors: counted("{n} con errores", "{n} con errores"),
    unchecked: counted("{n} sin comprobar", "{n} sin comprobar"),
    skipped: counted("{n} fila omitida", "{n} filas omitidas"),
    errors: counted("{n} error", "{n} errores"),
    warnings: counted("{n} advertencia", "{n} advertencias"),
    notices: counted("{n} aviso", "{n} avisos"),
    row: "fila",
    semicolon: ";",
    more: counted(
        "… y una más; los informes JSON y CSV la muestran.",
        "… y {n} más; los informes JSON y CSV las muestran.",
    ),
    cut: counted(
        "… {n} se contó, pero no se conservó: el informe tiene {shown} de {total}.",
        "… {n} se contaron, pero no se conservaron: el informe tiene {shown} de {total}.",
    ),
    unkept: "Algunas observaciones de esta fila se contaron, pero no se conservaron",
    truncated: "Algunas observaciones se contaron, pero no se conservaron. Los totales son exactos.",
    incomplete: "El archivo no se ha comprobado hasta el final.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_divided_as_each_language_does() {
        let written = Language::ALL.map(|language| Words::of(language).number(1_234));
        assert_eq!(written, ["1,234", "1.234", "1.234", "1\u{202f}234", "1234"]);
        assert_eq!(Words::of(Language::En).number(1_234_567), "1,234,567");
        assert_eq!(Words::of(Language::Es).number(12_345), "12\u{202f}345");
        assert_eq!(Words::of(Language::En).number(0), "0");
    }

    #[test]
    fn one_and_several_are_told_apart() {
        let rows = |language, count| {
            let words = Words::of(language);
            words.counted(&words.data_rows, count)
        };
        assert_eq!(rows(Language::En, 1), "1 row of data");
        assert_eq!(rows(Language::En, 0), "0 rows of data");
        assert_eq!(rows(Language::Fr, 0), "0 ligne de données");
        assert_eq!(rows(Language::It, 2), "2 righe di dati");
        for language in Language::ALL {
            let words = Words::of(language);
            for counted in [&words.data_rows, &words.skipped, &words.more] {
                assert_ne!(words.form(counted, 1), words.form(counted, 2));
            }
        }
    }

    #[test]
    fn a_finding_is_called_as_it_is_counted() {
        let names = |severity| Language::ALL.map(|language| Words::of(language).name(severity));
        assert_eq!(
            names(Severity::Notice),
            ["Notice", "Informazione", "Hinweis", "Remarque", "Aviso"]
        );
        assert_eq!(
            names(Severity::Error),
            ["Error", "Errore", "Fehler", "Erreur", "Error"]
        );
    }
}
