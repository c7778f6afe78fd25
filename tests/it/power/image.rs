//! What a disk may hold after its power was cut: everything safe, and of the rest whatever chance leaves.
//!
//! Each write may be there, be missing, or be torn between sectors; a file may have grown without the bytes it grew by.
//! What lies outside of a write is never harmed by it (SQLite's own assumption, "powersafe overwrite").

use std::path::{Path, PathBuf};

use super::disk::{self, Change, Disk, Files};

/// Numbers by chance: splitmix64, from a seed.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    pub fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.next() % (to - from).max(1)
    }

    fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// How a disk treats what no flush has made safe.
#[derive(Clone, Copy, Debug)]
pub enum Manner {
    NothingThere,
    AllThere,
    /// Out of order: what was written first is missing.
    AllButTheFirst,
    FirstOnes,
    LastOnes,
    /// Out of order between files: of one all, of another nothing.
    WholeFiles,
    Each {
        percent: usize,
    },
    Torn {
        sector: usize,
    },
    /// The file has grown, its bytes have not come.
    GrownOnly,
}

const MANNERS: [Manner; 11] = [
    Manner::NothingThere,
    Manner::AllThere,
    Manner::AllButTheFirst,
    Manner::FirstOnes,
    Manner::LastOnes,
    Manner::WholeFiles,
    Manner::Each { percent: 20 },
    Manner::Each { percent: 80 },
    Manner::Torn { sector: 512 },
    Manner::Torn { sector: 4096 },
    Manner::GrownOnly,
];

/// An image, and how it came about.
pub struct Image {
    pub manner: Manner,
    pub files: Files,
}

/// One image that the disk may hold when the power is cut now.
pub fn after_a_cut(disk: &Disk, chance: &mut Chance) -> Image {
    let manner = MANNERS[chance.below(MANNERS.len())];
    let mut names = disk.names.safe.clone();
    let stays = chosen(manner, disk.names.changes.len(), chance);
    let there = disk.names.changes.iter().zip(stays).filter(|(_, stays)| *stays);
    there.for_each(|(naming, _)| naming.apply(&mut names));
    let content = |file: usize, chance: &mut Chance| {
        let kept = &disk.files[file];
        let mut content = kept.safe.clone();
        let stays = chosen(manner, kept.changes.len(), chance);
        for (change, stays) in kept.changes.iter().zip(stays) {
            match manner {
                _ if stays => change.apply(&mut content),
                Manner::Torn { sector } => torn(&mut content, change, sector, chance),
                Manner::GrownOnly => grown(&mut content, change, chance),
                _ => {}
            }
        }
        content
    };
    let files = names.into_iter().map(|(name, file)| (name, content(file, chance))).collect();
    Image { manner, files }
}

/// Which of so many changes, in their order, are there whole.
fn chosen(manner: Manner, count: usize, chance: &mut Chance) -> Vec<bool> {
    let turn = chance.below(count + 1);
    let whole = chance.happens(50);
    let is_there = |n: usize| match manner {
        Manner::NothingThere => false,
        Manner::AllThere => true,
        Manner::AllButTheFirst => n > 0,
        Manner::FirstOnes => n < turn,
        Manner::LastOnes => n >= turn,
        Manner::WholeFiles => whole,
        Manner::Each { percent } => chance.happens(percent),
        Manner::Torn { .. } | Manner::GrownOnly => chance.happens(30),
    };
    (0..count).map(is_there).collect()
}

/// Some of the sectors of a write are there.
fn torn(content: &mut Vec<u8>, change: &Change, sector: usize, chance: &mut Chance) {
    let Change::Write { at, bytes } = change else { return };
    let mut from = 0;
    while from < bytes.len() {
        // Sectors are the disk's, not the write's.
        let to = bytes.len().min(((at + from) / sector + 1) * sector - at);
        if chance.happens(50) {
            disk::write(content, at + from, &bytes[from..to]);
        }
        from = to;
    }
}

/// The file reaches as far as the write did, and holds there what the disk held before: zeros, or anybody's bytes.
fn grown(content: &mut Vec<u8>, change: &Change, chance: &mut Chance) {
    if let Change::Write { at, bytes } = change {
        let filler = if chance.happens(50) { 0 } else { 0xa5 };
        content.resize(content.len().max(at + bytes.len()), filler);
    }
}

/// Writes an image into a folder of its own below `room`; gives the folder, which the next image takes over.
pub fn write(image: &Image, room: &Path) -> PathBuf {
    let folder = room.join("image");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir(&folder).unwrap();
    for (name, bytes) in &image.files {
        // The database's; what else stands in the folder is nobody's promise.
        if name.starts_with("frontdesk.db") {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
    folder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_write_is_there_by_sectors() {
        let change = Change::Write { at: 500, bytes: vec![1; 1024] };
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..64 {
            let mut content = vec![0; 2048];
            torn(&mut content, &change, 512, &mut Chance::new(seed));
            assert!(content[..500].iter().chain(&content[1524..]).all(|byte| *byte == 0), "harm outside of the write");
            let sectors = [500..512, 512..1024, 1024..1524].map(|sector| {
                assert!(content[sector.clone()].windows(2).all(|two| two[0] == two[1]), "half a sector");
                content[sector.start]
            });
            seen.insert(sectors);
        }
        assert_eq!(seen.len(), 8, "every choice of sectors comes about");
    }
}
