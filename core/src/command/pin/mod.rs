//! Commands on PINs.

pub mod count_pin;
pub mod create_pins;
pub mod delete_pins;
pub mod making;
pub mod reset_pins;
pub mod verify_pin;
