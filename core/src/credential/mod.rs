//! Credentials: the keys that a host gives, the secrets derived from them, and the typed code.
//!
//! Nothing here is stored: a row keeps a generation's number, its salt and the ids of the keys (N-08). What an
//! invitation may be used for, and how often, is in `invitation`.

pub mod code;
pub mod derive;
mod key;
pub mod keys;

pub use code::{CodeError, TypedCode};
pub use derive::{
    CodeSecret, Counted, LinkSecret, Salt, attempt_subject, code_secret, link_secret,
};
pub use keys::{
    CodeKey, CodeKeyId, CodeKeys, Deployment, KeyState, KeyView, Keyring, KeysError, LinkKeyId,
    LinkKeys, PublicKey, SignError, Signature, Signer,
};
