//! A language model behind an OpenAI-compatible endpoint: where it answers, by which key, and what it may cost.

pub mod network;

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use url::{Host, Url};

use super::reader::Reader;
use network::Network;

/// An endpoint, and how far it may be used.
#[derive(Clone, Debug)]
pub struct Model {
    /// What stands before `/chat/completions`, without a trailing slash.
    pub base_url: Url,
    /// What it knows us by; empty where it asks for none.
    pub key: SecretString,
    /// Which of its models.
    pub name: String,
    /// How long a reply may take, from the question to its last word.
    pub deadline: Duration,
    /// Tokens a day, for each bot; a day is one of UTC.
    pub budget_per_day: u32,
    /// Networks that are not the public one and where it may stand nevertheless.
    pub networks: Vec<Network>,
}

impl Model {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let is_set = !reader.text("model.base_url").is_empty();
        let base_url = reader.url_or("model.base_url", "http://localhost");
        let (key, name) = (reader.secret("model.key"), reader.text("model.name"));
        let deadline = Duration::from_secs(u64::from(reader.count("model.deadline", 1, 60)));
        let budget_per_day = reader.count("model.budget_per_day", 1_000, 2_000_000_000);
        let networks = networks_of(&reader.text("model.networks")).unwrap_or_else(|| {
            reader.problem("model.networks", "networks with commas between, like 10.0.0.0/8,::1/128");
            Vec::new()
        });
        // A header takes nothing else (RFC 9110, 5.5), and the client ends the process over one that does not fit.
        if !key.expose_secret().bytes().all(|b| b.is_ascii_graphic()) {
            reader.problem("model.key", "a key of plain letters, digits and signs, without spaces");
        }
        if !is_set {
            return None;
        }
        if name.is_empty() {
            reader.problem("model.name", "the name of a model, because model.base_url is set");
        }
        if !base_url.username().is_empty() || base_url.password().is_some() || base_url.query().is_some() {
            reader.problem("model.base_url", "an address without a user, a password or a question mark");
        }
        let address = match base_url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            _ => None,
        };
        if let Some(address) = address.filter(|address| !network::is_allowed(*address, &networks)) {
            let expected = format!("a list that holds {address}, because model.base_url leads there");
            reader.problem("model.networks", &expected);
        }
        Some(Self { base_url, key, name, deadline, budget_per_day, networks })
    }

    /// The endpoint, as the client appends to it.
    #[must_use]
    pub fn base(&self) -> &str {
        self.base_url.as_str().trim_end_matches('/')
    }

    /// Its host: the most that is told of where it is.
    #[must_use]
    pub fn host(&self) -> &str {
        self.base_url.host_str().unwrap_or_default()
    }
}

fn networks_of(text: &str) -> Option<Vec<Network>> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(Network::parse).collect()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use crate::config::{Config, Overrides, Problems};

    fn load(set: &[(&str, &str)]) -> Result<Config, Problems> {
        let environment = set.iter().map(|(key, value)| (format!("FRONTDESK_MODEL__{key}"), (*value).to_owned()));
        Config::load(None, environment, Overrides::default())
    }

    #[test]
    fn a_model_is_read_and_its_key_does_not_show() {
        let config =
            load(&[("BASE_URL", "https://api.example/v1/"), ("KEY", "sk-hunter2"), ("NAME", "small")]).unwrap();
        let model = config.model.clone().unwrap();
        assert_eq!((model.base(), model.name.as_str()), ("https://api.example/v1", "small"));
        assert_eq!((model.deadline.as_secs(), model.key.expose_secret()), (12, "sk-hunter2"));
        assert!(!format!("{config:?}").contains("hunter2"));
        assert!(load(&[]).unwrap().model.is_none());
    }

    #[test]
    fn a_model_of_ones_own_network_needs_that_network_in_the_list() {
        let local = [("BASE_URL", "http://127.0.0.1:11434/v1"), ("NAME", "small")];
        let problems = load(&local).unwrap_err().to_string();
        assert!(problems.contains("model.networks") && problems.contains("127.0.0.1"), "{problems}");
        assert!(load(&[local[0], local[1], ("NETWORKS", "127.0.0.0/8, ::1/128")]).unwrap().model.is_some());
    }

    #[test]
    fn what_is_wrong_is_told_at_once() {
        let set = [("BASE_URL", "https://u:p@api.example/v1"), ("KEY", "sk two\nlines"), ("DEADLINE", "0")];
        let more = [("BUDGET_PER_DAY", "many"), ("NETWORKS", "10.0.0.0/33")];
        let problems = load(&[&set[..], &more[..]].concat()).unwrap_err().to_string();
        for key in ["base_url", "key", "name", "deadline", "budget_per_day", "networks"] {
            assert!(problems.contains(&format!("model.{key}:")), "{key} is missing in: {problems}");
        }
    }
}
