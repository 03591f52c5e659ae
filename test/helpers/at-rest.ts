/** Nothing in this process is on its way: what a test says did not happen would have happened by now. */

/** Kinds of work that the process waits for and that end by themselves: files, names, connections and requests. */
const ON_ITS_WAY = /^(FSReq|GetAddrInfo|TCPConnect|WriteWrap|ShutdownWrap|HTTPClientRequest|Immediate)/;
/** Turns of the event loop in a row without any: one that ends may begin another. */
const TURNS = 50;

/** Resolves when the process has had nothing on its way for so many turns. Timers and idle connections do not count. */
export async function atRest(): Promise<void> {
  for (let quiet = 0; quiet < TURNS; quiet += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (process.getActiveResourcesInfo().some((kind) => ON_ITS_WAY.test(kind))) quiet = -1;
  }
}
