//! Opens the real page in headless Chromium, uses it as a person would, and holds it to its word.

mod access;
mod autosave;
mod bad_input;
mod border;
mod figures;
mod files;
mod hosts;
mod learning;
mod links;
mod model;
mod model_server;
mod page;
mod pictures;
mod published;
mod sessions;
mod speed;
mod stages;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use clap::Parser;
use xtask::{bundle, serve::Server};

use crate::stages::stage;

/// Opens the page in headless Chromium and uses it as a person would.
#[derive(Parser)]
struct Args {
    /// Only takes pictures of the page, into this folder.
    #[arg(long)]
    screenshots: Option<PathBuf>,
    /// Only runs the stages with this in their names; with `STAGE/TEST` only such tests of them.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Fails where a time misses its limit: for a machine that does nothing else.
    #[arg(long)]
    strict: bool,
    /// Only asks a real language model through the page, at this address.
    #[arg(long, value_name = "URL", requires = "model_name")]
    model: Option<String>,
    /// What the model is called there.
    #[arg(long, value_name = "NAME", requires = "model")]
    model_name: Option<String>,
    /// Only runs the tests' own language-model server, to try the page by hand.
    #[arg(long)]
    serve_model: bool,
}

/// The page in its forms.
pub struct Places {
    /// The address of the published site.
    pub site: String,
    /// The address of the single file.
    pub file: String,
    /// The address of the sources as they are.
    pub sources: String,
}

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> Result<()> {
    if args.serve_model {
        return model_server::by_hand();
    }
    if args.strict {
        figures::be_strict();
    }
    if let Some(part) = args.only {
        stages::keep_only(part);
    }
    let bundle = bundle::bundle()?;
    println!("{bundle}");
    bundle.check_sizes()?;
    let places = Places {
        site: serve(&bundle.site)?,
        file: format!("file://{}", bundle.file.display()),
        sources: serve(&bundle::build()?)?,
    };
    let Places { site, sources, .. } = &places;
    if let Some(pictures) = &args.screenshots {
        return pictures::take(site, pictures);
    }
    if let (Some(server), Some(name)) = (&args.model, &args.model_name) {
        return model::real(site, server, name);
    }

    stage("Comparing bits with the recorded session", || border::equal_bits(sources))?;
    stage("Trying bad input at the WASM border", || border::refuses_bad_input(sources))?;
    stage("Reading good decks and bad ones", || border::reads_decks(sources))?;
    stage("Rating 60 outputs by keyboard", || learning::rates_by_keyboard(site))?;
    stage("Watching the auto-rater", || learning::watches_the_auto_rater(site))?;
    stage("Using stars, Skip and Start again", || learning::uses_the_controls(site))?;
    stage("Asking axe", || access::axe(site))?;
    stage("Using the page by keys alone", || access::keyboard(site))?;
    stage("Trying shortcuts", || access::shortcuts(site))?;
    stage("Listening as a screen reader does", || access::speaks(site))?;
    stage("Wanting less motion", || access::keeps_still(site))?;
    stage("Counting flashes", || access::never_flashes(sources))?;
    stage("Testing blindly", || access::blind_test(site))?;
    stage("Showing labels that are cut", || access::shows_whole_labels(site))?;
    stage("Holding a small phone", || access::fits(site))?;
    stage("Reading Korean and English", || access::languages(&places))?;
    stage("Opening the single file", || published::opens_as_one_file(&places))?;
    stage("Working without a network", || published::works_offline(&places))?;
    stage("Standing on hosts of other kinds", || published::stands_anywhere(&bundle.site))?;
    stage("Failing in clear words", || published::says_why_it_cannot(&places))?;
    stage("Playing melodies without sound", || published::plays_without_sound(&places))?;
    stage("Showing the first output", || speed::first_output(site))?;
    stage("Keeping up with ratings", || speed::keeps_up(site))?;
    stage("Travelling in time", || sessions::travels_in_time(site))?;
    model::try_all(&places)?;
    stage("Undoing, sharing and keeping sessions, and bad input", || sessions::all(&places))?;
    stages::at_least_one()
}

/// Serves a folder for as long as this runs.
fn serve(folder: &Path) -> Result<String> {
    let server = Server::bind(0)?;
    let (url, folder) = (server.url(), folder.to_owned());
    std::thread::spawn(move || server.run(&folder));
    Ok(url)
}
