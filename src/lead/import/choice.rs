//! What a person chooses for a file: what its columns hold, and what holds for all of its lines.

use serde::{Deserialize, Serialize};

use super::Detail;
use crate::bot::Bot;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::event::{Channel, names};
use crate::tag;

names! {
    /// What a column holds.
    pub enum Target {
        /// Nothing that is wanted.
        Ignore = "ignore",
        /// What they are called.
        Name = "name",
        /// The first part of that.
        FirstName = "first_name",
        /// The last part of it.
        LastName = "last_name",
        /// Their e-mail address.
        Email = "email",
        /// Their phone number.
        Phone = "phone",
        /// Where they work.
        Company = "company",
        /// Its site.
        Website = "website",
        /// An order they placed.
        OrderNumber = "order_number",
        /// What kind of request it was.
        Tag = "tag",
        /// Where it stands.
        Status = "status",
        /// 0 to 100.
        Score = "score",
        /// The channel it came by.
        Source = "source",
        /// When it was captured.
        Captured = "captured",
        /// What they want, in a line.
        Intent = "intent",
        /// What they want, in more words.
        Summary = "summary",
        /// A private note.
        Note = "note",
        /// Something else, kept under the column's own name.
        Field = "field",
    }
}

impl Target {
    /// What people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ignore => "Leave out",
            Self::Name => "Name",
            Self::FirstName => "First name",
            Self::LastName => "Last name",
            Self::Email => "Email",
            Self::Phone => "Phone",
            Self::Company => "Company",
            Self::Website => "Website",
            Self::OrderNumber => "Order number",
            Self::Tag => "Tag",
            Self::Status => "Status",
            Self::Score => "Score",
            Self::Source => "Source",
            Self::Captured => "Captured",
            Self::Intent => "Intent",
            Self::Summary => "Summary",
            Self::Note => "Note",
            Self::Field => "A field of its own",
        }
    }

    /// Whether one column at most can be it.
    #[must_use]
    pub const fn is_single(self) -> bool {
        !matches!(self, Self::Ignore | Self::Field)
    }
}

names! {
    /// What happens to a line about somebody who is a lead already.
    pub enum Duplicates {
        /// It joins their lead as a follow-up.
        Join = "join",
        /// It fills what is not known of them.
        Fill = "fill",
        /// It is passed over.
        Skip = "skip",
    }
}

/// What a person chose for a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// What each column holds.
    pub columns: Vec<Target>,
    /// What happens to people who are leads already.
    pub duplicates: Duplicates,
    /// The tag of lines that name none; empty for none.
    pub tag: String,
    /// The status of lines that name none.
    pub status: String,
    /// The source of lines that name none.
    pub channel: Channel,
}

impl Choices {
    /// Refuses what cannot be.
    pub(super) async fn check(&self, conn: &mut Conn, detail: &Detail, bot: &Bot) -> Result<()> {
        if self.columns.len() != detail.head.len() {
            return Err(Error::field("columns", "changed", "The columns are not those of the file"));
        }
        for target in Target::ALL.iter().filter(|target| target.is_single()) {
            if self.columns.iter().filter(|column| *column == target).count() > 1 {
                return Err(Error::field("columns", "twice", format!("Two columns are chosen for {}", target.label())));
            }
        }
        let names = [Target::Name, Target::FirstName, Target::LastName, Target::Email, Target::Phone, Target::Company];
        if !self.columns.iter().any(|column| names.contains(column)) {
            return Err(Error::field(
                "columns",
                "nobody",
                "Choose a column for a name, an email, a phone or a company",
            ));
        }
        if bot.settings().pipeline().status(&self.status).is_none() {
            return Err(Error::field("status", "unknown", "Choose one of this bot's statuses"));
        }
        if !self.tag.is_empty() && tag::find(conn, &bot.id, &self.tag).await?.is_none() {
            return Err(Error::field("tag", "unknown", "Choose one of this bot's tags"));
        }
        Ok(())
    }
}
