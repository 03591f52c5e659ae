/**
 * The picture of the first start, painted by this program: mountains at a lake, once as a cool grey day (the original) and
 * once in low golden light (the result). Pure arithmetic on pixels; both grades come from one look at the scene.
 */
import { cloudNoise, ridgeNoise, valueNoise } from './noise.mjs';
/** Heights are shares of the picture's height, from the top. */
const SHORE = 0.7;
const SUN = { x: 0.63, y: 0.415 };
const cool = {
  zenith: [0.1, 0.17, 0.28],
  horizon: [0.5, 0.6, 0.69],
  cloud: [0.62, 0.68, 0.74],
  haze: [0.4, 0.5, 0.6],
  rock: [0.1, 0.115, 0.13],
  lit: [1.15, 1.2, 1.28],
  shade: [0.62, 0.7, 0.82],
  snow: [0.62, 0.69, 0.77],
  forest: [0.016, 0.028, 0.028],
  water: [0.05, 0.085, 0.11],
  glow: [0, 0, 0],
  contrast: 0.8,
};
const golden = {
  zenith: [0.095, 0.13, 0.25],
  horizon: [0.86, 0.46, 0.22],
  cloud: [1.0, 0.5, 0.27],
  haze: [0.74, 0.38, 0.2],
  rock: [0.115, 0.08, 0.07],
  lit: [2.5, 1.5, 0.8],
  shade: [0.5, 0.46, 0.66],
  snow: [0.72, 0.55, 0.5],
  forest: [0.02, 0.016, 0.016],
  water: [0.05, 0.04, 0.055],
  glow: [1.0, 0.6, 0.24],
  contrast: 1,
};
/** The two grades in the order of the canvases. */
const grades = [cool, golden];
const ranges = [
  { foot: 0.6, rise: 0.2, pitch: 2.1, seed: 11, near: 0.12, kind: 'rock' },
  { foot: 0.64, rise: 0.22, pitch: 1.7, seed: 23, near: 0.34, kind: 'rock' },
  { foot: 0.675, rise: 0.13, pitch: 2.4, seed: 37, near: 0.52, kind: 'rock' },
  { foot: 0.69, rise: 0.075, pitch: 2.9, seed: 51, near: 0.72, kind: 'forest' },
  { foot: 0.7, rise: 0.045, pitch: 3.6, seed: 67, near: 0.92, kind: 'forest' },
];
/** The crest line of a range at `x`. One summit stands out of the second range, left of the middle. */
function crest(range, x) {
  const shape = ridgeNoise(x * range.pitch + range.seed, range.seed, 6, range.seed);
  let height = range.rise * (0.25 + 0.75 * shape);
  if (range.seed === 23) height += 0.2 * Math.max(0, 1 - Math.abs(x - 0.34) * 2.6) ** 1.35;
  if (range.kind === 'forest') height += trees(x, range);
  return range.foot - height;
}
/** Tips of conifers on a forest's crest. */
function trees(x, range) {
  const spacing = 0.0042 + 0.004 * range.near;
  let highest = 0;
  for (let tree = Math.floor(x / spacing) - 1; tree <= Math.floor(x / spacing) + 1; tree += 1) {
    const random = valueNoise(tree * 13.7, range.seed, range.seed + 3);
    const stem = (tree + 0.5 + (random - 0.5) * 0.8) * spacing;
    const tall = (0.006 + 0.022 * random * random) * range.near;
    highest = Math.max(highest, tall * (1 - Math.min(1, Math.abs(x - stem) / (spacing * 0.72))));
  }
  return highest;
}
function mix(a, b, share) {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}
function times(a, b) {
  return [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
}
function add(a, b, share) {
  return [a[0] + b[0] * share, a[1] + b[1] * share, a[2] + b[2] * share];
}
function scale(a, share) {
  return [a[0] * share, a[1] * share, a[2] * share];
}
function smooth(from, to, value) {
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return share * share * (3 - 2 * share);
}
function both(paint) {
  return [paint(grades[0]), paint(grades[1])];
}
function sunDistance(x, y) {
  return Math.hypot(x - SUN.x, (y - SUN.y) * 1.15);
}
function sky(x, y) {
  const height = smooth(0.02, 0.6, y);
  const streaks = cloudNoise(x * 1.9 + 4, y * 7.5 + cloudNoise(x * 1.3, y * 3, 2, 5) * 1.6, 5, 91);
  const cloud = smooth(0.47, 0.78, streaks) * (0.9 - 0.45 * height);
  const edge = smooth(0.47, 0.6, streaks) * (1 - smooth(0.6, 0.8, streaks));
  const far = sunDistance(x, y);
  return both((grade) => {
    let colour = mix(grade.zenith, grade.horizon, height ** 1.25);
    colour = add(colour, grade.glow, 0.85 * Math.exp(-far * far * 16) + 1.5 * Math.exp(-far * far * 260));
    const under = mix(scale(grade.cloud, 0.62), grade.cloud, edge);
    return mix(colour, add(under, grade.glow, 0.5 * Math.exp(-far * far * 9)), cloud * 0.82);
  });
}
function slope(range, x, y, top) {
  const below = y - top;
  const detail = 12 + 9 * range.near;
  // Gullies run down and a little aside.
  const gx = (x + below * 0.35) * detail;
  const gy = below * detail * 0.55;
  const here = ridgeNoise(gx, gy, 5, range.seed + 2);
  const beside = ridgeNoise(gx + 0.22, gy, 5, range.seed + 2);
  const facing = Math.min(1, Math.max(-1, (here - beside) * 8));
  const foot = smooth(0, range.foot - top + 0.02, below);
  const mist = foot ** 2 * (0.6 - 0.34 * range.near) + 0.14 * cloudNoise(x * 3, y * 12, 3, 7) * foot;
  const air = Math.min(0.94, (1 - range.near) ** 1.5 * 0.66 + mist * 0.8);
  const snowLine = range.foot - 0.19 - 0.05 * range.near;
  const snow =
    range.kind === 'rock' ? smooth(0.02, -0.055, y - snowLine - (here - 0.45) * 0.22) * smooth(0.14, 0.34, here + 0.12) : 0;
  const far = sunDistance(x, y);
  return both((grade) => {
    const light = mix(grade.shade, grade.lit, 0.5 + 0.5 * facing * grade.contrast);
    const ground = range.kind === 'forest' ? scale(grade.forest, 0.7 + 0.7 * here) : scale(grade.rock, 0.75 + 0.55 * here);
    const lit = times(mix(ground, grade.snow, snow * 0.92), range.kind === 'forest' ? mix(light, [1, 1, 1], 0.5) : light);
    const haze = add(grade.haze, grade.glow, 0.55 * Math.exp(-far * far * 12));
    return add(mix(lit, haze, air), grade.glow, 0.22 * Math.exp(-far * far * 20) * (1 - range.near * 0.6));
  });
}
/** Land and sky above the shore. `tops`: crest lines at this x, far to near. */
function above(x, y, tops) {
  for (let index = ranges.length - 1; index >= 0; index -= 1) {
    const range = ranges[index];
    const top = tops[index];
    if (range !== undefined && top !== undefined && y >= top) return slope(range, x, y, top);
  }
  return sky(x, y);
}
function lake(x, y, topsAt) {
  const depth = y - SHORE;
  const near = depth / (1 - SHORE);
  const ripple = valueNoise(x * (26 - 16 * near), depth * (420 - 300 * near), 131) - 0.5;
  const wave = cloudNoise(x * 3, depth * 60, 3, 137) - 0.5;
  const mirrored = SHORE - 0.004 - depth * 1.12 + (ripple * 0.02 + wave * 0.018) * (0.25 + near);
  const aside = x + ripple * 0.006 * (0.4 + near);
  const image = above(aside, Math.max(0.01, mirrored), topsAt(aside));
  const calm = 0.8 - 0.42 * near;
  const glitter = Math.exp(-(((x - SUN.x) / (0.02 + 0.1 * near)) ** 2)) * smooth(0.12, 0.42, ripple) * (1 - 0.55 * near);
  const bank = smooth(0.012, 0, depth);
  const pair = both(() => [0, 0, 0]).map((_, index) => {
    const grade = grades[index === 0 ? 0 : 1];
    const seen = mix(grade.water, image[index === 0 ? 0 : 1], calm);
    return scale(add(seen, grade.glow, glitter * 1.1), 1 - 0.5 * bank);
  });
  return [pair[0] ?? [0, 0, 0], pair[1] ?? [0, 0, 0]];
}
/** The near bank: stones and grass against the water. */
function bankTop(x) {
  const stones = ridgeNoise(x * 3.1 + 2, 5, 4, 171) * 0.05;
  const grass = valueNoise(x * 320, 3, 177) ** 3 * 0.03 * smooth(0.35, 0.75, cloudNoise(x * 5, 9, 2, 181));
  return 0.985 - stones - grass - 0.09 * smooth(0.5, 0.02, x) ** 1.6;
}
function bank(x, y, top) {
  const texture = ridgeNoise(x * 26, y * 34, 4, 191);
  const rim = smooth(0.018, 0, y - top);
  return both((grade) => add(scale(grade.rock, 0.1 + 0.28 * texture), times(grade.lit, grade.rock), 0.22 * rim * texture));
}
/** Linear light to a screen value from 0 to 255, with a soft shoulder and a little grain. */
function develop(light, grain) {
  const exposed = light * 1.05;
  const rolled = exposed < 0.6 ? exposed : 0.6 + 0.4 * (1 - Math.exp((0.6 - exposed) / 0.4));
  const encoded = rolled <= 0.0031308 ? rolled * 12.92 : 1.055 * rolled ** (1 / 2.4) - 0.055;
  return Math.min(255, Math.max(0, encoded * 255 + grain));
}
/** Prepares both pictures at a size in pixels. The scene is as wide as its height times 0.88; other shapes show more or less. */
export function heroPainter(width, height) {
  const steps = Math.ceil(width * 1.05);
  const columns = Array.from({ length: steps }, (_, column) => ranges.map((range) => crest(range, column / height)));
  const topsAt = (x) => columns[Math.min(steps - 1, Math.max(0, Math.round(x * height)))] ?? [];
  const banks = Array.from({ length: width }, (_, column) => bankTop(column / height));
  const rows = (from, to, original, result) => {
    for (let row = from; row < to; row += 1) {
      const y = (row + 0.5) / height;
      for (let column = 0; column < width; column += 1) {
        const x = column / height;
        const bankHere = banks[column] ?? 1;
        const pair = y >= bankHere ? bank(x, y, bankHere) : y >= SHORE ? lake(x, y, topsAt) : above(x, y, topsAt(x));
        const offAxis = ((x - 0.44) ** 2 + (y - 0.5) ** 2) * 0.62;
        const grain = (valueNoise(column * 0.9, row * 0.9, 211) - 0.5) * 7;
        const at = (row * width + column) * 4;
        put(original, at, pair[0], 1 - offAxis, grain);
        put(result, at, pair[1], 1 - offAxis, grain);
      }
    }
  };
  return { rows };
}
function put(target, at, colour, light, grain) {
  target[at] = develop(colour[0] * light, grain);
  target[at + 1] = develop(colour[1] * light, grain);
  target[at + 2] = develop(colour[2] * light, grain);
  target[at + 3] = 255;
}
