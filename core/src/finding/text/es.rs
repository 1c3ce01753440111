//! Spanish: what every code says. `mod.rs` tells how templates are read.
//!
//! People are addressed as "usted".

use super::{Entry, Table, entry};
use crate::finding::FindingCode as C;

pub(super) const TABLE: Table = Table {
    entry: spanish,
    refused: &[
        (C::WhitespaceNormalized, "Espacios que sobran"),
        (C::TextFormulaUnwrapped, "Valores envueltos en =\"…\""),
        (C::FormulaGuardRemoved, "Valores con un apóstrofo protector"),
        (C::ValueCaseNormalized, "Mayúsculas y minúsculas distintas"),
        (C::ValueAliasUsed, "Otras palabras para un valor"),
        (C::NumberFormatNormalized, "Números escritos de otra forma"),
        (C::PhoneIddNormalized, "Números con un prefijo de marcación"),
    ],
    words: WORDS,
    hidden: &[
        ("after", "la forma prevista"),
        ("before", "el valor"),
        ("candidates", "varios números"),
        ("canonical", "el valor"),
        ("cell", "la celda"),
        ("char", "un carácter"),
        ("domain", "el dominio"),
        ("e164", "el número"),
        ("field", "la misma columna"),
        ("guess", "otro valor"),
        ("label", "el valor"),
        ("replacement", "la forma prevista"),
        ("role", "el indicado"),
        ("text", "…"),
        ("value", "el valor"),
    ],
    replacement: "Use «{replacement}».",
    quotes: ("«", "»"),
    and: "y",
    or: "o",
    or_before_o: "u",
    more: ("1 más", "# más"),
    units: ("bytes", "KiB", "MiB"),
    colon: ":",
    zero_is_one: false,
};

/// Texts of words that are parameters. A word without one is shown as it is, its underscores as space.
const WORDS: &[(&str, &str, &str)] = &[
    (
        "reason",
        "bad_domain",
        "la parte posterior a la @ no es un dominio",
    ),
    (
        "reason",
        "bad_local",
        "la parte anterior a la @ no es posible",
    ),
    (
        "reason",
        "double_dot",
        "contiene dos puntos consecutivos (..)",
    ),
    (
        "reason",
        "mixed_script",
        "mezcla letras parecidas de alfabetos distintos",
    ),
    ("reason", "no_at", "falta la @"),
    ("reason", "no_domain", "no hay nada después de la @"),
    ("reason", "space", "contiene un espacio"),
    ("reason", "too_long", "es demasiado larga"),
    (
        "reason",
        "unsupported_form",
        "contiene algo más que la dirección",
    ),
    (
        "reason",
        "smtp_data_offload",
        "el correo sale por el servidor de la organización",
    ),
    (
        "reason",
        "identity_kinds",
        "aquí las personas se identifican por su dirección de correo electrónico",
    ),
    (
        "reason",
        "email_only",
        "la organización solo admite direcciones de correo electrónico",
    ),
    (
        "reason",
        "a character was lost earlier",
        "antes se perdió un carácter",
    ),
    ("reason", "a line separator", "un separador de líneas"),
    (
        "reason",
        "a noncharacter",
        "un código que no es un carácter",
    ),
    (
        "reason",
        "a private-use character",
        "un carácter de uso privado",
    ),
    ("reason", "an invisible character", "un carácter invisible"),
    (
        "reason",
        "too many marks on one letter",
        "demasiados signos sobre una letra",
    ),
    (
        "reason",
        "PINs are generated",
        "los PIN se generan automáticamente",
    ),
    ("reason", "notes are not stored", "las notas no se guardan"),
    (
        "reason",
        "social messaging is not configured",
        "la mensajería social no está configurada",
    ),
    (
        "reason",
        "an upload assigns no numbers here; people choose at activation",
        "aquí la carga no asigna números; cada persona elige al activar",
    ),
    (
        "reason",
        "the language is not set by upload here",
        "aquí el idioma no se define mediante la carga",
    ),
    (
        "reason",
        "members without a login have no e-mail",
        "los miembros sin acceso no tienen correo electrónico",
    ),
    (
        "reason",
        "members without a login have no role",
        "los miembros sin acceso no tienen rol",
    ),
    ("reason", "there are no teams here", "aquí no hay equipos"),
    (
        "reason",
        "only members without a login have an extension",
        "solo los miembros sin acceso tienen extensión",
    ),
    (
        "reason",
        "number_pool_exhausted",
        "no hay suficientes números",
    ),
    (
        "reason",
        "number_none_available",
        "no hay ningún número disponible",
    ),
    (
        "reason",
        "capacity_unknown",
        "no se sabe cuántos números quedan",
    ),
    ("reason", "limit_reached", "se ha alcanzado un límite"),
    (
        "reason",
        "account_no_portal_access",
        "la persona no tiene acceso al portal",
    ),
    ("reason", "account_suspended", "la cuenta está suspendida"),
    (
        "reason",
        "account_opted_out",
        "la persona rechazó las invitaciones",
    ),
    (
        "reason",
        "invitation_consent_required",
        "falta el consentimiento de la persona",
    ),
    (
        "reason",
        "invitation_channel_unavailable",
        "ningún canal llega a esta persona",
    ),
    (
        "reason",
        "invitation_resend_too_soon",
        "la última invitación es demasiado reciente",
    ),
    (
        "reason",
        "invitation_resend_limit",
        "se alcanzó el número máximo de envíos",
    ),
    (
        "hint",
        "quote",
        "Revise las comillas de esta fila: quizá falte una.",
    ),
    (
        "hint",
        "delimiter",
        "Quizá esta fila tenga un separador distinto del encabezado.",
    ),
    ("delimiter", ",", "la coma"),
    ("delimiter", ";", "el punto y coma"),
    ("delimiter", "\t", "el tabulador"),
    ("delimiter", "|", "la barra vertical"),
    (
        "rule",
        "required_if",
        "Aquí se necesita un valor a causa de otra celda",
    ),
    (
        "rule",
        "not_equal",
        "Estas columnas no deben contener el mismo valor",
    ),
    (
        "rule",
        "at_least_one",
        "Al menos una de estas columnas debe estar rellena",
    ),
    ("kind", "email", "una dirección de correo electrónico"),
    ("kind", "phone", "un número de teléfono"),
    (
        "type",
        "ZIP (such as an XLSX or ODS workbook)",
        "un archivo ZIP (como un libro XLSX u ODS)",
    ),
    ("type", "XLS workbook", "un libro XLS"),
    ("type", "PDF", "un archivo PDF"),
    ("type", "PNG", "una imagen PNG"),
    ("type", "JPEG", "una imagen JPEG"),
    ("type", "GIF", "una imagen GIF"),
    ("type", "gzip", "un archivo comprimido gzip"),
    ("type", "7z", "un archivo comprimido 7z"),
    ("type", "RTF", "un documento RTF"),
    ("type", "SQLite", "una base de datos SQLite"),
    ("type", "Parquet", "un archivo Parquet"),
    ("type", "HTML", "un archivo HTML"),
    ("type", "XML", "un archivo XML"),
    ("type", "JSON", "un archivo JSON"),
    ("type", "binary", "un archivo binario"),
    ("type", "fixed-line", "un número fijo"),
    ("type", "mobile", "un número móvil"),
    ("type", "fixed-line or mobile", "un número fijo o móvil"),
    ("type", "toll-free", "un número gratuito"),
    (
        "type",
        "premium-rate",
        "un número de tarificación adicional",
    ),
    ("type", "shared-cost", "un número de coste compartido"),
    (
        "type",
        "internet telephony",
        "un número de telefonía por Internet",
    ),
    ("type", "personal", "un número personal"),
    ("type", "pager", "un número de buscapersonas"),
    ("type", "company", "un número de empresa"),
    ("type", "voicemail", "un número de buzón de voz"),
    ("state", "available", "disponible"),
    ("state", "reserved", "reservado"),
    ("state", "assigned", "asignado"),
    ("state", "registered", "registrado"),
    ("state", "forwarding", "ocupado por un desvío"),
    ("state", "cooling", "en cuarentena"),
    ("status", "active", "activa"),
    ("status", "invitation_failed", "invitación fallida"),
    ("status", "invited", "invitada"),
    ("status", "not_invited", "no invitada"),
    ("status", "suspended", "suspendida"),
    ("status", "opted_out", "invitaciones rechazadas"),
    ("status", "deleted", "eliminada"),
    ("feature", "social_messaging", "mensajería social"),
    ("feature", "voice_calling", "llamadas de voz"),
    ("limit", "accounts", "cuentas"),
    ("limit", "admins", "administradores"),
    ("limit", "members", "miembros"),
    ("limit", "pending_invitations", "invitaciones pendientes"),
    ("limit", "limit_admins", "administradores"),
    ("limit", "limit_members", "miembros"),
    (
        "limit",
        "limit_pending_invitations",
        "invitaciones pendientes",
    ),
    ("limit", "limit_teams", "equipos"),
    ("limit", "users_of_group", "usuarios del grupo"),
    ("limit", "lines", "líneas"),
];

#[expect(
    clippy::too_many_lines,
    reason = "one line of data per code; the compiler then demands every code"
)]
const fn spanish(code: C) -> Entry {
    match code {
        C::FileEmpty => entry(
            "El archivo está vacío",
            &["El archivo está vacío."],
            &["Elija de nuevo el archivo o repita la exportación."],
        ),
        C::ReadFailed => entry(
            "El archivo no se pudo leer hasta el final",
            &["El archivo no se pudo leer hasta el final (byte {byte})."],
            &["Copie el archivo en este equipo e inténtelo de nuevo."],
        ),
        C::FileNotCsv => entry(
            "No es un archivo CSV",
            &["Esto es {type}, no un archivo CSV."],
            &["Ábralo en una hoja de cálculo y guárdelo como CSV UTF-8."],
        ),
        C::FileTooLarge => entry(
            "El archivo es demasiado grande",
            &["El archivo supera {max:bytes}."],
            &["Divídalo en archivos más pequeños y súbalos uno por uno."],
        ),
        C::BomRemoved => entry(
            "Marca de orden de bytes eliminada",
            &["Se eliminó una marca de orden de bytes (BOM)."],
            &[],
        ),
        C::EncodingTranscoded => entry(
            "Codificación convertida",
            &["El archivo se leyó como {encoding}."],
            &[],
        ),
        C::EncodingGuessed => entry(
            "Codificación supuesta",
            &["El archivo no está en UTF-8; se leyó como Windows-1252. Revise {cells}."],
            &["Guárdelo como CSV UTF-8."],
        ),
        C::EncodingUnsupported => entry(
            "Codificación no admitida",
            &["El archivo está en {encoding}."],
            &["Guárdelo como CSV UTF-8."],
        ),
        C::EncodingUndecodable => entry(
            "Bytes que la codificación no contempla",
            &[
                "{cell} contiene bytes ({hex}) que la codificación no contempla.",
                "{cell} contiene bytes que la codificación no contempla.",
            ],
            &["Guarde el archivo como CSV UTF-8."],
        ),
        C::InvalidUtf8 => entry(
            "Caracteres dañados",
            &[
                "{cell} contiene un carácter dañado (byte {hex}).",
                "{cell} contiene un carácter dañado.",
            ],
            &[
                "Quizá «{guess}»; escríbalo de nuevo.",
                "Escriba de nuevo el texto.",
            ],
        ),
        C::EncodingDoubtful => entry(
            "Texto quizá mal leído",
            &["Es posible que «{value}» se haya leído mal."],
            &["Guarde el archivo como CSV UTF-8."],
        ),
        C::DialectDetected => entry(
            "Separador distinto de la coma",
            &["El separador es {delimiter}."],
            &[],
        ),
        C::SepLineConsumed => entry(
            "Una línea para hojas de cálculo",
            &[
                "La línea «sep={delimiter:raw}» no vale, porque los títulos indican otra cosa; el separador es {separator}.",
                "La línea «sep={delimiter:raw}» se leyó como una instrucción.",
            ],
            &[],
        ),
        C::LineEndingsMixed => entry(
            "Finales de línea mezclados",
            &["Los finales de línea están mezclados: {counts}."],
            &[],
        ),
        C::DialectAmbiguous => entry(
            "No se reconoce el separador",
            &[
                "No se reconoce el separador: {candidates:or}.",
                "No se reconoce el separador.",
            ],
            &["Parta de la plantilla."],
        ),
        C::LinesWrappedInQuotes => entry(
            "Comillas alrededor de líneas enteras",
            &["Cada línea es una sola celda entre comillas."],
            &["Quite las comillas exteriores o rellene la plantilla."],
        ),
        C::StrayQuote => entry(
            "Comillas en lugares extraños",
            &[
                "{cell} contiene una comilla en un lugar extraño; se leyó «{value}».",
                "{cell} contiene una comilla en un lugar extraño.",
                "La celda contiene una comilla en un lugar extraño.",
            ],
            &["Quite la comilla, o duplíquela si forma parte del valor."],
        ),
        C::UnclosedQuote => entry(
            "Comillas que nunca se cierran",
            &["{cell} abre una comilla que nunca se cierra."],
            &["Quítela, ciérrela al final del valor, o duplíquela si forma parte de él."],
        ),
        C::MissingHeader => entry(
            "Sin encabezado",
            &["No se encontró ningún encabezado hasta la fila {n}."],
            &["La primera fila debería ser: {header}"],
        ),
        C::TooManyColumns => entry(
            "Demasiadas columnas",
            &[
                "{count} columnas; como máximo {max}.",
                "Más de {max} columnas.",
            ],
            &["Elimine las columnas que no hagan falta."],
        ),
        C::PreambleSkipped => entry(
            "Filas por encima del encabezado",
            &[
                "Por encima del encabezado se {rows?omitió la fila|omitieron las filas} {rows}: «{text}».",
                "Por encima del encabezado se {rows?omitió la fila|omitieron las filas} {rows}.",
            ],
            &["{rows?Elimínela|Elimínelas}."],
        ),
        C::OwnReportDetected => entry(
            "Un informe usado como archivo",
            &["Este es un informe de Rollbook; sus columnas propias se han ignorado."],
            &[],
        ),
        C::MissingLabel => entry(
            "Falta una columna obligatoria",
            &["Falta la columna obligatoria «{label}»."],
            &[
                "¿Quería decir la columna {letter} «{found}»?",
                "Añada la columna o parta de la plantilla.",
            ],
        ),
        C::UnknownLabel => entry(
            "Columnas que no se usan",
            &[
                "La columna {letter} «{label}» no se usa.",
                "La columna {letter} no se usa.",
            ],
            &[
                "¿Quería decir «{near}»?",
                "Elimínela o use un título de la plantilla.",
            ],
        ),
        C::DuplicateLabel => entry(
            "Una columna repetida con valores distintos",
            &["«{field}» está en las columnas {letters}, con valores distintos."],
            &["Conserve solo una de estas columnas."],
        ),
        C::RepeatedLabel => entry(
            "Una columna repetida con los mismos valores",
            &[
                "«{field}» está en las columnas {letters}, nunca con valores distintos; se leen como una sola.",
            ],
            &["Conserve solo una de estas columnas."],
        ),
        C::BlankLabel => entry(
            "Columnas sin título",
            &["La columna {letter} tiene valores pero no tiene título."],
            &["Póngale un título de la plantilla o elimínela."],
        ),
        C::LabelNormalized => entry(
            "Títulos escritos de otra forma",
            &[
                "«{label}» se leyó como «{field}».",
                "Un título se leyó como el de una columna conocida.",
            ],
            &[],
        ),
        C::LabelAliasUsed => entry(
            "Otros nombres de columnas",
            &[
                "«{label}» equivale a «{field}».",
                "Un título equivale a una columna conocida.",
            ],
            &[],
        ),
        C::ColumnNotEnabled => entry(
            "Columnas que no se aplican aquí",
            &[
                "La columna «{label}» no se aplica aquí: {reason}.",
                "La columna «{label}» no se aplica aquí.",
            ],
            &["Elimínela."],
        ),
        C::TrailingBlankColumnsIgnored => entry(
            "Columnas vacías al final",
            &[
                "Se {count?ignoró|ignoraron} {count} {count?columna vacía|columnas vacías} al final.",
            ],
            &[],
        ),
        C::NoDataRows => entry(
            "Nada que importar",
            &["Hay un encabezado, pero ninguna fila de datos."],
            &["Añada una fila por cada persona."],
        ),
        C::TooManyRows => entry(
            "Demasiadas filas",
            &["{count} filas; como máximo {max} en un archivo."],
            &[
                "Divida en {files} archivos; la fila {row} es la primera que sobra.",
                "Divida el archivo en archivos de {max} filas como máximo.",
            ],
        ),
        C::RowTooShort => entry(
            "Filas con muy pocas celdas",
            &["La fila {row} tiene {found} de {expected} columnas."],
            &[
                "{hint}",
                "Añada las celdas que faltan; las vacías también cuentan.",
            ],
        ),
        C::RowTooLong => entry(
            "Filas con demasiadas celdas",
            &["La fila {row} tiene {found} columnas; se esperan {expected}."],
            &[
                "{hint}",
                "Ponga entre comillas los valores que contengan {delimiter}.",
                "Ponga entre comillas los valores que contengan el separador.",
            ],
        ),
        C::RowPadded => entry(
            "Filas que terminan antes de tiempo",
            &[
                "La fila {row} termina antes de tiempo; sus celdas opcionales que faltan cuentan como vacías.",
            ],
            &["Añada las celdas que faltan o déjela como está."],
        ),
        C::RowTrimmed => entry(
            "Filas con celdas vacías de más",
            &["La fila {row} tiene {count} {count?celda vacía|celdas vacías} de más."],
            &[],
        ),
        C::RowTooLarge => entry(
            "Filas demasiado grandes",
            &["La fila {row} supera {max:bytes}."],
            &["Busque una comilla sin cerrar o acorte la fila."],
        ),
        C::BlankRow => entry(
            "Filas vacías",
            &["La fila {row} está vacía y se omitió."],
            &["Elimínela o rellénela."],
        ),
        C::TrailingBlankRowsIgnored => entry(
            "Filas vacías al final",
            &["Se {count?ignoró|ignoraron} {count} {count?fila vacía|filas vacías} al final."],
            &[],
        ),
        C::TemplateNoteRow => entry(
            "La nota de la plantilla",
            &[
                "La fila {row} parece la nota de la plantilla y se omitió: «{text}».",
                "La fila {row} parece la nota de la plantilla y se omitió.",
            ],
            &["Elimínela."],
        ),
        C::TemplateSampleRow => entry(
            "El ejemplo de la plantilla",
            &["La fila {row} es el ejemplo de la plantilla y se omitió."],
            &["Elimínela."],
        ),
        C::CellTooLong => entry(
            "Celdas demasiado largas",
            &["{cell} supera {max:bytes}."],
            &["Acorte el texto o busque una comilla sin cerrar."],
        ),
        C::ReplacementCharacter => entry(
            "Caracteres perdidos",
            &["{cell} contiene U+FFFD: antes se perdió un carácter."],
            &["Escriba de nuevo el texto."],
        ),
        C::ControlCharacter => entry(
            "Caracteres de control",
            &[
                "{cell} contiene el carácter de control U+{hex}.",
                "{cell} contiene un carácter de control.",
            ],
            &["Escriba de nuevo el texto en lugar de pegarlo."],
        ),
        C::BidiControl => entry(
            "Controles de dirección invisibles",
            &["{cell} contiene un control invisible de la dirección del texto."],
            &["Escriba de nuevo el texto en lugar de pegarlo."],
        ),
        C::TextNotAllowed => entry(
            "Texto no permitido",
            &["{cell} contiene texto no permitido: {reason}."],
            &["Escriba de nuevo el texto con letras normales."],
        ),
        C::TextTooLong => entry(
            "Texto demasiado largo",
            &["{label} tiene {count} {count?carácter|caracteres}; como máximo {max}."],
            &["Acorte el texto."],
        ),
        C::NewlineInCell => entry(
            "Saltos de línea en celdas",
            &["{cell} contiene un salto de línea."],
            &["Elimínelo. Si oculta filas, busque una comilla que falte."],
        ),
        C::QuoteUnpaired => entry(
            "Una comilla suelta",
            &["«{value}» empieza o termina con una comilla suelta."],
            &["Use «{replacement}».", "Quítela."],
        ),
        C::MojibakeSuspected => entry(
            "Texto que parece mal leído",
            &["«{value}» parece texto mal leído."],
            &["Quizá se trate de «{guess}».", "Escriba de nuevo el texto."],
        ),
        C::SmartQuotes => entry(
            "Comillas tipográficas",
            &["«{value}» está entre comillas tipográficas."],
            &["Use «{replacement}».", "Quítelas."],
        ),
        C::WhitespaceNormalized => entry(
            "Espacios depurados",
            &[
                "Se depuraron los espacios en {cell}.{applied}",
                "Se depuraron los espacios de la celda.{applied}",
                "{cell} contiene espacios que sobran.",
            ],
            &["Use «{replacement}»."],
        ),
        C::TextFormulaUnwrapped => entry(
            "Envolturas eliminadas",
            &[
                "Se eliminó la envoltura =\"…\" en {cell}.{applied}",
                "Se eliminó la envoltura =\"…\" de la celda.{applied}",
                "{cell} está envuelta en =\"…\".",
            ],
            &["Use «{replacement}»."],
        ),
        C::FormulaGuardRemoved => entry(
            "Apóstrofos protectores eliminados",
            &[
                "Se eliminó el apóstrofo protector en {cell}.{applied}",
                "Se eliminó el apóstrofo protector de la celda.{applied}",
                "{cell} empieza con un apóstrofo protector.",
            ],
            &["Use «{replacement}»."],
        ),
        C::FormulaLikeValue => entry(
            "Valores que empiezan como una fórmula",
            &["«{value}» empieza como una fórmula; se conserva como texto."],
            &["Quite el primer carácter si no forma parte del valor."],
        ),
        C::SpreadsheetErrorValue => entry(
            "Textos de error de una hoja de cálculo",
            &[
                "{value} es un error de la hoja de cálculo, no un valor.",
                "El contenido es un error de la hoja de cálculo, no un valor.",
            ],
            &["Corrija la fórmula en la hoja de cálculo o escriba el valor."],
        ),
        C::SpreadsheetDateSuspected => entry(
            "Valores convertidos en fechas",
            &["«{value}» parece una fecha creada por una hoja de cálculo."],
            &["Dé a la columna el formato Texto y escriba de nuevo el valor."],
        ),
        C::PlaceholderValue => entry(
            "Palabras que indican que no hay valor",
            &["«{value}» no es un valor.", "El contenido no es un valor."],
            &["Escriba el valor, o deje la celda vacía si es opcional."],
        ),
        C::MultipleValuesInCell => entry(
            "Varios valores en una celda",
            &["{cell} contiene {count} valores."],
            &["Dé a cada uno su propia fila."],
        ),
        C::ValueInWrongColumn => entry(
            "Valores que pertenecen a otra columna",
            &[
                "«{value}» en la columna «{label}» parece {kind}.",
                "El valor en la columna «{label}» parece {kind}.",
                "El valor parece {kind}.",
            ],
            &["Compruebe si las columnas se han desplazado."],
        ),
        C::TruncatedValueSuspected => entry(
            "Valores quizá cortados",
            &["Es posible que {cell} se haya cortado a los {count} caracteres."],
            &["Compruebe si falta el final."],
        ),
        C::RequiredValueMissing => entry(
            "Faltan valores obligatorios",
            &["{label} está vacío.", "La celda está vacía."],
            &["Escriba el valor."],
        ),
        C::ValueNotAllowed => entry(
            "Palabras no permitidas",
            &[
                "«{value}» no está permitido en {label}. Use {allowed:or}.",
                "El valor no está permitido en {label}. Use {allowed:or}.",
                "El valor no está permitido. Use {allowed:or}.",
                "El valor no está permitido.",
            ],
            &[
                "Use «{replacement}».",
                "Use una de las palabras que indica la plantilla.",
            ],
        ),
        C::ValueCaseNormalized => entry(
            "Mayúsculas y minúsculas ajustadas",
            READ_AS,
            &["Use «{replacement}»."],
        ),
        C::ValueAliasUsed => entry(
            "Otras palabras para un valor",
            READ_AS,
            &["Use «{replacement}»."],
        ),
        C::NumberFormatNormalized => entry(
            "Números escritos de otra forma",
            READ_AS,
            &["Use «{replacement}»."],
        ),
        C::PhoneIddNormalized => entry(
            "Prefijos de marcación eliminados",
            READ_AS,
            &["Use «{replacement}»."],
        ),
        C::DigitsInvalid => entry(
            "Cantidad de cifras incorrecta",
            &[
                "{label} requiere de {min} a {max} cifras; tiene {count}.",
                "{label} requiere de {min} a {max} cifras y nada más.",
                "La cantidad de cifras es incorrecta.",
            ],
            &[
                "Quizá se perdió un cero inicial.{missing?|}",
                "{excess?Sobra|Sobran} {excess} {excess?cifra|cifras}.",
            ],
        ),
        C::IntegerInvalid => entry(
            "No es un número dentro de los límites",
            &[
                "«{value}» no es un número de {min} a {max}.",
                "«{value}» no es un número a partir de {min}.",
                "«{value}» no es un número hasta {max}.",
                "«{value}» no es un número entero.",
            ],
            &["Escriba un número entero permitido aquí, solo con cifras."],
        ),
        C::DateInvalid => entry(
            "No es una fecha",
            &[
                "«{value}» no es una fecha del {min} al {max}.",
                "«{value}» es anterior a {min}, la primera fecha permitida.",
                "«{value}» es posterior a {max}, la última fecha permitida.",
                "«{value}» no es una fecha como {example}.",
            ],
            &["Escriba año, mes y día, como en {example}."],
        ),
        C::PatternMismatch => entry(
            "Valores de forma incorrecta",
            &[
                "«{value}» no tiene la forma que requiere {label}.",
                "El valor no tiene la forma que requiere {label}.",
                "El valor no tiene la forma requerida.",
            ],
            &["Compárelo con el ejemplo de la plantilla."],
        ),
        C::IdentityUnrecognized => entry(
            "Ni dirección de correo ni número de teléfono",
            &["«{value}» no es ni una dirección de correo electrónico ni un número de teléfono."],
            &["Escriba la dirección, o el número con su código de país."],
        ),
        C::EmailRequired => entry(
            "Se necesita una dirección de correo electrónico",
            &[
                "Se necesita una dirección de correo electrónico, no un número de teléfono: {reason}.",
                "Se necesita una dirección de correo electrónico, no un número de teléfono.",
            ],
            &["Escriba la dirección de correo electrónico de la persona."],
        ),
        C::EmailInvalid => entry(
            "Direcciones de correo electrónico no válidas",
            &["«{value}» no es una dirección de correo electrónico válida: {reason}."],
            &[
                "Use «{replacement}».",
                "Escriba solo la dirección, por ejemplo name@example.com.",
            ],
        ),
        C::EmailNonAscii => entry(
            "Direcciones de correo con caracteres especiales",
            &["«{value}» tiene caracteres no ASCII antes de la @."],
            &["Pida una dirección con letras sencillas."],
        ),
        C::EmailDomainNotAllowed => entry(
            "Dominios de correo no permitidos",
            &["«{domain}» no está entre los dominios permitidos."],
            &["Use la dirección que la persona tiene en la organización."],
        ),
        C::EmailDomainTypo => entry(
            "Dominios de correo quizá mal escritos",
            &["«{domain}» puede ser un error de escritura."],
            &["¿Quería decir «{guess}»?", "Revise el dominio."],
        ),
        C::NumberScientificNotation => entry(
            "Números largos dañados por una hoja de cálculo",
            &[
                "«{value}» es lo que una hoja de cálculo hizo de un número largo; sus cifras se han perdido.",
            ],
            &[
                "Quizá {guess}. Dé a la columna el formato Texto y escriba de nuevo los números.",
                ENTER_AGAIN,
            ],
        ),
        C::NumberPrecisionLossSuspected => entry(
            "Números que quizá perdieron cifras",
            &[
                "Es posible que «{value}» haya perdido sus últimas cifras: las hojas de cálculo conservan 15.",
            ],
            &[ENTER_AGAIN],
        ),
        C::PhoneNationalAssumed => entry(
            "Números sin código de país",
            &[
                "«{value}» se leyó como {e164} ({region}).",
                "«{value}» se leyó como {e164}.",
                "El número se leyó como nacional ({region}).",
                "El número se leyó como nacional.",
            ],
            &["Añada el código de país."],
        ),
        C::PhoneInvalid => entry(
            "Números que no existen",
            &[
                "{e164} no es un número válido con el código {country}.",
                "{e164} no es un número válido.",
                "«{value}» no es un número válido.",
                "No es un número válido con el código {country}.",
                "No es un número válido.",
            ],
            &["Use «{replacement}».", "Revise las cifras."],
        ),
        C::PhonePossibleOnly => entry(
            "Números de rangos desconocidos",
            &[
                "{e164} no está en ningún rango conocido del código {country}.",
                "{e164} no está en ningún rango conocido.",
            ],
            &["Revise las cifras."],
        ),
        C::PhoneAmbiguousCountry => entry(
            "Números de más de un país",
            &[
                "«{value}» podría ser {candidates:or}.",
                "El número podría ser de varios países.",
            ],
            &["Añada + y el código de país."],
        ),
        C::PhoneUnknownCountry => entry(
            "Números sin un código de país conocido",
            &["«{value}» no tiene un código de país conocido."],
            &["Use «{replacement}».", "Añada + y el código de país."],
        ),
        C::PhoneTooShort => entry(
            "Números demasiado cortos",
            DIGITS_POSSIBLE,
            &["Compruebe si faltan cifras."],
        ),
        C::PhoneTooLong => entry(
            "Números demasiado largos",
            DIGITS_POSSIBLE,
            &["Compruebe si son dos números."],
        ),
        C::PhoneBadCharacter => entry(
            "Números con otros caracteres",
            &[
                "«{value}» contiene «{char}», que no aparece en ningún número de teléfono.",
                "El número contiene un carácter que no aparece en ningún número de teléfono.",
            ],
            &[
                "Use «{replacement}».",
                "Escriba las cifras con el código de país, sin extensión.",
            ],
        ),
        C::PhoneNotSupportedType => entry(
            "Números que no reciben invitación",
            &["{e164} es {type} y no recibe invitación."],
            &["Use el número de un dispositivo o una dirección de correo electrónico."],
        ),
        C::ForwardingLength => entry(
            "Números de desvío de longitud incorrecta",
            &[
                "Un número de desvío requiere de {min} a {max} cifras con el código de país; tiene {count}.",
                "Un número de desvío requiere de 4 a 18 cifras con el código de país; tiene {count}.",
                "Un número de desvío requiere de 4 a 18 cifras con el código de país.",
            ],
            &["Revise las cifras."],
        ),
        C::ForwardingNoCountryCode => entry(
            "Números de desvío sin código de país",
            &["«{value}» empieza por 0, como ningún código de país."],
            &["Ponga el código de país en lugar del 0."],
        ),
        C::FeatureNotEnabled => entry(
            "Funciones que no están configuradas",
            &[
                "{label} es {value}, pero la función «{feature}» no está configurada aquí.",
                "El valor requiere la función «{feature}», que no está configurada aquí.",
                "El valor requiere una función que no está configurada aquí.",
            ],
            &[
                "Use «{replacement}».",
                "Deje la celda vacía o haga que se configure antes la función.",
            ],
        ),
        C::ValueNotApplicable => entry(
            "Valores sin efecto",
            &[
                "{label} se ignora porque {other} es {value}.",
                "{label} se ignora a causa de {other}.",
                "El valor se ignora a causa de otro valor.",
            ],
            &["Deje la celda vacía."],
        ),
        C::ForwardingNotApplicable => entry(
            "Números de desvío sin efecto",
            &[
                "El número de desvío no se usa: la función «{feature}» está activada.",
                "El número de desvío no se usa.",
            ],
            &["Deje la celda vacía."],
        ),
        C::ForwardingLoop => entry(
            "Números que se desvían a sí mismos",
            &["El número se desvía a sí mismo."],
            &["Use otro número de desvío o deje la celda vacía."],
        ),
        C::RowRuleFailed => entry(
            "Filas que incumplen una regla",
            &["{rule}: {columns}."],
            &["Rellene o cambie una de estas celdas."],
        ),
        C::DuplicateIdentity => entry("La misma identidad en varias filas", ALSO_IN, &[KEEP_ONE]),
        C::DuplicateNumber => entry("El mismo número en varias filas", ALSO_IN, &[KEEP_ONE]),
        C::DuplicateValue => entry("El mismo valor en varias filas", ALSO_IN, &[KEEP_ONE]),
        C::DuplicateRow => entry(
            "Filas repetidas",
            &["La fila {row} repite la fila {first}."],
            &["Elimínela."],
        ),
        C::NumberUsedAsIdentity => entry(
            "Números que también son una identidad",
            &["{e164} es también la identidad de {rows?la fila|las filas} {rows}."],
            &["Compruebe cuál de los dos es el correcto."],
        ),
        C::IdentitySimilar => entry(
            "Identidades casi iguales",
            &[
                "{canonical} se diferencia de {rows?la fila|las filas} {rows} solo en puntos o en un +tag.",
            ],
            &["Compruebe si son la misma persona."],
        ),
        C::SequentialValues => entry(
            "Valores consecutivos",
            &["Las filas {rows} aumentan de {step} en {step}."],
            &["Compruebe si se arrastró una celda hacia abajo."],
        ),
        C::InventoryUnchecked => entry(
            "Números y cuentas sin comprobar",
            &["No se comprobaron los números ni las cuentas."],
            &[],
        ),
        C::NumberNotInInventory => entry(
            "Números que no son de la organización",
            &["{e164} no figura entre los números de esta organización."],
            &["Use un número de la organización o deje la celda vacía."],
        ),
        C::TeamUnknown => entry(
            "Equipos desconocidos",
            &[
                "No existe el equipo «{value}».",
                "No existe el equipo indicado.",
            ],
            &[
                "Use «{replacement}».",
                "Cree antes el equipo o deje la celda vacía.",
            ],
        ),
        C::PlanStale => entry(
            "El plan no está actualizado",
            &[
                "Han cambiado números o cuentas desde que se creó el plan {plan}.",
                "Han cambiado números o cuentas desde que se creó el plan.",
            ],
            &["Compruebe de nuevo el archivo y después impórtelo."],
        ),
        C::BackendRejected => entry(
            "Filas rechazadas por el almacén de datos",
            &["El almacén de datos rechazó la fila: {cause}."],
            &["Corrija la fila e impórtela de nuevo."],
        ),
        C::RolledBack => entry("No importado", &["No se importó nada."], &[]),
        C::NotAttempted => entry("No procesado", &["La fila no se procesó."], &[]),
        C::InvitationNotSent => entry(
            "Invitaciones no enviadas",
            &[
                "La cuenta existe; su invitación no se envió: {reason}.",
                "La cuenta existe; su invitación no se envió.",
            ],
            &["Envíe la invitación más tarde."],
        ),
        C::NumberNotAvailable => entry(
            "Números no disponibles",
            &["{e164} está {state}.", "{e164} no está disponible."],
            &[OTHER_NUMBER],
        ),
        C::NumberCooling => entry(
            "Números en cuarentena",
            &[
                "{e164} está en cuarentena hasta {until}.",
                "{e164} está en cuarentena.",
            ],
            &[OTHER_NUMBER],
        ),
        C::NumberOtherOrganization => entry(
            "Números de otra organización",
            &[
                "{e164} pertenece a otra organización ({owner}).",
                "{e164} pertenece a otra organización.",
            ],
            &["Use un número de la organización o deje la celda vacía."],
        ),
        C::NumberPoolExhausted => entry(
            "No hay suficientes números",
            &[
                "Se {wanted?necesita|necesitan} {wanted} {wanted?número|números}; {available?hay|hay} {available} {available?disponible|disponibles}.",
                "No hay suficientes números.",
            ],
            &["Añada números o importe menos personas."],
        ),
        C::AccountIdentityTaken => entry(
            "Personas que ya tienen una cuenta",
            &[
                "{canonical} ya tiene una cuenta ({status}).",
                "{canonical} ya tiene una cuenta.",
                "Esta persona ya tiene una cuenta ({status}).",
                "Esta persona ya tiene una cuenta.",
            ],
            &[
                "Si la persona ya está invitada, vuelva a enviar la invitación; si no, elimine la fila.",
            ],
        ),
        C::AccountExtensionTaken => entry(
            "Extensiones en uso",
            &[
                "La extensión {value} está en uso.",
                "La extensión está en uso.",
            ],
            &["Elija otra extensión."],
        ),
        C::RoleNotGrantable => entry(
            "Roles que no se pueden conceder",
            &[
                "No puede conceder el rol {role}.",
                "No puede conceder el rol indicado.",
            ],
            &["Elija otro rol o pídalo a alguien que pueda concederlo."],
        ),
        C::LimitReached => entry(
            "Se superaría un límite",
            &[
                "Con {count} más se superaría el límite de {max} {limit}.",
                "Se superaría el límite de {max} {limit}.",
                "Con {count} más se superaría un límite.",
                "Se superaría un límite.",
            ],
            &["Importe menos filas o haga que se amplíe el límite."],
        ),
        C::TeamDisabled => entry(
            "Equipos desactivados",
            &[
                "El equipo «{value}» está desactivado.",
                "El equipo indicado está desactivado.",
            ],
            &["Elija otro equipo o active antes este."],
        ),
        C::BatchDuplicate => entry(
            "Ya importado",
            &[
                "Este archivo ya se importó ({batch}).",
                "Este archivo ya se importó.",
            ],
            &[],
        ),
        C::NumberClaimLost => entry(
            "Números ocupados entretanto",
            &["{e164} ha sido ocupado entretanto."],
            &[OTHER_NUMBER],
        ),
    }
}

const ENTER_AGAIN: &str = "Dé a la columna el formato Texto y escriba de nuevo los números.";

const KEEP_ONE: &str = "Conserve el valor en una sola fila.";

const OTHER_NUMBER: &str = "Use otro número o deje la celda vacía.";

const READ_AS: &[&str] = &[
    "«{before}» se leyó como «{after}».{applied}",
    "«{value}» debería ser «{replacement}».",
    "El valor se leyó en la forma prevista.{applied}",
    "El valor no está escrito en la forma prevista.",
];

const DIGITS_POSSIBLE: &[&str] = &[
    "«{value}» tiene {count} {count?cifra|cifras}; son posibles de {min} a {max}.",
    "«{value}» tiene {count} {count?cifra|cifras}.",
    "El número tiene {count} {count?cifra|cifras}; son posibles de {min} a {max}.",
];

const ALSO_IN: &[&str] = &["{canonical} está también en {rows?la fila|las filas} {rows}."];
