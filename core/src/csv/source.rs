//! Where the bytes of a file come from: a slice, or something to read. They pass once from the first to the last, in
//! blocks; single rows are read again afterwards. What the bytes mean is not known here.

use std::fmt;
use std::io::{Read, Seek, SeekFrom};

use sha2::{Digest, Sha256};

/// What is validated: bytes in memory, or a reader that can seek. A reader is read from its beginning, wherever it
/// stands, and nothing of the file is kept in memory but the block at hand.
///
/// ```
/// use rollbook::csv::Source;
/// let mut file = std::io::Cursor::new(b"firstname,email".to_vec());
/// let _ = Source::reader(&mut file);
/// let _ = Source::from(&b"firstname,email"[..]);
/// ```
pub struct Source<'a>(Kind<'a>);

enum Kind<'a> {
    Bytes(&'a [u8]),
    Reader(&'a mut dyn ReadSeek),
}

trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

impl<'a> Source<'a> {
    /// A file in memory.
    #[must_use]
    pub const fn bytes(bytes: &'a [u8]) -> Self {
        Self(Kind::Bytes(bytes))
    }

    /// The same, for one of several validations of it.
    pub fn by_ref(&mut self) -> Source<'_> {
        Source(match &mut self.0 {
            Kind::Bytes(bytes) => Kind::Bytes(bytes),
            Kind::Reader(reader) => Kind::Reader(*reader),
        })
    }

    /// A file that is read. A reader that cannot seek goes to a temporary file first, as the host crate does.
    #[must_use]
    pub fn reader(reader: &'a mut (impl Read + Seek)) -> Self {
        Self(Kind::Reader(reader))
    }
}

impl<'a> From<&'a [u8]> for Source<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::bytes(bytes)
    }
}

/// What it is; nothing of the contents.
impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Bytes(_) => "Source::bytes",
            Kind::Reader(_) => "Source::reader",
        })
    }
}

/// Why a file could not be read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It has more bytes than it may have.
    TooLarge,
    /// Reading failed at this byte.
    Unreadable(u64),
}

/// A piece of the file: the rows that begin in it, and as many bytes behind it as the last of them may need.
pub(crate) struct Block<'a> {
    /// Offset of its first byte.
    pub(crate) base: u64,
    /// Its bytes and those behind it.
    pub(crate) text: Text<'a>,
    /// How many of the bytes are its own: rows that begin before belong to it.
    pub(crate) end: usize,
    /// Whether the file ends with the text.
    pub(crate) whole: bool,
    /// The byte before its first.
    pub(crate) before: Option<u8>,
}

/// Bytes of the file itself, or a copy of them.
pub(crate) enum Text<'a> {
    Borrowed(&'a [u8]),
    Owned(Vec<u8>),
}

impl std::ops::Deref for Text<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Owned(bytes) => bytes,
        }
    }
}

/// Gives out the bytes of a file in order, hashing them as they pass, and single pieces of it again.
pub(crate) struct Feed<'a> {
    kind: Kind<'a>,
    /// Bytes of the file, as far as they are known.
    total: Option<u64>,
    limit: u64,
    /// Offset of the next block.
    at: u64,
    /// Bytes that were read and are not given out yet, from `at` on. Of a slice nothing is copied.
    ahead: Vec<u8>,
    before: Option<u8>,
    /// Bytes that were read and hashed.
    read: u64,
    ended: bool,
    /// Whether the reader stands elsewhere than behind what was read.
    moved: bool,
    hash: Sha256,
    /// Texts to be used again.
    spare: Vec<Vec<u8>>,
}

impl<'a> Feed<'a> {
    /// # Errors
    /// If the file is too large, or a reader cannot seek.
    pub(crate) fn new(source: Source<'a>, limit: u64) -> Result<Self, Failure> {
        let mut feed = Self {
            kind: source.0,
            total: None,
            limit,
            at: 0,
            ahead: Vec::new(),
            before: None,
            read: 0,
            ended: false,
            moved: false,
            hash: Sha256::new(),
            spare: Vec::new(),
        };
        let total = match &mut feed.kind {
            Kind::Bytes(bytes) => Ok(bytes.len() as u64),
            Kind::Reader(reader) => reader
                .seek(SeekFrom::End(0))
                .and_then(|total| reader.rewind().map(|()| total)),
        };
        feed.total = Some(total.map_err(|_| Failure::Unreadable(0))?);
        Ok(feed)
    }

    /// Bytes of the file, if that is known before it is read.
    pub(crate) const fn total(&self) -> Option<u64> {
        self.total
    }

    /// Bytes that were read so far.
    pub(crate) const fn read(&self) -> u64 {
        self.read
    }

    /// SHA-256 in hex of the bytes that were read.
    pub(crate) fn sha256(&self) -> String {
        let digest = self.hash.clone().finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The first bytes, at least so many if the file has them, and whether these are all. Nothing is given out yet.
    ///
    /// # Errors
    /// If reading fails or the file is too large.
    pub(crate) fn head(&mut self, least: usize) -> Result<(&[u8], bool), Failure> {
        self.fill(least)?;
        Ok(match &self.kind {
            Kind::Bytes(bytes) => (bytes, true),
            Kind::Reader(_) => (&self.ahead, self.ended),
        })
    }

    /// Gives out the first bytes, which were looked at already.
    pub(crate) fn pass(&mut self, bytes: usize) {
        self.at += bytes as u64;
        let Some(last) = bytes.checked_sub(1) else {
            return;
        };
        match &self.kind {
            Kind::Bytes(all) => self.before = all.get(last).copied(),
            Kind::Reader(_) => {
                self.before = self.ahead.get(last).copied();
                self.ahead.drain(..bytes.min(self.ahead.len()));
            }
        }
    }

    /// The next block of `bytes` bytes, with `reach` bytes behind it; none at the end of the file.
    ///
    /// # Errors
    /// If reading fails or the file is too large.
    pub(crate) fn next_block(
        &mut self,
        bytes: usize,
        reach: usize,
    ) -> Result<Option<Block<'a>>, Failure> {
        self.fill(bytes.saturating_add(reach))?;
        let (base, before) = (self.at, self.before);
        let (text, end, whole) = match &self.kind {
            Kind::Bytes(all) => {
                let all: &'a [u8] = all;
                let at = usize::try_from(self.at).unwrap_or(usize::MAX);
                let rest = all.get(at..).unwrap_or_default();
                let end = bytes.min(rest.len());
                let text = rest.get(..end.saturating_add(reach)).unwrap_or(rest);
                (Text::Borrowed(text), end, text.len() == rest.len())
            }
            Kind::Reader(_) => {
                let end = bytes.min(self.ahead.len());
                let length = end.saturating_add(reach).min(self.ahead.len());
                let mut text = self.spare.pop().unwrap_or_default();
                text.clear();
                text.extend_from_slice(self.ahead.get(..length).unwrap_or_default());
                let whole = self.ended && length == self.ahead.len();
                self.ahead.drain(..end);
                (Text::Owned(text), end, whole)
            }
        };
        let Some(last) = end.checked_sub(1).and_then(|last| text.get(last)) else {
            return Ok(None);
        };
        self.before = Some(*last);
        self.at += end as u64;
        Ok(Some(Block {
            base,
            text,
            end,
            whole,
            before,
        }))
    }

    /// Takes back the memory of a block.
    pub(crate) fn give_back(&mut self, text: Text<'a>) {
        if let Text::Owned(text) = text {
            self.spare.push(text);
        }
    }

    /// Reads to the end, so that hash and size are those of the whole file.
    ///
    /// # Errors
    /// If reading fails or the file is too large.
    pub(crate) fn drain(&mut self) -> Result<(), Failure> {
        const STEP: usize = 64 << 10;
        self.ahead = Vec::new();
        while !self.ended {
            self.at = self.read;
            self.fill(STEP)?;
            self.ahead.clear();
        }
        Ok(())
    }

    /// The bytes from `offset` on, at most `bytes` of them, read again; and whether the file ends with them. A slice
    /// answers all it has.
    ///
    /// # Errors
    /// If reading fails.
    pub(crate) fn again<'b>(
        &'b mut self,
        offset: u64,
        bytes: usize,
        buffer: &'b mut Vec<u8>,
    ) -> Result<(&'b [u8], bool), Failure> {
        match &mut self.kind {
            Kind::Bytes(all) => {
                let at = usize::try_from(offset).unwrap_or(usize::MAX);
                let rest = all.get(at..).unwrap_or_default();
                let text = rest.get(..bytes).unwrap_or(rest);
                Ok((text, text.len() == rest.len()))
            }
            Kind::Reader(reader) => {
                buffer.clear();
                self.moved = true;
                let failed = |_| Failure::Unreadable(offset);
                reader.seek(SeekFrom::Start(offset)).map_err(failed)?;
                let mut some = reader.take(bytes as u64);
                some.read_to_end(buffer).map_err(failed)?;
                let whole =
                    buffer.len() < bytes || self.ended && offset + buffer.len() as u64 >= self.read;
                Ok((buffer, whole))
            }
        }
    }

    /// Reads until so many bytes are there or the file ends; one byte past the limit is enough to see that.
    fn fill(&mut self, wanted: usize) -> Result<(), Failure> {
        match &mut self.kind {
            Kind::Bytes(bytes) => {
                let until = self.at.saturating_add(wanted as u64);
                let until = until.min(bytes.len() as u64).min(self.limit + 1);
                let range = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
                if until > self.read {
                    let some = bytes.get(range(self.read)..range(until));
                    self.hash.update(some.unwrap_or_default());
                    self.read = until;
                }
                self.ended = self.read == bytes.len() as u64;
            }
            Kind::Reader(reader) => {
                if std::mem::take(&mut self.moved) {
                    reader
                        .seek(SeekFrom::Start(self.read))
                        .map_err(|_| Failure::Unreadable(self.read))?;
                }
                while self.ahead.len() < wanted && !self.ended && self.read <= self.limit {
                    let have = self.ahead.len();
                    let most = ((wanted - have) as u64).min(self.limit + 1 - self.read);
                    let got = reader.take(most).read_to_end(&mut self.ahead);
                    let new = self.ahead.get(have..).unwrap_or_default();
                    self.hash.update(new);
                    self.read += new.len() as u64;
                    let ended = (new.len() as u64) < most;
                    got.map_err(|_| Failure::Unreadable(self.read))?;
                    self.ended = ended;
                }
            }
        }
        if self.read > self.limit {
            return Err(Failure::TooLarge);
        }
        Ok(())
    }
}
