//! The bytes of a row and some behind them, always as many: what stands in one can be loaded eight or sixteen bytes at a
//! time without a look at where the text ends.

use wide::u8x16;

/// Longest row that is looked at so. A power of two, so that a place in a row is in bounds once it is cut to it.
pub(crate) const ROW_BYTES: usize = 4_096;
/// Bytes behind it.
const BEHIND: usize = 64;
const BYTES: usize = ROW_BYTES + BEHIND;

/// The bytes from the start of a row on. Places count from there; one that is not below [`ROW_BYTES`] wraps around.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window<'t>(&'t [u8; BYTES]);

impl<'t> Window<'t> {
    /// The bytes of `text` from `start` on; `None` if they are too few.
    #[inline]
    pub(crate) fn of(text: &'t [u8], start: usize) -> Option<Self> {
        text.get(start..)?.first_chunk().map(Self)
    }

    #[inline(always)]
    fn chunk<const LENGTH: usize>(self, at: usize) -> &'t [u8; LENGTH] {
        const { assert!(LENGTH <= BEHIND, "it would reach behind the window") };
        let at = at % ROW_BYTES;
        let chunk = self.0.get(at..at + LENGTH).and_then(<[u8]>::first_chunk);
        chunk.unwrap_or(const { &[0; LENGTH] })
    }

    #[inline(always)]
    pub(crate) fn byte(self, at: usize) -> u8 {
        let [byte] = *self.chunk(at);
        byte
    }

    /// Four bytes, the first lowest.
    #[inline(always)]
    pub(crate) fn four(self, at: usize) -> u32 {
        u32::from_le_bytes(*self.chunk(at))
    }

    /// Eight bytes, the first lowest.
    #[inline(always)]
    pub(crate) fn eight(self, at: usize) -> u64 {
        u64::from_le_bytes(*self.chunk(at))
    }

    /// Sixteen bytes, the first lowest.
    #[inline(always)]
    pub(crate) fn sixteen(self, at: usize) -> u128 {
        u128::from_le_bytes(*self.chunk(at))
    }

    /// Sixteen bytes side by side.
    #[inline(always)]
    pub(crate) fn lanes(self, at: usize) -> u8x16 {
        u8x16::new(*self.chunk(at))
    }

    /// The bytes of a cell; none if it does not end in the window.
    #[inline]
    pub(crate) fn slice(self, start: usize, end: usize) -> &'t [u8] {
        self.0.get(start..end).unwrap_or_default()
    }
}

/// Windows on a text, also at its end.
#[derive(Debug)]
pub(crate) struct Windows<'t> {
    text: &'t [u8],
    /// Where the last bytes begin of which there is a copy with zeros behind.
    from: usize,
    last: Vec<u8>,
}

impl<'t> Windows<'t> {
    /// Windows on rows that begin before `end`.
    pub(crate) fn new(text: &'t [u8], end: usize) -> Self {
        // A row that begins from here on has no window in the text itself.
        let from = text.len().saturating_sub(BYTES - 1);
        let mut last = Vec::new();
        if end > from {
            let rest = text.get(from..).unwrap_or_default();
            last.reserve_exact(rest.len() + BYTES);
            last.extend_from_slice(rest);
            last.resize(rest.len() + BYTES, 0);
        }
        Self { text, from, last }
    }

    /// The window on the row at `start`.
    #[inline]
    pub(crate) fn at(&self, start: usize) -> Option<Window<'_>> {
        match Window::of(self.text, start) {
            Some(window) => Some(window),
            None => Window::of(&self.last, start.checked_sub(self.from)?),
        }
    }
}

/// A text of its own with windows on it, for tests.
#[cfg(test)]
pub(crate) fn alone(text: &[u8]) -> Windows<'_> {
    Windows::new(text, text.len() + 1)
}

/// A buffer for many short texts, one after the other, for tests.
#[cfg(test)]
pub(crate) struct Short(Box<[u8; BYTES]>);

#[cfg(test)]
impl Short {
    pub(crate) fn new() -> Self {
        Self(Box::new([0; BYTES]))
    }

    /// The window on a text, with zeros behind as far as any other text reached.
    pub(crate) fn of(&mut self, text: &[u8]) -> Window<'_> {
        self.0[..256].fill(0);
        self.0[..text.len()].copy_from_slice(text);
        Window(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_window_and_zeros_stand_behind_the_text() {
        let text: Vec<u8> = (0..3 * BYTES).map(|at| (at % 251) as u8 + 1).collect();
        for length in [0, 1, 15, BYTES - 1, BYTES, BYTES + 1, 2 * BYTES, text.len()] {
            let text = &text[..length];
            let windows = Windows::new(text, length);
            for start in 0..length {
                let window = windows.at(start).unwrap();
                let expected = |at: usize| text.get(start + at).copied().unwrap_or(0);
                for at in [0, 1, 63, 4_000, ROW_BYTES - 1] {
                    assert_eq!(window.byte(at), expected(at), "{length} {start} {at}");
                    assert_eq!(window.sixteen(at) as u8, expected(at));
                    assert_eq!((window.eight(at) >> 56) as u8, expected(at + 7));
                    assert_eq!((window.sixteen(at) >> 120) as u8, expected(at + 15));
                }
                assert_eq!(window.slice(0, 1), &text[start..=start]);
            }
        }
        // Where no row begins near the end nothing is copied.
        let windows = Windows::new(&text, BYTES);
        assert!(windows.last.is_empty() && windows.at(text.len() - 1).is_none());
        assert_eq!(windows.at(BYTES - 1).unwrap().byte(0), text[BYTES - 1]);
    }
}
