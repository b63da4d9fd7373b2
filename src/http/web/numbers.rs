//! Numbers and shares as each language writes them.

use crate::i18n::Locale;

/// A whole number, in groups of three digits.
pub(crate) fn number(locale: Locale, number: i64) -> String {
    let apart = match locale {
        Locale::Fr => "\u{202f}",
        Locale::Ar => ".",
        Locale::En => ",",
    };
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(apart);
        }
        text.push(digit);
    }
    text
}

/// A share of 0 to 1 in per cent, without decimals.
pub(crate) fn percent(locale: Locale, share: f64) -> String {
    let number = rounded(share * 100.0);
    match locale {
        Locale::Fr => format!("{number}\u{a0}%"),
        Locale::Ar | Locale::En => format!("{number}%"),
    }
}

/// The nearest whole number.
#[expect(clippy::cast_possible_truncation, reason = "a float too large becomes the largest i32")]
pub(crate) fn rounded(number: f64) -> i32 {
    number.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_does() {
        assert_eq!(number(Locale::Fr, 7_683), "7\u{202f}683");
        assert_eq!(number(Locale::Ar, 1_007_683), "1.007.683");
        assert_eq!(number(Locale::En, 669), "669");
        assert_eq!(number(Locale::En, -1_000), "-1,000");
        assert_eq!(percent(Locale::Fr, 0.6249), "62\u{a0}%");
        assert_eq!(percent(Locale::En, 1.0), "100%");
    }
}
