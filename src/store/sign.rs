//! AWS Signature Version 4 for a request whose body is known before it is sent ("Signature Calculations for the
//! Authorization Header: Transferring Payload in a Single Chunk", Amazon S3 API reference). Pure.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// The SHA-256 of nothing, in hexadecimal: the digest of a request without a body.
pub const NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Who signs, and for where.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    /// The key's id.
    pub key: &'a str,
    /// Its secret.
    pub secret: &'a str,
    /// The bucket's region.
    pub region: &'a str,
}

/// A request to be signed.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Its method, in capitals.
    pub method: &'a str,
    /// Its path, not encoded.
    pub path: &'a str,
    /// Its query, encoded, its names in their order.
    pub query: &'a str,
    /// Headers to sign, names in lower case: `host` and `x-amz-date` among them.
    pub headers: Vec<(&'a str, String)>,
    /// The SHA-256 of its body, in hexadecimal.
    pub digest: &'a str,
    /// When: `20130524T000000Z`, as in `x-amz-date`.
    pub at: &'a str,
}

impl Signer<'_> {
    /// The header `Authorization` of this request.
    ///
    /// # Errors
    /// Never: any length of key will do.
    pub fn authorization(&self, request: &Request<'_>) -> anyhow::Result<String> {
        let mut headers = request.headers.clone();
        headers.sort_by(|one, other| one.0.cmp(other.0));
        let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
        let mut canonical = format!("{}\n{}\n{}\n", request.method, encoded(request.path), request.query);
        for (name, value) in &headers {
            // Writing to a string cannot fail.
            let _ = writeln!(canonical, "{name}:{}", value.trim());
        }
        let _ = write!(canonical, "\n{names}\n{}", request.digest);
        let day = request.at.get(..8).unwrap_or_default();
        let scope = format!("{day}/{}/s3/aws4_request", self.region);
        let hashed = hex::encode(Sha256::digest(canonical.as_bytes()));
        let words = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{hashed}", request.at);
        let mut key = format!("AWS4{}", self.secret).into_bytes();
        for part in [day, self.region, "s3", "aws4_request"] {
            key = mac(&key, part)?;
        }
        let signature = hex::encode(mac(&key, &words)?);
        Ok(format!("AWS4-HMAC-SHA256 Credential={}/{scope},SignedHeaders={names},Signature={signature}", self.key))
    }
}

fn mac(key: &[u8], words: &str) -> anyhow::Result<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key)?;
    mac.update(words.as_bytes());
    Ok(mac.finalize().into_bytes().to_vec())
}

/// A path as it is signed and sent: every byte that is neither unreserved nor a slash as `%XX`, once.
#[must_use]
pub fn encoded(path: &str) -> String {
    let mut written = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            written.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(written, "%{byte:02X}");
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of AWS's published examples.
    const EXAMPLE: Signer<'_> =
        Signer { key: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", region: "us-east-1" };

    fn signature(method: &str, path: &str, query: &str, digest: &str, more: &[(&'static str, &str)]) -> String {
        let own = [
            ("host", "examplebucket.s3.amazonaws.com"),
            ("x-amz-content-sha256", digest),
            ("x-amz-date", "20130524T000000Z"),
        ];
        let headers = own.iter().chain(more).map(|(name, value)| (*name, (*value).to_owned())).collect();
        let request = Request { method, path, query, headers, digest, at: "20130524T000000Z" };
        EXAMPLE.authorization(&request).unwrap().rsplit_once("Signature=").unwrap().1.to_owned()
    }

    #[test]
    fn the_published_examples_come_out() {
        let get = signature("GET", "/test.txt", "", NOTHING, &[("range", "bytes=0-9")]);
        assert_eq!(get, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
        let digest = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
        let more = [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")];
        let put = signature("PUT", "/test$file.text", "", digest, &more);
        assert_eq!(put, "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
        let lifecycle = signature("GET", "/", "lifecycle=", NOTHING, &[]);
        assert_eq!(lifecycle, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
        let list = signature("GET", "/", "max-keys=2&prefix=J", NOTHING, &[]);
        assert_eq!(list, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }
}
