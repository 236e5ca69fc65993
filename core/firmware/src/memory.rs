//! Copies of bytes and words, by plain loops: what `compiler-builtins` does to be fast at bytes that lie anyhow takes
//! 700 bytes of flash, and hardly any do here. The functions are those of Arm's run-time ABI, which the
//! compiler calls; volatile, so that it does not see a call of themselves in them.

/// # Safety
/// As of C's `memcpy`: `len` bytes each, which do not overlap.
#[unsafe(no_mangle)]
unsafe extern "C" fn __aeabi_memcpy(to: *mut u8, from: *const u8, len: usize) {
    for n in 0..len {
        // SAFETY: the caller's.
        unsafe { to.add(n).write_volatile(from.add(n).read_volatile()) };
    }
}

/// # Safety
/// The same, and both are aligned to four bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn __aeabi_memcpy4(to: *mut u32, from: *const u32, len: usize) {
    let words = len / size_of::<u32>();
    for n in 0..words {
        // SAFETY: the caller's.
        unsafe { to.add(n).write_volatile(from.add(n).read_volatile()) };
    }
    // SAFETY: the caller's; what is left is less than a word.
    unsafe { __aeabi_memcpy(to.add(words).cast(), from.add(words).cast(), len % size_of::<u32>()) };
}

/// # Safety
/// The same, and both are aligned to eight bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn __aeabi_memcpy8(to: *mut u32, from: *const u32, len: usize) {
    // SAFETY: the caller's.
    unsafe { __aeabi_memcpy4(to, from, len) };
}
