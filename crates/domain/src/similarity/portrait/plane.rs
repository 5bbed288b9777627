//! A picture as brightness, small, without its borders, and views of it.

/// A side of the square that a view is squeezed into: twice the finest frequency that is hashed.
pub(super) const SIDE: usize = 32;

/// A side of the plane that everything is measured on. Eight times finer than what is hashed.
const PLANE_SIDE_MAX: usize = 256;

/// Brightness (0 to 255) that a row of a border may differ by within itself, on average: what JPEG
/// leaves of one colour.
const BORDER_ROUGHNESS: f32 = 3.0;

/// How many times that the first line of the picture differs from its border.
const BORDER_STEP: f32 = 4.0;

/// A border is at most this part of a side; what is left would else not be the picture.
const BORDER_SHARE_MAX: f32 = 0.3;

/// A spread of brightness below this (a standard deviation, of 255) is one colour and noise.
const FLAT_SPREAD: f64 = 4.0;

/// Pixels, as they were decoded.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    width: usize,
    height: usize,
    rgba: &'a [u8],
}

/// Why bytes are no picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{width} × {height} pixels of RGBA are not {found} bytes")]
pub struct NotAPicture {
    width: usize,
    height: usize,
    found: usize,
}

impl<'a> Picture<'a> {
    /// Rows from the top, four bytes a pixel: red, green, blue, opacity.
    pub fn new(width: usize, height: usize, rgba: &'a [u8]) -> Result<Self, NotAPicture> {
        let bytes = width.checked_mul(height).and_then(|pixels| pixels.checked_mul(4));
        if rgba.is_empty() || bytes != Some(rgba.len()) {
            return Err(NotAPicture { width, height, found: rgba.len() });
        }
        Ok(Self { width, height, rgba })
    }

    /// Brightness (Rec. 601) over grey: what is transparent neither light nor dark.
    fn brightness(&self, x: usize, y: usize) -> u32 {
        let at = (y * self.width + x) * 4;
        let [red, green, blue, opacity] = [0, 1, 2, 3].map(|n| u32::from(self.rgba[at + n]));
        let luma = (red * 77 + green * 150 + blue * 29) >> 8;
        if opacity == 255 { luma } else { (luma * opacity + 128 * (255 - opacity)) / 255 }
    }
}

/// Brightness, and its sums over all rectangles from the corner.
#[derive(Clone, Debug)]
pub(super) struct Plane {
    width: usize,
    height: usize,
    cells: Vec<f32>,
    sums: Vec<f64>,
}

/// A part of a plane.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// A view, squeezed.
pub(super) type Square = [[f32; SIDE]; SIDE];

/// Where what stands between two borders begins, and how long it is; the whole where nothing does.
fn between(near: usize, far: usize, side: usize) -> (usize, usize) {
    if near + far < side { (near, side - near - far) } else { (0, side) }
}

impl Plane {
    pub(super) fn of(picture: &Picture<'_>) -> Self {
        let longest = picture.width.max(picture.height);
        let scaled = |side: usize| {
            if longest <= PLANE_SIDE_MAX { side } else { (side * PLANE_SIDE_MAX / longest).max(1) }
        };
        let (width, height) = (scaled(picture.width), scaled(picture.height));
        let columns = cuts(picture.width, width);
        let rows = cuts(picture.height, height);
        let mut cells = Vec::with_capacity(width * height);
        for row in rows.windows(2) {
            for column in columns.windows(2) {
                cells.push(mean(picture, (column[0], column[1]), (row[0], row[1])));
            }
        }
        Self::new(width, height, cells)
    }

    fn new(width: usize, height: usize, cells: Vec<f32>) -> Self {
        let stride = width + 1;
        let mut sums = vec![0.0; stride * (height + 1)];
        for y in 0..height {
            let mut row = 0.0;
            for x in 0..width {
                row += f64::from(cells[y * width + x]);
                sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
            }
        }
        Self { width, height, cells, sums }
    }

    pub(super) fn whole(&self) -> View {
        View { left: 0.0, top: 0.0, width: self.width as f64, height: self.height as f64 }
    }

    /// What is left without rows and columns of one colour around it.
    pub(super) fn without_border(&self) -> View {
        let (width, height) = (self.width, self.height);
        let row = |y: usize| (0..width).map(move |x| (x, y));
        let column = |x: usize| (0..height).map(move |y| (x, y));
        let top = self.border(height, row);
        let bottom = self.border(height, |n| row(height - 1 - n));
        let left = self.border(width, column);
        let right = self.border(width, |n| column(width - 1 - n));
        let (left, width) = between(left, right, width);
        let (top, height) = between(top, bottom, height);
        View { left: left as f64, top: top as f64, width: width as f64, height: height as f64 }
    }

    /// How many lines from an edge inwards have its one colour. They are a border only if the next
    /// line sets off from them: an even background that slowly changes is none, and where it would
    /// be cut depends on noise.
    fn border<L: Iterator<Item = (usize, usize)>>(
        &self,
        side: usize,
        line: impl Fn(usize) -> L,
    ) -> usize {
        let cells = |n: usize| line(n).map(|(x, y)| self.cells[y * self.width + x]);
        let count = line(0).count() as f32;
        let colour = cells(0).sum::<f32>() / count;
        let off = |n: usize| cells(n).map(|cell| (cell - colour).abs()).sum::<f32>() / count;
        let most = (side as f32 * BORDER_SHARE_MAX) as usize;
        let lines = (0..most).take_while(|n| off(*n) <= BORDER_ROUGHNESS).count();
        // The line in between may be half border, half picture.
        let sets_off = |n: usize| n < side && off(n) >= BORDER_ROUGHNESS * BORDER_STEP;
        match lines {
            0 => 0,
            _ if sets_off(lines) => lines,
            _ if sets_off(lines + 1) => lines + 1,
            _ => 0,
        }
    }

    pub(super) fn is_flat(&self) -> bool {
        let count = self.cells.len() as f64;
        let mean = self.cells.iter().copied().map(f64::from).sum::<f64>() / count;
        let spread = self.cells.iter().map(|cell| (f64::from(*cell) - mean).powi(2)).sum::<f64>();
        (spread / count).sqrt() < FLAT_SPREAD
    }

    /// A view as a square: each cell the mean of what it covers, parts of cells included.
    pub(super) fn squeezed(&self, view: View) -> Square {
        let cut = |from: f64, length: f64, n: usize| from + length * n as f64 / SIDE as f64;
        let area = view.width * view.height / (SIDE * SIDE) as f64;
        let sums: [[f64; SIDE + 1]; SIDE + 1] = std::array::from_fn(|y| {
            let y = cut(view.top, view.height, y);
            std::array::from_fn(|x| self.sum_to(cut(view.left, view.width, x), y))
        });
        std::array::from_fn(|y| {
            std::array::from_fn(|x| {
                let sum = sums[y + 1][x + 1] - sums[y][x + 1] - sums[y + 1][x] + sums[y][x];
                (sum / area) as f32
            })
        })
    }

    /// The sum over the rectangle from the corner to a point, which may lie within a cell.
    fn sum_to(&self, x: f64, y: f64) -> f64 {
        let (x, y) = (x.min(self.width as f64), y.min(self.height as f64));
        let (left, top) = (x.floor(), y.floor());
        let (right, bottom) = (x.ceil() as usize, y.ceil() as usize);
        let (fx, fy) = (x - left, y - top);
        let at = |x: usize, y: usize| self.sums[y * (self.width + 1) + x];
        let (left, top) = (left as usize, top as usize);
        at(left, top) * (1.0 - fx) * (1.0 - fy)
            + at(right, top) * fx * (1.0 - fy)
            + at(left, bottom) * (1.0 - fx) * fy
            + at(right, bottom) * fx * fy
    }
}

impl View {
    /// The whole; corners and middle of two mild crops (a crop between two of them differs from the
    /// nearest by 3 in 100 of a side); the middle of a closer one; then the squares that avatars are
    /// cut from.
    const PARTS: [(f64, f64, f64); 12] = [
        (0.0, 0.0, 1.0),
        (0.0, 0.0, 0.94),
        (1.0, 0.0, 0.94),
        (0.5, 0.5, 0.94),
        (0.0, 1.0, 0.94),
        (1.0, 1.0, 0.94),
        (0.0, 0.0, 0.87),
        (1.0, 0.0, 0.87),
        (0.5, 0.5, 0.87),
        (0.0, 1.0, 0.87),
        (1.0, 1.0, 0.87),
        (0.5, 0.5, 0.78),
    ];

    pub(super) const COUNT: usize = Self::PARTS.len() + 2;

    pub(super) fn all(whole: Self) -> Vec<Self> {
        let within = |(x, y): (f64, f64), (width, height): (f64, f64)| Self {
            left: whole.left + (whole.width - width) * x,
            top: whole.top + (whole.height - height) * y,
            width,
            height,
        };
        let parts = Self::PARTS
            .map(|(x, y, share)| within((x, y), (whole.width * share, whole.height * share)));
        let side = whole.width.min(whole.height);
        let squares = [0.0, 0.5].map(|y| within((0.5, y), (side, side)));
        parts.into_iter().chain(squares).collect()
    }
}

/// Where `parts` parts of a length begin and end, none empty.
fn cuts(length: usize, parts: usize) -> Vec<usize> {
    (0..=parts).map(|part| part * length / parts).collect()
}

fn mean(picture: &Picture<'_>, columns: (usize, usize), rows: (usize, usize)) -> f32 {
    let mut sum = 0_u64;
    for y in rows.0..rows.1 {
        for x in columns.0..columns.1 {
            sum += u64::from(picture.brightness(x, y));
        }
    }
    let count = (rows.1 - rows.0) * (columns.1 - columns.0);
    sum as f32 / count as f32
}

#[cfg(test)]
mod tests {
    use super::{Picture, Plane};

    /// A strip of four columns whose border ends, from both sides, beyond its middle.
    fn strip(middle: impl Fn(usize) -> [u8; 2]) -> Vec<u8> {
        let row = |y: usize| {
            let [left, right] = middle(y);
            [0, left, right, 106].map(|grey| [grey, grey, grey, 255]).concat()
        };
        (0..200).flat_map(row).collect()
    }

    #[test]
    fn of_a_strip_that_is_all_border_the_whole_is_seen() {
        let rgba = strip(|y| [4 + (y % 5) as u8, 98 + (y % 5) as u8]);
        let plane = Plane::of(&Picture::new(4, 200, &rgba).expect("a picture"));
        assert_eq!((plane.border(4, |x| (0..200).map(move |y| (x, y)))), 2, "half of it");
        let view = plane.without_border();
        assert_eq!((view.width, view.height), (4.0, 200.0));
        let cells = plane.squeezed(view);
        assert!(cells.iter().flatten().all(|cell| cell.is_finite()));
    }

    /// However it is scaled, a line of pixels is left of each side.
    #[test]
    fn the_thinnest_strips_have_a_plane() {
        for (width, height) in [(1, 1), (1, 40_000), (40_000, 1), (2, 9_001), (9_001, 3)] {
            let rgba: Vec<u8> = (0..width * height)
                .flat_map(|at| [(at % 251) as u8, (at % 7) as u8, 0, 255])
                .collect();
            let plane = Plane::of(&Picture::new(width, height, &rgba).expect("a picture"));
            let cells = plane.squeezed(plane.without_border());
            assert!(cells.iter().flatten().all(|cell| cell.is_finite()), "{width} × {height}");
        }
    }
}
