//! One row, twice: as a line that PostgreSQL's COPY takes, and as the text that both sides hash.
//!
//! Pure. The hashed text names each value's length, so that no two rows share one; [`hash_sql`] says the same in SQL.

use std::fmt::Write as _;

use anyhow::bail;
use rusqlite::types::ValueRef;
use sha2::{Digest as _, Sha256};

use super::source::{Column, Kind};

/// A row on its way: its line and its hashed text, kept to be used again for the next.
#[derive(Default)]
pub(super) struct Draft {
    line: String,
    hashed: String,
    plain: String,
}

impl Draft {
    pub(super) fn begin(&mut self) {
        self.line.clear();
        self.hashed.clear();
    }

    /// Adds a value in the shape that PostgreSQL writes it in.
    pub(super) fn add(&mut self, column: &Column, value: ValueRef<'_>) -> anyhow::Result<()> {
        if !self.line.is_empty() {
            self.line.push('\t');
        }
        self.plain.clear();
        match (column.kind, value) {
            (_, ValueRef::Null) => {
                self.line.push_str("\\N");
                self.hashed.push('-');
                return Ok(());
            }
            (Kind::Boolean, ValueRef::Integer(bit @ (0 | 1))) => {
                self.plain.push_str(if bit == 1 { "true" } else { "false" });
            }
            (Kind::Whole, ValueRef::Integer(number)) => write!(self.plain, "{number}")?,
            (Kind::Text, ValueRef::Text(text)) => self.plain.push_str(std::str::from_utf8(text)?),
            (kind, value) => bail!("column {} holds {:?} where {kind:?} was declared", column.name, value.data_type()),
        }
        // PostgreSQL, COPY, "Text Format".
        for c in self.plain.chars() {
            match c {
                '\\' => self.line.push_str("\\\\"),
                '\n' => self.line.push_str("\\n"),
                '\r' => self.line.push_str("\\r"),
                '\t' => self.line.push_str("\\t"),
                c => self.line.push(c),
            }
        }
        write!(self.hashed, "{}:{}", self.plain.len(), self.plain)?;
        Ok(())
    }

    /// Ends the row: its line goes to `lines`; its hash is given.
    pub(super) fn end(&mut self, lines: &mut Vec<u8>) -> u64 {
        lines.extend_from_slice(self.line.as_bytes());
        lines.push(b'\n');
        hash(&self.hashed)
    }
}

/// The first 60 bits of the text's SHA-256: sums of them never overflow, and both sides can make them.
fn hash(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    let first: [u8; 8] = std::array::from_fn(|at| digest[at]);
    u64::from_be_bytes(first) >> 4
}

/// The same in PostgreSQL's SQL: count and sum over all rows of a table.
pub(super) fn hash_sql(table: &str, columns: &[Column]) -> String {
    let texts: Vec<String> = columns
        .iter()
        .map(|column| {
            let name = format!("CAST({} AS TEXT)", quoted(&column.name));
            format!("COALESCE(octet_length({name}) || ':' || {name}, '-')")
        })
        .collect();
    // A backslash would be an escape to a cast from text to bytea; convert_to takes the text as it is.
    format!(
        "SELECT COUNT(*), CAST(COALESCE(SUM(CAST(CAST('x' || left(encode(sha256(convert_to({}, 'UTF8')), 'hex'), 15) AS BIT(60)) AS BIGINT)), 0) AS TEXT) FROM {}",
        texts.join(" || "),
        quoted(table)
    )
}

/// A name that comes from a schema, as both engines quote it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, kind: Kind) -> Column {
        Column { name: name.to_owned(), kind }
    }

    fn line(values: &[(Kind, ValueRef<'_>)]) -> anyhow::Result<(String, String)> {
        let mut draft = Draft::default();
        draft.begin();
        for (kind, value) in values {
            draft.add(&column("c", *kind), *value)?;
        }
        let mut lines = Vec::new();
        draft.end(&mut lines);
        Ok((String::from_utf8(lines).unwrap(), draft.hashed))
    }

    #[test]
    fn a_line_keeps_what_copy_would_read_otherwise() {
        let text = |text: &'static str| (Kind::Text, ValueRef::Text(text.as_bytes()));
        let (line, hashed) = line(&[
            text("a\tb\\N\r\n"),
            (Kind::Whole, ValueRef::Integer(-7)),
            (Kind::Boolean, ValueRef::Integer(1)),
            (Kind::Boolean, ValueRef::Null),
            text("\\."),
            text(""),
        ])
        .unwrap();
        assert_eq!(line, "a\\tb\\\\N\\r\\n\t-7\ttrue\t\\N\t\\\\.\t\n");
        assert_eq!(hashed, "7:a\tb\\N\r\n2:-74:true-2:\\.0:");
    }

    #[test]
    fn a_value_of_another_kind_is_named_and_not_guessed() {
        assert!(line(&[(Kind::Boolean, ValueRef::Integer(2))]).is_err());
        assert!(line(&[(Kind::Whole, ValueRef::Text(b"7"))]).is_err());
        assert!(line(&[(Kind::Text, ValueRef::Blob(b"7"))]).is_err());
    }

    #[test]
    fn a_hash_is_the_first_sixty_bits() {
        // SHA-256 of nothing begins e3b0c44298fc1c14.
        assert_eq!(hash(""), 0x0e3b_0c44_298f_c1c1);
    }
}
