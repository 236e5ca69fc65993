//! Calls everything that `lobule` offers, with values the compiler cannot see through. The image is
//! never run: its symbols show that no panic is linked.
#![no_std]
#![no_main]

use core::{fmt::Write, hint::black_box as unknown, panic::PanicInfo, ptr::addr_of_mut};

use embedded_storage::nor_flash::{ErrorType, NorFlash, ReadNorFlash};
use lobule::{
    ActorCritic, Agent, AgentConfig, Categorical, Deck, End, LIGHTS, Machine, Pcg32, PpoConfig,
    Rating, Rollout, Samples, Store, Trainer, Transition, actor_for, agent_for, gae,
};

#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
    loop {}
}

/// Prints into nothing, so that every message is formatted.
struct Sink;

impl Write for Sink {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        unknown(text);
        Ok(())
    }
}

/// A flash in memory.
struct Flash([u8; 16 * 1024]);

impl ErrorType for Flash {
    type Error = core::convert::Infallible;
}

impl ReadNorFlash for Flash {
    const READ_SIZE: usize = 1;

    fn read(&mut self, offset: u32, bytes: &mut [u8]) -> Result<(), Self::Error> {
        let from = self.0.iter().skip(offset as usize);
        bytes.iter_mut().zip(from).for_each(|(byte, read)| *byte = *read);
        Ok(())
    }

    fn capacity(&self) -> usize {
        self.0.len()
    }
}

impl NorFlash for Flash {
    const WRITE_SIZE: usize = 4;
    const ERASE_SIZE: usize = 1024;

    fn erase(&mut self, from: u32, to: u32) -> Result<(), Self::Error> {
        let page = self.0.iter_mut().take(to as usize).skip(from as usize);
        page.for_each(|byte| *byte = 0xff);
        Ok(())
    }

    fn write(&mut self, offset: u32, bytes: &[u8]) -> Result<(), Self::Error> {
        let to = self.0.iter_mut().skip(offset as usize);
        to.zip(bytes).for_each(|(byte, written)| *byte &= written);
        Ok(())
    }
}

fn see<T, E: core::fmt::Display>(result: Result<T, E>) -> Option<T> {
    match result {
        Ok(value) => Some(unknown(value)),
        Err(error) => {
            let _ = write!(Sink, "{error}");
            None
        }
    }
}

type Lights = agent_for!(LIGHTS, 16);
static mut AGENT: Lights = Agent::new();
static mut FLASH: Flash = Flash([0; 16 * 1024]);
static mut POLICY: ActorCritic<4, 8, 3, 2> = ActorCritic::ZERO;
static mut TRAINER: Trainer<4, 8, 3, 2> = Trainer::ZERO;
static mut ROLLOUT: Rollout<4, 8> = Rollout::ZERO;

#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    // SAFETY: nothing else runs on this machine, and each `static` is borrowed once.
    let (agent, flash, policy, trainer, rollout) = unsafe {
        (
            &mut *addr_of_mut!(AGENT),
            &mut *addr_of_mut!(FLASH),
            &mut *addr_of_mut!(POLICY),
            &mut *addr_of_mut!(TRAINER),
            &mut *addr_of_mut!(ROLLOUT),
        )
    };
    loop {
        session(agent);
        saving(agent, flash);
        blocks(policy, trainer, rollout);
        #[cfg(feature = "control")]
        unknown([1, 2, 3][unknown(0usize)]);
    }
}

fn session(agent: &mut Lights) {
    let deck: Deck = unknown(LIGHTS);
    see(deck.check());
    see(agent.start(&deck, &unknown(AgentConfig::DEFAULT), unknown(1)));
    see(agent.propose(unknown(0)));
    see(agent.propose_some(unknown(0)));
    if let Some(rating) = see(Rating::new(unknown(3))) {
        see(agent.rate(unknown(0), rating));
        see(agent.rerate(unknown(0), rating));
    }
    see(Rating::try_from(unknown(3.5f64)));
    see(Rating::try_from(unknown(3i64)));
    see(agent.skip(unknown(0)));
    see(agent.learn());
    see(agent.learn_some());
    see(agent.best(unknown(0)));
    if let Some(remembered) = see(agent.remembered().map(|ratings| ratings.count())) {
        unknown(remembered);
    }
    see(agent.greedy(unknown(0)));
    see(agent.expected_stars(unknown(0), unknown(&[0; 5])));
    see(agent.critic_stars(unknown(0)));
    see(agent.distribution(unknown(0), unknown(0), unknown(None)));
    unknown((agent.hash(), agent.parameters(), agent.waiting_lessons(), agent.policy()));
}

fn saving(agent: &mut Lights, flash: &mut Flash) {
    let deck: Deck = unknown(LIGHTS);
    if let Some(mut store) = see(Store::new(flash, unknown(0..16 * 1024))) {
        see(store.save(agent));
        see(store.load(agent, &deck));
        see(store.format());
        unknown(store.capacity());
    }
    let mut buffer = unknown([0; 1200]);
    if let Some(bytes) = see(agent.save_policy(&mut buffer))
        && let Some(actor) = see(<actor_for!(LIGHTS, 16)>::parse(&deck, bytes))
    {
        see(actor.greedy(unknown(0)));
        see(actor.sample(unknown(0), &mut Pcg32::new(1, 2)));
        see(actor.distribution(unknown(0), unknown(0), unknown(None)));
    }
    see(agent.save(unknown(&mut [])));
    see(agent.load(&deck, unknown(&[])));
}

fn blocks(
    policy: &mut ActorCritic<4, 8, 3, 2>,
    trainer: &mut Trainer<4, 8, 3, 2>,
    rollout: &mut Rollout<4, 8>,
) {
    let mut rng = Pcg32::from_state(unknown(Pcg32::new(unknown(1), unknown(2)).state()));
    policy.activation = unknown(policy.activation);
    policy.init(&mut rng);
    let config = unknown(PpoConfig::DEFAULT);
    see(config.check());
    let obs = unknown([0.0; 4]);
    if let Some(decision) = see(policy.act(&obs, unknown(0b101), &mut rng)) {
        see(rollout.push(&Transition {
            obs,
            mask: unknown(0b101),
            action: decision.action,
            log_prob: decision.log_prob,
            value: decision.value,
            reward: unknown(1.0),
            end: unknown(End::Continues),
        }));
    }
    see(rollout.finish(unknown(0.0), unknown(0.9), unknown(0.9)));
    unknown((rollout.advantages(), rollout.returns(), rollout.is_finished(), rollout.is_empty()));
    let mut order = unknown([0u16; 8]);
    if let Some(order) = order.get_mut(..unknown(1)) {
        see(trainer.update(policy, rollout, order, &mut rng, &config));
    }
    see(trainer.step(policy, rollout, unknown(&[0u16]), &config));
    policy.params.actor.blend(unknown(&[0.0]), unknown(0.5));
    unknown((trainer.grad(), trainer.moments(), trainer.steps()));
    trainer.reset();
    rollout.clear();
    if let Some(distribution) = see(Categorical::<3>::new(&unknown([0.0; 3]), unknown(7))) {
        unknown((distribution.argmax(), distribution.sample(&mut rng), distribution.entropy()));
        unknown(distribution.backward(unknown(&[1.0; 3]), unknown(1.0)));
        see(distribution.log_prob(unknown(1)));
    }
    if let Some(machine) = see(Machine::<4>::new(unknown(0), unknown(&[(0, 1)]), unknown(&[1]))) {
        see(machine.legal(unknown(0)));
        see(machine.action_mask(unknown(0)));
        see(machine.next(unknown(0), unknown(0)));
        unknown((machine.start(), machine.is_terminal(unknown(1))));
    }
    let (mut advantages, mut returns) = ([0.0; 3], [0.0; 3]);
    let three = unknown([0.0; 3]);
    let (advantages, returns) = (&mut advantages, &mut returns);
    see(gae(&three, &three, unknown(&[false; 3]), 0.0, 0.9, 0.9, advantages, returns));
    rng.shuffle(&mut unknown([1, 2, 3]));
    unknown((rng.normal(), rng.below(unknown(3))));
}
