//! Opens the real page in headless Chromium, uses it as a person would, and holds it to its word.

mod files;
mod model;
mod model_server;
mod page;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use lobule::LIGHTS;
use lobule_tests::{
    person::Person,
    session::{Event, Session},
};
use page::{Page, Screen};
use xtask::{bundle, run::stage, serve::Server};

/// Opens the page in headless Chromium and uses it as a person would.
#[derive(Parser)]
struct Args {
    /// Only takes pictures of the page, into this folder.
    #[arg(long)]
    screenshots: Option<PathBuf>,
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

/// How much better the last ten outputs are than the first ten, in stars.
const LEAST_GAIN: f32 = 1.0;
/// What the wrapper and the taste model may take together.
const WASM_LIMIT: u64 = 80_000;
const PAGE_LIMIT: u64 = 200_000;

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<()> {
    if args.serve_model {
        return model_server::by_hand();
    }
    let folder = bundle::build()?;
    let server = Server::bind(0)?;
    let (url, root) = (server.url(), folder.clone());
    std::thread::spawn(move || server.run(&root));
    if let Some(pictures) = &args.screenshots {
        return take_pictures(&url, pictures);
    }
    if let (Some(server), Some(name)) = (&args.model, &args.model_name) {
        return model::real(&url, server, name);
    }

    let (wasm, all) = bundle::sizes(&folder)?;
    println!("WASM {wasm} of {WASM_LIMIT} bytes, page {all} of {PAGE_LIMIT} bytes");
    ensure!(wasm <= WASM_LIMIT && all <= PAGE_LIMIT, "the page is too large");
    stage("Rating 60 outputs by keyboard", || rates_by_keyboard(&url))?;
    stage("Watching the auto-rater", || watches_the_auto_rater(&url))?;
    stage("Using stars, Skip and Start again", || uses_the_controls(&url))?;
    stage("Comparing bits with the recorded session", || equal_bits(&url))?;
    stage("Saving and opening files", || files::travel(&url))?;
    stage("Trying bad input at the WASM border", || refuses_bad_input(&url))
}

/// A consistent person teaches the policy with the keys 1 to 5.
fn rates_by_keyboard(url: &str) -> Result<()> {
    let page = Page::open(url, Screen::DESKTOP)?;
    let person = Person::new(&LIGHTS, 1);
    let mut stars = Vec::new();
    for n in 0..60 {
        let output = page.output()?;
        let cards = cards(&output).with_context(|| format!("output {n} reads {output:?}"))?;
        let rating = person.rate(&cards).stars();
        stars.push(f32::from(rating));
        page.press(&rating.to_string())?;
        page.wait_for(&format!("document.documentElement.dataset.ratings === '{}'", n + 1))?;
    }
    let mean = |stars: &[f32]| stars.iter().sum::<f32>() / stars.len() as f32;
    let (first, last) = (mean(&stars[..10]), mean(&stars[50..]));
    println!("mean stars of the first ten {first:.1}, of the last ten {last:.1}");
    ensure!(last - first >= LEAST_GAIN, "the gain is {:.1}, below {LEAST_GAIN}", last - first);
    page.close()
}

/// The cards that a text like `Colour: red · Motion: still` names.
fn cards(output: &str) -> Option<Vec<u8>> {
    let mut parts = output.split(" · ");
    let cards = LIGHTS.slots.iter().map(|slot| {
        let label = parts.next()?.strip_prefix(slot.name)?.strip_prefix(": ")?;
        u8::try_from(slot.cards.iter().position(|card| card.label == label)?).ok()
    });
    let cards: Option<Vec<u8>> = cards.collect();
    if parts.next().is_none() { cards } else { None }
}

/// Anyone sees learning in ten seconds.
fn watches_the_auto_rater(url: &str) -> Result<()> {
    let page = Page::open(url, Screen::PHONE)?;
    page.evaluate("[...document.querySelectorAll('button')].find(b => /watch it learn/i.test(b.textContent)).click()")?;
    page.wait_for("Number(document.documentElement.dataset.ratings) >= 60")?;
    page.press("3")?;
    let ratings = "Number(document.documentElement.dataset.ratings)";
    let stopped = page.evaluate(ratings)?;
    std::thread::sleep(std::time::Duration::from_millis(1500));
    ensure!(page.evaluate(ratings)? == stopped, "the auto-rater goes on after a person's rating");
    page.close()
}

/// Clicks, arrows, Enter, Skip and a new seed.
fn uses_the_controls(url: &str) -> Result<()> {
    let page = Page::open(url, Screen::PHONE)?;
    let ratings = |wanted: u32| {
        page.wait_for(&format!("document.documentElement.dataset.ratings === '{wanted}'"))
    };
    let box_of = "Math.min(...[...document.querySelectorAll('fieldset input[type=radio]')].flatMap(r => \
                  { const b = r.closest('label')?.getBoundingClientRect() ?? r.getBoundingClientRect(); \
                  return [b.width, b.height]; }))";
    let smallest = page.evaluate(box_of)?.as_f64().unwrap_or_default();
    ensure!(smallest >= 44.0, "a star is only {smallest} px");
    let group = "document.querySelector('fieldset')?.querySelector('legend')?.textContent.trim()";
    ensure!(page.evaluate(group)? == "Rating", "the stars are no group called Rating");
    let region = "document.getElementById('output-text').closest('section').getAttribute('aria-label') \
                  ?? document.getElementById(document.getElementById('output-text').closest('section')\
                  .getAttribute('aria-labelledby'))?.textContent.trim()";
    ensure!(page.evaluate(region)? == "Output", "the output's text is in no region called Output");

    page.click("fieldset input[type=radio][value='4']")?;
    ratings(1)?;
    let before = page.output()?;
    page.evaluate("document.querySelector(\"input[type=radio][value='2']\").focus()")?;
    page.press("ArrowRight")?;
    page.press("ArrowRight")?;
    std::thread::sleep(std::time::Duration::from_millis(300));
    ensure!(page.output()? == before, "an arrow key submits");
    ratings(1)?;
    page.press("Enter")?;
    ratings(2)?;
    let skipped = page.output_id()?;
    page.press("s")?;
    page.wait_for(&format!(
        "document.getElementById('output-text').dataset.outputId !== '{skipped}'"
    ))?;
    ratings(2)?;

    let hash = page.evaluate("document.documentElement.dataset.hash")?;
    page.enter_seed("9007199254740992")?;
    page.wait_for(
        "[...document.querySelectorAll('[role=alert]')].some(a => /seed/.test(a.textContent))",
    )?;
    ensure!(
        page.evaluate("document.documentElement.dataset.hash")? == hash,
        "a bad seed changed the session"
    );
    page.enter_seed("123")?;
    ratings(0)?;
    ensure!(
        page.evaluate("document.documentElement.dataset.hash")? != hash,
        "a new seed changed nothing"
    );
    let wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    ensure!(page.evaluate(wide)? == true, "the page scrolls sideways on a phone");
    page.close()
}

/// The same sessions, the same bits as natively.
fn equal_bits(url: &str) -> Result<()> {
    const RECORDED: [&str; 3] = [
        include_str!("../../tests/sessions/lights.json"),
        include_str!("../../tests/sessions/board.json"),
        include_str!("../../tests/sessions/tea.json"),
    ];
    let page = Page::open(url, Screen::DESKTOP)?;
    let (_, replay) = include_str!("../../wasm/replay.js").split_once('\n').context("a comment")?;
    let replay = |session: &str| {
        let replay = replay.trim_end();
        page.evaluate(&format!(
            "import(new URL('./pkg/lobule_wasm.js', location).href).then(async (api) => {{ await api.default(); \
             return {replay}(api, {session}); }})"
        ))
    };
    for recorded in RECORDED {
        let mut session = Session::parse(recorded)?;
        let expected = session.hash.take().context("a recorded session has its hash")?;
        let hash = replay(recorded)?;
        println!("recorded {expected}, browser {}", hash.as_str().unwrap_or("none"));
        ensure!(hash == expected.as_str(), "the browser has other bits");
        let rate = session.events.iter_mut().find_map(|event| match event {
            Event::Rate(_, stars) => Some(stars),
            _ => None,
        });
        rate.map(|stars| *stars = *stars % 5 + 1).context("nothing is rated")?;
        let other = replay(&session.to_json()?)?;
        ensure!(other != expected.as_str(), "changing one rating changes no bit");
    }
    page.close()
}

fn refuses_bad_input(url: &str) -> Result<()> {
    let page = Page::open(url, Screen::DESKTOP)?;
    let script = include_str!("border.js");
    let (_, code) = script.split_once("(async").context("border.js begins with comments")?;
    let failures = page.evaluate(&format!("(async{code}"))?;
    let failures = failures.as_array().cloned().unwrap_or_default();
    for failure in &failures {
        eprintln!("  {}", failure.as_str().unwrap_or("?"));
    }
    ensure!(failures.is_empty(), "{} things do not hold", failures.len());
    page.close()
}

/// The page at the start and after a while, wide and narrow, light and dark.
fn take_pictures(url: &str, folder: &std::path::Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    for (name, screen) in [("desktop", Screen::DESKTOP), ("phone", Screen::PHONE)] {
        for scheme in ["light", "dark"] {
            let page = Page::open(url, screen)?;
            page.prefer(scheme, false)?;
            page.picture(&folder.join(format!("{name}-{scheme}-start.png")))?;
            let person = Person::new(&LIGHTS, 1);
            for _ in 0..60 {
                let output = page.output()?;
                let cards =
                    cards(&output).with_context(|| format!("an output reads {output:?}"))?;
                page.press(&person.rate(&cards).stars().to_string())?;
            }
            page.picture(&folder.join(format!("{name}-{scheme}-learnt.png")))?;
            page.close()?;
        }
    }
    Ok(())
}
