//! Where the bytes of a file come from: a slice, or something to read. They pass once from the first to the last, in
//! blocks; single rows are read again afterwards. What the bytes mean is not known here.

use std::fmt;
use std::io::{Read, Seek, SeekFrom};

use sha2::{Digest, Sha256};

use super::decode::Survey;
use super::decode::utf16::{Transcoder, uploaded_len};

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
    /// Offset of its first byte in the text.
    pub(crate) base: u64,
    /// Offset of its first byte in the file as uploaded, which is another in UTF-16 alone.
    pub(crate) uploaded: u64,
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

/// Gives out the bytes of a file in order, hashing them as they pass, and single pieces of it again. Of a file in
/// UTF-16 it gives out the text as UTF-8; then offsets count in that text.
pub(crate) struct Feed<'a> {
    kind: Kind<'a>,
    /// Turns the bytes into text, if they are UTF-16.
    transcoder: Option<Transcoder>,
    /// Bytes of the file, as far as they are known.
    total: Option<u64>,
    limit: u64,
    /// Offset of the next block.
    at: u64,
    /// The same in the file as uploaded.
    uploaded: u64,
    /// Bytes that were read and are not given out yet, from `at` on. Of a slice nothing is copied.
    ahead: Vec<u8>,
    before: Option<u8>,
    /// Bytes that were read.
    read: u64,
    ended: bool,
    /// Whether the reader stands elsewhere than behind what was read.
    moved: bool,
    passed: Passed,
    /// Texts to be used again.
    spare: Vec<Vec<u8>>,
}

/// What is known of the bytes that were read, each looked at once.
#[derive(Default)]
struct Passed {
    bytes: u64,
    hash: Sha256,
    survey: Survey,
}

impl Passed {
    /// Bytes from `offset` on, some of which may have passed before.
    fn take(&mut self, offset: u64, bytes: &[u8]) {
        let known = usize::try_from(self.bytes.saturating_sub(offset)).unwrap_or(usize::MAX);
        let new = bytes.get(known..).unwrap_or_default();
        self.hash.update(new);
        self.survey.add(new);
        self.bytes += new.len() as u64;
    }
}

impl<'a> Feed<'a> {
    /// # Errors
    /// If a reader cannot seek.
    pub(crate) fn new(source: Source<'a>, limit: u64) -> Result<Self, Failure> {
        let mut feed = Self {
            kind: source.0,
            transcoder: None,
            total: None,
            limit,
            at: 0,
            uploaded: 0,
            ahead: Vec::new(),
            before: None,
            read: 0,
            ended: false,
            moved: false,
            passed: Passed::default(),
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

    /// Takes the file for UTF-16 behind a byte order mark of `mark` bytes. Nothing was given out before.
    pub(crate) fn transcode(&mut self, big_endian: bool, mark: usize) {
        let mut transcoder = Transcoder::new(big_endian, mark as u64);
        let raw = match &self.kind {
            Kind::Bytes(bytes) => {
                let read = usize::try_from(self.read).unwrap_or(usize::MAX);
                bytes.get(..read).unwrap_or(bytes).to_vec()
            }
            Kind::Reader(_) => std::mem::take(&mut self.ahead),
        };
        transcoder.decode(raw.get(mark..).unwrap_or_default(), &mut self.ahead);
        if self.ended {
            transcoder.finish(&mut self.ahead);
        }
        self.uploaded = mark as u64;
        self.transcoder = Some(transcoder);
    }

    /// Begins the file once more; what was learnt of its bytes stays.
    pub(crate) fn restart(&mut self) {
        self.transcoder = None;
        (self.at, self.uploaded, self.read) = (0, 0, 0);
        self.before = None;
        self.ahead.clear();
        self.ended = false;
        self.moved = true;
    }

    /// Bytes of the file, if that is known before it is read.
    pub(crate) const fn total(&self) -> Option<u64> {
        self.total
    }

    /// Bytes that were read so far.
    pub(crate) const fn read(&self) -> u64 {
        self.read
    }

    /// What the bytes that were read say about the encoding.
    pub(crate) const fn survey(&self) -> Survey {
        self.passed.survey
    }

    /// SHA-256 in hex of the bytes that were read.
    pub(crate) fn sha256(&self) -> String {
        let digest = self.passed.hash.clone().finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The slice whose bytes are given out as they are.
    const fn slice(&self) -> Option<&'a [u8]> {
        match (&self.kind, &self.transcoder) {
            (Kind::Bytes(bytes), None) => Some(bytes),
            _ => None,
        }
    }

    /// The first bytes, at least so many if the file has them, and whether these are all. Nothing is given out yet.
    ///
    /// # Errors
    /// If reading fails or the file is too large.
    pub(crate) fn head(&mut self, least: usize) -> Result<(&[u8], bool), Failure> {
        self.fill(least)?;
        Ok(match self.slice() {
            Some(bytes) => (bytes, true),
            None => (&self.ahead, self.ended),
        })
    }

    /// Gives out the first bytes, which were looked at already.
    pub(crate) fn pass(&mut self, bytes: usize) {
        self.at += bytes as u64;
        let Some(last) = bytes.checked_sub(1) else {
            return;
        };
        if let Some(all) = self.slice() {
            self.before = all.get(last).copied();
        } else {
            self.before = self.ahead.get(last).copied();
            let first = self.ahead.drain(..bytes.min(self.ahead.len()));
            if self.transcoder.is_some() {
                self.uploaded += uploaded_len(first.as_slice());
            }
        }
        if self.transcoder.is_none() {
            self.uploaded = self.at;
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
        let (base, uploaded, before) = (self.at, self.uploaded, self.before);
        let (text, end, whole) = if let Some(all) = self.slice() {
            let at = usize::try_from(self.at).unwrap_or(usize::MAX);
            let rest = all.get(at..).unwrap_or_default();
            let end = bytes.min(rest.len());
            let text = rest.get(..end.saturating_add(reach)).unwrap_or(rest);
            (Text::Borrowed(text), end, text.len() == rest.len())
        } else {
            let end = bytes.min(self.ahead.len());
            let length = end.saturating_add(reach).min(self.ahead.len());
            let whole = self.ended && length == self.ahead.len();
            let mut text = self.spare.pop().unwrap_or_default();
            text.clear();
            if self.ahead.len() - end > length {
                // Much was read in search of the header: the block is less than what lies behind it.
                text.extend_from_slice(self.ahead.get(..length).unwrap_or_default());
                self.ahead.drain(..end);
            } else {
                // What is ahead becomes the text; only what lies behind its own bytes is copied.
                text.extend_from_slice(self.ahead.get(end..).unwrap_or_default());
                std::mem::swap(&mut text, &mut self.ahead);
                text.truncate(length);
            }
            (Text::Owned(text), end, whole)
        };
        let own = text.get(..end).unwrap_or_default();
        let Some(last) = own.last() else {
            return Ok(None);
        };
        self.before = Some(*last);
        self.at += end as u64;
        self.uploaded = match self.transcoder {
            Some(_) => uploaded + uploaded_len(own),
            None => self.at,
        };
        Ok(Some(Block {
            base,
            uploaded,
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
        if self.transcoder.is_some() {
            return self.decoded_again(offset, bytes, buffer);
        }
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

    /// As [`Feed::again`], of a file in UTF-16: decoding begins again somewhere before.
    fn decoded_again<'b>(
        &'b mut self,
        offset: u64,
        bytes: usize,
        buffer: &'b mut Vec<u8>,
    ) -> Result<(&'b [u8], bool), Failure> {
        buffer.clear();
        let Some(transcoder) = &self.transcoder else {
            return Ok((buffer, true));
        };
        let (point, mut decoder) = transcoder.again(offset);
        let before = usize::try_from(offset.saturating_sub(point.text)).unwrap_or(usize::MAX);
        let wanted = before.saturating_add(bytes);
        let (mut at, mut ended) = (point.uploaded, false);
        let mut raw = Vec::new();
        while buffer.len() < wanted && !ended {
            let step = (wanted - buffer.len()).clamp(2, DECODED_BYTES);
            let some = read_at(&mut self.kind, at, step, &mut raw)?;
            ended = some.len() < step;
            at += some.len() as u64;
            decoder.decode(some, buffer);
        }
        self.moved = true;
        if ended {
            decoder.finish(buffer);
        }
        let whole = ended && buffer.len() <= wanted;
        buffer.truncate(wanted);
        Ok((buffer.get(before..).unwrap_or_default(), whole))
    }

    /// Reads until so many bytes are there or the file ends; one byte past the limit is enough to see that.
    fn fill(&mut self, wanted: usize) -> Result<(), Failure> {
        if std::mem::take(&mut self.moved)
            && let Kind::Reader(reader) = &mut self.kind
        {
            reader
                .seek(SeekFrom::Start(self.read))
                .map_err(|_| Failure::Unreadable(self.read))?;
        }
        if self.transcoder.is_some() {
            self.fill_decoded(wanted)?;
        } else {
            self.fill_plain(wanted)?;
        }
        if self.read > self.limit {
            return Err(Failure::TooLarge);
        }
        Ok(())
    }

    fn fill_plain(&mut self, wanted: usize) -> Result<(), Failure> {
        match &mut self.kind {
            Kind::Bytes(bytes) => {
                let until = self.at.saturating_add(wanted as u64);
                let until = until.min(bytes.len() as u64).min(self.limit + 1);
                let range = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
                if until > self.read {
                    let some = bytes.get(range(self.read)..range(until));
                    self.passed.take(self.read, some.unwrap_or_default());
                    self.read = until;
                }
                self.ended = self.read == bytes.len() as u64;
            }
            Kind::Reader(reader) => {
                while self.ahead.len() < wanted && !self.ended && self.read <= self.limit {
                    let have = self.ahead.len();
                    let most = ((wanted - have) as u64).min(self.limit + 1 - self.read);
                    // So that it grows by what is read, and once: doubling would hold three times as much for a moment.
                    let left = self
                        .total
                        .map_or(0, |total| total.saturating_sub(self.read));
                    let room = usize::try_from(left.min(most)).unwrap_or_default();
                    self.ahead.reserve_exact(room);
                    let got = reader.take(most).read_to_end(&mut self.ahead);
                    let new = self.ahead.get(have..).unwrap_or_default();
                    self.passed.take(self.read, new);
                    self.read += new.len() as u64;
                    let ended = (new.len() as u64) < most;
                    got.map_err(|_| Failure::Unreadable(self.read))?;
                    self.ended = ended;
                }
            }
        }
        Ok(())
    }

    fn fill_decoded(&mut self, wanted: usize) -> Result<(), Failure> {
        let mut raw = Vec::new();
        // Two bytes become three at most. It grows once, as in a file that is text already.
        let left = self.total.unwrap_or_default().saturating_sub(self.read);
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        let room = wanted.saturating_sub(self.ahead.len());
        if room > 0 {
            let room = room.min(left.saturating_add(left / 2));
            self.ahead.reserve_exact(room + 2 * DECODED_BYTES);
        }
        while self.ahead.len() < wanted && !self.ended && self.read <= self.limit {
            // Two bytes become one at least. Few are held beside their text.
            let most = (wanted - self.ahead.len()).clamp(2, DECODED_BYTES) as u64;
            let most = most.min(self.limit + 1 - self.read);
            let step = usize::try_from(most).unwrap_or(usize::MAX);
            let new = match &mut self.kind {
                Kind::Bytes(bytes) => {
                    let at = usize::try_from(self.read).unwrap_or(usize::MAX);
                    let rest = bytes.get(at..).unwrap_or_default();
                    rest.get(..step).unwrap_or(rest)
                }
                Kind::Reader(reader) => {
                    raw.clear();
                    let got = reader.take(most).read_to_end(&mut raw);
                    got.map_err(|_| Failure::Unreadable(self.read + raw.len() as u64))?;
                    &raw
                }
            };
            self.passed.take(self.read, new);
            self.read += new.len() as u64;
            self.ended = (new.len() as u64) < most;
            if let Some(transcoder) = &mut self.transcoder {
                transcoder.decode(new, &mut self.ahead);
                if self.ended {
                    transcoder.finish(&mut self.ahead);
                }
            }
        }
        Ok(())
    }
}

/// Bytes of UTF-16 that are turned into text at a time.
const DECODED_BYTES: usize = 16 << 10;

/// Bytes of the file itself from `offset` on, `bytes` of them unless it ends before.
fn read_at<'r>(
    kind: &'r mut Kind<'_>,
    offset: u64,
    bytes: usize,
    raw: &'r mut Vec<u8>,
) -> Result<&'r [u8], Failure> {
    match kind {
        Kind::Bytes(all) => {
            let at = usize::try_from(offset).unwrap_or(usize::MAX);
            let rest = all.get(at..).unwrap_or_default();
            Ok(rest.get(..bytes).unwrap_or(rest))
        }
        Kind::Reader(reader) => {
            raw.clear();
            let failed = |_| Failure::Unreadable(offset);
            reader.seek(SeekFrom::Start(offset)).map_err(failed)?;
            let mut some = reader.take(bytes as u64);
            some.read_to_end(raw).map_err(failed)?;
            Ok(raw)
        }
    }
}
