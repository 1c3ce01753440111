//! Entities as rows: which columns they have, in which order, and what stands in each.

pub(crate) mod account;
pub(crate) mod batch;
pub(crate) mod invitation;
pub(crate) mod number;
pub(crate) mod pin;
pub(crate) mod tree;

use rollbook::change::{Entity, Version, Versioned};
use rollbook::id::TenantId;
use rollbook::time::Timestamp;
use rusqlite::types::{FromSql, ToSql, Type};
use rusqlite::{Connection, Row, Statement};
use serde::Serialize;
use serde::de::value::{Error as WordError, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};

use crate::error::{Unreadable, unstorable};

/// An entity that is one row of a table: tenant, key, version, and the rest.
pub(crate) trait Stored: Entity + Sized {
    const TABLE: &'static str;
    /// Columns of the key, after the tenant.
    const KEY: &'static [&'static str];
    /// All others, after the version.
    const COLUMNS: &'static [&'static str];

    fn put_key(key: &Self::Key, to: &mut Binder<'_, '_>) -> rusqlite::Result<()>;
    fn put(&self, to: &mut Binder<'_, '_>) -> rusqlite::Result<()>;
    /// From the columns of [`select`], after the version.
    fn take(from: &mut Columns<'_, '_>) -> rusqlite::Result<Self>;
}

/// `SELECT version, key, columns FROM table` and what follows.
pub(crate) fn select<T: Stored>(tail: &str) -> String {
    let columns: Vec<&str> = ["version"]
        .iter()
        .chain(T::KEY)
        .chain(T::COLUMNS)
        .copied()
        .collect();
    format!("SELECT {} FROM {} {tail}", columns.join(", "), T::TABLE)
}

/// The condition that names one row: `WHERE tenant_id = ?1 AND …`.
pub(crate) fn by_key<T: Stored>() -> String {
    let mut text = "WHERE tenant_id = ?1".to_owned();
    for (place, column) in (2..).zip(T::KEY) {
        text.push_str(&format!(" AND {column} = ?{place}"));
    }
    text
}

/// Tenant, key, version, columns.
pub(crate) fn insert<T: Stored>() -> String {
    let columns: Vec<&str> = ["tenant_id"]
        .iter()
        .chain(T::KEY)
        .chain(&["version"])
        .chain(T::COLUMNS)
        .copied()
        .collect();
    let places: Vec<String> = (1..=columns.len())
        .map(|place| format!("?{place}"))
        .collect();
    format!(
        "INSERT INTO {} ({}) VALUES ({})",
        T::TABLE,
        columns.join(", "),
        places.join(", ")
    )
}

/// As [`insert`], over the row whose version is one less.
pub(crate) fn update<T: Stored>() -> String {
    let first = T::KEY.len() + 2;
    let columns: Vec<String> = (first..)
        .zip(["version"].iter().chain(T::COLUMNS))
        .map(|(place, column)| format!("{column} = ?{place}"))
        .collect();
    format!(
        "UPDATE {} SET {} {} AND version = ?{first} - 1",
        T::TABLE,
        columns.join(", "),
        by_key::<T>()
    )
}

/// Tenant, key, version.
pub(crate) fn delete<T: Stored>() -> String {
    let place = T::KEY.len() + 2;
    format!(
        "DELETE FROM {} {} AND version = ?{place}",
        T::TABLE,
        by_key::<T>()
    )
}

/// The version of one row; none if it is absent.
pub(crate) fn version_of<T: Stored>(
    connection: &Connection,
    tenant: TenantId,
    key: &T::Key,
) -> rusqlite::Result<Option<Version>> {
    let sql = format!("SELECT version FROM {} {}", T::TABLE, by_key::<T>());
    let mut statement = connection.prepare_cached(&sql)?;
    let mut to = Binder::new(&mut statement, tenant)?;
    T::put_key(key, &mut to)?;
    one(&mut statement, |row| version(row.get(0)?))
}

/// One row by its key.
pub(crate) fn find<T: Stored>(
    connection: &Connection,
    tenant: TenantId,
    key: &T::Key,
) -> rusqlite::Result<Option<Versioned<T>>> {
    let mut statement = connection.prepare_cached(&select::<T>(&by_key::<T>()))?;
    let mut to = Binder::new(&mut statement, tenant)?;
    T::put_key(key, &mut to)?;
    one(&mut statement, |row| versioned(row, tenant))
}

/// The first row that a bound statement gives.
pub(crate) fn one<T>(
    statement: &mut Statement<'_>,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
    let mut rows = statement.raw_query();
    rows.next()?.map(read).transpose()
}

/// All rows that a bound statement gives.
pub(crate) fn all<T>(
    statement: &mut Statement<'_>,
    mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// A row of [`select`].
pub(crate) fn versioned<T: Stored>(
    row: &Row<'_>,
    tenant: TenantId,
) -> rusqlite::Result<Versioned<T>> {
    let mut from = Columns {
        row,
        tenant,
        next: 0,
    };
    Ok(Versioned {
        version: version(from.get()?)?,
        value: T::take(&mut from)?,
    })
}

pub(crate) fn version(stored: i64) -> rusqlite::Result<Version> {
    u64::try_from(stored)
        .map(Version)
        .map_err(|_| unreadable(0))
}

pub(crate) fn unreadable(column: usize) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(Unreadable))
}

/// Binds values one after the other.
pub(crate) struct Binder<'a, 'c> {
    statement: &'a mut Statement<'c>,
    next: usize,
}

impl<'a, 'c> Binder<'a, 'c> {
    /// The tenant is always the first.
    pub(crate) fn new(
        statement: &'a mut Statement<'c>,
        tenant: TenantId,
    ) -> rusqlite::Result<Self> {
        let mut binder = Self { statement, next: 1 };
        binder.id(tenant.bytes())?;
        Ok(binder)
    }

    pub(crate) fn value(&mut self, value: impl ToSql) -> rusqlite::Result<()> {
        self.statement.raw_bind_parameter(self.next, value)?;
        self.next += 1;
        Ok(())
    }

    pub(crate) fn id(&mut self, bytes: &[u8; 16]) -> rusqlite::Result<()> {
        self.value(bytes.as_slice())
    }

    pub(crate) fn id_if(&mut self, bytes: Option<&[u8; 16]>) -> rusqlite::Result<()> {
        self.value(bytes.map(<[u8; 16]>::as_slice))
    }

    pub(crate) fn count(&mut self, value: u64) -> rusqlite::Result<()> {
        self.value(i64::try_from(value).map_err(unstorable)?)
    }

    pub(crate) fn time(&mut self, time: Timestamp) -> rusqlite::Result<()> {
        self.value(time.micros())
    }

    pub(crate) fn time_if(&mut self, time: Option<Timestamp>) -> rusqlite::Result<()> {
        self.value(time.map(Timestamp::micros))
    }

    /// A keyword, as its wire form has it.
    pub(crate) fn word<T: Serialize>(&mut self, value: &T) -> rusqlite::Result<()> {
        match serde_json::to_value(value).map_err(unstorable)? {
            serde_json::Value::String(word) => self.value(word),
            serde_json::Value::Null => self.value(rusqlite::types::Null),
            _ => Err(unstorable(())),
        }
    }

    /// A part that is never searched.
    pub(crate) fn json<T: Serialize>(&mut self, value: &T) -> rusqlite::Result<()> {
        self.value(serde_json::to_string(value).map_err(unstorable)?)
    }

    pub(crate) fn json_if<T: Serialize>(&mut self, value: Option<&T>) -> rusqlite::Result<()> {
        match value {
            Some(value) => self.json(value),
            None => self.value(rusqlite::types::Null),
        }
    }
}

/// Takes the columns of a row one after the other.
pub(crate) struct Columns<'r, 's> {
    row: &'r Row<'s>,
    tenant: TenantId,
    next: usize,
}

impl<'r, 's> Columns<'r, 's> {
    pub(crate) const fn new(row: &'r Row<'s>, tenant: TenantId, next: usize) -> Self {
        Self { row, tenant, next }
    }

    pub(crate) const fn tenant(&self) -> TenantId {
        self.tenant
    }

    pub(crate) fn get<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        let place = self.next;
        self.next += 1;
        // The driver's own conversion errors can hold the value.
        self.row.get(place).map_err(|_| unreadable(place))
    }

    pub(crate) fn id<T>(&mut self, from: fn([u8; 16]) -> T) -> rusqlite::Result<T> {
        self.get().map(from)
    }

    pub(crate) fn id_if<T>(&mut self, from: fn([u8; 16]) -> T) -> rusqlite::Result<Option<T>> {
        self.get::<Option<[u8; 16]>>().map(|id| id.map(from))
    }

    pub(crate) fn count(&mut self) -> rusqlite::Result<u64> {
        let place = self.next;
        u64::try_from(self.get::<i64>()?).map_err(|_| unreadable(place))
    }

    pub(crate) fn time(&mut self) -> rusqlite::Result<Timestamp> {
        self.get().map(Timestamp::from_micros)
    }

    pub(crate) fn time_if(&mut self) -> rusqlite::Result<Option<Timestamp>> {
        Ok(self.get::<Option<i64>>()?.map(Timestamp::from_micros))
    }

    pub(crate) fn word<T: DeserializeOwned>(&mut self) -> rusqlite::Result<T> {
        let place = self.next;
        self.word_if()?.ok_or_else(|| unreadable(place))
    }

    pub(crate) fn word_if<T: DeserializeOwned>(&mut self) -> rusqlite::Result<Option<T>> {
        let place = self.next;
        let Some(text) = self.get::<Option<String>>()? else {
            return Ok(None);
        };
        let source: StrDeserializer<'_, WordError> = text.as_str().into_deserializer();
        T::deserialize(source)
            .map(Some)
            .map_err(|_| unreadable(place))
    }

    pub(crate) fn json<T: DeserializeOwned>(&mut self) -> rusqlite::Result<T> {
        let place = self.next;
        self.json_if()?.ok_or_else(|| unreadable(place))
    }

    pub(crate) fn json_if<T: DeserializeOwned>(&mut self) -> rusqlite::Result<Option<T>> {
        let place = self.next;
        let Some(text) = self.get::<Option<String>>()? else {
            return Ok(None);
        };
        serde_json::from_str(&text)
            .map(Some)
            .map_err(|_| unreadable(place))
    }
}
