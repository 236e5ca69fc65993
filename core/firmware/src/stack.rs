//! How deep the stack of an image gets: its free part is painted, and later searched for paint.

use core::ptr::addr_of_mut;

/// What the free part of the stack is filled with.
const PAINT: u32 = 0x5AFE_5AFE;
/// Words of the stack in use while it is painted.
const MARGIN: usize = 64;

unsafe extern "C" {
    /// The end of the statics.
    static mut __sheap: u32;
    /// The top of the stack.
    static mut _stack_start: u32;
}

/// Fills the stack below this function; returns its lowest word.
#[inline(never)]
pub fn paint() -> *mut u32 {
    let bottom = addr_of_mut!(__sheap);
    let here = &raw const bottom as usize / size_of::<u32>() - MARGIN;
    for word in bottom as usize / size_of::<u32>()..here {
        // SAFETY: between the statics and the stack in use nothing lives.
        unsafe { ((word * size_of::<u32>()) as *mut u32).write_volatile(PAINT) };
    }
    bottom
}

/// How many bytes from the top have been written to since [`paint`].
#[inline(never)]
pub fn deepest(bottom: *mut u32) -> usize {
    let top = addr_of_mut!(_stack_start) as usize;
    let mut word = bottom;
    // SAFETY: as above; the stack in use ends the search.
    while (word as usize) < top && unsafe { word.read_volatile() } == PAINT {
        word = word.wrapping_add(1);
    }
    top - word as usize
}
