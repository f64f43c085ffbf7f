//! A way to a server that can be slow, or cut without a word.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// Carries bytes from an address of its own to a server.
pub struct Line {
    /// Host and port.
    pub address: String,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    /// Where it leads to.
    server: Mutex<String>,
    /// How long everything that is asked waits.
    millis: AtomicU64,
    is_cut: AtomicBool,
}

impl Line {
    pub async fn start(server: &str) -> std::io::Result<Line> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let state = Arc::new(State { server: Mutex::new(server.to_owned()), ..State::default() });
        let line = Line { address, state: state.clone() };
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let server = state.server.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let Ok(far) = TcpStream::connect(&server).await else { continue };
                let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
                tokio::spawn(carry(near_in, far_out, state.clone(), true));
                tokio::spawn(carry(far_in, near_out, state.clone(), false));
            }
        });
        Ok(line)
    }

    /// From now on it leads new connections to another server, as a virtual address does.
    pub fn lead_to(&self, server: &str) {
        server.clone_into(&mut self.state.server.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// From now on each thing that is asked takes so much longer.
    pub fn slow_down(&self, by: Duration) {
        self.state.millis.store(u64::try_from(by.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Nothing comes through any more, and nobody is told.
    pub fn cut(&self) {
        self.state.is_cut.store(true, Ordering::Relaxed);
    }

    pub fn mend(&self) {
        self.state.is_cut.store(false, Ordering::Relaxed);
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, state: Arc<State>, is_asking: bool) {
    let mut bytes = vec![0; 65_536];
    while let Ok(count) = from.read(&mut bytes).await {
        if count == 0 {
            return;
        }
        let millis = state.millis.load(Ordering::Relaxed);
        if is_asking && millis > 0 {
            tokio::time::sleep(Duration::from_millis(millis)).await;
        }
        while state.is_cut.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}

/// Host and port in the address of a database.
pub fn server_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    authority.rsplit_once('@').map_or(authority, |(_, server)| server).to_owned()
}
