//! A CSV file's lines (RFC 4180), as the text comes in: separated by commas, semicolons or tabs, whichever the first line
//! uses. What is wrong is told with its line; nothing is guessed about a quote that nobody closed. Pure.

use crate::text;

/// The longest cell, in bytes.
pub const LONGEST_CELL: usize = 32 * 1024;

/// How many columns there may be.
pub const MOST_COLUMNS: usize = 200;

/// How much of a file's beginning may pass before its first line ends, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;

/// Why a file cannot be read, and in which line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A quote was opened here and never closed.
    Unclosed(i64),
    /// Something follows a closing quote.
    AfterQuote(i64),
    /// A cell is too long.
    LongCell(i64),
    /// A line has too many cells.
    ManyColumns(i64),
}

/// A line of the file; with quotes it may span several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it begins, counted from 1.
    pub line: i64,
    /// Its cells.
    pub cells: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Begin,
    Bare,
    Quoted,
    Closed,
}

/// Reads a file as it comes in.
#[derive(Debug)]
pub struct Parser {
    separator: Option<char>,
    /// What came before the separator was known.
    head: String,
    state: State,
    cells: Vec<String>,
    cell: String,
    line: i64,
    began: i64,
    quoted: i64,
    after_return: bool,
}

impl Default for Parser {
    fn default() -> Self {
        Self {
            separator: None,
            head: String::new(),
            state: State::Begin,
            cells: Vec::new(),
            cell: String::new(),
            line: 1,
            began: 1,
            quoted: 1,
            after_return: false,
        }
    }
}

impl Parser {
    /// What separates the cells.
    #[must_use]
    pub fn separator(&self) -> char {
        self.separator.unwrap_or(',')
    }

    /// Adds the lines that this text ends.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn push(&mut self, text: &str, out: &mut Vec<Record>) -> Result<(), Fault> {
        if self.separator.is_some() {
            return self.read(text, out);
        }
        self.head.push_str(text);
        if first_line(&self.head).is_none() && self.head.len() < LONGEST_HEAD {
            return Ok(());
        }
        self.begin(out)
    }

    /// The file is at its end.
    ///
    /// # Errors
    /// [`Fault::Unclosed`], and the others.
    pub fn end(&mut self, out: &mut Vec<Record>) -> Result<(), Fault> {
        if self.separator.is_none() {
            self.begin(out)?;
        }
        if self.state == State::Quoted {
            return Err(Fault::Unclosed(self.quoted));
        }
        self.end_line(out)
    }

    fn begin(&mut self, out: &mut Vec<Record>) -> Result<(), Fault> {
        let head = std::mem::take(&mut self.head);
        let line = first_line(&head).unwrap_or(&head);
        // A spreadsheet's own word for it.
        let named = line
            .strip_prefix("sep=")
            .and_then(|rest| rest.chars().next())
            .filter(|named| line.len() <= 8 && named.is_ascii());
        self.separator = Some(named.unwrap_or_else(|| guess(line)));
        if named.is_none() {
            return self.read(&head, out);
        }
        self.read(&head, out)?;
        out.retain(|record| record.line > 1);
        Ok(())
    }

    fn read(&mut self, text: &str, out: &mut Vec<Record>) -> Result<(), Fault> {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let run = self.run(rest);
            if run > 0 {
                self.cell.push_str(&rest[..run]);
                self.within()?;
                rest = &rest[run..];
                continue;
            }
            rest = &rest[c.len_utf8()..];
            let is_second = std::mem::take(&mut self.after_return) && c == '\n';
            if is_second || c == '\0' {
                continue;
            }
            self.take(c, out)?;
        }
        Ok(())
    }

    /// How much of this only adds to the cell that is being read: most of any file.
    fn run(&self, text: &str) -> usize {
        let separator = u32::from(self.separator());
        let ends: fn(u8) -> bool = match self.state {
            State::Bare => |byte| matches!(byte, b'\n' | b'\r' | 0),
            State::Quoted if !self.after_return => |byte| matches!(byte, b'\n' | b'\r' | b'"' | 0),
            _ => return 0,
        };
        let is_bare = self.state == State::Bare;
        let is_end = |byte: u8| ends(byte) || (is_bare && u32::from(byte) == separator);
        text.bytes().position(is_end).unwrap_or(text.len())
    }

    fn within(&self) -> Result<(), Fault> {
        if self.cell.len() > LONGEST_CELL { Err(Fault::LongCell(self.began)) } else { Ok(()) }
    }

    fn take(&mut self, c: char, out: &mut Vec<Record>) -> Result<(), Fault> {
        let is_end = matches!(c, '\n' | '\r');
        match self.state {
            State::Quoted if c == '"' => self.state = State::Closed,
            State::Quoted => {
                if is_end {
                    self.line += 1;
                    self.after_return = c == '\r';
                }
                return self.add(if c == '\r' { '\n' } else { c });
            }
            State::Closed if c == '"' => {
                self.state = State::Quoted;
                return self.add(c);
            }
            State::Begin if c == '"' => {
                (self.state, self.quoted) = (State::Quoted, self.line);
            }
            _ if Some(c) == self.separator => {
                self.end_cell()?;
            }
            _ if is_end => {
                self.end_line(out)?;
                self.line += 1;
                (self.began, self.after_return) = (self.line, c == '\r');
            }
            State::Closed if c == ' ' => {}
            State::Closed => return Err(Fault::AfterQuote(self.line)),
            State::Begin | State::Bare => {
                self.state = State::Bare;
                return self.add(c);
            }
        }
        Ok(())
    }

    fn add(&mut self, c: char) -> Result<(), Fault> {
        self.cell.push(c);
        self.within()
    }

    fn end_cell(&mut self) -> Result<(), Fault> {
        self.cells.push(std::mem::take(&mut self.cell));
        self.state = State::Begin;
        if self.cells.len() > MOST_COLUMNS { Err(Fault::ManyColumns(self.began)) } else { Ok(()) }
    }

    /// A line of nothing is none.
    fn end_line(&mut self, out: &mut Vec<Record>) -> Result<(), Fault> {
        self.end_cell()?;
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            out.push(Record { line: self.began, cells });
        }
        Ok(())
    }
}

/// The first line that is whole, quotes and all.
fn first_line(text: &str) -> Option<&str> {
    let mut is_quoted = false;
    let end = text.find(|c| {
        is_quoted ^= c == '"';
        !is_quoted && matches!(c, '\n' | '\r')
    })?;
    Some(&text[..end])
}

/// The separator that the first line has most of.
fn guess(line: &str) -> char {
    let count = |separator: char| {
        let mut is_quoted = false;
        let outside = line.chars().filter(|c| {
            is_quoted ^= *c == '"';
            !is_quoted && *c == separator
        });
        outside.count()
    };
    // The last of the greatest wins: a comma beside as many semicolons.
    ['\t', ';', ','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(',')
}

/// A cell as it is compared: folded, without what surrounds it.
#[must_use]
pub fn key(cell: &str) -> String {
    text::words(cell).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, size: usize) -> Result<Vec<Record>, Fault> {
        let (mut parser, mut out) = (Parser::default(), Vec::new());
        let letters: Vec<char> = text.chars().collect();
        for piece in letters.chunks(size) {
            parser.push(&piece.iter().collect::<String>(), &mut out)?;
        }
        parser.end(&mut out)?;
        Ok(out)
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        read(text, 3).unwrap().into_iter().map(|record| record.cells).collect()
    }

    #[test]
    fn quotes_hold_what_would_end_a_cell() {
        assert_eq!(cells("a,b\r\n\"x,\"\"y\"\"\r\nz\",2\r\n"), [vec!["a", "b"], vec!["x,\"y\"\nz", "2"]]);
        assert_eq!(cells("a;b\n1,5;2"), [vec!["a", "b"], vec!["1,5", "2"]]);
        assert_eq!(cells("a\tb\r1\t2\r"), [vec!["a", "b"], vec!["1", "2"]]);
        assert_eq!(cells("sep=|\na|b\n"), [vec!["a", "b"]]);
        assert_eq!(cells("a,b\n\n , \n5\" pipe,\"q\" \n"), [vec!["a", "b"], vec!["5\" pipe", "q"]]);
        assert_eq!(cells("a\0b,c\n"), [vec!["ab", "c"]]);
        assert!(cells("").is_empty() && cells("\n\r\n").is_empty());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        assert_eq!(read("a,b\n1,2\n\"open,3\n4,5\n", 2), Err(Fault::Unclosed(3)));
        assert_eq!(read("a,b\n1,\"x\"y\n", 2), Err(Fault::AfterQuote(2)));
        assert_eq!(read(&format!("a\n{}", "x".repeat(LONGEST_CELL + 1)), 9), Err(Fault::LongCell(2)));
        assert_eq!(read(&format!("a\n{}", ",".repeat(MOST_COLUMNS)), 9), Err(Fault::ManyColumns(2)));
        assert_eq!(read(&"x".repeat(LONGEST_HEAD), 999), Err(Fault::LongCell(1)));
        let lines: Vec<i64> = read("a\n\"x\ny\"\nb\n", 4).unwrap().iter().map(|record| record.line).collect();
        assert_eq!(lines, [1, 2, 4]);
    }

    proptest! {
        #[test]
        fn what_another_writer_wrote_is_read(table in prop::collection::vec(prop::collection::vec("[a-z\",;\t\n =]{1,6}", 3), 1..5), size in 1usize..9) {
            let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            writer.write_record(["one", "two", "three"]).unwrap();
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let read: Vec<Vec<String>> = read(&text, size).unwrap().into_iter().skip(1).map(|record| record.cells).collect();
            let expected: Vec<Vec<String>> = table.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
            prop_assert_eq!(read, expected);
        }
    }
}
