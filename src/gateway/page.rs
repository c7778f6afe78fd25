//! How many messages one frame holds: so many, and no more bytes than a line takes at once.
//!
//! A conversation of the longest messages must open like any other; what is left out is the oldest, as ever, and the
//! client asks for it with `history`.

use crate::conversation::Message;

/// How many messages one answer holds.
pub(super) const PAGE: i64 = 200;

/// How many bytes of them, about: half of what may wait for a slow reader.
const BYTES: usize = 512 * 1024;

/// The newest of these (oldest first) that fit, and whether older ones are left out.
pub(super) fn fit((mut messages, more): (Vec<Message>, bool)) -> (Vec<Message>, bool) {
    let (mut bytes, mut kept) = (0, 0);
    for message in messages.iter().rev() {
        bytes += serde_json::to_string(message).map_or(0, |text| text.len());
        if bytes > BYTES && kept > 0 {
            break;
        }
        kept += 1;
    }
    let left_out = messages.len() - kept;
    messages.drain(..left_out);
    (messages, more || left_out > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Body;
    use crate::event::Author;
    use crate::id::{Id as _, MessageId};
    use crate::time::Timestamp;

    fn message(seq: i64, text: &str) -> Message {
        let (id, at) = (MessageId::from_text("msg_1".into()), Timestamp::from_millis(0));
        Message { seq, id, client_id: None, author: Author::Agent, name: None, at, body: Body::text(text) }
    }

    #[test]
    fn the_oldest_are_left_out_and_one_is_always_there() {
        let long = "\u{1F3EE}".repeat(4_000);
        let (kept, more) = fit(((1..=200).map(|seq| message(seq, &long)).collect(), false));
        assert!(more && kept.last().unwrap().seq == 200 && (30..33).contains(&kept.len()), "{}", kept.len());
        assert_eq!(fit((vec![message(1, "Hello")], false)), (vec![message(1, "Hello")], false));
        assert_eq!(fit((vec![message(1, &"x".repeat(BYTES))], true)).0.len(), 1);
        assert_eq!(fit((Vec::new(), false)), (Vec::new(), false));
    }
}
