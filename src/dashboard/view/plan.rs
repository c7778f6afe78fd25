//! The plan page: what each plan shows, which one it is, and how it is changed.

use askama::Template;

use super::layout::{Desk, Frame};
use crate::dashboard::icons;

/// The page at `/plan`.
#[derive(Clone, Debug, Template)]
#[template(path = "plan.html")]
pub struct PlanPage {
    pub frame: Frame,
    pub desk: Desk,
    /// "Free"
    pub name: String,
    pub plans: Vec<Plan>,
    pub usage: Vec<Usage>,
    /// "138 more leads are saved here": how many lie beyond the plan.
    pub beyond: Option<String>,
}

/// A plan.
#[derive(Clone, Debug)]
pub struct Plan {
    pub name: String,
    /// "The newest 5 of each bot"
    pub shows: String,
    pub is_current: bool,
    /// The command that puts the organisation on it.
    pub command: String,
}

/// What one bot uses of it.
#[derive(Clone, Debug)]
pub struct Usage {
    pub bot: String,
    /// "143"
    pub stored: String,
    /// "5"
    pub shown: String,
}
