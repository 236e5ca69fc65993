//! What an agent does with a rating: it files it in the journal, fits the taste model, dreams, and lets
//! PPO learn from the dream; or, without a taste model, lets PPO learn from the last ratings. All of it
//! in slices, between which a program can do other things.

use crate::{
    Agent, Error, PpoConfig, Rating, Sample, Samples, UpdateReport,
    choice::Choice,
    coefficients::Given,
    dream::{DreamSamples, Dreamer, Imagine},
    float_environment,
    journal::{Age, Entry, times_compared, times_linked},
    mood::{Expected, discontent},
    ppo::{Block, Slice, Update},
    replay::{Memory, ReplaySamples},
    report::Stop,
    room::REPLAY,
    scratch::split,
    taste::Fit,
};

/// How much of an update is done in a slice: on a part without an FPU a sample's way through a network
/// takes about as long as Adam's step on so many parameters.
const SLICE: Slice = Slice { samples: 1, parameters: 40 };

/// A rating that was accepted and is yet to be learnt from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lesson {
    pub id: u64,
    pub stars: u8,
    /// It replaces the newest rating of the journal.
    pub corrects: bool,
}

impl Lesson {
    pub const NONE: Self = Lesson { id: 0, stars: 0, corrects: false };

    pub fn new(id: u64, stars: Rating, corrects: bool) -> Self {
        Lesson { id, stars: stars.stars(), corrects }
    }
}

/// What is to be done next of the lesson that is being learnt, or of the output that is being made.
///
/// Its tag is a byte of its own, so that `Idle` is all zero and an agent lives in `.bss`.
#[repr(u8)]
#[derive(Clone, Copy, Debug)]
pub(crate) enum Work {
    Idle,
    /// The taste model is fitted.
    Fit(Fit),
    /// The outputs of a context are imagined.
    Imagine(Imagine),
    /// Real outputs are scored, from this sample on.
    Score(usize),
    /// The policy learns from either.
    Update(Update),
    /// It moves as far as it is to move.
    Blend(UpdateReport),
    /// No lesson: what the actor makes of this context, from this input on.
    Look(u8, usize),
    /// No lesson: one of the actor's outputs is chosen.
    Choose(Choice),
}

impl Work {
    /// Whether a rating is being learnt from.
    pub fn is_lesson(&self) -> bool {
        !matches!(self, Work::Idle) && self.proposal().is_none()
    }

    /// The context that an output is being made for.
    pub fn proposal(&self) -> Option<u8> {
        match self {
            Work::Look(context, _) | Work::Choose(Choice { context, .. }) => Some(*context),
            _ => None,
        }
    }
}

/// What a slice of learning came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// No rating waits.
    Idle,
    /// There is more to do for this rating.
    Working,
    /// A rating has been learnt from.
    Learnt(UpdateReport),
}

/// What the policy learns from. One type for both kinds, so that the update is compiled once.
enum Experience<'a, const SLOTS: usize, const STATES: usize> {
    Dreamt(DreamSamples<'a, SLOTS, STATES>),
    Real(ReplaySamples<'a, SLOTS, STATES>),
}

impl<const SLOTS: usize, const STATES: usize, const OBS: usize> Samples<OBS>
    for Experience<'_, SLOTS, STATES>
{
    fn len(&self) -> usize {
        match self {
            Experience::Dreamt(samples) => Samples::<OBS>::len(samples),
            Experience::Real(samples) => Samples::<OBS>::len(samples),
        }
    }

    fn sample(&self, index: usize) -> Option<Sample> {
        Samples::<OBS>::choice(self, index, 0)
    }

    fn choice(&self, index: usize, choice: usize) -> Option<Sample> {
        match self {
            Experience::Dreamt(samples) => Samples::<OBS>::choice(samples, index, choice),
            Experience::Real(samples) => Samples::<OBS>::choice(samples, index, choice),
        }
    }

    fn observe(&self, index: usize, obs: &mut [f32; OBS]) {
        match self {
            Experience::Dreamt(samples) => samples.observe(index, obs),
            Experience::Real(samples) => samples.observe(index, obs),
        }
    }
}

impl<
    const SLOTS: usize,
    const STATES: usize,
    const CONTEXTS: usize,
    const OBS: usize,
    const ACT: usize,
    const HID: usize,
    const RATINGS: usize,
    const TASTE: usize,
    const SCRATCH: usize,
> Agent<SLOTS, STATES, CONTEXTS, OBS, ACT, HID, RATINGS, TASTE, SCRATCH>
{
    /// Does the work of one accepted rating, the oldest; `None` when there is none.
    ///
    /// An update whose numbers turn non-finite keeps the steps before that and says so in
    /// [`UpdateReport::stopped`].
    ///
    /// # Errors
    /// [`Error::NotStarted`]; [`Error::ProposalPending`] where a rating waits while an output is made in
    /// slices; [`Error::FloatEnvironment`], also in the middle of work in slices, which goes on when the environment
    /// is as it should be.
    pub fn learn(&mut self) -> Result<Option<UpdateReport>, Error> {
        loop {
            match self.learn_some()? {
                Progress::Idle => return Ok(None),
                Progress::Working => {}
                Progress::Learnt(report) => return Ok(Some(report)),
            }
        }
    }

    /// Does a slice of that work, so that a program can see to other things in between. Whether a
    /// rating is learnt from in slices or at once changes no bit.
    ///
    /// No slice takes more than one sample through one of the networks, or about as much of
    /// anything else: on a Cortex-M0 without an FPU at most 160,000 instructions for Lights. Some slices go over the
    /// remembered ratings as well, with a few instructions for each.
    ///
    /// What an agent tells in between is as far as the work has come. Ratings, corrections and skips in between
    /// come after it.
    ///
    /// # Errors
    /// As [`learn`](Self::learn).
    pub fn learn_some(&mut self) -> Result<Progress, Error> {
        self.check_started()?;
        float_environment::check()?;
        let next = match self.work {
            Work::Idle => match self.lessons.pop_front() {
                Some(lesson) => self.file(lesson),
                None => return Ok(Progress::Idle),
            },
            Work::Look(context, _) | Work::Choose(Choice { context, .. }) => {
                if self.lessons.is_empty() {
                    return Ok(Progress::Idle);
                }
                return Err(Error::ProposalPending { context: context.into() });
            }
            Work::Fit(fit) => Ok(self.fit(fit)),
            Work::Imagine(imagine) => self.imagine(imagine),
            Work::Score(sample) => self.score(sample),
            Work::Update(update) => self.update(update),
            Work::Blend(report) => {
                let old = split(&mut self.scratch, Self::ACTOR).0;
                self.policy.params.actor.blend(old, self.config.blend);
                let rated = self.rated_context();
                if self.studied == rated {
                    self.work = Work::Idle;
                    return Ok(Progress::Learnt(report));
                }
                Ok(self.dream_of(rated))
            }
        };
        // The settings were checked at the start, so it is numbers that are refused here.
        let stopped = Some(Stop::NonFinite);
        let refused = Work::Blend(UpdateReport { stopped, ..UpdateReport::default() });
        self.work = next.unwrap_or(refused);
        Ok(Progress::Working)
    }

    /// Parameters of the actor.
    pub(crate) const ACTOR: usize = crate::Mlp::<OBS, HID, ACT>::PARAMETERS;

    /// Enters a rating into the journal. A correction leaves journal and drift as if there had been no
    /// slip.
    fn file(&mut self, lesson: Lesson) -> Result<Work, Error> {
        let stars = lesson.stars;
        let Agent { config, layout, journal, taste, drift, .. } = self;
        let slipped = lesson.corrects.then(|| drift.undo());
        if lesson.corrects {
            journal.settle(Age::Fresh);
            journal.correct_newest(stars);
        } else {
            journal.settle(Age::Stale);
            self.ratings += 1;
        }
        let newest = match self.shown.get(lesson.id) {
            Some(shown) if !lesson.corrects => {
                let (output, note) = (shown.output, shown.note);
                Some(Entry { output, note, stars, age: Age::Fresh })
            }
            _ => None,
        };
        let Some(settings) = &config.taste else {
            if let Some(entry) = newest {
                journal.push(entry, REPLAY, times_compared);
            }
            self.prepare(self.rated_context());
            return Ok(Work::Score(0));
        };
        let limit = usize::from(settings.ratings);
        let entry = newest.or(journal.entries().last().copied());
        let Some(entry) = entry else { return Ok(Work::Fit(Fit::new(settings.sweeps))) };
        // What the model expected before it knew this rating, or the slip; an old snapshot does not tell.
        let expected = slipped.filter(Expected::is_known).unwrap_or_else(|| {
            let scale = journal.scale();
            let effect = taste.effect(journal.entries(), entry.output).unwrap_or(0.0);
            let stars = scale.stars(taste.predict(entry.output, layout) + effect);
            Expected::new(stars, scale.deviation * scale.deviation * settings.noise_variance)
        });
        let before = self.ratings.saturating_sub(1).min(limit as u64) as usize;
        let changed = drift.watch(stars.into(), expected, before);
        if let Some(entry) = newest {
            // The last fit has linked all entries.
            let gone = journal.push(entry, limit, times_linked);
            taste.remember(journal.entries().len().saturating_sub(1), gone);
        }
        if changed {
            drift.mark(journal.entries_mut(), entry.output.context());
        }
        Ok(Work::Fit(Fit::new(settings.sweeps)))
    }

    fn fit(&mut self, mut fit: Fit) -> Work {
        let Agent { config, layout, journal, taste, scratch, rng, .. } = self;
        let Some(config) = &config.taste else { return Work::Idle };
        let given = Given::new(layout, config, journal.scale(), discontent(journal));
        if !taste.advance(&mut fit, journal.entries_mut(), &given, scratch, rng) {
            return Work::Fit(fit);
        }
        self.dream_of(self.rehearsed())
    }

    fn dream_of(&mut self, context: u8) -> Work {
        self.prepare(context);
        Work::Imagine(Imagine::Look(0))
    }

    /// Keeps the actor as it is for the blend, and makes it readier to follow.
    fn prepare(&mut self, context: u8) {
        self.studied = context;
        let mut rest = self.scratch.as_mut_slice();
        for tensor in &self.policy.params.actor.tensors() {
            let (old, after) = split(rest, tensor.len());
            old.iter_mut().zip(*tensor).for_each(|(old, &parameter)| *old = parameter);
            rest = after;
        }
        if let Some(taste) = &self.config.taste {
            self.policy.params.actor.scale_outputs(taste.logit_decay);
        }
    }

    /// The context that was just rated. It is dreamt of last.
    fn rated_context(&self) -> u8 {
        self.journal.entries().last().map_or(0, |entry| entry.output.context())
    }

    /// The context that is dreamt of first, that of some earlier rating: what is known of it would be forgotten over
    /// this one.
    fn rehearsed(&self) -> u8 {
        /// Knuth's multiplicative hash, so that all ratings have their turn.
        const SPREAD: u32 = 2_654_435_769;
        let entries = self.journal.entries();
        let hash = (self.ratings as u32).wrapping_mul(SPREAD) >> 16;
        let earlier = entries.get(hash as usize % entries.len().max(1));
        earlier.map_or(0, |entry| entry.output.context())
    }

    fn imagine(&mut self, mut imagine: Imagine) -> Result<Work, Error> {
        let (ppo, context) = (self.ppo(), self.studied);
        let Agent { config, layout, taste, policy, scratch, .. } = self;
        let Some(config) = &config.taste else { return Ok(Work::Idle) };
        let dreamer = Dreamer { layout, breadth: config.dream_breadth, taste, policy, context };
        let (_, numbers) = split(scratch, Self::ACTOR);
        let Some(explained) = dreamer.imagine(&mut imagine, numbers, &ppo)? else {
            return Ok(Work::Imagine(imagine));
        };
        let inputs = layout.room().inputs;
        Ok(self.begin_update(inputs, explained))
    }

    fn score(&mut self, sample: usize) -> Result<Work, Error> {
        let ppo = self.ppo();
        let replayed = self.config.replay.into();
        let Agent { layout, journal, policy, scratch, .. } = self;
        let (_, numbers) = split(scratch, Self::ACTOR);
        let (entries, scale) = (journal.newest(replayed), journal.scale());
        let samples = entries.len() * layout.slots();
        if sample < samples {
            Memory { entries, layout, scale }.score(sample, policy, &ppo, numbers)?;
            return Ok(Work::Score(sample + 1));
        }
        let replay = ReplaySamples::new(numbers, entries, layout);
        let explained = replay.explained_variance();
        Ok(self.begin_update(samples, explained))
    }

    fn begin_update(&mut self, samples: usize, explained_variance: f32) -> Work {
        let order = self.order.as_flattened_mut().iter_mut().zip(0..).take(samples);
        order.for_each(|(place, index)| *place = index);
        Work::Update(Update::new(samples, explained_variance))
    }

    fn update(&mut self, mut update: Update) -> Result<Work, Error> {
        let (ppo, context) = (self.ppo(), self.studied);
        let replayed = self.config.replay.into();
        let Agent { config, layout, journal, policy, trainer, scratch, order, rng, .. } = self;
        let (_, numbers) = split(scratch, Self::ACTOR);
        let order = order.as_flattened_mut().get_mut(..update.samples()).unwrap_or(&mut []);
        let mut block = Block::<OBS, HID, 0, 1>::ZERO;
        let samples = if config.taste.is_some() {
            Experience::Dreamt(DreamSamples::new(numbers, layout, context))
        } else {
            Experience::Real(ReplaySamples::new(numbers, journal.newest(replayed), layout))
        };
        let report =
            trainer.advance(&mut update, policy, &samples, order, rng, &ppo, SLICE, &mut block)?;
        Ok(report.map_or(Work::Update(update), Work::Blend))
    }

    /// The settings of the update for the rating that is being learnt from.
    fn ppo(&self) -> PpoConfig {
        let (from, to) = (self.config.ppo.ent_coef, self.config.final_ent_coef);
        let over = self.config.ent_coef_ratings;
        let ent_coef = if self.ratings >= over.into() {
            to
        } else {
            from + (to - from) * (self.ratings as f32 / f32::from(over))
        };
        PpoConfig { ent_coef, ..self.config.ppo }
    }
}
