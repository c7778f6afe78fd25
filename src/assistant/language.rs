//! Which of the languages the assistant speaks a message is written in.
//!
//! By counting small words, which is enough to choose the assistant's own words. It says nothing when the evidence is
//! thin or even: the caller keeps the language it had.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::words;

/// The languages the assistant's own words exist in (ISO 639-1).
pub const SPOKEN: [&str; 6] = ["en", "es", "de", "fr", "it", "pt"];

/// Words that tell the six languages apart, folded. A word in two lists counts for both.
const MARKERS: [(&str, &str); 6] = [
    (
        "en",
        "the is are was were my your you i im ive id to of and what whats when where how why who can could would please \
         thanks thank hello hi hey need want like have has with for this that it its not dont order do does did will \
         from about get help been there any on at in",
    ),
    (
        "es",
        "el los las que de y en un una por para con mi su tu quiero puedo hola gracias esta donde cuando como pedido \
         quisiera necesito hablar no es lo se al del mas muy buenas buenos dias tardes tienen teneis hay alguien dinero",
    ),
    (
        "de",
        "der die das und ich ist nicht ein eine einen mein meine meinen zu mit fur auf wie was wo wann kann konnen \
         mochte bitte danke hallo guten tag haben habe hat sie wir ihr es gibt noch meiner bestellung jemand geld schon",
    ),
    (
        "fr",
        "le la les des et je est pas un une mon ma mes pour avec sur vous nous que qui quoi ou quand comment puis \
         voudrais bonjour merci bonsoir commande sil plait ai jai suis du au dans votre cest ne quelquun argent",
    ),
    (
        "it",
        "il lo gli che di e un una per con mio mia vorrei posso ciao grazie buongiorno buonasera dove quando come \
         ordine non sono ho mi della del al nel qualcuno vostro quanto soldi siete avete questo",
    ),
    (
        "pt",
        "o os as que de e um uma por para com meu minha quero posso ola oi obrigado obrigada bom dia boa tarde onde \
         quando como pedido nao esta voces tem preciso falar alguem gostaria em no na do da dinheiro seu sua",
    ),
];

/// More small words of the six, in the same order.
const MORE: [&str; 6] = [
    "am be been being by cant cannot could couldnt didnt doesnt dont each else even ever everything few got havent hasnt \
     here hers him his id if ill into isnt just let many me might more most much must no not nothing now only or other our \
     ours out over please she should since so some somebody someone something still such than their them then there these \
     they those through too under until up us very wasnt we well went were which while why wont yes yet youre youve were \
     theyre whats wheres today tomorrow yesterday any anyone again also another after before because both but",
    "ya ni tan ese eso este esto estos estas estan soy eres somos son fue ha he han habia hace hacer puede pueden podeis \
     podria tengo nos os les nuestro vuestra vuestro sin sobre pero porque cual cuanto cuanta quien algun alguna nada nunca \
     tambien ayer hoy manana favor porfa vale fuera desde hasta entre solo otra otro cuenta tarda sigo llevo quisiera",
    "bin bist sind war waren wird werden wurde hatte hattet hatten wollen will soll sollen muss mussen darf mal auch aber \
     oder wenn weil dass ob dann doch noch nur schon sehr mehr immer nie kein keine keinen etwas nichts alle alles diese \
     dieser dieses uns euch ihnen ihre euer eure bei von vom zum zur im am aus nach uber unter vor durch gegen ohne um seit \
     heute morgen gestern konnen konnte konnten wurde wer welche wieviel hab gibts ist",
    "etes sont etait sera serait avez avons ont fait faire peut peux pouvez pourriez veux veut voulez dois doit cette ces \
     cet ce ca il elle ils elles on leur leurs nos vos sans sous chez vers entre depuis toujours jamais rien plus moins tres \
     aussi mais donc car si parce pourquoi combien quel quelle quels quelles hier aujourdhui demain svp stp encore deja a \
     ici ne jaimerais y lui moi toi meme autre",
    "i si ma anche piu molto poco tutto tutti niente mai sempre ancora gia ieri oggi domani quando perche quale quali chi cosa \
     cui a da tra fra su alla allo dal dalla dei degli delle nella ai agli alle gli ne ci vi mi ti e sei sono siamo era ha \
     hanno abbiamo avere essere fare faccio fate fa puo potete voglio devo deve suo sua nostro nostra vostra quella quello \
     questa senza prima dopo favore",
    "eu ele ela eles elas voce nos vos lhe isso isto esse essa este ja ainda nunca sempre muito muita mais menos tambem so \
     mas ou se porque qual quais quem quanto quanta sem sobre ate desde entre ontem hoje amanha foi era sou es somos sao \
     estou estao tenho temos fazer faco faz pode podem pra pro pelo pela ao aos das dos nas nos num numa teu tua nosso nossa \
     favor nada algum alguma queria gostava vou vai cade aqui la",
];

/// Words of languages that are not spoken, by which a message in one of them is known: Dutch, Danish and Norwegian,
/// Swedish, Polish, Czech, Romanian, Hungarian, Finnish, Turkish, Indonesian, Catalan, Vietnamese, Croatian.
const OTHERS: [&str; 13] = [
    "ik het een is mijn waar niet van naar kan ik wil graag jullie voor met zijn wat hoe hebben heb bestelling terug nog \
     aan maar dat deze je bent kunnen iemand spreken goedemorgen hallo geen wanneer",
    "jeg er det ikke min mit hvor en et at til og med kan vil gerne har hvad hvordan nar bestilling pakke pengene tale \
     snakke hei hej tak takk mine for din dere vi skal fra jer",
    "jag ar det inte min mitt var en ett att till och med kan vill har vad hur nar bestallning paket pengar prata hej tack \
     nagon er ni ska fran tillbaka",
    "nie to jest moje moj moja gdzie chce czy na z do jak kiedy prosze dzien dobry zamowienie zwrot pieniadze prosze mam \
     sie pan pani czesc dziekuje paczka anulowac moge potrzebuje rozmawiac",
    "je to kde moje muj chci jak kdy prosim dobry den objednavka vraceni penize s na ze se mam dekuji zrusit balik mohu \
     potrebuji mluvit",
    "este unde mea meu vreau sa cu un o pe nu si ce cum cand buna ziua comanda bani inapoi va rog pot am multumesc sunt \
     vorbesc",
    "hol van a az nem es hogy szeretnek kerem egy mikor rendeles penz vissza koszonom szia jo napot beszelni csomag \
     rendelesem",
    "missa on minun tilaukseni en ei ja haluan haluaisin miten milloin kiitos hei paketti rahat takaisin puhua voin \
     teilla kanssa",
    "nerede siparisim bir ve bu icin istiyorum nasil ne zaman merhaba tesekkurler iade para geri konusmak mi mu degil var \
     yok lutfen kargo iptal etmek paket",
    "di mana pesanan saya ingin tidak dan yang untuk dengan bagaimana kapan terima kasih uang kembali bicara bisa anda \
     apakah paket belum sudah",
    "on es la meva comanda vull el meu amb no i que una per com quan bon dia gracies diners tornar parlar puc teniu \
     si us plau els",
    "toi muon don hang cua o dau khong va la cho ban khi nao cam on hoan tien noi chuyen",
    "gdje je moja narudzba zelim ne sam se i na kako kada molim dobar dan novac povrat hvala paket imam mogu razgovarati",
];

/// For each known small word, a bit for each language: the six, then the others.
static KNOWN: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
    let lists = MARKERS.iter().map(|(_, list)| *list).chain(MORE).zip(0_u32..);
    let spoken = lists.map(|(list, at)| (list, at % 6));
    let others = OTHERS.into_iter().zip(6_u32..);
    let mut known = HashMap::new();
    for (list, bit) in spoken.chain(others) {
        for word in list.split_whitespace() {
            *known.entry(word).or_insert(0) |= 1 << bit;
        }
    }
    known
});

/// What the small words of a message say of its language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// A bit for each of `SPOKEN` that the message may be in; all, where nothing tells.
    pub spoken: u8,
    /// It is in a language that is not spoken here.
    pub is_foreign: bool,
}

/// Weighs the small words of a message, folded.
pub(super) fn weigh<'a>(words: impl Iterator<Item = &'a str>) -> Told {
    let mut counts = [0_u32; SPOKEN.len() + OTHERS.len()];
    for word in words {
        let mask = KNOWN.get(word).copied().unwrap_or(0);
        for (bit, count) in counts.iter_mut().enumerate() {
            *count += mask >> bit & 1;
        }
    }
    let (spoken, others) = counts.split_at(SPOKEN.len());
    let best = spoken.iter().copied().max().unwrap_or(0);
    let other = others.iter().copied().max().unwrap_or(0);
    let may_be = |count: &u32| best == 0 || (*count * 2 > best);
    let mask = spoken.iter().zip(0..).filter(|(count, _)| may_be(count)).fold(0, |mask, (_, bit)| mask | 1 << bit);
    Told { spoken: mask, is_foreign: other >= 2 && other > best || other == 1 && best == 0 }
}

/// Whether a folded word is one of the small words of some language.
pub(super) fn is_common(word: &str) -> bool {
    KNOWN.contains_key(word)
}

/// Whether a text is written in Latin letters, mostly, or in none at all.
pub(super) fn is_latin(text: &str) -> bool {
    if text.is_ascii() {
        return true;
    }
    let (mut latin, mut all) = (0_usize, 0_usize);
    for letter in crate::text::head(text, super::ANALYSED_CHARS).chars().filter(|letter| letter.is_alphabetic()) {
        all += 1;
        // Latin with its extensions, then wide letters and mathematical ones, which fold to it.
        let is_one = matches!(letter as u32, 0..=0x24F | 0x1E00..=0x1EFF | 0x2100..=0x214F | 0xFB00..=0xFB06 | 0xFF21..=0xFF5A | 0x1D400..=0x1D7FF);
        latin += usize::from(is_one);
    }
    latin * 2 >= all
}

/// The language of a message, or nothing when it cannot be told.
#[must_use]
pub fn detect(text: &str) -> Option<&'static str> {
    // Addresses are written in no language.
    let spoken = crate::text::head(text, super::ANALYSED_CHARS).split_whitespace();
    let spoken: Vec<&str> = spoken.filter(|part| !part.contains('@') && !part.contains("://")).collect();
    let text = &spoken.join(" ");
    let said = words(text);
    let mut scores: Vec<(usize, &'static str)> = MARKERS
        .iter()
        .zip(0..)
        .map(|((language, _), bit)| {
            let is_of = |word: &&String| KNOWN.get(word.as_str()).is_some_and(|mask| mask & (1 << bit) != 0);
            let hits = said.iter().filter(is_of).count();
            (hits * 2 + letters_only_of(language, text), *language)
        })
        .collect();
    scores.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    match scores[..] {
        [(best, language), (second, _), ..] if best > second && (best >= 4 || (best >= 2 && said.len() <= 4)) => {
            Some(language)
        }
        _ => None,
    }
}

/// Letters and marks that only one of the six uses.
fn letters_only_of(language: &str, text: &str) -> usize {
    let letters = match language {
        "es" => "ñ¿¡",
        "de" => "ßäÄ",
        "fr" => "œêîûëïÊŒ",
        "it" => "ìò",
        "pt" => "ãõÃÕ",
        _ => return 0,
    };
    usize::from(text.chars().any(|c| letters.contains(c))) * 2
}

/// The language to speak, from any tag: `pt-BR` gives `pt`, one the assistant has no words for gives `en`.
#[must_use]
pub fn spoken(tag: &str) -> &'static str {
    let primary = tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    SPOKEN.into_iter().find(|language| *language == primary).unwrap_or("en")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_sentences_are_told_apart() {
        for (text, language) in [
            ("Where is my order, please?", Some("en")),
            ("¿Dónde está mi pedido?", Some("es")),
            ("Ich möchte mein Geld zurück", Some("de")),
            ("Je voudrais parler à quelqu'un", Some("fr")),
            ("Vorrei parlare con qualcuno", Some("it")),
            ("Não recebi o meu pedido", Some("pt")),
            ("hello", Some("en")),
            ("sam@example.com", None),
            ("https://loam.example/os/as/que", None),
            ("danke schön", Some("de")),
            ("LL-20418", None),
            ("", None),
            ("何時に開きますか", None),
        ] {
            assert_eq!(detect(text), language, "{text}");
        }
    }

    #[test]
    fn any_language_tag_gives_a_spoken_language() {
        assert_eq!(spoken("pt-BR"), "pt");
        assert_eq!(spoken("DE_at"), "de");
        assert_eq!(spoken("cy"), "en");
        assert_eq!(spoken(""), "en");
    }
}
