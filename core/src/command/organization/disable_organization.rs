//! `disable_organization`: creating, sending and accepting stop in it and below.

use serde::{Deserialize, Serialize};

use super::shared::{OrganizationSwitched, switch};
use crate::command::{Command, Context, Decision};
use crate::error::Error;
use crate::id::OrganizationId;
use crate::snapshot::{ReadPlan, Snapshot};

/// Stops creating, sending and accepting in an organization and everything below it; accounts keep their state (N-16).
/// The root is the host's alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisableOrganization {
    /// Which.
    pub organization: OrganizationId,
}

impl Command for DisableOrganization {
    type Outcome = OrganizationSwitched;

    const NAME: &'static str = "disable_organization";

    fn plan(&self, cx: &Context<'_>) -> Result<ReadPlan, Error> {
        let mut plan = cx.read_plan();
        plan.organizations.push(self.organization);
        Ok(plan)
    }

    fn decide(
        &self,
        cx: &Context<'_>,
        snapshot: &Snapshot,
    ) -> Result<Decision<OrganizationSwitched>, Error> {
        switch(self.organization, false, cx, snapshot)
    }
}
