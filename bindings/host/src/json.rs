//! JSON forms of what Rollbook answers: what lists show, and where a page ended. Outcomes of commands serialize by
//! themselves; these forms leave out what only stores need.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rollbook::account::Name;
use rollbook::change::Versioned;
use rollbook::command::invitation::render_invitation::Rendered;
use rollbook::error::{Error, ErrorCode};
use rollbook::number::{Number, NumberState};
use rollbook::query::account::ListedAccount;
use rollbook::query::organization::{ListedGroup, SettingInForce};
use rollbook::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Anything that serializes, as a value.
///
/// # Errors
/// `internal`.
pub fn value<T: Serialize>(of: &T) -> Result<Value, Error> {
    serde_json::to_value(of).map_err(|_| Error::internal("json form"))
}

/// An entity with its version, in one object.
///
/// # Errors
/// `internal`.
pub fn versioned<T: Serialize>(of: &Versioned<T>) -> Result<Value, Error> {
    let mut entity = value(&of.value)?;
    if let Some(fields) = entity.as_object_mut() {
        fields.insert("version".to_owned(), of.version.0.into());
    }
    Ok(entity)
}

/// An account as lists show it.
///
/// # Errors
/// `internal`.
pub fn account(listed: &ListedAccount) -> Result<Value, Error> {
    let found = &listed.row.account;
    let account = &found.value;
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| {
        fields.insert(name.to_owned(), value);
    };
    put("id", account.id.to_string().into());
    put("version", found.version.0.into());
    put("organization", account.organization.to_string().into());
    put("organization_display", listed.organization.clone().into());
    put("access", value(&account.access)?);
    put("name", account.name.display().into());
    if let Name::Two { first, last } = &account.name {
        put(
            "first_name",
            value(&first.as_ref().map(|name| name.as_str()))?,
        );
        put(
            "last_name",
            value(&last.as_ref().map(|name| name.as_str()))?,
        );
    }
    put(
        "identity",
        value(&account.identity.as_ref().map(|it| it.canonical()))?,
    );
    put("status", listed.status.as_str().into());
    put("administrator", account.administrator.into());
    put("language", value(&account.language)?);
    put("extension", value(&account.extension)?);
    put("numbers", value(&listed.row.numbers)?);
    put(
        "device_number",
        value(&account.device.as_ref().map(|device| device.number))?,
    );
    put("created_at", value(&account.created_at)?);
    let invitation = listed.row.invitation.as_ref().map(|invitation| {
        let invitation = &invitation.value;
        json!({
            "id": invitation.id.to_string(),
            "generation": invitation.generation.number,
            "state": listed.invitation.map(|state| state.as_str()),
            "issued_at": invitation.generation.issued_at.to_string(),
            "expires_at": invitation.generation.expires_at.map(|at| at.to_string()),
        })
    });
    put("invitation", invitation.unwrap_or(Value::Null));
    Ok(Value::Object(fields))
}

/// A number as it stands at an instant.
///
/// # Errors
/// `internal`.
pub fn number(found: &Versioned<Number>, at: Timestamp) -> Result<Value, Error> {
    let number = &found.value;
    let (tag, until) = match &number.state {
        NumberState::Reserved(hold) => (hold.tag.as_ref().map(ToString::to_string), hold.until),
        _ => (None, None),
    };
    Ok(json!({
        "number": number.e164.to_string(),
        "version": found.version.0,
        "owner": number.owner.to_string(),
        "state": number.state_at(at).as_str(),
        "tags": value(&number.tags)?,
        "ported": number.ported,
        "golden": number.golden,
        "capabilities": value(&number.capabilities)?,
        "reserved_tag": tag,
        "reserved_until": until.map(|at| at.to_string()),
        "cooling_until": number.cooling_until.map(|at| at.to_string()),
    }))
}

/// A user-permission group as lists show it.
///
/// # Errors
/// `internal`.
pub fn group(listed: &ListedGroup) -> Result<Value, Error> {
    let mut group = versioned(&listed.group)?;
    if let Some(fields) = group.as_object_mut() {
        fields.insert("is_default".to_owned(), listed.is_default.into());
    }
    Ok(group)
}

/// A setting with where it is set; `null` means the profile.
#[must_use]
pub fn setting(found: &SettingInForce) -> Value {
    json!({
        "name": found.name.as_str(),
        "value": found.value.to_string(),
        "set_at": found.set_at.map(|organization| organization.to_string()),
    })
}

/// A rendered invitation. It holds the secret code: it goes to whoever asked for the rendering and nowhere else.
///
/// # Errors
/// `internal`.
pub fn rendered(found: &Rendered) -> Result<Value, Error> {
    Ok(json!({
        "invitation": found.invitation.to_string(),
        "generation": found.generation,
        "kind": value(&found.kind)?,
        "channel": value(&found.channel)?,
        "recipient": value(&found.recipient.as_ref().map(|it| it.canonical()))?,
        "language": value(&found.language)?,
        "name": found.name.display(),
        "username": found.username,
        "company_id": found.company_id.as_str(),
        "code": found.code.render(),
        "organization_name": found.organization_name.as_str(),
        "issued_at": found.issued_at.to_string(),
        "expires_at": found.expires_at.map(|at| at.to_string()),
        "app_download_link": found.app_download_link.as_ref().map(ToString::to_string),
        "web_app_link": found.web_app_link.as_ref().map(ToString::to_string),
        "logo": found.logo.as_ref().map(ToString::to_string),
    }))
}

/// Where a page ended, as one word without spaces.
///
/// # Errors
/// `internal`.
pub fn cursor<C: Serialize>(at: &C) -> Result<String, Error> {
    let text = serde_json::to_vec(at).map_err(|_| Error::internal("cursor"))?;
    Ok(URL_SAFE_NO_PAD.encode(text))
}

/// Reads what [`cursor`] made.
///
/// # Errors
/// `option_not_available` for anything else.
pub fn read_cursor<C: DeserializeOwned>(text: &str) -> Result<C, Error> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    let read = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    read.ok_or_else(|| {
        Error::new(ErrorCode::OptionNotAvailable)
            .with("option", "after")
            .with_message("not a cursor; give the one that the page before ended with")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_nothing_else_is() {
        let id = rollbook::id::BatchId::from_bytes([7; 16]);
        let text = cursor(&id).unwrap();
        assert!(
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
        assert_eq!(read_cursor::<rollbook::id::BatchId>(&text).unwrap(), id);
        for wrong in ["", "%%%", "AAAA"] {
            let error = read_cursor::<rollbook::id::BatchId>(wrong).unwrap_err();
            assert_eq!(error.code(), ErrorCode::OptionNotAvailable);
        }
    }
}
