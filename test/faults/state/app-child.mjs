/** The process of app-child.ts: loads it as the tests' own bundler would, then gives up the administrator's rights where it was told to. */
import { runnerImport } from 'vite';
import { inProject } from '../../../electron/launch/project.mjs';

const { module } = await runnerImport(inProject('test', 'faults', 'state', 'app-child.ts'), {
  root: inProject(),
  configFile: false,
  logLevel: 'warn',
});
const [ids] = process.argv.slice(2);
if (ids !== undefined) {
  process.setgroups([]);
  process.setgid(Number(ids));
  process.setuid(Number(ids));
}
module.serve();
process.send({ ready: true });
// The parent has gone
process.on('disconnect', () => process.exit());
