//! Ways: where a posted form goes back to, and links that hold what others wrote.
//!
//! A way back is a path of this server; anything else becomes the list of leads. A link of a visitor's is http or https,
//! or it is no link.

use std::fmt::Write as _;

use url::Url;

/// The way back that a form named, where it is one of ours: one slash, then no second one and no backslash, which
/// browsers read as a host (WHATWG URL, "special authority ignore slashes state").
pub fn back(next: &str) -> &str {
    let is_ours = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= 2_000
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours { next } else { "/leads" }
}

/// An address of the web that may stand in a link.
pub fn web(address: &str) -> Option<String> {
    let with_scheme = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
    let url = Url::parse(&with_scheme).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| host.contains('.') || host == "localhost");
    is_web.then(|| url.to_string())
}

/// `mailto:` for an address, with everything encoded that could end it (RFC 6068 section 2).
pub fn mailto(email: &str) -> String {
    let mut link = String::from("mailto:");
    for byte in email.bytes() {
        if byte.is_ascii_alphanumeric() || b"@.-_+~!$'*".contains(&byte) {
            link.push(char::from(byte));
        } else {
            let _ = write!(link, "%{byte:02X}");
        }
    }
    link
}

/// A path with its query, from pairs; an empty value says nothing and stays out.
pub fn with(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_ours_is_gone_back_to() {
        for ours in ["/leads", "/leads?q=a%20b&tag=x", "/"] {
            assert_eq!(back(ours), ours);
        }
        for theirs in [
            "",
            "leads",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil",
            "/a\r\nSet-Cookie: x",
            "/é",
        ] {
            assert_eq!(back(theirs), "/leads", "{theirs:?}");
        }
    }

    #[test]
    fn a_visitors_page_is_a_link_only_on_the_web() {
        assert_eq!(web("https://shop.example/a?b=1").as_deref(), Some("https://shop.example/a?b=1"));
        assert_eq!(web("shop.example").as_deref(), Some("https://shop.example/"));
        for not in
            ["javascript:alert(1)", "javascript://shop.example/%0aalert(1)", "data:text/html,x", "", "file:///etc"]
        {
            assert_eq!(web(not), None, "{not}");
        }
    }

    #[test]
    fn an_address_cannot_add_to_its_mail_link() {
        assert_eq!(mailto("a+b@x.example"), "mailto:a+b@x.example");
        assert_eq!(mailto("a?cc=evil&b\"@x.example"), "mailto:a%3Fcc%3Devil%26b%22@x.example");
    }

    #[test]
    fn empty_values_stay_out_of_an_address() {
        assert_eq!(with("/leads", &[("q", "a b&c"), ("tag", "")]), "/leads?q=a+b%26c");
        assert_eq!(with("/leads", &[("q", "")]), "/leads");
    }
}
