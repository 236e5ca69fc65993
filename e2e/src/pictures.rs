//! What the page looks like, for people to see.

use std::path::Path;

use anyhow::{Context, Result};
use lobule::LIGHTS;
use lobule_tests::person::Person;

use crate::{
    learning::cards,
    page::{Page, Screen},
};

/// The page at the start and after a while, wide and narrow, light and dark.
pub fn take(url: &str, folder: &Path) -> Result<()> {
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
