/** A process that does nothing but measure how late its timers are; tells the longest stretch, ms, when it is told to stop. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.once('message', () => {
  delay.disable();
  process.send?.(delay.max / 1e6);
  process.disconnect();
});
