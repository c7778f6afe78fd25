//! The company a visitor speaks for: behind "I work at" and its like, behind "from" where its name ends like a company's,
//! or as a bare answer to the bot's question.

mod cues;

use cues::{CALLED, CUES, LABELS};

use super::lists::{is_given, is_listed, is_no_name, is_place};
use super::prompt::Prompt;
use super::scan::{Kind, Word, matches_at};

pub(super) const ROLES: &str = "manager director head ceo cto cfo founder owner buyer procurement operations sales assistant \
    engineer developer designer receptionist administrator coordinator lead officer accountant partner";
const FORMS: &str = "ltd limited llc inc incorporated plc llp gmbh gbr ag kg ug ohg ek se sa sl slu sarl sas sasu \
    eurl srl srls spa snc lda ltda ab as aps oy oyj bv nv pty corp corporation co company group holding holdings \
    sons partners associates partner associes soci socios studio studios solutions consulting logistics services systems technologies \
    industries hijos hermanos sohne sohn gebruder fils freres figli fratelli filhos irmaos bros brothers \
    inn hotel clinic dental joinery plumbing roofing florists florist bakery lettings interiors motors garage farm farms school \
    cider brewery hvac logistica consulenza conseil beratung handel technik elektrotechnik \
    industries foundation trust council university college school hospital agency interiors builders construction";
/// What a company's name begins with: what kind of house it is.
pub(super) const HEADS: &str = "trattoria ristorante osteria pizzeria panetteria officina officine studio autofficina farmacia hotel albergo \
    talleres taller transportes panaderia restaurante clinica farmacia ferreteria libreria bodega bodegas grupo construcciones hermanos \
    backerei metzgerei tischlerei schreinerei autohaus gasthaus gasthof praxis kanzlei elektro malerbetrieb apotheke restaurant cafe \
    boulangerie atelier garage menuiserie cabinet pharmacie librairie maison ets etablissements brasserie \
    padaria oficina auto clinica farmacia escola grupo construtora mercearia loja";
const JOINTS: &str = "& and of und et y e de the + for la le du des der di del della do da";
/// What says that a company is another's.
const OTHERS: &str = "bought ordered purchased compared competitor supplier from-a like than by use using via \
    called a an rival heard recommended";

/// The company in a message.
pub(super) fn company(text: &str, words: &[Word<'_>], prompt: Prompt) -> Option<String> {
    labelled(text, words)
        .or_else(|| behind_cue(text, words))
        .or_else(|| behind_name(text, words))
        .or_else(|| formed(text, words))
        .or_else(|| we_are(text, words))
        .or_else(|| is_the_company(text, words))
        .or_else(|| on_card(text, words))
        .or_else(|| if prompt.company { answered(text, words) } else { None })
}

fn labelled(text: &str, words: &[Word<'_>]) -> Option<String> {
    (0..words.len()).find_map(|at| {
        let place = LABELS.iter().filter_map(|phrase| matches_at(words, at, phrase)).max()?;
        let gap = words[place - 1].gap.trim_start_matches(' ');
        let is_label = gap.starts_with([':', '=', '：']) || (words[at].begins() && gap.starts_with(['-', '–']));
        let line = text[words[place - 1].end..].lines().next().unwrap_or_default();
        let line = line.trim_start_matches([' ', ':', '=', '-', '–', '：']);
        let end = line.find([';', '|']).unwrap_or(line.len());
        let shown = cut_at_comma(&line[..end]).trim().trim_end_matches(['.', '!']);
        (is_label && is_company(shown)).then(|| shown.to_owned())
    })
}

/// A line up to its first comma, unless what follows is a company's form: "Acme, Inc."
fn cut_at_comma(line: &str) -> &str {
    let Some((head, tail)) = line.split_once(',') else { return line };
    let next = tail.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    if is_listed!(FORMS, &crate::text::fold(next)) { line } else { head }
}

fn is_company(shown: &str) -> bool {
    let folded = crate::text::fold(shown);
    let is_none = [
        "none",
        "na",
        "n/a",
        "no",
        "private",
        "self employed",
        "self-employed",
        "freelance",
        "-",
        "nada",
        "keine",
        "privat",
        "aucune",
        "nessuna",
        "nenhuma",
    ]
    .contains(&folded.as_str());
    !is_none && shown.chars().any(char::is_alphanumeric) && shown.chars().count() <= 80 && !shown.contains('@')
}

fn behind_cue(text: &str, words: &[Word<'_>]) -> Option<String> {
    (0..words.len()).find_map(|at| {
        if let Some(place) = CALLED.iter().filter_map(|phrase| matches_at(words, at, phrase)).max() {
            let is_own = at > 0
                && is_listed!(
                    "my our the mi nuestra meine unsere mon notre ma la mia nostra minha nossa",
                    &words[at - 1].folded,
                );
            return if is_own { called(text, words, place) } else { None };
        }
        let place = CUES.iter().filter_map(|phrase| matches_at(words, at, phrase)).max()?;
        let is_others = at > 0 && is_listed!("his her their your ihre sa su wife husband", &words[at - 1].folded);
        let found = (!is_others).then(|| run(text, words, place)).flatten()?;
        // "on behalf of Anna", "I'm with Tom": people.
        let is_person = is_given(&words[place].folded) && !is_formed(&found);
        let is_nowhere = is_place(&crate::text::fold(&found));
        (!is_person && !is_nowhere).then_some(found)
    })
}

/// What a company is called, in whatever letters, up to the next sign.
fn called(text: &str, words: &[Word<'_>], at: usize) -> Option<String> {
    let first = words.get(at).filter(|word| word.kind == Kind::Plain)?;
    if let Some(found) = run(text, words, at) {
        return Some(found);
    }
    let mut end = at;
    while end + 1 < words.len()
        && end - at < 3
        && words[end].is_open()
        && !is_listed!("and we i but in is who so", &words[end + 1].folded)
    {
        end += 1;
    }
    Some(text[first.start..words[end].end].to_owned())
}

/// "Sven Berg from Berg Bygg AB", "Kate at Acme": behind a name.
fn behind_name(text: &str, words: &[Word<'_>]) -> Option<String> {
    (1..words.len()).find_map(|at| {
        let word = &words[at];
        let is_link =
            is_listed!("from frm at of with w du von bei de chez di da do presso del della dello vom", &word.folded)
                && word.is_open()
                && !word.is_capital();
        let before = &words[at - 1];
        // "I'm the buyer at …"; "Oona Farrell, buyer at …".
        let is_apposed =
            at >= 3 && words[at - 2].gap.trim() == "," && words[at - 2].is_capital() && words[at - 3].is_open();
        let is_self = is_apposed || words[..at].iter().rev().take(7).any(|word| is_listed!("im i am as", &word.folded));
        let is_held = is_listed!(ROLES, &before.folded)
            && is_self
            && (word.folded != "of" || is_listed!("founder owner ceo director cofounder partner", &before.folded));
        let is_small_name =
            at <= 3 && is_given(&before.folded) && is_listed!("from frm at with w von bei de du", &word.folded);
        if !is_link
            || !(before.is_open() || before.gap.trim() == ",")
            || !(before.is_capital() || is_held || is_small_name)
        {
            return None;
        }
        // The words before are a name: with capitals, and known.
        let start = (0..at)
            .rev()
            .take(5)
            .take_while(|place| words[*place].is_capital() && (*place + 1 == at || words[*place].is_open()))
            .last()
            .unwrap_or(at);
        let is_name = is_small_name
            || words[start..at].iter().any(|word| is_given(&word.folded) && !is_listed!("i", &word.folded));
        let is_role = is_listed!(ROLES, &before.folded);
        // "Tom from Leeds", "Ida von Stetten": one word behind these is a place, or a name, more than a company.
        let is_single = is_listed!("from von", &word.folded)
            && words.get(at + 2).is_none_or(|next| !next.is_capital() || !words[at + 1].is_open());
        // "de la Cruz" is a part of the name.
        let is_roman = is_listed!("de di da do du del della dello", &word.folded);
        let found = run(text, words, at + 1).filter(|found| found.chars().count() >= 2)?;
        let folded = crate::text::fold(&found);
        let is_somewhere = is_place(folded.split(' ').next().unwrap_or_default()) && !is_formed(&found)
            || is_place(&folded.replace(' ', ""));
        let is_department = is_listed!(
            "procurement marketing sales operations finance hr it engineering product design people purchasing \
    facilities maintenance",
            &folded,
        );
        ((is_name || (is_role && !is_department)) && !is_somewhere && (!(is_roman || is_single) || is_formed(&found)))
            .then_some(found)
    })
}

/// "we're Harbour Tools Ltd", "Harbour Tools Ltd here".
fn formed(text: &str, words: &[Word<'_>]) -> Option<String> {
    const STRICT: &str = "ltd limited llc inc plc llp gmbh gbr ag kg ug ohg slu sarl sas sasu eurl srl srls spa lda \
    ltda ab aps oy bv pty corp";
    (1..words.len()).find_map(|at| {
        // "Leamington Spa" is a town.
        if !is_listed!(STRICT, &words[at].folded)
            || words[at].shown == "Spa"
            || !(words[at - 1].is_open() || words[at - 1].gap.trim() == ",")
            || !words[at - 1].is_capital()
        {
            return None;
        }
        let start = (0..at)
            .rev()
            .take(6)
            .take_while(|place| {
                let joined = *place + 1 == at || words[*place].is_open();
                joined
                    && (words[*place].is_capital()
                        || words[*place].shown == "&"
                        || words[*place].has_digit()
                        || (is_listed!("and of und et y e", &words[*place].folded)
                            && *place > 0
                            && words[*place - 1].is_capital()))
                    && !is_listed!("i im we were hi hello", &words[*place].folded)
            })
            .last()?;
        let before = start.checked_sub(1).map_or("", |place| words[place].folded.as_str());
        let two = start.checked_sub(2).map_or("", |place| words[place].folded.as_str());
        let is_asked =
            words[at + 1..].iter().take(3).any(|word| is_listed!("your supplier competitor yours part", &word.folded));
        let is_others =
            is_asked
                || is_listed!(OTHERS, before)
                || (before == "with" && !is_listed!("im am work working i", two))
                || (before == "from"
                    && is_listed!("bought ordered purchased got email mail call message invoice parcel", two))
                || words[..start].iter().rev().take(4).any(|word| {
                    is_listed!("bought ordered purchased competitor supplier landlord against", &word.folded)
                });
        let is_own = start == 0
            || words[start].begins()
            || is_listed!(
                "from at for of we're were we are am im is with and by von bei de chez di da della wir sind somos \
    sommes siamo die der la il",
                before,
            )
            || words[start].lead.contains([',', '(', '-', '|', '\n', ':']);
        if is_others || !is_own {
            return None;
        }
        Some(text[words[start].start..words[at].end].to_owned())
    })
}

/// "Oak & Ash is the company".
fn is_the_company(text: &str, words: &[Word<'_>]) -> Option<String> {
    (1..words.len()).find_map(|at| {
        const IS: &[&str] = &[
            "is the company",
            "is our company",
            "is my company",
            "is the business",
            "is my business",
            "is our business",
            "is the firm",
            "is our firm",
            "es la empresa",
            "es mi empresa",
            "ist die firma",
            "ist unsere firma",
            "est la societe",
            "est mon entreprise",
            "e la ditta",
            "e lazienda",
            "e a empresa",
            "e a minha empresa",
        ];
        IS.iter().filter_map(|phrase| matches_at(words, at, phrase)).max()?;
        let start = (0..at).rev().take(6).take_while(|place| {
            (*place + 1 == at || words[*place].is_open()) && (words[*place].is_capital() || words[*place].shown == "&")
        });
        let found = run(text, words, start.last()?)?;
        (!is_listed!("who what which where", &crate::text::fold(&found))).then_some(found)
    })
}

/// "Ines Martel, Martel Conseil, 01 99 …": a card, the company between the person and how to reach them.
fn on_card(text: &str, words: &[Word<'_>]) -> Option<String> {
    const STREETS: &str = "road street avenue lane close drive way square terrace gardens crescent place hill court";
    let first = words.first().filter(|word| word.is_capital() && is_given(&word.folded) && word.kind == Kind::Plain)?;
    let parts = |at: usize| words[at].gap.trim().starts_with([',', '|', '/', '\n']) || words[at].gap.contains('\n');
    let end = (0..words.len().min(4)).take_while(|at| words[*at].is_capital()).find(|at| parts(*at))?;
    let mut at = end + 1;
    // "…, CTO, Kestrel Software".
    if words.get(at).is_some_and(|word| is_listed!(ROLES, &word.folded)) && parts(at) {
        at += 1;
    }
    let found = run(text, words, at)?;
    let last = (at..words.len()).take_while(|place| words[*place].end <= words[at].start + found.len()).last()?;
    let is_several = last > at || is_formed(&found);
    let is_closed = last + 1 == words.len()
        || parts(last)
        || words[last + 1].kind == Kind::Contact
        || words[last].gap.starts_with('.');
    let is_else = is_given(&words[at].folded) && !is_formed(&found) && !found.contains('&')
        || is_listed!(STREETS, &words[last].folded)
        || is_place(&crate::text::fold(&found))
        || words[at].folded == first.folded && last == at;
    let has_contact = words.iter().any(|word| word.kind == Kind::Contact) || at > end + 1;
    (is_several && is_closed && !is_else && has_contact).then_some(found)
}

/// "We're Harlow & Sons, a small joinery": a name of several words, and nothing that goes on.
fn we_are(text: &str, words: &[Word<'_>]) -> Option<String> {
    const WE_ARE: &[&str] =
        &["were", "we are", "somos", "wir sind", "nous sommes", "siamo", "this is", "here is", "hier ist", "aqui"];
    (0..words.len()).filter(|at| words[*at].begins()).find_map(|at| {
        let place = WE_ARE.iter().filter_map(|phrase| matches_at(words, at, phrase)).max()?;
        let found = run(text, words, place)?;
        let last = (place..words.len()).take_while(|at| words[*at].end <= words[place].start + found.len()).last()?;
        let is_joined = found.contains(" & ") || found.contains(" + ");
        let next = words.get(last + 1).filter(|_| words[last].is_open());
        let ends = next.is_none_or(|next| is_listed!("in based from and a an the of here on at", &next.folded));
        let is_person = is_given(&words[place].folded) || is_place(&words[place].folded);
        (ends && !is_person && (is_joined || is_formed(&found)) && last > place).then_some(found)
    })
}

fn is_formed(found: &str) -> bool {
    let mut parts = found.split(' ');
    let first = parts.next().unwrap_or_default();
    if parts.next().is_some() && is_listed!(HEADS, &crate::text::fold(first)) {
        return true;
    }
    let last = found.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    is_listed!(FORMS, &crate::text::fold(last))
}

/// Capitals, and the small words between them.
fn run(text: &str, words: &[Word<'_>], at: usize) -> Option<String> {
    const MOST_WORDS: usize = 7;
    let is_article = |place: usize| {
        words.get(place).is_some_and(|word| {
            is_listed!("the a la el le der die das il lo o os as", &word.folded) && word.is_open() && !word.is_capital()
        })
    };
    let at = if is_article(at) && words.get(at).is_some_and(|word| word.folded != "a" || word.shown == "a") {
        at + 1
    } else {
        at
    };
    let is_part = |word: &Word<'_>| {
        word.kind == Kind::Plain
            && (word.is_capital()
                || word.shown.starts_with(|c: char| c.is_ascii_digit())
                    && word.shown.len() > 1
                    && !is_no_name(&word.folded))
    };
    let first = words.get(at).filter(|word| is_part(word) && !word.shown.ends_with("'s"))?;
    let is_plain_word = is_no_name(&first.folded) && !is_given(&first.folded);
    let mut end = at + 1;
    while end < words.len() && end - at < MOST_WORDS {
        let word = &words[end];
        let is_open = words[end - 1].is_open();
        let form = is_listed!(FORMS, &word.folded)
            && (is_open || matches!(words[end - 1].gap.trim(), "," | "."))
            && !words[end - 1].gap.contains('\n');
        let joint = is_open
            && (is_listed!(JOINTS, &word.folded) || word.shown == "&")
            && word.is_open()
            && words.get(end + 1).is_some_and(|next| is_part(next) && !is_listed!("i im my we our", &next.folded));
        let part = is_open && is_part(word) && !is_listed!("i im my we and can could please the our", &word.folded);
        if form && (word.is_capital() || is_open) || joint || part {
            end += 1;
        } else {
            break;
        }
    }
    if is_plain_word && end - at == 1 {
        return None;
    }
    // "S.L.", "S.p.A.": a form letter by letter.
    while words[end - 1].shown.chars().count() <= 2
        && words[end - 1].gap == "."
        && words.get(end).is_some_and(|next| next.shown.chars().count() == 1 && next.is_capital())
    {
        end += 1;
    }
    let shown = &text[first.start..words[end - 1].end];
    Some(shown.to_owned())
}

/// A bare answer to "which company are you with?".
fn answered(text: &str, words: &[Word<'_>]) -> Option<String> {
    const MOST_WORDS: usize = 8;
    const FILLERS: &str = "its it is the company name were we are im i am with from at work for my our business \
    called it's yes sure ok es la empresa se llama soy somos de en die firma heisst wir sind bei ich arbeite von \
    cest je suis chez lentreprise sappelle si chiama e lazienda sono da a chama";
    const REFUSALS: &str = "no none not dont nothing self freelance private personal just myself me nobody \
    individual unemployed retired student n na nada ninguna keine privat aucune particulier nessuna nenhuma why \
    prefer rather skip";
    if words.len() > MOST_WORDS || words.iter().any(|word| is_listed!(REFUSALS, &word.folded)) {
        return None;
    }
    let start =
        words.iter().position(|word| word.is_capital() && words.len() <= 3 || !is_listed!(FILLERS, &word.folded))?;
    if words[start].kind != Kind::Plain {
        return None;
    }
    if let Some(found) = run(text, words, start) {
        return Some(found);
    }
    let end = (start..words.len()).find(|at| !words[*at].is_open()).unwrap_or(words.len() - 1);
    let shown = &text[words[start].start..words[end].end];
    is_company(shown).then(|| shown.to_owned())
}
