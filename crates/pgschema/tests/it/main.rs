mod annotated;
mod cases;
mod contract;
mod corpus;
mod lint;
mod order;
mod questions;
mod support;
