//! The gateway's TLS (`src/chat/discord/websocket`): a good certificate is taken, and no other is. The certificates are
//! made while the tests run, so that none expires.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::JoinHandle;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use futures_util::{SinkExt as _, StreamExt as _};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyIdMethod, PublicKeyData, SigningKey};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use tokio_tungstenite::tungstenite::{Error, Message, accept};
use tokio_tungstenite::{MaybeTlsStream, connect_async_with_config, connect_trusting};

/// What the server's certificate is for.
const NAME: &str = "localhost";
/// First and last year in which certificates are good.
const VALID: (i32, i32) = (2020, 4000);

struct Key(EcdsaKeyPair);

impl Key {
    fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("the machine has random numbers"))
    }

    fn private(&self) -> PrivatePkcs8KeyDer<'static> {
        let key = self.0.to_pkcs8v1().expect("the key can be written");
        PrivatePkcs8KeyDer::from(key.as_ref().to_vec())
    }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

impl SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let signature = self.0.sign(&SystemRandom::new(), message).map_err(|_| rcgen::Error::RemoteKeyError)?;
        Ok(signature.as_ref().to_vec())
    }
}

/// An authority, and a server that has its certificate for [`NAME`].
struct World {
    roots: RootCertStore,
    port: u16,
    serving: JoinHandle<io::Result<()>>,
}

/// Has the server take one connection, and send back what it hears first.
fn serve(valid: (i32, i32)) -> World {
    let mut params = params(Vec::new(), VALID);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "Authority of these tests");
    let key = Key::new();
    let authority = params.self_signed(&key).expect("an authority");
    let issuer = Issuer::new(params, key);
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).expect("an authority");

    let key = Key::new();
    let certificate = self::params(vec![NAME.to_owned()], valid).signed_by(&key, &issuer).expect("a certificate");
    let (port, serving) = listen(certificate.der().clone(), key.private());
    World { roots, port, serving }
}

fn params(names: Vec<String>, (first, last): (i32, i32)) -> CertificateParams {
    let mut params = CertificateParams::new(names).expect("the names are names");
    params.serial_number = Some(1.into());
    params.key_identifier_method = KeyIdMethod::PreSpecified(vec![1]);
    params.not_before = rcgen::date_time_ymd(first, 1, 1);
    params.not_after = rcgen::date_time_ymd(last, 1, 1);
    params
}

fn listen(certificate: CertificateDer<'static>, key: PrivatePkcs8KeyDer<'static>) -> (u16, JoinHandle<io::Result<()>>) {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has them")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.into())
        .expect("they belong together");
    let listener = TcpListener::bind("127.0.0.1:0").expect("the machine has ports");
    let port = listener.local_addr().expect("it listens").port();
    let serving = std::thread::spawn(move || {
        let (stream, _) = listener.accept()?;
        let connection = ServerConnection::new(Arc::new(config)).map_err(io::Error::other)?;
        let mut socket =
            accept(StreamOwned::new(connection, stream)).map_err(|error| io::Error::other(error.to_string()))?;
        let message = socket.read().map_err(io::Error::other)?;
        socket.send(message).map_err(io::Error::other)
    });
    (port, serving)
}

#[tokio::test]
async fn a_certificate_of_a_known_authority_for_the_name_is_taken() {
    let World { roots, port, serving } = serve(VALID);
    let (mut socket, _) =
        connect_trusting(roots, format!("wss://{NAME}:{port}/"), None, false).await.expect("it is good");
    assert!(matches!(socket.get_ref().get_ref(), MaybeTlsStream::Rustls(_)), "it is encrypted");
    socket.send(Message::text("anybody there?")).await.expect("it listens");
    let answer = socket.next().await.expect("it answers").expect("it answers well");
    assert_eq!(answer.into_text().expect("words"), "anybody there?");
    serving.join().expect("no panic").expect("the server was content");
}

/// This is what serenity calls: the authorities are those that browsers trust.
#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused() {
    let World { port, serving, .. } = serve(VALID);
    let refused = connect_async_with_config(format!("wss://{NAME}:{port}/"), None, false).await;
    assert_refused(refused.err(), "UnknownIssuer");
    assert!(serving.join().expect("no panic").is_err(), "nothing was said");
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let World { roots, port, serving } = serve(VALID);
    let refused = connect_trusting(roots, format!("wss://127.0.0.1:{port}/"), None, false).await;
    assert_refused(refused.err(), "NotValidForName");
    assert!(serving.join().expect("no panic").is_err(), "nothing was said");
}

#[tokio::test]
async fn a_certificate_of_the_past_is_refused() {
    let World { roots, port, serving } = serve((2020, 2021));
    let refused = connect_trusting(roots, format!("wss://{NAME}:{port}/"), None, false).await;
    assert_refused(refused.err(), "Expired");
    assert!(serving.join().expect("no panic").is_err(), "nothing was said");
}

fn assert_refused(error: Option<Error>, why: &str) {
    match error {
        Some(Error::Io(error)) => assert!(format!("{error:?}").contains(why), "{error:?}"),
        other => panic!("it was not refused for its certificate: {other:?}"),
    }
}
