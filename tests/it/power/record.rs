//! The layer's record, read back: heads and bytes as tests/power/layer.c writes them.

use std::fs::File;
use std::io::{BufReader, Read, Seek as _};

use super::disk::{Disk, Files};

/// One change, or one moment of a flush.
#[derive(Debug, PartialEq, Eq)]
pub enum Entry {
    /// A file, or the folder (an empty path), was opened, and perhaps emptied.
    Opened { file: u64, path: String, emptied: bool },
    /// Bytes were written.
    Written { file: u64, at: u64, bytes: Vec<u8> },
    /// A file was cut, or grown, to this size.
    CutTo { file: u64, size: u64 },
    /// A flush began: what was written before is what it makes safe.
    FlushBegan { file: u64, flush: u64 },
    /// It is done.
    Flushed { file: u64, flush: u64 },
    /// A file got another name.
    Renamed { from: String, to: String },
    /// A name is gone.
    Unlinked { path: String },
}

/// Replays a record onto the files as they were before it began; `then` is called after each entry, with where in the
/// record it ends.
pub fn replay(log: &File, before: &Files, mut then: impl FnMut(&Disk, u64)) -> Disk {
    let mut disk = Disk::new(before);
    let mut reader = BufReader::with_capacity(1 << 20, log);
    reader.rewind().unwrap();
    let mut end = 0;
    while let Some((entry, length)) = read(&mut reader) {
        disk.change(entry);
        end += length;
        then(&disk, end);
    }
    disk
}

/// The next entry and its length; none at the end.
fn read(reader: &mut impl Read) -> Option<(Entry, u64)> {
    let mut head = [0; 24];
    reader.read_exact(&mut head).ok()?;
    let word = |at: usize| u64::from_ne_bytes(head[at..at + 8].try_into().unwrap());
    let (file, number) = (word(8), word(16));
    let kind = u32::from_ne_bytes(head[..4].try_into().unwrap());
    let length = u32::from_ne_bytes(head[4..8].try_into().unwrap());
    let mut bytes = vec![0; usize::try_from(length).unwrap()];
    reader.read_exact(&mut bytes).ok()?;
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("a name of ours");
    let entry = match kind {
        1 => Entry::Opened { file, path: text(&bytes), emptied: number == 1 },
        2 => Entry::Written { file, at: number, bytes },
        3 => Entry::CutTo { file, size: number },
        4 => Entry::FlushBegan { file, flush: number },
        5 => Entry::Flushed { file, flush: number },
        6 => {
            let mut names = bytes.split(|byte| *byte == 0).map(text);
            Entry::Renamed { from: names.next().unwrap(), to: names.next().unwrap() }
        }
        7 => Entry::Unlinked { path: text(&bytes) },
        other => panic!("the layer writes no record of kind {other}"),
    };
    Some((entry, 24 + u64::from(length)))
}
