//! Writing numbers: what one is, where its state stands, and what became of it.

use rollbook::change::ChangeSet;
use rollbook::e164::E164;
use rollbook::id::TenantId;
use rollbook::number::Number;
use rollbook::number::pool::NumberMark;
use rollbook::number::selector::Spread;
use rusqlite::{Connection, Statement};

use crate::claim::DELETE_FREE;
use crate::codec::number::{Home, PUT_USE, StoredNumber, find_number, put_use};
use crate::codec::{Binder, one};
use crate::commit::{Stop, expect_one, in_order};
use crate::error::refused;

/// The numbers of a tenant, as one change set writes them.
#[derive(Clone, Copy)]
pub(crate) struct Inventory<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) changes: &'a ChangeSet,
}

impl Inventory<'_> {
    pub(crate) const fn tenant(&self) -> TenantId {
        self.changes.tenant
    }

    /// All rows of states are taken out before the first is written: numbers may swap their lines.
    pub(crate) fn put_all(&self) -> Result<(), Stop> {
        let mut found = Vec::with_capacity(self.changes.numbers.len());
        for put in in_order(&self.changes.numbers) {
            let stored = find_number(self.connection, self.tenant(), put.key())?;
            if stored.as_ref().map(StoredNumber::version) != put.before() {
                return Err(Stop::Suspect);
            }
            if let Some(stored) = &stored {
                self.take_out(stored)?;
            }
            found.push((put, stored));
        }
        for (put, stored) in &found {
            match (put.value(), stored) {
                (Some(number), None) => {
                    self.check_number_directory(number.e164.as_i64())?;
                    let base = u64::from(Home::of(number) != Home::Use);
                    self.put_number("INSERT INTO number (tenant_id, e164, version, owner_id, ported, golden, voice, sms) \
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", number, base)?;
                    self.put_tags(number)?;
                    self.put_home(number, 1 - base)?;
                }
                (Some(number), Some(stored)) => self.replace_number(number, stored)?,
                (None, Some(stored)) => self.delete_number(stored)?,
                (None, None) => {}
            }
            let old = stored.as_ref().map(|stored| &stored.number);
            self.became(0, put.key(), old, put.value())?;
        }
        Ok(())
    }

    pub(crate) fn take_out(&self, stored: &StoredNumber) -> Result<(), Stop> {
        let number = &stored.number;
        match Home::of(number) {
            Home::Free => {
                let mut statement = self.connection.prepare_cached(DELETE_FREE)?;
                let mut to = Binder::new(&mut statement, self.tenant())?;
                to.id(number.owner.bytes())?;
                to.value(Spread::of(self.tenant(), number.e164).as_i64())?;
                to.value(number.e164.as_i64())?;
                self.must_be_one(&mut statement)
            }
            Home::Use => {
                let mut statement = self
                    .connection
                    .prepare_cached("DELETE FROM number_use WHERE tenant_id = ?1 AND e164 = ?2")?;
                Binder::new(&mut statement, self.tenant())?.value(number.e164.as_i64())?;
                self.must_be_one(&mut statement)
            }
            Home::Nowhere => Ok(()),
        }
    }

    fn must_be_one(&self, statement: &mut Statement<'_>) -> Result<(), Stop> {
        match statement.raw_execute()? {
            1 => Ok(()),
            _ => Err(refused("a number is not where its state says").into()),
        }
    }

    pub(crate) fn replace_number(
        &self,
        number: &Number,
        stored: &StoredNumber,
    ) -> Result<(), Stop> {
        let next = stored.version().next().0;
        let used = Home::of(number) == Home::Use;
        let base = if used { stored.base } else { next };
        let old = &stored.number;
        let same = (old.owner, old.ported, old.golden, old.capabilities)
            == (
                number.owner,
                number.ported,
                number.golden,
                number.capabilities,
            );
        if !same || base != stored.base {
            self.put_number("UPDATE number SET version = ?3, owner_id = ?4, ported = ?5, golden = ?6, voice = ?7, sms = ?8 \
                 WHERE tenant_id = ?1 AND e164 = ?2", number, base)?;
        }
        if old.tags != number.tags {
            self.delete_tags(number.e164.as_i64())?;
            self.put_tags(number)?;
        }
        self.put_home(number, next - base)
    }

    pub(crate) fn delete_number(&self, stored: &StoredNumber) -> Result<(), Stop> {
        let e164 = stored.number.e164.as_i64();
        self.delete_tags(e164)?;
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM number WHERE tenant_id = ?1 AND e164 = ?2")?;
        Binder::new(&mut statement, self.tenant())?.value(e164)?;
        self.must_be_one(&mut statement)
    }

    fn check_number_directory(&self, e164: i64) -> Result<(), Stop> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT 1 FROM number_directory WHERE tenant_id = ?1 AND e164 = ?2")?;
        Binder::new(&mut statement, self.tenant())?.value(e164)?;
        match one(&mut statement, |_| Ok(()))? {
            Some(()) => Ok(()),
            None => Err(refused("a number has no row in its directory").into()),
        }
    }

    fn put_number(&self, sql: &str, number: &Number, base: u64) -> Result<(), Stop> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut to = Binder::new(&mut statement, self.tenant())?;
        to.value(number.e164.as_i64())?;
        to.count(base)?;
        to.id(number.owner.bytes())?;
        to.value(number.ported)?;
        to.value(number.golden)?;
        to.value(number.capabilities.voice)?;
        to.value(number.capabilities.sms)?;
        expect_one(&mut statement)
    }

    fn put_home(&self, number: &Number, version: u64) -> Result<(), Stop> {
        match Home::of(number) {
            Home::Nowhere => Ok(()),
            Home::Free => {
                let mut statement = self.connection.prepare_cached(
                    "INSERT INTO number_free (tenant_id, owner_id, spread, e164) VALUES (?1, ?2, ?3, ?4)",
                )?;
                let mut to = Binder::new(&mut statement, self.tenant())?;
                to.id(number.owner.bytes())?;
                to.value(Spread::of(self.tenant(), number.e164).as_i64())?;
                to.value(number.e164.as_i64())?;
                expect_one(&mut statement)
            }
            Home::Use => {
                let mut statement = self.connection.prepare_cached(PUT_USE)?;
                let mut to = Binder::new(&mut statement, self.tenant())?;
                put_use(number, version, &mut to)?;
                expect_one(&mut statement)
            }
        }
    }

    fn delete_tags(&self, e164: i64) -> Result<(), Stop> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM number_tag WHERE tenant_id = ?1 AND e164 = ?2")?;
        Binder::new(&mut statement, self.tenant())?.value(e164)?;
        statement.raw_execute()?;
        Ok(())
    }

    fn put_tags(&self, number: &Number) -> Result<(), Stop> {
        for tag in &number.tags {
            let mut statement = self.connection.prepare_cached(
                "INSERT INTO number_tag (tenant_id, tag, e164) VALUES (?1, ?2, ?3)",
            )?;
            let mut to = Binder::new(&mut statement, self.tenant())?;
            to.value(tag.as_str())?;
            to.value(number.e164.as_i64())?;
            expect_one(&mut statement)?;
        }
        Ok(())
    }

    /// Releases the row of a number in the directory, if it is this tenant's.
    pub(crate) fn release(&self, number: E164) -> Result<(), Stop> {
        let mut statement = self
            .connection
            .prepare_cached("DELETE FROM number_directory WHERE e164 = ?2 AND tenant_id = ?1")?;
        Binder::new(&mut statement, self.tenant())?.value(number.as_i64())?;
        statement.raw_execute()?;
        Ok(())
    }

    /// Keeps what became of a number. `place` is 0 for one put by name, else the claim's place and one more.
    pub(crate) fn became(
        &self,
        place: u32,
        number: E164,
        old: Option<&Number>,
        new: Option<&Number>,
    ) -> Result<(), Stop> {
        let at = self.changes.at;
        let mark = |number: &Number| NumberMark::of(number, at);
        self.past(place, number, old.map(mark), new.map(mark))
    }

    /// The same, of what is known already.
    pub(crate) fn past(
        &self,
        place: u32,
        number: E164,
        from: Option<NumberMark>,
        to: Option<NumberMark>,
    ) -> Result<(), Stop> {
        let mut statement = self.connection.prepare_cached(PUT_PAST)?;
        let mut bind = Binder::new(&mut statement, self.tenant())?;
        bind.value(number.as_i64())?;
        bind.time(self.changes.at)?;
        bind.id(self.changes.command.bytes())?;
        bind.value(place)?;
        bind.value(self.changes.why.as_str())?;
        for mark in [&from, &to] {
            let mark = mark.as_ref();
            bind.value(mark.map(|mark| mark.state.as_str()))?;
            bind.id_if(mark.map(|mark| mark.owner.bytes()))?;
            bind.id_if(
                mark.and_then(|mark| mark.account.as_ref())
                    .map(|id| id.bytes()),
            )?;
        }
        expect_one(&mut statement)
    }
}

const PUT_PAST: &str = "INSERT INTO number_past (tenant_id, e164, at, command_id, place, why, from_state, from_owner, \
     from_account, to_state, to_owner, to_account) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
