// @vitest-environment jsdom
/** The settings on screen: the key goes in and stays nowhere, trouble has words and a next step, changes act at once. */
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CARRY_ALL } from '../../../../electron/contract/carried.ts';
import { problem } from '../../../../electron/contract/errors.ts';
import { folderKeySchema } from '../../../../electron/contract/ids.ts';
import type { KeyState } from '../../../../electron/contract/preferences.ts';
import { exampleName, nameTokens, templateProblem } from '../../../../renderer/features/settings/name-example.ts';
import { keptHint, keptWords, testWords } from '../../../../renderer/features/settings/key-words.ts';
import { uploadWords } from '../../../../renderer/features/settings/upload-words.ts';
import { SettingsDialog } from '../../../../renderer/features/settings/settings-dialog.tsx';
import { useSettings } from '../../../../renderer/stores/settings-store.ts';
import { useView, type SettingsPage } from '../../../../renderer/stores/view-store.ts';
import { nameTokens as mainTokens } from '../../../../electron/develop/results/naming.ts';
import { fakeApi, fillStores, NOON, Refusal, stubLayout } from '../queue/samples.ts';

const SECRET = 'SG_0123456789abcdef';
const stored: KeyState = { state: 'set', keptIn: 'GNOME Keyring', durable: true, fromEnvironment: false, savedAt: NOON };
const none: KeyState = { ...stored, state: 'none', savedAt: null };

function open(page: SettingsPage): void {
  useView.getState().set({ dialog: { kind: 'settings', page } });
  render(<SettingsDialog />);
}

beforeEach(() => {
  stubLayout();
  fillStores();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the key', () => {
  it('is saved, tested and gone from the page', async () => {
    fillStores({ key: none });
    const log = fakeApi({
      'account.save-key': () => stored,
      'account.test-key': () => ({ works: true, balance: { usd: 23.14, checkedAt: NOON, simulated: false } }),
    });
    open('account');
    const field = screen.getByLabelText('API key');
    expect(field.getAttribute('type')).toBe('password');
    fireEvent.input(field, { target: { value: ` ${SECRET} ` } });
    fireEvent.click(screen.getByRole('button', { name: 'Save and test' }));
    expect(await screen.findByText(/^Works\. Balance \$23\.14/)).toBeTruthy();
    expect(log).toEqual([
      { name: 'account.save-key', input: { key: SECRET } },
      { name: 'account.test-key', input: { key: null } },
    ]);
    expect(document.body.innerHTML).not.toContain(SECRET);
    for (const input of document.querySelectorAll('input')) expect(input.value).not.toContain(SECRET);
    expect(screen.getByRole('button', { name: 'Replace…' })).toBeTruthy();
  });

  it('that is wrong says why and what to do, at once', async () => {
    fakeApi({ 'account.test-key': () => ({ works: false, problem: problem('key-rejected') }) });
    open('account');
    fireEvent.click(screen.getByRole('button', { name: 'Test' }));
    expect(await screen.findByText(/does not accept this key.*Copy it again from Segmind/)).toBeTruthy();
    expect(useView.getState().announcement.urgent).toBe(true);
  });

  it('leaves the field even where it could not be saved', async () => {
    fillStores({ key: none });
    fakeApi({
      'account.save-key': () => {
        throw new Refusal(problem('internal'));
      },
    });
    open('account');
    const field = screen.getByLabelText<HTMLInputElement>('API key');
    fireEvent.input(field, { target: { value: SECRET } });
    fireEvent.click(screen.getByRole('button', { name: 'Save and test' }));
    expect(field.value).toBe('');
    expect(await screen.findByText(problem('internal').message)).toBeTruthy();
  });

  it('that is too short is not sent anywhere', () => {
    fillStores({ key: none });
    const log = fakeApi({});
    open('account');
    fireEvent.input(screen.getByLabelText('API key'), { target: { value: 'SG_1' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save and test' }));
    expect(screen.getByText(/too short for a key/)).toBeTruthy();
    expect(log).toEqual([]);
  });

  it('can be removed', async () => {
    fakeApi({ 'account.remove-key': () => none });
    open('account');
    fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('The key is removed from this computer.')).toBeTruthy();
    expect(useSettings.getState().key?.state).toBe('none');
  });

  it('that cannot be read is explained, and can be entered again', () => {
    fillStores({ key: { ...stored, state: 'unreadable' } });
    fakeApi({});
    open('account');
    expect(screen.getByText('The stored key cannot be read. Enter it again.')).toBeTruthy();
    expect(screen.getByText(/Unlock it and start Darkslide again, or enter the key again here/)).toBeTruthy();
    expect(screen.getByLabelText('API key')).toBeTruthy();
  });

  it('says plainly where it is kept', () => {
    expect(keptWords(stored)).toBe('GNOME Keyring, item “Darkslide”, since 14 November');
    const session = { ...stored, durable: false, keptIn: 'this session only' };
    expect(keptWords(session)).toBe('This session only');
    expect(keptHint(session)).toContain('forgotten when Darkslide quits');
    expect(keptWords({ ...stored, fromEnvironment: true })).toContain('SEGMIND_API_KEY');
    expect(testWords({ works: false, problem: problem('offline') }, NOON)).toContain('when the network is back');
  });
});

describe('names', () => {
  it('knows the same tokens as the part that names files', () => {
    expect(nameTokens.map(({ token }) => token)).toEqual(mainTokens.map((token) => `{${token}}`));
  });

  it('shows examples and refuses what cannot be a name', () => {
    expect(exampleName('{name}-{recipe}-{variant}')).toBe('DSC_4127-golden-1.jpg');
    expect(exampleName('{name}', 2)).toBe('DSC_4127-2.jpg');
    expect(templateProblem('{name}')).toBeNull();
    for (const bad of ['', '  ', 'a/b', '{nmae}', '{name', 'a\u0007b']) expect(templateProblem(bad), bad).not.toBeNull();
  });

  it('takes a template when it is left, and never a wrong one', async () => {
    const log = fakeApi({});
    open('names');
    const field = screen.getByRole('textbox', { name: 'Template' });
    fireEvent.change(field, { target: { value: '{name}/{date}' } });
    fireEvent.blur(field);
    expect(screen.getByText('No / in a name.')).toBeTruthy();
    expect(log).toEqual([]);
    fireEvent.change(field, { target: { value: '{date} ' } });
    fireEvent.click(screen.getByRole('button', { name: /^Insert \{hash\}/ }));
    await waitFor(() => {
      expect(log.at(-1)?.name).toBe('preferences.change');
    });
    fireEvent.blur(field);
    expect(useSettings.getState().preferences?.nameTemplate).toContain('{hash}');
  });
});

describe('the other pages', () => {
  it('changes pages with the arrows and closes with Escape', () => {
    fakeApi({});
    open('account');
    fireEvent.keyDown(screen.getByRole('tab', { name: 'Account' }), { key: 'ArrowDown' });
    expect(useView.getState().dialog).toEqual({ kind: 'settings', page: 'budget' });
    fireEvent.keyDown(screen.getByRole('dialog', { name: 'Settings' }), { key: 'Escape' });
    expect(useView.getState().dialog).toBeNull();
  });

  it('sends the longest side and the theme at once', async () => {
    const log = fakeApi({ 'privacy.folders': () => [] });
    open('privacy');
    fireEvent.change(screen.getByRole('combobox', { name: 'Longest side sent' }), { target: { value: '2048' } });
    await waitFor(() => {
      expect(log.at(-1)).toEqual({ name: 'preferences.change', input: { longSide: 2048 } });
    });
    expect(uploadWords(1536)).toBe('about 420 KB a photo');
    cleanup();
    open('appearance');
    fireEvent.click(screen.getByRole('radio', { name: 'Light' }));
    await waitFor(() => {
      expect(log.at(-1)).toEqual({ name: 'preferences.change', input: { theme: 'light' } });
    });
  });

  it('leaves groups out of results, and names folders that never leave', async () => {
    const key = folderKeySchema.parse('0123456789abcdef');
    const log = fakeApi({
      'privacy.folders': () => [{ key, label: 'Home / Family' }],
      'privacy.remove-folder': () => [],
    });
    open('privacy');
    fireEvent.click(screen.getByRole('checkbox', { name: /GPS/ }));
    await waitFor(() => {
      expect(log.at(-1)).toEqual({ name: 'preferences.change', input: { carried: { ...CARRY_ALL, place: false } } });
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Allow uploads from Home / Family again' }));
    await waitFor(() => {
      expect(screen.queryByText('Home / Family')).toBeNull();
    });
    expect(log.at(-1)).toEqual({ name: 'privacy.remove-folder', input: { key } });
  });

  it('says which of a RAW and a JPEG is the photo', async () => {
    const log = fakeApi({});
    open('photos');
    expect(screen.getByRole('radio', { name: 'Take the JPEG' }).getAttribute('aria-checked')).toBe('true');
    fireEvent.click(screen.getByRole('radio', { name: 'Take both' }));
    await waitFor(() => {
      expect(log).toEqual([{ name: 'preferences.change', input: { pairs: 'both' } }]);
    });
  });

  it('lists the keys and opens the log', () => {
    const log = fakeApi({});
    open('keys');
    expect(screen.getByText('Develop the selection')).toBeTruthy();
    cleanup();
    open('log');
    fireEvent.click(screen.getByRole('button', { name: 'Show the log' }));
    expect(log).toEqual([{ name: 'window.show-log', input: undefined }]);
  });
});
