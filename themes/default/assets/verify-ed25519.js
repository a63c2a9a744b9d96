/* Ed25519 (RFC 8032, 5.1.7) for browsers that have none: verify.js loads this file then. It verifies only, all of it
   public, so that it does not matter how long what takes. */
"use strict";

gongkai((() => {
  const P = 2n ** 255n - 19n, L = 2n ** 252n + 27742317777372353535851937790883648493n;
  const mod = a => (a %= P) < 0n ? a + P : a;
  function power(base, exponent) {
    let found = 1n;
    for (; exponent; exponent >>= 1n) {
      if (exponent & 1n) found = found * base % P;
      base = base * base % P;
    }
    return found;
  }
  const inverse = a => power(a, P - 2n);
  const number = bytes => BigInt("0x" + Array.from(bytes, b => b.toString(16).padStart(2, "0")).reverse().join(""));

  /* SHA-512 (FIPS 180-4); its constants are what follows the point in roots of the first primes. */
  const primes = [], u64 = x => BigInt.asUintN(64, x);
  for (let n = 2n; primes.length < 80; n++) if (primes.every(p => n % p)) primes.push(n);
  function root(k, n) {
    n <<= 64n * k;
    for (let x = 1n << 70n, y; ; x = y) {
      y = (x * (k - 1n) + n / x ** (k - 1n)) / k;
      if (y >= x) return u64(x);
    }
  }
  const H = primes.slice(0, 8).map(p => root(2n, p)), K = primes.map(p => root(3n, p));
  const turn = (x, ...by) => by.map(n => x >> n | u64(x << 64n - n));
  function sha512(message) {
    const data = new Uint8Array(message.length + 144 & ~127), view = new DataView(data.buffer), h = [...H];
    data.set(message);
    data[message.length] = 128;
    view.setBigUint64(data.length - 8, BigInt(8 * message.length));
    for (let at = 0; at < data.length; at += 128) {
      const w = [], v = [...h];
      for (let t = 0; t < 80; t++) {
        if (t < 16) w[t] = view.getBigUint64(at + 8 * t);
        else {
          const [a, b] = turn(w[t - 15], 1n, 8n), [c, d] = turn(w[t - 2], 19n, 61n);
          w[t] = u64(w[t - 16] + (a ^ b ^ w[t - 15] >> 7n) + w[t - 7] + (c ^ d ^ w[t - 2] >> 6n));
        }
        const [a, b, c] = turn(v[4], 14n, 18n, 41n), [d, e, f] = turn(v[0], 28n, 34n, 39n);
        const one = v[7] + (a ^ b ^ c) + (v[4] & v[5] ^ ~v[4] & v[6]) + K[t] + w[t];
        const two = (d ^ e ^ f) + (v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]);
        v.unshift(u64(one + two));
        v[4] = u64(v[4] + one);
        v.pop();
      }
      v.forEach((x, i) => { h[i] = u64(h[i] + x); });
    }
    h.forEach((x, i) => view.setBigUint64(8 * i, x));
    return data.subarray(0, 64);
  }

  /* Points of the curve as [X, Y, Z, T]: x = X/Z, y = Y/Z, xy = T/Z. */
  const D = mod(-121665n * inverse(121666n)), I = power(2n, (P - 1n) / 4n);
  function add([a, b, c, d], [e, f, g, h]) {
    const m = mod((b - a) * (f - e)), n = mod((b + a) * (f + e)), t = mod(2n * D * d % P * h), z = mod(2n * c * g);
    return [mod((n - m) * (z - t)), mod((z + t) * (n + m)), mod((z - t) * (z + t)), mod((n - m) * (n + m))];
  }
  function point(bytes) {
    const all = number(bytes), y = BigInt.asUintN(255, all), odd = all >> 255n;
    const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
    let x = u * v ** 3n % P * power(u * v ** 7n % P, (P - 5n) / 8n) % P;
    if (v * x * x % P !== u) x = x * I % P;
    if (y >= P || v * x * x % P !== u || !x && odd) return null;
    if ((x & 1n) !== odd) x = P - x;
    return [x, y, 1n, x * y % P];
  }
  function same([x, y, z], bytes) {
    z = inverse(z);
    return number(bytes) === ((mod(x * z) & 1n) << 255n | mod(y * z));
  }
  const BASE = point(Uint8Array.of(0x58, ...Array(31).fill(0x66)));

  return (key, message, signature) => {
    if (key.length !== 32 || signature.length !== 64) return false;
    const r = signature.subarray(0, 32), s = number(signature.subarray(32)), a = point(key);
    if (!a || s >= L) return false;
    const k = number(sha512(Uint8Array.of(...r, ...key, ...message))) % L, minus = [P - a[0], a[1], 1n, P - a[3]];
    const sums = [null, BASE, minus, add(BASE, minus)];
    let sum = [0n, 1n, 1n, 0n];
    for (let bit = 252n; bit >= 0n; bit--) {
      sum = add(sum, sum);
      const more = sums[Number(s >> bit & 1n | (k >> bit & 1n) << 1n)];
      if (more) sum = add(sum, more);
    }
    return same(sum, r);
  };
})());
