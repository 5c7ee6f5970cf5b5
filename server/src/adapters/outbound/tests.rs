use std::{collections::VecDeque, io, sync::Mutex};

use async_trait::async_trait;
use axum::{Router, http::HeaderValue, response::IntoResponse, routing::any};
use tokio::net::TcpListener;

use super::*;

/// Answers each question with the next of these.
struct Script(Mutex<VecDeque<Vec<&'static str>>>);

#[async_trait]
impl Resolver for Script {
    async fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        let next = self.0.lock().unwrap().pop_front().ok_or_else(|| io::Error::other("no such name"))?;
        Ok(next.iter().map(|address| address.parse().unwrap()).collect())
    }
}

/// Writes down where it would connect to, and connects nowhere.
#[derive(Default)]
struct Recorder(Mutex<Vec<SocketAddr>>);

#[async_trait]
impl Wire for Recorder {
    async fn send(&self, _: &Target, addresses: &[SocketAddr], _: Call) -> Result<Answer, Failure> {
        self.0.lock().unwrap().extend(addresses);
        let mut headers = HeaderMap::new();
        headers.insert("location", HeaderValue::from_static("http://169.254.169.254/latest/meta-data/"));
        Ok(Answer { status: StatusCode::FOUND, headers, body: Bytes::new() })
    }
}

fn watched(answers: &[&[&'static str]]) -> (Outbound, Arc<Recorder>) {
    let recorder = Arc::new(Recorder::default());
    let script = Script(Mutex::new(answers.iter().map(|a| a.to_vec()).collect()));
    (Outbound::with(Rules::default(), Arc::new(script), recorder.clone()), recorder)
}

fn call(url: &str) -> Call {
    Call {
        method: Method::POST,
        url: url.parse().unwrap(),
        headers: HeaderMap::new(),
        body: Bytes::from_static(b"{}"),
        timeout: Duration::from_secs(5),
        most: 64,
    }
}

const PUBLIC: &str = "93.184.215.14";

#[tokio::test]
async fn only_checked_addresses_are_connected_to() {
    let (outbound, recorder) = watched(&[&[PUBLIC, "2606:2800:21f::1"]]);
    outbound.send(call("https://hooks.example/")).await.unwrap();
    let there: Vec<_> = recorder.0.lock().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(there, ["93.184.215.14:443", "[2606:2800:21f::1]:443"]);
}

#[tokio::test]
async fn nothing_is_sent_inside() {
    let names: [&[&'static str]; 7] = [
        &["169.254.169.254"],
        &["10.1.2.3"],
        &["127.0.0.1"],
        &["fe80::1"],
        &["::ffff:10.0.0.1"],
        // One public address does not vouch for the others.
        &[PUBLIC, "192.168.0.10"],
        &[],
    ];
    let (outbound, recorder) = watched(&names);
    for name in names {
        assert!(matches!(outbound.send(call("https://hooks.example/")).await, Err(Failure::Refused(_))), "{name:?}");
    }
    for literal in ["https://169.254.169.254/", "https://[fd00:ec2::254]/", "https://2130706433/", "http://93.184.215.14/"] {
        assert!(matches!(outbound.send(call(literal)).await, Err(Failure::Refused(_))), "{literal}");
    }
    assert_eq!(outbound.send(call("https://unknown.example/")).await.unwrap_err(), Failure::Unknown);
    assert!(recorder.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_name_that_moves_to_loopback_is_refused_at_once() {
    let (outbound, recorder) = watched(&[&[PUBLIC], &["127.0.0.1"], &[PUBLIC]]);
    assert!(outbound.send(call("https://moving.example/")).await.is_ok());
    let moved = outbound.send(call("https://moving.example/")).await.unwrap_err();
    assert_eq!(moved, Failure::Refused(Refusal::Address("127.0.0.1".parse().unwrap())));
    assert!(outbound.send(call("https://moving.example/")).await.is_ok());
    assert!(recorder.0.lock().unwrap().iter().all(|address| address.ip().to_string() == PUBLIC));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let (outbound, recorder) = watched(&[&[PUBLIC]]);
    let answer = outbound.send(call("https://hooks.example/")).await.unwrap();
    assert_eq!(answer.status, StatusCode::FOUND);
    assert_eq!(recorder.0.lock().unwrap().len(), 1);
}

/// A listener on loopback, and the real wire that may reach it.
async fn listener() -> (String, Outbound, Arc<Mutex<Vec<String>>>) {
    crate::install_crypto();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let log = seen.clone();
    let answer = move |request: axum::extract::Request| {
        log.lock().unwrap().push(request.uri().path().to_owned());
        async move {
            match request.uri().path() {
                "/redirect" => (StatusCode::FOUND, [("location", "/landed")]).into_response(),
                "/long" => "x".repeat(100_000).into_response(),
                "/never" => std::future::pending().await,
                _ => "fine".into_response(),
            }
        }
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(any(answer))).await });
    (base, Outbound::new(Rules { loopback: true, ..Rules::default() }).unwrap(), seen)
}

#[tokio::test]
async fn over_the_real_wire() {
    let (base, outbound, seen) = listener().await;
    let fine = outbound.send(call(&format!("{base}/fine"))).await.unwrap();
    assert_eq!((fine.status, fine.body.as_ref()), (StatusCode::OK, b"fine".as_slice()));
    let redirect = outbound.send(call(&format!("{base}/redirect"))).await.unwrap();
    assert_eq!(redirect.status, StatusCode::FOUND);
    assert!(!seen.lock().unwrap().contains(&"/landed".to_owned()));
    let long = outbound.send(call(&format!("{base}/long"))).await.unwrap();
    assert_eq!(long.body.len(), 64, "the rest is left");
    let hurried = Call { timeout: Duration::from_millis(50), ..call(&format!("{base}/never")) };
    assert_eq!(outbound.send(hurried).await.unwrap_err(), Failure::TimedOut);
    assert_eq!(outbound.send(call("http://127.0.0.1:1/")).await.unwrap_err(), Failure::NotReached);
}

#[tokio::test]
async fn the_real_wire_goes_to_the_given_address_whatever_the_name_is() {
    let (base, _, seen) = listener().await;
    let port = base.rsplit(':').next().unwrap();
    // Nobody is asked for the address of this name.
    let call = call(&format!("http://hooks.example:{port}/pinned"));
    let target = Rules { http: true, ports: vec![port.parse().unwrap()], ..Rules::default() }.check(&call.url).unwrap();
    let address = base.trim_start_matches("http://").parse().unwrap();
    let answer = ReqwestWire::new().unwrap().send(&target, &[address], call).await.unwrap();
    assert_eq!((answer.status, seen.lock().unwrap().as_slice()), (StatusCode::OK, ["/pinned".to_owned()].as_slice()));
}
