//! The doorbell between nodes: each NATS server that `bus.url` names is met once. Where none is named, whether several
//! nodes share the database, which then hear of each other late.
//!
//! Nothing is rung, and no password is told.

use std::time::Duration;

use super::Finding;
use crate::bus::nats::probe::{Met, Unmet, probe};
use crate::config::Config;
use crate::db::Conn;
use crate::error::Result;

/// How long a server may take: it stands beside the nodes.
const PATIENCE: Duration = Duration::from_secs(3);

/// A round trip above this is felt while somebody types.
const FAR: Duration = Duration::from_millis(100);

pub(super) async fn look(config: &Config) -> Vec<Finding> {
    let Some(servers) = &config.bus_url else { return Vec::new() };
    match probe(servers, PATIENCE).await {
        Ok(met) => judge(&met),
        Err(error) => vec![Finding::problem("bus", format!("bus.url: {error}"))],
    }
}

/// One server is enough: the others are for when it goes.
fn judge(met: &[(String, std::result::Result<Met, Unmet>)]) -> Vec<Finding> {
    let is_any = met.iter().any(|(_, met)| met.is_ok());
    let each = met.iter().map(|(server, met)| match met {
        Ok(met) => heard(server, met),
        Err(why) => {
            let said = format!("NATS at {server}: {}", words(why));
            if is_any { Finding::warning("bus", said) } else { Finding::problem("bus", said) }
        }
    });
    each.collect()
}

fn heard(server: &str, met: &Met) -> Finding {
    let named = format!("NATS {} at {server}", met.version);
    match met.round_trip {
        Some(took) if took <= FAR => Finding::ok("bus", format!("{named} takes us, {} there and back", millis(took))),
        Some(took) => Finding::warning(
            "bus",
            format!("{named} takes us, {} there and back: put it nearer to the nodes", millis(took)),
        ),
        None => Finding::warning(
            "bus",
            format!(
                "{named} takes us, and answers nothing: this user must publish and subscribe to bot.> and frontdesk.>"
            ),
        ),
    }
}

fn words(why: &Unmet) -> String {
    match why {
        Unmet::Unknown => "there is no such host; look at bus.url".into(),
        Unmet::Refused => "nothing listens there; start NATS, or put bus.url right".into(),
        Unmet::Stranger => "it does not take this user and password; put them right in bus.url".into(),
        Unmet::Late => {
            format!("no answer within {} seconds; look at bus.url and the firewall", PATIENCE.as_secs())
        }
        Unmet::Tls => "encryption could not be agreed on; bus.url wants tls:// where the server does, and the server a certificate that is trusted here".into(),
        Unmet::Other(said) => format!("{said}; look at bus.url"),
    }
}

fn millis(took: Duration) -> String {
    format!("{:.1} ms", took.as_secs_f64() * 1_000.0)
}

/// On PostgreSQL without a bus: whether more than one node is there to hear.
pub(super) async fn alone(conn: &mut Conn, config: &Config) -> Result<Option<Finding>> {
    if config.bus_url.is_some() {
        return Ok(None);
    }
    Ok(judge_neighbours(super::sql::neighbours(conn).await?))
}

fn judge_neighbours(n: i64) -> Option<Finding> {
    (n > 1).then(|| {
        let said = format!(
            "{n} nodes share this database and bus.url is empty: what happens at one is not heard at the others. Start a NATS server and name it in bus.url on each"
        );
        Finding::warning("bus", said)
    })
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    fn met(millis: Option<u64>) -> Met {
        Met { version: "2.10.1".into(), round_trip: millis.map(Duration::from_millis) }
    }

    fn states(met: &[std::result::Result<Met, Unmet>]) -> Vec<State> {
        let met: Vec<_> = met.iter().map(|met| ("one:4222".to_owned(), met.clone())).collect();
        judge(&met).into_iter().map(|finding| finding.state).collect()
    }

    #[test]
    fn one_server_that_answers_is_enough() {
        assert_eq!(states(&[Ok(met(Some(1)))]), [State::Ok]);
        assert_eq!(states(&[Ok(met(Some(1))), Err(Unmet::Refused)]), [State::Ok, State::Warning]);
        assert_eq!(states(&[Err(Unmet::Unknown), Err(Unmet::Stranger)]), [State::Problem, State::Problem]);
        assert_eq!(states(&[Ok(met(Some(900))), Ok(met(None))]), [State::Warning, State::Warning]);
    }

    #[test]
    fn nodes_without_a_bus_are_told_of_and_one_alone_needs_none() {
        assert_eq!((judge_neighbours(0), judge_neighbours(1)), (None, None));
        let found = judge_neighbours(2);
        assert!(found.is_some_and(|found| found.state == State::Warning && found.said.contains("2 nodes")));
    }
}
