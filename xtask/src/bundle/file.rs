//! `lobule.html`: one file with everything inside, which asks for nothing.
//!
//! The page, its style sheet and `main.js`, which explains failures, are in it as text. The rest, by far
//! the larger part, is gzipped, in base64, in blocks that a browser neither shows nor runs; `main.js`
//! unpacks them.

use std::{fs, path::Path};

use anyhow::Result;
use base64::prelude::{BASE64_STANDARD, Engine};

use super::{
    MODULE, STYLES,
    esbuild::Esbuild,
    gzip,
    html::{Html, script},
};

/// Makes the file of the sources in a folder, some of which their twins for this product replace.
pub(super) fn make(esbuild: &Esbuild, sources: &Path, file: &Path) -> Result<()> {
    let replace = |name: &str| {
        let twin = sources.join(format!("{name}.inline.js"));
        fs::copy(twin, sources.join(format!("{name}.js")))
    };
    replace("module")?;
    // Beside a single file there is nothing that an address could be resolved to.
    let alone = "--log-override:empty-import-meta=error";
    let app = ["app.js", "--bundle", "--format=iife", "--global-name=lobuleApp", alone];
    let app = esbuild.run(sources, &app)?;
    replace("app")?;
    let main = script(&esbuild.run(sources, &["main.js", "--bundle", "--format=iife", alone])?)?;
    let style = esbuild.run(sources, &[STYLES, "--bundle"])?.trim_end().to_owned();

    let mut html = Html::new(&fs::read_to_string(sources.join("index.html"))?)?;
    html.know_only(&[&main, &app], &style)?;
    html.add_to_head(&format!("<style>{style}</style>\n"))?;
    // The script is first: it explains where the rest of a file was cut off. It runs when all is read.
    html.add_to_body(&format!("<script type=\"module\">{main}</script>\n"))?;
    for (id, content) in [("app", app.into_bytes()), ("wasm", fs::read(sources.join(MODULE))?)] {
        let packed = BASE64_STANDARD.encode(gzip(&content)?);
        html.add_to_body(&format!(
            "<script type=\"application/octet-stream\" id=\"{id}\">{packed}</script>\n"
        ))?;
    }
    Ok(fs::write(file, html.finish())?)
}
