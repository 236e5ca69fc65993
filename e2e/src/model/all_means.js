// Runs in the page: every means that a script has to request something without leaving it. Tells which were answered.
async (url) => {
  const got = [];
  const settled = (name, promise) => Promise.race([
    promise.then(() => got.push(name), () => {}),
    new Promise((resolve) => setTimeout(resolve, 400)),
  ]);
  const add = (name, attributes, parent = document.body) => {
    const element = Object.assign(document.createElement(name), attributes);
    parent.append(element);
    return settled(name, new Promise((resolve, reject) => {
      element.addEventListener('load', name === 'iframe' ? reject : resolve);
      element.addEventListener('error', reject);
    })).then(() => element.remove());
  };
  const inside = async (name, source) => {
    const frame = document.createElement('iframe');
    Object.assign(frame, source);
    document.body.append(frame);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const script = frame.contentDocument?.createElement('script');
    if (script) {
      script.textContent = `fetch('${url}/models')`;
      frame.contentDocument.body?.append(script);
    }
    await settled(name, frame.contentWindow.fetch(`${url}/models`));
    frame.remove();
  };
  await Promise.all([
    settled('fetch', fetch(`${url}/models`)),
    settled('blind fetch', fetch(`${url}/models`, { mode: 'no-cors', keepalive: true })),
    settled('XMLHttpRequest', new Promise((resolve, reject) => {
      const request = Object.assign(new XMLHttpRequest(), { onload: resolve, onerror: reject });
      request.open('GET', `${url}/models`);
      request.send();
    })),
    settled('WebSocket', new Promise((resolve, reject) => {
      Object.assign(new WebSocket(url.replace('http', 'ws')), { onopen: resolve, onerror: reject });
    })),
    settled('EventSource', new Promise((resolve, reject) => {
      const source = new EventSource(`${url}/models`);
      Object.assign(source, { onopen: resolve, onerror() { source.close(); reject(); } });
    })),
    settled('import', import(`${url}/module.js`)),
    settled('worker', new Promise((resolve, reject) => {
      const code = new Blob([`fetch('${url}/models').then(() => postMessage(1))`]);
      const worker = new Worker(URL.createObjectURL(code));
      Object.assign(worker, { onmessage: resolve, onerror: reject });
    })),
    settled('font', new FontFace('f', `url(${url}/font.woff)`).load()),
    add('img', { src: `${url}/image.png` }),
    add('script', { src: `${url}/script.js` }),
    add('iframe', { src: `${url}/page` }),
    add('object', { data: `${url}/object` }),
    add('embed', { src: `${url}/embed` }),
    add('video', { src: `${url}/video` }),
    add('link', { rel: 'stylesheet', href: `${url}/sheet.css` }, document.head),
    add('link', { rel: 'preload', as: 'fetch', href: `${url}/preload` }, document.head),
    add('link', { rel: 'prefetch', href: `${url}/prefetch` }, document.head),
    add('link', { rel: 'manifest', href: `${url}/manifest` }, document.head),
    inside('empty frame', {}),
    inside('frame of a document', { srcdoc: '<p>' }),
  ]);
  // It tells only whether it was begun.
  navigator.sendBeacon(`${url}/beacon`, 'x');
  const form = Object.assign(document.createElement('form'), { action: `${url}/form`, method: 'post', target: 'f' });
  const target = Object.assign(document.createElement('iframe'), { name: 'f' });
  document.body.append(target, form);
  form.submit();
  document.body.style.setProperty('background-image', `url(${url}/background.png)`);
  await new Promise((resolve) => setTimeout(resolve, 200));
  document.body.style.removeProperty('background-image');
  form.remove();
  target.remove();
  return got;
}
