//! Domain types and rules: accounts, beds, requests, offers, matching, escalation, duty.
//!
//! Pure and synchronous: nothing here waits, or reads a clock or a database; the present moment is
//! a parameter. Only [`zone`] reads a file: the rules of time zones, once.

pub mod account;
pub mod bed;
pub mod count;
pub mod duration;
pub mod duty;
pub mod escalation;
pub mod geo;
pub mod locale;
pub mod matcher;
pub mod notification;
pub mod offer;
pub mod request;
pub mod signed;
pub mod typed;
pub mod zone;

/// A value that has a stable code.
pub trait Coded: Sized {
    /// `None` for any other text.
    fn parse_code(code: &str) -> Option<Self>;
}

/// Defines an enum whose variants are stable codes: the same word in JSON, in the
/// database and in the OpenAPI document.
macro_rules! coded {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:tt),+ $(,)? }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        $(#[$meta])*
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $code)] $variant),+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// `None` for any other text.
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl $crate::domain::Coded for $name {
            fn parse_code(code: &str) -> Option<Self> {
                Self::parse(code)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}
pub(crate) use coded;
