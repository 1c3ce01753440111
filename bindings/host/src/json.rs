//! JSON forms of what Rollbook answers.
