//! A mail server that takes everything and keeps nothing but the count: what `bin/bench mail` sends to.
//!
//! Usage: `smtp_sink PORT [MILLISECONDS]`; the second makes every answer to a whole mail wait, as a real server writes to disk.
//! The number of mails is printed once a second while it grows.
#![allow(clippy::print_stdout, reason = "a measurement for a person")]

use std::{
    env, io,
    net::Ipv4Addr,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

static TAKEN: AtomicU64 = AtomicU64::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let number = |index: usize| env::args().nth(index).and_then(|text| text.parse::<u64>().ok());
    let port = number(1).and_then(|port| u16::try_from(port).ok());
    let port = port.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "usage: smtp_sink PORT [MILLISECONDS]"))?;
    let wait = Duration::from_millis(number(2).unwrap_or(0));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    tokio::spawn(tell());
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(talk(stream, wait));
    }
}

async fn tell() {
    let mut told = 0;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let taken = TAKEN.load(Ordering::Relaxed);
        if taken != told {
            println!("{taken}");
            told = taken;
        }
    }
}

async fn talk(stream: TcpStream, wait: Duration) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 sink ESMTP\r\n").await?;
    let mut line = Vec::new();
    let mut in_mail = false;
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        if in_mail {
            if line == b".\r\n" {
                in_mail = false;
                tokio::time::sleep(wait).await;
                TAKEN.fetch_add(1, Ordering::Relaxed);
                stream.write_all(b"250 2.0.0 OK\r\n").await?;
            }
            continue;
        }
        let answer: &[u8] = match line.get(..4) {
            Some(b"EHLO") => b"250-sink\r\n250 8BITMIME\r\n",
            Some(b"DATA") => {
                in_mail = true;
                b"354 go on\r\n"
            }
            Some(b"QUIT") => b"221 bye\r\n",
            _ => b"250 2.0.0 OK\r\n",
        };
        stream.write_all(answer).await?;
    }
}
