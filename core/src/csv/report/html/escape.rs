//! Text of a file as it may stand in a page: nothing in it is markup, and what nobody could see is named.

use std::fmt::{self, Display, Formatter, Write};

/// As the content of an element. Characters that show nothing or turn the direction of text are named in a mark of
/// their own.
pub(super) struct Content<'a>(pub(super) &'a str);

/// As the value of an attribute in double quotes, or of a title.
pub(super) struct Attribute<'a>(pub(super) &'a str);

impl Display for Content<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_escaped(f, self.0, |f, hidden| match hidden {
            '\n' => f.write_str("<b class=\"u\">\u{21b5}</b>\n"),
            '\t' => f.write_str("<b class=\"u\">\u{21e5}</b>"),
            hidden => write!(f, "<b class=\"u\">U+{:04X}</b>", u32::from(hidden)),
        })
    }
}

impl Display for Attribute<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_escaped(f, self.0, |f, hidden| match hidden {
            '\n' | '\t' => f.write_char(' '),
            hidden => write!(f, "[U+{:04X}]", u32::from(hidden)),
        })
    }
}

fn write_escaped(
    f: &mut Formatter<'_>,
    text: &str,
    name: impl Fn(&mut Formatter<'_>, char) -> fmt::Result,
) -> fmt::Result {
    let mut before = None;
    for c in text.chars() {
        match c {
            '&' => f.write_str("&amp;")?,
            '<' => f.write_str("&lt;")?,
            '>' => f.write_str("&gt;")?,
            '"' => f.write_str("&quot;")?,
            '\'' => f.write_str("&#39;")?,
            c if is_hidden(c, before) => name(f, c)?,
            c => f.write_char(c)?,
        }
        before = Some(c);
    }
    Ok(())
}

/// Whether a reader would not see the character, or would see others in another order because of it.
fn is_hidden(c: char, before: Option<char>) -> bool {
    match c {
        // Joiners are part of words in scripts that need them.
        '\u{200c}' | '\u{200d}' => before.is_none_or(|before| before.is_ascii()),
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' => true,
        '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => true,
        '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => true,
        c => c.is_control() || u32::from(c) & 0xfffe == 0xfffe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(
            Content("<b class=\"x\">'&'</b>").to_string(),
            "&lt;b class=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/b&gt;"
        );
        assert_eq!(
            Attribute("\" onclick='x'").to_string(),
            "&quot; onclick=&#39;x&#39;"
        );
    }

    #[test]
    fn what_nobody_sees_is_named() {
        for c in [
            '\u{0}',
            '\u{1b}',
            '\u{85}',
            '\u{ad}',
            '\u{61c}',
            '\u{200b}',
            '\u{200e}',
            '\u{2028}',
            '\u{202e}',
            '\u{2066}',
            '\u{2069}',
            '\u{feff}',
            '\u{fffe}',
            '\u{e0041}',
        ] {
            let named = format!("U+{:04X}", u32::from(c));
            let text = format!("a{c}b");
            assert_eq!(
                Content(&text).to_string(),
                format!("a<b class=\"u\">{named}</b>b")
            );
            assert_eq!(Attribute(&text).to_string(), format!("a[{named}]b"));
        }
        assert_eq!(
            Content("a\r\nb\tc").to_string(),
            "a<b class=\"u\">U+000D</b><b class=\"u\">\u{21b5}</b>\nb<b class=\"u\">\u{21e5}</b>c"
        );
    }

    #[test]
    fn joiners_stay_in_the_words_that_need_them() {
        for word in ["क्\u{200d}ष", "می\u{200c}خواهم", "é", "\u{3000}"] {
            assert_eq!(Content(word).to_string(), word);
        }
        assert!(Content("a\u{200d}b").to_string().contains("U+200D"));
    }
}
