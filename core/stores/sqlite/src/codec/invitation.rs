//! Rows of invitations, and of what is still to be delivered.

use rollbook::credential::derive::Salt;
use rollbook::credential::keys::CodeKeyId;
use rollbook::event::{AlertNotice, OutboxEntry, OutboxState, OutboxWhat};
use rollbook::id::{AccountId, EventId, InvitationId, RoleId};
use rollbook::invitation::{Delivery, Generation, Invitation, PreviousGeneration, Revocation};

use super::account::{put_attempts, take_attempts};
use super::{Binder, Columns, Stored, unreadable};

impl Stored for Invitation {
    const TABLE: &'static str = "invitation";
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [&'static str] = &[
        "account_id",
        "kind",
        "generation",
        "salt",
        "code_key",
        "signing_key",
        "issued_at",
        "expires_at",
        "previous_salt",
        "previous_code_key",
        "state",
        "channel",
        "recipient",
        "company_id",
        "username",
        "max_uses",
        "uses",
        "attempt_count",
        "attempt_last_at",
        "locked_until",
        "attempt_budget",
        "attempt_budget_since",
        "resends",
        "inviter",
        "granted_role",
        "accepted_at",
        "revoked_at",
        "revoked_by",
        "delivery_state",
        "delivery_attempt",
        "delivery_at",
        "delivery_reason",
        "created_at",
    ];

    fn put_key(key: &InvitationId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.account.bytes())?;
        to.word(&self.kind)?;
        to.count(self.generation.number)?;
        to.id(self.generation.salt.bytes())?;
        to.value(self.generation.code_key.bytes().as_slice())?;
        to.value(self.generation.signing_key.as_deref())?;
        to.time(self.generation.issued_at)?;
        to.time_if(self.generation.expires_at)?;
        let previous = self.previous.as_ref();
        to.id_if(previous.map(|previous| previous.salt.bytes()))?;
        to.value(previous.map(|previous| previous.code_key.bytes().as_slice()))?;
        to.word(&self.state)?;
        to.value(self.channel.map(|channel| channel.as_str()))?;
        to.json_if(self.recipient.as_ref())?;
        to.value(self.company_id.as_str())?;
        to.value(self.username.as_str())?;
        to.value(self.max_uses)?;
        to.value(self.uses)?;
        put_attempts(&self.attempts, to)?;
        to.value(self.resends)?;
        to.id_if(self.inviter.as_ref().map(AccountId::bytes))?;
        to.id_if(self.granted_role.as_ref().map(RoleId::bytes))?;
        to.time_if(self.accepted_at)?;
        let revoked = self.revoked.as_ref();
        to.time_if(revoked.map(|revoked| revoked.at))?;
        to.id_if(
            revoked
                .and_then(|revoked| revoked.by.as_ref())
                .map(AccountId::bytes),
        )?;
        to.value(self.delivery.state.as_str())?;
        to.value(self.delivery.attempt)?;
        to.time_if(self.delivery.at)?;
        to.value(self.delivery.reason.as_deref())?;
        to.time(self.created_at)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: from.id(InvitationId::from_bytes)?,
            account: from.id(AccountId::from_bytes)?,
            kind: from.word()?,
            generation: take_generation(from)?,
            previous: take_previous(from)?,
            state: from.word()?,
            channel: from.word_if()?,
            recipient: from.json_if()?,
            company_id: from.word()?,
            username: from.get()?,
            max_uses: from.get()?,
            uses: from.get()?,
            attempts: take_attempts(from)?,
            resends: from.get()?,
            inviter: from.id_if(AccountId::from_bytes)?,
            granted_role: from.id_if(RoleId::from_bytes)?,
            accepted_at: from.time_if()?,
            revoked: take_revocation(from)?,
            delivery: Delivery {
                state: from.word()?,
                attempt: from.get()?,
                at: from.time_if()?,
                reason: from.get()?,
            },
            created_at: from.time()?,
        })
    }
}

fn take_generation(from: &mut Columns<'_, '_>) -> rusqlite::Result<Generation> {
    Ok(Generation {
        number: from.count()?,
        salt: from.id(Salt::from_bytes)?,
        code_key: CodeKeyId::from_bytes(from.get()?),
        signing_key: from.get()?,
        issued_at: from.time()?,
        expires_at: from.time_if()?,
    })
}

fn take_previous(from: &mut Columns<'_, '_>) -> rusqlite::Result<Option<PreviousGeneration>> {
    let salt = from.id_if(Salt::from_bytes)?;
    let code_key: Option<[u8; 8]> = from.get()?;
    Ok(salt
        .zip(code_key)
        .map(|(salt, code_key)| PreviousGeneration {
            salt,
            code_key: CodeKeyId::from_bytes(code_key),
        }))
}

fn take_revocation(from: &mut Columns<'_, '_>) -> rusqlite::Result<Option<Revocation>> {
    let at = from.time_if()?;
    let by = from.id_if(AccountId::from_bytes)?;
    Ok(at.map(|at| Revocation { at, by }))
}

impl Stored for OutboxEntry {
    const TABLE: &'static str = "outbox";
    const KEY: &'static [&'static str] = &["id"];
    const COLUMNS: &'static [&'static str] = &[
        "invitation_id",
        "generation",
        "channel",
        "alert",
        "state",
        "state_at",
        "attempts",
        "created_at",
    ];

    fn put_key(key: &EventId, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        to.id(key.bytes())
    }

    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()> {
        match &self.what {
            OutboxWhat::Invitation {
                invitation,
                generation,
                channel,
            } => {
                to.id(invitation.bytes())?;
                to.count(*generation)?;
                to.value(channel.as_str())?;
                to.value(rusqlite::types::Null)?;
            }
            OutboxWhat::Alert(notice) => {
                for _ in 0..3 {
                    to.value(rusqlite::types::Null)?;
                }
                to.json(notice)?;
            }
        }
        let (state, at) = match self.state {
            OutboxState::Waiting => ("waiting", None),
            OutboxState::Leased { until } => ("leased", Some(until)),
            OutboxState::Done { at } => ("done", Some(at)),
        };
        to.value(state)?;
        to.time_if(at)?;
        to.value(self.attempts)?;
        to.time(self.created_at)
    }

    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: from.id(EventId::from_bytes)?,
            what: take_what(from)?,
            state: take_state(from)?,
            attempts: from.get()?,
            created_at: from.time()?,
        })
    }
}

fn take_what(from: &mut Columns<'_, '_>) -> rusqlite::Result<OutboxWhat> {
    let invitation = from.id_if(InvitationId::from_bytes)?;
    let generation: Option<i64> = from.get()?;
    let channel = from.word_if()?;
    let notice: Option<AlertNotice> = from.json_if()?;
    match (invitation, generation, channel, notice) {
        (Some(invitation), Some(generation), Some(channel), None) => Ok(OutboxWhat::Invitation {
            invitation,
            generation: generation.unsigned_abs(),
            channel,
        }),
        (None, None, None, Some(notice)) => Ok(OutboxWhat::Alert(notice)),
        _ => Err(unreadable(0)),
    }
}

fn take_state(from: &mut Columns<'_, '_>) -> rusqlite::Result<OutboxState> {
    let word: String = from.get()?;
    match (word.as_str(), from.time_if()?) {
        ("waiting", None) => Ok(OutboxState::Waiting),
        ("leased", Some(until)) => Ok(OutboxState::Leased { until }),
        ("done", Some(at)) => Ok(OutboxState::Done { at }),
        _ => Err(unreadable(0)),
    }
}
