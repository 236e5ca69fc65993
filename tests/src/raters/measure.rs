//! What a run comes to: normalised scores, regret, and how soon a person is well served.

/// Names of [`Measures`], as a table has them.
pub const NAMES: [&str; 9] =
    ["s1_50", "s51_100", "s101_200", "s201_300", "reg50", "reg100", "reg300", "to80", "hit80"];

/// The measures of one run, in the order of [`NAMES`]: mean normalised score of the chains 1–50,
/// 51–100, 101–200 and 201–300 (NaN where there are none); regret, the sum of one minus the normalised
/// score, of the first 50, 100 and 300; the chain at which the mean of the last 20 is first 0.8 or
/// more (300, or the run's length where that is more, when never); and whether it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures(pub [f64; 9]);

impl Measures {
    /// Of the normalised scores of all chains shown, in order.
    pub fn new(scores: &[f64]) -> Self {
        let mean = |from: usize, to: usize| {
            let part = scores.get(from..to.min(scores.len())).unwrap_or(&[]);
            part.iter().sum::<f64>() / part.len() as f64
        };
        let regret = |n: usize| scores.iter().take(n).map(|score| 1.0 - score).sum();
        const WINDOW: usize = 20;
        const WELL: f64 = 0.8;
        let reached = scores
            .windows(WINDOW)
            .position(|window| window.iter().sum::<f64>() / WINDOW as f64 >= WELL);
        let never = scores.len().max(300);
        Measures([
            mean(0, 50),
            mean(50, 100),
            mean(100, 200),
            mean(200, 300),
            regret(50),
            regret(100),
            regret(300),
            reached.map_or(never, |at| at + WINDOW) as f64,
            f64::from(u8::from(reached.is_some())),
        ])
    }
}

/// A mean and its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error over seeds.
    pub error: f64,
}

/// The nine measures with their errors.
pub type Summary = [Estimate; 9];

/// Means over the runs of one rater.
fn of_one(runs: &[Measures]) -> Summary {
    std::array::from_fn(|at| {
        let count = runs.len() as f64;
        let mean = runs.iter().map(|run| run.0[at]).sum::<f64>() / count;
        let squares = runs.iter().map(|run| (run.0[at] - mean).powi(2)).sum::<f64>();
        Estimate { mean, error: (squares / (count - 1.0).max(1.0) / count).sqrt() }
    })
}

/// Each rater's summary, and that of all: means over raters of means over seeds, the standard error
/// stratified by rater.
pub fn summarise(raters: &[Vec<Measures>]) -> (Vec<Summary>, Summary) {
    let each: Vec<Summary> = raters.iter().map(|runs| of_one(runs)).collect();
    let count = each.len() as f64;
    let all = std::array::from_fn(|at| Estimate {
        mean: each.iter().map(|summary| summary[at].mean).sum::<f64>() / count,
        error: each.iter().map(|summary| summary[at].error.powi(2)).sum::<f64>().sqrt() / count,
    });
    (each, all)
}
