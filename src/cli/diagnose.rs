//! `frontdesk doctor`: prints what was found, and fails where something is a problem.

use crate::config::Config;
use crate::doctor::{self, Report};

/// Looks at everything; wrong settings are a finding like any other.
pub(super) async fn doctor(settings: anyhow::Result<Config>, json: bool) -> anyhow::Result<()> {
    let report = match settings {
        Ok(config) => Box::pin(doctor::examine(&config)).await,
        Err(error) => Report::of_settings(&error.to_string()),
    };
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{report}");
    }
    match report.problems() {
        0 => Ok(()),
        1 => anyhow::bail!("1 problem, see above"),
        count => anyhow::bail!("{count} problems, see above"),
    }
}
