//! Words without their common endings, in six languages at once. Not grammar, and never shown: it only has to make the
//! word of an entry and the word of a question alike, one or many, "engrave" or "engraving".

/// Endings of many, and what stands for one: the first that fits.
const PLURALS: [(&str, &str, usize); 12] = [
    ("ciones", "cion", 2),
    ("siones", "sion", 2),
    ("ungen", "ung", 4),
    ("oes", "ao", 4),
    ("eaux", "eau", 2),
    ("aux", "al", 4),
    ("ies", "y", 3),
    ("sses", "ss", 1),
    ("shes", "sh", 1),
    ("ches", "ch", 1),
    ("xes", "x", 1),
    ("zes", "z", 1),
];

/// Endings that make nouns and forms of verbs, with how much of the word must stand before them: the first that fits.
const FORMS: [(&str, usize); 14] = [
    ("ation", 4),
    ("acion", 4),
    ("azion", 4),
    ("ing", 3),
    ("ungs", 5),
    ("ung", 5),
    ("ment", 4),
    ("able", 4),
    ("ando", 4),
    ("ado", 4),
    ("ada", 4),
    ("ed", 3),
    ("en", 4),
    ("ar", 3),
];

/// The shortest word that has an ending.
const SHORTEST: usize = 4;

/// A folded word without its ending. Words with digits, of three letters, or in other scripts stay.
pub(super) fn stem(word: String) -> String {
    let mut stem = word;
    if !stem.is_ascii() || stem.len() < SHORTEST || stem.bytes().any(|b| b.is_ascii_digit()) {
        return stem;
    }
    let plural = PLURALS.iter().find_map(|(end, one, least)| {
        let start = stem.strip_suffix(end).filter(|start| start.len() >= *least)?;
        Some(format!("{start}{one}"))
    });
    if let Some(one) = plural {
        stem = one;
    } else if stem.ends_with('s') && !["ss", "us", "is"].iter().any(|end| stem.ends_with(end)) {
        stem.truncate(stem.len() - 1);
    }
    // "spedizione", "spedizioni": the vowel goes before the ending is looked at.
    if ["azione", "azioni"].iter().any(|end| stem.ends_with(end)) {
        stem.truncate(stem.len() - 1);
    }
    let form = FORMS.iter().find_map(|(end, least)| stem.strip_suffix(end).filter(|start| start.len() >= *least));
    if let Some(start) = form {
        stem = start.to_owned();
    }
    let is_long = stem.len() > SHORTEST && stem.ends_with(['e', 'y']);
    if is_long || (stem.len() >= SHORTEST && stem.ends_with(['o', 'a', 'i'])) {
        stem.truncate(stem.len() - 1);
    }
    without_double(&stem).to_owned()
}

fn without_double(word: &str) -> &str {
    match word.as_bytes() {
        [.., a, b] if a == b && *b != b'e' => &word[..word.len() - 1],
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_in_six_languages_have_one_stem() {
        for group in [
            &["engrave", "engraving", "engraved", "engravings"][..],
            &["candle", "candles"],
            &["berry", "berries"],
            &["box", "boxes"],
            &["pedido", "pedidos"],
            &["devolucion", "devoluciones"],
            &["lampara", "lamparas"],
            &["kerze", "kerzen"],
            &["ruckgabe", "ruckgaben"],
            &["lieferung", "lieferungen"],
            &["livraison", "livraisons"],
            &["cadeau", "cadeaux"],
            &["spedizione", "spedizioni"],
            &["reso", "resi"],
            &["devolucao", "devolucoes"],
            &["entrega", "entregas"],
        ] {
            let stems: Vec<String> = group.iter().map(|word| stem((*word).to_owned())).collect();
            assert!(stems.iter().all(|one| *one == stems[0]), "{stems:?}");
        }
    }

    #[test]
    fn what_is_no_word_stays_as_it_is() {
        for word in ["a4", "ll-20418", "何時", "gas", "bus", "x", ""] {
            assert_eq!(stem(word.to_owned()), word);
        }
    }
}
