//! What a column of a file holds: by the words of its first line in six languages, else by what stands in it. Pure.

use super::Target;
use super::parse::key;
use crate::contact::email::Email;
use crate::contact::phone::Phone;

/// Words of a first line, folded, in English, German, French, Spanish, Italian and Portuguese; and our own export's.
const WORDS: &[(Target, &[&str])] = &[
    (
        Target::Ignore,
        &[
            "lead id",
            "id",
            "updated utc",
            "status category",
            "score label",
            "quality",
            "score label set by",
            "latest source",
            "origin",
            "bot",
            "owner",
            "submissions",
            "email sent utc",
            "email sent to",
            "kept until utc",
            "all tags",
            "place",
            "time zone",
            "page",
            "referrer",
            "lost reason",
        ],
    ),
    (
        Target::Name,
        &[
            "name",
            "full name",
            "contact",
            "contact name",
            "customer",
            "client",
            "vollstandiger name",
            "kontakt",
            "kunde",
            "nom complet",
            "contacto",
            "nombre completo",
            "cliente",
            "nome completo",
            "contatto",
            "nome e cognome",
            "contato",
        ],
    ),
    (
        Target::FirstName,
        &[
            "first name",
            "firstname",
            "given name",
            "forename",
            "vorname",
            "prenom",
            "nombre",
            "nombre de pila",
            "nome",
            "primeiro nome",
        ],
    ),
    (
        Target::LastName,
        &[
            "last name",
            "lastname",
            "surname",
            "family name",
            "nachname",
            "familienname",
            "nom",
            "nom de famille",
            "apellido",
            "apellidos",
            "cognome",
            "sobrenome",
            "apelido",
        ],
    ),
    (
        Target::Email,
        &[
            "email",
            "e mail",
            "mail",
            "email address",
            "e mail address",
            "e mail adresse",
            "emailadresse",
            "adresse e mail",
            "adresse mail",
            "courriel",
            "correo",
            "correo electronico",
            "posta elettronica",
            "indirizzo email",
            "endereco de email",
            "correio eletronico",
        ],
    ),
    (
        Target::Phone,
        &[
            "phone",
            "phone number",
            "telephone",
            "tel",
            "mobile",
            "mobile number",
            "cell",
            "mobile phone",
            "telefon",
            "telefonnummer",
            "handy",
            "mobil",
            "rufnummer",
            "numero de telephone",
            "portable",
            "telefono",
            "movil",
            "celular",
            "cellulare",
            "numero di telefono",
            "telefone",
            "telemovel",
        ],
    ),
    (
        Target::Company,
        &[
            "company",
            "company name",
            "organisation",
            "organization",
            "business",
            "account",
            "firma",
            "unternehmen",
            "firmenname",
            "entreprise",
            "societe",
            "empresa",
            "compania",
            "azienda",
            "societa",
            "ditta",
        ],
    ),
    (
        Target::Website,
        &[
            "website",
            "web",
            "url",
            "site",
            "homepage",
            "webseite",
            "internetseite",
            "site web",
            "sitio web",
            "pagina web",
            "sito",
            "sito web",
        ],
    ),
    (
        Target::OrderNumber,
        &[
            "order number",
            "order",
            "order no",
            "order id",
            "bestellnummer",
            "auftragsnummer",
            "numero de commande",
            "commande",
            "numero de pedido",
            "pedido",
            "numero ordine",
            "numero d ordine",
            "ordine",
        ],
    ),
    (Target::Tag, &["tag", "type", "request", "kategorie", "art", "etiquette", "etiqueta", "tipo", "etichetta"]),
    (
        Target::Status,
        &["status", "stage", "pipeline stage", "stufe", "statut", "etape", "estado", "etapa", "stato", "fase"],
    ),
    (Target::Score, &["score", "lead score", "points", "punkte", "punktzahl", "puntuacion", "punteggio", "pontuacao"]),
    (
        Target::Source,
        &["source", "channel", "lead source", "quelle", "kanal", "canal", "fuente", "origen", "fonte", "canale"],
    ),
    (
        Target::Captured,
        &[
            "captured utc",
            "captured",
            "created",
            "created at",
            "date",
            "date created",
            "created on",
            "datum",
            "erstellt",
            "erstellt am",
            "date de creation",
            "cree le",
            "fecha",
            "fecha de creacion",
            "creado",
            "data",
            "data di creazione",
            "creato il",
            "data de criacao",
            "criado em",
        ],
    ),
    (
        Target::Intent,
        &[
            "intent",
            "message",
            "subject",
            "interest",
            "nachricht",
            "anliegen",
            "betreff",
            "sujet",
            "demande",
            "mensaje",
            "asunto",
            "messaggio",
            "oggetto",
            "mensagem",
            "assunto",
        ],
    ),
    (
        Target::Summary,
        &[
            "summary",
            "description",
            "zusammenfassung",
            "beschreibung",
            "resume",
            "resumen",
            "descripcion",
            "riepilogo",
            "descrizione",
            "resumo",
            "descricao",
        ],
    ),
    (
        Target::Note,
        &[
            "notes",
            "note",
            "comment",
            "comments",
            "notiz",
            "notizen",
            "bemerkung",
            "bemerkungen",
            "remarque",
            "remarques",
            "commentaire",
            "nota",
            "notas",
            "comentario",
            "comentarios",
            "commento",
            "observacoes",
        ],
    ),
];

/// How much of a column must look like something for it to be that, in hundredths.
const MOST: usize = 60;

/// What each column holds. What two columns could be, the first one is; an unknown one with anything in it is kept as a
/// field of its own name.
#[must_use]
pub fn targets(head: &[String], rows: &[&[String]], region: &str) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::with_capacity(head.len());
    for (place, name) in head.iter().enumerate() {
        let column: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.get(place))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
            .collect();
        let by_name = by_name(name);
        let guessed = by_name.or_else(|| by_content(&column, region)).unwrap_or(Target::Field);
        let is_taken = guessed.is_single() && targets.contains(&guessed);
        let guessed = if is_taken { Target::Field } else { guessed };
        targets.push(if column.is_empty() && by_name.is_none() { Target::Ignore } else { guessed });
    }
    // A first name that stands alone is a name.
    if targets.contains(&Target::FirstName) && !targets.contains(&Target::LastName) && !targets.contains(&Target::Name)
    {
        for target in &mut targets {
            if *target == Target::FirstName {
                *target = Target::Name;
            }
        }
    }
    targets
}

fn by_name(name: &str) -> Option<Target> {
    let name = key(name);
    WORDS.iter().find(|(_, words)| words.contains(&name.as_str())).map(|(target, _)| *target)
}

fn by_content(column: &[&str], region: &str) -> Option<Target> {
    let most = |is: &dyn Fn(&str) -> bool| {
        !column.is_empty() && column.iter().filter(|cell| is(cell)).count() * 100 >= column.len() * MOST
    };
    if most(&|cell| Email::parse(cell).is_ok()) {
        return Some(Target::Email);
    }
    let is_phone = |cell: &str| cell.len() >= 8 && Phone::parse(super::cell::read_back(cell), region).is_ok();
    most(&is_phone).then_some(Target::Phone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(head: &[&str], row: &[&str]) -> Vec<Target> {
        let (head, row): (Vec<String>, Vec<String>) =
            (head.iter().map(|&text| text.to_owned()).collect(), row.iter().map(|&text| text.to_owned()).collect());
        targets(&head, &[row.as_slice()], "GB")
    }

    #[test]
    fn columns_are_known_by_their_words() {
        use Target::{Captured, Company, Email, Field, FirstName, Ignore, LastName, Name, Phone};
        assert_eq!(
            guessed(&["Vorname", "Nachname", "E-Mail-Adresse", "Größe"], &["A", "B", "c", "9"]),
            [FirstName, LastName, Email, Field]
        );
        assert_eq!(
            guessed(&["Prénom", "Nom", "Société", "Téléphone portable"], &["A", "B", "C", "07700 900123"]),
            [FirstName, LastName, Company, Phone]
        );
        assert_eq!(guessed(&["Nombre", "Correo electrónico", "Móvil"], &["A", "b", "c"]), [Name, Email, Phone]);
        assert_eq!(
            guessed(&["Lead ID", "Captured (UTC)", "Name", "E-mail", "Email"], &["1", "2", "3", "4", "5"]),
            [Ignore, Captured, Name, Email, Field]
        );
    }

    #[test]
    fn a_column_without_a_word_is_known_by_what_stands_in_it() {
        use Target::{Email, Field, Ignore, Phone};
        assert_eq!(
            guessed(&["x", "y", "z", ""], &["ann@mail.example", "+447700900123", "red", ""]),
            [Email, Phone, Field, Ignore]
        );
    }

    #[test]
    fn every_word_is_written_as_it_is_compared_and_stands_once() {
        let all: Vec<&str> = WORDS.iter().flat_map(|(_, words)| *words).copied().collect();
        for word in &all {
            assert_eq!(key(word), *word);
            assert_eq!(all.iter().filter(|other| *other == word).count(), 1, "{word}");
        }
    }
}
