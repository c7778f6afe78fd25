//! A file on its way in: bytes become lines as they come, within limits, so that no file fills memory or disk. Pure.

use super::MOST_ROWS;
use super::decode::{Decoder, Encoding, NoText};
use super::parse::{Fault, LONGEST_CELL, MOST_COLUMNS, Parser, Record};
use crate::error::Error;

/// The largest file, in bytes.
pub const LARGEST: usize = 50 * 1024 * 1024;

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Its bytes are no text.
    NoText(NoText),
    /// Its text is no table.
    Table(Fault),
    /// It is too large.
    TooLarge,
    /// It has too many lines.
    TooMany,
    /// There is nothing under its first line.
    Empty,
}

/// What is read of a file so far.
#[derive(Debug, Default)]
pub struct Intake {
    decoder: Decoder,
    parser: Parser,
    bytes: usize,
    head: Option<Vec<String>>,
    ready: Vec<Record>,
    rows: i64,
}

impl Intake {
    /// Adds bytes.
    ///
    /// # Errors
    /// [`Refusal`]: nothing of the file can be taken.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.bytes += bytes.len();
        if self.bytes > LARGEST {
            return Err(Refusal::TooLarge);
        }
        let mut text = String::with_capacity(bytes.len() + 8);
        self.decoder.push(bytes, false, &mut text).map_err(Refusal::NoText)?;
        let mut records = Vec::new();
        self.parser.push(&text, &mut records).map_err(Refusal::Table)?;
        self.keep(records)
    }

    /// The file is at its end.
    ///
    /// # Errors
    /// [`Refusal`]: nothing of the file can be taken.
    pub fn end(&mut self) -> Result<(), Refusal> {
        let (mut text, mut records) = (String::new(), Vec::new());
        self.decoder.push(&[], true, &mut text).map_err(Refusal::NoText)?;
        self.parser.push(&text, &mut records).map_err(Refusal::Table)?;
        self.parser.end(&mut records).map_err(Refusal::Table)?;
        self.keep(records)?;
        if self.rows == 0 { Err(Refusal::Empty) } else { Ok(()) }
    }

    fn keep(&mut self, records: Vec<Record>) -> Result<(), Refusal> {
        for record in records {
            if self.head.is_none() {
                self.head = Some(record.cells.into_iter().map(|cell| cell.trim().to_owned()).collect());
                continue;
            }
            self.rows += 1;
            if self.rows > MOST_ROWS {
                return Err(Refusal::TooMany);
            }
            self.ready.push(record);
        }
        Ok(())
    }

    /// The lines that are read and not yet taken, once there are so many.
    pub fn take(&mut self, least: usize) -> Option<Vec<Record>> {
        (!self.ready.is_empty() && self.ready.len() >= least).then(|| std::mem::take(&mut self.ready))
    }

    /// The names of its columns.
    #[must_use]
    pub fn head(&self) -> &[String] {
        self.head.as_deref().unwrap_or_default()
    }

    /// How many lines it has beside the first.
    #[must_use]
    pub fn rows(&self) -> i64 {
        self.rows
    }

    /// How it is written.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.decoder.encoding()
    }

    /// What separates its cells.
    #[must_use]
    pub fn separator(&self) -> char {
        self.parser.separator()
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let (code, told) = match refusal {
            Refusal::NoText(NoText::Workbook) => {
                ("workbook", "This is an Excel workbook: save it as CSV UTF-8, then choose that file".to_owned())
            }
            Refusal::NoText(NoText::Binary) => {
                ("no_text", "This is not a text file: save the table as CSV UTF-8, then choose that file".to_owned())
            }
            Refusal::NoText(NoText::Mixed) => {
                ("encoding", "Its letters are written in two ways: save it again as CSV UTF-8".to_owned())
            }
            Refusal::Table(Fault::Unclosed(line)) => {
                ("quote", format!("A quote that opens in line {line} is never closed: add the closing quote"))
            }
            Refusal::Table(Fault::AfterQuote(line)) => {
                ("quote", format!("In line {line} something follows a closing quote: double the quotes inside a cell"))
            }
            Refusal::Table(Fault::LongCell(line)) => {
                ("long_cell", format!("A cell in line {line} has more than {} KiB: shorten it", LONGEST_CELL / 1024))
            }
            Refusal::Table(Fault::ManyColumns(line)) => {
                ("many_columns", format!("Line {line} has more than {MOST_COLUMNS} columns: leave some out"))
            }
            Refusal::TooLarge => {
                ("too_large", format!("The file has more than {} MB: split it", LARGEST / 1024 / 1024))
            }
            Refusal::TooMany => ("too_many", "The file has more than 200,000 lines: split it".to_owned()),
            Refusal::Empty => ("empty", "There is nothing under the first line, which names the columns".to_owned()),
        };
        Self::field("file", code, told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_is_refused_while_it_comes() {
        let mut intake = Intake::default();
        intake.feed(b"name\n").unwrap();
        let mut refused = None;
        // A gigabyte, if it were let in.
        for piece in 0..1024 {
            let line = "ann bell\n".repeat(1024 * 1024 / 9);
            if let Err(why) = intake.feed(line.as_bytes()) {
                refused = Some((piece, why));
                break;
            }
            assert!(intake.take(1).is_some());
        }
        let (piece, why) = refused.unwrap();
        assert!(piece < 51 && why == Refusal::TooMany, "{piece} {why:?}");
        let mut intake = Intake::default();
        let why = (0..1024).find_map(|_| intake.feed(&b"a,b\n".repeat(16 * 1024)[..]).err());
        assert_eq!(why, Some(Refusal::TooMany));
        let mut intake = Intake::default();
        let blank = [" ".repeat(30_000), "\n".to_owned()].concat().repeat(34);
        let why = (0..60).find_map(|_| intake.feed(blank.as_bytes()).err());
        assert_eq!(why, Some(Refusal::TooLarge));
    }

    #[test]
    fn a_first_line_alone_is_no_table() {
        let mut intake = Intake::default();
        intake.feed("name;email\r\n".as_bytes()).unwrap();
        assert_eq!(intake.end(), Err(Refusal::Empty));
        let mut intake = Intake::default();
        intake.feed("\u{feff}name;email\r\nAnn;ann@mail.example".as_bytes()).unwrap();
        intake.end().unwrap();
        assert_eq!(
            (intake.rows(), intake.separator(), intake.head()),
            (1, ';', &["name".to_owned(), "email".to_owned()][..])
        );
        assert_eq!(intake.take(1).unwrap()[0].line, 2);
    }
}
