//! Statements of contacts and their identities.

use std::collections::HashMap;

use super::identity::{Identity, Key, Kind};
use super::{Contact, Details};
use crate::db::{Conn, Many, Record as _, Row, Tx, args};
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

/// What is said of contacts, as rows.
fn learnt(said: &[(&ContactId, &Details)], text: &'static str, now: Timestamp) -> Many {
    let row = |(id, of): &(&ContactId, &Details)| {
        let Details { name, email, phone, company, website } = (*of).clone();
        args![*id, name, email, phone, company, website]
    };
    let columns = &["id", "name", "email", "phone", "company", "website"];
    Many::over(columns, said.iter().map(row).collect(), text).with(args![now])
}

/// The columns of a contact that was just written.
macro_rules! written {
    () => {
        " RETURNING contact.id AS id, contact.name AS name, contact.email AS email, contact.phone AS phone,
           contact.company AS company, contact.website AS website, contact.created_at AS created_at"
    };
}

pub(super) async fn overwrite(tx: &mut Tx, said: &[(&ContactId, &Details)]) -> Result<Vec<Contact>> {
    let text = concat!(
        "UPDATE contact SET name = coalesce(r.name, contact.name), email = coalesce(r.email, contact.email),
           phone = coalesce(r.phone, contact.phone), company = coalesce(r.company, contact.company),
           website = coalesce(r.website, contact.website), updated_at = {1} FROM {rows} WHERE contact.id = r.id",
        written!()
    );
    let now = tx.now;
    contacts(&tx.all_of(learnt(said, text, now)).await?)
}

pub(super) async fn fill(tx: &mut Tx, said: &[(&ContactId, &Details)]) -> Result<Vec<Contact>> {
    let text = concat!(
        "UPDATE contact SET name = coalesce(contact.name, r.name), email = coalesce(contact.email, r.email),
           phone = coalesce(contact.phone, r.phone), company = coalesce(contact.company, r.company),
           website = coalesce(contact.website, r.website), updated_at = {1} FROM {rows} WHERE contact.id = r.id",
        written!()
    );
    let now = tx.now;
    contacts(&tx.all_of(learnt(said, text, now)).await?)
}

fn contacts(rows: &[Row]) -> Result<Vec<Contact>> {
    Ok(rows.iter().map(Contact::read).collect::<Result<_, _>>()?)
}

pub(super) async fn replace(tx: &mut Tx, id: &ContactId, details: &Details) -> Result<()> {
    let (now, Details { name, email, phone, company, website }) = (tx.now, details.clone());
    tx.exec(
        "UPDATE contact SET name = $2, email = $3, phone = $4, company = $5, website = $6, updated_at = $7 WHERE id = $1",
        args![id, name, email, phone, company, website, now],
    )
    .await?;
    Ok(())
}

/// Takes away what somebody goes by, where only a claim held it and nothing hangs on it.
pub(super) async fn unclaim(tx: &mut Tx, key: &Key, contact: &ContactId) -> Result<()> {
    tx.exec(
        "DELETE FROM identity WHERE bot_id = $1 AND kind = $2 AND value = $3 AND contact_id = $4 AND NOT verified
           AND NOT EXISTS (SELECT 1 FROM conversation c WHERE c.identity_id = identity.id)
           AND NOT EXISTS (SELECT 1 FROM contact_link l WHERE l.identity_id = identity.id)",
        args![&key.bot, key.kind, key.value.as_str(), contact],
    )
    .await?;
    Ok(())
}

/// What a contact is recognised by.
pub(super) async fn keys_of_contact(conn: &mut Conn, contact: &ContactId) -> Result<Vec<Key>> {
    let text = "SELECT bot_id, kind, value FROM identity WHERE contact_id = $1 ORDER BY id";
    conn.all(text, args![contact]).await?.iter().map(key).collect()
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

/// What these identities are recognised by.
pub(super) async fn keys_of(tx: &mut Tx, ids: &[&IdentityId]) -> Result<HashMap<IdentityId, Key>> {
    let text = "SELECT i.id, i.bot_id, i.kind, i.value FROM {rows} CROSS JOIN identity i WHERE i.id = r.id";
    let rows = tx.all_of(Many::over(&["id"], ids.iter().map(|id| args![*id]).collect(), text)).await?;
    rows.iter().map(|row| Ok((row.get("id")?, key(row)?))).collect()
}

/// Whom these keys stand for.
pub(super) async fn contacts_of(tx: &mut Tx, keys: &[&Key]) -> Result<HashMap<Key, ContactId>> {
    let text = "SELECT i.bot_id, i.kind, i.value, i.contact_id FROM {rows} CROSS JOIN identity i
         WHERE i.bot_id = r.bot_id AND i.kind = r.kind AND i.value = r.value";
    let asked = keys.iter().map(|key| args![&key.bot, key.kind, key.value.as_str()]).collect();
    let rows = tx.all_of(Many::over(&["bot_id", "kind", "value"], asked, text)).await?;
    rows.iter().map(|row| Ok((key(row)?, row.get("contact_id")?))).collect()
}

fn key(row: &Row) -> Result<Key> {
    Ok(Key { bot: row.get("bot_id")?, kind: row.get("kind")?, value: row.get("value")? })
}

/// Stores them; one that stands already stays as it is.
pub(super) async fn insert_identities(tx: &mut Tx, new: &[(&BotId, Identity)]) -> Result<()> {
    // Without a condition, SQLite would take ON for that of a join.
    let text = "INSERT INTO identity (id, bot_id, kind, value, contact_id, verified, created_at)
         SELECT r.id, r.bot_id, r.kind, r.value, r.contact_id, r.verified, {1} FROM {rows} WHERE TRUE
         ON CONFLICT (bot_id, kind, value) DO NOTHING";
    let row = |(bot, one): &(&BotId, Identity)| {
        args![&one.id, *bot, one.kind, one.value.as_str(), &one.contact_id, one.verified]
    };
    let columns = &["id", "bot_id", "kind", "value", "contact_id", "verified"];
    let now = tx.now;
    tx.exec_of(Many::over(columns, new.iter().map(row).collect(), text).with(args![now])).await
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
