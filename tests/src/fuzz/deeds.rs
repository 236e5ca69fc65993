//! Any calls of an agent, some of them between two slices of work. A twin of other room does all work at once: what
//! is called between two slices comes to the same, or is refused and has changed nothing.

use arbitrary::{Arbitrary, Unstructured};
use lobule::{AgentConfig, Deck, Error, Progress, Rating, TasteConfig, roomy_agent};

use super::{
    SOUP, SOUP_HIDDEN, Soup,
    play::{Made, Play},
};

type Roomy = roomy_agent!(3, 3, 3, SOUP_HIDDEN, 20);

/// A call.
#[derive(Debug, Arbitrary)]
enum Deed {
    Start(Settings),
    /// So many slices of an output for a context; 0: all.
    Propose {
        context: u8,
        slices: u8,
    },
    Learn {
        slices: u8,
    },
    /// Some outputs, one after the other; those are rated at once whose bit is set.
    Live {
        outputs: u8,
        rated: u8,
    },
    Rate(Which, u8),
    Rerate(Which, u8),
    Skip(Which),
    /// The session is kept.
    Save,
    /// It goes on from what was kept, perhaps with a byte changed.
    Load {
        change: Option<(u16, u8)>,
    },
    /// The twin goes on from the bytes of the other, and the other from its.
    Swap,
}

/// An output.
#[derive(Debug, Arbitrary)]
enum Which {
    /// One of the last.
    Last(u8),
    Any(u64),
}

/// Settings: those of one of three, and some others.
#[derive(Debug, Arbitrary)]
struct Settings {
    kind: u8,
    seed: u8,
    changes: Vec<(u8, Value)>,
}

#[derive(Debug, Arbitrary)]
enum Value {
    Whole(u8),
    Share(u8),
    Any(f32),
}

/// What both do alike.
enum Call {
    Start(AgentConfig, u64),
    Load(Vec<u8>),
    Rate(u64, Rating),
    Rerate(u64, Rating),
    Skip(u64),
}

impl Call {
    fn make(&self, agent: &mut impl Play) -> Result<(), Error> {
        match self {
            Call::Start(config, seed) => agent.start(DECK, config, *seed),
            Call::Load(bytes) => agent.load(DECK, bytes),
            Call::Rate(id, stars) => agent.rate(*id, *stars),
            Call::Rerate(id, stars) => agent.rerate(*id, *stars),
            Call::Skip(id) => agent.skip(*id),
        }
    }
}

const DEEDS: usize = 60;

/// Does what the bytes say.
pub fn deeds(input: &[u8]) {
    let mut bytes = Unstructured::new(input);
    let (mut pair, mut kept) = (Pair::new(), None);
    // Short inputs come to something, too.
    if let Ok(begun @ 1..) = bytes.arbitrary::<u8>() {
        let settings = Settings { kind: begun, seed: 1, changes: Vec::new() };
        pair.perform(&Deed::Start(settings), &mut kept);
        pair.perform(&Deed::Live { outputs: begun / 4, rated: begun }, &mut kept);
    }
    for deed in bytes.arbitrary_iter::<Deed>().into_iter().flatten().flatten().take(DEEDS) {
        pair.perform(&deed, &mut kept);
    }
    pair.finish();
}

struct Pair {
    sliced: Box<Soup>,
    whole: Box<Roomy>,
    /// What `whole` has made or learnt already, while `sliced` is at it.
    made: Option<Result<Made, Error>>,
    learnt: Option<String>,
}

const DECK: &Deck = &SOUP;

impl Pair {
    fn new() -> Self {
        Pair { sliced: Soup::empty(), whole: Roomy::empty(), made: None, learnt: None }
    }

    fn perform(&mut self, deed: &Deed, kept: &mut Option<Vec<u8>>) {
        match deed {
            Deed::Start(settings) => {
                if self.both(&Call::Start(settings.config(), settings.seed.into())) {
                    (self.made, self.learnt) = (None, None);
                }
            }
            Deed::Propose { context, slices } => self.propose(usize::from(*context % 3), *slices),
            Deed::Learn { slices } => self.learn(*slices),
            Deed::Live { outputs, rated } => {
                for n in 0..outputs % 16 {
                    self.propose((n % 2).into(), 0);
                    if rated >> (n % 8) & 1 == 1 {
                        let id = self.id(&Which::Last(1));
                        self.both(&Call::Rate(id, rating(n)));
                        self.learn(0);
                    }
                }
            }
            Deed::Rate(which, stars) => {
                let id = self.id(which);
                self.both(&Call::Rate(id, rating(*stars)));
            }
            Deed::Rerate(which, stars) => {
                let id = self.id(which);
                self.both(&Call::Rerate(id, rating(*stars)));
            }
            Deed::Skip(which) => {
                let id = self.id(which);
                self.both(&Call::Skip(id));
            }
            Deed::Save => *kept = self.sliced.saved().ok().or(kept.take()),
            Deed::Load { change } => {
                let Some(mut bytes) = kept.clone() else { return };
                if let Some((at, bits)) = change {
                    let at = usize::from(*at) % bytes.len();
                    bytes[at] ^= bits;
                }
                if self.both(&Call::Load(bytes)) {
                    (self.made, self.learnt) = (None, None);
                }
            }
            Deed::Swap => {
                let saved = (self.sliced.saved(), self.whole.saved());
                if let (Ok(sliced), Ok(whole)) = saved {
                    self.whole.load(DECK, &sliced).expect("what was saved can be loaded");
                    self.sliced.load(DECK, &whole).expect("what was saved can be loaded");
                }
            }
        }
        if self.is_between() {
            assert_eq!(self.sliced.hash(), self.whole.hash());
        }
    }

    /// A call of both. Where the one in the middle of its work refuses it, that has changed nothing, and the other is
    /// not asked. Whether it was done.
    fn both(&mut self, call: &Call) -> bool {
        let before = self.sliced.clone();
        let Err(error) = call.make(&mut *self.sliced) else {
            assert_eq!(call.make(&mut *self.whole), Ok(()));
            return true;
        };
        unchanged(&*before, &*self.sliced, error);
        if self.is_between() {
            let before = self.whole.clone();
            // As text, since a number in an error may be none.
            let refused = format!("{:?}", call.make(&mut *self.whole));
            assert_eq!(refused, format!("{:?}", Err::<(), _>(error)));
            unchanged(&*before, &*self.whole, error);
        }
        false
    }

    /// Whether both are between two pieces of work.
    fn is_between(&self) -> bool {
        self.made.is_none() && self.learnt.is_none()
    }

    fn propose(&mut self, context: usize, slices: u8) {
        for _ in 0..if slices == 0 { u32::MAX } else { slices.into() } {
            let before = self.sliced.clone();
            match self.sliced.make_some(context) {
                Err(error) => {
                    let of_numbers = matches!(error, Error::LogitsNotFinite { .. });
                    match self.made.take_if(|_| of_numbers) {
                        Some(made) => assert_eq!(made, Err(error)),
                        None => unchanged(&*before, &*self.sliced, error),
                    }
                    return;
                }
                Ok(made) => {
                    if self.made.is_none() {
                        self.made = Some(all_of(&mut *self.whole, context));
                    }
                    if let Some(made) = made {
                        assert_eq!(Some(Ok(made)), self.made.take());
                        return;
                    }
                }
            }
        }
    }

    fn learn(&mut self, slices: u8) {
        for _ in 0..if slices == 0 { u32::MAX } else { slices.into() } {
            let before = self.sliced.clone();
            match self.sliced.learn_some() {
                Err(error) => return unchanged(&*before, &*self.sliced, error),
                Ok(Progress::Idle) => return,
                Ok(progress) => {
                    if self.learnt.is_none() {
                        let learnt = self.whole.learn();
                        let report = learnt.expect("as the other does").expect("a rating waits");
                        self.learnt = Some(format!("{report:?}"));
                    }
                    if let Progress::Learnt(report) = progress {
                        assert_eq!(Some(format!("{report:?}")), self.learnt.take());
                        return;
                    }
                }
            }
        }
    }

    fn id(&mut self, which: &Which) -> u64 {
        match which {
            Which::Last(before) => {
                self.sliced.next_id().unwrap_or(0).wrapping_sub(u64::from(before % 12))
            }
            Which::Any(id) => *id,
        }
    }

    /// Whatever is in hand is done: both are the same to the bit.
    fn finish(mut self) {
        if let Err(Error::ProposalPending { context }) = self.sliced.saved() {
            self.propose(context, 0);
        }
        self.learn(0);
        while self.sliced.waiting_lessons() > 0 {
            self.learn(0);
        }
        assert_eq!(self.sliced.told(DECK), self.whole.told(DECK));
        assert_eq!(self.sliced.saved(), self.whole.saved());
    }
}

fn all_of(agent: &mut impl Play, context: usize) -> Result<Made, Error> {
    loop {
        if let Some(made) = agent.make_some(context)? {
            return Ok(made);
        }
    }
}

fn rating(stars: u8) -> Rating {
    Rating::new(1 + stars % 5).expect("one to five")
}

/// Whether a refused call has changed nothing: in the middle of work, what that comes to.
fn unchanged<A: Play>(before: &A, after: &A, error: Error) {
    let done = |agent: &A| {
        let mut agent = agent.clone();
        if let Err(Error::ProposalPending { context }) = agent.saved() {
            let _ = all_of(&mut agent, context);
        }
        while !matches!(agent.learn_some(), Ok(Progress::Idle) | Err(_)) {}
        agent.saved()
    };
    let between = before.saved();
    let same = match between {
        // Not started, or in the middle.
        Err(_) => done(before) == done(after),
        Ok(_) => between == after.saved(),
    };
    assert!(same, "{error} has changed something");
}

impl Settings {
    fn config(&self) -> AgentConfig {
        /// The default with little work, and all ratings that the agents have room for.
        const QUICK: TasteConfig =
            TasteConfig { ratings: 20, sweeps: 1, best_of: 6, draws: 2, ..TasteConfig::DEFAULT };
        /// A journal that wraps soon.
        const FORGETFUL: TasteConfig = TasteConfig { ratings: 3, ..QUICK };
        let mut config = match self.kind % 3 {
            0 => AgentConfig { taste: Some(QUICK), ..AgentConfig::DEFAULT },
            1 => AgentConfig { taste: Some(FORGETFUL), ..AgentConfig::DEFAULT },
            _ => AgentConfig::DIRECT,
        };
        config.ppo.update_epochs = 1;
        let mut taste = config.taste.unwrap_or(TasteConfig::DEFAULT);
        let mut settings = config.settings(&mut taste);
        for (place, value) in &self.changes {
            let place = usize::from(*place) % settings.len();
            settings[place].set_number(match *value {
                Value::Whole(number) => number.into(),
                Value::Share(number) => f32::from(number) / 255.0,
                Value::Any(number) => number,
            });
        }
        // More of these takes longer and does nothing else.
        config.ppo.update_epochs = config.ppo.update_epochs.min(3);
        taste.sweeps = taste.sweeps.min(3);
        config.taste = config.taste.map(|_| taste);
        config
    }
}
