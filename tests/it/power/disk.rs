//! A disk and the cache before it, as far as anybody may rely on them: POSIX promises of a flushed file its bytes, of a
//! flushed folder its names, and of nothing else anything.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::record::Entry;

/// Files by their path below the folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A change of a file that no flush has made safe.
#[derive(Clone, Debug)]
pub enum Change {
    Write { at: usize, bytes: Vec<u8> },
    CutTo(usize),
}

impl Change {
    pub fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Write { at, bytes } => write(content, *at, bytes),
            Self::CutTo(size) => content.resize(*size, 0),
        }
    }
}

/// Writes as a file system does: what lies between the end and the place is zeros.
pub fn write(content: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    content.resize(content.len().max(at + bytes.len()), 0);
    content[at..at + bytes.len()].copy_from_slice(bytes);
}

/// A change of the names that no flush of the folder has made safe.
#[derive(Clone, Debug)]
pub enum Naming {
    Make(String, usize),
    Remove(String),
    Rename(String, String, usize),
}

impl Naming {
    pub fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Self::Make(name, file) => drop(names.insert(name.clone(), *file)),
            Self::Remove(name) => drop(names.remove(name)),
            Self::Rename(from, to, file) => {
                names.remove(from);
                names.insert(to.clone(), *file);
            }
        }
    }
}

/// What was flushed, and what came after.
#[derive(Clone, Debug)]
pub struct Kept<T, C> {
    pub safe: T,
    pub changes: Vec<C>,
    /// How many changes have become safe.
    settled: usize,
}

impl<T, C> Kept<T, C> {
    fn new(safe: T) -> Self {
        Self { safe, changes: Vec::new(), settled: 0 }
    }

    /// How many changes there have been.
    fn count(&self) -> usize {
        self.settled + self.changes.len()
    }

    /// The first `count` changes ever made are safe.
    fn settle(&mut self, count: usize, apply: impl Fn(&C, &mut T)) {
        for change in self.changes.drain(..count.saturating_sub(self.settled)) {
            apply(&change, &mut self.safe);
            self.settled += 1;
        }
    }
}

/// The folder.
pub struct Disk {
    pub names: Kept<BTreeMap<String, usize>, Naming>,
    pub files: Vec<Kept<Vec<u8>, Change>>,
    /// The names as the running program sees them.
    seen: BTreeMap<String, usize>,
    /// Which file an inode is now; none for the folder itself.
    inodes: HashMap<u64, Option<usize>>,
    /// How many changes a running flush covers.
    flushes: HashMap<u64, usize>,
}

impl Disk {
    pub fn new(before: &Files) -> Self {
        let names: BTreeMap<String, usize> = before.keys().cloned().zip(0..).collect();
        let files = before.values().cloned().map(Kept::new).collect();
        let seen = names.clone();
        Self { names: Kept::new(names), files, seen, inodes: HashMap::new(), flushes: HashMap::new() }
    }

    pub fn change(&mut self, entry: Entry) {
        match entry {
            Entry::Opened { file, path, .. } if path.is_empty() => drop(self.inodes.insert(file, None)),
            Entry::Opened { file, path, emptied } => self.open(file, path, emptied),
            Entry::Written { file, at, bytes } => {
                self.file(file).changes.push(Change::Write { at: usize::try_from(at).unwrap(), bytes });
            }
            Entry::CutTo { file, size } => {
                self.file(file).changes.push(Change::CutTo(usize::try_from(size).unwrap()));
            }
            Entry::FlushBegan { file, flush } => {
                let covered = self.inodes[&file].map_or(self.names.count(), |file| self.files[file].count());
                self.flushes.insert(flush, covered);
            }
            Entry::Flushed { file, flush } => {
                let covered = self.flushes.remove(&flush).expect("it began");
                match self.inodes[&file] {
                    None => self.names.settle(covered, Naming::apply),
                    Some(file) => self.files[file].settle(covered, Change::apply),
                }
            }
            Entry::Renamed { from, to } => {
                if let Some(file) = self.seen.get(&from).copied() {
                    self.name(Naming::Rename(from, to, file));
                }
            }
            Entry::Unlinked { path } => self.name(Naming::Remove(path)),
        }
    }

    fn open(&mut self, inode: u64, path: String, emptied: bool) {
        let file = if let Some(file) = self.seen.get(&path) {
            *file
        } else {
            self.files.push(Kept::new(Vec::new()));
            let file = self.files.len() - 1;
            self.name(Naming::Make(path, file));
            file
        };
        self.inodes.insert(inode, Some(file));
        if emptied {
            self.files[file].changes.push(Change::CutTo(0));
        }
    }

    fn name(&mut self, naming: Naming) {
        naming.apply(&mut self.seen);
        self.names.changes.push(naming);
    }

    fn file(&mut self, inode: u64) -> &mut Kept<Vec<u8>, Change> {
        let file = self.inodes[&inode].expect("a file, not the folder");
        &mut self.files[file]
    }

    /// The files as the running program sees them.
    pub fn as_seen(&self) -> Files {
        let content = |file: usize| {
            let mut content = self.files[file].safe.clone();
            self.files[file].changes.iter().for_each(|change| change.apply(&mut content));
            content
        };
        self.seen.iter().map(|(name, file)| (name.clone(), content(*file))).collect()
    }

    /// Ends the test when these are other files than those in the folder.
    pub fn is_what_lies_in(&self, folder: &Path) {
        let (mut seen, lies) = (self.as_seen(), files_in(folder));
        seen.retain(|name, _| !name.contains('/'));
        assert_eq!(seen.keys().collect::<Vec<_>>(), lies.keys().collect::<Vec<_>>(), "the layer missed a name");
        for (name, bytes) in &seen {
            assert!(
                *bytes == lies[name],
                "the layer missed a change of {name}: {} and {} bytes",
                bytes.len(),
                lies[name].len()
            );
        }
    }
}

/// The files that stand in the folder itself; shared memory is none.
pub fn files_in(folder: &Path) -> Files {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    let named = files.map(|entry| (entry.file_name().into_string().unwrap(), entry.path()));
    named.filter(|(name, _)| !name.ends_with("-shm")).map(|(name, path)| (name, std::fs::read(path).unwrap())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrote(at: u64, text: &str) -> Entry {
        Entry::Written { file: 7, at, bytes: text.into() }
    }

    #[test]
    fn a_flush_makes_safe_what_was_written_before_it_began() {
        let mut disk = Disk::new(&Files::from([("db".to_owned(), b"old".to_vec())]));
        disk.change(Entry::Opened { file: 7, path: "db".to_owned(), emptied: false });
        disk.change(wrote(0, "new"));
        disk.change(Entry::FlushBegan { file: 7, flush: 1 });
        disk.change(wrote(3, "er"));
        assert_eq!((disk.files[0].safe.as_slice(), disk.files[0].changes.len()), (b"old".as_slice(), 2));
        disk.change(Entry::Flushed { file: 7, flush: 1 });
        assert_eq!((disk.files[0].safe.as_slice(), disk.files[0].changes.len()), (b"new".as_slice(), 1));
        assert_eq!(disk.as_seen()["db"], b"newer");
    }

    #[test]
    fn a_name_is_safe_when_its_folder_was_flushed() {
        let mut disk = Disk::new(&Files::new());
        disk.change(Entry::Opened { file: 7, path: "db-wal".to_owned(), emptied: false });
        disk.change(wrote(0, "new"));
        disk.change(Entry::FlushBegan { file: 7, flush: 1 });
        disk.change(Entry::Flushed { file: 7, flush: 1 });
        assert!(disk.names.safe.is_empty());
        disk.change(Entry::Opened { file: 1, path: String::new(), emptied: false });
        disk.change(Entry::FlushBegan { file: 1, flush: 2 });
        disk.change(Entry::Flushed { file: 1, flush: 2 });
        assert_eq!(disk.names.safe, BTreeMap::from([("db-wal".to_owned(), 0)]));
    }
}
