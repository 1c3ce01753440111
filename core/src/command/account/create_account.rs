//! `create_account`: one person, or one phone, from the single form: saved, or saved and invited.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::creation::{Creation, LineNumber, NewAccount};
use super::form::canonical_forms;
use crate::account::{Account, LineFeatures, Status};
use crate::change::{ChangeSet, CountedSet, Put};
use crate::command::guard::{Acting, Seen};
use crate::command::invitation::numbers::{NumberCheck, Sent, Verdict};
use crate::command::invitation::send_invitations::guard_capacity;
use crate::command::invitation::sending::{Issued, SendRequest, Sending};
use crate::command::limit::{add_limits, limits_on};
use crate::command::number::number;
use crate::command::{Command, Context, Decision, Outcome};
use crate::e164::E164;
use crate::error::Error;
use crate::finding::FindingCode;
use crate::id::{AccountId, GroupId, OrganizationId, RoleId, TeamId};
use crate::limits::LINES_PER_ACCOUNT;
use crate::number::selector::{NumberSelector, Owners, Pick};
use crate::role::{Rank, Role};
use crate::settings::{AccessKind, Channel, NumberRule, RoleModel};
use crate::snapshot::{Bound, Probe, ProbeAnswer, ReadPlan, Snapshot};
use crate::text::Tag;

/// Adds an account (M-12, M-19, B-08). Texts are as typed; the command reads them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateAccount {
    /// Where it belongs.
    pub organization: OrganizationId,
    /// Portal, or login-less.
    pub access: AccessKind,
    /// The first name, where names have two fields.
    pub first_name: Option<String>,
    /// The last name, where names have two fields.
    pub last_name: Option<String>,
    /// The name, where names have one field.
    pub name: Option<String>,
    /// E-mail address or phone number; none for login-less accounts.
    pub identity: Option<String>,
    /// Where invitations go instead.
    pub notification_address: Option<String>,
    /// A role; in the model of ranks a portal account without one is a Member.
    pub role: Option<RoleId>,
    /// The user-permission group of its lines; none for the default in force (D-16).
    pub group: Option<GroupId>,
    /// Teams that it belongs to, at most 1,000; an Admin with teams names some of its own (B-13).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub teams: BTreeSet<TeamId>,
    /// Applications; none for the one that is preselected.
    pub applications: Option<Vec<String>>,
    /// Its lines; none for as many as the settings give, without numbers.
    pub lines: Option<Vec<LineForm>>,
    /// Its language; none for the default.
    pub language: Option<String>,
    /// 3 to 5 digits, unique in the organization.
    pub extension: Option<String>,
    /// The host's own pairs: at most 32, key up to 64, value up to 256 characters.
    pub attributes: BTreeMap<String, String>,
    /// Whether its invitation goes out at once; none as `send_on_create` says (D-08, D-11).
    pub send: Option<bool>,
    /// How; none for what fits the recipient.
    pub channel: Option<Channel>,
    /// T-02 was agreed to: the recipient permits SMS (M-22).
    pub consent: bool,
}

impl CreateAccount {
    /// An account that may sign in, known by `identity`.
    #[must_use]
    pub fn portal(organization: OrganizationId, identity: impl Into<String>) -> Self {
        Self {
            identity: Some(identity.into()),
            ..Self::of(organization, AccessKind::Portal)
        }
    }

    /// A login-less account.
    #[must_use]
    pub fn no_portal(organization: OrganizationId) -> Self {
        Self::of(organization, AccessKind::NoPortal)
    }

    /// With a name in two fields.
    #[must_use]
    pub fn named(mut self, first: impl Into<String>, last: impl Into<String>) -> Self {
        self.first_name = Some(first.into());
        self.last_name = Some(last.into());
        self
    }

    /// With a name in one field.
    #[must_use]
    pub fn called(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Saved and invited, or saved alone, whatever the settings say.
    #[must_use]
    pub const fn sending(mut self, send: bool) -> Self {
        self.send = Some(send);
        self
    }

    /// With one line whose number is chosen so.
    #[must_use]
    pub fn with_number(mut self, number: NumberForm) -> Self {
        self.lines = Some(vec![LineForm {
            number,
            ..LineForm::default()
        }]);
        self
    }

    const fn of(organization: OrganizationId, access: AccessKind) -> Self {
        Self {
            organization,
            access,
            first_name: None,
            last_name: None,
            name: None,
            identity: None,
            notification_address: None,
            role: None,
            group: None,
            teams: BTreeSet::new(),
            applications: None,
            lines: None,
            language: None,
            extension: None,
            attributes: BTreeMap::new(),
            send: None,
            channel: None,
            consent: false,
        }
    }
}

/// Where it belongs and of which kind; nothing about the person.
impl std::fmt::Debug for CreateAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreateAccount")
            .field("organization", &self.organization)
            .field("access", &self.access)
            .field("send", &self.send)
            .finish_non_exhaustive()
    }
}

/// A line as the form has it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineForm {
    /// The number that it gets.
    pub number: NumberForm,
    /// Its switches.
    pub features: LineFeatures,
    /// 4 to 18 digits with country code; of use without voice calling (M-52).
    pub forwarding_number: Option<String>,
}

impl std::fmt::Debug for LineForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LineForm")
            .field("features", &self.features)
            .finish_non_exhaustive()
    }
}

/// How a line gets its number (M-25, M-26, M-64).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberForm {
    /// Not now: the person chooses at activation.
    #[default]
    Later,
    /// This one.
    Named(String),
    /// Any that carries the tag, for example `PORTED`.
    Tagged(String),
    /// Any that is free.
    Any,
}

impl std::fmt::Debug for NumberForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Later => "Later",
            Self::Named(_) => "Named(..)",
            Self::Tagged(_) => "Tagged(..)",
            Self::Any => "Any",
        })
    }
}

/// The account that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountCreated {
    /// Its id.
    pub account: AccountId,
    /// Its displayed status.
    pub status: Status,
    /// The number on each line, in their order.
    pub numbers: Vec<Option<E164>>,
    /// The invitation, if one went out.
    pub invitation: Option<Issued>,
    /// Whether it went out beyond the supply of numbers: a warning under `number_rule` pool and lenient.
    pub beyond_supply: bool,
    /// What was noticed about the form and is no error.
    pub warnings: Vec<FindingCode>,
}

impl Outcome for AccountCreated {
    fn complete(&mut self, bound: &[Bound]) {
        for bound in bound {
            let line = bound.line.map(|line| usize::from(line.line));
            if let Some(slot) = line.and_then(|line| self.numbers.get_mut(line)) {
                *slot = Some(bound.number);
            }
        }
    }
}

impl Command for CreateAccount {
    type Outcome = AccountCreated;

    const NAME: &'static str = "create_account";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        self.check_form()?;
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        plan.root_roles = true;
        plan.roles.extend(self.role);
        plan.teams.extend(&self.teams);
        plan.groups.extend(self.group);
        plan.identities = canonical_forms(self.identity.as_deref());
        let extension = self.extension.clone();
        plan.extensions
            .extend(extension.map(|it| (self.organization, it)));
        for (index, line) in self.lines.iter().flatten().enumerate() {
            if let NumberForm::Named(text) = &line.number {
                plan.numbers.push(number(text, index)?);
                // Whether the actor sees the owner of a number that is not usable here.
                plan.tree = true;
            }
        }
        plan.probes = self.probes(cx);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<AccountCreated>, Error> {
        let acting = Acting::of(cx, snapshot)?;
        let seen = acting.organization(self.organization)?;
        let (mut new, warnings) = self.read(&seen.settings)?;
        default_role(&mut new, &seen, snapshot);
        let later = new
            .lines
            .iter()
            .filter(|line| line.number == LineNumber::Later);
        let later = u32::try_from(later.count()).unwrap_or(u32::MAX);
        let mut numbers: Vec<Option<E164>> = Vec::new();
        for line in &new.lines {
            numbers.push(match &line.number {
                LineNumber::Named(number) => Some(*number),
                _ => None,
            });
        }
        let role = new
            .role
            .and_then(|id| snapshot.roles.get(&id))
            .map(|found| &found.value);
        let mut changes = cx.changes();
        acting.expect_in(&mut changes);
        seen.expect_in(&mut changes, snapshot);
        let creation =
            Creation::new(cx, &acting, &seen, snapshot).with_supply(self.supply(snapshot));
        let mut account = creation.add(new, 0, &mut changes)?;
        tags_first(&mut changes);
        let sent = if self.sends(&seen) {
            let sending = Sending {
                cx,
                acting: &acting,
                seen: &seen,
                snapshot,
                request: SendRequest {
                    channel: self.channel,
                    consent: self.consent,
                },
            };
            Some(self.send(&sending, &mut account, role, later, &mut changes)?)
        } else {
            None
        };
        let outcome = AccountCreated {
            account: account.id,
            status: account.status(),
            numbers,
            beyond_supply: sent
                .as_ref()
                .is_some_and(|(_, verdict)| *verdict == Verdict::Beyond),
            invitation: sent.map(|(issued, _)| issued),
            warnings,
        };
        changes.accounts.push(Put::Insert(account));
        Ok(Decision::new(changes, outcome))
    }
}

impl CreateAccount {
    /// What was asked for, else what the settings say of accounts that can be invited.
    fn sends(&self, seen: &Seen<'_>) -> bool {
        let by_setting = self.access == AccessKind::Portal && seen.settings.send_on_create_single;
        self.send.unwrap_or(by_setting)
    }

    fn send(
        &self,
        sending: &Sending<'_, '_>,
        account: &mut Account,
        role: Option<&Role>,
        lines: u32,
        changes: &mut ChangeSet,
    ) -> Result<(Issued, Verdict), Error> {
        let (seen, snapshot) = (sending.seen, sending.snapshot);
        let roles: Vec<&Role> = role.into_iter().collect();
        let channel = sending.check(account, &roles, None)?;
        let rule = seen.settings.number_rule;
        let view = snapshot.probes.iter().find_map(|answer| match answer {
            ProbeAnswer::Capacity(view) => Some(view),
            _ => None,
        });
        let sent = Sent {
            organization: seen.id(),
            lines,
            first_send: true,
        };
        let verdict = NumberCheck::new(rule, view).judge(
            sent,
            || matches!(snapshot.probes.last(), Some(ProbeAnswer::Count(free)) if *free > 0),
        )?;
        if rule == NumberRule::Strict && lines > 0 {
            guard_capacity(changes, snapshot);
        }
        let pending = CountedSet::PendingInvitations;
        add_limits(changes, limits_on(snapshot, &seen.path, pending, 1));
        let issued = sending.issue(account, &roles, None, channel, 0, changes)?;
        Ok((issued, verdict))
    }

    /// The tags and pools that lines ask for, each once, with how many lines do.
    fn wanted(&self) -> Vec<(LineNumber, Pick, u32)> {
        let mut wanted: Vec<(LineNumber, Pick, u32)> = Vec::new();
        for line in self.lines.iter().flatten() {
            let (number, pick) = match &line.number {
                NumberForm::Later | NumberForm::Named(_) => continue,
                NumberForm::Any => (LineNumber::Any, Pick::Free),
                NumberForm::Tagged(text) => match Tag::parse(text) {
                    Ok(tag) => (LineNumber::Tagged(tag.clone()), Pick::Tagged(tag)),
                    Err(_) => continue,
                },
            };
            match wanted.iter_mut().find(|(known, ..)| *known == number) {
                Some((.., lines)) => *lines += 1,
                None => wanted.push((number, pick, 1)),
            }
        }
        wanted
    }

    /// One question for each tag or pool; then, for sending, the capacity, and at the end whether any number is usable.
    fn probes(&self, cx: &Context<'_>) -> Vec<Probe> {
        let free = |pick: Pick, at_least: u32| Probe::Free {
            selector: NumberSelector {
                owners: Owners::UsableBy(self.organization),
                pick,
            },
            at_least,
            settled: cx.shortage,
        };
        let wanted = self.wanted();
        let mut probes: Vec<Probe> = Vec::new();
        probes.extend(
            wanted
                .iter()
                .map(|(_, pick, lines)| free(pick.clone(), *lines)),
        );
        if self.overlaps(&wanted) {
            let lines = self.lines.as_ref().map_or(0, Vec::len);
            let at_most = u32::try_from(lines).unwrap_or(u32::MAX);
            probes.extend(wanted.into_iter().map(|(_, pick, _)| Probe::List {
                selector: NumberSelector {
                    owners: Owners::UsableBy(self.organization),
                    pick,
                },
                start: cx.claim_start(0),
                at_most,
            }));
        }
        if self.access == AccessKind::Portal && self.send != Some(false) {
            let organizations = vec![self.organization];
            probes.push(Probe::Capacity {
                organizations,
                wanted: LINES_PER_ACCOUNT,
            });
            probes.push(free(Pick::FreeOrReserved, 1));
        }
        probes
    }

    /// Whether one number may be meant twice: by name and by a tag or pool, or by two of those.
    fn overlaps(&self, wanted: &[(LineNumber, Pick, u32)]) -> bool {
        let mut lines = self.lines.iter().flatten();
        let named = lines.any(|line| matches!(line.number, NumberForm::Named(_)));
        wanted.len() > 1 || (named && !wanted.is_empty())
    }

    /// How many lines each tag or pool can serve.
    fn supply(&self, snapshot: &Snapshot) -> Vec<(LineNumber, u32)> {
        let wanted = self.wanted();
        let answers = wanted.iter().zip(&snapshot.probes);
        let mut supply: Vec<(LineNumber, u32)> = answers
            .map(|((number, ..), answer)| match answer {
                ProbeAnswer::Count(free) => (number.clone(), *free),
                _ => (number.clone(), 0),
            })
            .collect();
        if self.overlaps(&wanted) {
            let lists = snapshot.probes.get(wanted.len()..).unwrap_or_default();
            let served = self.served(&wanted, lists);
            for ((_, free), served) in supply.iter_mut().zip(served) {
                *free = served.min(*free);
            }
        }
        supply
    }

    /// Serves the lines in the order of claims, each number once: those given by name are taken already, and what
    /// takes any number comes last ([`tags_first`]).
    fn served(&self, wanted: &[(LineNumber, Pick, u32)], lists: &[ProbeAnswer]) -> Vec<u32> {
        let mut taken: BTreeSet<E164> = BTreeSet::new();
        let mut asked: Vec<LineNumber> = Vec::new();
        for (index, line) in self.lines.iter().flatten().enumerate() {
            match &line.number {
                NumberForm::Named(text) => taken.extend(number(text, index)),
                NumberForm::Tagged(text) => asked.extend(Tag::parse(text).map(LineNumber::Tagged)),
                NumberForm::Any => asked.push(LineNumber::Any),
                NumberForm::Later => {}
            }
        }
        asked.sort_by_key(|number| *number == LineNumber::Any);
        let mut served = vec![0_u32; wanted.len()];
        for number in asked {
            let place = wanted.iter().position(|(known, ..)| *known == number);
            let list = place.and_then(|place| lists.get(place));
            let (Some(place), Some(ProbeAnswer::List(list))) = (place, list) else {
                continue;
            };
            if let Some(free) = list.iter().find(|number| !taken.contains(*number)) {
                taken.insert(*free);
                if let Some(served) = served.get_mut(place) {
                    *served += 1;
                }
            }
        }
        served
    }
}

/// Claims by tag before those of any number, which would take what only the others can use.
fn tags_first(changes: &mut ChangeSet) {
    changes
        .claims
        .sort_by_key(|claim| claim.selector.pick == Pick::Free);
}

/// In the model of ranks a portal account is a Member unless something else is said (B-05, B-10).
fn default_role(new: &mut NewAccount, seen: &Seen<'_>, snapshot: &Snapshot) {
    if new.role.is_some()
        || new.access == AccessKind::NoPortal
        || seen.settings.role_model != RoleModel::Ranks
    {
        return;
    }
    let member = snapshot
        .roles
        .values()
        .find(|found| found.value.fixed && found.value.rank == Some(Rank::Member));
    new.role = member.map(|found| found.value.id);
}
