//! Statements of contacts and their identities.

use super::identity::{Identity, Kind};
use super::{Contact, Details};
use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{BotId, ContactId, IdentityId};
use crate::time::Timestamp;

pub(super) async fn insert(tx: &mut Tx, id: &ContactId, bot: &BotId) -> Result<()> {
    let now = tx.now;
    tx.exec("INSERT INTO contact (id, bot_id, created_at, updated_at) VALUES ($1, $2, $3, $3)", args![id, bot, now])
        .await?;
    Ok(())
}

pub(super) async fn by_id(conn: &mut Conn, id: &ContactId) -> Result<Option<Contact>> {
    conn.find("SELECT id, name, email, phone, company, website, created_at FROM contact WHERE id = $1", args![id]).await
}

pub(super) async fn overwrite(tx: &mut Tx, id: &ContactId, known: &Details) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "UPDATE contact SET name = coalesce($2, name), email = coalesce($3, email), phone = coalesce($4, phone),
           company = coalesce($5, company), website = coalesce($6, website), updated_at = $7 WHERE id = $1",
        args![
            id,
            known.name.clone(),
            known.email.clone(),
            known.phone.clone(),
            known.company.clone(),
            known.website.clone(),
            now
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn fill(tx: &mut Tx, id: &ContactId, known: &Details) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "UPDATE contact SET name = coalesce(name, $2), email = coalesce(email, $3), phone = coalesce(phone, $4),
           company = coalesce(company, $5), website = coalesce(website, $6), updated_at = $7 WHERE id = $1",
        args![
            id,
            known.name.clone(),
            known.email.clone(),
            known.phone.clone(),
            known.company.clone(),
            known.website.clone(),
            now
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn fill_phone(tx: &mut Tx, id: &ContactId, phone: &str) -> Result<()> {
    tx.exec("UPDATE contact SET phone = $2 WHERE id = $1 AND phone IS NULL", args![id, phone]).await?;
    Ok(())
}

pub(super) async fn identity(conn: &mut Conn, bot: &BotId, kind: Kind, value: &str) -> Result<Option<Identity>> {
    conn.find(
        "SELECT id, kind, value, contact_id, verified, stopped_at FROM identity WHERE bot_id = $1 AND kind = $2 AND value = $3",
        args![bot, kind, value],
    )
    .await
}

pub(super) async fn identity_by_id(conn: &mut Conn, id: &IdentityId) -> Result<Option<Identity>> {
    conn.find("SELECT id, kind, value, contact_id, verified, stopped_at FROM identity WHERE id = $1", args![id]).await
}

pub(super) async fn insert_identity(tx: &mut Tx, bot: &BotId, new: &Identity) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO identity (id, bot_id, kind, value, contact_id, verified, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (bot_id, kind, value) DO NOTHING",
        args![&new.id, bot, new.kind, new.value.as_str(), &new.contact_id, new.verified, now],
    )
    .await?;
    Ok(())
}

/// The sender's identity and conversations go to the other contact; a contact that nothing points at any more says where
/// it went.
pub(super) async fn link(
    tx: &mut Tx,
    identity: &IdentityId,
    from: &ContactId,
    to: &ContactId,
    basis: Kind,
) -> Result<()> {
    let now = tx.now;
    tx.exec(
        "INSERT INTO contact_link (identity_id, from_contact_id, to_contact_id, basis, created_at) VALUES ($1, $2, $3, $4, $5)",
        args![identity, from, to, basis, now],
    )
    .await?;
    tx.exec("UPDATE identity SET contact_id = $2 WHERE id = $1", args![identity, to]).await?;
    tx.exec("UPDATE conversation SET contact_id = $2 WHERE identity_id = $1", args![identity, to]).await?;
    tx.exec(
        "UPDATE contact SET merged_into = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM identity WHERE contact_id = $1)",
        args![from, to],
    )
    .await?;
    Ok(())
}

pub(super) async fn set_stopped(tx: &mut Tx, id: &IdentityId, at: Option<Timestamp>) -> Result<()> {
    tx.exec("UPDATE identity SET stopped_at = $2 WHERE id = $1", args![id, at]).await?;
    Ok(())
}
