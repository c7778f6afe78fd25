//! A mail that came in, by whatever way: read, its writer verified, and what it says done, in one transaction.
//!
//! Who is believed: the signed address a mail was sent to, together with whom it says it is from, and the receiving server
//! where the settings name one. Whatever fits nothing is counted and kept out; nobody is ever answered for it, since the
//! sender of such mail is most often somebody else than it says.

mod enclosed;

use bytes::Bytes;
use secrecy::SecretString;

use super::App;
use crate::bot::{self, Bot};
use crate::channel::email::auth::{self, Verdict};
use crate::channel::email::signed::{Claim, Whose};
use crate::channel::email::{self, Bounce, Inbound, Kind};
use crate::config;
use crate::contact;
use crate::contact::email::Email;
use crate::conversation::mailed::{self, Mailed};
use crate::conversation::{self, Conversation, absent, letter};
use crate::db::{Conn, Tx, dialect};
use crate::error::{Error, Result};
use crate::event::{Channel, names};
use crate::id::{self, ConversationId};
use crate::lead::notification;
use crate::metric;
use crate::organisation::member::{self, Member};
use crate::organisation::{self, role::Right};

names! {
    /// What becomes of a mail.
    pub enum Outcome {
        /// A member's words stand in the conversation.
        Answered = "answered",
        /// A visitor's words do.
        Said = "said",
        /// It was heard before.
        Again = "again",
        /// A mail of ours came back, and that is noted.
        CameBack = "came_back",
        /// A machine wrote it.
        Automatic = "automatic",
        /// It went to many.
        List = "list",
        /// It was sent to no address of ours, or one whose conversation is gone.
        Nobody = "nobody",
        /// Its address was not signed for who sent it.
        Forged = "forged",
        /// The receiving server does not vouch for its sender, or it names none.
        Unverified = "unverified",
        /// Its writer is a member who may not answer there.
        NotAllowed = "not_allowed",
        /// It says nothing new.
        Empty = "empty",
        /// It could not be read.
        Unreadable = "unreadable",
    }
}

/// The setting that holds the key by which addresses and links in e-mails are signed.
const KEY: &str = "mail_key";

impl App {
    /// The key by which addresses and links in e-mails are signed: the installation's own, the same on all its nodes; made
    /// when it is first needed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mail_key(&self) -> Result<SecretString> {
        if let Some(key) = self.mail_key.get() {
            return Ok(key.clone());
        }
        let stored = organisation::setting(&mut self.db.read().await?, KEY).await?;
        let key = match stored {
            Some(key) => key,
            None => make_key(self).await?,
        };
        // Made twice at once, both are the one that is stored.
        Ok(self.mail_key.get_or_init(|| key.into()).clone())
    }

    /// Takes a mail in.
    ///
    /// # Errors
    /// `NotFound` where no mail comes in; what the database says. Whatever is wrong with the mail itself is an outcome.
    pub async fn receive_mail(&self, raw: Bytes) -> Result<Outcome> {
        let inbound = self.config.inbound_mail.as_ref().ok_or(Error::NotFound("hook"))?;
        let hash = id::token_hash(&hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&raw)));
        // Reading takes some milliseconds for each megabyte.
        let read = tokio::task::spawn_blocking(move || email::parse(&raw)).await.map_err(anyhow::Error::new)?;
        let outcome = match read {
            Ok(mail) => take(self, inbound, &mail, &hash).await?,
            Err(_) => Outcome::Unreadable,
        };
        metric::mail_in(outcome.as_str());
        tracing::info!(outcome = outcome.as_str(), "a mail came in");
        Ok(outcome)
    }
}

async fn make_key(app: &App) -> Result<String> {
    let mut tx = app.tx().await?;
    // Nodes that need it at once agree on one.
    dialect::lock_keys(&mut tx, &mut vec![KEY.to_owned()]).await?;
    if let Some(key) = organisation::setting(&mut tx, KEY).await? {
        return Ok(key);
    }
    let key = id::token()?;
    organisation::set_setting(&mut tx, KEY, Some(&key)).await?;
    tx.commit().await?;
    Ok(key)
}

async fn take(app: &App, inbound: &config::Inbound, mail: &Inbound, hash: &str) -> Result<Outcome> {
    match &mail.kind {
        Kind::AutoReply => return Ok(Outcome::Automatic),
        Kind::List => return Ok(Outcome::List),
        Kind::Bounce(bounce) => return came_back(app, bounce, mail, hash).await,
        Kind::Reply | Kind::Calendar => {}
    }
    let claims: Vec<Claim> =
        mail.to.iter().filter_map(|address| inbound.token(address)).filter_map(Claim::read).collect();
    if claims.is_empty() {
        return Ok(Outcome::Nobody);
    }
    let Some(from) = mail.from.as_deref() else { return Ok(Outcome::Unverified) };
    if inbound.is_own(from) {
        return Ok(Outcome::Automatic);
    }
    let domain = from.rsplit('@').next().unwrap_or_default();
    match auth::verdict(&mail.results, inbound.trusted_server.as_deref(), domain) {
        Verdict::Passed | Verdict::Unasked => {}
        Verdict::Failed | Verdict::Unknown => return Ok(Outcome::Unverified),
    }
    let key = app.mail_key().await?;
    let mut conn = app.db.read().await?;
    let member = member::by_email(&mut conn, from).await?;
    let mut is_known = false;
    for claim in &claims {
        let Some((talk, bot)) = named(&mut conn, &claim.conversation).await? else { continue };
        is_known = true;
        let key_of_mail = mail.message_id.as_deref().unwrap_or(hash);
        if claim.is_visitors {
            if !claim.is_for(&key, Whose::Visitor) || !is_contact(&mut conn, &talk, from).await? {
                continue;
            }
            drop(conn);
            let kept = enclosed::keep(app, &talk, mail, (from, key_of_mail)).await?;
            let text = kept.told(mail.any_words());
            return say(app, &talk.id, kept.mailed((from, key_of_mail), &text), None).await;
        }
        let Some(member) = member.as_ref().filter(|member| claim.is_for(&key, Whose::Member(&member.id))) else {
            continue;
        };
        if !may_answer(&mut conn, member, &bot).await? {
            return Ok(Outcome::NotAllowed);
        }
        drop(conn);
        let kept = enclosed::keep(app, &talk, mail, (from, key_of_mail)).await?;
        let text = kept.told(&mail.text);
        return say(app, &talk.id, kept.mailed((from, key_of_mail), &text), Some(member)).await;
    }
    Ok(if is_known { Outcome::Forged } else { Outcome::Nobody })
}

/// The conversation that an address names, and whose it is.
async fn named(conn: &mut Conn, id: &ConversationId) -> Result<Option<(Conversation, Bot)>> {
    let Some(talk) = conversation::by_id(conn, id).await? else { return Ok(None) };
    Ok(bot::by_id(conn, &talk.bot_id).await?.map(|bot| (talk, bot)))
}

/// Whether this is the address that the conversation's contact goes by.
async fn is_contact(conn: &mut Conn, talk: &Conversation, from: &str) -> Result<bool> {
    let contact = contact::by_id(conn, &talk.contact_id).await?;
    let Some(email) = contact.and_then(|contact| contact.email) else { return Ok(false) };
    let is_same = matches!((Email::parse(&email), Email::parse(from)), (Ok(one), Ok(other)) if one == other);
    Ok(is_same || email.trim().to_lowercase() == from)
}

/// Whether a member may answer the bot's conversations, as things stand now.
async fn may_answer(conn: &mut Conn, member: &Member, bot: &Bot) -> Result<bool> {
    let people = member::list(conn, &bot.organisation_id).await?;
    let access = people.into_iter().find(|(other, _)| other.id == member.id).map(|(_, access)| access);
    Ok(access.is_some_and(|access| access.can(Right::Answer) && access.sees(&bot.id)))
}

async fn say(app: &App, to: &ConversationId, mail: Mailed<'_>, member: Option<&Member>) -> Result<Outcome> {
    if mail.text.is_empty() && mail.files.is_empty() {
        return Ok(Outcome::Empty);
    }
    let mut tx = app.tx().await?;
    let said = match member {
        Some(member) => mailed::by_member(&mut tx, member, to, mail).await,
        None => mailed::by_visitor(&mut tx, to, mail).await,
    };
    let said = match said {
        Ok(said) => said,
        // Erased while the mail was read.
        Err(Error::NotFound(_)) => return Ok(Outcome::Nobody),
        Err(error) => return Err(error),
    };
    tx.commit().await?;
    Ok(match (said, member) {
        (None, _) => Outcome::Again,
        (Some(_), Some(_)) => Outcome::Answered,
        (Some(_), None) => Outcome::Said,
    })
}

/// A mail of ours came back: what it told of says so. A server that goes on trying has not failed yet.
async fn came_back(app: &App, bounce: &Bounce, mail: &Inbound, hash: &str) -> Result<Outcome> {
    let (true, Some(of)) = (bounce.is_permanent, bounce.of.as_deref()) else { return Ok(Outcome::CameBack) };
    let mut tx = app.tx().await?;
    let key = id::token_hash(&format!("bounce\n{}", mail.message_id.as_deref().unwrap_or(hash)));
    if !conversation::provider::note_inbound(&mut tx, Channel::Email, &key).await? {
        return Ok(Outcome::Again);
    }
    let is_ours = is_noted(&mut tx, of, bounce).await?;
    tx.commit().await?;
    Ok(if is_ours { Outcome::CameBack } else { Outcome::Nobody })
}

async fn is_noted(tx: &mut Tx, of: &str, bounce: &Bounce) -> Result<bool> {
    let words = if bounce.why.is_empty() { "it came back" } else { bounce.why.as_str() };
    Ok(notification::came_back(tx, of, bounce.recipient.as_deref(), words).await?
        || absent::came_back(tx, of, words).await?
        || letter::came_back(tx, of, words).await?)
}
