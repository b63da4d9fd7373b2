//! What is wrong with a form: said at the top with a link to the field, and at the field.

use super::shell::{Markup, Shell, escape};

/// The fields of a form that are wrong: the id of each, and what would be right.
#[derive(Default)]
pub(crate) struct Wrong(Vec<(&'static str, String)>);

impl Wrong {
    /// Says that a field is wrong; of several things about one field, the first.
    pub fn say(&mut self, field: &'static str, text: String) {
        if self.of(field).is_none() {
            self.0.push((field, text));
        }
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any of these fields is.
    pub fn is_any(&self, fields: &[&str]) -> bool {
        fields.iter().any(|field| self.of(field).is_some())
    }

    fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == field).map(|(_, text)| text.as_str())
    }

    /// The attributes of a field.
    pub fn mark(&self, field: &str) -> Markup {
        Markup(self.of(field).map_or_else(String::new, |_| {
            format!(" aria-invalid=\"true\" aria-describedby=\"{field}-wrong\"")
        }))
    }

    /// What stands at a field.
    pub fn at(&self, shell: &Shell<'_>, field: &str) -> Markup {
        Markup(self.of(field).map_or_else(String::new, |text| {
            let icon = shell.icon("alert");
            let text = escape(text);
            format!("<p class=\"wrong\" id=\"{field}-wrong\">{icon}<span>{text}</span></p>")
        }))
    }

    /// What stands at the top of the page.
    pub fn on_top(&self) -> Markup {
        if self.is_empty() {
            return Markup(String::new());
        }
        let line = |(field, text): &(&str, String)| {
            format!("<li><a class=\"back\" href=\"#{field}\">{}</a></li>", escape(text))
        };
        let lines: String = self.0.iter().map(line).collect();
        Markup(format!(
            "<div class=\"problem\" role=\"alert\" tabindex=\"-1\" data-reason><ul>{lines}</ul></div>"
        ))
    }
}
