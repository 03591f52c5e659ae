/**
 * The door between the page and main: one function per declared call, the events, the signals and dropped files; nothing
 * else. The page cannot name a channel, and a dropped file's path goes to main without the page seeing it.
 */
import * as electron from 'electron';
import type { Api, Calls } from './contract/api.ts';
import type { Answer, CallOutput } from './contract/calls.ts';
import { PATHS_AT_ONCE } from './contract/paths-at-once.ts';
import { CALL_CHANNEL, callNames, EVENT_CHANNEL, eventNames, SIGNAL_CHANNEL, signalNames } from './contract/names.ts';

const { contextBridge, ipcRenderer } = electron;

interface PathReader {
  getPathForFile(file: File): string;
}

/** A file's path on disk; empty for files that have none, such as pictures dragged from a browser. */
function pathOf(file: File): string {
  // Electron before 29 has no webUtils and still says the path on the file itself.
  const reader = Reflect.get(electron, 'webUtils') as PathReader | undefined;
  const path = reader === undefined ? (file as { readonly path?: string }).path : reader.getPathForFile(file);
  return path ?? '';
}

function pathsOf(files: readonly File[]): { paths: string[] } {
  return { paths: files.map(pathOf).filter((path) => path !== '') };
}

const calls: Record<string, (input: unknown) => Promise<unknown>> = {};
for (const name of callNames) calls[name] = async (input) => ipcRenderer.invoke(CALL_CHANNEL, { name, input });

const signals: Record<string, (payload: unknown) => void> = {};
for (const name of signalNames) {
  signals[name] = (payload) => {
    ipcRenderer.send(SIGNAL_CHANNEL, { name, payload });
  };
}

const api: Api = {
  calls: calls as unknown as Calls, // built above with every name; main checks input and output of each
  signals: signals as Api['signals'], // as above
  on: (name, listener) => {
    if (!eventNames.includes(name)) throw new Error('There is no event of this name.');
    const hear = (_event: unknown, message: { name: string; payload: Parameters<typeof listener>[0] }): void => {
      if (message.name === name) listener(message.payload);
    };
    ipcRenderer.on(EVENT_CHANNEL, hear);
    return () => {
      ipcRenderer.removeListener(EVENT_CHANNEL, hear);
    };
  },
  addDropped: async (files) => {
    const { paths } = pathsOf(files);
    const whole: CallOutput<'library.add'> = { added: [], known: [], refused: [], results: [], paired: [] };
    for (let at = 0; at === 0 || at < paths.length; at += PATHS_AT_ONCE) {
      const input = { paths: paths.slice(at, at + PATHS_AT_ONCE), continues: at > 0 };
      // Main answers every call with an Answer whose value went through this call's schema.
      const answer = (await ipcRenderer.invoke(CALL_CHANNEL, { name: 'library.add', input })) as Answer<
        CallOutput<'library.add'>
      >;
      if (!answer.ok) return answer;
      for (const kind of ['added', 'known'] as const) whole[kind] = whole[kind].concat(answer.value[kind]);
      for (const kind of ['refused', 'results', 'paired'] as const) whole[kind] = whole[kind].concat(answer.value[kind]);
    }
    return { ok: true, value: whole };
  },
  offerDropped: async (files) => {
    // One folder of them is meant
    const input = { paths: pathsOf(files).paths.slice(0, PATHS_AT_ONCE) };
    return (await ipcRenderer.invoke(CALL_CHANNEL, { name: 'watch.offer-folder', input })) as Answer<
      CallOutput<'watch.offer-folder'> // as above
    >;
  },
};

contextBridge.exposeInMainWorld('api', api);
