//! The way in for e-mail: can the mailbox be read, may a mail server hand mail over, and does mail to the reply address arrive.

use super::certificate::{self, Line};
use super::{Finding, in_time};
use crate::channel::email::imap::{Folder, Trouble};
use crate::config::{Config, Inbound};

/// What is known of it.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Facts {
    /// A mail server may hand mail over.
    has_secret: bool,
    /// The server that vouches for senders is named.
    is_vouched_for: bool,
    /// This installation is reached by https.
    is_safe: bool,
    /// What stands behind the `@` of the reply address.
    domain: String,
    /// The domain has an address of its own; most that take mail have, and an MX record does as well.
    has_address: bool,
}

pub(super) async fn look(config: &Config) -> Vec<Finding> {
    let Some(inbound) = &config.inbound_mail else {
        let off =
            "not set up: who answers an e-mail of ours answers its sender, not the conversation (docs/mailbox.md)";
        return vec![Finding::ok("mail in", off)];
    };
    let (mailbox, has_address) = tokio::join!(read(inbound), has_address(&inbound.domain));
    let facts = Facts {
        has_secret: inbound.secret.is_some(),
        is_vouched_for: inbound.trusted_server.is_some(),
        is_safe: config.public_url.scheme() == "https",
        domain: inbound.domain.clone(),
        has_address,
    };
    judge(&facts).into_iter().chain(mailbox).collect()
}

/// Signs in and opens the folder, where there is one; nothing in it is changed.
async fn read(inbound: &Inbound) -> Vec<Finding> {
    let Some(imap) = &inbound.imap else { return Vec::new() };
    let place = format!("{}:{}", imap.host, imap.port);
    let certificate = async {
        if imap.is_tls { certificate::look("imap TLS", &imap.host, imap.port, Line::Tls).await } else { None }
    };
    let (opened, certificate) = tokio::join!(in_time(Folder::open(imap)), certificate);
    let found = match opened {
        Ok(opened) => opened_or_not(&place, opened.map(drop)),
        Err(late) => Finding::problem(
            "imap",
            format!("{place}: {late}; look at inbound_mail.imap_host, inbound_mail.imap_port and the firewall"),
        ),
    };
    std::iter::once(found).chain(certificate).collect()
}

fn opened_or_not(place: &str, opened: Result<(), Trouble>) -> Finding {
    match opened {
        Ok(()) => Finding::ok("imap", format!("{place} lets us in, and the folder is there; nothing was read")),
        Err(Trouble::Unreachable) => Finding::problem(
            "imap",
            format!(
                "{place} cannot be reached; look at inbound_mail.imap_host, inbound_mail.imap_port and the firewall"
            ),
        ),
        Err(trouble) => Finding::problem("imap", format!("{place}: {trouble}")),
    }
}

async fn has_address(domain: &str) -> bool {
    let found = in_time(tokio::net::lookup_host((domain.to_owned(), 25))).await;
    found.is_ok_and(|found| found.is_ok_and(|mut addresses| addresses.next().is_some()))
}

fn judge(facts: &Facts) -> Vec<Finding> {
    let Facts { has_secret, is_vouched_for, is_safe, domain, has_address } = facts;
    let mut found = Vec::new();
    if *has_secret && !is_safe {
        found.push(Finding::warning(
            "mail in",
            "the secret of inbound_mail.secret comes over plain http: set server.public_url to https",
        ));
    }
    if !domain.contains('.') {
        found.push(Finding::warning(
            "mail in",
            format!("no mail from outside arrives at {domain}: inbound_mail.address needs a domain with an MX record"),
        ));
    }
    if !found.is_empty() {
        return found;
    }
    let ways = if *has_secret { "mail is taken at /hooks/email" } else { "mail is read by IMAP alone" };
    let arrives = if *has_address { String::new() } else { format!("; see that {domain} has an MX record") };
    let senders = if *is_vouched_for {
        ""
    } else {
        "; whoever writes is believed by their address alone until inbound_mail.trusted_server is set"
    };
    vec![Finding::ok("mail in", format!("{ways}{arrives}{senders}"))]
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    fn facts() -> Facts {
        Facts {
            has_secret: true,
            is_vouched_for: true,
            is_safe: true,
            domain: "in.shop.example".to_owned(),
            has_address: true,
        }
    }

    #[test]
    fn what_would_keep_mail_out_is_told_with_the_setting() {
        let said = |facts: &Facts| judge(facts).into_iter().map(|found| (found.state, found.said)).collect::<Vec<_>>();
        assert_eq!(said(&facts()), [(State::Ok, "mail is taken at /hooks/email".to_owned())]);
        let plain = said(&Facts { is_safe: false, domain: "localhost".to_owned(), ..facts() });
        assert!(plain.len() == 2 && plain.iter().all(|(state, _)| *state == State::Warning));
        assert!(plain[0].1.contains("server.public_url") && plain[1].1.contains("MX record"));
        let alone =
            said(&Facts { has_secret: false, is_safe: false, has_address: false, is_vouched_for: false, ..facts() });
        assert!(alone[0].0 == State::Ok && alone[0].1.contains("inbound_mail.trusted_server"));
    }

    #[test]
    fn who_is_not_let_in_reads_what_to_look_at() {
        for (trouble, setting) in [
            (Trouble::Unreachable, "imap_port"),
            (Trouble::SignIn, "imap_password"),
            (Trouble::Folder, "imap_folder"),
            (Trouble::Untrusted, "imap_ca_file"),
        ] {
            let found = opened_or_not("mx.example:993", Err(trouble));
            assert!(found.state == State::Problem && found.said.contains(setting), "{found:?}");
        }
        assert_eq!(opened_or_not("mx.example:993", Ok(())).state, State::Ok);
    }
}
