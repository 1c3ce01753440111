//! Hostile files that nobody holds in memory: a beginning, then pieces of one width that are made when they are read.

use std::io::{self, Read, Seek, SeekFrom};

const HEAD: &str = "firstname,lastname,email address or device,social_messaging,multiline_number,monitor_calls,\
                    monitor_sms\n";

/// Makes the piece of an index; all are equally wide.
type Piece = fn(u64, &mut Vec<u8>);

/// A file of about so many bytes.
pub type Make = fn(u64) -> Hostile;

/// All of them, with what is left of their size where a row is much work.
pub const FILES: &[(&str, u64, Make)] = &[
    ("quote_flood", 1, |size| {
        Hostile::new(HEAD, size, |_, out| out.push(b'"'))
    }),
    ("one_giant_cell", 1, |size| {
        Hostile::new(&format!("{HEAD}\""), size, |_, out| out.push(b'a'))
    }),
    ("one_giant_row", 1, |size| {
        Hostile::new(HEAD, size, |_, out| out.extend(b"a,"))
    }),
    ("no_line_end", 1, |size| {
        Hostile::new(HEAD, size, |_, out| out.push(b'a'))
    }),
    ("no_line_end_at_all", 1, |size| {
        Hostile::new("", size, |_, out| out.push(b'a'))
    }),
    ("blank_rows", 1, |size| {
        Hostile::new(HEAD, size, |_, out| out.push(b'\n'))
    }),
    ("sixteen_thousand_columns", 4, |size| {
        let labels: String = (7..16_384).map(|at| format!(",c{at}")).collect();
        let head = format!("{}{labels}\n", HEAD.trim_end());
        Hostile::new(&head, size, |index, out| {
            out.extend(format!("A,B,p{index:09}@example.com,No,,auto,on").as_bytes());
            out.resize(out.len() + 16_377, b',');
            out.push(b'\n');
        })
    }),
    ("all_bad", 4, |size| {
        Hostile::new(HEAD, size, |index, out| {
            out.extend(
                format!("#N/A,\u{202e},nobody{index:09},maybe,1.44E+10,on,auto\n").as_bytes(),
            );
        })
    }),
    ("all_duplicates", 32, |size| {
        Hostile::new(HEAD, size, |index, out| {
            out.extend(
                format!(
                    "A{},B,person@example.com,No,14405551234,auto,on\n",
                    letter(index)
                )
                .as_bytes(),
            );
        })
    }),
    ("all_equal", 32, |size| {
        Hostile::new(HEAD, size, |_, out| {
            out.extend(b"A,B,person@example.com,No,14405551234,auto,on\n");
        })
    }),
    ("unclosed_quotes", 4, |size| {
        Hostile::new(HEAD, size, |index, out| {
            out.extend(format!("\"A,B,p{index:09}@example.com,No,,auto,on\n").as_bytes());
        })
    }),
    ("sep_flood", 1, |size| {
        Hostile::new("", size, |_, out| out.extend(b"sep=;\n"))
    }),
    ("nul_flood", 1, |size| {
        Hostile::new(HEAD, size, |_, out| out.push(0))
    }),
    ("bom_flood", 1, |size| {
        Hostile::new("", size, |_, out| out.extend(b"\xef\xbb\xbf"))
    }),
    ("utf_16", 4, |size| {
        let head: Vec<u8> = format!("\u{feff}{HEAD}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        Hostile::of(head, size, |index, out| {
            let row = format!("A,B,p{index:09}@example.com,No,,auto,on\n");
            out.extend(row.encode_utf16().flat_map(u16::to_le_bytes));
        })
    }),
    ("half_a_pair_flood", 1, |size| {
        let head: Vec<u8> = format!("\u{feff}{HEAD}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        Hostile::of(head, size, |_, out| out.extend(b"\x00\xd8"))
    }),
    ("notes_between_repeats", 1, |size| {
        Hostile::new(HEAD, size, |index, out| {
            let repeat = "A,B,person@example.com,No,,auto,on\n";
            let start = out.len();
            if index.is_multiple_of(500) {
                out.extend(repeat.as_bytes());
            }
            out.extend(b"Note: ");
            out.resize(start + 8_000, b'a');
            out.push(b'\n');
        })
    }),
    ("honest", 4, |size| {
        Hostile::new(HEAD, size, |index, out| {
            out.extend(format!("A,B,p{index:09}@example.com,No,,auto,on\n").as_bytes());
        })
    }),
];

fn letter(index: u64) -> char {
    char::from(b'a' + (index % 26) as u8)
}

/// A file that is read from nowhere, and knows what was read of it.
#[derive(Debug)]
pub struct Hostile {
    head: Vec<u8>,
    width: u64,
    pieces: u64,
    piece: Piece,
    at: u64,
    furthest: u64,
    bytes_read: u64,
}

impl Hostile {
    fn new(head: &str, size: u64, piece: Piece) -> Self {
        Self::of(head.as_bytes().to_vec(), size, piece)
    }

    /// As many whole pieces as reach `size`.
    fn of(head: Vec<u8>, size: u64, piece: Piece) -> Self {
        let mut one = Vec::new();
        piece(0, &mut one);
        let width = one.len() as u64;
        Self {
            head,
            width,
            pieces: size.div_ceil(width),
            piece,
            at: 0,
            furthest: 0,
            bytes_read: 0,
        }
    }

    pub fn len(&self) -> u64 {
        self.head.len() as u64 + self.width * self.pieces
    }

    /// How far it was read.
    pub const fn furthest(&self) -> u64 {
        self.furthest
    }

    /// How many bytes were read, those read twice counted twice.
    pub const fn bytes_read(&self) -> u64 {
        self.bytes_read
    }
}

impl Read for Hostile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let (head, end) = (self.head.len() as u64, self.len());
        let wanted = (into.len() as u64).min(end.saturating_sub(self.at)) as usize;
        let mut done = 0;
        let mut piece = Vec::new();
        while done < wanted {
            let at = self.at + done as u64;
            let source = if at < head {
                &self.head[at as usize..]
            } else {
                piece.clear();
                (self.piece)((at - head) / self.width, &mut piece);
                &piece[((at - head) % self.width) as usize..]
            };
            let count = source.len().min(wanted - done);
            into[done..done + count].copy_from_slice(&source[..count]);
            done += count;
        }
        self.at += done as u64;
        self.bytes_read += done as u64;
        self.furthest = self.furthest.max(self.at);
        Ok(done)
    }
}

impl Seek for Hostile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len().checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = to.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
