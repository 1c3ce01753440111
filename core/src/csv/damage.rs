//! What spreadsheets and people do to values, recognized by form alone. What follows from it is for `cell.rs`.

use super::decode::windows_1252_byte;

/// The text inside `="…"`, with which a spreadsheet is kept from taking digits for a number.
pub(crate) fn text_formula(text: &str) -> Option<String> {
    let inner = text.strip_prefix("=\"")?.strip_suffix('"')?;
    let inner = inner.replace("\"\"", "\u{0}");
    // A lone quote inside would end the text: then it is a formula and no wrapper.
    (!inner.contains('"')).then(|| inner.replace('\u{0}', "\""))
}

/// Whether it is the text of a formula that failed, or of a column that was too narrow.
pub(crate) fn is_spreadsheet_error(text: &str) -> bool {
    const ERRORS: [&str; 8] = [
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!",
    ];
    text.starts_with('#')
        && (ERRORS.iter().any(|error| text.eq_ignore_ascii_case(error))
            || (text.len() >= 3 && text.bytes().all(|byte| byte == b'#')))
}

/// Whether it begins like a formula, also in full-width forms.
pub(crate) fn is_formula_like(text: &str) -> bool {
    text.starts_with([
        '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}

/// Whether it begins or ends with a quotation mark that has no partner.
pub(crate) fn has_unpaired_quote(text: &str) -> bool {
    (text.starts_with('"') || text.ends_with('"'))
        && text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1
}

/// The text inside typographic quotes.
pub(crate) fn smart_quoted(text: &str) -> Option<&str> {
    const PAIRS: [(char, char); 5] = [('“', '”'), ('„', '“'), ('„', '”'), ('«', '»'), ('‘', '’')];
    PAIRS.iter().find_map(|(open, close)| {
        text.strip_prefix(*open)?
            .strip_suffix(*close)
            .filter(|inner| !inner.is_empty())
    })
}

/// Whether it looks like a date that a spreadsheet has made: `04-Mar`, `Mar-04`, `2026-03-04` with or without a
/// time, `3/4/2026`.
pub(crate) fn is_date_like(text: &str) -> bool {
    let day = text
        .strip_suffix(" 00:00:00")
        .or_else(|| text.strip_suffix(" 0:00"))
        .or_else(|| text.strip_suffix("T00:00:00"))
        .unwrap_or(text);
    if day.len() < 5 || day.len() > 11 || !day.is_ascii() {
        return false;
    }
    let parts: Vec<&str> = day.split(['-', '/', '.']).collect();
    match parts.as_slice() {
        [first, second] if day.contains('-') => {
            (is_month(first) && is_number(second, 1, 2, 99))
                || (is_number(first, 1, 2, 31) && is_month(second))
        }
        [day_part, month, year] if is_month(month) => {
            is_number(day_part, 1, 2, 31)
                && (is_number(year, 2, 2, 99) || is_number(year, 4, 4, 2_199))
        }
        [year, month, day_part] if year.len() == 4 => {
            is_year(year) && is_number(month, 1, 2, 12) && is_number(day_part, 1, 2, 31)
        }
        [first, second, year] => {
            is_year(year) && is_number(first, 1, 2, 31) && is_number(second, 1, 2, 31)
        }
        _ => false,
    }
}

fn is_month(text: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    text.len() == 3 && MONTHS.iter().any(|month| text.eq_ignore_ascii_case(month))
}

fn is_year(text: &str) -> bool {
    is_number(text, 4, 4, 2_199) && (text.starts_with("19") || text.starts_with("2"))
}

fn is_number(text: &str, shortest: usize, longest: usize, most: u32) -> bool {
    (shortest..=longest).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<u32>().is_ok_and(|value| value <= most)
}

/// What the text was before its UTF-8 was read as Windows-1252, as in `Ã©` for `é`.
pub(crate) fn mojibake(text: &str) -> Option<String> {
    // Only a first byte of UTF-8, read as a letter, makes it worth a look.
    if !text.chars().any(|c| matches!(c, '\u{c2}'..='\u{f4}')) {
        return None;
    }
    let bytes: Vec<u8> = text.chars().map(windows_1252_byte).collect::<Option<_>>()?;
    let guess = String::from_utf8(bytes).ok()?;
    // An accent before quotes happens to be one ideograph: that alone is no sign.
    let foreign = guess.chars().filter(|c| !c.is_ascii());
    let telling = foreign.clone().any(|c| c < '\u{3000}') || foreign.count() > 1;
    (telling && !guess.chars().any(char::is_control)).then_some(guess)
}

/// Whether a name looks as if another encoding had been read as Windows-1252: a symbol of that encoding next to a letter
/// (what Mac Roman and CP850 have in the place of letters), or `Ÿ` before a small letter.
pub(crate) fn is_doubtful(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let (mut before, mut last) = (None, None);
    for c in text.chars().map(Some).chain([None]) {
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        let odd = match last {
            Some('Ÿ') => c.is_some_and(char::is_lowercase),
            // Quotes stand around words, and are wrong within one only.
            Some('‚' | '„' | '“' | '”' | '‹' | '›' | '«' | '»') => {
                is_letter(before) && is_letter(c)
            }
            Some(symbol) if is_windows_symbol(symbol) => is_letter(before) || is_letter(c),
            _ => false,
        };
        if odd {
            return true;
        }
        (before, last) = (last, c);
    }
    false
}

/// Characters of Windows-1252 beyond ASCII that are no letters, but apostrophes, dashes, the dot of Catalan and the
/// raised letters of ordinals, which names have.
fn is_windows_symbol(c: char) -> bool {
    matches!(
        c,
        '€' | '…' | '†' | '‡' | 'ˆ' | '‰' | '•' | '˜' | '™' | '¡'..='©' | '¬' | '®'..='¶' | '¸' | '¹' | '¼'..='¿'
            | '×' | '÷'
    )
}

/// Whether a value stands exactly at a length at which programs cut text.
pub(crate) fn may_be_cut(chars: usize) -> bool {
    matches!(chars, 255 | 256 | 32_767)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_09_text_formulas_are_unwrapped() {
        assert_eq!(
            text_formula("=\"+14405551234\"").as_deref(),
            Some("+14405551234")
        );
        assert_eq!(text_formula("=\"a\"\"b\"").as_deref(), Some("a\"b"));
        assert_eq!(text_formula("=\"a\"&\"b\""), None);
        assert_eq!(text_formula("=1+1"), None);
        assert_eq!(text_formula("=\""), None);
    }

    #[test]
    fn damage_11_failed_formulas() {
        for text in ["#N/A", "#REF!", "#value!", "####", "########"] {
            assert!(is_spreadsheet_error(text), "{text}");
        }
        for text in ["#1", "#", "N/A", "#hashtag"] {
            assert!(!is_spreadsheet_error(text), "{text}");
        }
    }

    #[test]
    fn damage_12_dates() {
        for text in [
            "04-Mar",
            "4-mar",
            "Mar-04",
            "04-Mar-26",
            "2026-03-04",
            "2026-03-04 00:00:00",
            "3/4/2026",
            "04.03.2026",
        ] {
            assert!(is_date_like(text), "{text}");
        }
        for text in [
            "440-555-1234",
            "14405551234",
            "1-2",
            "Mary-Ann",
            "12-34-5678",
            "2026",
            "Jan",
            "",
            "+1-440-555",
            "040/12 34 56",
        ] {
            assert!(!is_date_like(text), "{text}");
        }
    }

    #[test]
    fn damage_18_mojibake() {
        assert_eq!(mojibake("JosÃ©").as_deref(), Some("José"));
        assert_eq!(mojibake("Oâ€™Neil").as_deref(), Some("O’Neil"));
        assert_eq!(mojibake("José"), None);
        assert_eq!(mojibake("Andr\u{e9}\u{2019}\u{2019}"), None);
        assert_eq!(mojibake("Jose"), None);
        assert_eq!(mojibake("名前"), None);
    }

    #[test]
    fn damage_16_symbols_in_the_place_of_letters() {
        for text in [
            "MŸller",
            "J„ger",
            "K”hler",
            "Mu¤oz",
            "Ren‚e",
            "L¢pez",
            "S‡nchez",
            "†ngel",
            "Bj¿rn",
            "Gar¨",
        ] {
            assert!(is_doubtful(text), "{text}");
        }
        for text in [
            "Müller",
            "O’Neil",
            "“Ray”",
            "„Ray“ Doe",
            "Anne–Marie",
            "Gal·la",
            "Mª José",
            "Aÿ",
            "PELOŸ",
            "名前",
            "Ada ™",
            "Ada",
        ] {
            assert!(!is_doubtful(text), "{text}");
        }
    }

    #[test]
    fn damage_38_typographic_quotes_and_unpaired_ones() {
        assert_eq!(smart_quoted("“Ray”"), Some("Ray"));
        assert_eq!(smart_quoted("O’Neil"), None);
        assert!(has_unpaired_quote("\"Ray") && has_unpaired_quote("Ray\""));
        assert!(!has_unpaired_quote("\"Ray\" Jr") && !has_unpaired_quote("Le\"e"));
    }
}
