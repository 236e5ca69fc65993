//! The numbers that an agent lends to the stages of its work, which divide them as they need.

/// The first `count` numbers and the rest; fewer where there are fewer.
pub(crate) fn split(numbers: &mut [f32], count: usize) -> (&mut [f32], &mut [f32]) {
    let count = count.min(numbers.len());
    // Never fails.
    numbers.split_at_mut_checked(count).unwrap_or((&mut [], &mut []))
}
