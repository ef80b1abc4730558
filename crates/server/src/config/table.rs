//! The macro that makes of one text both the type that reads a section and the table that documents it, so that
//! neither can drift from the other. Deliberately not here: the sections themselves (`low`).

/// A section of the config file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Section {
    /// Its name; empty for the keys at the top.
    pub(crate) name: &'static str,
    /// What it is about.
    pub(crate) doc: &'static [&'static str],
    /// Its keys.
    pub(crate) keys: &'static [Key],
}

/// A key of the config file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it means.
    pub(crate) doc: &'static [&'static str],
    /// A value as it stands in TOML.
    pub(crate) sample: &'static str,
    /// Whether that value is what holds without the key.
    pub(crate) is_default: bool,
}

/// In brackets, the sections that a section holds. `default "value"` is what holds without the key; `example "value"` is not.
macro_rules! sections {
    (@default default) => { true };
    (@default example) => { false };
    ($(
        $(#[doc = $doc:literal])+
        $name:literal $section:ident $([ $($inner:ident: $inner_type:ty),* $(,)? ])? {
            $(
                $(#[doc = $key_doc:literal])+
                $key:ident: $type:ty = $kind:ident $sample:literal;
            )*
        }
    )*) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, Default, serde::Deserialize)]
            #[serde(default, deny_unknown_fields)]
            pub(crate) struct $section {
                $(
                    $(#[doc = $key_doc])+
                    pub(crate) $key: Option<$type>,
                )*
                $($(
                    #[doc = concat!("The section `", stringify!($inner), "`.")]
                    pub(crate) $inner: $inner_type,
                )*)?
            }
        )*

        /// Every section in the order of the sample.
        pub(crate) const SECTIONS: &[$crate::config::table::Section] = &[$(
            $crate::config::table::Section {
                name: $name,
                doc: &[$($doc),+],
                keys: &[$(
                    $crate::config::table::Key {
                        name: stringify!($key),
                        doc: &[$($key_doc),+],
                        sample: $sample,
                        is_default: sections!(@default $kind),
                    },
                )*],
            },
        )*];
    };
}

pub(crate) use sections;
