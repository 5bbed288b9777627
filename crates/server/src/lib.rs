//! HTTP: API, runtime, problems.
