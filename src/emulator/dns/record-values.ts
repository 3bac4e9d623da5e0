/** Values of record sets as text, taken apart. */

/** The fields of a value; spaces between quotation marks are part of a field. */
export function splitFields(value: string): string[] {
	return value.match(/(?:"(?:[^"\\]|\\.)*"|[^\s"]+)+/gs) ?? [];
}

/** The strings of a TXT value, without quotation marks and escapes. */
export function characterStrings(value: string): readonly string[] {
	return [...value.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, quoted = ""]) =>
		quoted.replace(/\\([0-7]{3})|\\(.)/gs, (_, code: string | undefined, character: string) =>
			code ? String.fromCharCode(Number.parseInt(code, 8)) : character,
		),
	);
}
