//! The languages of pages and mail.

use super::coded;

coded! {
    /// The language a person reads.
    pub enum Locale {
        /// French.
        Fr = "fr",
        /// Arabic, written from right to left.
        Ar = "ar",
        /// English.
        En = "en",
    }
}
