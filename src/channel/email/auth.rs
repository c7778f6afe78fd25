//! What the receiving mail server found about a sender (Authentication-Results, RFC 8601), judged.
//!
//! Anybody can write such a header. Only the server that the settings name is believed, and of its results a failure counts
//! wherever it stands, success in the topmost alone: what stands below may have come with the mail.

/// What is known of whether a mail is from whom it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The trusted server vouches for the domain of its sender.
    Passed,
    /// The trusted server says that it does not come from there.
    Failed,
    /// The trusted server has said nothing that helps.
    Unknown,
    /// No server is named that could be trusted.
    Unasked,
}

/// Judges: `results` as the headers stand, the trusted server's name, and the domain after the `@` of From.
#[must_use]
pub fn verdict(results: &[String], server: Option<&str>, domain: &str) -> Verdict {
    let Some(server) = server else { return Verdict::Unasked };
    let ours: Vec<Vec<Found>> = results.iter().filter_map(|value| of_server(value, server)).collect();
    let Some(first) = ours.first() else { return Verdict::Unknown };
    let is = |found: &Found, method: &str, result: &str| found.method == method && found.result == result;
    if ours.iter().flatten().any(|found| is(found, "dmarc", "fail")) {
        return Verdict::Failed;
    }
    // DMARC has looked at both others, and at whom they speak for.
    if first.iter().any(|found| is(found, "dmarc", "pass")) {
        return Verdict::Passed;
    }
    let failed = |found: &Found| {
        matches!(found.method.as_str(), "spf" | "dkim")
            && matches!(found.result.as_str(), "fail" | "softfail" | "permerror" | "policy")
    };
    if ours.iter().flatten().any(failed) {
        return Verdict::Failed;
    }
    let vouches = |found: &Found| {
        matches!(found.method.as_str(), "spf" | "dkim")
            && found.result == "pass"
            && found.domains.iter().any(|named| is_aligned(named, domain))
    };
    if first.iter().any(vouches) { Verdict::Passed } else { Verdict::Unknown }
}

/// One method's result, and the domains it speaks for.
struct Found {
    method: String,
    result: String,
    domains: Vec<String>,
}

/// What a header says, where it is that server's.
fn of_server(value: &str, server: &str) -> Option<Vec<Found>> {
    let plain = without_comments(value);
    let (named, results) = plain.split_once(';')?;
    // A version may stand behind the name.
    let named = named.split_whitespace().next()?;
    named.eq_ignore_ascii_case(server).then(|| results.split(';').filter_map(found).collect())
}

fn found(text: &str) -> Option<Found> {
    let mut words = text.split_whitespace();
    let (method, result) = words.next()?.split_once('=')?;
    let domain = |word: &str| {
        let (property, value) = word.split_once('=')?;
        let speaks = ["smtp.mailfrom", "smtp.helo", "header.d", "header.i", "header.from"];
        let value = value.trim_matches('"');
        let domain = value.rsplit('@').next().unwrap_or(value);
        speaks.contains(&property.to_ascii_lowercase().as_str()).then(|| domain.to_ascii_lowercase())
    };
    Some(Found {
        method: method.split('/').next().unwrap_or(method).to_ascii_lowercase(),
        result: result.to_ascii_lowercase(),
        domains: words.filter_map(domain).collect(),
    })
}

/// Without what stands in brackets, which may hold anything (RFC 5322, 3.2.2).
fn without_comments(value: &str) -> String {
    let (mut out, mut depth, mut is_quoted, mut is_escaped) = (String::new(), 0_usize, false, false);
    for c in value.chars() {
        if std::mem::take(&mut is_escaped) {
            continue;
        }
        match c {
            '\\' => is_escaped = true,
            '"' if depth == 0 => is_quoted = !is_quoted,
            '(' if !is_quoted => depth += 1,
            ')' if !is_quoted => depth = depth.saturating_sub(1),
            // What separates does not, within quotes.
            ';' if is_quoted => {}
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// Whether a domain speaks for the other: the same, or one above the other (RFC 7489, 3.1, relaxed).
fn is_aligned(one: &str, other: &str) -> bool {
    let within =
        |low: &str, high: &str| high.contains('.') && low.strip_suffix(high).is_some_and(|rest| rest.ends_with('.'));
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    one == other || within(&one, &other) || within(&other, &one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(results: &[&str]) -> Verdict {
        let results: Vec<String> = results.iter().map(|&value| value.to_owned()).collect();
        verdict(&results, Some("mx.desk.example"), "shop.example")
    }

    #[test]
    fn only_the_trusted_server_is_believed() {
        assert_eq!(judged(&["mx.desk.example; dmarc=pass header.from=shop.example"]), Verdict::Passed);
        assert_eq!(judged(&["evil.example; dmarc=pass header.from=shop.example"]), Verdict::Unknown);
        assert_eq!(judged(&["(mx.desk.example;) evil.example; dmarc=pass"]), Verdict::Unknown);
        assert_eq!(judged(&[]), Verdict::Unknown);
        assert_eq!(verdict(&["mx.desk.example; dmarc=fail".to_owned()], None, "shop.example"), Verdict::Unasked);
    }

    #[test]
    fn a_failure_counts_wherever_it_stands_and_success_on_top_alone() {
        let (pass, fail) = ("mx.desk.example; dmarc=pass", "MX.desk.example 1; dmarc=fail (p=none)");
        assert_eq!(judged(&[pass, fail]), Verdict::Failed);
        assert_eq!(judged(&[fail, pass]), Verdict::Failed);
        assert_eq!(judged(&["mx.desk.example; spf=none", pass]), Verdict::Unknown, "the second may have come with it");
        assert_eq!(judged(&["mx.desk.example; spf=fail smtp.mailfrom=a@shop.example"]), Verdict::Failed);
        assert_eq!(judged(&["mx.desk.example; dkim=fail; spf=pass smtp.mailfrom=shop.example"]), Verdict::Failed);
        assert_eq!(judged(&["mx.desk.example; dkim=fail; dmarc=pass; spf=softfail"]), Verdict::Passed);
    }

    #[test]
    fn who_vouches_for_another_domain_vouches_for_nothing() {
        assert_eq!(judged(&["mx.desk.example; spf=pass smtp.mailfrom=evil.example"]), Verdict::Unknown);
        assert_eq!(judged(&["mx.desk.example; spf=pass smtp.mailfrom=bounce@mail.shop.example"]), Verdict::Passed);
        assert_eq!(judged(&["mx.desk.example; dkim=pass header.d=example"]), Verdict::Unknown);
        assert_eq!(judged(&["mx.desk.example; dkim=pass header.i=@shop.example"]), Verdict::Passed);
        assert_eq!(judged(&["mx.desk.example; dkim=pass header.d=notshop.example"]), Verdict::Unknown);
        assert_eq!(judged(&["mx.desk.example; spf=pass (a; dmarc=pass) smtp.mailfrom=evil.example"]), Verdict::Unknown);
    }
}
