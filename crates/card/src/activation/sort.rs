//! The order of entries: the highest `order` first, equals as they stand.
//!
//! SillyTavern subtracts orders to compare them. Where one is no number the comparison is no
//! comparison, and what comes out depends on how V8 sorts: for short lists by binary insertion.

use std::cmp::Ordering;

/// Below this V8 sorts a list in one run.
const SHORT: usize = 64;

/// Sorts by order, descending, stable.
pub(crate) fn by_order<T: Copy>(list: &mut [T], order: impl Fn(&T) -> f64) {
    if list.iter().all(|item| !order(item).is_nan()) {
        // Beside the item, so that a comparison goes nowhere for it.
        let mut ordered: Vec<(f64, T)> = list.iter().map(|item| (order(item), *item)).collect();
        by_descending(&mut ordered, |(order, _)| *order);
        list.iter_mut().zip(ordered).for_each(|(place, (_, item))| *place = item);
        return;
    }
    if list.len() < SHORT {
        insertion(list, &order);
    } else {
        // Longer lists with orders that are no numbers: those keep their places among the equal.
        list.sort_by(|a, b| key(order(b)).partial_cmp(&key(order(a))).unwrap_or(Ordering::Equal));
    }
}

/// Sorts by orders that are numbers, the highest first, stable.
pub(crate) fn by_descending<T>(list: &mut [T], order: impl Fn(&T) -> f64) {
    list.sort_by(|a, b| order(b).partial_cmp(&order(a)).unwrap_or(Ordering::Equal));
}

fn key(order: f64) -> f64 {
    if order.is_nan() { 0.0 } else { order }
}

/// V8's: count the run that is there, turn it if it descends, insert the rest by halving.
fn insertion<T>(list: &mut [T], order: &impl Fn(&T) -> f64) {
    let less = |a: &T, b: &T| order(b) - order(a) < 0.0;
    let length = list.len();
    if length < 2 {
        return;
    }
    let descends = less(&list[1], &list[0]);
    let mut run = 2;
    while run < length && less(&list[run], &list[run - 1]) == descends {
        run += 1;
    }
    if descends {
        list[..run].reverse();
    }
    for at in run..length {
        let (mut left, mut right) = (0, at);
        while left < right {
            let middle = left + (right - left) / 2;
            if less(&list[at], &list[middle]) {
                right = middle;
            } else {
                left = middle + 1;
            }
        }
        list[left..=at].rotate_right(1);
    }
}
