//! Counts that grow old: the mail that asks a shelter for new ones, and its form.

use chrono::TimeDelta;

use super::answer::{Answer, id};
use super::app::{App, PUBLIC_URL};
use super::browser::fill_in;
use super::mails::Mail;

pub const SHELTERS: [&str; 6] = [
    "shelter@al-karam.example",
    "shelter@asticude.example",
    "shelter@bayti.example",
    "shelter@ms2.example",
    "shelter@orient-occident.example",
    "shelter@tadamon.example",
];
pub const NADOR: &str = SHELTERS[1];

/// What the schedule does each minute; gives the reminders that went out.
pub async fn reminders(app: &App) -> Vec<Mail> {
    mabit::background::each_minute(&app.cx).await.unwrap();
    app.tick().await;
    let mut mails = app.new_mails();
    mails.retain(|mail| mail.text.contains("/counts/"));
    mails
}

/// The link of a reminder.
pub fn link(mail: &Mail) -> &str {
    let lines = mail.text.lines().map(str::trim);
    let mut links = lines.filter(|line| line.starts_with(PUBLIC_URL));
    let link = links.next().unwrap_or_else(|| panic!("no link in {}", mail.text));
    assert_eq!(links.next(), None, "{}", mail.text);
    link
}

/// The link that is mailed to an address once counts are six hours old.
pub async fn reminder_link(app: &App, address: &str) -> String {
    app.pass(TimeDelta::hours(6));
    let mails = reminders(app).await;
    let mail = mails.iter().find(|mail| mail.to == address);
    link(mail.unwrap_or_else(|| panic!("{address} was not asked"))).to_owned()
}

/// The form with a number for each pool of a city, in the order of the board.
pub async fn form_with(app: &App, city: &str, free: &[&str]) -> Vec<(String, String)> {
    let pools = app.shelter_in(city).await["pools"].as_array().unwrap().clone();
    assert_eq!(pools.len(), free.len());
    pools.iter().zip(free).map(|(pool, free)| (id(pool).to_owned(), (*free).to_owned())).collect()
}

pub async fn answer_reminder(app: &App, link: &str, form: &[(String, String)]) -> Answer {
    let form: Vec<(&str, &str)> =
        form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fill_in(app, link, &form).await
}
