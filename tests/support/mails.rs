//! Mails, as those who get them read them.

use mail_parser::MessageParser;

/// A mail that was sent.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    /// Its plain text.
    pub text: String,
    /// Its HTML.
    pub html: String,
    pub message_id: String,
    /// All of it, headers too.
    pub raw: String,
}

impl Mail {
    pub fn read(raw: &[u8]) -> Self {
        let mail = MessageParser::default().parse(raw).unwrap();
        let to = mail.to().unwrap().first().unwrap().address().unwrap().to_owned();
        Self {
            to,
            subject: mail.subject().unwrap().to_owned(),
            text: mail.body_text(0).unwrap().into_owned(),
            html: mail.body_html(0).unwrap().into_owned(),
            message_id: mail.message_id().unwrap().to_owned(),
            raw: String::from_utf8_lossy(raw).into_owned(),
        }
    }

    /// Its plain text, with every blank and line end the plain one.
    pub fn words(&self) -> String {
        self.text.replace("\r\n", "\n").replace(['\u{a0}', '\u{202f}'], " ")
    }
}

/// Who got the mails, in order.
pub fn recipients(mails: &[Mail]) -> Vec<&str> {
    let mut to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    to
}

/// The link in a mail that sets a password.
#[track_caller]
pub fn mailed_link(mail: &Mail) -> String {
    let words = mail.words();
    let link = words.lines().find(|line| line.contains("/set-password/"));
    link.unwrap_or_else(|| panic!("no link: {words}")).to_owned()
}

/// A reference as it stands in mails: two groups of four.
pub fn grouped(reference: &str) -> String {
    format!("{}-{}", &reference[..4], &reference[4..])
}
