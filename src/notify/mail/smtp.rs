//! Speaks SMTP with the owner's mail server, one transaction at a time on up to four connections.
//!
//! Uses lettre's connection and commands, but not its pool. That pool takes a connection back when a
//! send is dropped half-way, as a timeout does, and the next mail then reads the answers meant for the
//! last one: tried on 0.11.23, it came back as sent with "354 go" and was not. lettre's asynchronous
//! reads have no deadline either, and its `send` gives up at the first refused recipient. Here a whole
//! attempt has a deadline, and a connection that was not left tidy is never used again.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use secrecy::ExposeSecret;
use tokio::sync::Semaphore;

use super::config::{Problem, Security, Server};
use super::{Receipt, Refusal, SendError, WORDS_LENGTH};
use crate::notify::clean;
use crate::notify::message::Built;

/// How many connections are open to the mail server at once.
const CONNECTIONS: usize = 4;
/// How long a connection waits for the next mail.
const IDLE: Duration = Duration::from_secs(20);
/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(5);
/// Replies about the session, not about the mail: the server is closing (421), or wants another
/// sign-in (530 to 538, RFC 4954 section 6). The owner can put these right, so they are never final.
const SESSION_CODES: [u16; 5] = [421, 530, 534, 535, 538];

/// A mail server with its open connections.
pub struct Smtp {
    server: Server,
    tls: Option<TlsParameters>,
    permits: Semaphore,
    idle: Arc<Mutex<Vec<Parked>>>,
}

struct Parked {
    connection: AsyncSmtpConnection,
    number: u64,
}

impl Smtp {
    pub(super) fn open(server: Server) -> Result<Self, Problem> {
        let tls = match server.security {
            Security::Plain => None,
            Security::Starttls | Security::Tls => Some(tls(&server)?),
        };
        Ok(Self { server, tls, permits: Semaphore::new(CONNECTIONS), idle: Arc::default() })
    }

    /// Sends one mail within the time allowed, waiting for a free connection first.
    pub(super) async fn send(&self, built: &Built) -> Result<Receipt, SendError> {
        self.within_time(async {
            let mut connection = self.connection().await?;
            let outcome = transact(&mut connection, built).await;
            match &outcome {
                Ok(_) => self.park(connection),
                Err(_) => dismiss(connection),
            }
            outcome
        })
        .await
    }

    /// Connects and signs in.
    pub(super) async fn check(&self) -> Result<(), SendError> {
        self.within_time(async {
            let mut connection = self.connection().await?;
            if !connection.test_connected().await {
                return Err(SendError::temporary(&format!("{} closed the connection", self.server.host)));
            }
            self.park(connection);
            Ok(())
        })
        .await
    }

    async fn within_time<T>(&self, attempt: impl Future<Output = Result<T, SendError>>) -> Result<T, SendError> {
        // The semaphore is never closed; if it were, going on without a permit harms nothing.
        let _permit = self.permits.acquire().await.ok();
        // On time-out the attempt is dropped, and its connection with it.
        tokio::time::timeout(self.server.timeout, attempt).await.unwrap_or_else(|_| {
            let seconds = self.server.timeout.as_secs();
            Err(SendError::temporary(&format!("{} did not answer within {seconds} seconds", self.server.host)))
        })
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, SendError> {
        while let Some(mut parked) = self.unpark() {
            if parked.connection.test_connected().await {
                return Ok(parked.connection);
            }
        }
        self.connect().await.map_err(|error| self.session_error(&error))
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let hello = ClientId::default();
        let wrapper = self.tls.clone().filter(|_| self.server.security == Security::Tls);
        let address = (self.server.host.as_str(), self.server.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(self.server.timeout), &hello, wrapper, None).await?;
        if self.server.security == Security::Starttls
            && let Some(tls) = self.tls.clone()
        {
            connection.starttls(tls, &hello).await?;
        }
        if let Some((user, password)) = &self.server.login {
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(connection)
    }

    /// Before any recipient was named nothing is final: the server may come back, the owner may
    /// correct the settings.
    fn session_error(&self, error: &Error) -> SendError {
        let place = format!("{}:{}", self.server.host, self.server.port);
        match reply(error) {
            Some((_, words)) => SendError::temporary(&words),
            None => SendError::temporary(&format!("{place}: {}", chain(error))),
        }
    }

    fn park(&self, connection: AsyncSmtpConnection) {
        let number = {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let number = idle.iter().map(|parked| parked.number).max().unwrap_or(0) + 1;
            idle.push(Parked { connection, number });
            number
        };
        tokio::spawn(retire(Arc::downgrade(&self.idle), number));
    }

    fn unpark(&self) -> Option<Parked> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
}

/// Says goodbye on a connection that nobody took up again.
async fn retire(idle: Weak<Mutex<Vec<Parked>>>, number: u64) {
    tokio::time::sleep(IDLE).await;
    let found = idle.upgrade().and_then(|idle| {
        let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
        let place = idle.iter().position(|parked| parked.number == number)?;
        Some(idle.swap_remove(place))
    });
    if let Some(parked) = found {
        dismiss(parked.connection);
    }
}

/// Closes a connection without keeping anybody waiting.
fn dismiss(mut connection: AsyncSmtpConnection) {
    tokio::spawn(async move {
        // A server that does not answer the goodbye is simply left.
        let _ = tokio::time::timeout(GOODBYE, connection.abort()).await;
    });
}

/// One mail transaction (RFC 5321, 3.3): the sender, each recipient, then the message for those the
/// server has taken.
async fn transact(connection: &mut AsyncSmtpConnection, built: &Built) -> Result<Receipt, SendError> {
    let takes_unicode = connection.server_info().supports_feature(Extension::SmtpUtfEight);
    let is_unicode = |address: &Address| !AsRef::<str>::as_ref(address).is_ascii();
    let options = if takes_unicode && (is_unicode(&built.from) || built.to.iter().any(is_unicode)) {
        vec![MailParameter::SmtpUtfEight]
    } else {
        Vec::new()
    };
    connection.command(Mail::new(Some(built.from.clone()), options)).await.map_err(|error| mail_error(&error))?;

    let (mut accepted, mut refused) = (Vec::new(), Vec::new());
    for address in &built.to {
        if is_unicode(address) && !takes_unicode {
            let words = "this mail server takes addresses in plain letters only".to_owned();
            refused.push(Refusal { address: address.to_string(), permanent: true, words });
            continue;
        }
        match connection.command(Rcpt::new(address.clone(), Vec::new())).await {
            Ok(_) => accepted.push(address.to_string()),
            Err(error) => match reply(&error) {
                Some((code, words)) if !SESSION_CODES.contains(&code) => {
                    refused.push(Refusal { address: address.to_string(), permanent: code >= 500, words });
                }
                _ => return Err(mail_error(&error)),
            },
        }
    }
    if accepted.is_empty() {
        return Err(SendError::from_refusals(refused));
    }
    connection.command(Data).await.map_err(|error| mail_error(&error))?;
    let response = connection.message(&built.bytes).await.map_err(|error| mail_error(&error))?;
    let words = response.message().collect::<Vec<_>>().join(" ");
    Ok(Receipt { server_words: clean::line(&format!("{} {words}", response.code()), WORDS_LENGTH), accepted, refused })
}

fn mail_error(error: &Error) -> SendError {
    match reply(error) {
        Some((code, words)) if code >= 500 && !SESSION_CODES.contains(&code) => SendError::permanent(&words),
        Some((_, words)) => SendError::temporary(&words),
        None => SendError::temporary(&chain(error)),
    }
}

/// The server's own reply, code and text, if the error is one.
fn reply(error: &Error) -> Option<(u16, String)> {
    let code = error.status()?;
    let text = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    Some((code.into(), clean::line(&format!("{code} {text}"), WORDS_LENGTH)))
}

/// What went wrong below the protocol, innermost reason included.
fn chain(error: &Error) -> String {
    // lettre prints its own source after a colon; the sources of that one are not in it.
    let mut words = error.to_string();
    let mut source = std::error::Error::source(error).and_then(std::error::Error::source);
    while let Some(cause) = source {
        let cause_words = cause.to_string();
        if !words.contains(&cause_words) {
            words = format!("{words}: {cause_words}");
        }
        source = cause.source();
    }
    words
}

fn tls(server: &Server) -> Result<TlsParameters, Problem> {
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(path) = &server.ca_file {
        let problem = |why: &str| Problem::new("mail.ca_file", format!("a readable PEM certificate ({why})"));
        let pem = std::fs::read(path).map_err(|error| problem(&error.to_string()))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| problem(&error.to_string()))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder
        .build()
        .map_err(|error| Problem::new("mail.host", format!("a name a certificate can be checked against ({error})")))
}
