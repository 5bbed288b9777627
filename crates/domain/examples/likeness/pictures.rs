//! Portraits of our own making, and what people do to a picture.

use super::dice::Dice;

/// Red, green, blue, row by row.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<[u8; 3]>,
}

type Rgb = [f64; 3];
type Change = fn(&Image, &mut Dice) -> Image;

/// Each kind of copy by its name.
pub(crate) const COPIES: [(&str, Change); 19] = [
    ("as it is", |it, _| it.clone()),
    ("encoded anew, good quality", |it, _| it.quantised(12.0)),
    ("encoded anew, poor quality", |it, _| it.quantised(45.0)),
    ("scaled to a half", |it, _| it.scaled(it.width / 2, it.height / 2)),
    ("scaled to a fifth", |it, _| it.scaled(it.width / 5, it.height / 5)),
    ("scaled by 1.7", |it, _| it.scaled(it.width * 17 / 10, it.height * 17 / 10)),
    ("squeezed by a tenth", |it, _| it.scaled(it.width * 9 / 10, it.height)),
    ("cropped by up to 4 %", |it, dice| it.cropped_by(dice, 0.04)),
    ("cropped by up to 8 %", |it, dice| it.cropped_by(dice, 0.08)),
    ("cropped by up to 15 %", |it, dice| it.cropped_by(dice, 0.15)),
    ("square from the top", |it, _| {
        let side = it.width.min(it.height);
        it.cropped((it.width - side) / 2, 0, side, side)
    }),
    ("brighter, more contrast", |it, _| it.coloured(|rgb| rgb.map(|c| (c - 128.0) * 1.25 + 143.0))),
    ("gamma 0.7", |it, _| it.coloured(|rgb| rgb.map(|c| (c / 255.0).powf(0.7) * 255.0))),
    ("colours shifted", |it, _| {
        it.coloured(|[r, g, b]| [r * 0.85 + g * 0.2, g * 0.95, b * 0.8 + r * 0.2])
    }),
    ("black and white", |it, _| it.coloured(|[r, g, b]| [0.3 * r + 0.59 * g + 0.11 * b; 3])),
    ("a border of 6 %", |it, dice| {
        let colour = *dice.pick(&[[0; 3], [255; 3], [120, 20, 60]]);
        it.framed(it.width * 6 / 100, colour)
    }),
    ("mirrored", |it, _| it.mirrored()),
    ("a line of text across the foot", |it, dice| {
        let mut out = it.clone();
        for y in it.height * 92 / 100..it.height * 96 / 100 {
            for x in it.width / 10..it.width * 9 / 10 {
                if dice.chance(0.6) {
                    out.pixels[y * it.width + x] = [240; 3];
                }
            }
        }
        out
    }),
    ("cropped by up to 5 %, coloured, scaled, encoded anew", |it, dice| {
        let cut = it.cropped_by(dice, 0.05);
        let cut = cut.coloured(|rgb| rgb.map(|c| c * 1.1 - 8.0));
        cut.scaled(cut.width * 6 / 10, cut.height * 6 / 10).quantised(25.0)
    }),
];

impl Image {
    pub(crate) fn rgba(&self) -> Vec<u8> {
        self.pixels.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect()
    }

    fn made(width: usize, height: usize, mut at: impl FnMut(usize, usize) -> Rgb) -> Self {
        let byte = |value: f64| value.round().clamp(0.0, 255.0) as u8;
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let pixels = places.map(|(x, y)| at(x, y).map(byte)).collect();
        Self { width, height, pixels }
    }

    fn at(&self, x: usize, y: usize) -> Rgb {
        self.pixels[y.min(self.height - 1) * self.width + x.min(self.width - 1)].map(f64::from)
    }

    fn cropped(&self, left: usize, top: usize, width: usize, height: usize) -> Self {
        Self::made(width, height, |x, y| self.at(left + x, top + y))
    }

    fn cropped_by(&self, dice: &mut Dice, share: f64) -> Self {
        let mut cut = |side: usize| (side as f64 * dice.between(0.0, share)) as usize;
        let (left, right) = (cut(self.width), cut(self.width));
        let (top, bottom) = (cut(self.height), cut(self.height));
        self.cropped(left, top, self.width - left - right, self.height - top - bottom)
    }

    fn coloured(&self, change: impl Fn(Rgb) -> Rgb) -> Self {
        Self::made(self.width, self.height, |x, y| change(self.at(x, y)))
    }

    fn framed(&self, border: usize, colour: [u8; 3]) -> Self {
        Self::made(self.width + 2 * border, self.height + 2 * border, |x, y| {
            let inside = (border..border + self.width).contains(&x)
                && (border..border + self.height).contains(&y);
            if inside { self.at(x - border, y - border) } else { colour.map(f64::from) }
        })
    }

    fn mirrored(&self) -> Self {
        Self::made(self.width, self.height, |x, y| self.at(self.width - 1 - x, y))
    }

    /// Bilinear, as browsers and phones do.
    fn scaled(&self, width: usize, height: usize) -> Self {
        let (fx, fy) = (self.width as f64 / width as f64, self.height as f64 / height as f64);
        Self::made(width, height, |x, y| {
            let (sx, sy) =
                (((x as f64 + 0.5) * fx - 0.5).max(0.0), ((y as f64 + 0.5) * fy - 0.5).max(0.0));
            let (x0, y0) = (sx as usize, sy as usize);
            let (dx, dy) = (sx - x0 as f64, sy - y0 as f64);
            let corners = [
                self.at(x0, y0),
                self.at(x0 + 1, y0),
                self.at(x0, y0 + 1),
                self.at(x0 + 1, y0 + 1),
            ];
            std::array::from_fn(|c| {
                (corners[0][c] * (1.0 - dx) + corners[1][c] * dx) * (1.0 - dy)
                    + (corners[2][c] * (1.0 - dx) + corners[3][c] * dx) * dy
            })
        })
    }

    /// What JPEG does: blocks of 8 × 8, frequencies rounded to multiples of `step`, finer ones more.
    fn quantised(&self, step: f64) -> Self {
        let cos = square(|u, x| {
            let scale = if u == 0 { 0.125_f64.sqrt() } else { 0.5 };
            scale * (std::f64::consts::PI * u as f64 * (2 * x + 1) as f64 / 16.0).cos()
        });
        let mut out = self.clone();
        for top in (0..self.height).step_by(8) {
            for left in (0..self.width).step_by(8) {
                for c in 0..3 {
                    let block = square(|y, x| self.at(left + x, top + y)[c]);
                    let mut block = along_both(&block, |u, x| cos[u][x]);
                    for (v, line) in block.iter_mut().enumerate() {
                        for (u, value) in line.iter_mut().enumerate() {
                            let step = step * (1.0 + (u + v) as f64 / 4.0);
                            *value = (*value / step).round() * step;
                        }
                    }
                    let block = along_both(&block, |x, u| cos[u][x]);
                    for (y, line) in block.iter().enumerate().take(self.height - top) {
                        for (x, value) in line.iter().enumerate().take(self.width - left) {
                            out.pixels[(top + y) * self.width + left + x][c] =
                                value.clamp(0.0, 255.0) as u8;
                        }
                    }
                }
            }
        }
        out
    }
}

type Square = [[f64; 8]; 8];

fn square(mut at: impl FnMut(usize, usize) -> f64) -> Square {
    std::array::from_fn(|y| std::array::from_fn(|x| at(y, x)))
}

/// The cosine transform, one way or the other: along the lines, then along the columns.
fn along_both(block: &Square, wave: impl Fn(usize, usize) -> f64) -> Square {
    let lines = square(|y, u| (0..8).map(|x| block[y][x] * wave(u, x)).sum());
    square(|v, u| (0..8).map(|y| lines[y][u] * wave(v, y)).sum())
}

/// A bust before a background. One in four thousand backgrounds is shared by `franchise`, and so are
/// pose and dress: what differs is who it is.
pub(crate) fn portrait(number: u64, franchise: Option<u64>) -> Image {
    let mut own = Dice(number ^ 0xface);
    let mut shared = franchise.map_or(Dice(number ^ 0xbac0), |franchise| Dice(franchise ^ 0xbac0));
    let (width, height) = (160, 240);
    let colour = |dice: &mut Dice| -> Rgb { std::array::from_fn(|_| dice.between(20.0, 235.0)) };
    let (sky, ground, dress) = (colour(&mut shared), colour(&mut shared), colour(&mut shared));
    let (lean, head_y) = (shared.between(0.42, 0.58), shared.between(0.3, 0.38));
    let scenery: Vec<_> = (0..5)
        .map(|_| {
            (
                shared.between(0.0, 1.0),
                shared.between(0.0, 1.0),
                shared.between(0.05, 0.3),
                shared.between(0.05, 0.4),
                colour(&mut shared),
            )
        })
        .collect();
    let skin = [own.between(120.0, 245.0); 3].map(|c| c * own.between(0.8, 1.0));
    let hair = colour(&mut own);
    let (hair_width, hair_length) = (own.between(0.17, 0.3), own.between(0.1, 0.45));
    let (face_width, face_height) = (own.between(0.12, 0.17), own.between(0.12, 0.16));
    let eyes = colour(&mut own);
    let hat = own
        .chance(0.3)
        .then(|| (own.between(0.12, 0.3), own.between(0.03, 0.12), colour(&mut own)));
    let light = (own.between(-40.0, 40.0), own.between(-40.0, 40.0));
    let mut noise = Dice(number ^ 0x9015e);
    Image::made(width, height, |px, py| {
        let (x, y) = (px as f64 / width as f64, py as f64 / height as f64);
        let inside = |cx: f64, cy: f64, rx: f64, ry: f64| {
            ((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2) < 1.0
        };
        let mut rgb: Rgb = std::array::from_fn(|c| sky[c] * (1.0 - y) + ground[c] * y);
        for (cx, cy, rx, ry, paint) in &scenery {
            if inside(*cx, *cy, *rx, *ry) {
                rgb = *paint;
            }
        }
        if inside(lean, 1.05, 0.42, 0.42) {
            rgb = dress;
        }
        if inside(
            lean,
            head_y + hair_length * 0.3,
            hair_width,
            face_height * 0.9 + hair_length * 0.6,
        ) {
            rgb = hair;
        }
        if inside(lean, head_y + 0.03, face_width, face_height) {
            rgb = skin;
        }
        for side in [-1.0, 1.0] {
            if inside(lean + side * face_width * 0.45, head_y + 0.02, 0.025, 0.015) {
                rgb = eyes;
            }
        }
        if let Some((rx, ry, paint)) = hat
            && inside(lean, head_y - face_height, rx, ry)
        {
            rgb = paint;
        }
        let shade = light.0 * (x - 0.5) + light.1 * (y - 0.5) + noise.between(-6.0, 6.0);
        rgb.map(|c| c + shade)
    })
}
