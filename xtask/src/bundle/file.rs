//! `lobule.html`: one file with everything inside, which asks for nothing.

use std::{fs, path::Path};

use anyhow::Result;
use base64::prelude::{BASE64_STANDARD, Engine};

use super::{
    MODULE, STYLES,
    esbuild::Esbuild,
    gzip,
    html::{Html, script},
};

/// Makes the file of the sources in a folder, whose `module.js` is replaced.
pub(super) fn make(esbuild: &Esbuild, sources: &Path, file: &Path) -> Result<()> {
    fs::copy(sources.join("module.inline.js"), sources.join("module.js"))?;
    let mut html = Html::new(&fs::read_to_string(sources.join("index.html"))?)?;
    let code = script(&esbuild.run(sources, &["--bundle", "--format=esm", "main.js"])?)?;
    let style = esbuild.run(sources, &["--bundle", STYLES])?.trim_end().to_owned();
    let module = BASE64_STANDARD.encode(gzip(&fs::read(sources.join(MODULE))?)?);
    html.know_only(&code, &style)?;
    html.add_to_head(&format!("<style>{style}</style>\n"))?;
    // The script is first: it explains where the rest of a file was cut off. It runs when all is read.
    html.add_to_body(&format!(
        "<script type=\"module\">{code}</script>\n\
         <script type=\"application/octet-stream\" id=\"wasm\">{module}</script>\n"
    ))?;
    Ok(fs::write(file, html.finish())?)
}
