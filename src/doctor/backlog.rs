//! What is still to be done: e-mails, text messages and replies that wait, and those that were given up.

use std::time::Duration;

use super::{Finding, sql};
use crate::db::Conn;
use crate::error::Result;
use crate::job;
use crate::time::Clock;

/// A job that waits longer than this waits for somebody.
const LONG: Duration = Duration::from_secs(15 * 60);

pub(super) async fn look(conn: &mut Conn) -> Result<Vec<Finding>> {
    let now = Clock::System.now();
    let (waiting, dead) = job::depth(conn, now).await?;
    let age = job::oldest(conn, now).await?.map(|oldest| now.since(oldest));
    let why = sql::waiting_for(conn).await?;
    let mut findings = vec![judge_waiting(waiting, age, why.as_deref())];
    if dead > 0 {
        let reasons = sql::dead(conn).await?;
        let told: Vec<String> =
            reasons.iter().map(|reason| format!("{} × {}", reason.n, discreet(&reason.why))).collect();
        let said = format!("{dead} given up: {}. The leads they belong to say so, and can send again", told.join("; "));
        findings.push(Finding::warning("jobs", said));
    }
    Ok(findings)
}

fn judge_waiting(waiting: i64, age: Option<Duration>, why: Option<&str>) -> Finding {
    let Some(age) = age.filter(|_| waiting > 0) else { return Finding::ok("jobs", "none waits") };
    let minutes = age.as_secs() / 60;
    if age < LONG {
        return Finding::ok("jobs", format!("{waiting} wait, the oldest for {minutes} minutes"));
    }
    let because = why.map_or_else(|| "nobody has tried it: is the server running?".to_owned(), discreet);
    Finding::warning("jobs", format!("{waiting} wait, the oldest for {minutes} minutes: {because}"))
}

/// Another server's words may name a person: what looks like an address or a number is left out.
fn discreet(words: &str) -> String {
    let is_private = |word: &str| word.contains('@') || word.chars().filter(char::is_ascii_digit).count() >= 6;
    let told: Vec<&str> = words.split_whitespace().map(|word| if is_private(word) { "…" } else { word }).collect();
    if told.is_empty() { "no reason was kept".to_owned() } else { told.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn what_waits_long_is_told_with_its_reason() {
        assert_eq!(judge_waiting(0, None, None).state, State::Ok);
        assert_eq!(judge_waiting(3, Some(Duration::from_secs(60)), None).state, State::Ok);
        let long = judge_waiting(3, Some(Duration::from_secs(3600)), Some("no mail server is configured yet"));
        assert_eq!(long.state, State::Warning);
        assert_eq!(long.said, "3 wait, the oldest for 60 minutes: no mail server is configured yet");
    }

    #[test]
    fn no_address_or_number_is_told() {
        assert_eq!(discreet("550 <ada@example.org> is +447700900123 unknown"), "550 … is … unknown");
        assert_eq!(discreet(""), "no reason was kept");
    }
}
