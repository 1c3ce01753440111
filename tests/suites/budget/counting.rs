//! Memory of the process, counted as it is taken and given back.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);
static ALLOCATED: AtomicUsize = AtomicUsize::new(0);

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn took(bytes: usize) {
    let held = HELD.fetch_add(bytes, Ordering::Relaxed) + bytes;
    PEAK.fetch_max(held, Ordering::Relaxed);
    ALLOCATED.fetch_add(bytes, Ordering::Relaxed);
}

#[expect(
    unsafe_code,
    reason = "an allocator is unsafe by its trait; this one only counts for the system's"
)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(at, layout) }
    }
}

/// What was taken since it began.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    held: usize,
    before: usize,
    /// Most bytes held at once.
    pub peak: usize,
    /// Bytes taken in all.
    pub allocated: usize,
}

impl Watch {
    pub fn begin() -> Self {
        let held = HELD.load(Ordering::Relaxed);
        PEAK.store(held, Ordering::Relaxed);
        Self {
            held,
            before: ALLOCATED.load(Ordering::Relaxed),
            peak: 0,
            allocated: 0,
        }
    }

    pub fn end(self) -> Self {
        Self {
            peak: PEAK.load(Ordering::Relaxed) - self.held,
            allocated: ALLOCATED.load(Ordering::Relaxed) - self.before,
            ..self
        }
    }
}
