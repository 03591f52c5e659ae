/**
 * Switches of Chromium on the command line of a start. Whoever can start a program can give them, a desktop entry that was tampered with among
 * them: a packaged app takes none that opens it to a debugger or takes away what protects it.
 */

/** The part of Electron's command line that is used. */
export interface CommandLine {
  hasSwitch(name: string): boolean;
  removeSwitch(name: string): void;
}

/** Let another program look into the app, or steer it. */
const debugging = [
  'inspect',
  'inspect-brk',
  'inspect-brk-node',
  'inspect-port',
  'inspect-publish-uid',
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-debugging-socket-name',
  'remote-debugging-io-pipes',
  'remote-allow-origins',
  'custom-devtools-frontend',
  'auto-open-devtools-for-tabs',
  'enable-automation',
  'js-flags',
  'load-extension',
  'log-net-log',
  'wait-for-debugger',
  'wait-for-debugger-children',
];

/** Weaken what keeps a page in its place; they take effect only in processes that are begun later. */
const weakening = [
  'allow-file-access-from-files',
  'allow-running-insecure-content',
  'browser-subprocess-path',
  'disable-gpu-sandbox',
  'disable-site-isolation-trials',
  'disable-web-security',
  'gpu-launcher',
  'host-rules',
  'host-resolver-rules',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'proxy-bypass-list',
  'proxy-pac-url',
  'proxy-server',
  'renderer-cmd-prefix',
  'unsafely-treat-insecure-origin-as-secure',
  'utility-cmd-prefix',
];

/** Their work is done before the first line of the app: nothing is left but to end. */
const unsafe = ['no-sandbox', 'disable-seccomp-filter-sandbox', 'disable-setuid-sandbox', 'no-zygote', 'single-process'];

/** Does a debugger hold on to this process? Tests do so. */
export function isDebugged(line: Pick<CommandLine, 'hasSwitch'>): boolean {
  return debugging.some((name) => line.hasSwitch(name));
}

/** Why a packaged app does not start with these switches, as a sentence with the next step; null: it does. */
export function switchProblem(line: Pick<CommandLine, 'hasSwitch'>): string | null {
  const found = unsafe.find((name) => line.hasSwitch(name));
  return found === undefined
    ? null
    : `Darkslide opens other people's files and does not run without its sandbox. Start it without --${found}.`;
}

/** Takes out all that a packaged app does not want. Must run before Electron is ready, and before the app sets switches of its own. */
export function removeSwitches(line: CommandLine): void {
  for (const name of [...debugging, ...weakening]) if (line.hasSwitch(name)) line.removeSwitch(name);
}
