//! `groups`: user-permission groups.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use rollbook::command::group::create_permission_group::CreatePermissionGroup;
use rollbook::command::group::delete_permission_group::DeletePermissionGroup;
use rollbook::command::group::edit_permission_group::EditPermissionGroup;
use rollbook::command::group::set_default_permission_group::SetDefaultPermissionGroup;
use rollbook::engine::RunOptions;
use rollbook::error::Error;
use rollbook::query::organization::ListPermissionGroups;
use rollbook_host::json;

use super::orgs::changed;
use super::{after, answer, list};
use crate::args::{Globals, PageArgs, pair};
use crate::exit::Exit;
use crate::output::Output;
use crate::session::Session;

/// Create, edit and list user-permission groups
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  rollbook groups list\n  rollbook groups create Sales --feature call_routing=data"
)]
pub(crate) enum Groups {
    /// List the groups that an organization sees
    #[command(after_help = "Example:\n  rollbook groups list")]
    List(List),
    /// Create a group
    #[command(after_help = "Example:\n  rollbook groups create Sales --feature call_routing=data")]
    Create(Create),
    /// Rename a group or change its features
    #[command(after_help = "Example:\n  rollbook groups edit Sales --name 'Field'")]
    Edit(Edit),
    /// Delete a group that no line uses
    #[command(after_help = "Example:\n  rollbook groups delete Sales")]
    Delete(Named),
    /// Preselect a group in an organization and below
    #[command(after_help = "Example:\n  rollbook groups set-default Sales")]
    SetDefault(Named),
}

#[derive(Args, Debug)]
pub(crate) struct List {
    /// The organization, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    #[command(flatten)]
    page: PageArgs,
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    /// Its name
    name: String,
    /// What the host makes of it
    #[arg(long = "feature", value_name = "NAME=VALUE", value_parser = pair)]
    features: Vec<(String, String)>,
    /// Where it is defined, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Edit {
    /// The group, by id or name
    group: String,
    /// Its new name
    #[arg(long)]
    name: Option<String>,
    /// Its new features, which replace all that it has
    #[arg(long = "feature", value_name = "NAME=VALUE", value_parser = pair)]
    features: Vec<(String, String)>,
    /// Where it is defined, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Named {
    /// The group, by id or name
    group: String,
    /// The organization, by id or external number; the root if not given
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

impl Groups {
    pub(crate) fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        match self {
            Self::List(it) => it.run(globals, output),
            Self::Create(it) => it.run(globals, output),
            Self::Edit(it) => it.run(globals, output),
            Self::Delete(it) => it.delete(globals, output),
            Self::SetDefault(it) => it.set_default(globals, output),
        }
    }
}

impl List {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let query = ListPermissionGroups {
            organization: session.organization(self.org.as_deref())?,
            after: after(self.page.after.as_deref())?,
            limit: self.page.limit,
        };
        let page = session.rollbook.query(&session.actor, &query)?;
        let items = page
            .items
            .iter()
            .map(json::group)
            .collect::<Result<Vec<_>, _>>()?;
        let rows: Vec<Vec<String>> = page
            .items
            .iter()
            .map(|listed| {
                let group = &listed.group.value;
                let features: Vec<_> = group
                    .features
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                vec![
                    group.id.to_string(),
                    group.name.as_str().to_owned(),
                    if listed.is_default { "default" } else { "" }.to_owned(),
                    features.join(" "),
                ]
            })
            .collect();
        list(
            output,
            items,
            page.next,
            &["GROUP", "NAME", "DEFAULT", "FEATURES"],
            &rows,
        )
    }
}

impl Create {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let command = CreatePermissionGroup {
            organization: session.organization(self.org.as_deref())?,
            name: self.name.clone(),
            features: self.features.iter().cloned().collect(),
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        answer(output, &done, &done.group.to_string())
    }
}

impl Edit {
    fn run(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let organization = session.organization(self.org.as_deref())?;
        let features: BTreeMap<String, String> = self.features.iter().cloned().collect();
        let command = EditPermissionGroup {
            organization,
            group: session.group(organization, &self.group)?,
            name: self.name.clone(),
            features: (!features.is_empty()).then_some(features),
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        answer(output, &done, changed(done.changed))
    }
}

impl Named {
    fn delete(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let organization = session.organization(self.org.as_deref())?;
        let group = session.group(organization, &self.group)?;
        let command = DeletePermissionGroup {
            organization,
            group,
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        answer(output, &done, "Deleted.")
    }

    fn set_default(&self, globals: &Globals, output: &mut Output) -> Result<Exit, Error> {
        let session = Session::open(globals)?;
        let organization = session.organization(self.org.as_deref())?;
        let group = session.group(organization, &self.group)?;
        let command = SetDefaultPermissionGroup {
            organization,
            group,
        };
        let done = session
            .rollbook
            .run(&session.actor, &command, RunOptions::default())?
            .outcome;
        answer(output, &done, changed(done.changed))
    }
}
