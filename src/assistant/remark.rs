//! What a message is that asks nothing the assistant knows: details left, something that went wrong, somebody who only looks
//! around, something told. Pure; read by words in six languages, and a wrong guess costs one sentence.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Contacts;
use super::question::is_question;
use crate::text;

/// What kind of thing was said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Remark {
    /// A question, or words that may be one.
    #[default]
    Asked,
    /// A way to be reached, or a name, and little else.
    Details,
    /// Details behind a clear wish: together they are a lead, and no form is needed. Words alone never say so.
    Complete,
    /// An order's number, and little else.
    Order,
    /// Something is broken, late, missing or wrong.
    Trouble,
    /// They only look around.
    Looking,
    /// Something told.
    Told,
}

impl Remark {
    /// Whether it gives what a form asks for.
    #[must_use]
    pub fn fills_forms(self) -> bool {
        matches!(self, Self::Details | Self::Order)
    }
}

/// The longest message whose details are what it is about, in words.
const FEW: usize = 14;

/// What somebody says who lets something go wrong be known, folded; a phrase of several words stands as they follow each other.
static TROUBLE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::read(
        "broken|broke|crack|cracked|smashed|shattered|damaged|faulty|defective|leaking|leaks|scratched|dented|chipped|\
    stopped working|not working|isnt working|doesnt work|dont work|does not work|wont work|wont turn on|wont start|wont open|\
    no heating|no hot water|never arrived|never came|hasnt arrived|has not arrived|didnt arrive|did not arrive|still waiting|\
    wrong one|wrong size|wrong colour|wrong color|wrong item|something wrong|went wrong|is missing|are missing|\
    disappointed|disappointing|unhappy|upset|annoyed|fed up|terrible|awful|appalling|unacceptable|complaint|complain|fell apart|\
    roto|rota|rotos|rotas|rajado|rajada|danado|danada|defectuoso|defectuosa|no funciona|no funcionan|dejo de funcionar|\
    decepcionado|decepcionada|equivocado|equivocada|no ha llegado|no llego|queja|reclamacion|estropeado|estropeada|\
    kaputt|defekt|beschadigt|zerbrochen|gesprungen|funktioniert nicht|geht nicht|nicht angekommen|enttauscht|fehlerhaft|\
    beschwerde|reklamation|falsche grosse|falsche farbe|falscher artikel|\
    casse|cassee|casses|cassees|abime|abimee|endommage|endommagee|fissure|fissuree|ne marche pas|ne marche plus|\
    ne fonctionne pas|ne fonctionne plus|en panne|decu|decue|defectueux|defectueuse|pas arrive|pas arrivee|pas recu|\
    rotto|rotta|rotti|rotte|danneggiato|danneggiata|difettoso|difettosa|non funziona|non funzionano|guasto|guasta|deluso|\
    delusa|sbagliato|sbagliata|non e arrivato|non e arrivata|reclamo|\
    quebrado|quebrada|partido|partida|danificado|danificada|defeituoso|defeituosa|nao funciona|nao funcionam|avariado|\
    avariada|desiludido|desiludida|decepcionei|nao chegou|veio errado|reclamar",
    )
});

/// How people say that they only look around.
static LOOKING: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::read(
        "just looking|just browsing|only looking|only browsing|looking around|having a look|just researching|\
    just curious|only curious|just wondering|early days|solo miro|solo mirando|solo estoy mirando|estoy mirando|\
    solo curiosidad|nur gucken|nur schauen|nur mal schauen|nur umsehen|schaue nur|sehe mich nur um|nur neugierig|\
    je regarde|juste regarder|simple curiosite|jette un oeil|sto guardando|solo guardando|do solo un occhiata|\
    solo curiosita|so a ver|so estou a ver|so olhando|so estou olhando|apenas olhando|so curiosidade",
    )
});

/// Words that tell rather than ask.
static TELLING: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::read(
        "i|im|ive|id|we|weve|were|my|our|its|is|are|was|has|have|want|need|yo|mi|mis|nuestro|nuestra|es|son|soy|somos|\
    tengo|tenemos|quiero|queremos|ich|wir|mein|meine|unser|unsere|ist|sind|habe|haben|mochte|mochten|je|jai|nous|\
    mon|ma|mes|notre|nos|est|sont|cest|suis|avons|veux|voudrais|io|mio|mia|nostro|nostra|sono|abbiamo|ho|voglio|\
    vorrei|eu|meu|minha|nosso|nossa|sou|somos|tenho|temos|quero|queremos",
    )
});

/// What was said. `contacts` are the details read in it.
#[must_use]
pub fn remark(message: &str, contacts: &Contacts) -> Remark {
    let said = text::words(text::head(message, 400));
    let is_reachable = contacts.email.is_some() || contacts.phone.is_some();
    // "You can ring me on …" and "Could somebody call me, …": whoever leaves a number asks to be reached by it.
    if said.len() <= FEW && is_reachable && !message.contains('?') {
        return Remark::Details;
    }
    if is_question(message) {
        return Remark::Asked;
    }
    if said.len() <= FEW && contacts.name.is_some() {
        return Remark::Details;
    }
    if TROUBLE.is_said(&said) {
        return Remark::Trouble;
    }
    if said.len() <= FEW && contacts.order_number.is_some() {
        return Remark::Order;
    }
    if said.len() <= FEW && LOOKING.is_said(&said) {
        return Remark::Looking;
    }
    if TELLING.is_said(&said) { Remark::Told } else { Remark::Asked }
}

/// Phrases by their first words, so that each word of a message is looked up once.
struct Phrases(HashMap<&'static str, Vec<Vec<&'static str>>>);

impl Phrases {
    fn read(phrases: &'static str) -> Self {
        let mut by_first: HashMap<_, Vec<_>> = HashMap::new();
        for phrase in phrases.split('|') {
            let mut words = phrase.split_whitespace();
            if let Some(first) = words.next() {
                by_first.entry(first).or_default().push(words.collect());
            }
        }
        Self(by_first)
    }

    /// Whether any of them stands in the words, whole.
    fn is_said(&self, said: &[String]) -> bool {
        let follows =
            |at: usize, rest: &[&str]| said[at + 1..].iter().zip(rest).filter(|(a, b)| a == *b).count() == rest.len();
        said.iter()
            .enumerate()
            .any(|(at, word)| self.0.get(word.as_str()).is_some_and(|rests| rests.iter().any(|rest| follows(at, rest))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::{Model, understand};

    fn of(message: &str) -> Remark {
        remark(message, &understand(message, &Model::builtin()).contacts)
    }

    #[test]
    fn what_is_said_is_told_apart_in_each_language() {
        let table = [
            ("Nadia Kerr, nadia.kerr@post.example", Remark::Details),
            ("you can ring me on +44 7700 900655", Remark::Details),
            ("order LL-20911", Remark::Order),
            ("the vase came in pieces, it is smashed", Remark::Trouble),
            ("Die Lampe ist leider kaputt", Remark::Trouble),
            ("mi pedido no ha llegado", Remark::Trouble),
            ("la serrure ne fonctionne plus", Remark::Trouble),
            ("la maniglia si è rotta", Remark::Trouble),
            ("o vaso chegou partido", Remark::Trouble),
            ("no, I'm just browsing today", Remark::Looking),
            ("ich wollte mich nur umsehen", Remark::Looking),
            ("je regarde, merci", Remark::Looking),
            ("it is for a restaurant with sixty seats", Remark::Told),
            ("somos una floristería en Vigo", Remark::Told),
            ("does it come with a lid?", Remark::Asked),
            ("why is it broken already?", Remark::Asked),
            ("delivery to Norway", Remark::Asked),
            ("", Remark::Asked),
        ];
        for (message, expected) in table {
            assert_eq!(of(message), expected, "{message}");
        }
    }

    #[test]
    fn a_long_story_with_a_name_in_it_is_more_than_details() {
        let story = "My name is Nadia and we bought the blue bench from you in spring, but now after the first frost the whole \
                     seat of it is cracked";
        assert_eq!(of(story), Remark::Trouble);
    }
}
