//! Reading an edit under the settings of the account's organization, and what is written beside the account.

use super::creation::{canonical, identity_scope};
use super::edit::Edit;
use super::edit_account::{EditAccount, LineEdit};
use super::form::{check_extension, read_applications, read_language};
use super::replace_device::withdraw;
use super::rules::{Names, default_language, read_identity};
use crate::account::{Account, Line, LineFeatures, Name, Onboarding};
use crate::change::{ChangeSet, EntityKey, IdentityEntry, Put, Version};
use crate::command::Context;
use crate::command::group::check_pairs;
use crate::command::guard::{Acting, Seen};
use crate::command::invitation::sending::waits_already;
use crate::command::refusals::Refusals;
use crate::contact::{ForwardingNumber, Identity, IdentityRules};
use crate::error::{Error, ErrorCode};
use crate::finding::{FindingCode, Problem};
use crate::id::{AccountId, GroupId};
use crate::number::LineKey;
use crate::settings::{AccessKind, Settings};
use crate::snapshot::Snapshot;

impl EditAccount {
    /// Step 1: what can be said about the form before the account is known.
    pub(super) fn check_form(&self) -> Result<(), Error> {
        let mut refusals = Refusals::default();
        let text = |edit: &'_ Edit<String>| edit.value().cloned();
        let names = [&self.first_name, &self.last_name, &self.name].map(text);
        let [first, last, one] = names.each_ref().map(Option::as_deref);
        let _ = Names::read(first, last, one, &mut refusals);
        check_extension(self.extension.value().map(String::as_str), &mut refusals);
        if let Some(pairs) = &self.attributes {
            check_pairs("attributes", pairs, &mut refusals);
        }
        for (field, address) in [
            ("identity", self.identity.as_ref()),
            ("notification_address", self.notification_address.value()),
        ] {
            if let Some(text) = address.filter(|text| text.contains('@')) {
                refusals.value(field, Identity::parse(text, &IdentityRules::default()));
            }
        }
        for line in &self.lines {
            if let Some(text) = line.forwarding_number.value() {
                refusals.value("forwarding_number", ForwardingNumber::read(text));
            }
        }
        refusals.finish()
    }

    fn names(&self, before: &Name, settings: &Settings, refusals: &mut Refusals) -> Name {
        if self.first_name.is_keep() && self.last_name.is_keep() && self.name.is_keep() {
            return before.clone();
        }
        let given = [&self.first_name, &self.last_name, &self.name];
        let [first, last, one] = given.map(|edit| edit.value().map(String::as_str));
        let read = Names::read(first, last, one, refusals);
        let (old_first, old_last, old_one) = match before {
            Name::Two { first, last } => (first.clone(), last.clone(), None),
            Name::One(name) => (None, None, Some(name.clone())),
        };
        let kept = |edit: &Edit<String>, read, before| match edit {
            Edit::Keep => before,
            Edit::Clear | Edit::Set(_) => read,
        };
        let names = Names {
            first: kept(&self.first_name, read.first, old_first),
            last: kept(&self.last_name, read.last, old_last),
            one: kept(&self.name, read.one, old_one),
        };
        names.in_form(settings, refusals)
    }
}

/// An edit while it is decided.
pub(super) struct Editing<'a, 's> {
    pub(super) acting: &'a Acting<'s>,
    pub(super) seen: &'a Seen<'s>,
    pub(super) snapshot: &'s Snapshot,
}

impl Editing<'_, '_> {
    /// The account afterwards, and warnings. All refusals of fields are found together.
    ///
    /// # Errors
    /// The codes of fields, `account_identity_forbidden`, `not_found` (line, application, group, team), `team_disabled`,
    /// `feature_not_enabled`, `account_identity_taken`, `account_extension_taken`.
    pub(super) fn read(
        &self,
        edit: &EditAccount,
        before: &Account,
    ) -> Result<(Account, Vec<FindingCode>), Error> {
        let settings = &self.seen.settings;
        let mut refusals = Refusals::default();
        let mut account = before.clone();
        account.name = edit.names(&before.name, settings, &mut refusals);
        self.addresses(edit, &mut account, &mut refusals);
        if let Some(applications) = &edit.applications {
            let given = Some(applications.as_slice());
            account.applications = read_applications(given, settings, &mut refusals);
        }
        account.language = match &edit.language {
            Edit::Keep => account.language,
            Edit::Clear => default_language(settings, account.administrator),
            Edit::Set(text) => read_language(Some(text), settings, &mut refusals),
        };
        account.extension = edit.extension.clone().over(account.extension);
        if let Some(pairs) = &edit.attributes {
            account.attributes.clone_from(pairs);
        }
        refusals.finish()?;
        let mut warnings = Vec::new();
        for line in &edit.lines {
            self.line(line, &mut account, &mut warnings)?;
        }
        self.check_references(edit, before, &account)?;
        if let Some(teams) = &edit.teams {
            self.check_teams(edit, before)?;
            account.teams.clone_from(teams);
        }
        self.check_unique(before, &account)?;
        Ok((account, warnings))
    }

    fn addresses(&self, edit: &EditAccount, account: &mut Account, refusals: &mut Refusals) {
        let settings = &self.seen.settings;
        let says = edit.identity.is_some() || edit.notification_address.value().is_some();
        if account.access == AccessKind::NoPortal {
            if says {
                refusals.refuse(Error::new(ErrorCode::AccountIdentityForbidden));
            }
            return;
        }
        if let Some(text) = &edit.identity
            && let Some(identity) = read_identity("identity", text, settings, refusals)
        {
            account.identity = Some(identity);
        }
        match &edit.notification_address {
            Edit::Keep => {}
            Edit::Clear => account.notification_address = None,
            Edit::Set(text) => {
                account.notification_address =
                    read_identity("notification_address", text, settings, refusals);
            }
        }
    }

    fn line(
        &self,
        edit: &LineEdit,
        account: &mut Account,
        warnings: &mut Vec<FindingCode>,
    ) -> Result<(), Error> {
        let key = LineKey {
            account: account.id,
            line: edit.line,
        };
        let absent = || Error::not_found("line");
        let line = account
            .lines
            .get_mut(usize::from(edit.line))
            .ok_or_else(absent)?;
        match &edit.group {
            Edit::Keep => {}
            Edit::Clear => line.group = self.snapshot.default_group(self.seen.id()),
            Edit::Set(group) => {
                self.visible(*group)?;
                line.group = Some(*group);
            }
        }
        if let Some(features) = edit.features {
            line.features = LineFeatures {
                // Counts only with social messaging (M-53).
                restrict_incoming_social_messaging: features.social_messaging
                    && features.restrict_incoming_social_messaging,
                ..features
            };
        }
        match &edit.forwarding_number {
            Edit::Keep => Ok(()),
            Edit::Clear => {
                line.forwarding_number = None;
                Ok(())
            }
            Edit::Set(text) => self.forward(text, key, line, warnings),
        }
    }

    fn forward(
        &self,
        text: &str,
        key: LineKey,
        line: &mut Line,
        warnings: &mut Vec<FindingCode>,
    ) -> Result<(), Error> {
        let field = "forwarding_number";
        let to = ForwardingNumber::read(text)
            .map_err(|problem| Error::field(field, &problem))?
            .value;
        if self.seen.settings.voice_calling {
            warnings.push(FindingCode::ForwardingNotApplicable);
            line.forwarding_number = None;
            return Ok(());
        }
        let own = self.snapshot.number_on(key);
        if own.is_some_and(|own| own.value.e164.digits().to_string() == to.digits()) {
            return Err(Error::field(
                field,
                &Problem::new(FindingCode::ForwardingLoop),
            ));
        }
        line.forwarding_number = Some(to.digits().to_owned());
        Ok(())
    }

    fn visible(&self, group: GroupId) -> Result<(), Error> {
        match self.snapshot.groups.get(&group) {
            Some(found) if self.seen.path.contains(&found.value.organization) => Ok(()),
            _ => Err(Error::not_found("permission_group")),
        }
    }

    /// What is named anew is on offer; what was there before may stay.
    fn check_references(
        &self,
        edit: &EditAccount,
        before: &Account,
        account: &Account,
    ) -> Result<(), Error> {
        let settings = &self.seen.settings;
        let offered =
            |it: &_| settings.applications.contains(it) || before.applications.contains(it);
        if !account.applications.iter().all(offered) {
            return Err(Error::not_found("application"));
        }
        let languages = match account.administrator {
            true => &settings.admin_languages,
            false => &settings.languages,
        };
        let language = account
            .language
            .as_ref()
            .filter(|_| !edit.language.is_keep());
        if language.is_some_and(|it| !languages.contains(it)) {
            return Err(Error::field_code("language", FindingCode::ValueNotAllowed));
        }
        let social = |lines: &[Line], index: usize| {
            lines
                .get(index)
                .is_some_and(|line| line.features.social_messaging)
        };
        let switched = (0..account.lines.len())
            .any(|index| social(&account.lines, index) && !social(&before.lines, index));
        if switched && !settings.social_messaging {
            let field = "social_messaging";
            return Err(Error::field_code(field, FindingCode::FeatureNotEnabled));
        }
        Ok(())
    }

    /// A team of the path; a disabled one takes nobody new.
    fn check_teams(&self, edit: &EditAccount, before: &Account) -> Result<(), Error> {
        let added = edit.teams.iter().flatten();
        for team in added.filter(|team| !before.teams.contains(*team)) {
            let found = self.snapshot.teams.get(team).map(|found| &found.value);
            let found = found.filter(|found| self.seen.path.contains(&found.organization));
            let found = found.ok_or_else(|| Error::not_found("team"))?;
            if !found.enabled {
                return Err(Error::new(ErrorCode::TeamDisabled).with("team", team.to_string()));
            }
        }
        Ok(())
    }

    fn check_unique(&self, before: &Account, account: &Account) -> Result<(), Error> {
        if let Some(identity) = &account.identity {
            let key = (canonical(identity), identity_scope(self.seen));
            let taken = self.snapshot.identities.get(&key);
            if let Some(entry) = taken.filter(|entry| entry.value.account != account.id) {
                return Err(self.taken(ErrorCode::AccountIdentityTaken, entry.value.account));
            }
        }
        let Some(extension) = &account.extension else {
            return Ok(());
        };
        if before.extension.as_ref() == Some(extension) {
            return Ok(());
        }
        let has = |other: &Account| {
            other.organization == self.seen.id()
                && other.id != account.id
                && other.enabled != crate::account::Enabled::Deleted
                && other.extension.as_ref() == Some(extension)
        };
        let mut others = self.snapshot.accounts.values().map(|found| &found.value);
        match others.find(|other| has(other)) {
            Some(other) => Err(self.taken(ErrorCode::AccountExtensionTaken, other.id)),
            None => Ok(()),
        }
    }

    /// Names the account only to those who see it.
    fn taken(&self, code: ErrorCode, id: AccountId) -> Error {
        let error = Error::new(code);
        let Some(found) = self.snapshot.accounts.get(&id) else {
            return error;
        };
        match self.acting.organization(found.value.organization) {
            Err(_) => error,
            Ok(_) => error
                .with("status", found.value.status().as_str())
                .with("account", id.to_string()),
        }
    }

    /// Beside the account: the entry of its identity, and that groups and teams are still there.
    pub(super) fn append(&self, before: &Account, account: &Account, changes: &mut ChangeSet) {
        let scope = identity_scope(self.seen);
        let [old, new] = [before, account].map(|it| it.identity.as_ref().map(canonical));
        if old != new {
            // INVARIANT: an entry is inserted and deleted, never replaced; the account's own version guards it.
            if let Some(old) = old {
                let key = (old, scope);
                changes.identities.push(Put::Delete(Version::FIRST, key));
            }
            if let Some(canonical) = new {
                changes.identities.push(Put::Insert(IdentityEntry {
                    canonical,
                    scope,
                    account: account.id,
                }));
            }
        }
        let groups = |account: &Account| -> Vec<GroupId> {
            account.lines.iter().filter_map(|line| line.group).collect()
        };
        let known = groups(before);
        for group in groups(account).into_iter().filter(|it| !known.contains(it)) {
            if let Some(found) = self.snapshot.groups.get(&group) {
                changes.expect(EntityKey::Group(group), Some(found.version));
            }
        }
        for team in account.teams.difference(&before.teams) {
            if let Some(found) = self.snapshot.teams.get(team) {
                changes.expect(EntityKey::Team(*team), Some(found.version));
            }
        }
    }

    /// With another identity and nothing sent, the secret at the old one dies; who waited is not invited (D-56).
    pub(super) fn let_die(
        &self,
        cx: &Context<'_>,
        before: &Account,
        account: &mut Account,
        changes: &mut ChangeSet,
    ) {
        let [old, new] = [before, &*account].map(|it| it.identity.as_ref().map(canonical));
        let Some(name) = new.filter(|new| old.as_ref() != Some(new)) else {
            return;
        };
        if waits_already(account) {
            account.onboarding = Onboarding::NotInvited;
        }
        let Some(found) = self.snapshot.invitation_of(account.id) else {
            return;
        };
        withdraw(account, cx, self.acting, self.snapshot, changes);
        let written = changes.invitations.last_mut();
        match written {
            Some(Put::Replace(_, invitation)) => name.as_str().clone_into(&mut invitation.username),
            // It was withdrawn before: the name alone changes.
            _ => {
                let mut invitation = found.value.clone();
                name.as_str().clone_into(&mut invitation.username);
                let put = Put::Replace(found.version, invitation);
                changes.invitations.push(put);
            }
        }
    }
}

/// What an edit changed, by the names of the fields; never values.
pub(super) fn changed_fields(before: &Account, after: &Account) -> Vec<&'static str> {
    let lines = |account: &Account| account.lines.clone();
    let any_line = |differs: &dyn Fn(&Line, &Line) -> bool| {
        let pairs = lines(before).into_iter().zip(lines(after));
        pairs.into_iter().any(|(old, new)| differs(&old, &new))
    };
    [
        ("name", before.name != after.name),
        ("identity", before.identity != after.identity),
        (
            "notification_address",
            before.notification_address != after.notification_address,
        ),
        ("applications", before.applications != after.applications),
        ("language", before.language != after.language),
        ("extension", before.extension != after.extension),
        ("group", any_line(&|old, new| old.group != new.group)),
        (
            "features",
            any_line(&|old, new| old.features != new.features),
        ),
        (
            "forwarding_number",
            any_line(&|old, new| old.forwarding_number != new.forwarding_number),
        ),
        ("attributes", before.attributes != after.attributes),
        ("teams", before.teams != after.teams),
    ]
    .into_iter()
    .filter_map(|(field, changed)| changed.then_some(field))
    .collect()
}
