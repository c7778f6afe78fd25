//! Two leads joined by a person, because they are about one, and parted again.
//!
//! What the other lead and its contact have goes to the kept one: submissions, conversations, identities, notes, e-mails,
//! earlier leads. The row of the merge remembers, by ids alone, what moved, so that parting moves exactly that back; what
//! came after the joining stays with the kept one. The other keeps its row and its contact's fields, and stands in no list.

use serde::{Deserialize, Serialize};

use super::history::{self, Change, Kind};
use super::{Lead, folded, sql};
use crate::bot::Bot;
use crate::contact::identity::{self, Key};
use crate::contact::{self, Contact, Details};
use crate::db::{Conn, Json, Tx, record};
use crate::error::{Error, Result};
use crate::event::{Channel, Event};
use crate::id::{
    ContactId, ConversationId, IdentityId, LeadId, MemberId, MergeId, NoteId, NotificationId, SubmissionId,
};
use crate::organisation::trail::{self, Entry, What};
use crate::time::Timestamp;

/// How many leads a chain of joinings is followed.
const LONGEST_CHAIN: usize = 32;

/// What moved, by ids and keys alone: an erasure leaves nothing to do here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Moved {
    /// The other's submissions, with their numbers there.
    pub submissions: Vec<(SubmissionId, i64)>,
    /// The other contact's conversations.
    pub conversations: Vec<ConversationId>,
    /// What they are recognised by.
    pub identities: Vec<IdentityId>,
    /// The other's notes.
    pub notes: Vec<NoteId>,
    /// The e-mails about the other.
    pub notifications: Vec<NotificationId>,
    /// The other contact's further leads, and whether each was the current one.
    pub leads: Vec<(LeadId, bool)>,
    /// The other was its contact's current lead.
    pub other_was_current: bool,
    /// The kept one became its contact's current lead in the other's place.
    pub kept_became_current: bool,
    /// What the kept one did not know and has from the other: keys of contact fields, and `order_number`.
    pub filled: Vec<String>,
    /// The kept one's newest submission before.
    pub newest: Option<SubmissionId>,
    /// Its newest tag before.
    pub tag: String,
    /// The channel of its latest conversation before.
    pub last_channel: Option<Channel>,
}

record! {
    /// A joining.
    #[derive(Clone, Debug)]
    pub struct Merge {
        /// Its id.
        pub id: MergeId,
        /// The lead that stayed.
        pub kept_id: LeadId,
        /// The lead that went into it.
        pub merged_id: LeadId,
        /// What moved.
        pub moved: Json<Moved>,
        /// When.
        pub created_at: Timestamp,
        /// When they were parted.
        pub undone_at: Option<Timestamp>,
    }
}

record! {
    /// A lead that went into another, and can come back.
    #[derive(Clone, Debug)]
    pub struct Within {
        /// The joining.
        pub id: MergeId,
        /// The lead.
        pub lead_id: LeadId,
        /// What its contact is called.
        pub name: Option<String>,
        /// Their e-mail address.
        pub email: Option<String>,
        /// Their phone number.
        pub phone: Option<String>,
        /// Who joined them, by name.
        pub by: Option<String>,
        /// When.
        pub created_at: Timestamp,
    }
}

/// What joining would move, for whoever is asked first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Submissions.
    pub submissions: i64,
    /// Conversations.
    pub conversations: i64,
    /// Notes.
    pub notes: i64,
}

/// Where a lead is to be found: itself, or what it was joined with at last.
///
/// # Errors
/// What the database says.
pub async fn standing(conn: &mut Conn, id: &LeadId) -> Result<LeadId> {
    let mut at = id.clone();
    for _ in 0..LONGEST_CHAIN {
        let Some(next) = sql::merged_into(conn, &at).await? else { break };
        at = next;
    }
    Ok(at)
}

/// The leads that went into this one and have not come back, newest joining first.
///
/// # Errors
/// What the database says.
pub async fn within(conn: &mut Conn, kept: &LeadId) -> Result<Vec<Within>> {
    sql::within(conn, kept).await
}

/// What a lead would bring along.
///
/// # Errors
/// What the database says.
pub async fn size(conn: &mut Conn, lead: &Lead) -> Result<Size> {
    let (submissions, conversations, notes) = sql::sizes(conn, &lead.id, &lead.contact_id).await?;
    Ok(Size { submissions, conversations, notes })
}

/// Joins `other` into `kept`. Joined already, it changes nothing and gives the joining that stands.
///
/// # Errors
/// `Invalid` for a lead with itself, `NotFound` when either is another bot's, `Conflict("merged")` when either went into a
/// further lead meanwhile, `Conflict("erased")` when the data of one of them is gone.
pub async fn join(tx: &mut Tx, bot: &Bot, kept: &LeadId, other: &LeadId, by: &MemberId) -> Result<MergeId> {
    if kept == other {
        return Err(Error::field("other", "same", "Choose another lead: this is the same one"));
    }
    let (kept, other) = (super::find(tx, &bot.id, kept).await?, super::find(tx, &bot.id, other).await?);
    lock(tx, &[&kept.contact_id, &other.contact_id]).await?;
    // In one order by all, so that two who join the same two never wait for each other.
    if sql::hold_both(tx, &kept.id, &other.id).await? {
        return Err(Error::Conflict("erased"));
    }
    let (kept, other) = (super::find(tx, &bot.id, &kept.id).await?, super::find(tx, &bot.id, &other.id).await?);
    match (sql::merged_into(tx, &kept.id).await?, sql::merged_into(tx, &other.id).await?) {
        (None, None) => {}
        (None, Some(into)) if into == kept.id => {
            let stands = sql::merge_of(tx, &other.id).await?;
            return stands.map(|merge| merge.id).ok_or(Error::Conflict("merged"));
        }
        _ => return Err(Error::Conflict("merged")),
    }
    let (here, there) = (contact_of(tx, &kept).await?, contact_of(tx, &other).await?);
    let newest = sql::numbered(tx, &[&kept.id]).await?.pop().map(|(_, id)| id);
    let moved = Moved { newest, tag: kept.tag.clone(), last_channel: Some(kept.last_channel), ..Moved::default() };
    let mut moved = carry(tx, &kept, &other, moved).await?;
    let order = sql::numbered(tx, &[&kept.id, &other.id]).await?;
    sql::number_together(tx, &kept.id, &order).await?;
    let order_number = kept.order_number.clone().or_else(|| other.order_number.clone());
    moved.filled = fill(tx, &kept, &here, &there, other.order_number.is_some()).await?;
    renew(tx, &kept, order_number.as_deref(), &order, &moved).await?;
    let id: MergeId = tx.id();
    sql::insert_merge(tx, &id, bot, &kept.id, &other.id, &moved, by).await?;
    told(tx, bot, (&kept.id, &other.id), Kind::Merged, by).await?;
    Ok(id)
}

/// Parts two leads again. Parted already, it changes nothing.
///
/// # Errors
/// `NotFound` when it is another bot's, or a joining of other leads; `Conflict("merged")` when the kept one went into a
/// further lead, from which it must be parted first.
pub async fn part(tx: &mut Tx, bot: &Bot, kept: &LeadId, id: &MergeId, by: &MemberId) -> Result<LeadId> {
    let kept = super::find(tx, &bot.id, kept).await?;
    let merge = sql::merge(tx, id).await?.filter(|found| found.kept_id == kept.id).ok_or(Error::NotFound("merge"))?;
    let other = super::find(tx, &bot.id, &merge.merged_id).await?;
    lock(tx, &[&kept.contact_id, &other.contact_id]).await?;
    sql::hold_both(tx, &kept.id, &other.id).await?;
    let kept = super::find(tx, &bot.id, &kept.id).await?;
    if !sql::undo_merge(tx, id).await? {
        return Ok(other.id);
    }
    if sql::merged_into(tx, &kept.id).await?.is_some() {
        return Err(Error::Conflict("merged"));
    }
    let Json(moved) = merge.moved;
    let (here, there) = (contact_of(tx, &kept).await?, contact_of(tx, &other).await?);
    give_back(tx, &kept, &other, &moved).await?;
    let order = sql::numbered(tx, &[&kept.id]).await?;
    sql::number_together(tx, &kept.id, &order).await?;
    let takes_back = |key: &str| moved.filled.iter().any(|filled| filled == key);
    let order_number = kept.order_number.clone();
    let order_number =
        order_number.filter(|number| !(takes_back("order_number") && other.order_number.as_ref() == Some(number)));
    empty(tx, &kept, &here, &there, &moved.filled).await?;
    renew(tx, &kept, order_number.as_deref(), &order, &moved).await?;
    told(tx, bot, (&kept.id, &other.id), Kind::Unmerged, by).await?;
    Ok(other.id)
}

async fn contact_of(conn: &mut Conn, lead: &Lead) -> Result<Contact> {
    contact::by_id(conn, &lead.contact_id).await?.ok_or(Error::NotFound("contact"))
}

/// Whoever captures for one of these contacts waits: what they are recognised by is about to change hands.
async fn lock(tx: &mut Tx, contacts: &[&ContactId]) -> Result<()> {
    let mut keys: Vec<Key> = Vec::new();
    for contact in contacts {
        keys.extend(identity::keys_of_contact(tx, contact).await?);
    }
    identity::lock_all(tx, keys.iter()).await
}

/// Moves everything of the other to the kept one, and remembers it.
async fn carry(tx: &mut Tx, kept: &Lead, other: &Lead, moved: Moved) -> Result<Moved> {
    let mut moved = Moved {
        submissions: sql::numbers(tx, &other.id).await?,
        notes: sql::move_notes(tx, &other.id, &kept.id, None).await?,
        notifications: sql::move_notifications(tx, &other.id, &kept.id, None).await?,
        other_was_current: sql::is_current(tx, &other.id).await?,
        ..moved
    };
    sql::set_merged(tx, &other.id, Some(&kept.id)).await?;
    if kept.contact_id == other.contact_id {
        // An earlier lead of the same person takes the current one's place.
        moved.kept_became_current = moved.other_was_current;
        if moved.other_was_current {
            sql::set_current(tx, &kept.id, true).await?;
        }
        return Ok(moved);
    }
    let (from, to) = (&other.contact_id, &kept.contact_id);
    moved.conversations = sql::move_conversations(tx, from, to, None).await?;
    moved.identities = sql::move_identities(tx, from, to, None).await?;
    moved.leads = sql::move_leads(tx, &other.id, from, to).await?;
    sql::set_contact_merged(tx, from, Some(to)).await?;
    Ok(moved)
}

/// Moves back what is remembered.
async fn give_back(tx: &mut Tx, kept: &Lead, other: &Lead, moved: &Moved) -> Result<()> {
    sql::return_submissions(tx, &kept.id, &other.id, &moved.submissions).await?;
    sql::move_notes(tx, &kept.id, &other.id, Some(&moved.notes)).await?;
    sql::move_notifications(tx, &kept.id, &other.id, Some(&moved.notifications)).await?;
    sql::set_merged(tx, &other.id, None).await?;
    if kept.contact_id == other.contact_id {
        if moved.kept_became_current && sql::is_current(tx, &kept.id).await? {
            sql::set_current(tx, &kept.id, false).await?;
            sql::set_current(tx, &other.id, true).await?;
        }
        return Ok(());
    }
    let (from, to) = (&kept.contact_id, &other.contact_id);
    sql::move_conversations(tx, from, to, Some(&moved.conversations)).await?;
    sql::move_identities(tx, from, to, Some(&moved.identities)).await?;
    sql::return_leads(tx, from, to, &moved.leads).await?;
    sql::set_contact_merged(tx, to, None).await?;
    if moved.other_was_current {
        sql::set_current(tx, &other.id, true).await?;
    }
    Ok(())
}

/// What the kept contact does not know it has from the other; gives the keys.
async fn fill(tx: &mut Tx, kept: &Lead, here: &Contact, there: &Contact, has_order: bool) -> Result<Vec<String>> {
    let pairs = fields(here, there);
    let mut filled: Vec<String> = pairs
        .iter()
        .filter(|(_, own, theirs)| own.is_none() && theirs.is_some())
        .map(|(key, ..)| (*key).into())
        .collect();
    if !filled.is_empty() {
        let [name, email, phone, company, website] = pairs.map(|(_, own, theirs)| own.or(theirs));
        contact::replace(tx, &kept.contact_id, &Details { name, email, phone, company, website }).await?;
    }
    if kept.order_number.is_none() && has_order {
        filled.push("order_number".to_owned());
    }
    Ok(filled)
}

/// What was filled goes again, unless somebody has written something else since.
async fn empty(tx: &mut Tx, kept: &Lead, here: &Contact, there: &Contact, filled: &[String]) -> Result<()> {
    if filled.iter().all(|key| key == "order_number") {
        return Ok(());
    }
    let [name, email, phone, company, website] = fields(here, there)
        .map(|(key, own, theirs)| if filled.iter().any(|one| one == key) && own == theirs { None } else { own });
    contact::replace(tx, &kept.contact_id, &Details { name, email, phone, company, website }).await
}

type Pair = (&'static str, Option<String>, Option<String>);

fn fields(here: &Contact, there: &Contact) -> [Pair; 5] {
    [
        ("name", here.name.clone(), there.name.clone()),
        ("email", here.email.clone(), there.email.clone()),
        ("phone", here.phone.clone(), there.phone.clone()),
        ("company", here.company.clone(), there.company.clone()),
        ("website", here.website.clone(), there.website.clone()),
    ]
}

/// The kept one's row follows its submissions: how many, the newest's tag and channel, what a search looks in. Where the
/// newest is the one that it was before the joining, tag and channel are what they were.
async fn renew(
    tx: &mut Tx,
    kept: &Lead,
    order_number: Option<&str>,
    order: &[sql::Numbered],
    before: &Moved,
) -> Result<()> {
    let contact = contact_of(tx, kept).await?;
    let newest = order.last().map(|(_, id)| id);
    let (tag, channel) = match sql::newest_submission(tx, &kept.id).await? {
        Some(newer) if newest != before.newest.as_ref() => newer,
        _ => (before.tag.clone(), before.last_channel.unwrap_or(kept.last_channel)),
    };
    let count = i64::try_from(order.len()).unwrap_or(i64::MAX);
    let words = folded(&contact, order_number);
    sql::set_joined(tx, &kept.id, count, &tag, channel, order_number, &words).await?;
    for other in sql::of_contact(tx, &kept.contact_id).await?.into_iter().filter(|other| other.id != kept.id) {
        let order_number = other.order_number.as_deref();
        sql::refold(tx, &other.id, order_number, &folded(&contact, order_number)).await?;
    }
    Ok(())
}

/// Both leads' histories, the trail and whoever looks are told.
async fn told(tx: &mut Tx, bot: &Bot, leads: (&LeadId, &LeadId), kind: Kind, by: &MemberId) -> Result<()> {
    let (kept, other) = leads;
    let change = |was, became| Change { kind, was, became, reason: None, by: Some(by) };
    let (here, there) = (change(None, Some(other.as_str())), change(Some(kept.as_str()), None));
    history::note_all(tx, &[(kept, here), (other, there)]).await?;
    let what = if kind == Kind::Merged { What::LeadsMerged } else { What::LeadsUnmerged };
    let entry = Entry {
        organisation: &bot.organisation_id,
        bot: Some(&bot.id),
        by: Some(by),
        what,
        subject: kept.as_str(),
        detail: serde_json::json!({ "other": other }),
    };
    trail::note(tx, &entry).await?;
    for lead in [kept, other] {
        tx.emit(Event::LeadChanged { bot: bot.id.clone(), lead: lead.clone() });
    }
    Ok(())
}
