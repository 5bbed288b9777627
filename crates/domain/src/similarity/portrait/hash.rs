//! The hash of one view: signs of its low frequencies.

use std::sync::LazyLock;

use super::plane::{SIDE, Square};

/// Frequencies in each direction: finer ones change with a crop of a few pixels in a hundred, and
/// their signs fit into 128 bits.
const LOW: usize = 11;

/// The signs of 11 × 11 frequencies, row by row, coarsest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hash(u128);

/// `COSINES[u][x]`: how much of frequency `u` is in column `x`. Within a factor of each row, which
/// no sign depends on.
static COSINES: LazyLock<[[f32; SIDE]; LOW]> = LazyLock::new(|| {
    let angle = |u: usize, x: usize| {
        std::f64::consts::PI * u as f64 * (2 * x + 1) as f64 / (2 * SIDE) as f64
    };
    std::array::from_fn(|u| std::array::from_fn(|x| angle(u, x).cos() as f32))
});

impl Hash {
    /// All bits that say something: the mean says nothing of what is seen.
    pub const BITS: u32 = (LOW * LOW - 1) as u32;

    /// Bits of a key: 16 of the coarsest 64 in each of four bands.
    pub(super) const BAND_BITS: u32 = 16;

    /// The columns whose sign a mirror turns over.
    const ODD_COLUMNS: u128 = {
        let (mut mask, mut at) = (0, 0);
        while at < LOW * LOW {
            if (at % LOW) % 2 == 1 {
                mask |= 1 << at;
            }
            at += 1;
        }
        mask
    };

    pub(super) fn of(square: &Square) -> Self {
        let rows: [[f32; LOW]; SIDE] =
            std::array::from_fn(|y| std::array::from_fn(|u| dot(&COSINES[u], |x| square[y][x])));
        let is_set = |at: &usize| dot(&COSINES[at / LOW], |y| rows[y][at % LOW]) > 0.0;
        Self((1..LOW * LOW).filter(is_set).fold(0, |bits, at| bits | 1 << at))
    }

    /// Of the mirrored picture.
    pub fn mirrored(self) -> Self {
        Self(self.0 ^ Self::ODD_COLUMNS)
    }

    /// How many bits differ.
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// The coarsest 64 bits in four bands, neighbours in different ones: they differ together.
    pub(super) fn bands(self) -> [i32; 4] {
        std::array::from_fn(|band| {
            let places = (0..64).filter(|at| (at % 8 + at / 8) % 4 == band);
            let bits = places
                .fold(0, |bits, at| bits << 1 | (self.0 >> (at / 8 * LOW + at % 8) & 1) as i32);
            (band as i32) << Self::BAND_BITS | bits
        })
    }

    /// As bytes, to be stored.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    /// From stored bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_le_bytes(bytes))
    }
}

fn dot(cosines: &[f32; SIDE], value: impl Fn(usize) -> f32) -> f32 {
    cosines.iter().enumerate().map(|(at, cosine)| cosine * value(at)).sum()
}
