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
    let helpers = plan.threads.get() - 1;
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
        for _ in 0..helpers {
            // Without a thread there is one fewer.
            let _ = thread::Builder::new().spawn_scoped(scope, || help(shared, &board));
        }
        let result = reading.with_help(&board, helpers);
        board.close();
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
    fn with_help(&mut self, board: &Board<'a>, helpers: usize) -> Result<ControlFlow<()>, Failure> {
        let ahead = 2 * helpers + 2;
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
                Work::Read(job) => board.done(job.read(&mut self.worker)),
            }
        }
    }
}

/// A thread that reads blocks until there are no more.
fn help(shared: &Shared<'_>, board: &Board<'_>) {
    let mut worker = Worker::new(shared);
    while let Some(job) = board.take() {
        board.done(job.read(&mut worker));
    }
}

/// A block to be read ahead of its turn.
struct Job<'a> {
    number: usize,
    block: Block<'a>,
    assumed: Assumed,
    collector: Collector,
}

/// A block that was read ahead of its turn.
struct Done<'a> {
    number: usize,
    block: Block<'a>,
    part: Box<Part>,
}

impl<'a> Job<'a> {
    fn read(self, worker: &mut Worker<'_>) -> Done<'a> {
        let part = worker.read(&self.block, self.assumed, self.collector);
        Done {
            number: self.number,
            block: self.block,
            part: Box::new(part),
        }
    }
}

/// What the merging thread does next.
enum Work<'a> {
    /// The block whose turn it is; not read yet if no other thread has it.
    Settle(Block<'a>, Option<Box<Part>>),
    /// Another one.
    Read(Job<'a>),
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
    done: BTreeMap<usize, (Block<'a>, Box<Part>)>,
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

    fn done(&self, done: Done<'a>) {
        self.lock()
            .done
            .insert(done.number, (done.block, done.part));
        self.done.notify_one();
    }

    /// What there is to do until block `number` is settled.
    fn next(&self, number: usize) -> Work<'a> {
        let mut state = self.lock();
        loop {
            if let Some((block, part)) = state.done.remove(&number) {
                return Work::Settle(block, Some(part));
            }
            match state.jobs.pop_front() {
                Some(job) if job.number == number => return Work::Settle(job.block, None),
                Some(job) => return Work::Read(job),
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
