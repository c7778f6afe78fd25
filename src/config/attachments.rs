//! Where files lie that visitors and the team send each other: in the data folder, or in S3-compatible storage.

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::reader::Reader;

/// A bucket of S3-compatible storage.
#[derive(Clone, Debug)]
pub struct Bucket {
    /// Where the storage answers; the bucket stands in the path.
    pub endpoint: Url,
    /// Its region, as requests are signed for it.
    pub region: String,
    /// Its name.
    pub name: String,
    /// Which key signs.
    pub key: String,
    /// Its secret.
    pub secret: SecretString,
}

impl Bucket {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let is_set = !reader.text("attachments.s3_endpoint").is_empty();
        let (name, key) = (reader.text("attachments.s3_bucket"), reader.text("attachments.s3_key"));
        let (region, secret) = (reader.text("attachments.s3_region"), reader.secret("attachments.s3_secret"));
        if !is_set {
            if !name.is_empty() || !key.is_empty() {
                reader.problem(
                    "attachments.s3_endpoint",
                    "the storage's address, like https://s3.eu-west-1.amazonaws.com",
                );
            }
            return None;
        }
        // Amazon S3, "Bucket naming rules".
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
        if !(3..=63).contains(&name.len()) || !name.chars().all(is_name) {
            reader.problem(
                "attachments.s3_bucket",
                "a bucket's name: 3 to 63 lower-case letters, digits, hyphens and points",
            );
        }
        let is_word = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/');
        if !is_word(&region) {
            reader.problem(
                "attachments.s3_region",
                "the bucket's region, like eu-west-1; us-east-1 where there are none",
            );
        }
        if !is_word(&key) {
            reader.problem("attachments.s3_key", "the id of the key that may read and write the bucket");
        }
        if secret.expose_secret().is_empty() {
            reader.problem("attachments.s3_secret", "the secret that belongs to attachments.s3_key");
        }
        Some(Self { endpoint: reader.url_or("attachments.s3_endpoint", ""), region, name, key, secret })
    }
}
