/** The places outside the app that a link may lead to. The page names one; only these addresses are ever opened. */
import type { CallInput } from './calls.ts';

type LinkName = CallInput<'window.open-link'>['link'];

const addresses: Readonly<Record<LinkName, string>> = {
  'segmind-credits': 'https://cloud.segmind.com/console/billing',
  'segmind-keys': 'https://cloud.segmind.com/console/api-keys',
  'segmind-model': 'https://www.segmind.com/models/stable-diffusion-3-turbo-img2img',
};

/** The https address behind a link's name. */
export function linkAddress(link: LinkName): string {
  return addresses[link];
}

/** True for an address on the list: the last check before the browser is started. */
export function isListedAddress(address: string): boolean {
  return Object.values(addresses).includes(address);
}
