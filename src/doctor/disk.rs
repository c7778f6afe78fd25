//! The data folder: is it ours, is there room, how long does a flush take, when was it last copied.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, Instant, UNIX_EPOCH};

use super::Finding;
use crate::config::Config;
use crate::time::Clock;

/// How many flushes the median is of.
const FLUSHES: usize = 9;
/// A commit waits for a flush: above this, people notice.
const SLOW_FLUSH: Duration = Duration::from_millis(20);
/// Below this a burst of messages may fill the disk.
const NO_ROOM: u64 = 200_000_000;
/// Below this it is time to make room.
const LITTLE_ROOM: u64 = 1_000_000_000;
/// A week.
const OLD_BACKUP: Duration = Duration::from_secs(7 * 24 * 3600);

pub(super) async fn look(config: &Config) -> Vec<Finding> {
    let (folder, is_sqlite) = (config.data_dir.clone(), super::database::file(config).is_some());
    let looked = tokio::task::spawn_blocking(move || look_at(&folder, is_sqlite)).await;
    looked.unwrap_or_else(|error| vec![Finding::problem("data folder", error.to_string())])
}

fn look_at(folder: &Path, is_sqlite: bool) -> Vec<Finding> {
    if !folder.exists() {
        let said = format!("{} is not there yet; the first start makes it", folder.display());
        return vec![Finding::warning("data folder", said)];
    }
    let mut findings = vec![match flush_time(folder) {
        Ok(took) => findings_of_folder(folder, took),
        Err(error) => Finding::problem(
            "data folder",
            format!(
                "{} cannot be written to: {error}. Give this user the right, or choose another with --data",
                folder.display()
            ),
        ),
    }];
    #[cfg(unix)]
    match room(folder) {
        Ok(bytes) => findings.push(judge_room(bytes, database_size(folder))),
        Err(error) => findings.push(Finding::warning("disk", format!("its free space cannot be told: {error}"))),
    }
    findings.push(judge_backup(newest_backup(&folder.join("backups")), is_sqlite));
    findings
}

fn findings_of_folder(folder: &Path, flush: Duration) -> Finding {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let rights = fs::metadata(folder).map_or(0o700, |found| found.permissions().mode() & 0o777);
        if rights & 0o077 != 0 {
            let said = format!("other users may look into {0}: run `chmod 700 {0}`", folder.display());
            return Finding::warning("data folder", said);
        }
    }
    judge_flush(folder, flush)
}

fn judge_flush(folder: &Path, flush: Duration) -> Finding {
    #[expect(clippy::cast_precision_loss, reason = "told to a tenth of a millisecond")]
    let millis = flush.as_micros() as f64 / 1000.0;
    if flush > SLOW_FLUSH {
        return Finding::warning(
            "data folder",
            format!(
                "a flush of the disk under {} takes {millis:.1} ms, which is slow: each message waits for one. Use a local SSD, no network disk",
                folder.display()
            ),
        );
    }
    Finding::ok("data folder", format!("{} is writable, and a flush takes {millis:.1} ms", folder.display()))
}

/// The median of some flushes of 4 KiB, as a commit asks for.
fn flush_time(folder: &Path) -> io::Result<Duration> {
    let path = folder.join(format!(".flush.{}.part", std::process::id()));
    let mut file = File::create(&path)?;
    let mut times = Vec::new();
    let measured = (0..FLUSHES).try_for_each(|_| {
        file.write_all(&[0x5A; 4096])?;
        let begun = Instant::now();
        file.sync_data()?;
        times.push(begun.elapsed());
        Ok(())
    });
    // A probe that stays harms nothing.
    let _ = fs::remove_file(&path);
    measured.map(|()| {
        times.sort_unstable();
        times[FLUSHES / 2]
    })
}

#[cfg(unix)]
fn room(folder: &Path) -> io::Result<u64> {
    let found = rustix::fs::statvfs(folder)?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}

fn database_size(folder: &Path) -> u64 {
    fs::metadata(folder.join("frontdesk.db")).map_or(0, |found| found.len())
}

fn judge_room(free: u64, database: u64) -> Finding {
    let megabytes = free / 1_000_000;
    if free < NO_ROOM {
        return Finding::problem("disk", format!("{megabytes} MB are free: make room before messages are refused"));
    }
    if free < LITTLE_ROOM || free < database.saturating_mul(2) {
        let said = format!("{megabytes} MB are free, little for a backup and the copy before an upgrade: make room");
        return Finding::warning("disk", said);
    }
    Finding::ok("disk", format!("{} GB are free", free / 1_000_000_000))
}

/// How long ago the newest backup was written; none where there is none.
fn newest_backup(folder: &Path) -> Option<Duration> {
    let now = Duration::from_millis(u64::try_from(Clock::System.now().millis()).unwrap_or(0));
    let files = fs::read_dir(folder).ok()?.flatten();
    let ours = files.filter(|entry| entry.file_name().to_string_lossy().starts_with("frontdesk-"));
    let written = ours.filter_map(|entry| entry.metadata().ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok());
    Some(now.saturating_sub(written.max()?))
}

fn judge_backup(age: Option<Duration>, is_sqlite: bool) -> Finding {
    match age {
        None if is_sqlite => Finding::warning(
            "backup",
            "none in the data folder's backups: run `frontdesk backup`, each day by cron, and keep copies on another machine",
        ),
        None => Finding::ok("backup", "none by `frontdesk backup` here; look that whoever runs PostgreSQL copies it"),
        Some(age) if age > OLD_BACKUP => {
            let days = age.as_secs() / 86_400;
            Finding::warning(
                "backup",
                format!("the newest in the data folder is {days} days old: run `frontdesk backup`, each day by cron"),
            )
        }
        Some(age) => Finding::ok(
            "backup",
            format!("the newest is {} hours old; keep a copy on another machine", age.as_secs() / 3600),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn a_slow_flush_is_a_warning_and_says_what_waits_for_it() {
        let told = |millis| judge_flush(Path::new("data"), Duration::from_millis(millis));
        assert_eq!(told(20).state, State::Ok);
        assert_eq!(told(21).state, State::Warning);
        assert!(told(21).said.contains("each message waits"));
    }

    #[test]
    fn room_is_judged_by_what_a_copy_needs() {
        assert_eq!(judge_room(199_000_000, 0).state, State::Problem);
        assert_eq!(judge_room(900_000_000, 0).state, State::Warning);
        assert_eq!(judge_room(50_000_000_000, 30_000_000_000).state, State::Warning);
        assert_eq!(judge_room(50_000_000_000, 1_000_000).state, State::Ok);
    }

    #[test]
    fn a_backup_of_last_week_is_old() {
        let hours = |hours: u64| Some(Duration::from_secs(hours * 3600));
        assert_eq!(judge_backup(hours(20), true).state, State::Ok);
        assert_eq!(judge_backup(hours(200), true).state, State::Warning);
        assert_eq!(judge_backup(None, true).state, State::Warning);
        assert_eq!(judge_backup(None, false).state, State::Ok);
    }

    #[test]
    fn a_flush_is_measured_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(flush_time(folder.path()).unwrap() > Duration::ZERO);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert_eq!(newest_backup(folder.path()), None);
        fs::write(folder.path().join("frontdesk-1.db"), "").unwrap();
        assert!(newest_backup(folder.path()).unwrap() < Duration::from_secs(60));
    }
}
