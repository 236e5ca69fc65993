//! Puts an exported session where a board goes on from it, in the layout of the core's store.

use std::{
    fs::File,
    io::{Read, Seek, Write},
    path::Path,
};

use anyhow::{Result, anyhow};
use embedded_io::Write as _;
use embedded_storage::nor_flash::{
    ErrorType, NorFlash, NorFlashErrorKind, ReadNorFlash, check_erase, check_read, check_write,
};
use lobule::{DeviceError, Store};

use crate::board::{Board, RISCV, loader};

/// Bytes of the store of the firmware's boards; `GIVEN` of the micro:bit has as many.
fn store(board: &Board) -> usize {
    if board.machine == RISCV.machine { 512 << 10 } else { 16 << 10 }
}

/// Where `GIVEN` of the micro:bit begins.
const M0_GIVEN: u32 = 208 << 10;

/// Puts a snapshot into a board's flash, which is kept in `folder`; what the emulator must be told.
///
/// # Errors
/// It does not fit, or a file cannot be read or written.
pub fn put(board: &Board, folder: &Path, snapshot: &[u8]) -> Result<Vec<String>> {
    board.prepare(folder)?;
    let (mut flash, kept) = (vec![ERASED; store(board)], board.flash_file());
    let path = folder.join(kept.clone().unwrap_or_else(|| format!("{}.given", board.machine)));
    // What the emulator keeps by itself begins anew with each of its runs.
    let new = kept.is_none() || !path.exists();
    let mut file =
        File::options().create(true).truncate(false).read(true).write(true).open(&path)?;
    if !new {
        file.read_exact(&mut flash)?;
    }
    let mut store = Store::new(Pages(&mut flash), 0..store(board) as u32)?;
    let written =
        store.write(snapshot.len(), |slot| slot.write_all(snapshot).map_err(DeviceError::Device));
    written.map_err(|error| anyhow!("{error}"))?;
    file.rewind()?;
    file.write_all(&flash)?;
    Ok(match kept {
        Some(_) => Vec::new(),
        None => {
            vec!["-device".into(), format!("{},addr={M0_GIVEN:#x},force-raw=on", loader(&path))]
        }
    })
}

const ERASED: u8 = 0xff;

/// A flash in memory. Its pages are those of a board's or parts of them, which makes the same two slots.
struct Pages<'a>(&'a mut [u8]);

impl ErrorType for Pages<'_> {
    type Error = NorFlashErrorKind;
}

impl ReadNorFlash for Pages<'_> {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), NorFlashErrorKind> {
        check_read(self, offset, bytes.len())?;
        bytes.copy_from_slice(&self.0[offset as usize..][..bytes.len()]);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.0.len()
    }
}

impl NorFlash for Pages<'_> {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = 1024;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), NorFlashErrorKind> {
        check_erase(self, from, to)?;
        self.0[from as usize..to as usize].fill(ERASED);
        Ok(())
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), NorFlashErrorKind> {
        check_write(self, offset, bytes.len())?;
        let place = &mut self.0[offset as usize..][..bytes.len()];
        place.iter_mut().zip(bytes).for_each(|(old, new)| *old &= new);
        Ok(())
    }
}
