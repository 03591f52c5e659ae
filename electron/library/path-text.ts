/** What a path means before anything is opened: some name no file but a device, another computer, or the inside of the system. Pure. */

/** Names that Windows keeps for devices in every folder, with any extension; a blank before the dot counts as none. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;

/** Does Windows take this file name for a device, "con .txt" among them? */
export function isDeviceName(name: string): boolean {
  const stem = name.split(/[.:]/)[0] ?? '';
  return device.test(stem.replace(/ +$/, ''));
}

/** Folders of Linux and macOS in which nothing is a file that somebody has put there; /dev/shm is a disk in memory. */
const inside = /^\/(?:proc|sys|dev(?!\/shm\/))(?:\/|$)/;

/** Can this path never be a photo? `\\.\PhysicalDrive0`, `C:\con.jpg`, `/dev/video0`, and anything with a control character. */
export function isNoFile(path: string, platform: NodeJS.Platform = process.platform): boolean {
  if (/\p{Cc}/u.test(path)) return platform === 'win32' || path.includes('\0');
  if (platform !== 'win32') return inside.test(path);
  if (/^[\\/]{2}[.?][\\/]/.test(path)) return true;
  return path.split(/[\\/]/).some(isDeviceName);
}

/** Does it lie on another computer, by its name? Windows says who is asking, with a proof of the password, to whichever computer is named. */
export function isOnNetwork(path: string, platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'win32' && /^[\\/]{2}[^\\/]/.test(path);
}
