//! Proves by linking that the core cannot panic: a release image that calls everything holds no
//! symbol of `core::panicking`, and one with a single slice index does. The same goes for the live
//! program. Both show that a `static` agent takes no flash.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use object::{Object, ObjectSection, ObjectSymbol, SectionKind};

use crate::{
    board::Board,
    cross::Cross,
    run::{quiet, root},
};

/// The profiles of the images: smallest and fastest.
const PROFILES: [&str; 2] = ["release", "fast"];

/// The image that calls everything, and the one that people use.
const IMAGES: [&str; 2] = ["no_panic", "live"];

/// Builds images for a board, each with and without a panic, and reads their symbols.
///
/// # Errors
/// A panic is linked, or none where one should be.
pub fn check(board: &Board) -> Result<()> {
    let cross = Cross::find(board.target)?;
    for (image, profile) in IMAGES.iter().flat_map(|image| PROFILES.map(|profile| (image, profile)))
    {
        let path = cross.output_dir(profile).join(image);
        let what = format!("{profile} image {image} for {}", board.target);
        let build = |control: &str| -> Result<Vec<String>> {
            let features = match *image {
                "live" => format!("{},{control}", board.machine),
                _ => control.to_owned(),
            };
            let mut command = cross.cargo_build();
            command.args(["--profile", profile, "--bin", image, "--features", &features]);
            quiet(command.current_dir(root().join("core/firmware")))?;
            panics(&path)
        };
        let with_index = build("control")?;
        ensure!(
            !with_index.is_empty(),
            "the control of the {what} shows no panic: nothing is seen"
        );
        let linked = build("")?;
        ensure!(linked.is_empty(), "the {what} links {}", linked.join(", "));
        let zeroed = is_zeroed(&path, "AGENT")?;
        ensure!(zeroed, "the {what} keeps the agent's first bytes in flash");
    }
    Ok(())
}

/// Whether the `static` of this name lies in a section without contents, as `.bss`.
fn is_zeroed(image: &Path, name: &str) -> Result<bool> {
    let bytes = std::fs::read(image)?;
    let file = object::File::parse(&*bytes)?;
    let mut symbols = file.symbols();
    let symbol = symbols.find(|symbol| symbol.name().is_ok_and(|full| full.contains(name)));
    let symbol = symbol.with_context(|| format!("no symbol {name} in {}", image.display()))?;
    let section = file.section_by_index(symbol.section_index().context("no section")?)?;
    Ok(section.kind() == SectionKind::UninitializedData)
}

/// The symbols of an image that belong to `core::panicking`.
fn panics(image: &Path) -> Result<Vec<String>> {
    let bytes = std::fs::read(image).with_context(|| format!("{}", image.display()))?;
    let file = object::File::parse(&*bytes)?;
    let mut names = file.symbols().filter_map(|symbol| symbol.name().ok()).peekable();
    ensure!(names.peek().is_some(), "{} has no symbols to read", image.display());
    let names = names.map(|name| format!("{:#}", rustc_demangle::demangle(name)));
    Ok(names.filter(|name| name.contains("core::panicking")).collect())
}
