//! Statements of invitations.

use super::Invitation;
use crate::db::{Conn, Tx, args};
use crate::error::Result;
use crate::id::{InvitationId, OrganisationId};

/// The columns of an invitation.
macro_rules! columns {
    () => {
        "id, organisation_id, email, role, modules, bots, invited_by, created_at, renewed_at, expires_at, mailed_at, trouble, accepted_at"
    };
}

pub(super) async fn put(tx: &mut Tx, one: &Invitation) -> Result<()> {
    tx.exec(
        "INSERT INTO invitation (id, organisation_id, email, role, modules, bots, invited_by, created_at, renewed_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (id) DO UPDATE SET role = excluded.role, modules = excluded.modules, bots = excluded.bots,
           invited_by = excluded.invited_by, renewed_at = excluded.renewed_at, expires_at = excluded.expires_at,
           mailed_at = NULL, trouble = NULL",
        args![
            &one.id,
            &one.organisation_id,
            &one.email,
            one.role,
            one.modules.as_deref(),
            one.bots.as_deref(),
            one.invited_by.as_ref(),
            one.created_at,
            one.renewed_at,
            one.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// Nobody else joins by it or changes it until the transaction ends.
pub(super) async fn hold(tx: &mut Tx, id: &InvitationId) -> Result<()> {
    tx.exec("UPDATE invitation SET role = role WHERE id = $1", args![id]).await?;
    Ok(())
}

pub(super) async fn by_id(conn: &mut Conn, id: &InvitationId) -> Result<Option<Invitation>> {
    conn.find(concat!("SELECT ", columns!(), " FROM invitation WHERE id = $1"), args![id]).await
}

pub(super) async fn open_of(conn: &mut Conn, home: &OrganisationId) -> Result<Vec<Invitation>> {
    conn.list(
        concat!(
            "SELECT ",
            columns!(),
            " FROM invitation WHERE organisation_id = $1 AND accepted_at IS NULL ORDER BY created_at DESC, id DESC"
        ),
        args![home],
    )
    .await
}

pub(super) async fn remove(tx: &mut Tx, id: &InvitationId) -> Result<()> {
    tx.exec("DELETE FROM invitation WHERE id = $1", args![id]).await?;
    Ok(())
}

pub(super) async fn mark_accepted(tx: &mut Tx, id: &InvitationId) -> Result<()> {
    let now = tx.now;
    tx.exec("UPDATE invitation SET accepted_at = $2 WHERE id = $1", args![id, now]).await?;
    Ok(())
}

pub(super) async fn mark_mailed(tx: &mut Tx, one: &Invitation, trouble: Option<&str>) -> Result<()> {
    let at = trouble.is_none().then_some(tx.now);
    tx.exec(
        "UPDATE invitation SET mailed_at = $3, trouble = $4 WHERE id = $1 AND renewed_at = $2",
        args![&one.id, one.renewed_at, at, trouble],
    )
    .await?;
    Ok(())
}
