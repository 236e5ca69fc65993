//! The masked categorical distribution over a policy's actions.

use crate::{Error, Pcg32, math};

/// A distribution over the legal ones of `ACT` actions (at most 64). An illegal action has
/// probability 0 and logarithm −∞.
///
/// ```
/// use lobule::{Categorical, Pcg32};
///
/// let distribution = Categorical::new(&[0.0, 5.0, 0.0], 0b101)?;
/// assert_eq!(distribution.probs(), &[0.5, 0.0, 0.5]);
/// assert_ne!(distribution.sample(&mut Pcg32::new(1, 0)), 1);
/// # Ok::<(), lobule::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Categorical<const ACT: usize> {
    log_probs: [f32; ACT],
    probs: [f32; ACT],
    mask: u64,
}

impl<const ACT: usize> Categorical<ACT> {
    /// Every action.
    pub const ALL: u64 = {
        assert!(ACT > 0 && ACT <= 64, "a policy has 1 to 64 actions");
        u64::MAX >> (64 - ACT)
    };

    /// The softmax of `logits` over the actions whose bit is set in `mask` (bit `k` for action
    /// `k`; bits from `ACT` on are ignored). The largest logit is subtracted first, so no finite
    /// logit overflows.
    ///
    /// # Errors
    /// [`Error::NoLegalAction`], and [`Error::LogitsNotFinite`] for a legal action's logit.
    pub fn new(logits: &[f32; ACT], mask: u64) -> Result<Self, Error> {
        Self::with(logits, mask, math::exp)
    }

    /// The same with an exponential function of one's own.
    pub(crate) fn with(
        logits: &[f32; ACT],
        mask: u64,
        exp: impl Fn(f32) -> f32,
    ) -> Result<Self, Error> {
        let legal = mask & Self::ALL;
        if legal == 0 {
            return Err(Error::NoLegalAction { mask });
        }
        let mut largest = f32::NEG_INFINITY;
        for (action, &logit) in logits.iter().enumerate() {
            if is_legal(legal, action) {
                if !logit.is_finite() {
                    return Err(Error::LogitsNotFinite { action });
                }
                largest = math::max(largest, logit);
            }
        }
        let (mut log_probs, mut probs) = ([f32::NEG_INFINITY; ACT], [0.0; ACT]);
        let mut total = 0.0;
        for (action, (&logit, prob)) in logits.iter().zip(&mut probs).enumerate() {
            *prob = if is_legal(legal, action) { exp(logit - largest) } else { 0.0 };
        }
        for prob in &probs {
            total += prob;
        }
        let log_total = math::ln(total);
        for (action, (&logit, log_prob)) in logits.iter().zip(&mut log_probs).enumerate() {
            if is_legal(legal, action) {
                // The difference of two finite numbers can be −∞, and 0·∞ is no number.
                *log_prob = math::max(f32::MIN, logit - largest) - log_total;
            }
        }
        probs.iter_mut().for_each(|prob| *prob /= total);
        Ok(Categorical { log_probs, probs, mask: legal })
    }

    /// The probability of every action.
    pub fn probs(&self) -> &[f32; ACT] {
        &self.probs
    }

    /// The natural logarithm of the probability of `action`.
    ///
    /// # Errors
    /// [`Error::IllegalAction`].
    pub fn log_prob(&self, action: usize) -> Result<f32, Error> {
        match self.log_probs.get(action) {
            Some(&log_prob) if is_legal(self.mask, action) => Ok(log_prob),
            _ => Err(Error::IllegalAction { action, mask: self.mask }),
        }
    }

    /// `-Σ p·ln p` over the legal actions, in nats.
    pub fn entropy(&self) -> f32 {
        let mut entropy = 0.0;
        for (action, (p, log_p)) in self.probs.iter().zip(&self.log_probs).enumerate() {
            if is_legal(self.mask, action) {
                entropy -= p * log_p;
            }
        }
        entropy
    }

    /// Draws an action, which takes one number from `rng`.
    pub fn sample(&self, rng: &mut Pcg32) -> usize {
        draw(&self.probs, rng)
    }

    /// The most probable action, the first of them where several are.
    pub fn argmax(&self) -> usize {
        let (mut best, mut best_prob) = (0, -1.0);
        for (action, &p) in self.probs.iter().enumerate() {
            if is_legal(self.mask, action) && p > best_prob {
                (best, best_prob) = (action, p);
            }
        }
        best
    }

    /// The gradient with respect to the logits of
    /// `Σ d_log_probs[k] · log_prob(k) + d_entropy · entropy`:
    /// `d_log_probs[k] - pₖ·Σ d_log_probs - d_entropy·pₖ·(ln pₖ + entropy)`, 0 for illegal actions.
    pub fn backward(&self, d_log_probs: &[f32; ACT], d_entropy: f32) -> [f32; ACT] {
        let entropy = self.entropy();
        let (mut d_logits, mut total) = ([0.0; ACT], 0.0);
        for d_log_prob in d_log_probs {
            total += d_log_prob;
        }
        let terms = self.probs.iter().zip(&self.log_probs).zip(d_log_probs).zip(&mut d_logits);
        for (k, (((p, log_p), d_log_prob), d_logit)) in terms.enumerate() {
            if is_legal(self.mask, k) {
                *d_logit = d_log_prob - p * (total + d_entropy * (log_p + entropy));
            }
        }
        d_logits
    }
}

/// Draws an action by its probability, which takes one number from `rng`.
pub(crate) fn draw(probs: &[f32], rng: &mut Pcg32) -> usize {
    let draw = rng.uniform();
    let (mut below, mut last) = (0.0, 0);
    for (action, &p) in probs.iter().enumerate() {
        if p > 0.0 {
            below += p;
            last = action;
            if draw < below {
                return action;
            }
        }
    }
    // Rounding can leave the probabilities' sum just below the draw.
    last
}

/// Whether bit `action` of `mask` is set.
#[inline]
pub(crate) const fn is_legal(mask: u64, action: usize) -> bool {
    action < 64 && mask >> action & 1 == 1
}
