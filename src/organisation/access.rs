//! What one member may do and see: their role, narrowed by modules and by bots, and as far as the plan reaches.
//!
//! It is read with the session, so that each request and each frame asks what holds now.

use super::Plan;
use super::member::Allowed;
use super::role::{Module, Right, Role};
use crate::id::BotId;

/// What somebody may do and see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// What they are.
    pub role: Role,
    /// The modules they have; none named: all that their role has.
    pub modules: Option<Vec<Module>>,
    /// The bots they may see; none named: all of the organisation.
    pub bots: Option<Vec<BotId>>,
    /// What the organisation pays for.
    pub plan: Plan,
}

impl Access {
    /// Whether they have this module.
    #[must_use]
    pub fn has(&self, module: Module) -> bool {
        self.modules.as_ref().is_none_or(|modules| modules.contains(&module))
    }

    /// Whether they may do that: the role has the right, and they have its module.
    #[must_use]
    pub fn can(&self, right: Right) -> bool {
        self.role.can(right) && right.module().is_none_or(|module| self.has(module))
    }

    /// What it comes to, as it is given.
    #[must_use]
    pub fn allowed(&self) -> Allowed {
        Allowed { role: self.role, modules: self.modules.clone(), bots: self.bots.clone() }
    }

    /// Whether they may see this bot of their organisation; what is not seen is not there.
    #[must_use]
    pub fn sees(&self, bot: &BotId) -> bool {
        self.bots.as_ref().is_none_or(|bots| bots.contains(bot))
    }
}

/// Modules as they are stored: a list of names, or nothing. A name nobody knows gives nothing.
pub(super) fn modules(stored: Option<&str>) -> Option<Vec<Module>> {
    let names: Vec<String> = serde_json::from_str(stored?).unwrap_or_default();
    Some(names.iter().filter_map(|name| Module::parse(name)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id as _;

    fn access(role: Role, modules: Option<Vec<Module>>) -> Access {
        Access { role, modules, bots: None, plan: Plan::Boost }
    }

    #[test]
    fn a_module_narrows_a_role_and_never_widens_it() {
        for role in Role::ALL {
            for module in Module::ALL {
                let narrowed = access(*role, Some(vec![*module]));
                for right in Right::ALL {
                    let lies_there = right.module().is_none_or(|of| of == *module);
                    assert_eq!(narrowed.can(*right), role.can(*right) && lies_there, "{role} {module} {right}");
                }
            }
        }
        assert!(!access(Role::Admin, Some(Vec::new())).can(Right::SeeLeads), "no module is none");
    }

    #[test]
    fn bots_that_are_named_are_all_there_is() {
        let (one, other) = (
            BotId::parse("bot_00000000000000000000000001").unwrap(),
            BotId::parse("bot_00000000000000000000000002").unwrap(),
        );
        let all = access(Role::Viewer, None);
        assert!(all.sees(&one) && all.sees(&other));
        let some = Access { bots: Some(vec![one.clone()]), ..all };
        assert!(some.sees(&one) && !some.sees(&other));
    }

    #[test]
    fn a_list_that_cannot_be_read_opens_nothing() {
        assert_eq!(modules(None), None);
        assert_eq!(modules(Some(r#"["leads","inbox"]"#)), Some(vec![Module::Leads, Module::Inbox]));
        for odd in ["", "leads", "[\"cellar\"]", "[]"] {
            assert_eq!(modules(Some(odd)), Some(Vec::new()), "{odd}");
        }
    }
}
