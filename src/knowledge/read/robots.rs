//! robots.txt: what a site lets us read (RFC 9309), how fast, and where its sitemaps are.

use std::time::Duration;

/// By what name we are called in it.
pub const NAME: &str = "frontdesk";

/// How much of it is read: RFC 9309, 2.5.
pub const LARGEST: usize = 500 * 1024;

/// How many rules are kept.
const MOST_RULES: usize = 1_000;

/// The longest pause that is kept between two pages.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What a site lets us do.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Robots {
    rules: Vec<(bool, String)>,
    /// How long to wait between two pages, in milliseconds; not in the RFC, and widely used.
    pub pause_ms: u64,
    /// Where its sitemaps are.
    pub sitemaps: Vec<String>,
}

impl Robots {
    /// Nothing may be read: RFC 9309, 2.3.1.4, for a site whose robots.txt could not be had.
    #[must_use]
    pub fn closed() -> Self {
        Self { rules: vec![(false, "/".to_owned())], ..Self::default() }
    }

    /// Reads a robots.txt.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut robots = Self::default();
        let (mut ours, mut everybodys) = (Group::default(), Group::default());
        let mut sitemaps = Vec::new();
        // Whom the lines that follow are for; user-agent lines in a row share them.
        let (mut is_ours, mut is_everybodys, mut names_go_on) = (false, false, false);
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !names_go_on {
                    (is_ours, is_everybodys) = (false, false);
                }
                names_go_on = true;
                is_ours |= value.to_ascii_lowercase().starts_with(NAME);
                is_everybodys |= value == "*";
                ours.is_there |= is_ours;
                continue;
            }
            if key == "sitemap" {
                if sitemaps.len() < 10 && value.len() <= 2_000 {
                    sitemaps.push(value.to_owned());
                }
                continue;
            }
            names_go_on = false;
            if is_ours {
                ours.line(&key, value);
            }
            if is_everybodys {
                everybodys.line(&key, value);
            }
        }
        let group = if ours.is_there { ours } else { everybodys };
        robots.rules = group.rules;
        robots.pause_ms = u64::try_from(group.pause.min(LONGEST_PAUSE).as_millis()).unwrap_or(0);
        robots.sitemaps = sitemaps;
        robots
    }

    /// Whether a page may be read, by its path with what follows `?`: the longest rule decides, and of two as long the
    /// one that allows (RFC 9309, 2.2.2).
    #[must_use]
    pub fn allows(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(_, pattern)| fits(pattern.as_bytes(), path.as_bytes()));
        let longest = fitting.max_by_key(|(allows, pattern)| (pattern.len(), *allows));
        longest.is_none_or(|(allows, _)| *allows)
    }
}

/// The rules for one reader.
#[derive(Default)]
struct Group {
    is_there: bool,
    rules: Vec<(bool, String)>,
    pause: Duration,
}

impl Group {
    fn line(&mut self, key: &str, value: &str) {
        match key {
            // "Disallow:" without a path forbids nothing.
            "allow" | "disallow" if !value.is_empty() && self.rules.len() < MOST_RULES && value.len() <= 2_000 => {
                self.rules.push((key == "allow", value.to_owned()));
            }
            "crawl-delay" => {
                let seconds = value.parse::<f64>().ok().filter(|seconds| (0.0..=86_400.0).contains(seconds));
                self.pause = Duration::from_secs_f64(seconds.unwrap_or(0.0));
            }
            _ => {}
        }
    }
}

/// Whether a path begins as the pattern says: `*` is anything, `$` at its end is the path's end.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, to_end) = pattern.strip_suffix(b"$").map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split(|byte| *byte == b'*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let mut last: Option<&[u8]> = None;
    let parts: Vec<&[u8]> = parts.collect();
    for (at, part) in parts.iter().enumerate() {
        if to_end && at + 1 == parts.len() {
            last = Some(part);
            break;
        }
        let Some(found) = find(rest, part) else { return false };
        rest = &rest[found + part.len()..];
    }
    match last {
        Some(part) => rest.ends_with(part),
        None => !to_end || rest.is_empty(),
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    text.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_longest_rule_for_us_decides() {
        let robots = Robots::read(
            "User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /private # not this\nAllow: /private/help\n\
             Disallow: /*.pdf$\nDisallow:\nCrawl-delay: 2\nSitemap: https://loam.example/map.xml\n",
        );
        for (path, allows) in [
            ("/", true),
            ("/private", false),
            ("/private/help/a", true),
            ("/privateer", false),
            ("/a/b.pdf", false),
            ("/a/b.pdf?x", true),
        ] {
            assert_eq!(robots.allows(path), allows, "{path}");
        }
        assert_eq!(robots.pause_ms, 2_000);
        assert_eq!(robots.sitemaps, ["https://loam.example/map.xml"]);
    }

    #[test]
    fn who_names_us_means_us_and_their_rules_for_all_are_not_ours() {
        let robots = Robots::read(
            "user-agent: *\ndisallow: /\n\nUser-Agent: a\nUser-Agent: Frontdesk/1.0\nAllow: /\nCrawl-delay: 9999",
        );
        assert!(robots.allows("/anything"));
        assert_eq!(robots.pause_ms, 10_000);
        assert!(!Robots::read("User-agent: *\nDisallow: /").allows("/"));
        assert!(!Robots::closed().allows("/"));
        for nonsense in ["", "<html>404</html>", "Disallow: /", "user-agent\n:::\n\0"] {
            assert!(Robots::read(nonsense).allows("/"), "{nonsense}");
        }
    }

    proptest! {
        #[test]
        fn any_pattern_is_answered_in_time(pattern in "[*a$/]{0,200}", path in "/[a/]{0,400}") {
            let _ = fits(pattern.as_bytes(), path.as_bytes());
        }

        #[test]
        fn a_plain_pattern_is_a_beginning(pattern in "/[a-c]{0,4}", path in "/[a-c]{0,6}") {
            prop_assert_eq!(fits(pattern.as_bytes(), path.as_bytes()), path.starts_with(&pattern));
        }
    }
}
