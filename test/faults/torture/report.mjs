/** What a torture run found, in words: what must not be, and the figures. */
import { basename } from 'node:path';
import { PLACES, tableOf, WINDOW_EVENTS } from './kill-points.mjs';

const names = (paths) => paths.map((path) => basename(path)).join(', ');

/** What must not be. */
export function faultsOf(found) {
  const faults = [];
  if (found.charges > found.distinct + found.ordered + found.paidAfterSpoiled.length)
    faults.push('more was charged than was ordered');
  if (found.ordered > found.again) faults.push('the journal holds more orders than were given');
  if (found.double.length > 0) faults.push(`paid twice: ${found.double.join('; ')}`);
  if (found.foreign.length > 0) faults.push(`charged for what is no photo of this run: ${found.foreign.join(', ')}`);
  if (found.lost.length > 0) faults.push(`lost: ${found.lost.join('; ')}`);
  if (found.changed.length > 0) faults.push(`originals changed: ${names(found.changed)}`);
  if (found.damaged.length > 0) faults.push(`results damaged: ${names(found.damaged)}`);
  if (found.stray.length > 0) faults.push(`results that the ledger does not know: ${found.stray.join(', ')}`);
  if (found.unfinished > 0) faults.push(`${found.unfinished} photos are neither done nor let go`);
  if (found.sentAskedAgain > 0) faults.push(`asking for the same again sent ${found.sentAskedAgain} photos`);
  if (found.badEnds.length > 0) faults.push(`ended badly: ${found.badEnds.join('; ')}`);
  if (found.unasked.length > 0) faults.push(`sent without being asked for: ${found.unasked.join(', ')}`);
  if (found.unknown.length > 0) faults.push(`journal entries that nobody aims at: ${found.unknown.join(', ')}`);
  if (found.kills < found.killsWanted)
    faults.push(`only ${found.kills} kills of ${found.killsWanted}: there was no work left to kill`);
  return faults;
}

const count = (map) =>
  Object.entries(map)
    .sort((a, b) => b[1] - a[1])
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');

export function print(found, faults) {
  const rows = [
    ['seed', found.seed],
    ['transport', found.transport],
    ['photos', `${found.photos} files, ${found.works} different ones`],
    ['kills', `${found.kills} (${count(found.killsBy)})`],
    ['last journal entry at the kill', count(found.killedAfter)],
    ['runs of the command line', `${found.runs}, ${found.cutWords} of them cut off after a decision beside the kills above`],
    ['requests that reached the simulator', found.posts],
    ['charges by the simulator’s ledger', found.charges],
    ['distinct (content, recipe) charged', found.distinct],
    ['unsure, told to the person', `${found.told}; ${found.inDoubt} in doubt at the end`],
    ['decisions', `${found.again} again (${found.ordered} of them sent anew), ${found.drop} let go`],
    ['stored results', `${found.done}; ${found.letGo} let go or spoiled`],
    ['lost paid results', found.lost.length],
    ['changed originals', found.changed.length],
    ['results stored twice', found.stray.length],
    ['paid again after an unusable picture', found.paidAfterSpoiled.length],
    ['sent when asked for the same again', found.sentAskedAgain],
    ['sent without being asked for', found.unasked.length],
    ['ended badly', found.badEnds.length],
    ['hidden half-written files left by kills', found.halfWritten],
    ['files left in the spool', found.leftInSpool],
    ['seconds', found.seconds.toFixed(0)],
  ];
  for (const [name, value] of rows) console.log(`${name.padEnd(42)}${value}`);
  console.log('');
  for (const [step, ...times] of [['killed at', ...PLACES], ...tableOf(found.struck)])
    console.log(`${step.padEnd(20)}${times.map((text) => text.padStart(8)).join('')}`);
  console.log(`never struck: ${found.missed.join(', ') || 'none'}; only in the window: ${WINDOW_EVENTS.join(', ')}`);
  console.log('');
  console.log(
    faults.length === 0
      ? `holds: ${found.charges} charges ≤ ${found.distinct} distinct + ${found.ordered + found.paidAfterSpoiled.length} ordered again, 0 lost, 0 changed`
      : faults.join('\n'),
  );
}
