//! Tests of the schema language: own case files, and Prisma's cases where they are at hand.

mod corpus;
mod properties;
mod reformat;
mod validation;
