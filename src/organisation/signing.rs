//! The installation's own key: what it has signed, it knows again, and nothing of it needs to be kept.
//!
//! The key is a setting, made when it is first needed, the same on all nodes and in each backup. Who holds the database can
//! sign; who holds an id alone cannot.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::sql;
use crate::db::{Conn, Tx, dialect};
use crate::error::Result;
use crate::id;

/// Its setting.
const SETTING: &str = "signing_key";

/// The key. It is never shown, and has no `Debug`.
pub struct Key(String);

impl Key {
    /// The signature of these words: HMAC-SHA-256 (RFC 2104) in base64url. Begin them with what they are for, so that
    /// what was signed for one purpose serves no other.
    ///
    /// # Errors
    /// Never: any length of key will do.
    pub fn sign(&self, words: &str) -> anyhow::Result<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes())?;
        mac.update(words.as_bytes());
        Ok(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    /// Whether that is the signature of these words; told in the same time, right or wrong.
    #[must_use]
    pub fn is_right(&self, words: &str, signature: &str) -> bool {
        self.sign(words).is_ok_and(|right| bool::from(right.as_bytes().ct_eq(signature.as_bytes())))
    }
}

/// The key, where there is one: nothing was signed before there was.
///
/// # Errors
/// What the database says.
pub async fn key(conn: &mut Conn) -> Result<Option<Key>> {
    Ok(sql::setting(conn, SETTING).await?.map(Key))
}

/// The key, made where there is none.
///
/// # Errors
/// What the database says.
pub async fn make(tx: &mut Tx) -> Result<Key> {
    // Two that need it first agree on one.
    dialect::lock_keys(tx, &mut vec![SETTING.to_owned()]).await?;
    if let Some(key) = key(tx).await? {
        return Ok(key);
    }
    let key = id::token()?;
    sql::set_setting(tx, SETTING, Some(&key)).await?;
    Ok(Key(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_of_one_key_and_one_text() {
        let (one, other) = (Key("one".to_owned()), Key("other".to_owned()));
        let signed = one.sign("invitation inv_1 5").unwrap();
        assert!(one.is_right("invitation inv_1 5", &signed));
        assert!(!one.is_right("invitation inv_1 6", &signed) && !other.is_right("invitation inv_1 5", &signed));
        assert!(!one.is_right("invitation inv_1 5", "") && !one.is_right("", &signed));
        assert_eq!(signed.len(), 43);
    }
}
