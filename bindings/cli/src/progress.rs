//! The progress bar, on a terminal only, and the wish to stop.

use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};
use rollbook::csv::{Phase, Progress};
use rollbook::engine::{ImportPhase, ImportProgress};
use rollbook::error::{Error, ErrorCode};

/// A bar on the standard error output; nothing where that is no terminal.
#[derive(Debug)]
pub(crate) struct Bar(Option<ProgressBar>);

impl Bar {
    pub(crate) fn new() -> Self {
        Self(io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            if let Ok(style) =
                ProgressStyle::with_template("{msg:10} [{bar:40}] {percent:>3}% {elapsed}")
            {
                bar.set_style(style.progress_chars("=> "));
            }
            bar
        }))
    }

    /// Shows how far something is.
    pub(crate) fn show(&self, what: &'static str, done: u64, total: u64) {
        if let Some(bar) = &self.0 {
            bar.set_message(what);
            bar.set_length(total);
            bar.set_position(done);
        }
    }

    /// Shows how far a validation is: bytes, rows and what was found in them.
    pub(crate) fn check(&self, at: Progress) {
        if let Some(bar) = &self.0 {
            let what = match at.phase {
                Phase::Reading => "Checking",
                Phase::Comparing => "Comparing",
            };
            bar.set_message(format!("{what} {} rows, {} findings", at.rows, at.findings));
            bar.set_length(at.bytes_total);
            bar.set_position(at.bytes);
        }
    }

    /// Shows how far an import is.
    pub(crate) fn import(&self, at: ImportProgress) {
        let what = match at.phase {
            ImportPhase::Reading => "Reading",
            ImportPhase::Validating => "Checking",
            ImportPhase::Committing => "Importing",
        };
        self.show(what, at.done, at.total);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// Whether somebody pressed Ctrl-C. A step that has begun is finished; the next one does not begin.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens from here on. A second Ctrl-C ends the process at once, which the store takes like any crash.
    pub(crate) fn listen() -> Self {
        let stop = Self::default();
        let asked = Arc::clone(&stop.0);
        let handler = move || {
            if asked.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
        };
        // A host that has a handler of its own keeps it.
        let _ = ctrlc::set_handler(handler);
        stop
    }

    /// As if somebody had pressed it.
    #[cfg(test)]
    pub(crate) fn ask(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether to go on with the next step.
    pub(crate) fn flow(&self) -> ControlFlow<()> {
        match self.0.load(Ordering::SeqCst) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    /// Between two steps.
    ///
    /// # Errors
    /// `cancelled`.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.flow() {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::new(ErrorCode::Cancelled)),
        }
    }
}
