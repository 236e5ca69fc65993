//! Bundles and minifies JavaScript and CSS.
//!
//! By esbuild, for it is one program without dependencies, and takes the sources as they are: ES
//! modules, a dynamic `import`, style sheets. It lowers what the browsers named here do not know.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{run::quiet, tools};

/// The oldest with `DecompressionStream` and all that rustc uses of WASM.
const BROWSERS: &str = "--target=chrome96,firefox113,safari16.4";

pub(super) struct Esbuild {
    program: PathBuf,
}

impl Esbuild {
    /// Finds or installs it.
    pub(super) fn find() -> Result<Self> {
        Ok(Esbuild { program: tools::npm(tools::FOR_WORK)?.join(".bin/esbuild") })
    }

    /// Runs it in a folder and returns what it prints.
    pub(super) fn run(&self, folder: &Path, args: &[&str]) -> Result<String> {
        // The settings of the type checker are not for it.
        let no_types = "--tsconfig-raw={}";
        // wasm-bindgen names the same imports twice.
        let silent = "--log-override:duplicate-object-key=silent";
        let all = [
            "--minify",
            "--charset=utf8",
            "--legal-comments=none",
            "--log-level=warning",
            silent,
            no_types,
        ];
        quiet(Command::new(&self.program).arg(BROWSERS).args(all).args(args).current_dir(folder))
    }
}
