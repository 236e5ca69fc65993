//! Proves by linking that the core cannot panic: a release image that calls everything holds no
//! symbol of `core::panicking`, and one with a single slice index does. The same image shows that a
//! `static` agent takes no flash.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use object::{Object, ObjectSection, ObjectSymbol, SectionKind};

use crate::{
    cross::Cross,
    run::{quiet, root},
};

/// The profiles of the images: smallest and fastest.
const PROFILES: [&str; 2] = ["release", "fast"];

/// Builds both images for `target` and reads their symbols.
///
/// # Errors
/// A panic is linked, or none where one should be.
pub fn check(target: &'static str) -> Result<()> {
    let cross = Cross::find(target)?;
    for profile in PROFILES {
        let build = |features: &[&str]| -> Result<Vec<String>> {
            let mut command = cross.cargo_build();
            command.args(["--profile", profile]).args(features);
            quiet(command.current_dir(root().join("core/firmware")))?;
            panics(&cross.output_dir(profile).join("no_panic"))
        };
        let with_index = build(&["--features", "control"])?;
        ensure!(
            !with_index.is_empty(),
            "the {profile} control image for {target} shows no panic, so this check sees nothing"
        );
        let linked = build(&[])?;
        ensure!(linked.is_empty(), "the {profile} image for {target} links {}", linked.join(", "));
        let zeroed = is_zeroed(&cross.output_dir(profile).join("no_panic"), "AGENT")?;
        ensure!(zeroed, "the {profile} image for {target} keeps the agent's first bytes in flash");
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
