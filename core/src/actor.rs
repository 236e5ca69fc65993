//! A policy that only acts: parameters that a board keeps in flash, and nothing to learn with.

use crate::{
    Activation, Cards, Categorical, Deck, Error, Mlp, Pcg32,
    layout::Layout,
    room::actor_parameters,
    snapshot::{CHECKSUM, HEADER, Header, POLICY},
    wire::CRC,
};

/// A learnt policy for one deck, taken from what [`Agent::save_policy`](crate::Agent::save_policy) wrote.
///
/// [`parse`](Self::parse) is `const`: a `static` holds the parameters in flash in the form in which they are
/// computed with, and a file that does not fit is refused by the compiler. Its type is named by
/// [`actor_for!`](crate::actor_for).
///
/// ```
/// use lobule::{AgentConfig, LIGHTS, actor_for, agent_for};
///
/// // On a board: static POLICY: actor_for!(LIGHTS, 16) =
/// //     match <actor_for!(LIGHTS, 16)>::parse(&LIGHTS, include_bytes!("lights.policy")) {
/// //         Ok(policy) => policy,
/// //         Err(_) => panic!("lights.policy is no policy for Lights"),
/// //     };
/// let mut agent = <agent_for!(LIGHTS, 16)>::new();
/// agent.start(&LIGHTS, &AgentConfig::DEFAULT, 42)?;
/// let mut buffer = [0; 2048];
/// let policy = <actor_for!(LIGHTS, 16)>::parse(&LIGHTS, agent.save_policy(&mut buffer)?)?;
/// assert_eq!(policy.greedy(0)?, agent.greedy(0)?);
/// # Ok::<(), lobule::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Actor<
    const SLOTS: usize,
    const STATES: usize,
    const OBS: usize,
    const ACT: usize,
    const HID: usize,
> {
    layout: Layout<SLOTS, STATES>,
    activation: Activation,
    network: Mlp<OBS, HID, ACT>,
}

/// The [`Actor`] for a deck and so many hidden units.
#[macro_export]
macro_rules! actor_for {
    ($deck:expr, $hidden:expr) => {
        $crate::Actor<
            { $deck.room().slots },
            { $deck.room().states() },
            { $deck.room().observations() },
            { $deck.room().widest },
            { $hidden },
        >
    };
}

impl<const SLOTS: usize, const STATES: usize, const OBS: usize, const ACT: usize, const HID: usize>
    Actor<SLOTS, STATES, OBS, ACT, HID>
{
    /// Takes a policy for a deck from its bytes.
    ///
    /// # Errors
    /// As [`Agent::load`](crate::Agent::load).
    pub const fn parse(deck: &Deck, bytes: &[u8]) -> Result<Self, Error> {
        let layout = match Layout::new(deck) {
            Ok(layout) => layout,
            Err(error) => return Err(error),
        };
        let (inputs, actions) = (layout.observations(), layout.widest());
        if inputs > OBS || actions > ACT {
            let (got, capacity) = if inputs > OBS { (inputs, OBS) } else { (actions, ACT) };
            let what = if inputs > OBS { "inputs" } else { "cards in one slot" };
            return Err(Error::DeckTooLarge { what, got, capacity });
        }
        let (header, numbers) = match Self::check(&layout, bytes) {
            Ok(checked) => checked,
            Err(error) => return Err(error),
        };
        let activation = match header.activation() {
            Ok(activation) => activation,
            Err(error) => return Err(error),
        };
        let mut network = Mlp::ZERO;
        let mut rest = numbers;
        rest = rows(&mut network.input.weight, inputs, rest);
        rest = fill(&mut network.input.bias, HID, rest);
        rest = rows(&mut network.head.weight, actions, rest);
        rest = fill(&mut network.head.bias, actions, rest);
        if !rest.is_empty() {
            // The length fits, so this is where a number is not finite.
            return Err(Error::SnapshotNotFinite { at: bytes.len() - CHECKSUM - rest.len() });
        }
        Ok(Actor { layout, activation, network })
    }

    /// Whether these are the bytes of a policy for the deck; the header and what follows it.
    const fn check<'b>(
        layout: &Layout<SLOTS, STATES>,
        bytes: &'b [u8],
    ) -> Result<(Header, &'b [u8]), Error> {
        let short = Error::SnapshotLength { got: bytes.len(), expected: HEADER + CHECKSUM };
        let Some((body, checksum)) = bytes.split_last_chunk::<CHECKSUM>() else {
            return Err(short);
        };
        let Some((first, numbers)) = body.split_first_chunk::<HEADER>() else { return Err(short) };
        let header = match Header::parse(first) {
            Ok(header) => header,
            Err(error) => return Err(error),
        };
        if let Err(error) = header.check_len(bytes.len()) {
            return Err(error);
        }
        let (got, expected) = (u32::from_le_bytes(*checksum), CRC.checksum(body));
        if got != expected {
            return Err(Error::SnapshotChecksum { got, expected });
        }
        let len = HEADER
            + actor_parameters(layout.observations(), HID, layout.widest()) * size_of::<f32>()
            + CHECKSUM;
        if let Err(error) =
            header.check_is(&Header::new(POLICY, layout, HID, Activation::Tanh, len))
        {
            return Err(error);
        }
        if bytes.len() != len {
            return Err(Error::SnapshotLength { got: bytes.len(), expected: len });
        }
        Ok((header, numbers))
    }

    /// The cards that the policy holds for the best choice, slot by slot.
    ///
    /// # Errors
    /// [`Error::ContextOutOfRange`], [`Error::LogitsNotFinite`].
    pub fn greedy(&self, context: usize) -> Result<Cards<SLOTS>, Error> {
        let context = self.layout.check_context(context)?;
        let cards = self.layout.walk(|slot, previous| {
            self.at(context, slot, previous).map(|distribution| distribution.argmax())
        })?;
        Ok(self.layout.chain(&cards))
    }

    /// One of the policy's outputs, by its probabilities.
    ///
    /// # Errors
    /// As [`greedy`](Self::greedy).
    pub fn sample(&self, context: usize, rng: &mut Pcg32) -> Result<Cards<SLOTS>, Error> {
        let context = self.layout.check_context(context)?;
        let cards = self.layout.walk(|slot, previous| {
            self.at(context, slot, previous).map(|distribution| distribution.sample(rng))
        })?;
        Ok(self.layout.chain(&cards))
    }

    /// The chances of the cards of slot `slot` after card `previous` of the slot before (`None` for the
    /// first slot). Without the feature `micromath` to the bit those of the agent that saved the policy.
    ///
    /// # Errors
    /// As [`Agent::distribution`](crate::Agent::distribution).
    pub fn distribution(
        &self,
        context: usize,
        slot: usize,
        previous: Option<u8>,
    ) -> Result<Categorical<ACT>, Error> {
        self.at(self.layout.check_context(context)?, slot, previous)
    }

    fn at(
        &self,
        context: u8,
        slot: usize,
        previous: Option<u8>,
    ) -> Result<Categorical<ACT>, Error> {
        let mask = self.layout.mask(slot, previous)?;
        let mut obs = [[0.0; OBS]];
        self.layout.observe(context, slot, previous, obs.as_flattened_mut());
        let (mut hidden, mut logits) = ([[0.0; HID]], [[0.0; ACT]]);
        self.network.input.dense_forward::<true>(&obs, &mut hidden);
        self.activation.forward_with(hidden.as_flattened_mut(), acting::tanh);
        self.network.head.head_forward(&hidden, &mut logits);
        let [logits] = logits;
        Categorical::with(&logits, mask, acting::exp)
    }
}

/// What an actor computes with.
#[cfg(not(feature = "micromath"))]
mod acting {
    pub use crate::math::{exp, tanh};
}

/// What an actor computes with: `exp` to about one part in a thousand.
#[cfg(feature = "micromath")]
mod acting {
    use micromath::F32;

    pub fn exp(x: f32) -> f32 {
        F32(x).exp().0
    }

    pub fn tanh(x: f32) -> f32 {
        1.0 - 2.0 / (1.0 + exp(2.0 * x))
    }
}

/// [`fill`] for the first `count` rows.
const fn rows<'b, const COLUMNS: usize>(
    rows: &mut [[f32; COLUMNS]],
    count: usize,
    bytes: &'b [u8],
) -> &'b [u8] {
    let (mut rest, mut left, mut bytes) = (rows, count, bytes);
    while let [row, tail @ ..] = rest {
        if left == 0 {
            break;
        }
        bytes = fill(row, COLUMNS, bytes);
        (rest, left) = (tail, left - 1);
    }
    bytes
}

/// Puts the first `count` little-endian numbers into places and returns the bytes after them; from a number
/// on that is not finite nothing is taken any more.
const fn fill<'b>(places: &mut [f32], count: usize, bytes: &'b [u8]) -> &'b [u8] {
    let (mut rest, mut left, mut bytes) = (places, count, bytes);
    while let ([place, tail @ ..], Some((number, after))) = (rest, bytes.split_first_chunk()) {
        let number = f32::from_le_bytes(*number);
        if left == 0 || !number.is_finite() {
            break;
        }
        *place = number;
        (rest, left, bytes) = (tail, left - 1, after);
    }
    bytes
}
