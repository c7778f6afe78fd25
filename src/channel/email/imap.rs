//! A mailbox on a server, read by IMAP (RFC 3501, IDLE by RFC 2177): what is new, mail by mail, and a wait for more.
//!
//! It opens the folder to look alone, so that nothing in it changes, not even what a person has read. By hand, because so
//! little of the protocol is needed, and because every answer of a server has to have an end: lines, mails and silences.

mod wire;

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::LARGEST;
use crate::config::inbound::Imap;
use crate::time::Timestamp;
use wire::{Reply, Wire};

/// How long a server may be silent where it owes an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long to wait for news before the line is shown to be alive; some routers forget a silent one after ten minutes.
const QUIET: Duration = Duration::from_mins(9);

/// How often to look where a server cannot wait.
const EVERY: Duration = Duration::from_secs(60);

/// How far back a folder is read that was never read before.
const BACK: Duration = Duration::from_hours(24 * 7);

/// What goes wrong, in words of ours: a server's own may name people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// There is no line to it.
    #[error("the mail server cannot be reached")]
    Unreachable,
    /// The line is not safe.
    #[error("the mail server's certificate is not to be trusted; name its authority in inbound_mail.imap_ca_file")]
    Untrusted,
    /// The line broke, or the server was silent for too long.
    #[error("the line to the mail server broke")]
    Broken,
    /// It says no to who signs in.
    #[error("the mail server refuses the sign-in; look at inbound_mail.imap_user and inbound_mail.imap_password")]
    SignIn,
    /// It has no such folder.
    #[error("the mail server has no such folder; look at inbound_mail.imap_folder")]
    Folder,
    /// It says something else than the protocol does.
    #[error("the mail server does not speak IMAP as expected")]
    Protocol,
    /// The file with the root certificate cannot be read.
    #[error("the file in inbound_mail.imap_ca_file holds no certificate")]
    Certificate,
}

/// An open folder.
pub struct Folder {
    wire: Wire<Box<dyn Line>>,
    /// Under which its UIDs mean something.
    pub uid_validity: u32,
    /// The UID of the next mail to come, where the server says so.
    pub uid_next: Option<u32>,
    can_wait: bool,
    /// Something came while something else was asked.
    has_news: bool,
}

/// A line to a server.
pub trait Line: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

impl Folder {
    /// Connects, signs in and opens the folder.
    ///
    /// # Errors
    /// What went wrong, for who set it up.
    pub async fn open(settings: &Imap) -> Result<Self, Trouble> {
        let line = timeout(PATIENCE, connect(settings)).await.map_err(|_| Trouble::Unreachable)??;
        let mut wire = Wire::new(line, PATIENCE);
        let greeting = wire.reply().await?;
        let is_known = greeting.text.to_ascii_uppercase().starts_with("* PREAUTH");
        if !is_known && !greeting.text.to_ascii_uppercase().starts_with("* OK") {
            return Err(Trouble::Protocol);
        }
        if !is_known {
            sign_in(&mut wire, &settings.user, &settings.password).await?;
        }
        let able = wire.command("CAPABILITY").await?.ok_or(Trouble::Protocol)?;
        let can_wait = able.iter().any(|reply| {
            let text = reply.text.to_ascii_uppercase();
            text.starts_with("* CAPABILITY") && text.split_whitespace().any(|word| word == "IDLE")
        });
        let opened = wire.command(&format!("EXAMINE {}", quoted(&settings.folder))).await?.ok_or(Trouble::Folder)?;
        let told = |name: &str| opened.iter().find_map(|reply| number_behind(&reply.text, name));
        let (uid_validity, uid_next) = (told("[UIDVALIDITY "), told("[UIDNEXT "));
        Ok(Self { wire, uid_validity: uid_validity.ok_or(Trouble::Protocol)?, uid_next, can_wait, has_news: false })
    }

    /// The UIDs of mails after this one, in their order; of a folder that was never read, those of the last week.
    ///
    /// # Errors
    /// When the line breaks.
    pub async fn after(&mut self, last: Option<u32>, now: Timestamp) -> Result<Vec<u32>, Trouble> {
        let what = match last {
            Some(last) => format!("UID {}:*", last.saturating_add(1)),
            None => format!("SINCE {}", now.minus(BACK).in_zone("UTC").strftime("%-d-%b-%Y")),
        };
        let found = self.wire.command(&format!("UID SEARCH {what}")).await?.ok_or(Trouble::Protocol)?;
        self.has_news = found.iter().any(|reply| is_news(&reply.text));
        let numbers = found.iter().filter_map(|reply| {
            reply.text.get(..8).filter(|begin| begin.eq_ignore_ascii_case("* SEARCH")).map(|_| &reply.text[8..])
        });
        let numbers = numbers.flat_map(str::split_whitespace).filter_map(|word| word.parse::<u32>().ok());
        // `n:*` names the last mail even where its UID is below n.
        let mut uids: Vec<u32> = numbers.filter(|uid| last.is_none_or(|last| *uid > last)).collect();
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }

    /// A mail, as it stands on the wire; none where it is gone, or larger than any that is read.
    ///
    /// # Errors
    /// When the line breaks.
    pub async fn fetch(&mut self, uid: u32) -> Result<Option<Vec<u8>>, Trouble> {
        let sizes = self.wire.command(&format!("UID FETCH {uid} (RFC822.SIZE)")).await?.ok_or(Trouble::Protocol)?;
        let size = sizes.iter().find_map(|reply| number_behind(&reply.text.to_ascii_uppercase(), "RFC822.SIZE "));
        if size.is_none_or(|size| usize::try_from(size).unwrap_or(usize::MAX) > LARGEST) {
            return Ok(None);
        }
        let fetched = self.wire.command(&format!("UID FETCH {uid} (BODY.PEEK[])")).await?.ok_or(Trouble::Protocol)?;
        self.has_news |= sizes.iter().chain(&fetched).any(|reply| is_news(&reply.text));
        Ok(fetched.into_iter().find_map(Reply::literal))
    }

    /// Until there may be something new.
    ///
    /// # Errors
    /// When the line breaks.
    pub async fn wait(&mut self) -> Result<(), Trouble> {
        if std::mem::take(&mut self.has_news) {
            return Ok(());
        }
        if !self.can_wait {
            tokio::time::sleep(EVERY).await;
            return self.wire.command("NOOP").await?.map(drop).ok_or(Trouble::Protocol);
        }
        let tag = self.wire.begin("IDLE").await?;
        if !self.wire.reply().await?.text.starts_with('+') {
            return Err(Trouble::Protocol);
        }
        let quiet = tokio::time::Instant::now() + QUIET;
        while let Ok(said) = tokio::time::timeout_at(quiet, self.wire.next_reply()).await {
            if is_news(&said?.text) {
                break;
            }
        }
        self.wire.say(b"DONE\r\n").await?;
        self.wire.end(&tag).await?.map(drop).ok_or(Trouble::Protocol)
    }
}

async fn sign_in(wire: &mut Wire<Box<dyn Line>>, user: &str, password: &SecretString) -> Result<(), Trouble> {
    let command = format!("LOGIN {} {}", quoted(user), quoted(password.expose_secret()));
    wire.command(&command).await?.map(drop).ok_or(Trouble::SignIn)
}

/// `* 23 EXISTS`
fn is_news(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.next() == Some("*")
        && words.next().is_some_and(|count| count.parse::<u32>().is_ok())
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("EXISTS") || word.eq_ignore_ascii_case("RECENT"))
}

/// A text as a command holds it; what no line can hold is left out.
fn quoted(text: &str) -> String {
    let plain = text.chars().filter(|c| !matches!(c, '\r' | '\n' | '\0'));
    let escaped = plain.flat_map(|c| if matches!(c, '"' | '\\') { vec!['\\', c] } else { vec![c] });
    format!("\"{}\"", escaped.collect::<String>())
}

fn number_behind(text: &str, name: &str) -> Option<u32> {
    let at = text.find(name)? + name.len();
    text[at..].chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}

async fn connect(settings: &Imap) -> Result<Box<dyn Line>, Trouble> {
    let stream = TcpStream::connect((settings.host.as_str(), settings.port)).await.map_err(|_| Trouble::Unreachable)?;
    if !settings.is_tls {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(settings.host.clone()).map_err(|_| Trouble::Unreachable)?;
    let connector = TlsConnector::from(Arc::new(tls(settings)?));
    Ok(Box::new(connector.connect(name, stream).await.map_err(|_| Trouble::Untrusted)?))
}

fn tls(settings: &Imap) -> Result<ClientConfig, Trouble> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(file) = &settings.ca_file {
        let own = CertificateDer::from_pem_file(file).map_err(|_| Trouble::Certificate)?;
        roots.add(own).map_err(|_| Trouble::Certificate)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(builder.map_err(|_| Trouble::Protocol)?.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_a_setting_ends_its_command() {
        assert_eq!(quoted("a\"b\\c\r\nA1 LOGOUT"), "\"a\\\"b\\\\cA1 LOGOUT\"");
    }

    #[test]
    fn news_are_told_from_chatter() {
        assert!(is_news("* 23 EXISTS") && is_news("* 1 recent"));
        for other in ["* OK still here", "* 3 EXPUNGE", "+ idling", "* FLAGS ()", ""] {
            assert!(!is_news(other), "{other}");
        }
        assert_eq!(number_behind("* OK [UIDVALIDITY 3857529045] UIDs valid", "[UIDVALIDITY "), Some(3_857_529_045));
        assert_eq!(number_behind("* OK [UIDNEXT x]", "[UIDNEXT "), None);
    }
}
