//! How an agent makes an output: with a taste model the actor makes some, and the model chooses among
//! them; without one the actor's first is shown. In slices, as learning is.

use crate::{
    Agent, Error, Output, categorical,
    choice::{self, Choice},
    coefficients::Given,
    float_environment,
    journal::Packed,
    lesson::Work,
    mood::discontent,
    replay,
    scratch::split,
};

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
    /// Makes an output for a context, to be shown to a person: with a taste model that of the policy's
    /// outputs which costs least for what it teaches, else one of the policy's.
    ///
    /// # Errors
    /// [`Error::NotStarted`], [`Error::ContextOutOfRange`], [`Error::LearningPending`],
    /// [`Error::ProposalPending`], [`Error::FloatEnvironment`], [`Error::LogitsNotFinite`].
    pub fn propose(&mut self, context: usize) -> Result<Output<SLOTS>, Error> {
        loop {
            if let Some(output) = self.propose_some(context)? {
                return Ok(output);
            }
        }
    }

    /// Does a slice of that work, as [`learn_some`](Self::learn_some) does of learning; the output
    /// after the last one.
    ///
    /// It counts as proposed from its first slice on: ratings, corrections and skips in between come after it,
    /// and are learnt from when it is there. A record of what happened has them in this order.
    ///
    /// # Errors
    /// As [`propose`](Self::propose).
    pub fn propose_some(&mut self, context: usize) -> Result<Option<Output<SLOTS>>, Error> {
        let context = self.check_context(context)?;
        float_environment::check()?;
        let waiting = self.waiting_lessons() as u8;
        let (output, note) = match self.work {
            Work::Look(pending, _) | Work::Choose(Choice { context: pending, .. })
                if pending != context =>
            {
                return Err(Error::ProposalPending { context: pending.into() });
            }
            Work::Look(_, input) => {
                self.work = self.look(context, input).inspect_err(|_| self.work = Work::Idle)?;
                return Ok(None);
            }
            Work::Choose(mut choice) => {
                let Agent { config, layout, journal, taste, scratch, rng, .. } = self;
                let Some(config) = &config.taste else { return Ok(None) };
                if choice.wanted(config) > 0 {
                    self.make(&mut choice);
                    self.work = Work::Choose(choice);
                    return Ok(None);
                }
                let given = Given::new(layout, config, journal.scale(), discontent(journal));
                let entries = journal.entries_mut();
                let Some(output) = choice.advance(taste, entries, &given, scratch, rng) else {
                    self.work = Work::Choose(choice);
                    return Ok(None);
                };
                self.work = Work::Idle;
                (output, 0)
            }
            _ if waiting > 0 => return Err(Error::LearningPending { waiting }),
            _ if self.config.taste.is_some() => {
                self.work = Work::Look(context, 0);
                return Ok(None);
            }
            _ => self.sample(context)?,
        };
        let id = self.shown.push(output, note);
        Ok(Some(Output { id, context, cards: self.layout.chain(&output.cards()) }))
    }

    /// Writes down what the actor would do at an input; after the last one, begins to choose.
    fn look(&mut self, context: u8, input: usize) -> Result<Work, Error> {
        let room = self.layout.room();
        let (slot, previous) = self.layout.place(input);
        let row = input * room.widest..(input + 1) * room.widest;
        match self.at(context, slot, previous) {
            Ok(distribution) => {
                let (_, numbers) = split(&mut self.scratch, choice::MOST);
                let places = numbers.get_mut(row).unwrap_or(&mut []);
                places.iter_mut().zip(distribution.probs()).for_each(|(p, &prob)| *p = prob);
            }
            // A card that is never shown may lead nowhere.
            Err(Error::NoLegalAction { .. }) => {}
            Err(error) => return Err(error),
        }
        if input + 1 < room.inputs {
            return Ok(Work::Look(context, input + 1));
        }
        Ok(match &self.config.taste {
            Some(config) => Work::Choose(Choice::new(context, config)),
            None => Work::Idle,
        })
    }

    /// Has the actor make some more of the outputs to choose from.
    fn make(&mut self, choice: &mut Choice) {
        /// Outputs that a slice makes.
        const MADE: usize = 4;
        let Agent { config, layout, scratch, rng, .. } = self;
        let Some(config) = &config.taste else { return };
        let widest = layout.widest();
        let (numbers, probs) = split(scratch, choice::MOST);
        for _ in 0..choice.wanted(config).min(MADE) {
            let (mut cards, mut previous) = ([0; SLOTS], None);
            for (slot, card) in cards.iter_mut().take(layout.slots()).enumerate() {
                let row = layout.input(slot, previous) * widest;
                let probs = probs.get(row..row + widest).unwrap_or(&[]);
                *card = categorical::draw(probs, rng) as u8;
                previous = Some(*card);
            }
            choice.add(Packed::new(choice.context, &cards), config, numbers);
        }
    }

    /// One of the policy's outputs, and the note of its probability.
    fn sample(&mut self, context: u8) -> Result<(Packed, u16), Error> {
        let (mut rng, mut log_prob) = (self.rng, 0.0);
        let cards = self.layout.walk(|slot, previous| {
            let distribution = self.at(context, slot, previous)?;
            let action = distribution.sample(&mut rng);
            log_prob += distribution.log_prob(action)?;
            Ok(action)
        })?;
        self.rng = rng;
        Ok((Packed::new(context, &cards), replay::note(log_prob)))
    }
}
