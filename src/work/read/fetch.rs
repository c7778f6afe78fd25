//! Asking a site: for what we may do, for its sitemaps, for its pages. No redirect is followed elsewhere, and each hop is
//! guarded anew.

use std::time::Duration;

use url::Url;

use crate::app::App;
use crate::error::Result;
use crate::http::outside::{Answer, Refusal};
use crate::id::token_hash;
use crate::knowledge::read::robots::{self, Robots};
use crate::knowledge::read::{decode, html, kind, sitemap as map};
use crate::knowledge::source::site::{Came, Fetched, Page};
use crate::knowledge::source::{Kind, page as address, ready};

/// The least pause between two requests.
pub(super) const PAUSE: Duration = Duration::from_millis(300);

/// How much of a page is read, in bytes; the rest is left.
const PAGE: usize = 2 * 1024 * 1024;

/// How many passages of one page are kept.
const PASSAGES: usize = 300;

/// How much of a sitemap is read, in bytes.
const SITEMAP: usize = 4 * 1024 * 1024;

/// How many redirects of a robots.txt are followed: RFC 9309, 2.3.1.2.
const HOPS: usize = 5;

/// What a site lets us do.
pub(super) enum Gate {
    /// This.
    Open(Robots),
    /// Nothing, and why.
    Shut(String),
}

/// What a sitemap lists; nothing where there is none.
#[derive(Default)]
pub(super) struct Listed {
    pub pages: Vec<String>,
    pub sitemaps: Vec<String>,
}

/// Where a redirect leads.
enum Hop {
    Here(Url),
    Elsewhere(String),
}

fn hop(app: &App, start: &Url, from: &Url, answer: &Answer) -> Option<Hop> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let mut to = from.join(answer.header("location")?).ok()?;
    to.set_fragment(None);
    if address::is_same_site(start, &to) && to.username().is_empty() {
        return Some(Hop::Here(to));
    }
    let is_inward = !crate::http::guard::may_name(&to, &app.config.knowledge.open_networks);
    let words = if is_inward {
        Refusal::Inward.words().to_owned()
    } else {
        let host = to.host_str().unwrap_or("another place");
        format!("This leads to another site, {host}, which is not read. Add it by itself, if it is yours")
    };
    Some(Hop::Elsewhere(words))
}

/// Asks for robots.txt: RFC 9309, 2.3.1.
pub(super) async fn gate(app: &App, start: &Url) -> Result<Gate> {
    let Ok(mut url) = start.join("/robots.txt") else { return Ok(Gate::Open(Robots::default())) };
    for _ in 0..=HOPS {
        let answer = match app.outside()?.get(&url, &[], robots::LARGEST).await {
            Ok(answer) => answer,
            Err(refusal) => return Ok(Gate::Shut(refusal.words().to_owned())),
        };
        match (answer.status, hop(app, start, &url, &answer)) {
            (_, Some(Hop::Here(to))) => url = to,
            (200..=299, _) => {
                return Ok(Gate::Open(Robots::read(&decode::decode(&answer.body, None))));
            }
            (429 | 500.., _) => {
                let status = answer.status;
                return Ok(Gate::Shut(format!(
                    "The site’s robots.txt could not be had (it answered {status}), so nothing is read"
                )));
            }
            _ => break,
        }
    }
    Ok(Gate::Open(Robots::default()))
}

/// Asks for a sitemap; one that cannot be had lists nothing.
pub(super) async fn sitemap(app: &App, start: &Url, named: &str) -> Result<Listed> {
    let Ok(url) = Url::parse(named) else { return Ok(Listed::default()) };
    let is_packed =
        std::path::Path::new(url.path()).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
    if is_packed || !address::is_same_site(start, &url) {
        return Ok(Listed::default());
    }
    let Ok(answer) = app.outside()?.get(&url, &[], SITEMAP).await else { return Ok(Listed::default()) };
    if answer.status != 200 {
        return Ok(Listed::default());
    }
    let read = move || map::read(&decode::decode(&answer.body, None));
    let found = tokio::task::spawn_blocking(read).await.unwrap_or_default();
    Ok(Listed { pages: found.pages, sitemaps: found.sitemaps })
}

/// Asks for a page, and reads it.
pub(super) async fn page(app: &App, start: &Url, robots: &Robots, page: &Page, site: &str) -> Result<Came> {
    let Ok(url) = Url::parse(&page.url) else { return Ok(Came::Gone) };
    // It was allowed when it was met; that was another day.
    if !robots.allows(&address::path(&url)) {
        return Ok(Came::Gone);
    }
    let mut headers =
        vec![("accept", "text/html, application/xhtml+xml, text/plain, application/pdf;q=0.8".to_owned())];
    headers.extend(page.etag.clone().map(|etag| ("if-none-match", etag)));
    headers.extend(page.modified.clone().map(|modified| ("if-modified-since", modified)));
    let answer = match app.outside()?.get(&url, &headers, PAGE).await {
        Ok(answer) => answer,
        Err(refusal) => return Ok(Came::Failed(refusal.words().to_owned())),
    };
    Ok(match (answer.status, hop(app, start, &url, &answer)) {
        (_, Some(Hop::Here(to))) => Came::Moved(to),
        (_, Some(Hop::Elsewhere(words))) => Came::Failed(words),
        (304, _) => Came::Same,
        (404 | 410, _) => Came::Gone,
        (401 | 403, _) => Came::Failed("The site wants a sign-in for this page".to_owned()),
        (200, _) => read(app, &url, site, answer).await,
        (status, _) => Came::Failed(format!("The site answered {status}")),
    })
}

async fn read(app: &App, url: &Url, site: &str, answer: Answer) -> Came {
    let said = answer.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let media = said.split(';').next().unwrap_or_default().trim();
    let charset = said.split_once("charset=").map(|(_, rest)| rest.trim_matches(['"', '\'', ' ', ';']).to_owned());
    let kind = match media {
        "text/html" | "application/xhtml+xml" => Kind::Site,
        "text/markdown" => Kind::Markdown,
        "text/plain" => Kind::Text,
        "application/pdf" => Kind::Pdf,
        "" => match kind::of(url.path(), &answer.body) {
            Ok(Kind::Html) => Kind::Site,
            Ok(kind) => kind,
            Err(refusal) => return Came::Failed(refusal.words()),
        },
        _ => return Came::Failed("This is no page with text".to_owned()),
    };
    let header = |name: &str| answer.header(name).map(str::to_owned).filter(|value| value.len() <= 500);
    let (etag, modified) = (header("etag"), header("last-modified"));
    let is_barred = answer.header("x-robots-tag").is_some_and(|tag| tag.to_ascii_lowercase().contains("noindex"));
    let mut fetched = Fetched {
        hash: token_hash(&String::from_utf8_lossy(&answer.body)),
        bytes: answer.body.len(),
        etag,
        modified,
        words: answer.is_cut.then(|| "Only its beginning was read: it is very long".to_owned()),
        ..Fetched::default()
    };
    if kind != Kind::Site {
        let name = url.path().rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(site).to_owned();
        match app.read_as(kind, name, Some(url.to_string()), charset, answer.body).await {
            Ok(passages) => fetched.passages = passages,
            Err(_) => return Came::Failed("This file could not be read".to_owned()),
        }
        return Came::Page(Box::new(fetched));
    }
    let (url, site) = (url.clone(), site.to_owned());
    let parsed = tokio::task::spawn_blocking(move || parse(&url, &site, charset.as_deref(), &answer.body)).await;
    let Ok(parsed) = parsed else { return Came::Failed("This page could not be read".to_owned()) };
    fetched.links = parsed.links;
    fetched.hash = parsed.hash;
    if let Some(own) = parsed.canonical {
        return Came::Moved(own);
    }
    if is_barred || parsed.is_unlisted {
        fetched.words = Some("Asks not to be listed".to_owned());
    } else {
        fetched.passages = parsed.passages;
    }
    Came::Page(Box::new(fetched))
}

struct Parsed {
    passages: Vec<crate::knowledge::source::Ready>,
    links: Vec<Url>,
    hash: String,
    is_unlisted: bool,
    /// The same page without what follows `?`, which is its own address.
    canonical: Option<Url>,
}

fn parse(url: &Url, site: &str, charset: Option<&str>, body: &[u8]) -> Parsed {
    let page = html::read(&decode::decode(body, charset));
    let base = page.base.as_deref().and_then(|base| url.join(base).ok());
    let from = base.filter(|base| address::is_same_site(url, base)).unwrap_or_else(|| url.clone());
    let links = if page.is_dead_end { Vec::new() } else { page.links };
    let own = page.canonical.as_deref().and_then(|href| address::linked(&from, href));
    let canonical = own.filter(|own| own.query().is_none() && url.query().is_some() && own.path() == url.path());
    let mut said = page.document.title.clone();
    for section in &page.document.sections {
        said.push('\n');
        said.push_str(&section.heading);
        said.push('\n');
        said.push_str(&section.text);
    }
    Parsed {
        passages: ready(&page.document, site, Some(url.as_str()), PASSAGES),
        links: links.iter().filter_map(|href| address::linked(&from, href)).collect(),
        hash: token_hash(&said),
        is_unlisted: page.is_unlisted,
        canonical,
    }
}
