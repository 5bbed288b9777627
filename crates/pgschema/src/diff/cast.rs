//! Whether and how values of one type become values of another, as Prisma judges it.

use crate::catalogue::{BaseType, ColumnType, Native};
use crate::step::Cast;

/// `None`: the server would see no change.
pub(super) fn cast(from: &ColumnType, to: &ColumnType) -> Option<Cast> {
    if from.same_as(to) {
        return None;
    }
    Some(match (&from.base, &to.base) {
        (BaseType::Enum(a), BaseType::Enum(b)) if a == b => between_list_and_scalar(from, to),
        (BaseType::Enum(_), _) | (_, BaseType::Enum(_)) => Cast::Impossible,
        _ if from.list != to.list => between_list_and_scalar(from, to),
        (BaseType::Native(a, x), BaseType::Native(b, y)) => native_cast((*a, x), (*b, y)),
        _ => Cast::Risky,
    })
}

fn between_list_and_scalar(from: &ColumnType, to: &ColumnType) -> Cast {
    // Prisma lets PostgreSQL try where an enum becomes a list of itself.
    if matches!(from.base, BaseType::Enum(_)) && from.base == to.base {
        return Cast::Risky;
    }
    match &to.base {
        BaseType::Native(Native::Text, _) if from.list => Cast::Safe,
        BaseType::Native(Native::VarChar, length) if from.list && length.is_empty() => Cast::Safe,
        BaseType::Native(Native::VarChar | Native::Char, _) if from.list => Cast::Risky,
        _ => Cast::Impossible,
    }
}

type Typed<'a> = (Native, &'a [u32]);

fn native_cast((from, x): (Native, &Vec<u32>), (to, y): (Native, &Vec<u32>)) -> Cast {
    use Native::*;
    let (x, y) = (x.as_slice(), y.as_slice());
    if from == to && matches!(from, Time | Timetz | Timestamp | Timestamptz) {
        return Cast::Safe;
    }
    match from {
        SmallInt | Integer | BigInt => integer_cast(from, (to, y)),
        Decimal => decimal_cast(x, (to, y)),
        Real | DoublePrecision => float_cast(from, (to, y)),
        VarChar | Char => character_cast((from, x), (to, y)),
        Timestamp | Timestamptz | Date | Time | Timetz => temporal_cast(from, (to, y)),
        Bit | VarBit => bits_cast((from, x), (to, y)),
        Text => match to {
            Citext => Cast::Safe,
            _ => text_cast((to, y), |_| Cast::Risky),
        },
        Inet => when(matches!(to, Citext | Text | VarChar), Cast::Safe, Cast::Impossible),
        Money => when(matches!(to, Citext | Text | VarChar), Cast::Safe, Cast::Risky),
        Citext => when(matches!(to, Text | VarChar), Cast::Safe, Cast::Risky),
        Oid => when(matches!(to, Text | VarChar | BigInt | Integer), Cast::Safe, Cast::Impossible),
        ByteA => text_cast((to, y), |length| when(length > 2, Cast::Risky, Cast::Impossible)),
        Boolean => boolean_cast((to, y)),
        Uuid => text_cast((to, y), |length| when(length > 31, Cast::Safe, Cast::Impossible)),
        Xml => text_cast((to, y), |_| Cast::Risky),
        Json | JsonB => match to {
            Json | JsonB => Cast::Safe,
            _ => text_cast((to, y), |_| Cast::Risky),
        },
    }
}

fn when(condition: bool, then: Cast, otherwise: Cast) -> Cast {
    if condition { then } else { otherwise }
}

/// To character types: unlimited is safe, a limit is judged, anything else is impossible.
fn text_cast((to, length): Typed<'_>, limited: impl Fn(u32) -> Cast) -> Cast {
    match (to, length.first()) {
        (Native::Text, _) | (Native::VarChar, None) => Cast::Safe,
        (Native::VarChar, Some(length)) => limited(*length),
        (Native::Char, length) => limited(length.copied().unwrap_or(1)),
        _ => Cast::Impossible,
    }
}

fn integer_cast(from: Native, (to, y): Typed<'_>) -> Cast {
    use Native::*;
    // Digits as Prisma counts them, with and without a sign.
    let (rank, digits, width) = match from {
        SmallInt => (0, 3, 4),
        Integer => (1, 10, 11),
        _ => (2, 19, 20),
    };
    match to {
        SmallInt => when(rank > 0, Cast::Risky, Cast::Safe),
        Integer => when(rank > 1, Cast::Risky, Cast::Safe),
        BigInt | Real | DoublePrecision => Cast::Safe,
        Decimal => match y {
            [precision, scale] if precision.saturating_sub(*scale) < digits => Cast::Risky,
            _ => Cast::Safe,
        },
        _ => text_cast((to, y), |length| when(length < width, Cast::Risky, Cast::Safe)),
    }
}

fn decimal_cast(x: &[u32], (to, y): Typed<'_>) -> Cast {
    use Native::*;
    let fits = |digits: u32| match x {
        [precision] => *precision <= digits,
        [precision, scale] => *scale == 0 && *precision <= digits,
        _ => false,
    };
    match to {
        SmallInt => when(fits(2), Cast::Safe, Cast::Risky),
        Integer => when(fits(9), Cast::Safe, Cast::Risky),
        BigInt => when(fits(18), Cast::Safe, Cast::Risky),
        Decimal => decimal_to_decimal(x, y),
        Real | DoublePrecision => Cast::Risky,
        _ => text_cast((to, y), |length| {
            let needed = match x {
                // A sign, and a point where there are decimals.
                [precision, scale] => precision + if *scale > 0 { 2 } else { 1 },
                [precision] => precision + 1,
                // PostgreSQL's limit before the point.
                _ => 131_073,
            };
            when(length < needed || (to == Char && y.is_empty()), Cast::Risky, Cast::Safe)
        }),
    }
}

fn decimal_to_decimal(x: &[u32], y: &[u32]) -> Cast {
    let parts = |modifiers: &[u32]| match modifiers {
        [precision] => Some((*precision, 0)),
        [precision, scale] => Some((*precision, *scale)),
        _ => None,
    };
    match (parts(x), parts(y)) {
        (_, None) => Cast::Safe,
        (None, Some(_)) => Cast::Risky,
        (Some((p, s)), Some((q, t))) => {
            let narrower = p.saturating_sub(s) > q.saturating_sub(t) || s > t;
            when(narrower, Cast::Risky, Cast::Safe)
        }
    }
}

fn float_cast(from: Native, (to, y): Typed<'_>) -> Cast {
    use Native::*;
    // The longest print, sign and point included.
    let width = if from == Real { 47 } else { 317 };
    match to {
        SmallInt | Integer | BigInt | Decimal | Real => Cast::Risky,
        DoublePrecision => Cast::Safe,
        _ => text_cast((to, y), |length| when(length < width, Cast::Risky, Cast::Safe)),
    }
}

fn character_cast((from, x): Typed<'_>, (to, y): Typed<'_>) -> Cast {
    use Native::*;
    if !matches!(to, Text | VarChar | Char) {
        return Cast::Impossible;
    }
    let length = match (from, x.first()) {
        (Char, None) => Some(1),
        (_, length) => length.copied(),
    };
    text_cast((to, y), |limit| match length {
        Some(length) if length <= limit => Cast::Safe,
        _ => Cast::Risky,
    })
}

fn temporal_cast(from: Native, (to, y): Typed<'_>) -> Cast {
    use Native::*;
    let (targets, width): (&[Native], u32) = match from {
        Timestamp => (&[Timestamptz, Date, Time, Timetz], 22),
        Timestamptz => (&[Timestamp, Date, Time, Timetz], 27),
        Date => (&[Timestamp, Timestamptz], 27),
        Time => (&[Timetz], 13),
        _ => (&[Time], 18),
    };
    if targets.contains(&to) {
        return Cast::Safe;
    }
    text_cast((to, y), |length| when(length > width, Cast::Safe, Cast::Impossible))
}

fn boolean_cast((to, y): Typed<'_>) -> Cast {
    match (to, y.first()) {
        (Native::Text | Native::VarChar, _) => Cast::Safe,
        (Native::Char, Some(length)) if *length > 4 => Cast::Safe,
        (Native::Char, Some(4)) => Cast::Risky,
        _ => Cast::Impossible,
    }
}

fn bits_cast((from, x): Typed<'_>, (to, y): Typed<'_>) -> Cast {
    use Native::*;
    let length = match (from, x.first()) {
        (Bit, None) => Some(1),
        (_, length) => length.copied(),
    };
    let enough = |limit: u32| length.is_some_and(|length| length <= limit);
    let shorter = when(from == Bit, Cast::Impossible, Cast::Risky);
    match to {
        VarBit => when(y.first().is_none_or(|limit| enough(*limit)), Cast::Safe, shorter),
        Bit => shorter,
        _ => text_cast((to, y), |limit| when(enough(limit), Cast::Safe, shorter)),
    }
}
