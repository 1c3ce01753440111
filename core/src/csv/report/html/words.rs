//! The words of the page, in five languages. What findings say is not here but in `finding::text`.

use crate::csv::{Fixes, LineEnd, Outcome};
use crate::finding::{Language, Severity};

/// One for a single thing, one for several; `{n}` stands for how many.
pub(super) struct Counted {
    one: &'static str,
    other: &'static str,
}

const fn counted(one: &'static str, other: &'static str) -> Counted {
    Counted { one, other }
}

/// A headline and the sentence below it.
pub(super) struct Verdict {
    pub(super) headline: &'static str,
    pub(super) sentence: &'static str,
}

const fn verdict(headline: &'static str, sentence: &'static str) -> Verdict {
    Verdict { headline, sentence }
}

/// Everything that the page says itself.
pub(super) struct Words {
    language: Language,
    /// Between groups of three digits, from so many digits on.
    thousands: (char, usize),
    pub(super) report: &'static str,
    pub(super) the_file: &'static str,
    ready: Verdict,
    ready_with_warnings: Verdict,
    not_to_the_end: Verdict,
    in_part: Verdict,
    not_ready: Verdict,
    unreadable: Verdict,
    pub(super) skip: &'static str,
    pub(super) contents: &'static str,
    pub(super) overview: &'static str,
    pub(super) found: &'static str,
    pub(super) nothing_found: &'static str,
    pub(super) rows: &'static str,
    data_rows: Counted,
    errors: Counted,
    warnings: Counted,
    notices: Counted,
    error: &'static str,
    warning: &'static str,
    notice: &'static str,
    pub(super) ok: &'static str,
    pub(super) skipped: &'static str,
    pub(super) unchecked: &'static str,
    pub(super) with_errors: &'static str,
    pub(super) with_warnings: &'static str,
    pub(super) with_notices: &'static str,
    pub(super) without_findings: &'static str,
    pub(super) blank: &'static str,
    pub(super) note: &'static str,
    pub(super) sample: &'static str,
    pub(super) preamble: &'static str,
    pub(super) duplicate: &'static str,
    column: &'static str,
    in_rows: Counted,
    more_rows: Counted,
    more_findings: Counted,
    more_characters: Counted,
    kept: &'static str,
    pub(super) only_these: &'static str,
    pub(super) show: &'static str,
    pub(super) only_errors: &'static str,
    pub(super) all_rows: &'static str,
    pub(super) previous: &'static str,
    pub(super) next: &'static str,
    /// `{shown}` and `{total}`.
    pub(super) shown: &'static str,
    pub(super) caption: &'static str,
    capped: &'static str,
    pub(super) row: &'static str,
    pub(super) status: &'static str,
    pub(super) not_used: &'static str,
    pub(super) not_kept: &'static str,
    pub(super) truncated: &'static str,
    pub(super) incomplete: &'static str,
    plan: &'static str,
    pub(super) about: &'static str,
    pub(super) schema: &'static str,
    pub(super) size: &'static str,
    size_bytes: Counted,
    pub(super) encoding: &'static str,
    pub(super) separator: &'static str,
    pub(super) line_end: &'static str,
    pub(super) fixes: &'static str,
    fixes_off: &'static str,
    fixes_safe: &'static str,
    fixes_strict: &'static str,
    pub(super) stock: &'static str,
    pub(super) stock_checked: &'static str,
    pub(super) stock_unchecked: &'static str,
    pub(super) written_by: &'static str,
}

impl Words {
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::It => &IT,
            Language::De => &DE,
            Language::Fr => &FR,
            Language::Es => &ES,
        }
    }

    /// What the page says first.
    pub(super) const fn verdict(&self, outcome: Outcome, importable: bool) -> &Verdict {
        match (outcome, importable) {
            (Outcome::Valid, true) => &self.ready,
            (Outcome::ValidWithWarnings, true) => &self.ready_with_warnings,
            (Outcome::Valid | Outcome::ValidWithWarnings, false) => &self.not_to_the_end,
            (Outcome::Invalid, true) => &self.in_part,
            (Outcome::Invalid, false) => &self.not_ready,
            (Outcome::Unreadable, _) => &self.unreadable,
        }
    }

    pub(super) const fn severity(&self, severity: Severity) -> &'static str {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Notice => self.notice,
        }
    }

    /// `3 errors`.
    pub(super) fn findings(&self, severity: Severity, count: u32) -> String {
        self.counted(
            match severity {
                Severity::Error => &self.errors,
                Severity::Warning => &self.warnings,
                Severity::Notice => &self.notices,
            },
            count,
        )
    }

    pub(super) fn data_rows(&self, count: u32) -> String {
        self.counted(&self.data_rows, count)
    }

    /// The word before a list of rows.
    pub(super) const fn in_rows(&self, single: bool) -> &'static str {
        if single {
            self.in_rows.one
        } else {
            self.in_rows.other
        }
    }

    pub(super) fn more_rows(&self, count: u32) -> String {
        self.counted(&self.more_rows, count)
    }

    pub(super) fn more_findings(&self, count: u32) -> String {
        self.counted(&self.more_findings, count)
    }

    pub(super) fn more_characters(&self, count: u32) -> String {
        self.counted(&self.more_characters, count)
    }

    pub(super) fn bytes(&self, count: u64) -> String {
        let words = if count == 1 {
            self.size_bytes.one
        } else {
            self.size_bytes.other
        };
        words.replace("{n}", &self.number(count))
    }

    pub(super) fn column(&self, label: &str) -> String {
        self.column.replace("{label}", label)
    }

    /// How many findings of a group the report has kept.
    pub(super) fn kept(&self, shown: u32, count: u32) -> String {
        self.kept
            .replace("{shown}", &self.number(shown.into()))
            .replace("{n}", &self.number(count.into()))
    }

    /// That rows were left out of the grid, and which.
    pub(super) fn capped(&self, shown: usize, total: usize) -> String {
        self.capped
            .replace("{shown}", &self.number(shown as u64))
            .replace("{n}", &self.number(total as u64))
    }

    pub(super) fn plan(&self, creates: u32, invites: u32) -> String {
        self.plan
            .replace("{creates}", &self.number(creates.into()))
            .replace("{invites}", &self.number(invites.into()))
    }

    pub(super) const fn fixes_word(&self, fixes: Fixes) -> &'static str {
        match fixes {
            Fixes::Off => self.fixes_off,
            Fixes::Safe => self.fixes_safe,
            Fixes::Strict => self.fixes_strict,
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

    fn counted(&self, words: &Counted, count: u32) -> String {
        // French counts nothing as one.
        let one = count == 1 || (count == 0 && self.language == Language::Fr);
        let words = if one { words.one } else { words.other };
        words.replace("{n}", &self.number(count.into()))
    }
}

/// How lines end, in the words of everybody who knows them.
pub(super) const fn line_end(end: LineEnd) -> &'static str {
    match end {
        LineEnd::Lf => "LF",
        LineEnd::Crlf => "CRLF",
        LineEnd::Cr => "CR",
    }
}

const EN: Words = Words {
    language: Language::En,
    thousands: (',', 4),
    report: "Validation report",
    the_file: "The file",
    ready: verdict("Ready to import", "There are no errors and no warnings."),
    ready_with_warnings: verdict(
        "Ready to import, with warnings",
        "It can be imported as it is. Somebody should look at the warnings first.",
    ),
    not_to_the_end: verdict(
        "Not checked to the end",
        "What was read has no errors, but nothing can be imported until all of it is checked.",
    ),
    in_part: verdict(
        "Can be imported in part",
        "Rows with errors are left out; the others can be imported.",
    ),
    not_ready: verdict(
        "Cannot be imported yet",
        "Correct the errors below in the file and check it again. Nothing is imported before.",
    ),
    unreadable: verdict(
        "Cannot be read as CSV",
        "Nothing in it was checked. Remove the cause below and check the file again.",
    ),
    skip: "Skip to the rows",
    contents: "Contents",
    overview: "Overview",
    found: "What was found",
    nothing_found: "Nothing was found.",
    rows: "Rows",
    data_rows: counted("{n} row of data", "{n} rows of data"),
    errors: counted("{n} error", "{n} errors"),
    warnings: counted("{n} warning", "{n} warnings"),
    notices: counted("{n} notice", "{n} notices"),
    error: "Error",
    warning: "Warning",
    notice: "Notice",
    ok: "OK",
    skipped: "Skipped",
    unchecked: "Not checked",
    with_errors: "With errors",
    with_warnings: "With warnings",
    with_notices: "With notices",
    without_findings: "Without findings",
    blank: "blank",
    note: "note of the template",
    sample: "sample of the template",
    preamble: "above the header",
    duplicate: "repeated",
    column: "Column {label}",
    in_rows: counted("Row", "Rows"),
    more_rows: counted("and {n} more row", "and {n} more rows"),
    more_findings: counted("and {n} more finding", "and {n} more findings"),
    more_characters: counted("{n} more character", "{n} more characters"),
    kept: "{shown} of {n} are in this report; the count is exact.",
    only_these: "Only these rows",
    show: "Show rows",
    only_errors: "Only rows with errors",
    all_rows: "All rows",
    previous: "Previous finding",
    next: "Next finding",
    shown: "{shown} of {total} rows are shown.",
    caption: "The file as it was uploaded. What was found in a row stands below it.",
    capped: "The grid shows {shown} of {n} rows: first those with errors, then those with warnings, then others.",
    row: "Row",
    status: "Status",
    not_used: "not used",
    not_kept: "Its findings were counted but not kept.",
    truncated: "Some findings were counted but not kept. The counts are exact.",
    incomplete: "The file was not checked to its end.",
    plan: "An import would create {creates} accounts and prepare {invites} invitations.",
    about: "About this check",
    schema: "Schema",
    size: "Size",
    size_bytes: counted("{n} byte", "{n} bytes"),
    encoding: "Encoding",
    separator: "Separator",
    line_end: "Line ends",
    fixes: "Fixes",
    fixes_off: "Off: no value was changed",
    fixes_safe: "Safe: only what loses nothing",
    fixes_strict: "Strict: no value was changed, and warnings are errors",
    stock: "Numbers and accounts",
    stock_checked: "Checked",
    stock_unchecked: "Not checked",
    written_by: "Written by",
};

const IT: Words = Words {
    language: Language::It,
    thousands: ('.', 4),
    report: "Rapporto di verifica",
    the_file: "Il file",
    ready: verdict("Pronto per l’importazione", "Non ci sono errori né avvisi."),
    ready_with_warnings: verdict(
        "Pronto per l’importazione, con avvisi",
        "Si può importare così com’è. È bene esaminare prima gli avvisi.",
    ),
    not_to_the_end: verdict(
        "Non verificato fino alla fine",
        "La parte letta non contiene errori, ma non si può importare nulla finché il file non è verificato per intero.",
    ),
    in_part: verdict(
        "Importabile in parte",
        "Le righe con errori vengono escluse; le altre si possono importare.",
    ),
    not_ready: verdict(
        "Non ancora importabile",
        "Correggere nel file gli errori indicati sotto e verificarlo di nuovo. Fino ad allora non si importa nulla.",
    ),
    unreadable: verdict(
        "Non leggibile come CSV",
        "Il contenuto non è stato verificato. Eliminare la causa indicata sotto e verificare di nuovo il file.",
    ),
    skip: "Vai alle righe",
    contents: "Indice",
    overview: "Panoramica",
    found: "Che cosa è stato rilevato",
    nothing_found: "Non è stato rilevato nulla.",
    rows: "Righe",
    data_rows: counted("{n} riga di dati", "{n} righe di dati"),
    errors: counted("{n} errore", "{n} errori"),
    warnings: counted("{n} avviso", "{n} avvisi"),
    notices: counted("{n} nota", "{n} note"),
    error: "Errore",
    warning: "Avviso",
    notice: "Nota",
    ok: "OK",
    skipped: "Saltata",
    unchecked: "Non verificata",
    with_errors: "Con errori",
    with_warnings: "Con avvisi",
    with_notices: "Con note",
    without_findings: "Senza rilievi",
    blank: "vuote",
    note: "nota del modello",
    sample: "esempio del modello",
    preamble: "sopra l’intestazione",
    duplicate: "ripetute",
    column: "Colonna {label}",
    in_rows: counted("Riga", "Righe"),
    more_rows: counted("e {n} altra riga", "e altre {n} righe"),
    more_findings: counted("e {n} altro rilievo", "e altri {n} rilievi"),
    more_characters: counted("{n} altro carattere", "altri {n} caratteri"),
    kept: "{shown} di {n} sono in questo rapporto; il totale è esatto.",
    only_these: "Solo queste righe",
    show: "Mostra le righe",
    only_errors: "Solo righe con errori",
    all_rows: "Tutte le righe",
    previous: "Rilievo precedente",
    next: "Rilievo successivo",
    shown: "Righe mostrate: {shown} di {total}.",
    caption: "Il file così com’è stato caricato. Ciò che è stato rilevato in una riga sta sotto la riga stessa.",
    capped: "La tabella mostra {shown} righe su {n}: prima quelle con errori, poi quelle con avvisi, poi le altre.",
    row: "Riga",
    status: "Stato",
    not_used: "non usata",
    not_kept: "I suoi rilievi sono stati contati ma non conservati.",
    truncated: "Alcuni rilievi sono stati contati ma non conservati. I totali sono esatti.",
    incomplete: "Il file non è stato verificato fino alla fine.",
    plan: "Account che un’importazione creerebbe: {creates}; inviti che preparerebbe: {invites}.",
    about: "Informazioni sulla verifica",
    schema: "Schema",
    size: "Dimensione",
    size_bytes: counted("{n} byte", "{n} byte"),
    encoding: "Codifica",
    separator: "Separatore",
    line_end: "Fine riga",
    fixes: "Correzioni",
    fixes_off: "Disattivate: nessun valore è stato modificato",
    fixes_safe: "Sicure: solo ciò che non perde nulla",
    fixes_strict: "Rigorose: nessun valore è stato modificato e gli avvisi sono errori",
    stock: "Numeri e account",
    stock_checked: "Verificati",
    stock_unchecked: "Non verificati",
    written_by: "Creato con",
};

const DE: Words = Words {
    language: Language::De,
    thousands: ('.', 4),
    report: "Prüfbericht",
    the_file: "Die Datei",
    ready: verdict("Bereit zum Import", "Es gibt weder Fehler noch Warnungen."),
    ready_with_warnings: verdict(
        "Bereit zum Import, mit Warnungen",
        "Die Datei kann so importiert werden. Die Warnungen sollten vorher angesehen werden.",
    ),
    not_to_the_end: verdict(
        "Nicht bis zum Ende geprüft",
        "Der gelesene Teil enthält keine Fehler, aber importiert werden kann erst, wenn alles geprüft ist.",
    ),
    in_part: verdict(
        "Teilweise importierbar",
        "Zeilen mit Fehlern werden ausgelassen, die übrigen können importiert werden.",
    ),
    not_ready: verdict(
        "Noch nicht importierbar",
        "Beheben Sie die unten genannten Fehler in der Datei und prüfen Sie sie erneut. Vorher wird nichts importiert.",
    ),
    unreadable: verdict(
        "Nicht als CSV lesbar",
        "Der Inhalt wurde nicht geprüft. Beseitigen Sie die unten genannte Ursache und prüfen Sie die Datei erneut.",
    ),
    skip: "Zu den Zeilen springen",
    contents: "Inhalt",
    overview: "Übersicht",
    found: "Was gefunden wurde",
    nothing_found: "Es wurde nichts gefunden.",
    rows: "Zeilen",
    data_rows: counted("{n} Datenzeile", "{n} Datenzeilen"),
    errors: counted("{n} Fehler", "{n} Fehler"),
    warnings: counted("{n} Warnung", "{n} Warnungen"),
    notices: counted("{n} Hinweis", "{n} Hinweise"),
    error: "Fehler",
    warning: "Warnung",
    notice: "Hinweis",
    ok: "OK",
    skipped: "Übersprungen",
    unchecked: "Nicht geprüft",
    with_errors: "Mit Fehlern",
    with_warnings: "Mit Warnungen",
    with_notices: "Mit Hinweisen",
    without_findings: "Ohne Befund",
    blank: "leer",
    note: "Hinweiszeile der Vorlage",
    sample: "Beispiel der Vorlage",
    preamble: "über der Kopfzeile",
    duplicate: "wiederholt",
    column: "Spalte {label}",
    in_rows: counted("Zeile", "Zeilen"),
    more_rows: counted("und {n} weitere Zeile", "und {n} weitere Zeilen"),
    more_findings: counted("und {n} weiterer Befund", "und {n} weitere Befunde"),
    more_characters: counted("{n} weiteres Zeichen", "{n} weitere Zeichen"),
    kept: "{shown} von {n} stehen in diesem Bericht; die Gesamtzahl ist genau.",
    only_these: "Nur diese Zeilen",
    show: "Zeilen anzeigen",
    only_errors: "Nur Zeilen mit Fehlern",
    all_rows: "Alle Zeilen",
    previous: "Voriger Befund",
    next: "Nächster Befund",
    shown: "{shown} von {total} Zeilen werden angezeigt.",
    caption: "Die Datei, wie sie hochgeladen wurde. Unter jeder Zeile steht, was in ihr gefunden wurde.",
    capped: "Die Tabelle zeigt {shown} von {n} Zeilen: zuerst die mit Fehlern, dann die mit Warnungen, dann weitere.",
    row: "Zeile",
    status: "Status",
    not_used: "nicht verwendet",
    not_kept: "Ihre Befunde wurden gezählt, aber nicht aufbewahrt.",
    truncated: "Einige Befunde wurden gezählt, aber nicht aufbewahrt. Die Gesamtzahlen sind genau.",
    incomplete: "Die Datei wurde nicht bis zum Ende geprüft.",
    plan: "Konten, die ein Import anlegen würde: {creates}; Einladungen, die er vorbereiten würde: {invites}.",
    about: "Zu dieser Prüfung",
    schema: "Schema",
    size: "Größe",
    size_bytes: counted("{n} Byte", "{n} Byte"),
    encoding: "Zeichenkodierung",
    separator: "Trennzeichen",
    line_end: "Zeilenenden",
    fixes: "Korrekturen",
    fixes_off: "Aus: kein Wert wurde geändert",
    fixes_safe: "Sicher: nur, was nichts verliert",
    fixes_strict: "Streng: kein Wert wurde geändert, und Warnungen sind Fehler",
    stock: "Rufnummern und Konten",
    stock_checked: "Geprüft",
    stock_unchecked: "Nicht geprüft",
    written_by: "Erstellt mit",
};

const FR: Words = Words {
    language: Language::Fr,
    thousands: ('\u{202f}', 4),
    report: "Rapport de vérification",
    the_file: "Le fichier",
    ready: verdict(
        "Prêt à être importé",
        "Il n’y a ni erreur ni avertissement.",
    ),
    ready_with_warnings: verdict(
        "Prêt à être importé, avec des avertissements",
        "Le fichier peut être importé tel quel. Il est préférable d’examiner d’abord les avertissements.",
    ),
    not_to_the_end: verdict(
        "Vérification inachevée",
        "La partie lue ne contient pas d’erreur, mais rien ne peut être importé tant que tout n’est pas vérifié.",
    ),
    in_part: verdict(
        "Importable en partie",
        "Les lignes contenant des erreurs sont écartées\u{202f}; les autres peuvent être importées.",
    ),
    not_ready: verdict(
        "Pas encore importable",
        "Corrigez dans le fichier les erreurs ci-dessous, puis vérifiez-le de nouveau. D’ici là, rien n’est importé.",
    ),
    unreadable: verdict(
        "Illisible en tant que CSV",
        "Le contenu n’a pas été vérifié. Supprimez la cause ci-dessous, puis vérifiez de nouveau le fichier.",
    ),
    skip: "Aller aux lignes",
    contents: "Sommaire",
    overview: "Vue d’ensemble",
    found: "Ce qui a été relevé",
    nothing_found: "Rien n’a été relevé.",
    rows: "Lignes",
    data_rows: counted("{n} ligne de données", "{n} lignes de données"),
    errors: counted("{n} erreur", "{n} erreurs"),
    warnings: counted("{n} avertissement", "{n} avertissements"),
    notices: counted("{n} remarque", "{n} remarques"),
    error: "Erreur",
    warning: "Avertissement",
    notice: "Remarque",
    ok: "OK",
    skipped: "Ignorée",
    unchecked: "Non vérifiée",
    with_errors: "Avec erreurs",
    with_warnings: "Avec avertissements",
    with_notices: "Avec remarques",
    without_findings: "Sans remarque ni erreur",
    blank: "vides",
    note: "note du modèle",
    sample: "exemple du modèle",
    preamble: "au-dessus de l’en-tête",
    duplicate: "répétées",
    column: "Colonne {label}",
    in_rows: counted("Ligne", "Lignes"),
    more_rows: counted("et {n} autre ligne", "et {n} autres lignes"),
    more_findings: counted("et {n} autre constat", "et {n} autres constats"),
    more_characters: counted("{n} caractère de plus", "{n} caractères de plus"),
    kept: "{shown} sur {n} figurent dans ce rapport\u{202f}; le total est exact.",
    only_these: "Ces lignes seulement",
    show: "Afficher les lignes",
    only_errors: "Seulement les lignes avec erreurs",
    all_rows: "Toutes les lignes",
    previous: "Constat précédent",
    next: "Constat suivant",
    shown: "Lignes affichées\u{202f}: {shown} sur {total}.",
    caption: "Le fichier tel qu’il a été envoyé. Ce qui a été relevé dans une ligne figure en dessous.",
    capped: "Le tableau montre {shown} lignes sur {n}\u{202f}: d’abord celles avec erreurs, puis celles avec avertissements, puis d’autres.",
    row: "Ligne",
    status: "État",
    not_used: "non utilisée",
    not_kept: "Ses constats ont été comptés mais pas conservés.",
    truncated: "Certains constats ont été comptés mais pas conservés. Les totaux sont exacts.",
    incomplete: "Le fichier n’a pas été vérifié jusqu’à la fin.",
    plan: "Comptes qu’une importation créerait\u{202f}: {creates}\u{202f}; invitations qu’elle préparerait\u{202f}: {invites}.",
    about: "À propos de cette vérification",
    schema: "Schéma",
    size: "Taille",
    size_bytes: counted("{n} octet", "{n} octets"),
    encoding: "Encodage",
    separator: "Séparateur",
    line_end: "Fins de ligne",
    fixes: "Corrections",
    fixes_off: "Désactivées\u{202f}: aucune valeur n’a été modifiée",
    fixes_safe: "Sûres\u{202f}: seulement ce qui ne perd rien",
    fixes_strict: "Strictes\u{202f}: aucune valeur n’a été modifiée et les avertissements sont des erreurs",
    stock: "Numéros et comptes",
    stock_checked: "Vérifiés",
    stock_unchecked: "Non vérifiés",
    written_by: "Créé avec",
};

const ES: Words = Words {
    language: Language::Es,
    // In Spanish a number of four digits is not divided.
    thousands: ('\u{202f}', 5),
    report: "Informe de validación",
    the_file: "El archivo",
    ready: verdict("Listo para importar", "No hay errores ni advertencias."),
    ready_with_warnings: verdict(
        "Listo para importar, con advertencias",
        "Se puede importar tal como está. Conviene revisar antes las advertencias.",
    ),
    not_to_the_end: verdict(
        "No se ha comprobado hasta el final",
        "La parte leída no tiene errores, pero no se puede importar nada hasta comprobar todo el archivo.",
    ),
    in_part: verdict(
        "Se puede importar en parte",
        "Las filas con errores se omiten; las demás se pueden importar.",
    ),
    not_ready: verdict(
        "Todavía no se puede importar",
        "Corrija en el archivo los errores indicados abajo y vuelva a comprobarlo. Hasta entonces no se importa nada.",
    ),
    unreadable: verdict(
        "No se puede leer como CSV",
        "El contenido no se ha comprobado. Elimine la causa indicada abajo y vuelva a comprobar el archivo.",
    ),
    skip: "Ir a las filas",
    contents: "Contenido",
    overview: "Resumen",
    found: "Qué se ha encontrado",
    nothing_found: "No se ha encontrado nada.",
    rows: "Filas",
    data_rows: counted("{n} fila de datos", "{n} filas de datos"),
    errors: counted("{n} error", "{n} errores"),
    warnings: counted("{n} advertencia", "{n} advertencias"),
    notices: counted("{n} aviso", "{n} avisos"),
    error: "Error",
    warning: "Advertencia",
    notice: "Aviso",
    ok: "Correcta",
    skipped: "Omitida",
    unchecked: "Sin comprobar",
    with_errors: "Con errores",
    with_warnings: "Con advertencias",
    with_notices: "Con avisos",
    without_findings: "Sin observaciones",
    blank: "vacías",
    note: "nota de la plantilla",
    sample: "ejemplo de la plantilla",
    preamble: "por encima del encabezado",
    duplicate: "repetidas",
    column: "Columna {label}",
    in_rows: counted("Fila", "Filas"),
    more_rows: counted("y {n} fila más", "y {n} filas más"),
    more_findings: counted("y {n} observación más", "y {n} observaciones más"),
    more_characters: counted("{n} carácter más", "{n} caracteres más"),
    kept: "{shown} de {n} figuran en este informe; el total es exacto.",
    only_these: "Solo estas filas",
    show: "Mostrar filas",
    only_errors: "Solo filas con errores",
    all_rows: "Todas las filas",
    previous: "Observación anterior",
    next: "Observación siguiente",
    shown: "Se muestran {shown} de {total} filas.",
    caption: "El archivo tal como se subió. Debajo de cada fila figura lo que se ha encontrado en ella.",
    capped: "La tabla muestra {shown} de {n} filas: primero las que tienen errores, luego las que tienen advertencias y después otras.",
    row: "Fila",
    status: "Estado",
    not_used: "no se usa",
    not_kept: "Sus observaciones se contaron, pero no se conservaron.",
    truncated: "Algunas observaciones se contaron, pero no se conservaron. Los totales son exactos.",
    incomplete: "El archivo no se ha comprobado hasta el final.",
    plan: "Cuentas que crearía una importación: {creates}; invitaciones que prepararía: {invites}.",
    about: "Acerca de esta comprobación",
    schema: "Esquema",
    size: "Tamaño",
    size_bytes: counted("{n} byte", "{n} bytes"),
    encoding: "Codificación",
    separator: "Separador",
    line_end: "Fines de línea",
    fixes: "Correcciones",
    fixes_off: "Desactivadas: no se ha cambiado ningún valor",
    fixes_safe: "Seguras: solo lo que no pierde nada",
    fixes_strict: "Estrictas: no se ha cambiado ningún valor y las advertencias son errores",
    stock: "Números y cuentas",
    stock_checked: "Comprobados",
    stock_unchecked: "Sin comprobar",
    written_by: "Creado con",
};

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Language; 5] = [
        Language::En,
        Language::It,
        Language::De,
        Language::Fr,
        Language::Es,
    ];

    #[test]
    fn numbers_are_divided_as_each_language_does() {
        let written = ALL.map(|language| Words::of(language).number(1_234));
        assert_eq!(written, ["1,234", "1.234", "1.234", "1\u{202f}234", "1234"]);
        assert_eq!(Words::of(Language::En).number(1_234_567), "1,234,567");
        assert_eq!(Words::of(Language::Es).number(12_345), "12\u{202f}345");
        assert_eq!(Words::of(Language::En).number(0), "0");
    }

    #[test]
    fn one_and_several_are_told_apart() {
        let rows = |language, count| Words::of(language).data_rows(count);
        assert_eq!(rows(Language::En, 1), "1 row of data");
        assert_eq!(rows(Language::En, 0), "0 rows of data");
        assert_eq!(rows(Language::Fr, 0), "0 ligne de données");
        assert_eq!(rows(Language::It, 2), "2 righe di dati");
    }

    #[test]
    fn each_language_is_its_own_and_fills_every_place() {
        for language in ALL {
            let words = Words::of(language);
            assert_eq!(words.language, language);
            let filled = [
                words.capped(2_000, 2_001),
                words.plan(3, 4),
                words.kept(5, 6),
                words.column("identity"),
                words.more_rows(7),
                words.more_findings(8),
                words.more_characters(9),
                words.bytes(10),
                words.findings(Severity::Notice, 11),
            ];
            for text in &filled {
                assert!(!text.contains(['{', '}']), "{text}");
            }
            assert!(filled[0].contains(&words.number(2_001)) && filled[3].contains("identity"));
            assert!(words.shown.contains("{shown}") && words.shown.contains("{total}"));
        }
        for pair in ALL.windows(2) {
            let [one, other] = [Words::of(pair[0]), Words::of(pair[1])];
            assert_ne!(one.report, other.report);
            assert_ne!(one.not_ready.sentence, other.not_ready.sentence);
        }
    }
}
