//! What every request has to pass before a page looks at it, and the headers of every answer.

use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY, UPGRADE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::Web;
use super::templates::message;

/// Nothing is loaded from elsewhere, nothing runs that is not a file of ours, and nobody frames a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Bytes of all names and values of a request's headers.
const HEADER_BYTES: usize = 16 << 10;
/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a request from another page is answered.
const ELSEWHERE: &str = "This was sent from another page. Open the page of the meeting and try again there.";

/// Addresses under which the pages are served.
#[derive(Clone, Debug)]
pub(super) struct Addresses {
    /// `https://meet.example.org`; the first one is told to people.
    pub origins: Vec<String>,
    /// `meet.example.org`, as a Host header has them.
    pub hosts: Vec<String>,
}

impl Addresses {
    /// Those of a server on this machine.
    pub fn loopback(port: u16) -> Addresses {
        let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{port}"));
        Addresses { origins: hosts.iter().map(|host| format!("http://{host}")).collect(), hosts: hosts.to_vec() }
    }

    /// That of a server behind a proxy.
    pub fn public(address: &url::Url) -> Addresses {
        let origin = address.origin().ascii_serialization();
        let host = origin.split_once("://").map_or("", |(_, host)| host).to_owned();
        Addresses { origins: vec![origin], hosts: vec![host] }
    }

    fn refusal(&self, request: &Request) -> Option<(StatusCode, &'static str)> {
        let headers = request.headers();
        let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        if bytes + request.uri().path().len() > HEADER_BYTES {
            return Some((StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "The request's headers are too long."));
        }
        // Another name that leads to this server is a trap: by it, a page from elsewhere would read what is here.
        let host = text(headers, &HOST);
        if !host.is_some_and(|host| self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host))) {
            return Some((
                StatusCode::MISDIRECTED_REQUEST,
                "These pages are not at this address. Open the address that the bot has told you.",
            ));
        }
        let is_upgrade = headers.contains_key(UPGRADE);
        let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
        if is_safe && !is_upgrade {
            return None;
        }
        let site = text(headers, &HeaderName::from_static("sec-fetch-site"));
        let is_own_origin = match text(headers, &ORIGIN) {
            // A form of a page without a referrer has no origin either (Fetch, "append a request Origin header"); then the
            // browser's own word counts, which no page can forge.
            Some("null") => site == Some("same-origin") && !is_upgrade,
            Some(origin) => self.origins.iter().any(|own| own == origin),
            None => false,
        };
        let is_same_site = site.is_none_or(|site| site == "same-origin");
        (!is_own_origin || !is_same_site).then_some((StatusCode::FORBIDDEN, ELSEWHERE))
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Refuses what comes from elsewhere, bounds how long an answer takes, and dresses the answer.
pub(super) async fn guard(State(web): State<Web>, request: Request, next: Next) -> Response {
    // A route has no secrets in it, a path has.
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |at| at.as_str().to_owned());
    let method = request.method().clone();
    let is_asset = request.uri().path().starts_with("/a/");
    let refused = web.addresses().refusal(&request);
    let mut answer = match refused {
        Some((status, words)) => message(status, words),
        None => tokio::time::timeout(PATIENCE, next.run(request)).await.unwrap_or_else(|_| {
            message(StatusCode::SERVICE_UNAVAILABLE, "That took too long. Nothing is lost: try again in a moment.")
        }),
    };
    tracing::debug!(%method, route, status = answer.status().as_u16(), "a page was asked for");
    dress(answer.headers_mut(), is_asset);
    answer
}

fn dress(headers: &mut HeaderMap, is_asset: bool) {
    let own = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    ];
    for (name, value) in own {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let cached = if is_asset { "public, max-age=31536000, immutable" } else { "no-store" };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cached));
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn refused(method: &str, headers: &[(&str, &str)]) -> Option<u16> {
        let mut request = Request::builder().method(method).uri("/s/x/do");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        Addresses::loopback(8321).refusal(&request).map(|(status, _)| status.as_u16())
    }

    #[test]
    fn only_our_own_pages_may_ask_for_something() {
        let host = ("host", "127.0.0.1:8321");
        let long = "x".repeat(20_000);
        for (method, headers, expected) in [
            ("GET", vec![host], None),
            ("GET", vec![("host", "localhost:8321")], None),
            // Names that a stranger has pointed at this machine.
            ("GET", vec![("host", "rebound.example.org:8321")], Some(421)),
            ("GET", vec![("host", "127.0.0.1:9999")], Some(421)),
            ("GET", vec![], Some(421)),
            ("GET", vec![host, ("x-long", &long)], Some(431)),
            ("POST", vec![host, ("origin", "http://127.0.0.1:8321"), ("sec-fetch-site", "same-origin")], None),
            ("POST", vec![host, ("origin", "http://127.0.0.1:8321")], None),
            ("POST", vec![host, ("origin", "null"), ("sec-fetch-site", "same-origin")], None),
            ("POST", vec![host, ("origin", "null")], Some(403)),
            ("POST", vec![host, ("origin", "null"), ("sec-fetch-site", "cross-site")], Some(403)),
            ("POST", vec![host, ("origin", "http://127.0.0.1:8321"), ("sec-fetch-site", "cross-site")], Some(403)),
            ("POST", vec![host, ("origin", "http://127.0.0.1:8321"), ("sec-fetch-site", "same-site")], Some(403)),
            ("POST", vec![host, ("origin", "https://evil.example.org")], Some(403)),
            ("POST", vec![host, ("origin", "http://127.0.0.1:8321.evil.example.org")], Some(403)),
            ("POST", vec![host], Some(403)),
            ("DELETE", vec![host], Some(403)),
            ("GET", vec![host, ("upgrade", "websocket")], Some(403)),
            ("GET", vec![host, ("upgrade", "websocket"), ("origin", "https://evil.example.org")], Some(403)),
            (
                "GET",
                vec![host, ("upgrade", "websocket"), ("origin", "null"), ("sec-fetch-site", "same-origin")],
                Some(403),
            ),
            ("GET", vec![host, ("upgrade", "websocket"), ("origin", "http://localhost:8321")], None),
        ] {
            assert_eq!(
                refused(method, &headers),
                expected,
                "{method} {:?}",
                headers.iter().map(|(name, value)| (name, &value[..value.len().min(40)])).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn the_policy_has_no_holes() {
        assert!(!POLICY.contains("unsafe") && !POLICY.contains('*') && !POLICY.contains("data:"), "{POLICY}");
    }
}
