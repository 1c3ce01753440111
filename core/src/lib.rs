//! Who may join, with which rights and which number, and has their invitation been used?
//!
//! Rollbook models organizations, roles, number pools, accounts, invitations and the validation of CSV uploads. This
//! crate is the pure core: no I/O, no clock, no randomness. A host gives it a [`store::Store`], a [`time::Clock`], an
//! [`entropy::Entropy`] and, for what needs a credential, a [`credential::Keyring`]; then every rule is a call.
//!
//! ```
//! use std::sync::Arc;
//! use rollbook::command::account::create_account::CreateAccount;
//! use rollbook::command::tenant::create_tenant::{CreateTenant, FirstAdministrator};
//! use rollbook::entropy::FixedEntropy;
//! use rollbook::store::memory::MemoryStore;
//! use rollbook::time::{ManualClock, Timestamp};
//! use rollbook::{Actor, Rollbook, RunOptions};
//!
//! let clock = Arc::new(ManualClock::new(Timestamp::from_seconds(1_800_000_000)));
//! let rollbook = Rollbook::new(Arc::new(MemoryStore::new(None)), clock, Arc::new(FixedEntropy::new(1)), None);
//! let tenant = rollbook.create_tenant(
//!     &CreateTenant {
//!         profile: "multiline-2024".parse().unwrap(),
//!         name: "ACME CORP".into(),
//!         external_id: "952442891".into(),
//!         administrator: FirstAdministrator {
//!             first_name: Some("First".into()),
//!             last_name: Some("Admin".into()),
//!             identity: "admin@example.com".into(),
//!             ..FirstAdministrator::default()
//!         },
//!         settings: Default::default(),
//!     },
//!     RunOptions::default(),
//! )?.outcome;
//! let admin = Actor::Account { tenant: tenant.tenant, account: tenant.administrator };
//! let person = CreateAccount::portal(tenant.organization, "name@example.com").named("First", "Last");
//! let created = rollbook.run(&admin, &person, RunOptions::default())?;
//! assert!(!created.replayed);
//! let again = rollbook.run(&admin, &person, RunOptions::default()).unwrap_err();
//! assert_eq!(again.code().as_str(), "account_identity_taken");
//! # Ok::<(), rollbook::Error>(())
//! ```
//!
//! **How a command runs.** `plan` names what to read, [`store::Store::read`] reads it at one instant, `decide` turns it
//! into one change set, [`store::Store::commit`] writes that wholly or not at all. `plan` and `decide` are pure; the
//! engine repeats them when somebody else was faster, with the same time, ids and randomness.
//!
//! **What holds.** Nothing acknowledged is lost, nothing is done twice (a command is repeated under its id), a dry run
//! says what the run would say, every change has its event in the same commit, and no error, log line or `Debug` shows
//! personal data or a secret.
#![forbid(unsafe_code)]

pub mod account;
pub mod batch;
pub mod change;
pub mod command;
pub mod contact;
pub mod credential;
pub mod csv;
pub mod e164;
pub mod engine;
pub mod entropy;
pub mod error;
pub mod event;
pub mod finding;
pub mod id;
pub mod invitation;
pub mod limits;
pub mod number;
pub mod organization;
pub mod page;
pub mod permission_group;
pub mod pin;
pub mod profile;
pub mod query;
pub mod role;
pub mod secret;
pub mod settings;
pub mod snapshot;
pub mod store;
pub mod team;
pub mod text;
pub mod time;
mod window;
pub mod wire;

pub use engine::{Imported, Ran, Rollbook, RunOptions};
pub use error::{Error, ErrorCode, ErrorKind};
pub use role::Actor;

/// The program of the README, which is built and run with the others.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
