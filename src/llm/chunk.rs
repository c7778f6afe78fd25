//! One piece of a streamed answer, read leniently: endpoints that call themselves compatible leave out fields, send null
//! where OpenAI sends a text, and add what nobody knows.

use serde_json::Value;

use super::{Failure, Tokens};
use crate::llm::tool::Piece;

/// What one piece says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Chunk {
    pub(super) text: String,
    pub(super) calls: Vec<Piece>,
    pub(super) tokens: Option<Tokens>,
    /// It says that the answer ends here.
    pub(super) is_done: bool,
}

impl Chunk {
    /// Reads a piece.
    ///
    /// # Errors
    /// `Broken` when it tells of an error, `Unreadable` when it is nothing of the kind.
    pub(super) fn read(value: &Value) -> Result<Self, Failure> {
        if value.get("error").is_some_and(|error| !error.is_null()) {
            return Err(Failure::Broken);
        }
        let choices = value.get("choices").and_then(Value::as_array);
        let tokens = tokens(&value["usage"]);
        if choices.is_none() && tokens.is_none() {
            return Err(Failure::Unreadable);
        }
        // One answer is asked for; where more are sent the first counts.
        let choice = choices.and_then(|choices| choices.first()).unwrap_or(&Value::Null);
        let delta = &choice["delta"];
        let calls = delta["tool_calls"].as_array().map(|calls| calls.iter().zip(0_u64..).map(call).collect());
        Ok(Self {
            text: delta["content"].as_str().unwrap_or_default().to_owned(),
            calls: calls.unwrap_or_default(),
            tokens,
            is_done: choice["finish_reason"].is_string(),
        })
    }
}

fn call((call, place): (&Value, u64)) -> Piece {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Piece {
        index: call["index"].as_u64().unwrap_or(place),
        name: text(&call["function"]["name"]),
        arguments: text(&call["function"]["arguments"]),
    }
}

fn tokens(usage: &Value) -> Option<Tokens> {
    // More than that is a lie, and would spend the day's budget at once.
    let count = |key: &str| usage[key].as_i64().filter(|count| (0..=10_000_000).contains(count));
    Some(Tokens { prompt: count("prompt_tokens")?, completion: count("completion_tokens").unwrap_or(0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pieces_of_several_makes_are_read() {
        let text = |value| Chunk::read(&value).unwrap().text;
        assert_eq!(text(json!({"choices": [{"index": 0, "delta": {"content": "Hi"}, "finish_reason": null}]})), "Hi");
        assert_eq!(text(json!({"choices": [{"delta": {"content": null, "role": "assistant"}}]})), "");
        assert_eq!(text(json!({"choices": [{"delta": {"content": 4}}], "x": {}})), "");
        let done = Chunk::read(&json!({"choices": [{"delta": {}, "finish_reason": "a_new_reason"}]})).unwrap();
        assert!(done.is_done);
        let usage = json!({"choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 3}});
        assert_eq!(Chunk::read(&usage).unwrap().tokens, Some(Tokens { prompt: 12, completion: 3 }));
        let call =
            json!({"choices": [{"delta": {"tool_calls": [{"function": {"name": "hand_off", "arguments": "{}"}}]}}]});
        let piece = Piece { index: 0, name: "hand_off".into(), arguments: "{}".into() };
        assert_eq!(Chunk::read(&call).unwrap().calls, [piece]);
    }

    #[test]
    fn what_is_no_piece_is_told_from_what_is_an_error() {
        assert_eq!(Chunk::read(&json!({"error": {"message": "overloaded"}})), Err(Failure::Broken));
        for none in
            [json!([]), json!("text"), json!({"choices": "none"}), json!(null), json!({"usage": {"prompt_tokens": -4}})]
        {
            assert_eq!(Chunk::read(&none), Err(Failure::Unreadable), "{none}");
        }
    }
}
