//! What the page can reach: nothing, and while a model is connected, that model's address alone.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{act, attempt, complete, completions, connect, forgive, open, rest, run};
use crate::{
    Places,
    model_server::{Mode, ModelServer},
    page::{Page, Screen, Visit},
};

/// Every means that a script has to request something without leaving the page.
const ALL_MEANS: &str = include_str!("all_means.js");

/// The frame that connects cannot be found.
const FRAMES: &str = "window.length + document.querySelectorAll('iframe').length";

/// Nobody but the model that is connected hears of the page, on the site and from disk.
pub fn is_shut(places: &Places) -> Result<()> {
    for place in [&places.site, &places.file] {
        let page = open(&Visit::new(place, Screen::DESKTOP))?;
        of(&page).with_context(|| format!("at {place}"))?;
        page.close()?;
    }
    Ok(())
}

fn of(page: &Page) -> Result<()> {
    let (model, other) = (ModelServer::start()?, ModelServer::start()?);
    let [a, b] = [&model, &other].map(|server| server.url(Mode::Good));
    let reaches = |url: &str| run(page, ALL_MEANS, &json!(url).to_string());
    let shut = |when: &str| -> Result<()> {
        ensure!(page.evaluate(FRAMES)? == 0, "{when}, a script finds the frame that connects");
        for (server, url) in [(&model, &a), (&other, &b)] {
            let before = server.requests().len();
            let reached = reaches(url)?;
            rest(200);
            let new: Vec<_> = server
                .requests()
                .drain(before..)
                .map(|one| format!("{} {}", one.method, one.path))
                .collect();
            ensure!(
                new.is_empty() && reached == Value::from(Vec::<Value>::new()),
                "{when}, scripts reached {reached}, {new:?}"
            );
        }
        Ok(())
    };
    shut("before Connect")?;
    let own = page.evaluate("fetch(location.href).then(() => true, () => false)")?;
    ensure!(own == false, "after start-up the page can request itself");

    connect(page, &a, &[])?;
    complete(page)?;
    // Until all that is fetched ahead is there.
    rest(1500);
    shut("while a model is connected")?;

    let asked = model.requests().len();
    connect(page, &b, &[])?;
    complete(page)?;
    rest(300);
    ensure!(completions(&other)?.len() >= 2, "the other model was not asked");
    ensure!(model.requests().len() == asked, "the model before was asked after it was left");
    let asked = other.requests().len();
    act(page, "leave", &Value::Null)?;
    let seen = attempt(page, &model.url(Mode::NoCors), &[])?;
    let error = seen.says("refusal");
    let origin = page.evaluate("location.protocol === 'file:' ? '\"*\"' : location.origin")?;
    let allow = format!("OLLAMA_ORIGINS={}", origin.as_str().unwrap_or("?"));
    ensure!(error.contains(&allow), "the page says {error:?}, not {allow}");
    ensure!(other.requests().len() == asked, "the other model was asked after it was left");
    forgive(page)
}
