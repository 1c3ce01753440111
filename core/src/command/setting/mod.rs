//! Commands on settings.

mod change;
pub mod reset_settings;
pub mod set_settings;

pub(in crate::command) use change::refused;
