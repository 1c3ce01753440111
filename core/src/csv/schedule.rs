//! Who reads which block, and when: one thread after the other, or several ahead of their turn. The answer is the same,
//! since a block that assumed wrongly is read again when its turn comes.

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::block::{Assumed, Part, Shared};
use super::collect::Collector;
use super::merge::{Merged, Next};
use super::pass::Worker;
use super::reader::Reader;
use super::source::{Block, Failure, Feed};

/// How the rows of a file are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) threads: NonZeroUsize,
    pub(crate) block_bytes: usize,
}

/// Most threads that read at once, however many are asked for.
const MOST_THREADS: usize = 64;

/// Bytes that are held ahead of their turn, at most, unless three blocks are more.
const AHEAD_BYTES: usize = 64 << 20;

impl Plan {
    /// How many blocks are held at once if rows reach so far behind them: two for each thread as a rule.
    fn blocks_ahead(self, reach: usize) -> usize {
        let wanted = 2 * self.threads.get().min(MOST_THREADS);
        let fit = AHEAD_BYTES / self.block_bytes.saturating_add(reach).max(1);
        wanted.min(fit.max(3))
    }

    /// How many threads read beside the one that merges: no more than there are blocks for.
    fn helpers(self, ahead: usize) -> usize {
        (self.threads.get().min(MOST_THREADS) - 1).min(ahead)
    }
}

/// What is called behind each block, with the bytes read so far: it may take rows, and say that it is enough.
pub(crate) type Tell<'t> = dyn FnMut(&mut Merged, u64) -> ControlFlow<()> + 't;

/// Reads all rows of `feed` into `merged`. Breaks if `tell` does.
///
/// # Errors
/// If reading fails or the file is too large.
pub(crate) fn read<'a>(
    shared: &Shared<'_>,
    feed: &mut Feed<'a>,
    merged: &mut Merged,
    plan: Plan,
    tell: &mut Tell<'_>,
) -> Result<ControlFlow<()>, Failure> {
    let ahead = plan.blocks_ahead(Reader::reach(&shared.limits));
    let helpers = plan.helpers(ahead);
    let mut reading = Reading {
        shared,
        feed,
        merged,
        block_bytes: plan.block_bytes,
        worker: Worker::new(shared),
        tell,
    };
    if helpers == 0 {
        return reading.alone();
    }
    let board = Board::default();
    thread::scope(|scope| {
        // Also if what is called from here panics: the others would wait for ever.
        let _closing = Closing(&board);
        let helpers: Vec<_> = (0..helpers)
            // Without a thread there is one fewer.
            .filter_map(|_| {
                let helper = thread::Builder::new();
                helper.spawn_scoped(scope, || help(shared, &board)).ok()
            })
            .collect();
        let result = reading.with_help(&board, ahead);
        board.close();
        for helper in helpers {
            // What a thread left when it died was read here instead.
            let _ = helper.join();
        }
        result
    })
}

struct Reading<'r, 'a, 's, 't> {
    shared: &'s Shared<'s>,
    feed: &'r mut Feed<'a>,
    merged: &'r mut Merged,
    block_bytes: usize,
    worker: Worker<'s>,
    tell: &'r mut Tell<'t>,
}

impl<'a> Reading<'_, 'a, '_, '_> {
    fn next_block(&mut self) -> Result<Option<Block<'a>>, Failure> {
        let reach = Reader::reach(&self.shared.limits);
        self.feed.next_block(self.block_bytes, reach)
    }

    fn alone(&mut self) -> Result<ControlFlow<()>, Failure> {
        while let Some(block) = self.next_block()? {
            if self.settle(block, None).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Takes the next block; reads it unless `part` holds.
    fn settle(&mut self, block: Block<'a>, part: Option<Box<Part>>) -> ControlFlow<()> {
        let Next::Read(truth) = self.merged.next(&block) else {
            self.feed.give_back(block.text);
            return ControlFlow::Continue(());
        };
        let part = match part.filter(|part| Merged::holds(part, &truth)) {
            Some(part) => *part,
            None => {
                let collector = self.merged.collector.for_part();
                self.worker.read(&block, truth, collector)
            }
        };
        self.merged.take(part, (block.base, block.uploaded));
        self.feed.give_back(block.text);
        (self.tell)(self.merged, self.feed.read())
    }

    /// This thread alone reads from the file, merges and tells; when there is nothing of that to do, it reads a block
    /// as the others do.
    fn with_help(&mut self, board: &Board<'a>, ahead: usize) -> Result<ControlFlow<()>, Failure> {
        let (mut given, mut settled, mut ended) = (0, 0, false);
        loop {
            while !ended && given - settled < ahead {
                let Some(block) = self.next_block()? else {
                    ended = true;
                    break;
                };
                let assumed = self.merged.guess(self.shared.limits.recovered_quotes);
                let collector = self.merged.collector.for_part();
                board.give(Job {
                    number: given,
                    block,
                    assumed,
                    collector,
                });
                given += 1;
            }
            if settled == given {
                return Ok(ControlFlow::Continue(()));
            }
            match board.next(settled) {
                Work::Settle(block, part) => {
                    settled += 1;
                    if self.settle(block, part).is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                Work::Read(job) => board.read(*job, |job| job.read(&mut self.worker)),
            }
        }
    }
}

/// A thread that reads blocks until there are no more.
fn help(shared: &Shared<'_>, board: &Board<'_>) {
    let mut worker = Worker::new(shared);
    while let Some(job) = board.take() {
        board.read(job, |job| job.read(&mut worker));
    }
}

/// Sends the other threads home when it goes.
struct Closing<'b, 'a>(&'b Board<'a>);

impl Drop for Closing<'_, '_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// A block in somebody's hands. It goes back to the board whatever becomes of him, read or not.
struct Held<'b, 'a> {
    board: &'b Board<'a>,
    job: Option<Job<'a>>,
    part: Option<Box<Part>>,
}

impl Drop for Held<'_, '_> {
    fn drop(&mut self) {
        if let Some(job) = self.job.take() {
            self.board.done(job.number, job.block, self.part.take());
        }
    }
}

/// A block to be read ahead of its turn.
struct Job<'a> {
    number: usize,
    block: Block<'a>,
    assumed: Assumed,
    collector: Collector,
}

impl Job<'_> {
    fn read(&mut self, worker: &mut Worker<'_>) -> Part {
        let collector = std::mem::take(&mut self.collector);
        worker.read(&self.block, self.assumed, collector)
    }
}

/// What the merging thread does next.
enum Work<'a> {
    /// The block whose turn it is; not read yet if no other thread has it.
    Settle(Block<'a>, Option<Box<Part>>),
    /// Another one.
    Read(Box<Job<'a>>),
}

/// Blocks to be read, and those that were.
#[derive(Default)]
struct Board<'a> {
    state: Mutex<State<'a>>,
    given: Condvar,
    done: Condvar,
}

#[derive(Default)]
struct State<'a> {
    jobs: VecDeque<Job<'a>>,
    /// Blocks that somebody had, with what he read.
    done: BTreeMap<usize, (Block<'a>, Option<Box<Part>>)>,
    closed: bool,
}

impl<'a> Board<'a> {
    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give(&self, job: Job<'a>) {
        self.lock().jobs.push_back(job);
        self.given.notify_one();
    }

    /// The next block for a helper; waits for one, unless there will be none.
    fn take(&self) -> Option<Job<'a>> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            state = self
                .given
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Reads a block. If that panics, the block is there for the merging thread, which reads it when its turn comes.
    fn read(&self, job: Job<'a>, read: impl FnOnce(&mut Job<'a>) -> Part) {
        let mut held = Held {
            board: self,
            job: Some(job),
            part: None,
        };
        held.part = held.job.as_mut().map(|job| Box::new(read(job)));
    }

    fn done(&self, number: usize, block: Block<'a>, part: Option<Box<Part>>) {
        self.lock().done.insert(number, (block, part));
        self.done.notify_one();
    }

    /// What there is to do until block `number` is settled.
    fn next(&self, number: usize) -> Work<'a> {
        let mut state = self.lock();
        loop {
            if let Some((block, part)) = state.done.remove(&number) {
                return Work::Settle(block, part);
            }
            match state.jobs.pop_front() {
                Some(job) if job.number == number => return Work::Settle(job.block, None),
                Some(job) => return Work::Read(Box::new(job)),
                None => {}
            }
            state = self
                .done
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn close(&self) {
        self.lock().closed = true;
        self.given.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::Start;
    use super::super::source::Text;
    use super::*;

    fn plan(threads: usize, block_bytes: usize) -> Plan {
        Plan {
            threads: NonZeroUsize::new(threads).unwrap(),
            block_bytes,
        }
    }

    #[test]
    fn threads_and_the_blocks_they_hold_are_bounded_whatever_is_asked_for() {
        let small = plan(usize::MAX, 256 << 10);
        let ahead = small.blocks_ahead(64 << 10);
        assert_eq!((ahead, small.helpers(ahead)), (128, 63));
        let large = small.blocks_ahead(16 << 20);
        assert_eq!((large, small.helpers(large)), (3, 3));
        assert_eq!(plan(usize::MAX, 1).blocks_ahead(usize::MAX), 3);
        let alone = plan(1, 256 << 10);
        assert_eq!(alone.helpers(alone.blocks_ahead(64 << 10)), 0);
        let two = plan(2, 256 << 10);
        assert_eq!((two.blocks_ahead(64 << 10), two.helpers(4)), (4, 1));
    }

    #[test]
    fn a_block_whose_reader_dies_goes_back_to_the_merging_thread() {
        let board = Board::default();
        board.give(Job {
            number: 0,
            block: Block {
                base: 0,
                uploaded: 0,
                text: Text::Borrowed(b"Ada\n"),
                end: 4,
                whole: true,
                before: None,
            },
            assumed: Assumed {
                start: Start::Guess,
                quotes_left: 0,
                literal: false,
                rows_left: 1,
            },
            collector: Collector::default(),
        });
        thread::scope(|scope| {
            let died = scope.spawn(|| {
                let job = board.take().unwrap();
                board.read(job, |_| panic!("a thread dies here on purpose"));
            });
            assert!(died.join().is_err());
        });
        let Work::Settle(block, part) = board.next(0) else {
            panic!("the block is due");
        };
        assert_eq!((&*block.text, part.is_none()), (&b"Ada\n"[..], true));
    }
}
