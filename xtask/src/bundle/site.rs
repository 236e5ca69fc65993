//! The folder for static hosting: few, small files, which a service worker keeps.
//!
//! What a version consists of is in a folder named after its content, so that versions never mix.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use super::{
    MODULE, STYLES,
    esbuild::Esbuild,
    html::{Html, hash, script},
    remove,
};

/// Makes the site of the sources in a folder.
pub(super) fn make(esbuild: &Esbuild, sources: &Path, site: &Path) -> Result<()> {
    remove(site)?;
    let parts = site.join("parts");
    // app.js stays on its own, so that main.js is there to explain where it did not arrive.
    let outdir = format!("--outdir={}", parts.display());
    let bundle = ["--bundle", "--format=esm", &outdir];
    esbuild.run(sources, &[&bundle[..], &["main=site.js", "--external:./app.js"]].concat())?;
    // Of the rest, page.js waits for the first output; what both need is in a chunk.
    let split = ["app.js", "page.js", "--splitting", "--chunk-names=shared"];
    esbuild.run(sources, &[&bundle[..], &split].concat())?;
    esbuild.run(sources, &[&bundle[..], &[&format!("style={STYLES}")]].concat())?;
    let module = parts.join(MODULE);
    fs::create_dir_all(module.parent().context("a module without a folder")?)?;
    fs::copy(sources.join(MODULE), &module)?;

    let page = fs::read_to_string(sources.join("index.html"))?;
    let worker = fs::read_to_string(sources.join("sw.js"))?;
    let address = script(&esbuild.run(sources, &["address.js", "--format=iife"])?)?;
    let files = read(&parts, "")?;
    let mut digest =
        Sha256::new_with_prefix(page.as_bytes()).chain_update(&worker).chain_update(&address);
    for (name, content) in &files {
        digest.update(name);
        digest.update(content);
    }
    let version: String = digest.finalize()[..6].iter().map(|byte| format!("{byte:02x}")).collect();
    fs::rename(&parts, site.join(&version))?;

    let mut html = Html::new(&page)?;
    html.know(&address)?;
    html.add_to_head(&format!("<script>{address}</script>\n"))?;
    html.add_to_head(&head(&version, files.keys())?)?;
    let page = html.finish();
    let mut hashes = BTreeMap::from([("./".to_owned(), hash(&page))]);
    hashes.extend(files.iter().map(|(name, content)| (format!("{version}/{name}"), hash(content))));
    fs::write(site.join("index.html"), page)?;
    let version = format!("--define:VERSION={version:?}");
    let hashes = format!("--define:FILES={}", serde_json::to_string(&hashes)?);
    let worker = esbuild.run(sources, &["sw.js", "--format=iife", &version, &hashes])?;
    Ok(fs::write(site.join("sw.js"), worker)?)
}

/// Names the files of a version, so that all are fetched at once.
fn head<'a>(version: &str, names: impl Iterator<Item = &'a String>) -> Result<String> {
    let (mut tags, mut script) = (String::new(), None);
    for name in names {
        let address = format!("\"./{version}/{name}\"");
        match name.rsplit('.').next() {
            Some("css") => tags += &format!("<link rel=\"stylesheet\" href={address}>\n"),
            Some("wasm") => {
                tags +=
                    &format!("<link rel=\"preload\" as=\"fetch\" crossorigin href={address}>\n");
            }
            Some("js") if name == "main.js" => script = Some(address),
            // It comes after the first output, and is not compiled before.
            Some("js") if name == "page.js" => {
                tags +=
                    &format!("<link rel=\"preload\" as=\"script\" crossorigin href={address}>\n");
            }
            Some("js") => tags += &format!("<link rel=\"modulepreload\" href={address}>\n"),
            _ => {}
        }
    }
    let script = script.context("the bundler made no main.js")?;
    Ok(tags + &format!("<script type=\"module\" src={script}></script>\n"))
}

/// The files of a folder by their path in it.
fn read(folder: &Path, prefix: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().with_context(|| format!("{name:?} is no text"))?;
        if entry.file_type()?.is_dir() {
            files.extend(read(&entry.path(), &format!("{prefix}{name}/"))?);
        } else {
            files.insert(format!("{prefix}{name}"), fs::read(entry.path())?);
        }
    }
    ensure!(!files.is_empty(), "{} is empty", folder.display());
    Ok(files)
}
