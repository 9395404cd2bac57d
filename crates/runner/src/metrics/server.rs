//! The server: it speaks HTTP, and has whoever looks at the process answer.

use super::figures::{Figures, text};
use residue_metrics::TextFormat;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use tiny_http::{Header, Method, Request, Response, Server};

/// Where figures are served.
const PATH: &str = "/metrics";

/// Why nothing can be served.
#[derive(Debug, thiserror::Error)]
pub enum NotServed {
    /// It is no address.
    #[error(
        "`{0}` is no address to serve metrics at: name a host and a port, \
         such as 127.0.0.1:9464"
    )]
    NoAddress(String),
    /// It cannot be listened at.
    #[error("metrics cannot be served at {address}: {why}{fix}")]
    NotFree {
        /// The address.
        address: String,
        /// Why not.
        why: std::io::Error,
        /// What can be done.
        fix: &'static str,
    },
}

/// A server of figures, as long as it is kept. Scrapes wait until whoever
/// looks at the process answers them between looks, so that nothing is shared
/// with it, and it is never waited for by a client.
#[derive(Debug)]
pub struct Metrics {
    address: SocketAddr,
    server: Arc<Handle>,
    scrapes: Receiver<Scrape>,
    /// Says that there is one.
    wake: UnixStream,
}

struct Handle(Server);

/// A scrape that waits for its answer; without one it is told to come again.
#[derive(Debug)]
pub(crate) struct Scrape {
    format: TextFormat,
    answer: Sender<String>,
}

impl Metrics {
    /// Serves at `address`, a host and a port, from now on.
    ///
    /// # Errors
    ///
    /// Where that is no address, or none that can be listened at.
    pub fn listen(address: &str) -> Result<Metrics, NotServed> {
        let resolved = address.to_socket_addrs();
        let resolved = resolved.ok().and_then(|mut all| all.next());
        let resolved =
            resolved.ok_or_else(|| NotServed::NoAddress(address.to_owned()))?;
        Metrics::at(resolved).map_err(|why| NotServed::NotFree {
            address: address.to_owned(),
            fix: match why.kind() {
                std::io::ErrorKind::AddrInUse => {
                    "; name another port, or 0 for any that is free"
                }
                _ => "",
            },
            why,
        })
    }

    fn at(address: SocketAddr) -> std::io::Result<Metrics> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let server = Server::from_listener(listener, None);
        let server = Arc::new(Handle(server.map_err(std::io::Error::other)?));
        let (wake, waker) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        let (sender, scrapes) = channel();
        let serving = Arc::clone(&server);
        thread::Builder::new()
            .name("metrics".to_owned())
            .spawn(move || serve(&serving.0, &sender, &waker))?;
        Ok(Metrics { address, server, scrapes, wake })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where to look, for people.
    pub fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// The next scrape that waits.
    pub(crate) fn next(&self) -> Option<Scrape> {
        let mut bytes = [0; 64];
        // Only the wake-up: what there is, is in the channel.
        let _ = (&self.wake).read(&mut bytes);
        self.scrapes.try_recv().ok()
    }
}

impl Scrape {
    /// Answers it by the figures of `all`. If it has gone away, nobody hears.
    pub(crate) fn answer(self, all: &[Figures<'_>]) {
        let _ = self.answer.send(text(self.format, all));
    }
}

impl AsFd for Metrics {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }
}

impl Drop for Metrics {
    fn drop(&mut self) {
        self.server.0.unblock();
    }
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Server")
    }
}

/// Serves until whoever answers has gone.
fn serve(server: &Server, scrapes: &Sender<Scrape>, waker: &UnixStream) {
    while let Ok(request) = server.recv() {
        let path = request.url().split('?').next().unwrap_or_default();
        let is_read = matches!(request.method(), Method::Get | Method::Head);
        let refused = match (is_read, path) {
            (false, _) => Some((405, "only GET is served\n")),
            (true, PATH) => None,
            (true, _) => Some((404, "the figures are at /metrics\n")),
        };
        // A client that has gone needs no answer.
        let _ = match refused {
            Some((code, why)) => request
                .respond(Response::from_string(why).with_status_code(code)),
            None => scrape(request, scrapes, waker),
        };
    }
}

fn scrape(
    request: Request,
    scrapes: &Sender<Scrape>,
    mut waker: &UnixStream,
) -> std::io::Result<()> {
    let accept = request.headers().iter().find(|of| of.field.equiv("Accept"));
    let accept = accept.map(|header| header.value.as_str());
    let format = TextFormat::accepted(accept);
    let (answer, answered) = channel();
    let asked = scrapes.send(Scrape { format, answer });
    let woken = asked.is_ok() && waker.write_all(&[0]).is_ok();
    match woken.then(|| answered.recv()) {
        Some(Ok(text)) => {
            let kind = format.content_type();
            let kind = Header::from_bytes("Content-Type", kind);
            let mut response = Response::from_string(text);
            if let Ok(kind) = kind {
                response.add_header(kind);
            }
            request.respond(response)
        }
        _ => {
            let why = "the program has ended\n";
            let response = Response::from_string(why);
            request.respond(response.with_status_code(503))
        }
    }
}
