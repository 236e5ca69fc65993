//! Plays an agent against a rater, through its public API alone.

use std::str::FromStr;

use anyhow::{Context, Error, Result, anyhow, ensure};
use lobule::{AgentConfig, Rating, agent_with_room, roomy_agent};

use super::{
    Rater,
    file::{MOST_CARDS, MOST_CONTEXTS, MOST_SLOTS},
    measure::Measures,
};

/// Hidden units of the policy.
const HIDDEN: usize = 16;
/// Ratings that it can remember.
pub const RATINGS: usize = 300;

type Player = roomy_agent!(MOST_SLOTS, MOST_CARDS, MOST_CONTEXTS, HIDDEN, RATINGS);

/// Which context each chain is shown under, in place of the rater's own draws: `0x100,1x50` is the
/// context 0 for a hundred chains, then 1 for fifty, and again from the start.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule(Vec<(usize, usize)>);

impl Schedule {
    /// How many chains it is long.
    pub fn len(&self) -> usize {
        self.0.iter().map(|(_, count)| count).sum()
    }

    /// Never: it has one chain at least.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn context(&self, t: usize) -> usize {
        let mut t = t % self.len();
        for &(context, count) in &self.0 {
            if t < count {
                return context;
            }
            t -= count;
        }
        0
    }

    /// Whether a rater has all of its contexts.
    ///
    /// # Errors
    /// It has not.
    pub fn check(&self, rater: &Rater) -> Result<()> {
        for &(context, _) in &self.0 {
            let contexts = rater.contexts;
            ensure!(
                context < contexts,
                "--contexts names context {context}, the rater has {contexts} (numbered from 0)"
            );
        }
        Ok(())
    }
}

impl FromStr for Schedule {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let part = |part: &str| -> Result<(usize, usize)> {
            let (context, count) = part.split_once('x').context("no x in it")?;
            let (context, count) = (context.trim().parse()?, count.trim().parse()?);
            ensure!((1..=1_000_000).contains(&count), "{count} chains, must be 1 to 1000000");
            Ok((context, count))
        };
        let parts = text.split(',').map(|text| {
            part(text)
                .map_err(|error| anyhow!("{text:?} is no CONTEXTxCHAINS such as 0x100: {error}"))
        });
        Ok(Schedule(parts.collect::<Result<_>>()?))
    }
}

/// Plays `ratings` chains of a run.
///
/// # Errors
/// The agent refuses something.
pub fn play(
    rater: &Rater,
    config: &AgentConfig,
    run: u64,
    ratings: usize,
    schedule: Option<&Schedule>,
) -> Result<Measures> {
    let mut agent = Box::new(Player::new());
    rater.with_deck(|deck| Ok(agent.start(deck, config, run)?))?;
    let mut scores = Vec::with_capacity(ratings);
    // What was shown and is not yet due: the ids and their stars, none for a lost rating.
    let mut coming: std::collections::VecDeque<(usize, u64, Option<Rating>)> = Default::default();
    for t in 0..ratings {
        let context = schedule.map_or_else(|| rater.context(run, t), |s| s.context(t));
        let output = agent.propose(context)?;
        let score = rater.score(t, context, &output.cards);
        scores.push(rater.normalised(t, context, score));
        let stars = Rating::new(rater.stars(run, t, score))?;
        coming.push_back((t, output.id, (!rater.is_lost(run, t)).then_some(stars)));
        while let Some(&(shown, id, stars)) = coming.front()
            && shown + rater.delay <= t
        {
            coming.pop_front();
            if let Some(stars) = stars {
                agent.rate(id, stars)?;
                agent.learn()?;
            }
        }
    }
    Ok(Measures::new(&scores))
}

/// Bytes of an agent built for just this rater's deck, with room for 300 ratings.
pub fn bytes(rater: &Rater) -> usize {
    macro_rules! table {
        ($($slots:literal)*) => { [$(table!(@cards $slots 1 2 3 4 5 6 7 8)),*] };
        (@cards $slots:literal $($cards:literal)*) => {
            [$(table!(@contexts $slots $cards 1 2 3 4 5 6 7 8)),*]
        };
        (@contexts $slots:literal $cards:literal $($contexts:literal)*) => {
            [$(size_of::<agent_with_room!(
                lobule::Room::any($slots, $cards, $contexts), HIDDEN, RATINGS
            )>()),*]
        };
    }
    const BYTES: [[[usize; 8]; 8]; 8] = table!(1 2 3 4 5 6 7 8);
    BYTES[rater.slots - 1][rater.cards - 1][rater.contexts - 1]
}
