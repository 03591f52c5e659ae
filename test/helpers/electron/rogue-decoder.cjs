/**
 * Stands before the real decoder in its process and misbehaves over photos whose names ask for it: `eats-TASK` takes memory without end,
 * `hangs-TASK` never comes back. Its last words but one: the real process. Everything else, the watchdog too, is the real one's.
 */
const { basename } = require('node:path');

const real = process.argv.at(-2);

process.parentPort.on('message', ({ data }) => {
  const name = basename(String(data?.input?.[0] ?? ''));
  // After the real one has begun with it
  if (name.startsWith(`eats-${data?.task}`)) setImmediate(eat);
  if (name.startsWith(`hangs-${data?.task}`)) setImmediate(hang);
});

function eat() {
  const eaten = [];
  for (;;) eaten.push(Buffer.alloc(256 * 1024 * 1024, 1));
}

function hang() {
  for (;;);
}

require(real);
