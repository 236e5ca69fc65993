//! A session as bytes: everything that an agent needs to go on exactly, or the policy alone for one
//! that only acts.
//!
//! All numbers are little-endian; bytes depend on the deck and the session, never on the room of a type,
//! so that what a board saves opens in a page and the other way round. docs/snapshot.md has every byte,
//! and the promise how long it can be read.

mod header;
mod session;

use core::convert::Infallible;

use embedded_io::Write;
use embedded_storage::ReadStorage;

use crate::{
    Activation, Agent, Deck, Error, Pcg32,
    agent::{LESSONS, Rated},
    error::DeviceError,
    float_environment,
    journal::{Entry, times_compared},
    layout::Layout,
    lesson::{Lesson, Work},
    policy::Params,
    shown::ShownOutputs,
    wire::{Failure, Fields, Reader, Source, Writer, with_source, with_writer},
};

pub(crate) use header::{CHECKSUM, HEADER, Header, POLICY};
use header::{SESSION, newest};
use session::{ENTRY, Fixed, RATED, fixed_len};

/// Bytes of a number.
const FLOAT: usize = 4;

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
    /// Bytes that a snapshot takes at most.
    pub const SNAPSHOT_LEN: usize =
        snapshot_len(newest(SESSION), CONTEXTS, RATINGS, TASTE, Params::<OBS, HID, ACT>::COUNT);

    /// Writes everything needed to go on exactly into a buffer and returns the part that was used.
    /// [`SNAPSHOT_LEN`](Self::SNAPSHOT_LEN) bytes are always enough.
    ///
    /// ```
    /// use lobule::{AgentConfig, LIGHTS, agent_for};
    ///
    /// type Lights = agent_for!(LIGHTS, 16);
    /// let mut agent = Lights::new();
    /// agent.start(&LIGHTS, &AgentConfig::DEFAULT, 42)?;
    /// let mut buffer = [0; Lights::SNAPSHOT_LEN];
    /// let saved = agent.save(&mut buffer)?;
    ///
    /// let mut other = Lights::new();
    /// other.load(&LIGHTS, saved)?;
    /// assert_eq!(agent.hash(), other.hash());
    /// assert_eq!(agent.propose(0)?, other.propose(0)?);
    /// # Ok::<(), lobule::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`], and as [`save_to`](Self::save_to).
    pub fn save<'b>(&self, into: &'b mut [u8]) -> Result<&'b mut [u8], Error> {
        self.check_between()?;
        fill(into, self.len(), |writer| self.write(writer))
    }

    /// Writes the same piece by piece, so that no second copy of the agent is needed.
    ///
    /// # Errors
    /// [`Error::NotStarted`]; [`Error::LearningPending`] or [`Error::ProposalPending`] in the middle of
    /// work in slices (ratings that have only been accepted are saved along); what the device says.
    pub fn save_to<W: Write>(&self, writer: &mut W) -> Result<(), DeviceError<W::Error>> {
        self.check_between()?;
        with_writer(writer, |writer| self.write(writer))
    }

    /// Goes on from a snapshot, whether the agent has been started or not. The deck must be the one that
    /// the snapshot is of.
    ///
    /// # Errors
    /// [`Error::SnapshotMagic`], [`Error::SnapshotVersion`], [`Error::SnapshotLength`],
    /// [`Error::SnapshotChecksum`], [`Error::SnapshotKind`], [`Error::SnapshotShape`],
    /// [`Error::SnapshotDeck`], [`Error::SnapshotNotFinite`], [`Error::SnapshotValue`]; what is wrong
    /// with the deck; [`Error::FloatEnvironment`]; [`Error::ConfigOutOfRange`]; [`Error::DeckTooLarge`] where the session needs more
    /// room than this type has. The agent is then as it was.
    pub fn load(&mut self, deck: &Deck, bytes: &[u8]) -> Result<(), Error> {
        let read = |source: &mut Source| self.read(deck, source, true);
        with_source(&mut Bytes(bytes), read).map_err(|error| match error {
            DeviceError::Refused(error) => error,
            DeviceError::Device(never) => match never {},
        })
    }

    /// The same from any source that can be read again, such as a part of a flash; what follows the
    /// snapshot there is ignored. It is read three times: for the checksum, to see that every number can
    /// be, and only then into the agent.
    ///
    /// # Errors
    /// As [`load`](Self::load), and what the device says. Should the device fail the third time, when it
    /// did not the first two, the agent is left as one that has not been started.
    pub fn load_from<S: ReadStorage>(
        &mut self,
        deck: &Deck,
        source: &mut S,
    ) -> Result<(), DeviceError<S::Error>> {
        with_source(source, |source| self.read(deck, source, false))
    }

    /// Writes the actor's parameters alone into a buffer, for an [`Actor`](crate::Actor), and returns the
    /// part that was used.
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`], and as [`save_policy_to`](Self::save_policy_to).
    pub fn save_policy<'b>(&self, into: &'b mut [u8]) -> Result<&'b mut [u8], Error> {
        self.check_between()?;
        fill(into, self.policy_len(), |writer| self.write_policy(writer))
    }

    /// Writes the same piece by piece.
    ///
    /// # Errors
    /// As [`save_to`](Self::save_to).
    pub fn save_policy_to<W: Write>(&self, writer: &mut W) -> Result<(), DeviceError<W::Error>> {
        self.check_between()?;
        with_writer(writer, |writer| self.write_policy(writer))
    }

    /// Bytes of a snapshot as things stand.
    ///
    /// # Errors
    /// As [`save_to`](Self::save_to).
    pub fn snapshot_len(&self) -> Result<usize, Error> {
        self.check_between()?;
        Ok(self.len())
    }

    fn len(&self) -> usize {
        let room = self.layout.room();
        let taste = self.config.taste.map_or(0, |_| self.taste.numbers(&self.layout).len());
        let parameters = room.parameters(HID);
        snapshot_len(
            newest(SESSION),
            room.contexts,
            self.journal.entries().len(),
            taste,
            parameters,
        )
    }

    fn policy_len(&self) -> usize {
        HEADER + self.layout.room().actor(HID) * FLOAT + CHECKSUM
    }

    /// Only between two pieces of work is there nothing but what a snapshot has.
    fn check_between(&self) -> Result<(), Error> {
        self.check_started()?;
        match self.work.proposal() {
            Some(context) => Err(Error::ProposalPending { context: context.into() }),
            None if self.work.is_lesson() => {
                Err(Error::LearningPending { waiting: self.waiting_lessons() as u8 })
            }
            None => Ok(()),
        }
    }

    fn header(&self, kind: u8, len: usize) -> Header {
        Header::new(kind, &self.layout, HID, self.config.activation, len)
    }

    fn fixed(&self) -> Fixed {
        let mut lessons = [Lesson::NONE; LESSONS];
        lessons.iter_mut().zip(&self.lessons).for_each(|(place, lesson)| *place = *lesson);
        Fixed {
            config: self.config,
            rng: self.rng.state(),
            steps: self.trainer.steps(),
            beta_powers: self.trainer.beta_powers(),
            ratings: self.ratings,
            drift: self.drift,
            last_rated: self.last_rated,
            best_before: self.best_before,
            next_id: self.shown.next_id(),
            shown: self.shown.ring(),
            lessons,
            entries: self.journal.entries().len() as u16,
        }
    }

    /// Begins anew with what [`fixed`](Self::fixed) gave; the journal and all numbers are empty then.
    fn set_fixed(&mut self, fixed: &Fixed) {
        self.config = fixed.config;
        self.rng = Pcg32::from_state(fixed.rng);
        self.policy.activation = fixed.config.activation;
        self.policy.params.clear();
        self.trainer.resume(fixed.steps, fixed.beta_powers);
        self.taste.reset();
        self.journal.clear();
        self.drift = fixed.drift;
        self.ratings = fixed.ratings;
        self.lessons.clear();
        for lesson in fixed.lessons.iter().filter(|lesson| lesson.stars > 0) {
            // There is room for all.
            let _ = self.lessons.push_back(*lesson);
        }
        self.work = Work::Idle;
        self.shown = ShownOutputs::new(fixed.shown, fixed.next_id);
        self.last_rated = fixed.last_rated;
        self.best.fill(Rated::NONE);
        self.best_before = fixed.best_before;
    }

    fn write(&self, writer: &mut Writer) {
        let mut header = self.header(SESSION, self.len());
        header.visit(writer);
        self.fixed().visit(header.version, writer);
        for best in self.best.iter().take(self.layout.contexts()) {
            { *best }.visit(writer);
        }
        let entries = self.journal.entries();
        for entry in entries {
            { *entry }.visit(header.version, writer);
        }
        writer.floats(self.taste.effects(entries.len()));
        if self.config.taste.is_some() {
            writer.floats(self.taste.numbers(&self.layout));
        }
        let (inputs, actions) = (self.layout.observations(), self.layout.widest());
        let [m, v] = self.trainer.moments();
        for params in &[&self.policy.params, m, v] {
            params.used(inputs, actions).iter().for_each(|tensor| writer.floats(tensor));
        }
    }

    fn write_policy(&self, writer: &mut Writer) {
        self.header(POLICY, self.policy_len()).visit(writer);
        let (inputs, actions) = (self.layout.observations(), self.layout.widest());
        let tensors = self.policy.params.actor.used(inputs, actions);
        tensors.iter().for_each(|tensor| writer.floats(tensor));
    }

    /// Reads a snapshot three times: for its checksum, to see that everything can be, and to keep it.
    /// `alone`: nothing may follow it.
    fn read(&mut self, deck: &Deck, source: &mut Source, alone: bool) -> Result<(), Failure> {
        float_environment::check()?;
        let layout = Layout::new(deck)?;
        let header = Header::read(source, alone)?;
        let activation = header.activation()?;
        header.check_is(&Header::new(SESSION, &layout, HID, activation, 0))?;
        let len = header.len as usize;
        let parameters = layout.room().parameters(HID);
        let least = snapshot_len(header.version, layout.contexts(), 0, 0, parameters);
        if len < least {
            return Err(Error::SnapshotLength { got: len, expected: least }.into());
        }
        for keep in [false, true] {
            let mut reader = source.reader(HEADER, len - CHECKSUM);
            self.started &= !keep;
            self.read_body(&mut reader, &layout, (header.version, activation), len, keep);
            reader.finish()?;
        }
        self.layout = layout;
        self.started = true;
        Ok(())
    }

    /// Reads all that follows the header; unless it is to `keep` it only looks.
    fn read_body(
        &mut self,
        reader: &mut Reader,
        layout: &Layout<SLOTS, STATES>,
        (version, activation): (u16, Activation),
        len: usize,
        keep: bool,
    ) {
        let mut fixed = Fixed::ZERO;
        fixed.visit(version, reader);
        if fixed.config.activation != activation {
            reader.refuse(Error::SnapshotValue { what: "activation", at: 8 });
        }
        fixed.check(version, layout, reader);
        let room = layout.room();
        let (entries, parameters) = (fixed.entries.into(), room.parameters(HID));
        let coefficients = fixed.config.taste.map_or(0, |_| room.taste(RATINGS));
        let expected = snapshot_len(version, room.contexts, entries, coefficients, parameters);
        if expected != len {
            reader.refuse(Error::SnapshotLength { got: len, expected });
        }
        if let Err(error) = Self::check_room(layout, &fixed.config) {
            reader.refuse(error);
        }
        if !reader.is_well() {
            return;
        }
        if keep {
            self.set_fixed(&fixed);
        }
        for place in self.best.iter_mut().take(layout.contexts()) {
            let mut best = Rated::NONE;
            best.visit(reader);
            reader.check(best.can_be(layout, fixed.next_id), "best output");
            if keep {
                *place = best;
            }
        }
        for _ in 0..entries {
            let mut entry = Entry::NONE;
            entry.visit(version, reader);
            reader.check(layout.allows(entry.output), "remembered output");
            if keep {
                // There is room for all, so none has to go.
                self.journal.push(entry, RATINGS, times_compared);
            }
        }
        reader.floats(self.taste.effects_mut(entries), f32::MIN, keep);
        reader.floats(self.taste.numbers_mut(coefficients), f32::MIN, keep);
        let (inputs, actions) = (layout.observations(), layout.widest());
        let [m, v] = self.trainer.moments_mut();
        // Parameters and first moments may be anything, second moments are means of squares.
        for (params, least) in &mut [(&mut self.policy.params, f32::MIN), (m, f32::MIN), (v, 0.0)] {
            let mut tensors = params.used_mut(inputs, actions);
            tensors.iter_mut().for_each(|tensor| reader.floats(tensor, *least, keep));
        }
    }
}

/// Bytes of a snapshot of a session, as a version of the layout has it.
const fn snapshot_len(
    version: u16,
    contexts: usize,
    ratings: usize,
    taste: usize,
    parameters: usize,
) -> usize {
    let numbers = ratings + taste + 3 * parameters;
    HEADER + fixed_len(version) + contexts * RATED + ratings * ENTRY + numbers * FLOAT + CHECKSUM
}

/// Has a snapshot of a known length written into a buffer, and returns the part that was used.
fn fill(
    into: &mut [u8],
    needed: usize,
    write: impl FnOnce(&mut Writer),
) -> Result<&mut [u8], Error> {
    let too_small = Error::BufferTooSmall { got: into.len(), needed };
    let (used, _) = into.split_at_mut_checked(needed).ok_or(too_small)?;
    match with_writer(&mut &mut *used, write) {
        Ok(()) => Ok(used),
        Err(DeviceError::Refused(error)) => Err(error),
        Err(DeviceError::Device(_)) => Err(too_small),
    }
}

/// A source in memory.
struct Bytes<'a>(&'a [u8]);

impl ReadStorage for Bytes<'_> {
    type Error = Infallible;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Infallible> {
        let rest = self.0.get(offset as usize..).unwrap_or(&[]);
        bytes.iter_mut().zip(rest).for_each(|(byte, read)| *byte = *read);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests;
