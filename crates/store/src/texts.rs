//! The one way to write a statement down: as a constant that also stands in its module's list, so that the contract
//! between the databases (`contract`) is checked for every statement there is. No statement is built at run time.

/// Declares statements and, as `TEXTS`, the list of them all.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* const $name: &str = $sql;)*
        /// Every statement of this module.
        #[cfg(any(test, feature = "testing"))]
        pub(crate) const TEXTS: &[&str] = &[$($name),*];
    };
}
pub(crate) use texts;
