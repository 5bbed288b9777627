mod cases;
mod contract;
mod corpus;
mod order;
mod support;
