//! Italian: what every code says. `mod.rs` tells how templates are read.
//!
//! Advice is impersonal.

use super::{Entry, Table, entry};
use crate::finding::FindingCode as C;

pub(super) const TABLE: Table = Table {
    entry: italian,
    refused: &[
        (C::WhitespaceNormalized, "Spazi superflui"),
        (C::TextFormulaUnwrapped, "Valori racchiusi in =\"…\""),
        (
            C::FormulaGuardRemoved,
            "Valori con un apostrofo di protezione",
        ),
        (C::ValueCaseNormalized, "Maiuscole e minuscole diverse"),
        (C::ValueAliasUsed, "Altre parole per un valore"),
        (C::NumberFormatNormalized, "Numeri scritti in modo diverso"),
        (C::PhoneIddNormalized, "Numeri con un prefisso di chiamata"),
    ],
    words: WORDS,
    hidden: &[
        ("after", "la forma prevista"),
        ("before", "il valore"),
        ("candidates", "più numeri"),
        ("canonical", "il valore"),
        ("cell", "la cella"),
        ("char", "un carattere"),
        ("domain", "il dominio"),
        ("e164", "il numero"),
        ("field", "la stessa colonna"),
        ("guess", "un altro valore"),
        ("label", "il valore"),
        ("replacement", "la forma prevista"),
        ("role", "quello indicato"),
        ("text", "…"),
        ("value", "il valore"),
    ],
    replacement: "Usare «{replacement}».",
    quotes: ("«", "»"),
    and: "e",
    or: "o",
    or_before_o: "o",
    more: ("un’altra", "altre #"),
    units: ("byte", "KiB", "MiB"),
    colon: ":",
    zero_is_one: false,
};

/// Texts of words that are parameters. A word without one is shown as it is, its underscores as space.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "reason",
        "bad_domain",
        "la parte dopo la @ non è un dominio",
    ),
    (
        "reason",
        "bad_local",
        "la parte prima della @ non è possibile",
    ),
    (
        "reason",
        "double_dot",
        "contiene due punti consecutivi (..)",
    ),
    (
        "reason",
        "mixed_script",
        "mescola lettere simili di alfabeti diversi",
    ),
    ("reason", "no_at", "manca la @"),
    ("reason", "no_domain", "dopo la @ non c’è nulla"),
    ("reason", "space", "contiene uno spazio"),
    ("reason", "too_long", "è troppo lungo"),
    (
        "reason",
        "unsupported_form",
        "contiene altro oltre all’indirizzo",
    ),
    (
        "reason",
        "smtp_data_offload",
        "la posta esce attraverso il server dell’organizzazione",
    ),
    (
        "reason",
        "identity_kinds",
        "qui le persone sono identificate dall’indirizzo e-mail",
    ),
    (
        "reason",
        "email_only",
        "l’organizzazione accetta solo indirizzi e-mail",
    ),
    (
        "reason",
        "a character was lost earlier",
        "un carattere è andato perduto in precedenza",
    ),
    ("reason", "a line separator", "un separatore di riga"),
    (
        "reason",
        "a noncharacter",
        "un codice che non è un carattere",
    ),
    (
        "reason",
        "a private-use character",
        "un carattere a uso privato",
    ),
    (
        "reason",
        "an invisible character",
        "un carattere invisibile",
    ),
    (
        "reason",
        "too many marks on one letter",
        "troppi segni diacritici su una lettera",
    ),
    (
        "reason",
        "PINs are generated",
        "i PIN vengono generati automaticamente",
    ),
    (
        "reason",
        "notes are not stored",
        "le note non vengono conservate",
    ),
    (
        "reason",
        "social messaging is not configured",
        "la messaggistica social non è configurata",
    ),
    (
        "reason",
        "an upload assigns no numbers here; people choose at activation",
        "qui il caricamento non assegna numeri; ognuno sceglie al momento dell’attivazione",
    ),
    (
        "reason",
        "the language is not set by upload here",
        "qui la lingua non si imposta con il caricamento",
    ),
    (
        "reason",
        "members without a login have no e-mail",
        "i membri senza accesso non hanno un indirizzo e-mail",
    ),
    (
        "reason",
        "members without a login have no role",
        "i membri senza accesso non hanno un ruolo",
    ),
    ("reason", "there are no teams here", "qui non esistono team"),
    (
        "reason",
        "only members without a login have an extension",
        "solo i membri senza accesso hanno un interno",
    ),
    (
        "reason",
        "number_pool_exhausted",
        "non ci sono numeri sufficienti",
    ),
    (
        "reason",
        "number_none_available",
        "nessun numero è disponibile",
    ),
    (
        "reason",
        "capacity_unknown",
        "non è noto quanti numeri restino",
    ),
    ("reason", "limit_reached", "un limite è stato raggiunto"),
    (
        "reason",
        "account_no_portal_access",
        "la persona non ha accesso al portale",
    ),
    ("reason", "account_suspended", "l’account è sospeso"),
    (
        "reason",
        "account_opted_out",
        "la persona ha rifiutato gli inviti",
    ),
    (
        "reason",
        "invitation_consent_required",
        "manca il consenso della persona",
    ),
    (
        "reason",
        "invitation_channel_unavailable",
        "nessun canale raggiunge questa persona",
    ),
    (
        "reason",
        "invitation_resend_too_soon",
        "l’ultimo invito è troppo recente",
    ),
    (
        "reason",
        "invitation_resend_limit",
        "il numero massimo di invii è stato raggiunto",
    ),
    (
        "hint",
        "quote",
        "Controllare le virgolette di questa riga: forse ne mancano.",
    ),
    (
        "hint",
        "delimiter",
        "Forse questa riga ha un separatore diverso dall’intestazione.",
    ),
    ("delimiter", ",", "la virgola"),
    ("delimiter", ";", "il punto e virgola"),
    ("delimiter", "\t", "la tabulazione"),
    ("delimiter", "|", "la barra verticale"),
    (
        "rule",
        "required_if",
        "Qui serve un valore a causa di un’altra cella",
    ),
    (
        "rule",
        "not_equal",
        "Queste colonne non possono contenere lo stesso valore",
    ),
    (
        "rule",
        "at_least_one",
        "Almeno una di queste colonne deve essere compilata",
    ),
    ("kind", "email", "un indirizzo e-mail"),
    ("kind", "phone", "un numero di telefono"),
    (
        "type",
        "ZIP (such as an XLSX or ODS workbook)",
        "un file ZIP (come una cartella di lavoro XLSX o ODS)",
    ),
    ("type", "XLS workbook", "una cartella di lavoro XLS"),
    ("type", "PDF", "un file PDF"),
    ("type", "PNG", "un’immagine PNG"),
    ("type", "JPEG", "un’immagine JPEG"),
    ("type", "GIF", "un’immagine GIF"),
    ("type", "gzip", "un archivio gzip"),
    ("type", "7z", "un archivio 7z"),
    ("type", "RTF", "un documento RTF"),
    ("type", "SQLite", "un database SQLite"),
    ("type", "Parquet", "un file Parquet"),
    ("type", "HTML", "un file HTML"),
    ("type", "XML", "un file XML"),
    ("type", "JSON", "un file JSON"),
    ("type", "binary", "un file binario"),
    ("type", "fixed-line", "un numero fisso"),
    ("type", "mobile", "un numero mobile"),
    ("type", "fixed-line or mobile", "un numero fisso o mobile"),
    ("type", "toll-free", "un numero verde"),
    ("type", "premium-rate", "un numero a tariffa maggiorata"),
    ("type", "shared-cost", "un numero a costo condiviso"),
    (
        "type",
        "internet telephony",
        "un numero di telefonia Internet",
    ),
    ("type", "personal", "un numero personale"),
    ("type", "pager", "un numero di cercapersone"),
    ("type", "company", "un numero aziendale"),
    ("type", "voicemail", "un numero di segreteria telefonica"),
    ("state", "available", "disponibile"),
    ("state", "reserved", "riservato"),
    ("state", "assigned", "assegnato"),
    ("state", "registered", "registrato"),
    ("state", "forwarding", "usato per l’inoltro"),
    ("state", "cooling", "in quarantena"),
    ("status", "active", "attivo"),
    ("status", "invitation_failed", "invito non riuscito"),
    ("status", "invited", "invitato"),
    ("status", "not_invited", "non invitato"),
    ("status", "suspended", "sospeso"),
    ("status", "opted_out", "inviti rifiutati"),
    ("status", "deleted", "eliminato"),
    ("feature", "social_messaging", "messaggistica social"),
    ("feature", "voice_calling", "chiamate vocali"),
    ("limit", "accounts", "account"),
    ("limit", "admins", "amministratori"),
    ("limit", "members", "membri"),
    ("limit", "pending_invitations", "inviti in sospeso"),
    ("limit", "limit_admins", "amministratori"),
    ("limit", "limit_members", "membri"),
    ("limit", "limit_pending_invitations", "inviti in sospeso"),
    ("limit", "limit_teams", "team"),
    ("limit", "users_of_group", "utenti del gruppo"),
    ("limit", "lines", "linee"),
];

#[expect(
    clippy::too_many_lines,
    reason = "one line of data per code; the compiler then demands every code"
)]
const fn italian(code: C) -> Entry {
    match code {
        C::FileEmpty => entry(
            "Il file è vuoto",
            &["Il file è vuoto."],
            &["Scegliere di nuovo il file oppure ripetere l’esportazione."],
        ),
        C::ReadFailed => entry(
            "Il file non è stato letto fino alla fine",
            &["Non è stato possibile leggere il file fino alla fine (byte {byte})."],
            &["Copiare il file su questo computer e riprovare."],
        ),
        C::FileNotCsv => entry(
            "Non è un file CSV",
            &["Questo è {type}, non un file CSV."],
            &["Aprirlo in un foglio di calcolo e salvarlo come CSV UTF-8."],
        ),
        C::FileTooLarge => entry(
            "Il file è troppo grande",
            &["Il file supera {max:bytes}."],
            &["Dividerlo in file più piccoli e caricarli uno alla volta."],
        ),
        C::BomRemoved => entry(
            "BOM rimosso",
            &["È stato rimosso un indicatore dell’ordine dei byte (BOM)."],
            &[],
        ),
        C::EncodingTranscoded => entry("Codifica convertita", &["Letto come {encoding}."], &[]),
        C::EncodingGuessed => entry(
            "Codifica presunta",
            &["Il file non è in UTF-8; è stato letto come Windows-1252. Controllare {cells}."],
            &["Salvarlo come CSV UTF-8."],
        ),
        C::EncodingUnsupported => entry(
            "Codifica non supportata",
            &["Il file è in {encoding}."],
            &["Salvarlo come CSV UTF-8."],
        ),
        C::EncodingUndecodable => entry(
            "Byte che la codifica non prevede",
            &[
                "{cell} contiene byte ({hex}) che la codifica non prevede.",
                "{cell} contiene byte che la codifica non prevede.",
            ],
            &["Salvare il file come CSV UTF-8."],
        ),
        C::InvalidUtf8 => entry(
            "Caratteri danneggiati",
            &[
                "{cell} contiene un carattere danneggiato (byte {hex}).",
                "{cell} contiene un carattere danneggiato.",
            ],
            &[
                "Forse «{guess}»; digitarlo di nuovo.",
                "Digitare di nuovo il testo.",
            ],
        ),
        C::EncodingDoubtful => entry(
            "Testo forse letto male",
            &["«{value}» potrebbe essere stato letto male."],
            &["Salvare il file come CSV UTF-8."],
        ),
        C::DialectDetected => entry(
            "Separatore diverso dalla virgola",
            &["Il separatore è {delimiter}."],
            &[],
        ),
        C::SepLineConsumed => entry(
            "Una riga per i fogli di calcolo",
            &[
                "La riga «sep={delimiter:raw}» non vale, perché le intestazioni dicono altro; il separatore è {separator}.",
                "La riga «sep={delimiter:raw}» è stata letta come istruzione.",
            ],
            &[],
        ),
        C::LineEndingsMixed => entry(
            "Fini di riga miste",
            &["Le fini di riga sono miste: {counts}."],
            &[],
        ),
        C::DialectAmbiguous => entry(
            "Il separatore non è riconoscibile",
            &[
                "Il separatore non è riconoscibile: {candidates:or}.",
                "Il separatore non è riconoscibile.",
            ],
            &["Partire dal modello."],
        ),
        C::LinesWrappedInQuotes => entry(
            "Virgolette attorno a righe intere",
            &["Ogni riga è un’unica cella tra virgolette."],
            &["Rimuovere le virgolette esterne oppure compilare il modello."],
        ),
        C::StrayQuote => entry(
            "Virgolette in posizioni insolite",
            &[
                "{cell} contiene virgolette in una posizione insolita; il valore letto è «{value}».",
                "{cell} contiene virgolette in una posizione insolita.",
                "La cella contiene virgolette in una posizione insolita.",
            ],
            &["Rimuovere le virgolette, oppure raddoppiarle se fanno parte del valore."],
        ),
        C::UnclosedQuote => entry(
            "Virgolette mai chiuse",
            &["{cell} apre virgolette che non vengono mai chiuse."],
            &[
                "Rimuovere le virgolette, chiuderle alla fine del valore, oppure raddoppiarle se ne fanno parte.",
            ],
        ),
        C::MissingHeader => entry(
            "Nessuna intestazione",
            &["Nessuna intestazione trovata entro la riga {n}."],
            &["La prima riga dovrebbe essere: {header}"],
        ),
        C::TooManyColumns => entry(
            "Troppe colonne",
            &[
                "{count} colonne; al massimo {max}.",
                "Più di {max} colonne.",
            ],
            &["Rimuovere le colonne che non servono."],
        ),
        C::PreambleSkipped => entry(
            "Righe sopra l’intestazione",
            &[
                "Sopra l’intestazione {rows?è stata ignorata la riga|sono state ignorate le righe} {rows}: «{text}».",
                "Sopra l’intestazione {rows?è stata ignorata la riga|sono state ignorate le righe} {rows}.",
            ],
            &["{rows?Eliminarla|Eliminarle}."],
        ),
        C::OwnReportDetected => entry(
            "Un report usato come file",
            &["Questo è un report di Rollbook; le sue colonne proprie sono state ignorate."],
            &[],
        ),
        C::MissingLabel => entry(
            "Manca una colonna obbligatoria",
            &["Manca la colonna obbligatoria «{label}»."],
            &[
                "Si intendeva la colonna {letter} «{found}»?",
                "Aggiungere la colonna oppure partire dal modello.",
            ],
        ),
        C::UnknownLabel => entry(
            "Colonne non utilizzate",
            &[
                "La colonna {letter} «{label}» non viene utilizzata.",
                "La colonna {letter} non viene utilizzata.",
            ],
            &[
                "Si intendeva «{near}»?",
                "Rimuoverla oppure usare un’intestazione del modello.",
            ],
        ),
        C::DuplicateLabel => entry(
            "Una colonna doppia con valori diversi",
            &["«{field}» è nelle colonne {letters}, con valori diversi."],
            &["Mantenere una sola di queste colonne."],
        ),
        C::RepeatedLabel => entry(
            "Una colonna doppia con gli stessi valori",
            &[
                "«{field}» è nelle colonne {letters}, mai con valori diversi; vengono lette come una sola.",
            ],
            &["Mantenere una sola di queste colonne."],
        ),
        C::BlankLabel => entry(
            "Colonne senza intestazione",
            &["La colonna {letter} contiene valori ma non ha un’intestazione."],
            &["Assegnarle un’intestazione del modello oppure rimuoverla."],
        ),
        C::LabelNormalized => entry(
            "Intestazioni scritte in modo diverso",
            &[
                "«{label}» è stato letto come «{field}».",
                "Un’intestazione è stata letta come quella di una colonna nota.",
            ],
            &[],
        ),
        C::LabelAliasUsed => entry(
            "Altri nomi di colonne",
            &[
                "«{label}» sta per «{field}».",
                "Un’intestazione sta per una colonna nota.",
            ],
            &[],
        ),
        C::ColumnNotEnabled => entry(
            "Colonne non applicabili qui",
            &[
                "La colonna «{label}» qui non è applicabile: {reason}.",
                "La colonna «{label}» qui non è applicabile.",
            ],
            &["Rimuoverla."],
        ),
        C::TrailingBlankColumnsIgnored => entry(
            "Colonne vuote alla fine",
            &[
                "{count?È stata ignorata|Sono state ignorate} {count} {count?colonna vuota|colonne vuote} alla fine.",
            ],
            &[],
        ),
        C::NoDataRows => entry(
            "Nulla da importare",
            &["C’è un’intestazione ma nessuna riga di dati."],
            &["Aggiungere una riga per ogni persona."],
        ),
        C::TooManyRows => entry(
            "Troppe righe",
            &["{count} righe; al massimo {max} in un file."],
            &[
                "Dividere in {files} file; la riga {row} è la prima di troppo.",
                "Dividere il file in file di al massimo {max} righe.",
            ],
        ),
        C::RowTooShort => entry(
            "Righe con troppo poche celle",
            &["La riga {row} ha {found} {found?colonna|colonne} su {expected}."],
            &[
                "{hint}",
                "Aggiungere le celle mancanti; contano anche quelle vuote.",
            ],
        ),
        C::RowTooLong => entry(
            "Righe con troppe celle",
            &["La riga {row} ha {found} colonne; ne sono previste {expected}."],
            &[
                "{hint}",
                "Mettere tra virgolette i valori che contengono {delimiter}.",
                "Mettere tra virgolette i valori che contengono il separatore.",
            ],
        ),
        C::RowPadded => entry(
            "Righe che finiscono in anticipo",
            &[
                "La riga {row} finisce in anticipo; le celle facoltative mancanti contano come vuote.",
            ],
            &["Aggiungere le celle mancanti oppure lasciare così."],
        ),
        C::RowTrimmed => entry(
            "Righe con celle vuote di troppo",
            &["La riga {row} ha {count} {count?cella vuota|celle vuote} di troppo."],
            &[],
        ),
        C::RowTooLarge => entry(
            "Righe troppo grandi",
            &["La riga {row} supera {max:bytes}."],
            &["Cercare virgolette non chiuse oppure accorciare la riga."],
        ),
        C::BlankRow => entry(
            "Righe vuote",
            &["La riga {row} è vuota ed è stata ignorata."],
            &["Eliminarla oppure compilarla."],
        ),
        C::TrailingBlankRowsIgnored => entry(
            "Righe vuote alla fine",
            &[
                "{count?È stata ignorata|Sono state ignorate} {count} {count?riga vuota|righe vuote} alla fine.",
            ],
            &[],
        ),
        C::TemplateNoteRow => entry(
            "La nota del modello",
            &[
                "La riga {row} sembra la nota del modello ed è stata ignorata: «{text}».",
                "La riga {row} sembra la nota del modello ed è stata ignorata.",
            ],
            &["Eliminarla."],
        ),
        C::TemplateSampleRow => entry(
            "L’esempio del modello",
            &["La riga {row} è l’esempio del modello ed è stata ignorata."],
            &["Eliminarla."],
        ),
        C::CellTooLong => entry(
            "Celle troppo lunghe",
            &["{cell} supera {max:bytes}."],
            &["Accorciare il testo oppure cercare virgolette non chiuse."],
        ),
        C::ReplacementCharacter => entry(
            "Caratteri perduti",
            &["{cell} contiene U+FFFD: un carattere è andato perduto in precedenza."],
            &["Digitare di nuovo il testo."],
        ),
        C::ControlCharacter => entry(
            "Caratteri di controllo",
            &[
                "{cell} contiene il carattere di controllo U+{hex}.",
                "{cell} contiene un carattere di controllo.",
            ],
            &["Digitare di nuovo il testo invece di incollarlo."],
        ),
        C::BidiControl => entry(
            "Controlli di direzione invisibili",
            &["{cell} contiene un controllo invisibile della direzione del testo."],
            &["Digitare di nuovo il testo invece di incollarlo."],
        ),
        C::TextNotAllowed => entry(
            "Testo non ammesso",
            &["{cell} contiene testo non ammesso: {reason}."],
            &["Digitare di nuovo il testo con lettere normali."],
        ),
        C::TextTooLong => entry(
            "Testo troppo lungo",
            &["{label} contiene {count} {count?carattere|caratteri}; al massimo {max}."],
            &["Accorciare il testo."],
        ),
        C::NewlineInCell => entry(
            "Interruzioni di riga nelle celle",
            &["{cell} contiene un’interruzione di riga."],
            &["Rimuoverla. Se nasconde altre righe, cercare le virgolette mancanti."],
        ),
        C::QuoteUnpaired => entry(
            "Virgolette singole",
            &["«{value}» inizia o finisce con virgolette senza le corrispondenti."],
            &["Usare «{replacement}».", "Rimuoverle."],
        ),
        C::MojibakeSuspected => entry(
            "Testo che sembra letto male",
            &["«{value}» sembra testo letto male."],
            &["Forse si intende «{guess}».", "Digitare di nuovo il testo."],
        ),
        C::SmartQuotes => entry(
            "Virgolette tipografiche",
            &["«{value}» è racchiuso tra virgolette tipografiche."],
            &["Usare «{replacement}».", "Rimuoverle."],
        ),
        C::WhitespaceNormalized => entry(
            "Spazi ripuliti",
            &[
                "Gli spazi sono stati ripuliti in {cell}.{applied}",
                "Gli spazi nella cella sono stati ripuliti.{applied}",
                "{cell} contiene spazi superflui.",
            ],
            &["Usare «{replacement}»."],
        ),
        C::TextFormulaUnwrapped => entry(
            "Involucri rimossi",
            &[
                "È stato rimosso l’involucro =\"…\" in {cell}.{applied}",
                "È stato rimosso l’involucro =\"…\" della cella.{applied}",
                "{cell} è racchiusa in =\"…\".",
            ],
            &["Usare «{replacement}»."],
        ),
        C::FormulaGuardRemoved => entry(
            "Apostrofi di protezione rimossi",
            &[
                "È stato rimosso l’apostrofo di protezione in {cell}.{applied}",
                "È stato rimosso l’apostrofo di protezione della cella.{applied}",
                "{cell} inizia con un apostrofo di protezione.",
            ],
            &["Usare «{replacement}»."],
        ),
        C::FormulaLikeValue => entry(
            "Valori che iniziano come una formula",
            &["«{value}» inizia come una formula; viene mantenuto come testo."],
            &["Rimuovere il primo carattere se non fa parte del valore."],
        ),
        C::SpreadsheetErrorValue => entry(
            "Testi di errore di un foglio di calcolo",
            &[
                "{value} è un errore del foglio di calcolo, non un valore.",
                "La cella contiene un errore del foglio di calcolo, non un valore.",
            ],
            &["Correggere la formula nel foglio di calcolo oppure digitare il valore."],
        ),
        C::SpreadsheetDateSuspected => entry(
            "Valori trasformati in date",
            &["«{value}» sembra una data creata da un foglio di calcolo."],
            &["Formattare la colonna come Testo e digitare di nuovo il valore."],
        ),
        C::PlaceholderValue => entry(
            "Parole che indicano l’assenza di valore",
            &[
                "«{value}» non è un valore.",
                "La cella contiene una parola che indica l’assenza di valore.",
            ],
            &["Digitare il valore, oppure lasciare vuota la cella se è facoltativa."],
        ),
        C::MultipleValuesInCell => entry(
            "Più valori in una cella",
            &["{cell} contiene {count} valori."],
            &["Dare a ciascuno una riga propria."],
        ),
        C::ValueInWrongColumn => entry(
            "Valori che appartengono a un’altra colonna",
            &[
                "«{value}» nella colonna «{label}» sembra {kind}.",
                "Il valore nella colonna «{label}» sembra {kind}.",
                "Il valore sembra {kind}.",
            ],
            &["Controllare se le colonne si sono spostate."],
        ),
        C::TruncatedValueSuspected => entry(
            "Valori forse troncati",
            &["{cell} potrebbe essere stata troncata a {count} caratteri."],
            &["Controllare se manca la fine."],
        ),
        C::RequiredValueMissing => entry(
            "Mancano valori obbligatori",
            &["{label} è vuoto.", "La cella è vuota."],
            &["Inserire il valore."],
        ),
        C::ValueNotAllowed => entry(
            "Parole non ammesse",
            &[
                "«{value}» non è ammesso in {label}. Usare {allowed:or}.",
                "Il valore non è ammesso in {label}. Usare {allowed:or}.",
                "Il valore non è ammesso. Usare {allowed:or}.",
                "Il valore non è ammesso.",
            ],
            &[
                "Usare «{replacement}».",
                "Usare una delle parole indicate nel modello.",
            ],
        ),
        C::ValueCaseNormalized => entry(
            "Maiuscole e minuscole adeguate",
            READ_AS,
            &["Usare «{replacement}»."],
        ),
        C::ValueAliasUsed => entry(
            "Altre parole per un valore",
            READ_AS,
            &["Usare «{replacement}»."],
        ),
        C::NumberFormatNormalized => entry(
            "Numeri scritti in modo diverso",
            READ_AS,
            &["Usare «{replacement}»."],
        ),
        C::PhoneIddNormalized => entry(
            "Prefissi di chiamata rimossi",
            READ_AS,
            &["Usare «{replacement}»."],
        ),
        C::DigitsInvalid => entry(
            "Numero di cifre errato",
            &[
                "{label} richiede da {min} a {max} cifre; ne ha {count}.",
                "{label} richiede da {min} a {max} cifre e nient’altro.",
                "Il numero di cifre non è corretto.",
            ],
            &[
                "Forse è andato perduto uno zero iniziale.{missing?|}",
                "{excess} {excess?cifra è|cifre sono} di troppo.",
            ],
        ),
        C::IntegerInvalid => entry(
            "Nessun numero nell’intervallo",
            &[
                "«{value}» non è un numero da {min} a {max}.",
                "«{value}» non è un numero da {min} in su.",
                "«{value}» non è un numero fino a {max}.",
                "«{value}» non è un numero intero.",
            ],
            &["Digitare un numero intero ammesso qui, con sole cifre."],
        ),
        C::DateInvalid => entry(
            "Non è una data",
            &[
                "«{value}» non è una data dal {min} al {max}.",
                "«{value}» precede {min}, la prima data ammessa.",
                "«{value}» segue {max}, l’ultima data ammessa.",
                "«{value}» non è una data come {example}.",
            ],
            &["Scrivere anno, mese e giorno, come in {example}."],
        ),
        C::PatternMismatch => entry(
            "Valori nella forma sbagliata",
            &[
                "«{value}» non ha la forma richiesta in {label}.",
                "Il valore non ha la forma richiesta in {label}.",
                "Il valore non ha la forma richiesta.",
            ],
            &["Confrontarlo con l’esempio del modello."],
        ),
        C::IdentityUnrecognized => entry(
            "Né indirizzo e-mail né numero di telefono",
            &["«{value}» non è né un indirizzo e-mail né un numero di telefono."],
            &["Digitare l’indirizzo, oppure il numero con il prefisso internazionale."],
        ),
        C::EmailRequired => entry(
            "È necessario un indirizzo e-mail",
            &[
                "È necessario un indirizzo e-mail, non un numero di telefono: {reason}.",
                "È necessario un indirizzo e-mail, non un numero di telefono.",
            ],
            &["Digitare l’indirizzo e-mail della persona."],
        ),
        C::EmailInvalid => entry(
            "Indirizzi e-mail non validi",
            &["«{value}» non è un indirizzo e-mail valido: {reason}."],
            &[
                "Usare «{replacement}».",
                "Digitare il solo indirizzo, per esempio name@example.com.",
            ],
        ),
        C::EmailNonAscii => entry(
            "Indirizzi e-mail con caratteri speciali",
            &["«{value}» contiene caratteri non ASCII prima della @."],
            &["Chiedere un indirizzo con lettere semplici."],
        ),
        C::EmailDomainNotAllowed => entry(
            "Domini e-mail non ammessi",
            &["«{domain}» non è tra i domini ammessi."],
            &["Usare l’indirizzo che la persona ha nell’organizzazione."],
        ),
        C::EmailDomainTypo => entry(
            "Domini e-mail forse digitati male",
            &["«{domain}» potrebbe essere un errore di battitura."],
            &["Si intendeva «{guess}»?", "Controllare il dominio."],
        ),
        C::NumberScientificNotation => entry(
            "Numeri lunghi rovinati da un foglio di calcolo",
            &[
                "«{value}» è ciò che un foglio di calcolo ha fatto di un numero lungo; le sue cifre sono perdute.",
            ],
            &[
                "Forse {guess}. Formattare la colonna come Testo e inserire di nuovo i numeri.",
                ENTER_AGAIN,
            ],
        ),
        C::NumberPrecisionLossSuspected => entry(
            "Numeri che forse hanno perso cifre",
            &[
                "«{value}» potrebbe aver perso le ultime cifre: i fogli di calcolo ne conservano 15.",
            ],
            &[ENTER_AGAIN],
        ),
        C::PhoneNationalAssumed => entry(
            "Numeri senza prefisso internazionale",
            &[
                "«{value}» è stato letto come {e164} ({region}).",
                "«{value}» è stato letto come {e164}.",
                "Il numero è stato letto come nazionale ({region}).",
                "Il numero è stato letto come nazionale.",
            ],
            &["Aggiungere il prefisso internazionale."],
        ),
        C::PhoneInvalid => entry(
            "Numeri che non esistono",
            &[
                "{e164} non è un numero valido con il prefisso {country}.",
                "{e164} non è un numero valido.",
                "«{value}» non è un numero valido.",
                "Questo numero non è valido con il prefisso {country}.",
                "Questo numero non è valido.",
            ],
            &["Usare «{replacement}».", "Controllare le cifre."],
        ),
        C::PhonePossibleOnly => entry(
            "Numeri di serie sconosciute",
            &[
                "{e164} non è in nessuna serie nota del prefisso {country}.",
                "{e164} non è in nessuna serie nota.",
            ],
            &["Controllare le cifre."],
        ),
        C::PhoneAmbiguousCountry => entry(
            "Numeri di più paesi",
            &[
                "«{value}» potrebbe essere {candidates:or}.",
                "Il numero potrebbe essere di più paesi.",
            ],
            &["Aggiungere + e il prefisso internazionale."],
        ),
        C::PhoneUnknownCountry => entry(
            "Numeri senza un prefisso internazionale noto",
            &["«{value}» non ha un prefisso internazionale noto."],
            &[
                "Usare «{replacement}».",
                "Aggiungere + e il prefisso internazionale.",
            ],
        ),
        C::PhoneTooShort => entry(
            "Numeri troppo corti",
            DIGITS_POSSIBLE,
            &["Controllare se mancano cifre."],
        ),
        C::PhoneTooLong => entry(
            "Numeri troppo lunghi",
            DIGITS_POSSIBLE,
            &["Controllare se si tratta di due numeri."],
        ),
        C::PhoneBadCharacter => entry(
            "Numeri con altri caratteri",
            &[
                "«{value}» contiene «{char}», che nessun numero di telefono ha.",
                "Il numero contiene un carattere che nessun numero di telefono ha.",
            ],
            &[
                "Usare «{replacement}».",
                "Digitare le cifre con il prefisso internazionale, senza interno.",
            ],
        ),
        C::PhoneNotSupportedType => entry(
            "Numeri che non ricevono inviti",
            &["{e164} è {type} e non riceve inviti."],
            &["Usare il numero di un dispositivo oppure un indirizzo e-mail."],
        ),
        C::ForwardingLength => entry(
            "Numeri di inoltro di lunghezza errata",
            &[
                "Un numero di inoltro richiede da {min} a {max} cifre con il prefisso internazionale; ne ha {count}.",
                "Un numero di inoltro richiede da 4 a 18 cifre con il prefisso internazionale; ne ha {count}.",
                "Un numero di inoltro richiede da 4 a 18 cifre con il prefisso internazionale.",
            ],
            &["Controllare le cifre."],
        ),
        C::ForwardingNoCountryCode => entry(
            "Numeri di inoltro senza prefisso internazionale",
            &["«{value}» inizia con 0, come nessun prefisso internazionale."],
            &["Sostituire lo 0 con il prefisso internazionale."],
        ),
        C::FeatureNotEnabled => entry(
            "Funzioni non configurate",
            &[
                "{label} è {value}, ma la funzione «{feature}» qui non è configurata.",
                "Il valore richiede la funzione «{feature}», che qui non è configurata.",
                "Il valore richiede una funzione che qui non è configurata.",
            ],
            &[
                "Usare «{replacement}».",
                "Lasciare vuota la cella oppure far configurare prima la funzione.",
            ],
        ),
        C::ValueNotApplicable => entry(
            "Valori senza effetto",
            &[
                "{label} viene ignorato perché {other} è {value}.",
                "{label} viene ignorato a causa di {other}.",
                "Il valore viene ignorato a causa di un altro valore.",
            ],
            &["Lasciare vuota la cella."],
        ),
        C::ForwardingNotApplicable => entry(
            "Numeri di inoltro senza effetto",
            &[
                "Il numero di inoltro non viene usato: la funzione «{feature}» è attiva.",
                "Il numero di inoltro non viene usato.",
            ],
            &["Lasciare vuota la cella."],
        ),
        C::ForwardingLoop => entry(
            "Numeri che inoltrano a sé stessi",
            &["Il numero inoltra a sé stesso."],
            &["Usare un altro numero di inoltro oppure lasciare vuota la cella."],
        ),
        C::RowRuleFailed => entry(
            "Righe che violano una regola",
            &["{rule}: {columns}."],
            &["Compilare o modificare una di queste celle."],
        ),
        C::DuplicateIdentity => entry("La stessa identità in più righe", ALSO_IN, &[KEEP_ONE]),
        C::DuplicateNumber => entry("Lo stesso numero in più righe", ALSO_IN, &[KEEP_ONE]),
        C::DuplicateValue => entry("Lo stesso valore in più righe", ALSO_IN, &[KEEP_ONE]),
        C::DuplicateRow => entry(
            "Righe ripetute",
            &["La riga {row} ripete la riga {first}."],
            &["Eliminarla."],
        ),
        C::NumberUsedAsIdentity => entry(
            "Numeri che sono anche un’identità",
            &["{e164} è anche l’identità {rows?della riga|delle righe} {rows}."],
            &["Controllare quale dei due si intende."],
        ),
        C::IdentitySimilar => entry(
            "Identità quasi uguali",
            &[
                "{canonical} differisce {rows?dalla riga|dalle righe} {rows} solo per punti o un +tag.",
            ],
            &["Controllare se si tratta della stessa persona."],
        ),
        C::SequentialValues => entry(
            "Valori in progressione",
            &["Le righe {rows} contano in avanti di {step}."],
            &["Controllare se una cella è stata trascinata verso il basso."],
        ),
        C::InventoryUnchecked => entry(
            "Numeri e account non controllati",
            &["I numeri e gli account non sono stati controllati."],
            &[],
        ),
        C::NumberNotInInventory => entry(
            "Numeri non disponibili all’organizzazione",
            &["{e164} non è tra i numeri di questa organizzazione."],
            &["Usare un numero dell’organizzazione oppure lasciare vuota la cella."],
        ),
        C::TeamUnknown => entry(
            "Team sconosciuti",
            &[
                "Il team «{value}» non esiste.",
                "Il team indicato non esiste.",
            ],
            &[
                "Usare «{replacement}».",
                "Creare prima il team oppure lasciare vuota la cella.",
            ],
        ),
        C::PlanStale => entry(
            "Il piano non è più attuale",
            &[
                "Numeri o account sono cambiati da quando è stato creato il piano {plan}.",
                "Numeri o account sono cambiati da quando è stato creato il piano.",
            ],
            &["Controllare di nuovo il file, poi importarlo."],
        ),
        C::BackendRejected => entry(
            "Righe rifiutate dall’archivio",
            &["L’archivio ha rifiutato la riga: {cause}."],
            &["Correggere la riga e importarla di nuovo."],
        ),
        C::RolledBack => entry("Non importato", &["Non è stato importato nulla."], &[]),
        C::NotAttempted => entry("Non elaborato", &["La riga non è stata elaborata."], &[]),
        C::InvitationNotSent => entry(
            "Inviti non inviati",
            &[
                "L’account esiste; il suo invito non è stato inviato: {reason}.",
                "L’account esiste; il suo invito non è stato inviato.",
            ],
            &["Inviare l’invito più tardi."],
        ),
        C::NumberNotAvailable => entry(
            "Numeri non disponibili",
            &["{e164} è {state}.", "{e164} non è disponibile."],
            &[OTHER_NUMBER],
        ),
        C::NumberCooling => entry(
            "Numeri in quarantena",
            &[
                "{e164} è in quarantena fino a {until}.",
                "{e164} è in quarantena.",
            ],
            &[OTHER_NUMBER],
        ),
        C::NumberOtherOrganization => entry(
            "Numeri di un’altra organizzazione",
            &[
                "{e164} appartiene a un’altra organizzazione ({owner}).",
                "{e164} appartiene a un’altra organizzazione.",
            ],
            &["Usare un numero dell’organizzazione oppure lasciare vuota la cella."],
        ),
        C::NumberPoolExhausted => entry(
            "Numeri insufficienti",
            &[
                "{wanted?Serve|Servono} {wanted} {wanted?numero|numeri}; {available?ne è disponibile|ne sono disponibili} {available}.",
                "Non ci sono numeri sufficienti.",
            ],
            &["Aggiungere numeri oppure importare meno persone."],
        ),
        C::AccountIdentityTaken => entry(
            "Persone che hanno già un account",
            &[
                "{canonical} ha già un account ({status}).",
                "{canonical} ha già un account.",
                "Questa persona ha già un account ({status}).",
                "Questa persona ha già un account.",
            ],
            &[
                "Se la persona è già invitata, inviare di nuovo l’invito; altrimenti rimuovere la riga.",
            ],
        ),
        C::AccountExtensionTaken => entry(
            "Interni già in uso",
            &["L’interno {value} è già in uso.", "L’interno è già in uso."],
            &["Scegliere un altro interno."],
        ),
        C::RoleNotGrantable => entry(
            "Ruoli che non si possono assegnare",
            &[
                "Non è consentito assegnare il ruolo {role}.",
                "Non è consentito assegnare il ruolo indicato.",
            ],
            &["Scegliere un altro ruolo oppure rivolgersi a chi può assegnarlo."],
        ),
        C::LimitReached => entry(
            "Un limite verrebbe superato",
            &[
                "Con {count} in più si supererebbe il limite di {max} {limit}.",
                "Si supererebbe il limite di {max} {limit}.",
                "Con {count} in più si supererebbe un limite.",
                "Si supererebbe un limite.",
            ],
            &["Importare meno righe oppure far aumentare il limite."],
        ),
        C::TeamDisabled => entry(
            "Team disattivati",
            &[
                "Il team «{value}» è disattivato.",
                "Il team indicato è disattivato.",
            ],
            &["Scegliere un altro team oppure attivare prima questo."],
        ),
        C::BatchDuplicate => entry(
            "Già importato",
            &[
                "Questo file è già stato importato ({batch}).",
                "Questo file è già stato importato.",
            ],
            &[],
        ),
        C::NumberClaimLost => entry(
            "Numeri presi nel frattempo",
            &["{e164} è stato preso nel frattempo."],
            &[OTHER_NUMBER],
        ),
    }
}

const ENTER_AGAIN: &str = "Formattare la colonna come Testo e inserire di nuovo i numeri.";

const KEEP_ONE: &str = "Mantenere il valore in una sola riga.";

const OTHER_NUMBER: &str = "Usare un altro numero oppure lasciare vuota la cella.";

const READ_AS: &[&str] = &[
    "«{before}» è stato letto come «{after}».{applied}",
    "«{value}» dovrebbe essere «{replacement}».",
    "Il valore è stato letto nella forma prevista.{applied}",
    "Il valore non è scritto nella forma prevista.",
];

const DIGITS_POSSIBLE: &[&str] = &[
    "«{value}» ha {count} {count?cifra|cifre}; ne sono possibili da {min} a {max}.",
    "«{value}» ha {count} {count?cifra|cifre}.",
];

const ALSO_IN: &[&str] = &["{canonical} è presente anche {rows?nella riga|nelle righe} {rows}."];
