//! The alarms of two hundred requests, sent to a real OpenSMTPD and counted where it put them.
//!
//! It runs as root in namespaces of its own, with its settings, port, queue and mailboxes in a
//! folder of the test, and ends with it whatever happens. Where it can't, the tests say so and
//! pass.

use std::collections::BTreeMap;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use mail_parser::MessageParser;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::Backend;
use crate::support::program::{Program, Running, answer_of};

const PROGRAM: &str = "/usr/sbin/smtpd";
/// A user of every Debian: the mailboxes are its own.
const NOBODY: u32 = 65_534;

const ADMIN: &str = "admin@mabit.example";
const NATIONAL: &str = "national@mabit.example";
/// The demo's partners and their cities.
const PARTNERS: [(&str, &str); 6] = [
    ("bayti", "casablanca"),
    ("al-karam", "marrakech"),
    ("asticude", "nador"),
    ("ms2", "oujda"),
    ("orient-occident", "rabat"),
    ("tadamon", "tanger"),
];

/// Of a mail: the request's reference, cycle and step, and who got it.
type Alarm = (String, i64, i64, String);

#[tokio::test]
#[ignore = "needs OpenSMTPD and root: tests/run, or --include-ignored where both are there"]
async fn the_alarms_of_two_hundred_requests_arrive_at_opensmtpd_each_once() {
    let Some(server) = OpenSmtpd::start("@").await else { return };
    // Nobody has a region: a second after the city it is the nation's turn.
    let (mut program, service) = serve(&server, Some("0s/city,1s/region,2s/national")).await;
    let mut requests = Vec::new();
    for n in 0..200 {
        requests.push(ask(&service, PARTNERS[n % PARTNERS.len()]).await);
    }
    answer_of("every request has gone through its steps", async || {
        (alarms(&service).await.len() == 400).then_some(())
    })
    .await;
    // For each fifth a second cycle, from the step that reaches nobody on: one that was mailed a
    // moment ago is not taken again.
    for request in requests.iter().step_by(5) {
        let path = format!("/requests/{}/escalate", request["id"].as_str().unwrap());
        let (status, answer) = service.post(NATIONAL, &path, json!({ "step": 2 })).await;
        assert_eq!(status, 200, "{answer}");
    }
    let due = answer_of("the second cycles have gone through theirs", async || {
        let due = alarms(&service).await;
        (due.len() == 440).then_some(due)
    })
    .await;
    answer_of("as many mails are in the spool", async || {
        (server.mails().len() >= due.len() && server.queue_is_empty()).then_some(())
    })
    .await;
    service.stop().await;
    // Whatever was still under way has been finished by now.
    answer_of("nothing is under way", async || server.queue_is_empty().then_some(())).await;
    let arrived = server.mails();
    let doubled: Vec<_> = arrived.iter().filter(|(_, copies)| **copies != 1).collect();
    assert!(doubled.is_empty(), "{doubled:?}");
    assert_eq!(arrived.into_keys().collect::<Vec<_>>(), due);
    program.set("MABIT_MAIL__URL", "file:mail");
    program.is_sound().await;
}

#[tokio::test]
#[ignore = "needs OpenSMTPD and root: tests/run, or --include-ignored where both are there"]
async fn an_address_that_opensmtpd_does_not_know_is_told_of_and_the_next_person_is_mailed() {
    // It knows the nation's coordinator alone.
    let Some(server) = OpenSmtpd::start(NATIONAL).await else { return };
    let (_program, service) = serve(&server, None).await;
    let request = ask(&service, PARTNERS[2]).await;
    let reference = request["reference"].as_str().unwrap().to_owned();
    let arrived = answer_of("the nation is mailed", async || {
        let arrived = server.mails();
        (!arrived.is_empty()).then_some(arrived)
    })
    .await;
    assert_eq!(arrived, BTreeMap::from([((reference, 1, 3, NATIONAL.to_owned()), 1)]));
    let refused = service.get(ADMIN, "/mails?state=undeliverable").await;
    let refused = refused["items"].as_array().unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0]["address"], "coordinator@asticude.example");
    let reason = refused[0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("refused with 5") && reason.contains("c…@asticude.example"));
    service.stop().await;
}

/// The demo, with its mail sent to a server, and these steps of escalation.
async fn serve(server: &OpenSmtpd, steps: Option<&str>) -> (Program, Running) {
    let mut program = Program::new(Backend::Sqlite).await;
    program.set("MABIT_MAIL__URL", &server.url);
    program.set("MABIT_MAIL__FROM", "Mabit <mabit@mabit.example>");
    if let Some(steps) = steps {
        program.set("MABIT_ESCALATION__STEPS", steps);
    }
    let mut service = program.start_filled().await;
    for (partner, _) in PARTNERS {
        service.sign_in(&program, &format!("outreach@{partner}.example")).await;
    }
    service.sign_in(&program, ADMIN).await;
    service.sign_in(&program, NATIONAL).await;
    (program, service)
}

/// Asks for a bed that no shelter has.
async fn ask(service: &Running, (partner, city): (&str, &str)) -> Value {
    let body = json!({
        "city": city,
        "children": [{ "age": 14, "gender": "female" }],
        "urgency": "emergency",
        "needs": ["pregnancy", "wheelchair"],
    });
    let team = format!("outreach@{partner}.example");
    let (status, answer) = service.post(&team, "/requests", body).await;
    assert_eq!((status, answer["state"].as_str()), (201, Some("waiting")), "{answer}");
    answer
}

/// The alarms that the steps taken so far must have raised, sorted.
async fn alarms(service: &Running) -> Vec<Alarm> {
    let open = service.get(NATIONAL, "/escalations?open=true&limit=200").await;
    assert_eq!(open["next_cursor"], Value::Null);
    let mut alarms: Vec<Alarm> =
        open["items"].as_array().unwrap().iter().flat_map(of_one).collect();
    alarms.sort();
    alarms
}

fn of_one(request: &Value) -> Vec<Alarm> {
    let steps = request["sent"].as_array().unwrap().iter();
    steps.filter_map(|step| alarm(request, step)).collect()
}

/// Whom a step must have alarmed; the demo has one coordinator a city, and one for the nation. One
/// that was passed over has alarmed nobody.
fn alarm(request: &Value, step: &Value) -> Option<Alarm> {
    if step["delivery"] == "passed_over" {
        return None;
    }
    let to = match step["to"].as_str()? {
        "city" => {
            let (partner, _) = PARTNERS.iter().find(|(_, city)| request["city"] == *city)?;
            format!("coordinator@{partner}.example")
        }
        "national" => NATIONAL.to_owned(),
        _ => return None,
    };
    let reference = request["reference"].as_str()?.to_owned();
    Some((reference, step["cycle"].as_i64()?, step["step"].as_i64()?, to))
}

/// The server. Killed when dropped, and all its processes with it.
struct OpenSmtpd {
    url: String,
    folder: TempDir,
    child: Child,
}

impl OpenSmtpd {
    /// Starts one that takes mail for an address, `@` being any; `None` where there is none.
    async fn start(knows: &str) -> Option<Self> {
        if let Some(reason) = cannot_run() {
            println!("skipped: {reason}");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for name in ["spool", "run", "mails"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        chown(folder.path().join("mails"), Some(NOBODY), None).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = started(folder.path(), port, knows);
        let server = Self { url: format!("smtp://127.0.0.1:{port}"), folder, child };
        answer_of("OpenSMTPD listens", async || TcpStream::connect(("127.0.0.1", port)).ok()).await;
        Some(server)
    }

    /// What it has put into the mailboxes, and how many copies of it.
    fn mails(&self) -> BTreeMap<Alarm, usize> {
        let mut mails = BTreeMap::new();
        for mailbox in entries(&self.folder.path().join("mails")) {
            let to = mailbox.file_name().unwrap().to_str().unwrap().to_owned();
            for file in entries(&mailbox.join("new")) {
                *mails.entry(read(&file, &to)).or_insert(0) += 1;
            }
        }
        mails
    }

    /// Whether it has put away all that it took.
    fn queue_is_empty(&self) -> bool {
        let queue = self.folder.path().join("spool/smtpd/queue");
        entries(&queue).iter().all(|bucket| entries(bucket).is_empty())
    }
}

impl Drop for OpenSmtpd {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            let last: Vec<&str> = log.lines().rev().take(20).collect();
            println!("OpenSMTPD said last: {last:#?}");
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Why there can be no server here.
fn cannot_run() -> Option<&'static str> {
    let separate = || Command::new("unshare").args(["--mount", "--pid", "--fork", "true"]).status();
    if !Path::new(PROGRAM).exists() {
        Some("there is no /usr/sbin/smtpd")
    } else if fs::metadata("/proc/self").unwrap().uid() != 0 {
        Some("OpenSMTPD starts as root only")
    } else if !separate().is_ok_and(|status| status.success()) {
        Some("this machine lets nobody have namespaces")
    } else {
        None
    }
}

fn started(folder: &Path, port: u16, knows: &str) -> Child {
    let shown = folder.display();
    let settings = format!(
        "listen on 127.0.0.1 port {port} hostname mail.test\n\
         table known {{ \"{knows}\" = nobody }}\n\
         action keep maildir \"{shown}/mails/%{{rcpt}}\" user nobody virtual <known>\n\
         match from any for any action keep\n"
    );
    fs::write(folder.join("smtpd.conf"), settings).unwrap();
    // Its queue and its socket have fixed places: they lead into our folder here.
    let script = "mount --bind \"$1/spool\" /var/spool && mount --bind \"$1/run\" /run \
                  && exec \"$0\" -d -f \"$1/smtpd.conf\"";
    let log = fs::File::create(folder.join("log")).unwrap();
    Command::new("unshare")
        .args(["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script, PROGRAM])
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap()
}

/// What a folder holds; nothing when it is not there yet, or no longer.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

/// The alarm that a mail in somebody's mailbox raises: the conversation it belongs to, and the
/// step and, from the second on, the cycle at the end of its subject.
fn read(file: &Path, to: &str) -> Alarm {
    let raw = fs::read(file).unwrap();
    let message = MessageParser::new().parse(&raw).unwrap();
    let recipient = message.to().unwrap().first().unwrap().address().unwrap();
    assert_eq!(recipient, to, "in another's mailbox");
    let conversation = message.references().as_text().unwrap();
    let reference = conversation.strip_prefix("request-").unwrap().split('@').next().unwrap();
    let (_, progress) = message.subject().unwrap().rsplit_once('(').unwrap();
    let numbers: Vec<i64> = progress
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|number| number.parse().ok())
        .collect();
    let cycle = numbers.get(1).copied().unwrap_or(1);
    (reference.to_owned(), cycle, numbers[0], to.to_owned())
}
