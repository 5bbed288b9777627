//! The decisions: drafts, revisions, gates, publications, provenance, royalties.
