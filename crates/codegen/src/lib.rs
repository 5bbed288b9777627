//! Code from the contract: Rust, TypeScript, JSON Schema, OpenAPI parts, as values.
