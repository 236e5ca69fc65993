//! The loop of a board: it shows an output, waits for a rating, learns from it in slices between frames, and
//! saves what was learnt while the ring says how many stars it was given, as a flash may stop everything else.

use embedded_io::Write;
use embedded_storage::nor_flash::NorFlash;
use lobule::{AgentConfig, DeviceError, Error, Output, Rating, Store};
use smart_leds::RGB8;

use crate::{
    DECK, Learner,
    buttons::{Buttons, Down, FORGETS, Press},
    export,
    ring::{DARK, Ring, light},
    scene::{Colour, LAMPS, Picture, Scene},
};

/// From one frame to the next, in milliseconds, as all times here.
const FRAME: u64 = 20;
/// So many ratings are saved at once …
const SAVE_AFTER: u32 = 5;
/// … or fewer, when the person has been quiet for so long.
const QUIET: u64 = 10_000;
/// How long the ring says what it was told, at least.
const ANSWER: u64 = 500;
/// How long it says that something failed.
const ALARM: u64 = 1000;

const WHITE: Colour = [150.0; 3];
const RED: Colour = [150.0, 0.0, 0.0];

/// What a board has to have beside its flash.
pub trait Board {
    /// Milliseconds since some moment.
    fn millis(&mut self) -> u64;
    /// Which buttons are down now.
    fn down(&mut self) -> Down;
    /// Sends their light to the lamps, the first lamp's first.
    fn shine(&mut self, lamps: [RGB8; LAMPS]);
    /// A number that is another one each time.
    fn seed(&mut self) -> u64;
}

/// A person, an agent and a ring.
pub struct Session<'a, F> {
    agent: &'a mut Learner,
    store: Store<F>,
    ring: Ring,
    buttons: Buttons,
    /// The output that waits for a rating.
    shown: Option<u64>,
    /// Ratings since the last save, and when the last one was given.
    unsaved: u32,
    rated: u64,
    next_frame: u64,
    /// Whether somebody waits for the session as text.
    asked: bool,
}

impl<'a, F: NorFlash> Session<'a, F> {
    /// Goes on from what the whole of `flash` holds; else from `taught`, a session's snapshot; else with
    /// nothing learnt.
    ///
    /// # Errors
    /// `flash` is no place for a store, or too small for one. Whatever else fails is said by red lamps.
    pub fn begin(
        agent: &'a mut Learner,
        flash: F,
        taught: Option<&[u8]>,
        board: &mut impl Board,
    ) -> Result<Self, Error> {
        let len = flash.capacity() as u32;
        let (mut store, mut ring) = (Store::new(flash, 0..len)?, Ring::new());
        let (needed, slot) = (Learner::SNAPSHOT_LEN, store.capacity());
        if needed > slot {
            return Err(Error::StoreTooSmall { needed, slot });
        }
        let restored = match store.load(agent, &DECK) {
            Ok(false) => match taught {
                Some(taught) => agent.load(&DECK, taught).map(|()| true).map_err(DeviceError::from),
                None => Ok(false),
            },
            restored => restored,
        };
        if !matches!(restored, Ok(true)) {
            agent.start(&DECK, &AgentConfig::DEFAULT, board.seed())?;
        }
        if restored.is_err() {
            ring.replace([RED; LAMPS], board.millis(), ALARM);
        }
        // What waited for a rating when it was saved waits again.
        let waiting = agent.waiting_outputs()?.last();
        let mut session = Session {
            agent,
            store,
            ring,
            buttons: Buttons::default(),
            shown: None,
            unsaved: 0,
            rated: 0,
            next_frame: 0,
            asked: false,
        };
        waiting.into_iter().for_each(|output| session.show(&output));
        Ok(session)
    }

    /// Looks at the buttons, does one slice of work, and shows the next frame if it is time. To be called
    /// for ever.
    pub fn turn(&mut self, board: &mut impl Board) {
        let now = board.millis();
        let done = match self.buttons.update(board.down(), now) {
            Some(press) => self.follow(press, now, board),
            None => self.work(now),
        };
        if done.is_err() {
            self.ring.interrupt([RED; LAMPS], now, ALARM);
        }
        if now >= self.next_frame {
            self.next_frame = now + FRAME;
            let mut picture = self.ring.frame(now);
            // The longer skip is held the fewer lamps shine.
            let gone = self.buttons.held(now) * LAMPS as u64 / FORGETS;
            picture.iter_mut().take(gone as usize).for_each(|lamp| *lamp = DARK[0]);
            board.shine(light(&picture));
        }
    }

    /// Answers what came over a UART, if anything: [`KEY`](export::KEY) gets the session as text, as soon as no
    /// work is half done. To be called after each turn.
    ///
    /// # Errors
    /// As [`print`](export::print). The text is cut then, and another key begins it anew.
    pub fn answer<W: Write>(
        &mut self,
        came: Option<u8>,
        uart: &mut W,
    ) -> Result<(), DeviceError<W::Error>> {
        self.asked |= came == Some(export::KEY);
        if !self.asked || self.agent.snapshot_len().is_err() {
            return Ok(());
        }
        self.asked = false;
        export::print(self.agent, uart)
    }

    /// Does what the person wants.
    fn follow(
        &mut self,
        press: Press,
        now: u64,
        board: &mut impl Board,
    ) -> Result<(), DeviceError<F::Error>> {
        match (press, self.shown.filter(|_| self.ring.is_seen())) {
            (Press::Forget, _) => {
                self.agent.start(&DECK, &AgentConfig::DEFAULT, board.seed())?;
                self.shown = None;
                self.ring.replace(DARK, now, ANSWER);
                // The store keeps the last but one, too.
                self.save()?;
                self.save()
            }
            (Press::Stars(stars), Some(id)) => {
                self.agent.rate(id, stars)?;
                self.shown = None;
                self.ring.replace(lit(stars), now, ANSWER);
                self.unsaved += 1;
                self.rated = now;
                Ok(())
            }
            (Press::Skip, Some(id)) => {
                self.shown = None;
                Ok(self.agent.skip(id)?)
            }
            // Nothing can be seen yet that could be meant.
            (_, None) => Ok(()),
        }
    }

    /// Does a slice of what is to be done.
    fn work(&mut self, now: u64) -> Result<(), DeviceError<F::Error>> {
        let quiet = self.shown.is_some() && now - self.rated >= QUIET;
        if self.agent.waiting_lessons() > 0 {
            self.agent.learn_some()?;
        } else if self.unsaved >= SAVE_AFTER || (self.unsaved > 0 && quiet) {
            return self.save();
        } else if self.shown.is_none()
            && let Some(output) = self.agent.propose_some(0)?
        {
            self.show(&output);
        }
        Ok(())
    }

    /// Asks for a rating of an output. One that the ring cannot show leaves it dark.
    fn show(&mut self, output: &Output<{ DECK.slots.len() }>) {
        self.shown = Some(output.id);
        match Scene::of(&DECK, &output.cards, output.id as u32) {
            Some(scene) => self.ring.show(scene),
            None => self.ring.replace(DARK, 0, 0),
        }
    }

    /// If it fails, the next few ratings try again.
    fn save(&mut self) -> Result<(), DeviceError<F::Error>> {
        self.unsaved = 0;
        self.store.save(self.agent)
    }
}

/// As many lamps as stars.
fn lit(stars: Rating) -> Picture {
    let mut picture = DARK;
    picture.iter_mut().take(stars.stars().into()).for_each(|lamp| *lamp = WHITE);
    picture
}
