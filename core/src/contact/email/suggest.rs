//! What may have been meant by a text that is no address. Whoever asks checks that the answer is one.

use unicode_normalization::UnicodeNormalization;

/// What may be the address in a form that is more than an address, or `None` if it is no such form.
pub(super) fn bare(text: &str) -> Option<String> {
    let after_scheme = |scheme: &str| {
        let (head, rest) = text.split_at_checked(scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    if let Some(rest) = after_scheme("mailto:") {
        return Some(rest.split('?').next().unwrap_or(rest).to_owned());
    }
    if let Some((_, rest)) = text.rsplit_once('<') {
        return Some(rest.split('>').next().unwrap_or(rest).to_owned());
    }
    if text.contains('\u{ff20}') {
        return Some(text.nfkc().collect());
    }
    let quotes = [
        '"', '\'', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}', '\u{ab}', '\u{bb}',
    ];
    let edges = |char: char| matches!(char, '.' | ',' | ';' | ':') || quotes.contains(&char);
    let inner = text.trim_end_matches(edges).trim_start_matches(quotes);
    if inner.len() < text.len() && text.contains('@') && !inner.is_empty() {
        return Some(inner.to_owned());
    }
    if let (Some(open), Some(close)) = (text.find('('), text.rfind(')')) {
        let (before, after) = (text.get(..open)?, text.get(close + 1..)?);
        return Some(format!("{}{}", before.trim(), after.trim()));
    }
    (text.contains("@[") || text.contains('"') && text.contains('@')).then(String::new)
}

/// The address without its commonest typing errors, and the reason for which it is refused as it stands.
pub(super) fn repaired(text: &str) -> Option<(&'static str, String)> {
    if text.contains("..") {
        let mut once = text.to_owned();
        while once.contains("..") {
            once = once.replace("..", ".");
        }
        Some(("double_dot", once))
    } else if text.contains(char::is_whitespace) {
        let around = |text: &str, mark: char| {
            let parts: Vec<&str> = text.split(mark).map(str::trim).collect();
            parts.join(&mark.to_string())
        };
        Some(("space", around(&around(text, '@'), '.')))
    } else {
        let (local, domain) = text.rsplit_once('@')?;
        Some((
            "bad_domain",
            format!("{local}@{}", domain.replace(',', ".")),
        ))
    }
}

/// What was probably meant by a domain that is a known typing error, none of them a provider itself. At most 40.
pub(super) fn meant_by(domain: &str) -> Option<&'static str> {
    Some(match domain {
        "gmial.com" | "gmai.com" | "gmal.com" | "gmali.com" | "gamil.com" | "gnail.com"
        | "gmail.co" | "gmail.con" | "gmail.cm" | "gmaill.com" | "gmil.com" => "gmail.com",
        "googlemail.con" => "googlemail.com",
        "hotmial.com" | "hotmal.com" | "hotmai.com" | "hotmali.com" | "hotmil.com"
        | "hotmail.con" | "hotmaill.com" | "homail.com" => "hotmail.com",
        "outlok.com" | "outllok.com" | "outloook.com" | "outlook.con" => "outlook.com",
        "yaho.com" | "yahooo.com" | "yhaoo.com" | "yahoo.con" => "yahoo.com",
        "iclod.com" | "icoud.com" | "icloud.con" | "icluod.com" => "icloud.com",
        "gmx.con" => "gmx.com",
        "protonmial.com" => "protonmail.com",
        "live.con" => "live.com",
        _ => return None,
    })
}
