//! The audit trail: who did what to what, when. No name, address or text of a visitor's ever stands here, so that an
//! erasure leaves it whole.

mod sql;

use serde_json::Value;

use crate::db::{Conn, Json, Tx, record};
use crate::error::Result;
use crate::event::names;
use crate::id::{BotId, MemberId, OrganisationId, TrailId};
use crate::time::Timestamp;

names! {
    /// What was done.
    pub enum What {
        /// Leads left in a file.
        LeadsExported = "leads_exported",
        /// A contact's whole data left in a file.
        ContactExported = "contact_exported",
        /// Leads came in from a file.
        LeadsImported = "leads_imported",
        /// An import was undone.
        ImportUndone = "import_undone",
        /// Many leads were changed at once.
        LeadsChanged = "leads_changed",
        /// A lead moved to another status.
        LeadMoved = "lead_moved",
        /// A lead was given to somebody.
        LeadAssigned = "lead_assigned",
        /// A person set the temperature, or let the score decide again.
        TemperatureSet = "temperature_set",
        /// A contact's fields were edited.
        ContactEdited = "contact_edited",
        /// A tag was given to a lead, or taken away.
        LeadTagged = "lead_tagged",
        /// A note was edited, deleted or restored.
        NoteChanged = "note_changed",
        /// Two leads were joined.
        LeadsMerged = "leads_merged",
        /// And parted again.
        LeadsUnmerged = "leads_unmerged",
        /// A person's data was erased.
        LeadErased = "lead_erased",
        /// A lead was removed with all its data.
        LeadDeleted = "lead_deleted",
        /// A bot's pipeline is another.
        PipelineChanged = "pipeline_changed",
        /// A bot's settings are others.
        SettingsChanged = "settings_changed",
        /// A member's role, modules or bots are others.
        MemberChanged = "member_changed",
        /// Somebody was asked to join.
        MemberInvited = "member_invited",
        /// And was not asked any more.
        InvitationRevoked = "invitation_revoked",
        /// And joined.
        MemberJoined = "member_joined",
        /// A member was removed.
        MemberRemoved = "member_removed",
        /// The organisation's plan is another.
        PlanChanged = "plan_changed",
    }
}
crate::db::named!(What);

/// Something to write down.
#[derive(Debug)]
pub struct Entry<'a> {
    /// In whose organisation.
    pub organisation: &'a OrganisationId,
    /// At which bot.
    pub bot: Option<&'a BotId>,
    /// Who; none where the house did it by itself.
    pub by: Option<&'a MemberId>,
    /// What.
    pub what: What,
    /// The id of what it was done to.
    pub subject: &'a str,
    /// Further facts: keys and counts alone.
    pub detail: Value,
}

record! {
    /// A line of the trail.
    #[derive(Clone, Debug)]
    pub struct Line {
        /// Its id.
        pub id: TrailId,
        /// At which bot.
        pub bot_id: Option<BotId>,
        /// Who, by name.
        pub by: Option<String>,
        /// What.
        pub what: What,
        /// The id of what it was done to.
        pub subject: String,
        /// Further facts.
        pub detail: Json<Value>,
        /// When.
        pub created_at: Timestamp,
    }
}

/// Writes a line, in the transaction of what it tells.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, entry: &Entry<'_>) -> Result<()> {
    sql::insert(tx, entry).await
}

/// A place in the trail: behind the line with this id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// When that was.
    pub at: Timestamp,
    /// Which.
    pub id: TrailId,
}

/// What is asked for; all of it together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// One kind alone.
    pub what: Option<What>,
    /// One member's doings alone.
    pub member: Option<MemberId>,
    /// Older than this place.
    pub before: Option<Edge>,
}

/// The newest lines that are asked for, at most `most`.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, organisation: &OrganisationId, look: &Look, most: i64) -> Result<Vec<Line>> {
    sql::list(conn, organisation, look, most).await
}

/// Whose doings can be asked for: every member, by name.
///
/// # Errors
/// What the database says.
pub async fn members(conn: &mut Conn, organisation: &OrganisationId) -> Result<Vec<(MemberId, String)>> {
    sql::members(conn, organisation).await
}
