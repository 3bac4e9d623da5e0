/** Quotes words for the command line of a POSIX shell. */

/** `text` as one quoted word, without expansion or command substitution. */
export function quotedWord(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/** `text` as one word, quoted only if a shell gives one of its characters a meaning. */
export function shellWord(text: string): string {
	return /^[\w./:@%+,=][\w./:@%+,=-]*$/.test(text) ? text : quotedWord(text);
}
