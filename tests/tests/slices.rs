//! Whatever is called between two slices: it comes to what it does when the work is done at once, or it is
//! refused and has changed nothing.

use lobule::{
    AgentConfig, Card, Deck, Error, Follow, Progress, Rating, Slot, agent::PENDING, agent_for,
};

const DECK: Deck = Deck {
    name: "Soup",
    contexts: &["noon", "night"],
    first: Follow::Any,
    slots: &[
        Slot { name: "Base", cards: &[Card::new("leek", ""), Card::new("corn", "")] },
        Slot { name: "With", cards: &[Card::new("rice", ""), Card::new("bread", "")] },
    ],
};

type Soup = agent_for!(DECK, 4);

/// The outputs so far; the next one's id.
const MADE: u64 = 12;
/// The oldest output that is remembered; one more, and it is not.
const OLDEST: u64 = MADE - PENDING as u64;

/// A call, and what it said.
type Call = (&'static str, fn(&mut Soup) -> Result<String, Error>);

fn rating(stars: u8) -> Rating {
    Rating::new(stars).unwrap()
}

fn said<T: std::fmt::Debug>(done: Result<T, Error>) -> Result<String, Error> {
    done.map(|done| format!("{done:?}"))
}

/// What happens to a session.
const EVENTS: [Call; 13] = [
    ("rate the oldest", |agent| said(agent.rate(OLDEST, rating(5)))),
    ("rate another", |agent| said(agent.rate(OLDEST + 2, rating(2)))),
    ("rate the last", |agent| said(agent.rate(MADE - 1, rating(4)))),
    ("rate a skipped one", |agent| said(agent.rate(OLDEST + 1, rating(4)))),
    ("rerate", |agent| said(agent.rerate(OLDEST + 3, rating(1)))),
    ("rerate another", |agent| said(agent.rerate(OLDEST + 2, rating(5)))),
    ("skip the oldest", |agent| said(agent.skip(OLDEST))),
    ("skip the last", |agent| said(agent.skip(MADE - 1))),
    ("propose for the other context", |agent| said(agent.propose(1))),
    ("begin to propose for the other context", |agent| said(agent.propose_some(1))),
    ("start", |agent| said(agent.start(&DECK, &AgentConfig::DEFAULT, 9))),
    ("load", |agent| said(agent.load(&DECK, &bytes(&prepared(&AgentConfig::DEFAULT))))),
    ("load nothing", |agent| said(agent.load(&DECK, &[]))),
];

/// What goes on with the work, or only looks: what it says is of the moment.
const OTHERS: [Call; 14] = [
    ("learn", |agent| said(agent.learn())),
    ("learn a slice", |agent| said(agent.learn_some())),
    ("save", |agent| said(agent.save(&mut [0; Soup::SNAPSHOT_LEN]).map(|_| ()))),
    ("save the policy", |agent| said(agent.save_policy(&mut [0; 4096]).map(|_| ()))),
    ("waiting outputs", |agent| said(agent.waiting_outputs().map(Iterator::count))),
    ("waiting lessons", |agent| said(Ok(agent.waiting_lessons()))),
    ("ratings", |agent| said(Ok(agent.ratings()))),
    ("best", |agent| said(agent.best(0))),
    ("remembered", |agent| said(agent.remembered().map(Iterator::count))),
    ("expected stars", |agent| said(agent.expected_stars(0, &[0, 1]))),
    ("critic's stars", |agent| said(agent.critic_stars(0))),
    ("greedy", |agent| said(agent.greedy(0))),
    ("distribution", |agent| said(agent.distribution(0, 0, None).map(|_| ()))),
    ("hash", |agent| said(Ok(agent.hash()))),
];

/// Eight outputs that are remembered: one rated last, one skipped, and the rest waiting.
fn prepared(config: &AgentConfig) -> Box<Soup> {
    let mut agent = Box::new(Soup::new());
    agent.start(&DECK, config, 5).unwrap();
    for id in 0..MADE {
        agent.propose(id as usize % 2).unwrap();
    }
    agent.skip(OLDEST + 1).unwrap();
    agent.rate(OLDEST + 3, rating(3)).unwrap();
    agent.learn().unwrap();
    agent
}

fn bytes(agent: &Soup) -> Vec<u8> {
    let mut buffer = vec![0; Soup::SNAPSHOT_LEN];
    agent.save(&mut buffer).unwrap().to_vec()
}

/// Finishes whatever is in hand.
fn finished(agent: &mut Soup) -> Vec<u8> {
    if let Err(Error::ProposalPending { context }) = agent.snapshot_len() {
        agent.propose(context).unwrap();
    }
    while agent.learn().unwrap().is_some() {}
    bytes(agent)
}

/// Does two of the calls in the middle of some work. `sliced` is there, `whole` has done it at once.
fn check(sliced: &Soup, whole: &Soup, calls: [&(bool, Call); 2], place: &str) {
    let (mut sliced, mut whole) = (Box::new(sliced.clone()), Box::new(whole.clone()));
    for (is_event, (name, call)) in calls {
        let place = || format!("{place}: {name} of {} and {}", calls[0].1.0, calls[1].1.0);
        let (mut before, done) = (sliced.clone(), call(&mut sliced));
        match done {
            Err(_) => {
                assert!(finished(&mut sliced.clone()) == finished(&mut before), "{}", place())
            }
            Ok(done) if *is_event => assert_eq!(call(&mut whole), Ok(done), "{}", place()),
            Ok(_) => {}
        }
    }
    let place = || format!("{place}: {} and {}", calls[0].1.0, calls[1].1.0);
    assert!(finished(&mut sliced) == finished(&mut whole), "{}", place());
}

#[test]
fn what_is_called_between_two_slices_comes_after_them_or_is_refused() {
    let events = EVENTS.map(|call| (true, call)).into_iter();
    let calls: Vec<_> = events.chain(OTHERS.map(|call| (false, call))).collect();
    let pairs = || calls.iter().flat_map(|first| calls.iter().map(move |second| [first, second]));
    let mut works = 0;
    for config in [AgentConfig::DEFAULT, AgentConfig::DIRECT] {
        let mut agent = prepared(&config);
        let mut whole = agent.clone();
        whole.propose(0).unwrap();
        let mut slices = 0;
        while agent.propose_some(0).unwrap().is_none() {
            slices += 1;
            // The first, the last and some between.
            if slices % 29 == 1 {
                works += 1;
                pairs().for_each(|pair| check(&agent, &whole, pair, &format!("making {slices}")));
            }
        }
        let mut agent = prepared(&config);
        for (id, stars) in [(OLDEST + 5, 5), (OLDEST + 6, 1)] {
            agent.rate(id, rating(stars)).unwrap();
        }
        let mut whole = agent.clone();
        whole.learn().unwrap();
        let mut slices = 0;
        while agent.learn_some().unwrap() == Progress::Working {
            slices += 1;
            if slices % 29 == 1 {
                works += 1;
                pairs().for_each(|pair| check(&agent, &whole, pair, &format!("learning {slices}")));
            }
        }
    }
    assert!(works > 6, "{works}");
}

#[test]
fn a_rating_in_the_middle_of_a_proposal_is_learnt_from_afterwards() {
    let mut agent = prepared(&AgentConfig::DEFAULT);
    // Nothing waits, so there is nothing to refuse.
    assert_eq!(agent.propose_some(0), Ok(None));
    assert_eq!(agent.learn_some(), Ok(Progress::Idle));
    assert_eq!(agent.learn(), Ok(None));
    agent.rate(OLDEST + 2, rating(4)).unwrap();
    let pending = Error::ProposalPending { context: 0 };
    assert_eq!(agent.learn_some(), Err(pending));
    assert_eq!(agent.learn(), Err(pending));
    // The output that is being made takes the place of the oldest.
    let expired = Error::OutputExpired { id: OLDEST, oldest: OLDEST + 1 };
    assert_eq!(agent.rate(OLDEST, rating(4)), Err(expired));
    assert_eq!(agent.skip(OLDEST), Err(expired));
    let waiting: Vec<u64> = agent.waiting_outputs().unwrap().map(|output| output.id).collect();
    assert_eq!(waiting, [OLDEST + 4, OLDEST + 5, OLDEST + 6, OLDEST + 7]);
    assert_eq!(agent.rate(MADE, rating(4)), Err(Error::UnknownOutput { id: MADE, next: MADE }));
    assert_eq!(agent.propose(0).unwrap().id, MADE);
    assert!(agent.learn().unwrap().is_some());
}
