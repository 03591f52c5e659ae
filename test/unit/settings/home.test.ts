/** The data folder on each platform. */
import { describe, expect, it } from 'vitest';
import { dataHome, type HomeSurroundings } from '../../../electron/settings/home.ts';

const linux: HomeSurroundings = { environment: {}, platform: 'linux', userHome: '/home/ada', workingFolder: '/work' };
const windows: HomeSurroundings = { environment: {}, platform: 'win32', userHome: 'C:\\Users\\Ada', workingFolder: 'D:\\work' };

describe('dataHome', () => {
  it.each<[string, HomeSurroundings, string]>([
    ['Linux', linux, '/home/ada/.local/share/darkslide'],
    ['Linux with XDG_DATA_HOME', { ...linux, environment: { XDG_DATA_HOME: '/data' } }, '/data/darkslide'],
    ['a relative XDG_DATA_HOME', { ...linux, environment: { XDG_DATA_HOME: 'data' } }, '/home/ada/.local/share/darkslide'],
    ['macOS', { ...linux, platform: 'darwin', userHome: '/Users/ada' }, '/Users/ada/Library/Application Support/Darkslide'],
    ['Windows', windows, 'C:\\Users\\Ada\\AppData\\Roaming\\Darkslide'],
    ['Windows with APPDATA', { ...windows, environment: { APPDATA: 'E:\\Roaming' } }, 'E:\\Roaming\\Darkslide'],
    ['DARKSLIDE_HOME', { ...linux, environment: { DARKSLIDE_HOME: '/srv/slides' } }, '/srv/slides'],
    ['a relative DARKSLIDE_HOME', { ...linux, environment: { DARKSLIDE_HOME: 'slides' } }, '/work/slides'],
    ['a blank DARKSLIDE_HOME', { ...linux, environment: { DARKSLIDE_HOME: '  ' } }, '/home/ada/.local/share/darkslide'],
    ['DARKSLIDE_HOME on Windows', { ...windows, environment: { DARKSLIDE_HOME: 'x' } }, 'D:\\work\\x'],
  ])('%s', (_case, surroundings, folder) => {
    expect(dataHome(surroundings)).toBe(folder);
  });
});
