/* The log as a browser reads it: SHA-256, tiles, checkpoints. verify.js loads this file when there is something to verify. */
"use strict";

gongkai((say, load, Told) => {
  const utf8 = text => new TextEncoder().encode(text), json = bytes => JSON.parse(new TextDecoder().decode(bytes));
  const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
  const unbase64 = (text, otherwise = "broken") => {
    let raw;
    try { raw = atob(text); } catch { throw new Told(otherwise); }
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    return bytes;
  };

  /* SHA-256 (FIPS 180-4). Its constants are far enough from the next number for any rounding. */
  const primes = [], fraction = x => x % 1 * 2 ** 32 | 0;
  for (let n = 2; primes.length < 64; n++) if (primes.every(p => n % p)) primes.push(n);
  const K = Int32Array.from(primes, p => fraction(Math.cbrt(p))), H = Int32Array.from(primes.slice(0, 8), p => fraction(Math.sqrt(p)));
  const w = new Int32Array(64), hash = new Int32Array(8);
  function sha256(...parts) {
    let length = 0;
    for (const part of parts) length += part.length;
    const data = new Uint8Array(length + 72 & ~63), view = new DataView(data.buffer);
    let end = 0;
    for (const part of parts) {
      data.set(part, end);
      end += part.length;
    }
    data[length] = 128;
    view.setUint32(data.length - 8, length / 2 ** 29);
    view.setUint32(data.length - 4, length << 3);
    hash.set(H);
    for (let at = 0; at < data.length; at += 64) compress(view, at);
    hash.forEach((x, i) => view.setInt32(4 * i, x));
    return data.slice(0, 32);
  }
  function compress(view, at) {
    let a = hash[0], b = hash[1], c = hash[2], d = hash[3], e = hash[4], f = hash[5], g = hash[6], h = hash[7];
    for (let t = 0; t < 64; t++) {
      if (t < 16) w[t] = view.getInt32(at + 4 * t);
      else {
        const x = w[t - 15], y = w[t - 2];
        w[t] = w[t - 16] + w[t - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
      }
      const one = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) + K[t] + w[t] | 0;
      const two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c) | 0;
      h = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0;
    }
    hash[0] += a; hash[1] += b; hash[2] += c; hash[3] += d; hash[4] += e; hash[5] += f; hash[6] += g; hash[7] += h;
  }

  /* The log, as C2SP tlog-tiles lays it out; `size` is that of the checkpoint. */
  const leaf = entry => sha256([0], entry), node = (left, right) => sha256([1], left, right);
  async function tile(size, level, n) {
    const width = Math.min(256, Math.floor(size / 256 ** Math.max(level, 0)) - 256 * n), three = n => String(n % 1000).padStart(3, "0");
    let name = three(n);
    for (let rest = n; (rest = Math.floor(rest / 1000));) name = `x${three(rest)}/${name}`;
    const file = `tile/${level < 0 ? "entries" : level}/${name}${width < 256 ? ".p/" + width : ""}`, out = [];
    const data = unbase64(await load(`${say.files}${file}.js`));
    for (let at = 0, end; at < data.length; at = end) {
      if (level < 0) at += 2;
      end = at + (level < 0 ? data[at - 2] << 8 | data[at - 1] : 32);
      out.push(data.subarray(at, end));
      if (end > data.length) out.length = 0;
    }
    if (out.length !== width) throw new Told("broken", {file});
    return out;
  }
  const middle = (low, high) => low + 2 ** Math.floor(Math.log2(high - low - 1));
  const both = async (one, other) => node(...await Promise.all([one, other]));
  /* The head of a range; `own` are leaves that are known by their entries. */
  async function head(size, low, high, own = {}) {
    const level = Math.log2(high - low), many = 2 ** (level % 8), step = (high - low) / many;
    if (level % 1) return both(head(size, low, middle(low, high), own), head(size, middle(low, high), high, own));
    const first = low / step, n = Math.floor(first / 256);
    const found = await (level < 8 && n === own.n ? own.leaves : tile(size, Math.floor(level / 8), n));
    let hashes = found.slice(first % 256, first % 256 + many);
    while (hashes.length > 1) hashes = hashes.flatMap((hash, i) => i % 2 ? [] : [node(hash, hashes[i + 1])]);
    return hashes[0];
  }
  /* An entry that the checkpoint covers. All files are asked for at once. */
  async function entryOf({size, root}, index) {
    if (!(index < size)) throw new Told("broken");
    const n = Math.floor(index / 256), bundle = tile(size, -1, n), leaves = bundle.then(entries => entries.map(leaf));
    const up = (low, high) => {
      const cut = middle(low, high);
      if (high - low < 2) return leaves.then(all => all[index % 256]);
      return index < cut ? both(up(low, cut), head(size, cut, high, {n, leaves})) : both(head(size, low, cut, {n, leaves}), up(cut, high));
    };
    if (hex(await up(0, size)) !== root) throw new Told("broken");
    return {...json((await bundle)[index % 256]), index, leaf: hex((await leaves)[index % 256])};
  }
  /* Whether the tree of an old checkpoint is the beginning of this one: both heads are made of the same hashes. */
  async function grown(old, {size, root}) {
    const heads = async (low, high) => {
      const cut = middle(low, high);
      if (high <= old.size || low >= old.size) {
        const one = await head(size, low, high);
        return [high <= old.size && one, one];
      }
      const [[a, b], [c, d]] = await Promise.all([heads(low, cut), heads(cut, high)]);
      return [c ? node(a, c) : a, node(b, d)];
    };
    const found = old.size ? await heads(0, size) : [sha256()];
    if (found[1] && hex(found[1]) !== root) throw new Told("broken");
    return hex(found[0]) === old.root;
  }

  /* A signed checkpoint (C2SP signed-note). It may come from paper: spaces, blank lines and folded lines do not count. */
  async function opened(text) {
    const [body, ...seals] = text.trim().split(/^[^\S\n]*[—–―－-]/m), lines = body.split("\n").map(line => line.trim()).filter(Boolean);
    const [origin, size, root] = lines, signed = utf8(lines.join("\n") + "\n");
    if (!seals.length || !/^(0|[1-9]\d{0,11})$/.test(size) || !/^[\w+/]{43}=$/.test(root)) throw new Told("unreadable");
    if (origin !== say.origin) throw new Told("stranger", {origin});
    let known = 0;
    for (const [name, ...rest] of seals.map(seal => seal.trim().split(/\s+/))) {
      for (const key of say.keys.split(" ")) {
        const [of, , public_] = /^(.+?)\+(.+?)\+(.+)$/.exec(key).slice(1), raw = unbase64(public_), seal = unbase64(rest.join(""), "misread");
        if (name !== of || hex(seal.slice(0, 4)) !== hex(sha256(utf8(of + "\n"), raw).slice(0, 4))) continue;
        if (!await verified(raw.slice(1), signed, seal.slice(4))) throw new Told("misread");
        known++;
      }
    }
    if (!known) throw new Told("unsigned");
    return {size: +size, root: hex(unbase64(root))};
  }
  async function verified(key, message, signature) {
    try {
      const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
      return await crypto.subtle.verify("Ed25519", imported, signature, message);
    } catch {
      return (await load(say.ed25519))(key, message, signature);
    }
  }

  return {entryOf, grown, hex, opened, sha256, unbase64, utf8};
});
