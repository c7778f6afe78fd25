//! The tools that a model may name: what each is called, what it takes, and how a call is read.
//!
//! Reading a call is all that happens here: whether it may be done is decided where it is done, by the facts of this one
//! conversation. A tool stands here when the product can do it; one that cannot be done is not offered. A new one is a
//! variant of `Wanted`, an arm of `Call::read` and one of `offered`.

use async_openai::types::chat::{ChatCompletionTool, ChatCompletionTools, FunctionObject};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::trigger::written::{Question, Wanted};

/// The most calls that one answer may hold.
pub(super) const MOST: usize = 8;

/// The longest arguments that are read, in bytes.
const LONGEST: usize = 2_000;

/// A call as far as it has come: endpoints send it in pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// Which of the answer's calls this belongs to.
    pub(super) index: u64,
    /// The tool, or a piece of its name.
    pub(super) name: String,
    /// Its arguments as JSON, or a piece of them.
    pub(super) arguments: String,
}

impl Piece {
    pub(super) fn len(&self) -> usize {
        self.name.len() + self.arguments.len()
    }

    /// The call, now that it is whole.
    pub(super) fn call(self) -> Option<Call> {
        Some(Call(Call::read(&self.name, &self.arguments)?))
    }
}

/// Adds a piece to the calls so far.
pub(super) fn gather(calls: &mut Vec<Piece>, piece: &Piece) {
    match calls.iter_mut().find(|call| call.index == piece.index) {
        Some(call) => {
            call.name.push_str(&piece.name);
            call.arguments.push_str(&piece.arguments);
        }
        None => calls.push(piece.clone()),
    }
}

/// A call that reads as one of the tools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call(pub Wanted);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfferForm {
    tag: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl Call {
    /// Reads a call; `None` for an unknown tool and for arguments that are not the tool's.
    fn read(name: &str, arguments: &str) -> Option<Wanted> {
        if arguments.len() > LONGEST {
            return None;
        }
        // No arguments are sent as nothing at all by some.
        let arguments = if arguments.trim().is_empty() { "{}" } else { arguments };
        match name {
            "offer_form" => {
                let OfferForm { tag } = serde_json::from_str(arguments).ok()?;
                Some(Wanted::Form { tag })
            }
            "hand_off" => serde_json::from_str::<Nothing>(arguments).ok().map(|Nothing {}| Wanted::Person),
            _ => None,
        }
    }
}

/// The tools that may be named in answer to this question, as the request tells them.
pub(super) fn offered(question: &Question) -> Vec<ChatCompletionTools> {
    let mut tools = Vec::new();
    if !question.forms.is_empty() {
        let keys: Vec<&str> = question.forms.iter().map(|form| form.key.as_str()).collect();
        tools.push(tool(
            "offer_form",
            "Shows the visitor a form for a request that they make now in their own words.",
            json!({"tag": {"type": "string", "enum": keys, "description": "Which kind of request"}}),
        ));
    }
    if question.may_hand_off {
        tools.push(tool(
            "hand_off",
            "Shows the visitor a form to reach a person of the team, when they ask for one or cannot be helped otherwise.",
            json!({}),
        ));
    }
    tools
}

/// The JSON schema of an object that holds these, and nothing else.
pub(super) fn object(properties: &Value) -> Value {
    let required: Vec<&String> = properties.as_object().map(|all| all.keys().collect()).unwrap_or_default();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn tool(name: &str, description: &str, properties: Value) -> ChatCompletionTools {
    let parameters = object(&properties);
    ChatCompletionTools::Function(ChatCompletionTool {
        function: FunctionObject {
            name: name.to_owned(),
            description: Some(description.to_owned()),
            parameters: Some(parameters),
            strict: Some(true),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_read_by_its_type_or_not_at_all() {
        let form = |tag: &str| Some(Wanted::Form { tag: tag.to_owned() });
        for (name, arguments, expected) in [
            ("offer_form", r#"{"tag":"refund_request"}"#, form("refund_request")),
            ("offer_form", r#"{"tag":"refund_request","contact":"ada"}"#, None),
            ("offer_form", r#"{"tag":7}"#, None),
            ("offer_form", r#"{"tag":"#, None),
            ("offer_form", "", None),
            ("hand_off", "", Some(Wanted::Person)),
            ("hand_off", "{}", Some(Wanted::Person)),
            ("hand_off", r#"{"to":"admin"}"#, None),
            ("look_up_order", r#"{"number":"LL-1"}"#, None),
            ("make_coupon", "{}", None),
            ("", "{}", None),
        ] {
            assert_eq!(Call::read(name, arguments), expected, "{name} {arguments}");
        }
        let long = format!(r#"{{"tag":"{}"}}"#, "a".repeat(LONGEST));
        assert_eq!(Call::read("offer_form", &long), None);
    }

    #[test]
    fn calls_come_in_pieces_of_their_own() {
        let piece =
            |index, name: &str, arguments: &str| Piece { index, name: name.into(), arguments: arguments.into() };
        let mut calls = Vec::new();
        for next in
            [piece(0, "offer_form", ""), piece(1, "hand_off", ""), piece(0, "", "{\"tag\":"), piece(0, "", "\"a\"}")]
        {
            gather(&mut calls, &next);
        }
        let read: Vec<Wanted> = calls.into_iter().filter_map(Piece::call).map(|Call(wanted)| wanted).collect();
        assert_eq!(read, [Wanted::Form { tag: "a".into() }, Wanted::Person]);
    }
}
