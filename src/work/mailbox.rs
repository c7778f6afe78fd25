//! The mailbox is read: what is new in it is taken in, mail by mail, and then waited for.
//!
//! How far it has come is noted after each mail is taken in. A crash in between takes that one in again, which finds that
//! it was said. On several nodes each reads, and what one has said the others find said.

use std::convert::Infallible;
use std::time::Duration;

use crate::app::App;
use crate::app::mailed::Outcome;
use crate::channel::email::imap::{Folder, Trouble};
use crate::channel::email::mailbox;
use crate::config::inbound::Imap;
use crate::error::Error;

/// How long to wait before the next try, the first time, and at most.
const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_mins(5);

/// Why reading stopped.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error(transparent)]
    Server(#[from] Trouble),
    /// The mail stays where it is, and is read when the database is back.
    #[error("a mail could not be stored: {0}")]
    Store(#[from] Error),
    #[error("this node stops")]
    Asked,
}

/// Reads the mailbox of the settings until the server stops; without one it ends at once.
pub async fn watch(app: App) {
    let Some(settings) = app.config.inbound_mail.as_ref().and_then(|inbound| inbound.imap.clone()) else { return };
    let mut pause = FIRST;
    loop {
        let mut has_read = false;
        let Err(why) = read(&app, &settings, &mut has_read).await;
        if matches!(why, Stopped::Asked) {
            return;
        }
        // Who was let in and then lost the line is back soon.
        pause = if has_read { FIRST } else { pause };
        tracing::warn!(%why, again_in = pause.as_secs(), "the mailbox is not read");
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = tokio::time::sleep(pause) => pause = (pause * 2).min(LONGEST),
        }
    }
}

/// What the mailbox answers, unless this node stops first. Only its answers are given up so: what was fetched is
/// taken in and noted together.
async fn answer<T>(app: &App, answer: impl Future<Output = Result<T, Trouble>>) -> Result<T, Stopped> {
    tokio::select! {
        () = app.stop.cancelled() => Err(Stopped::Asked),
        answer = answer => Ok(answer?),
    }
}

async fn read(app: &App, settings: &Imap, has_read: &mut bool) -> Result<Infallible, Stopped> {
    let name = mailbox::name(&settings.host, &settings.user, &settings.folder);
    let mut folder = answer(app, Folder::open(settings)).await?;
    let validity = i64::from(folder.uid_validity);
    loop {
        let known = mailbox::read_to(&mut app.db.read().await?, &name).await?;
        // Under another validity the numbers are others': what was read before is found to be said.
        let last = known.filter(|(of, _)| *of == validity).and_then(|(_, uid)| u32::try_from(uid).ok());
        let new = answer(app, folder.after(last, app.clock.now())).await?;
        *has_read = true;
        let highest = new.last().copied();
        for uid in new {
            match answer(app, folder.fetch(uid)).await? {
                Some(raw) => {
                    app.receive_mail(raw.into()).await?;
                }
                None => crate::metric::mail_in(Outcome::Unreadable.as_str()),
            }
            note(app, &name, validity, uid).await?;
        }
        // Nothing lately in a folder that was never read: from now on all that comes is new.
        if let (None, None, Some(next)) = (highest, last, folder.uid_next) {
            note(app, &name, validity, next.saturating_sub(1)).await?;
        }
        answer(app, folder.wait()).await?;
    }
}

async fn note(app: &App, name: &str, validity: i64, uid: u32) -> Result<(), Error> {
    let mut tx = app.tx().await?;
    mailbox::note(&mut tx, name, validity, i64::from(uid)).await?;
    tx.commit().await
}
