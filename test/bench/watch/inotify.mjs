/** The peer: what the system itself reports of a folder, without anything on top. Tells when each name was last heard of. */
import { watch } from 'node:fs';

const last = new Map();
const watcher = watch(process.argv[2], (_event, name) => {
  if (name !== null) last.set(name, performance.timeOrigin + performance.now());
});
process.send('ready');
process.on('message', () => {
  watcher.close();
  process.send([...last]);
  process.disconnect();
});
