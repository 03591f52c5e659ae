/**
 * The door between the page and main: one function per declared call, the events, the signals and dropped files; nothing
 * else. The page cannot name a channel, and a dropped file's path goes to main without the page seeing it.
 */
import * as electron from 'electron';
import type { Api, Calls, Dropped } from './contract/api.ts';
import type { Answer, CallOutput } from './contract/calls.ts';
import { mergeOutcomes, slicesOf } from './contract/dropped.ts';
import { CALL_CHANNEL, EVENT_CHANNEL, eventNames, pageCallNames, SIGNAL_CHANNEL, signalNames } from './contract/names.ts';

const { contextBridge, ipcRenderer, webFrame } = electron;

// Electron before 32 tells every page the path of a dropped file. Only this world, which the page cannot reach, keeps that.
void webFrame.executeJavaScript('delete File.prototype.path');

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

/** Adds paths a slice at a time, one after another, so that however many were dropped none is left out. */
async function addPaths(paths: readonly string[]): Promise<Dropped['answer']> {
  let whole: CallOutput<'library.add'> | null = null;
  for (const slice of slicesOf(paths)) {
    const input = { paths: slice, continues: whole !== null };
    // Main answers every call with an Answer whose value went through this call's schema.
    const answer = (await ipcRenderer.invoke(CALL_CHANNEL, { name: 'library.add', input })) as Answer<CallOutput<'library.add'>>;
    if (!answer.ok) return answer; // what came before is in the library, and a second try finds it known
    whole = whole === null ? answer.value : mergeOutcomes(whole, answer.value);
  }
  return whole === null ? null : { ok: true, value: whole };
}

const calls: Record<string, (input: unknown) => Promise<unknown>> = {};
for (const name of pageCallNames) calls[name] = async (input) => ipcRenderer.invoke(CALL_CHANNEL, { name, input });

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
    const paths = files.map(pathOf);
    return {
      answer: await addPaths(paths.filter((path) => path !== '')),
      withoutPath: paths.flatMap((path, place) => (path === '' ? [place] : [])),
    };
  },
  offerDropped: async (files) => {
    // The first folder counts, and nobody drops so many to have one watched
    const [paths = []] = slicesOf(files.map(pathOf).filter((path) => path !== ''));
    return (await ipcRenderer.invoke(CALL_CHANNEL, { name: 'watch.offer-folder', input: { paths } })) as Answer<
      CallOutput<'watch.offer-folder'> // as above
    >;
  },
};

contextBridge.exposeInMainWorld('api', api);
