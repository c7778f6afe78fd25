//! The demo's mailbox: the e-mails that would have left, as a mail program shows them.
//!
//! A mail's HTML is served from an address of its own, under a policy that runs nothing and loads nothing.

use std::path::PathBuf;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse as _, Response};
use serde::Deserialize;

use super::draw;
use crate::app::App;
use crate::config::MailWay;
use crate::dashboard::error::Answer;
use crate::dashboard::view::layout::{Frame, Theme};
use crate::dashboard::view::mailbox::{Body, Mail, MailboxPage, Thread, ThreadLine};
use crate::door::assets;
use crate::error::{Error, Result};
use crate::notify::mailbox::{self, Stored};
use crate::time::Timestamp;

/// What a mail's HTML may do: be styled, and open links in a tab of their own.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; \
    sandbox allow-popups allow-popups-to-escape-sandbox";

/// The zone the mailbox tells times in: that of both demo bots.
const ZONE: &str = "Europe/London";

/// How long a thread's first words are.
const PREVIEW: usize = 120;

/// Which part of the mail is shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    r#as: String,
}

/// `GET /demo/mail`: every thread. Anyone may call it, in the demo.
///
/// # Errors
/// 404 where this is no demo.
pub async fn list(State(app): State<App>) -> Answer {
    Ok(page(&threads(&app).await?, None)?)
}

/// `GET /demo/mail/{name}`: the thread with this mail in it, and the mail open. Anyone may call it, in the demo.
///
/// # Errors
/// 404 when there is no such mail, or where this is no demo.
pub async fn open(State(app): State<App>, Path(name): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let threads = threads(&app).await?;
    let is_there = threads.iter().any(|thread| thread.mails.iter().any(|mail| mail.name == name));
    if !is_there {
        return Err(Error::NotFound("mail").into());
    }
    Ok(page(&threads, Some((&name, asked.r#as == "text")))?)
}

/// `GET /demo/mail/{name}/html`: the mail's HTML part, for the frame around it. Anyone may call it, in the demo.
///
/// # Errors
/// 404 when there is no such mail, or where this is no demo.
pub async fn html(State(app): State<App>, Path(name): Path<String>) -> Answer {
    let threads = threads(&app).await?;
    let mut mails = threads.into_iter().flat_map(|thread| thread.mails);
    let mail = mails.find(|mail| mail.name == name).ok_or(Error::NotFound("mail"))?;
    // A link of the mail opens beside it: in its frame no page of ours may be shown.
    let html = mail.html.replacen("<head>", "<head><base target=\"_blank\">", 1);
    let policy = [(header::CONTENT_SECURITY_POLICY, POLICY), (header::X_FRAME_OPTIONS, "SAMEORIGIN")];
    Ok((policy, Html(html)).into_response())
}

async fn threads(app: &App) -> Result<Vec<mailbox::Thread>> {
    let dir = folder(app).ok_or(Error::NotFound("page"))?;
    let read = tokio::task::spawn_blocking(move || mailbox::threads(&dir)).await.map_err(anyhow::Error::new)?;
    Ok(read.map_err(anyhow::Error::new)?)
}

fn folder(app: &App) -> Option<PathBuf> {
    app.demo()?;
    if let MailWay::Files(dir) = &app.config.mail.way { Some(dir.clone()) } else { None }
}

fn page(threads: &[mailbox::Thread], open: Option<(&str, bool)>) -> Result<Response> {
    let opened = open.and_then(|(name, as_text)| {
        let thread = threads.iter().find(|thread| thread.mails.iter().any(|mail| mail.name == name))?;
        Some(shown(thread, name, as_text))
    });
    let page = MailboxPage {
        frame: Frame { title: "Mailbox".to_owned(), assets: assets::dashboard_path(), theme: Theme::Auto },
        threads: threads.iter().map(|thread| line(thread, open.map(|(name, _)| name))).collect(),
        open: opened,
    };
    Ok(Html(draw(&page)?).into_response())
}

fn line(thread: &mailbox::Thread, open: Option<&str>) -> ThreadLine {
    let newest = thread.mails.last();
    let words = newest.map(|mail| mail.text.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default();
    ThreadLine {
        href: newest.map_or_else(|| "/demo/mail".to_owned(), |mail| address(mail, "")),
        subject: thread.subject.clone(),
        count: thread.mails.len(),
        to: newest.map(|mail| mail.to.join(", ")).unwrap_or_default(),
        preview: words.chars().take(PREVIEW).collect(),
        at: at(thread.newest_ms),
        is_current: thread.mails.iter().any(|mail| Some(mail.name.as_str()) == open),
    }
}

fn shown(thread: &mailbox::Thread, name: &str, as_text: bool) -> Thread {
    let mail = |(place, mail): (usize, &Stored)| {
        let (from_name, from_address) = mail.from.clone();
        Mail {
            anchor: format!("mail-{}", place + 1),
            letter: from_name.chars().next().map(String::from).unwrap_or_default(),
            from_name,
            from_address,
            at: at(mail.date_ms),
            headers: mail.headers.iter().map(|(name, value)| readable(name, value, mail)).collect(),
            body: body(mail, as_text && mail.name == name),
            is_open: mail.name == name,
        }
    };
    Thread { subject: thread.subject.clone(), mails: thread.mails.iter().enumerate().map(mail).collect() }
}

fn body(mail: &Stored, as_text: bool) -> Body {
    if as_text || mail.html.is_empty() {
        let html_href = (!mail.html.is_empty()).then(|| address(mail, ""));
        return Body::Text { text: mail.text.replace("\r\n", "\n"), html_href };
    }
    Body::Html { src: address(mail, "/html"), text_href: address(mail, "?as=text") }
}

/// A mail's name holds no character that an address would need encoded but `@`, which a path may hold.
fn address(mail: &Stored, end: &str) -> String {
    format!("/demo/mail/{}{end}", mail.name)
}

/// A header as a person reads it: encoded words (RFC 2047) are put into letters.
fn readable(name: &str, value: &str, mail: &Stored) -> (String, String) {
    let value = match name.to_ascii_lowercase().as_str() {
        "from" => format!("{} <{}>", mail.from.0, mail.from.1),
        "subject" => mail.subject.clone(),
        _ => value.to_owned(),
    };
    (name.to_owned(), value)
}

fn at(millis: i64) -> String {
    Timestamp::from_millis(millis).in_zone(ZONE).strftime("%-d %b, %H:%M").to_string()
}
