//! Signatures: whether a request really comes from the provider it names.
//!
//! Twilio signs the URL it was told to call and the form fields it sends (Webhooks security; Sign webhooks with shared
//! keys). The URL comes from our settings, never from the Host header. Nothing separates a name from its value in what
//! is signed, so a stranger can move the border between them: whoever reads the fields must ignore names it doesn't know.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret as _, SecretString};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The header that carries Twilio's signature.
pub const HEADER: &str = "x-twilio-signature";
/// The header that names another key or algorithm than the account's token and SHA-1.
pub const SETTINGS_HEADER: &str = "x-twilio-webhooks-signature-settings";

/// What Twilio says of a request.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'r> {
    /// The public URL of this hook with its query, as Twilio was given it.
    pub url: &'r str,
    /// The signature header.
    pub signature: &'r str,
    /// The settings header, when it is there.
    pub settings: Option<&'r str>,
}

/// The secrets that a bot's owner shares with Twilio.
#[derive(Clone, Copy, Debug)]
pub struct Secrets<'s> {
    /// The account's auth token; two while it is being changed.
    pub tokens: &'s [SecretString],
    /// Shared keys by their name in the settings header.
    pub keys: &'s [(String, SecretString)],
}

#[derive(Clone, Copy)]
enum Algorithm {
    Sha1,
    Sha256,
}

/// Whether a form request was signed by Twilio.
#[must_use]
pub fn is_signed(request: Signed, fields: &[(String, String)], secrets: Secrets) -> bool {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort();
    // Twilio's own libraries sign a repeated pair once.
    sorted.dedup();
    let fields: String = sorted.into_iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]).collect();
    is_right(request, &fields, secrets)
}

/// Whether a request with a body other than a form (JSON) was signed by Twilio.
///
/// Its signature covers the URL alone; the URL's field `bodySHA256` covers the body, so both must hold.
#[must_use]
pub fn is_signed_body(request: Signed, body: &[u8], secrets: Secrets) -> bool {
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let Some(claimed) = query.split('&').find_map(|pair| pair.strip_prefix("bodySHA256=")) else {
        return false;
    };
    let actual = hex::encode(Sha256::digest(body));
    let is_body = bool::from(claimed.to_ascii_lowercase().as_bytes().ct_eq(actual.as_bytes()));
    is_right(request, "", secrets) & is_body
}

fn is_right(request: Signed, fields: &str, secrets: Secrets) -> bool {
    let Some((key, algorithm)) = settings(request.settings) else {
        return false;
    };
    let named = key.and_then(|key| secrets.keys.iter().find(|(name, _)| name == key)).map(|(_, secret)| secret);
    let candidates: Vec<&SecretString> = named.map_or_else(|| secrets.tokens.iter().collect(), |secret| vec![secret]);
    let mut is_right = false;
    for secret in candidates {
        for url in spellings(request.url) {
            let Some(expected) = sign(algorithm, secret, &format!("{url}{fields}")) else {
                return false;
            };
            // No early return: how long it takes says nothing about which spelling or secret came close.
            is_right |= bool::from(expected.as_bytes().ct_eq(request.signature.as_bytes()));
        }
    }
    is_right
}

/// Which key and algorithm the request names; nothing when it names an algorithm that we don't know.
fn settings(header: Option<&str>) -> Option<(Option<&str>, Algorithm)> {
    let part = |name: &str| {
        header?.split([',', ';']).find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then_some(value.trim().trim_matches('"'))
        })
    };
    let algorithm = match part("algorithm") {
        None | Some("HMAC_SHA1") => Algorithm::Sha1,
        Some("HMAC_SHA256") => Algorithm::Sha256,
        Some(_) => return None,
    };
    Some((part("key"), algorithm))
}

fn sign(algorithm: Algorithm, secret: &SecretString, text: &str) -> Option<String> {
    let key = secret.expose_secret().as_bytes();
    match algorithm {
        Algorithm::Sha1 => mac::<Hmac<Sha1>>(key, text),
        Algorithm::Sha256 => mac::<Hmac<Sha256>>(key, text),
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], text: &str) -> Option<String> {
    // HMAC takes a key of any length (RFC 2104), so there is always a result.
    let mut mac = <M as KeyInit>::new_from_slice(key).ok()?;
    mac.update(text.as_bytes());
    Some(STANDARD.encode(mac.finalize().into_bytes()))
}

/// The URL as given, without its port, and with the scheme's default port: Twilio signs some requests with it.
fn spellings(url: &str) -> Vec<String> {
    let mut spellings = vec![url.to_owned()];
    let Some((scheme, rest)) = url.split_once("://") else {
        return spellings;
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    // The colon of a port stands after the bracket of an IPv6 address, and after a user's name.
    let host = authority.rfind(['@', ']']).unwrap_or(0);
    let port = authority[host..].rfind(':').map(|at| host + at);
    let default = if scheme.eq_ignore_ascii_case("http") { 80 } else { 443 };
    match port {
        Some(at) => spellings.push(format!("{scheme}://{}{path}", &authority[..at])),
        None => spellings.push(format!("{scheme}://{authority}:{default}{path}")),
    }
    spellings
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Vector {
        token: String,
        url: String,
        params: Vec<(String, String)>,
        signature: String,
        valid: bool,
        algorithm: String,
        note: String,
    }

    fn check(vector: &Vector, settings: Option<&str>, keys: &[(String, SecretString)]) -> bool {
        let token: SecretString = if keys.is_empty() { vector.token.clone() } else { "another".to_owned() }.into();
        let request = Signed { url: &vector.url, signature: &vector.signature, settings };
        is_signed(request, &vector.params, Secrets { tokens: &[token], keys })
    }

    #[test]
    fn every_vector_is_judged_rightly() {
        let vectors: Vec<Vector> =
            serde_json::from_str(include_str!("../../tests/contracts/twilio/signature_vectors.json")).unwrap();
        assert_eq!(vectors.len(), 120);
        for vector in vectors {
            let settings = (vector.algorithm != "HMAC_SHA1").then(|| format!("key=K1,algorithm={}", vector.algorithm));
            assert_eq!(check(&vector, settings.as_deref(), &[]), vector.valid, "{} of {}", vector.note, vector.url);
            if let Some(settings) = settings.as_deref() {
                let keys = [("K0".to_owned(), "no".to_owned().into()), ("K1".to_owned(), vector.token.clone().into())];
                assert_eq!(check(&vector, Some(settings), &keys), vector.valid, "{} by its key", vector.note);
                assert!(!check(&vector, None, &[]), "the same signature is nothing by another algorithm");
                assert!(!check(&vector, Some("key=K1,algorithm=NONE"), &[]));
            }
        }
    }

    #[test]
    fn twilios_published_example_holds() {
        // From Twilio's documentation, Webhooks security.
        let fields = [
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        let request = Signed { url, signature: "RSOYDt4T1cUTdK1PDd93/VVr8B8=", settings: None };
        let tokens = ["changed".to_owned().into(), "12345".to_owned().into()];
        assert!(is_signed(request, &fields, Secrets { tokens: &tokens, keys: &[] }));
        assert!(!is_signed(request, &fields, Secrets { tokens: &tokens[..1], keys: &[] }));
        assert!(!is_signed(request, &fields, Secrets { tokens: &[], keys: &[] }));
        assert!(!is_signed(Signed { signature: "", ..request }, &fields, Secrets { tokens: &tokens, keys: &[] }));
    }

    #[test]
    fn a_json_body_is_covered_by_its_hash_in_the_url() {
        let body = br#"{"a":1}"#;
        let token: SecretString = "12345".to_owned().into();
        let url = format!("https://chat.example/hooks/twilio?bodySHA256={}", hex::encode(Sha256::digest(body)));
        let signature = sign(Algorithm::Sha1, &token, &url).unwrap();
        let tokens = [token];
        let secrets = Secrets { tokens: &tokens, keys: &[] };
        let request = Signed { url: &url, signature: &signature, settings: None };
        assert!(is_signed_body(request, body, secrets));
        assert!(!is_signed_body(request, b"{\"a\":2}", secrets), "the body was changed");
        assert!(!is_signed_body(Signed { signature: "x", ..request }, body, secrets), "only the hash is right");
        let bare = "https://chat.example/hooks/twilio";
        let signature = sign(Algorithm::Sha1, &tokens[0], bare).unwrap();
        assert!(!is_signed_body(Signed { url: bare, signature: &signature, settings: None }, body, secrets));
    }

    #[test]
    fn the_port_may_be_written_or_not() {
        assert_eq!(
            spellings("https://a.example/x?y=1:2"),
            ["https://a.example/x?y=1:2", "https://a.example:443/x?y=1:2"]
        );
        assert_eq!(spellings("https://a.example:443/x"), ["https://a.example:443/x", "https://a.example/x"]);
        assert_eq!(spellings("http://u:p@a.example?x"), ["http://u:p@a.example?x", "http://u:p@a.example:80?x"]);
        assert_eq!(spellings("https://[::1]/x"), ["https://[::1]/x", "https://[::1]:443/x"]);
        assert_eq!(spellings("https://[::1]:8443/x"), ["https://[::1]:8443/x", "https://[::1]/x"]);
        assert_eq!(spellings("nonsense"), ["nonsense"]);
    }

    proptest! {
        #[test]
        fn the_order_of_fields_does_not_matter(mut fields in prop::collection::vec(("[A-Za-z]{1,5}", ".{0,5}"), 0..6), secret in ".{0,9}") {
            fields.sort();
            fields.dedup();
            let tokens = [SecretString::from(secret)];
            let plain: String = fields.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]).collect();
            let signature =
                sign(Algorithm::Sha1, &tokens[0], &format!("https://a.example/{plain}")).unwrap();
            let request = Signed { url: "https://a.example/", signature: &signature, settings: None };
            fields.reverse();
            let is_right = is_signed(request, &fields, Secrets { tokens: &tokens, keys: &[] });
            prop_assert!(is_right);
        }

        #[test]
        fn any_url_and_header_is_taken_without_panic(url in ".{0,30}", settings in ".{0,20}") {
            let tokens = ["t".to_owned().into()];
            let request = Signed { url: &url, signature: "x", settings: Some(&settings) };
            let secrets = Secrets { tokens: &tokens, keys: &[] };
            prop_assert!(!is_signed(request, &[], secrets) && !is_signed_body(request, b"", secrets));
        }
    }
}
