//! Each rule: what it objects to, what it does not, and that its fixes cure.

mod examples;
mod rules;
