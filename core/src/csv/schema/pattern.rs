//! Patterns of text columns.

/// A pattern that the whole value must match, compiled to a program of bounded size.
pub(crate) struct Pattern(regex::Regex);

impl Pattern {
    /// `None` if it is no pattern, or one too large.
    pub(crate) fn compile(pattern: &str) -> Option<Self> {
        let compiled = |text: &str| {
            regex::RegexBuilder::new(text)
                .size_limit(PROGRAM_BYTES)
                .build()
                .ok()
        };
        // By itself first: what closes a group that it did not open would reach out of the anchors.
        compiled(pattern)?;
        compiled(&format!(r"\A(?:{pattern})\z")).map(Self)
    }

    pub(crate) fn matches(&self, value: &str) -> bool {
        self.0.is_match(value)
    }
}

/// Most bytes of a compiled pattern.
const PROGRAM_BYTES: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_the_whole_value_and_does_not_reach_out_of_it() {
        let pattern = Pattern::compile("a|b+").unwrap();
        assert!(pattern.matches("a") && pattern.matches("bb"));
        assert!(!pattern.matches("ab") && !pattern.matches("a\n"));
        for bad in ["a)|(b", "(", "a{100000}{100000}", r"(a)\1", "(?=a)"] {
            assert!(Pattern::compile(bad).is_none(), "{bad}");
        }
    }
}
