//! Whether what is kept beside the leads is what they say: the counts on top of their lists, and their tags.

use super::{Finding, State};
use crate::bot;
use crate::db::Conn;
use crate::error::Result;
use crate::lead::list;
use crate::organisation;

/// More leads than this are not counted again: it would take longer than anybody waits for an answer.
const MOST: i64 = 250_000;

/// What was seen of all bots together.
#[derive(Debug, Default, PartialEq, Eq)]
struct Facts {
    /// Leads that were counted.
    leads: i64,
    /// Bots whose counts or tags are wrong, by their key.
    wrong: Vec<String>,
    /// Bots with too many leads to be counted again.
    large: usize,
}

pub(super) async fn look(conn: &mut Conn) -> Result<Finding> {
    let mut facts = Facts::default();
    let Some(home) = organisation::first(conn).await? else { return Ok(judge(&facts)) };
    for bot in bot::list(conn, &home.id).await? {
        let counts = list::counts(conn, &bot.id).await?;
        if counts.total > MOST {
            facts.large += 1;
            continue;
        }
        facts.leads += counts.total;
        if counts != list::recount(conn, &bot.id).await? || list::wrong_tags(conn, &bot.id).await? > 0 {
            facts.wrong.push(bot.key);
        }
    }
    Ok(judge(&facts))
}

fn judge(facts: &Facts) -> Finding {
    let Facts { leads, wrong, large } = facts;
    if !wrong.is_empty() {
        let said = format!(
            "the counts or tags kept for {} are not what its leads say: lists may show a wrong number or leave a lead out. No lead is lost. Has another program written into the database? Please report it",
            wrong.join(", ")
        );
        return Finding::new("lists", State::Warning, said);
    }
    let rest = match large {
        0 => String::new(),
        n => format!("; {n} with more than {MOST} leads not counted again"),
    };
    Finding::ok("lists", format!("the counts of {leads} leads are right{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_counts_are_told_with_the_bot_they_are_of() {
        let right = judge(&Facts { leads: 12, ..Facts::default() });
        assert_eq!((right.state, right.said.as_str()), (State::Ok, "the counts of 12 leads are right"));
        let wrong = judge(&Facts { wrong: vec!["shop".to_owned()], ..Facts::default() });
        assert!(wrong.state == State::Warning && wrong.said.contains("kept for shop"), "{wrong:?}");
        assert!(judge(&Facts { large: 1, ..Facts::default() }).said.contains("1 with more than 250000"));
    }
}
