/** A package in which something was left open, or changed after it was made, is none: tried on laid-out folders as each system has them. */
import { flipFuses, FuseV1Options, FuseVersion, getCurrentFuseWire, type FuseConfig } from '@electron/fuses';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import afterPack from '../../../electron/launch/after-pack.mjs';
import { lockedElectron } from '../../../electron/launch/package-checks.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkslide-package-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** What Electron's programs have somewhere inside, by which the fuses are found; each is as it comes: "1". */
const wire = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.from('101110010')]);
const header = '{"files":{"index.js":{"size":1,"offset":"0"}}}';
const hash = createHash('sha256').update(header).digest('hex');

function archive(): Buffer {
  const padded = header.padEnd(Math.ceil(header.length / 4) * 4, '\0');
  const numbers = (...values: number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, place) => bytes.writeUInt32LE(value, place * 4));
    return bytes;
  };
  return Buffer.concat([numbers(4, padded.length + 8, padded.length + 4, header.length), Buffer.from(`${padded}x`)]);
}

type Platform = 'linux' | 'win32' | 'darwin';
const places: Record<Platform, { program: string; fused: string; resources: string; holder: string }> = {
  linux: { program: 'darkslide', fused: 'darkslide', resources: 'resources', holder: 'darkslide' },
  win32: { program: 'Darkslide.exe', fused: 'Darkslide.exe', resources: 'resources', holder: 'Darkslide.exe' },
  darwin: {
    program: 'Darkslide.app',
    fused: 'Darkslide.app/Contents/Frameworks/Electron Framework.framework/Electron Framework',
    resources: 'Darkslide.app/Contents/Resources',
    holder: 'Darkslide.app/Contents/Info.plist',
  },
};

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

/** A folder as electron-builder lays it out. `stored`: the hash that the program compares with. */
async function layOut(platform: Platform, stored = hash): Promise<void> {
  const { fused, resources, holder } = places[platform];
  const inProgram = `[{"file":"resources\\\\app.asar","alg":"SHA256","value":"${stored}"}]`;
  await put(fused, Buffer.concat([wire, Buffer.from(platform === 'win32' ? inProgram : '')]));
  if (platform === 'darwin')
    await put(holder, `<key>Resources/app.asar</key><dict><key>hash</key><string>${stored}</string></dict>`);
  await put(join(resources, 'app.asar'), archive());
  await put(join(resources, 'default_app.asar', 'main.js'), 'loads any folder');
  await chmod(join(folder, fused), 0o755);
}

async function pack(platform: Platform, version?: string, change: (config: FuseConfig) => void = () => undefined): Promise<void> {
  const program = join(folder, places[platform].program);
  await afterPack({
    appOutDir: folder,
    electronPlatformName: platform,
    packager: {
      appInfo: { productFilename: 'Darkslide' },
      executableName: 'darkslide',
      info: { framework: { version: version ?? (await lockedElectron()) } },
      addElectronFuses: async (_context: unknown, config: FuseConfig) => {
        change(config);
        return await flipFuses(program, { ...config, resetAdHocDarwinSignature: false });
      },
    },
  });
}

describe.each(['linux', 'win32', 'darwin'] as const)('a package for %s', (platform) => {
  it('has its fuses as they must be, and nothing of a bare Electron', async () => {
    await layOut(platform);
    await pack(platform);
    expect(await readdir(join(folder, places[platform].resources))).toEqual(['app.asar']);
    const found = await getCurrentFuseWire(join(folder, places[platform].program));
    const isOn = (name: keyof typeof FuseV1Options): boolean => String.fromCharCode(Number(found[FuseV1Options[name]])) === '1';
    expect([isOn('RunAsNode'), isOn('EnableNodeCliInspectArguments'), isOn('OnlyLoadAppFromAsar')]).toEqual([false, false, true]);
  });

  it('is refused where a fuse was left open', async () => {
    await layOut(platform);
    const leaveOpen = (config: FuseConfig): void => {
      Reflect.deleteProperty(config, FuseV1Options.RunAsNode);
      Object.assign(config, { [FuseV1Options.RunAsNode]: true });
    };
    await expect(pack(platform, undefined, leaveOpen)).rejects.toThrow('RunAsNode');
  });

  it('is refused with any Electron but the locked one', async () => {
    await layOut(platform);
    for (const version of ['25.1.1', '45.4.0', '45.4.1-nightly']) await expect(pack(platform, version)).rejects.toThrow(version);
  });

  it.skipIf(platform === 'linux')('is refused where the program would run a changed archive', async () => {
    await layOut(platform, 'f'.repeat(64));
    await expect(pack(platform)).rejects.toThrow('hash of app.asar');
  });
});

describe('what is packaged', () => {
  it('is allowed nothing on macOS but compiling its JavaScript', async () => {
    const text = await readFile('resources/entitlements.mac.plist', 'utf8');
    expect([...text.matchAll(/<key>(.*?)<\/key>/g)].map(([, key]) => key)).toEqual(['com.apple.security.cs.allow-jit']);
    const config = await readFile('electron-builder.yml', 'utf8');
    expect(config).toMatch(
      /entitlements: resources\/entitlements\.mac\.plist\n\s+entitlementsInherit: resources\/entitlements\.mac\.plist/,
    );
  });

  it('starts on Linux with its sandbox', async () => {
    const config = await readFile('electron-builder.yml', 'utf8');
    expect(config).toMatch(/appImage:\n(?:\s+#.*\n)*\s+executableArgs: \[\]/);
    expect(config.replace(/#.*/g, '')).not.toContain('no-sandbox');
    // Version 1 of the wire is what the checks read
    expect(FuseVersion.V1).toBe('1');
  });
});
