//! What somebody shall be allowed, as a form: read, and drawn again. A box for each module and each bot; all of them checked
//! mean no limit, so that a bot that comes later is seen as well.

use super::{modules, roles};
use crate::bot::Bot;
use crate::dashboard::layout::Seat;
use crate::dashboard::view::part::field::Field;
use crate::dashboard::view::pipeline::Preset;
use crate::dashboard::view::team::Editor;
use crate::dashboard::words;
use crate::error::FieldError;
use crate::organisation::access::Access;
use crate::organisation::member::{Allowed, Member};
use crate::organisation::role::{Module, Role};

/// What was posted.
#[derive(Debug)]
pub(super) struct Wish {
    pub csrf: String,
    pub act: String,
    pub member: String,
    pub invitation: String,
    pub email: String,
    role: Role,
    /// The modules that are checked, and the bots by their keys; none: all.
    modules: Option<Vec<Module>>,
    bots: Option<Vec<String>>,
}

impl Default for Wish {
    /// Somebody new: an agent, with everything an agent has.
    fn default() -> Self {
        Self {
            csrf: String::new(),
            act: String::new(),
            member: String::new(),
            invitation: String::new(),
            email: String::new(),
            role: Role::Agent,
            modules: None,
            bots: None,
        }
    }
}

impl Wish {
    /// What a member is allowed now.
    pub fn of(access: &Access, bots: &[Bot]) -> Self {
        let keys = access
            .bots
            .as_ref()
            .map(|ids| bots.iter().filter(|bot| ids.contains(&bot.id)).map(|bot| bot.key.clone()).collect());
        Self { role: access.role, modules: access.modules.clone(), bots: keys, ..Self::default() }
    }

    /// What was posted.
    pub fn read(pairs: &[(String, String)]) -> Self {
        let find = |name: &str| {
            let found = pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
            words::one_line(found, 300)
        };
        let all = |name: &'static str| {
            pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.clone()).take(200)
        };
        Self {
            csrf: find("csrf"),
            act: find("do"),
            member: find("member"),
            invitation: find("invitation"),
            email: find("email"),
            // What is no role is the least there is.
            role: Role::parse(&find("role")).unwrap_or(Role::Viewer),
            modules: Some(all("module").filter_map(|name| Module::parse(&name)).collect()),
            bots: Some(all("of").collect()),
        }
    }

    /// What it comes to, of these bots. A bot that is not theirs counts for nothing.
    pub fn allowed(&self, bots: &[Bot]) -> Allowed {
        let is_all = |given: &Vec<Module>| Module::ALL.iter().all(|module| given.contains(module));
        let chosen = |keys: &Vec<String>| {
            let ids: Vec<_> = bots.iter().filter(|bot| keys.contains(&bot.key)).map(|bot| bot.id.clone()).collect();
            // One bot is no choice: no box is drawn for it.
            (bots.len() > 1 && ids.len() < bots.len()).then_some(ids)
        };
        Allowed {
            role: self.role,
            modules: self.modules.clone().filter(|given| !is_all(given)),
            bots: self.bots.as_ref().and_then(chosen),
        }
    }
}

/// What a module is called, and what it is.
pub(super) fn module(module: Module) -> (&'static str, &'static str) {
    match module {
        Module::Leads => ("Leads", "Leads and Overview"),
        Module::Inbox => ("Inbox", "Conversations"),
        Module::Settings => ("Settings", "How a bot works; admins and owners"),
        Module::Team => ("Team", "Members; admins and owners"),
    }
}

fn role_note(role: Role) -> &'static str {
    match role {
        Role::Owner => "Everything, and the plan.",
        Role::Admin => "Everything but the plan and the owners.",
        Role::Agent => "Answers visitors and looks after leads.",
        Role::Viewer => "Looks, and changes nothing.",
    }
}

/// The form that asks somebody to join.
pub(super) fn invite(seat: &Seat, wish: &Wish, wrong: &[FieldError]) -> Editor {
    editor(seat, wish, wrong, "Ask somebody to join".to_owned(), None)
}

/// The form that changes a member.
pub(super) fn edit(seat: &Seat, member: &Member, wish: &Wish, wrong: &[FieldError]) -> Editor {
    editor(seat, wish, wrong, member.name.clone(), Some(member))
}

fn editor(seat: &Seat, wish: &Wish, wrong: &[FieldError], title: String, member: Option<&Member>) -> Editor {
    let error = |name: &str| wrong.iter().find(|one| one.field == name).map(|one| one.message.clone());
    let choice = |key: &str, name: &str, note: &str, is_chosen| Preset {
        key: key.to_owned(),
        name: name.to_owned(),
        note: note.to_owned(),
        is_chosen,
        is_saved: false,
    };
    let role = |role: Role| choice(role.as_str(), words::role(role), role_note(role), wish.role == role);
    let of_module = |one: Module| {
        let (name, note) = module(one);
        choice(one.as_str(), name, note, wish.modules.as_ref().is_none_or(|given| given.contains(&one)))
    };
    let of_bot = |bot: &Bot| {
        let is_chosen = wish.bots.as_ref().is_none_or(|keys| keys.contains(&bot.key));
        choice(&bot.key, &bot.name, &bot.settings().line, is_chosen)
    };
    Editor {
        title,
        member: member.map(|member| member.id.to_string()),
        email: Field { value: wish.email.clone(), error: error("email") },
        roles: roles(seat).into_iter().map(role).collect(),
        modules: modules(seat).into_iter().map(of_module).collect(),
        bots: if seat.bots.len() > 1 { seat.bots.iter().map(of_bot).collect() } else { Vec::new() },
        bots_error: error("bots"),
        may_remove: member.is_some_and(|member| member.id != seat.who.member.id),
    }
}
