//! The rating loop: propose, rate, learn.

use heapless::{Deque, Vec};

use crate::{
    Activation, ActorCritic, Categorical, Deck, Error, Mlp, Params, Pcg32, PpoConfig, Rating,
    Trainer, UpdateReport,
    fingerprint::Fingerprint,
    journal::{Experience, JOURNAL, Journal, Judged, Replay},
    layout::Layout,
    ppo::Stop,
    ppo_config::check_ranges,
};

/// How many of the last outputs can still be rated or skipped. It is the same in every build, so
/// that bits depend on a session and never on a capacity.
pub const PENDING: usize = 8;

/// The ratings of all shown outputs, and as many corrections.
const LESSONS: usize = 2 * PENDING;

/// The stream of an agent's generator; any fixed number would do.
const STREAM: u64 = 0x10b;

/// The cards of an output, slot by slot.
pub type Cards<const SLOTS: usize> = Vec<u8, SLOTS>;

/// What is shown to a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Output<const SLOTS: usize> {
    /// Counts up from 0; what [`Agent::rate`] wants back.
    pub id: u64,
    /// What it was proposed for.
    pub context: u8,
    /// Which card each slot got.
    pub cards: Cards<SLOTS>,
}

/// How an agent learns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AgentConfig {
    /// The update after each rating. `gamma` and `gae_lambda` run over the slots of an output,
    /// whose rating comes at its end.
    pub ppo: PpoConfig,
    /// `ent_coef` falls in a straight line from `ppo.ent_coef` to this, `0..=100` …
    pub final_ent_coef: f32,
    /// … over this many ratings, `0..=65535`.
    pub ent_coef_ratings: u16,
    /// How many rated outputs an update looks at, the newest included, `1..=32`. Older ones weigh
    /// less the less the policy would still choose them.
    pub replay: u8,
    /// How far the acting policy moves from the old one to the new one in an update, `0..=1`;
    /// 1: all the way.
    pub blend: f32,
    /// What the hidden units do.
    pub activation: Activation,
}

impl AgentConfig {
    /// For dozens of ratings: a large learning rate, a small entropy bonus that fades, and every
    /// rated output looked at several times.
    pub const DEFAULT: Self = AgentConfig {
        ppo: PpoConfig {
            learning_rate: 1e-2,
            gamma: 1.0,
            gae_lambda: 1.0,
            update_epochs: 2,
            minibatch_size: 32,
            clip_coef: 0.2,
            value_clip: None,
            ent_coef: 0.1,
            vf_coef: 0.5,
            max_grad_norm: Some(0.5),
            normalize_advantage: false,
            target_kl: None,
            adam_beta1: 0.9,
            adam_beta2: 0.999,
            adam_eps: 1e-5,
        },
        final_ent_coef: 0.01,
        ent_coef_ratings: 60,
        replay: 32,
        blend: 1.0,
        activation: Activation::Tanh,
    };

    const ZERO: Self = AgentConfig {
        ppo: PpoConfig::ZERO,
        final_ent_coef: 0.0,
        ent_coef_ratings: 0,
        replay: 0,
        blend: 0.0,
        activation: Activation::Tanh,
    };

    /// Whether every field is in its range.
    ///
    /// # Errors
    /// [`Error::ConfigOutOfRange`] for the first field outside its range; NaN is outside.
    pub const fn check(&self) -> Result<(), Error> {
        if let Err(error) = self.ppo.check() {
            return Err(error);
        }
        check_ranges(&[
            ("final_ent_coef", self.final_ent_coef, 0.0, 100.0),
            ("replay", self.replay as f32, 1.0, JOURNAL as f32),
            ("blend", self.blend, 0.0, 1.0),
        ])
    }
}

/// One of the last outputs and what became of it.
#[derive(Clone, Debug)]
struct Shown<const SLOTS: usize> {
    fate: Fate,
    experience: Experience<SLOTS>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Waiting,
    Rated,
    Skipped,
}

/// A rating that was accepted and is yet to be learnt from.
#[derive(Clone, Copy, Debug)]
struct Lesson {
    id: u64,
    stars: Rating,
    /// It replaces the newest rating of the journal.
    corrects: bool,
}

/// A rated output, as it is remembered.
#[derive(Clone, Copy, Debug)]
struct Rated<const SLOTS: usize> {
    /// 0: there is none.
    stars: u8,
    context: u8,
    id: u64,
    cards: [u8; SLOTS],
}

impl<const SLOTS: usize> Rated<SLOTS> {
    const NONE: Self = Rated { stars: 0, context: 0, id: 0, cards: [0; SLOTS] };

    /// The one with more stars; the later one where they are equal.
    fn better(self, later: Self) -> Self {
        if later.stars >= self.stars { later } else { self }
    }
}

/// Learns from ratings which chains of a deck's cards a person likes.
///
/// `SLOTS`, `STATES`, `CONTEXTS`, `OBS` and `ACT` are the room for decks, `HID` the width of the
/// hidden layers; [`agent_for!`](crate::agent_for) fits them to one deck. A deck that needs less
/// room gives the same bits in a larger agent.
///
/// All zero until [`start`](Self::start), so that a `static` lives in `.bss`.
///
/// ```
/// use lobule::{Agent, AgentConfig, LIGHTS, Rating, agent_for};
///
/// let mut agent = <agent_for!(LIGHTS, 16)>::new();
/// agent.start(&LIGHTS, &AgentConfig::DEFAULT, 42)?;
/// for _ in 0..30 {
///     let output = agent.propose(0)?;
///     let likes_blue = output.cards[0] == 3;
///     agent.rate(output.id, if likes_blue { Rating::MAX } else { Rating::MIN })?;
///     agent.learn()?;
/// }
/// assert_eq!(agent.greedy(0)?[0], 3);
/// # Ok::<(), lobule::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Agent<
    const SLOTS: usize,
    const STATES: usize,
    const CONTEXTS: usize,
    const OBS: usize,
    const ACT: usize,
    const HID: usize,
> {
    started: bool,
    config: AgentConfig,
    layout: Layout<SLOTS, STATES>,
    rng: Pcg32,
    policy: ActorCritic<OBS, HID, ACT>,
    trainer: Trainer<OBS, HID, ACT>,
    /// The actor before the update, for the blend.
    old_actor: Mlp<OBS, HID, ACT>,
    /// The last outputs; the one with the id `i` is at `i % PENDING`.
    shown: [Shown<SLOTS>; PENDING],
    next_id: u64,
    lessons: Deque<Lesson, LESSONS>,
    /// How many ratings have been learnt from, corrections not counted.
    ratings: u64,
    last_rated: Rated<SLOTS>,
    journal: Journal<SLOTS>,
    replay: Replay<SLOTS>,
    /// For each context.
    best: [Rated<SLOTS>; CONTEXTS],
    /// The best of the last rated output's context as it was before that rating.
    best_before: Rated<SLOTS>,
}

/// The room that an [`Agent`] needs for one deck, with so many hidden units.
///
/// ```
/// type Lights = lobule::agent_for!(lobule::LIGHTS, 16);
/// static AGENT: Lights = Lights::new(); // all zero
/// ```
#[macro_export]
macro_rules! agent_for {
    ($deck:expr, $hidden:expr) => {
        $crate::Agent<
            { $deck.slots.len() },
            { $deck.states() },
            { $deck.contexts.len() },
            { $deck.observations() },
            { $deck.widest() },
            { $hidden },
        >
    };
}

impl<
    const SLOTS: usize,
    const STATES: usize,
    const CONTEXTS: usize,
    const OBS: usize,
    const ACT: usize,
    const HID: usize,
> Agent<SLOTS, STATES, CONTEXTS, OBS, ACT, HID>
{
    /// All zero: an agent that has not been started.
    pub const fn new() -> Self {
        const {
            assert!(OBS >= SLOTS + ACT + CONTEXTS, "OBS has room for slots, cards and contexts");
        }
        Agent {
            started: false,
            config: AgentConfig::ZERO,
            layout: Layout::ZERO,
            rng: Pcg32::ZERO,
            policy: ActorCritic::ZERO,
            trainer: Trainer::ZERO,
            old_actor: Mlp::ZERO,
            shown: [const { Shown { fate: Fate::Waiting, experience: Experience::ZERO } }; PENDING],
            next_id: 0,
            lessons: Deque::new(),
            ratings: 0,
            last_rated: Rated::NONE,
            journal: Journal::EMPTY,
            replay: Replay::ZERO,
            best: [Rated::NONE; CONTEXTS],
            best_before: Rated::NONE,
        }
    }

    /// Begins a session: forgets everything and draws the first weights from `seed`.
    ///
    /// # Errors
    /// [`Error::ConfigOutOfRange`]; what is wrong with the deck; [`Error::DeckTooLarge`].
    pub fn start(&mut self, deck: &Deck, config: &AgentConfig, seed: u64) -> Result<(), Error> {
        config.check()?;
        let layout = Layout::new(deck)?;
        for (what, got, capacity) in
            [("cards in one slot", layout.widest(), ACT), ("contexts", layout.contexts(), CONTEXTS)]
        {
            if got > capacity {
                return Err(Error::DeckTooLarge { what, got, capacity });
            }
        }
        self.started = true;
        self.config = *config;
        self.rng = Pcg32::new(seed, STREAM);
        self.policy.activation = config.activation;
        self.policy.init_within(&mut self.rng, layout.observations(), layout.widest());
        self.layout = layout;
        self.trainer.reset();
        self.next_id = 0;
        self.lessons.clear();
        self.ratings = 0;
        self.last_rated = Rated::NONE;
        self.journal.clear();
        self.best.fill(Rated::NONE);
        self.best_before = Rated::NONE;
        Ok(())
    }

    /// Draws an output for a context, to be shown to a person.
    ///
    /// # Errors
    /// [`Error::NotStarted`], [`Error::ContextOutOfRange`], [`Error::LearningPending`],
    /// [`Error::LogitsNotFinite`].
    pub fn propose(&mut self, context: usize) -> Result<Output<SLOTS>, Error> {
        let context = self.check_context(context)?;
        if !self.lessons.is_empty() {
            return Err(Error::LearningPending { waiting: self.lessons.len() as u8 });
        }
        let mut rng = self.rng;
        let mut experience = Experience { context, ..Experience::ZERO };
        let chances = experience.cards.iter_mut().zip(&mut experience.log_probs);
        let mut previous = None;
        for (slot, (card, log_prob)) in chances.take(self.layout.slots()).enumerate() {
            let distribution = self.at(context, slot, previous)?;
            let action = distribution.sample(&mut rng);
            (*card, *log_prob) = (action as u8, distribution.log_prob(action)?);
            previous = Some(*card);
        }
        let id = self.next_id;
        let output = Output { id, context, cards: self.layout.chain(&experience.cards) };
        if let Some(place) = self.shown.get_mut(ring(id)) {
            *place = Shown { fate: Fate::Waiting, experience };
        }
        self.rng = rng;
        self.next_id += 1;
        Ok(output)
    }

    /// Accepts the rating of an output, now or later and in any order. [`learn`](Self::learn) then
    /// does the work.
    ///
    /// # Errors
    /// [`Error::NotStarted`], [`Error::UnknownOutput`], [`Error::OutputExpired`],
    /// [`Error::AlreadyRated`], [`Error::AlreadySkipped`], [`Error::LearningPending`] after many
    /// corrections.
    pub fn rate(&mut self, id: u64, stars: Rating) -> Result<(), Error> {
        self.waiting(id)?;
        self.check_room()?;
        let shown = self.waiting(id)?;
        shown.fate = Fate::Rated;
        let Experience { context, cards, .. } = shown.experience;
        self.last_rated = Rated { stars: stars.stars(), context, id, cards };
        if let Some(best) = self.best.get_mut(usize::from(context)) {
            self.best_before = *best;
            *best = best.better(self.last_rated);
        }
        let _ = self.lessons.push_back(Lesson { id, stars, corrects: false });
        Ok(())
    }

    /// Corrects the rating of the output that was rated last.
    ///
    /// # Errors
    /// [`Error::NotStarted`], [`Error::NothingRated`], [`Error::NotLastRated`],
    /// [`Error::LearningPending`] after many corrections.
    pub fn rerate(&mut self, id: u64, stars: Rating) -> Result<(), Error> {
        self.check_started()?;
        if self.last_rated.stars == 0 {
            return Err(Error::NothingRated);
        }
        if id != self.last_rated.id {
            return Err(Error::NotLastRated { id, last: self.last_rated.id });
        }
        if stars.stars() == self.last_rated.stars {
            return Ok(());
        }
        self.check_room()?;
        self.last_rated.stars = stars.stars();
        if let Some(best) = self.best.get_mut(usize::from(self.last_rated.context)) {
            *best = self.best_before.better(self.last_rated);
        }
        // A lesson of its own even where the rating has not been learnt from yet: when `learn` is
        // called must not matter.
        let _ = self.lessons.push_back(Lesson { id, stars, corrects: true });
        Ok(())
    }

    /// Puts an output aside without a rating. Nothing is learnt from it.
    ///
    /// # Errors
    /// As [`rate`](Self::rate).
    pub fn skip(&mut self, id: u64) -> Result<(), Error> {
        self.waiting(id)?.fate = Fate::Skipped;
        Ok(())
    }

    /// Does the work of one accepted rating, the oldest; `None` when there is none.
    ///
    /// An update whose numbers turn non-finite keeps the steps before that and says so in
    /// [`UpdateReport::stopped`].
    ///
    /// # Errors
    /// [`Error::NotStarted`].
    pub fn learn(&mut self) -> Result<Option<UpdateReport>, Error> {
        self.check_started()?;
        let Some(lesson) = self.lessons.pop_front() else { return Ok(None) };
        if lesson.corrects {
            self.journal.correct_newest(lesson.stars);
        } else if let Some(shown) = self.shown.get(ring(lesson.id)) {
            let experience = shown.experience.clone();
            self.journal.push(Judged { experience, stars: lesson.stars });
            self.ratings += 1;
        }
        let ppo = PpoConfig { ent_coef: self.ent_coef(), ..self.config.ppo };
        let outputs = self.config.replay.into();
        let prepared =
            self.replay.prepare(&self.journal, &self.layout, &self.policy, outputs, &ppo);
        self.old_actor.clone_from(&self.policy.params.actor);
        let (samples, order) = self.replay.samples(&self.journal, &self.layout);
        let updated = prepared.and_then(|()| {
            self.trainer.update(&mut self.policy, &samples, order, &mut self.rng, &ppo)
        });
        // The settings were checked at the start, so it is numbers that are refused here.
        let stopped = Some(Stop::NonFinite);
        let report = updated.unwrap_or(UpdateReport { stopped, ..UpdateReport::default() });
        self.policy.params.actor.blend(&self.old_actor, self.config.blend);
        Ok(Some(report))
    }

    /// How many accepted ratings wait for [`learn`](Self::learn).
    pub fn waiting_lessons(&self) -> usize {
        self.lessons.len()
    }

    /// The output with the most stars so far in a context (the latest of equals) and its rating.
    ///
    /// # Errors
    /// [`Error::NotStarted`], [`Error::ContextOutOfRange`].
    pub fn best(&self, context: usize) -> Result<Option<(Output<SLOTS>, Rating)>, Error> {
        let context = self.check_context(context)?;
        let best = self.best.get(usize::from(context)).unwrap_or(&Rated::NONE);
        Ok(Rating::new(best.stars).ok().map(|rating| {
            (Output { id: best.id, context, cards: self.layout.chain(&best.cards) }, rating)
        }))
    }

    /// The cards that the policy holds for the best choice, slot by slot.
    ///
    /// # Errors
    /// [`Error::NotStarted`], [`Error::ContextOutOfRange`], [`Error::LogitsNotFinite`].
    pub fn greedy(&self, context: usize) -> Result<Cards<SLOTS>, Error> {
        let context = self.check_context(context)?;
        let mut cards = [0; SLOTS];
        let mut previous = None;
        for (slot, card) in cards.iter_mut().take(self.layout.slots()).enumerate() {
            *card = self.at(context, slot, previous)?.argmax() as u8;
            previous = Some(*card);
        }
        Ok(self.layout.chain(&cards))
    }

    /// The chances of the cards of slot `slot` after card `previous` of the slot before (`None`
    /// for the first slot).
    ///
    /// # Errors
    /// [`Error::NotStarted`], [`Error::ContextOutOfRange`], [`Error::SlotOutOfRange`],
    /// [`Error::CardOutOfRange`], [`Error::NoLegalAction`] after a card that nothing may follow,
    /// [`Error::LogitsNotFinite`].
    pub fn distribution(
        &self,
        context: usize,
        slot: usize,
        previous: Option<u8>,
    ) -> Result<Categorical<ACT>, Error> {
        self.at(self.check_context(context)?, slot, previous)
    }

    /// Actor and critic.
    pub fn policy(&self) -> &ActorCritic<OBS, HID, ACT> {
        &self.policy
    }

    /// How many parameters the deck uses; the rest of the room stays zero.
    pub fn parameters(&self) -> usize {
        let mut count = 0;
        self.each_used(&self.policy.params, &mut |_| count += 1);
        count
    }

    /// One number over all parameters, Adam's moments and step count, and the generator: the same
    /// for the same session on every platform. Only what the deck uses counts, not the room.
    pub fn hash(&self) -> u64 {
        let mut hash = Fingerprint::new();
        let [m, v] = self.trainer.moments();
        for params in [&self.policy.params, m, v] {
            self.each_used(params, &mut |number| hash.float(number));
        }
        hash.bytes(&self.trainer.steps().to_le_bytes());
        self.trainer.beta_powers().into_iter().for_each(|power| hash.float(power));
        for word in self.rng.state() {
            hash.bytes(&word.to_le_bytes());
        }
        hash.finish()
    }

    fn each_used(&self, params: &Params<OBS, HID, ACT>, each: &mut impl FnMut(f32)) {
        let inputs = self.layout.observations();
        params.actor.for_each_within(inputs, self.layout.widest(), each);
        params.critic.for_each_within(inputs, 1, each);
    }

    /// `ent_coef` for the rating that is being learnt from.
    fn ent_coef(&self) -> f32 {
        let (from, to) = (self.config.ppo.ent_coef, self.config.final_ent_coef);
        let over = self.config.ent_coef_ratings;
        if self.ratings >= over.into() {
            return to;
        }
        from + (to - from) * (self.ratings as f32 / f32::from(over))
    }

    fn at(
        &self,
        context: u8,
        slot: usize,
        previous: Option<u8>,
    ) -> Result<Categorical<ACT>, Error> {
        let mask = self.layout.mask(slot, previous)?;
        let mut obs = [0.0; OBS];
        self.layout.observe(context, slot, previous, &mut obs);
        self.policy.distribution(&obs, mask)
    }

    fn check_started(&self) -> Result<(), Error> {
        if self.started { Ok(()) } else { Err(Error::NotStarted) }
    }

    fn check_room(&self) -> Result<(), Error> {
        let waiting = self.lessons.len() as u8;
        if self.lessons.is_full() { Err(Error::LearningPending { waiting }) } else { Ok(()) }
    }

    fn check_context(&self, context: usize) -> Result<u8, Error> {
        self.check_started()?;
        self.layout.check_context(context)
    }

    /// The shown output `id` if it can be rated or skipped.
    fn waiting(&mut self, id: u64) -> Result<&mut Shown<SLOTS>, Error> {
        self.check_started()?;
        if id >= self.next_id {
            return Err(Error::UnknownOutput { id, next: self.next_id });
        }
        let oldest = self.next_id.saturating_sub(PENDING as u64);
        match self.shown.get_mut(ring(id)) {
            Some(shown) if id >= oldest => match shown.fate {
                Fate::Waiting => Ok(shown),
                Fate::Rated => Err(Error::AlreadyRated { id }),
                Fate::Skipped => Err(Error::AlreadySkipped { id }),
            },
            _ => Err(Error::OutputExpired { id, oldest }),
        }
    }
}

/// Where the output `id` stands among the last [`PENDING`].
fn ring(id: u64) -> usize {
    (id % PENDING as u64) as usize
}

impl<
    const SLOTS: usize,
    const STATES: usize,
    const CONTEXTS: usize,
    const OBS: usize,
    const ACT: usize,
    const HID: usize,
> Default for Agent<SLOTS, STATES, CONTEXTS, OBS, ACT, HID>
{
    fn default() -> Self {
        Self::new()
    }
}
