//! An e-mail that asks somebody to join leaves. It is read anew at each attempt: who was asked again meanwhile gets the newest
//! link, and who is asked no more gets none.

use std::time::Instant;

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::InvitationId;
use crate::job::{self, Job, Outcome, retry};
use crate::metric;
use crate::notify::invitation_mail::{self, InvitationMail};
use crate::notify::lead_mail::Accent;
use crate::notify::message::Outgoing;
use crate::organisation::invitation::{self, Invitation};
use crate::organisation::{self, member, signing};
use crate::work::mail;

pub(super) async fn run(app: &App, id: &InvitationId, job: &Job) -> Result<Outcome> {
    let Some(transport) = &app.mail else {
        // The team page shows the link meanwhile.
        return Ok(Outcome::Retry { after: mail::UNTIL_A_SERVER, why: "no mail server is configured yet".to_owned() });
    };
    let now = app.clock.now();
    let found = invitation::by_id(&mut app.db.read().await?, id).await?;
    let Some(invitation) = found.filter(|one| one.is_open(now) && one.mailed_at.is_none()) else {
        return Ok(Outcome::Done);
    };
    let mail = outgoing(app, &invitation).await?;
    let begun = Instant::now();
    let answer = transport.send(&mail).await;
    let (trouble, is_final) = match answer {
        Ok(receipt) if receipt.accepted.is_empty() => {
            let words = receipt.refused.first().map(|refusal| refusal.words.clone()).unwrap_or_default();
            (Some(words), receipt.refused.iter().all(|refusal| refusal.permanent))
        }
        Ok(_) => (None, true),
        Err(error) => (Some(error.words), error.permanent),
    };
    let outcome = if trouble.is_none() {
        "sent"
    } else if is_final {
        "refused"
    } else {
        "later"
    };
    metric::send("email", outcome, begun.elapsed());
    let mut tx = app.tx().await?;
    // Another node took it meanwhile, and may have sent it.
    if !job::hold(&mut tx, job).await? {
        return Ok(Outcome::Lost);
    }
    invitation::mark_mailed(&mut tx, &invitation, trouble.as_deref()).await?;
    tx.commit().await?;
    if trouble.is_some() && !is_final {
        let why = "the mail server said not now".to_owned();
        return Ok(super::again(retry::DAYS, job.attempts, job.id.as_str(), why));
    }
    Ok(Outcome::Done)
}

/// The e-mail; the same at each attempt of one sending.
async fn outgoing(app: &App, invitation: &Invitation) -> Result<Outgoing> {
    let mut conn = app.db.read().await?;
    let home = organisation::by_id(&mut conn, &invitation.organisation_id).await?;
    let home = home.ok_or(Error::NotFound("organisation"))?;
    let key = signing::key(&mut conn).await?.ok_or(Error::NotFound("key"))?;
    let by = member::list(&mut conn, &home.id).await?.into_iter().map(|(member, _)| member);
    let by = by.into_iter().find(|member| Some(&member.id) == invitation.invited_by.as_ref());
    let rendered = invitation_mail::render(&InvitationMail {
        bot_name: home.name.clone(),
        initial: home.name.chars().next().map(String::from).unwrap_or_default(),
        accent: Accent::default(),
        invited_by: by.as_ref().map_or_else(|| home.name.clone(), |member| member.name.clone()),
        host: app.host().to_owned(),
        link: app.public(&invitation.path(&key)?),
        // Nobody knows their time zone yet: the day is enough.
        until: invitation.expires_at.in_zone("UTC").strftime("%-d %B").to_string(),
        sent_to: invitation.email.clone(),
    });
    let rendered = rendered.map_err(|error| Error::Internal(anyhow::Error::new(error)))?;
    Ok(Outgoing {
        from_name: home.name,
        from_address: mail::from_address(app),
        to: vec![invitation.email.clone()],
        reply_to: by.map(|member| (member.name, member.email)),
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        message_id: format!("{}.{}@{}", invitation.id, invitation.renewed_at.millis(), app.host()),
        in_reply_to: None,
        references: Vec::new(),
        list_id: None,
        list_unsubscribe: None,
        auto_submitted: true,
        date_ms: invitation.renewed_at.millis(),
    })
}
