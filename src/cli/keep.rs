//! `frontdesk backup` and `frontdesk restore`: a copy out of a running installation, and the way back.

use std::path::{Path, PathBuf};

use anyhow::bail;
use secrecy::ExposeSecret as _;

use super::start;
use crate::config::{Config, MailWay};
use crate::db::backup::restore::{Kind, kind};
use crate::db::backup::{self, Contents, postgres};
use crate::db::hold;
use crate::store::Store;
use crate::time::{Clock, Timestamp};

/// Copies the database, while a server may run and be written to.
pub(super) async fn backup(config: &Config, file: Option<PathBuf>) -> anyhow::Result<()> {
    let source = start::sqlite_file(config);
    let ending = if source.is_some() { "db" } else { "dump" };
    let file = file.unwrap_or_else(|| {
        backup::free_name(&start::backups(config), &format!("frontdesk-{}", stamp(Clock::System.now())), ending)
    });
    let made = if let Some(source) = source {
        if !source.exists() {
            bail!("there is no database at {} yet: the first start makes it", source.display());
        }
        tokio::task::spawn_blocking(move || backup::copy(&source, &file)).await??
    } else {
        postgres::dump(config.database_url.expose_secret(), &file).await?
    };
    let place = made.file.canonicalize().unwrap_or_else(|_| made.file.clone());
    println!("{} is a checked copy of the database: {}, {}.", place.display(), size(made.bytes), held(&made.contents));
    println!("To restore it: stop the server, then `frontdesk restore {}`, then start it.", quoted(&place));
    println!("{}", left_out(config));
    Ok(())
}

/// Puts a copy in the place of the database.
pub(super) async fn restore(config: &Config, file: &Path) -> anyhow::Result<()> {
    let is_sqlite = start::sqlite_file(config);
    match (kind(file)?, is_sqlite) {
        (Kind::Sqlite, Some(database)) => {
            start::make_private(&config.data_dir)?;
            let hold = hold::take(&config.data_dir, "restore a backup")?;
            let (file, backups) = (file.to_owned(), start::backups(config));
            let stem = format!("before-restore-{}", stamp(Clock::System.now()));
            let place = database.clone();
            let done = tokio::task::spawn_blocking(move || {
                let done = backup::restore::restore(&file, &place, &backups, &stem);
                drop(hold);
                done
            });
            let done = done.await??;
            println!("{} is restored: {}.", database.display(), held(&done.contents));
            if let Some(kept) = done.kept {
                println!("What was there before is kept as {}.", kept.display());
            }
            println!("Start the server; it brings the database up to its version by itself.");
        }
        (Kind::PostgresDump, None) => {
            let contents = postgres::restore(config.database_url.expose_secret(), file).await?;
            println!("The database is restored: {}.", held(&contents));
            println!("Start the server; it brings the database up to its version by itself.");
        }
        (Kind::Sqlite, None) => bail!(
            "{} is a SQLite database, and database.url names a PostgreSQL. Restore it into a data folder without database.url, then move it with `frontdesk migrate --to`",
            file.display()
        ),
        (Kind::PostgresDump, Some(_)) => bail!(
            "{} is a PostgreSQL dump, and this installation is on SQLite. Set database.url to an empty PostgreSQL and restore again",
            file.display()
        ),
        (Kind::Other, _) => bail!("{} is no backup of Frontdesk's; nothing was changed", file.display()),
    }
    Ok(())
}

/// A moment as part of a file's name.
fn stamp(moment: Timestamp) -> String {
    moment.in_zone("UTC").strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn held(contents: &Contents) -> String {
    let counted = |count: i64, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    format!(
        "{}, {}, {}",
        counted(contents.conversations, "conversation"),
        counted(contents.messages, "message"),
        counted(contents.leads, "lead")
    )
}

fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "told to one decimal")]
    let bytes = bytes as f64;
    match bytes {
        b if b >= 1e9 => format!("{:.1} GB", b / 1e9),
        b if b >= 1e6 => format!("{:.1} MB", b / 1e6),
        b => format!("{:.0} kB", (b / 1e3).max(1.0)),
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-+".contains(c));
    if is_plain { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

fn left_out(config: &Config) -> String {
    let files = match &config.mail.way {
        MailWay::Files(folder) => format!(", nor the e-mails written as files into {}", folder.display()),
        // The demo writes its e-mails there without a setting.
        MailWay::Unset | MailWay::Smtp(_) if config.data_dir.join("mail").is_dir() => {
            format!(", nor the demo's e-mails in {}", config.data_dir.join("mail").display())
        }
        MailWay::Unset | MailWay::Smtp(_) => String::new(),
    };
    format!(
        "Everything people wrote, leads, members, bots and what is still to be sent is in it. Not in it: the settings (the file of --config and FRONTDESK_… variables, with their passwords), nor the files that people sent each other, in {}{files}. Keep those apart; a file never changes, so copy them after the database.",
        Store::new(config).place()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_can_be_typed_and_read() {
        assert_eq!(quoted(Path::new("/srv/data/a-1.db")), "/srv/data/a-1.db");
        assert_eq!(quoted(Path::new("/srv/it's here.db")), "'/srv/it'\\''s here.db'");
        assert_eq!((size(10), size(4_200_000), size(7_150_000_000)), ("1 kB".into(), "4.2 MB".into(), "7.2 GB".into()));
        assert_eq!(stamp(Timestamp::from_millis(1_784_548_800_000)), "20260720T120000Z");
        let contents = Contents { version: 2, conversations: 1, messages: 2, leads: 0 };
        assert_eq!(held(&contents), "1 conversation, 2 messages, 0 leads");
    }
}
