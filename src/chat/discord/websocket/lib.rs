//! What serenity needs of tokio-tungstenite 0.21. The real one makes TLS with rustls 0.22, which checks certificates by a
//! crate under four advisories and gets no more corrections. Here the WebSocket is async-tungstenite's, which has the
//! same tungstenite below, and the connection below that is made by rustls 0.23.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_tungstenite::tokio::{TokioAdapter, client_async_with_config};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tungstenite::Error;
use tungstenite::client::{IntoClientRequest, uri_mode};
use tungstenite::error::UrlError;
use tungstenite::handshake::client::Response;
use tungstenite::protocol::WebSocketConfig;
use tungstenite::stream::Mode;

pub use async_tungstenite::tokio::accept_async;
pub use async_tungstenite::tungstenite;

/// A WebSocket over a stream of Tokio's.
pub type WebSocketStream<S> = async_tungstenite::WebSocketStream<TokioAdapter<S>>;

/// What a connection returns: the socket, and the answer to its handshake.
pub type Connected = (WebSocketStream<MaybeTlsStream<TcpStream>>, Response);

/// Connects to a `ws://` or `wss://` address. Certificates are checked against the authorities that browsers trust.
///
/// # Errors
/// The address is wrong, nobody answers there, the certificate is not good, or the handshake fails.
pub async fn connect_async_with_config<R: IntoClientRequest + Unpin>(
    request: R,
    config: Option<WebSocketConfig>,
    disable_nagle: bool,
) -> Result<Connected, Error> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    connect_trusting(roots, request, config, disable_nagle).await
}

/// The same with other authorities.
///
/// # Errors
/// Those of [`connect_async_with_config`].
pub async fn connect_trusting<R: IntoClientRequest + Unpin>(
    roots: RootCertStore,
    request: R,
    config: Option<WebSocketConfig>,
    disable_nagle: bool,
) -> Result<Connected, Error> {
    let request = request.into_client_request()?;
    let mode = uri_mode(request.uri())?;
    let host = request.uri().host().ok_or(Error::Url(UrlError::NoHostName))?;
    let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let usual_port = match mode {
        Mode::Plain => 80,
        Mode::Tls => 443,
    };
    let port = request.uri().port_u16().unwrap_or(usual_port);
    let socket = TcpStream::connect((host.as_str(), port)).await?;
    if disable_nagle {
        socket.set_nodelay(true)?;
    }
    let stream = match mode {
        Mode::Plain => MaybeTlsStream::Plain(socket),
        Mode::Tls => MaybeTlsStream::Rustls(Box::new(encrypted(roots, host, socket).await?)),
    };
    client_async_with_config(request, stream, config).await
}

async fn encrypted(roots: RootCertStore, host: String, socket: TcpStream) -> io::Result<TlsStream<TcpStream>> {
    // Named here: a process may have several providers, and then none by itself.
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host).map_err(io::Error::other)?;
    TlsConnector::from(Arc::new(config)).connect(name, socket).await
}

/// A connection, with TLS where the address asks for it.
#[derive(Debug)]
#[non_exhaustive]
pub enum MaybeTlsStream<S> {
    Plain(S),
    Rustls(Box<TlsStream<S>>),
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for MaybeTlsStream<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            MaybeTlsStream::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            MaybeTlsStream::Rustls(stream) => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for MaybeTlsStream<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            MaybeTlsStream::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            MaybeTlsStream::Rustls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            MaybeTlsStream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            MaybeTlsStream::Rustls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            MaybeTlsStream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            MaybeTlsStream::Rustls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
