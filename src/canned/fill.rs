//! Variables in a text: `{{name}}`, or `{{name|instead}}` with words for where it is not known. Pure.
//!
//! Everything is read once, so what fills a variable is never read as one. What is not known and has no words instead
//! leaves nothing, nor the space before it.

/// The variables there are.
pub const VARIABLES: [&str; 5] = ["name", "first_name", "agent", "bot", "order"];

/// What fills them; what is empty is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What the visitor is called.
    pub name: String,
    /// What the agent is called.
    pub agent: String,
    /// What the bot is called.
    pub bot: String,
    /// The visitor's latest order number.
    pub order: String,
}

impl Facts {
    fn of(&self, variable: &str) -> Option<&str> {
        let known = match variable {
            "name" => self.name.trim(),
            "first_name" => self.name.split_whitespace().next().unwrap_or_default(),
            "agent" => self.agent.trim(),
            "bot" => self.bot.trim(),
            "order" => self.order.trim(),
            _ => return None,
        };
        Some(known)
    }
}

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Blank { name: &'a str, instead: &'a str },
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let (mut all, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inside, behind)) = after.split_once("}}") else { break };
        all.push(Piece::Words(before));
        let (name, instead) = inside.split_once('|').unwrap_or((inside, ""));
        all.push(Piece::Blank { name: name.trim(), instead: instead.trim() });
        rest = behind;
    }
    all.push(Piece::Words(rest));
    all
}

/// The text with its variables filled.
#[must_use]
pub fn fill(text: &str, facts: &Facts) -> String {
    let mut filled = String::with_capacity(text.len() + 64);
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => filled.push_str(words),
            Piece::Blank { name, instead } => match facts.of(name) {
                Some("") if instead.is_empty() => filled.truncate(filled.trim_end_matches(' ').len()),
                Some("") => filled.push_str(instead),
                Some(known) => filled.push_str(known),
                // Nothing that this version knows: whoever sends it sees that.
                None => {
                    filled.push_str("{{");
                    filled.push_str(name);
                    filled.push_str("}}");
                }
            },
        }
    }
    filled
}

/// The first variable in a text that there is not.
#[must_use]
pub fn unknown(text: &str) -> Option<&str> {
    pieces(text).into_iter().find_map(|piece| match piece {
        Piece::Blank { name, .. } if !VARIABLES.contains(&name) => Some(name),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facts() -> Facts {
        Facts {
            name: "Jemima Oyelowo".to_owned(),
            agent: "Mirela".to_owned(),
            bot: "Loam & Lantern".to_owned(),
            order: "LL-20418".to_owned(),
        }
    }

    #[test]
    fn variables_are_filled_and_what_is_not_known_leaves_no_gap() {
        let nobody = Facts { name: String::new(), order: String::new(), ..facts() };
        for (text, known, unknown) in [
            ("Hello {{first_name|there}}, {{agent}} here.", "Hello Jemima, Mirela here.", "Hello there, Mirela here."),
            ("Dear {{name}},", "Dear Jemima Oyelowo,", "Dear,"),
            (
                "Order {{ order | you named }} left {{bot}}",
                "Order LL-20418 left Loam & Lantern",
                "Order you named left Loam & Lantern",
            ),
            ("No variable { here }", "No variable { here }", "No variable { here }"),
            ("Open {{name", "Open {{name", "Open {{name"),
            ("{{later}}", "{{later}}", "{{later}}"),
        ] {
            assert_eq!((fill(text, &facts()), fill(text, &nobody)), (known.to_owned(), unknown.to_owned()), "{text}");
        }
        assert_eq!(unknown("{{name}} {{nmae}}"), Some("nmae"));
        assert_eq!(unknown("{{first_name|there}} {{"), None);
    }

    #[test]
    fn what_fills_a_variable_is_never_read_as_one() {
        let sly = Facts { name: "{{agent}} {{order}}".to_owned(), ..facts() };
        assert_eq!(fill("Hello {{name}}", &sly), "Hello {{agent}} {{order}}");
    }

    proptest! {
        #[test]
        fn a_text_without_variables_stays_as_it_is(text in "[^{}]{0,60}") {
            prop_assert_eq!(fill(&text, &facts()), text);
        }

        #[test]
        fn no_text_is_too_odd_to_fill(text in "[{}| a-z]{0,40}") {
            let _ = (fill(&text, &facts()), unknown(&text));
        }
    }
}
