//! A service over HTTP that keeps sessions, and a burst of requests that comes
//! and goes: afterwards its memory stays high. Who holds it?
//!
//! ```console
//! $ cargo run --release -p residue-examples --bin service
//! listening on 127.0.0.1:40123, process 4711
//! $ residue doctor 4711
//! ```
//!
//! By itself it serves one burst over loopback, with as many sessions as the
//! first argument says, lets them expire, says `ready`, and then serves until
//! its standard input ends.
#![expect(clippy::print_stdout, reason = "the program's own output")]

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use residue::{Container, Tracked, Tracking};
use std::alloc::System;
use std::collections::HashMap;
use std::error::Error;
use std::io::Read;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[global_allocator]
static ALLOCATOR: Tracking<System> = Tracking::new(System);
static SESSIONS: Container = Container::new("sessions");
static REQUESTS: Container = Container::new("requests");

/// What is kept of a visitor.
struct Session {
    name: String,
    visits: [u64; 16],
}

type Sessions = Arc<Mutex<Tracked<HashMap<u64, Session>>>>;

/// Connections that a burst has at once.
const CONNECTIONS: u64 = 8;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let visitors = std::env::args().nth(1).map_or(Ok(2000), |n| n.parse())?;
    let sessions = Tracked::new(&SESSIONS, HashMap::new());
    let sessions = Arc::new(Mutex::new(sessions));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    println!("listening on {address}, process {}", std::process::id());
    let router = router(sessions);
    tokio::spawn(async { axum::serve(listener, router).await });

    burst(address, visitors).await?;
    residue::mark("peak");
    request(address, "POST", "/expire").await?;
    residue::mark("expired");
    println!("ready");
    tokio::task::spawn_blocking(|| {
        std::io::stdin().read_to_end(&mut Vec::new())
    })
    .await??;
    Ok(())
}

fn router(sessions: Sessions) -> Router {
    Router::new()
        .route("/visit/{id}", get(visit))
        .route("/expire", post(expire))
        .with_state(sessions)
}

/// What it takes to answer is the requests', and what is kept the sessions':
/// the innermost scope has it.
async fn visit(
    Path(id): Path<u64>,
    State(sessions): State<Sessions>,
) -> Result<String, StatusCode> {
    let answer = async {
        let mut sessions = locked(&sessions);
        let mut all = sessions.edit();
        let session = all.entry(id).or_insert_with(|| Session {
            name: format!("visitor number {id}"),
            visits: [0; 16],
        });
        let slot = (id % 16) as usize;
        session.visits[slot] += 1;
        Ok(format!("{}: {}", session.name, session.visits[slot]))
    };
    REQUESTS.scope(answer).await
}

/// Every session has expired. The map keeps its buckets: this is what the
/// doctor finds.
async fn expire(State(sessions): State<Sessions>) {
    locked(&sessions).edit().clear();
}

fn locked(
    sessions: &Sessions,
) -> std::sync::MutexGuard<'_, Tracked<HashMap<u64, Session>>> {
    sessions.lock().unwrap_or_else(PoisonError::into_inner)
}

/// So many visitors, over a few connections at once.
async fn burst(
    address: SocketAddr,
    visitors: u64,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut running = Vec::new();
    for first in 0..CONNECTIONS {
        running.push(tokio::spawn(async move {
            for id in (first..visitors).step_by(CONNECTIONS as usize) {
                request(address, "GET", &format!("/visit/{id}")).await?;
            }
            Ok::<(), std::io::Error>(())
        }));
    }
    for visitor in running {
        visitor.await??;
    }
    Ok(())
}

/// One request, as plain as HTTP allows.
async fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\n\
         connection: close\r\ncontent-length: 0\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    match answer.starts_with("HTTP/1.1 200") {
        true => Ok(()),
        false => Err(std::io::Error::other(answer)),
    }
}
