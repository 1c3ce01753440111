//! What only a bug can ask for (contract clause 2): a database refuses it by its constraints.

use super::Directory;
use super::rows::Rows;
use crate::account::{Account, Onboarding};
use crate::change::{ChangeSet, DirectoryPut, Put};
use crate::event::OutboxEntry;
use crate::id::{AccountId, OrganizationId, TeamId, TenantId};
use crate::invitation::Invitation;
use crate::limits::TREE_DEPTH;
use crate::number::LineKey;
use crate::settings::AccessKind;
use crate::store::{CommitError, StoreError, StoreErrorKind};

/// Most lines of an account.
const LINES: usize = 8;

/// Looks at the rows written.
///
/// # Errors
/// `Corrupt`.
pub(super) fn only_a_bug(
    rows: &Rows,
    directory: &Directory,
    changes: &ChangeSet,
) -> Result<(), CommitError> {
    let sound = tenant_is_sound(rows, changes)
        && tree_is_sound(rows, directory, changes)
        && people_are_sound(rows, changes)
        && numbers_are_sound(rows, directory, changes)
        && work_is_sound(rows, changes);
    if sound {
        Ok(())
    } else {
        let message = "a change set breaks an invariant of the store";
        Err(StoreError::new(StoreErrorKind::Corrupt, message).into())
    }
}

fn tenant_is_sound(rows: &Rows, changes: &ChangeSet) -> bool {
    let own = |tenant: TenantId| tenant == changes.tenant;
    let only_attempts = changes.len() == changes.attempts.len();
    written(&changes.tenants).all(|tenant| own(tenant.id))
        && (only_attempts || rows.tenant.has(&()))
}

fn tree_is_sound(rows: &Rows, directory: &Directory, changes: &ChangeSet) -> bool {
    let exists = |id: &OrganizationId| rows.organizations.has(id);
    let known = |team: &TeamId| rows.teams.has(team);
    written(&changes.organizations).all(|organization| {
        let listed = organization.external_id.as_ref().is_none_or(|external_id| {
            directory.companies.get(external_id) == Some(&(changes.tenant, organization.id))
        });
        listed
            && (1..=TREE_DEPTH).contains(&organization.depth)
            && organization.parent.as_ref().is_none_or(exists)
            && organization
                .default_group
                .is_none_or(|group| rows.groups.has(&group))
    }) && written(&changes.settings).all(|own| exists(&own.organization))
        && written(&changes.roles).all(|role| exists(&role.organization))
        && written(&changes.groups).all(|group| exists(&group.organization))
        && written(&changes.grants).all(|grant| {
            exists(&grant.organization)
                && rows.roles.has(&grant.role)
                && rows.accounts.has(&grant.account)
                && grant.teams.iter().all(known)
                && (grant.scoped || grant.teams.is_empty())
        })
        && written(&changes.teams).all(|team| exists(&team.organization))
        && written(&changes.privilege_groups).all(|group| exists(&group.organization))
        && written(&changes.templates).all(|template| exists(&template.organization))
        && written(&changes.pools).all(|pool| exists(&pool.organization))
}

fn people_are_sound(rows: &Rows, changes: &ChangeSet) -> bool {
    written(&changes.accounts).all(|account| account_is_sound(rows, account))
        && written(&changes.identities).all(|identity| {
            rows.organizations.has(&identity.scope) && rows.accounts.has(&identity.account)
        })
        && written(&changes.invitations).all(|invitation| invitation_is_sound(rows, invitation))
        && written(&changes.pins)
            .all(|pin| rows.organizations.has(&pin.organization) && rows.accounts.has(&pin.account))
}

fn account_is_sound(rows: &Rows, account: &Account) -> bool {
    let no_portal = account.access == AccessKind::NoPortal;
    let groups = account.lines.iter().filter_map(|line| line.group);
    rows.organizations.has(&account.organization)
        && account.lines.len() <= LINES
        && groups.into_iter().all(|group| rows.groups.has(&group))
        && account.teams.iter().all(|team| rows.teams.has(team))
        && !(no_portal && account.identity.is_some())
        && no_portal == (account.onboarding == Onboarding::NotApplicable)
}

fn invitation_is_sound(rows: &Rows, invitation: &Invitation) -> bool {
    let account = rows.accounts.value(&invitation.account);
    account.is_some_and(|account| account.access == AccessKind::Portal)
        && invitation.generation.number >= 1
        && invitation.max_uses.is_none_or(|max| invitation.uses <= max)
}

fn numbers_are_sound(rows: &Rows, directory: &Directory, changes: &ChangeSet) -> bool {
    let has_line = |line: LineKey| {
        let account = rows.accounts.value(&line.account);
        account.is_some_and(|account| usize::from(line.line) < account.lines.len())
    };
    rows.numbers
        .changed()
        .filter_map(|(_, new)| new)
        .all(|number| {
            rows.organizations.has(&number.owner)
                && directory.numbers.get(&number.e164) == Some(&changes.tenant)
                && number.line().is_none_or(has_line)
        })
        && changes.directory.iter().all(|put| match put {
            DirectoryPut::ReleaseNumber(number) => !rows.numbers.has(number),
            DirectoryPut::Number(_) | DirectoryPut::Company(..) => true,
        })
}

fn work_is_sound(rows: &Rows, changes: &ChangeSet) -> bool {
    let account_exists = |id: &AccountId| rows.accounts.has(id);
    written(&changes.batches).all(|batch| rows.organizations.has(&batch.organization))
        && written(&changes.batch_rows).all(|row| {
            rows.batches.has(&row.batch) && row.account.as_ref().is_none_or(account_exists)
        })
        && written(&changes.outbox)
            .filter_map(OutboxEntry::invitation)
            .all(|invitation| rows.invitations.has(&invitation))
}

fn written<T: crate::change::Entity>(puts: &[Put<T>]) -> impl Iterator<Item = &T> {
    puts.iter().filter_map(Put::value)
}
