/**
 * Escapes invisible characters and those that change the direction of text. Names and texts from AWS and manifests may
 * contain them, and a terminal would interpret them.
 */

// Control characters, format characters, line separators and unpaired surrogates.
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** `text` on one line, with each such character escaped, for example as `\u001b`. */
export function escapeControls(text: string): string {
	return text.replace(unseen, (character) => {
		const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
		return short ?? codeUnits(character);
	});
}

/** The same for several lines, preserving line breaks. */
export function escapeLines(text: string): string {
	return text.split("\n").map(escapeControls).join("\n");
}

/** JSON text with such characters as JSON escapes, which preserves its meaning. Line breaks and tabs stay. */
export function visibleJson(json: string): string {
	return json.replace(unseen, (character) => (/[\n\t]/.test(character) ? character : codeUnits(character)));
}

/** Whether `text` contains such a character, apart from line breaks. */
export function hasUnseen(text: string): boolean {
	return escapeLines(text) !== text;
}

function codeUnits(character: string): string {
	return character
		.split("")
		.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
		.join("");
}
