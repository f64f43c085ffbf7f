//! The gateway's TLS (patches/tokio-tungstenite): a good certificate is taken, and no other is.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;

use futures_util::{SinkExt as _, StreamExt as _};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use tokio_tungstenite::tungstenite::{Error, Message, accept};
use tokio_tungstenite::{MaybeTlsStream, connect_async_with_config, connect_trusting};

/// Made for these tests; it vouches for `localhost` and for nothing else.
const AUTHORITY: &[u8] = include_bytes!("tls/authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("tls/server.pem");
const KEY: &[u8] = include_bytes!("tls/server.key");

/// Takes one connection, and sends back what it hears first.
fn serve() -> (u16, JoinHandle<io::Result<()>>) {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(KEY).expect("a key");
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has them")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("they belong together");
    let listener = TcpListener::bind("127.0.0.1:0").expect("the machine has ports");
    let port = listener.local_addr().expect("it listens").port();
    let serving = std::thread::spawn(move || {
        let (stream, _) = listener.accept()?;
        let connection = ServerConnection::new(Arc::new(config)).map_err(io::Error::other)?;
        let mut socket = accept(StreamOwned::new(connection, stream)).map_err(io::Error::other)?;
        let message = socket.read().map_err(io::Error::other)?;
        socket.send(message).map_err(io::Error::other)
    });
    (port, serving)
}

fn roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(AUTHORITY).expect("a certificate")).expect("an authority");
    roots
}

#[tokio::test]
async fn a_certificate_of_a_known_authority_for_the_name_is_taken() {
    let (port, serving) = serve();
    let (mut socket, _) =
        connect_trusting(roots(), format!("wss://localhost:{port}/"), None, false).await.expect("it is good");
    assert!(matches!(socket.get_ref().get_ref(), MaybeTlsStream::Rustls(_)), "it is encrypted");
    socket.send(Message::text("anybody there?")).await.expect("it listens");
    let answer = socket.next().await.expect("it answers").expect("it answers well");
    assert_eq!(answer.into_text().expect("words"), "anybody there?");
    serving.join().expect("no panic").expect("the server was content");
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused() {
    let (port, serving) = serve();
    let refused = connect_async_with_config(format!("wss://localhost:{port}/"), None, false).await;
    assert_refused(refused.err(), "UnknownIssuer");
    assert!(serving.join().expect("no panic").is_err(), "nothing was said");
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let (port, serving) = serve();
    let refused = connect_trusting(roots(), format!("wss://127.0.0.1:{port}/"), None, false).await;
    assert_refused(refused.err(), "NotValidForName");
    assert!(serving.join().expect("no panic").is_err(), "nothing was said");
}

fn assert_refused(error: Option<Error>, why: &str) {
    match error {
        Some(Error::Io(error)) => assert!(format!("{error:?}").contains(why), "{error:?}"),
        other => panic!("it was not refused for its certificate: {other:?}"),
    }
}
