//! Serves a folder on this machine only.

use std::{
    net::{Ipv4Addr, TcpListener},
    path::Path,
};

use anyhow::{Context, Result};
use axum::{
    Router,
    http::{HeaderValue, header::CACHE_CONTROL},
};
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

/// A server that has its port.
pub struct Server {
    listener: TcpListener,
    port: u16,
}

impl Server {
    /// Takes a port of the loopback address; 0 takes any free one.
    ///
    /// # Errors
    /// The port is busy.
    pub fn bind(port: u16) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .with_context(|| format!("port {port} cannot be used; choose another with --port"))?;
        let port = listener.local_addr()?.port();
        Ok(Server { listener, port })
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Answers requests with the files of `folder`, for ever.
    ///
    /// # Errors
    /// The connection to the network breaks.
    pub fn run(self, folder: &Path) -> Result<()> {
        // Without this a browser would show yesterday's build.
        let fresh = HeaderValue::from_static("no-cache");
        let files = Router::new()
            .fallback_service(ServeDir::new(folder))
            .layer(SetResponseHeaderLayer::overriding(CACHE_CONTROL, fresh));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        runtime.block_on(async {
            self.listener.set_nonblocking(true)?;
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            Ok(axum::serve(listener, files).await?)
        })
    }
}
