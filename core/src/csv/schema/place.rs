//! Where a path stands in a document of JSON, for the line of an error. The document was parsed before, so this reads
//! on without judging.

/// The line, from 1, on which `path` stands, or else the nearest path above it that is there.
pub(super) fn line_of(document: &str, path: &str) -> Option<u32> {
    let steps: Vec<&str> = match path {
        "" => Vec::new(),
        _ => path.split('.').collect(),
    };
    let mut scan = Scan {
        bytes: document.as_bytes(),
        at: 0,
        found: 0,
    };
    scan.descend(&steps);
    let before = scan.bytes.get(..scan.found)?;
    let ends = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(ends + 1).ok()
}

struct Scan<'d> {
    bytes: &'d [u8],
    at: usize,
    /// Where the deepest step that was found begins.
    found: usize,
}

impl Scan<'_> {
    /// Walks down the steps as far as they are there.
    fn descend(&mut self, steps: &[&str]) {
        for step in steps {
            self.space();
            let open = self.next();
            let inside = match open {
                Some(b'{') => self.key(step),
                Some(b'[') => self.index(step),
                _ => false,
            };
            if !inside {
                return;
            }
        }
    }

    /// Goes to the value under a key of the table that was opened.
    fn key(&mut self, wanted: &str) -> bool {
        loop {
            self.space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return false;
            }
            self.value();
            let text = self.bytes.get(start..self.at).unwrap_or_default();
            let key: String = serde_json::from_slice(text).unwrap_or_default();
            self.space();
            self.next();
            if key == wanted {
                self.found = start;
                return true;
            }
            self.value();
            self.space();
            if self.next() != Some(b',') {
                return false;
            }
        }
    }

    /// Goes to an entry of the list that was opened.
    fn index(&mut self, wanted: &str) -> bool {
        let Ok(wanted) = wanted.parse::<usize>() else {
            return false;
        };
        for _ in 0..wanted {
            self.value();
            self.space();
            if self.next() != Some(b',') {
                return false;
            }
        }
        self.space();
        self.found = self.at;
        self.peek() != Some(b']')
    }

    /// Passes a whole value.
    fn value(&mut self) {
        self.space();
        let mut open = 0_usize;
        loop {
            match self.peek() {
                None => return,
                Some(b'"') => self.text(),
                Some(b'{' | b'[') => {
                    open += 1;
                    self.at += 1;
                }
                Some(b'}' | b']') if open == 0 => return,
                Some(b'}' | b']') => {
                    open -= 1;
                    self.at += 1;
                }
                Some(b',') if open == 0 => return,
                Some(b':') if open == 0 => return,
                Some(_) => self.at += 1,
            }
        }
    }

    fn text(&mut self) {
        self.at += 1;
        while let Some(byte) = self.next() {
            match byte {
                b'\\' => self.at += 1,
                b'"' => return,
                _ => {}
            }
        }
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_on_its_line_or_the_nearest_above_it() {
        let document = "{\n \"a\": [1, {\"x\": \"}],\\\"\"},\n  {\n   \"b\": {\"c\": 3},\n \"d\":4\n}],\n\"e\":[]}";
        for (path, line) in [
            ("", 1),
            ("a", 2),
            ("a.1.x", 2),
            ("a.2", 3),
            ("a.2.b.c", 4),
            ("a.2.b.absent", 4),
            ("a.2.d", 5),
            ("a.9", 2),
            ("e", 7),
            ("e.0", 7),
            ("absent", 1),
        ] {
            assert_eq!(line_of(document, path), Some(line), "{path}");
        }
    }
}
