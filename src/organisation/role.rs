//! What a role may do: one table, asked by every door through [`super::access::Access`].

use crate::event::names;

names! {
    /// What a member is; who stands earlier may all that those after them may.
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
    /// A part of the house that a member may be kept out of, whatever their role.
    pub enum Module {
        /// Leads, their panels, their counts and charts.
        Leads = "leads",
        /// Conversations, and the agents' socket.
        Inbox = "inbox",
        /// How a bot works.
        Settings = "settings",
        /// Members, and what they did.
        Team = "team",
    }
}

names! {
    /// Something that a role may or may not do.
    pub enum Right {
        /// See leads.
        SeeLeads = "see_leads",
        /// Change a lead: status, notes, e-mails sent again.
        ChangeLeads = "change_leads",
        /// See conversations.
        SeeInbox = "see_inbox",
        /// Take leads away in a file, and bring them in from one.
        Export = "export",
        /// Write in conversations, and take them over.
        Answer = "answer",
        /// Change a bot: pipeline, forms, tags, rules, knowledge, integrations.
        ChangeSettings = "change_settings",
        /// Invite and remove members.
        ChangeTeam = "change_team",
        /// Erase a person's data or delete a lead, and read the audit trail.
        Erase = "erase",
        /// See and choose the plan.
        ChangePlan = "change_plan",
    }
}

impl Right {
    /// The least role that has it, and the module it lies in: one line a right.
    const fn line(self) -> (Role, Option<Module>) {
        match self {
            Self::SeeLeads => (Role::Viewer, Some(Module::Leads)),
            Self::ChangeLeads | Self::Export => (Role::Agent, Some(Module::Leads)),
            Self::Erase => (Role::Admin, Some(Module::Leads)),
            Self::SeeInbox => (Role::Viewer, Some(Module::Inbox)),
            Self::Answer => (Role::Agent, Some(Module::Inbox)),
            Self::ChangeSettings => (Role::Admin, Some(Module::Settings)),
            Self::ChangeTeam => (Role::Admin, Some(Module::Team)),
            Self::ChangePlan => (Role::Owner, None),
        }
    }

    /// The module it lies in; none where no module can be taken away from it.
    #[must_use]
    pub const fn module(self) -> Option<Module> {
        self.line().1
    }
}

impl Role {
    /// Whether this role may do that, in a module it has.
    #[must_use]
    pub const fn can(self, right: Right) -> bool {
        self as u8 <= right.line().0 as u8
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
        assert!(Role::Admin.can(Right::ChangeTeam) && !Role::Admin.can(Right::ChangePlan));
        assert!(Right::ALL.iter().all(|right| Role::Owner.can(*right)));
    }

    #[test]
    fn who_stands_earlier_may_all_that_those_after_them_may() {
        for pair in Role::ALL.windows(2) {
            assert!(Right::ALL.iter().all(|right| pair[0].can(*right) || !pair[1].can(*right)), "{pair:?}");
        }
    }
}
