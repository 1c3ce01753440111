//! Plain rows to which there may be something to say: their cells are told apart and partly known already.

use super::super::quick::Quick;
use super::super::reader::{LineEnds, RawRow};
use super::super::scan::Batch;
use super::Pass;
use crate::window::Window;

/// A row told apart by its bytes, and who knows which of its cells are in order.
pub(super) struct Plainly<'p, 's> {
    pub(super) window: Window<'p>,
    pub(super) batch: &'p Batch,
    pub(super) row: usize,
    pub(super) quick: &'p mut Quick<'s>,
}

impl Pass<'_> {
    /// Reads a row that fits and was not accepted, and goes over it.
    pub(super) fn read_doubtful(&mut self, plainly: Plainly<'_, '_>, row: &mut RawRow) {
        let Plainly {
            batch, row: index, ..
        } = plainly;
        let start = self.reader.position();
        let absolute = |at: usize| start + at - batch.start(index);
        let (lf, crlf, cr) = batch.line_ends(1_u64.checked_shl(index as u32).unwrap_or(0));
        let next = absolute(batch.start(index + 1));
        self.reader.pass_over(1, LineEnds { lf, crlf, cr }, next);
        let cells = (0..batch.width(index)).map(|cell| {
            let (from, to) = batch.cell(index, cell);
            (absolute(from), absolute(to))
        });
        let range = start..absolute(batch.end(index));
        row.become_plain(self.reader.counted(), range, cells);
        self.read_row(row, Some(plainly));
    }
}
