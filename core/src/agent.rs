//! The rating loop: propose, rate, learn. What happens in [`propose`](Agent::propose) is told in
//! `proposal.rs`, what in [`learn`](Agent::learn) in `lesson.rs`.

use heapless::{Deque, Vec};

use crate::{
    ActorCritic, AgentConfig, Categorical, Deck, Error, Pcg32, Rating, Trainer,
    fingerprint::Fingerprint,
    float_environment,
    journal::{Journal, Packed},
    layout::Layout,
    lesson::{Lesson, Work},
    math,
    mood::Drift,
    room::REPLAY,
    shown::{Fate, ShownOutputs},
    taste::Taste,
};

pub use crate::shown::PENDING;

/// The version of the learning. The same deck, settings, seed and events lead to the same bits, and to the same
/// [`Agent::hash`], within one version; every change of a learnt bit raises it.
///
/// | | |
/// |---|---|
/// | 1 | what a slip had made stale stayed so after its correction |
/// | 2 | a correction leaves the memory as if there had been no slip |
/// | 3 | at the temperature 0 nothing is drawn for outputs that were never shown either; all other sessions are as in 2 |
pub const LEARNING_VERSION: u32 = 3;

/// The ratings of all shown outputs, and as many corrections.
pub(crate) const LESSONS: usize = 2 * PENDING;

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

/// A rating that is learnt from.
#[derive(Clone, Debug, PartialEq)]
pub struct Remembered<const SLOTS: usize> {
    /// What the output was made for.
    pub context: u8,
    /// Which card each slot had.
    pub cards: Cards<SLOTS>,
    /// What the person said of it.
    pub stars: Rating,
    /// Whether it was given before the person's taste changed; it counts little then.
    pub stale: bool,
}

/// One of the last or best rated outputs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rated {
    pub id: u64,
    pub output: Packed,
    /// 0: there is none.
    pub stars: u8,
}

impl Rated {
    pub const NONE: Self = Rated { id: 0, output: Packed::ZERO, stars: 0 };

    /// The one with more stars; the later one where they are equal.
    fn better(self, later: Self) -> Self {
        if later.stars >= self.stars { later } else { self }
    }
}

/// Learns from ratings which chains of a deck's cards a person likes.
///
/// The sizes in its type are the room for decks, for hidden units and for ratings;
/// [`agent_for!`](crate::agent_for) fits them to one deck and [`roomy_agent!`](crate::roomy_agent) to
/// all decks up to some size. A deck that needs less room gives the same bits in a larger agent.
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
    const RATINGS: usize,
    const TASTE: usize,
    const SCRATCH: usize,
> {
    pub(crate) started: bool,
    pub(crate) config: AgentConfig,
    pub(crate) layout: Layout<SLOTS, STATES>,
    pub(crate) rng: Pcg32,
    pub(crate) policy: ActorCritic<OBS, HID, ACT>,
    pub(crate) trainer: Trainer<OBS, HID, ACT>,
    pub(crate) taste: Taste<TASTE, RATINGS>,
    pub(crate) journal: Journal<RATINGS>,
    pub(crate) drift: Drift,
    /// How many ratings have been learnt from, corrections not counted.
    pub(crate) ratings: u64,
    pub(crate) lessons: Deque<Lesson, LESSONS>,
    pub(crate) work: Work,
    /// The context that the policy is learning about; a lesson may take two, one after the other.
    pub(crate) studied: u8,
    /// The numbers of the lesson that is being learnt, or of the output that is being chosen.
    pub(crate) scratch: [f32; SCRATCH],
    /// Minibatch order.
    pub(crate) order: [[u16; SLOTS]; REPLAY],
    pub(crate) shown: ShownOutputs,
    pub(crate) last_rated: Rated,
    /// For each context.
    pub(crate) best: [Rated; CONTEXTS],
    /// The best of the last rated output's context as it was before that rating.
    pub(crate) best_before: Rated,
}

/// The room that an [`Agent`] needs for one deck, with so many hidden units, and for so many ratings
/// (64 where none is said). With room for 0 ratings there is no taste model, for
/// [`AgentConfig::DIRECT`] with the least memory.
///
/// ```
/// type Lights = lobule::agent_for!(lobule::LIGHTS, 16);
/// static AGENT: Lights = Lights::new(); // all zero
/// assert!(size_of::<lobule::agent_for!(lobule::LIGHTS, 16, 0)>() < size_of::<Lights>());
/// ```
#[macro_export]
macro_rules! agent_for {
    ($deck:expr, $hidden:expr) => {
        $crate::agent_for!($deck, $hidden, 64)
    };
    ($deck:expr, $hidden:expr, $ratings:expr) => {
        $crate::agent_with_room!($deck.room(), $hidden, $ratings)
    };
}

/// An [`Agent`] with room for any deck of so many slots, cards in each of them, and contexts.
///
/// ```
/// type Any = lobule::roomy_agent!(8, 8, 2, 16, 100);
/// let mut agent = Any::new();
/// agent.start(&lobule::LIGHTS, &lobule::AgentConfig::DEFAULT, 1)?;
/// # Ok::<(), lobule::Error>(())
/// ```
#[macro_export]
macro_rules! roomy_agent {
    ($slots:expr, $cards:expr, $contexts:expr, $hidden:expr, $ratings:expr) => {
        $crate::agent_with_room!($crate::Room::any($slots, $cards, $contexts), $hidden, $ratings)
    };
}

/// An [`Agent`] with a given [`Room`](crate::Room).
#[doc(hidden)]
#[macro_export]
macro_rules! agent_with_room {
    ($room:expr, $hidden:expr, $ratings:expr) => {
        $crate::Agent<
            { $room.slots },
            { $room.states() },
            { $room.contexts },
            { $room.observations() },
            { $room.widest },
            { $hidden },
            { $room.ratings($ratings) },
            { $room.taste($ratings) },
            { $room.scratch($hidden, $ratings) },
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
    const RATINGS: usize,
    const TASTE: usize,
    const SCRATCH: usize,
> Agent<SLOTS, STATES, CONTEXTS, OBS, ACT, HID, RATINGS, TASTE, SCRATCH>
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
            taste: Taste::ZERO,
            journal: Journal::EMPTY,
            drift: Drift::ZERO,
            ratings: 0,
            lessons: Deque::new(),
            work: Work::Idle,
            studied: 0,
            scratch: [0.0; SCRATCH],
            order: [[0; SLOTS]; REPLAY],
            shown: ShownOutputs::NONE,
            last_rated: Rated::NONE,
            best: [Rated::NONE; CONTEXTS],
            best_before: Rated::NONE,
        }
    }

    /// Begins a session: forgets everything and draws the first weights from `seed`.
    ///
    /// # Errors
    /// [`Error::FloatEnvironment`]; [`Error::ConfigOutOfRange`]; what is wrong with the deck;
    /// [`Error::DeckTooLarge`].
    pub fn start(&mut self, deck: &Deck, config: &AgentConfig, seed: u64) -> Result<(), Error> {
        float_environment::check()?;
        config.check()?;
        let layout = Layout::new(deck)?;
        Self::check_room(&layout, config)?;
        self.started = true;
        self.config = *config;
        self.rng = Pcg32::new(seed, STREAM);
        self.policy.activation = config.activation;
        self.policy.init_within(&mut self.rng, layout.observations(), layout.widest());
        self.layout = layout;
        self.trainer.reset();
        self.taste.reset();
        self.journal.clear();
        self.drift = Drift::ZERO;
        self.ratings = 0;
        self.lessons.clear();
        self.work = Work::Idle;
        self.shown.clear();
        self.last_rated = Rated::NONE;
        self.best.fill(Rated::NONE);
        self.best_before = Rated::NONE;
        Ok(())
    }

    /// Accepts the rating of an output, now or later and in any order. [`learn`](Self::learn) then
    /// does the work. While an output is made in slices this comes after it: the output that it will
    /// push out is too old already.
    ///
    /// # Errors
    /// [`Error::NotStarted`], [`Error::UnknownOutput`], [`Error::OutputExpired`],
    /// [`Error::AlreadyRated`], [`Error::AlreadySkipped`], [`Error::LearningPending`] after many
    /// corrections.
    pub fn rate(&mut self, id: u64, stars: Rating) -> Result<(), Error> {
        self.check_started()?;
        let waiting = self.waiting_lessons() as u8;
        let shown = self.shown.waiting(id, self.work.proposal().is_some())?;
        if self.lessons.is_full() {
            return Err(Error::LearningPending { waiting });
        }
        shown.fate = Fate::Rated;
        let output = shown.output;
        self.last_rated = Rated { id, output, stars: stars.stars() };
        if let Some(best) = self.best.get_mut(usize::from(output.context())) {
            self.best_before = *best;
            *best = best.better(self.last_rated);
        }
        let _ = self.lessons.push_back(Lesson::new(id, stars, false));
        Ok(())
    }

    /// Corrects the rating of the output that was rated last. Everything that is remembered is then as if
    /// there had been no slip: ratings, which of them are stale, and what drift there seems to be. What the
    /// slip has taught the policy and the taste model is not taken back, but taught over.
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
        if self.lessons.is_full() {
            return Err(Error::LearningPending { waiting: self.waiting_lessons() as u8 });
        }
        self.last_rated.stars = stars.stars();
        if let Some(best) = self.best.get_mut(usize::from(self.last_rated.output.context())) {
            *best = self.best_before.better(self.last_rated);
        }
        // A lesson of its own even where the rating has not been learnt from yet: when `learn` is
        // called must not matter.
        let _ = self.lessons.push_back(Lesson::new(id, stars, true));
        Ok(())
    }

    /// Puts an output aside without a rating. Nothing is learnt from it.
    ///
    /// # Errors
    /// As [`rate`](Self::rate), but that no rating waits for it.
    pub fn skip(&mut self, id: u64) -> Result<(), Error> {
        self.check_started()?;
        self.shown.waiting(id, self.work.proposal().is_some())?.fate = Fate::Skipped;
        Ok(())
    }

    /// The outputs that can still be rated or skipped, oldest first: after a
    /// [load](Self::load) they can be shown again.
    ///
    /// # Errors
    /// [`Error::NotStarted`].
    pub fn waiting_outputs(&self) -> Result<impl Iterator<Item = Output<SLOTS>>, Error> {
        self.check_started()?;
        Ok(self.shown.all_waiting(self.work.proposal().is_some()).map(|(id, output)| Output {
            id,
            context: output.context(),
            cards: self.layout.chain(&output.cards()),
        }))
    }

    /// The settings of the session.
    pub fn config(&self) -> &AgentConfig {
        &self.config
    }

    /// How many ratings have been learnt from in all, corrections not counted.
    pub fn ratings(&self) -> u64 {
        self.ratings
    }

    /// How many accepted ratings wait for [`learn`](Self::learn), the one that is being learnt from
    /// included.
    pub fn waiting_lessons(&self) -> usize {
        self.lessons.len() + usize::from(self.work.is_lesson())
    }

    /// The output with the most stars so far in a context (the latest of equals) and its rating.
    ///
    /// # Errors
    /// [`Error::NotStarted`], [`Error::ContextOutOfRange`].
    pub fn best(&self, context: usize) -> Result<Option<(Output<SLOTS>, Rating)>, Error> {
        let context = self.check_context(context)?;
        let best = self.best.get(usize::from(context)).unwrap_or(&Rated::NONE);
        Ok(Rating::new(best.stars).ok().map(|rating| {
            (
                Output { id: best.id, context, cards: self.layout.chain(&best.output.cards()) },
                rating,
            )
        }))
    }

    /// The ratings that are remembered and learnt from, oldest first. When the journal is full the least
    /// useful one makes room: the oldest that was given before the person's taste changed; else, if
    /// an output has been rated more than four times, the oldest rating of the one rated most
    /// often; else the oldest.
    ///
    /// # Errors
    /// [`Error::NotStarted`].
    pub fn remembered(&self) -> Result<impl Iterator<Item = Remembered<SLOTS>>, Error> {
        self.check_started()?;
        Ok(self.journal.entries().iter().filter_map(|entry| {
            Some(Remembered {
                context: entry.output.context(),
                cards: self.layout.chain(&entry.output.cards()),
                stars: Rating::new(entry.stars).ok()?,
                stale: entry.is_stale(),
            })
        }))
    }

    /// The stars that the taste model's last draw expects of an output, from 1 to 5; the draw's temperature
    /// is low where the person is content. `None` without a taste model.
    ///
    /// # Errors
    /// [`Error::NotStarted`], [`Error::ContextOutOfRange`], [`Error::LengthMismatch`] unless there is
    /// a card for each slot, [`Error::CardOutOfRange`].
    pub fn expected_stars(&self, context: usize, cards: &[u8]) -> Result<Option<f32>, Error> {
        let context = self.check_context(context)?;
        let expected = self.layout.slots();
        if cards.len() != expected {
            return Err(Error::LengthMismatch { what: "cards", got: cards.len(), expected });
        }
        for (slot, &card) in cards.iter().enumerate() {
            let in_slot = self.layout.cards_in(slot);
            if usize::from(card) >= in_slot {
                return Err(Error::CardOutOfRange { slot, got: card.into(), cards: in_slot });
            }
        }
        if self.config.taste.is_none() {
            return Ok(None);
        }
        let output = Packed::new(context, cards);
        let effect = self.taste.effect(self.journal.entries(), output).unwrap_or(0.0);
        let relative = self.taste.predict(output, &self.layout) + effect;
        Ok(Some(math::clamp(self.journal.scale().stars(relative), 1.0, 5.0)))
    }

    /// The stars that the critic expects of the policy's outputs for a context, from 1 to 5: its value
    /// of the observation before the first card, on this person's scale.
    ///
    /// # Errors
    /// [`Error::NotStarted`], [`Error::ContextOutOfRange`], [`Error::ObservationNotFinite`].
    pub fn critic_stars(&self, context: usize) -> Result<f32, Error> {
        let context = self.check_context(context)?;
        let mut obs = [0.0; OBS];
        self.layout.observe(context, 0, None, &mut obs);
        let value = self.policy.value(&obs)?;
        Ok(math::clamp(self.journal.scale().stars(value), 1.0, 5.0))
    }

    /// The cards that the policy holds for the best choice, slot by slot.
    ///
    /// # Errors
    /// [`Error::NotStarted`], [`Error::ContextOutOfRange`], [`Error::LogitsNotFinite`].
    pub fn greedy(&self, context: usize) -> Result<Cards<SLOTS>, Error> {
        let context = self.check_context(context)?;
        let cards = self.layout.walk(|slot, previous| {
            self.at(context, slot, previous).map(|distribution| distribution.argmax())
        })?;
        Ok(self.layout.chain(&cards))
    }

    /// The chances of the cards of slot `slot` after card `previous` of the slot before (`None`
    /// for the first slot).
    ///
    /// # Errors
    /// [`Error::NotStarted`], [`Error::ContextOutOfRange`], [`Error::SlotOutOfRange`],
    /// [`Error::PreviousCard`], [`Error::CardOutOfRange`], [`Error::NoLegalAction`] after a card that nothing
    /// may follow, [`Error::LogitsNotFinite`].
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
        self.layout.room().parameters(HID)
    }

    /// One number over all parameters, Adam's moments and step count, the taste model, and the
    /// generator: the same for the same session on every platform. Only what the deck uses counts, not
    /// the room.
    pub fn hash(&self) -> u64 {
        let mut hash = Fingerprint::new();
        let [m, v] = self.trainer.moments();
        let (inputs, outputs) = (self.layout.observations(), self.layout.widest());
        for params in &[&self.policy.params, m, v] {
            params.used(inputs, outputs).iter().for_each(|tensor| hash.floats(tensor));
        }
        hash.bytes(&self.trainer.steps().to_le_bytes());
        hash.floats(&self.trainer.beta_powers());
        if self.config.taste.is_some() {
            hash.floats(self.taste.numbers(&self.layout));
        }
        for word in &self.rng.state() {
            hash.bytes(&word.to_le_bytes());
        }
        hash.finish()
    }

    pub(crate) fn at(
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

    /// Whether a deck and settings fit into this type.
    ///
    /// # Errors
    /// [`Error::DeckTooLarge`].
    pub(crate) fn check_room(
        layout: &Layout<SLOTS, STATES>,
        config: &AgentConfig,
    ) -> Result<(), Error> {
        let room = layout.room();
        let ratings = config.taste.map_or(0, |taste| taste.ratings.into());
        for (what, got, capacity) in [
            ("cards in one slot", room.widest, ACT),
            ("contexts", room.contexts, CONTEXTS),
            ("ratings to remember", room.ratings(ratings), RATINGS),
            ("coefficients of a taste model", room.taste(ratings), TASTE),
            ("numbers in a lesson", room.scratch_beside(Self::ACTOR, ratings), SCRATCH),
        ] {
            if got > capacity {
                return Err(Error::DeckTooLarge { what, got, capacity });
            }
        }
        Ok(())
    }

    pub(crate) fn check_started(&self) -> Result<(), Error> {
        if self.started { Ok(()) } else { Err(Error::NotStarted) }
    }

    pub(crate) fn check_context(&self, context: usize) -> Result<u8, Error> {
        self.check_started()?;
        self.layout.check_context(context)
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
> Default for Agent<SLOTS, STATES, CONTEXTS, OBS, ACT, HID, RATINGS, TASTE, SCRATCH>
{
    fn default() -> Self {
        Self::new()
    }
}
