//! How a program begins and ends.

use core::{fmt::Display, panic::PanicInfo};

use crate::{Board, Chip, say};

/// The function that an image consists of: `fn() -> Result<(), impl Display>`. An error or a panic is
/// printed and fails the run.
#[macro_export]
macro_rules! program {
    ($run:path) => {
        #[unsafe(no_mangle)]
        extern "C" fn main() -> ! {
            $crate::run($run)
        }
    };
}

/// See [`program!`].
pub fn run<E: Display>(program: fn() -> Result<(), E>) -> ! {
    Chip::start();
    let result = program();
    if let Err(error) = &result {
        say!("error: {error}\n");
    }
    Chip::exit(result.is_ok())
}

#[panic_handler]
fn panic(info: &PanicInfo) -> ! {
    say!("{info}\n");
    Chip::exit(false)
}
