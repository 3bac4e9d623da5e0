/**
 * Decodes text of any notation to the text it represents: JSON and nested JSON, URLs, HTML and XML, YAML, shell quotes,
 * Markdown, and line breaks. Every character keeps its original position, so that a match can be removed from the
 * original text.
 */

/** The significant UTF-16 code units, with the start and end of each one in the original text. */
export interface Decoded {
	readonly units: Uint16Array;
	readonly starts: Uint32Array;
	readonly ends: Uint32Array;
}

/**
 * Any escape sequence in one of these notations. A run of backslashes counts as one, since each level of quoting
 * doubles it.
 */
const written =
	/\\+(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|U([0-9a-f]{8})|x([0-9a-f]{2})|[abefnrtv0NLP])|&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos|nbsp));|(?:%[0-9a-f]{2})+/gi;

/** Characters that quoting adds or splits; they alone never distinguish two texts. */
const quoting = /[\s\\'"`+_$\p{C}]/u;

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** More nested notations than occur in practice. */
const maxLevels = 6;

/** An intermediate text; without positions, each unit is at its original place. */
interface Level {
	readonly text: string;
	readonly places?: Pick<Decoded, "starts" | "ends">;
}

/** Decodes any text. Never throws. */
export function decoded(text: string): Decoded {
	let level: Level = { text };
	for (let count = 0; count < maxLevels && /[\\&%]/.test(level.text); count += 1) {
		const next = oneLevel(level);
		if (next.text === level.text) break;
		level = next;
	}
	return withoutQuoting(level);
}

/** Decodes a text without escape sequences. */
export function unquoted(text: string): Decoded {
	return withoutQuoting({ text });
}

function oneLevel({ text, places }: Level): Level {
	// A decoded text is never longer than the original.
	const starts = new Uint32Array(text.length);
	const ends = new Uint32Array(text.length);
	const parts: string[] = [];
	let length = 0;
	const put = (start: number, end: number) => {
		starts[length] = start;
		ends[length] = end;
		length += 1;
	};
	const copy = (start: number, end: number) => {
		parts.push(text.slice(start, end));
		if (places) {
			starts.set(places.starts.subarray(start, end), length);
			ends.set(places.ends.subarray(start, end), length);
		} else {
			for (let at = start; at < end; at += 1) {
				starts[length + at - start] = at;
				ends[length + at - start] = at + 1;
			}
		}
		length += end - start;
	};
	let next = 0;
	for (const match of text.matchAll(written)) {
		const end = match.index + match[0].length;
		copy(next, match.index);
		const meaning = meaningOf(match);
		parts.push(meaning);
		for (let unit = 0; unit < meaning.length; unit += 1) put(startOf(places, match.index), endOf(places, end - 1));
		next = end;
	}
	copy(next, text.length);
	return { text: parts.join(""), places: { starts, ends } };
}

function startOf(places: Level["places"], at: number): number {
	return places ? (places.starts[at] ?? 0) : at;
}

function endOf(places: Level["places"], at: number): number {
	return places ? (places.ends[at] ?? 0) : at + 1;
}

function meaningOf([all, braced, short, long, byte, hexadecimal, decimal, entity]: RegExpMatchArray): string {
	const code = braced ?? short ?? long ?? byte ?? hexadecimal;
	if (code !== undefined) return characterOf(Number.parseInt(code, 16));
	if (decimal !== undefined) return characterOf(Number(decimal));
	if (entity !== undefined) return entities[entity.toLowerCase()] ?? "";
	// A control character or blank with its own escape letter.
	if (!all?.startsWith("%")) return " ";
	const bytes = Buffer.from(all.replaceAll("%", ""), "hex");
	const utf8 = bytes.toString("utf8");
	return utf8.includes("\ufffd") ? bytes.toString("latin1") : utf8;
}

function characterOf(code: number): string {
	return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

function withoutQuoting({ text, places }: Level): Decoded {
	const units = new Uint16Array(text.length);
	const from = new Uint32Array(text.length);
	let length = 0;
	for (let at = 0; at < text.length; at += 1) {
		const unit = text.charCodeAt(at);
		if ((unit & 0xf800) === 0xd800) {
			// The halves of a surrogate pair are kept or removed together; a lone half is removed.
			const code = text.codePointAt(at) ?? 0;
			if (code <= 0xffff) continue;
			if (!quoting.test(String.fromCodePoint(code))) {
				units[length] = unit;
				from[length] = at;
				units[length + 1] = text.charCodeAt(at + 1);
				from[length + 1] = at + 1;
				length += 2;
			}
			at += 1;
		} else if (!isQuoting(unit)) {
			units[length] = unit;
			from[length] = at;
			length += 1;
		}
	}
	const at = from.subarray(0, length);
	const starts = places ? at.map((index) => places.starts[index] ?? 0) : at;
	const ends = at.map(places ? (index) => places.ends[index] ?? 0 : (index) => index + 1);
	return { units: units.subarray(0, length), starts, ends };
}

/** Caches whether a character is one of `quoting`: 1 if not, 2 if so. */
const met = new Uint8Array(0x10000);

function isQuoting(unit: number): boolean {
	if (met[unit] === 0) met[unit] = quoting.test(String.fromCharCode(unit)) ? 2 : 1;
	return met[unit] === 2;
}
