//! Whose an address or a number is, by the words around it: the visitor's own, or somebody else's.

use super::lists::is_listed;
use super::scan::{Kind, Word};

/// How much an address is the visitor's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    /// Somebody else's, or disowned.
    Not,
    /// It was theirs: taken only when there is nothing better.
    Once,
    /// Nothing speaks against it.
    Own,
    /// They said to use this one.
    Best,
}

const OWN: &str = "my mine me im i us our mi mio mia meu minha mein meine meinen meiner mir mich mon ma mes moi \
    nous uns unser unsere nos nuestro nosso nostra nostro";
const YOURS: &str = "your yours his her hers their tu su sus vuestro ihr ihre ihrer eure euer dein deine seine \
    sein votre vos leur ton ta tuo vostro vostra suo sua seu teu vosso dele dela";
/// People who are not the visitor.
const OTHERS: &str = "wife wifes husband husbands partner partners mum mums mom moms dad dads mother mothers \
    mate mates pal pals cousin cousins uncle uncles aunt aunts ex exs carer nan gran grandad grandma nephew niece \
    father fathers son sons daughter daughters brother brothers sister sisters friend friends colleague \
    colleagues boss bosss manager managers landlord landlords tenant neighbour neighbours neighbor agent agents \
    solicitor solicitors lawyer accountant flatmate roommate girlfriend boyfriend assistant secretary seller \
    courier driver supplier competitor esposa marido mujer amigo amiga jefe hermano hermana madre padre hijo hija \
    vecino frau mann freund freundin chef kollege kollegin mutter vater bruder schwester nachbar femme mari ami \
    amie collegue patron frere soeur mere pere voisin moglie marito amico amica capo fratello sorella collega \
    vicino chefe irmao irma mae pai vizinho";
/// What was done with an address that is not the speaker's.
const DONE: &str = "emailed mailed wrote written called rang phoned texted dialled dialed tried contacted \
    forwarded spammed escribi llame geschrieben angerufen ecrit appele scritto chiamato escrevi liguei";
const FROM: &str = "from von desde de da dal";
/// "Me chama no 21 98…": Portuguese "no" is "on the" behind these.
const ON_THE: &str = "chama chame chamem liga ligue liguem ligar falar fala fale manda mande mandem contato contacto whats \
    whatsapp zap numero telefone celular telemovel";
const NOT: &str = "not no never nicht kein pas non nao nunca isnt";
const STOP: &str = "dont stop never";
/// "Your colleague gave me …", "I was given …": what others handed out is theirs.
const GIVEN_OUT: &str = "gave given told handed supplied";
const OLD: &str = "old previous former outdated wrong instead rather antiguo viejo alte alten ancien ancienne \
    vecchio vecchia antigo antiga anterior";
const WORN: &str = "old wrong dead outdated bounced bounces closed expired off invalid disconnected broken gone \
    incorrect falsch faux sbagliato errado mal";
const BEST: &str = "best better preferred preferably prefer easier";
const ROLES: &str = "info hello hi contact support sales help service team admin office enquiries inquiries \
    noreply no-reply donotreply mail shop store orders billing accounts press jobs careers privacy webmaster \
    postmaster newsletter kontakt contacto contato";

/// Whether the local part of an address names a desk rather than a person.
pub(super) fn is_role(local: &str) -> bool {
    is_listed!(ROLES, local)
}

/// Whose the contact at this place is.
pub(super) fn claim(words: &[Word<'_>], at: usize) -> Claim {
    let start = sentence_start(words, at);
    let before = &words[start..at];
    let end = sentence_end(words, at);
    let behind = &words[at + 1..end];
    let mut claim = said_before(before);
    if claim == Claim::Not {
        return claim;
    }
    let is_question = words[end - 1].gap.trim_start().starts_with('?');
    if is_question && asks_whose(before, behind) {
        return Claim::Not;
    }
    // "… is your address?", "… is wrong now", "… is best".
    let near: Vec<&str> = behind.iter().take(6).map(|word| word.folded.as_str()).collect();
    let copula = near.first().is_some_and(|word| is_listed!("is was are doesnt isnt no its es ist est e werent", word));
    if copula && near.iter().take(3).any(|word| is_listed!(YOURS, word) || is_listed!(OTHERS, word)) {
        return Claim::Not;
    }
    if copula && near.iter().any(|word| is_listed!(WORN, word))
        || near.starts_with(&["no", "longer"])
        || near.starts_with(&["doesnt", "work"])
    {
        return Claim::Not;
    }
    // "Ich habe an … geschrieben": German says at the end what was done.
    if near.iter().take(3).any(|word| is_listed!("geschrieben angerufen gemailt kontaktiert gewandt", word)) {
        return Claim::Not;
    }
    // "… which belongs to my ex".
    let is_elses = near
        .iter()
        .take(4)
        .any(|word| is_listed!("belongs belong gehort appartient appartiene pertenece pertence", word));
    if is_elses && !near.iter().any(|word| is_listed!("me us mir uns moi nous mi noi mim nos", word)) {
        return Claim::Not;
    }
    // "… but it bounces", "… and it doesn't work".
    let is_worn = near.first().is_some_and(|word| is_listed!("but and which it aber pero mais ma mas", word))
        && near.iter().any(|word| is_listed!("bounces bounced bouncing fails failed dead", word));
    if is_worn {
        return Claim::Not;
    }
    if near.starts_with(&["on", "file"]) || near.starts_with(&["on", "record"]) {
        claim = Claim::Once;
    }
    if near.iter().take(4).any(|word| is_listed!(BEST, word)) && copula {
        claim = Claim::Best;
    }
    claim
}

/// What the words before say, the nearest first.
fn said_before(before: &[Word<'_>]) -> Claim {
    let back =
        |n: usize| before.len().checked_sub(n).and_then(|at| before.get(at)).map_or("", |word| word.folded.as_str());
    let shown = |n: usize| before.len().checked_sub(n).and_then(|at| before.get(at)).map_or("", |word| word.shown);
    if back(1) == "like" {
        return Claim::Not;
    }
    let is_on_the = back(1) == "no" && is_listed!(ON_THE, back(2));
    if is_listed!(NOT, back(1)) && !is_on_the && !before.last().is_some_and(|word| word.gap.contains(',')) {
        return Claim::Not;
    }
    // "no es …", "it isn't …", "non è …".
    let is_number = back(2) == "no" && is_listed!("my the our phone tel mobile order mobil contact", back(3));
    if is_listed!(NOT, back(2)) && !is_number && is_listed!("is es e ist est it was the my", back(1)) {
        return Claim::Not;
    }
    // "ce n'est plus …", "non è più …", "ya no es …", "it's no longer …".
    let is_over = is_listed!("plus piu mehr longer anymore mas", back(1))
        && (2..=3).any(|n| is_listed!(NOT, back(n)) || is_listed!("nest ne ya", back(n)));
    if is_over {
        return Claim::Not;
    }
    let mut is_old = false;
    for n in 1..=before.len().min(9) {
        let word = back(n);
        if before[before.len() - n].kind != Kind::Plain {
            // What was said of another address was said of that.
            break;
        }
        if shown(n).ends_with("'s")
            && !is_listed!(
                "it's that's here's what's name's email's number's mail's phone's mobile's",
                &shown(n).to_lowercase(),
            )
        {
            return Claim::Not;
        }
        if is_listed!(OLD, word) || (word == "was" && n <= 2) {
            is_old = true;
        }
        if matches!(word, "instead" | "rather") {
            return Claim::Not;
        }
        if is_listed!(GIVEN_OUT, word)
            && before[..before.len() - n].iter().any(|word| !is_listed!("i ive we weve", &word.folded))
        {
            return Claim::Not;
        }
        if is_listed!(STOP, word) && n <= 5 {
            return Claim::Not;
        }
        if is_listed!(OTHERS, word) || (is_listed!(YOURS, word) && !is_listed!(OWN, back(n - 1).trim())) {
            return Claim::Not;
        }
        if is_listed!(OWN, word) {
            let is_past = word == "i" && before[before.len() - n..].iter().any(|word| is_listed!(DONE, &word.folded));
            return if is_past { Claim::Not } else { worn(is_old) };
        }
        if is_listed!(DONE, word) || (is_listed!(FROM, word) && n == 1 && is_heard(before)) {
            return Claim::Not;
        }
        if is_listed!("him them elle lui ihm ihn", word) {
            return Claim::Not;
        }
        // "call Sam on", "email Priya at": a person named between the verb and the address.
        if n >= 2 && is_listed!("call ring email text contact mail phone message ask", word) {
            let next = &before[before.len() - n + 1];
            if next.is_capital() && super::lists::is_given(&next.folded) {
                return Claim::Not;
            }
        }
    }
    worn(is_old)
}

const fn worn(is_old: bool) -> Claim {
    if is_old { Claim::Once } else { Claim::Own }
}

/// "I got an e-mail from …"
fn is_heard(before: &[Word<'_>]) -> bool {
    before.iter().rev().take(7).any(|word| {
        is_listed!(
            "came come comes got get received receive had message email call calls missed texts spam invoice \
    letter heard recibi erhalten recu ricevuto recebi",
            &word.folded,
        )
    })
}

/// "is … your address?", "do I write to …?"
fn asks_whose(before: &[Word<'_>], behind: &[Word<'_>]) -> bool {
    let said: Vec<&str> = before.iter().map(|word| word.folded.as_str()).collect();
    let is_own = said
        .iter()
        .chain(&behind.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>())
        .any(|word| is_listed!("my me mine mi mein meine mir mich mon moi mio mia meu minha us our", word));
    let first = said
        .iter()
        .find(|word| !is_listed!("hi hello hey so and but ok hola hallo bonjour ciao ola", word))
        .copied()
        .unwrap_or("");
    let is_copula = is_listed!(
        "is are was wasnt werent isnt who whos whose what whats es ist est e isnt wer chi qui quien quem",
        first,
    );
    let is_how =
        said.windows(2).any(|pair| pair[1] == "i" && is_listed!("do should can could shall may must would", pair[0]))
            && said.iter().any(|word| is_listed!("write email mail call ring contact reach phone use send text", word));
    !is_own && (is_copula || is_how)
}

fn sentence_start(words: &[Word<'_>], at: usize) -> usize {
    (0..=at).rev().find(|place| words[*place].begins()).unwrap_or(0)
}

fn sentence_end(words: &[Word<'_>], at: usize) -> usize {
    (at + 1..words.len()).find(|place| words[*place].begins()).unwrap_or(words.len())
}
