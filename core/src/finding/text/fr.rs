//! French: what every code says. `mod.rs` tells how templates are read.
//!
//! A narrow no-break space (U+202F) stands before `:`, `;`, `!`, `?` and inside « ».

use super::{Entry, Table, entry};
use crate::finding::FindingCode as C;

pub(super) const TABLE: Table = Table {
    entry: french,
    refused: &[
        (C::WhitespaceNormalized, "Espaces superflus"),
        (C::TextFormulaUnwrapped, "Valeurs enveloppées dans =\"…\""),
        (
            C::FormulaGuardRemoved,
            "Valeurs derrière une apostrophe de protection",
        ),
        (
            C::ValueCaseNormalized,
            "Majuscules et minuscules différentes",
        ),
        (C::ValueAliasUsed, "Autres mots pour une valeur"),
        (C::NumberFormatNormalized, "Numéros écrits autrement"),
        (C::PhoneIddNormalized, "Numéros avec un préfixe d’appel"),
    ],
    words: WORDS,
    hidden: &[
        ("after", "la forme prévue"),
        ("before", "la valeur"),
        ("candidates", "plusieurs numéros"),
        ("canonical", "la valeur"),
        ("cell", "la cellule"),
        ("char", "un caractère"),
        ("domain", "le domaine"),
        ("e164", "le numéro"),
        ("field", "la même colonne"),
        ("guess", "une autre valeur"),
        ("label", "le texte"),
        ("replacement", "la forme prévue"),
        ("role", "celui indiqué"),
        ("text", "…"),
        ("value", "la valeur"),
    ],
    replacement: "Utilisez « {replacement} ».",
    quotes: ("« ", " »"),
    and: "et",
    or: "ou",
    or_before_o: "ou",
    more: ("1 autre", "# autres"),
    units: ("octets", "Kio", "Mio"),
    colon: " :",
    zero_is_one: true,
};

/// Texts of words that are parameters. A word without one is shown as it is, its underscores as space.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "reason",
        "bad_domain",
        "la partie après le @ n’est pas un domaine",
    ),
    (
        "reason",
        "bad_local",
        "la partie avant le @ n’est pas possible",
    ),
    ("reason", "double_dot", "deux points se suivent (..)"),
    (
        "reason",
        "mixed_script",
        "elle mélange des lettres semblables d’écritures différentes",
    ),
    ("reason", "no_at", "le @ manque"),
    ("reason", "no_domain", "rien ne suit le @"),
    ("reason", "space", "elle contient un espace"),
    ("reason", "too_long", "elle est trop longue"),
    (
        "reason",
        "unsupported_form",
        "elle contient autre chose qu’une adresse",
    ),
    (
        "reason",
        "smtp_data_offload",
        "le courrier passe par le serveur de l’organisation",
    ),
    (
        "reason",
        "identity_kinds",
        "les personnes sont identifiées ici par leur adresse e-mail",
    ),
    (
        "reason",
        "email_only",
        "l’organisation n’accepte que des adresses e-mail",
    ),
    (
        "reason",
        "a character was lost earlier",
        "un caractère a été perdu auparavant",
    ),
    ("reason", "a line separator", "un séparateur de lignes"),
    (
        "reason",
        "a noncharacter",
        "un code qui n’est pas un caractère",
    ),
    (
        "reason",
        "a private-use character",
        "un caractère à usage privé",
    ),
    ("reason", "an invisible character", "un caractère invisible"),
    (
        "reason",
        "too many marks on one letter",
        "trop de signes sur une lettre",
    ),
    (
        "reason",
        "PINs are generated",
        "les codes PIN sont générés automatiquement",
    ),
    (
        "reason",
        "notes are not stored",
        "les notes ne sont pas conservées",
    ),
    (
        "reason",
        "social messaging is not configured",
        "la messagerie sociale n’est pas configurée",
    ),
    (
        "reason",
        "an upload assigns no numbers here; people choose at activation",
        "ici, un envoi n’attribue pas de numéros ; chacun choisit à l’activation",
    ),
    (
        "reason",
        "the language is not set by upload here",
        "ici, la langue ne se définit pas par envoi",
    ),
    (
        "reason",
        "members without a login have no e-mail",
        "les membres sans connexion n’ont pas d’adresse e-mail",
    ),
    (
        "reason",
        "members without a login have no role",
        "les membres sans connexion n’ont pas de rôle",
    ),
    (
        "reason",
        "there are no teams here",
        "il n’y a pas d’équipes ici",
    ),
    (
        "reason",
        "only members without a login have an extension",
        "seuls les membres sans connexion ont un numéro de poste",
    ),
    (
        "reason",
        "number_pool_exhausted",
        "il n’y a pas assez de numéros",
    ),
    (
        "reason",
        "number_none_available",
        "aucun numéro n’est disponible",
    ),
    (
        "reason",
        "capacity_unknown",
        "on ignore combien de numéros il reste",
    ),
    ("reason", "limit_reached", "une limite est atteinte"),
    (
        "reason",
        "account_no_portal_access",
        "la personne n’a pas accès au portail",
    ),
    ("reason", "account_suspended", "le compte est suspendu"),
    (
        "reason",
        "account_opted_out",
        "la personne a refusé les invitations",
    ),
    (
        "reason",
        "invitation_consent_required",
        "le consentement de la personne manque",
    ),
    (
        "reason",
        "invitation_channel_unavailable",
        "aucun canal ne joint cette personne",
    ),
    (
        "reason",
        "invitation_resend_too_soon",
        "la dernière invitation est trop récente",
    ),
    (
        "reason",
        "invitation_resend_limit",
        "le nombre maximal d’envois est atteint",
    ),
    (
        "hint",
        "quote",
        "Vérifiez les guillemets de cette ligne : il en manque peut-être un.",
    ),
    (
        "hint",
        "delimiter",
        "Cette ligne a peut-être un autre séparateur que l’en-tête.",
    ),
    ("delimiter", ",", "la virgule"),
    ("delimiter", ";", "le point-virgule"),
    ("delimiter", "\t", "la tabulation"),
    ("delimiter", "|", "la barre verticale"),
    (
        "rule",
        "required_if",
        "Une valeur est nécessaire ici à cause d’une autre cellule",
    ),
    (
        "rule",
        "not_equal",
        "Ces colonnes ne doivent pas contenir la même valeur",
    ),
    (
        "rule",
        "at_least_one",
        "Au moins une de ces colonnes doit être remplie",
    ),
    ("kind", "email", "une adresse e-mail"),
    ("kind", "phone", "un numéro de téléphone"),
    (
        "type",
        "ZIP (such as an XLSX or ODS workbook)",
        "un fichier ZIP (comme un classeur XLSX ou ODS)",
    ),
    ("type", "XLS workbook", "un classeur XLS"),
    ("type", "PDF", "un fichier PDF"),
    ("type", "PNG", "une image PNG"),
    ("type", "JPEG", "une image JPEG"),
    ("type", "GIF", "une image GIF"),
    ("type", "gzip", "une archive gzip"),
    ("type", "7z", "une archive 7z"),
    ("type", "RTF", "un document RTF"),
    ("type", "SQLite", "une base de données SQLite"),
    ("type", "Parquet", "un fichier Parquet"),
    ("type", "HTML", "un fichier HTML"),
    ("type", "XML", "un fichier XML"),
    ("type", "JSON", "un fichier JSON"),
    ("type", "binary", "un fichier binaire"),
    ("type", "fixed-line", "un numéro fixe"),
    ("type", "mobile", "un numéro mobile"),
    ("type", "fixed-line or mobile", "un numéro fixe ou mobile"),
    ("type", "toll-free", "un numéro gratuit"),
    ("type", "premium-rate", "un numéro surtaxé"),
    ("type", "shared-cost", "un numéro à coûts partagés"),
    (
        "type",
        "internet telephony",
        "un numéro de téléphonie Internet",
    ),
    ("type", "personal", "un numéro personnel"),
    ("type", "pager", "un numéro de messageur"),
    ("type", "company", "un numéro d’entreprise"),
    ("type", "voicemail", "un numéro de messagerie vocale"),
    ("state", "available", "disponible"),
    ("state", "reserved", "réservé"),
    ("state", "assigned", "attribué"),
    ("state", "registered", "enregistré"),
    ("state", "forwarding", "utilisé pour le renvoi"),
    ("state", "cooling", "en quarantaine"),
    ("status", "active", "actif"),
    ("status", "invitation_failed", "invitation échouée"),
    ("status", "invited", "invité"),
    ("status", "not_invited", "non invité"),
    ("status", "suspended", "suspendu"),
    ("status", "opted_out", "invitations refusées"),
    ("status", "deleted", "supprimé"),
    ("feature", "social_messaging", "messagerie sociale"),
    ("feature", "voice_calling", "appels vocaux"),
    ("limit", "accounts", "comptes"),
    ("limit", "admins", "administrateurs"),
    ("limit", "members", "membres"),
    ("limit", "pending_invitations", "invitations en attente"),
    ("limit", "limit_admins", "administrateurs"),
    ("limit", "limit_members", "membres"),
    (
        "limit",
        "limit_pending_invitations",
        "invitations en attente",
    ),
    ("limit", "limit_teams", "équipes"),
    ("limit", "users_of_group", "utilisateurs du groupe"),
    ("limit", "lines", "lignes téléphoniques"),
];

#[expect(
    clippy::too_many_lines,
    reason = "one line of data per code; the compiler then demands every code"
)]
const fn french(code: C) -> Entry {
    match code {
        C::FileEmpty => entry(
            "Le fichier est vide",
            &["Le fichier est vide."],
            &["Choisissez de nouveau le fichier ou refaites l’export."],
        ),
        C::ReadFailed => entry(
            "Le fichier n’a pas pu être lu jusqu’au bout",
            &["Le fichier n’a pas pu être lu jusqu’au bout (octet {byte})."],
            &["Copiez le fichier sur cet ordinateur et réessayez."],
        ),
        C::FileNotCsv => entry(
            "Ce n’est pas un fichier CSV",
            &["Ceci est {type}, pas un fichier CSV."],
            &["Ouvrez-le dans un tableur et enregistrez-le au format CSV UTF-8."],
        ),
        C::FileTooLarge => entry(
            "Le fichier est trop volumineux",
            &["Le fichier dépasse {max:bytes}."],
            &["Divisez-le en fichiers plus petits et envoyez-les un par un."],
        ),
        C::BomRemoved => entry(
            "Indicateur d’ordre des octets retiré",
            &["Un indicateur d’ordre des octets (BOM) a été retiré."],
            &[],
        ),
        C::EncodingTranscoded => entry(
            "Encodage converti",
            &["Le fichier a été lu en {encoding}."],
            &[],
        ),
        C::EncodingGuessed => entry(
            "Encodage supposé",
            &["Le fichier n’est pas en UTF-8 ; il a été lu en Windows-1252. Vérifiez {cells}."],
            &["Enregistrez-le au format CSV UTF-8."],
        ),
        C::EncodingUnsupported => entry(
            "Encodage non pris en charge",
            &["Le fichier est encodé en {encoding}."],
            &["Enregistrez-le au format CSV UTF-8."],
        ),
        C::EncodingUndecodable => entry(
            "Octets inconnus de l’encodage",
            &[
                "{cell} contient des octets ({hex}) que l’encodage ne connaît pas.",
                "{cell} contient des octets que l’encodage ne connaît pas.",
            ],
            &["Enregistrez le fichier au format CSV UTF-8."],
        ),
        C::InvalidUtf8 => entry(
            "Caractères endommagés",
            &[
                "{cell} contient un caractère endommagé (octet {hex}).",
                "{cell} contient un caractère endommagé.",
            ],
            &[
                "Peut-être « {guess} » ; saisissez de nouveau le texte.",
                "Saisissez de nouveau le texte.",
            ],
        ),
        C::EncodingDoubtful => entry(
            "Texte peut-être mal lu",
            &[
                "« {value} » a peut-être été mal lu.",
                "La valeur a peut-être été mal lue.",
            ],
            &["Enregistrez le fichier au format CSV UTF-8."],
        ),
        C::DialectDetected => entry(
            "Séparateur autre que la virgule",
            &["Le séparateur est {delimiter}."],
            &[],
        ),
        C::SepLineConsumed => entry(
            "Une ligne pour les tableurs",
            &[
                "La ligne « sep={delimiter:raw} » a été écartée, car les intitulés disent autre chose ; le séparateur est {separator}.",
                "La ligne « sep={delimiter:raw} » a été lue comme une instruction.",
            ],
            &[],
        ),
        C::LineEndingsMixed => entry(
            "Fins de ligne mélangées",
            &["Les fins de ligne sont mélangées : {counts}."],
            &[],
        ),
        C::DialectAmbiguous => entry(
            "Le séparateur n’est pas reconnaissable",
            &[
                "Le séparateur n’est pas reconnaissable : {candidates:or}.",
                "Le séparateur n’est pas reconnaissable.",
            ],
            &["Partez du modèle."],
        ),
        C::LinesWrappedInQuotes => entry(
            "Guillemets autour de lignes entières",
            &["Chaque ligne est une seule cellule entre guillemets."],
            &["Supprimez les guillemets extérieurs ou remplissez le modèle."],
        ),
        C::StrayQuote => entry(
            "Guillemets mal placés",
            &[
                "{cell} contient un guillemet mal placé ; la valeur lue est « {value} ».",
                "{cell} contient un guillemet mal placé.",
                "La cellule contient un guillemet mal placé.",
            ],
            &["Supprimez le guillemet, ou doublez-le s’il fait partie de la valeur."],
        ),
        C::UnclosedQuote => entry(
            "Guillemets jamais fermés",
            &["{cell} ouvre un guillemet qui n’est jamais fermé."],
            &["Supprimez-le, fermez-le à la fin de la valeur, ou doublez-le s’il en fait partie."],
        ),
        C::MissingHeader => entry(
            "Aucun en-tête",
            &["Aucun en-tête n’a été trouvé jusqu’à la ligne {n}."],
            &["La première ligne devrait être : {header}"],
        ),
        C::TooManyColumns => entry(
            "Trop de colonnes",
            &[
                "{count} colonnes ; {max} au maximum.",
                "Plus de {max} colonnes.",
            ],
            &["Supprimez les colonnes inutiles."],
        ),
        C::PreambleSkipped => entry(
            "Lignes au-dessus de l’en-tête",
            &[
                "Au-dessus de l’en-tête, {rows?la ligne|les lignes} {rows} {rows?a été ignorée|ont été ignorées} : « {text} ».",
                "Au-dessus de l’en-tête, {rows?la ligne|les lignes} {rows} {rows?a été ignorée|ont été ignorées}.",
            ],
            &["{rows?Supprimez-la|Supprimez-les}."],
        ),
        C::OwnReportDetected => entry(
            "Un rapport utilisé comme fichier",
            &["Ceci est un rapport de Rollbook ; ses propres colonnes ont été ignorées."],
            &[],
        ),
        C::MissingLabel => entry(
            "Une colonne obligatoire manque",
            &["La colonne obligatoire « {label} » manque."],
            &[
                "Vouliez-vous dire la colonne {letter} « {found} » ?",
                "Ajoutez la colonne ou partez du modèle.",
            ],
        ),
        C::UnknownLabel => entry(
            "Colonnes non utilisées",
            &[
                "La colonne {letter} « {label} » n’est pas utilisée.",
                "La colonne {letter} n’est pas utilisée.",
            ],
            &[
                "Vouliez-vous dire « {near} » ?",
                "Supprimez-la ou utilisez un intitulé du modèle.",
            ],
        ),
        C::DuplicateLabel => entry(
            "Colonne en double, avec des valeurs différentes",
            &["« {field} » se trouve dans les colonnes {letters}, avec des valeurs différentes."],
            &["Ne gardez qu’une de ces colonnes."],
        ),
        C::RepeatedLabel => entry(
            "Colonne en double, avec les mêmes valeurs",
            &[
                "« {field} » se trouve dans les colonnes {letters}, jamais avec des valeurs différentes ; elles sont lues comme une seule.",
            ],
            &["Ne gardez qu’une de ces colonnes."],
        ),
        C::BlankLabel => entry(
            "Colonnes sans intitulé",
            &["La colonne {letter} contient des valeurs mais n’a pas d’intitulé."],
            &["Donnez-lui un intitulé du modèle ou supprimez-la."],
        ),
        C::LabelNormalized => entry(
            "Intitulés écrits autrement",
            &[
                "« {label} » a été lu comme « {field} ».",
                "Un intitulé a été lu comme celui d’une colonne connue.",
            ],
            &[],
        ),
        C::LabelAliasUsed => entry(
            "Autres noms de colonnes",
            &[
                "« {label} » correspond à « {field} ».",
                "Un intitulé correspond à une colonne connue.",
            ],
            &[],
        ),
        C::ColumnNotEnabled => entry(
            "Colonnes qui ne s’appliquent pas ici",
            &[
                "La colonne « {label} » ne s’applique pas ici : {reason}.",
                "La colonne « {label} » ne s’applique pas ici.",
            ],
            &["Supprimez-la."],
        ),
        C::TrailingBlankColumnsIgnored => entry(
            "Colonnes vides à la fin",
            &[
                "{count} {count?colonne vide|colonnes vides} à la fin {count?a été ignorée|ont été ignorées}.",
            ],
            &[],
        ),
        C::NoDataRows => entry(
            "Rien à importer",
            &["Il y a un en-tête mais aucune ligne de données."],
            &["Ajoutez une ligne par personne."],
        ),
        C::TooManyRows => entry(
            "Trop de lignes",
            &["{count} lignes ; {max} au maximum par fichier."],
            &[
                "Divisez en {files} fichiers ; la ligne {row} est la première en trop.",
                "Divisez le fichier en fichiers de {max} lignes au maximum.",
            ],
        ),
        C::RowTooShort => entry(
            "Lignes avec trop peu de cellules",
            &["La ligne {row} a {found} {found?colonne|colonnes} sur {expected}."],
            &[
                "{hint}",
                "Ajoutez les cellules manquantes ; les cellules vides comptent aussi.",
            ],
        ),
        C::RowTooLong => entry(
            "Lignes avec trop de cellules",
            &["La ligne {row} a {found} colonnes ; {expected} sont attendues."],
            &[
                "{hint}",
                "Mettez entre guillemets les valeurs qui contiennent {delimiter}.",
                "Mettez entre guillemets les valeurs qui contiennent le séparateur.",
            ],
        ),
        C::RowPadded => entry(
            "Lignes qui s’arrêtent trop tôt",
            &[
                "La ligne {row} s’arrête trop tôt ; ses cellules facultatives manquantes comptent comme vides.",
            ],
            &["Ajoutez les cellules manquantes ou laissez la ligne telle quelle."],
        ),
        C::RowTrimmed => entry(
            "Lignes avec des cellules vides en trop",
            &["La ligne {row} a {count} {count?cellule vide|cellules vides} en trop."],
            &[],
        ),
        C::RowTooLarge => entry(
            "Lignes trop volumineuses",
            &["La ligne {row} dépasse {max:bytes}."],
            &["Cherchez un guillemet non fermé ou raccourcissez la ligne."],
        ),
        C::BlankRow => entry(
            "Lignes vides",
            &["La ligne {row} est vide et a été ignorée."],
            &["Supprimez-la ou remplissez-la."],
        ),
        C::TrailingBlankRowsIgnored => entry(
            "Lignes vides à la fin",
            &[
                "{count} {count?ligne vide|lignes vides} à la fin {count?a été ignorée|ont été ignorées}.",
            ],
            &[],
        ),
        C::TemplateNoteRow => entry(
            "La note du modèle",
            &[
                "La ligne {row} ressemble à la note du modèle et a été ignorée : « {text} ».",
                "La ligne {row} ressemble à la note du modèle et a été ignorée.",
            ],
            &["Supprimez-la."],
        ),
        C::TemplateSampleRow => entry(
            "L’exemple du modèle",
            &["La ligne {row} est l’exemple du modèle et a été ignorée."],
            &["Supprimez-la."],
        ),
        C::CellTooLong => entry(
            "Cellules trop longues",
            &["{cell} dépasse {max:bytes}."],
            &["Raccourcissez le texte ou cherchez un guillemet non fermé."],
        ),
        C::ReplacementCharacter => entry(
            "Caractères perdus",
            &["{cell} contient U+FFFD : un caractère a été perdu auparavant."],
            &["Saisissez de nouveau le texte."],
        ),
        C::ControlCharacter => entry(
            "Caractères de contrôle",
            &[
                "{cell} contient le caractère de contrôle U+{hex}.",
                "{cell} contient un caractère de contrôle.",
            ],
            &["Saisissez de nouveau le texte au lieu de le coller."],
        ),
        C::BidiControl => entry(
            "Contrôles de direction invisibles",
            &["{cell} contient un contrôle invisible du sens d’écriture."],
            &["Saisissez de nouveau le texte au lieu de le coller."],
        ),
        C::TextNotAllowed => entry(
            "Texte non autorisé",
            &["{cell} contient du texte non autorisé : {reason}."],
            &["Saisissez de nouveau le texte avec des lettres ordinaires."],
        ),
        C::TextTooLong => entry(
            "Texte trop long",
            &["{label} contient {count} {count?caractère|caractères} ; {max} au maximum."],
            &["Raccourcissez le texte."],
        ),
        C::NewlineInCell => entry(
            "Sauts de ligne dans les cellules",
            &["{cell} contient un saut de ligne."],
            &["Supprimez-le. S’il cache des lignes, cherchez un guillemet manquant."],
        ),
        C::QuoteUnpaired => entry(
            "Un guillemet isolé",
            &["« {value} » commence ou se termine par un guillemet isolé."],
            &["Utilisez « {replacement} ».", "Supprimez-le."],
        ),
        C::MojibakeSuspected => entry(
            "Texte qui semble mal lu",
            &["« {value} » ressemble à du texte mal lu."],
            &[
                "Peut-être s’agit-il de « {guess} ».",
                "Saisissez de nouveau le texte.",
            ],
        ),
        C::SmartQuotes => entry(
            "Guillemets typographiques",
            &[
                "La valeur « {value} » est entourée de guillemets typographiques.",
                "La valeur est entourée de guillemets typographiques.",
            ],
            &["Utilisez « {replacement} ».", "Supprimez-les."],
        ),
        C::WhitespaceNormalized => entry(
            "Espaces nettoyés",
            &[
                "Les espaces ont été nettoyés dans {cell}.{applied}",
                "Les espaces de la cellule ont été nettoyés.{applied}",
                "{cell} contient des espaces superflus.",
            ],
            &["Utilisez « {replacement} »."],
        ),
        C::TextFormulaUnwrapped => entry(
            "Enveloppes retirées",
            &[
                "L’enveloppe =\"…\" a été retirée dans {cell}.{applied}",
                "L’enveloppe =\"…\" de la cellule a été retirée.{applied}",
                "{cell} est enveloppée dans =\"…\".",
            ],
            &["Utilisez « {replacement} »."],
        ),
        C::FormulaGuardRemoved => entry(
            "Apostrophes de protection retirées",
            &[
                "L’apostrophe de protection a été retirée dans {cell}.{applied}",
                "L’apostrophe de protection de la cellule a été retirée.{applied}",
                "{cell} commence par une apostrophe de protection.",
            ],
            &["Utilisez « {replacement} »."],
        ),
        C::FormulaLikeValue => entry(
            "Valeurs qui commencent comme une formule",
            &["« {value} » commence comme une formule ; le texte est conservé."],
            &["Supprimez le premier caractère s’il ne fait pas partie de la valeur."],
        ),
        C::SpreadsheetErrorValue => entry(
            "Textes d’erreur d’un tableur",
            &[
                "{value} est une erreur du tableur, pas une valeur.",
                "Le contenu est une erreur du tableur, pas une valeur.",
            ],
            &["Corrigez la formule dans le tableur ou saisissez la valeur."],
        ),
        C::SpreadsheetDateSuspected => entry(
            "Valeurs transformées en dates par un tableur",
            &["« {value} » ressemble à une date créée par un tableur."],
            &["Mettez la colonne au format Texte et saisissez de nouveau la valeur."],
        ),
        C::PlaceholderValue => entry(
            "Mots qui tiennent lieu de valeur absente",
            &[
                "« {value} » n’est pas une valeur.",
                "Le contenu n’est pas une valeur.",
            ],
            &["Saisissez la valeur, ou laissez la cellule vide si elle est facultative."],
        ),
        C::MultipleValuesInCell => entry(
            "Plusieurs valeurs dans une cellule",
            &["{cell} contient {count} valeurs."],
            &["Donnez à chacune sa propre ligne."],
        ),
        C::ValueInWrongColumn => entry(
            "Valeurs qui appartiennent à une autre colonne",
            &[
                "« {value} » dans la colonne « {label} » ressemble à {kind}.",
                "La valeur dans la colonne « {label} » ressemble à {kind}.",
                "La valeur ressemble à {kind}.",
            ],
            &["Vérifiez si les colonnes sont décalées."],
        ),
        C::TruncatedValueSuspected => entry(
            "Valeurs peut-être tronquées",
            &["{cell} a peut-être été tronquée à {count} caractères."],
            &["Vérifiez si la fin manque."],
        ),
        C::RequiredValueMissing => entry(
            "Valeurs obligatoires manquantes",
            &["{label} est vide.", "La cellule est vide."],
            &["Saisissez la valeur."],
        ),
        C::ValueNotAllowed => entry(
            "Mots non autorisés",
            &[
                "« {value} » n’est pas autorisé dans {label}. Utilisez {allowed:or}.",
                "La valeur n’est pas autorisée dans {label}. Utilisez {allowed:or}.",
                "La valeur n’est pas autorisée. Utilisez {allowed:or}.",
                "La valeur n’est pas autorisée.",
            ],
            &[
                "Utilisez « {replacement} ».",
                "Utilisez un des mots indiqués dans le modèle.",
            ],
        ),
        C::ValueCaseNormalized => entry(
            "Majuscules et minuscules adaptées",
            READ_AS,
            &["Utilisez « {replacement} »."],
        ),
        C::ValueAliasUsed => entry(
            "Autres mots pour une valeur",
            READ_AS,
            &["Utilisez « {replacement} »."],
        ),
        C::NumberFormatNormalized => entry(
            "Numéros écrits autrement",
            READ_AS,
            &["Utilisez « {replacement} »."],
        ),
        C::PhoneIddNormalized => entry(
            "Préfixes d’appel retirés",
            READ_AS,
            &["Utilisez « {replacement} »."],
        ),
        C::DigitsInvalid => entry(
            "Nombre de chiffres incorrect",
            &[
                "{label} demande de {min} à {max} chiffres ; la valeur en a {count}.",
                "{label} demande de {min} à {max} chiffres et rien d’autre.",
                "Le nombre de chiffres est incorrect.",
            ],
            &[
                "Un zéro initial a peut-être été perdu.{missing?|}",
                "{excess} {excess?chiffre est|chiffres sont} en trop.",
            ],
        ),
        C::IntegerInvalid => entry(
            "Pas un nombre dans les limites",
            &[
                "« {value} » n’est pas un nombre de {min} à {max}.",
                "« {value} » n’est pas un nombre à partir de {min}.",
                "« {value} » n’est pas un nombre jusqu’à {max}.",
                "« {value} » n’est pas un nombre entier.",
            ],
            &["Saisissez un nombre entier admis ici, avec des chiffres seulement."],
        ),
        C::DateInvalid => entry(
            "Pas une date",
            &[
                "« {value} » n’est pas une date du {min} au {max}.",
                "« {value} » précède {min}, la première date admise.",
                "« {value} » suit {max}, la dernière date admise.",
                "« {value} » n’est pas une date comme {example}.",
            ],
            &["Écrivez l’année, le mois et le jour, comme dans {example}."],
        ),
        C::PatternMismatch => entry(
            "Valeurs de forme incorrecte",
            &[
                "« {value} » n’a pas la forme demandée dans {label}.",
                "La valeur n’a pas la forme demandée dans {label}.",
                "La valeur n’a pas la forme demandée.",
            ],
            &["Comparez-la avec l’exemple du modèle."],
        ),
        C::IdentityUnrecognized => entry(
            "Ni adresse e-mail ni numéro de téléphone",
            &["« {value} » n’est ni une adresse e-mail ni un numéro de téléphone."],
            &["Saisissez l’adresse, ou le numéro avec son indicatif de pays."],
        ),
        C::EmailRequired => entry(
            "Une adresse e-mail est nécessaire",
            &[
                "Il faut une adresse e-mail, pas un numéro de téléphone : {reason}.",
                "Il faut une adresse e-mail, pas un numéro de téléphone.",
            ],
            &["Saisissez l’adresse e-mail de la personne."],
        ),
        C::EmailInvalid => entry(
            "Adresses e-mail non valides",
            &["« {value} » n’est pas une adresse e-mail valide : {reason}."],
            &[
                "Utilisez « {replacement} ».",
                "Saisissez l’adresse seule, par exemple name@example.com.",
            ],
        ),
        C::EmailNonAscii => entry(
            "Adresses e-mail avec des caractères spéciaux",
            &["« {value} » contient des caractères non ASCII avant le @."],
            &["Demandez une adresse en lettres simples."],
        ),
        C::EmailDomainNotAllowed => entry(
            "Domaines e-mail non autorisés",
            &["« {domain} » ne fait pas partie des domaines autorisés."],
            &["Utilisez l’adresse que la personne a dans l’organisation."],
        ),
        C::EmailDomainTypo => entry(
            "Domaines e-mail sans doute mal saisis",
            &["« {domain} » est peut-être une faute de frappe."],
            &["Vouliez-vous dire « {guess} » ?", "Vérifiez le domaine."],
        ),
        C::NumberScientificNotation => entry(
            "Numéros longs abîmés par un tableur",
            &[
                "« {value} » est ce qu’un tableur a fait d’un numéro long ; ses chiffres sont perdus.",
                "Un tableur a transformé ce numéro long ; ses chiffres sont perdus.",
            ],
            &[
                "Peut-être {guess}. Mettez la colonne au format Texte et saisissez de nouveau les numéros.",
                ENTER_AGAIN,
            ],
        ),
        C::NumberPrecisionLossSuspected => entry(
            "Numéros qui ont peut-être perdu des chiffres",
            &["« {value} » a peut-être perdu ses derniers chiffres : les tableurs en gardent 15."],
            &[ENTER_AGAIN],
        ),
        C::PhoneNationalAssumed => entry(
            "Numéros sans indicatif de pays",
            &[
                "« {value} » a été lu comme {e164} ({region}).",
                "« {value} » a été lu comme {e164}.",
                "Le numéro a été lu comme numéro national ({region}).",
                "Le numéro a été lu comme numéro national.",
            ],
            &["Ajoutez l’indicatif de pays."],
        ),
        C::PhoneInvalid => entry(
            "Numéros qui n’existent pas",
            &[
                "{e164} n’est pas un numéro valide sous l’indicatif {country}.",
                "{e164} n’est pas un numéro valide.",
                "« {value} » n’est pas un numéro valide.",
                "Ce numéro n’est pas valide sous l’indicatif {country}.",
                "Ce numéro n’est pas valide.",
            ],
            &["Utilisez « {replacement} ».", "Vérifiez les chiffres."],
        ),
        C::PhonePossibleOnly => entry(
            "Numéros de tranches inconnues",
            &[
                "{e164} n’est dans aucune tranche connue de l’indicatif {country}.",
                "{e164} n’est dans aucune tranche connue.",
            ],
            &["Vérifiez les chiffres."],
        ),
        C::PhoneAmbiguousCountry => entry(
            "Numéros de plusieurs pays",
            &[
                "« {value} » pourrait être {candidates:or}.",
                "Le numéro pourrait appartenir à plusieurs pays.",
            ],
            &["Ajoutez + et l’indicatif de pays."],
        ),
        C::PhoneUnknownCountry => entry(
            "Numéros sans indicatif de pays connu",
            &[
                "« {value} » n’a pas d’indicatif de pays connu.",
                "Le numéro n’a pas d’indicatif de pays connu.",
            ],
            &[
                "Utilisez « {replacement} ».",
                "Ajoutez + et l’indicatif de pays.",
            ],
        ),
        C::PhoneTooShort => entry(
            "Numéros trop courts",
            DIGITS_POSSIBLE,
            &["Vérifiez s’il manque des chiffres."],
        ),
        C::PhoneTooLong => entry(
            "Numéros trop longs",
            DIGITS_POSSIBLE,
            &["Vérifiez s’il s’agit de deux numéros."],
        ),
        C::PhoneBadCharacter => entry(
            "Numéros avec d’autres caractères",
            &[
                "« {value} » contient « {char} », qu’aucun numéro de téléphone ne comporte.",
                "Le numéro contient un caractère qu’aucun numéro de téléphone ne comporte.",
            ],
            &[
                "Utilisez « {replacement} ».",
                "Saisissez les chiffres avec l’indicatif de pays, sans numéro de poste.",
            ],
        ),
        C::PhoneNotSupportedType => entry(
            "Numéros qui ne reçoivent pas d’invitation",
            &["{e164} est {type} et ne reçoit pas d’invitation."],
            &["Utilisez le numéro d’un appareil ou une adresse e-mail."],
        ),
        C::ForwardingLength => entry(
            "Numéros de renvoi de longueur incorrecte",
            &[
                "Un numéro de renvoi demande de {min} à {max} chiffres avec l’indicatif de pays ; celui-ci en a {count}.",
                "Un numéro de renvoi demande de 4 à 18 chiffres avec l’indicatif de pays ; celui-ci en a {count}.",
                "Un numéro de renvoi demande de 4 à 18 chiffres avec l’indicatif de pays.",
            ],
            &["Vérifiez les chiffres."],
        ),
        C::ForwardingNoCountryCode => entry(
            "Numéros de renvoi sans indicatif de pays",
            &[
                "« {value} » commence par 0, comme aucun indicatif de pays.",
                "Le numéro commence par 0, comme aucun indicatif de pays.",
            ],
            &["Remplacez le 0 par l’indicatif de pays."],
        ),
        C::FeatureNotEnabled => entry(
            "Fonctions non configurées",
            &[
                "{label} est {value}, mais la fonction « {feature} » n’est pas configurée ici.",
                "La valeur demande la fonction « {feature} », qui n’est pas configurée ici.",
                "La valeur demande une fonction qui n’est pas configurée ici.",
            ],
            &[
                "Utilisez « {replacement} ».",
                "Laissez la cellule vide ou faites d’abord configurer la fonction.",
            ],
        ),
        C::ValueNotApplicable => entry(
            "Valeurs sans effet",
            &[
                "{label} est ignoré parce que {other} est {value}.",
                "{label} est ignoré à cause de {other}.",
                "La valeur est ignorée à cause d’une autre valeur.",
            ],
            &["Laissez la cellule vide."],
        ),
        C::ForwardingNotApplicable => entry(
            "Numéros de renvoi sans effet",
            &[
                "Le numéro de renvoi n’est pas utilisé : la fonction « {feature} » est activée.",
                "Le numéro de renvoi n’est pas utilisé.",
            ],
            &["Laissez la cellule vide."],
        ),
        C::ForwardingLoop => entry(
            "Numéros renvoyés vers eux-mêmes",
            &["Le numéro est renvoyé vers lui-même."],
            &["Utilisez un autre numéro de renvoi ou laissez la cellule vide."],
        ),
        C::RowRuleFailed => entry(
            "Lignes qui enfreignent une règle",
            &["{rule} : {columns}."],
            &["Remplissez ou modifiez une de ces cellules."],
        ),
        C::DuplicateIdentity => entry(
            "La même identité sur plusieurs lignes",
            ALSO_IN,
            &[KEEP_ONE],
        ),
        C::DuplicateNumber => entry("Le même numéro sur plusieurs lignes", ALSO_IN, &[KEEP_ONE]),
        C::DuplicateValue => entry("La même valeur sur plusieurs lignes", ALSO_IN, &[KEEP_ONE]),
        C::DuplicateRow => entry(
            "Lignes répétées",
            &["La ligne {row} répète la ligne {first}."],
            &["Supprimez-la."],
        ),
        C::NumberUsedAsIdentity => entry(
            "Numéros qui sont aussi une identité",
            &["{e164} est aussi l’identité {rows?de la ligne|des lignes} {rows}."],
            &["Vérifiez lequel des deux est voulu."],
        ),
        C::IdentitySimilar => entry(
            "Identités presque semblables",
            &[
                "{canonical} ne diffère {rows?de la ligne|des lignes} {rows} que par des points ou un +tag.",
            ],
            &["Vérifiez s’il s’agit de la même personne."],
        ),
        C::SequentialValues => entry(
            "Valeurs qui se suivent",
            &["Les lignes {rows} augmentent chaque fois de {step}."],
            &["Vérifiez si une cellule a été étirée vers le bas."],
        ),
        C::InventoryUnchecked => entry(
            "Numéros et comptes non vérifiés",
            &["Les numéros et les comptes n’ont pas été vérifiés."],
            &[],
        ),
        C::NumberNotInInventory => entry(
            "Numéros hors du parc",
            &["{e164} ne fait pas partie des numéros de cette organisation."],
            &["Utilisez un numéro de l’organisation ou laissez la cellule vide."],
        ),
        C::TeamUnknown => entry(
            "Équipes inconnues",
            &[
                "L’équipe « {value} » n’existe pas.",
                "L’équipe indiquée n’existe pas.",
            ],
            &[
                "Utilisez « {replacement} ».",
                "Créez d’abord l’équipe ou laissez la cellule vide.",
            ],
        ),
        C::PlanStale => entry(
            "Le plan n’est plus à jour",
            &[
                "Des numéros ou des comptes ont changé depuis la création du plan {plan}.",
                "Des numéros ou des comptes ont changé depuis la création du plan.",
            ],
            &["Vérifiez de nouveau le fichier, puis importez-le."],
        ),
        C::BackendRejected => entry(
            "Lignes refusées par le stockage",
            &["Le stockage a refusé la ligne : {cause}."],
            &["Corrigez la ligne et importez-la de nouveau."],
        ),
        C::RolledBack => entry("Non importé", &["Rien n’a été importé."], &[]),
        C::NotAttempted => entry("Non traité", &["La ligne n’a pas été traitée."], &[]),
        C::InvitationNotSent => entry(
            "Invitations non envoyées",
            &[
                "Le compte existe ; son invitation n’a pas été envoyée : {reason}.",
                "Le compte existe ; son invitation n’a pas été envoyée.",
            ],
            &["Envoyez l’invitation plus tard."],
        ),
        C::NumberNotAvailable => entry(
            "Numéros non disponibles",
            &["{e164} est {state}.", "{e164} n’est pas disponible."],
            &[OTHER_NUMBER],
        ),
        C::NumberCooling => entry(
            "Numéros en quarantaine",
            &[
                "{e164} est en quarantaine jusqu’au {until}.",
                "{e164} est en quarantaine.",
            ],
            &[OTHER_NUMBER],
        ),
        C::NumberOtherOrganization => entry(
            "Numéros d’une autre organisation",
            &[
                "{e164} appartient à une autre organisation ({owner}).",
                "{e164} appartient à une autre organisation.",
            ],
            &["Utilisez un numéro de l’organisation ou laissez la cellule vide."],
        ),
        C::NumberPoolExhausted => entry(
            "Pas assez de numéros",
            &[
                "Il faut {wanted} {wanted?numéro|numéros} ; {available} {available?est disponible|sont disponibles}.",
                "Il n’y a pas assez de numéros.",
            ],
            &["Ajoutez des numéros ou importez moins de personnes."],
        ),
        C::AccountIdentityTaken => entry(
            "Personnes qui ont déjà un compte",
            &[
                "{canonical} a déjà un compte ({status}).",
                "{canonical} a déjà un compte.",
                "Cette personne a déjà un compte ({status}).",
                "Cette personne a déjà un compte.",
            ],
            &[
                "Si la personne est déjà invitée, renvoyez l’invitation ; sinon, supprimez la ligne.",
            ],
        ),
        C::AccountExtensionTaken => entry(
            "Numéros de poste déjà utilisés",
            &[
                "Le numéro de poste {value} est déjà utilisé.",
                "Le numéro de poste est déjà utilisé.",
            ],
            &["Choisissez un autre numéro de poste."],
        ),
        C::RoleNotGrantable => entry(
            "Rôles qui ne peuvent pas être attribués",
            &[
                "Vous ne pouvez pas attribuer le rôle {role}.",
                "Vous ne pouvez pas attribuer le rôle indiqué.",
            ],
            &["Choisissez un autre rôle ou adressez-vous à une personne qui peut l’attribuer."],
        ),
        C::LimitReached => entry(
            "Une limite serait dépassée",
            &[
                "Avec {count} de plus, la limite de {max} {limit} serait dépassée.",
                "La limite de {max} {limit} serait dépassée.",
                "Avec {count} de plus, une limite serait dépassée.",
                "Une limite serait dépassée.",
            ],
            &["Importez moins de lignes ou faites relever la limite."],
        ),
        C::TeamDisabled => entry(
            "Équipes désactivées",
            &[
                "L’équipe « {value} » est désactivée.",
                "L’équipe indiquée est désactivée.",
            ],
            &["Choisissez une autre équipe ou activez d’abord celle-ci."],
        ),
        C::BatchDuplicate => entry(
            "Déjà importé",
            &[
                "Ce fichier a déjà été importé ({batch}).",
                "Ce fichier a déjà été importé.",
            ],
            &[],
        ),
        C::NumberClaimLost => entry(
            "Numéros pris entre-temps",
            &["{e164} a été pris entre-temps."],
            &[OTHER_NUMBER],
        ),
    }
}

const ENTER_AGAIN: &str = "Mettez la colonne au format Texte et saisissez de nouveau les numéros.";

const KEEP_ONE: &str = "Ne gardez la valeur que sur une ligne.";

const OTHER_NUMBER: &str = "Utilisez un autre numéro ou laissez la cellule vide.";

const READ_AS: &[&str] = &[
    "« {before} » a été lu comme « {after} ».{applied}",
    "« {value} » devrait être « {replacement} ».",
    "La valeur a été lue dans la forme prévue.{applied}",
    "La valeur n’est pas écrite dans la forme prévue.",
];

const DIGITS_POSSIBLE: &[&str] = &[
    "« {value} » a {count} {count?chiffre|chiffres} ; de {min} à {max} sont possibles.",
    "« {value} » a {count} {count?chiffre|chiffres}.",
    "Le numéro a {count} {count?chiffre|chiffres} ; de {min} à {max} sont possibles.",
];

const ALSO_IN: &[&str] = &["{canonical} figure aussi {rows?à la ligne|aux lignes} {rows}."];
