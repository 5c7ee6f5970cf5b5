//! A mail server that misbehaves on request.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What it does with the next mail; without one it behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    /// Answers the recipient with this line.
    Recipient(&'static str),
    /// Takes the whole mail and hangs up without a word.
    DropAfterData,
    /// Takes the whole mail and answers with this line.
    AfterData(&'static str),
    /// Hangs up in the middle of the conversation, before the mail.
    DropBeforeData,
    /// Never answers the recipient.
    SilentBeforeData,
    /// Takes the whole mail and never answers.
    SilentAfterData,
    /// Greets with a refusal.
    Greeting(&'static str),
}

/// What it saw.
#[derive(Debug, Default)]
struct Seen {
    faults: VecDeque<Fault>,
    mails: Vec<String>,
    commands: Vec<String>,
    connections: usize,
}

/// A mail server on loopback.
#[derive(Clone)]
pub struct BadSmtp {
    pub url: String,
    seen: Arc<Mutex<Seen>>,
}

impl BadSmtp {
    /// Mails meet these faults, one after the other.
    pub async fn start(faults: impl IntoIterator<Item = Fault>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let seen = Arc::new(Mutex::new(Seen { faults: faults.into_iter().collect(), ..Seen::default() }));
        let server = Self { url, seen };
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = accepting.clone();
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        server
    }

    /// Mails that it had the whole of, whatever it said to that.
    pub fn mails(&self) -> Vec<String> {
        self.seen.lock().unwrap().mails.clone()
    }

    pub fn commands(&self) -> Vec<String> {
        self.seen.lock().unwrap().commands.clone()
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    fn next(&self) -> Fault {
        self.seen.lock().unwrap().faults.pop_front().unwrap_or(Fault::None)
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        self.seen.lock().unwrap().connections += 1;
        let mut stream = BufReader::new(stream);
        let greeting = self.seen.lock().unwrap().faults.front().copied();
        if let Some(Fault::Greeting(line)) = greeting {
            self.next();
            return say(&mut stream, line).await;
        }
        say(&mut stream, "220 bad.test ESMTP").await?;
        let mut fault = Fault::None;
        loop {
            let line = read(&mut stream).await?;
            self.seen.lock().unwrap().commands.push(line.clone());
            match line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase().as_str() {
                "EHLO" => say(&mut stream, "250-bad.test\r\n250-8BITMIME\r\n250 SMTPUTF8").await?,
                "MAIL" => {
                    fault = self.next();
                    say(&mut stream, "250 OK").await?;
                }
                "RCPT" => match fault {
                    Fault::Recipient(line) => say(&mut stream, line).await?,
                    Fault::DropBeforeData => return None,
                    Fault::SilentBeforeData => std::future::pending().await,
                    _ => say(&mut stream, "250 OK").await?,
                },
                "DATA" => self.data(&mut stream, fault).await?,
                "QUIT" => return say(&mut stream, "221 bye").await,
                _ => say(&mut stream, "250 OK").await?,
            }
        }
    }

    async fn data(&self, stream: &mut BufReader<TcpStream>, fault: Fault) -> Option<()> {
        say(stream, "354 go on").await?;
        let mut mail = String::new();
        loop {
            let line = read(stream).await?;
            if line == "." {
                break;
            }
            mail += line.strip_prefix('.').unwrap_or(&line);
            mail += "\r\n";
        }
        self.seen.lock().unwrap().mails.push(mail);
        match fault {
            Fault::DropAfterData => None,
            Fault::SilentAfterData => std::future::pending().await,
            Fault::AfterData(line) => say(stream, line).await,
            _ => say(stream, "250 2.0.0 OK queued as 4711").await,
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> Option<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await.ok()
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let read = stream.read_line(&mut line).await.ok()?;
    (read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}
