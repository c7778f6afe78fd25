//! The one error of the product: eight things that can be said to whoever asked.
//!
//! Nouns have small errors of their own where a caller decides by them; at a door everything becomes one of these,
//! and `door::problem` holds the table code -> status -> sentence. What is internal is logged once, at the door, and
//! never sent.

use std::time::Duration;

/// What went wrong with one field of what was sent.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// The field's key.
    pub field: String,
    /// A word for programs: `required`, `too_long`…
    pub code: String,
    /// A sentence for people.
    pub message: String,
}

/// Anything that a door may have to say no with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request is well-formed and its content is not: 422, field by field.
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    /// Nobody is signed in: 401.
    #[error("not signed in")]
    Unauthorized,
    /// Somebody is, and may not: 403.
    #[error("not allowed")]
    Forbidden,
    /// There is none, or it belongs to somebody else, which looks the same: 404.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// It was true when the asker looked, and no longer is: 409.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// Too much at once: 429.
    #[error("too many requests")]
    TooMany {
        /// When to try again.
        retry_after: Duration,
    },
    /// The database is full or gone; nothing was stored: 503.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A fault of ours: 500.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

/// What a verb of the product gives back.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// SQLite's primary result codes that mean "not now", not "you are wrong": <https://sqlite.org/rescode.html>.
const SQLITE_PASSING: [i32; 8] = [
    5,  // BUSY
    6,  // LOCKED
    8,  // READONLY
    10, // IOERR
    11, // CORRUPT
    13, // FULL
    14, // CANTOPEN
    26, // NOTADB
];

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        if is_sqlite_passing(&error) {
            Self::Unavailable(error.to_string())
        } else {
            Self::Internal(anyhow::Error::new(error))
        }
    }
}

/// Whether SQLite itself is in trouble, by its result code.
pub(crate) fn is_sqlite_passing(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|said| said.extended_code & 0xff);
    code.is_some_and(|code| SQLITE_PASSING.contains(&code))
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Tls(_) => Self::Unavailable(error.to_string()),
            sqlx::Error::Database(said) if is_passing(said.as_ref()) => Self::Unavailable(error.to_string()),
            _ => Self::Internal(anyhow::Error::new(error)),
        }
    }
}

/// Whether PostgreSQL itself is in trouble, by SQLSTATE class (08 connection, 40 rolled back, 53 resources, 57 operator, 58 system; 25006 a server that only reads, as one does that
/// has lost its place to another; PostgreSQL manual, appendix A).
fn is_passing(said: &dyn sqlx::error::DatabaseError) -> bool {
    let Some(code) = said.code() else { return false };
    ["08", "40", "53", "57", "58"].iter().any(|class| code.starts_with(class)) || code == "25006"
}

impl Error {
    /// One field is wrong.
    pub fn field(field: &str, code: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field: field.to_owned(), code: code.to_owned(), message: message.into() }])
    }
}
