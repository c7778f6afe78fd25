//! Passwords: argon2id, and the same time spent whether or not there is such a member.

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};

/// The shortest password taken (NIST SP 800-63B section 3.1.1.2).
pub const SHORTEST: usize = 8;

/// The longest: beyond it is an attack, not a password.
pub const LONGEST: usize = 256;

/// The parameters of OWASP's password storage guide: 19 MiB, two passes, one lane.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

/// Hashes a password for storing. Takes some 30 ms: not on a thread that serves others.
///
/// # Errors
/// When the system gives no randomness.
pub fn hash(password: &str) -> anyhow::Result<String> {
    let hash = hasher().hash_password(password.as_bytes()).map_err(|e| anyhow::anyhow!("hashing a password: {e}"))?;
    Ok(hash.to_string())
}

/// Whether this password made that hash. Without a hash it works as long and says no. Takes some 30 ms.
#[must_use]
pub fn is_right(password: &str, stored: Option<&str>) -> bool {
    let Some(stored) = stored.and_then(|text| PasswordHash::new(text).ok()) else {
        // The same work for an unknown member, so that time tells nothing.
        let _ = hasher().hash_password(password.as_bytes());
        return false;
    };
    hasher().verify_password(password.as_bytes(), &stored).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_opens() {
        let stored = hash("correct horse").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(is_right("correct horse", Some(&stored)));
        assert!(!is_right("battery staple", Some(&stored)));
        assert!(!is_right("correct horse", None));
        assert!(!is_right("correct horse", Some("not a hash")));
    }
}
