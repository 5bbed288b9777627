//! Tests of the schema language: own case files, and Prisma's cases where they are at hand.

// What was measured is worth reading in the test's output.
#![allow(clippy::print_stdout)]

mod cases;
mod corpus;
mod layout;
mod order;
mod pages;
mod properties;
mod reformat;
mod validation;
