//! Twilio, where it is set up: does it know the account; nothing is sent.

use super::clock::ahead_of;
use super::{DEADLINE, Finding, Seen, in_time};
use crate::channel::sms::twilio::{Account, SendError, Twilio};
use crate::config::Config;
use crate::http;
use crate::time::Clock;

pub(super) async fn look(config: &Config) -> Seen {
    let Some(settings) = &config.twilio else {
        return Finding::ok("twilio", "not set up: no text messages are taken in").into();
    };
    let asked = async {
        let client = http::client()?;
        let (base, token) = (settings.base_url.as_str(), settings.auth_token.clone());
        let twilio = Twilio::new(base, &settings.account_sid, token, client.clone())?;
        // Its answer to an empty address says what time it is there.
        let (account, date) =
            tokio::join!(twilio.check(), client.get(settings.base_url.clone()).timeout(DEADLINE / 2).send());
        let date = date.ok().and_then(|answer| Some(answer.headers().get("date")?.to_str().ok()?.to_owned()));
        let ahead = date.and_then(|date| ahead_of(&date, Clock::System.now().millis()));
        anyhow::Ok((account, ahead))
    };
    match in_time(asked).await {
        Ok(Ok((account, ahead))) => Seen {
            findings: vec![judge(account)],
            clocks: ahead.map(|ahead| ("Twilio".to_owned(), ahead)).into_iter().collect(),
        },
        Ok(Err(why)) => Finding::problem("twilio", format!("{why}")).into(),
        Err(late) => Finding::problem("twilio", format!("{late}; text messages wait until it answers")).into(),
    }
}

fn judge(account: Result<Account, SendError>) -> Finding {
    match account {
        Ok(Account { is_active: false, .. }) => {
            Finding::problem("twilio", "the account is suspended or closed: look into Twilio's console")
        }
        Ok(Account { is_trial: true, .. }) => {
            Finding::warning("twilio", "a trial account: it texts numbers that you have verified, and no others")
        }
        Ok(_) => Finding::ok("twilio", "it knows the account; no text message was sent"),
        Err(SendError::Settings(refusal) | SendError::Refused(refusal)) => Finding::problem(
            "twilio",
            format!("it does not take us ({refusal}): look at twilio.account_sid and twilio.auth_token"),
        ),
        Err(SendError::Later { .. }) => Finding::problem(
            "twilio",
            "it cannot be reached, or does not answer as Twilio: look at the firewall, and at its status page; text messages wait",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn an_account_is_judged_by_what_it_may_send() {
        let account = |is_active, is_trial| Ok(Account { name: "Loam".into(), is_active, is_trial });
        assert_eq!(judge(account(true, false)).state, State::Ok);
        assert_eq!(judge(account(true, true)).state, State::Warning);
        assert_eq!(judge(account(false, false)).state, State::Problem);
        assert_eq!(judge(Err(SendError::Later { retry_after: None, may_have_arrived: false })).state, State::Problem);
    }
}
