/** Words of a command line that a person pastes into a POSIX shell. */

/** `text` as one word, in quotes: no shell finds anything in it to replace or to run. */
export function quotedWord(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `text` as one word, without quotes where no shell gives any of its characters a meaning. */
export function shellWord(text: string): string {
	return /^[\w./:@%+,=][\w./:@%+,=-]*$/.test(text) ? text : quotedWord(text);
}
