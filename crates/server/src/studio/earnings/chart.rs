//! A year of a currency as bars, placed here: the page needs no script for it.

use app::{CurrencyYear, Month};

/// Of a month, its bar and the space beside it.
const STEP: i32 = 30;
const BAR: i32 = 18;
/// Of the bars; the names of months stand below.
const HEIGHT: i32 = 96;
const FOOT: i32 = 20;

pub(super) struct Chart {
    pub(super) currency: String,
    pub(super) bars: Vec<Bar>,
    /// Where nothing is.
    pub(super) zero: i32,
    pub(super) width: i32,
    pub(super) height: i32,
    /// Where the names of months stand.
    pub(super) foot: i32,
}

pub(super) struct Bar {
    pub(super) month: Month,
    pub(super) earned_minor: i64,
    pub(super) is_shown: bool,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) height: i32,
    /// The middle, for its name.
    pub(super) middle: i32,
}

impl Bar {
    pub(super) const WIDTH: i32 = BAR;

    /// More was given back than came in.
    pub(super) fn is_loss(&self) -> bool {
        self.earned_minor < 0
    }
}

impl Chart {
    pub(super) fn of(year: &CurrencyYear, shown: Month) -> Self {
        let all = || year.months.iter().map(|(_, earned)| i128::from(*earned));
        let (most, least) = (all().max().unwrap_or(0).max(0), all().min().unwrap_or(0).min(0));
        let span = (most - least).max(1);
        let scaled = |amount: i128| i32::try_from(amount * i128::from(HEIGHT) / span).unwrap_or(0);
        let zero = scaled(most);
        let bar = |(place, (month, earned)): (i32, &(Month, i64))| {
            let signed = scaled(i128::from(*earned));
            // What is not nothing is seen.
            let height = if *earned == 0 { 0 } else { signed.abs().max(1) };
            let x = place * STEP + (STEP - BAR) / 2;
            Bar {
                month: *month,
                earned_minor: *earned,
                is_shown: *month == shown,
                x,
                y: if *earned > 0 { zero - height } else { zero },
                height,
                middle: x + BAR / 2,
            }
        };
        let bars: Vec<Bar> = (0..).zip(&year.months).map(bar).collect();
        let width = STEP * i32::try_from(bars.len()).unwrap_or(0);
        Chart {
            currency: year.currency.clone(),
            bars,
            zero,
            width,
            height: HEIGHT + FOOT,
            foot: HEIGHT + FOOT - 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use app::CurrencyYear;

    use super::{Chart, HEIGHT};

    fn chart(earned: &[i64]) -> Chart {
        let mut month: app::Month = "2026-01".parse().expect("a month");
        let mut months = Vec::new();
        for earned in earned {
            months.push((month, *earned));
            month = month.next();
        }
        let shown = months[0].0;
        Chart::of(&CurrencyYear { currency: "EUR".to_owned(), months }, shown)
    }

    #[test]
    fn bars_stand_on_nothing_and_losses_hang_from_it() {
        let chart = chart(&[300, 0, -100, 1]);
        let places: Vec<_> = chart.bars.iter().map(|bar| (bar.y, bar.height)).collect();
        assert_eq!(chart.zero, 72);
        assert_eq!(places, [(0, 72), (72, 0), (72, 24), (71, 1)]);
        assert!(chart.bars[2].is_loss() && chart.bars[0].is_shown && !chart.bars[1].is_shown);
    }

    #[test]
    fn the_greatest_amounts_fit() {
        let chart = chart(&[i64::MAX, i64::MIN]);
        let reach: i32 = chart.bars.iter().map(|bar| bar.height).sum();
        assert!((HEIGHT - 1..=HEIGHT).contains(&reach), "{reach}");
    }
}
