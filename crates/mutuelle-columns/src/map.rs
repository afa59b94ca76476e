//! The one place where a file is mapped into memory.
#![expect(
    unsafe_code,
    reason = "mapping a file is unsafe because others could change it while it is read"
)]

use std::fs::File;
use std::io;

use memmap2::Mmap;

/// A file that is read as if it were memory.
#[derive(Debug)]
pub(crate) struct Map(Mmap);

impl Map {
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        // SAFETY: the bytes must not change while they are mapped. A read copy is never changed in place: it is written
        // under another name and renamed (`file.rs`), so that a mapping keeps the file that it was made of, even when
        // another takes its name. That no other program writes to it is a condition of a commons' folder, like for
        // the journal, the store and the text index.
        unsafe { Mmap::map(file) }.map(Self)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}
