/** Which volume a folder lies on, and what can be expected of it. The kernel's own lists are asked where there are any: they never hang. */
import { execFile } from 'node:child_process';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface VolumeFacts {
  /**
   * A name for the volume. "uuid:", "net:" and "born:" last; "dev:" is the number under which the system has it now, and may be another
   * after a restart.
   */
  readonly identity: string;
  /** Others write to it, and the system does not report what they do. */
  readonly network: boolean;
  /** False: numbers of files are made up anew now and then, as on FAT and some shares. */
  readonly keepsInodes: boolean;
}

export interface Mount {
  readonly point: string;
  readonly type: string;
  readonly source: string;
  readonly options: string;
}

const networkTypes =
  /^(nfs\d?|cifs|smb\d?|smbfs|afpfs|webdav|davfs|ncpfs|9p|ceph|glusterfs|lustre|afs|fuse\.(sshfs|rclone|gvfsd-fuse|davfs2?|s3fs|glusterfs|curlftpfs|smbnetfs)|virtiofs|vboxsf|vmhgfs|fuse\.vmhgfs-fuse|drvfs|prl_fs)$/;
const withoutInodes = /^(vfat|msdos|exfat|fuse\.(exfat|sshfs|rclone|gvfsd-fuse|davfs2?|s3fs|curlftpfs|smbnetfs)|webdav|davfs)$/;

export function isNetworkType(type: string): boolean {
  return networkTypes.test(type);
}

export function keepsInodes({ type, options }: Pick<Mount, 'type' | 'options'>): boolean {
  return !withoutInodes.test(type) && !/\bnoserverino\b/.test(options);
}

/** /proc/self/mountinfo as mounts, in their order: of two on one place the later one is seen. Pure. */
export function parseMountInfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ');
    const point = before?.split(' ')[4];
    const [type, source, options] = after?.split(' ') ?? [];
    if (point === undefined || type === undefined || source === undefined) return [];
    return [{ point: unescaped(point), type, source: unescaped(source), options: options ?? '' }];
  });
}

/** What /sbin/mount of macOS prints: "//me@server/share on /Volumes/share (smbfs, nodev, nosuid)". Pure. */
export function parseMountOutput(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const found = /^(.+) on (.+) \(([^,)]+)(?:, ([^)]*))?\)$/.exec(line);
    const [, source, point, type, options] = found ?? [];
    if (source === undefined || point === undefined || type === undefined) return [];
    return [{ source, point, type, options: options ?? '' }];
  });
}

/** The mount a path lies in: the longest place that it is in, the last of several there; undefined: none. Pure. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    const inside = mount.point.endsWith('/') ? mount.point : `${mount.point}/`;
    const isIn = path === mount.point || path.startsWith(inside);
    if (isIn && (best === undefined || mount.point.length >= best.point.length)) best = mount;
  }
  return best;
}

function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}

/** The mounts of this system now; empty where it has no such list. Never touches a volume. */
export async function readMounts(): Promise<readonly Mount[]> {
  try {
    if (process.platform === 'linux') return parseMountInfo(await readFile('/proc/self/mountinfo', 'utf8'));
    if (process.platform === 'darwin') return parseMountOutput((await promisify(execFile)('/sbin/mount')).stdout);
  } catch {
    // Without the list a volume goes by its number
  }
  return [];
}

/**
 * The volume of a folder that is there.
 * @param path - its real path
 * @param device - its volume's number (st_dev); on Windows that is the volume's serial, which lasts
 */
export async function volumeFacts(path: string, device: number, mounts: readonly Mount[]): Promise<VolumeFacts> {
  if (process.platform === 'win32')
    return { identity: `uuid:${String(device)}`, network: path.startsWith('\\\\'), keepsInodes: true };
  const mount = mountOf(path, mounts);
  if (mount === undefined) return { identity: `dev:${String(device)}`, network: false, keepsInodes: true };
  const network = isNetworkType(mount.type);
  return { identity: await identityOf(mount, device), network, keepsInodes: keepsInodes(mount) };
}

async function identityOf(mount: Mount, device: number): Promise<string> {
  if (isNetworkType(mount.type)) return `net:${mount.source}`;
  const lasting = process.platform === 'darwin' ? await birthOf(mount) : await uuidOf(mount.source);
  return lasting ?? `dev:${mount.type}:${String(device)}`;
}

/** The volume's UUID, as udev has it. */
async function uuidOf(source: string): Promise<string | null> {
  if (!source.startsWith('/dev/')) return null;
  const folder = '/dev/disk/by-uuid';
  try {
    const device = await realpath(source);
    for (const uuid of await readdir(folder)) {
      if ((await realpath(join(folder, uuid))) === device) return `uuid:${uuid}`;
    }
  } catch {
    // No udev here, as in containers
  }
  return null;
}

/** macOS numbers volumes as they come; when the root of a volume was made stays the same, and no two are made in one microsecond. */
async function birthOf({ point, type }: Mount): Promise<string | null> {
  try {
    const { birthtimeMs } = await stat(point);
    return birthtimeMs > 0 ? `born:${type}:${String(birthtimeMs)}` : null;
  } catch {
    return null; // it went away just now
  }
}

/** Whether a folder is certainly gone: what stands above it answers, and it is not there. A missing drive takes its mount point along. */
export async function isCertainlyGone(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return false;
  }
  try {
    return (await stat(dirname(path))).isDirectory();
  } catch {
    return false;
  }
}
