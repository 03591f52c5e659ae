/** Mounts as Linux and macOS list them, and what is known of a volume by its type. */
import { describe, expect, it } from 'vitest';
import {
  isNetworkType,
  keepsInodes,
  mountOf,
  parseMountInfo,
  parseMountOutput,
} from '../../../../electron/library/roots/volume.ts';

const mountInfo = `23 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro
31 23 0:28 / /home/me/My\\040Pictures rw,nosuid - nfs4 nas:/export/pictures rw,vers=4.2,addr=10.0.0.2
32 23 8:17 / /media/CARD rw - vfat /dev/sdb1 rw,uid=1000
33 32 0:40 / /media/CARD rw - tmpfs tmpfs rw
34 23 0:41 / /mnt/share rw - cifs //nas/share rw,noserverino

broken line`;

describe('mounts', () => {
  const mounts = parseMountInfo(mountInfo);

  it('of Linux are read with their blanks', () => {
    expect(mounts.map((mount) => [mount.point, mount.type, mount.source])).toEqual([
      ['/', 'ext4', '/dev/vda1'],
      ['/home/me/My Pictures', 'nfs4', 'nas:/export/pictures'],
      ['/media/CARD', 'vfat', '/dev/sdb1'],
      ['/media/CARD', 'tmpfs', 'tmpfs'],
      ['/mnt/share', 'cifs', '//nas/share'],
    ]);
  });

  it.each([
    ['/home/me/photos', 'ext4'],
    ['/home/me/My Pictures', 'nfs4'],
    ['/home/me/My Pictures/2024', 'nfs4'],
    ['/home/me/My Pictures 2', 'ext4'],
    ['/media/CARD/DCIM', 'tmpfs'],
  ])('%s lies on %s', (path, type) => {
    expect(mountOf(path, mounts)?.type).toBe(type);
  });

  it('of macOS are read too', () => {
    const text = `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//me@nas._smb._tcp.local/Photos on /Volumes/Photos (2024) (smbfs, nodev, nosuid, mounted by me)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
`;
    expect(parseMountOutput(text).map((mount) => [mount.point, mount.type])).toEqual([
      ['/', 'apfs'],
      ['/Volumes/Photos (2024)', 'smbfs'],
      ['/System/Volumes/Data/home', 'autofs'],
    ]);
  });

  it.each([
    ['ext4', false, true],
    ['btrfs', false, true],
    ['nfs4', true, true],
    ['cifs', true, true],
    ['smbfs', true, true],
    ['fuse.sshfs', true, false],
    ['fuseblk', false, true],
    ['vfat', false, false],
    ['exfat', false, false],
    ['9p', true, true],
  ])('%s: on the network %s, numbers stay %s', (type, network, inodes) => {
    expect(isNetworkType(type)).toBe(network);
    expect(keepsInodes({ type, options: 'rw' })).toBe(inodes);
  });

  it('does not believe the numbers of a share that makes them up', () => {
    expect(keepsInodes({ type: 'cifs', options: 'rw,noserverino' })).toBe(false);
  });
});
