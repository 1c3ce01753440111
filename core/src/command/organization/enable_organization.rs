//! `enable_organization`: what was stopped in it and below goes on.

use serde::{Deserialize, Serialize};

use super::shared::{OrganizationSwitched, switch};
use crate::command::{Command, Context, Decision};
use crate::error::Error;
use crate::id::OrganizationId;
use crate::snapshot::{ReadPlan, Snapshot};

/// Lets an organization and what is below it take part again, unless one above is disabled.
/// The root is the host's alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnableOrganization {
    /// Which.
    pub organization: OrganizationId,
}

impl Command for EnableOrganization {
    type Outcome = OrganizationSwitched;

    const NAME: &'static str = "enable_organization";

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
        switch(self.organization, true, cx, snapshot)
    }
}
