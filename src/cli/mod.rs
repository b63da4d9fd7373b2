//! The command line of `mabit`: arguments of every command, and the commands that have no file of
//! their own (serve, user, token, verify, check-config, openapi).

mod backup;
mod duty;
mod erase;
mod escalation;
mod import;

use std::io::{ErrorKind, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use clap::{Args, Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

use crate::app::{self, AppError};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, ConfigError};
use crate::domain::Coded;
use crate::domain::account::{Role, Scope};
use crate::domain::duration::parse_duration;
use crate::domain::locale::Locale;
use crate::domain::typed;
use crate::domain::zone;
use crate::log;
use crate::services::authorisation::Operator;
use crate::services::identity::accounts::{self, AddAccount, NewUser};
use crate::services::identity::{links, passwords, tokens, totp};
use crate::services::operations::{demo, verify};
use crate::services::{Context, Error};
use crate::store::identity::accounts as accounts_table;
use crate::store::identity::accounts::AccountRecord;
use crate::store::shelters::partners;

/// Finds a child on the street a bed tonight.
#[derive(Parser)]
#[command(name = "mabit", version, about)]
pub struct Cli {
    /// A file of settings (TOML) that overrides the defaults.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API, the pages and the schedule until SIGTERM or SIGINT.
    Serve {
        /// Fill an empty database with the six partners and an invented night first, or go on with
        /// one that was filled so, and print the sign-ins.
        #[arg(long)]
        demo: bool,
    },
    /// Accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Bearer tokens of programs.
    #[command(subcommand)]
    Token(TokenCommand),
    /// The duty plan: who is alerted when.
    #[command(subcommand)]
    Duty(duty::DutyCommand),
    /// Escalation policies: who is alerted when, for each urgency.
    #[command(subcommand)]
    Policy(escalation::PolicyCommand),
    /// Requests under escalation.
    #[command(subcommand)]
    Escalation(escalation::EscalationCommand),
    /// Mail on its way, and mail that could not be delivered.
    Mails(escalation::MailFilter),
    /// Files of what there is already.
    #[command(subcommand)]
    Import(import::ImportCommand),
    /// Erase one request's details and children now, whatever its age; the audit log keeps that it
    /// happened.
    Erase {
        /// The request's reference, as people write it.
        reference: String,
    },
    /// Copy a SQLite database into a new file, beside a running service.
    Backup {
        /// The file to write; it must not be there.
        file: PathBuf,
    },
    /// Put a backup where the settings have the SQLite database, which must not be there.
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Look once for anything past due, lost or stuck, and mend it.
    Watchdog,
    /// Read the whole database and check every invariant.
    Verify,
    /// Print the settings in force, secrets hidden.
    CheckConfig,
    /// Print the OpenAPI document.
    Openapi,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Add an account; without a password print a one-time link by which it is set.
    Add(AddUser),
    /// Lift the code that is asked for at sign-in, for somebody whose phone is lost.
    LiftCode {
        /// Mail address of the account.
        #[arg(long)]
        user: String,
    },
}

#[derive(Args)]
struct AddUser {
    /// Mail address.
    #[arg(long)]
    email: String,
    /// What it may do; can be given several times.
    #[arg(long = "role", required = true, value_parser = code::<Role>, value_name = "ROLE")]
    roles: Vec<Role>,
    /// Name of the partner it belongs to.
    #[arg(long)]
    partner: Option<String>,
    /// Its language: fr, ar or en.
    #[arg(long, default_value = "fr", value_parser = code::<Locale>)]
    locale: Locale,
    /// Name of the person or team.
    #[arg(long)]
    name: Option<String>,
    /// Telephone number on which they are called.
    #[arg(long)]
    phone: Option<String>,
    /// Read its password from standard input.
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Subcommand)]
enum TokenCommand {
    /// Make a token; it is printed here and never again.
    Create {
        /// Mail address of the account.
        #[arg(long)]
        user: String,
        /// What it is for.
        #[arg(long)]
        label: String,
        /// How long it works, such as 90d; for ever when not said.
        #[arg(long, value_parser = lifetime)]
        expires: Option<TimeDelta>,
    },
}

/// Parses a coded word, such as a role.
fn code<T: Coded>(word: &str) -> Result<T, String> {
    T::parse_code(word).ok_or_else(|| format!("{word:?} is none of the words this takes"))
}

/// Parses a duration above zero.
fn lifetime(text: &str) -> Result<TimeDelta, String> {
    let duration = parse_duration(text).map_err(|error| error.to_string())?;
    match TimeDelta::from_std(duration) {
        Ok(delta) if !delta.is_zero() => Ok(delta),
        _ => Err("must be longer than nothing".to_owned()),
    }
}

/// Why a command failed, as one line for the terminal.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    App(#[from] AppError),
    #[error("{}", with_fields(.0))]
    Service(#[from] Error),
    #[error("{0}")]
    Other(String),
}

/// The text of an error, with every wrong field.
fn with_fields(error: &Error) -> String {
    match error {
        Error::Invalid(fields) => {
            let each = |field: &crate::services::FieldError| {
                format!("{}: {}", field.pointer.trim_start_matches('/'), field.detail)
            };
            fields.iter().map(each).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

/// Runs a command to its end; `serve` ends with a signal.
pub async fn run(cli: Cli) -> Result<(), Failure> {
    if let Command::Openapi = cli.command {
        let document = crate::http::document().to_pretty_json();
        return say([document.map_err(|error| Failure::Other(error.to_string()))?]);
    }
    let config = Config::load(cli.config.as_deref())?;
    if let Command::CheckConfig = cli.command {
        let zones = format!("# time zone data: {}", zone_data());
        return say([zones, config.to_toml_redacted().trim_end().to_owned()]);
    }
    log::start(&config);
    match cli.command {
        Command::Serve { demo } => serve(&config, demo).await,
        Command::User(UserCommand::Add(user)) => add_user(&open(&config).await?, user).await,
        Command::User(UserCommand::LiftCode { user }) => {
            lift_code(&open(&config).await?, &user).await
        }
        Command::Token(TokenCommand::Create { user, label, expires }) => {
            create_token(&open(&config).await?, &user, &label, expires).await
        }
        Command::Duty(command) => duty::run(&open(&config).await?, command).await,
        Command::Policy(command) => escalation::policy(&open(&config).await?, command).await,
        Command::Escalation(command) => escalation::run(&open(&config).await?, command).await,
        Command::Mails(mails) => escalation::mails(&open(&config).await?, &mails).await,
        Command::Import(command) => import::run(&open(&config).await?, command).await,
        Command::Erase { reference } => erase::run(&open(&config).await?, &reference).await,
        Command::Backup { file } => backup::backup(&config, &file).await,
        Command::Restore { file } => backup::restore(&config, &file).await,
        Command::Watchdog => escalation::watchdog(&open(&config).await?).await,
        Command::Verify => verify_database(&open(&config).await?).await,
        Command::CheckConfig | Command::Openapi => Ok(()),
    }
}

/// Prints lines on standard output. A closed pipe (`mabit … | head`) is no error.
fn say(lines: impl IntoIterator<Item = String>) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    for line in lines {
        match writeln!(out, "{line}") {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            written => written.map_err(|error| Failure::Other(error.to_string()))?,
        }
    }
    Ok(())
}

/// Whole seconds, UTC.
fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The active account of an address.
async fn account(cx: &Context, email: &str) -> Result<AccountRecord, Failure> {
    let mut tx = cx.store.begin_read().await.map_err(Error::from)?;
    let found = accounts_table::by_email(&mut tx, &typed::account_address(email)).await;
    let found = found.map_err(Error::from)?.filter(|account| account.active);
    found.ok_or_else(|| Failure::Other(format!("there is no active account {email:?}")))
}

/// Connections to PostgreSQL that a command takes beside a running service.
const CONNECTIONS: u32 = 2;

async fn open(config: &Config) -> Result<Context, Failure> {
    let mut config = config.clone();
    config.database.connections = config.database.connections.min(CONNECTIONS);
    Ok(app::open(&config, Arc::new(SystemClock)).await?)
}

/// The release of the time zone data in use, with a warning when it is old.
fn zone_data() -> String {
    let data = zone::data();
    let old = data.release.is_outdated(SystemClock.now());
    format!("{data}{}", if old { "; WARNING: more than a year old" } else { "" })
}

async fn serve(config: &Config, with_demo: bool) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::Other(format!("signals can't be heard: {error}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let cx = app::open_to_serve(config, Arc::new(SystemClock)).await?;
    if with_demo {
        for account in demo::start(&cx).await? {
            let demo::SignIn { email, password, role, locale } = account;
            show(format!("sign-in {email} {password} {role} {locale}"));
        }
    } else if accounts::is_empty(&cx).await? {
        show(format!("first admin {}", links::create(&cx, Operator, None).await?));
    }
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    Ok(app::serve(config, cx, with_demo, stop).await?)
}

/// Prints a line while `serve` goes on: a failure is only logged.
fn show(line: String) {
    if let Err(error) = say([line]) {
        tracing::warn!(%error, "a line with a sign-in could not be printed on standard output");
    }
}

async fn add_user(cx: &Context, user: AddUser) -> Result<(), Failure> {
    let password = if user.password_stdin { Some(read_password()?) } else { None };
    if let Some(password) = &password {
        passwords::check(password)?;
    }
    let partner = match &user.partner {
        Some(name) => Some(partner(cx, name).await?),
        None => None,
    };
    // Default scope: the city of the partner, or without a partner the nation.
    let scope = match &partner {
        Some(partner) => Scope { cities: vec![partner.city.clone()], ..Scope::default() },
        None => Scope { national: true, ..Scope::default() },
    };
    let coordinates = user.roles.contains(&Role::Coordinator);
    let body = NewUser {
        email: user.email,
        roles: user.roles,
        partner_id: partner.map(|partner| partner.id),
        locale: user.locale,
        scope: coordinates.then_some(scope),
        name: user.name,
        phone: user.phone,
    };
    let added = cx.write(Operator, AddAccount { user: body, password_hash: None }).await?;
    match password {
        Some(password) => {
            accounts::give_password(cx, added.id, password).await?;
            say([format!("added {}", added.email)])
        }
        None => say([links::create(cx, Operator, Some(added.id)).await?]),
    }
}

async fn lift_code(cx: &Context, user: &str) -> Result<(), Failure> {
    match totp::reset_by_operator(cx, user).await {
        Err(Error::NotFound(_)) => Err(Failure::Other(format!("there is no account {user:?}"))),
        done => Ok(done?),
    }
}

fn read_password() -> Result<String, Failure> {
    let mut password = String::new();
    let read = std::io::stdin().read_to_string(&mut password);
    read.map_err(|error| Failure::Other(format!("no password on standard input: {error}")))?;
    Ok(password.trim_end_matches(['\r', '\n']).to_owned())
}

async fn partner(cx: &Context, name: &str) -> Result<partners::PartnerRecord, Failure> {
    let mut tx = cx.store.begin_read().await.map_err(Error::from)?;
    let found = partners::by_name(&mut tx, name).await.map_err(Error::from)?;
    found.ok_or_else(|| Failure::Other(format!("there is no partner {name:?}")))
}

async fn create_token(
    cx: &Context,
    user: &str,
    label: &str,
    expires: Option<TimeDelta>,
) -> Result<(), Failure> {
    if label.trim().is_empty() || label.chars().any(char::is_control) || label.len() > 200 {
        return Err(Failure::Other("the label must have 1 to 200 visible characters".to_owned()));
    }
    match tokens::create(cx, user, label, expires).await {
        Err(Error::NotFound(_)) => Err(Failure::Other(format!("there is no account {user:?}"))),
        other => say([other?]),
    }
}

async fn verify_database(cx: &Context) -> Result<(), Failure> {
    let report = verify::verify(cx).await?;
    say([format!("time zone data: {}", zone_data()), report.to_string()])?;
    if report.violations.is_empty() {
        return Ok(());
    }
    Err(Failure::Other(format!("{} invariants are broken", report.violations.len())))
}
