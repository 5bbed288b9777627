//! What every use case's error has in common: a store error inside is looked into, so that the
//! transaction runs again when others were in its way.

/// `via_store!(SaveError)`: an enum with a variant `Store(StoreError)`.
macro_rules! via_store {
    ($($error:ty),+) => {$(
        impl store::AsStoreError for $error {
            fn as_store_error(&self) -> Option<&store::StoreError> {
                match self {
                    Self::Store(error) => Some(error),
                    #[allow(unreachable_patterns, reason = "an error that is a store error only")]
                    _ => None,
                }
            }
        }
    )+};
}

pub(crate) use via_store;
