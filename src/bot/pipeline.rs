//! Pipelines: which statuses a bot's leads move through, and which moves are allowed.
//!
//! Each status has a category, which gives it its glyph and adds up over bots with different pipelines.

pub mod change;
pub mod check;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::event::names;

names! {
    /// How far a status is, in any pipeline.
    pub enum Category {
        /// Nobody has acted.
        Open = "open",
        /// Somebody is at it.
        Active = "active",
        /// It looks promising.
        Good = "good",
        /// It ended well, or is dealt with.
        Done = "done",
        /// It will not become anything.
        Out = "out",
    }
}
crate::db::named!(Category);

/// One status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// What it is stored as; it stays when the label changes.
    pub key: String,
    /// What people read.
    pub label: String,
    /// How far it is.
    pub category: Category,
    /// Moving here asks why.
    #[serde(default)]
    pub asks_reason: bool,
    /// A colour of its own, one of the tags' hues; none takes the category's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hue: Option<String>,
}

/// An allowed move with words of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// From this status.
    pub from: String,
    /// To that.
    pub to: String,
    /// What its button says.
    pub label: String,
}

/// One allowed move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move<'a> {
    /// Where to.
    pub to: &'a Status,
    /// What its button says.
    pub label: &'a str,
}

/// The statuses of a bot, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// Its key in the bot's settings.
    pub key: String,
    /// Its statuses; the first is where a lead begins.
    pub statuses: Vec<Status>,
    /// The allowed moves; none means from any to any other.
    #[serde(default)]
    pub moves: Vec<Step>,
}

/// The key of a pipeline that is no preset.
pub const OWN: &str = "own";

fn status(key: &str, label: &str, category: Category) -> Status {
    Status { key: key.to_owned(), label: label.to_owned(), category, asks_reason: false, hue: None }
}

fn step(from: &str, to: &str, label: &str) -> Step {
    Step { from: from.to_owned(), to: to.to_owned(), label: label.to_owned() }
}

/// Every preset.
pub static PRESETS: LazyLock<Vec<Pipeline>> = LazyLock::new(|| {
    let asks_reason = |status: Status| Status { asks_reason: true, ..status };
    let preset = |key: &str, statuses: Vec<Status>, moves: Vec<Step>| Pipeline { key: key.to_owned(), statuses, moves };
    vec![
        preset(
            "sales",
            vec![
                status("new", "New", Category::Open),
                status("contacted", "Contacted", Category::Active),
                status("qualified", "Qualified", Category::Good),
                status("converted", "Converted", Category::Done),
                asks_reason(status("lost", "Lost", Category::Out)),
            ],
            Vec::new(),
        ),
        preset(
            "short",
            vec![
                status("new", "New", Category::Open),
                status("contacted", "Contacted", Category::Active),
                status("qualified", "Qualified", Category::Good),
                status("lost", "Lost", Category::Out),
            ],
            Vec::new(),
        ),
        preset(
            "support",
            vec![
                status("new", "New", Category::Open),
                status("handled", "Handled", Category::Active),
                status("closed", "Closed", Category::Done),
            ],
            vec![
                step("new", "handled", "Mark handled"),
                step("new", "closed", "Close"),
                step("handled", "closed", "Close"),
                step("closed", "new", "Reopen"),
            ],
        ),
        preset(
            "enquiries",
            vec![
                status("potential_customer", "Potential customer", Category::Good),
                status("contacted", "Contacted", Category::Active),
                status("waiting_response", "Waiting response", Category::Active),
                status("follow_up", "Follow-up", Category::Active),
                status("opportunity", "Opportunity", Category::Good),
                status("info_only", "Info only", Category::Done),
                status("quote_request", "Quote request", Category::Good),
                status("not_interested", "Not interested", Category::Out),
                status("spam", "Spam", Category::Out),
            ],
            Vec::new(),
        ),
    ]
});

impl Pipeline {
    /// The preset of that key; sales where there is none.
    #[must_use]
    pub fn preset(key: &str) -> &'static Self {
        PRESETS.iter().find(|preset| preset.key == key).unwrap_or(&PRESETS[0])
    }

    /// The status of that key.
    #[must_use]
    pub fn status(&self, key: &str) -> Option<&Status> {
        self.statuses.iter().find(|status| status.key == key)
    }

    /// Where a lead begins. The enquiries preset tells by what the conversation was, which its first submission's tag says:
    /// a tag with the word "quote" in its key is a quote; one with "spam" is spam; one with "info" or "information", or one
    /// that says that all was done without a person, is information only. Everything else begins in the first status.
    #[must_use]
    pub fn first(&self, tag: &str) -> &Status {
        let by_tag = if self.key == "enquiries" { enquiry(tag).and_then(|key| self.status(key)) } else { None };
        by_tag.unwrap_or(&self.statuses[0])
    }

    /// The moves allowed from a status, in order. A status this pipeline does not know may move anywhere.
    #[must_use]
    pub fn moves_from<'a>(&'a self, key: &str) -> Vec<Move<'a>> {
        if !self.moves.is_empty() && self.status(key).is_some() {
            let steps = self.moves.iter().filter(|step| step.from == key);
            return steps.filter_map(|step| Some(Move { to: self.status(&step.to)?, label: &step.label })).collect();
        }
        self.statuses.iter().filter(|status| status.key != key).map(|to| Move { to, label: &to.label }).collect()
    }
}

/// The status of an enquiry with this tag, where it tells.
fn enquiry(tag: &str) -> Option<&'static str> {
    let has = |word: &str| tag.split('_').any(|part| part == word);
    match tag {
        // What the house did by itself (`tag::Kind::Outcome`): the person wanted to know, and knows.
        "order_resolved" | "coupon_created" => Some("info_only"),
        _ if has("quote") => Some("quote_request"),
        _ if has("spam") => Some("spam"),
        _ if has("info") || has("information") => Some("info_only"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn support_moves_have_their_own_words() {
        let support = Pipeline::preset("support");
        let labels: Vec<_> = support.moves_from("new").iter().map(|m| m.label).collect();
        assert_eq!(labels, ["Mark handled", "Close"]);
        assert_eq!(support.moves_from("closed")[0].label, "Reopen");
    }

    #[test]
    fn lost_asks_why_in_sales_and_a_strange_status_can_be_left() {
        let sales = Pipeline::preset("sales");
        assert!(sales.status("lost").unwrap().asks_reason);
        assert_eq!(sales.moves_from("handled").len(), 5);
        assert_eq!(Pipeline::preset("nonsense").key, "sales");
    }

    #[test]
    fn an_enquiry_begins_where_its_tag_says() {
        let enquiries = Pipeline::preset("enquiries");
        assert_eq!(enquiries.first("quote_request").key, "quote_request");
        assert_eq!(enquiries.first("trade_quote").key, "quote_request");
        assert_eq!(enquiries.first("spam").key, "spam");
        for tag in ["info_only", "information_request", "order_resolved", "coupon_created"] {
            assert_eq!(enquiries.first(tag).key, "info_only", "{tag}");
        }
        for tag in ["", "refund_request", "misquoted", "contacted"] {
            assert_eq!(enquiries.first(tag).key, "potential_customer", "{tag}");
        }
        assert_eq!(Pipeline::preset("sales").first("quote_request").key, "new", "no other preset tells them apart");
    }
}
