//! The table from `op` to the typed call, and the forms of arguments and answers.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rollbook::command::Command;
use rollbook::command::account::assign_number::AssignNumber;
use rollbook::command::account::create_account::{CreateAccount, LineForm};
use rollbook::command::account::delete_account::DeleteAccount;
use rollbook::command::account::edit_account::EditAccount;
use rollbook::command::account::move_accounts::MoveAccounts;
use rollbook::command::account::record_opt_in::RecordOptIn;
use rollbook::command::account::record_opt_out::RecordOptOut;
use rollbook::command::account::replace_device::ReplaceDevice;
use rollbook::command::account::resume_accounts::ResumeAccounts;
use rollbook::command::account::suspend_accounts::SuspendAccounts;
use rollbook::command::account::unassign_number::UnassignNumber;
use rollbook::command::activation::{
    AcceptInvitation, CodeText, Credential, NumberChoice, PresentedDevice,
};
use rollbook::command::batch::upload::ImportAccounts;
use rollbook::command::invitation::record_delivery::RecordDelivery;
use rollbook::command::invitation::render_invitation::RenderRequest;
use rollbook::command::invitation::revoke_invitations::RevokeInvitations;
use rollbook::command::invitation::send_invitations::{OnError, SendInvitations};
use rollbook::command::invitation::sending::SendRequest;
use rollbook::command::number::add_numbers::{AddNumbers, NewNumber};
use rollbook::command::number::allocate_numbers::AllocateNumbers;
use rollbook::command::number::choice::NumberChoice as Chosen;
use rollbook::command::number::end_cooling::EndCooling;
use rollbook::command::number::release_numbers::ReleaseNumbers;
use rollbook::command::number::reserve_numbers::ReserveNumbers;
use rollbook::command::number::retire_numbers::RetireNumbers;
use rollbook::command::number::tag_numbers::TagNumbers;
use rollbook::command::number::untag_numbers::UntagNumbers;
use rollbook::command::number::withdraw_numbers::WithdrawNumbers;
use rollbook::command::organization::create_organization::CreateOrganization;
use rollbook::command::organization::disable_organization::DisableOrganization;
use rollbook::command::organization::enable_organization::EnableOrganization;
use rollbook::command::organization::rename_organization::RenameOrganization;
use rollbook::command::pin::create_pins::CreatePins;
use rollbook::command::pin::delete_pins::DeletePins;
use rollbook::command::pin::making::PinItem;
use rollbook::command::pin::reset_pins::ResetPins;
use rollbook::command::pin::verify_pin::PinAttempt;
use rollbook::command::role::assign_role::AssignRole;
use rollbook::command::role::create_role::CreateRole;
use rollbook::command::role::delete_role::DeleteRole;
use rollbook::command::role::edit_role::EditRole;
use rollbook::command::role::remove_role::RemoveRole;
use rollbook::command::role::transfer_ownership::TransferOwnership;
use rollbook::command::setting::set_settings::SetSettings;
use rollbook::command::tenant::create_tenant::{CreateTenant, FirstAdministrator};
use rollbook::contact::phone::{self, PhoneOptions};
use rollbook::contact::{EmailPolicy, email};
use rollbook::credential::derive::{self, Salt};
use rollbook::credential::{CodeKey, CodeKeys, Deployment, Keyring, LinkKeys, TypedCode};
use rollbook::csv::{Options, Schema, validate};
use rollbook::engine::{Rollbook, RunOptions};
use rollbook::entropy::FixedEntropy;
use rollbook::finding::Problem;
use rollbook::id::{AccountId, GroupId, InvitationId, OrganizationId, RoleId, TeamId, TenantId};
use rollbook::number::ReservationReason;
use rollbook::pin::PinText;
use rollbook::profile::ProfileName;
use rollbook::query::organization::GetSettings;
use rollbook::role::{AccountAction, Actor, Denied, Privilege, Rank, Rights, Role, Target};
use rollbook::settings::{AccessKind, Channel, ImportExisting, ImportMode};
use rollbook::store::Store;
use rollbook::time::{Clock, Duration, ManualClock, Timestamp};
use rollbook_tests::vector::{Case, Expect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What an op answers: a document, or a code with its details.
pub type Answer = Result<Value, Expect>;

/// A case while it runs.
pub struct Running {
    rollbook: Rollbook,
    clock: Arc<ManualClock>,
    profile: ProfileName,
}

impl Running {
    pub fn new(case: &Case, store: Arc<dyn Store>) -> Self {
        let clock = Arc::new(ManualClock::new(Timestamp::from_micros(case.now * 1_000)));
        let given = (&case.given.deployment, &case.given.code_key);
        let keyring = match given {
            (Some(deployment), Some(key)) => {
                let codes = CodeKeys::new(Some(code_key(key)), vec![], vec![]).unwrap();
                let links = LinkKeys::new(None, vec![], vec![]).unwrap();
                Some(Keyring::new(deployment.parse().unwrap(), codes, links, None).unwrap())
            }
            (None, None) => None,
            _ => panic!("`deployment` and `code_key` go together"),
        };
        Self {
            rollbook: Rollbook::new(
                store,
                Arc::clone(&clock) as Arc<dyn Clock>,
                Arc::new(FixedEntropy::new(case.seed)),
                keyring,
            ),
            clock,
            profile: case.profile,
        }
    }

    pub fn advance(&self, millis: i64) {
        self.clock.advance(Duration::micros(millis * 1_000));
    }

    /// The table. An unknown op fails.
    pub fn call(&self, op: &str, actor: &Value, args: Value) -> Answer {
        let actor = actor_of(actor);
        match op {
            "read_email" => read_email(read(args)),
            "read_phone" => read_phone(read(args)),
            "read_inventory_number" => read_inventory_number(read(args)),
            "parse_code" => parse_code(read(args)),
            "derive_secrets" => derive_secrets(read(args)),
            "verify_code" => verify_code(read(args)),
            "may_grant" => may_grant(read(args)),
            "may_act_on" => may_act_on(read(args)),
            "privileges_of_rank" => privileges_of_rank(read(args)),
            "validate_row" => self.validate_row(read(args)),
            "create_tenant" => self.create_tenant(read(args)),
            "create_organization" => {
                let args: OrganizationArgs = read(args);
                self.run(
                    &actor,
                    &CreateOrganization {
                        parent: args.parent,
                        name: args.name,
                        external_id: args.external_id,
                    },
                )
            }
            "rename_organization" => self.run::<RenameOrganization>(&actor, &read(args)),
            "disable_organization" => self.run::<DisableOrganization>(&actor, &read(args)),
            "enable_organization" => self.run::<EnableOrganization>(&actor, &read(args)),
            "create_role" => self.run::<CreateRole>(&actor, &read(args)),
            "edit_role" => self.run::<EditRole>(&actor, &read(args)),
            "delete_role" => self.run::<DeleteRole>(&actor, &read(args)),
            "assign_role" => self.run::<AssignRole>(&actor, &read(args)),
            "remove_role" => self.run::<RemoveRole>(&actor, &read(args)),
            "transfer_ownership" => self.run::<TransferOwnership>(&actor, &read(args)),
            "set_settings" => {
                let args: SettingsArgs = read(args);
                let (organization, values) = (args.organization, args.values);
                self.run(
                    &actor,
                    &SetSettings {
                        organization,
                        values,
                    },
                )
            }
            "get_settings" => self.get_settings(&actor, read(args)),
            "add_numbers" => self.add_numbers(&actor, read(args)),
            "reserve_numbers" => self.reserve_numbers(&actor, read(args)),
            "release_numbers" => {
                let args: NumbersArgs = read(args);
                let (organization, numbers) = (args.organization, args.numbers);
                self.run(
                    &actor,
                    &ReleaseNumbers {
                        organization,
                        numbers: Chosen::List(numbers),
                    },
                )
            }
            "retire_numbers" => self.run::<RetireNumbers>(&actor, &read(args)),
            "tag_numbers" => self.run::<TagNumbers>(&actor, &read(args)),
            "untag_numbers" => self.run::<UntagNumbers>(&actor, &read(args)),
            "end_cooling" => self.run::<EndCooling>(&actor, &read(args)),
            "allocate_numbers" => self.run::<AllocateNumbers>(&actor, &read(args)),
            "withdraw_numbers" => self.run::<WithdrawNumbers>(&actor, &read(args)),
            "create_account" => self.create_account(&actor, read(args)),
            "assign_number" => self.run::<AssignNumber>(&actor, &read(args)),
            "unassign_number" => self.run::<UnassignNumber>(&actor, &read(args)),
            "edit_account" => self.run::<EditAccount>(&actor, &read(args)),
            "move_accounts" => self.run::<MoveAccounts>(&actor, &read(args)),
            "delete_account" => self.run::<DeleteAccount>(&actor, &read(args)),
            "suspend_accounts" => self.run::<SuspendAccounts>(&actor, &read(args)),
            "resume_accounts" => self.run::<ResumeAccounts>(&actor, &read(args)),
            "record_opt_out" => self.run::<RecordOptOut>(&actor, &read(args)),
            "record_opt_in" => self.run::<RecordOptIn>(&actor, &read(args)),
            "replace_device" => self.run::<ReplaceDevice>(&actor, &read(args)),
            "send_invitations" => self.send_invitations(&actor, read(args)),
            "render_invitations" => self.render_invitations(&actor, read(args)),
            "revoke_invitations" => {
                let args: AccountsArgs = read(args);
                let command = RevokeInvitations {
                    accounts: args.accounts,
                    on_error: args.on_error,
                };
                self.run(&actor, &command)
            }
            "record_delivery" => self.run::<RecordDelivery>(&actor, &read(args)),
            "take_outbox" => self.take_outbox(&actor, read(args)),
            "check_invitation" => {
                let args: CredentialArgs = read(args);
                answer(self.rollbook.check_invitation(&args.credential()))
            }
            "list_number_choices" => {
                let args: CredentialArgs = read(args);
                answer(self.rollbook.list_number_choices(&args.credential()))
            }
            "accept_invitation" => self.accept_invitation(read(args)),
            "decline_invitation" => {
                let args: CredentialArgs = read(args);
                let options = RunOptions::default();
                let ran = self
                    .rollbook
                    .decline_invitation(&args.credential(), options);
                answer(ran.map(|ran| ran.outcome))
            }
            "create_pins" => {
                let ran =
                    self.rollbook
                        .run::<CreatePins>(&actor, &read(args), RunOptions::default());
                answer(ran.map(|ran| pins_form(&ran.outcome.items)))
            }
            "reset_pins" => {
                let ran =
                    self.rollbook
                        .run::<ResetPins>(&actor, &read(args), RunOptions::default());
                answer(ran.map(|ran| pins_form(&ran.outcome.items)))
            }
            "delete_pins" => self.run::<DeletePins>(&actor, &read(args)),
            "verify_pin" => {
                let args: PinArgs = read(args);
                let attempt = PinAttempt {
                    organization: args.organization,
                    extension: args.extension,
                    pin: PinText::new(args.pin),
                    device: args.device,
                };
                answer(self.rollbook.verify_pin(&actor, &attempt))
            }
            "import_accounts" => self.import_accounts(&actor, read(args)),
            _ => panic!("no op `{op}`"),
        }
    }

    fn run<C: Command>(&self, actor: &Actor, command: &C) -> Answer {
        let ran = self.rollbook.run(actor, command, RunOptions::default());
        answer(ran.map(|ran| ran.outcome))
    }

    fn create_tenant(&self, args: TenantArgs) -> Answer {
        let command = CreateTenant {
            profile: self.profile,
            name: args.name,
            external_id: args.external_id,
            administrator: FirstAdministrator {
                first_name: args.first_name,
                last_name: args.last_name,
                name: args.administrator_name,
                identity: args.identity,
            },
            settings: args.settings,
        };
        let ran = self.rollbook.create_tenant(&command, RunOptions::default());
        answer(ran.map(|ran| ran.outcome))
    }

    fn get_settings(&self, actor: &Actor, args: OrganizationOnly) -> Answer {
        let organization = args.organization;
        let got = self.rollbook.look(actor, &GetSettings { organization });
        answer(got.map(|settings| {
            let entry = |it: rollbook::query::organization::SettingInForce| {
                let set_at = it.set_at.map(|id| id.to_string());
                (
                    it.name.to_string(),
                    json!({ "value": it.value.to_string(), "set_at": set_at }),
                )
            };
            settings.into_iter().map(entry).collect::<BTreeMap<_, _>>()
        }))
    }

    fn add_numbers(&self, actor: &Actor, args: AddArgs) -> Answer {
        let number = |it: NumberArgs| NewNumber {
            e164: it.e164,
            ported: it.ported,
            golden: it.golden,
            tags: it.tags,
            capabilities: rollbook::number::Capabilities::default(),
        };
        let command = AddNumbers {
            organization: args.organization,
            numbers: args.numbers.into_iter().map(number).collect(),
        };
        self.run(actor, &command)
    }

    fn reserve_numbers(&self, actor: &Actor, args: ReserveArgs) -> Answer {
        let numbers = match (args.numbers, args.series, args.tagged, args.quantity) {
            (Some(list), None, None, None) => Chosen::List(list),
            (None, Some(series), None, Some(quantity)) => Chosen::Series { series, quantity },
            (None, None, Some(tag), Some(quantity)) => Chosen::Tagged { tag, quantity },
            _ => panic!("`numbers`, or `series` or `tagged` with `quantity`"),
        };
        let command = ReserveNumbers {
            organization: args.organization,
            numbers,
            tag: args.tag,
            until: args.until,
            reason: args.reason.unwrap_or(ReservationReason::Manual),
            note: None,
        };
        self.run(actor, &command)
    }

    fn create_account(&self, actor: &Actor, args: AccountArgs) -> Answer {
        let command = CreateAccount {
            organization: args.organization,
            access: args.access.unwrap_or(AccessKind::Portal),
            first_name: args.first_name,
            last_name: args.last_name,
            name: args.name,
            identity: args.identity,
            notification_address: args.notification_address,
            role: args.role,
            group: args.group,
            teams: args.teams,
            applications: None,
            lines: args.lines,
            language: args.language,
            extension: args.extension,
            attributes: BTreeMap::new(),
            send: args.send,
            channel: args.channel,
            consent: args.consent,
        };
        self.run(actor, &command)
    }

    fn send_invitations(&self, actor: &Actor, args: AccountsArgs) -> Answer {
        let command = SendInvitations {
            accounts: args.accounts,
            request: SendRequest {
                channel: args.channel,
                consent: args.consent,
            },
            on_error: args.on_error,
        };
        self.run(actor, &command)
    }

    fn render_invitations(&self, actor: &Actor, args: RenderArgs) -> Answer {
        let requests: Vec<_> = args
            .invitations
            .into_iter()
            .map(|it| RenderRequest {
                invitation: it.invitation,
                generation: it.generation,
            })
            .collect();
        let rendered = self
            .rollbook
            .render_invitations(actor, &requests, RunOptions::default());
        answer(rendered.map(|items| {
            let item = |it: Result<_, rollbook::Error>| match it {
                Ok(it) => rendered_form(&it),
                Err(error) => json!({ "error": error.code().as_str() }),
            };
            items.into_iter().map(item).collect::<Vec<_>>()
        }))
    }

    fn take_outbox(&self, actor: &Actor, args: TakeArgs) -> Answer {
        let lease = Duration::micros(args.lease * 1_000);
        answer(self.rollbook.take_outbox(actor, args.most, lease))
    }

    fn accept_invitation(&self, args: AcceptArgs) -> Answer {
        let command = AcceptInvitation {
            credential: args.credential.credential(),
            device: PresentedDevice {
                number: args.device,
                verified: args.verified,
                key: None,
            },
            number: args.number,
        };
        let ran = self
            .rollbook
            .accept_invitation(&command, RunOptions::default());
        answer(ran.map(|ran| ran.outcome))
    }

    fn import_accounts(&self, actor: &Actor, args: ImportArgs) -> Answer {
        let input = ImportAccounts {
            access: args.access.unwrap_or(AccessKind::Portal),
            invite: args.invite,
            consent: args.consent,
            mode: args.mode,
            existing: args.existing,
            key: args.key,
            force: args.force,
            ..ImportAccounts::new(args.organization)
        };
        let file = STANDARD.decode(args.file).unwrap();
        let imported =
            self.rollbook
                .import_accounts(actor, &input, &file, RunOptions::default(), &mut |_| {
                    ControlFlow::Continue(())
                });
        answer(imported.map(|it| {
            let batch = serde_json::to_value(&it.batch).unwrap();
            let rows = serde_json::to_value(&it.rows).unwrap();
            json!({ "batch": batch, "rows": rows, "replayed": it.replayed })
        }))
    }

    /// One data row under the labels given, through the whole validator without facts, for an organization whose
    /// settings are the profile's.
    fn validate_row(&self, args: RowArgs) -> Answer {
        let access = args.access.unwrap_or(AccessKind::Portal);
        let settings = self.profile.settings();
        let mode = ImportMode::All;
        let schema = Schema::for_organization(self.profile, &settings, access, mode, &[]);
        let line = |cells: Vec<&str>| {
            let quoted = cells
                .iter()
                .map(|it| format!("\"{}\"", it.replace('"', "\"\"")));
            quoted.collect::<Vec<_>>().join(",")
        };
        let labels = args.cells.iter().map(|it| it.0.as_str()).collect();
        let cells = args.cells.iter().map(|it| it.1.as_str()).collect();
        let file = format!("{}\n{}\n", line(labels), line(cells));
        let options = Options::new().collect_rows(true);
        let report = validate(file.as_bytes(), &schema.unwrap(), &options, None);
        let finding = |it: &rollbook::finding::Finding| {
            json!({
                "cell": it.place.cell(),
                "code": it.code.as_str(),
                "severity": it.severity,
                "params": it.params,
            })
        };
        let row = report.rows.first().map(|row| {
            let values: BTreeMap<_, _> = row.values().collect();
            json!({ "status": row.status, "values": values })
        });
        let findings: Vec<_> = report
            .findings
            .iter()
            .filter(|it| it.code.as_str() != "inventory_unchecked")
            .map(finding)
            .collect();
        Ok(json!({ "row": row, "findings": findings }))
    }
}

fn answer<T: serde::Serialize>(result: Result<T, rollbook::Error>) -> Answer {
    match result {
        Ok(outcome) => Ok(serde_json::to_value(outcome).unwrap()),
        Err(error) => Err(Expect::Error {
            code: error.code().as_str().to_owned(),
            details: serde_json::to_value(error.details()).unwrap(),
        }),
    }
}

fn problem(problem: &Problem) -> Expect {
    Expect::Error {
        code: problem.code.as_str().to_owned(),
        details: serde_json::to_value(&problem.params).unwrap(),
    }
}

fn notes(notes: &[Problem]) -> Vec<&'static str> {
    notes.iter().map(|it| it.code.as_str()).collect()
}

/// What was made, PINs included: they are in no document but the first answer.
fn pins_form(items: &[PinItem]) -> Value {
    let item = |it: &PinItem| {
        let mut form = serde_json::to_value(it).unwrap();
        form["pin"] = it.pin.as_ref().map(|pin| pin.expose()).into();
        form
    };
    json!({ "items": items.iter().map(item).collect::<Vec<_>>() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PinArgs {
    organization: OrganizationId,
    extension: Option<String>,
    pin: String,
    device: String,
}

fn rendered_form(it: &rollbook::command::invitation::render_invitation::Rendered) -> Value {
    let recipient = it.recipient.as_ref().map(|to| to.original().to_owned());
    json!({
        "invitation": it.invitation,
        "generation": it.generation,
        "kind": it.kind,
        "channel": it.channel,
        "recipient": recipient,
        "username": it.username,
        "company_id": it.company_id,
        "code": it.code.render(),
        "organization_name": it.organization_name,
        "issued_at": it.issued_at,
        "expires_at": it.expires_at,
    })
}

fn read<T: DeserializeOwned>(args: Value) -> T {
    let shown = args.to_string();
    serde_json::from_value(args).unwrap_or_else(|error| panic!("{error} in {shown}"))
}

fn actor_of(actor: &Value) -> Actor {
    match actor {
        Value::String(word) if word == "none" || word == "bearer" => Actor::Bearer,
        other => match read::<ActorArgs>(other.clone()) {
            ActorArgs {
                tenant,
                account: Some(account),
            } => Actor::Account { tenant, account },
            ActorArgs {
                tenant,
                account: None,
            } => Actor::System { tenant },
        },
    }
}

fn code_key(text: &str) -> CodeKey {
    CodeKey::new(&STANDARD.decode(text).unwrap()).unwrap()
}

fn read_email(args: EmailArgs) -> Answer {
    let domains = args.domains.iter().map(String::as_str);
    let policy = EmailPolicy::only_at(domains).map_err(|it| problem(&it))?;
    match email::canonical(&args.text, &policy) {
        Ok(read) => Ok(json!({ "canonical": read.value, "notes": notes(&read.notes) })),
        Err(refused) => Err(problem(&refused)),
    }
}

fn read_phone(args: PhoneArgs) -> Answer {
    let mut options = PhoneOptions::for_identities();
    options.default_region = args.region.map(|region| region.parse().unwrap());
    match phone::read(&args.text, &options) {
        Ok(read) => Ok(json!({ "e164": read.value, "notes": notes(&read.notes) })),
        Err(refused) => Err(problem(&refused)),
    }
}

fn read_inventory_number(args: TextArgs) -> Answer {
    match phone::inventory_number(&args.text) {
        Ok(read) => Ok(json!({ "e164": read.value, "notes": notes(&read.notes) })),
        Err(refused) => Err(problem(&refused)),
    }
}

fn parse_code(args: TextArgs) -> Answer {
    let parsed = TypedCode::parse(&args.text).map_err(rollbook::Error::from);
    answer(parsed.map(|code| code.render()))
}

fn derive_secrets(args: DeriveArgs) -> Answer {
    let (key, salt) = (code_key(&args.code_key), args.salt());
    let deployment: Deployment = args.deployment.parse().unwrap();
    let (tenant, invitation) = (args.tenant, args.invitation);
    let generation = args.generation;
    let link = derive::link_secret(&key, &deployment, tenant, invitation, generation, &salt);
    Ok(json!({
        "key_id": key.id().to_string(),
        "link": STANDARD.encode(link.expose()),
        "code": args.code().render(),
    }))
}

fn verify_code(args: VerifyArgs) -> Answer {
    let parsed = TypedCode::parse(&args.text).map_err(rollbook::Error::from);
    answer(parsed.map(|code| code.verify(&args.of.secret())))
}

fn role_of(rank: Rank) -> Role {
    Role {
        id: RoleId::from_bytes([1; 16]),
        organization: OrganizationId::from_bytes([2; 16]),
        name: rank.role_name().unwrap_or("none").parse().unwrap(),
        privileges: rank.privileges(),
        rank: Some(rank),
        fixed: true,
        created_at: Timestamp::from_seconds(0),
    }
}

fn denied(denied: Result<(), Denied>) -> Answer {
    let refused = |code: &str, details: Value| {
        Err(Expect::Error {
            code: code.to_owned(),
            details,
        })
    };
    match denied {
        Ok(()) => Ok(Value::Bool(true)),
        Err(Denied::Privilege(privilege)) => {
            let privilege = privilege.as_str();
            refused("privilege_missing", json!({ "privilege": privilege }))
        }
        Err(Denied::RoleNotGrantable(_)) => refused("role_not_grantable", json!({})),
        Err(Denied::RankTooLow) => refused("rank_too_low", json!({})),
    }
}

fn may_grant(args: RanksArgs) -> Answer {
    let (actor, target) = (role_of(args.by), role_of(args.to));
    let rights = Rights::of([(actor.organization, &actor)]);
    denied(rights.may_grant(&target, &BTreeSet::new(), &[actor.organization]))
}

fn may_act_on(args: ActArgs) -> Answer {
    let (actor, target) = (role_of(args.by), role_of(args.on));
    let action = match args.action.as_str() {
        "invite" => AccountAction::Invite,
        "edit" => AccountAction::Edit,
        "move" => AccountAction::Move,
        "delete" => AccountAction::Delete,
        other => panic!("no action `{other}`"),
    };
    let rights = Rights::of([(actor.organization, &actor)]);
    let on = Target {
        held: vec![(actor.organization, &target).into()],
        teams: &BTreeSet::new(),
    };
    denied(rights.may_act_on(action, &on, &[actor.organization]))
}

fn privileges_of_rank(args: RankArgs) -> Answer {
    let held = args.rank.privileges();
    let names: Vec<_> = Privilege::ALL
        .iter()
        .filter(|it| held.contains(it))
        .map(|it| it.as_str())
        .collect();
    Ok(json!(names))
}

/// Forms of arguments: no field that is not named here.
macro_rules! forms {
    ($($name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* })*) => {
        $(#[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $name { $($(#[$attribute])* $field: $type,)* })*
    };
}

forms! {
    ActorArgs { tenant: TenantId, account: Option<AccountId>, }
    TextArgs { text: String, }
    EmailArgs { text: String, #[serde(default)] domains: Vec<String>, }
    PhoneArgs { text: String, region: Option<String>, }
    RowArgs { access: Option<AccessKind>, cells: Vec<(String, String)>, }
    RanksArgs { by: Rank, to: Rank, }
    ActArgs { by: Rank, on: Rank, action: String, }
    RankArgs { rank: Rank, }
    DeriveArgs {
        code_key: String, deployment: String, tenant: TenantId, invitation: InvitationId, generation: u64, salt: String,
    }
    VerifyArgs { of: DeriveArgs, text: String, }
    TenantArgs {
        name: String, external_id: String, first_name: Option<String>, last_name: Option<String>,
        administrator_name: Option<String>, identity: String, #[serde(default)] settings: BTreeMap<String, String>,
    }
    OrganizationArgs { parent: OrganizationId, name: String, external_id: Option<String>, }
    OrganizationOnly { organization: OrganizationId, }
    SettingsArgs { organization: OrganizationId, values: BTreeMap<String, String>, }
    AddArgs { organization: OrganizationId, numbers: Vec<NumberArgs>, }
    NumberArgs {
        e164: String, #[serde(default)] ported: bool, #[serde(default)] golden: bool, #[serde(default)] tags: Vec<String>,
    }
    ReserveArgs {
        organization: OrganizationId, numbers: Option<Vec<String>>, series: Option<String>, tagged: Option<String>,
        quantity: Option<u32>, tag: Option<String>, until: Option<Timestamp>, reason: Option<ReservationReason>,
    }
    NumbersArgs { organization: OrganizationId, numbers: Vec<String>, }
    AccountArgs {
        organization: OrganizationId, access: Option<AccessKind>, first_name: Option<String>, last_name: Option<String>,
        name: Option<String>, identity: Option<String>, notification_address: Option<String>, role: Option<RoleId>,
        group: Option<GroupId>, #[serde(default)] teams: BTreeSet<TeamId>, lines: Option<Vec<LineForm>>, language: Option<String>, extension: Option<String>,
        send: Option<bool>, channel: Option<Channel>, #[serde(default)] consent: bool,
    }
    AccountsArgs {
        accounts: Vec<AccountId>, channel: Option<Channel>, #[serde(default)] consent: bool,
        #[serde(default)] on_error: OnError,
    }
    RenderArgs { invitations: Vec<GenerationArgs>, }
    GenerationArgs { invitation: InvitationId, generation: u64, }
    TakeArgs { most: u32, lease: i64, }
    CredentialArgs { company_id: String, username: String, code: String, }
    AcceptArgs { credential: CredentialArgs, device: Option<String>, #[serde(default)] verified: bool,
        #[serde(default)] number: NumberChoice, }
    ImportArgs {
        organization: OrganizationId, file: String, access: Option<AccessKind>, invite: Option<bool>,
        #[serde(default)] consent: bool, mode: Option<ImportMode>, existing: Option<ImportExisting>, key: Option<String>,
        #[serde(default)] force: bool,
    }
}

impl CredentialArgs {
    fn credential(self) -> Credential {
        Credential::Code {
            company_id: self.company_id,
            username: self.username,
            code: CodeText::new(self.code),
        }
    }
}

impl DeriveArgs {
    fn salt(&self) -> Salt {
        let bytes = STANDARD.decode(&self.salt).unwrap();
        Salt::from_bytes(bytes.try_into().unwrap())
    }

    fn secret(&self) -> derive::CodeSecret {
        let deployment: Deployment = self.deployment.parse().unwrap();
        let key = code_key(&self.code_key);
        let (tenant, invitation) = (self.tenant, self.invitation);
        derive::code_secret(
            &key,
            &deployment,
            tenant,
            invitation,
            self.generation,
            &self.salt(),
        )
    }

    fn code(&self) -> TypedCode {
        TypedCode::of(&self.secret())
    }
}
