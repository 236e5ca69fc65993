// Has the browser keep the site, so that it opens without a network.

/** Registers the service worker; `data-offline` on the page then says that everything is kept. */
export async function registerOffline() {
  try {
    if (!navigator.serviceWorker || !location.protocol.startsWith('http')) return;
    // Beside the folder that this is in, whatever the page's address looks like.
    const worker = new URL('../sw.js', import.meta.url);
    await navigator.serviceWorker.register(worker, { updateViaCache: 'none' });
    await navigator.serviceWorker.ready;
    document.documentElement.dataset.offline = 'true';
  } catch {
    // Private windows, sandboxes and some settings forbid it. The page then needs the network, as most do.
  }
}
