/**
 * Characters that are not seen, or that turn the text around them, made visible. Names and texts of AWS and of manifests may
 * hold any of them, and a terminal would obey.
 */

// Controls; format characters; line separators; halves of broken characters.
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** `text` in one line, with each such character as an escape such as `\u001b`. */
export function escapeControls(text: string): string {
	return text.replace(unseen, (character) => {
		const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
		return short ?? codeUnits(character);
	});
}

/** The same for several lines: their breaks stay. */
export function escapeLines(text: string): string {
	return text.split("\n").map(escapeControls).join("\n");
}

/** JSON text with such characters as JSON's own escapes: it means the same. Breaks between lines and tabs stay. */
export function visibleJson(json: string): string {
	return json.replace(unseen, (character) => (/[\n\t]/.test(character) ? character : codeUnits(character)));
}

/** Whether `text` holds such a character, breaks between lines aside. */
export function hasUnseen(text: string): boolean {
	return escapeLines(text) !== text;
}

function codeUnits(character: string): string {
	return character
		.split("")
		.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
		.join("");
}
