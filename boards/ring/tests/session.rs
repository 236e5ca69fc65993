//! A person with six buttons in front of a ring, on a board that is made up: it takes a millisecond a turn.

use lobule::{AgentConfig, Error, Rating};
use lobule_ring::{
    Board, DECK, Learner, RGB8, Session,
    buttons::{BUTTONS, Down, FORGETS},
    export,
    scene::LAMPS,
};
use lobule_tests::nor_flash::SimulatedFlash;

/// As the RP2040's: it writes 256 bytes and erases 4 KiB at once.
type Flash = SimulatedFlash<1, 256, 4096>;
/// What the boards keep free for it.
const FLASH: usize = 16 * 1024;

const SKIP: usize = 5;
/// Far longer than it takes to learn from a rating, to choose an output and to blend it in.
const LONG: u64 = 3000;
/// What is not saved after every few ratings is saved when the person has been quiet for so long.
const QUIET: u64 = 10_000;

#[derive(Default)]
struct Made {
    now: u64,
    down: Down,
    lamps: [RGB8; LAMPS],
    frames: Vec<u64>,
    seed: u64,
}

impl Board for Made {
    fn millis(&mut self) -> u64 {
        self.now
    }

    fn down(&mut self) -> Down {
        self.down
    }

    fn shine(&mut self, lamps: [RGB8; LAMPS]) {
        self.lamps = lamps;
        self.frames.push(self.now);
    }

    fn seed(&mut self) -> u64 {
        self.seed += 1;
        self.seed
    }
}

impl Made {
    /// All the light of one colour.
    fn sum(&self, channel: fn(&RGB8) -> u8) -> u32 {
        self.lamps.iter().map(|lamp| u32::from(channel(lamp))).sum()
    }

    fn lit(&self) -> usize {
        self.lamps.iter().filter(|lamp| **lamp != RGB8::default()).count()
    }

    fn is_red(&self) -> bool {
        self.lit() == LAMPS && self.sum(|lamp| lamp.g) + self.sum(|lamp| lamp.b) == 0
    }
}

/// A board that is switched on until this is dropped.
struct On<'a> {
    session: Session<'a, &'a mut Flash>,
    board: Made,
}

impl<'a> On<'a> {
    fn new(agent: &'a mut Learner, flash: &'a mut Flash, taught: Option<&[u8]>) -> Self {
        let mut board = Made::default();
        let session = Session::begin(agent, flash, taught, &mut board).unwrap();
        On { session, board }
    }

    fn wait(&mut self, time: u64) {
        for _ in 0..time {
            self.session.turn(&mut self.board);
            self.board.now += 1;
        }
    }

    fn press(&mut self, button: usize, time: u64) {
        self.board.down[button] = true;
        self.wait(time);
        self.board.down = [false; BUTTONS];
        self.wait(50);
    }

    fn rate(&mut self, stars: usize) {
        self.press(stars - 1, 100);
        self.wait(LONG);
    }
}

fn remembered(agent: &Learner) -> usize {
    agent.remembered().unwrap().count()
}

/// What a board remembers when it is switched on.
fn kept(flash: &mut Flash) -> usize {
    let mut agent = Box::new(Learner::new());
    On::new(&mut agent, flash, None);
    remembered(&agent)
}

#[test]
fn a_person_who_sees_only_the_lamps_teaches_it_blue() {
    let (mut agent, mut flash) = (Box::new(Learner::new()), Flash::new(FLASH));
    let mut on = On::new(&mut agent, &mut flash, None);
    on.wait(LONG);
    for _ in 0..40 {
        let [red, green, blue] =
            [on.board.sum(|lamp| lamp.r), on.board.sum(|lamp| lamp.g), on.board.sum(|lamp| lamp.b)];
        on.rate(if blue > red + green { 5 } else { 1 });
    }
    assert_eq!(remembered(&agent), 40);
    assert_eq!(agent.greedy(0).unwrap()[0], 3);
}

#[test]
fn frames_come_while_it_learns() {
    let (mut agent, mut flash) = (Box::new(Learner::new()), Flash::new(FLASH));
    let mut on = On::new(&mut agent, &mut flash, None);
    on.wait(LONG);
    on.rate(3);
    assert!(on.board.frames.windows(2).all(|pair| pair[1] - pair[0] == 20));
    // It says three stars, then it shows the next output.
    let (mut said, mut shown) = (false, false);
    on.press(2, 30);
    for _ in 0..LONG {
        on.wait(1);
        said |= on.board.lit() == 3;
        shown |= said && on.board.lit() == LAMPS;
    }
    assert!(said && shown);
}

#[test]
fn it_saves_five_ratings_at_once_or_fewer_when_the_person_is_quiet() {
    let (mut agent, mut flash) = (Box::new(Learner::new()), Flash::new(FLASH));
    let mut on = On::new(&mut agent, &mut flash, None);
    on.wait(LONG);
    (1..=4).for_each(|_| on.rate(2));
    assert_eq!(kept(&mut flash), 0);
    let mut on = On::new(&mut agent, &mut flash, None);
    on.wait(LONG);
    (1..=7).for_each(|_| on.rate(4));
    assert_eq!(kept(&mut flash), 5);
    let mut on = On::new(&mut agent, &mut flash, None);
    on.wait(LONG);
    (1..=2).for_each(|_| on.rate(4));
    on.wait(QUIET);
    assert_eq!(kept(&mut flash), 7);
    // Nothing is saved twice.
    let before = flash.operations;
    On::new(&mut agent, &mut flash, None).wait(3 * QUIET);
    assert_eq!(flash.operations, before);
}

#[test]
fn what_waited_for_a_rating_waits_again_after_the_power_was_off() {
    let (mut agent, mut flash) = (Box::new(Learner::new()), Flash::new(FLASH));
    let mut on = On::new(&mut agent, &mut flash, None);
    on.wait(LONG);
    on.rate(4);
    on.wait(QUIET);
    let waiting = agent.waiting_outputs().unwrap().last();
    assert!(waiting.is_some());
    let mut other = Box::new(Learner::new());
    let mut on = On::new(&mut other, &mut flash, None);
    on.wait(LONG);
    on.rate(5);
    let rated = other.remembered().unwrap().last();
    assert_eq!(rated.map(|rated| rated.cards), waiting.map(|output| output.cards));
    assert_eq!(remembered(&other), 2);
}

#[test]
fn skip_teaches_nothing_and_shows_another_output() {
    let (mut agent, mut flash) = (Box::new(Learner::new()), Flash::new(FLASH));
    let mut on = On::new(&mut agent, &mut flash, None);
    on.wait(LONG);
    let before = on.board.lamps;
    on.press(SKIP, 100);
    on.wait(LONG);
    assert_ne!(on.board.lamps, before);
    assert!(!on.board.is_red());
    assert_eq!(remembered(&agent), 0);
}

#[test]
fn a_button_means_nothing_before_there_is_something_to_rate() {
    let (mut agent, mut flash) = (Box::new(Learner::new()), Flash::new(FLASH));
    let mut on = On::new(&mut agent, &mut flash, None);
    on.wait(LONG);
    on.press(4, 30);
    // However fast the next output is chosen: the ring still says five stars.
    (0..100_000).for_each(|_| on.session.turn(&mut on.board));
    on.press(0, 30);
    on.wait(LONG);
    assert!(!on.board.is_red());
    let stars: Vec<u8> = agent.remembered().unwrap().map(|rated| rated.stars.stars()).collect();
    assert_eq!(stars, [5]);
}

#[test]
fn holding_skip_forgets_what_was_learnt_and_what_was_saved() {
    let taught = taught();
    let (mut agent, mut flash) = (Box::new(Learner::new()), Flash::new(FLASH));
    let mut on = On::new(&mut agent, &mut flash, Some(&taught));
    on.wait(LONG);
    (1..=5).for_each(|_| on.rate(5));
    on.press(SKIP, FORGETS / 2);
    assert_eq!(on.board.lit(), LAMPS, "let go in time");
    on.wait(LONG);
    on.board.down[SKIP] = true;
    on.wait(FORGETS * 5 / 8);
    assert_eq!(on.board.lit(), 4, "they go out one by one");
    on.wait(FORGETS);
    on.board.down[SKIP] = false;
    on.wait(LONG);
    assert_eq!(on.board.lit(), LAMPS);
    assert_eq!(remembered(&agent), 0);
    assert_eq!(kept(&mut flash), 0);
    // Not even the session that the board was taught with comes back, nor what a slot might have kept.
    On::new(&mut agent, &mut flash, Some(&taught));
    assert_eq!(remembered(&agent), 0);
    for slot in [0..FLASH / 2, FLASH / 2..FLASH] {
        let mut rotten = flash.clone();
        rotten.bytes[slot].fill(0);
        assert_eq!(kept(&mut rotten), 0);
    }
}

/// A session of three ratings, as a file has it.
fn taught() -> Vec<u8> {
    let mut agent = Box::new(Learner::new());
    agent.start(&DECK, &AgentConfig::DEFAULT, 7).unwrap();
    for _ in 0..3 {
        let output = agent.propose(0).unwrap();
        agent.rate(output.id, Rating::MAX).unwrap();
        agent.learn().unwrap();
    }
    let mut buffer = [0; Learner::SNAPSHOT_LEN];
    agent.save(&mut buffer).unwrap().to_vec()
}

#[test]
fn a_new_board_goes_on_from_a_session_that_it_was_flashed_with() {
    let taught = taught();
    let (mut agent, mut flash) = (Box::new(Learner::new()), Flash::random(FLASH, 1));
    let mut on = On::new(&mut agent, &mut flash, Some(&taught));
    on.wait(LONG);
    on.rate(4);
    on.wait(QUIET);
    assert!(!on.board.is_red());
    assert_eq!(remembered(&agent), 4);
    // From then on with its own.
    On::new(&mut agent, &mut flash, Some(&taught));
    assert_eq!(remembered(&agent), 4);
    // A file that is no session is said, and does no harm.
    let mut on = On::new(&mut agent, &mut flash, Some(&taught[1..]));
    on.wait(100);
    assert!(!on.board.is_red(), "there is a saved one");
    let mut empty = Flash::new(FLASH);
    let mut on = On::new(&mut agent, &mut empty, Some(&taught[1..]));
    on.wait(100);
    assert!(on.board.is_red());
    on.wait(LONG);
    assert!(!on.board.is_red());
    assert_eq!(remembered(&agent), 0);
}

#[test]
fn a_flash_that_fails_is_said_and_nothing_learnt_is_lost() {
    let (mut agent, mut flash) = (Box::new(Learner::new()), Flash::new(FLASH));
    flash.cut(0, 1);
    let mut on = On::new(&mut agent, &mut flash, None);
    on.wait(LONG);
    (1..=4).for_each(|_| on.rate(5));
    assert!(!on.board.is_red());
    on.press(0, 100);
    let mut red = 0;
    for _ in 0..LONG {
        on.wait(1);
        red += usize::from(on.board.is_red());
    }
    assert!((900..1100).contains(&red), "for a second: {red} ms");
    on.rate(3);
    assert_eq!(remembered(&agent), 6);
}

#[test]
fn a_flash_that_is_too_small_is_refused_before_anything_is_learnt() {
    let (mut agent, mut flash) = (Box::new(Learner::new()), Flash::new(FLASH / 2));
    let refused = Session::begin(&mut agent, &mut flash, None, &mut Made::default()).err();
    let needed = Learner::SNAPSHOT_LEN;
    assert!(matches!(refused, Some(Error::StoreTooSmall { needed: got, .. }) if got == needed));
}

/// What goes out over a UART with this much room, as a key comes in.
fn answer(on: &mut On, key: Option<u8>, room: usize) -> (bool, String) {
    let mut buffer = vec![0; room];
    let mut rest = &mut buffer[..];
    let done = on.session.answer(key, &mut rest).is_ok();
    let said = room - rest.len();
    buffer.truncate(said);
    (done, String::from_utf8(buffer).unwrap())
}

/// The same of a board that is not asked.
fn text_of(agent: &Learner) -> String {
    let mut buffer = vec![0; ROOM];
    let mut rest = &mut buffer[..];
    export::print(agent, &mut rest).unwrap();
    let said = ROOM - rest.len();
    buffer.truncate(said);
    String::from_utf8(buffer).unwrap()
}

/// Room for any session as text.
const ROOM: usize = 3 * Learner::SNAPSHOT_LEN;

#[test]
fn x_is_answered_once_and_as_soon_as_no_work_is_half_done() {
    let (mut agent, mut flash) = (Box::new(Learner::new()), Flash::new(FLASH));
    let mut on = On::new(&mut agent, &mut flash, None);
    on.wait(LONG);
    assert_eq!(answer(&mut on, Some(b'y'), ROOM), (true, String::new()), "no key");
    on.board.down[3] = true;
    // The rating is learnt from in many turns. Who asks in the second waits.
    let mut said = Vec::new();
    for time in 0..LONG {
        on.wait(1);
        let asks = time == 23;
        let (done, text) = answer(&mut on, asks.then_some(export::KEY), ROOM);
        assert!(done && (text.is_empty() || time > 23), "at {time}");
        said.extend((!text.is_empty()).then_some(text));
    }
    // An answer that is cut is over.
    assert!(!answer(&mut on, Some(export::KEY), 100).0);
    assert_eq!(answer(&mut on, None, ROOM), (true, String::new()));
    let (done, last) = answer(&mut on, Some(export::KEY), ROOM);
    assert!(done);
    let [first] = &said[..] else { panic!("{} answers", said.len()) };
    assert_eq!(last, text_of(&agent));
    assert_ne!(*first, last, "the next output was not on show yet");
}
