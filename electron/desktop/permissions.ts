/** What a page may ask the system for: nothing, but writing to the clipboard when the user copies. */
import type { Session } from 'electron';

const allowed = new Set(['clipboard-sanitized-write']);

/** Both ways of asking are answered: the question itself and the silent check. Devices are never offered. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(allowed.has(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => allowed.has(permission));
  session.setDevicePermissionHandler(() => false);
}
