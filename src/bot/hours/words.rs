//! A moment to come, as a visitor reads it: in their time zone and their language.
//!
//! Two forms, because languages need two. [`when`] says when something happens: "tomorrow at 9:00", "in 20 minutes".
//! [`until`] is what follows "closed until", where "in 20 minutes" cannot stand: "tomorrow at 9:00", "9:00". French and
//! Italian have their "à", "au", "alle", "al" inside it, because they depend on what comes.

use jiff::Zoned;
use jiff::civil::Weekday;

use crate::time::Timestamp;

/// A language's words. `{time}`, `{day}`, `{date}` and `{n}` are blanks.
struct Words {
    in_a_minute: &'static str,
    in_minutes: &'static str,
    today: &'static str,
    tomorrow: &'static str,
    weekday: &'static str,
    date: &'static str,
    until_today: &'static str,
    until_tomorrow: &'static str,
    until_weekday: &'static str,
    until_date: &'static str,
    /// Monday first.
    weekdays: [&'static str; 7],
    months: [&'static str; 12],
}

/// When something happens: "in 20 minutes", "today at 17:00", "tomorrow at 9:00", "on Monday at 9:00", "on 2 January at
/// 10:00". `zone` is the reader's (an IANA name; UTC where nobody knows it), `language` theirs (BCP 47; English where it is
/// none of the six).
#[must_use]
pub fn when(at: Timestamp, now: Timestamp, zone: &str, language: &str) -> String {
    let words = of(language);
    let minutes = at.since(now).as_secs().div_ceil(60);
    match minutes {
        0..=1 => words.in_a_minute.to_owned(),
        2..=59 => words.in_minutes.replace("{n}", &minutes.to_string()),
        _ => {
            let patterns = [words.today, words.tomorrow, words.weekday, words.date];
            dated(words, patterns, at, now, zone, language)
        }
    }
}

/// What follows "closed until": "17:00", "tomorrow at 9:00", "Monday at 9:00", "2 January at 10:00".
#[must_use]
pub fn until(at: Timestamp, now: Timestamp, zone: &str, language: &str) -> String {
    let words = of(language);
    let patterns = [words.until_today, words.until_tomorrow, words.until_weekday, words.until_date];
    dated(words, patterns, at, now, zone, language)
}

/// A day that was, as a transcript names it: "2 January", with its year where that is not this one's.
#[must_use]
pub fn day(at: Timestamp, now: Timestamp, zone: &str, language: &str) -> String {
    let (then, today, language) = (at.in_zone(zone), now.in_zone(zone), primary(language));
    let named = date(of(language), &then, &then, language);
    let of_year = if matches!(language, "es" | "pt") { "de " } else { "" };
    if then.year() == today.year() { named } else { format!("{named} {of_year}{}", then.year()) }
}

/// A moment that was: "2 January, 9:00".
#[must_use]
pub fn stamp(at: Timestamp, now: Timestamp, zone: &str, language: &str) -> String {
    format!("{}, {}", day(at, now, zone, language), time(&at.in_zone(zone), primary(language)))
}

/// The pattern for how many days ahead it is: today, tomorrow, within the week, later.
fn dated(words: &Words, patterns: [&str; 4], at: Timestamp, now: Timestamp, zone: &str, language: &str) -> String {
    let (then, today) = (at.in_zone(zone), now.in_zone(zone));
    let days = today.date().until(then.date()).map_or(i32::MAX, |span| span.get_days());
    let [on_this_day, on_the_next, in_the_week, later] = patterns;
    let pattern = match days {
        ..=0 => on_this_day,
        1 => on_the_next,
        2..=6 => in_the_week,
        _ => later,
    };
    let filled = pattern
        .replace("{day}", words.weekdays[weekday(then.weekday())])
        .replace("{date}", &date(words, &then, &today, primary(language)))
        .replace("{time}", &time(&then, primary(language)));
    elided(filled, &then, primary(language))
}

fn weekday(day: Weekday) -> usize {
    usize::try_from(day.to_monday_zero_offset()).unwrap_or(0) % 7
}

/// "2 January", "2 January 2028" where it is not soon, each language in its own way.
fn date(words: &Words, then: &Zoned, today: &Zoned, language: &str) -> String {
    let month = words.months[usize::try_from(then.month() - 1).unwrap_or(0) % 12];
    let of = if matches!(language, "es" | "pt") { "de " } else { "" };
    let day = match (language, then.day()) {
        ("de", day) => format!("{day}."),
        ("fr", 1) => "1er".to_owned(),
        ("it", 1) => "1º".to_owned(),
        (_, day) => day.to_string(),
    };
    let months = (i32::from(then.year()) - i32::from(today.year())) * 12 + i32::from(then.month() - today.month());
    // "2 January" is the next one to whoever reads it in May, and not in January of the year before.
    let year = if months >= 10 { format!(" {of}{}", then.year()) } else { String::new() };
    format!("{day} {of}{month}{year}")
}

/// "9:00", "9:00 Uhr", "9h00".
fn time(then: &Zoned, language: &str) -> String {
    match language {
        "de" => then.strftime("%-H:%M Uhr").to_string(),
        "fr" => then.strftime("%-Hh%M").to_string(),
        _ => then.strftime("%-H:%M").to_string(),
    }
}

/// One o'clock is singular in Spanish and Portuguese, and takes an apostrophe in Italian, as the 8th and the 11th do.
fn elided(text: String, then: &Zoned, language: &str) -> String {
    let is_one = then.hour() == 1;
    match language {
        "es" if is_one => text.replace("las 1:", "la 1:"),
        "pt" if is_one => text.replace("às 1:", "à 1:"),
        "it" => {
            let text = if is_one { text.replace("alle 1:", "all’1:") } else { text };
            if matches!(then.day(), 8 | 11) {
                text.replace("il 8 ", "l’8 ")
                    .replace("il 11 ", "l’11 ")
                    .replace("al 8 ", "all’8 ")
                    .replace("al 11 ", "all’11 ")
            } else {
                text
            }
        }
        _ => text,
    }
}

/// The language without its region.
fn primary(language: &str) -> &'static str {
    let said = language.split(['-', '_']).next().unwrap_or_default();
    ["es", "de", "fr", "it", "pt"].into_iter().find(|known| said.eq_ignore_ascii_case(known)).unwrap_or("en")
}

fn of(language: &str) -> &'static Words {
    match primary(language) {
        "es" => &SPANISH,
        "de" => &GERMAN,
        "fr" => &FRENCH,
        "it" => &ITALIAN,
        "pt" => &PORTUGUESE,
        _ => &ENGLISH,
    }
}

static ENGLISH: Words = Words {
    in_a_minute: "in a minute",
    in_minutes: "in {n} minutes",
    today: "today at {time}",
    tomorrow: "tomorrow at {time}",
    weekday: "on {day} at {time}",
    date: "on {date} at {time}",
    until_today: "{time}",
    until_tomorrow: "tomorrow at {time}",
    until_weekday: "{day} at {time}",
    until_date: "{date} at {time}",
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};

static SPANISH: Words = Words {
    in_a_minute: "en un minuto",
    in_minutes: "en {n} minutos",
    today: "hoy a las {time}",
    tomorrow: "mañana a las {time}",
    weekday: "el {day} a las {time}",
    date: "el {date} a las {time}",
    until_today: "las {time}",
    until_tomorrow: "mañana a las {time}",
    until_weekday: "el {day} a las {time}",
    until_date: "el {date} a las {time}",
    weekdays: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
};

static GERMAN: Words = Words {
    in_a_minute: "in einer Minute",
    in_minutes: "in {n} Minuten",
    today: "heute um {time}",
    tomorrow: "morgen um {time}",
    weekday: "am {day} um {time}",
    date: "am {date} um {time}",
    until_today: "{time}",
    until_tomorrow: "morgen um {time}",
    until_weekday: "{day} um {time}",
    until_date: "zum {date} um {time}",
    weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
};

static FRENCH: Words = Words {
    in_a_minute: "dans une minute",
    in_minutes: "dans {n} minutes",
    today: "aujourd’hui à {time}",
    tomorrow: "demain à {time}",
    weekday: "{day} à {time}",
    date: "le {date} à {time}",
    until_today: "à {time}",
    until_tomorrow: "à demain à {time}",
    until_weekday: "à {day} à {time}",
    until_date: "au {date} à {time}",
    weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
};

static ITALIAN: Words = Words {
    in_a_minute: "tra un minuto",
    in_minutes: "tra {n} minuti",
    today: "oggi alle {time}",
    tomorrow: "domani alle {time}",
    weekday: "{day} alle {time}",
    date: "il {date} alle {time}",
    until_today: "alle {time}",
    until_tomorrow: "a domani alle {time}",
    until_weekday: "a {day} alle {time}",
    until_date: "al {date} alle {time}",
    weekdays: ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
    months: [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ],
};

static PORTUGUESE: Words = Words {
    in_a_minute: "em um minuto",
    in_minutes: "em {n} minutos",
    today: "hoje às {time}",
    tomorrow: "amanhã às {time}",
    weekday: "{day} às {time}",
    date: "em {date} às {time}",
    until_today: "hoje às {time}",
    until_tomorrow: "amanhã às {time}",
    until_weekday: "{day} às {time}",
    until_date: "em {date} às {time}",
    weekdays: ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"],
    months: [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20T16:30:00Z, a Friday; the clock in London shows the same.
    const FRIDAY: &str = "2026-11-20T16:30:00Z";

    fn at(text: &str) -> Timestamp {
        Timestamp::from_millis(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    fn both(moment: &str, zone: &str, language: &str) -> (String, String) {
        let (then, now) = (at(moment), at(FRIDAY));
        (when(then, now, zone, language), until(then, now, zone, language))
    }

    #[test]
    fn english_says_it_as_the_design_does() {
        for (moment, when, until) in [
            ("2026-11-20T16:30:30Z", "in a minute", "16:30"),
            ("2026-11-20T16:50:00Z", "in 20 minutes", "16:50"),
            ("2026-11-20T18:00:00Z", "today at 18:00", "18:00"),
            ("2026-11-21T09:00:00Z", "tomorrow at 9:00", "tomorrow at 9:00"),
            ("2026-11-23T09:00:00Z", "on Monday at 9:00", "Monday at 9:00"),
            ("2027-01-02T10:00:00Z", "on 2 January at 10:00", "2 January at 10:00"),
            ("2027-11-02T10:00:00Z", "on 2 November 2027 at 10:00", "2 November 2027 at 10:00"),
        ] {
            assert_eq!(both(moment, "Europe/London", "en-GB"), (when.to_owned(), until.to_owned()), "{moment}");
        }
    }

    #[test]
    fn it_is_the_readers_day_and_clock() {
        let moment = "2026-11-23T09:00:00Z";
        assert_eq!(both(moment, "America/Los_Angeles", "en").1, "Monday at 1:00");
        assert_eq!(both(moment, "Pacific/Auckland", "en").1, "Monday at 22:00");
        // In Auckland it is Saturday already, so Sunday is tomorrow.
        assert_eq!(both("2026-11-22T05:00:00Z", "Pacific/Auckland", "en").1, "tomorrow at 18:00");
        assert_eq!(both(moment, "Mars/Olympus", "xx").1, "Monday at 9:00");
    }

    #[test]
    fn each_language_follows_its_own_grammar() {
        let (monday, tomorrow, one, eighth, first) = (
            "2026-11-23T09:00:00Z",
            "2026-11-21T09:00:00Z",
            "2026-11-23T01:05:00Z",
            "2026-12-08T09:00:00Z",
            "2026-12-01T09:00:00Z",
        );
        for (moment, language, when, until) in [
            (monday, "es", "el lunes a las 9:00", "el lunes a las 9:00"),
            (one, "es", "el lunes a la 1:05", "el lunes a la 1:05"),
            (eighth, "es", "el 8 de diciembre a las 9:00", "el 8 de diciembre a las 9:00"),
            (monday, "de-AT", "am Montag um 9:00 Uhr", "Montag um 9:00 Uhr"),
            (eighth, "de", "am 8. Dezember um 9:00 Uhr", "zum 8. Dezember um 9:00 Uhr"),
            (tomorrow, "fr", "demain à 9h00", "à demain à 9h00"),
            (first, "fr", "le 1er décembre à 9h00", "au 1er décembre à 9h00"),
            (monday, "it", "lunedì alle 9:00", "a lunedì alle 9:00"),
            (one, "it", "lunedì all’1:05", "a lunedì all’1:05"),
            (eighth, "it", "l’8 dicembre alle 9:00", "all’8 dicembre alle 9:00"),
            (first, "it", "il 1º dicembre alle 9:00", "al 1º dicembre alle 9:00"),
            (tomorrow, "pt-BR", "amanhã às 9:00", "amanhã às 9:00"),
            (one, "pt", "segunda-feira à 1:05", "segunda-feira à 1:05"),
        ] {
            let told = both(moment, "Europe/London", language);
            assert_eq!(told, (when.to_owned(), until.to_owned()), "{moment} {language}");
        }
    }
}
