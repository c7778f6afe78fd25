//! Mail that comes in: the address that answers go to, who may hand mail over, whom to believe about senders, and a mailbox
//! to read.

use std::path::PathBuf;

use email_address::EmailAddress;
use secrecy::{ExposeSecret as _, SecretString};

use super::reader::Reader;

/// The longest name before the `@`: a signature of 48 letters stands behind it, and 64 are all there may be (RFC 5321,
/// 4.5.3.1.1).
const LONGEST_MAILBOX: usize = 15;

/// The shortest secret that a mail server may show.
const SHORTEST_SECRET: usize = 16;

/// How mail comes in.
#[derive(Clone, Debug)]
pub struct Inbound {
    /// What stands before the `@` of its address.
    pub mailbox: String,
    /// What stands behind it.
    pub domain: String,
    /// What a mail server shows to hand mail over; none where it may not.
    pub secret: Option<SecretString>,
    /// The server whose word about senders counts.
    pub trusted_server: Option<String>,
    /// A mailbox that is read.
    pub imap: Option<Imap>,
}

/// A mailbox on a server.
#[derive(Clone, Debug)]
pub struct Imap {
    /// The server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// TLS from the first byte; without it only on this machine.
    pub is_tls: bool,
    /// Who signs in.
    pub user: String,
    /// With which password.
    pub password: SecretString,
    /// Which folder.
    pub folder: String,
    /// One more root certificate.
    pub ca_file: Option<PathBuf>,
}

impl Inbound {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let address = reader.text("inbound_mail.address").to_lowercase();
        let secret = reader.secret("inbound_mail.secret");
        let trusted_server = Some(reader.text("inbound_mail.trusted_server")).filter(|server| !server.is_empty());
        let imap = Imap::read(reader);
        let length = secret.expose_secret().len();
        if length > 0 && (length < SHORTEST_SECRET || !secret.expose_secret().bytes().all(|b| b.is_ascii_graphic())) {
            reader.problem("inbound_mail.secret", "16 letters, digits and signs or more, without spaces");
        }
        if address.is_empty() {
            if length > 0 || imap.is_some() {
                reader
                    .problem("inbound_mail.address", "the address that mail comes in for, like reply@in.shop.example");
            }
            return None;
        }
        let is_address = EmailAddress::is_valid(&address) && address.is_ascii();
        let (mailbox, domain) = address.split_once('@').unwrap_or_default();
        if !is_address || mailbox.len() > LONGEST_MAILBOX || mailbox.contains(['+', '"']) {
            reader.problem(
                "inbound_mail.address",
                "an address like reply@in.shop.example, with at most 15 letters before the @ and no + in them",
            );
        }
        if length == 0 && imap.is_none() {
            reader.problem(
                "inbound_mail.secret",
                "a secret for your mail server, or inbound_mail.imap_host, because inbound_mail.address is set",
            );
        }
        Some(Self {
            mailbox: mailbox.to_owned(),
            domain: domain.to_owned(),
            secret: (length > 0).then_some(secret),
            trusted_server,
            imap,
        })
    }

    /// The address that answers go to, for whom this token was signed.
    #[must_use]
    pub fn reply_address(&self, token: &str) -> String {
        format!("{}+{token}@{}", self.mailbox, self.domain)
    }

    /// The token in an address of ours, where it is one. `address` is in lower case.
    #[must_use]
    pub fn token<'a>(&self, address: &'a str) -> Option<&'a str> {
        let (local, domain) = address.rsplit_once('@')?;
        let token = local.strip_prefix(self.mailbox.as_str())?.strip_prefix('+')?;
        (domain == self.domain).then_some(token)
    }

    /// Whether mail from this address would be our own, come back.
    #[must_use]
    pub fn is_own(&self, address: &str) -> bool {
        self.token(address).is_some() || address == format!("{}@{}", self.mailbox, self.domain)
    }
}

impl Imap {
    fn read(reader: &mut Reader) -> Option<Self> {
        let host = reader.text("inbound_mail.imap_host");
        let imap = Self {
            port: reader.port("inbound_mail.imap_port"),
            is_tls: reader.one_of("inbound_mail.imap_security", &["tls", "plain"]) == "tls",
            user: reader.text("inbound_mail.imap_user"),
            password: reader.secret("inbound_mail.imap_password"),
            folder: reader.text("inbound_mail.imap_folder"),
            ca_file: Some(reader.text("inbound_mail.imap_ca_file")).filter(|path| !path.is_empty()).map(PathBuf::from),
            host,
        };
        if imap.host.is_empty() {
            return None;
        }
        if imap.user.is_empty() {
            reader.problem("inbound_mail.imap_user", "who signs in, because inbound_mail.imap_host is set");
        }
        if imap.folder.is_empty() {
            reader.problem("inbound_mail.imap_folder", "a folder, usually INBOX");
        }
        let is_here = matches!(imap.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        if !imap.is_tls && !is_here {
            reader.problem("inbound_mail.imap_security", "tls, because the mailbox is not on this machine");
        }
        Some(imap)
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Overrides, Problems};

    fn load(set: &[(&str, &str)]) -> Result<Config, Problems> {
        let environment =
            set.iter().map(|(key, value)| (format!("FRONTDESK_INBOUND_MAIL__{key}"), (*value).to_owned()));
        Config::load(None, environment, Overrides::default())
    }

    #[test]
    fn an_address_of_ours_gives_its_token() {
        let config = load(&[("ADDRESS", "Reply@In.Shop.example"), ("SECRET", "sixteen-letters-x")]).unwrap();
        let inbound = config.inbound_mail.clone().unwrap();
        let address = inbound.reply_address("1vabc");
        assert_eq!(address, "reply+1vabc@in.shop.example");
        assert_eq!(inbound.token(&address), Some("1vabc"));
        for other in ["reply+1vabc@shop.example", "reply@in.shop.example", "x+1vabc@in.shop.example", "reply+1vabc"] {
            assert_eq!(inbound.token(other), None, "{other}");
        }
        assert!(inbound.is_own("reply@in.shop.example") && !inbound.is_own("ann@in.shop.example"));
        assert!(!format!("{config:?}").contains("sixteen-letters-x"));
        assert!(load(&[]).unwrap().inbound_mail.is_none());
    }

    #[test]
    fn what_is_wrong_is_told_at_once() {
        let problems = |set: &[(&str, &str)]| load(set).unwrap_err().to_string();
        assert!(problems(&[("SECRET", "sixteen-letters-x")]).contains("inbound_mail.address:"));
        assert!(problems(&[("ADDRESS", "reply@in.example")]).contains("inbound_mail.secret:"));
        let told = problems(&[
            ("ADDRESS", "a+b@in.example"),
            ("SECRET", "short"),
            ("IMAP_HOST", "mx.example"),
            ("IMAP_SECURITY", "plain"),
        ]);
        for key in ["address", "secret", "imap_user", "imap_security"] {
            assert!(told.contains(&format!("inbound_mail.{key}:")), "{key} is missing in: {told}");
        }
    }
}
