//! A person at the stars and keys, and the auto-rater in their place.

use anyhow::{Context, Result, ensure};
use lobule::LIGHTS;
use lobule_tests::person::Person;

use crate::page::{Page, Screen};

/// How much better the last ten outputs are than the first ten, in stars.
const LEAST_GAIN: f32 = 1.0;

/// A consistent person teaches the policy with the keys 1 to 5.
pub fn rates_by_keyboard(url: &str) -> Result<()> {
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
pub fn cards(output: &str) -> Option<Vec<u8>> {
    let mut parts = output.split(" · ");
    let cards = LIGHTS.slots.iter().map(|slot| {
        let label = parts.next()?.strip_prefix(slot.name)?.strip_prefix(": ")?;
        u8::try_from(slot.cards.iter().position(|card| card.label == label)?).ok()
    });
    let cards: Option<Vec<u8>> = cards.collect();
    if parts.next().is_none() { cards } else { None }
}

/// Anyone sees learning in ten seconds.
pub fn watches_the_auto_rater(url: &str) -> Result<()> {
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
pub fn uses_the_controls(url: &str) -> Result<()> {
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
