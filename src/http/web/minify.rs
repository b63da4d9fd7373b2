//! Removes the line breaks and indentation of templates from rendered pages.

use askama::Template;

/// A template's text without its line breaks, as JSX has it: white space with a line break is
/// dropped beside a tag, and is one space between attributes. Quoted values stay as they are.
pub(crate) fn render(page: &impl Template) -> askama::Result<String> {
    page.render().map(|page| minify(&page))
}

fn minify(page: &str) -> String {
    let mut kept = String::with_capacity(page.len());
    let (mut rest, mut in_tag) = (page, false);
    while let Some(next) = rest.chars().next() {
        let length = if next.is_ascii_whitespace() {
            let blank = rest.len() - rest.trim_ascii_start().len();
            let (before, after) = (kept.ends_with('>'), rest[blank..].starts_with('<'));
            if in_tag {
                kept.push(' ');
            } else if !rest[..blank].contains('\n') || !(before || after) {
                kept.push_str(&rest[..blank]);
            }
            blank
        } else {
            let length = match next {
                '"' if in_tag => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
                _ => next.len_utf8(),
            };
            in_tag = if in_tag { next != '>' } else { next == '<' };
            kept.push_str(&rest[..length]);
            length
        };
        rest = &rest[length..];
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_beside_tags_are_dropped() {
        for (page, kept) in [
            ("<ul>\n  <li>\n    one\n  </li>\n</ul>\n", "<ul><li>one</li></ul>"),
            ("<b>a</b> <i>b</i> c\n  d", "<b>a</b> <i>b</i> c\n  d"),
            (
                "<input\n    name=\"a\"\n    value=\"1\n  2 > 1\">",
                "<input name=\"a\" value=\"1\n  2 > 1\">",
            ),
            ("<p>5 &gt; \"3\n4\"</p>", "<p>5 &gt; \"3\n4\"</p>"),
            ("<!--private-->\n<p>", "<!--private--><p>"),
        ] {
            assert_eq!(minify(page), kept);
        }
    }
}
