//! Use cases, jobs and ports to the outside.
