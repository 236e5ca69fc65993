//! CartPole-v1, written from its published equations (Barto, Sutton & Anderson 1983, with the
//! constants of Gymnasium), and the training loop that solves it with the blocks of `lobule`.

use lobule::{
    ActorCritic, Categorical, End, Error, Pcg32, PpoConfig, Rollout, Trainer, Transition,
};

/// `[cart position m, cart velocity m/s, pole angle rad, pole velocity rad/s]`
pub type Observation = [f32; 4];

/// Push left or right.
pub const ACTIONS: usize = 2;

/// A pole on a cart. All quantities in SI units.
#[derive(Clone, Debug)]
pub struct CartPole {
    state: [f64; 4],
    steps: u32,
}

/// What followed a push.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// The pole stands.
    Stands,
    /// The pole fell or the cart left the track.
    Fell,
    /// The pole stood for [`CartPole::TIME_LIMIT`] steps.
    TimeLimit,
}

impl CartPole {
    const GRAVITY: f64 = 9.8;
    const CART_MASS: f64 = 1.0;
    const POLE_MASS: f64 = 0.1;
    const TOTAL_MASS: f64 = Self::CART_MASS + Self::POLE_MASS;
    /// Half the pole's length.
    const LENGTH: f64 = 0.5;
    const FORCE: f64 = 10.0;
    /// Seconds between two pushes.
    const TAU: f64 = 0.02;
    const X_LIMIT: f64 = 2.4;
    /// 12 degrees.
    const THETA_LIMIT: f64 = 12.0 * 2.0 * core::f64::consts::PI / 360.0;
    /// Steps after which an episode is cut.
    pub const TIME_LIMIT: u32 = 500;

    /// A new episode: every quantity uniform in ±0.05.
    pub fn reset(rng: &mut Pcg32) -> Self {
        let mut draw = || (f64::from(rng.uniform()) - 0.5) * 0.1;
        CartPole::at([draw(), draw(), draw(), draw()])
    }

    /// An episode that begins in a state of one's own.
    pub fn at(state: [f64; 4]) -> Self {
        CartPole { state, steps: 0 }
    }

    /// What the policy sees.
    pub fn observe(&self) -> Observation {
        self.state.map(|quantity| quantity as f32)
    }

    /// Pushes left (0) or right (1) for one step, by Euler's method. The reward is always 1.
    pub fn step(&mut self, action: usize) -> Outcome {
        let [x, x_dot, theta, theta_dot] = self.state;
        let force = if action == 1 { Self::FORCE } else { -Self::FORCE };
        let (sin, cos) = (libm::sin(theta), libm::cos(theta));
        let pole_moment = Self::POLE_MASS * Self::LENGTH;
        let pushed = (force + pole_moment * theta_dot * theta_dot * sin) / Self::TOTAL_MASS;
        let theta_acc = (Self::GRAVITY * sin - cos * pushed)
            / (Self::LENGTH * (4.0 / 3.0 - Self::POLE_MASS * cos * cos / Self::TOTAL_MASS));
        let x_acc = pushed - pole_moment * theta_acc * cos / Self::TOTAL_MASS;
        self.state = [
            x + Self::TAU * x_dot,
            x_dot + Self::TAU * x_acc,
            theta + Self::TAU * theta_dot,
            theta_dot + Self::TAU * theta_acc,
        ];
        self.steps += 1;
        if self.state[0].abs() > Self::X_LIMIT || self.state[2].abs() > Self::THETA_LIMIT {
            Outcome::Fell
        } else if self.steps >= Self::TIME_LIMIT {
            Outcome::TimeLimit
        } else {
            Outcome::Stands
        }
    }
}

/// Two hidden layers of 64 tanh units, as CleanRL has them.
pub type Policy = ActorCritic<4, 64, ACTIONS, 1>;

/// Environments that are stepped in turn.
pub const ENVS: usize = 4;
/// Steps of each environment in one update.
pub const STEPS: usize = 128;

/// Training and its state, one update at a time.
pub struct Training {
    /// What is trained.
    pub policy: Policy,
    trainer: Trainer<4, 64, ACTIONS, 1>,
    config: PpoConfig,
    rollouts: [Rollout<4, STEPS>; ENVS],
    order: [u16; ENVS * STEPS],
    envs: [CartPole; ENVS],
    /// Of the current episodes.
    returns: [f32; ENVS],
    /// Of every finished episode.
    pub episodes: Vec<f32>,
    rng: Pcg32,
    updates: u32,
    done: u32,
}

impl Training {
    /// CleanRL's default hyper-parameters for so many environment steps in all.
    pub fn new(seed: u64, steps: u32) -> Box<Self> {
        let mut rng = Pcg32::new(seed, 0);
        let mut policy = Policy::ZERO;
        policy.init(&mut rng);
        let envs = core::array::from_fn(|_| CartPole::reset(&mut rng));
        Box::new(Training {
            policy,
            trainer: Trainer::ZERO,
            config: PpoConfig { minibatch_size: 128, ..PpoConfig::DEFAULT },
            rollouts: [Rollout::ZERO; ENVS],
            order: [0; ENVS * STEPS],
            envs,
            returns: [0.0; ENVS],
            episodes: Vec::new(),
            rng,
            updates: steps / (ENVS * STEPS) as u32,
            done: 0,
        })
    }

    /// How many updates there are in all.
    pub fn updates(&self) -> u32 {
        self.updates
    }

    /// Gathers experience and learns from it once.
    ///
    /// # Errors
    /// What the blocks refuse.
    pub fn update(&mut self) -> Result<(), Error> {
        let left = 1.0 - self.done as f32 / self.updates as f32;
        let config = PpoConfig { learning_rate: self.config.learning_rate * left, ..self.config };
        for env in 0..ENVS {
            self.roll_out(env)?;
        }
        self.trainer.update(
            &mut self.policy,
            &self.rollouts,
            &mut self.order,
            &mut self.rng,
            &config,
        )?;
        self.done += 1;
        Ok(())
    }

    fn roll_out(&mut self, env: usize) -> Result<(), Error> {
        let rollout = &mut self.rollouts[env];
        rollout.clear();
        for _ in 0..STEPS {
            let mask = Categorical::<ACTIONS>::ALL;
            let obs = self.envs[env].observe();
            let decision = self.policy.act(&obs, mask, &mut self.rng)?;
            let outcome = self.envs[env].step(decision.action);
            let end = match outcome {
                Outcome::Stands => End::Continues,
                Outcome::Fell => End::Terminated,
                Outcome::TimeLimit => {
                    End::Truncated { next_value: self.policy.value(&self.envs[env].observe())? }
                }
            };
            rollout.push(&Transition {
                obs,
                mask,
                action: decision.action,
                log_prob: decision.log_prob,
                value: decision.value,
                reward: 1.0,
                end,
            })?;
            self.returns[env] += 1.0;
            if outcome != Outcome::Stands {
                self.episodes.push(core::mem::take(&mut self.returns[env]));
                self.envs[env] = CartPole::reset(&mut self.rng);
            }
        }
        let last_value = self.policy.value(&self.envs[env].observe())?;
        rollout.finish(last_value, self.config.gamma, self.config.gae_lambda)
    }

    /// Mean return of the last 100 finished episodes.
    pub fn recent_return(&self) -> f32 {
        let recent = &self.episodes[self.episodes.len().saturating_sub(100)..];
        recent.iter().sum::<f32>() / recent.len().max(1) as f32
    }
}

/// Mean return of the policy's most probable actions over so many episodes.
///
/// # Errors
/// What the blocks refuse.
pub fn greedy_return(policy: &Policy, episodes: u32, seed: u64) -> Result<f32, Error> {
    let mut rng = Pcg32::new(seed, 1);
    let mut total = 0;
    for _ in 0..episodes {
        let mut env = CartPole::reset(&mut rng);
        loop {
            let distribution = policy.distribution(&env.observe(), Categorical::<ACTIONS>::ALL)?;
            total += 1;
            if env.step(distribution.argmax()) != Outcome::Stands {
                break;
            }
        }
    }
    Ok(total as f32 / episodes as f32)
}
