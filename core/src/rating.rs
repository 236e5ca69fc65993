//! What a person says of an output.

use crate::Error;

/// One to five stars. Nothing else can exist.
///
/// ```
/// use lobule::{Error, Rating};
///
/// assert_eq!(Rating::new(4)?.stars(), 4);
/// assert_eq!(Rating::new(6), Err(Error::RatingOutOfRange { got: 6 }));
/// assert_eq!(Rating::try_from(3.5), Err(Error::RatingNotWhole { got: 3.5 }));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rating(u8);

impl Rating {
    /// The lowest.
    pub const MIN: Self = Rating(1);
    /// The highest.
    pub const MAX: Self = Rating(5);

    /// A rating of so many stars.
    ///
    /// # Errors
    /// [`Error::RatingOutOfRange`] unless `stars` is 1, 2, 3, 4 or 5.
    pub const fn new(stars: u8) -> Result<Self, Error> {
        match stars {
            1..=5 => Ok(Rating(stars)),
            _ => Err(Error::RatingOutOfRange { got: stars as i64 }),
        }
    }

    /// From 1 to 5.
    pub const fn stars(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Rating {
    type Error = Error;

    fn try_from(stars: u8) -> Result<Self, Error> {
        Rating::new(stars)
    }
}

impl TryFrom<i64> for Rating {
    type Error = Error;

    fn try_from(stars: i64) -> Result<Self, Error> {
        match stars {
            1..=5 => Ok(Rating(stars as u8)),
            got => Err(Error::RatingOutOfRange { got }),
        }
    }
}

impl TryFrom<f64> for Rating {
    type Error = Error;

    fn try_from(stars: f64) -> Result<Self, Error> {
        // The largest magnitude up to which every whole number is an f64.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if (-EXACT..=EXACT).contains(&stars) && (stars as i64) as f64 == stars {
            Rating::try_from(stars as i64)
        } else {
            Err(Error::RatingNotWhole { got: stars })
        }
    }
}
