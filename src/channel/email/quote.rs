//! How mail programs announce the mail they quote, in the languages they speak: a line that says who wrote when, or a
//! block of headers, or a divider.

/// The most lines that an announcement is broken into.
const MOST_LINES: usize = 5;
/// The longest announcement, in bytes.
const LONGEST: usize = 400;
/// The headers of a quoted mail stand within so many lines.
const BLOCK: usize = 8;

/// How an announcement begins, in lower case.
const OPENERS: [&str; 20] = [
    "on ", "am ", "le ", "el ", "il ", "em ", "op ", "den ", "dne ", "dnia ", "w dniu ", "в ", "a(z) ", "mån ", "tis ",
    "ons ", "tors ", "fre ", "lör ", "sön ",
];

/// How one ends, in lower case: the verb and its colon.
const ENDS: [&str; 22] = [
    "wrote:",
    "wrote :",
    "schrieb:",
    "schrieb :",
    "geschrieben:",
    "a écrit:",
    "a écrit :",
    "écrit :",
    "écrit:",
    "escribió:",
    "escribio:",
    "ha scritto:",
    "scrisse:",
    "escreveu:",
    "schreef:",
    "skrev:",
    "napisał(a):",
    "pisze:",
    "написал(а):",
    "пишет:",
    "写道：",
    "写道:",
];

/// Verbs that may stand before the name: `Am 3. März schrieb Ann Lee <a@b>:`.
const VERBS: [&str; 9] =
    [" schrieb ", " schreef ", " skrev ", " napisał", " napsal", " написал", " kirjoitti", " escribió ", " yazdı"];

/// `From`, as programs translate it.
const FROM: [&str; 14] = [
    "from",
    "von",
    "de",
    "da",
    "van",
    "från",
    "fra",
    "od",
    "от",
    "lähettäjä",
    "gönderen",
    "发件人",
    "寄件者",
    "差出人",
];

/// The other headers of a quoted mail.
const OTHERS: [&str; 54] = [
    "sent",
    "date",
    "to",
    "cc",
    "subject",
    "reply-to",
    "gesendet",
    "datum",
    "an",
    "betreff",
    "kopie",
    "envoyé",
    "envoye",
    "à",
    "a",
    "objet",
    "enviado",
    "enviada",
    "enviado el",
    "enviada em",
    "fecha",
    "data",
    "para",
    "asunto",
    "assunto",
    "inviato",
    "oggetto",
    "verzonden",
    "aan",
    "onderwerp",
    "skickat",
    "till",
    "ämne",
    "sendt",
    "til",
    "emne",
    "wysłano",
    "do",
    "temat",
    "отправлено",
    "дата",
    "кому",
    "тема",
    "konu",
    "kime",
    "发送时间",
    "收件人",
    "主题",
    "送信日時",
    "宛先",
    "件名",
    "odesláno",
    "komu",
    "předmět",
];

/// Words within a divider of dashes, in lower case.
const DIVIDERS: [&str; 14] = [
    "original message",
    "original appointment",
    "ursprüngliche nachricht",
    "originalnachricht",
    "message d'origine",
    "message d’origine",
    "mensaje original",
    "mensagem original",
    "messaggio originale",
    "oorspronkelijk bericht",
    "forwarded message",
    "weitergeleitete nachricht",
    "message transféré",
    "mensaje reenviado",
];

/// Lines that begin a forwarded mail by themselves, in lower case.
const FORWARDS: [&str; 5] = [
    "begin forwarded message:",
    "anfang der weitergeleiteten nachricht:",
    "début du message réexpédié :",
    "inicio del mensaje reenviado:",
    "inizio messaggio inoltrato:",
];

/// How many lines, from the first on, announce the mail that is quoted below; none where they say something else.
pub(super) fn attribution(lines: &[&str]) -> Option<usize> {
    let long = length(lines)?;
    // One that begins further down leaves the lines before it to who wrote them.
    let is_later = (1..long).any(|at| is_opened(lines[at]) && length(&lines[at..]).is_some());
    (!is_later).then_some(long)
}

fn length(lines: &[&str]) -> Option<usize> {
    let mut all = String::new();
    for (at, line) in lines.iter().take(MOST_LINES).enumerate() {
        let line = line.trim().trim_matches('*');
        if line.is_empty() || line.starts_with('>') || all.len() + line.len() > LONGEST {
            return None;
        }
        all.push(' ');
        all.push_str(&line.to_lowercase());
        if is_announcement(all.trim()) {
            return Some(at + 1);
        }
    }
    None
}

fn is_opened(line: &str) -> bool {
    let line = line.trim().trim_matches('*').to_lowercase();
    OPENERS.iter().any(|begin| line.starts_with(begin)) || is_dated(&line)
}

/// Begins with a day: `2026-03-03 10:15 GMT+01:00 Ann Lee <a@b>:`, `03.03.26, 10:15, Ann Lee schrieb:`.
fn is_dated(line: &str) -> bool {
    let day: String = line.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年')).collect();
    day.chars().filter(char::is_ascii_digit).count() >= 3 && day.chars().any(|c| !c.is_ascii_digit())
}

/// Whether a line in lower case, put together, says who wrote when.
fn is_announcement(line: &str) -> bool {
    let says_when = line.bytes().any(|byte| byte.is_ascii_digit());
    let says_who = line.contains('@');
    if !(says_when || says_who) {
        return false;
    }
    let opened = is_opened(line);
    if ENDS.iter().any(|end| line.ends_with(end)) {
        // Without an opener it has to name an address, or a day and an hour.
        return opened || says_who || (line.contains(':') && line.matches(':').count() > 1);
    }
    let closed = line.ends_with(':') || line.ends_with('：');
    (opened && closed && VERBS.iter().any(|verb| line.contains(verb))) || (is_dated(line) && line.ends_with(">:"))
}

/// Whether a mail that is quoted, or sent on, begins with the first of these lines.
pub(super) fn begins(lines: &[&str]) -> bool {
    let Some(first) = lines.first() else { return false };
    let line = first.trim().trim_matches('*').to_lowercase();
    is_divider(&line) || FORWARDS.contains(&line.as_str()) || is_block(lines)
}

fn is_divider(line: &str) -> bool {
    let is_ruled = line.starts_with("--") && line.ends_with("--");
    is_ruled && DIVIDERS.iter().any(|words| line.contains(words))
}

/// A block of headers: `From:` first, and at least two of the others close below.
fn is_block(lines: &[&str]) -> bool {
    let is_one_of = |line: &str, names: &[&str]| key(line).is_some_and(|key| names.contains(&key.as_str()));
    let Some((first, rest)) = lines.split_first() else { return false };
    if !is_one_of(first, &FROM) {
        return false;
    }
    rest.iter().take(BLOCK).filter(|line| is_one_of(line, &OTHERS)).count() >= 2
}

/// The name of a header that a line shows, in lower case.
fn key(line: &str) -> Option<String> {
    let (name, _) = line.split_once([':', '：'])?;
    let name = name.trim().trim_matches('*').trim();
    (!name.is_empty() && name.chars().count() <= 20).then(|| name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announces(text: &str) -> bool {
        let lines: Vec<&str> = text.split('\n').collect();
        attribution(&lines) == Some(lines.len())
    }

    #[test]
    fn programs_announce_quotes_in_their_languages() {
        for said in [
            "On Tue, Mar 3, 2026 at 9:00 AM Ann Lee <ann@x.example> wrote:",
            "On 3 Mar 2026, at 09:00, Ann Lee <ann@x.example>\nwrote:",
            "On Mar 3, 2026, Ann<ann@x.example>wrote:",
            "Am Di., 3. März 2026 um 09:00 Uhr schrieb Ann Lee <ann@x.example>:",
            "Am 03.03.2026 um 09:00 schrieb Ann Lee:",
            "Le mar. 3 mars 2026 à 09:00, Ann Lee <ann@x.example> a écrit :",
            "El mar, 3 mar 2026 a las 9:00, Ann Lee (<ann@x.example>)\nescribió:",
            "Il giorno mar 3 mar 2026 alle ore 09:00 Ann Lee <ann@x.example>\nha scritto:",
            "Em ter., 3 de mar. de 2026 às 09:00, Ann Lee <ann@x.example>\nescreveu:",
            "Op di 3 mrt 2026 om 09:00 schreef Ann Lee <ann@x.example>:",
            "Den tis 3 mars 2026 kl 09:00 skrev Ann Lee <ann@x.example>:",
            "2026-03-03 9:00 GMT+01:00 Ann Lee <ann@x.example>:",
            "Ann Lee <ann@x.example> wrote:",
        ] {
            assert!(announces(said), "{said}");
        }
    }

    #[test]
    fn sentences_are_no_announcement() {
        for said in [
            "On Monday I wrote down 3 things:",
            "Am I right that 2 of them fit:",
            "Le prix est de 20 euros :",
            "Here is what I wrote:",
            "On your remote host you can run:",
            "El pedido 1001 contiene:",
        ] {
            assert!(!announces(said), "{said}");
        }
        let lines = ["On reflection, yes.", "On 3 Mar 2026, at 09:00, Ann wrote:"];
        assert_eq!(attribution(&lines), None, "the first line is theirs");
        assert_eq!(attribution(&lines[1..]), Some(1));
    }

    #[test]
    fn outlooks_headers_and_dividers_begin_a_quote() {
        for said in [
            "From: Ann Lee\nSent: Tuesday\nTo: Ben\nSubject: Re: hello",
            "Von: Ann Lee\nGesendet: Dienstag\nAn: Ben\nBetreff: AW: hallo",
            "De : Ann Lee\nEnvoyé : mardi\nÀ : Ben\nObjet : RE: bonjour",
            "*De:* Ann\n*Enviado el:* martes\n*Para:* Ben\n*Asunto:* RE: hola",
            "-----Original Message-----",
            "-----Ursprüngliche Nachricht-----",
            "-------- Message d'origine --------",
            "---------- Forwarded message ---------",
            "Begin forwarded message:",
        ] {
            assert!(begins(&said.split('\n').collect::<Vec<_>>()), "{said}");
        }
        for said in
            ["From: what I know", "From: here\nTo: there", "De: rien", "-- original message", "To: you\nSubject: x"]
        {
            assert!(!begins(&said.split('\n').collect::<Vec<_>>()), "{said}");
        }
    }
}
