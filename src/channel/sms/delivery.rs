//! Delivery: what became of a message that was sent, as Twilio's status callbacks tell it.
//!
//! Callbacks come late, twice and in any order; this says which news to believe. Storing it is the caller's.

use serde::{Deserialize, Serialize};

use super::{Missing, required, value};

/// What became of a message that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusUpdate {
    /// Twilio's id of the message.
    pub sid: String,
    /// Twilio's id of the account that sent it.
    pub account: String,
    /// Where it is now; nothing when Twilio uses a word that we don't know.
    pub delivery: Option<Delivery>,
    /// Twilio's error code, when something went wrong.
    pub error: Option<u32>,
}

/// How far a sent message has come, in the order in which news is to be believed: later news never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Twilio has it.
    Queued,
    /// Twilio is handing it to the carrier.
    Sending,
    /// The carrier has it.
    Sent,
    /// It will not arrive.
    Failed,
    /// The phone has it. Believed even after a failure, since a carrier may have given up on a receipt too soon.
    Delivered,
    /// The person has opened it.
    Read,
}

/// Reads the fields of a status callback.
///
/// # Errors
/// [`Missing`] names the first field that isn't there.
pub fn parse_status(fields: &[(String, String)]) -> Result<StatusUpdate, Missing> {
    Ok(StatusUpdate {
        sid: required(fields, "MessageSid")?.to_owned(),
        account: required(fields, "AccountSid")?.to_owned(),
        delivery: Delivery::from_twilio(required(fields, "MessageStatus")?),
        error: value(fields, "ErrorCode").and_then(|code| code.parse().ok()).filter(|code| *code != 0),
    })
}

impl Delivery {
    /// Twilio's word for a message's status, if we know it.
    #[must_use]
    pub fn from_twilio(word: &str) -> Option<Self> {
        match word {
            "accepted" | "scheduled" | "queued" => Some(Self::Queued),
            "sending" => Some(Self::Sending),
            "sent" => Some(Self::Sent),
            "failed" | "undelivered" | "canceled" => Some(Self::Failed),
            "delivered" => Some(Self::Delivered),
            "read" => Some(Self::Read),
            _ => None,
        }
    }

    /// What is true once this news arrived after what was known: callbacks may come late and in any order.
    #[must_use]
    pub fn after(self, known: Option<Self>) -> Self {
        known.map_or(self, |known| known.max(self))
    }

    /// The word under which it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Delivered => "delivered",
            Self::Read => "read",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{sample, samples};
    use super::*;

    #[test]
    fn every_status_sample_is_read() {
        let update = |name| parse_status(&sample("status", name)).unwrap();
        assert_eq!(samples("status").len(), 10);
        assert_eq!(update("queued").delivery, Some(Delivery::Queued));
        assert_eq!(update("undelivered_30003").delivery, Some(Delivery::Failed));
        assert_eq!(update("undelivered_30003").error, Some(30003));
        assert_eq!(update("undelivered_opted_out_21610").error, Some(21610));
        assert_eq!(update("whatsapp_read").delivery, Some(Delivery::Read));
        assert!(samples("status").iter().all(|(_, fields)| parse_status(fields).unwrap().delivery.is_some()));
    }

    #[test]
    fn late_news_does_not_go_back() {
        let read = |name| parse_status(&sample("status", name)).unwrap().delivery;
        let mut known = None;
        for name in ["queued", "sent", "delivered", "sent_after_delivered_out_of_order"] {
            known = read(name).map(|news| news.after(known));
        }
        assert_eq!(known, Some(Delivery::Delivered));
        assert_eq!(Delivery::Failed.after(Some(Delivery::Delivered)), Delivery::Delivered);
        assert_eq!(Delivery::Delivered.after(Some(Delivery::Failed)), Delivery::Delivered);
        assert_eq!(Delivery::Sent.after(Some(Delivery::Failed)), Delivery::Failed);
        assert_eq!(Delivery::from_twilio("teleported"), None);
    }

    #[test]
    fn a_status_without_its_fields_is_refused_by_name() {
        for name in ["MessageSid", "AccountSid", "MessageStatus"] {
            let fields: Vec<_> = sample("status", "sent").into_iter().filter(|(key, _)| key != name).collect();
            assert_eq!(parse_status(&fields), Err(Missing(name)));
        }
    }
}
