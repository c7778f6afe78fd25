//! What one visitor remembers: what they sent, what was acknowledged, and what they were shown.
//!
//! It holds fingerprints and numbers in place of texts, which can be said again from their number; so a long run stays
//! small. It judges only what a socket promises while it is open; the whole is judged at the end.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::finding::{Finding, Kind};

/// Findings kept of one visitor: more say nothing new.
const MOST_FINDINGS: usize = 20;

/// What a visitor sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Words.
    Text,
    /// The wish for a form; then the form's id, once it was shown.
    Ask(Option<String>),
    /// The form of the wish in this place, filled.
    Submit(usize),
}

/// One thing that a visitor sent.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// What it is.
    pub what: What,
    /// The number it was acknowledged with.
    pub acked: Option<i64>,
    /// How often it was sent.
    pub times: u32,
    /// The server said once that it did not take it, so its place is not promised: what was sent behind it on the same
    /// line may stand before it.
    pub is_refused: bool,
}

/// What came of a frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// The thing in this place is acknowledged.
    Acked(usize),
    /// It was not taken; to be sent again after so many seconds.
    Refused(u64),
    /// Anything else.
    Other,
}

/// One visitor's memory.
#[derive(Debug)]
pub(super) struct Record {
    /// What to call them, in findings.
    pub name: String,
    /// Their secret.
    pub secret: String,
    /// Everything they sent, in order.
    pub entries: Vec<Entry>,
    /// Everything they were shown, by number: its fingerprint.
    pub seen: BTreeMap<i64, u64>,
    /// What was wrong already while they looked.
    pub findings: Vec<Finding>,
    conversation: Option<String>,
    unacked: usize,
}

impl Record {
    /// Of somebody new.
    pub(super) fn new(name: String, secret: String) -> Self {
        Self {
            name,
            secret,
            entries: Vec::new(),
            seen: BTreeMap::new(),
            findings: Vec::new(),
            conversation: None,
            unacked: 0,
        }
    }

    /// The first place that is not acknowledged.
    pub(super) fn first_unacked(&self) -> usize {
        self.unacked
    }

    /// Whether everything is acknowledged.
    pub(super) fn is_settled(&self) -> bool {
        self.unacked == self.entries.len()
    }

    /// Writes something new, to be sent.
    pub(super) fn write(&mut self, what: What) {
        self.entries.push(Entry { what, acked: None, times: 0, is_refused: false });
    }

    /// The frame that says who this is; `whole` forgets what was seen, as another tab does.
    pub(super) fn open(&self, whole: bool) -> Value {
        match (&self.conversation, self.seen.last_key_value()) {
            (Some(conversation), Some((seq, _))) if !whole => json!({
                "type": "open", "ref": "open", "visitor": self.secret, "conversation": conversation, "seq": seq,
            }),
            _ => json!({"type": "open", "ref": "open", "visitor": self.secret}),
        }
    }

    /// The frame for the thing in this place; none where its form is not known.
    pub(super) fn frame(&self, at: usize) -> Option<Value> {
        let id = client_id(at);
        Some(match &self.entries.get(at)?.what {
            What::Text => json!({"type": "message.send", "ref": id, "id": id, "text": words(&self.name, at)}),
            What::Ask(_) => json!({"type": "form.request", "ref": id, "id": id, "tag": "refund_request"}),
            What::Submit(ask) => {
                let form = self.form(*ask)?;
                let values = json!({
                    "order_number": format!("ST-{at}"),
                    "email": format!("{}@selftest.example", self.name),
                    "name": "Selftest",
                });
                json!({"type": "form.submit", "ref": id, "id": id, "form": form, "values": values})
            }
        })
    }

    /// The form shown for the wish in this place.
    pub(super) fn form(&self, ask: usize) -> Option<&str> {
        match &self.entries.get(ask)?.what {
            What::Ask(form) => form.as_deref(),
            _ => None,
        }
    }

    /// Takes in a frame; `last` is the last number this line has brought.
    pub(super) fn hear(&mut self, last: &mut i64, frame: &Value) -> Heard {
        match frame["type"].as_str() {
            Some("opened") => self.opened(last, frame),
            Some("message") => {
                let seq = frame["message"]["seq"].as_i64().unwrap_or(0);
                if seq > *last + 1 {
                    self.find(Kind::Reordered, format!("message {seq} came live right after {last}"));
                }
                *last = seq.max(*last);
                self.see(&frame["message"]);
            }
            Some("ack") => return self.acked(frame),
            Some("error") => return self.refused(frame),
            _ => {}
        }
        Heard::Other
    }

    fn opened(&mut self, last: &mut i64, frame: &Value) {
        let conversation = frame["conversation"].as_str();
        if self.conversation.is_some() && self.conversation.as_deref() != conversation {
            self.find(Kind::Lost, "the conversation is another than before");
        }
        self.conversation = conversation.map(str::to_owned);
        let mut before = None;
        for message in frame["messages"].as_array().into_iter().flatten() {
            let seq = message["seq"].as_i64().unwrap_or(0);
            if before.is_some_and(|before| seq != before + 1) {
                self.find(Kind::Reordered, format!("message {seq} is not the next in what was opened"));
            }
            before = Some(seq);
            self.see(message);
        }
        *last = frame["seq"].as_i64().unwrap_or(0);
    }

    fn see(&mut self, message: &Value) {
        let Some(seq) = message["seq"].as_i64() else { return };
        let print = fingerprint(message);
        if *self.seen.entry(seq).or_insert(print) != print {
            self.find(Kind::Changed, format!("message {seq} was shown in two shapes"));
        }
        if message["body"]["kind"] == "form"
            && let Some(at) = message["client_id"].as_str().and_then(place)
            && let Some(Entry { what: What::Ask(form), .. }) = self.entries.get_mut(at)
        {
            *form = message["body"]["form"].as_str().map(str::to_owned);
        }
    }

    fn acked(&mut self, frame: &Value) -> Heard {
        let Some(at) = frame["id"].as_str().and_then(place) else { return Heard::Other };
        let seq = frame["seq"].as_i64().unwrap_or(0);
        if self.conversation.is_none() {
            self.conversation = frame["conversation"].as_str().map(str::to_owned);
        }
        let Some(entry) = self.entries.get_mut(at) else { return Heard::Other };
        match entry.acked {
            Some(before) if before != seq => {
                self.find(Kind::Duplicated, format!("{} was acknowledged as {before} and as {seq}", client_id(at)));
            }
            _ => entry.acked = Some(seq),
        }
        while self.entries.get(self.unacked).is_some_and(|entry| entry.acked.is_some()) {
            self.unacked += 1;
        }
        Heard::Acked(at)
    }

    fn refused(&mut self, frame: &Value) -> Heard {
        let code = frame["code"].as_str().unwrap_or_default();
        let Some(at) = frame["id"].as_str().and_then(place) else {
            // A frame without an id: the opening, while the database is gone.
            return Heard::Refused(1);
        };
        if let Some(entry) = self.entries.get_mut(at) {
            entry.is_refused = true;
        }
        if !matches!(code, "too_many" | "unavailable" | "internal") {
            self.find(Kind::Lost, format!("{} was refused: {code}", client_id(at)));
        }
        Heard::Refused(frame["retry_after"].as_u64().unwrap_or(1))
    }

    fn find(&mut self, kind: Kind, what: impl Into<String>) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(Finding::new(kind, format!("{}: {}", self.name, what.into())));
        }
    }
}

/// The client's id of the thing in this place.
pub(super) fn client_id(at: usize) -> String {
    format!("m{at}")
}

/// The place that a client's id names.
pub(super) fn place(client_id: &str) -> Option<usize> {
    client_id.strip_prefix('m')?.parse().ok()
}

/// What is said in this place: always the same, and nowhere else the same; now and then long. The bot knows an answer to each
/// ([`asked`]), since it says nothing a third time.
pub(super) fn words(name: &str, at: usize) -> String {
    let more = if at % 11 == 3 { at % 7 * 80 } else { 0 };
    format!("{asked} {name}", asked = asked(at)) + &format!(" {}", asked(at)).repeat(more)
}

/// What the bot is asked in this place of any conversation: words enough to be found by beside a name that it does not know.
pub(super) fn asked(at: usize) -> String {
    format!("n{at} p{at} q{at}")
}

/// A message's fingerprint: the same whenever it is shown.
pub(super) fn fingerprint(message: &Value) -> u64 {
    let hash = Sha256::digest(message.to_string());
    hash.iter().take(8).fold(0, |print, byte| print << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let mut record = Record::new("s1".into(), "secret".into());
        record.write(What::Text);
        record.write(What::Text);
        record
    }

    fn message(seq: i64, text: &str) -> Value {
        json!({"type": "message", "message": {"seq": seq, "id": format!("msg_{seq}"), "author": "bot", "body": {"kind": "text", "text": text}}})
    }

    #[test]
    fn acks_are_kept_and_an_ack_with_another_number_is_found() {
        let mut record = record();
        let mut last = 0;
        let ack = |seq| json!({"type": "ack", "id": "m1", "conversation": "cnv_1", "seq": seq});
        assert_eq!(record.hear(&mut last, &ack(3)), Heard::Acked(1));
        assert_eq!((record.first_unacked(), record.is_settled()), (0, false));
        record.hear(&mut last, &json!({"type": "ack", "id": "m0", "conversation": "cnv_1", "seq": 1}));
        assert!(record.is_settled());
        assert_eq!(record.findings, []);
        record.hear(&mut last, &ack(4));
        assert_eq!(record.findings[0].kind, Kind::Duplicated);
    }

    #[test]
    fn a_gap_on_a_live_line_and_another_text_for_a_number_are_found() {
        let mut record = record();
        let mut last = 0;
        for seq in [1, 2, 2, 4] {
            record.hear(&mut last, &message(seq, "hello"));
        }
        record.hear(&mut last, &message(2, "goodbye"));
        let kinds: Vec<_> = record.findings.iter().map(|finding| finding.kind).collect();
        assert_eq!(kinds, [Kind::Reordered, Kind::Changed], "{:?}", record.findings);
    }

    #[test]
    fn what_a_server_is_too_busy_for_is_sent_again_and_any_other_no_is_found() {
        let mut record = record();
        let no = |code: &str| json!({"type": "error", "id": "m0", "code": code, "retry_after": 3});
        assert_eq!(record.hear(&mut 0, &no("too_many")), Heard::Refused(3));
        assert!(record.findings.is_empty() && record.entries[0].is_refused);
        record.hear(&mut 0, &no("not_found"));
        assert_eq!(record.findings[0].kind, Kind::Lost);
    }
}
