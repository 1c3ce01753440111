//! Writes the digit automaton of all number plans: `cargo run -p rollbook-examples --release --example plans`.
//!
//! To be run again when the library on numbers is updated; a test compares.

mod automaton;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let bytes = automaton::automaton()?;
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../core/src/contact/plan/automaton.bin"
    );
    std::fs::write(file, &bytes)?;
    println!("{file}: {} bytes", bytes.len());
    Ok(())
}
