//! Where spans go: a collector's address, what it wants to be told, and how many.

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::reader::Reader;

/// The path of traces behind a collector's address (OTLP 1.x, "OTLP/HTTP request").
const TRACES: &str = "v1/traces";

/// A collector.
#[derive(Clone, Debug)]
pub struct Telemetry {
    /// Its address.
    pub endpoint: Url,
    /// Headers it wants; they may hold a token.
    pub headers: Vec<(String, SecretString)>,
    /// What this server is called there.
    pub service_name: String,
    /// How many traces are exported, from 0 to 1.
    pub sample_ratio: f64,
}

impl Telemetry {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let is_set = !reader.text("telemetry.otlp_endpoint").is_empty();
        let headers = reader.secret("telemetry.otlp_headers");
        let headers = headers_of(headers.expose_secret()).unwrap_or_else(|| {
            reader.problem(
                "telemetry.otlp_headers",
                "name=value pairs with commas between, like authorization=Bearer abc",
            );
            Vec::new()
        });
        let service_name = reader.text("telemetry.service_name");
        if service_name.is_empty() {
            reader.problem("telemetry.service_name", "a name, like frontdesk");
        }
        let sample_ratio = reader.ratio("telemetry.sample_ratio");
        is_set.then(|| Self {
            endpoint: reader.url_or("telemetry.otlp_endpoint", ""),
            headers,
            service_name,
            sample_ratio,
        })
    }

    /// Where traces are sent: below the address, unless it names them itself.
    #[must_use]
    pub fn traces_url(&self) -> String {
        let base = self.endpoint.as_str().trim_end_matches('/');
        if base.ends_with(TRACES) { base.to_owned() } else { format!("{base}/{TRACES}") }
    }
}

/// `name=value,name=value`; none when something in it is neither.
fn headers_of(text: &str) -> Option<Vec<(String, SecretString)>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = part.split_once('=')?;
            let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
            let is_value = value.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
            (is_name && is_value).then(|| (name.to_ascii_lowercase(), value.trim().into()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Overrides};

    fn load(endpoint: &str, headers: &str, ratio: &str) -> Result<Config, crate::config::Problems> {
        let environment = [("OTLP_ENDPOINT", endpoint), ("OTLP_HEADERS", headers), ("SAMPLE_RATIO", ratio)]
            .map(|(key, value)| (format!("FRONTDESK_TELEMETRY__{key}"), value.to_owned()));
        Config::load(None, environment.into_iter(), Overrides::default())
    }

    #[test]
    fn a_collector_is_read_and_its_headers_do_not_show() {
        let config = load("http://collector:4318", "authorization=Bearer hunter2, x-scope=desk", "0.25").unwrap();
        let telemetry = config.telemetry.clone().unwrap();
        assert_eq!(telemetry.traces_url(), "http://collector:4318/v1/traces");
        assert_eq!((telemetry.headers.len(), telemetry.service_name.as_str()), (2, "frontdesk"));
        assert!((telemetry.sample_ratio - 0.25).abs() < f64::EPSILON);
        assert!(!format!("{config:?}").contains("hunter2"));
        assert!(load("", "", "1").unwrap().telemetry.is_none());
    }

    #[test]
    fn what_is_wrong_is_told() {
        let problems = load("collector:4318", "no pair", "1.5").unwrap_err().to_string();
        for key in ["telemetry.otlp_endpoint", "telemetry.otlp_headers", "telemetry.sample_ratio"] {
            assert!(problems.contains(key), "{key} is missing in: {problems}");
        }
    }
}
