//! A database that goes away and comes back: a forwarder in front of it that can be cut.

use tokio::{
    io::{AsyncRead, AsyncWrite, copy_bidirectional},
    net::{TcpListener, TcpStream, UnixStream},
    sync::watch,
};
use url::Url;

/// What the forwarder does with connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Through,
    /// Closed at once, also those that were open.
    Cut,
    /// Accepted and never answered, as a machine that lost its network.
    Silent,
}

pub struct Proxy {
    /// The database as it is reached through here.
    pub url: String,
    mode: watch::Sender<Mode>,
}

impl Proxy {
    pub async fn start(database: &str) -> Self {
        let real: Url = database.parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut url = real.clone();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        url.set_query(Some("sslmode=disable"));
        let (mode, changes) = watch::channel(Mode::Through);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, real.clone(), changes.clone()));
            }
        });
        Self { url: url.to_string(), mode }
    }

    pub fn cut(&self) {
        self.mode.send_replace(Mode::Cut);
    }

    pub fn silence(&self) {
        self.mode.send_replace(Mode::Silent);
    }

    pub fn mend(&self) {
        self.mode.send_replace(Mode::Through);
    }
}

async fn serve(mut client: TcpStream, real: Url, mut changes: watch::Receiver<Mode>) {
    let mode = *changes.borrow_and_update();
    match mode {
        Mode::Cut => {}
        Mode::Silent => drop(changes.changed().await),
        Mode::Through => {
            let mut server = connect(&real).await;
            tokio::select! {
                _ = copy_bidirectional(&mut client, &mut server) => {}
                _ = changes.changed() => {}
            }
            // Silence keeps the connection open and answers nothing.
            while *changes.borrow_and_update() == Mode::Silent {
                let _ = changes.changed().await;
            }
        }
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// A connection to the database itself, over its socket or TCP.
async fn connect(real: &Url) -> Box<dyn Stream> {
    let port = real.port().unwrap_or(5432);
    let folder = real.query_pairs().find(|(name, value)| name == "host" && value.starts_with('/'));
    match folder {
        Some((_, folder)) => Box::new(UnixStream::connect(format!("{folder}/.s.PGSQL.{port}")).await.unwrap()),
        None => Box::new(TcpStream::connect((real.host_str().unwrap(), port)).await.unwrap()),
    }
}
