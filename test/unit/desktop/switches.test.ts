/** Somebody starts the packaged app with switches that open it: as a page that is debugged, without its sandbox, through a proxy. */
import { describe, expect, it } from 'vitest';
import { isDebugged, removeSwitches, switchProblem } from '../../../electron/desktop/switches.ts';
import { mustStartAnew } from '../../../electron/desktop/start-anew.ts';

function line(...given: string[]): {
  readonly given: Set<string>;
  hasSwitch(name: string): boolean;
  removeSwitch(name: string): void;
} {
  const switches = new Set(given);
  return {
    given: switches,
    hasSwitch: (name) => switches.has(name),
    removeSwitch: (name) => {
      switches.delete(name);
    },
  };
}

describe('a packaged app', () => {
  it.each(['no-sandbox', 'disable-seccomp-filter-sandbox', 'single-process', 'no-zygote'])('does not start with --%s', (name) => {
    expect(switchProblem(line(name))).toContain(`--${name}`);
  });
  it('starts with others', () => {
    expect(switchProblem(line('disable-gpu', 'password-store'))).toBeNull();
  });
  it('loses what opens it to a debugger or weakens its pages, and keeps the rest', () => {
    const given = line(
      ...['remote-debugging-port', 'remote-debugging-pipe', 'inspect-brk', 'js-flags', 'load-extension', 'disable-web-security'],
      ...[
        'proxy-server',
        'host-resolver-rules',
        'ignore-certificate-errors',
        'renderer-cmd-prefix',
        'disable-gpu',
        'password-store',
      ],
    );
    removeSwitches(given);
    expect([...given.given]).toEqual(['disable-gpu', 'password-store']);
  });
  it('knows a debugger', () => {
    expect([isDebugged(line('remote-debugging-port')), isDebugged(line('disable-gpu'))]).toEqual([true, false]);
  });
});

describe('a start with the key in its environment', () => {
  it.each([
    [{ platform: 'linux', inEnvironment: true, isDebugged: false }, true],
    [{ platform: 'linux', inEnvironment: false, isDebugged: false }, false],
    [{ platform: 'linux', inEnvironment: true, isDebugged: true }, false],
    [{ platform: 'darwin', inEnvironment: true, isDebugged: false }, false],
  ] as const)('%j begins another one: %s', (facts, is) => {
    expect(mustStartAnew(facts)).toBe(is);
  });
});
