//! What an image takes of a part.

use std::path::Path;

use anyhow::{Context, Result};
use object::{Object, ObjectSection, SectionFlags, elf};

/// Bytes of the two memories.
pub struct Size {
    /// Instructions, constants, and what `static`s begin with.
    pub flash: u64,
    /// `static`s; the stack comes on top.
    pub ram: u64,
}

/// Adds up the sections of an image.
///
/// # Errors
/// It cannot be read.
pub fn size(image: &Path) -> Result<Size> {
    let bytes = std::fs::read(image).with_context(|| image.display().to_string())?;
    let file = object::File::parse(&*bytes)?;
    let mut size = Size { flash: 0, ram: 0 };
    for section in file.sections() {
        let SectionFlags::Elf { sh_flags } = section.flags() else { continue };
        let has = |flag: u32| sh_flags & u64::from(flag) != 0;
        // What the start-up code sets aside for the stack says nothing of its depth.
        if !has(elf::SHF_ALLOC) || matches!(section.name(), Ok(".stack" | ".heap")) {
            continue;
        }
        let (_, in_file) = section.file_range().unwrap_or_default();
        size.flash += in_file;
        if has(elf::SHF_WRITE) {
            size.ram += section.size();
        }
    }
    Ok(size)
}
