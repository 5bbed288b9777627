//! PostgreSQL's types as Prisma names them: one table.

use crate::schema::Builtin;

/// What a native type takes in parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Nothing,
    /// A length, at least one.
    Length,
    /// Digits of a second, 0 to 6.
    Fraction,
    /// Precision and scale.
    PrecisionAndScale,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NativeTypeRule {
    pub(crate) name: &'static str,
    pub(crate) of: Builtin,
    pub(crate) takes: Takes,
}

const fn row(name: &'static str, of: Builtin, takes: Takes) -> NativeTypeRule {
    NativeTypeRule { name, of, takes }
}

pub(crate) const TABLE: &[NativeTypeRule] = &[
    row("SmallInt", Builtin::Int, Takes::Nothing),
    row("Integer", Builtin::Int, Takes::Nothing),
    row("Oid", Builtin::Int, Takes::Nothing),
    row("BigInt", Builtin::BigInt, Takes::Nothing),
    row("Decimal", Builtin::Decimal, Takes::PrecisionAndScale),
    row("Money", Builtin::Decimal, Takes::Nothing),
    row("Real", Builtin::Float, Takes::Nothing),
    row("DoublePrecision", Builtin::Float, Takes::Nothing),
    row("Text", Builtin::String, Takes::Nothing),
    row("VarChar", Builtin::String, Takes::Length),
    row("Char", Builtin::String, Takes::Length),
    row("Citext", Builtin::String, Takes::Nothing),
    row("Inet", Builtin::String, Takes::Nothing),
    row("Bit", Builtin::String, Takes::Length),
    row("VarBit", Builtin::String, Takes::Length),
    row("Uuid", Builtin::String, Takes::Nothing),
    row("Xml", Builtin::String, Takes::Nothing),
    row("ByteA", Builtin::Bytes, Takes::Nothing),
    row("Timestamp", Builtin::DateTime, Takes::Fraction),
    row("Timestamptz", Builtin::DateTime, Takes::Fraction),
    row("Date", Builtin::DateTime, Takes::Nothing),
    row("Time", Builtin::DateTime, Takes::Fraction),
    row("Timetz", Builtin::DateTime, Takes::Fraction),
    row("Boolean", Builtin::Boolean, Takes::Nothing),
    row("Json", Builtin::Json, Takes::Nothing),
    row("JsonB", Builtin::Json, Takes::Nothing),
];

pub(crate) fn find(name: &str) -> Option<&'static NativeTypeRule> {
    TABLE.iter().find(|rule| rule.name == name)
}

/// What is wrong with the arguments, if anything.
pub(crate) fn argument_error(rule: &NativeTypeRule, args: &[String]) -> Option<String> {
    let name = rule.name;
    let mut numbers = Vec::new();
    for arg in args {
        match arg.parse::<u32>() {
            Ok(number) => numbers.push(number),
            Err(_) => {
                return Some(format!(
                    "Expected a nonnegative integer, but found ({}).",
                    args.join(",")
                ));
            }
        }
    }
    let written = format!("{name}({})", args.join(","));
    let most = match rule.takes {
        Takes::Nothing => 0,
        Takes::PrecisionAndScale => 2,
        Takes::Length | Takes::Fraction => 1,
    };
    if numbers.len() > most {
        return Some(match most {
            0 => format!("Native type {name} takes no arguments, but received {}.", numbers.len()),
            _ => format!(
                "Native type {name} takes {most} optional arguments, but received {}.",
                numbers.len()
            ),
        });
    }
    if rule.takes == Takes::PrecisionAndScale && numbers.len() == 1 {
        return Some(format!("Native type {name} takes 2 optional arguments, but received 1."));
    }
    let range = |reason: &str| {
        Some(format!(
            "Argument M is out of range for native type `{written}` of Postgres: {reason}"
        ))
    };
    match (rule.takes, numbers.as_slice()) {
        (Takes::PrecisionAndScale, [precision, scale]) if scale > precision => Some(format!(
            "The scale must not be larger than the precision for the {written} native type in Postgres."
        )),
        (Takes::PrecisionAndScale, [precision, _]) if *precision == 0 || *precision > 1000 => {
            range("Precision must be positive with a maximum value of 1000.")
        }
        (Takes::Length, [0]) if matches!(name, "Bit" | "VarBit") => {
            range("M must be a positive integer.")
        }
        (Takes::Fraction, [digits]) if *digits > 6 => range("M can range from 0 to 6."),
        _ => None,
    }
}
