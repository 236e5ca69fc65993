//! Puts a seed into an image, as one would into the flash of a part.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use object::{Object, ObjectSection, ObjectSymbol};

/// Copies an image, with another number in its `SEED`; returns the copy.
///
/// # Errors
/// The image has no such symbol, or a file cannot be read or written.
pub fn write(image: &Path, seed: u64, copy: &Path) -> Result<PathBuf> {
    let mut bytes = fs::read(image).with_context(|| image.display().to_string())?;
    let place = place(&bytes).context("the image has no SEED")?;
    bytes
        .get_mut(place..place + 8)
        .context("SEED is cut off")?
        .copy_from_slice(&seed.to_le_bytes());
    fs::write(copy, bytes).with_context(|| copy.display().to_string())?;
    Ok(copy.to_owned())
}

/// Where in the file the number is.
fn place(image: &[u8]) -> Option<usize> {
    let file = object::File::parse(image).ok()?;
    let symbol = file.symbol_by_name("SEED")?;
    let section = file.section_by_index(symbol.section_index()?).ok()?;
    let (start, _) = section.file_range()?;
    usize::try_from(start + symbol.address() - section.address()).ok()
}
