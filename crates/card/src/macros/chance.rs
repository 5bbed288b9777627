//! Random numbers that are the same for the same seed.

/// Numbers from a seed (SplitMix64).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeded(u64);

impl Seeded {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number, from 0 up to 1.
    pub fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        // 53 bits make a number.
        (z >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// The generator behind SillyTavern's `{{pick}}`: ARC4 from a text, 53 bits at a time.
#[derive(Debug)]
pub(super) struct ArcFour {
    i: u8,
    j: u8,
    state: [u8; 256],
}

impl ArcFour {
    pub(super) fn new(seed: &str) -> Self {
        let key = key_of(seed);
        let mut state: [u8; 256] = std::array::from_fn(|index| index as u8);
        let mut j = 0_u8;
        for i in 0..256 {
            j = j.wrapping_add(key[i % key.len()]).wrapping_add(state[i]);
            state.swap(i, usize::from(j));
        }
        let mut arc = Self { i: 0, j: 0, state };
        // The first 256 are thrown away, since they tell of the key.
        (0..256).for_each(|_| _ = arc.byte());
        arc
    }

    fn byte(&mut self) -> u8 {
        self.i = self.i.wrapping_add(1);
        self.j = self.j.wrapping_add(self.state[usize::from(self.i)]);
        self.state.swap(usize::from(self.i), usize::from(self.j));
        let sum = self.state[usize::from(self.i)].wrapping_add(self.state[usize::from(self.j)]);
        self.state[usize::from(sum)]
    }

    pub(super) fn roll(&mut self) -> f64 {
        let width = 256.0;
        let significance = 2_f64.powi(52);
        let mut n = (0..6).fold(0.0, |n, _| n * width + f64::from(self.byte()));
        let mut d = width.powi(6);
        let mut x = 0_u32;
        while n < significance {
            n = (n + f64::from(x)) * width;
            d *= width;
            x = u32::from(self.byte());
        }
        while n >= significance * 2.0 {
            n /= 2.0;
            d /= 2.0;
            x >>= 1;
        }
        (n + f64::from(x)) / d
    }
}

/// A text as a key of at most 256 bytes.
fn key_of(seed: &str) -> Vec<u8> {
    let mut key: Vec<u8> = Vec::new();
    let mut smear = 0_i32;
    for (index, unit) in seed.encode_utf16().enumerate() {
        let place = index & 255;
        let before = key.get(place).map_or(0, |&byte| i32::from(byte) * 19);
        smear ^= before;
        let byte = smear.wrapping_add(i32::from(unit)) as u8;
        if place < key.len() {
            key[place] = byte;
        } else {
            key.push(byte);
        }
    }
    if key.is_empty() { vec![0] } else { key }
}
