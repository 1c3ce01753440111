//! German: what every code says. `mod.rs` tells how templates are read.
//!
//! Withheld values are described in the nominative, so templates name them there.

use super::{Entry, Table, entry};
use crate::finding::FindingCode as C;

pub(super) const TABLE: Table = Table {
    entry: german,
    refused: &[
        (C::WhitespaceNormalized, "Überflüssige Leerzeichen"),
        (C::TextFormulaUnwrapped, "In =\"…\" eingehüllte Werte"),
        (
            C::FormulaGuardRemoved,
            "Werte hinter einem schützenden Apostroph",
        ),
        (
            C::ValueCaseNormalized,
            "Abweichende Groß- und Kleinschreibung",
        ),
        (C::ValueAliasUsed, "Andere Wörter für einen Wert"),
        (C::NumberFormatNormalized, "Anders geschriebene Nummern"),
        (C::PhoneIddNormalized, "Nummern mit einem Wählvorsatz"),
    ],
    words: WORDS,
    hidden: &[
        ("after", "die vorgesehene Form"),
        ("before", "der Wert"),
        ("candidates", "mehrere Nummern"),
        ("canonical", "der Wert"),
        ("cell", "die Zelle"),
        ("char", "ein Zeichen"),
        ("domain", "die Domain"),
        ("e164", "die Rufnummer"),
        ("field", "dieselbe Spalte"),
        ("guess", "ein anderer Wert"),
        ("label", "der Wert"),
        ("replacement", "die vorgesehene Form"),
        ("role", "die angegebene"),
        ("text", "…"),
        ("value", "der Wert"),
    ],
    replacement: "Verwenden Sie „{replacement}“.",
    quotes: ("„", "“"),
    and: "und",
    or: "oder",
    or_before_o: "oder",
    more: ("1 weitere", "# weitere"),
    units: ("Byte", "KiB", "MiB"),
    colon: ":",
    zero_is_one: false,
};

/// Texts of words that are parameters. A word without one is shown as it is, its underscores as space.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "reason",
        "bad_domain",
        "Der Teil nach dem @ ist keine Domain",
    ),
    (
        "reason",
        "bad_local",
        "Der Teil vor dem @ ist nicht möglich",
    ),
    ("reason", "double_dot", "Zwei Punkte folgen aufeinander"),
    (
        "reason",
        "mixed_script",
        "Ähnliche Buchstaben verschiedener Schriften sind gemischt",
    ),
    ("reason", "no_at", "Das @ fehlt"),
    ("reason", "no_domain", "Nach dem @ steht nichts"),
    ("reason", "space", "Ein Leerzeichen ist enthalten"),
    ("reason", "too_long", "Die Adresse ist zu lang"),
    (
        "reason",
        "unsupported_form",
        "Es steht mehr da als die bloße Adresse",
    ),
    (
        "reason",
        "smtp_data_offload",
        "E-Mails gehen über den eigenen Server der Organisation hinaus",
    ),
    (
        "reason",
        "identity_kinds",
        "Personen werden hier an der E-Mail-Adresse erkannt",
    ),
    (
        "reason",
        "email_only",
        "Die Organisation nimmt nur E-Mail-Adressen an",
    ),
    (
        "reason",
        "a character was lost earlier",
        "Ein Zeichen ist schon früher verloren gegangen",
    ),
    ("reason", "a line separator", "ein Zeilentrenner"),
    ("reason", "a noncharacter", "ein Code, der kein Zeichen ist"),
    (
        "reason",
        "a private-use character",
        "ein Zeichen zur privaten Verwendung",
    ),
    (
        "reason",
        "an invisible character",
        "ein unsichtbares Zeichen",
    ),
    (
        "reason",
        "too many marks on one letter",
        "zu viele Akzente auf einem Buchstaben",
    ),
    (
        "reason",
        "PINs are generated",
        "PINs werden automatisch erzeugt",
    ),
    (
        "reason",
        "notes are not stored",
        "Notizen werden nicht gespeichert",
    ),
    (
        "reason",
        "social messaging is not configured",
        "Social Messaging ist nicht eingerichtet",
    ),
    (
        "reason",
        "an upload assigns no numbers here; people choose at activation",
        "Ein Upload vergibt hier keine Rufnummern; man wählt sie bei der Aktivierung",
    ),
    (
        "reason",
        "the language is not set by upload here",
        "Die Sprache wird hier nicht per Upload festgelegt",
    ),
    (
        "reason",
        "members without a login have no e-mail",
        "Mitglieder ohne Anmeldung haben keine E-Mail-Adresse",
    ),
    (
        "reason",
        "members without a login have no role",
        "Mitglieder ohne Anmeldung haben keine Rolle",
    ),
    (
        "reason",
        "there are no teams here",
        "Hier gibt es keine Teams",
    ),
    (
        "reason",
        "only members without a login have an extension",
        "Nur Mitglieder ohne Anmeldung haben eine Durchwahl",
    ),
    (
        "reason",
        "number_pool_exhausted",
        "Es gibt nicht genug Rufnummern",
    ),
    (
        "reason",
        "number_none_available",
        "Keine Rufnummer ist verfügbar",
    ),
    (
        "reason",
        "capacity_unknown",
        "Wie viele Rufnummern übrig sind, ist nicht bekannt",
    ),
    ("reason", "limit_reached", "Eine Grenze ist erreicht"),
    (
        "reason",
        "account_no_portal_access",
        "Die Person hat keinen Zugang zum Portal",
    ),
    ("reason", "account_suspended", "Das Konto ist gesperrt"),
    (
        "reason",
        "account_opted_out",
        "Die Person wünscht keine Einladungen",
    ),
    (
        "reason",
        "invitation_consent_required",
        "Die Einwilligung der Person fehlt",
    ),
    (
        "reason",
        "invitation_channel_unavailable",
        "Kein Kanal erreicht diese Person",
    ),
    (
        "reason",
        "invitation_resend_too_soon",
        "Die letzte Einladung liegt noch nicht lange genug zurück",
    ),
    (
        "reason",
        "invitation_resend_limit",
        "Die Höchstzahl der Einladungen ist erreicht",
    ),
    (
        "hint",
        "quote",
        "Prüfen Sie die Anführungszeichen dieser Zeile: Vielleicht fehlt eines.",
    ),
    (
        "hint",
        "delimiter",
        "Vielleicht hat diese Zeile ein anderes Trennzeichen als die Kopfzeile.",
    ),
    ("delimiter", ",", "das Komma"),
    ("delimiter", ";", "das Semikolon"),
    ("delimiter", "\t", "der Tabulator"),
    ("delimiter", "|", "der senkrechte Strich"),
    (
        "rule",
        "required_if",
        "Wegen einer anderen Zelle ist hier ein Wert erforderlich",
    ),
    (
        "rule",
        "not_equal",
        "Diese Spalten dürfen nicht denselben Wert enthalten",
    ),
    (
        "rule",
        "at_least_one",
        "Mindestens eine dieser Spalten muss ausgefüllt sein",
    ),
    ("kind", "email", "einer E-Mail-Adresse"),
    ("kind", "phone", "einer Rufnummer"),
    (
        "type",
        "ZIP (such as an XLSX or ODS workbook)",
        "eine ZIP-Datei (etwa eine Arbeitsmappe im Format XLSX oder ODS)",
    ),
    ("type", "XLS workbook", "eine XLS-Arbeitsmappe"),
    ("type", "PDF", "eine PDF-Datei"),
    ("type", "PNG", "ein PNG-Bild"),
    ("type", "JPEG", "ein JPEG-Bild"),
    ("type", "GIF", "ein GIF-Bild"),
    ("type", "gzip", "ein gzip-Archiv"),
    ("type", "7z", "ein 7z-Archiv"),
    ("type", "RTF", "ein RTF-Dokument"),
    ("type", "SQLite", "eine SQLite-Datenbank"),
    ("type", "Parquet", "eine Parquet-Datei"),
    ("type", "HTML", "eine HTML-Datei"),
    ("type", "XML", "eine XML-Datei"),
    ("type", "JSON", "eine JSON-Datei"),
    ("type", "binary", "eine Binärdatei"),
    ("type", "fixed-line", "eine Festnetznummer"),
    ("type", "mobile", "eine Mobilfunknummer"),
    (
        "type",
        "fixed-line or mobile",
        "eine Festnetz- oder Mobilfunknummer",
    ),
    ("type", "toll-free", "eine gebührenfreie Nummer"),
    ("type", "premium-rate", "eine Mehrwertdienstnummer"),
    ("type", "shared-cost", "eine Nummer mit geteilten Kosten"),
    (
        "type",
        "internet telephony",
        "eine Nummer der Internettelefonie",
    ),
    ("type", "personal", "eine persönliche Rufnummer"),
    ("type", "pager", "eine Pagernummer"),
    ("type", "company", "eine Unternehmensrufnummer"),
    ("type", "voicemail", "eine Mailbox-Nummer"),
    ("state", "available", "verfügbar"),
    ("state", "reserved", "reserviert"),
    ("state", "assigned", "vergeben"),
    ("state", "registered", "registriert"),
    ("state", "forwarding", "für die Weiterleitung belegt"),
    ("state", "cooling", "in der Ruhezeit"),
    ("status", "active", "aktiv"),
    ("status", "invitation_failed", "Einladung fehlgeschlagen"),
    ("status", "invited", "eingeladen"),
    ("status", "not_invited", "nicht eingeladen"),
    ("status", "suspended", "gesperrt"),
    ("status", "opted_out", "Einladungen abgelehnt"),
    ("status", "deleted", "gelöscht"),
    ("feature", "social_messaging", "Social Messaging"),
    ("feature", "voice_calling", "Sprachanrufe"),
    ("limit", "accounts", "Konten"),
    ("limit", "admins", "Administratoren"),
    ("limit", "members", "Mitgliedern"),
    ("limit", "pending_invitations", "offenen Einladungen"),
    ("limit", "limit_admins", "Administratoren"),
    ("limit", "limit_members", "Mitgliedern"),
    ("limit", "limit_pending_invitations", "offenen Einladungen"),
    ("limit", "limit_teams", "Teams"),
    ("limit", "users_of_group", "Mitgliedern der Gruppe"),
    ("limit", "lines", "Leitungen"),
];

#[expect(
    clippy::too_many_lines,
    reason = "one line of data per code; the compiler then demands every code"
)]
const fn german(code: C) -> Entry {
    match code {
        C::FileEmpty => entry(
            "Die Datei ist leer",
            &["Die Datei ist leer."],
            &["Wählen Sie die Datei erneut aus oder exportieren Sie sie noch einmal."],
        ),
        C::ReadFailed => entry(
            "Die Datei wurde nicht vollständig gelesen",
            &["Die Datei konnte nicht bis zum Ende gelesen werden (Byte {byte})."],
            &["Kopieren Sie die Datei auf diesen Computer und versuchen Sie es erneut."],
        ),
        C::FileNotCsv => entry(
            "Keine CSV-Datei",
            &["Dies ist {type}, keine CSV-Datei."],
            &["Öffnen Sie sie in einer Tabellenkalkulation und speichern Sie sie als CSV UTF-8."],
        ),
        C::FileTooLarge => entry(
            "Die Datei ist zu groß",
            &["Die Datei ist größer als {max:bytes}."],
            &["Teilen Sie sie in kleinere Dateien auf und laden Sie diese einzeln hoch."],
        ),
        C::BomRemoved => entry(
            "Bytereihenfolge-Marke entfernt",
            &["Eine Bytereihenfolge-Marke (BOM) wurde entfernt."],
            &[],
        ),
        C::EncodingTranscoded => entry(
            "Kodierung umgewandelt",
            &["Die Datei wurde als {encoding} gelesen."],
            &[],
        ),
        C::EncodingGuessed => entry(
            "Kodierung vermutet",
            &[
                "Die Datei ist nicht in UTF-8; sie wurde als Windows-1252 gelesen. Prüfen Sie {cells}.",
            ],
            &["Speichern Sie sie als CSV UTF-8."],
        ),
        C::EncodingUnsupported => entry(
            "Kodierung nicht unterstützt",
            &["Die Datei ist in {encoding} kodiert."],
            &["Speichern Sie sie als CSV UTF-8."],
        ),
        C::EncodingUndecodable => entry(
            "Bytes, die es in der Kodierung nicht gibt",
            &[
                "{cell} enthält Bytes ({hex}), die es in der Kodierung nicht gibt.",
                "{cell} enthält Bytes, die es in der Kodierung nicht gibt.",
            ],
            &["Speichern Sie die Datei als CSV UTF-8."],
        ),
        C::InvalidUtf8 => entry(
            "Beschädigte Zeichen",
            &[
                "{cell} enthält ein beschädigtes Zeichen (Byte {hex}).",
                "{cell} enthält ein beschädigtes Zeichen.",
            ],
            &[
                "Vielleicht „{guess}“; geben Sie den Text erneut ein.",
                "Geben Sie den Text erneut ein.",
            ],
        ),
        C::EncodingDoubtful => entry(
            "Möglicherweise falsch gelesener Text",
            &["„{value}“ ist möglicherweise falsch gelesen."],
            &["Speichern Sie die Datei als CSV UTF-8."],
        ),
        C::DialectDetected => entry(
            "Anderes Trennzeichen als das Komma",
            &["Das Trennzeichen ist {delimiter}."],
            &[],
        ),
        C::SepLineConsumed => entry(
            "Eine Zeile für Tabellenkalkulationen",
            &[
                "Die Zeile „sep={delimiter:raw}“ gilt nicht, da die Überschriften anderes zeigen; das Trennzeichen ist {separator}.",
                "Die Zeile „sep={delimiter:raw}“ wurde als Anweisung gelesen.",
            ],
            &[],
        ),
        C::LineEndingsMixed => entry(
            "Gemischte Zeilenenden",
            &["Die Zeilenenden sind gemischt: {counts}."],
            &[],
        ),
        C::DialectAmbiguous => entry(
            "Das Trennzeichen ist nicht erkennbar",
            &[
                "Das Trennzeichen ist nicht erkennbar: {candidates:or}.",
                "Das Trennzeichen ist nicht erkennbar.",
            ],
            &["Beginnen Sie mit der Vorlage."],
        ),
        C::LinesWrappedInQuotes => entry(
            "Anführungszeichen um ganze Zeilen",
            &["Jede Zeile ist eine einzige Zelle in Anführungszeichen."],
            &["Entfernen Sie die äußeren Anführungszeichen oder füllen Sie die Vorlage aus."],
        ),
        C::StrayQuote => entry(
            "Anführungszeichen an ungewöhnlicher Stelle",
            &[
                "{cell} enthält ein Anführungszeichen an ungewöhnlicher Stelle; gelesen wurde „{value}“.",
                "{cell} enthält ein Anführungszeichen an ungewöhnlicher Stelle.",
                "Die Zelle enthält ein Anführungszeichen an ungewöhnlicher Stelle.",
            ],
            &[
                "Entfernen Sie das Anführungszeichen oder verdoppeln Sie es, wenn es zum Wert gehört.",
            ],
        ),
        C::UnclosedQuote => entry(
            "Nicht geschlossene Anführungszeichen",
            &["{cell} öffnet ein Anführungszeichen, das nirgends geschlossen wird."],
            &[
                "Entfernen Sie es, schließen Sie es am Ende des Werts oder verdoppeln Sie es, wenn es zum Wert gehört.",
            ],
        ),
        C::MissingHeader => entry(
            "Keine Kopfzeile",
            &["Bis Zeile {n} wurde keine Kopfzeile gefunden."],
            &["Die erste Zeile sollte lauten: {header}"],
        ),
        C::TooManyColumns => entry(
            "Zu viele Spalten",
            &[
                "{count} Spalten; höchstens {max} sind möglich.",
                "Mehr als {max} Spalten.",
            ],
            &["Entfernen Sie die Spalten, die nicht gebraucht werden."],
        ),
        C::PreambleSkipped => entry(
            "Zeilen über der Kopfzeile",
            &[
                "Über der Kopfzeile {rows?wurde Zeile|wurden die Zeilen} {rows} übersprungen: „{text}“.",
                "Über der Kopfzeile {rows?wurde Zeile|wurden die Zeilen} {rows} übersprungen.",
            ],
            &["{rows?Löschen Sie sie|Löschen Sie diese Zeilen}."],
        ),
        C::OwnReportDetected => entry(
            "Ein Bericht als Datei",
            &["Dies ist ein Bericht von Rollbook; dessen eigene Spalten wurden ignoriert."],
            &[],
        ),
        C::MissingLabel => entry(
            "Eine erforderliche Spalte fehlt",
            &["Die erforderliche Spalte „{label}“ fehlt."],
            &[
                "Meinten Sie Spalte {letter} „{found}“?",
                "Fügen Sie die Spalte hinzu oder beginnen Sie mit der Vorlage.",
            ],
        ),
        C::UnknownLabel => entry(
            "Nicht verwendete Spalten",
            &[
                "Spalte {letter} „{label}“ wird nicht verwendet.",
                "Spalte {letter} wird nicht verwendet.",
            ],
            &[
                "Meinten Sie „{near}“?",
                "Entfernen Sie die Spalte oder verwenden Sie eine Überschrift der Vorlage.",
            ],
        ),
        C::DuplicateLabel => entry(
            "Doppelte Spalte mit verschiedenen Werten",
            &["„{field}“ steht in den Spalten {letters}, mit verschiedenen Werten."],
            &["Behalten Sie nur eine dieser Spalten."],
        ),
        C::RepeatedLabel => entry(
            "Doppelte Spalte mit gleichen Werten",
            &[
                "„{field}“ steht in den Spalten {letters}, nie mit verschiedenen Werten; sie werden als eine gelesen.",
            ],
            &["Behalten Sie nur eine dieser Spalten."],
        ),
        C::BlankLabel => entry(
            "Spalten ohne Überschrift",
            &["Spalte {letter} enthält Werte, hat aber keine Überschrift."],
            &["Geben Sie ihr eine Überschrift der Vorlage oder entfernen Sie sie."],
        ),
        C::LabelNormalized => entry(
            "Anders geschriebene Überschriften",
            &[
                "„{label}“ wurde als „{field}“ gelesen.",
                "Eine Überschrift wurde als die einer bekannten Spalte gelesen.",
            ],
            &[],
        ),
        C::LabelAliasUsed => entry(
            "Andere Namen von Spalten",
            &[
                "„{label}“ steht für „{field}“.",
                "Eine Überschrift steht für eine bekannte Spalte.",
            ],
            &[],
        ),
        C::ColumnNotEnabled => entry(
            "Spalten, die hier nicht gelten",
            &[
                "Die Spalte „{label}“ gilt hier nicht: {reason}.",
                "Die Spalte „{label}“ gilt hier nicht.",
            ],
            &["Entfernen Sie sie."],
        ),
        C::TrailingBlankColumnsIgnored => entry(
            "Leere Spalten am Ende",
            &["{count} leere {count?Spalte|Spalten} am Ende {count?wurde|wurden} ignoriert."],
            &[],
        ),
        C::NoDataRows => entry(
            "Nichts zu importieren",
            &["Es gibt eine Kopfzeile, aber keine Zeile mit Daten."],
            &["Fügen Sie für jede Person eine Zeile hinzu."],
        ),
        C::TooManyRows => entry(
            "Zu viele Zeilen",
            &["{count} Zeilen; höchstens {max} in einer Datei."],
            &[
                "Teilen Sie sie auf {files} Dateien auf; Zeile {row} ist die erste überzählige.",
                "Teilen Sie die Datei in Dateien mit höchstens {max} Zeilen auf.",
            ],
        ),
        C::RowTooShort => entry(
            "Zeilen mit zu wenigen Zellen",
            &["Zeile {row} hat {found} von {expected} Spalten."],
            &[
                "{hint}",
                "Ergänzen Sie die fehlenden Zellen; auch leere zählen.",
            ],
        ),
        C::RowTooLong => entry(
            "Zeilen mit zu vielen Zellen",
            &["Zeile {row} hat {found} Spalten; erwartet werden {expected}."],
            &[
                "{hint}",
                "Setzen Sie einen Wert, der das Trennzeichen enthält (hier {delimiter}), in Anführungszeichen.",
                "Setzen Sie einen Wert, der das Trennzeichen enthält, in Anführungszeichen.",
            ],
        ),
        C::RowPadded => entry(
            "Zeilen, die zu früh enden",
            &["Zeile {row} endet zu früh; ihre fehlenden optionalen Zellen gelten als leer."],
            &["Ergänzen Sie die fehlenden Zellen oder lassen Sie es so."],
        ),
        C::RowTrimmed => entry(
            "Zeilen mit überzähligen leeren Zellen",
            &["Zeile {row} hat {count} leere {count?Zelle|Zellen} zu viel."],
            &[],
        ),
        C::RowTooLarge => entry(
            "Zu große Zeilen",
            &["Zeile {row} ist größer als {max:bytes}."],
            &["Suchen Sie ein nicht geschlossenes Anführungszeichen oder kürzen Sie die Zeile."],
        ),
        C::BlankRow => entry(
            "Leere Zeilen",
            &["Zeile {row} ist leer und wurde übersprungen."],
            &["Löschen Sie sie oder füllen Sie sie aus."],
        ),
        C::TrailingBlankRowsIgnored => entry(
            "Leere Zeilen am Ende",
            &["{count} leere {count?Zeile|Zeilen} am Ende {count?wurde|wurden} ignoriert."],
            &[],
        ),
        C::TemplateNoteRow => entry(
            "Der Hinweis der Vorlage",
            &[
                "Zeile {row} sieht aus wie der Hinweis der Vorlage und wurde übersprungen: „{text}“.",
                "Zeile {row} sieht aus wie der Hinweis der Vorlage und wurde übersprungen.",
            ],
            &["Löschen Sie sie."],
        ),
        C::TemplateSampleRow => entry(
            "Das Beispiel der Vorlage",
            &["Zeile {row} ist das Beispiel der Vorlage und wurde übersprungen."],
            &["Löschen Sie sie."],
        ),
        C::CellTooLong => entry(
            "Zu lange Zellen",
            &["{cell} ist länger als {max:bytes}."],
            &["Kürzen Sie den Text oder suchen Sie ein nicht geschlossenes Anführungszeichen."],
        ),
        C::ReplacementCharacter => entry(
            "Verlorene Zeichen",
            &["{cell} enthält U+FFFD: Ein Zeichen ist schon früher verloren gegangen."],
            &["Geben Sie den Text erneut ein."],
        ),
        C::ControlCharacter => entry(
            "Steuerzeichen",
            &[
                "{cell} enthält das Steuerzeichen U+{hex}.",
                "{cell} enthält ein Steuerzeichen.",
            ],
            &["Geben Sie den Text erneut ein, statt ihn einzufügen."],
        ),
        C::BidiControl => entry(
            "Unsichtbare Richtungszeichen",
            &["{cell} enthält ein unsichtbares Zeichen, das die Schreibrichtung ändert."],
            &["Geben Sie den Text erneut ein, statt ihn einzufügen."],
        ),
        C::TextNotAllowed => entry(
            "Nicht zulässiger Text",
            &["{cell} enthält nicht zulässigen Text: {reason}."],
            &["Geben Sie den Text mit üblichen Buchstaben erneut ein."],
        ),
        C::TextTooLong => entry(
            "Zu langer Text",
            &["{label} hat {count} Zeichen; höchstens {max} sind möglich."],
            &["Kürzen Sie den Text."],
        ),
        C::NewlineInCell => entry(
            "Zeilenumbrüche in Zellen",
            &["{cell} enthält einen Zeilenumbruch."],
            &[
                "Entfernen Sie ihn. Falls sich darin Zeilen verbergen, suchen Sie ein fehlendes Anführungszeichen.",
            ],
        ),
        C::QuoteUnpaired => entry(
            "Ein einzelnes Anführungszeichen",
            &["„{value}“ beginnt oder endet mit einem einzelnen Anführungszeichen."],
            &["Verwenden Sie „{replacement}“.", "Entfernen Sie es."],
        ),
        C::MojibakeSuspected => entry(
            "Text, der falsch gelesen aussieht",
            &["„{value}“ sieht nach falsch gelesenem Text aus."],
            &[
                "Gemeint ist vielleicht „{guess}“.",
                "Geben Sie den Text erneut ein.",
            ],
        ),
        C::SmartQuotes => entry(
            "Typografische Anführungszeichen",
            &["„{value}“ steht in typografischen Anführungszeichen."],
            &["Verwenden Sie „{replacement}“.", "Entfernen Sie sie."],
        ),
        C::WhitespaceNormalized => entry(
            "Leerzeichen bereinigt",
            &[
                "Die Leerzeichen in {cell} wurden bereinigt.{applied}",
                "Die Leerzeichen in der Zelle wurden bereinigt.{applied}",
                "{cell} enthält überflüssige Leerzeichen.",
            ],
            &["Verwenden Sie „{replacement}“."],
        ),
        C::TextFormulaUnwrapped => entry(
            "Hüllen entfernt",
            &[
                "Die Hülle =\"…\" in {cell} wurde entfernt.{applied}",
                "Die Hülle =\"…\" der Zelle wurde entfernt.{applied}",
                "{cell} ist in =\"…\" eingehüllt.",
            ],
            &["Verwenden Sie „{replacement}“."],
        ),
        C::FormulaGuardRemoved => entry(
            "Schützende Apostrophe entfernt",
            &[
                "Der schützende Apostroph in {cell} wurde entfernt.{applied}",
                "Der schützende Apostroph der Zelle wurde entfernt.{applied}",
                "{cell} beginnt mit einem schützenden Apostroph.",
            ],
            &["Verwenden Sie „{replacement}“."],
        ),
        C::FormulaLikeValue => entry(
            "Werte, die wie eine Formel beginnen",
            &["„{value}“ beginnt wie eine Formel; der Text bleibt unverändert."],
            &["Entfernen Sie das erste Zeichen, wenn es nicht zum Wert gehört."],
        ),
        C::SpreadsheetErrorValue => entry(
            "Fehlertexte einer Tabellenkalkulation",
            &[
                "{value} ist ein Fehler der Tabellenkalkulation und kein Wert.",
                "Der Inhalt ist ein Fehler der Tabellenkalkulation und kein Wert.",
            ],
            &["Berichtigen Sie die Formel in der Tabellenkalkulation oder geben Sie den Wert ein."],
        ),
        C::SpreadsheetDateSuspected => entry(
            "In ein Datum verwandelte Werte",
            &["„{value}“ sieht nach einem Datum aus, das eine Tabellenkalkulation erzeugt hat."],
            &["Formatieren Sie die Spalte als Text und geben Sie den Wert erneut ein."],
        ),
        C::PlaceholderValue => entry(
            "Wörter, die für „kein Wert“ stehen",
            &[
                "„{value}“ ist kein Wert.",
                "Die Zelle enthält ein Wort, das für einen fehlenden Wert steht.",
            ],
            &[
                "Geben Sie den Wert ein, oder lassen Sie die Zelle leer, wenn keine Angabe nötig ist.",
            ],
        ),
        C::MultipleValuesInCell => entry(
            "Mehrere Werte in einer Zelle",
            &["{cell} enthält {count} Werte."],
            &["Geben Sie jedem eine eigene Zeile."],
        ),
        C::ValueInWrongColumn => entry(
            "Werte, die in eine andere Spalte gehören",
            &[
                "„{value}“ in der Spalte „{label}“ sieht nach {kind} aus.",
                "Der Wert in der Spalte „{label}“ sieht nach {kind} aus.",
                "Der Wert sieht nach {kind} aus.",
            ],
            &["Prüfen Sie, ob Spalten verschoben sind."],
        ),
        C::TruncatedValueSuspected => entry(
            "Möglicherweise abgeschnittene Werte",
            &["{cell} wurde möglicherweise nach {count} Zeichen abgeschnitten."],
            &["Prüfen Sie, ob das Ende fehlt."],
        ),
        C::RequiredValueMissing => entry(
            "Erforderliche Werte fehlen",
            &["{label} ist leer.", "Die Zelle ist leer."],
            &["Füllen Sie die Zelle aus."],
        ),
        C::ValueNotAllowed => entry(
            "Nicht zulässige Wörter",
            &[
                "„{value}“ ist in {label} nicht zulässig. Verwenden Sie {allowed:or}.",
                "Der Wert ist in {label} nicht zulässig. Verwenden Sie {allowed:or}.",
                "Der Wert ist nicht zulässig. Verwenden Sie {allowed:or}.",
                "Der Wert ist nicht zulässig.",
            ],
            &[
                "Verwenden Sie „{replacement}“.",
                "Verwenden Sie eines der Wörter, die in der Vorlage stehen.",
            ],
        ),
        C::ValueCaseNormalized => entry(
            "Groß- und Kleinschreibung angepasst",
            READ_AS,
            &["Verwenden Sie „{replacement}“."],
        ),
        C::ValueAliasUsed => entry(
            "Andere Wörter für einen Wert",
            READ_AS,
            &["Verwenden Sie „{replacement}“."],
        ),
        C::NumberFormatNormalized => entry(
            "Anders geschriebene Nummern",
            READ_AS,
            &["Verwenden Sie „{replacement}“."],
        ),
        C::PhoneIddNormalized => entry(
            "Wählvorsätze entfernt",
            READ_AS,
            &["Verwenden Sie „{replacement}“."],
        ),
        C::DigitsInvalid => entry(
            "Falsche Anzahl von Ziffern",
            &[
                "{label} braucht {min} bis {max} Ziffern; es sind {count}.",
                "{label} braucht {min} bis {max} Ziffern und nichts sonst.",
                "Die Anzahl der Ziffern stimmt nicht.",
            ],
            &[
                "Vielleicht ist eine führende Null verloren gegangen.{missing?|}",
                "{excess} {excess?Ziffer ist|Ziffern sind} zu viel.",
            ],
        ),
        C::IntegerInvalid => entry(
            "Keine Zahl im zulässigen Bereich",
            &[
                "„{value}“ ist keine Zahl von {min} bis {max}.",
                "„{value}“ ist keine Zahl ab {min}.",
                "„{value}“ ist keine Zahl bis {max}.",
                "„{value}“ ist keine ganze Zahl.",
            ],
            &["Geben Sie eine hier zulässige ganze Zahl ein, nur mit Ziffern."],
        ),
        C::DateInvalid => entry(
            "Kein Datum",
            &[
                "„{value}“ ist kein Datum von {min} bis {max}.",
                "„{value}“ liegt vor {min}, dem ersten zulässigen Datum.",
                "„{value}“ liegt nach {max}, dem letzten zulässigen Datum.",
                "„{value}“ ist kein Datum wie {example}.",
            ],
            &["Schreiben Sie Jahr, Monat und Tag wie in {example}."],
        ),
        C::PatternMismatch => entry(
            "Werte in falscher Form",
            &[
                "„{value}“ hat nicht die Form, die {label} verlangt.",
                "Der Wert hat nicht die Form, die {label} verlangt.",
                "Der Wert hat nicht die verlangte Form.",
            ],
            &["Vergleichen Sie ihn mit dem Beispiel der Vorlage."],
        ),
        C::IdentityUnrecognized => entry(
            "Weder E-Mail-Adresse noch Rufnummer",
            &["„{value}“ ist weder eine E-Mail-Adresse noch eine Rufnummer."],
            &["Geben Sie die Adresse ein oder die Rufnummer mit Landesvorwahl."],
        ),
        C::EmailRequired => entry(
            "Eine E-Mail-Adresse ist nötig",
            &[
                "Nötig ist eine E-Mail-Adresse, keine Rufnummer: {reason}.",
                "Nötig ist eine E-Mail-Adresse, keine Rufnummer.",
            ],
            &["Geben Sie die E-Mail-Adresse der Person ein."],
        ),
        C::EmailInvalid => entry(
            "Ungültige E-Mail-Adressen",
            &["„{value}“ ist keine gültige E-Mail-Adresse: {reason}."],
            &[
                "Verwenden Sie „{replacement}“.",
                "Geben Sie nur die Adresse ein, zum Beispiel name@example.com.",
            ],
        ),
        C::EmailNonAscii => entry(
            "E-Mail-Adressen mit besonderen Zeichen",
            &["„{value}“ enthält vor dem @ andere als ASCII-Zeichen."],
            &["Fragen Sie nach einer Adresse mit einfachen Buchstaben."],
        ),
        C::EmailDomainNotAllowed => entry(
            "Nicht zulässige E-Mail-Domains",
            &["„{domain}“ gehört nicht zu den zulässigen Domains."],
            &["Verwenden Sie die Adresse, die die Person in der Organisation hat."],
        ),
        C::EmailDomainTypo => entry(
            "Vermutlich vertippte E-Mail-Domains",
            &["„{domain}“ ist möglicherweise ein Tippfehler."],
            &["Meinten Sie „{guess}“?", "Prüfen Sie die Domain."],
        ),
        C::NumberScientificNotation => entry(
            "Von einer Tabellenkalkulation zerstörte Nummern",
            &[
                "„{value}“ hat eine Tabellenkalkulation aus einer langen Nummer gemacht; deren Ziffern sind verloren.",
                "Eine Tabellenkalkulation hat diese lange Nummer verändert; ihre Ziffern sind verloren.",
            ],
            &[
                "Vielleicht {guess}. Formatieren Sie die Spalte als Text und geben Sie die Nummern erneut ein.",
                ENTER_AGAIN,
            ],
        ),
        C::NumberPrecisionLossSuspected => entry(
            "Nummern, denen wohl Ziffern fehlen",
            &[
                "„{value}“ hat möglicherweise die letzten Ziffern verloren: Tabellenkalkulationen behalten 15.",
            ],
            &[ENTER_AGAIN],
        ),
        C::PhoneNationalAssumed => entry(
            "Rufnummern ohne Landesvorwahl",
            &[
                "„{value}“ wurde als {e164} gelesen ({region}).",
                "„{value}“ wurde als {e164} gelesen.",
                "Die Rufnummer wurde als nationale gelesen ({region}).",
                "Die Rufnummer wurde als nationale gelesen.",
            ],
            &["Ergänzen Sie die Landesvorwahl."],
        ),
        C::PhoneInvalid => entry(
            "Rufnummern, die es nicht gibt",
            &[
                "{e164} ist unter der Vorwahl {country} keine gültige Rufnummer.",
                "{e164} ist keine gültige Rufnummer.",
                "„{value}“ ist keine gültige Rufnummer.",
                "Dies ist unter der Vorwahl {country} keine gültige Rufnummer.",
                "Dies ist keine gültige Rufnummer.",
            ],
            &["Verwenden Sie „{replacement}“.", "Prüfen Sie die Ziffern."],
        ),
        C::PhonePossibleOnly => entry(
            "Rufnummern aus unbekannten Bereichen",
            &[
                "{e164} liegt in keinem bekannten Bereich der Vorwahl {country}.",
                "{e164} liegt in keinem bekannten Bereich.",
            ],
            &["Prüfen Sie die Ziffern."],
        ),
        C::PhoneAmbiguousCountry => entry(
            "Rufnummern aus mehr als einem Land",
            &[
                "„{value}“ könnte {candidates:or} sein.",
                "Die Rufnummer kann zu mehreren Ländern gehören.",
            ],
            &["Ergänzen Sie + und die Landesvorwahl."],
        ),
        C::PhoneUnknownCountry => entry(
            "Rufnummern ohne bekannte Landesvorwahl",
            &["„{value}“ hat keine bekannte Landesvorwahl."],
            &[
                "Verwenden Sie „{replacement}“.",
                "Ergänzen Sie + und die Landesvorwahl.",
            ],
        ),
        C::PhoneTooShort => entry(
            "Zu kurze Rufnummern",
            DIGITS_POSSIBLE,
            &["Prüfen Sie, ob Ziffern fehlen."],
        ),
        C::PhoneTooLong => entry(
            "Zu lange Rufnummern",
            DIGITS_POSSIBLE,
            &["Prüfen Sie, ob es zwei Rufnummern sind."],
        ),
        C::PhoneBadCharacter => entry(
            "Rufnummern mit anderen Zeichen",
            &[
                "„{value}“ enthält „{char}“; das kommt in keiner Rufnummer vor.",
                "Die Rufnummer enthält ein Zeichen, das in keiner Rufnummer vorkommt.",
            ],
            &[
                "Verwenden Sie „{replacement}“.",
                "Geben Sie die Ziffern mit Landesvorwahl und ohne Durchwahl ein.",
            ],
        ),
        C::PhoneNotSupportedType => entry(
            "Rufnummern, die keine Einladung bekommen",
            &["{e164} ist {type} und bekommt keine Einladung."],
            &["Verwenden Sie die Rufnummer eines Geräts oder eine E-Mail-Adresse."],
        ),
        C::ForwardingLength => entry(
            "Weiterleitungsnummern falscher Länge",
            &[
                "Eine Weiterleitungsnummer braucht {min} bis {max} Ziffern mit Landesvorwahl; es sind {count}.",
                "Eine Weiterleitungsnummer braucht 4 bis 18 Ziffern mit Landesvorwahl; es sind {count}.",
                "Eine Weiterleitungsnummer braucht 4 bis 18 Ziffern mit Landesvorwahl.",
            ],
            &["Prüfen Sie die Ziffern."],
        ),
        C::ForwardingNoCountryCode => entry(
            "Weiterleitungsnummern ohne Landesvorwahl",
            &["„{value}“ beginnt mit 0, wie es keine Landesvorwahl tut."],
            &["Setzen Sie die Landesvorwahl an die Stelle der 0."],
        ),
        C::FeatureNotEnabled => entry(
            "Nicht eingerichtete Funktionen",
            &[
                "{label} ist {value}, aber die Funktion „{feature}“ ist hier nicht eingerichtet.",
                "Der Wert braucht die Funktion „{feature}“, die hier nicht eingerichtet ist.",
                "Der Wert braucht eine Funktion, die hier nicht eingerichtet ist.",
            ],
            &[
                "Verwenden Sie „{replacement}“.",
                "Lassen Sie die Zelle leer oder lassen Sie zuerst die Funktion einrichten.",
            ],
        ),
        C::ValueNotApplicable => entry(
            "Werte ohne Wirkung",
            &[
                "{label} wird ignoriert, weil {other} den Wert {value} hat.",
                "{label} wird wegen {other} ignoriert.",
                "Der Wert wird wegen eines anderen Werts ignoriert.",
            ],
            &["Lassen Sie die Zelle leer."],
        ),
        C::ForwardingNotApplicable => entry(
            "Weiterleitungsnummern ohne Wirkung",
            &[
                "Die Weiterleitungsnummer wird nicht verwendet: Die Funktion „{feature}“ ist aktiviert.",
                "Die Weiterleitungsnummer wird nicht verwendet.",
            ],
            &["Lassen Sie die Zelle leer."],
        ),
        C::ForwardingLoop => entry(
            "Rufnummern, die auf sich selbst weiterleiten",
            &["Die Rufnummer leitet auf sich selbst weiter."],
            &["Verwenden Sie eine andere Weiterleitungsnummer oder lassen Sie die Zelle leer."],
        ),
        C::RowRuleFailed => entry(
            "Zeilen, die eine Regel verletzen",
            &["{rule}: {columns}."],
            &["Füllen Sie eine dieser Zellen aus oder ändern Sie sie."],
        ),
        C::DuplicateIdentity => entry(
            "Dieselbe Identität in mehreren Zeilen",
            ALSO_IN,
            &[KEEP_ONE],
        ),
        C::DuplicateNumber => entry(
            "Dieselbe Rufnummer in mehreren Zeilen",
            ALSO_IN,
            &[KEEP_ONE],
        ),
        C::DuplicateValue => entry("Derselbe Wert in mehreren Zeilen", ALSO_IN, &[KEEP_ONE]),
        C::DuplicateRow => entry(
            "Wiederholte Zeilen",
            &["Zeile {row} wiederholt Zeile {first}."],
            &["Löschen Sie sie."],
        ),
        C::NumberUsedAsIdentity => entry(
            "Rufnummern, die auch eine Identität sind",
            &["{e164} ist auch eine Identität, nämlich hier: {rows?Zeile|Zeilen} {rows}."],
            &["Prüfen Sie, was davon gemeint ist."],
        ),
        C::IdentitySimilar => entry(
            "Identitäten, die sich kaum unterscheiden",
            &[
                "{canonical} steht fast gleich noch einmal in der Datei, nur mit anderen Punkten oder einem +Zusatz: {rows?Zeile|Zeilen} {rows}.",
            ],
            &["Prüfen Sie, ob es dieselbe Person ist."],
        ),
        C::SequentialValues => entry(
            "Fortlaufende Werte",
            &["Diese Werte zählen in Schritten von {step} hoch: Zeilen {rows}."],
            &["Prüfen Sie, ob eine Zelle nach unten gezogen wurde."],
        ),
        C::InventoryUnchecked => entry(
            "Rufnummern und Konten nicht geprüft",
            &["Rufnummern und Konten wurden nicht geprüft."],
            &[],
        ),
        C::NumberNotInInventory => entry(
            "Rufnummern, die nicht im Bestand sind",
            &["{e164} gehört nicht zu den Rufnummern dieser Organisation."],
            &["Verwenden Sie eine Rufnummer der Organisation oder lassen Sie die Zelle leer."],
        ),
        C::TeamUnknown => entry(
            "Unbekannte Teams",
            &[
                "Es gibt kein Team „{value}“.",
                "Das angegebene Team gibt es nicht.",
            ],
            &[
                "Verwenden Sie „{replacement}“.",
                "Legen Sie das Team zuerst an oder lassen Sie die Zelle leer.",
            ],
        ),
        C::PlanStale => entry(
            "Der Plan ist veraltet",
            &[
                "Rufnummern oder Konten haben sich geändert, seit der Plan {plan} erstellt wurde.",
                "Rufnummern oder Konten haben sich geändert, seit der Plan erstellt wurde.",
            ],
            &["Prüfen Sie die Datei erneut und importieren Sie sie dann."],
        ),
        C::BackendRejected => entry(
            "Vom Speicher abgelehnte Zeilen",
            &["Der Speicher hat die Zeile abgelehnt: {cause}."],
            &["Berichtigen Sie die Zeile und importieren Sie sie erneut."],
        ),
        C::RolledBack => entry("Nicht importiert", &["Es wurde nichts importiert."], &[]),
        C::NotAttempted => entry(
            "Nicht bearbeitet",
            &["Die Zeile wurde nicht bearbeitet."],
            &[],
        ),
        C::InvitationNotSent => entry(
            "Nicht versendete Einladungen",
            &[
                "Das Konto besteht; seine Einladung wurde nicht versendet: {reason}.",
                "Das Konto besteht; seine Einladung wurde nicht versendet.",
            ],
            &["Versenden Sie die Einladung später."],
        ),
        C::NumberNotAvailable => entry(
            "Nicht verfügbare Rufnummern",
            &["{e164} ist {state}.", "{e164} ist nicht verfügbar."],
            &[OTHER_NUMBER],
        ),
        C::NumberCooling => entry(
            "Ruhende Rufnummern",
            &["{e164} ruht bis {until}.", "{e164} ruht noch."],
            &[OTHER_NUMBER],
        ),
        C::NumberOtherOrganization => entry(
            "Rufnummern einer anderen Organisation",
            &[
                "{e164} gehört einer anderen Organisation ({owner}).",
                "{e164} gehört einer anderen Organisation.",
            ],
            &["Verwenden Sie eine Rufnummer der Organisation oder lassen Sie die Zelle leer."],
        ),
        C::NumberPoolExhausted => entry(
            "Nicht genug Rufnummern",
            &[
                "{wanted} {wanted?Rufnummer wird|Rufnummern werden} gebraucht; {available} {available?ist|sind} verfügbar.",
                "Es gibt nicht genug Rufnummern.",
            ],
            &["Fügen Sie Rufnummern hinzu oder importieren Sie weniger Personen."],
        ),
        C::AccountIdentityTaken => entry(
            "Personen, die schon ein Konto haben",
            &[
                "{canonical} hat schon ein Konto ({status}).",
                "{canonical} hat schon ein Konto.",
                "Diese Person hat schon ein Konto ({status}).",
                "Diese Person hat schon ein Konto.",
            ],
            &[
                "Ist die Person schon eingeladen, versenden Sie die Einladung erneut; andernfalls entfernen Sie die Zeile.",
            ],
        ),
        C::AccountExtensionTaken => entry(
            "Belegte Durchwahlen",
            &[
                "Die Durchwahl {value} ist belegt.",
                "Die Durchwahl ist belegt.",
            ],
            &["Wählen Sie eine andere Durchwahl."],
        ),
        C::RoleNotGrantable => entry(
            "Rollen, die nicht vergeben werden dürfen",
            &[
                "Sie dürfen die Rolle {role} nicht vergeben.",
                "Sie dürfen die angegebene Rolle nicht vergeben.",
            ],
            &[
                "Wählen Sie eine andere Rolle oder wenden Sie sich an jemanden, der sie vergeben darf.",
            ],
        ),
        C::LimitReached => entry(
            "Eine Grenze würde überschritten",
            &[
                "Mit {count} weiteren würde die Grenze von {max} {limit} überschritten.",
                "Die Grenze von {max} {limit} würde überschritten.",
                "Mit {count} weiteren würde eine Grenze überschritten.",
                "Eine Grenze würde überschritten.",
            ],
            &["Importieren Sie weniger Zeilen oder lassen Sie die Grenze anheben."],
        ),
        C::TeamDisabled => entry(
            "Deaktivierte Teams",
            &[
                "Das Team „{value}“ ist deaktiviert.",
                "Das angegebene Team ist deaktiviert.",
            ],
            &["Wählen Sie ein anderes Team oder aktivieren Sie dieses zuerst."],
        ),
        C::BatchDuplicate => entry(
            "Schon importiert",
            &[
                "Diese Datei wurde schon importiert ({batch}).",
                "Diese Datei wurde schon importiert.",
            ],
            &[],
        ),
        C::NumberClaimLost => entry(
            "Inzwischen vergebene Rufnummern",
            &["{e164} wurde inzwischen vergeben."],
            &[OTHER_NUMBER],
        ),
    }
}

const ENTER_AGAIN: &str =
    "Formatieren Sie die Spalte als Text und geben Sie die Nummern erneut ein.";

const KEEP_ONE: &str = "Lassen Sie den Wert nur in einer Zeile stehen.";

const OTHER_NUMBER: &str = "Verwenden Sie eine andere Rufnummer oder lassen Sie die Zelle leer.";

const READ_AS: &[&str] = &[
    "„{before}“ wurde als „{after}“ gelesen.{applied}",
    "„{value}“ sollte „{replacement}“ lauten.",
    "Der Wert wurde in der vorgesehenen Form gelesen.{applied}",
    "Der Wert steht nicht in der vorgesehenen Form.",
];

const DIGITS_POSSIBLE: &[&str] = &[
    "„{value}“ hat {count} {count?Ziffer|Ziffern}; möglich sind {min} bis {max}.",
    "„{value}“ hat {count} {count?Ziffer|Ziffern}.",
    "Die Rufnummer hat {count} {count?Ziffer|Ziffern}; möglich sind {min} bis {max}.",
];

const ALSO_IN: &[&str] = &["{canonical} kommt noch einmal vor: {rows?Zeile|Zeilen} {rows}."];
