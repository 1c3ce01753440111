//! Plain rows to which there may be something to say: their cells are told apart and partly known already.

use super::super::quick::Quick;
use super::super::reader::RawRow;
use super::super::scan::PlainRow;
use super::Pass;

/// A row told apart by its bytes, and who knows which of its cells are in order.
pub(super) struct Plainly<'p, 's> {
    pub(super) plain: &'p PlainRow,
    pub(super) quick: &'p mut Quick<'s>,
}

impl Pass<'_> {
    /// Reads a row that fits and was not accepted, and goes over it.
    pub(super) fn read_plain(&mut self, plain: &PlainRow, quick: &mut Quick<'_>, row: &mut RawRow) {
        let numbers = self.reader.pass_over(plain.end);
        let cells = (0..plain.width).map(|index| plain.cell(index));
        row.become_plain(numbers, plain.start()..plain.end, cells);
        self.read_row(row, Some(Plainly { plain, quick }));
        quick.forget(self.part.collector.unkept());
    }
}
