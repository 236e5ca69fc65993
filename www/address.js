// For hosts that show the page of a folder at an address without a slash at its end, `/lobule`: there nothing
// arrives that the page names beside itself. What does not is asked for in that folder. The bundler puts this
// into the page of the site, before all that may not arrive.

addEventListener('error', (event) => {
  const target = /** @type {Element} */ (event.target);
  const { origin, pathname } = location;
  if (target.localName !== 'script' || !/^\.\//.test(target.getAttribute('src') ?? '') || pathname.endsWith('/')) return;
  for (const tag of document.head.querySelectorAll('link[rel=stylesheet], script[src]')) {
    const again = document.createElement(tag.localName);
    for (const { name, value } of tag.attributes) again.setAttribute(name, value.replace(/^\.(?=\/)/, origin + pathname));
    tag.replaceWith(again);
  }
}, true);
