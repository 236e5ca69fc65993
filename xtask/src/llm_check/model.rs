//! A tiny language model, made on the spot: which word may follow which is counted in `corpus.txt`, and the
//! counts are laid into the weights of a Llama whose attention and feed-forward layers are zero.
//!
//! With a one-hot embedding the residual stream holds the last word alone; RMSNorm makes its one a √d, and the
//! output matrix turns it into the logarithms of what may come next.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};

use super::gguf::Gguf;

const CORPUS: &str = include_str!("corpus.txt");

/// The tokens that are no words. An answer stands between the last and [`END`].
const SPECIAL: [&str; 6] = ["<pad>", "</s>", "<unk>", "<|system|>", "<|user|>", "<|assistant|>"];
const PAD: usize = 0;
const END: usize = 1;
const UNKNOWN: usize = 2;
const ASSISTANT: usize = 5;

const TEMPLATE: &str =
    "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}<|assistant|>";

/// Low enough never to be sampled.
const NEVER: f32 = -40.0;
/// Smallest width of the feed-forward layer that is zero anyway.
const HIDDEN: usize = 32;

/// Writes the model and tells how many parameters it has.
///
/// # Errors
/// The file cannot be written.
pub fn write(file: &Path) -> Result<usize> {
    let (words, next) = count();
    let tokens = SPECIAL.len() + words.len();
    let width = tokens.next_multiple_of(64);
    let mut gguf = Gguf::default();
    gguf.text("general.architecture", "llama");
    gguf.text("general.name", "Lobule's bigrams");
    for (key, value) in [
        ("llama.vocab_size", tokens),
        ("llama.context_length", 4096),
        ("llama.embedding_length", width),
        ("llama.block_count", 1),
        ("llama.feed_forward_length", HIDDEN),
        ("llama.attention.head_count", 1),
        ("llama.attention.head_count_kv", 1),
        ("llama.rope.dimension_count", width),
        ("tokenizer.ggml.eos_token_id", END),
        ("tokenizer.ggml.unknown_token_id", UNKNOWN),
        ("tokenizer.ggml.padding_token_id", PAD),
    ] {
        gguf.number(key, u32::try_from(value)?);
    }
    gguf.float("llama.attention.layer_norm_rms_epsilon", 1e-6);
    // Whole words, each with the space before it: the unigram tokenizer looks them up as they are.
    gguf.text("tokenizer.ggml.model", "t5");
    let special = SPECIAL.iter().map(|&token| token.to_owned());
    gguf.texts("tokenizer.ggml.tokens", special.chain(words));
    let kind = |token| match token {
        UNKNOWN => 2,
        _ if token < SPECIAL.len() => 3,
        _ => 1,
    };
    gguf.kinds("tokenizer.ggml.token_type", (0..tokens).map(kind));
    gguf.floats("tokenizer.ggml.scores", vec![-1.0; tokens]);
    for (key, value) in [
        ("tokenizer.ggml.add_bos_token", false),
        ("tokenizer.ggml.add_eos_token", false),
        ("tokenizer.ggml.add_space_prefix", true),
        ("tokenizer.ggml.remove_extra_whitespaces", true),
    ] {
        gguf.switch(key, value);
    }
    gguf.text("tokenizer.chat_template", TEMPLATE);

    let mut embedding = vec![0.0; tokens * width]; // [tokens][width]
    let mut output = vec![NEVER / (width as f32).sqrt(); tokens * width]; // [tokens][width]
    for token in 0..tokens {
        embedding[token * width + token] = 1.0;
    }
    for (word, followers) in &next {
        let all: u32 = followers.values().sum();
        for (follower, &times) in followers {
            let log_prob = (times as f32 / all as f32).ln();
            output[follower * width + word] = log_prob / (width as f32).sqrt();
        }
    }
    gguf.tensor("token_embd.weight", &[width, tokens], embedding);
    gguf.tensor("output.weight", &[width, tokens], output);
    for norm in ["output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"] {
        gguf.tensor(&format!("{norm}.weight"), &[width], vec![1.0; width]);
    }
    for part in ["attn_q", "attn_k", "attn_v", "attn_output"] {
        let zero = vec![0.0; width * width];
        gguf.tensor(&format!("blk.0.{part}.weight"), &[width, width], zero);
    }
    for (part, shape) in
        [("ffn_gate", [width, HIDDEN]), ("ffn_up", [width, HIDDEN]), ("ffn_down", [HIDDEN, width])]
    {
        gguf.tensor(&format!("blk.0.{part}.weight"), &shape, vec![0.0; width * HIDDEN]);
    }
    fs::write(file, gguf.bytes()?).with_context(|| format!("{}", file.display()))?;
    Ok(gguf.parameters())
}

/// How often each token was followed by which.
type Next = BTreeMap<usize, BTreeMap<usize, u32>>;

/// The words of the corpus as tokens, and what follows what.
fn count() -> (Vec<String>, Next) {
    let mut words: Vec<String> = Vec::new();
    let mut next = Next::new();
    for line in CORPUS.lines() {
        let mut last = ASSISTANT;
        for word in line.split_whitespace() {
            // A mark clings to the word before it.
            let mark = word.chars().all(|letter| letter.is_ascii_punctuation());
            let token = if mark { word.to_owned() } else { format!("▁{word}") };
            let index = words.iter().position(|known| *known == token).unwrap_or(words.len());
            if index == words.len() {
                words.push(token);
            }
            *next.entry(last).or_default().entry(SPECIAL.len() + index).or_default() += 1;
            last = SPECIAL.len() + index;
        }
        *next.entry(last).or_default().entry(END).or_default() += 1;
    }
    (words, next)
}
