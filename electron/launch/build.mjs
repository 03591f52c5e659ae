/** `npm run build`: brings dist/ up to date; `--force` builds everything again. */
import { ensureBundles } from './bundles.mjs';
import { ensureInstalled } from './install.mjs';
import { command, say } from './project.mjs';

await command(async () => {
  await ensureInstalled();
  const built = await ensureBundles({ force: process.argv.includes('--force') });
  if (built.length === 0) say('dist/ is up to date');
});
