mod corpus;
mod support;
