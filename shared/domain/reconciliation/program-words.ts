import { isSameProgram } from '../station.ts';

/**
 * What a station's as-run says of the program around a spot, against the one it was bought in; '' when it says nothing.
 * Example: `programWords('Evening Report', 'evening report')` = 'In Evening Report, as bought.'
 */
export function programWords(said: string | undefined, bought: string | undefined): string {
  if (said === undefined || said.trim() === '') return '';
  if (bought === undefined || bought.trim() === '') return `The station names the program ${said}.`;
  return isSameProgram(said, bought) ? `In ${said}, as bought.` : `In ${said}, not in ${bought} as bought.`;
}
