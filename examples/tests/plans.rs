//! The digit automaton that is checked in is the one that the library's metadata gives.

#[path = "../plans/automaton.rs"]
mod automaton;

#[test]
fn the_automaton_is_that_of_the_metadata() {
    let checked_in = include_bytes!("../../core/src/contact/plan/automaton.bin");
    let made = automaton::automaton().unwrap();
    assert!(
        made == checked_in,
        "the plans changed: cargo run -p rollbook-examples --release --example plans"
    );
}
