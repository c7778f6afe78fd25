//! SMS and the other kinds of message that Twilio carries in the same shape.
//!
//! It reads what Twilio posts to us; [`twilio`] sends. Fields with names unknown here do nothing, whatever they say: the
//! signature doesn't fix where a name ends (see [`super::signature`]).

use serde::{Deserialize, Serialize};

use keyword::Keyword;

pub mod delivery;
pub mod keyword;
pub mod segment;
pub mod twilio;

pub use delivery::{Delivery, StatusUpdate, parse_status};

/// By which of Twilio's channels a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// SMS, and MMS with its pictures.
    Sms,
    /// Messages whose addresses begin with `whatsapp:`.
    Whatsapp,
}

/// A message from a person, as Twilio posts it.
#[derive(Clone, PartialEq, Eq)]
pub struct SmsInbound {
    /// By which channel it came.
    pub channel: Channel,
    /// Twilio's id of the message: the key by which a replay is known.
    pub sid: String,
    /// Twilio's id of the account that received it.
    pub account: String,
    /// Who wrote: E.164 as a rule, else a short code or a sender's name.
    pub from: String,
    /// Which of the owner's numbers they wrote to.
    pub to: String,
    /// The text; empty when only media came.
    pub body: String,
    /// Pictures and the like.
    pub media: Vec<Media>,
    /// Twilio's own verdict, when it took the message for a keyword.
    pub opt_out: Option<Keyword>,
    /// The name in the sender's profile, where the channel has one. Claimed, not verified.
    pub profile_name: Option<String>,
}

/// Something that came with a message, kept by Twilio until it is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// Where it can be fetched with the account's credentials.
    pub url: String,
    /// Its media type.
    pub content_type: String,
}

/// A field without which the request means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the field {0} is missing")]
pub struct Missing(pub &'static str);

/// Reads the fields of an inbound message.
///
/// # Errors
/// [`Missing`] names the first field that isn't there.
pub fn parse(fields: &[(String, String)]) -> Result<SmsInbound, Missing> {
    let (channel, from) = address(required(fields, "From")?);
    let (_, to) = address(required(fields, "To")?);
    let count: usize = value(fields, "NumMedia").and_then(|count| count.parse().ok()).unwrap_or(0);
    // Twilio allows ten.
    let media = (0..count.min(10)).filter_map(|at| {
        Some(Media {
            url: value(fields, &format!("MediaUrl{at}"))?.to_owned(),
            content_type: value(fields, &format!("MediaContentType{at}"))
                .unwrap_or("application/octet-stream")
                .to_owned(),
        })
    });
    Ok(SmsInbound {
        channel,
        sid: required(fields, "MessageSid")?.to_owned(),
        account: required(fields, "AccountSid")?.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        // The databases take no NUL; no phone sends one.
        body: value(fields, "Body").ok_or(Missing("Body"))?.replace('\0', ""),
        media: media.collect(),
        opt_out: value(fields, "OptOutType").and_then(Keyword::from_opt_out_type),
        profile_name: value(fields, "ProfileName").filter(|name| !name.is_empty()).map(str::to_owned),
    })
}

impl SmsInbound {
    /// Whether the sender is a person's number, who can be answered, and not a short code or a name.
    #[must_use]
    pub fn is_from_a_number(&self) -> bool {
        let digits = self.from.strip_prefix('+').unwrap_or_default();
        (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
    }

    /// The keyword that this message is, by Twilio's verdict or by our reading. `stopped` says whether its writer has
    /// stopped messages before.
    #[must_use]
    pub fn keyword(&self, stopped: bool) -> Option<Keyword> {
        self.opt_out.or_else(|| keyword::keyword(&self.body, stopped))
    }
}

impl Channel {
    /// An address as Twilio writes it on this channel.
    #[must_use]
    pub fn address(self, number: &str) -> String {
        match self {
            Self::Sms => number.to_owned(),
            Self::Whatsapp => format!("{WHATSAPP}{number}"),
        }
    }
}

const WHATSAPP: &str = "whatsapp:";

fn address(text: &str) -> (Channel, &str) {
    match text.strip_prefix(WHATSAPP) {
        Some(number) => (Channel::Whatsapp, number),
        None => (Channel::Sms, text),
    }
}

fn value<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
    fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn required<'f>(fields: &'f [(String, String)], name: &'static str) -> Result<&'f str, Missing> {
    value(fields, name).filter(|value| !value.is_empty()).ok_or(Missing(name))
}

impl std::fmt::Debug for SmsInbound {
    /// Names the message and nothing of what it says or who wrote it: a log may hold this.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmsInbound").field("channel", &self.channel).field("sid", &self.sid).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod samples {
    //! Twilio's posts, from tests/contracts/twilio.

    use serde_json::Value;

    /// The samples of one kind: name and fields.
    pub(super) fn samples(kind: &str) -> Vec<(String, Vec<(String, String)>)> {
        let file: Value =
            serde_json::from_str(include_str!("../../tests/contracts/twilio/inbound_samples.json")).unwrap();
        let samples = file[kind].as_array().unwrap().iter();
        samples
            .map(|sample| {
                let fields = sample["fields"].as_object().unwrap().iter();
                let fields = fields.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
                (sample["name"].as_str().unwrap().to_owned(), fields)
            })
            .collect()
    }

    /// One sample's fields.
    pub(super) fn sample(kind: &str, name: &str) -> Vec<(String, String)> {
        samples(kind).into_iter().find(|(each, _)| each == name).unwrap().1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::samples::{sample, samples};
    use super::*;

    fn inbound(name: &str) -> SmsInbound {
        parse(&sample("inbound", name)).unwrap()
    }

    #[test]
    fn every_inbound_sample_is_read() {
        let samples = samples("inbound");
        assert_eq!(samples.len(), 19);
        for (name, fields) in samples {
            let message = parse(&fields).unwrap();
            let expected = if name.starts_with("whatsapp") { Channel::Whatsapp } else { Channel::Sms };
            assert_eq!(message.channel, expected, "{name}");
            assert!(!message.from.contains("whatsapp"), "{name}");
            assert_eq!(Some(message.body.as_str()), value(&fields, "Body"), "{name}");
        }
    }

    #[test]
    fn what_came_with_a_message_is_kept() {
        let message = inbound("mms_two_pictures");
        assert_eq!(message.media.len(), 2);
        assert_eq!(message.media[1].content_type, "image/png");
        assert_eq!(inbound("whatsapp_voice").profile_name.as_deref(), Some("Ann Lee"));
        assert_eq!(inbound("sms_stop").opt_out, Some(Keyword::Stop));
        assert_eq!(inbound("sms_help").keyword(false), Some(Keyword::Help));
        assert_eq!(inbound("sms_text").keyword(false), None);
        assert_eq!(segment::measure(&inbound("sms_unicode_3_segments").body).segments, 5);
    }

    #[test]
    fn only_a_number_can_be_answered() {
        assert!(inbound("sms_text").is_from_a_number());
        assert!(inbound("whatsapp_text").is_from_a_number());
        assert!(!inbound("sms_short_code_sender").is_from_a_number());
        assert!(!inbound("sms_alphanumeric_sender").is_from_a_number());
    }

    #[test]
    fn a_replay_carries_the_same_id() {
        assert_eq!(inbound("sms_duplicate_of_sms_text").sid, inbound("sms_text").sid);
    }

    #[test]
    fn a_field_that_nobody_knows_does_nothing() {
        let mut fields = sample("inbound", "sms_text");
        let before = parse(&fields).unwrap();
        fields.push(("Bod".into(), "yhi".into()));
        fields.push(("Admin".into(), "1".into()));
        // Nor does a second field of a known name.
        fields.push(("Body".into(), "other".into()));
        assert_eq!(parse(&fields).unwrap(), before);
    }

    #[test]
    fn a_message_without_its_fields_is_refused_by_name() {
        for name in ["From", "To", "MessageSid", "AccountSid", "Body"] {
            let fields: Vec<_> = sample("inbound", "sms_text").into_iter().filter(|(key, _)| key != name).collect();
            assert_eq!(parse(&fields), Err(Missing(name)));
        }
    }

    #[test]
    fn a_message_is_not_debugged_with_its_words() {
        let shown = format!("{:?}", inbound("sms_text"));
        assert!(!shown.contains("Sunday") && !shown.contains("447700900123"), "{shown}");
    }

    proptest! {
        #[test]
        fn any_fields_are_read_without_panic(fields in prop::collection::vec(("From|To|Body|MessageSid|AccountSid|NumMedia|MessageStatus|[A-Z]{1,3}", ".{0,8}"), 0..10)) {
            let _ = (parse(&fields), parse_status(&fields));
        }
    }
}
