// Has the browser keep the site, so that it opens without a network.

/** Registers the service worker; `data-offline` on the page then says that everything is kept. */
export async function registerOffline() {
  if (!navigator.serviceWorker || !location.protocol.startsWith('http')) return;
  try {
    await navigator.serviceWorker.register('./sw.js', { updateViaCache: 'none' });
    await navigator.serviceWorker.ready;
    document.documentElement.dataset.offline = 'true';
  } catch {
    // Private windows and some settings forbid it. The page then needs the network, as most do.
  }
}
