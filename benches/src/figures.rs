//! What a round measured, and what rounds come to.

use std::fmt;
use std::time::{Duration, Instant};

/// Requests of one round.
pub(crate) struct Round {
    pub(crate) micros: Vec<u64>,
    pub(crate) took: Duration,
}

#[derive(Clone, Copy)]
pub(crate) struct Figures {
    pub(crate) per_second: f64,
    p50: f64,
    p99: f64,
}

impl Round {
    fn figures(mut self) -> Figures {
        self.micros.sort_unstable();
        let at = |share: f64| {
            let last = self.micros.len().saturating_sub(1);
            let index = (last as f64 * share) as usize;
            self.micros.get(index).map_or(f64::NAN, |micros| *micros as f64 / 1000.0)
        };
        let per_second = self.micros.len() as f64 / self.took.as_secs_f64();
        Figures { per_second, p50: at(0.5), p99: at(0.99) }
    }
}

impl Figures {
    /// The median of each figure over the rounds.
    pub(crate) fn of(rounds: Vec<Round>) -> Self {
        let all: Vec<Figures> = rounds.into_iter().map(Round::figures).collect();
        let of = |figure: fn(&Figures) -> f64| median(all.iter().map(figure).collect());
        Figures { per_second: of(|it| it.per_second), p50: of(|it| it.p50), p99: of(|it| it.p99) }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>8.0} /s  {:>7.2}  {:>7.2}", self.per_second, self.p50, self.p99)
    }
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// What something comes to, and the milliseconds that it takes.
pub(crate) fn timed<T>(what: impl FnOnce() -> T) -> (T, f64) {
    let begun = Instant::now();
    let done = std::hint::black_box(what());
    (done, begun.elapsed().as_secs_f64() * 1e3)
}

/// What is promised, in milliseconds, and whether it was kept.
pub(crate) fn kept(took: f64, promised: f64) -> String {
    let kept = if took <= promised { "kept" } else { "not kept" };
    format!("promised {promised:.1} ms: {kept}")
}
