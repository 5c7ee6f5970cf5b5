//! A real mail server: Exim with a configuration of its own on a high port, delivering into a folder that goes with the test.
//!
//! Exim, since it runs for anybody: started by root it becomes the user its package made, by others it stays who they are.
//! OpenSMTPD and Postfix want root.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use uuid::Uuid;

const CONFIGURATION: &str = r"
spool_directory = FOLDER/spool
log_file_path = FOLDER/log-%s
pid_file_path = FOLDER/pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = PORT
primary_hostname = mta.test
domainlist local_domains = mta.test
exim_user = USER
exim_group = GROUP
admin_groups = GROUP
keep_environment =
tls_advertise_hosts = *
smtputf8_advertise_hosts = *
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  defer local_parts = busy
        message = 4.2.1 come back later
  accept domains = +local_domains
         verify = recipient
  deny message = relay not permitted
begin routers
folder:
  driver = accept
  domains = +local_domains
  local_parts = ada : bob
  transport = maildir
begin transports
maildir:
  driver = appendfile
  user = USER
  group = GROUP
  maildir_format
  create_directory
  directory = FOLDER/mail/$local_part_data
";

/// Exim on loopback; mail to ada and bob at `mta.test` is delivered, busy there is told to come back, others do not exist.
pub struct Mta {
    pub url: String,
    folder: PathBuf,
    process: Child,
}

impl Mta {
    pub fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("mewayz-mta-{}", Uuid::new_v4().simple()));
        fs::create_dir_all(&folder).unwrap();
        // The user it becomes is not the one who made the folder.
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let us = fs::metadata(&folder).unwrap();
        let (user, group) = if us.uid() == 0 { (package_user(), package_user()) } else { (us.uid().to_string(), us.gid().to_string()) };
        let text = CONFIGURATION.replace("FOLDER", folder.to_str().unwrap()).replace("PORT", &port.to_string());
        fs::write(folder.join("exim.conf"), text.replace("USER", &user).replace("GROUP", &group)).unwrap();
        let output = fs::File::create(folder.join("output")).unwrap();
        let process = Command::new(binary())
            .arg("-C")
            .arg(folder.join("exim.conf"))
            .arg("-bdf")
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        let mta = Self { url: format!("smtp://127.0.0.1:{port}"), folder, process };
        let answers = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        mta.wait("answers", || answers().then_some(()));
        mta
    }

    /// The mails delivered to somebody, once there are `count`.
    pub fn mailbox(&self, name: &str, count: usize) -> Vec<String> {
        let folder = self.folder.join("mail").join(name).join("new");
        self.wait(&format!("delivers {count} mails to {name}"), || {
            let mails: Vec<_> = fs::read_dir(&folder).ok()?.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
            (mails.len() == count).then_some(mails)
        })
    }

    fn wait<T>(&self, what: &str, mut ready: impl FnMut() -> Option<T>) -> T {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(found) = ready() {
                return found;
            }
            let said = || ["output", "log-main", "log-panic"].map(|file| fs::read_to_string(self.folder.join(file)).unwrap_or_default());
            assert!(Instant::now() < end, "waited for: the mail server {what}\n{}", said().join("\n"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Mta {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn binary() -> &'static str {
    let places = ["/usr/sbin/exim4", "/usr/sbin/exim"];
    places.into_iter().find(|path| fs::exists(path).unwrap_or(false)).expect("no Exim: run bin/setup")
}

/// Debian's package calls its user otherwise than others do.
fn package_user() -> String {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let names = ["Debian-exim", "exim", "mail"];
    names.into_iter().find(|name| users.lines().any(|line| line.starts_with(&format!("{name}:")))).unwrap().to_owned()
}
