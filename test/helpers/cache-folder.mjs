/** The folder for downloads that outlive a clone, for tests in TypeScript. */
export { cacheFolder } from '../../electron/launch/project.mjs';
