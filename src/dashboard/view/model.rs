//! The language model: what it is set to, what was used, whether it answers.

use askama::Template;

use super::layout::{Desk, Frame};
use crate::dashboard::icons;

/// The page at `/settings/model`.
#[derive(Clone, Debug, Template)]
#[template(path = "model.html")]
pub struct ModelPage {
    pub frame: Frame,
    pub desk: Desk,
    pub bot_name: String,
    /// None where no model is set up.
    pub set: Option<Set>,
    /// What came of asking it.
    pub outcome: Option<Outcome>,
    pub bot_key: String,
    pub csrf: String,
}

/// A model that is set up.
#[derive(Clone, Debug)]
pub struct Set {
    pub name: String,
    pub host: String,
    /// "12 seconds"
    pub deadline: String,
    /// "12,400 of 500,000 tokens"
    pub used: String,
    pub spent: i64,
    pub budget: i64,
    pub is_used_up: bool,
    /// "38 of 41 requests"
    pub answers: String,
    /// Why the last request that failed did, and when.
    pub failure: Option<(String, String)>,
    pub uses: Vec<OneUse>,
}

/// Something that it is used for, or not.
#[derive(Clone, Debug)]
pub struct OneUse {
    pub key: &'static str,
    pub name: &'static str,
    pub note: &'static str,
    /// "1,240 tokens today"
    pub tokens: String,
    pub is_on: bool,
}

/// What came of a test.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub is_well: bool,
    pub words: String,
}
