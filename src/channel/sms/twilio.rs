//! Sending by Twilio's REST interface.
//!
//! The calls and types are those of the crate `twilio-rs`; the request itself leaves by our own HTTP client (see
//! `wire`). Nothing is retried here: the job that sends decides when, and looks with [`Twilio::find_sent`] before it
//! sends again what may have arrived.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use ::twilio::model::ApiV2010AccountMessage;
use ::twilio::{TwilioAuthentication, TwilioClient};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use url::{Url, form_urlencoded};

use super::Delivery;
use error::classify;

mod error;
/// The form that `create_message` leaves out. Built apart: a serializer must not live across an await.
fn message_form(from: &str, to: &str, body: &str, status_callback: Option<&Url>) -> String {
    let sender = if is_service(from) { "MessagingServiceSid" } else { "From" };
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair(sender, from).append_pair("To", to).append_pair("Body", body);
    if let Some(url) = status_callback {
        form.append_pair("StatusCallback", url.as_str());
    }
    form.finish()
}

#[cfg(test)]
mod tests;
mod wire;

pub use error::{Refusal, SendError, Setup};

/// Where Twilio answers.
pub const BASE: &str = "https://api.twilio.com";

/// How long one call may take altogether. Twilio itself answers within a second or two.
const DEADLINE: Duration = Duration::from_secs(15);
/// How far Twilio's clock and ours may be apart.
const SKEW_MS: i64 = 120_000;
/// How many of the newest messages are looked through.
const LOOK_THROUGH: i64 = 100;

/// One Twilio account that messages are sent from.
#[derive(Clone, Debug)]
pub struct Twilio {
    base: Url,
    account: String,
    token: SecretString,
    http: reqwest::Client,
    deadline: Duration,
}

/// A message that Twilio has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Twilio's id of it, by which status callbacks name it.
    pub sid: String,
    /// Where it is, if Twilio used a word that we know.
    pub delivery: Option<Delivery>,
    /// How many segments it takes; not known yet when a Messaging Service sends it.
    pub segments: Option<u32>,
}

/// What Twilio says of the account, for the "test connection" button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name its owner gave it.
    pub name: String,
    /// Whether it may send: neither suspended nor closed.
    pub is_active: bool,
    /// Whether it is a trial, which writes to verified numbers only and puts its own words before each message.
    pub is_trial: bool,
}

impl Twilio {
    /// An account to send from. `http` must not follow redirects: the token goes where the request goes.
    ///
    /// # Errors
    /// [`Setup`] says which setting can't be right; nothing was sent to find out.
    pub fn new(base: &str, account: &str, token: SecretString, http: reqwest::Client) -> Result<Self, Setup> {
        let base = Url::parse(base).map_err(|_| Setup::Base)?;
        let is_local = match base.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => return Err(Setup::Base),
        };
        let is_bare = base.query().is_none() && base.fragment().is_none() && base.username().is_empty();
        if !is_bare || base.password().is_some() || !(base.scheme() == "https" || (base.scheme() == "http" && is_local))
        {
            return Err(Setup::Base);
        }
        let digits = account.strip_prefix("AC").ok_or(Setup::Account)?;
        if digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Setup::Account);
        }
        if token.expose_secret().is_empty() {
            return Err(Setup::Token);
        }
        let twilio = Self { base, account: account.to_owned(), token, http, deadline: DEADLINE };
        // The crate loads the machine's certificates for a connection that it never opens, once in a process, and panics
        // where there are none. Better now than at the first message.
        catch_unwind(AssertUnwindSafe(|| drop(twilio.client(None)))).map_err(|_| Setup::Certificates)?;
        Ok(twilio)
    }

    /// The same account with another deadline for each call.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Sends a message. `from` is one of the owner's numbers, or the id of a Messaging Service (`MG…`);
    /// news of its delivery is posted to `status_callback`.
    ///
    /// # Errors
    /// [`SendError`] says whether it will ever go, and whether it may have gone already.
    pub async fn send(
        &self,
        from: &str,
        to: &str,
        body: &str,
        status_callback: Option<&Url>,
    ) -> Result<Sent, SendError> {
        let client = self.client(Some(message_form(from, to, body, status_callback)));
        let message = self.in_time(client.create_message(&self.account).send()).await?;
        // Taken, but under which id we can't tell: look for it before sending again.
        sent(&message).ok_or(SendError::unclear())
    }

    /// The messages already sent to this person with these words, newest first: to look before sending again after a
    /// crash. The caller leaves out those whose ids it knows. `since_ms` is when the first attempt began (Unix).
    ///
    /// # Errors
    /// [`SendError`] when the list couldn't be read.
    pub async fn find_sent(&self, from: &str, to: &str, body: &str, since_ms: i64) -> Result<Vec<Sent>, SendError> {
        let client = self.client(None);
        let mut request = client.list_message(&self.account).to(to).page_size(LOOK_THROUGH);
        // A Messaging Service picks the number, so only the recipient is known.
        if !is_service(from) {
            request = request.from(from);
        }
        let page = self.in_time(request.send()).await?;
        let listed = page.get("messages").and_then(|messages| messages.as_array()).ok_or(SendError::unclear())?;
        let messages = listed.iter().filter_map(|message| serde_json::from_value(message.clone()).ok());
        Ok(messages
            .filter(|message: &ApiV2010AccountMessage| {
                let is_ours = message.direction.as_deref().is_none_or(|direction| direction.starts_with("outbound"));
                let is_recent =
                    message.date_created.as_deref().and_then(unix_ms).is_none_or(|at| at >= since_ms - SKEW_MS);
                is_ours && is_recent && message.body.as_deref().is_some_and(|sent| is_same_text(sent, body))
            })
            .filter_map(|message| sent(&message))
            .collect())
    }

    /// Asks Twilio about the account: whether the settings are right.
    ///
    /// # Errors
    /// [`SendError`] when Twilio couldn't be asked or doesn't know the account and token.
    pub async fn check(&self) -> Result<Account, SendError> {
        let client = self.client(None);
        let account = self.in_time(client.fetch_account(&self.account).send()).await?;
        Ok(Account {
            name: account.friendly_name.unwrap_or_default(),
            is_active: account.status.as_deref() == Some("active"),
            is_trial: account.type_.as_deref() == Some("Trial"),
        })
    }

    /// A client for one call, whose form is the one given.
    fn client(&self, form: Option<String>) -> TwilioClient {
        let credentials = format!("{}:{}", self.account, self.token.expose_secret());
        let authentication = TwilioAuthentication::BasicAuth { basic_auth: STANDARD.encode(credentials) };
        TwilioClient::new(self.base.as_str().trim_end_matches('/'), authentication)
            .with_middleware(wire::Wire::new(self.http.clone(), form))
    }

    async fn in_time<T>(&self, call: impl Future<Output = httpclient::InMemoryResult<T>>) -> Result<T, SendError> {
        match tokio::time::timeout(self.deadline, call).await {
            Ok(answer) => answer.map_err(classify),
            Err(_) => Err(SendError::unclear()),
        }
    }
}

fn sent(message: &ApiV2010AccountMessage) -> Option<Sent> {
    Some(Sent {
        sid: message.sid.clone().filter(|sid| !sid.is_empty())?,
        delivery: message.status.as_deref().and_then(Delivery::from_twilio),
        segments: message.num_segments.as_deref().and_then(|count| count.parse().ok()).filter(|count| *count > 0),
    })
}

fn is_service(from: &str) -> bool {
    from.len() == 34 && from.starts_with("MG")
}

/// Whether Twilio's copy of a text is ours: a trial account puts words before it, smart encoding plain characters into it.
fn is_same_text(copy: &str, ours: &str) -> bool {
    let plain = |text: &str| -> String {
        let text = text.replace('…', "...");
        let plain = text.chars().filter_map(|c| match c {
            '‘' | '’' | 'ʼ' => Some('\''),
            '“' | '”' | '«' | '»' => Some('"'),
            '–' | '—' | '‑' => Some('-'),
            '\u{200B}' | '\u{FEFF}' => None,
            c if c.is_whitespace() => Some(' '),
            c => Some(c),
        });
        plain.collect::<String>().trim().to_owned()
    };
    let (copy, ours) = (plain(copy), plain(ours));
    copy == ours || (copy.starts_with("Sent from your Twilio trial account") && copy.ends_with(&ours))
}

/// Twilio's dates are those of mails (RFC 2822).
fn unix_ms(date: &str) -> Option<i64> {
    jiff::fmt::rfc2822::parse(date).ok().map(|date| date.timestamp().as_millisecond())
}
