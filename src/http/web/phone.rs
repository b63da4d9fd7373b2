//! A telephone number with its `tel:` link.

use askama::Template;
use askama::filters::HtmlSafe;

/// A telephone number, as shown and as a link; as an element, the link.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"<a class="back" href="{{ link }}"><bdi translate="no" dir="ltr">{{ shown }}</bdi></a>"#
)]
pub(crate) struct Phone {
    pub shown: String,
    pub link: String,
}

impl Phone {
    /// The link keeps only the digits and a leading plus.
    pub fn new(number: &str) -> Self {
        let plus = if number.trim_start().starts_with('+') { "+" } else { "" };
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        Self { shown: number.to_owned(), link: format!("tel:{plus}{digits}") }
    }
}

impl HtmlSafe for Phone {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_dialled_by_its_digits_alone() {
        assert_eq!(Phone::new("+212 (5) 36-00").link, "tel:+21253600");
        assert_eq!(Phone::new("0536 \"><script>").link, "tel:0536");
    }
}
