//! Pipelines: which statuses a bot's leads move through, and which moves are allowed.
//!
//! Each status has a category, which gives it its glyph and adds up over bots with different pipelines.

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// What it is stored as.
    pub key: &'static str,
    /// What people read.
    pub label: &'static str,
    /// How far it is.
    pub category: Category,
    /// Moving here asks why.
    pub asks_reason: bool,
}

/// One allowed move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// Where to.
    pub to: &'static Status,
    /// What its button says.
    pub label: &'static str,
}

/// The statuses of a bot, in order.
#[derive(Clone, Copy, Debug)]
pub struct Pipeline {
    /// Its key in the bot's settings.
    pub key: &'static str,
    /// Its statuses; the first is where a lead begins.
    pub statuses: &'static [Status],
    /// The moves with words of their own; none means from any to any other.
    moves: &'static [(&'static str, &'static str, &'static str)],
}

const fn status(key: &'static str, label: &'static str, category: Category) -> Status {
    Status { key, label, category, asks_reason: false }
}

const LOST: Status = Status { key: "lost", label: "Lost", category: Category::Out, asks_reason: true };

/// Every preset.
pub const PRESETS: &[Pipeline] = &[
    Pipeline {
        key: "sales",
        statuses: &[
            status("new", "New", Category::Open),
            status("contacted", "Contacted", Category::Active),
            status("qualified", "Qualified", Category::Good),
            status("converted", "Converted", Category::Done),
            LOST,
        ],
        moves: &[],
    },
    Pipeline {
        key: "short",
        statuses: &[
            status("new", "New", Category::Open),
            status("contacted", "Contacted", Category::Active),
            status("qualified", "Qualified", Category::Good),
            status("lost", "Lost", Category::Out),
        ],
        moves: &[],
    },
    Pipeline {
        key: "support",
        statuses: &[
            status("new", "New", Category::Open),
            status("handled", "Handled", Category::Active),
            status("closed", "Closed", Category::Done),
        ],
        moves: &[
            ("new", "handled", "Mark handled"),
            ("new", "closed", "Close"),
            ("handled", "closed", "Close"),
            ("closed", "new", "Reopen"),
        ],
    },
    Pipeline {
        key: "enquiries",
        statuses: &[
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
        moves: &[],
    },
];

impl Pipeline {
    /// The preset of that key; sales where there is none.
    #[must_use]
    pub fn preset(key: &str) -> &'static Self {
        PRESETS.iter().find(|preset| preset.key == key).unwrap_or(&PRESETS[0])
    }

    /// The status of that key.
    #[must_use]
    pub fn status(&self, key: &str) -> Option<&'static Status> {
        self.statuses.iter().find(|status| status.key == key)
    }

    /// Where a lead begins: by what its first submission was, where the pipeline tells them apart.
    #[must_use]
    pub fn first(&self, tag: &str) -> &'static Status {
        let by_tag = if self.key == "enquiries" { self.status(tag) } else { None };
        by_tag.unwrap_or(&self.statuses[0])
    }

    /// The moves allowed from a status, in order. A status this pipeline does not know may move anywhere.
    #[must_use]
    pub fn moves_from(&self, key: &str) -> Vec<Move> {
        let listed: Vec<Move> = self
            .moves
            .iter()
            .filter(|(from, ..)| *from == key)
            .filter_map(|(_, to, label)| Some(Move { to: self.status(to)?, label }))
            .collect();
        if !self.moves.is_empty() && self.status(key).is_some() {
            return listed;
        }
        self.statuses.iter().filter(|status| status.key != key).map(|to| Move { to, label: to.label }).collect()
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
        assert_eq!(enquiries.first("refund_request").key, "potential_customer");
    }
}
