//! The words that only the page says, in five languages. What findings say is not here but in `finding::text`, and what
//! other reports say too is in `report::words`.

use super::super::words::{Counted, Verdict as Outcome, Words as Shared, counted};
use crate::csv::{Fixes, LineEnd};
use crate::finding::Language;

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
    /// What all reports say.
    pub(super) shared: &'static Shared,
    pub(super) report: &'static str,
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
    pub(super) ok: &'static str,
    pub(super) skipped: &'static str,
    pub(super) unchecked: &'static str,
    pub(super) with_errors: &'static str,
    pub(super) with_warnings: &'static str,
    pub(super) with_notices: &'static str,
    pub(super) without_findings: &'static str,
    pub(super) skipped_rows: &'static str,
    pub(super) unchecked_rows: &'static str,
    /// Rows that are in order but for what somebody may want to know.
    pub(super) noticed: Counted,
    pub(super) blank: Counted,
    pub(super) note: Counted,
    pub(super) sample: Counted,
    pub(super) preamble: Counted,
    pub(super) duplicate: Counted,
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
    /// `{creates}` and `{invites}`.
    plan: &'static str,
    accounts: Counted,
    invitations: Counted,
    /// Above the explanations of codes, which are in English.
    pub(super) help: &'static str,
    pub(super) about: &'static str,
    pub(super) schema: &'static str,
    version: &'static str,
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
    pub(super) const fn verdict(&self, outcome: Outcome) -> &Verdict {
        match outcome {
            Outcome::Ready => &self.ready,
            Outcome::ReadyWithWarnings => &self.ready_with_warnings,
            Outcome::NotToTheEnd => &self.not_to_the_end,
            Outcome::InPart => &self.in_part,
            Outcome::NotReady => &self.not_ready,
            Outcome::Unreadable => &self.unreadable,
        }
    }

    /// The word before a list of rows.
    pub(super) fn in_rows(&self, single: bool) -> &'static str {
        let count = if single { 1 } else { 2 };
        self.shared.form(&self.in_rows, count)
    }

    pub(super) fn more_rows(&self, count: u32) -> String {
        self.shared.counted(&self.more_rows, count)
    }

    pub(super) fn more_findings(&self, count: u32) -> String {
        self.shared.counted(&self.more_findings, count)
    }

    pub(super) fn more_characters(&self, count: u32) -> String {
        self.shared.counted(&self.more_characters, count)
    }

    pub(super) fn bytes(&self, count: u64) -> String {
        // Beyond the range of counts there is but one form.
        let words = self
            .shared
            .form(&self.size_bytes, u32::try_from(count).unwrap_or(u32::MAX));
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
            .replace("{creates}", &self.shared.counted(&self.accounts, creates))
            .replace(
                "{invites}",
                &self.shared.counted(&self.invitations, invites),
            )
    }

    /// A schema by its id and version.
    pub(super) fn schema(&self, id: &str, version: u32) -> String {
        format!("{id} ({} {version})", self.version)
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
        self.shared.number(number)
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
    shared: Shared::of(Language::En),
    report: "Validation report",
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
        "Correct the errors below in the file, then check it again. Nothing is imported until then.",
    ),
    unreadable: verdict(
        "Cannot be checked",
        "Nothing can be imported. Remove the cause given below and check the file again.",
    ),
    skip: "Skip to the rows",
    contents: "Contents",
    overview: "Overview",
    found: "What was found",
    nothing_found: "Nothing was found.",
    rows: "Rows",
    ok: "OK",
    skipped: "Skipped",
    unchecked: "Not checked",
    with_errors: "With errors",
    with_warnings: "With warnings",
    with_notices: "With notices",
    without_findings: "Without findings",
    skipped_rows: "Skipped",
    unchecked_rows: "Not checked",
    noticed: counted("{n} with notices", "{n} with notices"),
    blank: counted("{n} blank", "{n} blank"),
    note: counted("{n} note of the template", "{n} notes of the template"),
    sample: counted("{n} sample of the template", "{n} samples of the template"),
    preamble: counted("{n} above the header", "{n} above the header"),
    duplicate: counted("{n} repeated", "{n} repeated"),
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
    shown: "Rows shown: {shown} of {total}.",
    caption: "The file as it was uploaded. What was found in a row stands below it.",
    capped: "The grid shows {shown} of {n} rows: first those with errors, then those with warnings, then others.",
    row: "Row",
    status: "Status",
    not_used: "not used",
    not_kept: "Its findings were counted but not kept.",
    plan: "An import would create {creates} and prepare {invites}.",
    accounts: counted("{n} account", "{n} accounts"),
    invitations: counted("{n} invitation", "{n} invitations"),
    help: "What the codes mean",
    about: "About this check",
    schema: "Schema",
    version: "version",
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
    shared: Shared::of(Language::It),
    report: "Rapporto di verifica",
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
        "Correggere nel file gli errori indicati sotto e verificarlo di nuovo. Fino ad allora non verrà importato nulla.",
    ),
    unreadable: verdict(
        "Impossibile verificare il file",
        "Non si può importare nulla. Eliminare la causa indicata sotto e verificare di nuovo il file.",
    ),
    skip: "Vai alle righe",
    contents: "Indice",
    overview: "Panoramica",
    found: "Che cosa è stato rilevato",
    nothing_found: "Non è stato rilevato nulla.",
    rows: "Righe",
    ok: "OK",
    skipped: "Ignorata",
    unchecked: "Non verificata",
    with_errors: "Con errori",
    with_warnings: "Con avvisi",
    with_notices: "Con informazioni",
    without_findings: "Senza segnalazioni",
    skipped_rows: "Ignorate",
    unchecked_rows: "Non verificate",
    noticed: counted("{n} con informazioni", "{n} con informazioni"),
    blank: counted("{n} vuota", "{n} vuote"),
    note: counted("{n} nota del modello", "{n} note del modello"),
    sample: counted("{n} esempio del modello", "{n} esempi del modello"),
    preamble: counted("{n} sopra l’intestazione", "{n} sopra l’intestazione"),
    duplicate: counted("{n} ripetuta", "{n} ripetute"),
    column: "Colonna {label}",
    in_rows: counted("Riga", "Righe"),
    more_rows: counted("e {n} altra riga", "e altre {n} righe"),
    more_findings: counted("e {n} altra segnalazione", "e altre {n} segnalazioni"),
    more_characters: counted("{n} altro carattere", "altri {n} caratteri"),
    kept: "{shown} di {n} sono in questo rapporto; il totale è esatto.",
    only_these: "Solo queste righe",
    show: "Mostra le righe",
    only_errors: "Solo righe con errori",
    all_rows: "Tutte le righe",
    previous: "Segnalazione precedente",
    next: "Segnalazione successiva",
    shown: "Righe mostrate: {shown} di {total}.",
    caption: "Il file così com’è stato caricato. Ciò che è stato rilevato in una riga sta sotto la riga stessa.",
    capped: "La tabella mostra {shown} righe su {n}: prima quelle con errori, poi quelle con avvisi, poi le altre.",
    row: "Riga",
    status: "Stato",
    not_used: "non usata",
    not_kept: "Le sue segnalazioni sono state contate ma non conservate.",
    plan: "Un’importazione creerebbe {creates} e preparerebbe {invites}.",
    accounts: counted("{n} account", "{n} account"),
    invitations: counted("{n} invito", "{n} inviti"),
    help: "Che cosa significano i codici (in inglese)",
    about: "Informazioni sulla verifica",
    schema: "Schema",
    version: "versione",
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
    shared: Shared::of(Language::De),
    report: "Prüfbericht",
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
        "Nicht prüfbar",
        "Es kann nichts importiert werden. Beseitigen Sie die unten genannte Ursache und prüfen Sie die Datei erneut.",
    ),
    skip: "Zu den Zeilen springen",
    contents: "Inhalt",
    overview: "Übersicht",
    found: "Was gefunden wurde",
    nothing_found: "Es wurde nichts gefunden.",
    rows: "Zeilen",
    ok: "OK",
    skipped: "Übersprungen",
    unchecked: "Nicht geprüft",
    with_errors: "Mit Fehlern",
    with_warnings: "Mit Warnungen",
    with_notices: "Mit Hinweisen",
    without_findings: "Ohne Meldungen",
    skipped_rows: "Übersprungen",
    unchecked_rows: "Nicht geprüft",
    noticed: counted("{n} mit Hinweisen", "{n} mit Hinweisen"),
    blank: counted("{n} leer", "{n} leer"),
    note: counted(
        "{n} Hinweiszeile der Vorlage",
        "{n} Hinweiszeilen der Vorlage",
    ),
    sample: counted(
        "{n} Beispielzeile der Vorlage",
        "{n} Beispielzeilen der Vorlage",
    ),
    preamble: counted("{n} über der Kopfzeile", "{n} über der Kopfzeile"),
    duplicate: counted("{n} wiederholt", "{n} wiederholt"),
    column: "Spalte {label}",
    in_rows: counted("Zeile", "Zeilen"),
    more_rows: counted("und {n} weitere Zeile", "und {n} weitere Zeilen"),
    more_findings: counted("und {n} weitere Meldung", "und {n} weitere Meldungen"),
    more_characters: counted("{n} weiteres Zeichen", "{n} weitere Zeichen"),
    kept: "{shown} von {n} stehen in diesem Bericht; die Gesamtzahl ist genau.",
    only_these: "Nur diese Zeilen",
    show: "Zeilen anzeigen",
    only_errors: "Nur Zeilen mit Fehlern",
    all_rows: "Alle Zeilen",
    previous: "Vorige Meldung",
    next: "Nächste Meldung",
    shown: "Angezeigte Zeilen: {shown} von {total}.",
    caption: "Die Datei, wie sie hochgeladen wurde. Unter jeder Zeile steht, was in ihr gefunden wurde.",
    capped: "Die Tabelle zeigt {shown} von {n} Zeilen: zuerst die mit Fehlern, dann die mit Warnungen, dann weitere.",
    row: "Zeile",
    status: "Status",
    not_used: "nicht verwendet",
    not_kept: "Ihre Meldungen wurden gezählt, aber nicht aufbewahrt.",
    plan: "Ein Import würde {creates} anlegen und {invites} vorbereiten.",
    accounts: counted("{n} Konto", "{n} Konten"),
    invitations: counted("{n} Einladung", "{n} Einladungen"),
    help: "Was die Codes bedeuten (auf Englisch)",
    about: "Zu dieser Prüfung",
    schema: "Schema",
    version: "Version",
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
    shared: Shared::of(Language::Fr),
    report: "Rapport de vérification",
    ready: verdict(
        "Prêt à être importé",
        "Il n’y a ni erreur ni avertissement.",
    ),
    ready_with_warnings: verdict(
        "Prêt à être importé, avec des avertissements",
        "Le fichier peut être importé tel quel. Il est préférable d’examiner d’abord les avertissements.",
    ),
    not_to_the_end: verdict(
        "Pas vérifié jusqu’au bout",
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
        "Vérification impossible",
        "Rien ne peut être importé. Supprimez la cause indiquée ci-dessous, puis vérifiez de nouveau le fichier.",
    ),
    skip: "Aller aux lignes",
    contents: "Sommaire",
    overview: "Vue d’ensemble",
    found: "Ce qui a été relevé",
    nothing_found: "Rien n’a été relevé.",
    rows: "Lignes",
    ok: "OK",
    skipped: "Ignorée",
    unchecked: "Non vérifiée",
    with_errors: "Avec des erreurs",
    with_warnings: "Avec des avertissements",
    with_notices: "Avec des remarques",
    without_findings: "Sans constat",
    skipped_rows: "Ignorées",
    unchecked_rows: "Non vérifiées",
    noticed: counted("{n} avec des remarques", "{n} avec des remarques"),
    blank: counted("{n} vide", "{n} vides"),
    note: counted("{n} note du modèle", "{n} notes du modèle"),
    sample: counted("{n} exemple du modèle", "{n} exemples du modèle"),
    preamble: counted("{n} au-dessus de l’en-tête", "{n} au-dessus de l’en-tête"),
    duplicate: counted("{n} répétée", "{n} répétées"),
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
    plan: "Une importation créerait {creates} et préparerait {invites}.",
    accounts: counted("{n} compte", "{n} comptes"),
    invitations: counted("{n} invitation", "{n} invitations"),
    help: "Signification des codes (en anglais)",
    about: "À propos de cette vérification",
    schema: "Schéma",
    version: "version",
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
    shared: Shared::of(Language::Es),
    report: "Informe de validación",
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
        "No se puede comprobar",
        "No se puede importar nada. Elimine la causa indicada abajo y vuelva a comprobar el archivo.",
    ),
    skip: "Ir a las filas",
    contents: "Contenido",
    overview: "Resumen",
    found: "Qué se ha encontrado",
    nothing_found: "No se ha encontrado nada.",
    rows: "Filas",
    ok: "Correcta",
    skipped: "Omitida",
    unchecked: "Sin comprobar",
    with_errors: "Con errores",
    with_warnings: "Con advertencias",
    with_notices: "Con avisos",
    without_findings: "Sin observaciones",
    skipped_rows: "Omitidas",
    unchecked_rows: "Sin comprobar",
    noticed: counted("{n} con avisos", "{n} con avisos"),
    blank: counted("{n} vacía", "{n} vacías"),
    note: counted("{n} nota de la plantilla", "{n} notas de la plantilla"),
    sample: counted(
        "{n} ejemplo de la plantilla",
        "{n} ejemplos de la plantilla",
    ),
    preamble: counted(
        "{n} por encima del encabezado",
        "{n} por encima del encabezado",
    ),
    duplicate: counted("{n} repetida", "{n} repetidas"),
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
    shown: "Filas mostradas: {shown} de {total}.",
    caption: "El archivo tal como se subió. Debajo de cada fila figura lo que se ha encontrado en ella.",
    capped: "La tabla muestra {shown} de {n} filas: primero las que tienen errores, luego las que tienen advertencias y después otras.",
    row: "Fila",
    status: "Estado",
    not_used: "no se usa",
    not_kept: "Sus observaciones se contaron, pero no se conservaron.",
    plan: "Una importación crearía {creates} y prepararía {invites}.",
    accounts: counted("{n} cuenta", "{n} cuentas"),
    invitations: counted("{n} invitación", "{n} invitaciones"),
    help: "Qué significan los códigos (en inglés)",
    about: "Acerca de esta comprobación",
    schema: "Esquema",
    version: "versión",
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

    #[test]
    fn each_language_is_its_own_and_fills_every_place() {
        for language in Language::ALL {
            let words = Words::of(language);
            let filled = [
                words.capped(2_000, 2_001),
                words.plan(3, 4),
                words.kept(5, 6),
                words.column("identity"),
                words.more_rows(7),
                words.more_findings(8),
                words.more_characters(9),
                words.bytes(10),
                words.schema("badges", 11),
            ];
            for text in &filled {
                assert!(!text.contains(['{', '}']), "{text}");
            }
            assert!(filled[0].contains(&words.number(2_001)) && filled[3].contains("identity"));
            assert!(words.shown.contains("{shown}") && words.shown.contains("{total}"));
        }
        for pair in Language::ALL.windows(2) {
            let [one, other] = [Words::of(pair[0]), Words::of(pair[1])];
            assert_ne!(one.report, other.report);
            assert_ne!(one.not_ready.sentence, other.not_ready.sentence);
        }
    }

    #[test]
    fn one_and_several_are_told_apart() {
        assert_eq!(
            Words::of(Language::En).plan(1, 0),
            "An import would create 1 account and prepare 0 invitations."
        );
        let of = |language, words: fn(&Words) -> &Counted| {
            let page = Words::of(language);
            [1, 2].map(|count| page.shared.counted(words(page), count))
        };
        assert_eq!(
            of(Language::It, |words| &words.blank),
            ["1 vuota", "2 vuote"]
        );
        assert_eq!(
            of(Language::Es, |words| &words.duplicate),
            ["1 repetida", "2 repetidas"]
        );
        for language in Language::ALL {
            let [one, several] = of(language, |words| &words.note);
            assert_ne!(one.replace('1', "2"), several);
        }
    }
}
