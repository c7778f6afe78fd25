//! What every page shares: the document's head, and the desk around a signed-in page.
//!
//! Only what this version has is linked; a page that does not exist has no place in the sidebar.

use askama::Template;

use super::part::badge::Initials;
use crate::dashboard::icons;

/// The head of a document.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The page's own name, as in the browser's tab.
    pub title: String,
    /// Where the style sheets and scripts lie, without a slash at the end: `/assets/abc123`.
    pub assets: &'static str,
    pub theme: Theme,
}

/// The colours a person chose; `Auto` follows their system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The key, as in `data-theme` and in the posted form's `theme`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the key; a key nobody knows is `Auto`.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.key() == key).unwrap_or_default()
    }

    fn word(self) -> &'static str {
        match self {
            Self::Auto => "Auto",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    fn icon(self) -> icons::Icon {
        icons::icon(match self {
            Self::Auto => "sun-moon",
            Self::Light => "sun",
            Self::Dark => "moon",
        })
    }
}

/// The desk: sidebar, banner and toast around a signed-in page.
#[derive(Clone, Debug, Template)]
#[template(path = "desk.html")]
pub struct Desk {
    pub bots: Vec<BotLink>,
    pub place: Place,
    pub new_leads: Count,
    pub waiting: Count,
    pub user_name: String,
    /// The role or presence under the name: "Owner".
    pub user_line: String,
    pub user: Initials,
    pub theme: Theme,
    /// Single letters do nothing for them.
    pub keys_off: bool,
    pub may: May,
    pub csrf: String,
    /// Where the theme's form comes back to.
    pub here: String,
    pub demo: bool,
    /// Owners and admins see what was done.
    pub may_audit: bool,
    pub toast: Option<Toast>,
}

/// The sidebar's entries of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Inbox,
    Leads,
    Overview,
    Knowledge,
    Pipeline,
    Forms,
    Notifications,
    Score,
    Model,
    Tags,
    Hours,
    Canned,
    Team,
    Profile,
    Plan,
    Audit,
    Privacy,
    Elsewhere,
}

impl Place {
    /// The pages that set a bot up, in the order of the sidebar.
    pub const SET_UP: [Self; 10] = [
        Self::Hours,
        Self::Knowledge,
        Self::Tags,
        Self::Model,
        Self::Forms,
        Self::Pipeline,
        Self::Score,
        Self::Canned,
        Self::Notifications,
        Self::Privacy,
    ];

    /// Where it is.
    pub const fn href(self) -> &'static str {
        match self {
            Self::Inbox => "/inbox",
            Self::Overview => "/overview",
            Self::Knowledge => "/settings/knowledge",
            Self::Tags => "/settings/tags",
            Self::Model => "/settings/model",
            Self::Forms => "/settings/forms",
            Self::Pipeline => "/settings/pipeline",
            Self::Score => "/settings/score",
            Self::Notifications => "/settings/notifications",
            Self::Privacy => "/settings/privacy",
            Self::Hours => "/settings/hours",
            Self::Canned => "/settings/canned",
            _ => "/leads",
        }
    }

    /// Its name in the sidebar.
    const fn word(self) -> &'static str {
        match self {
            Self::Knowledge => "Knowledge",
            Self::Tags => "Tags & intents",
            Self::Model => "Model",
            Self::Forms => "Lead form",
            Self::Pipeline => "Pipeline",
            Self::Score => "Score",
            Self::Notifications => "Notifications",
            Self::Privacy => "Privacy",
            Self::Hours => "Hours & handoff",
            Self::Canned => "Canned replies",
            _ => "",
        }
    }

    fn icon(self) -> icons::Icon {
        icons::icon(match self {
            Self::Knowledge => "book-open",
            Self::Tags => "tag",
            Self::Model => "message-square",
            Self::Forms => "clipboard-check",
            Self::Pipeline => "list-checks",
            Self::Score => "flame",
            Self::Notifications => "send",
            Self::Hours => "clock",
            Self::Canned => "message-circle",
            _ => "shield",
        })
    }

    fn is(self, other: &str) -> bool {
        matches!(
            (self, other),
            (Self::Inbox, "inbox")
                | (Self::Leads, "leads")
                | (Self::Overview, "overview")
                | (Self::Plan, "plan")
                | (Self::Team, "team")
                | (Self::Profile, "profile")
                | (Self::Audit, "audit")
        )
    }
}

/// The entries that are theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each stands for one entry of the sidebar, in any combination")]
pub struct May {
    pub inbox: bool,
    pub leads: bool,
    pub settings: bool,
    pub team: bool,
    pub plan: bool,
}

impl May {
    /// An owner's.
    pub const ALL: Self = Self { inbox: true, leads: true, settings: true, team: true, plan: true };
}

/// A number beside a word; nothing is drawn for zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count(pub u64);

impl Count {
    fn is_some(self) -> bool {
        self.0 > 0
    }
}

/// One bot in the workspace switcher.
#[derive(Clone, Debug)]
pub struct BotLink {
    pub name: String,
    /// What it is for: "Sales & lettings".
    pub line: String,
    pub letter: String,
    pub href: String,
    pub is_current: bool,
}

/// What was just done, said once at the foot of the page.
#[derive(Clone, Debug)]
pub struct Toast {
    pub text: String,
    pub undo: Option<Undo>,
}

/// A posted form that takes the last step back.
#[derive(Clone, Debug)]
pub struct Undo {
    pub action: String,
    /// Hidden fields by name and value; the CSRF token is added.
    pub fields: Vec<(String, String)>,
}

impl Desk {
    fn bot(&self) -> Option<&BotLink> {
        self.bots.iter().find(|bot| bot.is_current).or(self.bots.first())
    }
}

/// A desk holds only its own escaped template.
impl askama::filters::HtmlSafe for Desk {}
