//! What a role may do: one table, asked by every door.

use crate::event::names;

names! {
    /// What a member is.
    pub enum Role {
        /// Everything, and the plan.
        Owner = "owner",
        /// Everything but the plan and the owners.
        Admin = "admin",
        /// Conversations and leads.
        Agent = "agent",
        /// Looks, and changes nothing.
        Viewer = "viewer",
    }
}
crate::db::named!(Role);

names! {
    /// Something that a role may or may not do.
    pub enum Right {
        /// See leads and conversations.
        SeeLeads = "see_leads",
        /// Change a lead: status, notes, e-mails sent again.
        ChangeLeads = "change_leads",
        /// Write in conversations, and take them over.
        Answer = "answer",
        /// Change a bot: forms, tags, rules, knowledge, integrations.
        ChangeSettings = "change_settings",
        /// Invite and remove members.
        ChangeTeam = "change_team",
        /// Erase a person's data or delete a lead, and read the audit trail.
        Erase = "erase",
    }
}

impl Role {
    /// Whether this role may do that.
    #[must_use]
    pub const fn can(self, right: Right) -> bool {
        match right {
            Right::SeeLeads => true,
            Right::ChangeLeads | Right::Answer => !matches!(self, Self::Viewer),
            Right::ChangeSettings | Right::ChangeTeam | Right::Erase => matches!(self, Self::Owner | Self::Admin),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_viewer_looks_and_an_agent_leaves_the_settings_alone() {
        assert!(Role::Viewer.can(Right::SeeLeads) && !Role::Viewer.can(Right::ChangeLeads));
        assert!(Role::Agent.can(Right::Answer) && !Role::Viewer.can(Right::Answer));
        assert!(Role::Agent.can(Right::ChangeLeads) && !Role::Agent.can(Right::ChangeSettings));
        assert!(Right::ALL.iter().all(|right| Role::Owner.can(*right)));
    }
}
