/** Calls of the title bar and of links that lead out of the app. */
import type { DomainHandlers } from './handlers.ts';
import { linkAddress } from '../contract/links.ts';
import type { WindowPorts } from './ports.ts';

/** A link is a name; its address is on our list. */
export function createWindowHandlers(window: WindowPorts): DomainHandlers<'window'> {
  return {
    'window.control': ({ action }) => {
      window.control(action);
      return undefined;
    },
    'window.first-action': () => window.firstAction(),
    'window.open-link': async ({ link }) => {
      await window.openAddress(linkAddress(link));
      return undefined;
    },
    'window.show-log': () => {
      window.showLog();
      return undefined;
    },
  };
}
