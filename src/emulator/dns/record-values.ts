/** Splits the text values of record sets into fields and strings. */

/** The fields of a value; spaces inside quotation marks do not separate fields. */
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
