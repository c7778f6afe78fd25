//! Addresses of a site: which belong to it, and which are worth reading. Pure.

use url::Url;

/// The longest address that is kept, in characters.
const LONGEST: usize = 1_000;

/// What is no page, by its ending.
const NO_PAGE: [&str; 36] = [
    "jpg", "jpeg", "png", "gif", "svg", "webp", "avif", "ico", "bmp", "tif", "tiff", "css", "js", "mjs", "json", "xml",
    "rss", "atom", "zip", "gz", "tar", "rar", "7z", "mp3", "mp4", "m4a", "avi", "mov", "webm", "woff", "woff2", "ttf",
    "exe", "dmg", "docx", "xlsx",
];

/// What tells a site where somebody came from, and changes no page.
const TRACKING: [&str; 6] = ["fbclid", "gclid", "msclkid", "mc_cid", "mc_eid", "ref"];

/// Where a site begins, as its owner typed it.
#[must_use]
pub fn start(typed: &str) -> Option<Url> {
    let typed = typed.trim();
    let with_scheme = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let mut url = Url::parse(&with_scheme).ok().filter(|url| url.as_str().len() <= LONGEST)?;
    let is_host = url.host_str().is_some_and(|host| host.contains(['.', ':']) || host == "localhost");
    url.set_fragment(None);
    let is_plain = url.username().is_empty() && url.password().is_none();
    (matches!(url.scheme(), "http" | "https") && is_host && is_plain).then_some(url)
}

/// Whether two addresses are of one site: the same host, with or without `www`, at the same port.
#[must_use]
pub fn is_same_site(one: &Url, other: &Url) -> bool {
    let host = |url: &Url| url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host).to_owned());
    // 80 and 443 are one: a site moves its visitors from one to the other.
    let port = |url: &Url| url.port().unwrap_or(0);
    host(one).is_some() && host(one) == host(other) && port(one) == port(other)
}

/// The page that a link leads to, where it is one of the same site: without its fragment, and without what only counts.
#[must_use]
pub fn linked(from: &Url, href: &str) -> Option<Url> {
    let mut url = from.join(href.trim()).ok()?;
    url.set_fragment(None);
    let is_plain = url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || !is_plain || !is_same_site(from, &url) {
        return None;
    }
    if url.query().is_some() {
        let counts = |name: &str| name.starts_with("utm_") || TRACKING.contains(&name);
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| !counts(name))
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
    }
    let last = url.path().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let is_page = last.rsplit_once('.').is_none_or(|(_, ending)| !NO_PAGE.contains(&ending));
    (is_page && url.as_str().len() <= LONGEST).then_some(url)
}

/// What robots.txt calls a page: its path, with what follows `?`.
#[must_use]
pub fn path(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_start_is_an_address_of_the_web_however_it_is_typed() {
        for (typed, read) in [
            (" loam.example ", Some("https://loam.example/")),
            ("http://loam.example/help#top", Some("http://loam.example/help")),
            ("http://127.0.0.1:8000", Some("http://127.0.0.1:8000/")),
            ("ftp://loam.example", None),
            ("https://me:secret@loam.example", None),
            ("javascript:alert(1)", None),
            ("loam", None),
            ("", None),
        ] {
            assert_eq!(start(typed).as_ref().map(Url::as_str), read, "{typed}");
        }
    }

    #[test]
    fn links_lead_to_pages_of_the_same_site_alone() {
        let from = url("https://www.loam.example/help/");
        for (href, leads) in [
            ("delivery", Some("https://www.loam.example/help/delivery")),
            ("/a#b", Some("https://www.loam.example/a")),
            ("https://loam.example/x?utm_source=y&page=2", Some("https://loam.example/x?page=2")),
            ("/price.pdf", Some("https://www.loam.example/price.pdf")),
            ("/jar.JPG", None),
            ("//evil.example/", None),
            ("https://loam.example.evil.example/", None),
            ("https://www.loam.example:8443/", None),
            ("mailto:a@loam.example", None),
            ("javascript:void(0)", None),
            ("https://a:b@www.loam.example/", None),
        ] {
            assert_eq!(linked(&from, href).as_ref().map(Url::as_str), leads, "{href}");
        }
    }
}
