//! For how long a server's TLS certificate is good still.
//!
//! A handshake and nothing more: whether the certificate is to be trusted is for those who send something over the line
//! (`http`, `notify`) to say, so this one looks at any. It reads no more of the certificate than its end.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, SignatureScheme};

use super::{Finding, in_time};
use crate::time::{Clock, Timestamp};

/// Let's Encrypt renews 30 days before the end; who has two weeks left is not renewed by itself.
const SOON: i64 = 14;

/// How long a server may take over one step: what blocks outlives the deadline around it.
const PATIENCE: Duration = Duration::from_secs(4);

/// How the line is encrypted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Line {
    /// From the first byte.
    Tls,
    /// After SMTP's STARTTLS (RFC 3207).
    Starttls,
}

/// What there is to say of a server's certificate; nothing where there is no line to it, which is told by who needs it.
pub(super) async fn look(check: &'static str, host: &str, port: u16, line: Line) -> Option<Finding> {
    let name = host.to_owned();
    let fetched = tokio::task::spawn_blocking(move || fetch(&name, port, line));
    let certificate = in_time(fetched).await.ok()?.ok()?.ok()?;
    Some(match not_after(&certificate) {
        Some(end) => judge(check, host, end, Clock::System.now()),
        None => Finding::warning(check, format!("the end of {host}'s certificate cannot be read")),
    })
}

fn judge(check: &'static str, host: &str, end: Timestamp, now: Timestamp) -> Finding {
    let days = (end.millis() - now.millis()).div_euclid(86_400_000);
    let date = end.in_zone("UTC").strftime("%Y-%m-%d").to_string();
    match days {
        ..0 => Finding::problem(check, format!("{host}'s certificate ended on {date}: renew it")),
        0..SOON => Finding::warning(
            check,
            format!(
                "{host}'s certificate ends on {date}, in {days} days: renew it, and look why it is not renewed by itself"
            ),
        ),
        _ => Finding::ok(check, format!("{host}'s certificate is good for {days} days, until {date}")),
    }
}

fn fetch(host: &str, port: u16, line: Line) -> anyhow::Result<CertificateDer<'static>> {
    let mut addresses = (host, port).to_socket_addrs()?;
    let connected = addresses.find_map(|address| TcpStream::connect_timeout(&address, PATIENCE).ok());
    let mut stream = connected.context("no connection")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    if matches!(line, Line::Starttls) {
        starttls(&mut stream)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Onlooker(provider)))
        .with_no_client_auth();
    let mut tls = ClientConnection::new(Arc::new(config), ServerName::try_from(host.to_owned())?)?;
    while tls.is_handshaking() {
        tls.complete_io(&mut stream)?;
    }
    let shown = tls.peer_certificates().and_then(|chain| chain.first()).context("no certificate was shown")?;
    Ok(shown.clone().into_owned())
}

/// Greets a mail server in the open and asks it to encrypt.
fn starttls(stream: &mut TcpStream) -> anyhow::Result<()> {
    let reader = BufReader::new(stream.try_clone()?.take(16 * 1024));
    let mut replies = reader.lines().map_while(Result::ok);
    // A reply's last line has a space behind its code (RFC 5321, 4.2.1).
    let mut end_of_reply = || replies.find(|line| line.as_bytes().get(3) != Some(&b'-')).context("no reply");
    end_of_reply()?;
    for command in ["EHLO localhost\r\n", "STARTTLS\r\n"] {
        stream.write_all(command.as_bytes())?;
        let reply = end_of_reply()?;
        if !reply.starts_with('2') {
            bail!("{reply}");
        }
    }
    Ok(())
}

/// The certificate's `notAfter` (RFC 5280, 4.1 and 4.1.2.5).
fn not_after(certificate: &[u8]) -> Option<Timestamp> {
    let (_, whole, _) = element(certificate)?;
    let (_, mut rest, _) = element(whole)?;
    // The version is optional and tagged; then come serial number, algorithm, issuer, and the validity.
    if rest.first() == Some(&0xa0) {
        rest = element(rest)?.2;
    }
    for _ in 0..3 {
        rest = element(rest)?.2;
    }
    let (_, validity, _) = element(rest)?;
    let (_, _, after_begin) = element(validity)?;
    let (tag, text, _) = element(after_begin)?;
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let text = match tag {
        // UTCTime: two digits of a year from 1950 to 2049.
        0x17 if text.get(..2)? < "50" => format!("20{text}"),
        0x17 => format!("19{text}"),
        0x18 => text.to_owned(),
        _ => return None,
    };
    let civil = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", text).ok()?;
    let moment = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(Timestamp::from_millis(moment.timestamp().as_millisecond()))
}

/// The first DER element: its tag, its content, and what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], rest) = der.split_first_chunk::<2>()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x83 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// Looks at any certificate. Nothing is ever sent over a line that it let through.
#[derive(Debug)]
struct Onlooker(Arc<rustls::crypto::CryptoProvider>);

impl ServerCertVerifier for Onlooker {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    /// An element with this content.
    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = content.len();
        let mut bytes = vec![tag];
        match u8::try_from(length) {
            Ok(short) if short < 0x80 => bytes.push(short),
            _ => bytes.extend([0x82, u8::try_from(length >> 8).unwrap(), u8::try_from(length & 0xff).unwrap()]),
        }
        bytes.extend(content);
        bytes
    }

    fn certificate(tag: u8, end: &str) -> Vec<u8> {
        let validity = der(0x30, &[der(0x17, b"260101000000Z"), der(tag, end.as_bytes())].concat());
        let fields = [der(0xa0, &[2, 1, 2]), der(2, &[7]), der(0x30, b""), der(0x30, &[0; 300]), validity].concat();
        der(0x30, &der(0x30, &fields))
    }

    #[test]
    fn the_end_is_read_in_both_of_its_shapes() {
        let read = |tag, end| not_after(&certificate(tag, end)).map(Timestamp::rfc3339);
        assert_eq!(read(0x17, "270301120000Z").as_deref(), Some("2027-03-01T12:00:00Z"));
        assert_eq!(read(0x17, "990301120000Z").as_deref(), Some("1999-03-01T12:00:00Z"));
        assert_eq!(read(0x18, "20510301120000Z").as_deref(), Some("2051-03-01T12:00:00Z"));
        assert_eq!(read(0x18, "soon"), None);
        let whole = certificate(0x17, "270301120000Z");
        for length in 0..whole.len() {
            assert_eq!(not_after(&whole[..length]), None, "cut at {length}");
        }
    }

    #[test]
    fn an_end_is_judged_by_the_days_left() {
        let now = Timestamp::from_millis(1_784_548_800_000);
        let days = |days: i64| {
            judge("certificate", "chat.example", Timestamp::from_millis(now.millis() + days * 86_400_000 + 1), now)
        };
        assert_eq!(days(60).state, State::Ok);
        let soon = days(13);
        assert!(soon.state == State::Warning && soon.said.contains("in 13 days"), "{soon:?}");
        assert_eq!(days(-1).state, State::Problem);
    }
}
