// Runs in the page: opens links that are not good, one after another. Each is to be refused in words, and nothing
// else is to change; those that have only been touched on their way open. Returns what does not hold.
async (good) => {
  const failures = [];
  const told = document.getElementById("link-told");
  const close = document.getElementById("link-close");
  const state = () => JSON.stringify([lobule.session.hash, lobule.record(), document.getElementById("output-text").textContent, lobule.deck.id]);
  const before = state();
  const pause = () => new Promise((resolve) => setTimeout(resolve, 2));

  /** What the page says of a link. */
  async function open(fragment) {
    close.click();
    location.hash = fragment;
    for (const start = performance.now(); close.checkVisibility() === false || told.textContent === ""; await pause()) {
      if (performance.now() - start > 5000) return "nothing";
    }
    return told.textContent;
  }
  async function refuses(what, fragment, words) {
    const said = await open(fragment);
    const holds = words.test(said) && said.endsWith("Nothing has changed.") && said.length < 400 && !/undefined|\[object|NaN/.test(said);
    if (!holds) failures.push(`${what}: the page says ${said.slice(0, 400)}`);
    if (state() !== before) failures.push(`${what} changes the session`);
  }

  async function opens(what, fragment) {
    const said = await open(fragment);
    if (!/very same policy/.test(said)) failures.push(`${what}: the page says ${said.slice(0, 400)}`);
    if (state() !== before) failures.push(`${what} leads elsewhere`);
  }

  // Around a content that is not good, a link that is.
  function crc32(bytes) {
    let crc = ~0;
    for (const byte of bytes) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc >>> 0;
  }
  const letters = (bytes) =>
    btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const unletters = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const through = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
  const signed = (packed, version = 2) => {
    const crc = crc32(packed);
    return `#s=${version}${letters([crc >>> 24, (crc >>> 16) & 255, (crc >>> 8) & 255, crc & 255, ...packed])}`;
  };
  const packed = async (bytes, version) =>
    signed(await through(Uint8Array.from(bytes), new CompressionStream("deflate-raw")), version);
  const payload = good.slice(4);
  const content = [...(await through(unletters(payload).slice(4), new DecompressionStream("deflate-raw")))];
  const text = (value) => {
    const bytes = [...new TextEncoder().encode(value)];
    return [...(bytes.length > 127 ? [(bytes.length % 128) + 128, bytes.length >> 7] : [bytes.length]), ...bytes];
  };
  // The deck's name and checksum, the seed, the version of the learning, 35 settings, no task, the hash.
  const ends = [11, 12, 13, 14 + 4 * 35];
  const [deck, seed, learning, settings, rest] = [0, ...ends].map((from, n) => content.slice(from, ends[n]));
  const hash = ends[3] + 1;
  const runs = hash + 8;
  const unlike = (bytes, at, byte) => bytes.map((old, n) => (n === at ? byte : old));

  const cut = /cut|changed|too early|cannot be unpacked/;
  for (let length = 0; length < payload.length; length += 1 + (payload.length >> 5)) {
    await refuses(`cut after ${length} letters`, good.slice(0, 4 + length), cut);
  }
  for (let at = 0; at < payload.length; at += 1 + (payload.length >> 5)) {
    const other = payload[at] === "Q" ? "R" : "Q";
    await refuses(`letter ${at} changed`, `#s=2${payload.slice(0, at)}${other}${payload.slice(at + 1)}`, cut);
  }
  await refuses("a letter more", `${good}A`, cut);
  await refuses("an ellipsis", `${good.slice(0, 40)}…`, /letter 37 behind its version is “%”/);
  await refuses("a letter less and a space", `${good.slice(0, 30)}%20${good.slice(31)}`, /letter 27 behind its version is “%”/);
  await refuses("HTML", "#s=2<img src=x onerror=alert(1)>", /letter 1 behind its version is “[<%]”/);
  await refuses("a newer version", `#s=3${payload}`, /newer version 3/);
  await refuses("version 0", `#s=0${payload}`, /does not begin with a version/);
  await refuses("no version", `#s=${payload}`, /version/);
  await refuses("nothing", "#s=", /does not begin with a version/);
  await refuses("a version alone", "#s=2", cut);
  await refuses("the version before alone", "#s=1", cut);
  await refuses("garbage", "#s=2Z2FyYmFnZSBpbiBiYXNlNjQ", cut);
  await refuses("2 MB", `#s=2${"A".repeat(1_900_000)}`, /1900004 letters/);
  await refuses("noise with its checksum", signed([1, 2, 3, 4, 5]), /cannot be unpacked/);
  await refuses("nothing with its checksum", signed([]), cut);
  await refuses("nothing, packed", await packed([]), /ends too early/);
  await refuses("40 MB of zeros", await packed(new Uint8Array(40_000_000)), /more than 1000000 bytes/);
  await refuses("an unknown deck", await packed([...text("shadows"), ...content.slice(7)]), /“shadows”/);
  await refuses("a deck of HTML", await packed([...text("<img src=x>"), ...content.slice(7)]), /“<img src=x>”/);
  await refuses("a deck of another version", await packed(unlike(content, 8, content[8] ^ 1)), /another version of the deck/);
  await refuses("a deck in half", await packed([...text('{"name":"half'), ...seed, ...learning, ...settings, ...rest]), /ends in the middle/);
  await refuses("a deck without slots", await packed([...text('{"name":"none","slots":[]}'), ...seed, ...learning, ...settings, ...rest]), /deck\.slots is empty/);
  await refuses("a seed of 10 bytes", await packed([...deck, ...Array(9).fill(255), 127, ...learning, ...settings, ...rest]), /a number is too large/);
  const before2 = [...deck, ...seed, ...learning];
  const withSetting = (n, bytes) => [...before2, ...settings.slice(0, 1 + 4 * n), ...bytes, ...settings.slice(5 + 4 * n), ...rest];
  await refuses("more settings than there are", await packed([...before2, 36, ...Array(4 * 36).fill(0), ...rest]), /36 settings, this page knows 35/);
  await refuses("settings without end", await packed([...before2, 255, 127]), /ends too early/);
  await refuses("a setting without end", await packed(withSetting(1, [0, 0, 128, 127])), /learning_rate/);
  await refuses("a setting beyond its range", await packed(withSetting(1, [0, 0, 0, 64])), /learning_rate is 2/);
  await refuses("an activation that is none", await packed(withSetting(20, [0, 0, 224, 64])), /activation must be/);
  await refuses("a text longer than the link", await packed([...before2, ...settings, 255, 127]), /ends too early/);
  await refuses("seven stars", await packed([...content.slice(0, -1), 7]), /from 1 to 5, got 7/);
  await refuses("a context that is not there", await packed([...content, 64 + 5]), /from 0 to 0, got 5/);
  await refuses("an output that is not there", await packed([...content, 16 + 8 + 1, 127]), /must be|no output/);
  await refuses("a correction of nothing", await packed([...content.slice(0, runs), 1, 0, 32 + 8 + 1]), /no output|nothing has been rated/);
  await refuses("a rating of nothing", await packed([...content.slice(0, runs), 1, 0, 1]), /no output/);
  await refuses("runs without end", await packed([...content.slice(0, runs), 255, 255, 255, 127]), /too early|no output/);
  // Of the version before, settings are a text.
  const former = (settings) => packed([...deck, ...seed, ...text(settings), ...rest], 1);
  await refuses("settings that are none", await former("[1]"), /config/);
  await refuses("settings in half", await former('{"clip'), /ends in the middle/);
  await refuses("a setting that is unknown", await former('{"clip":1}'), /clip/);
  await refuses("a former setting beyond its range", await former('{"learning_rate":2}'), /learning_rate is 2/);

  // What has another hash than it says opens with all its ratings, and that is told.
  const moved = document.getElementById("moved-told");
  const back = document.getElementById("take-before");
  const until = async (holds) => {
    for (const start = performance.now(); !holds() && performance.now() - start < 5000; ) await pause();
    return holds();
  };
  const given = lobule.ratings.map(({ stars }) => stars).join();
  for (const [what, bytes] of [
    ["another hash", unlike(content, hash, content[hash] ^ 1)],
    ["another seed", unlike(content, 11, content[11] ^ 1)],
    ["another version of the learning", unlike(unlike(content, 12, 0), hash, content[hash] ^ 1)],
    ["another setting", withSetting(1, [10, 215, 35, 60])],
  ]) {
    close.click();
    location.hash = await packed(bytes);
    const told = () => moved.checkVisibility() && moved.textContent.includes(lobule.session.hash);
    if (!(await until(told))) failures.push(`${what} is told as ${moved.textContent || document.getElementById("link-told").textContent}`);
    if (lobule.ratings.map(({ stars }) => stars).join() !== given) failures.push(`${what} has other ratings`);
    if (!(await until(() => back.checkVisibility()))) failures.push(`${what}: there is no way back`);
    back.click();
    if (!(await until(() => !moved.checkVisibility()))) failures.push(`${what}: it is still told`);
    if (state() !== before) failures.push(`${what}: the way back leads to ${state()}`);
  }
  await opens("a link twice", `${good}${good}`);
  await opens("a space", `${good.slice(0, 30)} ${good.slice(30)}`);
  await opens("an equals sign with its code", good.replace("=", "%3D"));
  await opens("a particle", `${good}를`);
  await opens("a bracket and a full stop", `${good}).`);
  await opens("somebody else's parameter", `${good}&fbclid=IwAR0-x_1`);
  close.click();
  return failures;
}
