//! The way out for e-mail: connects, says hello, encrypts, signs in and does nothing; no e-mail is sent.

use super::certificate::{self, Line};
use super::{Finding, in_time};
use crate::cli::start;
use crate::config::{Config, MailWay};

pub(super) async fn look(config: &Config) -> Vec<Finding> {
    let (place, server) = match &config.mail.way {
        MailWay::Unset => {
            return vec![Finding::warning(
                "mail",
                "not set up: e-mails about leads wait until mail.host is set; nothing is lost",
            )];
        }
        MailWay::Files(folder) => (format!("files in {}", folder.display()), None),
        MailWay::Smtp(server) => (format!("{}:{}", server.host, server.port), Some(server)),
    };
    let check = async {
        let Some(transport) = start::transport(config)? else { anyhow::bail!("there is no way out") };
        transport.check().await.map_err(|error| anyhow::anyhow!(advised(&error.words)))
    };
    let certificate = async {
        let server = server?;
        let line = match server.security.as_str() {
            "plain" => return None,
            "tls" => Line::Tls,
            _ => Line::Starttls,
        };
        certificate::look("mail TLS", &server.host, server.port, line).await
    };
    let (checked, certificate) = tokio::join!(in_time(check), certificate);
    let found = match checked {
        Ok(Ok(())) => Finding::ok("mail", format!("{place} takes us; no e-mail was sent")),
        Ok(Err(why)) => Finding::problem("mail", format!("{place}: {why}")),
        Err(late) => {
            Finding::problem("mail", format!("{place}: {late}; look at mail.host, mail.port and the firewall"))
        }
    };
    std::iter::once(found).chain(certificate).collect()
}

/// The server's words, and what they ask for. The codes are those of RFC 4954, section 6.
fn advised(words: &str) -> String {
    let advice = match words.get(..3) {
        Some("535") => "; look at mail.user and mail.password",
        Some("530" | "538") => "; set mail.security to starttls or tls",
        Some("534") => "; this account wants another way to sign in, often an app password",
        _ if words.contains("certificate") => "; name its authority in mail.ca_file, or renew the certificate",
        _ if words.contains("STARTTLS") => "; set mail.security to what the server offers",
        _ => "; look at mail.host, mail.port and mail.security",
    };
    format!("{words}{advice}")
}

#[cfg(test)]
mod tests {
    use super::advised;

    #[test]
    fn a_refusal_is_told_with_the_setting_to_look_at() {
        assert!(advised("535 5.7.8 Authentication failed").ends_with("mail.user and mail.password"));
        assert!(advised("mx:587: connection error: refused").ends_with("mail.host, mail.port and mail.security"));
        assert!(advised("invalid peer certificate: UnknownIssuer").contains("mail.ca_file"));
    }
}
