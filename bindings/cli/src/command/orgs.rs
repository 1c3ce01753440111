//! `orgs`: the tree of organizations and their settings.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Args, Subcommand};
use rollbook::command::organization::create_organization::CreateOrganization;
use rollbook::command::organization::disable_organization::DisableOrganization;
use rollbook::command::organization::enable_organization::EnableOrganization;
use rollbook::command::organization::rename_organization::RenameOrganization;
use rollbook::command::setting::reset_settings::ResetSettings;
use rollbook::command::setting::set_settings::SetSettings;
use rollbook::engine::RunOptions;
use rollbook::error::{Error, ErrorCode};
use rollbook::query::organization::{GetSettings, ListOrganizations};
use rollbook::settings::SettingName;
use rollbook_host::json;

use super::{after, answer, list};
use crate::args::{Globals, PageArgs, pair};
use crate::exit::Exit;
use crate::output::Output;
use crate::session::Session;

/// Create, rename, disable and list organizations, and their settings
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  rollbook orgs list\n  rollbook orgs create Sales --external-id 952442891"
)]
pub(crate) enum Orgs {
    /// List organizations
    #[command(after_help = "Example:\n  rollbook orgs list")]
    List(List),
    /// Create an organization below another
    #[command(after_help = "Example:\n  rollbook orgs create Sales --external-id 952442891")]
    Create(Create),
    /// Give an organization another name, or its external number
    #[command(after_help = "Example:\n  rollbook orgs rename 952442891 --name Sales")]
    Rename(Rename),
    /// Stop creating, sending and accepting in an organization and below
    #[command(after_help = "Example:\n  rollbook orgs disable 952442891")]
    Disable(Switch),
    /// Let a disabled organization take part again
    #[command(after_help = "Example:\n  rollbook orgs enable 952442891")]
    Enable(Switch),
    /// Show and change what holds in an organization
    #[command(subcommand)]
    Settings(Settings),
}

/// Show and change what holds in an organization
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  rollbook orgs settings get\n  rollbook orgs settings set invitation_lifetime='7d'"
)]
pub(crate) enum Settings {
    /// Show each setting, its value and where it is set
    #[command(
        after_help = "Example:\n  rollbook orgs settings get\n  rollbook orgs settings get number_rule code_attempts"
    )]
    Get(Get),
    /// Set values
    #[command(
        after_help = "Example:\n  rollbook orgs settings set number_rule=strict code_attempts=5"
    )]
    Set(Set),
    /// Let the inherited values hold again
    #[command(after_help = "Example:\n  rollbook orgs settings reset number_rule")]
    Reset(Reset),
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// This organization and below, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    #[command(flatten)]
    page: PageArgs,
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    /// Its name, unlike those beside it
    name: String,
    /// The organization above, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    parent: Option<String>,
    /// Its external number: the company id of its people
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Rename {
    /// The organization, by id or external number
    org: String,
    /// Its new name, unlike those beside it
    #[arg(long)]
    name: Option<String>,
    /// Its external number, where it has none yet
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Switch {
    /// The organization, by id or external number
    org: String,
}

#[derive(Args, Debug)]
pub(crate) struct Get {
    /// The settings; all if none is named
    names: Vec<SettingName>,
    /// The organization, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Set {
    /// The values
    #[arg(required = true, value_name = "NAME=VALUE", value_parser = pair)]
    values: Vec<(String, String)>,
    /// The organization, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Reset {
    /// The settings
    #[arg(required = true)]
    names: Vec<String>,
    /// The organization, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

impl Orgs {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        match self {
            Self::List(it) => it.run(globals, output),
            Self::Create(it) => it.run(globals, output),
            Self::Rename(it) => it.run(globals, output),
            Self::Disable(it) => it.run(false, globals, output),
            Self::Enable(it) => it.run(true, globals, output),
            Self::Settings(Settings::Get(it)) => it.run(globals, output),
            Self::Settings(Settings::Set(it)) => it.run(globals, output),
            Self::Settings(Settings::Reset(it)) => it.run(globals, output),
        }
    }
}

impl List {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let query = ListOrganizations {
            under: session.organization(self.org.as_deref())?,
            after: after(self.page.after.as_deref())?,
            limit: self.page.limit,
        };
        let page = session.rollbook.query(&session.actor, &query)?;
        let items = page
            .items
            .iter()
            .map(json::versioned)
            .collect::<Result<Vec<_>, _>>()?;
        let rows: Vec<Vec<String>> = page
            .items
            .iter()
            .map(|found| {
                let organization = &found.value;
                let indent = "  ".repeat(usize::from(organization.depth.saturating_sub(1)));
                vec![
                    organization.id.to_string(),
                    organization
                        .external_id
                        .as_ref()
                        .map(ToString::to_string)
                        .unwrap_or_default(),
                    format!("{indent}{}", organization.name.as_str()),
                    if organization.enabled {
                        "enabled"
                    } else {
                        "disabled"
                    }
                    .to_owned(),
                ]
            })
            .collect();
        list(
            output,
            items,
            page.next,
            &["ORGANIZATION", "EXTERNAL", "NAME", "STATE"],
            &rows,
        )
    }
}

impl Create {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = CreateOrganization {
            parent: session.organization(self.parent.as_deref())?,
            name: self.name.clone(),
            external_id: self.external_id.clone(),
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        if let Some(other) = done.confusable_with {
            output.note(&format!("warning: the name looks like that of {other}"));
        }
        answer(output, &done, &done.organization.to_string())
    }
}

impl Rename {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = RenameOrganization {
            organization: session.organization(Some(&self.org))?,
            name: self.name.clone(),
            external_id: self.external_id.clone(),
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        if let Some(other) = done.confusable_with {
            output.note(&format!("warning: the name looks like that of {other}"));
        }
        answer(output, &done, changed(done.changed))
    }
}

impl Switch {
    fn run(&self, enable: bool, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let organization = session.organization(Some(&self.org))?;
        let options = RunOptions::default();
        let done = if enable {
            let command = EnableOrganization { organization };
            session.rollbook.run(&session.actor, &command, options)?
        } else {
            let command = DisableOrganization { organization };
            session.rollbook.run(&session.actor, &command, options)?
        };
        answer(output, &done.outcome, changed(done.outcome.changed))
    }
}

impl Get {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let organization = session.organization(self.org.as_deref())?;
        let mut found = session
            .rollbook
            .look(&session.actor, &GetSettings { organization })?;
        found.retain(|setting| self.names.is_empty() || self.names.contains(&setting.name));
        if output.json() {
            let items: Vec<_> = found.iter().map(json::setting).collect();
            output.document(&serde_json::json!({ "items": items }));
            return Ok(Exit::Done);
        }
        let rows: Vec<Vec<String>> = found
            .iter()
            .map(|setting| {
                let origin = setting
                    .set_at
                    .map_or_else(|| "profile".to_owned(), |at| at.to_string());
                vec![
                    setting.name.as_str().to_owned(),
                    setting.value.to_string(),
                    origin,
                ]
            })
            .collect();
        output.table(&["SETTING", "VALUE", "SET AT"], &rows);
        Ok(Exit::Done)
    }
}

impl Set {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let values: BTreeMap<String, String> = self.values.iter().cloned().collect();
        if values.len() < self.values.len() {
            return Err(Error::new(ErrorCode::OptionNotAvailable)
                .with_message("a setting is given twice; give each once"));
        }
        let command = SetSettings {
            organization: session.organization(self.org.as_deref())?,
            values,
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        answer(output, &done, changed(done.changed))
    }
}

impl Reset {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let settings: BTreeSet<String> = self.names.iter().cloned().collect();
        let command = ResetSettings {
            organization: session.organization(self.org.as_deref())?,
            settings,
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        answer(output, &done, changed(done.changed))
    }
}

/// What people are told.
pub(super) const fn changed(changed: bool) -> &'static str {
    if changed {
        "Changed."
    } else {
        "It was so already."
    }
}
